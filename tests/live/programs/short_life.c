/*
 * Makes children that do nothing but sleep for so long and end with a code, one after the other.
 * Of each it prints its process id, how long it slept at least, and the time from before it was
 * made to after its end was heard of, in nanoseconds: it lived for no less and no more.
 * usage: short_life COUNT MICROSECONDS CODE
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char **argv)
{
	int count = argc == 4 ? atoi(argv[1]) : 0;
	long nap_ns = argc == 4 ? atol(argv[2]) * 1000 : 0;
	const struct timespec nap = { .tv_sec = nap_ns / 1000000000, .tv_nsec = nap_ns % 1000000000 };

	while (count-- > 0) {
		int64_t begin = now_ns();
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			nanosleep(&nap, NULL);
			_exit(atoi(argv[3]));
		}
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			return 1;
		printf("%d %ld %ld\n", pid, nap_ns, (long)(now_ns() - begin));
	}
	return 0;
}
