/*
 * How a test of this folder says what the module must have recorded: the process under test
 * performs calls through the functions here, which note in shared memory what each call was and
 * what it returned, and performs no other call. Its parent then compares, record by record: one
 * that is missing, one too many or a wrong parameter fails.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SONDE_TESTS_KERNEL_EXPECT_H
#define SONDE_TESTS_KERNEL_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MOST_EXPECTED 1024
#define MOST_CHECKS 24
#define MOST_BYTES 512

enum event {
#define EVENT(id, symbol, ...) EV_##symbol = id,
#define OWN(id, symbol, ...) EV_##symbol = id,
#include "driver/uapi/events.def"
};

struct check {
	uint8_t parameter;
	enum { NUMBER, BYTES, ANY_NUMBER_BUT, SIZE } kind;
	int64_t number;
	uint32_t size;
	uint8_t bytes[MOST_BYTES];
};

struct expected {
	uint32_t event;
	int64_t result;
	int line;
	bool compat;
	uint64_t at_least; /* duration, in nanoseconds */
	uint32_t checks;
	struct check check[MOST_CHECKS];
};

struct script {
	uint32_t count;
	struct expected expected[MOST_EXPECTED];
};

/* Memory that parent and child share. */
struct script *new_script(void);

/* The kernel's own answer: negative errors stay what they are. */
long raw_call(long number, long a, long b, long c, long d, long e, long f);
long raw_call_32(long number, long a, long b, long c, long d, long e);

struct expected *note(struct script *s, int line, uint32_t event, long result);
void number(struct expected *e, uint32_t parameter, int64_t value);
void bytes(struct expected *e, uint32_t parameter, const void *value, size_t size);
void text(struct expected *e, uint32_t parameter, const char *value); /* with its zero byte */
void empty(struct expected *e, uint32_t parameter);

/*
 * Runs @child in a process of its own with the module attached, compares what was recorded of it
 * between two calls of getppid with its script; the number of differences, each told on stdout.
 */
int compare(const char *name, void (*child)(struct script *));

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
	note(s, __LINE__, event,                                                         \
	     raw_call(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)))

#endif
