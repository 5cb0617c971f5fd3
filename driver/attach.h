/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which tracepoints are attached: those that some consumer wants, and none when no consumer traces.
 * consumer.c calls it, under its mutex.
 */
#ifndef SONDE_ATTACH_H
#define SONDE_ATTACH_H

#include <linux/types.h>

/* Once, at load: an error when the kernel lacks a tracepoint that everything needs. */
int sonde_attach_find(void);

/* What this kernel can trace, of SONDE_TRACE_*. */
u32 sonde_attach_possible(void);

/* Beside SONDE_TRACE_*: only what keeps the slots of threads, as for a scope that is not read. */
#define SONDE_ATTACH_SLOTS	0x80000000u

/* Attaches @trace beside what is attached. After an error just that is attached as before. */
int sonde_attach(u32 trace);

/* Leaves nothing attached but @trace. After 0, no probe runs any more. */
void sonde_detach(u32 trace);

/* No other tracer has probes at the tracepoints of calls. */
bool sonde_attach_is_alone(void);

#endif
