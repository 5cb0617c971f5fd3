/*
 * Sockets of IPv4 and IPv6: connections, datagrams, several messages in one call, and addresses
 * that are none. What a tuple must hold comes from getsockname. calls_options.c has the options and
 * calls/local.c the local sockets; calls_test.c runs all of them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "calls/calls.h"
#include "expect.h"

static char page[4096];

/* An address and a port as rows have them; how many bytes. */
static size_t put_end(uint8_t *to, const struct sockaddr_in6 *any)
{
	const struct sockaddr_in *in = (const void *)any;
	bool narrow = any->sin6_family == AF_INET;
	size_t size = narrow ? 4 : 16;
	uint16_t port = ntohs(narrow ? in->sin_port : any->sin6_port);

	memcpy(to, narrow ? (const void *)&in->sin_addr : (const void *)&any->sin6_addr, size);
	memcpy(to + size, &port, 2);
	return size + 2;
}

static void address(struct expected *e, uint32_t parameter, const struct sockaddr_in6 *any)
{
	uint8_t recorded[40] = {(uint8_t)any->sin6_family};

	bytes(e, parameter, recorded, 1 + put_end(recorded + 1, any));
}

static void tuple(struct expected *e, uint32_t parameter, const struct sockaddr_in6 *first,
		  const struct sockaddr_in6 *second)
{
	uint8_t recorded[60] = {(uint8_t)first->sin6_family};
	size_t size = 1;

	size += put_end(recorded + size, first);
	size += put_end(recorded + size, second);
	bytes(e, parameter, recorded, size);
}

static void name_of_socket(struct script *s, long fd, struct sockaddr_in6 *to)
{
	socklen_t size = sizeof(*to);

	memset(to, 0, sizeof(*to));
	CALL(s, EV_SOCKET_GETSOCKNAME_X, SYS_getsockname, fd, to, &size);
}

static long socket_of(struct script *s, int family, int type)
{
	struct expected *e = works(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, family, type, 0));

	number(e, 1, family);
	number(e, 2, type);
	number(e, 3, 0);
	number(e, 4, (type & SOCK_CLOEXEC ? 0x1000 : 0) | (type & SOCK_NONBLOCK ? 0x40 : 0));
	return e->result;
}

static struct sockaddr_in6 loopback(int family)
{
	struct sockaddr_in6 any = {.sin6_family = (sa_family_t)family, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr_in *in = (void *)&any;

	if (family == AF_INET) {
		memset(&any, 0, sizeof(any));
		in->sin_family = AF_INET;
		in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	}
	return any;
}

/* ---- connections ---- */

static void talk(struct script *s, long out, long in, const struct sockaddr_in6 *client,
		 const struct sockaddr_in6 *server)
{
	struct iovec pieces[3] = {{"mess", 4}, {UNMAPPED, 0}, {"age", 3}};
	struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 3};
	struct pollfd arrives = {.fd = (int)in, .events = POLLIN};
	struct expected *e;

	e = works(CALL(s, EV_SOCKET_SENDTO_X, SYS_sendto, out, "pi\0ng", 5, MSG_NOSIGNAL, 0, 0));
	bytes(e, 1, "pi\0ng", 5);
	number(e, 2, out);
	number(e, 3, 5);
	tuple(e, 4, client, server);
	works(CALL(s, EV_SYSCALL_POLL_X, SYS_poll, &arrives, 1, 1000));
	e = works(CALL(s, EV_SOCKET_RECVFROM_X, SYS_recvfrom, in, page, 100, 0, 0, 0));
	bytes(e, 1, "pi\0ng", 5);
	tuple(e, 2, client, server);
	number(e, 3, in);
	number(e, 4, 100);
	e = works(CALL(s, EV_SOCKET_SENDMSG_X, SYS_sendmsg, out, &message, 0));
	bytes(e, 1, "message", 7);
	number(e, 2, out);
	number(e, 3, 7);
	tuple(e, 4, client, server);
	pieces[0].iov_base = page;
	pieces[2].iov_base = page + 10;
	works(CALL(s, EV_SYSCALL_POLL_X, SYS_poll, &arrives, 1, 1000));
	e = works(CALL(s, EV_SOCKET_RECVMSG_X, SYS_recvmsg, in, &message, 0));
	number(e, 1, 7);
	bytes(e, 2, "message", 7);
	tuple(e, 3, client, server);
	empty(e, 4);
	number(e, 5, in);
	e = fails(CALL(s, EV_SOCKET_RECVFROM_X, SYS_recvfrom, in, page, 100, 0, 0, 0), EAGAIN);
	empty(e, 1);
	empty(e, 2);
	e = fails(CALL(s, EV_SOCKET_RECVMSG_X, SYS_recvmsg, in, &message, 0), EAGAIN);
	number(e, 1, 7);
	empty(e, 2);
	empty(e, 3);
	e = fails(CALL(s, EV_SOCKET_RECVMSG_X, SYS_recvmsg, in, UNMAPPED, 0), EFAULT);
	number(e, 1, 0);
	e->fault = true;
	e = fails(CALL(s, EV_SOCKET_SENDMSG_X, SYS_sendmsg, out, UNMAPPED, 0), EFAULT);
	empty(e, 1);
	number(e, 3, 0);
	e->fault = true;
	message.msg_iovlen = 1025;
	e = fails(CALL(s, EV_SOCKET_SENDMSG_X, SYS_sendmsg, out, &message, 0), EMSGSIZE);
	message.msg_iovlen = 1;
	pieces[0] = (struct iovec){UNMAPPED, 9};
	e = fails(CALL(s, EV_SOCKET_SENDMSG_X, SYS_sendmsg, out, &message, 0), EFAULT);
	empty(e, 1);
	number(e, 3, 9);
}

static void connection(struct script *s, int family, const struct sockaddr_in6 *host)
{
	struct sockaddr_in6 server = *host, client;
	socklen_t size = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(server);
	struct expected *e;
	long listener, out, in;

	listener = socket_of(s, family, SOCK_STREAM | SOCK_CLOEXEC);
	e = works(CALL(s, EV_SOCKET_BIND_X, SYS_bind, listener, &server, size));
	address(e, 1, &server);
	number(e, 2, listener);
	name_of_socket(s, listener, &server);
	e = works(CALL(s, EV_SOCKET_LISTEN_X, SYS_listen, listener, 17));
	number(e, 1, listener);
	number(e, 2, 17);
	out = socket_of(s, family, SOCK_STREAM);
	e = works(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &server, size));
	name_of_socket(s, out, &client);
	tuple(e, 1, &client, &server);
	number(e, 2, out);
	address(e, 3, &server);
	e = works(CALL(s, EV_SOCKET_ACCEPT4_6_X, SYS_accept4, listener, 0, 0,
		       SOCK_NONBLOCK | SOCK_CLOEXEC));
	in = e->result;
	tuple(e, 1, &client, &server);
	number(e, 2, 0);
	number(e, 3, 0);
	number(e, 4, 17);
	number(e, 5, 0x1040);
	size = sizeof(client);
	CALL(s, EV_SOCKET_GETPEERNAME_X, SYS_getpeername, in, page, &size);
	CALL(s, EV_SOCKET_GETPEERNAME_X, SYS_getpeername, -1, page, &size);
	talk(s, out, in, &client, &server);
	e = fails(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &server, sizeof(server)), EISCONN);
	empty(e, 1);
	address(e, 3, &server);
	e = works(CALL(s, EV_SOCKET_SHUTDOWN_X, SYS_shutdown, out, SHUT_WR));
	number(e, 1, out);
	number(e, 2, 1);
	e = fails(CALL(s, EV_SOCKET_SENDTO_X, SYS_sendto, out, "late", 4, MSG_NOSIGNAL, 0, 0), EPIPE);
	bytes(e, 1, "late", 4);
	e = fails(CALL(s, EV_SOCKET_SHUTDOWN_X, SYS_shutdown, out, 77), EINVAL);
	number(e, 2, 77);
	/* Two wait, one is taken: one of five is left. */
	works(CALL(s, EV_SOCKET_LISTEN_X, SYS_listen, listener, 5));
	out = socket_of(s, family, SOCK_STREAM);
	works(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &server, sizeof(server)));
	name_of_socket(s, out, &client);
	out = socket_of(s, family, SOCK_STREAM);
	works(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &server, sizeof(server)));
	e = works(CALL(s, EV_SOCKET_ACCEPT_5_X, SYS_accept, listener, 0, 0));
	tuple(e, 1, &client, &server);
	number(e, 2, 20);
	number(e, 3, 1);
	number(e, 4, 5);
	works(CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, out));
	works(CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, listener));
	/* Nobody is there any more; and one who does not wait to know it. */
	out = socket_of(s, family, SOCK_STREAM | SOCK_NONBLOCK);
	e = CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &server, sizeof(server));
	if (e->result == -ECONNREFUSED)
		empty(e, 1);
	address(e, 3, &server);
}

void connections(struct script *s)
{
	struct sockaddr_in6 host = loopback(AF_INET);

	connection(s, AF_INET, &host);
	host = loopback(AF_INET6);
	connection(s, AF_INET6, &host);
	/* IPv4 through a socket of IPv6. */
	inet_pton(AF_INET6, "::ffff:127.0.0.1", &host.sin6_addr);
	connection(s, AF_INET6, &host);
}

/* ---- datagrams ---- */

static void several(struct script *s, long out, long in, const struct sockaddr_in6 *client,
		    struct sockaddr_in6 *server)
{
	static struct iovec pieces[3], room[3];
	static struct mmsghdr many[3];
	static struct sockaddr_in6 from[3];
	static const char *const texts[] = {"first", "second", ""};
	struct expected *e;
	unsigned i;

	memset(many, 0, sizeof(many));
	for (i = 0; i < 3; i++) {
		pieces[i] = (struct iovec){(char *)texts[i], strlen(texts[i])};
		many[i].msg_hdr = (struct msghdr){server, sizeof(*server), &pieces[i], 1, 0, 0, 0};
	}
	e = works(CALL(s, EV_SOCKET_SENDMMSG_X, SYS_sendmmsg, out, many, 3, 0));
	for (i = 0; i < 3; i++) {
		if (i)
			e = note(s, __LINE__, EV_SOCKET_SENDMMSG_X, SYS_sendmmsg, 0);
		e->result = (int64_t)strlen(texts[i]);
		number(e, 1, out);
		number(e, 2, e->result);
		bytes(e, 3, texts[i], (size_t)e->result);
		tuple(e, 4, client, server);
	}
	memset(many, 0, sizeof(many));
	for (i = 0; i < 3; i++) {
		room[i] = (struct iovec){page + 100 * i, 5};
		many[i].msg_hdr = (struct msghdr){&from[i], sizeof(from[i]), &room[i], 1, 0, 0, 0};
	}
	e = works(CALL(s, EV_SOCKET_RECVMMSG_X, SYS_recvmmsg, in, many, 3, MSG_WAITFORONE, 0));
	for (i = 0; i < 3; i++) {
		if (i)
			e = note(s, __LINE__, EV_SOCKET_RECVMMSG_X, SYS_recvmmsg, 0);
		e->result = i < 2 ? 5 : 0; /* the second was cut */
		number(e, 1, in);
		number(e, 2, 5);
		bytes(e, 3, texts[i], (size_t)e->result);
		tuple(e, 4, client, server);
		empty(e, 5);
	}
	e = fails(CALL(s, EV_SOCKET_RECVMMSG_X, SYS_recvmmsg, in, many, 3, MSG_DONTWAIT, 0), EAGAIN);
	number(e, 1, in);
	number(e, 2, 5);
	empty(e, 3);
	empty(e, 4);
	e = fails(CALL(s, EV_SOCKET_SENDMMSG_X, SYS_sendmmsg, out, UNMAPPED, 2, 0), EFAULT);
	number(e, 2, 0);
	empty(e, 3);
	e->fault = true;
}

static void datagrams(struct script *s, int family)
{
	struct sockaddr_in6 server = loopback(family), client;
	struct sockaddr_in6 from;
	socklen_t size = sizeof(server);
	struct sockaddr nobody = {.sa_family = AF_UNSPEC};
	struct expected *e;
	long out, in;

	in = socket_of(s, family, SOCK_DGRAM);
	works(CALL(s, EV_SOCKET_BIND_X, SYS_bind, in, &server, size));
	name_of_socket(s, in, &server);
	out = socket_of(s, family, SOCK_DGRAM);
	e = works(CALL(s, EV_SOCKET_SENDTO_X, SYS_sendto, out, "datagram of some length",
		       23, 0, &server, size));
	name_of_socket(s, out, &client);
	bytes(e, 1, "datagram of some length", 23);
	tuple(e, 4, &client, &server);
	client = loopback(family);
	{
		struct sockaddr_in6 bound;

		name_of_socket(s, out, &bound);
		client.sin6_port = bound.sin6_port; /* at the same place in both families */
	}
	/* The length of the whole, of which only a part was taken. */
	e = works(CALL(s, EV_SOCKET_RECVFROM_X, SYS_recvfrom, in, page, 8, MSG_TRUNC, &from, &size));
	number(e, 0, 23);
	bytes(e, 1, "datagram", 8);
	{
		struct sockaddr_in6 sender = client;

		tuple(e, 2, &sender, &server);
	}
	number(e, 4, 8);
	e = works(CALL(s, EV_SOCKET_SENDTO_X, SYS_sendto, out, UNMAPPED, 0, 0, &server, sizeof(server)));
	empty(e, 1);
	number(e, 3, 0);
	e = works(CALL(s, EV_SOCKET_RECVFROM_X, SYS_recvfrom, in, page, 8, 0, 0, 0));
	number(e, 0, 0);
	empty(e, 1);
	empty(e, 2); /* nobody asked from whom */
	e = fails(CALL(s, EV_SOCKET_SENDTO_X, SYS_sendto, out, "to nobody", 9, 0, 0, 0), EDESTADDRREQ);
	bytes(e, 1, "to nobody", 9);
	empty(e, 4);
	/* A datagram socket with a peer has the peer's address whatever is asked for. */
	e = works(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &server, sizeof(server)));
	tuple(e, 1, &client, &server);
	several(s, out, in, &client, &server);
	e = works(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, out, &nobody, sizeof(nobody)));
	empty(e, 1);
	empty(e, 3);
}

/* ---- what is no address, and no socket ---- */

void special_sockets(struct script *s)
{
	struct sockaddr_in6 server = loopback(AF_INET);
	struct expected *e;
	long fd;

	datagrams(s, AF_INET);
	datagrams(s, AF_INET6);
	e = fails(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, 99, -1, -1), EINVAL);
	number(e, 1, 99);
	number(e, 2, -1);
	number(e, 3, -1);
	e = fails(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, 99, SOCK_STREAM, 0), EAFNOSUPPORT);
	number(e, 1, 99);
	fd = socket_of(s, AF_INET, SOCK_STREAM);
	e = fails(CALL(s, EV_SOCKET_BIND_X, SYS_bind, fd, &server, 7), EINVAL);
	empty(e, 1); /* too short to hold an address */
	e = fails(CALL(s, EV_SOCKET_BIND_X, SYS_bind, fd, &server, -1), EINVAL);
	number(e, 2, fd);
	e = fails(CALL(s, EV_SOCKET_BIND_X, SYS_bind, fd, UNMAPPED, 16), EFAULT);
	empty(e, 1);
	e->fault = true;
	e = fails(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, fd, UNMAPPED, 16), EFAULT);
	empty(e, 1);
	empty(e, 3);
	e->fault = true;
	e = fails(CALL(s, EV_SOCKET_CONNECT_X, SYS_connect, 999, &server, 16), EBADF);
	empty(e, 1);
	number(e, 2, 999);
	address(e, 3, &server);
	e = fails(CALL(s, EV_SOCKET_LISTEN_X, SYS_listen, -1, -1), EBADF);
	number(e, 1, -1);
	number(e, 2, -1);
	e = fails(CALL(s, EV_SOCKET_ACCEPT_5_X, SYS_accept, fd, 0, 0), EINVAL);
	empty(e, 1);
	e = fails(CALL(s, EV_SOCKET_ACCEPT4_6_X, SYS_accept4, -1, 0, 0, 0), EBADF);
	empty(e, 1);
	number(e, 3, 0);
	number(e, 4, 0);
	number(e, 5, 0);
	e = fails(CALL(s, EV_SOCKET_SENDTO_X, SYS_sendto, -1, "x", 1, 0, &server, sizeof(server)), EBADF);
	bytes(e, 1, "x", 1);
	empty(e, 4);
	e = fails(CALL(s, EV_SOCKET_RECVFROM_X, SYS_recvfrom, -1, page, ~0ul, 0, 0, 0), EBADF);
	empty(e, 1);
	number(e, 4, -1);
	fd = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, "/dev/null", O_RDWR))->result;
	e = fails(CALL(s, EV_SOCKET_SENDTO_X, SYS_sendto, fd, "x", 1, 0, 0, 0), ENOTSOCK);
	empty(e, 4);
	e = works(CALL(s, EV_SOCKET_SOCKET_X, SYS_socket, AF_NETLINK, SOCK_RAW, 0));
	number(e, 1, AF_NETLINK);
	e = works(CALL(s, EV_SOCKET_BIND_X, SYS_bind, e->result, "\x10\0\0\0\0\0\0\0\0\0\0\0", 12));
	empty(e, 1);
}
