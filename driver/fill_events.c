// SPDX-License-Identifier: GPL-2.0-only
/*
 * Expands events.def into one fill function per row and one switch. The only clever file: a row is
 * a list of P(name, type, format, info, source, doc), and here a P becomes the put that its source
 * asks for, with the size of its type. Everything else about rows is a sum or an or over its P.
 *
 * A new row needs nothing here; a new FN(name) is a function sonde_put_<name>() in the file of its
 * subject.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "fill_events.h"
#include "fill_puts.h"

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

static __always_inline void put_buffer(struct sonde_fill *f, u32 argument)
{
	u64 bytes = f->ret > 0 ? f->ret : 0;

	if (f->ret < 0 && f->writes)
		bytes = f->args[argument + 1];
	sonde_put_user_bytes(f, f->args[argument], bytes);
}

/* ---- fill functions ---- */

/* A source as a word and an argument, so that a macro can be made of the word. */
#define KIND_RET		RET, 0
#define KIND_HOST		HOST, 0
#define KIND_ARG(n)		ARG, n
#define KIND_USTR(n)		USTR, n
#define KIND_UBUF(n)		UBUF, n
#define KIND_FN(name)		FN, name
#define APPLY(...)		APPLY_(__VA_ARGS__)

#define PUT_RET(n, type)	sonde_put_integer(f, f->ret, BYTES_##type);
#define PUT_ARG(n, type)	sonde_put_integer(f, widen(f->args[n], IS_INT(type)), BYTES_##type);
#define PUT_USTR(n, type)	sonde_put_user_text(f, f->args[n]);
#define PUT_UBUF(n, type)	put_buffer(f, n);
#define PUT_FN(name, type)	sonde_put_##name(f, BYTES_##type);
#define PUT_HOST(n, type)

#define APPLY_(kind, argument, type) PUT_##kind(argument, type)
#define P(name, type, format, info, source, doc) APPLY(KIND_##source, type)
#define FILL(symbol, params)							\
	static noinline void fill_##symbol(struct sonde_fill *f)		\
	{									\
		params								\
	}
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) FILL(symbol, params)
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) FILL(symbol, params)
#include "uapi/events.def"
#undef APPLY_

void sonde_fill_event(struct sonde_fill *f, u32 event)
{
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
#define ROOM_FN(name, type)	ROOM_OF(type)
#define ROOM_HOST(n, type)	0

#define DATA_RET(n, type)	false
#define DATA_ARG(n, type)	false
#define DATA_USTR(n, type)	false
#define DATA_UBUF(n, type)	true
#define DATA_FN(name, type)	(TYPE_##type == TYPE_BYTEBUF || TYPE_##type == TYPE_DYN)
#define DATA_HOST(n, type)	false

#define APPLY_(kind, argument, type)						\
	+ ((1ull << 32) + ((u64)DATA_##kind(argument, type) << 48) +		\
	   sizeof(u16) + ROOM_##kind(argument, type))

/* A sum of all parameters: bits 0-31 the room, bits 32-47 how many, from 48 how many hold data. */
#define SUM(params)	(0ull params)

#define CLASS_OF(id, flags)							\
	((id) == 152 || (id) == 290 ? SONDE_CLASS_SCHED :			\
	 (flags) & MODIFIES_STATE ? SONDE_CLASS_STATE :				\
	 (flags) & (READS_FROM_FD | WRITES_TO_FD) ? SONDE_CLASS_IO : SONDE_CLASS_OTHER)

#define HAS_EFFECT(effect, word)	(!__builtin_strncmp(effect, word "(", sizeof(word)))

#define ROW(id, mask, effect, list)						\
	{									\
		.bytes = (u32)SUM(list),					\
		.params = (SUM(list) >> 32) & 0xff,				\
		.class = CLASS_OF(id, mask),					\
		.flags = (SUM(list) >> 48 ? SONDE_ROW_PAYLOAD : 0) |		\
			 ((mask) & WRITES_TO_FD ? SONDE_ROW_WRITES : 0) |	\
			 (HAS_EFFECT(effect, "OPENS") ? SONDE_ROW_OPENS : 0) |	\
			 ((id) == 51 || (id) == 55 ? SONDE_ROW_MANY : 0),	\
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

/* ---- calls ---- */

enum {
	EVENT_NONE = SONDE_EVENT_CALL,
#define EVENT(id, symbol, ...) EVENT_##symbol = id,
#define RETIRED(id, symbol, ...) EVENT_##symbol = id,
#define UNUSED(id, symbol) EVENT_##symbol = id,
#include "uapi/events.def"
};

static const u16 events_of_calls[] = {
#define NATIVE_X86_64(nr, name, code, enter, exit, sampling) [nr] = EVENT_##exit,
#include "uapi/syscalls.def"
};

u32 sonde_event_of_call(u32 number)
{
	u32 event = number < ARRAY_SIZE(events_of_calls) ? events_of_calls[number] : 0;

	/* The format's row for any other call tells neither result nor arguments; ours does. */
	return event <= EVENT_GENERIC_X ? SONDE_EVENT_CALL : event;
}

/* One more than the number of arguments; 0 for a call that is not listed. */
static const u8 arities[] = {
#define CALL_ARITY_X86_64(nr, arguments) [nr] = (arguments) + 1,
#include "uapi/arity.def"
};

u32 sonde_arity_of_call(u32 number)
{
	u32 arity = number < ARRAY_SIZE(arities) ? arities[number] : 0;

	return arity ? arity - 1 : 6;
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
