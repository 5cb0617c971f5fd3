// SPDX-License-Identifier: GPL-2.0-only
/*
 * Expands events.def into one fill function per row and one switch. The only clever file: a row is
 * a list of P(name, type, format, info, source, doc), and here a P becomes the put that its source
 * asks for, with the size of its type. Everything else about rows is a sum or an or over its P.
 *
 * A new row needs nothing here; a new FN(name) or DATA(name) is a function sonde_put_<name>() in
 * the file of its subject.
 */
#include <linux/fcntl.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/prctl.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <asm/ioctls.h>

#include "fill/events.h"
#include "fill/puts.h"
#include "numbers.h"

/* A word of types.def; the kernel's own of that name is not used here. */
#undef CLASS

/* The size of a type; 0 where it varies. */
enum {
#define TYPE(id, name, bytes, doc) BYTES_##name = (bytes) < 0 ? 0 : (bytes),
#include "uapi/types.def"
};

/* Descriptors and process ids are ints that the caller's registers hold with any upper half. */
static __always_inline u64 widen(unsigned long argument, bool is_int)
{
	return is_int ? (u64)(s64)(int)argument : argument;
}

#define IS_INT(type) (TYPE_##type == TYPE_FD || TYPE_##type == TYPE_PID)
enum {
#define TYPE(id, name, bytes, doc) TYPE_##name = id,
#include "uapi/types.def"
};

/* The buffer of a call; how much of it was settled with the size of the record. */
static __always_inline void put_data(struct sonde_fill *f, u8 **at, u8 **length,
				     unsigned long from)
{
	u32 bytes = f->data;

	if (bytes && !sonde_read_user(f, *at, from, bytes))
		bytes = 0;
	*at += bytes;
	put_unaligned((u16)bytes, (u16 *)*length);
	*length += sizeof(u16);
}

/* ---- fill functions ---- */

/* A source as a word and an argument, so that a macro can be made of the word. */
#define KIND_RET		RET, 0
#define KIND_HOST		HOST, 0
#define KIND_ARG(n)		ARG, n
#define KIND_USTR(n)		USTR, n
#define KIND_UBUF(n)		UBUF, n
#define KIND_UOUT(n, bytes)	UOUT, (n, bytes)
#define KIND_UARRAY_SAME(n, bytes, count) UARRAY_SAME, (n, bytes, count)
#define KIND_FN(name)		FN, name
#define KIND_DATA(name)		DATA, name
#define APPLY(...)		APPLY_(__VA_ARGS__)

/*
 * Positions live in variables of the fill function, where the compiler need not fear that what is
 * written changes them; every other put gets them through @f.
 */
#define PUT_OTHER(put)		{ f->at = at; f->length = length; put; at = f->at; length = f->length; }
#define PUT_RET(n, type)	sonde_put_fixed(&at, &length, f->ret, BYTES_##type);
#define PUT_ARG(n, type)							\
	sonde_put_fixed(&at, &length, widen(f->args[n], IS_INT(type)), BYTES_##type);
#define PUT_USTR(n, type)	PUT_OTHER(sonde_put_user_text(f, f->args[n]))
#define PUT_UBUF(n, type)	put_data(f, &at, &length, f->args[n]);
#define PUT_UOUT(sized, type)	PUT_OTHER(PUT_STRUCTURE sized)
#define PUT_STRUCTURE(n, bytes)	sonde_put_answer(f, f->args[n], bytes)
#define PUT_UARRAY_SAME(sized, type) PUT_OTHER(PUT_LIST sized)
#define PUT_LIST(n, bytes, count) sonde_put_list(f, f->args[n], bytes, f->args[count])
#define PUT_FN(name, type)	PUT_OTHER(sonde_put_##name(f, BYTES_##type))
#define PUT_DATA		PUT_FN
#define PUT_HOST(n, type)

#define APPLY_(kind, argument, type) PUT_##kind(argument, type)
#define P(name, type, format, info, source, doc) APPLY(KIND_##source, type)
#define FILL(symbol, params)							\
	static noinline void fill_##symbol(struct sonde_fill *f)		\
	{									\
		u8 *at = f->at, *length = f->length;				\
										\
		params								\
		f->at = at;							\
		f->length = length;						\
	}
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) FILL(symbol, params)
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) FILL(symbol, params)
#include "uapi/events.def"
#undef APPLY_

void sonde_fill_event(struct sonde_fill *f, u32 event)
{
	/* Kernels without jump tables make a tree of the switch; the busiest need not climb it. */
	if (event == EVENT_SYSCALL_READ_X) {
		fill_SYSCALL_READ_X(f);
		return;
	}
	if (event == EVENT_SYSCALL_WRITE_X) {
		fill_SYSCALL_WRITE_X(f);
		return;
	}
	switch (event) {
#define EVENT(id, symbol, ...) case id: fill_##symbol(f); break;
#define OWN(id, symbol, ...) case id: fill_##symbol(f); break;
#include "uapi/events.def"
	}
}

/* ---- rows ---- */

enum {
#define EVENT_FLAG(name, value, doc) name = value,
#include "uapi/types.def"
};

/* Room for a parameter and its length. Data of calls is bounded by the snap length instead. */
#define ROOM_OF(type)								\
	(BYTES_##type ? BYTES_##type :						\
	 TYPE_##type == TYPE_SOCKADDR || TYPE_##type == TYPE_SOCKTUPLE ? 160 :	\
	 TYPE_##type == TYPE_FDLIST ? SONDE_LIST_BYTES : SONDE_TEXT_BYTES)
#define ROOM_RET(n, type)	ROOM_OF(type)
#define ROOM_ARG(n, type)	ROOM_OF(type)
#define ROOM_USTR(n, type)	ROOM_OF(type)
#define ROOM_UBUF(n, type)	0
#define ROOM_UOUT(sized, type)	ROOM_STRUCTURE sized
#define ROOM_STRUCTURE(n, bytes) (bytes)
#define ROOM_UARRAY_SAME(sized, type) SONDE_STRUCTURES_BYTES
#define ROOM_FN(name, type)	ROOM_OF(type)
#define ROOM_DATA(name, type)	0
#define ROOM_HOST(n, type)	0

/* What the source of one parameter means for the row, each in a place of its own of a sum. */
#define ONE(place)		(1ull << (place))
#define PARAMS_AT		32
#define DATA_AT			39
#define LOOSE_AT		46
#define SPECIAL_AT			53
#define BUFFER_AT		60	/* 1 more than the argument; no row has two buffers */
#define FIELD(sum, place)	((sum) >> (place) & 0x7f)

#define VARIES(type)		(BYTES_##type == 0)
#define NOTES_RET(n, type)	0
#define NOTES_ARG(n, type)	0
#define NOTES_USTR(n, type)	ONE(LOOSE_AT)
#define NOTES_UBUF(n, type)	(ONE(DATA_AT) + ((n) + ONE(0)) * ONE(BUFFER_AT))
#define NOTES_UOUT(sized, type)	ONE(LOOSE_AT)
#define NOTES_UARRAY_SAME(sized, type) ONE(LOOSE_AT)
#define NOTES_FN(name, type)							\
	(ONE(SPECIAL_AT) + VARIES(type) * ONE(LOOSE_AT) +				\
	 (TYPE_##type == TYPE_BYTEBUF || TYPE_##type == TYPE_DYN) * ONE(DATA_AT))
#define NOTES_DATA		NOTES_FN
#define NOTES_HOST(n, type)	0

#define APPLY_(kind, argument, type)						\
	+ (ONE(PARAMS_AT) + NOTES_##kind(argument, type) +			\
	   sizeof(u16) + ROOM_##kind(argument, type))

#define SUM(params)	(0ull params)

#define HAS_EFFECT(effect, word)	(!__builtin_strncmp(effect, word "(", sizeof(word)))

/*
 * These effects change what is known of threads and descriptors only with some arguments, see
 * sonde_changes_state(); or only what is told again with the next such call, as a datagram's peer.
 */
#define IS_MAYBE_STATE(effect)							\
	(HAS_EFFECT(effect, "RECEIVES") || HAS_EFFECT(effect, "FCNTLS") ||	\
	 HAS_EFFECT(effect, "CONTROLS") || HAS_EFFECT(effect, "CHECKS_SOCKET") || \
	 HAS_EFFECT(effect, "SETS_SUBREAPER"))
#define IS_STATE(flags, effect)							\
	((flags) & MODIFIES_STATE && !IS_MAYBE_STATE(effect) && !HAS_EFFECT(effect, "SENDS"))

#define CLASS_OF(id, flags, effect)						\
	((id) == EVENT_SCHEDSWITCH_6_E || (id) == EVENT_PAGE_FAULT_E ? SONDE_CLASS_SCHED : \
	 IS_STATE(flags, effect) ? SONDE_CLASS_STATE :				\
	 (flags) & (READS_FROM_FD | WRITES_TO_FD) ? SONDE_CLASS_IO : SONDE_CLASS_OTHER)

#define ROW(id, mask, effect, list)						\
	{									\
		.event = id,							\
		.bytes = SONDE_RECORD_BYTES + (u32)(SUM(list) & U32_MAX) +			\
			 (FIELD(SUM(list), LOOSE_AT) ? SONDE_RING_SLACK : 0),	\
		.params = FIELD(SUM(list), PARAMS_AT),				\
		.class = CLASS_OF(id, mask, effect),					\
		.flags = (FIELD(SUM(list), DATA_AT) ? SONDE_ROW_PAYLOAD : 0) |	\
			 (FIELD(SUM(list), SPECIAL_AT) ? SONDE_ROW_SPECIAL : 0) |	\
			 ((mask) & MODIFIES_STATE && IS_MAYBE_STATE(effect) ?	\
			  SONDE_ROW_MAYBE_STATE : 0) |				\
			 (SUM(list) >> BUFFER_AT ? SONDE_ROW_BUFFER : 0) |	\
			 ((mask) & WRITES_TO_FD ? SONDE_ROW_WRITES : 0) |	\
			 (HAS_EFFECT(effect, "OPENS") ? SONDE_ROW_OPENS : 0) |	\
			 ((id) == EVENT_SOCKET_SENDMMSG_X ||				\
			  (id) == EVENT_SOCKET_RECVMMSG_X ? SONDE_ROW_MANY : 0) |	\
			 SONDE_ROW_ARGUMENTS,					\
		.buffer = (SUM(list) >> BUFFER_AT) - !!(SUM(list) >> BUFFER_AT), \
	}

static const struct sonde_row rows[] = {
#define EVENT(id, symbol, name, dir, cat, cls, mask, effect, doc, params)	\
	[id] = ROW(id, mask, #effect, params),
#define P(name, type, format, info, source, doc) APPLY(KIND_##source, type)
#include "uapi/events.def"
};

static const struct sonde_row own_rows[] = {
#define OWN(id, symbol, name, dir, cat, cls, mask, effect, doc, params)		\
	[(id) - SONDE_EVENT_GAP] = ROW(id, mask, #effect, params),
#define P(name, type, format, info, source, doc) APPLY(KIND_##source, type)
#include "uapi/events.def"
};

const struct sonde_row *sonde_row(u32 event)
{
	return event >= SONDE_EVENT_GAP ? &own_rows[event - SONDE_EVENT_GAP] : &rows[event];
}

/* With the arguments where a 64-bit call has them. */
bool sonde_changes_state(struct sonde_fill *f, const struct sonde_row *row)
{
	if (f->ret < 0)
		return false;
	switch (row->event) {
	case EVENT_SYSCALL_FCNTL_X:
		return (u32)f->args[1] == F_DUPFD || (u32)f->args[1] == F_DUPFD_CLOEXEC ||
		       (u32)f->args[1] == F_SETFD;
	case EVENT_SYSCALL_IOCTL_3_X:
		return (u32)f->args[1] == FIOCLEX || (u32)f->args[1] == FIONCLEX;
	case EVENT_SOCKET_GETSOCKOPT_X:
		return (u32)f->args[1] == SOL_SOCKET && (u32)f->args[2] == SO_ERROR;
	case EVENT_SYSCALL_PRCTL_X:
		return (u32)f->args[0] == PR_SET_CHILD_SUBREAPER;
	case EVENT_SOCKET_RECVFROM_X:
		return false;
	case EVENT_SOCKET_RECVMSG_X:
		return sonde_message_brings_descriptors(f, false);
	case EVENT_SOCKET_RECVMMSG_X:
		return sonde_message_brings_descriptors(f, true);
	}
	return true;
}

/* ---- calls ---- */

static const u16 events_of_calls[] = {
#define NATIVE_X86_64(nr, name, code, enter, exit, sampling) [nr] = EVENT_##exit,
#include "uapi/syscalls.def"
};

/* One more than the number of arguments; 0 for a call that is not listed. */
static const u8 arities[] = {
#define A(...) + 1
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) [nr] = 1 args,
#include "uapi/calls.def"
};

#define MAX_ARGUMENTS	6u

struct sonde_row sonde_rows_of_calls[SONDE_MAX_SYSCALL + 1] __ro_after_init;

/* SONDE_EVENT_CALL, by its number of arguments. */
static struct sonde_row rows_of_arity[MAX_ARGUMENTS + 1] __ro_after_init;

static struct sonde_row __init row_of_arity(u32 arity)
{
	struct sonde_row row = *sonde_row(SONDE_EVENT_CALL);

	row.flags = arity ? SONDE_ROW_ARGUMENTS : 0;
	row.params = SONDE_CALL_PARAMS + arity;
	row.buffer = arity;
	row.bytes = SONDE_RECORD_BYTES + row.params * sizeof(u16) + sizeof(u64) + sizeof(u16) +
		    arity * sizeof(u64);
	return row;
}

/* A call with something behind its arguments. */
static struct sonde_row __init row_with_memory(struct sonde_row row, u32 number)
{
	bool has_data;
	u32 room, params = sonde_call_memory(number, &room, &has_data);

	if (params) {
		row.flags |= SONDE_ROW_SPECIAL | (has_data ? SONDE_ROW_PAYLOAD : 0);
		row.params += params;
		row.bytes += room + SONDE_RING_SLACK;
	}
	return row;
}

static struct sonde_row __init row_of_call(u32 number)
{
	u32 event = number < ARRAY_SIZE(events_of_calls) ? events_of_calls[number] : 0;
	u32 arity = number < ARRAY_SIZE(arities) && arities[number] ? arities[number] - 1 :
								     MAX_ARGUMENTS;

	/* The format's row for any other call has neither result nor arguments; ours has. */
	if (event > EVENT_GENERIC_X && event != SONDE_EVENT_CALL)
		return *sonde_row(event);
	return row_with_memory(rows_of_arity[arity], number);
}

const struct sonde_row *sonde_row_of_compat_call(u32 native, u32 index)
{
	u32 arity = sonde_arity_of_compat_call(native);

	return arity ? &rows_of_arity[arity] : &sonde_rows_of_calls[index];
}

void __init sonde_rows_start(void)
{
	u32 arity, number;

	sonde_call_memory_start();
	for (arity = 0; arity <= MAX_ARGUMENTS; arity++)
		rows_of_arity[arity] = row_of_arity(arity);
	for (number = 0; number <= SONDE_MAX_SYSCALL; number++)
		sonde_rows_of_calls[number] = row_of_call(number);
}

/* One more than the x86-64 number; 0 or less where there is none. */
static const s16 numbers_of_compat[] = {
#define NATIVE_IA32(nr, x86_64) [nr] = (x86_64) + 1,
#include "uapi/syscalls.def"
};

int sonde_number_of_compat(u32 native)
{
	return native < ARRAY_SIZE(numbers_of_compat) ? numbers_of_compat[native] - 1 : -1;
}
