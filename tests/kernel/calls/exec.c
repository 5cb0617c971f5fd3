/*
 * Programs that are started, by whom and from what: a path, a descriptor, a script, memory; by a
 * thread that is not the first; and those that are refused. the program is this one again, asked to
 * end at once. calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "calls/calls.h"
#include "expect.h"
#include "calls/spawn.h"

#define PROGRAM "/t/calls_test"

static char *const environment[] = {"A=1", "LONG=some more", NULL};
static const char environment_reported[] = "A=1\0LONG=some more";

/* What the rows of exec have in common. */
static void executed(struct expected *e, const char *exe, const void *args, size_t args_bytes)
{
	text(e, 1, exe);
	bytes(e, 2, args, args_bytes);
	number(e, 3, noting_tid);
	number(e, 4, noting_tid);
	empty(e, 6);
	number(e, 7, surroundings.fdlimit);
	range(e, 8, 0, 1 << 20);
	range(e, 9, 1, 1 << 30);
	range(e, 10, 100, 1 << 20);
	range(e, 11, 1, 1 << 20);
	number(e, 12, 0);
	holds(e, 14, "pids=/");
	bytes(e, 15, environment_reported, sizeof(environment_reported));
	number(e, 16, 0);
	number(e, 17, surroundings.group);
	number(e, 18, -1);
	number(e, 20, 0);
	number(e, 21, (int64_t)surroundings.capabilities);
	number(e, 22, (int64_t)surroundings.capabilities);
	number(e, 26, 0);
	number(e, 28, surroundings.group);
	number(e, 29, 0);
}

static void file_of(struct expected *e, const char *path, const char *comm)
{
	text(e, 13, comm);
	number(e, 19, 1); /* root may write to it */
	number(e, 23, surroundings.exe_ino);
	number(e, 24, surroundings.exe_ctime);
	number(e, 25, surroundings.exe_mtime);
	text(e, 27, path);
}

static long forked(struct script *s)
{
	long pid = start_process(s, SYS_fork, 0, 0, 0, 0, 0);

	note(s, __LINE__, EV_SYSCALL_FORK_20_X, SYS_fork, pid)->untimed = !pid;
	return pid;
}

/* The new program does more than what is noted of it. */
static void leaves(struct script *s, int status)
{
	struct expected *e = note_raw(s, __LINE__, 1, (long[]){SYS_exit_group, status}, 0);

	e->untimed = true;
	e->loose = true;
}

static void ended(struct script *s, long pid, int status)
{
	static int recorded;
	struct expected *e;

	e = RAW(s, SYS_wait4, pid, &recorded, 0, 0);
	if (e->result != pid || recorded != status << 8) {
		e->surprise = true;
		e->surprise_wanted = status;
	}
}

/* ---- that are started ---- */

static void by_path(struct script *s)
{
	char *arguments[] = {"arg zero", "leave", "4", "", "last one", NULL};
	pid_t parent = noting_tid;
	long pid = forked(s);

	if (!pid) {
		struct expected *e = note(s, __LINE__, EV_SYSCALL_EXECVE_19_X, SYS_execve, 0);

		executed(e, "arg zero", "leave\0004\0\0last one", 18);
		file_of(e, PROGRAM, "calls_test");
		number(e, 5, parent);
		text(e, 30, "/t/../t/calls_test");
		leaves(s, 4);
		raw_call(SYS_execve, (long)"/t/../t/calls_test", (long)arguments, (long)environment, 0, 0, 0);
	}
	ended(s, pid, 4);
}

static void with_much(struct script *s)
{
	static char word[5000], recorded[4096];
	static char *arguments[] = {"0", "leave", "6", word, word, NULL};
	long pid = forked(s);

	if (!pid) {
		struct expected *e = note(s, __LINE__, EV_SYSCALL_EXECVE_19_X, SYS_execve, 0);

		memset(word, 'w', sizeof(word) - 1);
		memset(recorded, 'w', sizeof(recorded));
		memcpy(recorded, "leave\0006", 8);
		/* 4096 bytes with the name, the last one a zero. */
		recorded[4093] = 0;
		text(e, 1, "0");
		long_bytes(e, 2, recorded, 4094);
		file_of(e, PROGRAM, "calls_test");
		leaves(s, 6);
		raw_call(SYS_execve, (long)PROGRAM, (long)arguments, (long)environment, 0, 0, 0);
	}
	ended(s, pid, 6);
}

static void by_descriptor(struct script *s)
{
	static char *arguments[] = {"by fd", "leave", "7", NULL};
	long fd = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, PROGRAM, O_RDONLY | O_CLOEXEC))->result;
	long pid = forked(s);

	if (!pid) {
		struct expected *e = note(s, __LINE__, EV_SYSCALL_EXECVEAT_X, SYS_execveat, 0);

		e->params = 30;
		executed(e, "by fd", "leave\0007", 8);
		number(e, 19, 1);
		number(e, 23, surroundings.exe_ino);
		text(e, 27, PROGRAM);
		leaves(s, 7);
		raw_call(SYS_execveat, fd, (long)"", (long)arguments, (long)environment, AT_EMPTY_PATH, 0);
	}
	ended(s, pid, 7);
}

/* A program that is in no folder. */
static void from_memory(struct script *s)
{
	static char *arguments[] = {"m", "leave", "8", NULL};
	struct stat st;
	long from, to, pid;
	struct expected *e;

	from = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, PROGRAM, O_RDONLY))->result;
	works(CALL(s, EV_SYSCALL_FSTAT_X, SYS_fstat, from, &st));
	to = works(CALL(s, EV_SYSCALL_MEMFD_CREATE_X, SYS_memfd_create, "secret", 0))->result;
	e = works(CALL(s, EV_SYSCALL_SENDFILE_X, SYS_sendfile, to, from, 0, st.st_size));
	number(e, 0, st.st_size);
	number(e, 1, 0);
	number(e, 2, to);
	number(e, 3, from);
	number(e, 4, st.st_size);
	works(CALL(s, EV_SYSCALL_FSTAT_X, SYS_fstat, to, &st));
	pid = forked(s);
	if (!pid) {
		e = note(s, __LINE__, EV_SYSCALL_EXECVEAT_X, SYS_execveat, 0);
		executed(e, "m", "leave\0008", 8);
		number(e, 19, 1 | 4);
		number(e, 23, (int64_t)st.st_ino);
		text(e, 27, "/memfd:secret (deleted)");
		leaves(s, 8);
		raw_call(SYS_execveat, to, (long)"", (long)arguments, (long)environment, AT_EMPTY_PATH, 0);
	}
	ended(s, pid, 8);
}

/* The interpreter runs, with the script as an argument. */
static void script_file(struct script *s, bool at)
{
	static char *arguments[] = {"never seen", "more", NULL};
	static char recorded[64];
	struct expected *e;
	struct stat st;
	size_t size;
	long fd, pid;

	works(CALL(s, EV_SYSCALL_STAT_X, SYS_stat, "/bin/busybox", &st));
	fd = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, "/tmp/script", O_CREAT | O_WRONLY, 0755))->result;
	works(CALL(s, EV_SYSCALL_WRITE_X, SYS_write, fd, "#!/bin/busybox true\n", 20));
	works(CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, fd));
	fd = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, "/tmp/script", O_RDONLY))->result;
	pid = forked(s);
	if (!pid) {
		if (at)
			e = note(s, __LINE__, EV_SYSCALL_EXECVEAT_X, SYS_execveat, 0);
		else
			e = note(s, __LINE__, EV_SYSCALL_EXECVE_19_X, SYS_execve, 0);
		size = 5 + (size_t)snprintf(recorded + 5, 32, at ? "/dev/fd/%ld" : "/tmp/script", fd) + 1;
		memcpy(recorded, "true", 5);
		memcpy(recorded + size, "more", 5);
		executed(e, "/bin/busybox", recorded, size + 5);
		number(e, 23, (int64_t)st.st_ino);
		text(e, 27, "/bin/busybox");
		leaves(s, 0);
		if (at) {
			raw_call(SYS_execveat, fd, (long)"", (long)arguments, (long)environment, AT_EMPTY_PATH, 0);
		} else {
			text(e, 13, "script");
			text(e, 30, "/tmp/script");
			raw_call(SYS_execve, (long)"/tmp/script", (long)arguments, (long)environment, 0, 0, 0);
		}
	}
	ended(s, pid, 0);
	works(CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, fd));
}

/* After it, the thread has the number of the process, and the first one is gone. */
static void other_thread(struct script *s)
{
	static char *arguments[] = {"by a thread", "leave", "9", NULL};
	pid_t process = noting_tid;
	struct expected *e;
	long tid = raw_call(SYS_gettid, 0, 0, 0, 0, 0, 0);

	noting_tid = (pid_t)tid;
	note(s, __LINE__, EV_SYSCALL_CLONE_20_X, SYS_clone, 0)->untimed = true;
	note_raw(s, __LINE__, 0, (long[]){SYS_gettid}, tid);
	noting_tid = process;
	note(s, __LINE__, EV_SYSCALL_CLONE_20_X, SYS_clone, tid);
	e = note_other(s, __LINE__, EV_PROCEXIT_1_E, 0);
	number(e, 2, 0);
	e = note(s, __LINE__, EV_SYSCALL_EXECVE_19_X, SYS_execve, 0);
	executed(e, "by a thread", "leave\0009", 8);
	file_of(e, PROGRAM, "calls_test");
	text(e, 30, PROGRAM);
	e->at_least = 1;
	leaves(s, 9);
	raw_call(SYS_execve, (long)PROGRAM, (long)arguments, (long)environment, 0, 0, 0);
}

void programs_started(struct script *s)
{
	long pid;

	by_path(s);
	with_much(s);
	by_descriptor(s);
	from_memory(s);
	script_file(s, false);
	script_file(s, true);
	pid = forked(s);
	if (!pid)
		start_thread(s, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD,
			     other_thread, 0);
	ended(s, pid, 9);
}

/* ---- that are refused ---- */

static struct expected *refused(struct script *s, int line, int error, const char *path,
				char *const *arguments)
{
	long result = raw_call(SYS_execve, (long)path, (long)arguments, (long)environment, 0, 0, 0);
	struct expected *e = fails(note(s, line, EV_SYSCALL_EXECVE_19_X, SYS_execve, result), error);

	file_of(e, PROGRAM, "calls_test"); /* what it still is */
	return e;
}

void programs_refused(struct script *s)
{
	static char huge[200000], cut[4096];
	char *two[] = {"zero", "one", "", NULL}, *too_much[] = {huge, "x", NULL};
	char *bad[] = {"zero", UNMAPPED, "two", NULL};
	struct expected *e;
	long fd;

	memset(huge, 'h', sizeof(huge) - 1);
	memset(cut, 'h', 4095);
	e = refused(s, __LINE__, ENOENT, "/not/there", two);
	executed(e, "zero", "one\0", 5);
	text(e, 30, "/not/there");
	e = refused(s, __LINE__, EACCES, "/tmp", two);
	text(e, 30, "/tmp");
	fd = works(CALL(s, EV_SYSCALL_CREAT_X, SYS_creat, "/tmp/no-program", 0755))->result;
	works(CALL(s, EV_SYSCALL_WRITE_X, SYS_write, fd, "text", 4));
	works(CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, fd));
	e = refused(s, __LINE__, ENOEXEC, "/tmp/no-program", two);
	bytes(e, 2, "one\0", 5);
	e = refused(s, __LINE__, E2BIG, PROGRAM, too_much);
	long_bytes(e, 1, cut, 4096);
	empty(e, 2);
	e = refused(s, __LINE__, EFAULT, PROGRAM, bad);
	text(e, 1, "zero");
	empty(e, 2);
	e->fault = true;
	e = refused(s, __LINE__, EFAULT, PROGRAM, (char *const *)UNMAPPED);
	empty(e, 1);
	empty(e, 2);
	e->fault = true;
	e = refused(s, __LINE__, EFAULT, UNMAPPED, two);
	text(e, 1, "zero");
	empty(e, 30);
	e->fault = true;
	e = refused(s, __LINE__, ENOENT, "", two);
	text(e, 30, "");
	e = CALL(s, EV_SYSCALL_EXECVEAT_X, SYS_execveat, -1, "relative", two, environment, 0);
	fails(e, EBADF);
	executed(e, "zero", "one\0", 5);
	e = CALL(s, EV_SYSCALL_EXECVEAT_X, SYS_execveat, AT_FDCWD, PROGRAM, two, environment, 0x7777);
	fails(e, EINVAL);
	file_of(e, PROGRAM, "calls_test");
}
