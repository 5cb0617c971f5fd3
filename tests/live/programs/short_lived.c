/*
 * Starts /bin/true a number of times, eight at once, and says how many ended well. The case
 * short_lived compares that with what was recorded.
 * usage: short_lived COUNT
 * SPDX-License-Identifier: Apache-2.0
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define AT_ONCE 8

int main(int argc, char **argv)
{
	long count = argc > 1 ? atol(argv[1]) : 1000, started = 0, good = 0, running = 0;
	char *words[] = { (char *)"true", NULL };
	char *nothing[] = { NULL };

	while (started < count || running) {
		int status;
		pid_t pid;

		if (started < count && running < AT_ONCE) {
			if (posix_spawn(&pid, "/bin/true", NULL, NULL, words, nothing)) {
				perror("posix_spawn");
				return 1;
			}
			started++;
			running++;
			continue;
		}
		if (wait(&status) < 0) {
			perror("wait");
			return 1;
		}
		running--;
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	printf("%ld\n", good);
	return good == count ? 0 : 1;
}
