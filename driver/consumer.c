// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a consumer: its settings, its place in the list that the probes see, its scope.
 * device.c calls it for requests of user space; consumer.h has the state, uapi/ioctl.h the
 * contract.
 *
 * Everything that comes from user space is checked here; the probes never see it unchecked. A
 * request that fails leaves everything as it was: what may fail comes first, publishing does not.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "attach.h"
#include "clock.h"
#include "consumer.h"
#include "cpu_rings.h"
#include "scope.h"

/* One is published; the other becomes the next one. */
static struct sonde_consumers lists[2];
struct sonde_consumers __rcu *sonde_consumers = RCU_INITIALIZER(&lists[0]);

/* Protects the list, every consumer's settings and what is attached. Never taken in a probe. */
static DEFINE_MUTEX(consumers_mutex);

/* Bits of the slots (scope.h) that a consumer has, started or stopped. */
static u32 scopes_in_use;

/* Consumers that have rings, or are about to: stopped ones count. */
static u32 places_in_use;

/* ---- who runs ---- */

static struct sonde_consumers *listed(void)
{
	return rcu_dereference_protected(sonde_consumers, lockdep_is_held(&consumers_mutex));
}

/* Attaches @trace beside what is attached. After an error everything is as before. */
static int attach_also(u32 trace)
{
	return sonde_attach(trace | (scopes_in_use ? SONDE_ATTACH_SLOTS : 0));
}

static void detach_unused(void)
{
	sonde_detach(listed()->trace | (scopes_in_use ? SONDE_ATTACH_SLOTS : 0));
}

/*
 * Publishes the list with @add and without @drop, whose probes are attached already. No probe uses
 * the old list any more when this returns.
 */
static void publish(struct sonde_consumer *add, struct sonde_consumer *drop)
{
	struct sonde_consumers *old = listed();
	struct sonde_consumers *list = old == &lists[0] ? &lists[1] : &lists[0];
	u32 i;

	memset(list, 0, sizeof(*list));
	for (i = 0; i < old->count; i++)
		if (old->list[i] != drop && old->list[i] != add)
			list->list[list->count++] = old->list[i];
	if (add)
		list->list[list->count++] = add;
	for (i = 0; i < list->count; i++)
		list->trace |= list->list[i]->trace;
	rcu_assign_pointer(sonde_consumers, list);
	synchronize_rcu();
	/* Before probes go: the flags of threads are the kernel's again when they do. */
	sonde_scope_set_flags();
	detach_unused();
}

static void drop_scope(struct sonde_consumer *c)
{
	if (!c->scope)
		return;
	sonde_scope_clear(c->scope);
	scopes_in_use &= ~(u32)c->scope;
	c->scope = 0;
	detach_unused();
}

static int take_scope(struct sonde_consumer *c, const struct sonde_scope *scope)
{
	u32 bit = ffz(scopes_in_use);
	int error;

	if (!scope->count)
		return 0;
	if (bit >= BITS_PER_BYTE * sizeof(c->scope))
		return -EBUSY;
	c->scope = 1u << bit;
	scopes_in_use |= c->scope;
	error = attach_also(0);
	if (!error)
		error = sonde_scope_mark(c->scope, scope);
	if (error)
		drop_scope(c);
	return error;
}

/* Its number may be another process's by now. */
static void forget_dead_self(struct sonde_consumer *c)
{
	rcu_read_lock();
	if (!c->self_pid || !pid_task(c->self_pid, PIDTYPE_TGID))
		WRITE_ONCE(c->self, 0);
	rcu_read_unlock();
}

static int list(struct sonde_consumer *c)
{
	int error;

	if (c->listed)
		return 0;
	error = attach_also(c->trace);
	if (error)
		return error;
	forget_dead_self(c);
	publish(c, NULL);
	c->listed = true;
	return 0;
}

static void unlist(struct sonde_consumer *c)
{
	if (c->listed)
		publish(NULL, c);
	c->listed = false;
}

/* ---- settings ---- */

static bool settings_are_good(const struct sonde_settings *s)
{
	u32 known = SONDE_TRACE_CALLS | SONDE_TRACE_EXIT | SONDE_TRACE_SIGNAL |
		    SONDE_TRACE_SWITCH | SONDE_TRACE_FAULT | SONDE_TRACE_USAGE;

	if (s->scope.count > SONDE_MAX_SCOPE || s->scope.reserved ||
	    !sonde_predicate_is_good(&s->predicate))
		return false;
	return s->snaplen <= SONDE_MAX_SNAPLEN && s->trace && !(s->trace & ~known) &&
	       !(s->mode & ~(SONDE_MODE_OVERWRITE | SONDE_MODE_WITH_SELF));
}

static int check(const struct sonde_settings *s, bool start)
{
	if (!settings_are_good(s))
		return -EINVAL;
	if (start && (s->ring_bytes < SONDE_MIN_RING_BYTES ||
		      s->ring_bytes > SONDE_MAX_RING_BYTES || s->ring_bytes & (s->ring_bytes - 1)))
		return -EINVAL;
	return s->trace & ~sonde_attach_possible() ? -EOPNOTSUPP : 0;
}

/* Probes may run. The old predicate, to be freed when they do not see it any more. */
static struct sonde_predicate *apply(struct sonde_consumer *c, const struct sonde_settings *s,
				     struct sonde_predicate *predicate)
{
	struct sonde_predicate *old =
		rcu_dereference_protected(c->predicate, lockdep_is_held(&consumers_mutex));
	bool calls = s->trace & SONDE_TRACE_CALLS;
	u32 i;

	rcu_assign_pointer(c->predicate, predicate);
	WRITE_ONCE(c->selects, c->scope || predicate);
	WRITE_ONCE(c->snaplen, s->snaplen);
	WRITE_ONCE(c->watermark_bytes, s->watermark_bytes);
	for (i = 0; i < SONDE_MAX_SYSCALL / 64; i++)
		WRITE_ONCE(c->calls[i], calls ? s->syscalls[i] : 0);
	WRITE_ONCE(c->calls[i], calls);
	WRITE_ONCE(c->trace, s->trace);
	return old;
}

/* ---- places ---- */

/* The last one is for the administrator, whom members of the device's group cannot shut out. */
static int take_place(struct sonde_consumer *c)
{
	u32 most = SONDE_MAX_CONSUMERS - (perfmon_capable() ? 0 : 1);
	int error = -EBUSY;

	mutex_lock(&consumers_mutex);
	if (!c->placed && places_in_use < most) {
		c->placed = true;
		if (!places_in_use++)
			sonde_clock_run();
		error = 0;
	}
	mutex_unlock(&consumers_mutex);
	return error;
}

static void leave_place(struct sonde_consumer *c)
{
	if (c->placed && !--places_in_use)
		sonde_clock_rest();
	c->placed = false;
}

/* ---- requests ---- */

static int begin(struct sonde_consumer *c, const struct sonde_settings *s,
		 struct sonde_predicate *predicate)
{
	int error = take_scope(c, &s->scope);

	if (error)
		return error;
	error = attach_also(s->trace);
	if (error) {
		drop_scope(c);
		return error;
	}
	apply(c, s, predicate);
	publish(c, NULL);
	c->listed = true;
	/* Pairs with the acquire loads of poll and mmap, which take no mutex: rings come first. */
	smp_store_release(&c->started, true);
	return 0;
}

/* Rings are made without the mutex: it takes a while, and others are to come and go meanwhile. */
static int start_with_rings(struct sonde_consumer *c, const struct sonde_settings *s,
			    struct sonde_predicate *predicate)
{
	int error;

	c->ring_bytes = s->ring_bytes;
	c->mode = s->mode;
	c->kernel_addresses = capable(CAP_SYSLOG);
	c->self_pid = get_pid(task_tgid(current));
	c->self = s->mode & SONDE_MODE_WITH_SELF ? 0 : current->tgid;
	error = sonde_rings_make(c);
	mutex_lock(&consumers_mutex);
	if (!error) {
		error = begin(c, s, predicate);
		if (error)
			sonde_rings_free(c);
	}
	if (error) {
		put_pid(c->self_pid);
		c->self_pid = NULL;
		leave_place(c);
	}
	mutex_unlock(&consumers_mutex);
	return error;
}

long sonde_consumer_start(struct sonde_consumer *c, const struct sonde_settings *s)
{
	struct sonde_predicate *predicate;
	int error = take_place(c);

	if (error)
		return error;
	predicate = sonde_predicate_copy(&s->predicate);
	error = check(s, true);
	if (!error && IS_ERR(predicate))
		error = PTR_ERR(predicate);
	if (error) {
		mutex_lock(&consumers_mutex);
		leave_place(c);
		mutex_unlock(&consumers_mutex);
	} else {
		error = start_with_rings(c, s, predicate);
	}
	if (error && !IS_ERR(predicate))
		kfree(predicate);
	return error;
}

long sonde_consumer_set(struct sonde_consumer *c, const struct sonde_settings *s)
{
	struct sonde_predicate *predicate, *drop;
	int error;

	error = check(s, false);
	if (error)
		return error;
	predicate = sonde_predicate_copy(&s->predicate);
	if (IS_ERR(predicate))
		return PTR_ERR(predicate);
	drop = predicate;
	mutex_lock(&consumers_mutex);
	error = c->started ? 0 : -EINVAL;
	if (!error && c->listed)
		error = attach_also(listed()->trace | s->trace);
	if (!error) {
		drop = apply(c, s, predicate);
		if (c->listed)
			publish(c, NULL);
		else
			synchronize_rcu();
	}
	mutex_unlock(&consumers_mutex);
	kfree(drop);
	return error;
}

long sonde_consumer_stop(struct sonde_consumer *c)
{
	long error;

	mutex_lock(&consumers_mutex);
	unlist(c);
	error = c->started ? 0 : -EINVAL;
	mutex_unlock(&consumers_mutex);
	return error;
}

long sonde_consumer_resume(struct sonde_consumer *c)
{
	long error;

	mutex_lock(&consumers_mutex);
	error = c->started ? list(c) : -EINVAL;
	mutex_unlock(&consumers_mutex);
	return error;
}

void sonde_consumer_leave(struct sonde_consumer *c)
{
	mutex_lock(&consumers_mutex);
	unlist(c);
	drop_scope(c);
	leave_place(c);
	mutex_unlock(&consumers_mutex);
}
