/*
 * What calls_test.c runs, each in a process of its own by compare() of expect.h: the functions of
 * the files here, by subject.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SONDE_TESTS_KERNEL_CALLS_H
#define SONDE_TESTS_KERNEL_CALLS_H

struct script;

/* Makes the folder that the local sockets are named in: the first to run. */
void files(struct script *s);
void descriptors(struct script *s);
void paths(struct script *s);
void attributes(struct script *s);
void large_data(struct script *s);
void memory(struct script *s);
void ids(struct script *s);
void capabilities(struct script *s);
void standing(struct script *s);
void times(struct script *s);
void ipc(struct script *s);
void waiting(struct script *s);
void machine(struct script *s);
void connections(struct script *s);
void local_sockets(struct script *s);
void special_sockets(struct script *s);
void options(struct script *s);
void children(struct script *s);
void threads(struct script *s);
void programs_started(struct script *s);
void programs_refused(struct script *s);
void endings(struct script *s);
void processor_time(struct script *s);
void denied(struct script *s);
void traced(struct script *s);
void compat(struct script *s);
void compat_sockets(struct script *s);
void signals(struct script *s);
void faults(struct script *s);
void switches(struct script *s);

#endif
