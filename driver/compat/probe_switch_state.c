// SPDX-License-Identifier: GPL-2.0-only
/* Does sched_switch report the state of the thread that leaves? */
#include <linux/sched.h>
#include <trace/events/sched.h>

static void on_switch(void *data, bool preempt, struct task_struct *prev, struct task_struct *next,
		      unsigned int state)
{
}

void probe(void);
void probe(void)
{
	check_trace_callback_type_sched_switch(on_switch);
}
