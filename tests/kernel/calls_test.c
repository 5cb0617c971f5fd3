/*
 * Calls with ordinary and awkward arguments, failing ones among them, and what must be recorded of
 * each. The values come from the test's own knowledge of what it does, and from stat and
 * getsockname asked before: never from the module. Runs in the virtual machine, as root, from
 * tests/vm/run.
 * Files and descriptors are in calls_files.c.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>

#include "calls_files.h"
#include "expect.h"

static char page[4096];
static const char *const unmapped = (const char *)0x10; /* nothing is ever there */

/* ---- sockets ---- */

static void put_inet(uint8_t *to, const struct sockaddr_in *address)
{
	uint16_t port = ntohs(address->sin_port);

	memcpy(to, &address->sin_addr, 4);
	memcpy(to + 4, &port, 2);
}

static void sockets(struct script *s)
{
	static const struct sockaddr_un un = {AF_UNIX, "/tmp/calls/socket"};
	static const struct sockaddr_un abstract = {AF_UNIX, "\0hidden"};
	struct sockaddr_in server = {.sin_family = AF_INET}, client;
	socklen_t size = sizeof(server);
	int listener, out, in, datagram, one = 1, pair[2], local;
	struct timeval timeout = {2, 500000};
	struct iovec pieces[2] = {{"mess", 4}, {"age", 3}};
	struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
	struct mmsghdr many[2];
	struct expected *e;
	uint8_t tuple[13];

	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	e = CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	listener = (int)e->result;
	number(e, 1, AF_INET);
	number(e, 2, SOCK_STREAM | SOCK_CLOEXEC);
	number(e, 3, 0);
	number(e, 4, 0x1000);
	e = CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, 99, 1, 0);
	number(e, 0, -EAFNOSUPPORT);
	e = CALL(s, EV_SOCKET_SETSOCKOPT_X, SYS_setsockopt, listener, SOL_SOCKET, SO_REUSEADDR, &one, 4);
	number(e, 1, listener);
	number(e, 2, 1);
	number(e, 3, SO_REUSEADDR);
	bytes(e, 4, "\2\1\0\0\0", 5);
	number(e, 5, 4);
	e = CALL(s, EV_SOCKET_BIND_X, SYS_bind, listener, &server, sizeof(server));
	tuple[0] = AF_INET;
	put_inet(tuple + 1, &server);
	bytes(e, 1, tuple, 7);
	number(e, 2, listener);
	CALL(s, EV_SOCKET_GETSOCKNAME_X, SYS_getsockname, listener, &server, &size);
	e = CALL(s, EV_SOCKET_LISTEN_X, SYS_listen, listener, 17);
	number(e, 1, listener);
	number(e, 2, 17);
	out = (int)CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_INET, SOCK_STREAM, 0)->result;
	e = CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &server, sizeof(server));
	size = sizeof(client);
	CALL(s, EV_SOCKET_GETSOCKNAME_X, SYS_getsockname, out, &client, &size);
	put_inet(tuple + 1, &client);
	put_inet(tuple + 7, &server);
	bytes(e, 1, tuple, 13);
	number(e, 2, out);
	put_inet(tuple + 1, &server);
	bytes(e, 3, tuple, 7);
	e = CALL(s, EV_SOCKET_ACCEPT4_6_X, SYS_accept4, listener, 0, 0, SOCK_NONBLOCK);
	in = (int)e->result;
	put_inet(tuple + 1, &client);
	put_inet(tuple + 7, &server);
	bytes(e, 1, tuple, 13);
	number(e, 2, 0);
	number(e, 3, 0);
	number(e, 4, 17);
	number(e, 5, 0x40);
	e = CALL(s, EV_SOCKET_SENDTO_X, SYS_sendto, out, "ping", 4, 0, 0, 0);
	bytes(e, 1, "ping", 4);
	number(e, 2, out);
	number(e, 3, 4);
	bytes(e, 4, tuple, 13);
	e = CALL(s, EV_SOCKET_RECVFROM_X, SYS_recvfrom, in, page, 100, 0, 0, 0);
	bytes(e, 1, "ping", 4);
	bytes(e, 2, tuple, 13);
	number(e, 3, in);
	number(e, 4, 100);
	e = CALL(s, EV_SOCKET_SENDMSG_X, SYS_sendmsg, out, &message, 0);
	bytes(e, 1, "message", 7);
	number(e, 2, out);
	number(e, 3, 7);
	bytes(e, 4, tuple, 13);
	pieces[0].iov_base = page;
	pieces[1].iov_base = page + 10;
	e = CALL(s, EV_SOCKET_RECVMSG_X, SYS_recvmsg, in, &message, 0);
	number(e, 1, 7);
	bytes(e, 2, "message", 7);
	bytes(e, 3, tuple, 13);
	empty(e, 4);
	number(e, 5, in);
	e = CALL(s, EV_SOCKET_RECVFROM_X, SYS_recvfrom, in, page, 100, 0, 0, 0);
	number(e, 0, -EAGAIN);
	empty(e, 1);
	e = CALL(s, EV_SOCKET_SETSOCKOPT_X, SYS_setsockopt, out, SOL_SOCKET, SO_RCVTIMEO, &timeout,
		 sizeof(timeout));
	bytes(e, 4, "\4\0\xf9\x02\x95\0\0\0\0", 9); /* 2.5e9 nanoseconds */
	e = CALL(s, EV_SOCKET_SETSOCKOPT_X, SYS_setsockopt, out, SOL_TCP, TCP_NODELAY, &one, 4);
	number(e, 2, 2);
	number(e, 3, 0);
	bytes(e, 4, "\0\1\0\0\0", 5);
	size = 4;
	e = CALL(s, EV_SOCKET_GETSOCKOPT_X, SYS_getsockopt, out, SOL_SOCKET, SO_ERROR, &one, &size);
	bytes(e, 4, "\1\0\0\0\0\0\0\0\0", 9);
	number(e, 5, 4);
	e = CALL(s, EV_SOCKET_SHUTDOWN_X, SYS_shutdown, out, SHUT_WR);
	number(e, 1, out);
	number(e, 2, 1);

	/* Datagrams to a named peer: the tuple is made of what the caller said. */
	datagram = (int)CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_INET, SOCK_DGRAM, 0)->result;
	e = CALL(s, EV_SOCKET_SENDTO_X, SYS_sendto, datagram, "dg", 2, 0, &server, sizeof(server));
	size = sizeof(client);
	CALL(s, EV_SOCKET_GETSOCKNAME_X, SYS_getsockname, datagram, &client, &size);
	put_inet(tuple + 1, &client);
	put_inet(tuple + 7, &server);
	bytes(e, 4, tuple, 13);
	pieces[0] = (struct iovec){"first", 5};
	pieces[1] = (struct iovec){"second", 6};
	memset(many, 0, sizeof(many));
	many[0].msg_hdr = (struct msghdr){&server, sizeof(server), &pieces[0], 1, 0, 0, 0};
	many[1].msg_hdr = (struct msghdr){&server, sizeof(server), &pieces[1], 1, 0, 0, 0};
	e = CALL(s, EV_SOCKET_SENDMMSG_X, SYS_sendmmsg, datagram, many, 2, 0);
	e->result = 5;
	number(e, 2, 5);
	bytes(e, 3, "first", 5);
	bytes(e, 4, tuple, 13);
	e = note(s, __LINE__, EV_SOCKET_SENDMMSG_X, 6);
	number(e, 1, datagram);
	bytes(e, 3, "second", 6);

	/* Local ones. */
	local = (int)CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_UNIX, SOCK_STREAM, 0)->result;
	e = CALL(s, EV_SOCKET_BIND_X, SYS_bind, local, &un, sizeof(un));
	bytes(e, 1, "\1/tmp/calls/socket", 19);
	e = CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, local, &abstract, 9);
	number(e, 0, -ECONNREFUSED);
	empty(e, 1);
	bytes(e, 3, "\1hidden", 8);
	e = CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, local, unmapped, 16);
	number(e, 0, -EFAULT);
	empty(e, 3);
	e = CALL(s, EV_SOCKET_SOCKETPAIR_X, SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair);
	number(e, 1, pair[0]);
	number(e, 2, pair[1]);
	number(e, 5, AF_UNIX);
	number(e, 6, SOCK_STREAM);
}

/* ---- processes ---- */

static void processes(struct script *s)
{
	struct expected *e;
	/* On the stack, because an exec that fails early never touches what it was given. */
	char zero[] = "zero", one[] = "one", none[] = "", a[] = "A=1", b[] = "B=2";
	char *arguments[] = {zero, one, none, NULL}, *environment[] = {a, b, NULL};
	struct rlimit limit = {100, 200};
	struct timespec span = {0, 5 * 1000 * 1000};
	uint32_t words[3];

	CALL(s, EV_SYSCALL_GETUID_X, SYS_getuid);
	CALL(s, EV_SYSCALL_GETEUID_X, SYS_geteuid);
	CALL(s, EV_SYSCALL_GETGID_X, SYS_getgid);
	CALL(s, EV_SYSCALL_GETEGID_X, SYS_getegid);
	e = CALL(s, EV_SYSCALL_GETRESUID_X, SYS_getresuid, &words[0], &words[1], &words[2]);
	number(e, 1, 0);
	number(e, 3, 0);
	e = CALL(s, EV_SYSCALL_SETRESGID_X, SYS_setresgid, 0, -1, 0);
	number(e, 2, -1);
	e = CALL(s, EV_SYSCALL_SETREUID_X, SYS_setreuid, 0, 0);
	number(e, 2, 0);
	e = CALL(s, EV_SYSCALL_SETPGID_X, SYS_setpgid, 0, 0);
	number(e, 1, 0);
	CALL(s, EV_SYSCALL_SETSID_X, SYS_setsid);
	e = CALL(s, EV_SYSCALL_KILL_X, SYS_kill, 999999, 15);
	number(e, 0, -ESRCH);
	number(e, 1, 999999);
	number(e, 2, 15);
	e = CALL(s, EV_SYSCALL_KILL_X, SYS_kill, -999999, 0);
	number(e, 1, -999999);
	e = CALL(s, EV_SYSCALL_TGKILL_X, SYS_tgkill, 1, 2, 3);
	number(e, 1, 1);
	number(e, 2, 2);
	number(e, 3, 3);
	e = CALL(s, EV_SYSCALL_SETRLIMIT_X, SYS_setrlimit, RLIMIT_CORE, &limit);
	number(e, 1, 100);
	number(e, 2, 200);
	number(e, 3, RLIMIT_CORE);
	limit.rlim_cur = 50;
	e = CALL(s, EV_SYSCALL_PRLIMIT_X, SYS_prlimit64, 0, RLIMIT_CORE, &limit, &limit);
	number(e, 3, 100);
	number(e, 4, 200);
	number(e, 6, RLIMIT_CORE);
	e = CALL(s, EV_SYSCALL_GETRLIMIT_X, SYS_getrlimit, RLIMIT_CORE, &limit);
	number(e, 1, 50);
	number(e, 2, 200);
	e = CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_SET_NAME, "a name");
	number(e, 1, PR_SET_NAME);
	text(e, 2, "a name");
	e = CALL(s, EV_SYSCALL_PRCTL_X, SYS_prctl, PR_SET_CHILD_SUBREAPER, 1);
	empty(e, 2);
	number(e, 3, 1);
	e = CALL(s, EV_SYSCALL_NANOSLEEP_X, SYS_nanosleep, &span, 0);
	number(e, 1, 5 * 1000 * 1000);
	e->at_least = 5 * 1000 * 1000;
	e = CALL(s, EV_SYSCALL_NANOSLEEP_X, SYS_nanosleep, 0, 0);
	number(e, 0, -EFAULT);
	number(e, 1, -1);
	e = CALL(s, EV_SYSCALL_MMAP_X, SYS_mmap, 0, 8192, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	number(e, 4, 0);
	number(e, 5, 8192);
	number(e, 6, 3);
	number(e, 7, 2 | 8);
	number(e, 8, -1);
	number(e, 9, 0);
	{
		long at = e->result;

		e = CALL(s, EV_SYSCALL_MPROTECT_X, SYS_mprotect, at, 4096, PROT_READ);
		number(e, 1, at);
		number(e, 2, 4096);
		number(e, 3, 1);
		e = CALL(s, EV_SYSCALL_MUNMAP_X, SYS_munmap, at, 8192);
		number(e, 4, at);
		number(e, 5, 8192);
	}
	e = CALL(s, EV_SYSCALL_FUTEX_X, SYS_futex, words, 1, 2);
	number(e, 1, (int64_t)(uintptr_t)words);
	number(e, 2, 1);
	number(e, 3, 2);
	e = CALL(s, EV_SYSCALL_UNSHARE_X, SYS_unshare, CLONE_FILES);
	number(e, 1, 1);
	e = CALL(s, EV_SYSCALL_SETNS_X, SYS_setns, 444, CLONE_NEWNET);
	number(e, 1, 444);
	number(e, 2, 0x10);
	e = CALL(s, EV_SYSCALL_EXECVE_19_X, SYS_execve, "/does/not/exist", arguments, environment);
	number(e, 0, -ENOENT);
	text(e, 1, "zero");
	bytes(e, 2, "one\0", 5);
	text(e, 13, "a name");
	bytes(e, 15, "A=1\0B=2", 8);
	text(e, 30, "/does/not/exist");
	CALL(s, EV_SONDE_CALL, SYS_sched_yield);
	CALL(s, EV_SONDE_CALL, SYS_gettid);
}

/* ---- 32-bit calls ---- */

#define CALL_32(s, event, nr, a, b, c, d, e)                                             \
	note_32(s, __LINE__, event, raw_call_32(nr, (long)(a), (long)(b), (long)(c), d, e))

static struct expected *note_32(struct script *s, int line, uint32_t event, long result)
{
	struct expected *e = note(s, line, event, result);

	e->compat = true;
	return e;
}

static void compat(struct script *s)
{
	static char path[] = "/dev/null", data[] = "narrow";
	static struct { uint32_t base, size; } pieces[2];
	struct expected *e;
	int fd;

	e = CALL_32(s, EV_SYSCALL_OPEN_X, 5, path, O_WRONLY, 0, 0, 0);
	fd = (int)e->result;
	text(e, 1, path);
	number(e, 2, 2);
	e = CALL_32(s, EV_SYSCALL_WRITE_X, 4, fd, data, 6, 0, 0);
	bytes(e, 1, data, 6);
	number(e, 2, fd);
	pieces[0].base = (uint32_t)(uintptr_t)data;
	pieces[0].size = 3;
	pieces[1].base = (uint32_t)(uintptr_t)(data + 3);
	pieces[1].size = 2;
	e = CALL_32(s, EV_SYSCALL_WRITEV_X, 146, fd, pieces, 2, 0, 0);
	bytes(e, 1, "narro", 5);
	number(e, 3, 5);
	e = CALL_32(s, EV_SYSCALL_CLOSE_X, 6, fd, 0, 0, 0, 0);
	number(e, 1, fd);
	e = CALL_32(s, EV_SYSCALL_CLOSE_X, 6, -1, 0, 0, 0, 0);
	number(e, 1, -1);
	e = CALL_32(s, EV_SONDE_CALL, 20, 0, 0, 0, 0, 0); /* getpid */
	number(e, 1, 20);
	CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, fd);
}

int main(void)
{
	int wrong = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	wrong += compare("files", files);
	wrong += compare("descriptors", descriptors);
	wrong += compare("sockets", sockets);
	wrong += compare("processes", processes);
	wrong += compare("32-bit calls", compat);
	return wrong != 0;
}
