// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is behind the addresses that calls of calls.def take: the sources of their arguments as a
 * table, and one function that follows it. emit.c calls it behind the registers; events.c asks how
 * much it will be.
 */
#include <linux/init.h>
#include <linux/kernel.h>

#include "fill/fill.h"
#include "numbers.h"
#include "uapi/ioctl.h"

enum source_kind {
	SOURCE_REGISTER,	/* in the table that is followed: the end */
	SOURCE_TEXT,
	SOURCE_IN,	/* bytes */
	SOURCE_OUT,	/* bytes, if the call succeeded */
	SOURCE_OUT_SAME,	/* likewise, of 32-bit programs as well */
	SOURCE_ARRAY,	/* elements of that size, as many as argument `count` says */
	SOURCE_ANSWERS,	/* as many as the call returned */
};

struct call_source {
	u8 kind;
	u8 argument;
	u8 count;
	u16 bytes;
};

#define MAX_ARGUMENTS	6u
#define MAX_CALLS	(SONDE_MAX_SYSCALL + 1)

#define SOURCE_REG		{ }
#define SOURCE_USTR		{ .kind = SOURCE_TEXT }
#define SOURCE_UIN(n)		{ .kind = SOURCE_IN, .bytes = n }
#define SOURCE_UOUT(n)		{ .kind = SOURCE_OUT, .bytes = n }
#define SOURCE_UOUT_SAME(n)	{ .kind = SOURCE_OUT_SAME, .bytes = n }
#define SOURCE_UARRAY(n, at)	{ .kind = SOURCE_ARRAY, .bytes = n, .count = at }
#define SOURCE_UANSWERS(n)	{ .kind = SOURCE_ANSWERS, .bytes = n }
#define SOURCE_UBUF(at)		{ .kind = SOURCE_ARRAY, .bytes = 1, .count = at }
#define SOURCE_URET		{ .kind = SOURCE_ANSWERS, .bytes = 1 }

/* By number of call and by argument. */
static const struct call_source table[][MAX_ARGUMENTS] __initconst = {
#define A(name, type, format, info, source) SOURCE_##source,
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) [nr] = { args },
#include "uapi/calls.def"
};

/* Without the registers. */
static struct call_source sources[MAX_CALLS][MAX_ARGUMENTS + 1] __ro_after_init;

/* Elements of one byte are data of the call. */
static void put_elements(struct sonde_fill *f, unsigned long from, u32 bytes, u64 count)
{
	if (!from)
		sonde_put_empty(f);
	else if (bytes == 1)
		sonde_put_user_bytes(f, from, count);
	else
		sonde_put_list(f, from, bytes, f->compat ? 0 : count);
}

void sonde_put_call_memory(struct sonde_fill *f)
{
	const struct call_source *source = sources[f->number];

	for (; source->kind; source++) {
		unsigned long from = f->args[source->argument];

		if (likely(source->kind == SOURCE_TEXT)) {
			u32 room = min(sonde_room(f), SONDE_TEXT_BYTES);

			sonde_put_done(f, sonde_copy_user_text(f, f->at, from, room));
			continue;
		}
		switch (source->kind) {
		case SOURCE_IN:
			sonde_put_structure(f, from, f->compat ? 0 : source->bytes);
			break;
		case SOURCE_OUT:
			sonde_put_answer(f, from, source->bytes);
			break;
		case SOURCE_OUT_SAME:
			sonde_put_structure(f, from, f->ret < 0 ? 0 : source->bytes);
			break;
		case SOURCE_ARRAY:
			put_elements(f, from, source->bytes, f->args[source->count]);
			break;
		case SOURCE_ANSWERS:
			put_elements(f, from, source->bytes, f->ret > 0 ? f->ret : 0);
			break;
		}
	}
}

u32 __init sonde_call_memory(u32 number, u32 *room, bool *has_data)
{
	const struct call_source *source = sources[number];
	u32 count = 0;

	*room = 0;
	*has_data = false;
	for (; source->kind; source++) {
		count++;
		*room += sizeof(u16);
		if (source->kind == SOURCE_TEXT)
			*room += SONDE_TEXT_BYTES;
		else if (source->bytes == 1)
			*has_data = true;
		else
			*room += source->kind == SOURCE_ARRAY || source->kind == SOURCE_ANSWERS ?
				 SONDE_STRUCTURES_BYTES : source->bytes;
	}
	return count;
}

void __init sonde_call_memory_start(void)
{
	u32 number, i, count;

	BUILD_BUG_ON(ARRAY_SIZE(table) > MAX_CALLS);
	for (number = 0; number < ARRAY_SIZE(table); number++)
		for (i = 0, count = 0; i < MAX_ARGUMENTS; i++) {
			if (table[number][i].kind == SOURCE_REGISTER)
				continue;
			sources[number][count] = table[number][i];
			sources[number][count++].argument = i;
		}
}
