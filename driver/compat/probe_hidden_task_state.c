// SPDX-License-Identifier: GPL-2.0-only
/* Is the state of a thread called so that nobody writes it by accident? */
#include <linux/sched.h>

unsigned int probe(struct task_struct *task);
unsigned int probe(struct task_struct *task)
{
	return task->__state;
}
