/*
 * How a test of this folder says what the module must have recorded: the process under test
 * performs calls through the functions here, which note in shared memory what each call was and
 * what it returned, and performs no other call. Its parent then compares, record by record: one
 * that is missing, one too many or a wrong parameter fails. A process or thread that the first one
 * starts is held to the same as soon as something is noted in its name.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SONDE_TESTS_KERNEL_EXPECT_H
#define SONDE_TESTS_KERNEL_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MAX_EXPECTED 1024
#define MAX_CHECKS 32
#define MAX_BYTES 512

enum event {
#define EVENT(id, symbol, ...) EV_##symbol = id,
#define OWN(id, symbol, ...) EV_##symbol = id,
#include "driver/uapi/events.def"
};

struct check {
	uint8_t parameter;
	enum { NUMBER, RANGE, OBJECT, BYTES, LONG_BYTES, HOLDS, LOCAL } kind;
	int64_t number, most;
	uint32_t size;
	uint8_t bytes[MAX_BYTES];
};

struct expected {
	uint32_t event;
	long nr; /* of the call, as the caller said it; -1: the record is of no call */
	int64_t result;
	int line;
	pid_t tid;
	bool compat;
	bool untimed; /* the record has no duration */
	bool fault;   /* memory that the row tells of cannot be read */
	bool any_first; /* parameter 0 is not compared */
	bool loose;   /* other records of the same thread may come before it */
	bool surprise; /* the call itself did not do what the test is about */
	int64_t surprise_wanted;
	uint64_t at_least, at_most; /* duration, in nanoseconds; 0: any */
	uint32_t params;	    /* how many the record has; 0: not compared */
	uint32_t checks;
	struct check check[MAX_CHECKS];
};

struct script {
	uint32_t count;
	pid_t started_tid; /* of a process that was just started */
	bool ready;	/* it has noted what it had to */
	struct expected expected[MAX_EXPECTED];
};

/* Memory that parent and child share. */
void *shared_memory(size_t bytes);

/* In whose name the next notes are. A new process says it of itself, a thread restores it. */
extern pid_t noting_tid;

/* The kernel's own answer: negative errors stay what they are. */
long raw_call(long number, long a, long b, long c, long d, long e, long f);
long raw_call_32(long number, const uint32_t *six);

struct expected *note(struct script *s, int line, uint32_t event, long nr, long result);
/* A call without a row, which has exactly @arity arguments. */
struct expected *note_raw(struct script *s, int line, uint32_t arity, const long *words,
			  long result);
/* behind.c: what is behind the arguments of a call without a row, as it is in memory now. */
void expect_memory(struct expected *e, uint32_t arity, const long *words);
/* What no call makes: a signal, a page fault, the end of a thread. Parameter 0 is @first. */
struct expected *note_other(struct script *s, int line, uint32_t event, int64_t first);
/* A thread takes this name, in the middle of the call that is noted next. */
void renamed(struct script *s, int line, const char *name);

void number(struct expected *e, uint32_t parameter, int64_t value);
void range(struct expected *e, uint32_t parameter, int64_t least, int64_t most);
/* Stands for an object of the kernel: not nothing, and not its address. */
void object(struct expected *e, uint32_t parameter);
void bytes(struct expected *e, uint32_t parameter, const void *value, size_t size);
/* Any number of bytes; a difference is shown without the bytes. */
void long_bytes(struct expected *e, uint32_t parameter, const void *value, size_t size);
void text(struct expected *e, uint32_t parameter, const char *value); /* with its zero byte */
void empty(struct expected *e, uint32_t parameter);
uint64_t hash_of(const void *value, size_t size);
/* A list of texts, one of which is @value. */
void holds(struct expected *e, uint32_t parameter, const char *value);
/* Two ends of a local connection, both there, with this path; "" for none. */
void local(struct expected *e, uint32_t parameter, const char *path);

/*
 * What the call itself must have done for the test to be about what it is about. A call younger
 * than the oldest kernel may be missing instead.
 */
struct expected *works(struct expected *e);
struct expected *fails(struct expected *e, int error);

/* Records of what else than calls, and how much data of each call. */
struct trial {
	const char *name;
	void (*child)(struct script *s);
	uint32_t trace;	   /* beside calls */
	uint32_t snaplen; /* 0: the usual 80 */
	uint32_t mistakes; /* differences that must be found, to see that they can be */
};

struct totals {
	uint8_t seen[512]; /* by number of 64-bit call */
	uint8_t missing[512];
	uint32_t calls, failures;
};

/*
 * Runs the child in a process of its own with the module attached, compares what was recorded of it
 * between two calls of getppid with its script; each difference is shown on stdout.
 */
void compare(const struct trial *trial, struct totals *totals);

#define PICK(_1, _2, _3, _4, _5, _6, _7, last, ...) last
#define CALL(s, event, ...)                                                              \
	PICK(__VA_ARGS__, CALL6, CALL5, CALL4, CALL3, CALL2, CALL1, CALL0)(s, event, __VA_ARGS__)
#define CALL0(s, event, nr) CALL6(s, event, nr, 0, 0, 0, 0, 0, 0)
#define CALL1(s, event, nr, a) CALL6(s, event, nr, a, 0, 0, 0, 0, 0)
#define CALL2(s, event, nr, a, b) CALL6(s, event, nr, a, b, 0, 0, 0, 0)
#define CALL3(s, event, nr, a, b, c) CALL6(s, event, nr, a, b, c, 0, 0, 0)
#define CALL4(s, event, nr, a, b, c, d) CALL6(s, event, nr, a, b, c, d, 0, 0)
#define CALL5(s, event, nr, a, b, c, d, e) CALL6(s, event, nr, a, b, c, d, e, 0)
#define CALL6(s, event, nr, a, b, c, d, e, f)                                            \
	note(s, __LINE__, event, nr,                                                     \
	     raw_call(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)))

/* A call without a row: its number and all of its arguments are compared. */
#define RAW(s, ...)                                                                      \
	PICK(__VA_ARGS__, RAW6, RAW5, RAW4, RAW3, RAW2, RAW1, RAW0)(s, __VA_ARGS__)
#define RAW0(s, nr) RAW_(s, 0, nr, 0, 0, 0, 0, 0, 0)
#define RAW1(s, nr, a) RAW_(s, 1, nr, a, 0, 0, 0, 0, 0)
#define RAW2(s, nr, a, b) RAW_(s, 2, nr, a, b, 0, 0, 0, 0)
#define RAW3(s, nr, a, b, c) RAW_(s, 3, nr, a, b, c, 0, 0, 0)
#define RAW4(s, nr, a, b, c, d) RAW_(s, 4, nr, a, b, c, d, 0, 0)
#define RAW5(s, nr, a, b, c, d, e) RAW_(s, 5, nr, a, b, c, d, e, 0)
#define RAW6(s, nr, a, b, c, d, e, f) RAW_(s, 6, nr, a, b, c, d, e, f)
#define RAW_(s, arity, nr, a, b, c, d, e, f)                                             \
	perform_raw(s, __LINE__, arity,                                                  \
		    (long[]){nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)})
struct expected *perform_raw(struct script *s, int line, uint32_t arity, const long *words);

#define GOOD(...) works(RAW(__VA_ARGS__))
#define FAIL(error, ...) fails(RAW(__VA_ARGS__), error)

/* 32-bit calls; their arguments lie below 4 GiB, as everything static of the program does. */
struct expected *perform_32(struct script *s, int line, uint32_t event, long nr,
			    const uint32_t *words);
struct expected *perform_raw_32(struct script *s, int line, uint32_t arity, long nr,
				const uint32_t *words);
#define CALL_32(s, event, nr, ...) perform_32(s, __LINE__, event, nr, (uint32_t[6]){__VA_ARGS__})
#define RAW_32(s, arity, nr, ...)                                                        \
	perform_raw_32(s, __LINE__, arity, nr, (uint32_t[6]){__VA_ARGS__})
#define NARROW(pointer) ((uint32_t)(uintptr_t)(pointer))

/* Nothing is ever mapped there. */
#define UNMAPPED ((char *)0x10)

#endif
