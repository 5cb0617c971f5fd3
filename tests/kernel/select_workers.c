/*
 * The processes that select_test.c watches, and counting what was recorded of them; see select.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "select.h"

int failures;

void check(const char *what, long got, long wanted)
{
	if (got != wanted)
		failures++;
	printf("%s: %s: %ld%s", got == wanted ? "ok" : "FAIL", what, got,
	       got == wanted ? "\n" : "");
	if (got != wanted)
		printf(", not %ld\n", wanted);
}

/* ---- processes under test ---- */

static void work(int go, int done, const char *name, uid_t uid, bool grandchild)
{
	char byte;
	int i;

	if (name)
		prctl(PR_SET_NAME, name);
	if (uid == OWN_NAMESPACE ? unshare(CLONE_NEWUSER) : uid && setresuid(uid, uid, uid))
		_exit(3);
	if (write(done, "r", 1) != 1 || read(go, &byte, 1) != 1)
		_exit(1);
	if (grandchild) {
		pid_t pid = fork();

		if (pid) {
			waitpid(pid, NULL, 0);
			_exit(write(done, "d", 1) != 1);
		}
	}
	for (i = 0; i < CALLS; i++) {
		syscall(SYS_getppid);
		syscall(SYS_getpgid, -5); /* ESRCH */
	}
	if (!grandchild && write(done, "d", 1) != 1)
		_exit(1);
	_exit(0);
}

struct worker start_worker(const char *name, uid_t uid, bool grandchild)
{
	struct worker w;
	int go[2], done[2];
	char byte;

	if (pipe(go) || pipe(done))
		exit(1);
	w.pid = fork();
	if (!w.pid)
		work(go[0], done[1], name, uid, grandchild);
	close(go[0]);
	close(done[1]);
	w.go = go[1];
	w.done = done[0];
	if (read(w.done, &byte, 1) != 1) /* it is ready, name and user changed */
		exit(1);
	return w;
}

void finish_worker(struct worker *w)
{
	char byte;

	if (write(w->go, "g", 1) != 1 || read(w->done, &byte, 1) != 1)
		printf("a worker broke down\n");
	waitpid(w->pid, NULL, 0);
	close(w->go);
	close(w->done);
}

/* ---- what was recorded ---- */

struct counts count_records(struct reader *reader, uint32_t tid)
{
	struct counts c = {0};
	struct record record;

	while (reader_next(reader, &record)) {
		long number = record.event == EV_SONDE_CALL ? reader_number(&record, 1) : -1;

		c.records++;
		if (record.event == EV_SONDE_RENAME) {
			struct parameter p = reader_parameter(&record, 0);

			c.renames++;
			c.name_tid = record.tid;
			memcpy(c.name, p.bytes, p.size < sizeof(c.name) ? p.size : 0);
		}
		if (record.event == EV_PROCEXIT_1_E)
			c.state++;
		if (tid && record.tid != tid)
			c.others++;
		else if (number == SYS_getppid)
			c.getppid++;
		else if (number == SYS_getpgid)
			c.getpgid++;
	}
	return c;
}

struct sonde_settings calls_only(void)
{
	struct sonde_settings s = reader_settings();

	s.trace = SONDE_TRACE_CALLS | SONDE_TRACE_EXIT;
	return s;
}

void open_or_die(struct reader *r, const struct sonde_settings *s)
{
	if (reader_open(r, s)) {
		printf("FAIL: /dev/sonde: %s\n", strerror(errno));
		exit(1);
	}
}
