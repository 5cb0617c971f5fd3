/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processor's own counter, read in a handful of instructions, and the kernel's account of it.
 * An architecture without one here uses the kernel's clock; clock.c decides.
 */
#ifndef SONDE_COMPAT_CYCLES_H
#define SONDE_COMPAT_CYCLES_H

#include <linux/timekeeping.h>
#include <linux/types.h>

#ifdef CONFIG_X86_TSC
#include <asm/msr.h>
#include <asm/tsc.h>

#define sonde_cycles()		rdtsc()
#define sonde_cycles_khz()	tsc_khz

/* The kernel marks a counter that stops, changes its pace or differs between CPUs. */
static inline bool sonde_cycles_are_steady(void)
{
	return tsc_khz && !check_tsc_unstable();
}
#else
#define sonde_cycles()		0ull
#define sonde_cycles_khz()	0u

static inline bool sonde_cycles_are_steady(void)
{
	return false;
}
#endif

/* What the clocksource counted and the time of day, both at one moment. */
static inline void sonde_snapshot(u64 *count, u64 *epoch_ns)
{
	struct system_time_snapshot snapshot;

#ifdef SONDE_HAS_SNAPSHOT_ID
	ktime_get_snapshot_id(CLOCK_REALTIME, &snapshot);
	*epoch_ns = ktime_to_ns(snapshot.systime);
#else
	ktime_get_snapshot(&snapshot);
	*epoch_ns = ktime_to_ns(snapshot.real);
#endif
	*count = snapshot.cycles;
}

#endif
