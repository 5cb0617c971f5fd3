/*
 * What the two halves of fuzz_device share: fuzz_device.c has the consumers and processes,
 * fuzz_steps.c the attacks. Every process has its own state, random numbers every thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SONDE_TESTS_KERNEL_FUZZ_DEVICE_H
#define SONDE_TESTS_KERNEL_FUZZ_DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "reader.h"

#define FUZZ_PAGE 4096ul
#define FUZZ_PRIVILEGED 1
#define FUZZ_ALWAYS 2

/* Consumers of each of two processes; a third has one. Fewer than the module's limit of 8. */
#define TARGETS 3

enum count {
#define COUNT(name, needs) name,
#include "fuzz_counts.def"
	COUNTS
};

extern uint64_t done[COUNTS];
extern int failures;
extern __thread uint64_t random_state;

uint64_t random_number(void);
uint64_t below(uint64_t bound);
bool one_in(uint64_t n);
/* Numbers that stand at the edge of something more often than others. */
uint64_t odd_number(void);

/* Says what is wrong, with errno. */
void must(bool holds, const char *what);

/* A consumer that started and mapped everything. */
struct target {
	struct reader reader;
	int fd; /* of the reader, for the other thread; -1: none */
	bool open;
	bool wild;		    /* its records may be overwritten: they are not looked at */
	uint64_t tail[READER_CPUS]; /* what it has really given back */
};

extern struct target targets[TARGETS];

/* Settings that the module must take, with small rings. */
struct sonde_settings good_settings(void);

/* One more mapping of a ring; NULL when it is refused. */
void *map_part(const struct target *t, uint32_t cpu, uint64_t what, int protection);

/* Faults of memory that is not there any more are expected where an attack says so. */
void catch_faults(void);

/* One attack of any kind. */
void attack(struct target *t, bool privileged);

#endif
