// SPDX-License-Identifier: GPL-2.0-only
/*
 * Special parameters of setsockopt and getsockopt. fill/events.c calls each function here where a
 * row of events.def says FN(name); socket.c has what else sockets need.
 */
#include <linux/in.h>
#include <linux/net.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <net/sock.h>

#include "fill/fill.h"
#include "fill/puts.h"

PUT(sockopt_level)
{
	u8 level = f->args[1] == SOL_SOCKET ? 1 : f->args[1] == SOL_TCP ? 2 : 0;

	sonde_put_integer(f, level, bytes);
}

/* The format took the kernel's numbers up to 50 and then went its own way. */
PUT(sockopt_name)
{
	u8 name = 0;

	if (f->args[1] == SOL_SOCKET) {
		switch (f->args[2]) {
		case SO_PEERGROUPS:
			name = 51;
			break;
		case SO_MEMINFO:
			name = 52;
			break;
		case SO_COOKIE:
			name = 53;
			break;
		default:
			name = f->args[2] <= 50 ? f->args[2] : 0;
		}
	}
	sonde_put_integer(f, name, bytes);
}

#define VARIANT_BYTES	0
#define VARIANT_ERRNO	1
#define VARIANT_UINT32	2
#define VARIANT_UINT64	3
#define VARIANT_RELTIME	4

static void put_option_bytes(struct sonde_fill *f, unsigned long from, u32 size)
{
	u32 kept = min3(size, f->snaplen, sonde_room(f) - 1);

	*f->at = VARIANT_BYTES;
	sonde_put_done(f, !kept || sonde_read_user(f, f->at + 1, from, kept) ? 1 + kept : 0);
}

/* A value that cannot be read is no value: the parameter is empty then. */
static void put_option_value(struct sonde_fill *f, u8 variant, const void *value, u32 size,
			     bool known)
{
	*f->at = variant;
	memcpy(f->at + 1, value, size);
	sonde_put_done(f, known ? 1 + size : 0);
}

static void put_option(struct sonde_fill *f, unsigned long from, u32 size)
{
	s64 pair[2] = { }, span;
	u32 number = 0;
	bool known;

	switch (f->args[1] == SOL_SOCKET ? f->args[2] : SO_PEERNAME) {
	case SO_ERROR:
		known = sonde_read_user(f, &number, from, sizeof(number));
		span = -(s32)number;
		put_option_value(f, VARIANT_ERRNO, &span, sizeof(span), known);
		break;
	case SO_RCVTIMEO_OLD:
	case SO_RCVTIMEO_NEW:
	case SO_SNDTIMEO_OLD:
	case SO_SNDTIMEO_NEW:
		if (f->compat || size < sizeof(pair)) {
			put_option_bytes(f, from, size);
			break;
		}
		known = sonde_read_user(f, pair, from, sizeof(pair));
		span = pair[0] * NSEC_PER_SEC + pair[1] * NSEC_PER_USEC;
		put_option_value(f, VARIANT_RELTIME, &span, sizeof(span), known);
		break;
	case SO_COOKIE:
		known = sonde_read_user(f, pair, from, sizeof(pair[0]));
		put_option_value(f, VARIANT_UINT64, pair, sizeof(pair[0]), known);
		break;
	case SO_BINDTODEVICE:
	case SO_PEERCRED:
	case SO_LINGER:
	case SO_ATTACH_FILTER:
	case SO_PEERNAME:
	case SO_PEERSEC:
	case SO_PEERGROUPS:
	case SO_MEMINFO:
		put_option_bytes(f, from, size);
		break;
	default:
		if (size != sizeof(number)) {
			put_option_bytes(f, from, size);
			break;
		}
		known = sonde_read_user(f, &number, from, sizeof(number));
		put_option_value(f, VARIANT_UINT32, &number, sizeof(number), known);
	}
}

PUT(sockopt_value) { put_option(f, f->args[3], (int)f->args[4] > 0 ? f->args[4] : 0); }

static u32 option_size(struct sonde_fill *f)
{
	int size = 0;

	if (f->ret == 0 && f->args[4])
		sonde_read_user(f, &size, f->args[4], sizeof(size));
	return size > 0 ? size : 0;
}

PUT(sockopt_result)
{
	if (f->ret == 0)
		put_option(f, f->args[3], option_size(f));
	else
		sonde_put_empty(f);
}

PUT(sockopt_result_size) { sonde_put_integer(f, option_size(f), bytes); }
