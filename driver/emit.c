// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rare parts of a record's way into a ring; emit.h has the way itself.
 */
#include <linux/kernel.h>
#include <linux/rcupdate.h>

#include "emit.h"

#define GAP_PARAMS	6
#define GAP_BYTES	round_up(SONDE_RECORD_BYTES + GAP_PARAMS * (sizeof(u16) + sizeof(u64)), \
				 SONDE_RECORD_UNIT)

/*
 * A marker before a record of @bytes and @class. False when there is no room for both: a marker
 * that no record follows would only take the room that is kept for others.
 */
bool sonde_emit_gap(struct sonde_ring *ring, u64 clock, u32 bytes, enum sonde_class class_after)
{
	u8 *record, *at, *length;
	struct sonde_gap gap;
	int class;

	if (!sonde_ring_fits(ring, GAP_BYTES + bytes, class_after))
		return false;
	record = sonde_ring_reserve(ring, GAP_BYTES, class_after);
	if (!record)
		return false;
	if (!sonde_ring_take_gap(ring, &gap)) {
		sonde_ring_discard(ring, record, GAP_BYTES);
		return true;
	}
	length = record + SONDE_RECORD_BYTES;
	at = length + GAP_PARAMS * sizeof(u16);
	put_unaligned((u64)0, (u64 *)(record + GAP_BYTES - SONDE_RECORD_UNIT));
	sonde_put_fixed(&at, &length, gap.first, 8);
	sonde_put_fixed(&at, &length, gap.last, 8);
	for (class = 0; class < SONDE_CLASSES; class++)
		sonde_put_fixed(&at, &length, gap.lost[class], 8);
	sonde_emit_header(record, SONDE_EVENT_GAP, GAP_PARAMS, 0, clock, 0);
	sonde_ring_commit(ring, record, GAP_BYTES, at - record);
	return true;
}

void sonde_emit_fill_special(struct sonde_fill *f, const struct sonde_row *row)
{
	f->writes = row->flags & SONDE_ROW_WRITES;
	f->opens = row->flags & SONDE_ROW_OPENS;
	f->header_known = false;
	f->file_known = false;
	f->file_created = false;
	f->file_dev = 0;
	f->file_ino = 0;
	f->rest = 0;
	/* Preemption is off, which is enough; the kernel's own functions want to see this. */
	rcu_read_lock();
	sonde_fill_event(f, row->event);
	rcu_read_unlock();
}

/* A parameter that could not be read, or data left out: of this record, not of the next one. */
void sonde_emit_count_flags(struct sonde_ring *ring, struct sonde_fill *f)
{
	if (f->flags & SONDE_RECORD_FAULT)
		sonde_ring_count(&ring->page->faults);
	if (f->flags & SONDE_RECORD_SHED)
		sonde_ring_count(&ring->page->shed);
	f->flags &= ~(SONDE_RECORD_FAULT | SONDE_RECORD_SHED);
}

u32 sonde_emit_large(const struct sonde_row *row, struct sonde_fill *f, u32 *spare)
{
	u32 texts = sonde_process_text_bytes(f, row->event);

	/* The room for texts is a multiple of this; what is left is header, lengths and numbers. */
	BUILD_BUG_ON(SONDE_LIST_BYTES != SONDE_TEXT_BYTES);
	*spare = texts ? row->bytes % SONDE_TEXT_BYTES : 0;
	return texts ? texts + 2 * *spare : row->bytes;
}

/* Gives back what a record does not need; zeroes up to its end. */
void sonde_emit_shorten(struct sonde_ring *ring, u8 *record, u32 reserved, struct sonde_fill *f)
{
	put_unaligned((u64)0, (u64 *)f->at);
	sonde_ring_commit(ring, record, reserved, f->at - record);
}

void sonde_emit_rare(struct sonde_consumer *consumer, const struct sonde_row *row,
		     struct sonde_fill *f)
{
	if (row->flags & SONDE_ROW_SPECIAL)
		sonde_emit(consumer, row, f, SONDE_SPECIAL);
	else
		sonde_emit(consumer, row, f, SONDE_PLAIN);
}

void sonde_emit_memory(struct sonde_consumer *consumer, const struct sonde_row *row,
		       struct sonde_fill *f)
{
	sonde_emit(consumer, row, f, SONDE_MEMORY);
}

void sonde_emit_compat(struct sonde_consumer *consumer, const struct sonde_row *row,
		       struct sonde_fill *f)
{
	sonde_emit(consumer, row, f, SONDE_COMPAT);
}

void sonde_emit_lost(struct sonde_consumer *consumer, const struct sonde_row *row, u64 clock,
		     u32 count)
{
	struct sonde_ring *ring = &this_cpu_ptr(consumer->rings)->ring;

	while (count--)
		sonde_ring_lost(ring, row->class, SONDE_LOST_TOO_BIG, clock);
}
