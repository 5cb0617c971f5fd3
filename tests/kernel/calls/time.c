/*
 * Calls about time: clocks, timers, sleeping. Durations are held against a clock that the program
 * reads itself before and after. calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>

#include "calls/calls.h"
#include "expect.h"

#define MILLISECOND 1000000ll

static char page[4096];

static int64_t now(struct script *s)
{
	static struct timespec at;

	GOOD(s, SYS_clock_gettime, CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1000000000ll + at.tv_nsec;
}

static void sleeping(struct script *s)
{
	static struct timespec span, left;
	struct expected *e;
	int64_t before;

	span.tv_nsec = 20 * MILLISECOND;
	before = now(s);
	e = works(CALL(s, EV_SYSCALL_NANOSLEEP_X, SYS_nanosleep, &span, 0));
	number(e, 1, 20 * MILLISECOND);
	e->at_least = 20 * MILLISECOND;
	e->at_most = (uint64_t)(now(s) - before);
	before = now(s);
	e = works(RAW(s, SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &span, &left));
	e->at_least = 20 * MILLISECOND;
	e->at_most = (uint64_t)(now(s) - before);
	before = now(s);
	e = works(CALL(s, EV_SYSCALL_SELECT_X, SYS_select, 0, 0, 0, 0,
		       (&(struct timeval){0, 30000})));
	e->at_least = 30 * MILLISECOND;
	e->at_most = (uint64_t)(now(s) - before);
	e = fails(CALL(s, EV_SYSCALL_NANOSLEEP_X, SYS_nanosleep, 0, 0), EFAULT);
	number(e, 1, -1);
	e = fails(CALL(s, EV_SYSCALL_NANOSLEEP_X, SYS_nanosleep, UNMAPPED, 0), EFAULT);
	number(e, 1, -1);
	e->fault = true;
	span = (struct timespec){3, 2000000000};
	e = fails(CALL(s, EV_SYSCALL_NANOSLEEP_X, SYS_nanosleep, &span, 0), EINVAL);
	number(e, 1, 5000000000ll);
	FAIL(EINVAL, s, SYS_clock_nanosleep, 77, 0, &span, 0);
}

static void clocks(struct script *s)
{
	static struct timex adjust;
	static struct timespec at;

	GOOD(s, SYS_time, 0);
	FAIL(EFAULT, s, SYS_time, 0x10);
	GOOD(s, SYS_gettimeofday, page, 0);
	FAIL(EFAULT, s, SYS_gettimeofday, 0x10, 0);
	GOOD(s, SYS_settimeofday, 0, 0);
	FAIL(EFAULT, s, SYS_settimeofday, 0x10, 0);
	GOOD(s, SYS_adjtimex, &adjust);
	FAIL(EFAULT, s, SYS_adjtimex, 0x10);
	GOOD(s, SYS_clock_adjtime, CLOCK_REALTIME, &adjust);
	FAIL(EINVAL, s, SYS_clock_adjtime, 77, &adjust);
	FAIL(EINVAL, s, SYS_clock_settime, CLOCK_MONOTONIC, &at);
	FAIL(EFAULT, s, SYS_clock_settime, CLOCK_REALTIME, 0x10);
	FAIL(EINVAL, s, SYS_clock_gettime, 77, &at);
	GOOD(s, SYS_clock_getres, CLOCK_REALTIME, &at);
	FAIL(EINVAL, s, SYS_clock_getres, -1, 0);
	GOOD(s, SYS_times, page);
	FAIL(EFAULT, s, SYS_times, 0x10);
}

static void timers(struct script *s)
{
	static struct itimerspec once = {{0, 0}, {1000, 0}}, old;
	static struct sigevent silent;
	static struct itimerval never;
	static int timer;
	struct expected *e;
	long fd;

	silent.sigev_notify = SIGEV_NONE;
	GOOD(s, SYS_timer_create, CLOCK_MONOTONIC, &silent, &timer);
	FAIL(EINVAL, s, SYS_timer_create, 77, &silent, &timer);
	GOOD(s, SYS_timer_settime, timer, 0, &once, &old);
	FAIL(EINVAL, s, SYS_timer_settime, 9999, 0, &once, 0);
	GOOD(s, SYS_timer_gettime, timer, &old);
	FAIL(EINVAL, s, SYS_timer_gettime, -1, &old);
	GOOD(s, SYS_timer_getoverrun, timer);
	FAIL(EINVAL, s, SYS_timer_getoverrun, 9999);
	GOOD(s, SYS_timer_delete, timer);
	FAIL(EINVAL, s, SYS_timer_delete, timer);
	GOOD(s, SYS_setitimer, ITIMER_REAL, &never, 0);
	FAIL(EINVAL, s, SYS_setitimer, 77, &never, 0);
	GOOD(s, SYS_getitimer, ITIMER_REAL, page);
	FAIL(EFAULT, s, SYS_getitimer, ITIMER_REAL, 0x10);
	GOOD(s, SYS_alarm, 100);
	GOOD(s, SYS_alarm, 0);

	e = works(CALL(s, EV_SYSCALL_TIMERFD_CREATE_X, SYS_timerfd_create, CLOCK_REALTIME,
		       TFD_NONBLOCK | TFD_CLOEXEC));
	fd = e->result;
	number(e, 1, CLOCK_REALTIME);
	number(e, 2, 3); /* 1 and 2: the row has no room for more */
	e = fails(CALL(s, EV_SYSCALL_TIMERFD_CREATE_X, SYS_timerfd_create, 99, 0), EINVAL);
	number(e, 1, 99);
	GOOD(s, SYS_timerfd_settime, fd, TFD_TIMER_ABSTIME, &once, &old);
	FAIL(EBADF, s, SYS_timerfd_settime, -1, 0, &once, 0);
	GOOD(s, SYS_timerfd_gettime, fd, &old);
	FAIL(EFAULT, s, SYS_timerfd_gettime, fd, 0x10);
}

/* Times of files, and numbers at random. */
static void stamps(struct script *s)
{
	static struct timespec both[2];
	static struct timeval small[2];
	static long oldest[2];

	CALL(s, EV_SYSCALL_CREAT_X, SYS_creat, "/tmp/stamped", 0600);
	GOOD(s, SYS_utime, "/tmp/stamped", oldest);
	FAIL(ENOENT, s, SYS_utime, "", 0);
	GOOD(s, SYS_utimes, "/tmp/stamped", small);
	FAIL(EFAULT, s, SYS_utimes, 0x10, small);
	GOOD(s, SYS_futimesat, AT_FDCWD, "/tmp/stamped", 0);
	FAIL(EBADF, s, SYS_futimesat, -1, "stamped", 0);
	GOOD(s, SYS_utimensat, AT_FDCWD, "/tmp/stamped", both, AT_SYMLINK_NOFOLLOW);
	FAIL(EINVAL, s, SYS_utimensat, AT_FDCWD, "/tmp/stamped", both, 0x77);
	GOOD(s, SYS_getrandom, page, 16, 1);
	FAIL(EINVAL, s, SYS_getrandom, page, 16, 0x80);
}

void times(struct script *s)
{
	sleeping(s);
	clocks(s);
	timers(s);
	stamps(s);
}
