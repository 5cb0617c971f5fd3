/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock of records, and the page that tells user space how to read it. Probes call sonde_now();
 * device.c maps the page. A clock that probes may read must be safe in an NMI and take no lock: it
 * is the processor's counter where the kernel itself keeps time by it, else the kernel's clock in
 * nanoseconds, which costs ten times as much.
 */
#ifndef SONDE_CLOCK_H
#define SONDE_CLOCK_H

#include <linux/jump_label.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>

#include "compat/cycles.h"
#include "uapi/record.h"

/* Decided at load: a clock never changes its unit under those who read it. */
DECLARE_STATIC_KEY_FALSE(sonde_clock_is_cycles);

static __always_inline u64 sonde_now(void)
{
	if (static_branch_likely(&sonde_clock_is_cycles))
		return sonde_cycles();
	return ktime_get_mono_fast_ns();
}

u32 sonde_pack_long_duration(u64 duration);

/* A duration as bits 3-31 of a record's flags hold it; 0 stays 0, which means unknown. */
static __always_inline u32 sonde_pack_duration(u64 duration)
{
	if (unlikely(duration >> SONDE_DURATION_MANTISSA))
		return sonde_pack_long_duration(duration);
	return (u32)duration << SONDE_DURATION_SHIFT;
}

int sonde_clock_start(void);
void sonde_clock_stop(void);

/* The page is kept up to date between the two; consumer.c calls them under its mutex. */
void sonde_clock_run(void);
void sonde_clock_rest(void);
struct page *sonde_clock_page(void);

#endif
