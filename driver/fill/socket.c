// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of calls on sockets: addresses, connections, queues, pairs; messages are in message.c.
 * Addresses of a connection come from the socket itself, not from the caller's memory, which may
 * have changed since; the caller's is used where the socket has none, as for a datagram to a named
 * peer. fill/events.c calls each function here where a row of events.def says FN(name).
 */
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/net.h>
#include <linux/socket.h>
#include <linux/un.h>
#include <net/af_unix.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/sock.h>

#include "compat/compat.h"
#include "fill/fill.h"
#include "fill/puts.h"

/* The largest address or tuple, with its family. */
#define ADDRESS_BYTES	(1 + 16 + sizeof(struct sockaddr_un))

/* ---- addresses that the caller passed ---- */

/* A copy of the caller's address with zeroes behind it; its length, or 0. */
static u32 read_address(struct sonde_fill *f, struct sockaddr_storage *to, unsigned long from,
			unsigned long bytes)
{
	u32 size = min_t(u64, bytes, sizeof(*to));

	memset(to, 0, sizeof(*to));
	if (!from || size < sizeof(sa_family_t) || !sonde_read_user(f, to, from, size))
		return 0;
	return size;
}

/* The path of a local socket; the zero byte before an abstract name is left out. */
static u32 copy_path(u8 *to, const char *path, u32 bytes)
{
	if (bytes && !*path) {
		path++;
		bytes--;
	}
	bytes = strnlen(path, bytes);
	memcpy(to, path, bytes);
	to[bytes] = 0;
	return bytes + 1;
}

static void put_address(struct sonde_fill *f, const struct sockaddr_storage *address, u32 size)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;
	const struct sockaddr_un *un = (const void *)address;
	u8 *to = f->at;

	if (size < sizeof(sa_family_t) || sonde_room(f) < ADDRESS_BYTES)
		goto empty;
	*to = address->ss_family;
	switch (address->ss_family) {
	case AF_INET:
		if (size < offsetofend(struct sockaddr_in, sin_addr))
			goto empty;
		memcpy(to + 1, &in->sin_addr, 4);
		put_unaligned(ntohs(in->sin_port), (u16 *)(to + 5));
		sonde_put_done(f, 7);
		break;
	case AF_INET6:
		if (size < offsetofend(struct sockaddr_in6, sin6_addr))
			goto empty;
		memcpy(to + 1, &in6->sin6_addr, 16);
		put_unaligned(ntohs(in6->sin6_port), (u16 *)(to + 17));
		sonde_put_done(f, 19);
		break;
	case AF_UNIX:
		sonde_put_done(f, 1 + copy_path(to + 1, un->sun_path,
						min_t(u32, size - sizeof(sa_family_t),
						      sizeof(un->sun_path))));
		break;
	default:
empty:
		sonde_put_empty(f);
	}
}

PUT(sockaddr)
{
	struct sockaddr_storage address;

	put_address(f, &address, read_address(f, &address, f->args[1], f->args[2]));
}

/* ---- connections ---- */

/* Both ends, in network order; @local and @remote as this socket sees them. */
struct ends {
	u16 family;
	__be16 local_port, remote_port;
	struct in6_addr local, remote;
	bool has_remote;
};

static void read_ends(struct sock *sk, struct ends *ends)
{
	const struct inet_sock *inet = inet_sk(sk);

	memset(ends, 0, sizeof(*ends));
	ends->family = sk->sk_family;
	ends->local_port = inet->inet_sport;
	ends->remote_port = inet->inet_dport;
	if (sk->sk_family == AF_INET) {
		ends->local.s6_addr32[0] = inet->inet_saddr;
		ends->remote.s6_addr32[0] = inet->inet_daddr;
#if IS_ENABLED(CONFIG_IPV6)
	} else {
		const struct ipv6_pinfo *np = inet6_sk(sk);

		ends->local = sk->sk_v6_rcv_saddr;
		ends->remote = sk->sk_v6_daddr;
		if (ipv6_addr_any(&ends->local) && np)
			ends->local = np->saddr;
#endif
	}
	ends->has_remote = ends->remote_port != 0;
}

/* A datagram's peer, when the socket has none. */
static void use_peer(struct ends *ends, const struct sockaddr_storage *peer, u32 size)
{
	const struct sockaddr_in *in = (const void *)peer;
	const struct sockaddr_in6 *in6 = (const void *)peer;

	if (size >= sizeof(*in) && peer->ss_family == AF_INET && ends->family == AF_INET) {
		ends->remote.s6_addr32[0] = in->sin_addr.s_addr;
		ends->remote_port = in->sin_port;
		ends->has_remote = true;
	} else if (size >= sizeof(*in6) - 4 && peer->ss_family == AF_INET6 &&
		   ends->family == AF_INET6) {
		ends->remote = in6->sin6_addr;
		ends->remote_port = in6->sin6_port;
		ends->has_remote = true;
	}
}

/* @inbound: the peer began it, so its address comes first. */
static void put_ends(struct sonde_fill *f, const struct ends *ends, bool inbound)
{
	const struct in6_addr *first = inbound ? &ends->remote : &ends->local;
	const struct in6_addr *second = inbound ? &ends->local : &ends->remote;
	u16 first_port = ntohs(inbound ? ends->remote_port : ends->local_port);
	u16 second_port = ntohs(inbound ? ends->local_port : ends->remote_port);
	u32 size = ends->family == AF_INET ? 4 : 16;
	u8 *to = f->at;

	*to++ = ends->family;
	memcpy(to, first, size);
	put_unaligned(first_port, (u16 *)(to + size));
	to += size + 2;
	memcpy(to, second, size);
	put_unaligned(second_port, (u16 *)(to + size));
	sonde_put_done(f, 1 + 2 * (size + 2));
}

/*
 * The path that a local socket is bound to, 1 byte for none. The peer of a socket may be released
 * while we look: everything is copied fault-safe, and the caller checks that the peer still is one.
 */
static u32 copy_bound_path(u8 *to, struct sock *sk)
{
	struct unix_address *address = NULL;
	struct sockaddr_un name;
	int bytes = 0;

	*to = 0;
	if (!sk || copy_from_kernel_nofault(&address, &unix_sk(sk)->addr, sizeof(address)) ||
	    !address || copy_from_kernel_nofault(&bytes, &address->len, sizeof(bytes)))
		return 1;
	bytes -= sizeof(sa_family_t);
	if (bytes <= 0 || bytes > (int)sizeof(name.sun_path) ||
	    copy_from_kernel_nofault(name.sun_path, address->name->sun_path, bytes))
		return 1;
	return copy_path(to, name.sun_path, bytes);
}

/*
 * A local socket: ids of the kernel's own objects show which two belong together. The path is that
 * of the side which was named: what the caller said, else the server's.
 */
static void put_local(struct sonde_fill *f, struct sock *sk, bool inbound,
		      const struct sockaddr_un *named, u32 size)
{
	struct sock *peer = READ_ONCE(unix_sk(sk)->peer);
	u8 *to = f->at;
	u32 path = 1;

	*to = AF_UNIX;
	put_unaligned(sonde_address_id(inbound ? sk : peer), (u64 *)(to + 1));
	put_unaligned(sonde_address_id(inbound ? peer : sk), (u64 *)(to + 9));
	to += 17;
	*to = 0;
	if (named && size > sizeof(sa_family_t))
		path = copy_path(to, named->sun_path,
				 min_t(u32, size - sizeof(sa_family_t), sizeof(named->sun_path)));
	if (path == 1)
		path = copy_bound_path(to, inbound ? sk : peer);
	if (path == 1)
		path = copy_bound_path(to, inbound ? peer : sk);
	if (peer && READ_ONCE(unix_sk(sk)->peer) != peer) {
		*to = 0;
		path = 1;
	}
	sonde_put_done(f, 17 + path);
}

/*
 * The two ends of the socket @fd. @peer: what the caller passed or received, for a socket without
 * one. An unconnected socket without a peer has no tuple.
 */
static void put_tuple(struct sonde_fill *f, int fd, bool inbound,
		      const struct sockaddr_storage *peer, u32 peer_size)
{
	struct sonde_file file = sonde_file_get(fd);
	struct socket *socket = file.file ? sonde_socket(file.file) : NULL;
	struct sock *sk = socket ? READ_ONCE(socket->sk) : NULL;
	struct ends ends;

	if (!sk || sonde_room(f) < 17 + ADDRESS_BYTES) {
		sonde_put_empty(f);
		goto out;
	}
	switch (sk->sk_family) {
	case AF_INET:
#if IS_ENABLED(CONFIG_IPV6)
	case AF_INET6:
#endif
		read_ends(sk, &ends);
		if (!ends.has_remote && peer)
			use_peer(&ends, peer, peer_size);
		if (ends.has_remote || !peer)
			put_ends(f, &ends, inbound);
		else
			sonde_put_empty(f);
		break;
	case AF_UNIX:
		put_local(f, sk, inbound, peer_size ? (const struct sockaddr_un *)peer : NULL,
			  peer_size);
		break;
	default:
		sonde_put_empty(f);
	}
out:
	sonde_file_put(file);
}

/* A connection goes on being made when the call that asked for it is interrupted. */
static bool may_connect(long ret)
{
	return ret == 0 || ret == -EINPROGRESS || ret == -EINTR || ret == -ERESTARTSYS;
}

PUT(connect_tuple)
{
	struct sockaddr_storage address;

	if (!may_connect(f->ret)) {
		sonde_put_empty(f);
		return;
	}
	put_tuple(f, f->args[0], false, &address,
		  read_address(f, &address, f->args[1], f->args[2]));
}

PUT(accept_tuple)
{
	if (f->ret < 0)
		sonde_put_empty(f);
	else
		put_tuple(f, f->ret, true, NULL, 0);
}

void sonde_put_peer_sent_to(struct sonde_fill *f, unsigned long address, unsigned long size)
{
	struct sockaddr_storage peer;

	put_tuple(f, f->args[0], false, &peer, read_address(f, &peer, address, size));
}

PUT(send_tuple)
{
	/* send() is sendto() without an address, and has only four arguments. */
	sonde_put_peer_sent_to(f, f->compat && f->message ? 0 : f->args[4], f->args[5]);
}

void sonde_put_peer_received_from(struct sonde_fill *f, unsigned long address, unsigned long size)
{
	struct sockaddr_storage peer;

	if (f->ret < 0)
		sonde_put_empty(f);
	else
		put_tuple(f, f->args[0], true, &peer, read_address(f, &peer, address, size));
}

PUT(receive_tuple)
{
	int size = 0;

	if (f->ret >= 0 && f->args[4] && f->args[5])
		sonde_read_user(f, &size, f->args[5], sizeof(size));
	sonde_put_peer_received_from(f, f->args[4], size > 0 ? size : 0);
}

/* ---- queues ---- */

static void learn_queue(struct sonde_fill *f)
{
	struct sonde_file file = sonde_file_get(f->args[0]);
	struct socket *socket = file.file ? sonde_socket(file.file) : NULL;
	struct sock *sk = socket ? READ_ONCE(socket->sk) : NULL;

	f->extra[0] = sk ? READ_ONCE(sk->sk_ack_backlog) : 0;
	f->extra[1] = sk ? READ_ONCE(sk->sk_max_ack_backlog) : 0;
	sonde_file_put(file);
}

PUT(accept_queue_percent)
{
	learn_queue(f);
	sonde_put_integer(f, f->extra[1] ? f->extra[0] * 100 / f->extra[1] : 0, bytes);
}

PUT(accept_queue_length) { sonde_put_integer(f, f->extra[0], bytes); }
PUT(accept_queue_limit) { sonde_put_integer(f, f->extra[1], bytes); }

PUT(socket_flags)
{
	u32 flags = 0;

	if (f->args[1] & SOCK_NONBLOCK)
		flags |= 0x40;
	if (f->args[1] & SOCK_CLOEXEC)
		flags |= 0x1000;
	sonde_put_integer(f, flags, bytes);
}

/* ---- pairs ---- */

PUT(pair_first)
{
	int pair[2] = { -1, -1 };

	f->extra[0] = 0;
	f->extra[1] = 0;
	if (f->ret == 0 && sonde_read_user(f, pair, f->args[3], sizeof(pair))) {
		struct sonde_file file = sonde_file_get(pair[0]);
		struct socket *socket = file.file ? sonde_socket(file.file) : NULL;
		struct sock *sk = socket ? READ_ONCE(socket->sk) : NULL;

		if (sk && sk->sk_family == AF_UNIX) {
			f->extra[0] = sonde_address_id(sk);
			f->extra[1] = sonde_address_id(READ_ONCE(unix_sk(sk)->peer));
		}
		sonde_file_put(file);
	}
	f->second = pair[1];
	sonde_put_integer(f, (s64)pair[0], bytes);
}

PUT(pair_second) { sonde_put_integer(f, (s64)f->second, bytes); }
PUT(pair_source) { sonde_put_integer(f, f->extra[0], bytes); }
PUT(pair_peer) { sonde_put_integer(f, f->extra[1], bytes); }
