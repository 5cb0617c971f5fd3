/*
 * storm_test ROUNDS: eight threads make a known number of calls while the reader sleeps until a
 * ring has overflowed, reads all, and sleeps again. In every round must hold, for each CPU and
 * together:
 *   what the kernel wrote is what was read;
 *   what the gap markers tell is what the counters of losses tell;
 *   records of the eight threads' calls + losses are at least the calls made, and no other process
 *   makes any: so exactly the calls made plus what threads and their creation need, which one quiet
 *   round with large rings counts first.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "reader.h"

#define THREADS 8
#define CALLS 20000L

static void *make_calls(void *unused)
{
	long i;

	(void)unused;
	for (i = 0; i < CALLS; i++)
		syscall(SYS_getppid);
	return NULL;
}

static void storm(void)
{
	pthread_t threads[THREADS];
	int i;

	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, make_calls, NULL);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

struct sums {
	uint64_t read, getppid, gaps, reported, first_bad;
};

static void read_all(struct reader *reader, struct sums *sums)
{
	struct record record;

	while (reader_next(reader, &record)) {
		if (record.event != EV_SONDE_GAP) {
			sums->read++;
			if (record.event == EV_SONDE_CALL &&
			    reader_number(&record, 1) == SYS_getppid)
				sums->getppid++;
			continue;
		}
		sums->gaps++;
		for (int class = 0; class < SONDE_CLASSES; class++)
			sums->reported += (uint64_t)reader_number(&record, 2 + (uint32_t)class);
		if (reader_number(&record, 0) > reader_number(&record, 1) ||
		    (uint64_t)reader_number(&record, 1) > record.clock)
			sums->first_bad++;
	}
}

/* Only getppid is asked for: nothing else may be in the accounts. */
static int round_of(uint64_t ring_bytes, bool must_lose)
{
	struct sonde_settings settings = reader_settings();
	uint64_t lost, pending = 0, shown = 0;
	struct sums sums = {0};
	struct reader reader;
	int status, wrong = 0;
	uint32_t cpu;
	pid_t pid;

	settings.ring_bytes = ring_bytes;
	settings.trace = SONDE_TRACE_CALLS;
	memset(settings.syscalls, 0, sizeof(settings.syscalls));
	settings.syscalls[SYS_getppid / 64] = 1ull << (SYS_getppid % 64);
	if (reader_open(&reader, &settings)) {
		perror("/dev/sonde");
		return 1;
	}
	pid = fork();
	if (!pid) {
		storm();
		_exit(0);
	}
	/* However slow this kernel makes calls: the ring is read only once it was too small. */
	for (lost = 0; waitpid(pid, &status, WNOHANG) == 0; usleep(5000)) {
		if (must_lose && reader_lost(&reader) == lost)
			continue;
		lost = reader_lost(&reader);
		read_all(&reader, &sums);
	}
	read_all(&reader, &sums);
	lost = reader_lost(&reader);
	for (cpu = 0; cpu < reader.cpus; cpu++)
		if (reader.page[cpu])
			pending += reader.page[cpu]->gap_records;
	shown = reader_written(&reader);
	reader_close(&reader);

	if (sums.read != shown)
		wrong = printf("read %llu of %llu records\n", (unsigned long long)sums.read,
			       (unsigned long long)shown);
	if (sums.getppid + lost != THREADS * CALLS)
		wrong = printf("%llu read + %llu lost of %ld calls\n",
			       (unsigned long long)sums.getppid, (unsigned long long)lost,
			       THREADS * CALLS);
	if (sums.reported + pending != lost)
		wrong = printf("markers report %llu, %llu are unreported, %llu were lost\n",
			       (unsigned long long)sums.reported, (unsigned long long)pending,
			       (unsigned long long)lost);
	if (sums.first_bad)
		wrong = printf("%llu markers with impossible times\n",
			       (unsigned long long)sums.first_bad);
	if (must_lose && !lost)
		wrong = printf("nothing was lost: the test shows nothing\n");
	if (!must_lose && lost)
		wrong = printf("%llu were lost with large rings\n", (unsigned long long)lost);
	printf("%s: %llu KiB rings: %llu read, %llu lost in %llu gaps\n", wrong ? "FAIL" : "ok",
	       (unsigned long long)ring_bytes >> 10, (unsigned long long)sums.getppid,
	       (unsigned long long)lost, (unsigned long long)sums.gaps);
	return wrong != 0;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 5, wrong = 0, i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	wrong += round_of(32ull << 20, false);
	for (i = 0; i < rounds; i++)
		wrong += round_of(128ull << 10, true);
	printf("%d of %d rounds failed\n", wrong, rounds + 1);
	return wrong != 0;
}
