/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One record into the ring of one consumer: room, gap marker, fill, commit, or an entry in the
 * accounts of what was lost. Called by probes with preemption off.
 *
 * The order of things is what makes the accounts exact: a record is either in the ring and counted
 * as written, or counted as lost, by class and reason; and nothing is written after a loss before
 * the marker that reports it. What few rows need is in emit.c, behind a flag of the row.
 */
#ifndef SONDE_EMIT_H
#define SONDE_EMIT_H

#include <linux/percpu.h>
#include <linux/uaccess.h>

#include "clock.h"
#include "consumer.h"
#include "fill/fill.h"
#include "fill/events.h"

#define SONDE_LARGE_ROW	(3 * SONDE_TEXT_BYTES)

bool sonde_emit_gap(struct sonde_ring *ring, u64 clock, u32 bytes, enum sonde_class class_after);
void sonde_emit_fill_special(struct sonde_fill *f, const struct sonde_row *row);
void sonde_emit_count_flags(struct sonde_ring *ring, struct sonde_fill *f);
void sonde_emit_shorten(struct sonde_ring *ring, u8 *record, u32 reserved, struct sonde_fill *f);

/* sonde_emit(), for events that are not worth a copy of it. */
void sonde_emit_rare(struct sonde_consumer *consumer, const struct sonde_row *row,
		     struct sonde_fill *f);

/* Likewise, for rows of SONDE_EVENT_CALL: one with memory of the caller, any of a 32-bit call. */
void sonde_emit_memory(struct sonde_consumer *consumer, const struct sonde_row *row,
		       struct sonde_fill *f);
void sonde_emit_compat(struct sonde_consumer *consumer, const struct sonde_row *row,
		       struct sonde_fill *f);

/*
 * The bytes that a large row needs now. @spare: of these, what texts must leave at the end for
 * numbers, whatever changed meanwhile; 0: it needs all that the row says.
 */
u32 sonde_emit_large(const struct sonde_row *row, struct sonde_fill *f, u32 *spare);

/* Counts what a call has beyond the records that it may write. */
void sonde_emit_lost(struct sonde_consumer *consumer, const struct sonde_row *row, u64 clock,
		     u32 count);

/* What a row with SONDE_ROW_SPECIAL may ask for; the caller then sets what its event is about. */
static inline void sonde_emit_special(struct sonde_fill *f)
{
	f->message = 0;
	f->task = current;
	f->bprm = NULL;
	f->info = NULL;
	f->kept_valid = false;
	f->pieces = SONDE_MAX_PIECES;
	f->first = 0;
	f->second = 0;
	memset(f->extra, 0, sizeof(f->extra));
}

/* What an event that is not a call has instead of a call's: no result, no number. */
static inline void sonde_emit_begin(struct sonde_fill *f)
{
	f->duration = 0;
	f->flags = 0;
	f->ret = 0;
	f->number = 0;
	f->native = 0;
	f->compat = false;
	sonde_emit_special(f);
}

static __always_inline void sonde_emit_header(u8 *record, u32 event, u32 params, u32 tid, u64 clock,
					      u32 flags)
{
	struct sonde_record *header = (struct sonde_record *)record;

	header->event = event;
	header->thread = tid | params << 24;
	header->clock_low = clock;
	header->clock_high = clock >> 32;
	header->flags = flags;
}

/* How many bytes of data to make room for; fewer when the ring gets full. */
static __always_inline u32 sonde_emit_data(struct sonde_ring *ring,
					   struct sonde_consumer *consumer,
					   const struct sonde_row *row, struct sonde_fill *f)
{
	u64 moved;

	f->shed = sonde_ring_tight(ring);
	f->snaplen = unlikely(f->shed) ? 0 : READ_ONCE(consumer->snaplen);
	if (!(row->flags & SONDE_ROW_BUFFER))
		return f->snaplen;
	/* A result may be more than there was room for: a datagram's whole length. */
	moved = f->args[row->buffer + 1];
	if (likely(f->ret >= 0))
		moved = min_t(u64, moved, f->ret);
	else if (!(row->flags & SONDE_ROW_WRITES))
		moved = 0;
	f->data = min_t(u64, sonde_shed(f, moved), f->snaplen);
	return f->data;
}

/* The number of a call without a row, and as many arguments as it has. */
static __always_inline u8 *sonde_emit_fill_call(struct sonde_fill *f, u32 number, u32 arity)
{
	u8 *at = f->at, *length = f->length;
	u32 i;

	sonde_put_fixed(&at, &length, f->ret, 8);
	sonde_put_fixed(&at, &length, number, 2);
	for (i = 0; i < arity; i++)
		sonde_put_fixed(&at, &length, f->args[i], 8);
	f->at = at;
	return length;
}

/* What there is beside the row's plain parameters. */
enum sonde_extra {
	SONDE_PLAIN,	/* nothing */
	SONDE_SPECIAL,	/* the row has SONDE_ROW_SPECIAL and is one of events.def */
	SONDE_MEMORY,	/* likewise, and it is SONDE_EVENT_CALL */
	SONDE_COMPAT,	/* it is SONDE_EVENT_CALL of a 32-bit call */
};

static __always_inline void sonde_emit_fill(struct sonde_fill *f, const struct sonde_row *row,
					    enum sonde_extra extra)
{
	if (extra == SONDE_PLAIN && row->event == SONDE_EVENT_CALL) {
		sonde_emit_fill_call(f, f->native, row->params - SONDE_CALL_PARAMS);
		return;
	}
	pagefault_disable();
	if (extra == SONDE_MEMORY || extra == SONDE_COMPAT) {
		u32 number = f->native | (extra == SONDE_COMPAT ? SONDE_CALL_32_BIT : 0);

		f->length = sonde_emit_fill_call(f, number, row->buffer);
		if (extra == SONDE_MEMORY || row->flags & SONDE_ROW_SPECIAL)
			sonde_put_call_memory(f);
	} else if (extra == SONDE_SPECIAL) {
		sonde_emit_fill_special(f, row);
	} else {
		sonde_fill_event(f, row->event);
	}
	pagefault_enable();
}

/*
 * The caller has set what every record holds (see struct sonde_fill), `args` and the numbers for a
 * call; for SONDE_SPECIAL what sonde_emit_special() sets is set too.
 */
static __always_inline void sonde_emit(struct sonde_consumer *consumer,
				       const struct sonde_row *row, struct sonde_fill *f,
				       enum sonde_extra extra)
{
	struct sonde_ring *ring = &this_cpu_ptr(consumer->rings)->ring;
	u32 reserved = row->bytes, spare = 0, flags, used;
	u8 *record;

	if (unlikely(!sonde_ring_enter(ring))) {
		sonde_ring_lost(ring, row->class, SONDE_LOST_NESTED, f->clock);
		return;
	}
	if (extra == SONDE_SPECIAL && row->bytes > SONDE_LARGE_ROW)
		reserved = sonde_emit_large(row, f, &spare);
	if (row->flags & SONDE_ROW_PAYLOAD && !spare)
		reserved += sonde_emit_data(ring, consumer, row, f);
	reserved = round_up(reserved, SONDE_RECORD_UNIT);
	if (unlikely(sonde_ring_has_gap(ring)) &&
	    !sonde_emit_gap(ring, f->clock, reserved, row->class))
		goto full;
	record = sonde_ring_reserve(ring, reserved, row->class);
	if (unlikely(!record))
		goto full;
	/* The zeroes that fill up a record of known size. */
	put_unaligned((u64)0, (u64 *)(record + reserved - SONDE_RECORD_UNIT));

	f->length = record + SONDE_RECORD_BYTES;
	f->at = f->length + row->params * sizeof(u16);
	f->end = record + reserved - SONDE_RING_SLACK - spare;
	sonde_emit_fill(f, row, extra);

	flags = f->flags | sonde_pack_duration(f->duration);
	sonde_emit_header(record, row->event, row->params, f->tid, f->clock, flags);
	if (unlikely(flags & (SONDE_RECORD_FAULT | SONDE_RECORD_SHED)))
		sonde_emit_count_flags(ring, f);
	used = f->at - record;
	if (likely(round_up(used, SONDE_RECORD_UNIT) == reserved))
		sonde_ring_commit_whole(record, reserved);
	else
		sonde_emit_shorten(ring, record, reserved, f);
	sonde_ring_count(&ring->page->written);
	sonde_ring_leave(ring);
	return;
full:
	f->flags &= ~SONDE_RECORD_SHED;	/* the next consumer may have room */
	sonde_ring_lost(ring, row->class, SONDE_LOST_FULL, f->clock);
	sonde_ring_leave(ring);
}

#endif
