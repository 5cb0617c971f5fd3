/*
 * The attacks of fuzz_device: each says what must come of it. What depends on the moment, such as
 * whether the other thread has closed the file meanwhile, is not asked.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz_device.h"

static struct sonde_predicate good_predicate(void)
{
	struct sonde_predicate p;
	uint32_t i, j;

	memset(&p, 0, sizeof(p));
	p.count = (uint32_t)below(SONDE_MAX_TERMS + 1);
	for (i = 0; i < p.count; i++) {
		struct sonde_term *t = &p.terms[i];

		t->subject = (uint8_t)(SONDE_SUBJECT_TGID + below(SONDE_SUBJECT_FAILED));
		t->flags = (uint8_t)below(2);
		if (t->subject == SONDE_SUBJECT_COMM) {
			t->count = (uint16_t)(1 + below(SONDE_TERM_COMMS));
			for (j = 0; j < t->count; j++)
				memcpy(t->comms[j], "load", below(5));
			continue;
		}
		t->count = (uint16_t)(1 + below(SONDE_TERM_NUMBERS));
		for (j = 0; j < t->count; j++)
			t->numbers[j] = t->subject == SONDE_SUBJECT_FAILED ? below(2)
					: one_in(2)			   ? (uint64_t)getpid()
									   : odd_number();
	}
	return p;
}

struct sonde_settings good_settings(void)
{
	struct sonde_settings s = reader_settings();

	s.ring_bytes = (128ull << 10) << below(3);
	s.mode = (uint32_t)below(4);
	s.trace = 1 + (uint32_t)below(63);
	s.snaplen = one_in(2) ? 80 : (uint32_t)below(SONDE_MAX_SNAPLEN + 1);
	s.watermark_bytes = (uint32_t)odd_number();
	if (one_in(4)) {
		s.scope.count = 1 + (uint32_t)below(2);
		s.scope.tgids[0] = getpid();
		s.scope.tgids[1] = (int32_t)odd_number();
	}
	if (one_in(3))
		s.predicate = good_predicate();
	return s;
}

void *map_part(const struct target *t, uint32_t cpu, uint64_t what, int protection)
{
	size_t bytes = what == SONDE_MAP_DATA ? 2 * t->reader.ring_bytes : FUZZ_PAGE;
	void *at = mmap(NULL, bytes, protection, MAP_SHARED, t->reader.fd,
			(off_t)SONDE_MAP_OFFSET(cpu, what));

	return at == MAP_FAILED ? NULL : at;
}

static __thread sigjmp_buf away;
static __thread volatile bool expected;

static void fault(int signal)
{
	if (expected)
		siglongjmp(away, 1);
	(void)!write(1, "FAIL: a mapping was not there\n", 30);
	_exit(128 + signal);
}

void catch_faults(void)
{
	signal(SIGSEGV, fault);
	signal(SIGBUS, fault);
}

/* ---- positions ---- */

static bool is_whole(const struct sonde_record *r, uint64_t room)
{
	uint32_t params = SONDE_RECORD_PARAMS(r->thread), i;
	uint64_t bytes = SONDE_RECORD_BYTES + 2 * params;
	uint16_t length;

	if (!r->units || (uint64_t)r->units * SONDE_RECORD_UNIT > room)
		return false;
	if (r->event == SONDE_RECORD_SKIP)
		return true;
	for (i = 0; i < params; i++) {
		memcpy(&length, (const uint8_t *)r + SONDE_RECORD_BYTES + 2 * i, sizeof(length));
		bytes += length;
	}
	return params && bytes <= (uint64_t)r->units * SONDE_RECORD_UNIT &&
	       bytes + SONDE_RECORD_UNIT > (uint64_t)r->units * SONDE_RECORD_UNIT;
}

/* All that was not given back must be there, record behind record up to the head. */
static void walk(struct target *t, uint32_t cpu)
{
	uint64_t head = __atomic_load_n(&t->reader.page[cpu]->head, __ATOMIC_ACQUIRE);
	uint64_t at = t->tail[cpu], taken = at, mask = t->reader.ring_bytes - 1;

	while (at < head) {
		const struct sonde_record *r = (const void *)(t->reader.data[cpu] + (at & mask));

		if (!is_whole(r, head - at)) {
			errno = 0;
			printf("at %llu of %llu: %u units, event %u\n", (unsigned long long)at,
			       (unsigned long long)head, r->units, r->event);
			must(false, "a record is torn that the reader still has");
			break;
		}
		at += (uint64_t)r->units * SONDE_RECORD_UNIT;
		/* Some are given back, so that the next walk begins anywhere. */
		taken = one_in(2) ? at : taken;
		done[RECORDS]++;
	}
	t->tail[cpu] = taken;
	__atomic_store_n(&t->reader.mine[cpu]->tail, taken, __ATOMIC_RELEASE);
}

/* Not a step forward by any reading: the module must take none of them. */
static uint64_t bad_tail(const struct target *t, uint32_t cpu)
{
	uint64_t tail = t->tail[cpu], head = t->reader.page[cpu]->head;

	switch (below(6)) {
	case 0:
		return tail > 8 ? below(tail) & ~7ull : 0; /* backwards */
	case 1:
		return (head + (1ull << 32)) & ~7ull; /* beyond what will be written here */
	case 2:
		return head | (1 + below(7));
	case 3:
		return tail + 1 + below(7);
	case 4:
		return ~7ull - 8 * below(4);
	default:
		return tail - 8 - 8 * below(1000); /* below 0 at the beginning */
	}
}

static void make_calls(void)
{
	uint64_t n = below(3000);
	int fd;

	while (n--) {
		syscall(SYS_getppid);
		if (n % 64 == 0) {
			fd = open("/dev/null", O_RDWR);
			(void)!write(fd, "data", 4);
			close(fd);
		}
	}
}

static void attack_tail(struct target *t)
{
	uint32_t cpu = (uint32_t)below(t->reader.cpus);
	volatile uint64_t *tail = (volatile uint64_t *)&t->reader.mine[cpu]->tail;
	int i;

	if (t->wild) {
		*tail = one_in(2) ? odd_number() : *tail + 8 * below(4096);
		done[WILD_TAILS]++;
		make_calls();
		return;
	}
	for (i = 0; i < 8; i++) {
		*tail = bad_tail(t, cpu);
		done[BAD_TAILS]++;
		make_calls();
	}
	*tail = t->tail[cpu];
	for (cpu = 0; cpu < t->reader.cpus; cpu++)
		walk(t, cpu);
}

/* ---- mappings ---- */

/* Any access to a page that may be gone; true when it was there. */
static bool touch(const volatile uint8_t *at)
{
	bool there = false;

	expected = true;
	if (!sigsetjmp(away, 1)) {
		(void)*at;
		there = true;
	}
	expected = false;
	return there;
}

/* The hole is not touched again: the other thread may have something there by then. */
static void unmap_part(uint8_t *at, size_t bytes)
{
	size_t pages = bytes / FUZZ_PAGE, first = below(pages), count = 1 + below(pages - first);
	size_t i;

	munmap(at + first * FUZZ_PAGE, count * FUZZ_PAGE);
	for (i = 0; i < pages; i++)
		if (i < first || i >= first + count)
			must(touch(at + i * FUZZ_PAGE), "unmapping a part took more away");
	if (first)
		munmap(at, first * FUZZ_PAGE);
	if (first + count < pages)
		munmap(at + (first + count) * FUZZ_PAGE, (pages - first - count) * FUZZ_PAGE);
	done[PARTS]++;
}

static void change_protection(uint8_t *at, size_t bytes)
{
	size_t part = one_in(2) ? bytes : FUZZ_PAGE;
	int memory;

	must(mprotect(at, part, PROT_READ | PROT_WRITE) && errno == EACCES,
	     "what the kernel writes was made writable");
	must(mprotect(at, part, PROT_READ | PROT_EXEC) && errno == EACCES,
	     "data were made executable");
	memory = open("/proc/self/mem", O_RDWR);
	if (memory >= 0) {
		must(pwrite(memory, "x", 1, (off_t)(uintptr_t)at) < 0,
		     "what the kernel writes was written through /proc");
		close(memory);
	}
	mprotect(at, part, PROT_NONE);
	mprotect(at, part, PROT_READ);
	must(touch(at), "a mapping did not survive a change of protection");
	done[PROTECTIONS]++;
}

static void throw_away(uint8_t *at, size_t bytes)
{
	static const int advice[] = {MADV_DONTNEED, MADV_REMOVE, MADV_WILLNEED, MADV_COLD,
				     MADV_PAGEOUT,  MADV_FREE,	 MADV_HUGEPAGE, MADV_DOFORK};
	size_t i;

	madvise(at, bytes, advice[below(sizeof(advice) / sizeof(advice[0]))]);
	if (one_in(2)) {
		mlock(at, bytes);
		msync(at, bytes, MS_SYNC);
	}
	madvise(at, FUZZ_PAGE, MADV_DONTNEED);
	for (i = 0; i < bytes; i += FUZZ_PAGE)
		done[FAULTS] += !touch(at + i);
}

/* With one more mapping of the data or of a page beside those that are in use. */
static void attack_mapping(struct target *t)
{
	uint32_t cpu = (uint32_t)below(t->reader.cpus);
	bool data = one_in(3) ? false : true;
	size_t bytes = data ? 2 * t->reader.ring_bytes : FUZZ_PAGE;
	uint64_t what = data ? SONDE_MAP_DATA : SONDE_MAP_RING_PAGE;
	uint8_t *at = map_part(t, cpu, what, PROT_READ), *moved;

	must(at, "a mapping is refused the second time");
	if (!at)
		return;
	done[MAPPINGS]++;
	must(!map_part(t, cpu, what, PROT_READ | PROT_WRITE), "mapped for writing");
	switch (below(5)) {
	case 0:
		unmap_part(at, bytes);
		return;
	case 1:
		change_protection(at, bytes);
		break;
	case 2:
		must(mremap(at, bytes, 2 * bytes, MREMAP_MAYMOVE) == MAP_FAILED, "a mapping grew");
		done[GROWN]++;
		break;
	case 3:
		moved = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		moved = mremap(at, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, moved);
		if (moved == MAP_FAILED)
			break;
		at = moved;
		must(touch(at + bytes - 1), "a mapping got lost when it moved");
		done[MOVED]++;
		break;
	default:
		throw_away(at, bytes);
	}
	munmap(at, bytes);
}

static void odd_mapping(struct target *t)
{
	uint64_t offset = SONDE_MAP_OFFSET(below(t->reader.cpus + 1), below(6));
	int protection = (int)below(8);
	size_t bytes = one_in(2) ? FUZZ_PAGE : 2 * t->reader.ring_bytes;
	void *at;

	if (one_in(3))
		offset ^= 1ull << below(62);
	if (one_in(3))
		bytes = 1 + below(1 << 22);
	at = mmap(NULL, bytes, protection, one_in(4) ? MAP_PRIVATE : MAP_SHARED, t->reader.fd,
		  (off_t)(offset & ~(FUZZ_PAGE - 1) & ~(1ull << 63)));
	done[ODD_MAPPINGS]++;
	if (at == MAP_FAILED)
		return;
	must(!(protection & PROT_WRITE) || SONDE_MAP_WHAT(offset) == SONDE_MAP_READER_PAGE,
	     "a special mapping for writing");
	must(bytes <= 2 * t->reader.ring_bytes, "a special mapping is larger than what it maps");
	if (protection & PROT_READ)
		touch(at);
	munmap(at, bytes);
}

/* ---- settings and children ---- */

static void attack_settings(struct target *t, bool privileged)
{
	static const unsigned long commands[] = {SONDE_INFO, SONDE_START,  SONDE_SET,
						 SONDE_STOP, SONDE_RESUME, SONDE_NOW};
	struct sonde_settings s = good_settings(), spoilt = s;
	unsigned long command = commands[below(6)];
	void *argument = &spoilt;

	if (privileged && one_in(3)) {
		must(ioctl(t->reader.fd, SONDE_START, &s) && errno == EBUSY, "started twice");
		done[SECOND_STARTS]++;
	}
	if (privileged && one_in(2)) {
		if (ioctl(t->reader.fd, SONDE_SET, &s))
			must(errno == EBUSY || errno == EOPNOTSUPP || errno == ENOMEM,
			     "good settings are refused");
		else
			done[SETS]++;
		s.predicate.count = SONDE_MAX_TERMS + 1 + (uint32_t)below(1000);
		must(ioctl(t->reader.fd, SONDE_SET, &s) && errno == EINVAL, "too many terms");
		done[SETS_REFUSED]++;
	}
	((uint8_t *)&spoilt)[below(sizeof(spoilt))] = (uint8_t)random_number();
	if (one_in(4))
		command ^= 1ul << below(32);
	if (one_in(8))
		argument = (void *)(uintptr_t)odd_number();
	if (!ioctl(t->reader.fd, command, argument))
		must(privileged, "an ioctl without any right");
	if (privileged)
		ioctl(t->reader.fd, SONDE_RESUME);
	done[ODD_IOCTLS]++;
}

/* A child has the file, but not the mappings: nothing of the parent's is at their place. */
static void attack_by_child(struct target *t, bool privileged)
{
	uint32_t cpu = (uint32_t)below(t->reader.cpus);
	uint8_t in_memory;
	int status;
	pid_t pid;

	pid = fork();
	if (!pid) {
		failures = 0;
		must(mincore((void *)(uintptr_t)t->reader.page[cpu], FUZZ_PAGE, &in_memory) &&
			     errno == ENOMEM,
		     "a child got a page of the ring");
		must(mincore((void *)(uintptr_t)t->reader.data[cpu], FUZZ_PAGE, &in_memory) &&
			     errno == ENOMEM,
		     "a child got the data");
		attack_settings(t, privileged);
		attack_mapping(t);
		odd_mapping(t);
		_exit(failures != 0);
	}
	waitpid(pid, &status, 0);
	errno = 0;
	must(pid > 0 && !status, "a child failed");
	done[FORKS]++;
}

void attack(struct target *t, bool privileged)
{
	struct pollfd p = {.fd = t->reader.fd, .events = (short)random_number()};

	switch (below(12)) {
	case 0:
	case 1:
	case 2:
		attack_tail(t);
		break;
	case 3:
		poll(&p, 1, (int)below(2));
		done[POLLS]++;
		break;
	case 4:
		if (!done[FORKS] || one_in(4)) /* dear, but not to be missed */
			attack_by_child(t, privileged);
		break;
	case 5:
	case 6:
	case 7:
	case 8:
		attack_mapping(t);
		break;
	case 9:
	case 10:
		odd_mapping(t);
		break;
	default:
		attack_settings(t, privileged);
	}
}
