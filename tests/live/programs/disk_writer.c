/*
 * Appends a number of blocks to a file, with fsync() after each, and says how many bytes it wrote
 * and how long the longest fsync() took.
 * usage: disk_writer PATH BLOCKS BYTES-OF-A-BLOCK PAUSE-MILLISECONDS
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

int main(int argc, char **argv)
{
	long i, blocks, size, pause, written = 0, longest = 0, total = 0;
	char *block;
	int fd;

	if (argc != 5)
		return 2;
	blocks = atol(argv[2]), size = atol(argv[3]), pause = atol(argv[4]);
	block = calloc(1, size);
	fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || !block)
		return 1;
	for (i = 0; i < blocks; i++) {
		struct timespec rest = { pause / 1000, pause % 1000 * 1000000L };
		long begin, took;
		ssize_t n = write(fd, block, size);

		if (n != size)
			return 1;
		written += n;
		begin = now_ns();
		if (fsync(fd))
			return 1;
		took = now_ns() - begin;
		total += took;
		longest = took > longest ? took : longest;
		nanosleep(&rest, NULL);
	}
	printf("written=%ld fsyncs=%ld longest_ns=%ld total_ns=%ld\n", written, blocks, longest, total);
	return 0;
}
