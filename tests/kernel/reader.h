/*
 * The smallest consumer of /dev/sonde: opens it, maps the rings of all CPUs, hands out records in
 * the order of their time. For the programs of this folder, which run in a virtual machine
 * (tests/vm); userspace/engine/kmod is the real one. No library but libc.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SONDE_TESTS_KERNEL_READER_H
#define SONDE_TESTS_KERNEL_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "driver/uapi/ioctl.h"
#include "driver/uapi/record.h"

#define READER_CPUS 64

struct reader {
	int fd;
	uint32_t cpus;
	uint64_t ring_bytes;
	const uint8_t *data[READER_CPUS]; /* NULL: there is no such CPU */
	const volatile struct sonde_ring_page *page[READER_CPUS];
	volatile struct sonde_reader_page *mine[READER_CPUS];
	const volatile struct sonde_clock_page *clock;
};

struct record {
	uint32_t cpu, event, tid, params, flags;
	uint64_t clock, duration; /* units of the ring's clock; nanoseconds */
	const uint8_t *lengths, *bytes; /* in the ring, until reader_done */
};

struct parameter {
	const uint8_t *bytes;
	uint32_t size;
};

/* Everything, with rings of the default size; change what is to be different. */
struct sonde_settings reader_settings(void);

/* 0, or -1 with errno set. */
int reader_open(struct reader *r, const struct sonde_settings *settings);

/* The same for r->fd, a device that is started already. */
int reader_map(struct reader *r, uint64_t ring_bytes);
/* No records after this; those that are there can still be read. */
void reader_stop(struct reader *r);
void reader_close(struct reader *r);

/* The oldest record of all rings that nobody took yet; false when there is none. */
bool reader_next(struct reader *r, struct record *record);

struct parameter reader_parameter(const struct record *record, uint32_t index);
int64_t reader_number(const struct record *record, uint32_t index);

/* Records written, and records lost for any reason, on all CPUs. */
uint64_t reader_written(const struct reader *r);
uint64_t reader_lost(const struct reader *r);

#endif
