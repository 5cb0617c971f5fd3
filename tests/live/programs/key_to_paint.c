/*
 * Runs a program on a terminal of its own, types a number of cursor keys, and says how long it took
 * from the key to the first byte that the program painted: median, 95th percentile, worst, in
 * microseconds. A repaint that was due anyway may come first; there is one a second, so it is
 * among a few keys of a hundred at most. After the keys it types q and waits for the end.
 * usage: key_to_paint KEYS PAUSE_MS PROGRAM ARGUMENT...
 * SPDX-License-Identifier: Apache-2.0
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_KEYS 10000
#define START_MS 20000
#define TIMEOUT_MS 5000

static int64_t took_us[MAX_KEYS];
static int master;

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

/* Takes what is painted until then; the time of the first byte, or 0. */
static int64_t drain_until(int64_t until_us, int stop_at_first)
{
	static char bytes[65536];
	int64_t first = 0, now;

	while ((now = now_us()) < until_us) {
		struct pollfd ready = { .fd = master, .events = POLLIN };

		if (poll(&ready, 1, (int)((until_us - now + 999) / 1000)) <= 0)
			continue;
		now = now_us();
		if (read(master, bytes, sizeof(bytes)) <= 0)
			return first ? first : -1;
		if (!first)
			first = now;
		if (stop_at_first)
			return first;
	}
	return first;
}

static int compare(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return one < other ? -1 : one > other;
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 40, .ws_col = 150 };
	int keys = argc > 3 ? atoi(argv[1]) : 0, pause_ms = argc > 3 ? atoi(argv[2]) : 0;
	int number, status, silent = 0;
	pid_t pid;

	if (keys < 1 || keys > MAX_KEYS) {
		fprintf(stderr, "usage: key_to_paint KEYS PAUSE_MS PROGRAM ARGUMENT...\n");
		return 2;
	}
	pid = forkpty(&master, NULL, NULL, &size);
	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		setenv("LANG", "C.UTF-8", 1);
		execvp(argv[3], argv + 3);
		_exit(127);
	}
	/* The time is the program's and not that of this reader. */
	setpriority(PRIO_PROCESS, 0, -15);
	drain_until(now_us() + START_MS * 1000LL, 0);
	for (number = 0; number < keys; number++) {
		/* Five rows down, then one up and one down; not in step with what is done each second. */
		const char *key = number > 5 && number % 2 ? "\033[A" : "\033[B";
		int64_t begin, first;

		drain_until(now_us() + (pause_ms + number * 37 % 50) * 1000LL, 0);
		begin = now_us();
		if (write(master, key, 3) != 3)
			return 1;
		first = drain_until(begin + TIMEOUT_MS * 1000LL, 1);
		if (first < 0)
			break;
		silent += first == 0;
		took_us[number] = first ? first - begin : TIMEOUT_MS * 1000LL;
	}
	if (write(master, "q", 1) != 1)
		return 1;
	drain_until(now_us() + 10000000, 0);
	if (waitpid(pid, &status, WNOHANG) != pid) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	qsort(took_us, (size_t)number, sizeof(took_us[0]), compare);
	printf("keys=%d\nunanswered=%d\nstatus=%d\n", number, silent,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	if (number)
		printf("median=%ld\np95=%ld\nworst=%ld\n", (long)took_us[number / 2],
		       (long)took_us[number * 95 / 100], (long)took_us[number - 1]);
	return 0;
}
