/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is remembered of a thread between the entry to a call and its end: which call, and since
 * when; whose scopes it is in; and who last sent it a signal. Indexed by thread id in two levels.
 * Only the thread itself touches its call, so there is no lock; of what is noted of signals, a
 * stale word does no harm. syscalls.c uses it, sched.c clears it; slots.c makes the room.
 */
#ifndef SONDE_SLOTS_H
#define SONDE_SLOTS_H

#include <linux/cache.h>
#include <linux/threads.h>
#include <linux/types.h>

struct sonde_slot {
	u64 start;	/* in units of the ring's clock */
	u32 call;	/* SONDE_SLOT_* and native number; 0: not in a call */
	bool kept_valid;
	u8 scopes;	/* bits of the consumers whose scope the thread is in; see scope.h */
	u64 kept;	/* what the call will overwrite, read before it could */
	/* The last signal sent to it, by whom; 0: nobody. Written by the sender. */
	u32 signal;
	u32 sender;
} ____cacheline_aligned;	/* neighbours run on other CPUs, and each call writes twice */

#define SONDE_SLOT_IN_CALL	0x80000000u
#define SONDE_SLOT_COMPAT	0x40000000u
#define SONDE_SLOT_REPORTED		0x20000000u	/* an exec, recorded already */
#define SONDE_SLOT_NUMBER	0x0000ffffu	/* as much as a record holds */

#define SONDE_SLOTS_PER_LEAF	256u
#define SONDE_SLOT_LEAVES	(PID_MAX_LIMIT / SONDE_SLOTS_PER_LEAF)

extern struct sonde_slot **sonde_slot_leaves;

/* NULL when there is none yet: the duration of the thread's calls is then unknown. */
static __always_inline struct sonde_slot *sonde_slot(pid_t tid)
{
	struct sonde_slot *leaf = READ_ONCE(sonde_slot_leaves[(u32)tid / SONDE_SLOTS_PER_LEAF]);

	return likely(leaf) ? leaf + (u32)tid % SONDE_SLOTS_PER_LEAF : NULL;
}

int sonde_slots_start(void);
void sonde_slots_stop(void);
void sonde_slots_ahead(pid_t tid);
u32 sonde_slots_clear_scope(u8 bit);
void sonde_slots_forget_calls(void);

#endif
