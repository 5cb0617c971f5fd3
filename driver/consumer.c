// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a consumer: its settings, its place in the list that the probes see, its scope.
 * device.c calls it for requests of user space; consumer.h has the state, uapi/ioctl.h the
 * contract.
 *
 * Everything that comes from user space is checked here; the probes never see it unchecked.
 */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "attach.h"
#include "consumer.h"
#include "cpu_rings.h"
#include "scope.h"

static struct sonde_consumers no_consumers;
struct sonde_consumers __rcu *sonde_consumers = RCU_INITIALIZER(&no_consumers);

/* Protects the list, every consumer's settings and what is attached. Never taken in a probe. */
static DEFINE_MUTEX(consumers_mutex);

/* Bits of the slots (scope.h) that a consumer has, started or stopped. */
static u32 scopes_in_use;

/* ---- who runs ---- */

static int attach_for(const struct sonde_consumers *list)
{
	return sonde_attach(list->trace | (scopes_in_use ? SONDE_ATTACH_SLOTS : 0));
}

static struct sonde_consumers *listed(void)
{
	return rcu_dereference_protected(sonde_consumers, lockdep_is_held(&consumers_mutex));
}

/*
 * Publishes the list with @add and without @drop, and attaches what its members want. The old list
 * is not in use any more when this returns.
 */
static int relist(struct sonde_consumer *add, struct sonde_consumer *drop)
{
	struct sonde_consumers *list = kzalloc(sizeof(*list), GFP_KERNEL | __GFP_NOFAIL);
	struct sonde_consumers *old = listed();
	u32 i;
	int error;

	for (i = 0; i < old->count; i++)
		if (old->list[i] != drop && old->list[i] != add)
			list->list[list->count++] = old->list[i];
	if (add && list->count == SONDE_MAX_CONSUMERS) {
		kfree(list);
		return -EBUSY;
	}
	if (add)
		list->list[list->count++] = add;
	for (i = 0; i < list->count; i++)
		list->trace |= list->list[i]->trace;

	if (add) {
		/* First the probes, then the consumer that expects them. */
		error = attach_for(list);
		if (error) {
			kfree(list);
			attach_for(old);
			return error;
		}
	}
	rcu_assign_pointer(sonde_consumers, list->count ? list : &no_consumers);
	synchronize_rcu();
	/* Before the probes go: the flags of threads are the kernel's again when they do. */
	sonde_scope_set_flags();
	if (!add)
		attach_for(list);
	if (!list->count)
		kfree(list);
	if (old != &no_consumers)
		kfree(old);
	return 0;
}

static void drop_scope(struct sonde_consumer *c)
{
	if (!c->scope)
		return;
	sonde_scope_clear(c->scope);
	scopes_in_use &= ~(u32)c->scope;
	c->scope = 0;
	attach_for(listed());
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
	error = attach_for(listed());
	if (!error)
		error = sonde_scope_mark(c->scope, scope);
	if (error)
		drop_scope(c);
	return error;
}

static int list(struct sonde_consumer *c)
{
	int error = c->listed ? 0 : relist(c, NULL);

	c->listed = !error;
	return error;
}

static void unlist(struct sonde_consumer *c)
{
	if (c->listed)
		relist(NULL, c);
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

/* What may change while probes run; *@old is to be freed when they do not see it any more. */
static int apply(struct sonde_consumer *c, const struct sonde_settings *s,
		 struct sonde_predicate **old)
{
	struct sonde_predicate *predicate = sonde_predicate_copy(&s->predicate);
	bool calls = s->trace & SONDE_TRACE_CALLS;
	u32 i;

	if (IS_ERR(predicate))
		return PTR_ERR(predicate);
	*old = rcu_dereference_protected(c->predicate, lockdep_is_held(&consumers_mutex));
	rcu_assign_pointer(c->predicate, predicate);
	WRITE_ONCE(c->selects, c->scope || predicate);
	WRITE_ONCE(c->snaplen, s->snaplen);
	WRITE_ONCE(c->watermark_bytes, s->watermark_bytes);
	for (i = 0; i < SONDE_MAX_SYSCALL / 64; i++)
		WRITE_ONCE(c->calls[i], calls ? s->syscalls[i] : 0);
	WRITE_ONCE(c->calls[i], calls);
	WRITE_ONCE(c->trace, s->trace);
	return 0;
}

static long start(struct sonde_consumer *c, const struct sonde_settings *s)
{
	struct sonde_predicate *old;
	int error;

	if (c->started)
		return -EBUSY;
	if (!settings_are_good(s) || s->ring_bytes < SONDE_MIN_RING_BYTES ||
	    s->ring_bytes > SONDE_MAX_RING_BYTES || s->ring_bytes & (s->ring_bytes - 1))
		return -EINVAL;
	if (s->trace & ~sonde_attach_possible())
		return -EOPNOTSUPP;
	c->ring_bytes = s->ring_bytes;
	c->mode = s->mode;
	c->self = s->mode & SONDE_MODE_WITH_SELF ? 0 : current->tgid;
	error = sonde_rings_make(c);
	if (error)
		return error;
	error = take_scope(c, &s->scope);
	if (error)
		goto free;
	error = apply(c, s, &old);
	if (error)
		goto drop;
	kfree(old);
	error = list(c);
	if (error)
		goto drop;
	/* Pairs with the acquire loads of poll and mmap, which take no mutex: rings come first. */
	smp_store_release(&c->started, true);
	return 0;

drop:
	drop_scope(c);
free:
	sonde_rings_free(c);
	return error;
}

static long set(struct sonde_consumer *c, const struct sonde_settings *s)
{
	struct sonde_predicate *old;
	int error;

	if (!c->started)
		return -EINVAL;
	if (!settings_are_good(s))
		return -EINVAL;
	if (s->trace & ~sonde_attach_possible())
		return -EOPNOTSUPP;
	error = apply(c, s, &old);
	if (error)
		return error;
	if (c->listed)
		error = relist(c, NULL);
	if (error || !c->listed)
		synchronize_rcu();
	kfree(old);
	return error;
}

/* ---- requests ---- */

long sonde_consumer_start(struct sonde_consumer *c, const struct sonde_settings *s)
{
	long error;

	mutex_lock(&consumers_mutex);
	error = start(c, s);
	mutex_unlock(&consumers_mutex);
	return error;
}

long sonde_consumer_set(struct sonde_consumer *c, const struct sonde_settings *s)
{
	long error;

	mutex_lock(&consumers_mutex);
	error = set(c, s);
	mutex_unlock(&consumers_mutex);
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
	mutex_unlock(&consumers_mutex);
}
