/*
 * limits_test: what a request may take, and what one that fails leaves behind. Memory of rings is
 * charged to the user and bounded for the module; members of the device's group cannot shut the
 * administrator out; the number of a process that has ended hides no other; and with every
 * allocation of START, SET and RESUME failing in turn (kernels with fault injection) a consumer
 * that runs beside loses nothing.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "reader.h"
#include "select.h"

#define PARAMETERS "/sys/module/sonde/parameters/"
#define GROUP 100
#define USER 1000

static bool write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return written;
}

/* An open device that was started with rings of @bytes; or minus the error. */
static int started(uint64_t bytes)
{
	struct sonde_settings s = calls_only();
	int fd = open("/dev/sonde", O_RDWR | O_CLOEXEC), error;

	s.ring_bytes = bytes;
	if (fd < 0)
		return -errno;
	if (!ioctl(fd, SONDE_START, &s))
		return fd;
	error = errno;
	close(fd);
	return -error;
}

/* ---- memory ---- */

static void module_limit(void)
{
	int fd;

	check("limit: set", write_to(PARAMETERS "max_mib", "16"), 1);
	check("limit: more than the module may have", started(16 << 20), -ENOMEM);
	fd = started(4 << 20);
	check("limit: less than that", fd > 0, 1);
	close(fd);
	check("limit: taken back", write_to(PARAMETERS "max_mib", "0"), 1);
}

/* Runs @test in a process that may use the device only because of its group. */
static void as_member(void (*test)(void))
{
	const struct rlimit memory = {4 << 20, 4 << 20}; /* and 1 MiB for each CPU, see main() */
	const gid_t groups[] = {GROUP};
	int status;
	pid_t pid;

	chown("/dev/sonde", 0, GROUP);
	chmod("/dev/sonde", 0660);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		failures = 0;
		if (setrlimit(RLIMIT_MEMLOCK, &memory) || setgroups(1, groups) ||
		    setresgid(GROUP, GROUP, GROUP) || setresuid(USER, USER, USER))
			exit(99);
		test();
		fflush(stdout);
		_exit(failures);
	}
	waitpid(pid, &status, 0);
	failures += WIFEXITED(status) ? WEXITSTATUS(status) : 1;
	chown("/dev/sonde", 0, 0);
	chmod("/dev/sonde", 0600);
}

static void member_memory(void)
{
	uint64_t half = (3u << 20) / (uint64_t)sysconf(_SC_NPROCESSORS_CONF);
	int first, second;

	while (half & (half - 1))
		half &= half - 1;
	half *= 2; /* two of these are more than there is */
	first = started(half);
	check("member: rings within the limit", first > 0 ? 1 : first, 1);
	check("member: rings beyond it", started(half), -EDQUOT);
	ioctl(first, SONDE_STOP);
	check("member: stopped ones still count", started(half), -EDQUOT);
	close(first);
	second = started(half);
	check("member: closed ones do not", second > 0, 1);
	close(second);
}

/* ---- addresses of the kernel ---- */

/* The kernel stores into a page that is not there yet: its own code faults, at our address. */
static void fault_addresses(void)
{
	struct sonde_settings s = calls_only();
	long at_ours = 0, visible = 0;
	struct reader reader;
	struct record record;
	char *page;

	s.ring_bytes = 128 << 10;
	s.mode = SONDE_MODE_WITH_SELF;
	s.trace = SONDE_TRACE_FAULT;
	open_or_die(&reader, &s);
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	syscall(SYS_uname, page);
	reader_stop(&reader);
	while (reader_next(&reader, &record)) {
		if (record.event != EV_PAGE_FAULT_E)
			continue;
		at_ours += reader_number(&record, 0) == (int64_t)(uintptr_t)page;
		visible += reader_number(&record, 0) < 0 || reader_number(&record, 1) < 0;
	}
	check("addresses: a fault in the kernel is recorded", at_ours, 1);
	check("addresses: the kernel's is not", visible, 0);
	reader_close(&reader);
}

/* ---- places ---- */

static int blocked_go[2], blocked_done[2];

/* Takes all that it gets, stopped or not, and holds it until told to end. */
static void take_all(void)
{
	char byte;
	int count = 0, fd;

	while ((fd = started(128 << 10)) > 0) {
		if (count % 2)
			ioctl(fd, SONDE_STOP);
		count++;
	}
	check("places: a member gets all but one", count, 7);
	check("places: and then is refused", fd, -EBUSY);
	if (write(blocked_done[1], "d", 1) != 1 || read(blocked_go[0], &byte, 1) != 1)
		failures++;
}

static void places(void)
{
	int first, second;
	char byte;

	if (pipe(blocked_go) || pipe(blocked_done))
		exit(1);
	if (!fork()) {
		as_member(take_all);
		_exit(failures);
	}
	if (read(blocked_done[0], &byte, 1) != 1)
		failures++;
	first = started(128 << 10);
	check("places: the administrator has one left", first > 0, 1);
	second = started(128 << 10);
	check("places: and no more", second, -EBUSY);
	close(first);
	if (write(blocked_go[1], "g", 1) != 1)
		failures++;
	{
		int status;

		wait(&status);
		failures += status != 0;
	}
}

/* ---- the consumer's own process ---- */

static void another_by_its_number(void)
{
	struct sonde_settings s = calls_only();
	struct reader reader;
	struct worker w;
	char number[16];
	pid_t pid;

	memset(&reader, 0, sizeof(reader));
	s.mode = SONDE_MODE_WITH_SELF;
	open_or_die(&reader, &s);
	ioctl(reader.fd, SONDE_STOP);
	reader_close(&reader);

	/* The rings are the parent's, the start is the child's, who ends. */
	reader.fd = open("/dev/sonde", O_RDWR | O_CLOEXEC);
	s.mode = 0;
	pid = fork();
	if (!pid)
		_exit(ioctl(reader.fd, SONDE_START, &s) != 0);
	waitpid(pid, NULL, 0);
	check("self: rings of one who has ended", reader_map(&reader, s.ring_bytes), 0);
	snprintf(number, sizeof(number), "%d", pid - 1);
	check("self: next number set", write_to("/proc/sys/kernel/ns_last_pid", number), 1);
	w = start_worker(NULL, 0, false);
	check("self: another process has its number", w.pid, pid);
	finish_worker(&w);
	check("self: and is recorded", count_records(&reader, (uint32_t)pid).getppid, CALLS);
	reader_close(&reader);
}

static void dead_self(void)
{
	if (access("/proc/sys/kernel/ns_last_pid", W_OK)) {
		printf("SKIPPED a number used again: this kernel cannot set the next one\n");
		return;
	}
	another_by_its_number();
}

/* ---- failing allocations ---- */

static bool fail_nth(int n)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", n);
	return write_to("/proc/thread-self/fail-nth", number);
}

/* The allocation that was to fail did; else the request makes fewer. */
static bool has_failed(void)
{
	char number[16] = "";
	int fd = open("/proc/thread-self/fail-nth", O_RDONLY);
	bool failed = read(fd, number, sizeof(number) - 1) > 0 && !atoi(number);

	close(fd);
	fail_nth(0);
	return failed;
}

static bool can_fail(void)
{
	bool can = write_to("/sys/kernel/debug/failslab/ignore-gfp-wait", "N");

	write_to("/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N");
	write_to("/sys/kernel/debug/fail_page_alloc/min-order", "0");
	return can && fail_nth(0);
}

/* Returns how many failures the request got over. */
static int each_failing(unsigned long request, struct sonde_settings s, bool scoped)
{
	struct sonde_settings begin = calls_only();
	int n, fd, result, refused = 0;
	bool failed;

	begin.trace = SONDE_TRACE_EXIT;
	begin.ring_bytes = s.ring_bytes = 128 << 10;
	if (scoped) {
		s.scope.count = 1;
		s.scope.tgids[0] = getpid();
	}
	for (n = 1; n < 2000; n++) {
		fd = open("/dev/sonde", O_RDWR | O_CLOEXEC);
		if (request != SONDE_START && ioctl(fd, SONDE_START, &begin))
			failures++;
		if (request == SONDE_RESUME)
			ioctl(fd, SONDE_STOP);
		fail_nth(n);
		result = ioctl(fd, request, &s);
		failed = has_failed();
		refused += result != 0;
		close(fd);
		if (!failed)
			break;
		if (n > 40 && request == SONDE_START)
			n += 16; /* pages of rings, one like the other */
	}
	return refused;
}

static void failing(void)
{
	struct sonde_settings s = calls_only(), more = calls_only();
	struct worker w = start_worker(NULL, 0, false), other = start_worker(NULL, 0, false);
	struct reader scoped, all;

	more.trace |= SONDE_TRACE_SIGNAL | SONDE_TRACE_SWITCH | SONDE_TRACE_FAULT;
	more.predicate.count = 1;
	more.predicate.terms[0].subject = SONDE_SUBJECT_FAILED;
	more.predicate.terms[0].count = 1;
	s.scope.count = 1;
	s.scope.tgids[0] = w.pid;
	open_or_die(&scoped, &s);
	check("failing: START refused", each_failing(SONDE_START, more, false) > 0, 1);
	check("failing: START with a scope refused", each_failing(SONDE_START, more, true) > 0, 1);
	check("failing: SET refused", each_failing(SONDE_SET, more, false) > 0, 1);
	each_failing(SONDE_RESUME, more, false);
	finish_worker(&w);
	check("failing: the scope beside is whole",
	      count_records(&scoped, (uint32_t)w.pid).getppid, CALLS);
	reader_close(&scoped);
	s.scope.count = 0;
	open_or_die(&all, &s);
	finish_worker(&other);
	check("failing: the next start works",
	      count_records(&all, (uint32_t)other.pid).getppid, CALLS);
	reader_close(&all);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	write_to(PARAMETERS "member_mib", "1");
	module_limit();
	as_member(member_memory);
	as_member(fault_addresses);
	places();
	dead_self();
	if (can_fail())
		failing();
	else
		printf("SKIPPED failing allocations: this kernel has no fault injection\n");
	printf("%s\n", failures ? "FAIL" : "PASS");
	return failures != 0;
}
