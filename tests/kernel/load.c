/*
 * load THREADS CALLS|forever|renames|refusals: makes calls in several threads, and processes beside
 * them; or renames files for ever, which readers of paths wait for; or asks for programs that are
 * not there, whose records have the path of the one that asks. For the tests of tests/vm.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
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

static void *rename_for_ever(void *unused)
{
	char one[64], other[80];

	(void)unused;
	snprintf(one, sizeof(one), "/tmp/rename-%ld", syscall(SYS_gettid));
	snprintf(other, sizeof(other), "%s-b", one);
	close(open(one, O_CREAT | O_WRONLY, 0600));
	while (!rename(one, other) && !rename(other, one))
		;
	return NULL;
}

static void *ask_for_ever(void *unused)
{
	char *const none[] = {NULL};

	for (;;)
		execve("/nowhere", none, none);
	return unused;
}

int main(int argc, char **argv)
{
	int threads = argc > 1 ? atoi(argv[1]) : 1, i;
	pthread_t handles[64];

	void *(*what)(void *) = work;

	if (argc > 2 && !strcmp(argv[2], "renames"))
		what = rename_for_ever;
	if (argc > 2 && !strcmp(argv[2], "refusals"))
		what = ask_for_ever;
	calls = argc > 2 && strcmp(argv[2], "forever") ? atol(argv[2]) : -1;
	for (i = 0; i < threads && i < 64; i++)
		pthread_create(&handles[i], NULL, what, NULL);
	for (i = 0; i < threads && i < 64; i++)
		pthread_join(handles[i], NULL);
	return 0;
}
