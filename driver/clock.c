// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps the page up to date that relates the clock of records to the time of day: at load and once
 * a second while somebody traces, so that steps and slews of the time of day reach the reader.
 * clock.h has what probes call.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/workqueue.h>

#include "clock.h"

static struct page *clock_page;

static void tell_time(struct work_struct *work);
static DECLARE_DELAYED_WORK(clock_work, tell_time);

static void tell_time(struct work_struct *work)
{
	struct sonde_clock_page *page = page_address(clock_page);
	u64 mono, epoch;

	preempt_disable();
	mono = sonde_now();
	epoch = ktime_get_real_fast_ns();
	mono += (sonde_now() - mono) / 2;
	preempt_enable();

	WRITE_ONCE(page->sequence, page->sequence + 1);
	smp_wmb();
	page->mult = 1;
	page->shift = 0;
	page->epoch_clock = mono;
	page->epoch_ns = epoch;
	smp_wmb();
	WRITE_ONCE(page->sequence, page->sequence + 1);

	if (work)
		queue_delayed_work(system_wq, &clock_work, HZ);
}

struct page *sonde_clock_page(void)
{
	return clock_page;
}

int sonde_clock_start(void)
{
	clock_page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!clock_page)
		return -ENOMEM;
	tell_time(NULL);
	queue_delayed_work(system_wq, &clock_work, HZ);
	return 0;
}

void sonde_clock_stop(void)
{
	cancel_delayed_work_sync(&clock_work);
	__free_page(clock_page);
}
