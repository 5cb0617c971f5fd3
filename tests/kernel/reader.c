/*
 * See reader.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

struct sonde_settings reader_settings(void)
{
	struct sonde_settings s;

	memset(&s, 0, sizeof(s));
	s.ring_bytes = 4 << 20;
	s.trace = SONDE_TRACE_CALLS | SONDE_TRACE_EXIT | SONDE_TRACE_SIGNAL;
	s.snaplen = 80;
	s.watermark_bytes = 64 << 10;
	memset(s.syscalls, 0xff, sizeof(s.syscalls));
	return s;
}

static void *map(struct reader *r, uint32_t cpu, uint64_t what, size_t bytes, int protection)
{
	void *at = mmap(NULL, bytes, protection, MAP_SHARED, r->fd,
			(off_t)SONDE_MAP_OFFSET(cpu, what));

	return at == MAP_FAILED ? NULL : at;
}

int reader_map(struct reader *r, uint64_t ring_bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct sonde_info info;
	uint32_t cpu;

	if (ioctl(r->fd, SONDE_INFO, &info) || info.possible_cpus > READER_CPUS)
		return -1;
	r->cpus = info.possible_cpus;
	r->ring_bytes = ring_bytes;
	for (cpu = 0; cpu < r->cpus; cpu++) {
		r->data[cpu] = map(r, cpu, SONDE_MAP_DATA, 2 * r->ring_bytes, PROT_READ);
		if (!r->data[cpu])
			continue;
		r->page[cpu] = map(r, cpu, SONDE_MAP_RING_PAGE, page, PROT_READ);
		r->mine[cpu] = map(r, cpu, SONDE_MAP_READER_PAGE, page, PROT_READ | PROT_WRITE);
		if (!r->page[cpu] || !r->mine[cpu])
			return -1;
	}
	r->clock = map(r, 0, SONDE_MAP_CLOCK_PAGE, page, PROT_READ);
	return r->data[0] && r->clock ? 0 : -1;
}

int reader_open(struct reader *r, const struct sonde_settings *settings)
{
	struct sonde_info info;

	memset(r, 0, sizeof(*r));
	r->fd = open("/dev/sonde", O_RDWR | O_CLOEXEC);
	if (r->fd < 0)
		return -1;
	if (ioctl(r->fd, SONDE_INFO, &info) || info.api_version != SONDE_API_VERSION ||
	    info.record_bytes != SONDE_RECORD_BYTES || info.possible_cpus > READER_CPUS)
		return -1;
	if (ioctl(r->fd, SONDE_START, settings))
		return -1;
	return reader_map(r, settings->ring_bytes);
}

void reader_stop(struct reader *r)
{
	ioctl(r->fd, SONDE_STOP);
}

void reader_close(struct reader *r)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint32_t cpu;

	for (cpu = 0; cpu < r->cpus; cpu++) {
		if (!r->data[cpu])
			continue;
		munmap((void *)(uintptr_t)r->data[cpu], 2 * r->ring_bytes);
		munmap((void *)(uintptr_t)r->page[cpu], page);
		munmap((void *)(uintptr_t)r->mine[cpu], page);
	}
	if (r->clock)
		munmap((void *)(uintptr_t)r->clock, page);
	if (r->fd >= 0)
		close(r->fd);
}

/* The first whole record of a ring, skips passed over; NULL when there is none. */
static const struct sonde_record *first(struct reader *r, uint32_t cpu)
{
	uint64_t head = __atomic_load_n(&r->page[cpu]->head, __ATOMIC_ACQUIRE);
	uint64_t tail = r->mine[cpu]->tail;

	while (tail < head) {
		const struct sonde_record *record =
			(const void *)(r->data[cpu] + (tail & (r->ring_bytes - 1)));

		if (record->event != SONDE_RECORD_SKIP)
			return record;
		tail += (uint64_t)record->units * SONDE_RECORD_UNIT;
		__atomic_store_n(&r->mine[cpu]->tail, tail, __ATOMIC_RELEASE);
	}
	return NULL;
}

static uint64_t clock_of(const struct sonde_record *record)
{
	return (uint64_t)record->clock_high << 32 | record->clock_low;
}

/* A span of the ring's clock. The pace on the page changes by parts of a million only. */
static uint64_t nanoseconds(const struct reader *r, uint64_t span)
{
	return (uint64_t)(((unsigned __int128)span * r->clock->mult) >> r->clock->shift);
}

bool reader_next(struct reader *r, struct record *out)
{
	static struct record last;
	static uint64_t last_bytes;
	const struct sonde_record *best = NULL;
	uint32_t cpu;

	if (last_bytes) /* what the caller had is now done with */
		__atomic_store_n(&r->mine[last.cpu]->tail, r->mine[last.cpu]->tail + last_bytes,
				 __ATOMIC_RELEASE);
	last_bytes = 0;
	for (cpu = 0; cpu < r->cpus; cpu++) {
		const struct sonde_record *record = r->data[cpu] ? first(r, cpu) : NULL;

		if (record && (!best || clock_of(record) < clock_of(best))) {
			best = record;
			out->cpu = cpu;
		}
	}
	if (!best)
		return false;
	out->event = best->event;
	out->tid = SONDE_RECORD_THREAD(best->thread);
	out->params = SONDE_RECORD_PARAMS(best->thread);
	out->clock = clock_of(best);
	out->flags = best->flags & 7;
	out->duration = (uint64_t)(best->flags >> SONDE_DURATION_SHIFT &
				   ((1u << SONDE_DURATION_MANTISSA) - 1))
			<< (best->flags >> (SONDE_DURATION_SHIFT + SONDE_DURATION_MANTISSA));
	out->duration = nanoseconds(r, out->duration);
	out->lengths = (const uint8_t *)best + SONDE_RECORD_BYTES;
	out->bytes = out->lengths + 2 * out->params;
	last = *out;
	last_bytes = (uint64_t)best->units * SONDE_RECORD_UNIT;
	return true;
}

struct parameter reader_parameter(const struct record *record, uint32_t index)
{
	struct parameter p = {record->bytes, 0};
	uint16_t size = 0;
	uint32_t i;

	for (i = 0; i <= index && i < record->params; i++) {
		p.bytes += size;
		memcpy(&size, record->lengths + 2 * i, sizeof(size));
	}
	p.size = index < record->params ? size : 0;
	return p;
}

int64_t reader_number(const struct record *record, uint32_t index)
{
	struct parameter p = reader_parameter(record, index);
	int64_t value = 0;

	memcpy(&value, p.bytes, p.size < sizeof(value) ? p.size : sizeof(value));
	return value;
}

uint64_t reader_written(const struct reader *r)
{
	uint64_t sum = 0;
	uint32_t cpu;

	for (cpu = 0; cpu < r->cpus; cpu++)
		sum += r->page[cpu] ? r->page[cpu]->written : 0;
	return sum;
}

uint64_t reader_lost(const struct reader *r)
{
	uint64_t sum = 0;
	uint32_t cpu, class, reason;

	for (cpu = 0; cpu < r->cpus; cpu++)
		for (class = 0; r->page[cpu] && class < SONDE_CLASSES; class++)
			for (reason = 0; reason < SONDE_REASONS; reason++)
				sum += r->page[cpu]->lost[class][reason];
	return sum;
}
