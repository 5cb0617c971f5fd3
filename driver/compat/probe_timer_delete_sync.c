// SPDX-License-Identifier: GPL-2.0-only
/* Is the function that stops a timer called timer_delete_sync()? */
#include <linux/timer.h>

int probe(struct timer_list *timer);
int probe(struct timer_list *timer)
{
	return timer_delete_sync(timer);
}
