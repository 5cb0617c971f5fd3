// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of sendmsg, recvmsg, sendmmsg and recvmmsg.
 * events.c calls each function here where a row of events.def has FN(name).
 */
#include <linux/socket.h>

#include "fill/fill.h"
#include "fill/puts.h"

/* Layouts of either word size; the bytes that the last of several was moved lie behind each. */
#define HEADER_BYTES(compat)	((compat) ? 28u : 56u)
#define STRIDE_BYTES(compat)	((compat) ? 32u : 64u)

/* struct msghdr, or struct mmsghdr of one of several, as the caller lays it out. */
static bool read_header(struct sonde_fill *f, struct sonde_message *m, bool one_of_many)
{
	unsigned long at = f->args[1];
	union {
		u64 wide[8];
		u32 narrow[8];
	} header;
	u32 size = HEADER_BYTES(f->compat);

	if (one_of_many) {
		at += (unsigned long)f->message * STRIDE_BYTES(f->compat);
		size = STRIDE_BYTES(f->compat);
	}
	memset(m, 0, sizeof(*m));
	if (!sonde_read_user(f, &header, at, size))
		return false;
	if (f->compat) {
		m->name = header.narrow[0];
		m->name_bytes = header.narrow[1];
		m->vector = header.narrow[2];
		m->count = header.narrow[3];
		m->control = header.narrow[4];
		m->control_bytes = header.narrow[5];
		m->moved = one_of_many && f->ret > 0 ? header.narrow[7] : 0;
	} else {
		m->name = header.wide[0];
		m->name_bytes = (u32)header.wide[1];
		m->vector = header.wide[2];
		m->count = header.wide[3];
		m->control = header.wide[4];
		m->control_bytes = header.wide[5];
		m->moved = one_of_many && f->ret > 0 ? (u32)header.wide[7] : 0;
	}
	return true;
}

/* Once for each record, whatever the number of its parameters; NULL when it cannot be read. */
static const struct sonde_message *message(struct sonde_fill *f, bool one_of_many)
{
	if (!f->header_known)
		f->header_good = read_header(f, &f->header, one_of_many);
	f->header_known = true;
	return f->header_good ? &f->header : NULL;
}

#define MAX_CONTROLS	16u

/* Descriptors may come with it: the caller's list of control data has such an entry. */
static bool holds_descriptors(struct sonde_fill *f, bool one_of_many)
{
	u32 word = f->compat ? 4 : 8, i;
	unsigned long at, left;
	struct sonde_message m;

	if (!read_header(f, &m, one_of_many))
		return true;
	at = m.control;
	left = m.control_bytes;
	for (i = 0; i < MAX_CONTROLS && at && left >= word + 8; i++) {
		u64 bytes = 0;
		u32 kind[2];

		if (!sonde_read_user(f, &bytes, at, word) ||
		    !sonde_read_user(f, kind, at + word, sizeof(kind)))
			return true;
		if (kind[0] == SOL_SOCKET && kind[1] == SCM_RIGHTS)
			return true;
		if (bytes < word + 8)
			return false;
		bytes = round_up(bytes, word);
		if (bytes >= left)
			return false;
		at += bytes;
		left -= bytes;
	}
	return i == MAX_CONTROLS;
}

bool sonde_message_brings_descriptors(struct sonde_fill *f, bool one_of_many)
{
	u32 flags = f->flags;
	bool holds;

	pagefault_disable();
	holds = holds_descriptors(f, one_of_many);
	pagefault_enable();
	f->flags = flags;	/* what could not be read here is no parameter of the record */
	return holds;
}

static void put_message_size(struct sonde_fill *f, bool many, u32 bytes)
{
	const struct sonde_message *m = message(f, many);
	u64 size = m ? sonde_vector_bytes(f, m->vector, m->count) : 0;

	/* Not all pieces may have been looked at. */
	sonde_put_integer(f, m && !f->pieces ? max_t(u64, size, m->moved) : size, bytes);
}

static void put_message_data(struct sonde_fill *f, bool many)
{
	const struct sonde_message *m = message(f, many);
	u64 moved;

	if (!m) {
		sonde_put_empty(f);
		return;
	}
	moved = many ? m->moved : f->ret > 0 ? f->ret : 0;
	if (f->ret < 0 && f->writes)
		moved = f->snaplen;	/* what the pieces hold of it */
	sonde_put_vector(f, m->vector, m->count, moved);
}

static void put_message_tuple(struct sonde_fill *f, bool many)
{
	const struct sonde_message *m = message(f, many);

	if (!m)
		sonde_put_empty(f);
	else if (f->writes)
		sonde_put_peer_sent_to(f, m->name, m->name_bytes);
	else
		sonde_put_peer_received_from(f, m->name, m->name_bytes);
}

static void put_message_control(struct sonde_fill *f, bool many)
{
	const struct sonde_message *m = f->ret >= 0 ? message(f, many) : NULL;

	if (m && m->control && m->control_bytes) {
		u32 size = min3(m->control_bytes, (unsigned long)sonde_room(f),
				(unsigned long)SONDE_LIST_BYTES);

		sonde_put_done(f, sonde_read_user(f, f->at, m->control, size) ? size : 0);
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
	const struct sonde_message *m = f->ret > 0 ? message(f, true) : NULL;

	sonde_put_integer(f, m ? m->moved : f->ret, bytes);
}
