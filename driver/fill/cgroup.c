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

/* Names of a path that are kept, from the top: who runs there is known by those. */
#define MAX_GROUPS	24
#define CUT		"/..."
#define CUT_BYTES	(sizeof(CUT) - 1)

/*
 * The kernel's own function for paths takes a lock. Here a name is copied fault-safe, because a
 * group of the old hierarchy may be renamed meanwhile; by aligned words, which lie in one page.
 */
static u32 copy_name(u8 *to, const char *name, u32 room)
{
	unsigned long from = round_down((unsigned long)name, sizeof(u64));
	u32 skip = (unsigned long)name - from, size = 0;
	union {
		u64 word;
		u8 bytes[sizeof(u64)];
	} part;

	for (; size < room; from += sizeof(part), skip = 0) {
		if (copy_from_kernel_nofault(&part, (const void *)from, sizeof(part)))
			break;
		for (; skip < sizeof(part) && size < room; skip++) {
			if (!part.bytes[skip])
				return size;
			to[size++] = part.bytes[skip];
		}
	}
	return size;
}

/* There is no room for another name. */
static bool cut_at(u32 size, u32 room)
{
	return size + 2 >= room;
}

/* The path of a group from the root of its hierarchy; what is cut off is its end, and marked. */
static u32 copy_group_path(u8 *to, struct cgroup *group, u32 room)
{
	bool cut = group->level > MAX_GROUPS;
	struct cgroup *chain[MAX_GROUPS];
	u32 depth = 0, size = 0;

	if (room <= CUT_BYTES)
		return 0;
	room -= CUT_BYTES;
	if (cut)
		group = cgroup_ancestor(group, MAX_GROUPS);
	/* The root has no name. */
	for (; group && group->level && depth < MAX_GROUPS; group = sonde_cgroup_parent(group))
		chain[depth++] = group;
	if (!depth)
		to[size++] = '/';
	while (depth-- && !cut_at(size, room)) {
		const char *name = NULL;

		if (copy_from_kernel_nofault(&name, &chain[depth]->kn->name, sizeof(name)))
			break;
		to[size++] = '/';
		size += copy_name(to + size, name, room - size);
		cut |= cut_at(size, room);
	}
	if (cut) {
		memcpy(to + size, CUT, CUT_BYTES);
		size += CUT_BYTES;
	}
	return size;
}

/* The list under construction, and the last path in it: groups are mostly the same. */
struct groups {
	u32 total;
	struct cgroup *last;
	u32 last_at, last_size;
};

static void put_group(struct sonde_fill *f, struct groups *list, int subsystem, const char *name)
{
	u32 room = min(sonde_room(f), SONDE_LIST_BYTES);
	struct cgroup *group = task_css_check(f->task, subsystem, true)->cgroup;
	u32 length = strlen(name), size;
	u8 *to = f->at + list->total;

	if (list->total + length + CUT_BYTES + 4 >= room)
		return;
	memcpy(to, name, length);
	to[length] = '=';
	to += length + 1;
	room -= list->total + length + 2;
	if (group == list->last && list->last_size <= room) {
		size = list->last_size;
		memcpy(to, f->at + list->last_at, size);
	} else {
		size = copy_group_path(to, group, room);
		list->last = group;
		list->last_at = to - f->at;
		list->last_size = size;
	}
	to[size] = 0;
	list->total += length + 1 + size + 1;
}

PUT(process_cgroups)
{
	struct groups list = { };

#define SUBSYS(name) put_group(f, &list, name##_cgrp_id, #name);
#include <linux/cgroup_subsys.h>
#undef SUBSYS
	sonde_put_done(f, list.total);
}
