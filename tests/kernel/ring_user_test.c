/*
 * driver/ring.c in user space: a producer that is interrupted, up to six deep, at every place where
 * an interrupt may come; a reader in another thread; rings that are too small. Every record carries
 * its writer's level, a sequence number and a checksum. Checked: no record is torn, each level's
 * arrive in order, and what arrives plus what was counted as lost is what was written, for discard
 * and overwrite mode; and that the ring believes nothing of a reader that lies.
 *
 * Built and run by tests/kernel/ring_user_test.sh: plain, with ASan and UBSan, and with TSan.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "driver/ring.c"

#define RING_BYTES (16u << 10)
#define DEEPEST 6
#define MAX_PAYLOAD 700u

#define CHECK(condition, ...)                                       \
	do {                                                        \
		if (!(condition)) {                                 \
			printf("line %d: ", __LINE__);              \
			printf(__VA_ARGS__);                        \
			printf("\n");                               \
			exit(1);                                    \
		}                                                   \
	} while (0)

struct body {
	u32 level, size, sum;
	u64 sequence;
};

static struct sonde_ring ring;
static struct sonde_ring_page page;
static struct sonde_reader_page reader;
static u8 *area;

static __thread int depth = -1; /* of writers; only the producer's thread is ever interrupted */
static u64 sequences[DEEPEST + 1], made, discarded, reported;
static u32 seed = 1;
static u64 clock_now;

static u32 dice(u32 sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % sides;
}

static u32 checksum(const u8 *at, u32 size)
{
	u32 sum = 2166136261u;

	while (size--)
		sum = (sum ^ *at++) * 16777619u;
	return sum;
}

static u32 record_size(u32 payload)
{
	return SONDE_RECORD_BYTES + (u32)sizeof(struct body) + payload;
}

/* As emit.c does it. */
static void write_one(int level)
{
	u32 payload = dice(MAX_PAYLOAD), reserved, i;
	enum sonde_class class = level ? SONDE_CLASS_OTHER : SONDE_CLASS_STATE;
	struct sonde_record *record;
	struct sonde_gap gap;
	struct body body = {.level = (u32)level, .size = payload};
	u8 *at;

	made++;
	body.sequence = ++sequences[level];
	if (!sonde_ring_enter(&ring)) {
		sonde_ring_lost(&ring, class, SONDE_LOST_NESTED, ++clock_now);
		return;
	}
	if (sonde_ring_has_gap(&ring) && sonde_ring_take_gap(&ring, &gap)) {
		CHECK(gap.first <= clock_now && gap.last <= clock_now, "a gap in the future");
		for (i = 0; i < SONDE_CLASSES; i++)
			reported += gap.lost[i];
	}
	reserved = (record_size(MAX_PAYLOAD) + SONDE_RING_SLACK + 7) & ~7u;
	at = sonde_ring_reserve(&ring, reserved, class);
	if (!at) {
		sonde_ring_lost(&ring, class, SONDE_LOST_FULL, ++clock_now);
		sonde_ring_leave(&ring);
		return;
	}
	record = (struct sonde_record *)at;
	record->event = (u16)(level + 1);
	for (i = 0; i < payload; i++) {
		at[record_size(0) + i] = (u8)(body.sequence + i);
		if (i % 64 == 0)
			ring_host_interrupt();
	}
	body.sum = checksum(at + record_size(0), payload);
	memcpy(at + SONDE_RECORD_BYTES, &body, sizeof(body));
	if (dice(16) == 0) {
		discarded++;
		sonde_ring_discard(&ring, at, reserved);
	} else {
		memset(at + record_size(payload), 0, 8);
		sonde_ring_commit(&ring, at, reserved, record_size(payload));
		sonde_ring_count(&page.written);
	}
	sonde_ring_leave(&ring);
}

static bool read_some(u32 most);
static bool reading_inside; /* the reader, on another CPU, may come between anything */

void ring_host_interrupt(void)
{
	if (reading_inside && depth >= 0 && !dice(16)) {
		int writers = depth;

		depth = -1; /* a reader is no place for this CPU's interrupts */
		read_some(3);
		depth = writers;
	}
	if (depth < 0 || depth >= DEEPEST || dice(24))
		return;
	depth++;
	write_one(depth);
	depth--;
}

/* ---- reading ---- */

static u64 seen[DEEPEST + 1], records, skips;

static u32 check_record(const u8 *at)
{
	const struct sonde_record *record = (const void *)at;
	u32 size = record->units * SONDE_RECORD_UNIT;
	struct body body;

	CHECK(size && size <= RING_BYTES, "a record of %u bytes", size);
	if (record->event == SONDE_RECORD_SKIP) {
		skips++;
		return size;
	}
	memcpy(&body, at + SONDE_RECORD_BYTES, sizeof(body));
	CHECK(body.level <= DEEPEST && record->event == body.level + 1, "level %u, event %u",
	      body.level, record->event);
	CHECK(body.size < MAX_PAYLOAD && ((record_size(body.size) + 7) & ~7u) == size,
	      "%u bytes of payload in a record of %u", body.size, size);
	CHECK(body.sum == checksum(at + record_size(0), body.size), "a torn record");
	for (u32 i = record_size(body.size); i < size; i++)
		CHECK(!at[i], "the padding holds something");
	CHECK(body.sequence > seen[body.level], "level %u: %llu after %llu", body.level,
	      (unsigned long long)body.sequence, (unsigned long long)seen[body.level]);
	seen[body.level] = body.sequence;
	records++;
	return size;
}

static bool read_some(u32 most)
{
	u64 head = smp_load_acquire(&page.head), tail = READ_ONCE(reader.tail);

	if (tail == head)
		return false;
	while (tail < head && most--)
		tail += check_record(area + (tail & (RING_BYTES - 1)));
	smp_store_release(&reader.tail, tail);
	return true;
}

static bool stop_reading;

static void *read_until_stopped(void *unused)
{
	(void)unused;
	while (!__atomic_load_n(&stop_reading, __ATOMIC_ACQUIRE))
		if (!read_some(1000))
			usleep(10);
	return NULL;
}

static u64 lost(void)
{
	u64 sum = 0;

	for (int class = 0; class < SONDE_CLASSES; class++)
		for (int reason = 0; reason < SONDE_REASONS; reason++)
			sum += page.lost[class][reason];
	return sum;
}

static void start(bool overwrite)
{
	memset(&page, 0, sizeof(page));
	memset(&reader, 0, sizeof(reader));
	memset(seen, 0, sizeof(seen));
	memset(sequences, 0, sizeof(sequences));
	made = discarded = reported = records = skips = clock_now = 0;
	depth = -1;
	sonde_ring_init(&ring, area, RING_BYTES, overwrite, &page, &reader);
}

static void produce(u64 count)
{
	depth = 0;
	while (count--)
		write_one(0);
	depth = -1;
}

static void check_accounts(const char *name)
{
	CHECK(records + page.overwritten + lost() + discarded == made,
	      "%s: %llu read + %llu overwritten + %llu lost + %llu discarded of %llu", name,
	      (unsigned long long)records, (unsigned long long)page.overwritten,
	      (unsigned long long)lost(), (unsigned long long)discarded,
	      (unsigned long long)made);
	CHECK(reported + page.gap_records == lost(), "%s: markers report %llu + %llu, %llu lost", name,
	      (unsigned long long)reported, (unsigned long long)page.gap_records,
	      (unsigned long long)lost());
	CHECK(local_read(&ring.nest) == 0, "%s: a writer never left", name);
	printf("ok: %s: %llu made, %llu read, %llu lost, %llu overwritten, %llu skips\n", name,
	       (unsigned long long)made, (unsigned long long)records, (unsigned long long)lost(),
	       (unsigned long long)page.overwritten, (unsigned long long)skips);
}

static void with_a_reader(u64 count)
{
	pthread_t thread;

	start(false);
	__atomic_store_n(&stop_reading, false, __ATOMIC_RELEASE);
	pthread_create(&thread, NULL, read_until_stopped, NULL);
	produce(count);
	__atomic_store_n(&stop_reading, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	while (read_some(1000))
		;
	CHECK(lost() && records, "nothing lost or nothing read: this shows nothing");
	check_accounts("reader beside the writer");
}

static void by_turns(u64 count)
{
	start(false);
	reading_inside = true;
	for (u64 i = 0; i < count; i++) {
		produce(1 + dice(20));
		read_some(dice(40));
	}
	reading_inside = false;
	while (read_some(1000))
		;
	CHECK(skips, "no skip record was ever made");
	check_accounts("reader and writer by turns");
}

#ifndef __SANITIZE_THREAD__ /* a reader of what is overwritten races, and checks afterwards */
/* The newest records survive, the oldest are where the page says, all between is whole. */
static void overwriting(u64 count)
{
	u64 at;

	start(true);
	produce(count);
	CHECK(page.head - page.oldest <= RING_BYTES, "more than the ring holds");
	CHECK(page.head - page.oldest > RING_BYTES / 2, "less than half of the ring is used");
	for (at = page.oldest; at < page.head;)
		at += check_record(area + (at & (RING_BYTES - 1)));
	CHECK(at == page.head, "the last record ends elsewhere");
	CHECK(page.overwritten, "nothing was overwritten");
	check_accounts("overwriting");
}
#endif

/* A tail that goes back, ahead, or points into a record gains the reader nothing. */
static void a_lying_reader(void)
{
	u64 lies[] = {0, ~0ull, 1ull << 63, 1, 12, RING_BYTES * 3ull, ~7ull};

	start(false);
	produce(2000); /* full */
	lies[0] = page.head + 8; /* the worst: it looks like progress */
	for (u32 i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		u64 before = page.head;

		reader.tail = lies[i];
		produce(200);
		CHECK(page.head == before, "the lie %llu made room", (unsigned long long)lies[i]);
	}
	reader.tail = 0;
	CHECK(page.head <= RING_BYTES, "wrote beyond what was read");
	while (read_some(10))
		;
	check_accounts("a reader that lies");
}

int main(int argc, char **argv)
{
	u64 count = argc > 1 ? strtoull(argv[1], NULL, 0) : 200000;
	int fd = memfd_create("ring", 0);

	area = mmap(NULL, 2 * RING_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (fd < 0 || ftruncate(fd, RING_BYTES) || area == MAP_FAILED ||
	    mmap(area, RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) ==
		    MAP_FAILED ||
	    mmap(area + RING_BYTES, RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
		 0) == MAP_FAILED) {
		perror("memory");
		return 1;
	}
	for (u32 round = 1; round <= 3; round++) {
		u32 first = round * 7919;

		seed = first;
		with_a_reader(count);
		seed = first;
		by_turns(count / 10);
#ifndef __SANITIZE_THREAD__
		seed = first;
		overwriting(count);
#endif
		seed = first;
		a_lying_reader();
	}
	return 0;
}
