/*
 * loss_test: what is lost when a ring gets full, and what is not. Traffic is not of the class that
 * changes what is known of processes, so it leaves room for those that do, and predicates apply to
 * it; a call with very many messages writes a bounded number of records and counts the others.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "reader.h"
#include "select.h"

#define MESSAGES 1024
#define WRITTEN 128 /* of these; MAX_MESSAGES of driver/syscalls.c */
#define PIECES 1024

static int loopback(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), sink;
	socklen_t size = sizeof(to);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = 0;
	sink = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (bind(sink, (struct sockaddr *)&to, sizeof(to)) ||
	    getsockname(sink, (struct sockaddr *)&to, &size) ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)))
		exit(1);
	return fd;
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

struct found {
	long execs, sends, messages, ioctls, dups, gaps, sum, size;
};

static struct found find(struct reader *reader)
{
	struct found f = {0};
	struct record record;
	uint32_t i;

	while (reader_next(reader, &record)) {
		f.execs += record.event == EV_SYSCALL_EXECVE_19_X && !reader_number(&record, 0);
		f.sends += record.event == EV_SOCKET_SENDTO_X;
		f.ioctls += record.event == EV_SYSCALL_IOCTL_3_X;
		f.dups += record.event == EV_SYSCALL_FCNTL_X;
		if (record.event == EV_SOCKET_SENDMMSG_X) {
			f.messages++;
			f.sum += (long)reader_number(&record, 0);
			f.size += (long)reader_number(&record, 2);
		}
		for (i = 0; record.event == EV_SONDE_GAP && i < SONDE_CLASSES; i++)
			f.gaps += (long)reader_number(&record, 2 + i);
	}
	return f;
}

static long lost(struct reader *reader, int class, int reason)
{
	long sum = 0;
	uint32_t cpu;

	for (cpu = 0; cpu < reader->cpus; cpu++)
		if (reader->data[cpu])
			sum += (long)reader->page[cpu]->lost[class][reason];
	return sum;
}

/* One CPU, a ring that nobody empties: first datagrams until it is full, then programs. */
static void traffic_and_programs(uint64_t ring_bytes, int programs)
{
	struct sonde_settings s = calls_only();
	struct reader reader;
	struct found found;
	int fd = loopback(), i;

	s.ring_bytes = ring_bytes;
	s.mode = SONDE_MODE_WITH_SELF;
	pin(0);
	open_or_die(&reader, &s);
	for (i = 0; i < (int)(ring_bytes / 64); i++)
		send(fd, "datagram", 8, 0);
	for (i = 0; i < programs; i++) {
		pid_t pid = fork();

		if (!pid) {
			execl("/bin/busybox", "true", NULL);
			_exit(1);
		}
		waitpid(pid, NULL, 0);
	}
	reader_stop(&reader);
	check("loss: datagrams were lost",
	      lost(&reader, SONDE_CLASS_IO, SONDE_LOST_FULL) > 0, 1);
	check("loss: nothing that changes processes was",
	      lost(&reader, SONDE_CLASS_STATE, SONDE_LOST_FULL), 0);
	found = find(&reader);
	check("loss: datagrams are there", found.sends > 0, 1);
	check("loss: all programs are there", found.execs, programs);
	reader_close(&reader);
	close(fd);
}

/* The predicate lets no call of ours through: what comes is what is always written. */
static void predicate_and_traffic(void)
{
	struct sonde_settings s = calls_only();
	struct reader reader;
	struct found found;
	int fd = loopback(), i, word;

	s.mode = SONDE_MODE_WITH_SELF;
	s.predicate.count = 1;
	s.predicate.terms[0].subject = SONDE_SUBJECT_COMM;
	s.predicate.terms[0].count = 1;
	strcpy(s.predicate.terms[0].comms[0], "no one");
	open_or_die(&reader, &s);
	for (i = 0; i < CALLS; i++) {
		send(fd, "datagram", 8, 0);
		ioctl(fd, FIONREAD, &word);
		fcntl(fd, F_GETFL);
	}
	close(fcntl(fd, F_DUPFD, 40));
	ioctl(fd, FIOCLEX);
	reader_stop(&reader);
	found = find(&reader);
	check("predicate: applies to datagrams", found.sends, 0);
	check("predicate: to requests, but for close-on-exec", found.ioctls, 1);
	check("predicate: and to fcntl, but for copies", found.dups, 1);
	reader_close(&reader);
	close(fd);
}

/* @pieces of one byte each in the first message, one in the others. */
static void many_messages(unsigned pieces)
{
	static struct mmsghdr headers[MESSAGES];
	static struct iovec vectors[PIECES];
	struct sonde_settings s = calls_only();
	struct reader reader;
	struct found found;
	int fd = loopback(), i, sent;

	for (i = 0; i < PIECES; i++)
		vectors[i] = (struct iovec){"x", 1};
	for (i = 0; i < MESSAGES; i++)
		headers[i].msg_hdr = (struct msghdr){.msg_iov = vectors, .msg_iovlen = pieces};
	s.mode = SONDE_MODE_WITH_SELF;
	open_or_die(&reader, &s);
	sent = (int)syscall(SYS_sendmmsg, fd, headers, MESSAGES, 0);
	reader_stop(&reader);
	check("messages: sent", sent, MESSAGES);
	found = find(&reader);
	check("messages: recorded", found.messages, WRITTEN);
	check("messages: their bytes", found.sum, WRITTEN * (long)pieces);
	check("messages: and sizes", found.size, WRITTEN * (long)pieces);
	check("messages: the others are counted",
	      lost(&reader, SONDE_CLASS_IO, SONDE_LOST_TOO_BIG), MESSAGES - WRITTEN);
	reader_close(&reader);
	close(fd);
}

/*
 * @large is lost for want of room, then @small is made until it is lost too. An event that asks for
 * no more room than it takes leaves less than one of it, which few of the small ones fit into.
 * Both are of one class.
 */
static void last_room(const char *what, void (*large)(void), void (*small)(void))
{
	struct sonde_settings s = calls_only();
	struct reader reader;
	uint64_t before;
	int i;

	s.ring_bytes = 128 << 10;
	s.mode = SONDE_MODE_WITH_SELF;
	pin(0);
	open_or_die(&reader, &s);
	for (i = 0; i < 10000 && !reader_lost(&reader); i++)
		large();
	before = reader_written(&reader);
	check(what, before > 100 && reader_lost(&reader) > 0, 1);
	for (i = 0; i < 200; i++)
		small();
	reader_stop(&reader);
	check(what, reader_written(&reader) - before < 10, 1);
	reader_close(&reader);
}

static void ask_status(void)
{
	struct stat st;

	syscall(SYS_fstat, 0, &st);
}

static void ask_parent(void) { syscall(SYS_getppid); }

static void write_nothing(void) { syscall(SYS_write, -1, "", 0); }

static void write_vector(void)
{
	static int null = -1;
	struct iovec piece = {"x", 1};

	if (null < 0)
		null = open("/dev/null", O_WRONLY);
	writev(null, &piece, 1);
}

/* ---- control groups ---- */

#define GROUPS "/tmp/groups"
#define LEVELS 40
#define KEPT 24 /* MAX_GROUPS of driver/fill/cgroup.c */

/* In a group far down: the record of a new process has the upper ones, and says that it is cut. */
static void deep_groups(void)
{
	char path[512] = GROUPS, wanted[512] = "pids=", at_end[600];
	struct sonde_settings s = calls_only();
	bool found = false;
	struct reader reader;
	struct record record;
	int i, fd;

	mkdir(GROUPS, 0755);
	if (mount("groups", GROUPS, "cgroup", 0, "pids")) {
		printf("SKIPPED deep groups: no hierarchy for pids here\n");
		return;
	}
	for (i = 0; i < LEVELS; i++) {
		sprintf(path + strlen(path), "/level%d", i);
		mkdir(path, 0755);
		if (i < KEPT)
			sprintf(wanted + strlen(wanted), "/level%d", i);
	}
	strcat(wanted, "/...");
	snprintf(at_end, sizeof(at_end), "%s/cgroup.procs", path);
	fd = open(at_end, O_WRONLY);
	check("groups: moved", write(fd, "0", 1), 1);
	close(fd);
	s.mode = SONDE_MODE_WITH_SELF;
	open_or_die(&reader, &s);
	if (!fork())
		_exit(0);
	wait(NULL);
	reader_stop(&reader);
	while (reader_next(&reader, &record)) {
		uint32_t p;

		for (p = 0; record.event == EV_SYSCALL_CLONE_20_X && p < record.params; p++) {
			struct parameter list = reader_parameter(&record, p);

			if (list.size > strlen(wanted))
				found |= memmem(list.bytes, list.size, wanted, strlen(wanted) + 1) != NULL;
		}
	}
	check("groups: the top is kept, the cut is marked", found, true);
	reader_close(&reader);
	fd = open(GROUPS "/cgroup.procs", O_WRONLY);
	if (write(fd, "0", 1) != 1)
		failures++;
	close(fd);
	for (i = LEVELS; i; i--) {
		rmdir(path);
		*strrchr(path, '/') = 0;
	}
	umount(GROUPS);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	predicate_and_traffic();
	many_messages(1);
	many_messages(PIECES);
	traffic_and_programs(1 << 20, 16);
	traffic_and_programs(512 << 10, 6);
	traffic_and_programs(128 << 10, 3);
	last_room("room: of an answer of fixed size", ask_status, ask_parent);
	last_room("room: of data in a vector", write_vector, write_nothing);
	deep_groups();
	printf("%s\n", failures ? "FAIL" : "PASS");
	return failures != 0;
}
