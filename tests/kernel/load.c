/*
 * load THREADS CALLS|forever: makes calls in several threads, and processes beside them. What the
 * tests of tests/vm run against.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long calls;

static void *work(void *unused)
{
	char buffer[64] = {0};
	long i;

	(void)unused;
	for (i = 0; i < calls || calls < 0; i++) {
		int fd = open("/dev/zero", O_RDWR);

		if (read(fd, buffer, sizeof(buffer)) + write(fd, buffer, sizeof(buffer)) < 0)
			abort();
		close(fd);
		syscall(SYS_getppid);
		if (i % 256 == 0) {
			pid_t child = fork();

			if (!child)
				_exit(0);
			waitpid(child, NULL, 0);
		}
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int threads = argc > 1 ? atoi(argv[1]) : 1, i;
	pthread_t handles[64];

	calls = argc > 2 && strcmp(argv[2], "forever") ? atol(argv[2]) : -1;
	for (i = 0; i < threads && i < 64; i++)
		pthread_create(&handles[i], NULL, work, NULL);
	for (i = 0; i < threads && i < 64; i++)
		pthread_join(handles[i], NULL);
	return 0;
}
