/*
 * See expect.h. Notes here; comparison in compare.c.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "driver/uapi/record.h"
#include "expect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

pid_t noting_tid;

void *shared_memory(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		abort();
	memset(at, 0, size); /* no page fault later */
	return at;
}

long raw_call(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/* A 32-bit call from a 64-bit program: pointers must lie below 4 GiB. */
long raw_call_32(long number, const uint32_t *a)
{
	long sixth = a[5], result;

	__asm__ volatile("xchg %%rbp, %[sixth]\n"
			 "	int $0x80\n"
			 "	xchg %%rbp, %[sixth]\n"
			 : "=a"(result), [sixth] "+r"(sixth)
			 : "a"(number), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
			 : "r8", "r9", "r10", "r11", "memory");
	return (int)result;
}

struct expected *note(struct script *s, int line, uint32_t event, long nr, long result)
{
	uint32_t index = __atomic_fetch_add(&s->count, 1, __ATOMIC_RELAXED);
	struct expected *e = &s->expected[index];

	if (index >= MAX_EXPECTED)
		abort();
	e->event = event;
	e->nr = nr;
	e->line = line;
	e->result = result;
	e->tid = noting_tid;
	return e;
}

struct expected *note_raw(struct script *s, int line, uint32_t arity, const long *words,
			  long result)
{
	struct expected *e = note(s, line, EV_SONDE_CALL, words[0], result);
	uint32_t i;

	e->params = 2 + arity;
	number(e, 1, words[0]);
	for (i = 0; i < arity; i++)
		number(e, 2 + i, words[1 + i]);
	expect_memory(e, arity, words + 1);
	return e;
}

struct expected *perform_raw(struct script *s, int line, uint32_t arity, const long *words)
{
	return note_raw(s, line, arity, words,
			raw_call(words[0], words[1], words[2], words[3], words[4], words[5],
				 words[6]));
}

struct expected *perform_32(struct script *s, int line, uint32_t event, long nr,
			    const uint32_t *words)
{
	struct expected *e = note(s, line, event, nr, raw_call_32(nr, words));

	e->compat = true;
	return e;
}

struct expected *perform_raw_32(struct script *s, int line, uint32_t arity, long nr,
				const uint32_t *words)
{
	struct expected *e = perform_32(s, line, EV_SONDE_CALL, nr, words);
	long wide[6];
	uint32_t i;

	e->params = 2 + arity;
	number(e, 1, nr | SONDE_CALL_32_BIT);
	for (i = 0; i < arity; i++) {
		wide[i] = words[i];
		number(e, 2 + i, words[i]);
	}
	expect_memory(e, arity, wide);
	return e;
}

struct expected *note_other(struct script *s, int line, uint32_t event, int64_t first)
{
	struct expected *e = note(s, line, event, -1, first);

	e->untimed = true;
	return e;
}

void renamed(struct script *s, int line, const char *name)
{
	struct expected *e = note_other(s, line, EV_SONDE_RENAME, 0);

	e->any_first = true;
	text(e, 0, name);
}

static struct check *add(struct expected *e, uint32_t parameter, int kind)
{
	struct check *c = &e->check[e->checks];

	if (e->checks++ >= MAX_CHECKS)
		abort();
	c->parameter = parameter;
	c->kind = kind;
	return c;
}

void number(struct expected *e, uint32_t parameter, int64_t value)
{
	add(e, parameter, NUMBER)->number = value;
}

void range(struct expected *e, uint32_t parameter, int64_t least, int64_t most)
{
	struct check *c = add(e, parameter, RANGE);

	c->number = least;
	c->most = most;
}

void object(struct expected *e, uint32_t parameter)
{
	add(e, parameter, OBJECT);
}

static void add_bytes(struct expected *e, uint32_t parameter, int kind, const void *value,
		      size_t size)
{
	struct check *c = add(e, parameter, kind);

	if (size > MAX_BYTES)
		abort();
	c->size = size;
	memcpy(c->bytes, value, size);
}

void bytes(struct expected *e, uint32_t parameter, const void *value, size_t size)
{
	add_bytes(e, parameter, BYTES, value, size);
}

uint64_t hash_of(const void *value, size_t size)
{
	const uint8_t *byte = value;
	uint64_t hash = 14695981039346656037ull;

	while (size--)
		hash = (hash ^ *byte++) * 1099511628211ull;
	return hash;
}

void long_bytes(struct expected *e, uint32_t parameter, const void *value, size_t size)
{
	struct check *c = add(e, parameter, LONG_BYTES);

	c->size = size;
	c->number = (int64_t)hash_of(value, size);
}

void text(struct expected *e, uint32_t parameter, const char *value)
{
	bytes(e, parameter, value, strlen(value) + 1);
}

void empty(struct expected *e, uint32_t parameter)
{
	bytes(e, parameter, "", 0);
}

void holds(struct expected *e, uint32_t parameter, const char *value)
{
	add_bytes(e, parameter, HOLDS, value, strlen(value) + 1);
}

void local(struct expected *e, uint32_t parameter, const char *path)
{
	add_bytes(e, parameter, LOCAL, path, strlen(path) + 1);
}

/* The last number that a kernel of the line 5.10 knows. */
#define OLDEST_NEWEST 440

static struct expected *settle(struct expected *e, bool as_wanted, int64_t wanted)
{
	bool missing = e->result == -ENOSYS && e->nr > OLDEST_NEWEST;

	e->surprise = !as_wanted && !missing;
	e->surprise_wanted = wanted;
	return e;
}

struct expected *works(struct expected *e)
{
	return settle(e, e->result >= 0 || e->result < -4095, 0);
}

struct expected *fails(struct expected *e, int error)
{
	return settle(e, e->result == -error, -error);
}
