/*
 * What must be recorded behind the addresses that a call without a row takes: taken from the
 * caller's own memory right after the call, by the sources of calls.def. expect.c calls it for each
 * such call that a test makes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "expect.h"

#undef CALL

#define SNAPLEN 80u
#define MAX_LIST 512u
#define MAX_TEXT 4096u

enum kind { REGISTER, TEXT, IN, OUT, OUT_SAME, ARRAY, ANSWERS };

struct source {
	uint8_t kind, count;
	uint16_t bytes;
};

#define SOURCE_REG {REGISTER, 0, 0}
#define SOURCE_USTR {TEXT, 0, 0}
#define SOURCE_UIN(n) {IN, 0, n}
#define SOURCE_UOUT(n) {OUT, 0, n}
#define SOURCE_UOUT_SAME(n) {OUT_SAME, 0, n}
#define SOURCE_UARRAY(n, at) {ARRAY, at, n}
#define SOURCE_UANSWERS(n) {ANSWERS, 0, n}
#define SOURCE_UBUF(at) {ARRAY, at, 1}
#define SOURCE_URET {ANSWERS, 0, 1}

static const struct {
	uint8_t arity;
	struct source source[6];
} rows[512] = {
#define A(name, type, format, info, source) +1
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) [nr].arity = 0 args,
#include "driver/uapi/calls.def"
#define A(name, type, format, info, source) SOURCE_##source,
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) [nr].source = {args},
#include "driver/uapi/calls.def"
};

static const short numbers[] = {
#define NATIVE_IA32(nr, x86_64) [nr] = (x86_64) + 1,
#include "driver/uapi/syscalls.def"
};

/* How many bytes are to be recorded; more than the list allows: as much of the text as there is. */
static uint64_t size_of(const struct source *s, const struct expected *e, const long *words)
{
	uint64_t count = s->kind == ARRAY    ? (uint64_t)words[s->count]
			 : e->result > 0 ? (uint64_t)e->result
					 : 0;

	switch (s->kind) {
	case IN:
		return e->compat ? 0 : s->bytes;
	case OUT:
		return e->compat || e->result < 0 ? 0 : s->bytes;
	case OUT_SAME:
		return e->result < 0 ? 0 : s->bytes;
	}
	if (s->bytes == 1)
		return count < SNAPLEN ? count : SNAPLEN;
	if (e->compat)
		return 0;
	return (count < MAX_LIST / s->bytes ? count : MAX_LIST / s->bytes) * s->bytes;
}

/* The tests pass nothing else that cannot be read. */
static bool is_readable(long at)
{
	return (unsigned long)at >= 4096 && (unsigned long)at < 0x7ffffffff000ul;
}

void expect_memory(struct expected *e, uint32_t arity, const long *words)
{
	long number = e->nr;
	uint32_t i, parameter = 2 + arity;

	if (e->compat)
		number = number >= 0 && (size_t)number < sizeof(numbers) / sizeof(*numbers)
				 ? numbers[number] - 1
				 : -1;
	if (number < 0 || number >= 512 || rows[number].arity != arity)
		return;
	for (i = 0; i < arity; i++) {
		const struct source *s = &rows[number].source[i];
		const char *at = (const char *)words[i];
		uint64_t size;

		if (s->kind == REGISTER)
			continue;
		e->params++;
		if (!is_readable(words[i])) {
			empty(e, parameter++);
			continue;
		}
		size = s->kind == TEXT ? strnlen(at, MAX_TEXT - 1) + 1 : size_of(s, e, words);
		long_bytes(e, parameter++, at, size);
	}
}
