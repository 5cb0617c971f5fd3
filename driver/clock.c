// SPDX-License-Identifier: GPL-2.0-only
/*
 * Chooses the clock of records at load, and keeps the page up to date that relates it to the time
 * of day: once a second while there is a consumer, so that steps and slews of the time of day reach
 * the reader. clock.h has what probes call.
 */
#define pr_fmt(fmt)	KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/clocksource.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/workqueue.h>

#include "clock.h"

/* A difference of that many seconds between clocks, times `mult`, fits in 63 bits. */
#define SPAN_SECONDS	600u

DEFINE_STATIC_KEY_FALSE(sonde_clock_is_cycles);

static struct page *clock_page;

static void update_page(struct work_struct *work);
static DECLARE_DELAYED_WORK(clock_work, update_page);

/*
 * A pair of counter and time of day, if the counter is what the kernel keeps time by: then what its
 * clocksource counted lies between two looks at the counter. Any other clocksource counts from
 * another beginning, at another pace.
 */
static bool snapshot_of_cycles(u64 *clock, u64 *epoch_ns)
{
	u64 before = sonde_cycles(), after;

	sonde_snapshot(clock, epoch_ns);
	after = sonde_cycles();
	return before <= *clock && *clock <= after;
}

static void sample(u64 *clock, u64 *epoch_ns)
{
	if (static_key_enabled(&sonde_clock_is_cycles) && snapshot_of_cycles(clock, epoch_ns))
		return;
	preempt_disable();
	*clock = sonde_now();
	*epoch_ns = ktime_get_real_fast_ns();
	*clock += (sonde_now() - *clock) / 2;
	preempt_enable();
}

static void update_page(struct work_struct *work)
{
	struct sonde_clock_page *page = page_address(clock_page);
	u32 mult = 1, shift = 0;
	u64 clock, epoch_ns;

	sample(&clock, &epoch_ns);
	/* Each time: the kernel measures the counter's pace better a while after its start. */
	if (static_key_enabled(&sonde_clock_is_cycles))
		clocks_calc_mult_shift(&mult, &shift, sonde_cycles_khz(), NSEC_PER_MSEC,
				       SPAN_SECONDS * MSEC_PER_SEC);

	WRITE_ONCE(page->sequence, page->sequence + 1);
	/* A reader that sees a new value sees an odd sequence, or a newer one ... */
	smp_wmb();
	page->mult = mult;
	page->shift = shift;
	page->epoch_clock = clock;
	page->epoch_ns = epoch_ns;
	/* ... and one that sees the even sequence sees all of the new values. */
	smp_wmb();
	WRITE_ONCE(page->sequence, page->sequence + 1);

	if (static_key_enabled(&sonde_clock_is_cycles) && !sonde_cycles_are_steady())
		pr_warn_once("the processor's counter got unsteady: load the module again\n");
	if (work)
		queue_delayed_work(system_wq, &clock_work, HZ);
}

void sonde_clock_run(void)
{
	update_page(NULL);
	queue_delayed_work(system_wq, &clock_work, HZ);
}

void sonde_clock_rest(void)
{
	cancel_delayed_work_sync(&clock_work);
}

u32 sonde_pack_long_duration(u64 duration)
{
	u32 exponent = fls64(duration) - SONDE_DURATION_MANTISSA;

	if (exponent > 31) {
		exponent = 31;
		duration = ~0ull >> (64 - SONDE_DURATION_MANTISSA - 31);
	}
	duration >>= exponent;
	return (exponent << (SONDE_DURATION_SHIFT + SONDE_DURATION_MANTISSA)) |
	       ((u32)duration << SONDE_DURATION_SHIFT);
}

struct page *sonde_clock_page(void)
{
	return clock_page;
}

int __init sonde_clock_start(void)
{
	u64 clock, epoch_ns;

	clock_page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!clock_page)
		return -ENOMEM;
	if (sonde_cycles_are_steady() && snapshot_of_cycles(&clock, &epoch_ns))
		static_branch_enable(&sonde_clock_is_cycles);
	update_page(NULL);
	return 0;
}

void sonde_clock_stop(void)
{
	__free_page(clock_page);
}
