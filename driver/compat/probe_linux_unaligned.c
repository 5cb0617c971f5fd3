// SPDX-License-Identifier: GPL-2.0-only
/* Is the header of unaligned numbers the same for all architectures? */
#include <linux/unaligned.h>

u32 probe(const u32 *from);
u32 probe(const u32 *from)
{
	return get_unaligned(from);
}
