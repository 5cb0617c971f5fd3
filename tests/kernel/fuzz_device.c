/*
 * fuzz_device SECONDS SEED: consumers that have done everything right, and then do everything that
 * user space can do wrong: positions that the module must not believe, parts of mappings unmapped,
 * moved, grown, made writable, thrown away, inherited by a child; settings half right, twice, in
 * the wrong state; closes while another thread uses the file. Three processes, one of them without
 * any privilege but a file that was passed to it. What may not happen is the kernel's to tell
 * (tests/vm/init looks at its log); here: what must be refused is, records that the reader has not
 * given back stay whole whatever it says, and every kind of attack was really made. The same seed
 * makes the same calls. fuzz_steps.c has the attacks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz_device.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *const names[] = {
#define COUNT(name, needs) #name,
#include "fuzz_counts.def"
};

static const int needs[] = {
#define COUNT(name, needs) needs,
#include "fuzz_counts.def"
};

uint64_t done[COUNTS];
int failures;
__thread uint64_t random_state;

uint64_t random_number(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

uint64_t below(uint64_t bound)
{
	return random_number() % bound;
}

bool one_in(uint64_t n)
{
	return below(n) == 0;
}

uint64_t odd_number(void)
{
	static const uint64_t edges[] = {
		0,	1,	7,	    8,		15,	    16,		17,	    0xfff,
		0x1000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 1ull << 40, 1ull << 63, ~0ull};

	return one_in(3) ? random_number() : edges[below(sizeof(edges) / sizeof(edges[0]))];
}

void must(bool holds, const char *what)
{
	if (holds)
		return;
	printf("FAIL: %s (%s)\n", what, strerror(errno));
	failures++;
}

/* ---- consumers ---- */

struct target targets[TARGETS];

/* Opens, starts and maps a consumer with small rings, as a good one would. */
static void open_with(struct target *t, const struct sonde_settings *s)
{
	memset(t->tail, 0, sizeof(t->tail));
	t->open = !reader_open(&t->reader, s);
	if (!t->open) {
		/* All places are taken, or the memory is. */
		must(errno == EBUSY || errno == ENOMEM, "a good consumer was not let in");
		reader_close(&t->reader);
		return;
	}
	__atomic_store_n(&t->fd, t->reader.fd, __ATOMIC_RELEASE);
	done[STARTS]++;
	done[MAPPINGS] += 1 + 3 * t->reader.cpus;
}

static void open_target(struct target *t)
{
	struct sonde_settings s = good_settings();

	/* A slow machine opens few: a tame one comes first, whose records are then looked at. */
	t->wild = s.mode & SONDE_MODE_OVERWRITE || (done[BAD_TAILS] && one_in(2));
	open_with(t, &s);
}

/* Who gets it can set nothing and open nothing: it must be one that some records come to. */
static void open_to_pass(struct target *t)
{
	struct sonde_settings s = good_settings();

	s.mode &= ~SONDE_MODE_OVERWRITE;
	s.trace |= SONDE_TRACE_CALLS;
	s.scope.count = 0;
	s.predicate.count = 0;
	open_with(t, &s);
}

static void close_target(struct target *t)
{
	__atomic_store_n(&t->fd, one_in(2) ? -1 : t->fd, __ATOMIC_RELEASE);
	if (t->open)
		reader_close(&t->reader);
	t->open = false;
	done[CLOSES]++;
}

/* The file of a passed target is started already; the mappings did not come with it. */
static void map_passed(struct target *t, const struct target *passed)
{
	struct sonde_settings s = reader_settings();
	uint32_t cpu;

	*t = *passed;
	t->wild = false;
	must(ioctl(t->fd, SONDE_START, &s) && errno == EPERM, "started without any right");
	for (cpu = 0; cpu < t->reader.cpus; cpu++) {
		t->reader.data[cpu] = map_part(t, cpu, SONDE_MAP_DATA, PROT_READ);
		t->reader.page[cpu] = map_part(t, cpu, SONDE_MAP_RING_PAGE, PROT_READ);
		t->reader.mine[cpu] =
			map_part(t, cpu, SONDE_MAP_READER_PAGE, PROT_READ | PROT_WRITE);
		must(t->reader.data[cpu] && t->reader.page[cpu] && t->reader.mine[cpu],
		     "a passed file cannot be mapped");
		done[MAPPINGS] += 3;
	}
}

/* ---- the other thread ---- */

static bool ending;

/* Uses whatever file is in a target's place while the first thread may be closing it. */
static void *interfere(void *seed)
{
	random_state = (uintptr_t)seed | 1;
	while (!__atomic_load_n(&ending, __ATOMIC_RELAXED)) {
		struct target *t = &targets[below(TARGETS)];
		int fd = __atomic_load_n(&t->fd, __ATOMIC_ACQUIRE);
		struct pollfd p = {.fd = fd, .events = (short)random_number()};
		struct sonde_settings s = good_settings();
		uint64_t now;
		void *at;

		switch (below(40)) {
		case 0 ... 9:
			poll(&p, 1, (int)below(3));
			break;
		case 10 ... 19:
			ioctl(fd, SONDE_NOW, &now);
			break;
		/* These take a while, for all other consumers too. */
		case 20:
			ioctl(fd, one_in(3) ? SONDE_STOP : SONDE_RESUME);
			break;
		case 21:
			ioctl(fd, one_in(2) ? SONDE_SET : SONDE_START, &s);
			break;
		case 22 ... 29:
			at = mmap(NULL, FUZZ_PAGE, PROT_READ, MAP_SHARED, fd,
				  (off_t)SONDE_MAP_OFFSET(below(2), SONDE_MAP_RING_PAGE));
			if (at == MAP_FAILED)
				break;
			(void)*(volatile uint64_t *)at;
			munmap(at, FUZZ_PAGE);
			break;
		default:
			usleep((useconds_t)below(2000));
		}
	}
	return NULL;
}

/* ---- the processes ---- */

/* What nobody did was not tested. Without a right there is less to do. */
static bool is_missing(int count, bool privileged)
{
	return !done[count] &&
	       (needs[count] == FUZZ_ALWAYS || (needs[count] == FUZZ_PRIVILEGED && privileged));
}

static bool is_complete(bool privileged)
{
	int i;

	for (i = 0; i < COUNTS; i++)
		if (is_missing(i, privileged))
			return false;
	return true;
}

static int report(const char *who, bool privileged)
{
	int i;

	printf("%s:", who);
	for (i = 0; i < COUNTS; i++) {
		printf(" %s %llu", names[i], (unsigned long long)done[i]);
		if (is_missing(i, privileged))
			failures += printf(" (FAIL: none)") > 0;
	}
	printf("\n");
	return failures != 0;
}

static int run(uint64_t seed, double seconds, const struct target *passed)
{
	time_t end = time(NULL) + (time_t)seconds, latest = end + 600;
	bool privileged = !passed;
	pthread_t other;
	int i;

	random_state = seed * 0x9e3779b97f4a7c15ull + 1;
	catch_faults();
	for (i = 0; i < TARGETS; i++)
		targets[i].fd = -1;
	if (privileged) {
		for (i = 0; i < TARGETS; i++)
			open_target(&targets[i]);
		if (pthread_create(&other, NULL, interfere, (void *)(uintptr_t)random_number()))
			return 1;
	} else {
		if (setresgid(4321, 4321, 4321) || setresuid(4321, 4321, 4321))
			return 1;
		must(open("/dev/sonde", O_RDWR) < 0, "opened without any right");
		map_passed(&targets[0], passed);
	}
	/* On a busy host a little longer, until each attack was made once. */
	while (failures < 20 && (time(NULL) < end ||
				 (time(NULL) < latest && !is_complete(privileged)))) {
		struct target *t = &targets[privileged ? below(TARGETS) : 0];

		if (privileged && (!t->open || one_in(done[CLOSES] ? 100 : 10))) {
			close_target(t);
			open_target(t);
		}
		if (t->open)
			attack(t, privileged);
	}
	__atomic_store_n(&ending, true, __ATOMIC_RELAXED);
	if (privileged)
		pthread_join(other, NULL);
	return report(privileged ? "privileged" : "not privileged", privileged);
}

/* After all that, a quiet consumer gets what it asks for. */
static int still_works(void)
{
	struct sonde_settings s = reader_settings();
	struct record record;
	struct reader reader;
	long calls = 0;
	pid_t pid;
	int i;

	s.trace = SONDE_TRACE_CALLS;
	if (reader_open(&reader, &s))
		return printf("FAIL: /dev/sonde: %s\n", strerror(errno)) > 0;
	pid = fork();
	if (!pid) {
		for (i = 0; i < 1000; i++)
			syscall(SYS_getppid);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	reader_stop(&reader); /* others go on making records */
	while (reader_next(&reader, &record))
		if (record.event == SONDE_EVENT_CALL && record.tid == (uint32_t)pid)
			calls += reader_number(&record, 1) == SYS_getppid;
	reader_close(&reader);
	printf("%s: %ld calls of 1000 afterwards\n", calls == 1000 ? "ok" : "FAIL", calls);
	return calls != 1000;
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 20;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : (uint64_t)time(NULL);
	static struct target passed;
	int i, status, wrong = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("seed %llu\n", (unsigned long long)seed);
	random_state = seed | 1;
	open_to_pass(&passed);
	must(passed.open, "no consumer to pass on");
	for (i = 0; i < 3; i++)
		if (!fork())
			_exit(run(seed + (uint64_t)i, seconds, i == 2 ? &passed : NULL));
	for (i = 0; i < 3; i++) {
		wait(&status);
		if (status)
			wrong = printf("FAIL: a process ended with %#x\n", (unsigned)status);
	}
	close_target(&passed);
	wrong |= still_works() | failures;
	return wrong != 0;
}
