// SPDX-License-Identifier: GPL-2.0-only
/* Is the clock of a time snapshot chosen by the caller? */
#include <linux/timekeeping.h>

u64 probe(struct system_time_snapshot *snapshot);
u64 probe(struct system_time_snapshot *snapshot)
{
	ktime_get_snapshot_id(CLOCK_REALTIME, snapshot);
	return snapshot->cycles + snapshot->systime;
}
