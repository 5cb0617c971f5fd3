// SPDX-License-Identifier: GPL-2.0-only
/* Is a set of capabilities one number? */
#include <linux/capability.h>

u64 probe(kernel_cap_t set);
u64 probe(kernel_cap_t set)
{
	return set.val;
}
