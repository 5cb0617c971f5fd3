/*
 * bench_calls MODE: what one call costs, by kind, for tests/vm/bench, where a nanosecond of the
 * machine's clock is one instruction. A process of its own makes the calls; an empty loop is taken
 * off. MODE: untraced, no consumer; traced, a consumer that has room for everything; idle, one that
 * asks for no calls; unselected, a consumer whose scope is another process. Prints
 * "KIND MODE INSTRUCTIONS" per kind.
 * Unselected is compared with idle: an open and a close take up to 20 instructions more in a
 * machine with 64 MB less of free memory, in whatever hands; idle holds the same and has no probe.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reader.h"

#define CALLS 10000L
#define ROUNDS 5

/* Exists before anything is measured; /tmp is a tmpfs. */
#define PATH "/tmp/bench-file"

#define MISSING "/tmp/bench-missing"

enum kind { GETPPID, READ_1, WRITE_4096, OPEN_CLOSE, ACCESS, TRUNCATE, KINDS };

static const char *const names[KINDS] = {"getppid", "read-1",	   "write-4096",
					   "open-close", "access", "truncate"};
static const unsigned records_per_call[KINDS] = {1, 1, 1, 2, 1, 1};

static char page[4096];
static int zero, null;

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t loop(int kind, long calls)
{
	uint64_t start = now();
	long i;

	switch (kind) {
	case GETPPID:
		for (i = 0; i < calls; i++)
			syscall(SYS_getppid);
		break;
	case READ_1:
		for (i = 0; i < calls; i++)
			syscall(SYS_read, zero, page, 1);
		break;
	case WRITE_4096:
		for (i = 0; i < calls; i++)
			syscall(SYS_write, null, page, sizeof(page));
		break;
	case OPEN_CLOSE:
		for (i = 0; i < calls; i++)
			syscall(SYS_close, syscall(SYS_open, PATH, O_RDONLY));
		break;
	/* One path each: with a row of events.def, and with one of calls.def. */
	case ACCESS:
		for (i = 0; i < calls; i++)
			syscall(SYS_access, MISSING, 0);
		break;
	case TRUNCATE:
		for (i = 0; i < calls; i++)
			syscall(SYS_truncate, MISSING, 0);
		break;
	default:
		for (i = 0; i < calls; i++)
			__asm__ volatile("" ::: "memory");
	}
	return now() - start;
}

/* The least of some rounds: the others had an interrupt in them. */
static uint64_t least(int kind)
{
	uint64_t best = ~0ull;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		uint64_t took = loop(kind, CALLS);

		best = took < best ? took : best;
	}
	return best;
}

static int measure(int kind, const char *mode, uint64_t *result)
{
	bool traced = !strcmp(mode, "traced"), unselected = !strcmp(mode, "unselected");
	bool idle = !strcmp(mode, "idle"), opened = traced || unselected || idle;
	struct sonde_settings settings = reader_settings();
	struct reader reader;
	uint64_t least_records;
	pid_t other, child;
	int status;

	other = fork();
	if (!other) {
		pause();
		_exit(0);
	}
	if (unselected) {
		settings.scope.count = 1;
		settings.scope.tgids[0] = other;
	}
	settings.ring_bytes = 64u << 20;
	settings.trace = (idle ? 0 : SONDE_TRACE_CALLS) | SONDE_TRACE_EXIT;
	if (opened && reader_open(&reader, &settings)) {
		perror("/dev/sonde");
		return 1;
	}
	child = fork();
	if (!child) {
		uint64_t empty = least(KINDS), full = least(kind);

		*result = full - empty;
		_exit(0);
	}
	waitpid(child, &status, 0);
	if (opened) {
		uint64_t written = reader_written(&reader), lost = reader_lost(&reader);

		reader_close(&reader);
		least_records = traced ? (uint64_t)CALLS * ROUNDS * records_per_call[kind] : 0;
		if (lost || written < least_records || (unselected && written)) {
			printf("FAIL: %s: %llu records, %llu lost\n", names[kind],
			       (unsigned long long)written, (unsigned long long)lost);
			return 1;
		}
	}
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	return !WIFEXITED(status);
}

int main(int argc, char **argv)
{
	uint64_t *result = mmap(NULL, sizeof(*result), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int kind;

	if (argc != 2 || result == MAP_FAILED)
		return 2;
	zero = open("/dev/zero", O_RDONLY);
	null = open("/dev/null", O_WRONLY);
	close(open(PATH, O_CREAT | O_WRONLY, 0600));
	memset(page, 'x', sizeof(page));
	for (kind = 0; kind < KINDS; kind++) {
		if (measure(kind, argv[1], result))
			return 1;
		printf("%s %s %.1f\n", names[kind], argv[1], (double)*result / CALLS);
	}
	return 0;
}
