/*
 * Uses a known amount of processor time, memory, files and network, so that the case figures_agree
 * can compare what csonde shows with what was done.
 * usage: known_figures totals FOLDER   all at once; says what, and waits for the end of its input
 *        known_figures steady FOLDER   the same rate by the second until its input ends
 * It prints NAME=NUMBER lines; the last one is ready=PID.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CHECK(what) do { if (!(what)) { perror(#what); exit(1); } } while (0)

#define MEMORY_BYTES (96L << 20)
#define WRITES 3000
#define WRITE_BYTES 4096
#define READ_BYTES 10000
#define SENDS 4000
#define SEND_BYTES 1500
#define ANSWER_BYTES 300
/* Steady: so often a second each. */
#define BEATS 40
#define BEAT_WRITE_BYTES 20000
#define BEAT_SEND_BYTES 7000

static char block[1 << 16];
static volatile int ended;

static int connected_pair(int *accepted)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);

	CHECK(bind(listener, (void *)&address, sizeof(address)) == 0);
	CHECK(listen(listener, 1) == 0);
	CHECK(getsockname(listener, (void *)&address, &length) == 0);
	CHECK(connect(client, (void *)&address, sizeof(address)) == 0);
	*accepted = accept(listener, NULL, NULL);
	CHECK(*accepted >= 0);
	close(listener);
	printf("port=%d\n", ntohs(address.sin_port));
	return client;
}

static void send_all(int fd, size_t bytes)
{
	while (bytes) {
		ssize_t sent = send(fd, block, bytes, 0);

		CHECK(sent > 0);
		bytes -= (size_t)sent;
	}
}

static void take_all(int fd, size_t bytes)
{
	while (bytes) {
		ssize_t got = recv(fd, block, bytes < sizeof(block) ? bytes : sizeof(block), 0);

		CHECK(got > 0);
		bytes -= (size_t)got;
	}
}

static void touch_memory(void)
{
	char *memory = mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long at;

	CHECK(memory != MAP_FAILED);
	for (at = 0; at < MEMORY_BYTES; at += 4096)
		memory[at] = 1;
}

static void totals(const char *folder)
{
	char path[4096];
	long reads = 0, bytes = 0;
	int fd, accepted, client, i;
	ssize_t got;

	snprintf(path, sizeof(path), "%s/known_totals", folder);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	CHECK(fd >= 0);
	for (i = 0; i < WRITES; i++)
		CHECK(write(fd, block, WRITE_BYTES) == WRITE_BYTES);
	CHECK(lseek(fd, 0, SEEK_SET) == 0);
	while ((got = read(fd, block, READ_BYTES)) > 0) {
		reads++;
		bytes += got;
	}
	CHECK(got == 0);
	printf("written=%ld\nread=%ld\n", (long)WRITES * WRITE_BYTES, bytes);
	client = connected_pair(&accepted);
	for (i = 0; i < SENDS; i++) {
		send_all(client, SEND_BYTES);
		take_all(accepted, SEND_BYTES);
		send_all(accepted, ANSWER_BYTES);
		take_all(client, ANSWER_BYTES);
	}
	printf("to_server=%ld\nto_client=%ld\n", (long)SENDS * SEND_BYTES,
	       (long)SENDS * ANSWER_BYTES);
	touch_memory();
	printf("memory=%ld\n", MEMORY_BYTES);
}

static int64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Until the next beat; those that were missed are not made up for, so that the rate stays even. */
static void sleep_to_next(int64_t *next, int64_t period)
{
	struct timespec at;
	int64_t now = clock_ns(CLOCK_MONOTONIC);

	*next = *next + period > now ? *next + period : now;
	at.tv_sec = *next / 1000000000;
	at.tv_nsec = *next % 1000000000;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

static void compute(long rounds)
{
	volatile long i;

	for (i = 0; i < rounds; i++)
		;
}

/* Rounds that take about a millisecond: asking for the time is a call, and calls are to be few. */
static long rounds_of_a_ms(void)
{
	const long rounds = 200000;
	int64_t begin = clock_ns(CLOCK_THREAD_CPUTIME_ID);

	compute(rounds);
	return rounds * 1000000 / (clock_ns(CLOCK_THREAD_CPUTIME_ID) - begin);
}

/* The given percentage of each tenth of a second. */
static void *burn(void *percent)
{
	const int64_t period = 100000000, share = (intptr_t)percent * period / 100;
	const long rounds = rounds_of_a_ms();
	int64_t next = clock_ns(CLOCK_MONOTONIC);

	while (!ended) {
		int64_t until = clock_ns(CLOCK_THREAD_CPUTIME_ID) + share;

		while (clock_ns(CLOCK_THREAD_CPUTIME_ID) < until)
			compute(rounds);
		sleep_to_next(&next, period);
	}
	return NULL;
}

struct beat {
	int file, client, accepted;
};

static void *keep_beating(void *given)
{
	const struct beat *beat = given;
	int64_t next = clock_ns(CLOCK_MONOTONIC);

	while (!ended) {
		CHECK(pwrite(beat->file, block, BEAT_WRITE_BYTES, 0) == BEAT_WRITE_BYTES);
		send_all(beat->client, BEAT_SEND_BYTES);
		take_all(beat->accepted, BEAT_SEND_BYTES);
		sleep_to_next(&next, 1000000000 / BEATS);
	}
	return NULL;
}

static void steady(const char *folder)
{
	static struct beat beat;
	char path[4096];
	pthread_t thread;

	snprintf(path, sizeof(path), "%s/known_rate", folder);
	beat.file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	CHECK(beat.file >= 0);
	beat.client = connected_pair(&beat.accepted);
	CHECK(!pthread_create(&thread, NULL, burn, (void *)30));
	CHECK(!pthread_create(&thread, NULL, burn, (void *)15));
	CHECK(!pthread_create(&thread, NULL, keep_beating, &beat));
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: known_figures totals|steady FOLDER\n");
		return 2;
	}
	if (!strcmp(argv[1], "totals"))
		totals(argv[2]);
	else
		steady(argv[2]);
	printf("ready=%d\n", getpid());
	fflush(stdout);
	while (getchar() != EOF)
		;
	ended = 1;
	return 0;
}
