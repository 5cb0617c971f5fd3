/*
 * Records of what is no call: signals and who sent them, page faults, switches. calls/process.c has
 * the ends of processes; calls_test.c runs it with these records switched on.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "calls/calls.h"
#include "expect.h"
#include "calls/spawn.h"

/* ---- signals ---- */

static void delivered(struct script *s, int line, int64_t sender, int number_of_signal)
{
	struct expected *e = note_other(s, line, EV_SIGNALDELIVER_E, sender);

	number(e, 1, noting_tid);
	number(e, 2, number_of_signal);
}

/* A child that waits for @signal in user mode; who sends it is the first process. */
static void sent(struct script *s, int signal, bool queued)
{
	static siginfo_t info;
	pid_t sender = noting_tid;
	long pid = start_process(s, SYS_fork, 0, 0, 0, 0, 0);

	note(s, __LINE__, EV_SYSCALL_FORK_20_X, SYS_fork, pid)->untimed = !pid;
	if (!pid) {
		delivered(s, __LINE__, sender, signal);
		say_ready(s);
		for (;;)
			__builtin_ia32_pause();
	}
	await_ready(s);
	if (queued) {
		memset(&info, 0, sizeof(info));
		info.si_signo = signal;
		info.si_code = SI_QUEUE;
		info.si_pid = sender;
		GOOD(s, SYS_rt_sigqueueinfo, pid, signal, &info);
	} else {
		works(CALL(s, EV_SYSCALL_KILL_X, SYS_kill, pid, signal));
	}
	GOOD(s, SYS_waitid, P_PID, pid, 0, WEXITED | WNOWAIT, 0);
	/* The end of a child is a signal too, which is ignored here: nobody tells of it. */
	GOOD(s, SYS_wait4, pid, 0, 0, 0);
}

/* There its number is 1; what is recorded is what the whole machine calls it. */
static void in_a_namespace(struct script *s)
{
	long pid = start_process(s, SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);

	note(s, __LINE__, EV_SYSCALL_CLONE_20_X, SYS_clone, pid)->untimed = !pid;
	if (!pid) {
		handle(s, SIGUSR1);
		works(CALL(s, EV_SYSCALL_KILL_X, SYS_kill, 1, SIGUSR1));
		delivered(s, __LINE__, noting_tid, SIGUSR1);
		returned(s, __LINE__, 0);
		leave(s, __LINE__, SYS_exit_group, 0);
	}
	GOOD(s, SYS_wait4, pid, 0, 0, 0);
}

/* Kept back until the child has ended for certain. */
static void of_a_child(struct script *s)
{
	static uint64_t set = 1 << (SIGCHLD - 1);
	long pid;

	handle(s, SIGCHLD);
	GOOD(s, SYS_rt_sigprocmask, SIG_BLOCK, &set, 0, 8);
	pid = start_process(s, SYS_fork, 0, 0, 0, 0, 0);
	note(s, __LINE__, EV_SYSCALL_FORK_20_X, SYS_fork, pid)->untimed = !pid;
	if (!pid)
		leave(s, __LINE__, SYS_exit_group, 1);
	GOOD(s, SYS_wait4, pid, 0, 0, 0);
	GOOD(s, SYS_rt_sigprocmask, SIG_UNBLOCK, &set, 0, 8);
	delivered(s, __LINE__, pid, SIGCHLD);
	returned(s, __LINE__, 0);
	GOOD(s, SYS_rt_sigprocmask, SIG_BLOCK, &set, 0, 8);
}

void signals(struct script *s)
{
	static struct sigevent event;
	static struct itimerspec soon = {{0, 0}, {0, 200000000}};
	static int timer;
	long pid;

	sent(s, SIGKILL, false);
	sent(s, SIGTERM, false);
	sent(s, SIGUSR1, false);
	sent(s, SIGALRM, false);
	sent(s, SIGRTMIN + 3, true);
	sent(s, SIGINT, true);
	in_a_namespace(s);
	of_a_child(s);
	/* Sent by nobody: a fault, and a timer. */
	pid = start_process(s, SYS_fork, 0, 0, 0, 0, 0);
	note(s, __LINE__, EV_SYSCALL_FORK_20_X, SYS_fork, pid)->untimed = !pid;
	if (!pid) {
		delivered(s, __LINE__, 0, SIGSEGV);
		*(volatile char *)UNMAPPED = 1;
	}
	GOOD(s, SYS_wait4, pid, 0, 0, 0);
	pid = start_process(s, SYS_fork, 0, 0, 0, 0, 0);
	note(s, __LINE__, EV_SYSCALL_FORK_20_X, SYS_fork, pid)->untimed = !pid;
	if (!pid) {
		event.sigev_notify = SIGEV_SIGNAL;
		event.sigev_signo = SIGRTMIN + 1;
		GOOD(s, SYS_timer_create, CLOCK_MONOTONIC, &event, &timer);
		GOOD(s, SYS_timer_settime, timer, 0, &soon, 0);
		delivered(s, __LINE__, 0, SIGRTMIN + 1);
		for (;;)
			__builtin_ia32_pause();
	}
	GOOD(s, SYS_wait4, pid, 0, 0, 0);
}

/* ---- page faults ---- */

#define PROTECTION 1
#define ABSENT 2
#define WRITE 4
#define READ 8
#define USER 0x10
#define SUPERVISOR 0x20

static void faulted(struct script *s, int line, const void *at, uint32_t flags)
{
	struct expected *e = note_other(s, line, EV_PAGE_FAULT_E, (int64_t)(uintptr_t)at);
	extern const char __executable_start[], etext[];

	e->loose = true; /* the script itself is memory too */
	range(e, 1, (int64_t)(uintptr_t)__executable_start, (int64_t)(uintptr_t)etext);
	number(e, 2, flags);
}

void faults(struct script *s)
{
	volatile char *at;
	struct expected *e;

	e = CALL(s, EV_SYSCALL_MMAP_X, SYS_mmap, 0, 3 * 4096, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	e->loose = true;
	at = (char *)e->result;
	faulted(s, __LINE__, (const char *)at + 5, ABSENT | WRITE | USER);
	at[5] = 1;
	faulted(s, __LINE__, (const char *)at + 4096, ABSENT | READ | USER);
	(void)at[4096];
	/* It was the page of zeroes until now. */
	faulted(s, __LINE__, (const char *)at + 4096 + 77, PROTECTION | WRITE | USER);
	at[4096 + 77] = 1;
	/* One of the kernel in a program's name. */
	e = note_other(s, __LINE__, EV_PAGE_FAULT_E, (int64_t)(uintptr_t)(at + 2 * 4096));
	e->loose = true;
	range(e, 1, INT64_MIN, -1); /* the kernel's own code */
	number(e, 2, ABSENT | WRITE | SUPERVISOR);
	e = GOOD(s, SYS_uname, at + 2 * 4096);
	e->loose = true;
}

/* ---- switches ---- */

void switches(struct script *s)
{
	static struct timespec span = {0, 50000000}; /* a slow machine, too, gets to sleep first */
	struct expected *e;
	int i;

	for (i = 0; i < 3; i++) {
		/* The call ends after the thread has left the processor and come back. */
		e = note(s, __LINE__, EV_SCHEDSWITCH_6_E, -1, 0);
		e->untimed = true;
		e->loose = true;
		e->any_first = true;
		range(e, 1, 0, 1 << 20);
		range(e, 2, 1, 1 << 30);
		range(e, 3, 100, 1 << 20);
		range(e, 4, 10, 1 << 20);
		number(e, 5, 0);
		e = works(CALL(s, EV_SYSCALL_NANOSLEEP_X, SYS_nanosleep, &span, 0));
		e->loose = true;
		e->at_least = 50000000;
	}
}
