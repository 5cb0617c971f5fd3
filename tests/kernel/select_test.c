/*
 * select_test: what a consumer chooses is what it gets, no more and no less: scopes and what they
 * start, predicates of every subject, several consumers at once that want different things, names
 * that change, and the newest records in overwrite mode. The processes here make calls of which the
 * test knows number and outcome; the module's own counters say nothing here.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "reader.h"
#include "select.h"

/* ---- scope ---- */

static void scopes(void)
{
	struct worker in = start_worker(NULL, 0, false), parent = start_worker(NULL, 0, true),
		      out = start_worker(NULL, 0, false);
	struct sonde_settings s = calls_only();
	struct reader reader, second;
	struct counts c;

	s.scope.count = 2;
	s.scope.tgids[0] = in.pid;
	s.scope.tgids[1] = parent.pid;
	open_or_die(&reader, &s);
	s.scope.count = 1;
	s.scope.tgids[0] = out.pid;
	open_or_die(&second, &s);
	finish_worker(&in);
	finish_worker(&parent);
	finish_worker(&out);
	c = count_records(&reader, 0);
	check("scope: calls of a process in it and of the child of one", c.getppid, 2 * CALLS);
	check("scope: ends of processes", c.state, 3);
	c = count_records(&second, (uint32_t)out.pid);
	check("scope: the other consumer's", c.getppid, CALLS);
	check("scope: nobody else's", c.others, 0);
	reader_close(&second);

	/* One left, with nobody in its scope: a stranger is not seen. Then one without a scope. */
	out = start_worker(NULL, 0, false);
	finish_worker(&out);
	check("scope: what is not in it", count_records(&reader, 0).records, 0);
	s.scope.count = 0;
	out = start_worker(NULL, 0, false);
	open_or_die(&second, &s);
	finish_worker(&out);
	check("scope: all is seen beside it", count_records(&second, (uint32_t)out.pid).getppid, CALLS);
	check("scope: still not in it", count_records(&reader, 0).records, 0);
	reader_close(&second);
	reader_close(&reader);

	/* After the last scope, everybody is seen again, those started meanwhile too. */
	s = calls_only();
	s.scope.count = 1;
	in = start_worker(NULL, 0, false);
	s.scope.tgids[0] = in.pid;
	open_or_die(&reader, &s);
	out = start_worker(NULL, 0, false);
	reader_close(&reader);
	s.scope.count = 0;
	open_or_die(&reader, &s);
	finish_worker(&in);
	finish_worker(&out);
	check("scope: its end", count_records(&reader, 0).getppid, 2 * CALLS);
	reader_close(&reader);
	s.scope.count = 1;
	s.scope.tgids[0] = in.pid;
	check("scope: a process that is gone", reader_open(&reader, &s) ? errno : 0, ESRCH);
	close(reader.fd);
}

/* A thread of a process in the scope executes a program: its id changes, its scope does not. */
static void *exec_self(void *unused)
{
	(void)unused;
	execl("/t/select_test", "select_test", "exec", NULL);
	return NULL;
}

static void exec_in_scope(void)
{
	struct sonde_settings s = calls_only();
	struct reader reader;
	int go[2];
	pid_t pid;
	char byte;

	if (pipe(go))
		exit(1);
	pid = fork();
	if (!pid) {
		pthread_t thread;

		if (read(go[0], &byte, 1) != 1)
			_exit(1);
		pthread_create(&thread, NULL, exec_self, NULL);
		pthread_join(thread, NULL);
		_exit(1);
	}
	s.scope.count = 1;
	s.scope.tgids[0] = pid;
	open_or_die(&reader, &s);
	if (write(go[1], "g", 1) != 1)
		exit(1);
	waitpid(pid, NULL, 0);
	check("scope: after an exec by another thread", count_records(&reader, (uint32_t)pid).getppid,
	      CALLS);
	reader_close(&reader);
	close(go[0]);
	close(go[1]);
}

/* ---- predicate ---- */

static struct counts with_term(const struct sonde_term *term, const char *name, uid_t uid)
{
	struct worker w = start_worker(name, uid, false);
	struct sonde_settings s = calls_only();
	struct reader reader;
	struct counts c;

	if (term) {
		s.predicate.count = 1;
		s.predicate.terms[0] = *term;
		if (term->subject == SONDE_SUBJECT_TGID || term->subject == SONDE_SUBJECT_TID)
			s.predicate.terms[0].numbers[0] = (uint64_t)w.pid + term->numbers[0];
	}
	open_or_die(&reader, &s);
	finish_worker(&w);
	c = count_records(&reader, 0);
	reader_close(&reader);
	return c;
}

static void both(const char *what, struct sonde_term term, const char *name, uid_t uid, bool holds)
{
	char text[100];
	struct counts c = with_term(&term, name, uid);

	snprintf(text, sizeof(text), "predicate: %s", what);
	check(text, c.getppid, holds ? CALLS : 0);
	check("  ends are seen whatever it says", c.state, 1);
	term.flags = SONDE_TERM_NOT;
	check("  not", with_term(&term, name, uid).getppid, holds ? 0 : CALLS);
}

static uint64_t cgroup_of_self(void)
{
	struct stat status;

	mkdir("/tmp/cgroup", 0700);
	if (system("mount -t cgroup2 none /tmp/cgroup 2>/dev/null"))
		return 0;
	if (stat("/tmp/cgroup", &status))
		return 0;
	return status.st_ino;
}

static void predicates(void)
{
	struct sonde_term term = {.subject = SONDE_SUBJECT_TGID, .count = 2};
	uint64_t group = cgroup_of_self();
	struct counts c;

	term.numbers[1] = 1u << 30;
	both("the process", term, NULL, 0, true);
	term.numbers[0] = 1;
	both("another process", term, NULL, 0, false);
	term.numbers[0] = 0;
	term.subject = SONDE_SUBJECT_TID;
	both("the thread", term, NULL, 0, true);
	term.subject = SONDE_SUBJECT_UID;
	term.numbers[0] = 4321;
	both("the user", term, NULL, 4321, true);
	both("another user", term, NULL, 4322, false);
	check("predicate: a user in a namespace of its own",
	      with_term(&term, NULL, OWN_NAMESPACE).getppid, CALLS);
	term.flags = SONDE_TERM_NOT;
	term.numbers[0] = 0; /* which it is, to us */
	check("  not", with_term(&term, NULL, OWN_NAMESPACE).getppid, CALLS);
	term = (struct sonde_term){.subject = SONDE_SUBJECT_COMM, .count = 2};
	strcpy(term.comms[1], "exactly15bytes!");
	both("the name", term, "exactly15bytes!", 0, true);
	both("the beginning of the name", term, "exactly15bytes", 0, false);
	if (group) {
		term = (struct sonde_term){.subject = SONDE_SUBJECT_CGROUP, .count = 1};
		term.numbers[0] = group;
		both("the root of groups", term, NULL, 0, true);
		term.numbers[0] = group + 4711;
		both("another group", term, NULL, 0, false);
	} else {
		printf("SKIPPED groups: no version 2 hierarchy can be mounted here\n");
	}
	term = (struct sonde_term){.subject = SONDE_SUBJECT_FAILED, .count = 1};
	term.numbers[0] = 1;
	c = with_term(&term, NULL, 0);
	check("predicate: failed calls", c.getpgid, CALLS);
	check("predicate: not those that did not fail", c.getppid, 0);
}

/* Changed while it runs: what was made before counts by the old one, later calls by the new. */
static void predicate_changes(void)
{
	struct worker first = start_worker("first", 0, false), second = start_worker("second", 0, false),
		      third = start_worker("third", 0, false);
	struct sonde_settings s = calls_only();
	struct reader reader;

	s.predicate.count = 1;
	s.predicate.terms[0].subject = SONDE_SUBJECT_COMM;
	s.predicate.terms[0].count = 1;
	strcpy(s.predicate.terms[0].comms[0], "first");
	open_or_die(&reader, &s);
	finish_worker(&first);
	strcpy(s.predicate.terms[0].comms[0], "nobody");
	if (ioctl(reader.fd, SONDE_SET, &s))
		failures++;
	finish_worker(&second);
	s.predicate.count = 0;
	if (ioctl(reader.fd, SONDE_SET, &s))
		failures++;
	finish_worker(&third);
	check("predicate: changed twice", count_records(&reader, 0).getppid, 2 * CALLS);
	reader_close(&reader);
}

static int refused(struct sonde_settings s)
{
	struct reader reader;
	int error = reader_open(&reader, &s) ? errno : 0;

	close(reader.fd);
	return error;
}

static void refusals(void)
{
	struct sonde_settings s = calls_only();

	s.predicate.count = SONDE_MAX_TERMS + 1;
	check("refused: too many terms", refused(s), EINVAL);
	s.predicate.count = 1;
	check("refused: no subject", refused(s), EINVAL);
	s.predicate.terms[0].subject = SONDE_SUBJECT_FAILED + 1;
	s.predicate.terms[0].count = 1;
	check("refused: unknown subject", refused(s), EINVAL);
	s.predicate.terms[0].subject = SONDE_SUBJECT_TID;
	s.predicate.terms[0].count = 0;
	check("refused: no value", refused(s), EINVAL);
	s.predicate.terms[0].count = SONDE_TERM_NUMBERS + 1;
	check("refused: too many values", refused(s), EINVAL);
	s.predicate.terms[0].count = 1;
	s.predicate.terms[0].flags = 2;
	check("refused: unknown flag", refused(s), EINVAL);
	s.predicate.terms[0].flags = 0;
	s.predicate.terms[0].subject = SONDE_SUBJECT_COMM;
	memset(s.predicate.terms[0].comms[0], 'x', SONDE_COMM_BYTES);
	check("refused: a name without an end", refused(s), EINVAL);
	s = calls_only();
	s.scope.count = SONDE_MAX_SCOPE + 1;
	check("refused: too large a scope", refused(s), EINVAL);
}

/* ---- names ---- */

static pid_t other_tid;

static void *wait_for_end(void *unused)
{
	__atomic_store_n(&other_tid, (pid_t)syscall(SYS_gettid), __ATOMIC_RELEASE);
	pause();
	return unused;
}

/* The kernel lets a thread name another one of its process only. */
static void name_other_thread(void)
{
	pthread_t thread;
	char path[64];
	int fd;

	pthread_create(&thread, NULL, wait_for_end, NULL);
	while (!__atomic_load_n(&other_tid, __ATOMIC_ACQUIRE))
		usleep(1000);
	snprintf(path, sizeof(path), "/proc/self/task/%d/comm", other_tid);
	fd = open(path, O_WRONLY);
	_exit(fd < 0 || write(fd, "by another", 10) != 10);
}

static void renames(void)
{
	struct sonde_settings s = calls_only();
	struct reader reader;
	struct counts c;
	int status;
	pid_t pid;

	memset(s.syscalls, 0, sizeof(s.syscalls)); /* names come whatever calls are wanted */
	open_or_die(&reader, &s);
	pid = fork();
	if (!pid)
		name_other_thread();
	waitpid(pid, &status, 0);
	c = count_records(&reader, 0);
	check("name: the thread could be named", status, 0);
	check("name: through /proc", c.renames, 1);
	check("name: of the thread that has it, not of the one that gave it",
	      (long)c.name_tid > pid, 1);
	check("name: as it was written", strcmp(c.name, "by another"), 0);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_NAME, "a name that is too long");
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	c = count_records(&reader, 0);
	check("name: by prctl", c.renames, 1);
	check("name: as the kernel keeps it", strcmp(c.name, "a name that is "), 0);
	pid = fork();
	if (!pid) {
		execl("/bin/busybox", "true", NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
	check("name: an exec is not recorded twice", count_records(&reader, 0).renames, 0);
	reader_close(&reader);
}

/* ---- overwriting ---- */

/* The newest records are there, whole and in order, and the accounts are right. */
static void overwriting(void)
{
	struct sonde_settings s = calls_only();
	uint64_t at, head, written = 0, overwritten = 0, found = 0;
	struct reader reader;
	uint32_t cpu;
	pid_t pid;

	s.mode = SONDE_MODE_OVERWRITE;
	s.ring_bytes = 128 << 10;
	open_or_die(&reader, &s);
	pid = fork();
	if (!pid) {
		int i;

		for (i = 0; i < 40 * CALLS; i++)
			syscall(SYS_getpgid, -i - 1);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	reader_stop(&reader);
	for (cpu = 0; cpu < reader.cpus; cpu++) {
		uint64_t last = 0;

		if (!reader.data[cpu])
			continue;
		written += reader.page[cpu]->written;
		overwritten += reader.page[cpu]->overwritten;
		head = reader.page[cpu]->head;
		for (at = reader.page[cpu]->oldest; at < head;) {
			const struct sonde_record *r =
				(const void *)(reader.data[cpu] + (at & (s.ring_bytes - 1)));
			uint64_t clock = (uint64_t)r->clock_high << 32 | r->clock_low;

			if (!r->units)
				break;
			at += (uint64_t)r->units * SONDE_RECORD_UNIT;
			if (r->event == SONDE_RECORD_SKIP)
				continue;
			found++;
			failures += clock < last;
			last = clock;
		}
		check("overwriting: up to the end of what is published", (long)(head - at), 0);
	}
	check("overwriting: what is there is what was not overwritten", (long)found,
	      (long)(written - overwritten));
	check("overwriting: something was", overwritten > 0, 1);
	check("overwriting: nothing is lost", (long)reader_lost(&reader), 0);
	reader_close(&reader);
}

int main(int argc, char **argv)
{
	int i;

	if (argc > 1 && !strcmp(argv[1], "exec")) {
		for (i = 0; i < CALLS; i++)
			syscall(SYS_getppid);
		return 0;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	scopes();
	exec_in_scope();
	predicates();
	predicate_changes();
	refusals();
	renames();
	overwriting();
	printf("%d failures\n", failures);
	return failures != 0;
}
