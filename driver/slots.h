/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is remembered of a thread between the entry to a call and its end: which call, and since
 * when. Indexed by thread id in two levels; only the thread itself touches its slot, so there is no
 * lock. syscalls.c uses it, sched.c clears it; slots.c makes the room.
 */
#ifndef SONDE_SLOTS_H
#define SONDE_SLOTS_H

#include <linux/threads.h>
#include <linux/types.h>

struct sonde_slot {
	u64 start;	/* in units of the ring's clock */
	u32 call;	/* SONDE_SLOT_* and native number; 0: not in a call */
	u32 kept_valid;
	u64 kept;	/* what the call will overwrite, read before it could */
};

#define SONDE_SLOT_IN_CALL	0x80000000u
#define SONDE_SLOT_COMPAT	0x40000000u
#define SONDE_SLOT_TOLD		0x20000000u	/* an exec, recorded already */
#define SONDE_SLOT_NUMBER	0x00ffffffu

#define SONDE_SLOTS_PER_LEAF	256u
#define SONDE_SLOT_LEAVES	(PID_MAX_LIMIT / SONDE_SLOTS_PER_LEAF)

extern struct sonde_slot **sonde_slot_leaves;

/* NULL when there is none yet: the duration of the thread's calls is then unknown. */
static __always_inline struct sonde_slot *sonde_slot(pid_t tid)
{
	struct sonde_slot *leaf;

	if (unlikely((u32)tid >= PID_MAX_LIMIT))
		return NULL;
	leaf = READ_ONCE(sonde_slot_leaves[tid / SONDE_SLOTS_PER_LEAF]);
	return leaf ? leaf + tid % SONDE_SLOTS_PER_LEAF : NULL;
}

int sonde_slots_start(void);
void sonde_slots_stop(void);
void sonde_slots_ahead(pid_t tid);

#endif
