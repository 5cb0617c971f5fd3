/*
 * compare() of expect.h: runs a trial with the module attached and holds what was recorded of it
 * against its script, thread by thread, record by record.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "reader.h"

#define MAX_THREADS 128

/* How far the records of a thread have come in what is expected of it. */
struct thread {
	pid_t tid;
	uint32_t next;	/* in the script; its count: all were found */
	bool loose;	/* the last one found allows others around it */
};

struct comparison {
	const char *name;
	struct script *script;
	struct totals *totals;
	struct thread threads[MAX_THREADS];
	uint32_t thread_count, found, wrong;
	int marks; /* calls of getppid by the first process */
};

/* LEAN is set: the kernel was built with little, and does not do all that the tests are about. */
static bool lean;

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

static const char *name_of_call(const struct expected *e)
{
	if (e->event == EV_SONDE_CALL && !e->compat) {
		switch (e->nr) {
#define NATIVE_X86_64(nr, name, ...)                                                     \
	case nr:                                                                         \
		return #name;
#include "driver/uapi/syscalls.def"
		}
	}
	return name_of(e->event);
}

static uint64_t mask_of(struct parameter p)
{
	return p.size && p.size < 8 ? (1ull << 8 * p.size) - 1 : ~0ull;
}

static int64_t number_of(struct parameter p)
{
	uint64_t value = 0;

	memcpy(&value, p.bytes, p.size < 8 ? p.size : 8);
	return (int64_t)value;
}

/* Is @text one of the texts of a list? Both with their zero byte. */
static bool list_holds(struct parameter list, const uint8_t *text, uint32_t size)
{
	uint32_t at = 0;

	while (at + size <= list.size) {
		uint32_t length = (uint32_t)strnlen((const char *)list.bytes + at, list.size - at);

		if (length + 1 == size && !memcmp(list.bytes + at, text, size))
			return true;
		at += length + 1;
	}
	return false;
}

/* Addresses of the kernel have all of the upper 16 bits set; one id in 65536 would, too. */
static bool stands_for_object(const uint8_t *bytes)
{
	uint64_t id;

	memcpy(&id, bytes, sizeof(id));
	return id && id >> 48 != 0xffff;
}

static bool is_local(struct parameter p, const struct check *c)
{

	if (p.size != 17 + c->size || p.bytes[0] != 1)
		return false;
	return stands_for_object(p.bytes + 1) && stands_for_object(p.bytes + 9) &&
	       !memcmp(p.bytes + 17, c->bytes, c->size);
}

static bool matches(const struct check *c, struct parameter p)
{
	uint64_t mask = mask_of(p);

	switch (c->kind) {
	case NUMBER:
		return p.size && (uint64_t)number_of(p) == ((uint64_t)c->number & mask);
	case RANGE:
		return p.size && number_of(p) >= c->number && number_of(p) <= c->most;
	case BYTES:
		return p.size == c->size && !memcmp(p.bytes, c->bytes, p.size);
	case LONG_BYTES:
		return p.size == c->size && (int64_t)hash_of(p.bytes, p.size) == c->number;
	case OBJECT:
		return p.size == 8 && stands_for_object(p.bytes);
	case HOLDS:
		return list_holds(p, c->bytes, c->size);
	case LOCAL:
		return is_local(p, c);
	}
	return false;
}

static void tell_bytes(const char *before, const uint8_t *at, uint32_t size)
{
	uint32_t i;

	printf("%s%u bytes:", before, size);
	for (i = 0; i < size && i < 96; i++)
		printf(at[i] > ' ' && at[i] < 0x7f ? "%c" : "<%02x>", at[i]);
}

static void tell(const struct expected *e, const struct check *c, struct parameter p)
{
	printf("line %d: %s: parameter %u is ", e->line, name_of_call(e), c->parameter);
	switch (c->kind) {
	case NUMBER:
		printf("%lld (%u bytes), not %lld\n", (long long)number_of(p), p.size,
		       (long long)c->number);
		break;
	case RANGE:
		printf("%lld (%u bytes), not %lld to %lld\n", (long long)number_of(p), p.size,
		       (long long)c->number, (long long)c->most);
		break;
	default:
		tell_bytes("", p.bytes, p.size);
		tell_bytes(", not ", c->bytes, c->kind == LONG_BYTES ? 0 : c->size);
		printf(" (%u)\n", c->size);
	}
}

static int check_duration(const struct expected *e, const struct record *record)
{
	uint64_t took = record->duration;

	if (e->untimed ? !took : took && took >= e->at_least && (!e->at_most || took <= e->at_most))
		return 0;
	printf("line %d: %s: took %llu, %llu to %llu expected\n", e->line, name_of_call(e),
	       (unsigned long long)took, (unsigned long long)e->at_least,
	       (unsigned long long)e->at_most);
	return 1;
}

static int check_record(const struct expected *e, const struct record *record)
{
	struct parameter first = reader_parameter(record, 0);
	int wrong = 0;
	uint32_t i;

	if (record->event != e->event) {
		printf("line %d: %s expected, %s found\n", e->line, name_of_call(e),
		       name_of(record->event));
		return 1;
	}
	if (first.size && !e->any_first &&
	    (uint64_t)number_of(first) != ((uint64_t)e->result & mask_of(first))) {
		printf("line %d: %s: result %lld, not %lld\n", e->line, name_of_call(e),
		       (long long)number_of(first), (long long)e->result);
		wrong++;
	}
	if (e->surprise && lean)
		return wrong;
	if (e->params && e->params != record->params) {
		printf("line %d: %s: %u parameters, not %u\n", e->line, name_of_call(e),
		       record->params, e->params);
		wrong++;
	}
	if (!(record->flags & SONDE_RECORD_COMPAT) != !e->compat) {
		printf("line %d: %s: the word size of the call is wrong\n", e->line,
		       name_of_call(e));
		wrong++;
	}
	if (e->fault && !(record->flags & SONDE_RECORD_FAULT)) {
		printf("line %d: %s: not marked as a fault\n", e->line, name_of_call(e));
		wrong++;
	}
	wrong += check_duration(e, record);
	for (i = 0; i < e->checks; i++) {
		struct parameter p = reader_parameter(record, e->check[i].parameter);

		if (matches(&e->check[i], p))
			continue;
		tell(e, &e->check[i], p);
		wrong++;
	}
	if (e->surprise) {
		printf("line %d: %s: the call itself gave %lld, the test is about %lld\n", e->line,
		       name_of_call(e), (long long)e->result, (long long)e->surprise_wanted);
		wrong++;
	}
	return wrong;
}

static uint32_t next_of(const struct script *s, pid_t tid, uint32_t from)
{
	while (from < s->count && s->expected[from].tid != tid)
		from++;
	return from;
}

static struct thread *find_thread(struct comparison *c, pid_t tid)
{
	struct thread *t;
	uint32_t i, first;

	for (i = 0; i < c->thread_count; i++)
		if (c->threads[i].tid == tid)
			return &c->threads[i];
	first = next_of(c->script, tid, 0);
	if (first == c->script->count || c->thread_count == MAX_THREADS)
		return NULL;
	t = &c->threads[c->thread_count++];
	t->tid = tid;
	t->next = first;
	t->loose = false;
	return t;
}

static int64_t number_in_record(const struct expected *e)
{
	return (e->nr & 0xffff) | (e->compat ? SONDE_CALL_32_BIT : 0);
}

/* What a loose expectation waits for. */
static bool is_the_one(const struct expected *e, const struct record *record)
{
	return record->event == e->event &&
	       (e->event != EV_SONDE_CALL || reader_number(record, 1) == number_in_record(e)) &&
	       (e->nr >= 0 || e->any_first || reader_number(record, 0) == e->result);
}

static void take(struct comparison *c, struct thread *t, const struct record *record)
{
	const struct expected *e = &c->script->expected[t->next];

	if (t->next == c->script->count) {
		if (t->loose)
			return;
		printf("%s: thread %d: one too many\n", name_of(record->event), t->tid);
		c->wrong++;
		return;
	}
	if (e->loose && !is_the_one(e, record))
		return;
	c->wrong += check_record(e, record);
	c->found++;
	t->loose = e->loose;
	if (e->nr >= 0 && e->nr < 512 && !e->compat) {
		c->totals->seen[e->nr] = 1;
		c->totals->missing[e->nr] |= e->result == -ENOSYS;
	}
	t->next = next_of(c->script, t->tid, t->next + 1);
}

static bool is_getppid(const struct record *record)
{
	return record->event == EV_SONDE_CALL && reader_number(record, 1) == SYS_getppid &&
	       !(record->flags & SONDE_RECORD_COMPAT);
}

static void take_all(struct comparison *c, struct reader *reader, pid_t first)
{
	struct record record;
	uint32_t i;

	while (reader_next(reader, &record)) {
		struct thread *t;

		if (record.tid == (uint32_t)first) {
			if (is_getppid(&record))
				c->marks++;
			if (is_getppid(&record) || c->marks != 1)
				continue;
		}
		t = find_thread(c, (pid_t)record.tid);
		if (t)
			take(c, t, &record);
		else if (record.tid == (uint32_t)first)
			c->wrong++;
	}
	for (i = 0; i < c->script->count; i++) {
		const struct expected *e = &c->script->expected[i];
		const struct thread *t = find_thread(c, e->tid);

		if (t && i < t->next)
			continue;
		printf("line %d: %s of thread %d is missing\n", e->line, name_of_call(e), e->tid);
		c->wrong++;
	}
	if (c->marks != 2) {
		printf("%s: %d of 2 marks\n", c->name, c->marks);
		c->wrong++;
	}
}

/*
 * Texts of the program that were never looked at are not in memory, and the module brings nothing
 * in: it would tell of a fault where a call fails before it looks at its arguments.
 */
static void touch_image(void)
{
	extern const char __executable_start[], _end[];
	const volatile char *at;

	for (at = __executable_start; at < _end; at += 4096)
		(void)*at;
}

static void run_child(const struct trial *trial, struct script *script)
{
	noting_tid = getpid();
	touch_image();
	raw_call(SYS_getppid, 0, 0, 0, 0, 0, 0);
	trial->child(script);
	raw_call(SYS_getppid, 0, 0, 0, 0, 0, 0);
	_exit(0);
}

void compare(const struct trial *trial, struct totals *totals)
{
	struct sonde_settings settings = reader_settings();
	static struct comparison c;
	struct reader reader;
	int status;
	pid_t pid;

	memset(&c, 0, sizeof(c));
	c.name = trial->name;
	lean = getenv("LEAN") && !trial->mistakes;
	c.script = shared_memory(sizeof(*c.script));
	c.totals = totals;
	settings.trace = SONDE_TRACE_CALLS | trial->trace;
	settings.ring_bytes = 16 << 20;
	if (trial->snaplen)
		settings.snaplen = trial->snaplen;
	if (reader_open(&reader, &settings)) {
		perror("/dev/sonde");
		totals->failures++;
		return;
	}
	fflush(stdout);
	pid = fork();
	if (!pid)
		run_child(trial, c.script);
	if (waitpid(pid, &status, 0) != pid || status) {
		printf("%s: the process under test ended with status %d\n", trial->name, status);
		c.wrong++;
	}
	reader_stop(&reader);
	take_all(&c, &reader, pid);
	if (reader_lost(&reader)) {
		printf("%s: lost %llu\n", trial->name, (unsigned long long)reader_lost(&reader));
		c.wrong++;
	}
	printf("%s: %s: %u calls compared, %u differences%s\n",
	       c.wrong == trial->mistakes ? "ok" : "FAIL", trial->name, c.found, c.wrong,
	       trial->mistakes ? ", all of them wanted" : "");
	reader_close(&reader);
	munmap(c.script, sizeof(*c.script));
	totals->calls += c.found;
	totals->failures += c.wrong != trial->mistakes ? 1 + c.wrong : 0;
}
