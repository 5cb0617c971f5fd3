// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring of one CPU: the rare paths, and the reasons. See ring.h for who calls it, uapi/record.h
 * for what is shared.
 *
 * Positions
 * 	are 64-bit counts of bytes since the start and never go back, but for a writer that gives
 * 	back the end of its own reservation. The area is mapped twice, so that what begins anywhere
 * 	in it may be written in one piece.
 *
 * Writers
 * 	are this CPU's task, with preemption off, and interrupts on top of it. They finish in the
 * 	reverse order of their beginning. So it is enough that `head` is moved by an operation that
 * 	an interrupt cannot split (local_cmpxchg): an interrupt between the read and the
 * 	exchange makes the exchange fail, and the outer writer looks again. A writer may shrink its
 * 	reservation only while it is the last one; if another one reserved behind it the rest becomes a
 * 	skip record.
 *
 * Publishing
 * 	The reader may see up to page->head. A nested writer must not publish, because the record
 * 	that it interrupted lies below its own and is not whole. The outermost one publishes all.
 * 	A nested writer that comes after the outer one has read `head` and before it has left finds
 * 	nest > 1 and does not publish; so the outer one looks again after leaving.
 * 	The store of page->head is a release, and pairs with the acquire load by the reader: what
 * 	must not happen is that the reader sees the new head and an old byte below it.
 *
 * Reuse
 * 	The reader gives room back by a release store of its tail; we load it with acquire before
 * 	we write there. What must not happen is that a byte of the new record becomes visible while
 * 	the reader still reads the old one: its loads come before its store, our stores come after
 * 	our load. The tail is in memory that user space writes: it is taken only if it is a multiple
 * 	of 8, does not go back and does not pass what was published; else it counts as no progress.
 * 	Nothing else that user space can write is ever read.
 *
 * Overwriting
 * 	page->oldest is moved over whole, published records before their bytes are reused, with a
 * 	write barrier in between. A reader copies a stretch out, then (read barrier) looks at
 * 	`oldest` again: what lies below it may be torn and is thrown away. What must not happen is
 * 	that the reader sees a new byte and an old `oldest`.
 *
 * Sleeping
 * 	The store of page->head and the load of wake_at may pass each other, and a sleeper may miss
 * 	its record. A full barrier per record would prevent that and cost more than the record; so
 * 	the sleeper looks a second time a moment after it armed wake_at (device.c).
 */
#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/string.h>
#endif

#include "ring.h"

void sonde_ring_init(struct sonde_ring *ring, u8 *data, u64 bytes, bool overwrite,
		     struct sonde_ring_page *page, struct sonde_reader_page *reader)
{
	u64 part = bytes / 16, kept;

	memset(ring, 0, sizeof(*ring));
	ring->data = data;
	ring->bytes = bytes;
	ring->mask = bytes - 1;
	ring->overwrite = overwrite;
	ring->wake_at = SONDE_RING_NOBODY;
	ring->page = page;
	ring->reader = reader;
	page->bytes = bytes;
	/*
	 * The last parts of the ring are kept for those whose loss would hurt more. There is
	 * nothing to keep when old records make room for new ones.
	 */
	ring->room[SONDE_CLASS_STATE] = bytes;
	kept = bytes / 16 > SONDE_RING_KEPT ? bytes / 16 : SONDE_RING_KEPT;
	if (kept > bytes / 4)
		kept = bytes / 4;
	if (overwrite)
		kept = part = 0;
	ring->room[SONDE_CLASS_OTHER] = bytes - kept;
	ring->room[SONDE_CLASS_IO] = bytes - kept - part;
	ring->room[SONDE_CLASS_SCHED] = bytes - kept - 3 * part;
	ring->room_payload = bytes - kept - 3 * part;
}

static void look_at_tail(struct sonde_ring *ring)
{
	/* See "Reuse" above. */
	u64 tail = smp_load_acquire(&ring->reader->tail);
	u64 published = READ_ONCE(ring->page->head);

	if (tail % SONDE_RECORD_UNIT || tail > published || tail <= READ_ONCE(ring->tail_seen))
		return;
	/*
	 * An interrupt may have stored a later one since; ours is then older, but true, and costs
	 * no more than another look.
	 */
	WRITE_ONCE(ring->tail_seen, tail);
}

/*
 * Moves `oldest` until @bytes fit behind @head. False when only unfinished records are left. Each
 * turn passes a whole record, 8 bytes at least, or finds that an interrupt has; positions and sizes
 * are read from where only the kernel writes, so no reader can make it longer than @bytes need.
 */
static bool make_room(struct sonde_ring *ring, u64 head, u32 bytes)
{
	local_t *oldest = (local_t *)&ring->page->oldest;

	while (head + bytes - local_read(oldest) > ring->bytes) {
		u64 at = local_read(oldest);
		struct sonde_record *record;
		u64 next;

		if (at >= READ_ONCE(ring->page->head))
			return false;
		record = (struct sonde_record *)(ring->data + (at & ring->mask));
		next = at + (u64)READ_ONCE(record->units) * SONDE_RECORD_UNIT;
		/* An interrupt that reuses this place moves `oldest` first; then this fails. */
		if (READ_ONCE(record->event) != SONDE_RECORD_SKIP) {
			if (local_cmpxchg(oldest, at, next) == (long)at)
				sonde_ring_count(&ring->page->overwritten);
		} else {
			local_cmpxchg(oldest, at, next);
		}
	}
	WRITE_ONCE(ring->tail_seen, local_read(oldest));
	/* See "Overwriting" above. */
	smp_wmb();
	return true;
}

u8 *sonde_ring_reserve_slow(struct sonde_ring *ring, u32 bytes, enum sonde_class class)
{
	u64 head;

	if (bytes > ring->room[class])
		return NULL;
	do {
		head = local_read(&ring->head);
		if (ring->overwrite) {
			if (!make_room(ring, head, bytes))
				return NULL;
			continue;
		}
		if (head + bytes - READ_ONCE(ring->tail_seen) <= ring->room[class])
			continue;
		look_at_tail(ring);
		if (head + bytes - READ_ONCE(ring->tail_seen) > ring->room[class])
			return NULL;
	} while (local_cmpxchg(&ring->head, head, head + bytes) != (long)head);
	return ring->data + (head & ring->mask);
}

/* Whether as much could be reserved now. */
bool sonde_ring_fits(struct sonde_ring *ring, u32 bytes, enum sonde_class class)
{
	u64 head = local_read(&ring->head);

	if (bytes > ring->room[class])
		return false;
	if (ring->overwrite || head + bytes - READ_ONCE(ring->tail_seen) <= ring->room[class])
		return true;
	look_at_tail(ring);
	return head + bytes - READ_ONCE(ring->tail_seen) <= ring->room[class];
}

bool sonde_ring_tight_slow(struct sonde_ring *ring)
{
	if (ring->overwrite)
		return false;
	look_at_tail(ring);
	return local_read(&ring->head) - READ_ONCE(ring->tail_seen) > ring->room_payload;
}

/* Another writer reserved behind the record: what it does not need becomes a skip record. */
void sonde_ring_trim_behind(struct sonde_ring *ring, u8 *record, u32 reserved, u32 used)
{
	struct sonde_record *skip = (struct sonde_record *)(record + used);

	(void)ring;
	if (used == reserved)
		return;
	skip->units = (reserved - used) / SONDE_RECORD_UNIT;
	skip->event = SONDE_RECORD_SKIP;
}

void sonde_ring_lost(struct sonde_ring *ring, enum sonde_class class, enum sonde_reason reason,
		     u64 clock)
{
	struct sonde_ring_page *page = ring->page;

	/*
	 * Times before counts: an interrupt that reports the gap once it is counted finds them. One
	 * that comes in between and loses a record too may have moved the first time forward.
	 */
	if (!READ_ONCE(page->gap_records) || READ_ONCE(page->gap_first) > clock)
		WRITE_ONCE(page->gap_first, clock);
	if (READ_ONCE(page->gap_last) < clock)
		WRITE_ONCE(page->gap_last, clock);
	barrier();
	local_inc(&ring->gap[class]);
	sonde_ring_count(&page->gap_records);
	sonde_ring_count(&page->lost[class][reason]);
	barrier();
	if (READ_ONCE(page->gap_first) > clock)
		WRITE_ONCE(page->gap_first, clock);
}

/*
 * What a gap marker holds; false when an interrupt has already reported it. The first time is read
 * before the counts are taken, the last one after: an interrupt that loses records meanwhile can
 * only make the interval wider than it was.
 */
bool sonde_ring_take_gap(struct sonde_ring *ring, struct sonde_gap *gap)
{
	u64 total = 0;
	int class;

	gap->first = READ_ONCE(ring->page->gap_first);
	barrier();
	for (class = 0; class < SONDE_CLASSES; class++) {
		gap->lost[class] = local_xchg(&ring->gap[class], 0);
		total += gap->lost[class];
	}
	local_sub(total, (local_t *)&ring->page->gap_records);
	barrier();
	gap->last = READ_ONCE(ring->page->gap_last);
	return total != 0;
}

void sonde_ring_wake(struct sonde_ring *ring)
{
	WRITE_ONCE(ring->wake_at, SONDE_RING_NOBODY);
	if (ring->wake)
		ring->wake(ring);
}

/* How much there is to read, for the sleeping reader. */
u64 sonde_ring_used(struct sonde_ring *ring)
{
	/* Not later than the tail: else a reader that is quick would seem to be ahead. */
	u64 head = smp_load_acquire(&ring->page->head);
	u64 tail = ring->overwrite ? READ_ONCE(ring->page->oldest) : READ_ONCE(ring->reader->tail);

	return tail > head ? 0 : head - tail;
}
