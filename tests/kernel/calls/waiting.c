/*
 * Calls that wait for descriptors and signals: poll and its kin, epoll, eventfd, inotify, fanotify,
 * signals. calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "calls/calls.h"
#include "expect.h"
#include "calls/spawn.h"

static char page[4096];

/* One element of the list that a poll row has. */
static size_t put_polled(uint8_t *to, int64_t fd, uint16_t events)
{
	memcpy(to, &fd, 8);
	memcpy(to + 8, &events, 2);
	return 10;
}

static void polled(struct script *s)
{
	static struct pollfd fds[4];
	static struct timespec span = {0, 20000000}, span_again = {0, 20000000}, forever = {-1, 0};
	static uint64_t mask = 0x1ff00000401;
	uint8_t list[64] = {2, 0};
	struct expected *e;
	int pair[2];
	size_t size = 2;

	e = works(CALL(s, EV_SYSCALL_PIPE2_X, SYS_pipe2, pair, O_DIRECT));
	number(e, 4, 0x200);
	works(CALL(s, EV_SYSCALL_WRITE_X, SYS_write, pair[1], "1", 1));
	fds[0] = (struct pollfd){.fd = pair[0], .events = POLLIN | POLLRDNORM};
	fds[1] = (struct pollfd){.fd = -1, .events = POLLIN};
	fds[2] = (struct pollfd){.fd = 999, .events = 0};
	size += put_polled(list + size, pair[0], 1 | 0x80);
	size += put_polled(list + size, 999, 0x40);
	/* -1 as a compiler passes an int: wait for ever. */
	e = works(CALL(s, EV_SYSCALL_POLL_X, SYS_poll, fds, 3, 0xffffffffu));
	bytes(e, 1, list, size);
	number(e, 2, -1);
	e = fails(CALL(s, EV_SYSCALL_POLL_X, SYS_poll, fds, -1, 0), EINVAL);
	bytes(e, 1, "\0\0", 2);
	e = fails(CALL(s, EV_SYSCALL_POLL_X, SYS_poll, UNMAPPED, 1, 5), EFAULT);
	number(e, 2, 5);
	e = fails(CALL(s, EV_SYSCALL_PPOLL_X, SYS_ppoll, fds, 3, &forever, &mask, 8), EINVAL);
	number(e, 3, 0x401);
	fds[0].fd = pair[1];
	e = works(CALL(s, EV_SYSCALL_PPOLL_X, SYS_ppoll, fds, 2, &span, &mask, 8));
	number(e, 0, 0);
	bytes(e, 1, "\0\0", 2);
	number(e, 2, 20000000); /* although the kernel wrote what was left */
	number(e, 3, 0x401);
	e->at_least = 20000000;
	e = fails(CALL(s, EV_SYSCALL_PPOLL_X, SYS_ppoll, fds, 0, UNMAPPED, 0, 8), EFAULT);
	number(e, 2, -1);
	RAW(s, SYS_pselect6, 0, 0, 0, 0, &span_again, 0);
	FAIL(EFAULT, s, SYS_pselect6, 1024, page, 0, 0, 0x10, 0);
	e = fails(CALL(s, EV_SYSCALL_SELECT_X, SYS_select, -1, 0, 0, 0, 0), EINVAL);
	e = works(CALL(s, EV_SYSCALL_PIPE_X, SYS_pipe, pair));
	number(e, 1, pair[0]);
	number(e, 2, pair[1]);
	e = fails(CALL(s, EV_SYSCALL_PIPE2_X, SYS_pipe2, pair, -1), EINVAL);
	number(e, 1, -1);
	number(e, 2, -1);
	number(e, 3, 0);
}

static void epolled(struct script *s)
{
	static struct epoll_event event = {.events = EPOLLIN};
	static struct timespec none;
	struct expected *e;
	long poll, ready;

	e = works(CALL(s, EV_SYSCALL_EPOLL_CREATE1_X, SYS_epoll_create1, EPOLL_CLOEXEC));
	poll = e->result;
	number(e, 1, 1);
	e = fails(CALL(s, EV_SYSCALL_EPOLL_CREATE1_X, SYS_epoll_create1, 0x40), EINVAL);
	number(e, 1, 0);
	e = works(CALL(s, EV_SYSCALL_EPOLL_CREATE_X, SYS_epoll_create, 1));
	number(e, 1, 1);
	e = fails(CALL(s, EV_SYSCALL_EPOLL_CREATE_X, SYS_epoll_create, -1), EINVAL);
	number(e, 1, -1);
	e = works(CALL(s, EV_SYSCALL_EVENTFD2_X, SYS_eventfd2, 0x80000001u, EFD_NONBLOCK | EFD_SEMAPHORE));
	ready = e->result;
	number(e, 1, 0x40);
	number(e, 2, 0x80000001);
	e = fails(CALL(s, EV_SYSCALL_EVENTFD2_X, SYS_eventfd2, 1, 0x10), EINVAL);
	e = works(CALL(s, EV_SYSCALL_EVENTFD_X, SYS_eventfd, 0x100000005));
	number(e, 1, 5); /* an unsigned int, whatever the register holds */
	number(e, 2, 0);
	GOOD(s, SYS_epoll_ctl, poll, EPOLL_CTL_ADD, ready, &event);
	FAIL(EEXIST, s, SYS_epoll_ctl, poll, EPOLL_CTL_ADD, ready, &event);
	FAIL(EBADF, s, SYS_epoll_ctl, -1, EPOLL_CTL_DEL, -1, 0);
	e = works(CALL(s, EV_SYSCALL_EPOLLWAIT_X, SYS_epoll_wait, poll, page, 5, 0xffffffffu));
	number(e, 0, 1);
	number(e, 1, 5);
	e = fails(CALL(s, EV_SYSCALL_EPOLLWAIT_X, SYS_epoll_wait, poll, page, 0xffffffffu, 0), EINVAL);
	number(e, 1, -1);
	GOOD(s, SYS_epoll_pwait, poll, page, 5, 0, 0, 0);
	FAIL(EINVAL, s, SYS_epoll_pwait, poll, page, 0, 0, 0, 8);
	RAW(s, SYS_epoll_pwait2, poll, page, 5, &none, 0, 0);
	RAW(s, SYS_epoll_pwait2, -1, page, 5, &none, 0, 8);
	FAIL(ENOSYS, s, SYS_epoll_ctl_old, 1, 2, 3, 4);
	FAIL(ENOSYS, s, SYS_epoll_wait_old, 1, 2, 3, 4);
}

static void watched(struct script *s)
{
	struct expected *e;
	long fd, watch;

	e = works(CALL(s, EV_SYSCALL_INOTIFY_INIT_X, SYS_inotify_init));
	fd = e->result;
	number(e, 1, 0);
	watch = GOOD(s, SYS_inotify_add_watch, fd, "/tmp", IN_CREATE)->result;
	FAIL(EBADF, s, SYS_inotify_add_watch, -1, "/tmp", IN_CREATE);
	GOOD(s, SYS_inotify_rm_watch, fd, watch);
	FAIL(EINVAL, s, SYS_inotify_rm_watch, fd, -1);
	e = works(CALL(s, EV_SYSCALL_INOTIFY_INIT1_X, SYS_inotify_init1, IN_CLOEXEC | IN_NONBLOCK));
	number(e, 1, 0x1000 | 0x40);
	fails(CALL(s, EV_SYSCALL_INOTIFY_INIT1_X, SYS_inotify_init1, 1), EINVAL);
	fd = GOOD(s, SYS_fanotify_init, FAN_CLASS_NOTIF, O_RDONLY)->result;
	FAIL(EINVAL, s, SYS_fanotify_init, 0x80000000u, 0);
	FAIL(ENOENT, s, SYS_fanotify_mark, fd, FAN_MARK_ADD, FAN_OPEN, AT_FDCWD, "/not-there");
	GOOD(s, SYS_fanotify_mark, fd, FAN_MARK_ADD, FAN_OPEN, AT_FDCWD, "/tmp");
	FAIL(EINVAL, s, SYS_fanotify_mark, fd, 0x80000000u, -1, -1, 0x10);
	e = fails(CALL(s, EV_SYSCALL_SPLICE_X, SYS_splice, -1, UNMAPPED, -2, 0, ~0ul, 15), EBADF);
	number(e, 1, -1);
	number(e, 2, -2);
	number(e, 3, -1);
	number(e, 4, 15);
}

/* ---- signals ---- */

static void handled(struct script *s)
{
	static uint64_t usr1 = 1 << (SIGUSR1 - 1), usr2 = 1 << (SIGUSR2 - 1), none;
	static struct timespec zero;
	static siginfo_t info;
	struct expected *e;
	long fd;

	handle(s, SIGUSR1);
	FAIL(EINVAL, s, SYS_rt_sigaction, SIGKILL, 0, page, 7);
	e = works(CALL(s, EV_SYSCALL_KILL_X, SYS_kill, noting_tid, SIGUSR1));
	number(e, 1, noting_tid);
	number(e, 2, SIGUSR1);
	returned(s, __LINE__, 0);
	e = works(CALL(s, EV_SYSCALL_TGKILL_X, SYS_tgkill, noting_tid, noting_tid, SIGUSR1));
	number(e, 1, noting_tid);
	number(e, 2, noting_tid);
	number(e, 3, SIGUSR1);
	returned(s, __LINE__, 0);
	e = works(CALL(s, EV_SYSCALL_TKILL_X, SYS_tkill, noting_tid, SIGUSR1));
	number(e, 1, noting_tid);
	number(e, 2, SIGUSR1);
	returned(s, __LINE__, 0);
	e = fails(CALL(s, EV_SYSCALL_TKILL_X, SYS_tkill, 0xffffffffu, 9), EINVAL);
	number(e, 1, -1);
	e = fails(CALL(s, EV_SYSCALL_TGKILL_X, SYS_tgkill, 1, 999999, 0), ESRCH);
	number(e, 2, 999999);
	e = fails(CALL(s, EV_SYSCALL_KILL_X, SYS_kill, -999999, 0xffu), ESRCH);
	number(e, 1, -999999);
	number(e, 2, 0xff);
	/* Blocked ones wait until they are asked for. */
	GOOD(s, SYS_rt_sigprocmask, SIG_BLOCK, &usr2, 0, 8);
	FAIL(EINVAL, s, SYS_rt_sigprocmask, 77, &usr2, 0, 8);
	works(CALL(s, EV_SYSCALL_KILL_X, SYS_kill, noting_tid, SIGUSR2));
	GOOD(s, SYS_rt_sigpending, page, 8);
	FAIL(EFAULT, s, SYS_rt_sigpending, 0x10, 8);
	GOOD(s, SYS_rt_sigtimedwait, &usr2, &info, &zero, 8);
	FAIL(EAGAIN, s, SYS_rt_sigtimedwait, &usr2, &info, &zero, 8);
	memset(&info, 0, sizeof(info));
	info.si_code = SI_QUEUE;
	info.si_signo = SIGUSR2;
	GOOD(s, SYS_rt_sigqueueinfo, noting_tid, SIGUSR2, &info);
	FAIL(ESRCH, s, SYS_rt_sigqueueinfo, 999999, SIGUSR2, &info);
	RAW(s, SYS_rt_sigtimedwait, &usr2, 0, &zero, 8);
	GOOD(s, SYS_rt_tgsigqueueinfo, noting_tid, noting_tid, SIGUSR2, &info);
	RAW(s, SYS_rt_sigtimedwait, &usr2, &info, &zero, 8);
	FAIL(EINVAL, s, SYS_rt_tgsigqueueinfo, -1, -1, SIGUSR2, &info);
	e = works(CALL(s, EV_SYSCALL_SIGNALFD4_X, SYS_signalfd4, -1, &usr2, 8,
		       SFD_NONBLOCK | SFD_CLOEXEC));
	fd = e->result;
	number(e, 1, 0x1000 | 0x40);
	number(e, 2, -1);
	number(e, 3, 1 << (SIGUSR2 - 1));
	e = works(CALL(s, EV_SYSCALL_SIGNALFD_X, SYS_signalfd, fd, &usr1, 8));
	number(e, 1, fd);
	number(e, 2, 1 << (SIGUSR1 - 1));
	number(e, 3, 0);
	e = fails(CALL(s, EV_SYSCALL_SIGNALFD_X, SYS_signalfd, fd, &usr1, 7), EINVAL);
	e = fails(CALL(s, EV_SYSCALL_SIGNALFD4_X, SYS_signalfd4, 999, UNMAPPED, 8, 0), EFAULT);
	number(e, 2, 999);
	FAIL(EBADF, s, SYS_pidfd_send_signal, -1, 0, 0, 0);
	works(CALL(s, EV_SYSCALL_KILL_X, SYS_kill, noting_tid, SIGUSR2));
	GOOD(s, SYS_rt_sigtimedwait, &usr2, &info, &zero, 8);
	/* One that is blocked and sent comes as soon as another set is waited with. */
	GOOD(s, SYS_rt_sigprocmask, SIG_BLOCK, &usr1, 0, 8);
	works(CALL(s, EV_SYSCALL_KILL_X, SYS_kill, noting_tid, SIGUSR1));
	note_raw(s, __LINE__, 2, (long[]){SYS_rt_sigsuspend, (long)&none, 8},
		 raw_call(SYS_rt_sigsuspend, (long)&none, 8, 0, 0, 0, 0) == -EINTR ? -514 : 0);
	returned(s, __LINE__, -EINTR); /* 514: the kernel's own word for it until then */
	FAIL(EINVAL, s, SYS_rt_sigsuspend, &none, 7);
	GOOD(s, SYS_sigaltstack, 0, page);
	FAIL(EFAULT, s, SYS_sigaltstack, 0x10, 0);
	FAIL(EINTR, s, SYS_restart_syscall);
}

void waiting(struct script *s)
{
	polled(s);
	epolled(s);
	watched(s);
	handled(s);
}
