// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of sendmsg, recvmsg, sendmmsg and recvmmsg.
 * events.c calls each function here where a row of events.def has FN(name).
 */
#include <linux/socket.h>

#include "fill/fill.h"
#include "fill/puts.h"

struct message {
	unsigned long name, name_bytes, vector, count, control, control_bytes;
	u32 moved;	/* by this one of several */
};

/* struct msghdr and struct mmsghdr as the caller, of either word size, lays them out. */
static bool read_message(struct sonde_fill *f, struct message *m, bool one_of_many)
{
	u32 stride = f->compat ? 32 : 64;
	unsigned long at = f->args[1] + (one_of_many ? (unsigned long)f->message * stride : 0);
	u32 moved = 0;
	union {
		u64 wide[7];
		u32 narrow[7];
	} header;

	memset(m, 0, sizeof(*m));
	if (!sonde_read_user(f, &header, at, f->compat ? 28 : 56))
		return false;
	if (f->compat) {
		m->name = header.narrow[0];
		m->name_bytes = header.narrow[1];
		m->vector = header.narrow[2];
		m->count = header.narrow[3];
		m->control = header.narrow[4];
		m->control_bytes = header.narrow[5];
	} else {
		m->name = header.wide[0];
		m->name_bytes = (u32)header.wide[1];
		m->vector = header.wide[2];
		m->count = header.wide[3];
		m->control = header.wide[4];
		m->control_bytes = header.wide[5];
	}
	if (one_of_many && f->ret > 0)
		sonde_read_user(f, &moved, at + (f->compat ? 28 : 56), sizeof(moved));
	m->moved = moved;
	return true;
}

static void put_message_size(struct sonde_fill *f, bool many, u32 bytes)
{
	struct message m;

	sonde_put_integer(f, read_message(f, &m, many) ? sonde_vector_bytes(f, m.vector, m.count)
						       : 0, bytes);
}

static void put_message_data(struct sonde_fill *f, bool many)
{
	struct message m;
	u64 moved;

	if (!read_message(f, &m, many)) {
		sonde_put_empty(f);
		return;
	}
	moved = many ? m.moved : f->ret > 0 ? f->ret : 0;
	if (f->ret < 0 && f->writes)
		moved = sonde_vector_bytes(f, m.vector, m.count);
	sonde_put_vector(f, m.vector, m.count, moved);
}

static void put_message_tuple(struct sonde_fill *f, bool many)
{
	struct message m;

	if (!read_message(f, &m, many))
		sonde_put_empty(f);
	else if (f->writes)
		sonde_put_peer_sent_to(f, m.name, m.name_bytes);
	else
		sonde_put_peer_received_from(f, m.name, m.name_bytes);
}

static void put_message_control(struct sonde_fill *f, bool many)
{
	struct message m;
	u32 room = min(sonde_room(f), SONDE_LIST_BYTES);

	if (f->ret >= 0 && read_message(f, &m, many) && m.control && m.control_bytes) {
		u32 size = min_t(u64, m.control_bytes, room);

		sonde_put_done(f, sonde_read_user(f, f->at, m.control, size) ? size : 0);
	} else {
		sonde_put_empty(f);
	}
}

PUT(message_size) { put_message_size(f, false, bytes); }
PUT(message_data) { put_message_data(f, false); }
PUT(message_tuple) { put_message_tuple(f, false); }
PUT(message_control) { put_message_control(f, false); }
PUT(messages_size) { put_message_size(f, true, bytes); }
PUT(messages_data) { put_message_data(f, true); }
PUT(messages_tuple) { put_message_tuple(f, true); }
PUT(messages_control) { put_message_control(f, true); }

PUT(messages_result)
{
	struct message m;

	if (f->ret > 0 && read_message(f, &m, true))
		sonde_put_integer(f, m.moved, bytes);
	else
		sonde_put_integer(f, f->ret, bytes);
}
