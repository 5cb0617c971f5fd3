// SPDX-License-Identifier: GPL-2.0-only
/*
 * The control groups of a process.
 * events.c calls each function here where a row of events.def has FN(name).
 */
#include <linux/cgroup.h>
#include <linux/kernfs.h>
#include <linux/uaccess.h>

#include "compat/compat.h"

#include "fill/fill.h"
#include "fill/puts.h"

#define DEEPEST_GROUP	24

/*
 * The path of a group from the root of its hierarchy. The kernel's own function takes a lock; this
 * walks the names fault-safe, because a group of the old hierarchy may be renamed meanwhile.
 */
static u32 copy_group_path(u8 *to, struct cgroup *group, u32 room)
{
	struct cgroup *chain[DEEPEST_GROUP];
	u32 depth = 0, size = 0;

	for (; group && depth < DEEPEST_GROUP; group = sonde_cgroup_parent(group))
		chain[depth++] = group;
	if (depth)
		depth--;	/* the root has no name */
	if (!depth && room)
		to[size++] = '/';
	while (depth--) {
		const char *name = NULL;
		u32 i;

		if (copy_from_kernel_nofault(&name, &chain[depth]->kn->name, sizeof(name)))
			break;
		if (size + 2 >= room)
			break;
		to[size++] = '/';
		for (i = 0; size < room; i++, size++)
			if (copy_from_kernel_nofault(to + size, name + i, 1) || !to[size])
				break;
	}
	return size;
}

static u32 put_group(struct sonde_fill *f, u32 total, int subsystem, const char *name)
{
	u32 room = min(sonde_room(f), SONDE_LIST_BYTES);
	u32 length = strlen(name);
	struct cgroup_subsys_state *state;

	if (total + length + 4 >= room)
		return total;
	state = task_css_check(f->task, subsystem, true);
	memcpy(f->at + total, name, length);
	f->at[total + length] = '=';
	total += length + 1;
	total += copy_group_path(f->at + total, state->cgroup, room - total - 1);
	f->at[total] = 0;
	return total + 1;
}

PUT(process_cgroups)
{
	u32 total = 0;

#define SUBSYS(name) total = put_group(f, total, name##_cgrp_id, #name);
#include <linux/cgroup_subsys.h>
#undef SUBSYS
	sonde_put_done(f, total);
}
