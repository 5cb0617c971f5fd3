/*
 * Processes and threads: how they start, what their rows tell of both sides, and how they end.
 * calls/exec.c has what they start; calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "calls/calls.h"
#include "expect.h"
#include "calls/spawn.h"

#define THREAD_FLAGS \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM)

/* Values of flags.def. */
#define TOLD_THREAD_FLAGS 0xb803u
#define TOLD_CLEARTID 0x800000u
#define TOLD_IN_PIDNS 0x20000000u

static struct side own_side(uint32_t flags)
{
	return (struct side){.tid = noting_tid, .pid = noting_tid, .parent = surroundings.runner,
			     .flags = flags};
}

/* Waits for it, and knows what it must have ended with. */
static void ended(struct script *s, int line, long pid, int status)
{
	static int recorded;
	struct expected *e;

	recorded = -1;
	e = note_raw(s, line, 4, (long[]){SYS_wait4, pid, (long)&recorded, __WALL, 0},
		     raw_call(SYS_wait4, pid, (long)&recorded, __WALL, 0, 0, 0));
	if (e->result != pid || recorded != status) {
		e->surprise = true;
		e->surprise_wanted = status;
	}
}

/* ---- processes ---- */

static void new_process(struct script *s, long nr, uint32_t event, long flags, uint32_t recorded)
{
	pid_t parent = noting_tid;
	struct expected *e;
	struct side side;
	long pid;

	pid = start_process(s, nr, flags, 0, 0, 0, 0);
	e = note(s, __LINE__, event, nr, pid);
	if (!pid) {
		side = (struct side){.tid = noting_tid, .pid = noting_tid, .flags = recorded,
				     .parent = flags & CLONE_PARENT ? surroundings.runner : parent};
		e->untimed = true;
		if (flags & CLONE_NEWPID) {
			side.vtid = 1;
			side.vpid = 1;
			side.flags |= TOLD_IN_PIDNS;
			number(RAW(s, SYS_getpid), 0, 1);
		}
		started(e, &side);
		leave(s, __LINE__, SYS_exit_group, 5);
	}
	works(e);
	side = own_side(recorded);
	started(e, &side);
	ended(s, __LINE__, pid, 5 << 8);
}

static void third_generation(struct script *s)
{
	static struct clone_args args;
	struct expected *e;
	struct side side;
	pid_t parent = noting_tid;
	long pid;

	args.flags = CLONE_NEWUTS | CLONE_NEWIPC;
	args.exit_signal = SIGCHLD;
	pid = start_process(s, SYS_clone3, (long)&args, sizeof(args), 0, 0, 0);
	e = note(s, __LINE__, EV_SYSCALL_CLONE3_X, SYS_clone3, pid);
	side = own_side(0x80 | 8);
	if (!pid) {
		e->untimed = true;
		side = (struct side){.tid = noting_tid, .pid = noting_tid, .parent = parent,
				     .flags = 0x80 | 8};
		started(e, &side);
		leave(s, __LINE__, SYS_exit, 256 + 17); /* the lower byte counts */
	}
	started(works(e), &side);
	ended(s, __LINE__, pid, 17 << 8);
	e = fails(CALL(s, EV_SYSCALL_CLONE3_X, SYS_clone3, UNMAPPED, sizeof(args)), EFAULT);
	number(e, 15, 0);
	e->fault = true;
	args.flags = CLONE_THREAD;
	e = fails(CALL(s, EV_SYSCALL_CLONE3_X, SYS_clone3, &args, sizeof(args)), EINVAL);
	number(e, 15, 0x2000);
	e = fails(CALL(s, EV_SYSCALL_CLONE3_X, SYS_clone3, &args, 1), EINVAL);
	e = fails(CALL(s, EV_SYSCALL_CLONE_20_X, SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0), EINVAL);
	number(e, 3, noting_tid);
	number(e, 15, 0x800);
}

/* Who shares the stack says nothing of itself: its records are noted for it. */
static void suspended(struct script *s, long nr, uint32_t event, long flags, uint32_t recorded)
{
	pid_t self = noting_tid;
	struct side side = own_side(recorded);
	struct expected *e;
	long pid = start_and_end(nr, flags, 9);

	e = works(note(s, __LINE__, event, nr, pid));
	started(e, &side);
	noting_tid = (pid_t)pid;
	e = note(s, __LINE__, event, nr, 0);
	e->untimed = true;
	side.tid = side.pid = (pid_t)pid;
	side.parent = self;
	started(e, &side);
	note_raw(s, __LINE__, 1, (long[]){SYS_exit_group, 9}, 0)->untimed = true;
	noting_tid = self;
	ended(s, __LINE__, pid, 9 << 8);
}

static void by_descriptor(struct script *s)
{
	static siginfo_t info;
	struct expected *e;
	long pid, fd;

	pid = start_process(s, SYS_fork, 0, 0, 0, 0, 0);
	if (!pid) {
		note(s, __LINE__, EV_SYSCALL_FORK_20_X, SYS_fork, 0)->untimed = true;
		say_ready(s);
		for (;;)
			__builtin_ia32_pause();
	}
	note(s, __LINE__, EV_SYSCALL_FORK_20_X, SYS_fork, pid);
	await_ready(s);
	e = works(CALL(s, EV_SYSCALL_PIDFD_OPEN_X, SYS_pidfd_open, pid, 0));
	fd = e->result;
	number(e, 1, pid);
	number(e, 2, 0);
	e = fails(CALL(s, EV_SYSCALL_PIDFD_OPEN_X, SYS_pidfd_open, 0xffffffffu, 04000), EINVAL);
	number(e, 1, -1);
	number(e, 2, 1);
	e = works(CALL(s, EV_SYSCALL_PIDFD_GETFD_X, SYS_pidfd_getfd, fd, 0, 0));
	number(e, 1, fd);
	number(e, 2, 0);
	number(e, 3, 0);
	e = fails(CALL(s, EV_SYSCALL_PIDFD_GETFD_X, SYS_pidfd_getfd, fd, -1, 0x80000000u), EINVAL);
	number(e, 2, -1);
	number(e, 3, 0x80000000);
	GOOD(s, SYS_pidfd_send_signal, fd, SIGKILL, 0, 0);
	GOOD(s, SYS_waitid, P_PIDFD, fd, &info, WEXITED, 0);
	FAIL(ECHILD, s, SYS_waitid, P_PID, pid, 0, WEXITED | WNOHANG, 0);
	FAIL(ECHILD, s, SYS_wait4, -1, 0, WNOHANG, 0);
	FAIL(EINVAL, s, SYS_wait4, pid, 0, 0x7777, 0);
	RAW(s, SYS_process_mrelease, fd, 0);
}

void children(struct script *s)
{
	static const struct { long flags; uint32_t recorded; } kinds[] = {
		{SIGCHLD, 0},
		{CLONE_FILES | CLONE_FS | CLONE_IO | SIGCHLD, 7},
		{CLONE_NEWPID | SIGCHLD, 0x40},
		{CLONE_NEWUSER | SIGCHLD, 0x100000},
		{CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_UNTRACED | SIGCHLD,
		 0x10004030},
	};
	unsigned i;

	new_process(s, SYS_fork, EV_SYSCALL_FORK_20_X, 0, 0);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		new_process(s, SYS_clone, EV_SYSCALL_CLONE_20_X, kinds[i].flags, kinds[i].recorded);
	third_generation(s);
	suspended(s, SYS_vfork, EV_SYSCALL_VFORK_20_X, 0, 0);
	suspended(s, SYS_clone, EV_SYSCALL_CLONE_20_X, CLONE_VM | CLONE_VFORK | SIGCHLD, 0x8008000);
	by_descriptor(s);
}

static long forked(struct script *s, int line)
{
	long pid = start_process(s, SYS_fork, 0, 0, 0, 0, 0);

	note(s, line, EV_SYSCALL_FORK_20_X, SYS_fork, pid)->untimed = !pid;
	return pid;
}

static void expect_end(struct script *s, int line, int status, pid_t reaper)
{
	struct expected *e = note_other(s, line, EV_PROCEXIT_1_E, status);

	number(e, 1, status >> 8);
	number(e, 2, status & 0x7f);
	number(e, 3, status & 0x80 ? 1 : 0);
	number(e, 4, reaper);
}

/* ---- threads ---- */

static const char *name_of_creator;
static bool by_clone3;

static void thread(struct script *s)
{
	pid_t process = noting_tid;
	struct expected *e;
	struct side side;
	long tid = raw_call(SYS_gettid, 0, 0, 0, 0, 0, 0);

	noting_tid = (pid_t)tid;
	side = (struct side){.tid = noting_tid, .pid = process, .parent = surroundings.runner,
			     .flags = TOLD_THREAD_FLAGS | TOLD_CLEARTID, .comm = name_of_creator};
	if (by_clone3)
		e = note(s, __LINE__, EV_SYSCALL_CLONE3_X, SYS_clone3, 0);
	else
		e = note(s, __LINE__, EV_SYSCALL_CLONE_20_X, SYS_clone, 0);
	e->untimed = true;
	started(e, &side);
	note_raw(s, __LINE__, 0, (long[]){SYS_gettid}, tid);
	renamed(s, __LINE__, "worker/7");
	e = works(CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_SET_NAME, "worker/7"));
	text(e, 2, "worker/7");
	GOOD(s, SYS_getpid);
	note_raw(s, __LINE__, 1, (long[]){SYS_exit, 3}, 0)->untimed = true;
	expect_end(s, __LINE__, 3 << 8, 0);
	thread_is_done();
	raw_call(SYS_exit, 3, 0, 0, 0, 0, 0);
}

void threads(struct script *s)
{
	struct side side = own_side(TOLD_THREAD_FLAGS | TOLD_CLEARTID);
	long tid;

	tid = start_thread(s, THREAD_FLAGS, thread, 0);
	started(works(note(s, __LINE__, EV_SYSCALL_CLONE_20_X, SYS_clone, tid)), &side);
	/* A thread is called what its creator is called. */
	renamed(s, __LINE__, "creator");
	works(CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_SET_NAME, "creator"));
	name_of_creator = "creator";
	side.comm = name_of_creator;
	by_clone3 = true;
	tid = start_thread(s, THREAD_FLAGS, thread, 1);
	started(works(note(s, __LINE__, EV_SYSCALL_CLONE3_X, SYS_clone3, tid)), &side);
}

/* ---- ends ---- */

/* Calls that the kernel makes the programs of its own probes do: others are killed or refused. */
static void for_the_kernel_only(struct script *s, long nr)
{
	static int status;
	pid_t self = noting_tid;
	long pid = forked(s, __LINE__);
	struct expected *e;

	if (!pid) {
		e = note_raw(s, __LINE__, 0, (long[]){nr}, -1);
		e->result = raw_call(nr, 0, 0, 0, 0, 0, 0); /* comes back, or leaves the -1 */
		leave(s, __LINE__, SYS_exit_group, 0);
	}
	GOOD(s, SYS_wait4, pid, &status, 0, 0);
	noting_tid = (pid_t)pid;
	expect_end(s, __LINE__, status, 0);
	noting_tid = self;
}

static void by_itself(struct script *s, int status)
{
	long pid = forked(s, __LINE__);

	if (!pid) {
		note_raw(s, __LINE__, 1, (long[]){SYS_exit_group, status}, 0)->untimed = true;
		expect_end(s, __LINE__, (status & 0xff) << 8, 0);
		raw_call(SYS_exit_group, status, 0, 0, 0, 0, 0);
	}
	ended(s, __LINE__, pid, (status & 0xff) << 8);
}

/* Children of one who ends go to the first process of all, or to an ancestor who asked for them. */
static void orphan(struct script *s, pid_t reaper)
{
	static int go[2];
	long pid, grandchild;

	works(CALL(s, EV_SYSCALL_PIPE_X, SYS_pipe, go));
	pid = forked(s, __LINE__);
	if (!pid) {
		grandchild = raw_call(SYS_fork, 0, 0, 0, 0, 0, 0);
		if (!grandchild) {
			raw_call(SYS_close, go[1], 0, 0, 0, 0, 0);
			raw_call(SYS_read, go[0], (long)go, 1, 0, 0, 0);
			raw_call(SYS_exit_group, 0, 0, 0, 0, 0, 0);
		}
		note(s, __LINE__, EV_SYSCALL_FORK_20_X, SYS_fork, grandchild);
		note_raw(s, __LINE__, 1, (long[]){SYS_exit_group, 0}, 0)->untimed = true;
		expect_end(s, __LINE__, 0, reaper);
		raw_call(SYS_exit_group, 0, 0, 0, 0, 0, 0);
	}
	ended(s, __LINE__, pid, 0);
	works(CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, go[1]));
	works(CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, go[0]));
	if (reaper != 1)
		GOOD(s, SYS_wait4, -1, 0, 0, 0);
}

static void by_signal(struct script *s, int number, int status)
{
	long pid = forked(s, __LINE__);

	if (!pid) {
		if (number == SIGALRM) {
			GOOD(s, SYS_setitimer, ITIMER_REAL, (&(struct itimerval){{0, 0}, {0, 200000}}), 0);
			/* The kernel's own word for "interrupted", until a handler is called. */
			note_raw(s, __LINE__, 0, (long[]){SYS_pause}, -514);
		}
		expect_end(s, __LINE__, status, 0);
		if (number == SIGSEGV)
			*(volatile char *)UNMAPPED = 1;
		if (number == SIGILL)
			__builtin_trap();
		say_ready(s);
		if (number == SIGALRM)
			raw_call(SYS_pause, 0, 0, 0, 0, 0, 0);
		for (;;)
			__builtin_ia32_pause();
	}
	if (number == SIGKILL || number == SIGTERM || number == SIGQUIT) {
		await_ready(s);
		works(CALL(s, EV_SYSCALL_KILL_X, SYS_kill, pid, number));
	}
	ended(s, __LINE__, pid, status);
}

void endings(struct script *s)
{
	static struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY}, no_core = {0, RLIM_INFINITY};

	by_itself(s, 0);
	by_itself(s, 77);
	by_itself(s, -1);
	works(CALL(s, EV_SYSCALL_SETRLIMIT_X, SYS_setrlimit, RLIMIT_CORE, &no_core));
	by_signal(s, SIGKILL, SIGKILL);
	by_signal(s, SIGTERM, SIGTERM);
	by_signal(s, SIGSEGV, SIGSEGV);
	by_signal(s, SIGILL, SIGILL);
	by_signal(s, SIGALRM, SIGALRM);
	works(CALL(s, EV_SYSCALL_CHDIR_X, SYS_chdir, "/tmp"));
	works(CALL(s, EV_SYSCALL_SETRLIMIT_X, SYS_setrlimit, RLIMIT_CORE, &limit));
	by_signal(s, SIGSEGV, SIGSEGV | 0x80);
	by_signal(s, SIGQUIT, SIGQUIT | 0x80);
	for_the_kernel_only(s, 335);
	for_the_kernel_only(s, 336);
	orphan(s, 1);
	works(CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_SET_CHILD_SUBREAPER, 1));
	orphan(s, noting_tid);
}

/* ---- processor time ---- */

static void burn_outside_of_kernel(void)
{
	volatile uint32_t i;

	for (i = 0; i < 30000000; i++)
		;
}

static void burn_in_kernel(void)
{
	static char data[1 << 20];
	long fd = raw_call(SYS_open, (long)"/dev/zero", O_RDONLY, 0, 0, 0, 0);
	int i;

	for (i = 0; i < 400; i++)
		raw_call(SYS_read, fd, (long)data, sizeof(data), 0, 0, 0);
}

static int64_t ns_of(struct timeval time) { return time.tv_sec * 1000000000 + time.tv_usec * 1000; }

/*
 * The parent gets the same from the kernel, but for what the child does after that:
 * a few samples' time, by which the two parts may differ as well.
 */
static void used(struct script *s, int line, void (*burn)(void))
{
	const int64_t slack = 20000000;
	static struct rusage usage;
	pid_t self = noting_tid;
	struct expected *e;
	long pid = forked(s, line);

	if (!pid) {
		burn();
		raw_call(SYS_exit_group, 0, 0, 0, 0, 0, 0);
	}
	works(note_raw(s, line, 4, (long[]){SYS_wait4, pid, 0, __WALL, (long)&usage},
		       raw_call(SYS_wait4, pid, 0, __WALL, (long)&usage, 0, 0)));
	noting_tid = (pid_t)pid;
	e = note_other(s, line, EV_SONDE_USAGE, 0);
	e->any_first = true;
	e->loose = true;
	range(e, 0, ns_of(usage.ru_utime) - slack, ns_of(usage.ru_utime) + slack);
	range(e, 1, ns_of(usage.ru_stime) - slack, ns_of(usage.ru_stime) + slack);
	noting_tid = self;
}

void processor_time(struct script *s)
{
	used(s, __LINE__, burn_outside_of_kernel);
	used(s, __LINE__, burn_in_kernel);
	/* A parent may learn of it before the child left its CPU, which the event waits for. */
	burn_outside_of_kernel();
}

/* ---- ptrace ---- */

static void variant(struct expected *e, uint32_t parameter, uint64_t value)
{
	char recorded[9] = {0};

	memcpy(recorded + 1, &value, 8);
	bytes(e, parameter, recorded, 9);
}

void traced(struct script *s)
{
	static volatile long word = 0x1122334455667788;
	static long answer;
	struct expected *e;
	long pid;

	e = fails(CALL(s, EV_SYSCALL_PTRACE_X, SYS_ptrace, PTRACE_ATTACH, 999999, 7, 8), ESRCH);
	variant(e, 1, 0);
	variant(e, 2, 0);
	number(e, 3, 0xb);
	number(e, 4, 999999);
	e = CALL(s, EV_SYSCALL_PTRACE_X, SYS_ptrace, 0x7777, 0xffffffffu, 0, 0);
	number(fails(e, ESRCH), 3, 0);
	number(e, 4, -1);
	pid = start_process(s, SYS_fork, 0, 0, 0, 0, 0);
	note(s, __LINE__, EV_SYSCALL_FORK_20_X, SYS_fork, pid)->untimed = !pid;
	if (!pid) {
		say_ready(s);
		for (;;)
			__builtin_ia32_pause();
	}
	await_ready(s);
	e = works(CALL(s, EV_SYSCALL_PTRACE_X, SYS_ptrace, PTRACE_SEIZE, pid, 0, 0));
	number(e, 3, 0x14);
	number(e, 4, pid);
	works(CALL(s, EV_SYSCALL_PTRACE_X, SYS_ptrace, PTRACE_INTERRUPT, pid, 0, 0));
	GOOD(s, SYS_wait4, pid, 0, __WALL, 0);
	e = works(CALL(s, EV_SYSCALL_PTRACE_X, SYS_ptrace, PTRACE_PEEKDATA, pid, &word, &answer));
	variant(e, 1, (uint64_t)&word);
	variant(e, 2, (uint64_t)word);
	number(e, 3, 3);
	e = works(CALL(s, EV_SYSCALL_PTRACE_X, SYS_ptrace, PTRACE_POKEDATA, pid, &word, 5));
	variant(e, 2, 5);
	number(e, 3, 6);
	e = fails(CALL(s, EV_SYSCALL_PTRACE_X, SYS_ptrace, PTRACE_PEEKTEXT, pid, UNMAPPED, &answer), EIO);
	number(e, 3, 2);
	e = works(CALL(s, EV_SYSCALL_PTRACE_X, SYS_ptrace, PTRACE_DETACH, pid, 0, SIGKILL));
	number(e, 3, 0xc);
	bytes(e, 2, "\1\x09", 2);
	works(CALL(s, EV_SYSCALL_KILL_X, SYS_kill, pid, SIGKILL)); /* it was not stopped by one */
	GOOD(s, SYS_wait4, pid, 0, __WALL, 0);
}
