/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scopes: which threads a consumer sees. Each consumer with a scope has a bit of its own in the
 * slots of the threads in it (slots.h); forks hand all bits down. And work flags: whether a
 * thread's calls enter the tracepoints at all. consumer.c sets both, under its mutex; sched.c hands
 * them down.
 */
#ifndef SONDE_SCOPE_H
#define SONDE_SCOPE_H

#include <linux/types.h>

struct task_struct;
struct sonde_scope;

/* The forks must be attached. Marks the processes of @scope with @bit; -ESRCH: there are none. */
int sonde_scope_mark(u8 bit, const struct sonde_scope *scope);

/* No consumer of that bit is listed any more. */
void sonde_scope_clear(u8 bit);

/*
 * Makes the work flags of all threads what the list of consumers asks for. Call it after each
 * change of the list, when the old one is not in use any more and the tracepoints of the list are
 * attached.
 */
void sonde_scope_set_flags(void);

/* From the fork probe: the child's bits and flag. */
void sonde_scope_inherit(struct task_struct *parent, struct task_struct *child);

#endif
