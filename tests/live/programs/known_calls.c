/*
 * Makes a known number of calls that nobody else makes: getpriority() with a `who` of its own that
 * does not exist, which fails with ESRCH. Several threads share them.
 * usage: known_calls COUNT [THREADS]      prints COUNT
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static long each;

static void *call(void *unused)
{
	long i, wrong = 0;

	for (i = 0; i < each; i++)
		wrong += getpriority(PRIO_PROCESS, 99999999) != -1 || errno != ESRCH;
	(void)unused;
	return (void *)wrong;
}

int main(int argc, char **argv)
{
	long count = argc > 1 ? atol(argv[1]) : 1000, threads = argc > 2 ? atol(argv[2]) : 1;
	pthread_t ids[64];
	long i, wrong = 0;

	if (threads < 1 || threads > 64)
		return 2;
	each = count / threads;
	for (i = 0; i < threads; i++)
		if (pthread_create(&ids[i], NULL, call, NULL))
			return 1;
	for (i = 0; i < threads; i++) {
		void *got;

		pthread_join(ids[i], &got);
		wrong += (long)got;
	}
	printf("%ld\n", each * threads);
	return wrong != 0;
}
