// SPDX-License-Identifier: GPL-2.0-only
/*
 * See emit.h. The order of things here is what makes the accounts exact: a record is either in the
 * ring and counted as written, or counted as lost, by class and reason; and nothing is written
 * after a loss before the marker that tells of it.
 */
#include <linux/kernel.h>
#include <linux/preempt.h>

#include "clock.h"
#include "emit.h"
#include "fill_events.h"

#define GAP_PARAMS	6
#define GAP_BYTES	round_up(SONDE_RECORD_BYTES + GAP_PARAMS * (sizeof(u16) + sizeof(u64)) + \
				 SONDE_RING_SLACK, SONDE_RECORD_UNIT)

static __always_inline void put_header(u8 *record, u32 event, u32 params, pid_t tid, u64 clock,
				       u32 flags)
{
	struct sonde_record *header = (struct sonde_record *)record;

	header->event = event;
	header->thread = ((u32)tid & 0xffffff) | params << 24;
	header->clock_low = clock;
	header->clock_high = clock >> 32;
	header->flags = flags;
}

static __always_inline void finish(struct sonde_ring *ring, u8 *record, u32 reserved, u8 *end)
{
	/* Zeroes to the next multiple of 8; the slack behind a reservation has room for it. */
	put_unaligned((u64)0, (u64 *)end);
	sonde_ring_commit(ring, record, reserved, end - record);
}

/* False when there is no room for the marker: then there is none for what should follow it. */
static noinline bool tell_gap(struct sonde_ring *ring, u64 clock)
{
	struct sonde_fill f;
	struct sonde_gap gap;
	u8 *record = sonde_ring_reserve(ring, GAP_BYTES, SONDE_CLASS_STATE);
	int class;

	if (!record)
		return false;
	if (!sonde_ring_take_gap(ring, &gap)) {
		sonde_ring_discard(ring, record, GAP_BYTES);
		return true;
	}
	f.length = record + SONDE_RECORD_BYTES;
	f.at = f.length + GAP_PARAMS * sizeof(u16);
	sonde_put_integer(&f, gap.first, 8);
	sonde_put_integer(&f, gap.last, 8);
	for (class = 0; class < SONDE_CLASSES; class++)
		sonde_put_integer(&f, gap.lost[class], 8);
	put_header(record, SONDE_EVENT_GAP, GAP_PARAMS, 0, clock, 0);
	finish(ring, record, GAP_BYTES, f.at);
	return true;
}

/* The number of a call without a row and its arguments, so many as it has. */
static __always_inline void fill_call(struct sonde_fill *f, u32 arity)
{
	u32 i;

	sonde_put_integer(f, f->ret, 8);
	sonde_put_integer(f, f->native, 2);
	for (i = 0; i < arity; i++)
		sonde_put_integer(f, f->args[i], 8);
}

void sonde_emit(struct sonde_consumer *consumer, u32 event, struct sonde_fill *f, pid_t tid,
		u64 clock, u64 duration)
{
	struct sonde_ring *ring = &this_cpu_ptr(consumer->rings)->ring;
	const struct sonde_row *row = sonde_row(event);
	enum sonde_class class = row->class;
	u32 params = row->params, arity = 0, reserved;
	u8 *record;

	if (unlikely(!sonde_ring_enter(ring))) {
		sonde_ring_lost(ring, class, SONDE_LOST_NESTED, clock);
		return;
	}
	if (unlikely(sonde_ring_has_gap(ring)) && !tell_gap(ring, clock))
		goto full;

	f->snaplen = 0;
	f->shed = false;
	if (row->flags & SONDE_ROW_PAYLOAD) {
		f->shed = sonde_ring_tight(ring);
		f->snaplen = f->shed ? 0 : READ_ONCE(consumer->snaplen);
	}
	reserved = round_up(SONDE_RECORD_BYTES + row->bytes + f->snaplen + SONDE_RING_SLACK,
			    SONDE_RECORD_UNIT);
	record = sonde_ring_reserve(ring, reserved, class);
	if (unlikely(!record))
		goto full;

	if (event == SONDE_EVENT_CALL) {
		arity = f->arity;
		params = 2 + arity;
	}
	f->writes = row->flags & SONDE_ROW_WRITES;
	f->opens = row->flags & SONDE_ROW_OPENS;
	f->file_known = false;
	f->file_created = false;
	f->file_dev = 0;
	f->file_ino = 0;
	f->rest = 0;
	f->length = record + SONDE_RECORD_BYTES;
	f->at = f->length + params * sizeof(u16);
	f->end = record + reserved - SONDE_RING_SLACK;
	if (event == SONDE_EVENT_CALL)
		fill_call(f, arity);
	else
		sonde_fill_event(f, event);

	put_header(record, event, params, tid, clock,
		   f->flags | (duration ? sonde_pack_duration(duration) : 0));
	if (unlikely(f->flags & (SONDE_RECORD_FAULT | SONDE_RECORD_SHED))) {
		if (f->flags & SONDE_RECORD_FAULT)
			sonde_ring_count(&ring->page->faults);
		if (f->flags & SONDE_RECORD_SHED)
			sonde_ring_count(&ring->page->shed);
		f->flags &= ~(SONDE_RECORD_FAULT | SONDE_RECORD_SHED);
	}
	finish(ring, record, reserved, f->at);
	sonde_ring_count(&ring->page->written);
	sonde_ring_leave(ring);
	return;
full:
	sonde_ring_lost(ring, class, SONDE_LOST_FULL, clock);
	sonde_ring_leave(ring);
}
