/*
 * Calls with ordinary and awkward arguments, failing ones among them, and what must be recorded of
 * each. The values come from the test's own knowledge of what it does, and from what the kernel
 * answers to stat, getsockname and the like: never from the module. Runs in the virtual machine, as
 * root, from tests/vm/run. The calls are in the other files here, by subject; compare.c compares.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls/calls.h"
#include "driver/uapi/ioctl.h"
#include "expect.h"
#include "calls/spawn.h"

/* At least this number of the calls that a kernel has must be among them. */
#define FEWEST_SYSCALLS 300

/* Says of calls what is not so, ten times; compare() must find each of it. */
static void mistaken(struct script *s)
{
	struct expected *e;

	RAW(s, SYS_getpgid, 0)->result++;
	RAW(s, SYS_getpgid, 0)->params++;
	RAW(s, SYS_getpgid, 0)->at_most = 1;
	RAW(s, SYS_getpgid, 0)->compat = true;
	number(RAW(s, SYS_getpgid, 0), 2, 1);
	e = CALL(s, EV_SYSCALL_WRITE_X, SYS_write, -1, "data", 4);
	bytes(e, 1, "dat", 3);
	e = CALL(s, EV_SYSCALL_CHDIR_X, SYS_chdir, "/none");
	text(e, 1, "/non");
	fails(RAW(s, SYS_getpgid, 0), ESRCH);
	/* One too many, and one that never was. */
	raw_call(SYS_getpgid, 0, 0, 0, 0, 0, 0);
	noting_tid = 1;
	note(s, __LINE__, EV_SYSCALL_CHDIR_X, SYS_chdir, 0);
}

static const struct trial trials[] = {
	{"files", files, 0, 0, 0},
	{"descriptors", descriptors, 0, 0, 0},
	{"paths", paths, 0, 0, 0},
	{"attributes", attributes, 0, 0, 0},
	{"large data", large_data, 0, 65000, 0},
	{"memory", memory, 0, 0, 0},
	{"ids", ids, 0, 0, 0},
	{"capabilities", capabilities, 0, 0, 0},
	{"limits and scheduling", standing, 0, 0, 0},
	{"time", times, 0, 0, 0},
	{"between processes", ipc, 0, 0, 0},
	{"waiting", waiting, 0, 0, 0},
	{"machine", machine, 0, 0, 0},
	{"connections", connections, 0, 0, 0},
	{"local sockets", local_sockets, 0, 0, 0},
	{"datagrams and no sockets", special_sockets, 0, 0, 0},
	{"socket options", options, 0, 0, 0},
	{"processes", children, 0, 0, 0},
	{"threads", threads, SONDE_TRACE_EXIT, 0, 0},
	{"programs started", programs_started, SONDE_TRACE_EXIT, 0, 0},
	{"programs refused", programs_refused, 0, 0, 0},
	{"ends", endings, SONDE_TRACE_EXIT, 0, 0},
	{"calls denied", denied, 0, 0, 0},
	{"ptrace", traced, 0, 0, 0},
	{"32-bit calls", compat, 0, 0, 0},
	{"32-bit calls behind one number", compat_sockets, 0, 0, 0},
	{"signals", signals, SONDE_TRACE_SIGNAL, 0, 0},
	{"page faults", faults, SONDE_TRACE_FAULT, 0, 0},
	{"switches", switches, SONDE_TRACE_SWITCH, 0, 0},
	{"processor time", processor_time, SONDE_TRACE_USAGE, 0, 0},
	{"mistakes", mistaken, 0, 0, 10},
};

static void list_unseen(const struct totals *totals)
{
	printf("not among them:");
#define NATIVE_X86_64(nr, name, ...)                                                     \
	if (!totals->seen[nr])                                                           \
		printf(" %s", #name);
#include "driver/uapi/syscalls.def"
	printf("\n");
}

int main(int argc, char **argv)
{
	static struct totals totals;
	uint32_t calls = 0, missing = 0;
	size_t i;

	/* What calls/exec.c starts. */
	if (argc > 2 && !strcmp(argv[1], "leave"))
		_exit(atoi(argv[2]));
	setvbuf(stdout, NULL, _IOLBF, 0);
	learn_surroundings();
	for (i = 0; i < sizeof(trials) / sizeof(trials[0]); i++)
		if (!getenv("TRIAL") || !strcmp(getenv("TRIAL"), trials[i].name))
			compare(&trials[i], &totals);
	for (i = 0; i < sizeof(totals.seen); i++) {
		calls += totals.seen[i];
		missing += totals.missing[i];
	}
	list_unseen(&totals);
	printf("%u syscalls, %u calls, %u failures (%u of the syscalls are not in this kernel)\n",
	       calls, totals.calls, totals.failures, missing);
	if (!getenv("TRIAL") && calls < FEWEST_SYSCALLS) {
		printf("FAIL: fewer than %u\n", FEWEST_SYSCALLS);
		return 1;
	}
	return totals.failures != 0;
}
