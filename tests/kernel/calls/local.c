/*
 * Local sockets: named, abstract and nameless ones, passed descriptors, and the options of sockets.
 * Which two kernel objects belong together only the kernel knows: here, only that both are there.
 * calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "calls/calls.h"
#include "expect.h"

static char page[4096];

static void passed(struct script *s, int *pair)
{
	static union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr header; } control;
	struct iovec piece = {"fd", 2};
	struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	struct expected *e;

	control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET,
					  .cmsg_type = SCM_RIGHTS};
	memcpy(CMSG_DATA(&control.header), &pair[0], sizeof(int));
	e = works(CALL(s, EV_SOCKET_SENDMSG_X, SYS_sendmsg, pair[0], &message, 0));
	bytes(e, 1, "fd", 2);
	local(e, 4, "");
	memset(&control, 0, sizeof(control));
	piece.iov_base = page;
	e = works(CALL(s, EV_SOCKET_RECVMSG_X, SYS_recvmsg, pair[1], &message, MSG_CMSG_CLOEXEC));
	bytes(e, 2, "fd", 2);
	local(e, 3, "");
	bytes(e, 4, &control, message.msg_controllen); /* the new descriptor among it */
	e = works(CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, *(int *)CMSG_DATA(&control.header)));
}

void local_sockets(struct script *s)
{
	static struct sockaddr_un full, named = {AF_UNIX, "/tmp/calls/socket"};
	static const struct sockaddr_un hidden = {AF_UNIX, "\0hidden"};
	char whole[120] = {AF_UNIX};
	struct expected *e;
	long listener, out;
	int pair[2], none[2];

	listener = works(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_UNIX, SOCK_STREAM, 0))->result;
	e = works(CALL(s, EV_SOCKET_BIND_X, SYS_bind, listener, &named, sizeof(named)));
	bytes(e, 1, "\1/tmp/calls/socket", 19);
	works(CALL(s, EV_SOCKET_LISTEN_X, SYS_listen, listener, 3));
	out = works(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_UNIX, SOCK_STREAM, 0))->result;
	e = works(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &named, sizeof(named)));
	local(e, 1, "/tmp/calls/socket");
	bytes(e, 3, "\1/tmp/calls/socket", 19);
	e = works(CALL(s, EV_SOCKET_ACCEPT_5_X, SYS_accept, listener, 0, 0));
	local(e, 1, "/tmp/calls/socket");
	number(e, 4, 3);
	e = works(CALL(s, EV_SOCKET_SENDTO_X, SYS_sendto, out, "to it", 5, 0, 0, 0));
	local(e, 4, "/tmp/calls/socket");
	/* Abstract: the zero byte before the name is not recorded. */
	listener = works(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_UNIX, SOCK_STREAM, 0))->result;
	e = works(CALL(s, EV_SOCKET_BIND_X, SYS_bind, listener, &hidden, 9));
	bytes(e, 1, "\1hidden", 8);
	works(CALL(s, EV_SOCKET_LISTEN_X, SYS_listen, listener, 1));
	out = works(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_UNIX, SOCK_STREAM, 0))->result;
	e = works(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &hidden, 9));
	local(e, 1, "hidden");
	bytes(e, 3, "\1hidden", 8);
	e = works(CALL(s, EV_SOCKET_ACCEPT4_6_X, SYS_accept4, listener, 0, 0, SOCK_CLOEXEC));
	local(e, 1, "hidden");
	number(e, 5, 0x1000);
	/* No name: the kernel gives one. And as long a path as there can be, without a zero byte. */
	out = works(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_UNIX, SOCK_DGRAM, 0))->result;
	e = works(CALL(s, EV_SOCKET_BIND_X, SYS_bind, out, &named, 2));
	bytes(e, 1, "\1", 2);
	full.sun_family = AF_UNIX;
	memset(full.sun_path, 'p', sizeof(full.sun_path));
	memcpy(full.sun_path, "/tmp/", 5);
	memcpy(whole + 1, full.sun_path, sizeof(full.sun_path));
	out = works(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_UNIX, SOCK_DGRAM, 0))->result;
	e = works(CALL(s, EV_SOCKET_BIND_X, SYS_bind, out, &full, sizeof(full)));
	bytes(e, 1, whole, 1 + sizeof(full.sun_path) + 1);
	e = fails(CALL(s, EV_SOCKET_BIND_X, SYS_bind, out, &full, sizeof(full) + 1), EINVAL);
	e = fails(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &hidden, 5), ECONNREFUSED);
	empty(e, 1);
	bytes(e, 3, "\1hi", 4);
	e = works(CALL(s, EV_SOCKET_SOCKETPAIR_X, SYS_socketpair, AF_UNIX, SOCK_SEQPACKET, 0, pair));
	number(e, 1, pair[0]);
	number(e, 2, pair[1]);
	object(e, 3);
	object(e, 4);
	number(e, 5, AF_UNIX);
	number(e, 6, SOCK_SEQPACKET);
	number(e, 7, 0);
	e = fails(CALL(s, EV_SOCKET_SOCKETPAIR_X, SYS_socketpair, AF_INET, SOCK_STREAM, 0, none),
		  EOPNOTSUPP);
	number(e, 1, -1);
	number(e, 2, -1);
	number(e, 3, 0);
	number(e, 5, AF_INET);
	fails(CALL(s, EV_SOCKET_SOCKETPAIR_X, SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, UNMAPPED), EFAULT);
	passed(s, pair);
}

/* ---- options ---- */

static void set(struct script *s, long fd, int level, int name, const void *value, int size,
		int reported_level, int reported_name, const char *recorded, size_t reported_size)
{
	struct expected *e;

	e = works(CALL(s, EV_SOCKET_SETSOCKOPT_X, SYS_setsockopt, fd, level, name, value, size));
	number(e, 1, fd);
	number(e, 2, reported_level);
	number(e, 3, reported_name);
	bytes(e, 4, recorded, reported_size);
	number(e, 5, size);
}

static struct expected *get(struct script *s, int line, long fd, int name, void *value,
			    socklen_t *size)
{
	return note(s, line, EV_SOCKET_GETSOCKOPT_X, SYS_getsockopt,
		    raw_call(SYS_getsockopt, fd, SOL_SOCKET, name, (long)value, (long)size, 0));
}

void options(struct script *s)
{
	struct timeval timeout = {2, 500000};
	struct linger linger = {1, 3};
	struct expected *e;
	socklen_t size;
	long fd;
	int one = 1, answer = 0;
	int64_t cookie;
	char recorded[16];

	fd = works(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_INET, SOCK_STREAM, 0))->result;
	set(s, fd, SOL_SOCKET, SO_REUSEADDR, &one, 4, 1, SO_REUSEADDR, "\2\1\0\0\0", 5);
	set(s, fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout), 1, SO_RCVTIMEO,
	    "\4\0\xf9\x02\x95\0\0\0\0", 9); /* 2.5e9 nanoseconds */
	set(s, fd, SOL_TCP, TCP_NODELAY, &one, 4, 2, 0, "\0\1\0\0\0", 5);
	set(s, fd, SOL_SOCKET, SO_LINGER, &linger, 8, 1, SO_LINGER, "\0\1\0\0\0\3\0\0\0", 9);
	set(s, fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3, 1, SO_BINDTODEVICE, "\0lo", 4);
	set(s, fd, SOL_IP, IP_TTL, &one, 4, 0, 0, "\0\1\0\0\0", 5);
	size = 4;
	e = works(get(s, __LINE__, fd, SO_ERROR, &answer, &size));
	number(e, 1, fd);
	number(e, 2, 1);
	number(e, 3, SO_ERROR);
	bytes(e, 4, "\1\0\0\0\0\0\0\0\0", 9);
	number(e, 5, 4);
	size = 8;
	e = works(get(s, __LINE__, fd, SO_COOKIE, &cookie, &size));
	number(e, 3, 53);
	recorded[0] = 3;
	memcpy(recorded + 1, &cookie, 8);
	bytes(e, 4, recorded, 9);
	size = 100;
	e = works(get(s, __LINE__, fd, SO_TYPE, &answer, &size));
	bytes(e, 4, "\2\1\0\0\0", 5);
	number(e, 5, 4);
	size = sizeof(page);
	e = works(get(s, __LINE__, fd, SO_BINDTODEVICE, page, &size));
	bytes(e, 4, "\0lo", 4);
	number(e, 5, 3);
	e = fails(get(s, __LINE__, fd, 999, &answer, &size), ENOPROTOOPT);
	number(e, 3, 0);
	empty(e, 4);
	number(e, 5, 0);
	e = fails(get(s, __LINE__, -1, SO_TYPE, UNMAPPED, (socklen_t *)UNMAPPED), EBADF);
	number(e, 1, -1);
	empty(e, 4);
	e = fails(CALL(s, EV_SOCKET_SETSOCKOPT_X, SYS_setsockopt, fd, SOL_SOCKET, SO_KEEPALIVE,
		       UNMAPPED, 4), EFAULT);
	number(e, 3, SO_KEEPALIVE);
	empty(e, 4);
	e->fault = true;
	e = fails(CALL(s, EV_SOCKET_SETSOCKOPT_X, SYS_setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &one, -1),
		  EINVAL);
	number(e, 5, -1);
}
