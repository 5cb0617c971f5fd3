/*
 * What a thread of table_storm.c holds, and how it gets more of it: files, objects without a name,
 * connections and sockets, some passed on by message. Included by table_storm.c alone.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STORM_DESCRIPTORS_H
#define STORM_DESCRIPTORS_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

#define OWN		24	/* descriptors that one thread keeps */
#define DEEPEST		3
#define STACK_BYTES	65536

struct life {
	unsigned long state;
	int depth;
	int own[OWN];
	int owned;
};

static int threads;		/* of this process, besides the first */
static int shares_table;	/* with another process, or with threads */
static int alone;		/* nobody shares or passes anything */

static unsigned int roll(struct life *l, unsigned int sides)
{
	l->state = l->state * 6364136223846793005ul + 1442695040888963407ul;
	return (unsigned int)(l->state >> 33) % sides;
}

static void keep(struct life *l, int fd)
{
	if (fd < 0)
		return;
	if (l->owned < OWN) {
		l->own[l->owned++] = fd;
		return;
	}
	close(l->own[0]);
	l->own[0] = fd;
}

static void keep_both(struct life *l, const int *pair, int failed)
{
	if (failed)
		return;
	keep(l, pair[0]);
	keep(l, pair[1]);
}

static int any(struct life *l)
{
	return l->owned ? l->own[roll(l, l->owned)] : -1;
}

static void open_something(struct life *l)
{
	int on_exec = roll(l, 2) ? O_CLOEXEC : 0, directory, handle_mount;
	char name[64];
	struct {
		struct file_handle head;
		unsigned char bytes[128];
	} handle = { .head = { .handle_bytes = 128 } };

	snprintf(name, sizeof(name), "file-%u", roll(l, 50));
	switch (roll(l, 9)) {
	case 0:
		keep(l, open(name, O_RDWR | O_CREAT | on_exec, 0600));
		break;
	case 1:
		keep(l, open("/usr", O_RDONLY | O_DIRECTORY | on_exec));
		break;
	case 2:
		keep(l, open(".", O_TMPFILE | O_RDWR | on_exec, 0600));
		break;
	case 3:
		keep(l, creat(name, 0600));
		break;
	case 4:
		directory = open("/etc", O_PATH | O_DIRECTORY | on_exec);
		keep(l, openat(directory, "passwd", O_RDONLY | on_exec));
		keep(l, directory);
		break;
	case 5:
		keep(l, open("/dev/null", O_WRONLY | on_exec));
		break;
	case 6:
		keep(l, open("/no/such/file", O_RDONLY | on_exec));
		break;
	case 7:
		keep(l, open("/etc/../etc/hosts", O_RDONLY | on_exec));
		break;
	case 8:
		if (name_to_handle_at(AT_FDCWD, "/etc/passwd", &handle.head, &handle_mount, 0))
			break;
		directory = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		keep(l, open_by_handle_at(directory, &handle.head, O_RDONLY | on_exec));
		keep(l, directory);
		break;
	}
}

static void make_object(struct life *l)
{
	unsigned int marked = roll(l, 2);
	int on_exec = marked ? O_CLOEXEC : 0, pair[2];
	struct io_uring_params ring = { 0 };
	struct perf_event_attr event = { .size = sizeof(event), .type = PERF_TYPE_SOFTWARE };
	union bpf_attr map = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8,
			       .max_entries = 1 };
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR2);
	switch (roll(l, 15)) {
	case 0:
		keep(l, eventfd(0, on_exec));
		break;
	case 1:
		keep(l, epoll_create1(marked ? EPOLL_CLOEXEC : 0));
		break;
	case 2:
		keep(l, signalfd(-1, &signals, on_exec));
		break;
	case 3:
		keep(l, timerfd_create(CLOCK_MONOTONIC, marked ? TFD_CLOEXEC : 0));
		break;
	case 4:
		keep(l, inotify_init1(on_exec));
		break;
	case 5:
		keep(l, memfd_create("storm", marked ? MFD_CLOEXEC : 0));
		break;
	case 6:
		keep(l, (int)syscall(SYS_userfaultfd, on_exec));
		break;
	case 7:
		keep(l, (int)syscall(SYS_io_uring_setup, 4, &ring));
		break;
	case 8:
		keep(l, (int)syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof(map)));
		break;
	case 9:
		keep(l, (int)syscall(SYS_perf_event_open, &event, 0, -1, -1, marked ? 8 : 0));
		break;
	case 10:
		keep(l, (int)syscall(SYS_fanotify_init, marked, O_RDONLY));
		break;
	case 11:
		keep(l, (int)syscall(SYS_fsopen, "tmpfs", marked));
		break;
	case 12:
		keep(l, (int)syscall(SYS_pidfd_open, getpid(), 0));
		break;
	case 13:
		keep_both(l, pair, pipe2(pair, on_exec));
		break;
	case 14:
		keep_both(l, pair, pipe(pair));
		break;
	}
}

static void make_connection(struct life *l, int on_exec)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	int listener = socket(AF_INET, SOCK_STREAM | on_exec, 0), client;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	at.sin_port = htons((unsigned short)(2000 + roll(l, 30000)));
	if (!bind(listener, (struct sockaddr *)&at, sizeof(at)) && !listen(listener, 4)) {
		client = socket(AF_INET, SOCK_STREAM | on_exec, 0);
		if (!connect(client, (struct sockaddr *)&at, sizeof(at)))
			keep(l, accept4(listener, NULL, NULL, on_exec));
		keep(l, client);
	}
	keep(l, listener);
}

static void pass_descriptor(struct life *l)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { .space = { 0 } };
	char byte = 'x';
	struct iovec part = { &byte, 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	int pair[2], sent = any(l), got;

	if (alone || sent < 0 || roll(l, 3) || socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair))
		return;
	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.head), &sent, sizeof(int));
	if (sendmsg(pair[0], &message, 0) == 1 &&
	    recvmsg(pair[1], &message, roll(l, 2) ? MSG_CMSG_CLOEXEC : 0) == 1 &&
	    message.msg_controllen) {
		memcpy(&got, CMSG_DATA(&control.head), sizeof(int));
		keep(l, got);
	}
	close(pair[0]);
	close(pair[1]);
}

/* Sockets without a connection, but with an address. */
static void make_datagram_socket(struct life *l, int family, int on_exec)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(family, SOCK_DGRAM | on_exec, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	at.sin_port = htons((unsigned short)(2000 + roll(l, 30000)));
	snprintf(name.sun_path, sizeof(name.sun_path), "socket-%d-%u", getpid(), roll(l, 1 << 30));
	if (family == AF_INET)
		connect(fd, (struct sockaddr *)&at, sizeof(at));
	else
		bind(fd, (struct sockaddr *)&name, sizeof(name));
	keep(l, fd);
}

static void make_socket(struct life *l)
{
	int on_exec = roll(l, 2) ? SOCK_CLOEXEC : 0, pair[2];

	switch (roll(l, 9)) {
	case 0:
		keep(l, socket(AF_INET, SOCK_DGRAM | on_exec, 0));
		break;
	case 1:
		keep(l, socket(AF_INET6, SOCK_STREAM | on_exec, 0));
		break;
	case 2:
		keep(l, socket(AF_UNIX, SOCK_STREAM | on_exec, 0));
		break;
	case 3:
		keep(l, socket(AF_NETLINK, SOCK_RAW | on_exec, 0));
		break;
	case 4:
		keep_both(l, pair, socketpair(AF_UNIX, SOCK_STREAM | on_exec, 0, pair));
		break;
	case 5:
		make_connection(l, on_exec);
		break;
	case 6:
		pass_descriptor(l);
		break;
	case 7:
		make_datagram_socket(l, AF_INET, on_exec);
		break;
	case 8:
		make_datagram_socket(l, AF_UNIX, on_exec);
		break;
	}
}

#endif
