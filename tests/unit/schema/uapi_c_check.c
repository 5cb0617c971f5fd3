/*
 * Compiled, never run, by uapi_c_test.cpp: the tables of driver/uapi as the kernel's C sees them.
 * Expands every column, so that a row with a word that is not in the vocabulary does not compile.
 * SPDX-License-Identifier: Apache-2.0
 */

enum type {
#define TYPE(id, name, bytes, doc) TYPE_##name = id,
#include "driver/uapi/types.def"
};
enum category {
#define CATEGORY(name, value, doc) CATEGORY_##name = value,
#include "driver/uapi/types.def"
};
enum event_class {
#define CLASS(name, value, doc) CLASS_##name = value,
#include "driver/uapi/types.def"
};
enum event_flag {
#define EVENT_FLAG(name, value, doc) name = value,
#include "driver/uapi/types.def"
};
enum effect {
#define EFFECT(name, doc) EFFECT_##name,
#include "driver/uapi/effects.def"
};

struct flag_name {
	const char *name;
	unsigned int value;
};
#define FLAG(name, value) { #name, value },
#define FLAG_TABLE(table, rows) static const struct flag_name table[] = { rows };
#include "driver/uapi/flags.def"

struct variant {
	enum type type;
	int format;
};
enum format { NA, DEC, HEX, PADDED_DEC, ID, DIR, OCT };
#define V(type, format) { TYPE_##type, format },
#define VARIANTS(table, rows) static const struct variant variants_##table[] = { rows };
#include "driver/uapi/events.def"

enum event_id {
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) EVENT_##symbol = id,
#define RETIRED(id, symbol, name, dir, cat, cls, flags, successor, params) EVENT_##symbol = id,
#define UNUSED(id, symbol) EVENT_##symbol = id,
#include "driver/uapi/events.def"
};

struct source {
	enum {
		FROM_RESULT,
		FROM_ARGUMENT,
		FROM_TEXT,
		FROM_BUFFER,
		FROM_STRUCTURE,
		FROM_FUNCTION,
		FROM_NOBODY
	} from;
	int argument;
	const char *function;
};
#define SOURCE_RET { FROM_RESULT, 0, 0 }
#define SOURCE_ARG(n) { FROM_ARGUMENT, n, 0 }
#define SOURCE_USTR(n) { FROM_TEXT, n, 0 }
#define SOURCE_UBUF(n) { FROM_BUFFER, n, 0 }
#define SOURCE_UOUT(n, bytes) { FROM_STRUCTURE, n, 0 }
#define SOURCE_UARRAY_SAME(n, bytes, count) { FROM_STRUCTURE, n, 0 }
#define SOURCE_FN(name) { FROM_FUNCTION, 0, #name }
#define SOURCE_DATA(name) { FROM_FUNCTION, 0, #name }
#define SOURCE_HOST { FROM_NOBODY, 0, 0 }
#define FLAGS(table) table
#define DIRFD(param) #param
#define VARIANT(table) variants_##table
#define NAMES(list) 0
#define BOTH(table, list) table
#define STRUCT(layout) 0
#define BEHIND(address, layout) 0
#define NONE 0

struct param {
	const char *name;
	enum type type;
	enum format format;
	const void *info;
	struct source source;
	const char *doc;
};
struct event {
	int id;
	const char *name;
	enum { ENTER, EXIT } direction;
	unsigned int category, flags;
	int successor;
	const char *doc;
	struct param params[40];
};
static const struct event events[] = {
#define P(name, type, format, info, source, doc) \
	{ #name, TYPE_##type, format, info, SOURCE_##source, doc },
#define Q(name, type, format, info) { #name, TYPE_##type, format, info, SOURCE_HOST, 0 },
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params)                         \
	{ id, name, dir, CATEGORY_##cat + CLASS_##cls, flags, id, doc, { params } },
#define RETIRED(id, symbol, name, dir, cat, cls, flags, successor, params)                         \
	{ id,    name, dir, CATEGORY_##cat + CLASS_##cls, flags, EVENT_##successor, 0, { params } },
#include "driver/uapi/events.def"
};

static const struct event private_events[] = {
#define P(name, type, format, info, source, doc) \
	{ #name, TYPE_##type, format, info, SOURCE_##source, doc },
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) \
	{ id, name, dir, CATEGORY_##cat + CLASS_##cls, flags, id, doc, { params } },
#include "driver/uapi/events.def"
#define A(name, type, format, info, source) { #name, TYPE_##type, format, info, SOURCE_HOST, 0 },
#define CALL(nr, name, cat, cls, flags, effect, result, doc, args) \
	{ nr, #name, EXIT, CATEGORY_##cat + CLASS_##cls, flags, result, doc, { args } },
#include "driver/uapi/calls.def"
};

struct call {
	int nr, code;
	const char *name;
	int enter, exit;
	enum { KEEP, SAMPLE, SHED, OTHER } sampling;
};
enum { EVENT_NONE = -1 };
enum code {
#define SYSCALL(code, name) CODE_##name = code,
#include "driver/uapi/syscalls.def"
};
static const struct call calls[] = {
#define NATIVE_X86_64(nr, name, code, enter, exit, sampling) \
	{ nr, code, #name, EVENT_##enter, EVENT_##exit, sampling },
#include "driver/uapi/syscalls.def"
};
static const short ia32[] = {
#define NATIVE_IA32(nr, x86_64_nr) [nr] = x86_64_nr,
#include "driver/uapi/syscalls.def"
};

int use_all(int i)
{
	return events[i].id + calls[i].nr + ia32[i] + (int)file_flags[i].value +
	       private_events[i].id;
}
