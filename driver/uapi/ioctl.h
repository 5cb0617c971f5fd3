/* SPDX-License-Identifier: (GPL-2.0 OR MIT) */
/*
 * How to talk to /dev/sonde: one open file is one consumer with rings of its own on every possible
 * CPU. Open, start, map, read; close frees everything. driver/device.c answers, and
 * userspace/engine/kmod asks. record.h tells what the mapped pages hold.
 */
#ifndef SONDE_UAPI_IOCTL_H
#define SONDE_UAPI_IOCTL_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Both sides must have the same one: a record's layout is part of it. */
#define SONDE_API_VERSION	5u

#define SONDE_MAX_SYSCALL	512u

/* Tracepoints beside the calls. Fork, exec and exit are calls, or come with them. */
#define SONDE_TRACE_CALLS	0x01u
#define SONDE_TRACE_EXIT	0x02u
#define SONDE_TRACE_SIGNAL	0x04u
#define SONDE_TRACE_SWITCH	0x08u
#define SONDE_TRACE_FAULT	0x10u
/* The processor time of a thread when it leaves its CPU for good. Not to consumers with a scope. */
#define SONDE_TRACE_USAGE	0x20u

#define SONDE_MODE_OVERWRITE	0x01u	/* keep the newest records instead of the oldest */
#define SONDE_MODE_WITH_SELF	0x02u	/* the consumer's own events as well */

struct sonde_info {
	__u32 api_version;
	__u32 record_bytes;		/* SONDE_RECORD_BYTES as the module was built */
	__u32 possible_cpus;		/* rings are numbered 0 .. possible_cpus - 1 */
	__u32 page_bytes;
	__u64 min_ring_bytes;
	__u64 max_ring_bytes;
};

/*
 * Which records a consumer wants, beside `trace` and `syscalls`: those for which every term holds.
 * A term holds when its subject is one of its values; with SONDE_TERM_NOT, when it is none of them.
 *
 * Records of SONDE_CLASS_STATE are written whatever the terms say: without them nobody could tell
 * what the others speak of. So a predicate spares the ring and never changes the known state; user
 * space applies its whole filter to what comes.
 */
enum sonde_subject {
	SONDE_SUBJECT_TGID = 1,	/* process id */
	SONDE_SUBJECT_TID,
	SONDE_SUBJECT_UID,	/* effective user id; holds, NOT or not, in other user namespaces */
	SONDE_SUBJECT_COMM,	/* name of the thread */
	SONDE_SUBJECT_CGROUP,	/* id of its group in the version 2 hierarchy, or of one above it */
	SONDE_SUBJECT_FAILED,	/* 1 when a call returned an error, else 0 */
};

#define SONDE_TERM_NOT		1u
#define SONDE_TERM_NUMBERS	16
#define SONDE_TERM_COMMS	8
#define SONDE_COMM_BYTES	16
#define SONDE_MAX_TERMS		8

struct sonde_term {
	__u8 subject;
	__u8 flags;			/* SONDE_TERM_NOT */
	__u16 count;			/* of values, at least 1 */
	__u32 reserved;			/* 0 */
	union {
		__u64 numbers[SONDE_TERM_NUMBERS];
		char comms[SONDE_TERM_COMMS][SONDE_COMM_BYTES];	/* filled up with zeroes */
	};
};

struct sonde_predicate {
	__u32 count;			/* of terms; 0: everything is wanted */
	__u32 reserved;			/* 0 */
	struct sonde_term terms[SONDE_MAX_TERMS];
};

/*
 * A consumer with a scope sees these processes and what they start from now on, and nothing of
 * anybody else, state or not. When every consumer has one, a thread outside of all scopes costs
 * nothing: its calls do not enter the tracepoints, unless another tracer traces calls as well.
 * SONDE_START fails with ESRCH when none of the processes exists.
 */
#define SONDE_MAX_SCOPE		16

struct sonde_scope {
	__u32 count;			/* 0: the whole machine */
	__s32 tgids[SONDE_MAX_SCOPE];
	__u32 reserved;			/* 0 */
};

/* The settings of a consumer; SONDE_START takes all, SONDE_SET those that may change while it runs
 * (all but ring_bytes, mode and scope).
 */
struct sonde_settings {
	__u64 ring_bytes;		/* per CPU, a power of two */
	__u32 mode;			/* SONDE_MODE_* */
	__u32 trace;			/* SONDE_TRACE_* */
	__u32 snaplen;			/* bytes of data kept per call, at most SONDE_MAX_SNAPLEN */
	__u32 watermark_bytes;		/* poll() reports POLLPRI when a ring holds as much */
	__u64 syscalls[SONDE_MAX_SYSCALL / 64];	/* by x86-64 number; 32-bit calls by translation */
	struct sonde_scope scope;
	struct sonde_predicate predicate;
};

#define SONDE_MAX_SNAPLEN	65000u

#define SONDE_MAGIC	0xb6
#define SONDE_INFO	_IOR(SONDE_MAGIC, 1, struct sonde_info)
#define SONDE_START	_IOW(SONDE_MAGIC, 2, struct sonde_settings)
#define SONDE_SET	_IOW(SONDE_MAGIC, 3, struct sonde_settings)
#define SONDE_STOP	_IO(SONDE_MAGIC, 4)	/* rings stay readable; SONDE_RESUME goes on */
#define SONDE_RESUME	_IO(SONDE_MAGIC, 5)
/* The clock of records, now. What has an earlier one is published already, but for records that
 * are being written this very moment.
 */
#define SONDE_NOW	_IOR(SONDE_MAGIC, 6, __u64)

/*
 * Offsets for mmap() after SONDE_START. The ring and clock pages are read-only, the reader page is
 * for reading and writing; the data area is mapped at twice its size.
 * poll(): POLLIN when any ring holds a record, POLLPRI when any holds watermark_bytes.
 */
#define SONDE_MAP_DATA		0ull
#define SONDE_MAP_RING_PAGE	1ull
#define SONDE_MAP_READER_PAGE	2ull
#define SONDE_MAP_CLOCK_PAGE	3ull	/* of cpu 0 */
#define SONDE_MAP_OFFSET(cpu, what)	(((__u64)(cpu) << 40) | ((what) << 36))
#define SONDE_MAP_CPU(offset)		((__u32)((__u64)(offset) >> 40))
#define SONDE_MAP_WHAT(offset)		((__u32)((__u64)(offset) >> 36) & 0xfu)

#endif
