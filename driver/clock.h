/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock of records, and the page that tells user space how to read it. Probes call sonde_now();
 * device.c maps the page. A clock that probes may read must be safe in an NMI and take no lock.
 */
#ifndef SONDE_CLOCK_H
#define SONDE_CLOCK_H

#include <linux/ktime.h>
#include <linux/timekeeping.h>

#include "uapi/record.h"

static __always_inline u64 sonde_now(void)
{
	return ktime_get_mono_fast_ns();
}

/* A duration as bits 3-31 of a record's flags hold it; 0 becomes 1, because 0 means unknown. */
static __always_inline u32 sonde_pack_duration(u64 duration)
{
	u32 exponent = 0;

	if (unlikely(duration >> SONDE_DURATION_MANTISSA)) {
		exponent = fls64(duration) - SONDE_DURATION_MANTISSA;
		if (exponent > 31) {
			exponent = 31;
			duration = ~0ull >> (64 - SONDE_DURATION_MANTISSA - 31);
		}
		duration >>= exponent;
	}
	return (exponent << (SONDE_DURATION_SHIFT + SONDE_DURATION_MANTISSA)) |
	       ((u32)(duration | !duration) << SONDE_DURATION_SHIFT);
}

int sonde_clock_start(void);
void sonde_clock_stop(void);
struct page *sonde_clock_page(void);

#endif
