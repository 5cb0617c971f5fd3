/*
 * What select_test.c needs of select_workers.c: processes whose calls are known in number and
 * outcome, and counts of what the rings hold of them.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SONDE_TESTS_KERNEL_SELECT_H
#define SONDE_TESTS_KERNEL_SELECT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "reader.h"

#define CALLS 500
#define OWN_NAMESPACE 0x7fffffffu /* in place of a user id */

extern int failures;

/* Prints both, and counts a failure when they differ. */
void check(const char *what, long got, long wanted);

/* A child that waits for a byte, then makes CALLS calls of getppid and as many that fail. */
struct worker {
	pid_t pid;
	int go, done;
};

/* Returns when it has its name and user. @grandchild: not it but a child of it makes the calls. */
struct worker start_worker(const char *name, uid_t uid, bool grandchild);

/* Lets it make its calls and waits for its end. */
void finish_worker(struct worker *w);

struct counts {
	long getppid, getpgid, others, records, renames, state;
	char name[32];
	uint32_t name_tid;
};

/* @tid 0: of any thread. Takes everything out of the rings. */
struct counts count_records(struct reader *reader, uint32_t tid);

struct sonde_settings calls_only(void);
void open_or_die(struct reader *r, const struct sonde_settings *s);

#endif
