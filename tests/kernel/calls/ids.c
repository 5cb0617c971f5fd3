/*
 * Calls about who a process is and what it may: user and group ids, capabilities, sessions, limits,
 * priorities, scheduling, names. Runs as root; calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

#include "calls/calls.h"
#include "expect.h"

static char page[4096];
static uint32_t words[3];

/* ---- ids ---- */

static void groups_of(struct script *s)
{
	static uint32_t groups[3] = {7, 8, 9};

	GOOD(s, SYS_setgroups, 3, groups);
	FAIL(EINVAL, s, SYS_setgroups, 70000, groups);
	GOOD(s, SYS_getgroups, 3, groups);
	FAIL(EINVAL, s, SYS_getgroups, 1, groups);
	GOOD(s, SYS_setgroups, 0, 0);
	GOOD(s, SYS_setfsuid, 0);
	RAW(s, SYS_setfsuid, -1);
	GOOD(s, SYS_setfsgid, 0);
	RAW(s, SYS_setfsgid, -1);
	GOOD(s, SYS_getpid);
	GOOD(s, SYS_gettid);
	GOOD(s, SYS_getpgrp);
	GOOD(s, SYS_getpgid, 0);
	FAIL(ESRCH, s, SYS_getpgid, 999999);
	GOOD(s, SYS_getsid, 0);
	FAIL(ESRCH, s, SYS_getsid, -1);
}

void ids(struct script *s)
{
	struct expected *e;

	works(CALL(s, EV_SYSCALL_GETUID_X, SYS_getuid));
	works(CALL(s, EV_SYSCALL_GETEUID_X, SYS_geteuid));
	works(CALL(s, EV_SYSCALL_GETGID_X, SYS_getgid));
	works(CALL(s, EV_SYSCALL_GETEGID_X, SYS_getegid));
	groups_of(s);
	e = works(CALL(s, EV_SYSCALL_SETRESGID_X, SYS_setresgid, 11, 12, 13));
	number(e, 1, 11);
	number(e, 2, 12);
	number(e, 3, 13);
	e = works(CALL(s, EV_SYSCALL_GETRESGID_X, SYS_getresgid, &words[0], &words[1], &words[2]));
	number(e, 1, 11);
	number(e, 2, 12);
	number(e, 3, 13);
	e = fails(CALL(s, EV_SYSCALL_GETRESGID_X, SYS_getresgid, &words[0], UNMAPPED, &words[2]), EFAULT);
	number(e, 1, -1);
	number(CALL(s, EV_SYSCALL_GETGID_X, SYS_getgid), 0, 11);
	number(CALL(s, EV_SYSCALL_GETEGID_X, SYS_getegid), 0, 12);
	e = works(CALL(s, EV_SYSCALL_SETREGID_X, SYS_setregid, -1, 14));
	number(e, 1, -1);
	number(e, 2, 14);
	e = works(CALL(s, EV_SYSCALL_SETREGID_X, SYS_setregid, 0xffffffffu, 0xffffffffu));
	number(e, 2, -1);
	e = works(CALL(s, EV_SYSCALL_SETGID_X, SYS_setgid, 0));
	number(e, 1, 0);
	e = fails(CALL(s, EV_SYSCALL_SETGID_X, SYS_setgid, -1), EINVAL);
	number(e, 1, -1);
	e = works(CALL(s, EV_SYSCALL_SETPGID_X, SYS_setpgid, 0, 0));
	number(e, 1, 0);
	number(e, 2, 0);
	e = fails(CALL(s, EV_SYSCALL_SETPGID_X, SYS_setpgid, 0, -5), EINVAL);
	number(e, 2, -5);
	e = fails(CALL(s, EV_SYSCALL_SETPGID_X, SYS_setpgid, 999999, 0xffffffffu), EINVAL);
	number(e, 1, 999999);
	number(e, 2, -1);
	fails(CALL(s, EV_SYSCALL_SETSID_X, SYS_setsid), EPERM);
	/* From here on an ordinary user, in two steps. */
	e = works(CALL(s, EV_SYSCALL_SETREUID_X, SYS_setreuid, 0, -1));
	number(e, 1, 0);
	number(e, 2, -1);
	e = works(CALL(s, EV_SYSCALL_SETRESUID_X, SYS_setresuid, 1000, 1001, 1002));
	number(e, 1, 1000);
	number(e, 2, 1001);
	number(e, 3, 1002);
	number(CALL(s, EV_SYSCALL_GETUID_X, SYS_getuid), 0, 1000);
	number(CALL(s, EV_SYSCALL_GETEUID_X, SYS_geteuid), 0, 1001);
	e = works(CALL(s, EV_SYSCALL_GETRESUID_X, SYS_getresuid, &words[0], &words[1], &words[2]));
	number(e, 1, 1000);
	number(e, 2, 1001);
	number(e, 3, 1002);
	fails(CALL(s, EV_SYSCALL_GETRESUID_X, SYS_getresuid, UNMAPPED, &words[1], &words[2]), EFAULT);
	e = fails(CALL(s, EV_SYSCALL_SETUID_X, SYS_setuid, 0), EPERM);
	number(e, 1, 0);
	e = fails(CALL(s, EV_SYSCALL_SETRESUID_X, SYS_setresuid, 0, -1, -1), EPERM);
	number(e, 1, 0);
	number(e, 3, -1);
	e = fails(CALL(s, EV_SYSCALL_SETREUID_X, SYS_setreuid, -1, 0), EPERM);
	number(e, 2, 0);
	e = works(CALL(s, EV_SYSCALL_SETUID_X, SYS_setuid, 1002));
	number(e, 1, 1002);
	e = fails(CALL(s, EV_SYSCALL_CHROOT_X, SYS_chroot, "/tmp"), EPERM);
	text(e, 1, "/tmp");
}

/* ---- capabilities ---- */

void capabilities(struct script *s)
{
	static struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	static struct __user_cap_data_struct data[2];
	uint64_t permitted, effective;
	struct expected *e;

	GOOD(s, SYS_capget, &header, data);
	FAIL(EFAULT, s, SYS_capget, 0x10, data);
	permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
	data[0].effective &= ~(1u << CAP_SYS_TIME);
	data[0].inheritable = 1u << CAP_CHOWN;
	data[1].inheritable = 1u << (CAP_BLOCK_SUSPEND - 32);
	effective = data[0].effective | (uint64_t)data[1].effective << 32;
	e = works(CALL(s, EV_SYSCALL_CAPSET_X, SYS_capset, &header, data));
	number(e, 1, 1ll << CAP_CHOWN | 1ll << CAP_BLOCK_SUSPEND);
	number(e, 2, (int64_t)permitted);
	number(e, 3, (int64_t)effective);
	e = fails(CALL(s, EV_SYSCALL_CAPSET_X, SYS_capset, &header, UNMAPPED), EFAULT);
	number(e, 3, (int64_t)effective); /* what it still has */
	GOOD(s, SYS_personality, 0xffffffffu);
	GOOD(s, SYS_personality, 0);
	GOOD(s, SYS_umask, 022);
}

/* ---- limits and priorities ---- */

static void limits(struct script *s)
{
	static struct rlimit limit, old;
	struct expected *e;

	limit = (struct rlimit){100, 200};
	e = works(CALL(s, EV_SYSCALL_SETRLIMIT_X, SYS_setrlimit, RLIMIT_CORE, &limit));
	number(e, 1, 100);
	number(e, 2, 200);
	number(e, 3, RLIMIT_CORE);
	limit = (struct rlimit){300, 200};
	e = fails(CALL(s, EV_SYSCALL_SETRLIMIT_X, SYS_setrlimit, RLIMIT_CORE, &limit), EINVAL);
	number(e, 1, 300);
	e = fails(CALL(s, EV_SYSCALL_SETRLIMIT_X, SYS_setrlimit, RLIMIT_NOFILE, UNMAPPED), EFAULT);
	number(e, 1, -1);
	number(e, 3, RLIMIT_NOFILE);
	e->fault = true;
	limit = (struct rlimit){50, 150};
	e = works(CALL(s, EV_SYSCALL_PRLIMIT_X, SYS_prlimit64, 0, RLIMIT_CORE, &limit, &old));
	number(e, 7, (long)&limit);
	number(e, 8, (long)&old);
	number(e, 1, 50);
	number(e, 2, 150);
	number(e, 3, 100);
	number(e, 4, 200);
	number(e, 5, 0);
	number(e, 6, RLIMIT_CORE);
	limit = (struct rlimit){RLIM_INFINITY, 0};
	e = fails(CALL(s, EV_SYSCALL_PRLIMIT_X, SYS_prlimit64, 0xffffffffu, RLIMIT_CPU, &limit, 0),
		  ESRCH);
	number(e, 1, -1);
	number(e, 2, 0);
	number(e, 3, -1);
	number(e, 4, -1);
	number(e, 5, -1);
	number(e, 6, RLIMIT_CPU);
	e = works(CALL(s, EV_SYSCALL_GETRLIMIT_X, SYS_getrlimit, RLIMIT_CORE, &limit));
	number(e, 1, 50);
	number(e, 2, 150);
	number(e, 3, RLIMIT_CORE);
	e = fails(CALL(s, EV_SYSCALL_GETRLIMIT_X, SYS_getrlimit, 99, &limit), EINVAL);
	number(e, 1, -1);
	number(e, 2, -1);
	number(e, 3, 99);
	GOOD(s, SYS_getrusage, RUSAGE_SELF, page);
	FAIL(EINVAL, s, SYS_getrusage, 99, page);
	GOOD(s, SYS_getpriority, PRIO_PROCESS, 0);
	FAIL(EINVAL, s, SYS_getpriority, 99, 0);
	GOOD(s, SYS_setpriority, PRIO_PROCESS, 0, 3);
	FAIL(ESRCH, s, SYS_setpriority, PRIO_PROCESS, 999999, -3);
	GOOD(s, SYS_ioprio_get, 1, 0);
	FAIL(EINVAL, s, SYS_ioprio_get, 99, 0);
	GOOD(s, SYS_ioprio_set, 1, 0, 2 << 13 | 4);
	FAIL(EINVAL, s, SYS_ioprio_set, 99, 0, 0);
}

static void scheduling(struct script *s)
{
	static struct sched_param parameter;
	static struct timespec span;
	static unsigned cpu, node;
	static uint32_t attributes[14] = {48};
	static unsigned long mask = 1, all = ~0ul;

	GOOD(s, SYS_sched_yield);
	GOOD(s, SYS_sched_getscheduler, 0);
	FAIL(EINVAL, s, SYS_sched_getscheduler, -1);
	GOOD(s, SYS_sched_getparam, 0, &parameter);
	FAIL(ESRCH, s, SYS_sched_getparam, 999999, &parameter);
	GOOD(s, SYS_sched_setparam, 0, &parameter);
	FAIL(EINVAL, s, SYS_sched_setparam, 0, 0);
	GOOD(s, SYS_sched_setscheduler, 0, SCHED_BATCH, &parameter);
	FAIL(EINVAL, s, SYS_sched_setscheduler, 0, 77, &parameter);
	GOOD(s, SYS_sched_get_priority_max, SCHED_FIFO);
	FAIL(EINVAL, s, SYS_sched_get_priority_max, 77);
	GOOD(s, SYS_sched_get_priority_min, SCHED_FIFO);
	FAIL(EINVAL, s, SYS_sched_get_priority_min, -1);
	GOOD(s, SYS_sched_rr_get_interval, 0, &span);
	FAIL(EFAULT, s, SYS_sched_rr_get_interval, 0, 0x10);
	GOOD(s, SYS_sched_getaffinity, 0, 128, page);
	FAIL(EINVAL, s, SYS_sched_getaffinity, 0, 1, page);
	GOOD(s, SYS_sched_setaffinity, 0, 8, &mask);
	FAIL(ESRCH, s, SYS_sched_setaffinity, 999999, 8, &mask);
	GOOD(s, SYS_sched_setaffinity, 0, 8, &all);
	GOOD(s, SYS_sched_getattr, 0, page, 56, 0);
	FAIL(EINVAL, s, SYS_sched_getattr, 0, page, 4, 0);
	GOOD(s, SYS_sched_setattr, 0, attributes, 0);
	FAIL(EINVAL, s, SYS_sched_setattr, 0, attributes, 1);
	GOOD(s, SYS_getcpu, &cpu, &node, 0);
	FAIL(EFAULT, s, SYS_getcpu, 0x10, 0, 0);
}

/* ---- prctl ---- */

static void controls(struct script *s)
{
	static int word;
	struct expected *e;

	renamed(s, __LINE__, "a much too long");
	e = works(CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_SET_NAME, "a much too long name"));
	number(e, 1, PR_SET_NAME);
	text(e, 2, "a much too long name"); /* what was passed, not what became of it */
	number(e, 3, 0);
	e = works(CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_GET_NAME, page));
	number(e, 1, PR_GET_NAME);
	text(e, 2, "a much too long");
	e = works(CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_SET_CHILD_SUBREAPER, 1));
	number(e, 1, PR_SET_CHILD_SUBREAPER);
	empty(e, 2);
	number(e, 3, 1);
	e = works(CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_GET_CHILD_SUBREAPER, &word));
	number(e, 3, 1);
	e = works(CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	number(e, 1, PR_SET_NO_NEW_PRIVS);
	number(e, 3, 1);
	e = fails(CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_SET_NAME, UNMAPPED), EFAULT);
	empty(e, 2);
	e->fault = true;
	e = fails(CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, 0x7fffffff, -1), EINVAL);
	number(e, 1, 0x7fffffff);
	number(e, 3, -1);
	GOOD(s, SYS_arch_prctl, 0x1003, page);
	FAIL(EINVAL, s, SYS_arch_prctl, -1, 0);
	FAIL(EINVAL, s, SYS_kcmp, noting_tid, noting_tid, 99, 0, 0);
	GOOD(s, SYS_kcmp, noting_tid, noting_tid, 1, 0, 0);
	GOOD(s, SYS_set_tid_address, &word);
	GOOD(s, SYS_set_robust_list, page, 24);
	FAIL(EINVAL, s, SYS_set_robust_list, page, 23);
	GOOD(s, SYS_get_robust_list, 0, page, page + 8);
	FAIL(ESRCH, s, SYS_get_robust_list, 999999, page, page + 8);
	GOOD(s, SYS_set_robust_list, 0, 24);
	FAIL(EINVAL, s, SYS_rseq, 0x10, 1, -1, 0x53053053);
}

void standing(struct script *s)
{
	limits(s);
	scheduling(s);
	controls(s);
}
