// SPDX-License-Identifier: GPL-2.0-only
/*
 * See scope.h.
 *
 * Bits
 * 	A fork copies the bits of its parent before the child runs. So it is enough to mark what is
 * 	there, to wait for the forks under way (their probes run with preemption off, which
 * 	synchronize_rcu() waits for), and to look again until nothing is found.
 *
 * Flags
 * 	The kernel has a flag per thread that leads its calls to the tracepoints; it sets all when
 * 	the first probe comes and clears all when the last one goes, and a fork copies it. Here it
 * 	is cleared for threads that nobody wants to see. It is the flag of every user of the
 * 	tracepoints: so it is touched only while we are the only one, which is looked at once a
 * 	second, and it is set again when another one has come. What is left out without it, the
 * 	probes leave out by bit and process.
 * 	A child gets its flag from the fork probe by the same rule as here; a fork whose probe saw
 * 	the old list has ended before the threads are walked, and its child is in the list of
 * 	threads before its probe runs: so no thread keeps a flag of the old list.
 */
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/thread_info.h>
#include <linux/workqueue.h>

#include "attach.h"
#include "compat/compat.h"
#include "consumer.h"
#include "scope.h"
#include "slots.h"

/* ---- bits ---- */

static bool in_scope(const struct sonde_scope *scope, pid_t tgid)
{
	u32 i;

	for (i = 0; i < scope->count; i++)
		if (scope->tgids[i] == tgid)
			return true;
	return false;
}

/* How many threads were not marked yet. */
static u32 mark_threads(u8 bit, const struct sonde_scope *scope)
{
	struct task_struct *process, *thread;
	u32 marked = 0;

	rcu_read_lock();
	for_each_process_thread(process, thread) {
		struct sonde_slot *slot = sonde_slot(thread->pid);

		if (!slot || slot->scopes & bit || !in_scope(scope, thread->tgid))
			continue;
		WRITE_ONCE(slot->scopes, slot->scopes | bit);
		marked++;
	}
	rcu_read_unlock();
	return marked;
}

int sonde_scope_mark(u8 bit, const struct sonde_scope *scope)
{
	u32 marked = 0, more;

	do {
		more = mark_threads(bit, scope);
		marked += more;
		synchronize_rcu();
	} while (more);
	return marked ? 0 : -ESRCH;
}

void sonde_scope_clear(u8 bit)
{
	while (sonde_slots_clear_scope(bit))
		synchronize_rcu();
}

/* ---- flags ---- */

/* Protects the flags of all threads against another walk. */
static DEFINE_MUTEX(flags_mutex);

/* The flags differ between threads, and forks must set them. */
static bool flags_differ;

static void watch_others(struct work_struct *work);
static DECLARE_DELAYED_WORK(watch_work, watch_others);

/* Some threads may be left out: every listed consumer that wants calls leaves some out. */
static bool may_differ(const struct sonde_consumers *consumers)
{
	bool calls = false;
	u32 i;

	for (i = 0; i < consumers->count; i++) {
		const struct sonde_consumer *c = consumers->list[i];

		if (!(READ_ONCE(c->trace) & SONDE_TRACE_CALLS))
			continue;
		if (!c->scope && !c->self)
			return false;
		calls = true;
	}
	return calls;
}

static bool is_wanted(const struct sonde_consumers *consumers, struct task_struct *task)
{
	const struct sonde_slot *slot = sonde_slot(task->pid);
	u32 i;

	for (i = 0; i < consumers->count; i++) {
		const struct sonde_consumer *c = consumers->list[i];

		if (READ_ONCE(c->trace) & SONDE_TRACE_CALLS && c->self != task->tgid &&
		    sonde_in_scope(c, slot))
			return true;
	}
	return false;
}

/* A call that began without the flag has no start: what is in the slot is of an older one. */
static void set_flag(struct task_struct *task, bool wanted)
{
	struct sonde_slot *slot = sonde_slot(task->pid);

	if (sonde_work_flag(task) == wanted)
		return;
	if (wanted && slot)
		slot->call = 0;
	if (wanted)
		sonde_set_work_flag(task);
	else
		sonde_clear_work_flag(task);
}

static void walk(bool differ)
{
	struct task_struct *process, *thread;
	const struct sonde_consumers *consumers;

	rcu_read_lock();
	consumers = rcu_dereference(sonde_consumers);
	for_each_process_thread(process, thread)
		set_flag(thread, !differ || is_wanted(consumers, thread));
	rcu_read_unlock();
}

static bool update_flags(void)
{
	bool differ;

	rcu_read_lock();
	differ = may_differ(rcu_dereference(sonde_consumers));
	rcu_read_unlock();
	if (differ || flags_differ) {
		bool alone = differ && sonde_attach_is_alone();

		/* Walked again even if nothing changed: another tracer's going clears no flag. */
		WRITE_ONCE(flags_differ, alone);
		synchronize_rcu();
		walk(alone);
	}
	return differ;
}

static void watch_others(struct work_struct *work)
{
	mutex_lock(&flags_mutex);
	if (sonde_attach_is_alone() == flags_differ || update_flags())
		queue_delayed_work(system_wq, &watch_work, HZ);
	mutex_unlock(&flags_mutex);
}

void sonde_scope_set_flags(void)
{
	cancel_delayed_work_sync(&watch_work);
	mutex_lock(&flags_mutex);
	if (update_flags())
		queue_delayed_work(system_wq, &watch_work, HZ);
	mutex_unlock(&flags_mutex);
}

void sonde_scope_inherit(struct task_struct *parent, struct task_struct *child)
{
	const struct sonde_slot *from = sonde_slot(parent->pid);
	struct sonde_slot *to = sonde_slot(child->pid);

	if (to) {
		to->call = 0;
		WRITE_ONCE(to->scopes, from ? READ_ONCE(from->scopes) : 0);
	}
	if (READ_ONCE(flags_differ))
		set_flag(child, is_wanted(rcu_dereference_sched(sonde_consumers), child));
}
