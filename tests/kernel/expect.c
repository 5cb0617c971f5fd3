/*
 * See expect.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reader.h"

struct script *new_script(void)
{
	void *at = mmap(NULL, sizeof(struct script), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		abort();
	memset(at, 0, sizeof(struct script)); /* no page fault later */
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
long raw_call_32(long number, long a, long b, long c, long d, long e)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "r8", "r9", "r10", "r11", "memory");
	return (int)result;
}

struct expected *note(struct script *s, int line, uint32_t event, long result)
{
	struct expected *e = &s->expected[s->count];

	if (s->count + 1 < MOST_EXPECTED)
		s->count++;
	e->event = event;
	e->line = line;
	e->result = result;
	return e;
}

static struct check *add(struct expected *e, uint32_t parameter, int kind)
{
	struct check *c = &e->check[e->checks++];

	if (e->checks > MOST_CHECKS)
		abort();
	c->parameter = parameter;
	c->kind = kind;
	return c;
}

void number(struct expected *e, uint32_t parameter, int64_t value)
{
	add(e, parameter, NUMBER)->number = value;
}

void bytes(struct expected *e, uint32_t parameter, const void *value, size_t size)
{
	struct check *c = add(e, parameter, BYTES);

	if (size > MOST_BYTES)
		abort();
	c->size = size;
	memcpy(c->bytes, value, size);
}

void text(struct expected *e, uint32_t parameter, const char *value)
{
	bytes(e, parameter, value, strlen(value) + 1);
}

void empty(struct expected *e, uint32_t parameter)
{
	bytes(e, parameter, "", 0);
}

static const char *name_of(uint32_t event)
{
	switch (event) {
#define EVENT(id, symbol, name, ...)                                                     \
	case id:                                                                         \
		return name;
#define OWN(id, symbol, name, ...)                                                       \
	case id:                                                                         \
		return name;
#include "driver/uapi/events.def"
	}
	return "?";
}

/* The bytes of a number, sign-extended to what the test expects of it. */
static int64_t number_of(struct parameter p)
{
	uint64_t value = 0;

	memcpy(&value, p.bytes, p.size < 8 ? p.size : 8);
	return (int64_t)value;
}

static int check_one(const struct expected *e, const struct check *c, const struct record *record)
{
	struct parameter p = reader_parameter(record, c->parameter);
	uint64_t mask = p.size && p.size < 8 ? (1ull << 8 * p.size) - 1 : ~0ull;

	switch (c->kind) {
	case NUMBER:
		if (p.size && (uint64_t)number_of(p) == ((uint64_t)c->number & mask))
			return 0;
		printf("line %d: %s: parameter %u is %lld (%u bytes), not %lld\n", e->line,
		       name_of(e->event), c->parameter, (long long)number_of(p), p.size,
		       (long long)c->number);
		return 1;
	case BYTES:
		if (p.size == c->size && !memcmp(p.bytes, c->bytes, p.size))
			return 0;
		printf("line %d: %s: parameter %u is \"%.*s\" (%u bytes), not \"%.*s\" (%u)\n",
		       e->line, name_of(e->event), c->parameter, (int)p.size,
		       (const char *)p.bytes, p.size, (int)c->size, (const char *)c->bytes,
		       c->size);
		return 1;
	default:
		return 0;
	}
}

static int check_record(const struct expected *e, const struct record *record)
{
	int wrong = 0;
	uint32_t i;

	if (record->event != e->event) {
		printf("line %d: %s expected, %s found\n", e->line, name_of(e->event),
		       name_of(record->event));
		return 1;
	}
	if (reader_number(record, 0) != e->result &&
	    reader_parameter(record, 0).size == 8) {
		printf("line %d: %s: result %lld, not %lld\n", e->line, name_of(e->event),
		       (long long)reader_number(record, 0), (long long)e->result);
		wrong++;
	}
	if (!record->duration || record->duration < e->at_least) {
		printf("line %d: %s: took %llu, at least %llu expected\n", e->line,
		       name_of(e->event), (unsigned long long)record->duration,
		       (unsigned long long)e->at_least);
		wrong++;
	}
	if (!(record->flags & SONDE_RECORD_COMPAT) != !e->compat) {
		printf("line %d: %s: the word size of the call is wrong\n", e->line,
		       name_of(e->event));
		wrong++;
	}
	for (i = 0; i < e->checks; i++)
		wrong += check_one(e, &e->check[i], record);
	return wrong;
}

static bool is_getppid(const struct record *record)
{
	return record->event == EV_SONDE_CALL && reader_number(record, 1) == SYS_getppid;
}

int compare(const char *name, void (*child)(struct script *))
{
	struct sonde_settings settings = reader_settings();
	struct script *script = new_script();
	int status, wrong = 0, state = 0;
	struct record record;
	struct reader reader;
	uint32_t next = 0;
	pid_t pid;

	settings.trace = SONDE_TRACE_CALLS;
	if (reader_open(&reader, &settings)) {
		perror("/dev/sonde");
		return 1;
	}
	pid = fork();
	if (!pid) {
		raw_call(SYS_getppid, 0, 0, 0, 0, 0, 0);
		child(script);
		raw_call(SYS_getppid, 0, 0, 0, 0, 0, 0);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status) {
		printf("%s: the process under test ended with status %d\n", name, status);
		wrong++;
	}
	while (reader_next(&reader, &record)) {
		if (record.tid != (uint32_t)pid)
			continue;
		if (is_getppid(&record)) {
			state++;
			continue;
		}
		if (state != 1)
			continue;
		if (next == script->count) {
			printf("%s: one too many\n", name_of(record.event));
			wrong++;
			continue;
		}
		wrong += check_record(&script->expected[next], &record);
		next++;
	}
	if (next != script->count || state != 2) {
		printf("%s: %u calls, %u records, %d of 2 marks\n", name, script->count, next,
		       state);
		wrong++;
	}
	if (reader_lost(&reader)) {
		printf("%s: lost %llu\n", name, (unsigned long long)reader_lost(&reader));
		wrong++;
	}
	printf("%s: %s: %u calls compared, %d differences\n", wrong ? "FAIL" : "ok", name, next,
	       wrong);
	reader_close(&reader);
	munmap(script, sizeof(*script));
	return wrong;
}
