/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ring of records for one CPU and one consumer. The CPU that it belongs to is the only writer;
 * interrupts may write in the middle of a write. It knows no event and no tracepoint: fill/ builds
 * records in it, device.c maps it for user space. The rules of positions and memory order are
 * argued in ring.c; uapi/record.h has the pages that are shared.
 *
 * Also compiled in user space, for tests/kernel/ring_user_test.c.
 */
#ifndef SONDE_RING_H
#define SONDE_RING_H

#ifdef __KERNEL__
#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/local.h>
#else
#include "ring_host.h"
#endif

#include "uapi/record.h"

/* Task, softirq, interrupt, NMI. */
#define SONDE_RING_NEST		4

/* Slack behind a reservation for a record of unknown size: zeroes after it are one store. */
#define SONDE_RING_SLACK	8u

/* At least as much, or a quarter of the ring, is kept for SONDE_CLASS_STATE: two long execs. */
#define SONDE_RING_KEPT		(32u << 10)

#define SONDE_RING_NOBODY	(~0ull)

struct sonde_ring {
	/* Written by the CPU that the ring belongs to. */
	local_t head;			/* end of what is reserved */
	local_t nest;			/* writers at work, one interrupting the other */
	u64 tail_seen;			/* what the reader was last known to have taken */
	local_t gap[SONDE_CLASSES];	/* lost since the last marker */

	/* Written while nobody produces, or by a single store. */
	u8 *data;			/* mapped twice, back to back */
	u64 bytes;
	u64 mask;			/* bytes - 1 */
	u64 room[SONDE_CLASSES];	/* how full the ring may get by a record of a class */
	u64 room_payload;		/* how full, for data of calls to be kept */
	bool overwrite;
	u64 wake_at;			/* position of head at which a sleeper wants to be woken */
	void (*wake)(struct sonde_ring *ring);	/* any context, no locks */
	struct sonde_ring_page *page;
	struct sonde_reader_page *reader;
};

struct sonde_gap {
	u64 first;
	u64 last;
	u64 lost[SONDE_CLASSES];
};

void sonde_ring_init(struct sonde_ring *ring, u8 *data, u64 bytes, bool overwrite,
		     struct sonde_ring_page *page, struct sonde_reader_page *reader);

u8 *sonde_ring_reserve_slow(struct sonde_ring *ring, u32 bytes, enum sonde_class class);
bool sonde_ring_fits(struct sonde_ring *ring, u32 bytes, enum sonde_class class);
bool sonde_ring_tight_slow(struct sonde_ring *ring);
void sonde_ring_lost(struct sonde_ring *ring, enum sonde_class class, enum sonde_reason reason,
		     u64 clock);
bool sonde_ring_take_gap(struct sonde_ring *ring, struct sonde_gap *gap);
void sonde_ring_trim_behind(struct sonde_ring *ring, u8 *record, u32 reserved, u32 used);
void sonde_ring_wake(struct sonde_ring *ring);
u64 sonde_ring_used(struct sonde_ring *ring);

static __always_inline void sonde_ring_count(__u64 *counter)
{
	/* One instruction where it matters: an interrupt must not tear it. */
	local_inc((local_t *)counter);
}

/*
 * Between enter and leave, with preemption off, records may be reserved, filled and committed.
 * False: interrupts nest too deep, nothing may be written and leave must not be called.
 */
static __always_inline bool sonde_ring_enter(struct sonde_ring *ring)
{
	local_inc(&ring->nest);
	if (unlikely(local_read(&ring->nest) > SONDE_RING_NEST)) {
		local_dec(&ring->nest);
		return false;
	}
	barrier();
	return true;
}

/*
 * Makes what was committed visible. Only the outermost writer does: a nested one stands on top of a
 * record that is not whole yet. See "Publishing" in ring.c.
 */
static __always_inline void sonde_ring_leave(struct sonde_ring *ring)
{
	u64 head;

	for (;;) {
		head = local_read(&ring->head);
		barrier();
		if (local_read(&ring->nest) == 1) {
			/* See "Publishing" in ring.c. */
			smp_store_release(&ring->page->head, head);
			if (unlikely(READ_ONCE(ring->wake_at) <= head))
				sonde_ring_wake(ring);
		}
		barrier();
		if (!local_dec_and_test(&ring->nest))
			return;
		barrier();
		if (likely(local_read(&ring->head) == (long)head))
			return;
		local_inc(&ring->nest);
		barrier();
	}
}

/*
 * Room for a record of at most @bytes, a multiple of SONDE_RECORD_UNIT; NULL when there is none,
 * which the caller counts.
 */
static __always_inline u8 *sonde_ring_reserve(struct sonde_ring *ring, u32 bytes,
					      enum sonde_class class)
{
	u64 head = local_read(&ring->head);

	if (likely(head + bytes - READ_ONCE(ring->tail_seen) <= ring->room[class] &&
		   local_cmpxchg(&ring->head, head, head + bytes) == (long)head))
		return ring->data + (head & ring->mask);
	return sonde_ring_reserve_slow(ring, bytes, class);
}

/* A record that needed all its room. */
static __always_inline void sonde_ring_commit_whole(u8 *record, u32 reserved)
{
	*(__u16 *)record = reserved / SONDE_RECORD_UNIT;
}

/* Gives back what a record does not need: @used bytes stay. */
static __always_inline void sonde_ring_commit(struct sonde_ring *ring, u8 *record, u32 reserved,
					      u32 used)
{
	u64 head = local_read(&ring->head);
	u32 whole = (used + SONDE_RECORD_UNIT - 1) & ~(SONDE_RECORD_UNIT - 1);

	*(__u16 *)record = whole / SONDE_RECORD_UNIT;
	if (likely(record == ring->data + ((head - reserved) & ring->mask) &&
		   local_cmpxchg(&ring->head, head, head - reserved + whole) == (long)head))
		return;
	sonde_ring_trim_behind(ring, record, reserved, whole);
}

/* The record never was. */
static __always_inline void sonde_ring_discard(struct sonde_ring *ring, u8 *record, u32 reserved)
{
	u64 head = local_read(&ring->head);

	if (record == ring->data + ((head - reserved) & ring->mask) &&
	    local_cmpxchg(&ring->head, head, head - reserved) == (long)head)
		return;
	sonde_ring_trim_behind(ring, record, reserved, 0);
}

/* So full that data of calls should be left out. */
static __always_inline bool sonde_ring_tight(struct sonde_ring *ring)
{
	if (likely(local_read(&ring->head) - READ_ONCE(ring->tail_seen) <= ring->room_payload))
		return false;
	return sonde_ring_tight_slow(ring);
}

static __always_inline bool sonde_ring_has_gap(struct sonde_ring *ring)
{
	return READ_ONCE(ring->page->gap_records) != 0;
}

#endif
