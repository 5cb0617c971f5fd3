/* SPDX-License-Identifier: (GPL-2.0 OR MIT) */
/*
 * What lies in a ring: records, and the page of positions and counters beside them. Written by
 * driver/ring.c and driver/fill/, read in place by userspace/engine/kmod. ioctl.h tells how to map
 * it. Every number is in the byte order of the machine; nothing here ever leaves it.
 */
#ifndef SONDE_UAPI_RECORD_H
#define SONDE_UAPI_RECORD_H

#include <linux/types.h>

/*
 * A record: this header, one __u16 length per parameter, the parameters back to back; then zeroes
 * up to the next multiple of 8. Lengths and parameters are those of the capture format, so both may
 * be handed on as they are; the header is shorter than the format's, because the ring is what
 * tracing costs. Records of a ring are in the order of their `clock`, but for those written by an
 * interrupt in the middle of another record: these stand behind it and may be older by the time
 * that it took to write the other one.
 *
 * A record never wraps: the data area is mapped twice, one copy behind the other.
 */
struct sonde_record {
	__u16 units;		/* size of the whole record, in units of 8 bytes; never 0 */
	__u16 event;		/* row of events.def, or SONDE_RECORD_SKIP */
	__u32 thread;		/* bits 0-23: thread id; bits 24-31: number of parameters */
	__u32 clock_low;	/* when it was completed, in units of the ring's clock */
	__u32 clock_high;
	__u32 flags;		/* bits 0-2: SONDE_RECORD_*; bits 3-31: how long the call took */
};

#define SONDE_RECORD_BYTES	20u
#define SONDE_RECORD_UNIT	8u

/* Nothing: room that a record asked for and did not need. Only `units` and `event` are set. */
#define SONDE_RECORD_SKIP	0xffffu

#define SONDE_RECORD_SHED	1u	/* data of the call was left out to save room */
#define SONDE_RECORD_FAULT	2u	/* memory of the caller could not be read: a parameter is empty */
#define SONDE_RECORD_COMPAT	4u	/* a 32-bit call */

#define SONDE_RECORD_THREAD(word)	((word) & 0xffffffu)
#define SONDE_RECORD_PARAMS(word)	((word) >> 24)

/*
 * Durations have 24 bits of mantissa (bits 3-26) and 5 bits of exponent (bits 27-31), in units of
 * the ring's clock; all zero: unknown. When a unit is a nanosecond, this is what the capture format
 * keeps in the same bits.
 */
#define SONDE_DURATION_SHIFT	3
#define SONDE_DURATION_MANTISSA	24

/*
 * Classes of events by what their loss does to the known state; when room gets scarce
 * the later ones go first. Payload of any class is shed before whole records are.
 */
enum sonde_class {
	SONDE_CLASS_STATE,	/* changes what is known of threads, descriptors, users: so does a
				 * fcntl, ioctl, getsockopt, prctl or recvmsg with some arguments
				 */
	SONDE_CLASS_OTHER,
	SONDE_CLASS_IO,		/* moves data through a descriptor */
	SONDE_CLASS_SCHED,	/* switches and page faults */
	SONDE_CLASSES
};

enum sonde_reason {
	SONDE_LOST_FULL,	/* no room in the ring */
	SONDE_LOST_NESTED,	/* interrupts nested deeper than a ring allows */
	SONDE_LOST_TOO_BIG,	/* more messages than one call may write records of */
	SONDE_REASONS
};

/*
 * The page of a ring that only the kernel writes. Counters never go back: two reads of a page
 * differ by what happened in between. written + lost (all classes, all reasons) is what the kernel
 * saw on this CPU. A record that was overwritten before anybody read it is in `written` and in
 * `overwritten`.
 */
struct sonde_ring_page {
	__u64 head;		/* bytes written since the start; records before it are whole */
	__u64 oldest;		/* overwrite mode: where the oldest record starts that still exists */
	__u64 bytes;		/* size of the data area, a power of two */
	__u64 written;		/* records, gap markers and skips not counted */
	__u64 overwritten;
	__u64 shed;		/* records that are there without their data */
	__u64 faults;		/* records with a parameter that could not be read */
	__u64 lost[SONDE_CLASSES][SONDE_REASONS];
	/*
	 * The gap at the end of the stream, not yet reported by a marker because no record came after
	 * it: how many, and between which times. A marker (event SONDE_EVENT_GAP) tells the same of
	 * the gap that it stands in.
	 */
	__u64 gap_records;
	__u64 gap_first;
	__u64 gap_last;
};

/* The page of a ring that the reader writes. The kernel believes none of it. */
struct sonde_reader_page {
	__u64 tail;		/* bytes taken; what lies before it may be reused */
};

/*
 * One page for all rings of a consumer: how to turn the clock into nanoseconds since the epoch:
 * epoch_ns + (((clock - epoch_clock) * mult) >> shift), and a duration: (duration * mult) >> shift.
 * The difference is signed: a record may be older than the page, which the kernel renews every
 * second. Within ten minutes of epoch_clock the product fits in 64 bits; take more for older ones.
 * Read it like a seqlock: `sequence` is odd while it changes.
 *
 * The clock is the processor's counter where the kernel keeps time by it, else nanoseconds. It is
 * the same on all CPUs but for the few units by which their counters differ.
 */
struct sonde_clock_page {
	__u32 sequence;
	__u32 shift;
	__u32 mult;
	__u32 reserved;
	__u64 epoch_clock;
	__u64 epoch_ns;
};

/* In the number of a SONDE_EVENT_CALL: it is one of the 32-bit table. */
#define SONDE_CALL_32_BIT	0x8000u

/* Events that are not the capture format's; rows of events.def. */
#define SONDE_EVENT_GAP		0x8000u
#define SONDE_EVENT_CALL	0x8001u
#define SONDE_EVENT_RENAME	0x8002u
#define SONDE_EVENT_USAGE	0x8003u

#endif
