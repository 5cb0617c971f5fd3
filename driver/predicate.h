/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The terms of uapi/ioctl.h that a consumer may set: consumer.c checks and publishes them, the
 * probes ask before anything is reserved.
 */
#ifndef SONDE_PREDICATE_H
#define SONDE_PREDICATE_H

#include <linux/types.h>

#include "uapi/ioctl.h"

struct task_struct;

/* What user space may have said; everything else here relies on it. */
bool sonde_predicate_is_good(const struct sonde_predicate *predicate);

/* A copy for probes to read, NULL when everything is wanted; or an error. Free it with kfree(). */
struct sonde_predicate *sonde_predicate_copy(const struct sonde_predicate *predicate);

/* With preemption off. @ret: of the call; 0 for other events. */
bool sonde_predicate_holds(const struct sonde_predicate *predicate, struct task_struct *task,
			   long ret);

#endif
