// SPDX-License-Identifier: GPL-2.0-only
/* May the probes of some tracepoints sleep, and RCU for them with them? */
#include <linux/rcupdate_trace.h>
#include <linux/tracepoint.h>

bool probe(struct tracepoint *tracepoint);
bool probe(struct tracepoint *tracepoint)
{
	return tracepoint_is_faultable(tracepoint);
}
