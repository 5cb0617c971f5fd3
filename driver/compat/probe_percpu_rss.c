// SPDX-License-Identifier: GPL-2.0-only
/* Are the counters of resident pages kept per CPU? */
#include <linux/mm.h>
#include <linux/percpu_counter.h>

unsigned long probe(struct mm_struct *mm);
unsigned long probe(struct mm_struct *mm)
{
	return percpu_counter_sum_positive(&mm->rss_stat[MM_ANONPAGES]);
}
