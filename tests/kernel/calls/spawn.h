/*
 * Starting processes and threads in the middle of a script of expect.h, without a call more than
 * the one that is under test. spawn.c; calls/process.c and calls/exec.c use it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SONDE_TESTS_KERNEL_SPAWN_H
#define SONDE_TESTS_KERNEL_SPAWN_H

#include <stdint.h>
#include <sys/types.h>

struct expected;
struct script;

#define STACK_BYTES 65536

/* The result of a call that starts a process without memory in common; 0 in the new one. */
long start_process(struct script *s, long nr, long a, long b, long c, long d, long e);

/* The new one says that it may be disturbed from now on, the old one waits for it. */
void say_ready(struct script *s);
void await_ready(struct script *s);

/*
 * Starts a thread that runs @function(@s) on a stack of its own and waits until it said
 * thread_is_done(); @flags: of clone. With @clone3, by that call.
 */
long start_thread(struct script *s, long flags, void (*function)(struct script *), int clone3);
void thread_is_done(void);

/* A process that shares all memory, stack included, does nothing but end with @status. */
long start_and_end(long nr, long flags, long status);

/* Ends the calling thread or process, having noted the call; @nr: exit or exit_group. */
void leave(struct script *s, int line, long nr, long status);

/* What the rows of fork and the like tell of one side; @flags as in flags.def. */
struct side {
	pid_t tid, pid, parent;
	pid_t vtid, vpid;
	uint32_t flags;
	const char *comm;
};
void started(struct expected *e, const struct side *side);

/* Sets a handler that does nothing. */
void handle(struct script *s, int number);
/* It ends with a call, which ends where the interrupted one would have: with its @result. */
void returned(struct script *s, int line, long result);

/* Asked in the first process; what the others inherit. */
struct surroundings {
	int64_t fdlimit;
	uint64_t capabilities;
	pid_t runner; /* parent of the first process of a script */
	pid_t group;
	int64_t exe_ino, exe_ctime, exe_mtime;
};
extern struct surroundings surroundings;
void learn_surroundings(void);

#endif
