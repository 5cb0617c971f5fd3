/*
 * What calls_test.c runs of calls_files.c, each in a process of its own by compare() of expect.h.
 * files() makes the folder that the local sockets of calls_test.c are named in: it comes first.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SONDE_TESTS_KERNEL_CALLS_FILES_H
#define SONDE_TESTS_KERNEL_CALLS_FILES_H

struct script;

void files(struct script *s);
void descriptors(struct script *s);

#endif
