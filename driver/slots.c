// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for the slots of slots.h. Probes never allocate: thread ids are given out in order, so
 * when a new thread comes near the end of what there is, a worker makes the next leaves, long
 * before their ids are in use. All is freed when nobody traces any more.
 */
#include <linux/irq_work.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "slots.h"

/* Most machines never use higher ids. */
#define FIRST_SLOTS	32768u
#define AHEAD_SLOTS	(16 * SONDE_SLOTS_PER_LEAF)

struct sonde_slot **sonde_slot_leaves;

static u32 wanted_tid;

static int make_leaf(u32 index)
{
	struct sonde_slot *leaf;

	if (index >= SONDE_SLOT_LEAVES || READ_ONCE(sonde_slot_leaves[index]))
		return 0;
	leaf = kcalloc(SONDE_SLOTS_PER_LEAF, sizeof(*leaf), GFP_KERNEL_ACCOUNT);
	if (!leaf)
		return -ENOMEM;
	/* Only the worker and the start make leaves, never at the same time. */
	smp_store_release(&sonde_slot_leaves[index], leaf);
	return 0;
}

static void make_ahead(struct work_struct *work)
{
	u32 first = READ_ONCE(wanted_tid), tid;

	for (tid = first; tid < first + 2 * AHEAD_SLOTS; tid += SONDE_SLOTS_PER_LEAF)
		if (make_leaf(tid / SONDE_SLOTS_PER_LEAF))
			return;
}

static DECLARE_WORK(ahead_work, make_ahead);

static void start_worker(struct irq_work *work)
{
	schedule_work(&ahead_work);
}

static struct irq_work ahead_irq_work;

/* From the fork probe. */
void sonde_slots_ahead(pid_t tid)
{
	u32 index = ((u32)tid + AHEAD_SLOTS) / SONDE_SLOTS_PER_LEAF;

	if (likely(index >= SONDE_SLOT_LEAVES || READ_ONCE(sonde_slot_leaves[index])))
		return;
	WRITE_ONCE(wanted_tid, tid);
	irq_work_queue(&ahead_irq_work);
}

/* The leaves of all threads that exist; true when the list had to be left for a missing one. */
static bool find_missing(u32 *index)
{
	struct task_struct *process, *thread;
	bool missing = false;

	rcu_read_lock();
	for_each_process_thread(process, thread) {
		*index = (u32)task_pid_nr(thread) / SONDE_SLOTS_PER_LEAF;
		if (!sonde_slot_leaves[*index]) {
			missing = true;
			goto out;
		}
	}
out:
	rcu_read_unlock();
	return missing;
}

/* Before anything is attached. */
int sonde_slots_start(void)
{
	u32 index;
	int error = 0;

	init_irq_work(&ahead_irq_work, start_worker);
	sonde_slot_leaves = kvcalloc(SONDE_SLOT_LEAVES, sizeof(*sonde_slot_leaves), GFP_KERNEL);
	if (!sonde_slot_leaves)
		return -ENOMEM;
	for (index = 0; !error && index < FIRST_SLOTS / SONDE_SLOTS_PER_LEAF; index++)
		error = make_leaf(index);
	while (!error && find_missing(&index))
		error = make_leaf(index);
	if (error)
		sonde_slots_stop();
	return error;
}

/* How many slots had the bit; a fork may copy it once more meanwhile. */
u32 sonde_slots_clear_scope(u8 bit)
{
	u32 cleared = 0, index, i;

	for (index = 0; sonde_slot_leaves && index < SONDE_SLOT_LEAVES; index++) {
		struct sonde_slot *leaf = READ_ONCE(sonde_slot_leaves[index]);

		for (i = 0; leaf && i < SONDE_SLOTS_PER_LEAF; i++) {
			if (!(leaf[i].scopes & bit))
				continue;
			WRITE_ONCE(leaf[i].scopes, leaf[i].scopes & ~bit);
			cleared++;
		}
	}
	return cleared;
}

/* What they hold of calls is old. No probe may see calls begin or end yet. */
void sonde_slots_forget_calls(void)
{
	u32 index, i;

	for (index = 0; index < SONDE_SLOT_LEAVES; index++)
		for (i = 0; sonde_slot_leaves[index] && i < SONDE_SLOTS_PER_LEAF; i++)
			sonde_slot_leaves[index][i].call = 0;
}

/* Nobody may be in a probe any more. */
void sonde_slots_stop(void)
{
	u32 i;

	if (!sonde_slot_leaves)
		return;
	irq_work_sync(&ahead_irq_work);
	cancel_work_sync(&ahead_work);
	for (i = 0; i < SONDE_SLOT_LEAVES; i++)
		kfree(sonde_slot_leaves[i]);
	kvfree(sonde_slot_leaves);
	sonde_slot_leaves = NULL;
}
