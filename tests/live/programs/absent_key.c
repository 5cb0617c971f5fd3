/*
 * Opens a file that is not there, a given number of times a second, until SIGTERM; then says how
 * many times it tried. What a program does that has lost its key.
 * usage: absent_key PATH TIMES-A-SECOND
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_term(int signal)
{
	(void)signal;
	stop = 1;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_term };
	struct timespec next;
	long tried = 0, absent = 0, pause_ns;

	if (argc != 3)
		return 2;
	pause_ns = 1000000000L / atol(argv[2]);
	sigaction(SIGTERM, &action, NULL);
	clock_gettime(CLOCK_MONOTONIC, &next);
	while (!stop) {
		tried++;
		absent += open(argv[1], O_RDONLY) == -1 && errno == ENOENT;
		next.tv_nsec += pause_ns;
		if (next.tv_nsec >= 1000000000L) {
			next.tv_nsec -= 1000000000L;
			next.tv_sec++;
		}
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
	printf("tried=%ld absent=%ld\n", tried, absent);
	return 0;
}
