// SPDX-License-Identifier: GPL-2.0-only
/*
 * Odd parameters of fork, exec and exit, and of calls that change who a process is. fill_events.c
 * calls each function here where a row of events.def says FN(name).
 *
 * The command line and the environment are the process's own memory. After a successful exec they
 * are where the new program has them; after a failed one, where the caller said.
 */
#include <linux/audit.h>
#include <linux/binfmts.h>
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/kdev_t.h>
#include <linux/kernfs.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/tty.h>
#include <linux/tty_driver.h>
#include <uapi/linux/sched.h>

#include "compat/compat.h"
#include "fill.h"
#include "fill_puts.h"

#define PUT(name) void sonde_put_##name(struct sonde_fill *f, u32 bytes)

/* ---- memory and faults ---- */

static u64 kib(u64 pages)
{
	return pages << (PAGE_SHIFT - 10);
}

PUT(vm_size) { sonde_put_integer(f, f->task->mm ? kib(f->task->mm->total_vm) : 0, bytes); }

PUT(vm_rss)
{
	struct mm_struct *mm = f->task->mm;
	u64 pages = 0;

	switch (mm ? f->number : 0) {
	case 56 ... 59:		/* clone, fork, vfork, execve */
	case 322:		/* execveat */
	case 435:		/* clone3 */
		pages = sonde_mm_rss_exact(mm);
		break;
	default:
		pages = mm ? get_mm_rss(mm) : 0;
	}
	sonde_put_integer(f, kib(pages), bytes);
}

PUT(vm_swap)
{
	struct mm_struct *mm = f->task->mm;

	sonde_put_integer(f, mm ? kib(get_mm_counter(mm, MM_SWAPENTS)) : 0, bytes);
}

PUT(major_faults) { sonde_put_integer(f, f->task->maj_flt, bytes); }
PUT(minor_faults) { sonde_put_integer(f, f->task->min_flt, bytes); }

/* ---- processor time ---- */

/*
 * The whole is exact; which part of it was in the kernel is sampled, and told as /proc does: with
 * no sample at all, none was. In 65536ths, for the product must not overflow.
 */
static u64 system_time(const struct task_struct *task)
{
	u64 whole = task->se.sum_exec_runtime, user = task->utime, system = task->stime, share;

	if (!system)
		return 0;
	if (!user)
		return whole;
	share = div64_u64((system >> 10) << 16, ((user + system) >> 10) + 1);
	return (whole >> 16) * share + ((whole & 0xffff) * share >> 16);
}

PUT(usage_user)
{
	sonde_put_integer(f, f->task->se.sum_exec_runtime - system_time(f->task), bytes);
}

PUT(usage_system) { sonde_put_integer(f, system_time(f->task), bytes); }

/* ---- names ---- */

PUT(new_comm)
{
	u32 size = strnlen(f->comm, TASK_COMM_LEN - 1);

	memcpy(f->at, f->comm, size);
	f->at[size] = 0;
	sonde_put_done(f, size + 1);
}

/* ---- command line and environment ---- */

/*
 * The first text of a list becomes one parameter and the others the next, which lies right behind
 * it: so the list is read once, in one piece, and only the lengths tell where it was cut.
 */
static void put_first(struct sonde_fill *f, u32 total)
{
	u32 first = total ? strnlen((char *)f->at, total - 1) + 1 : 0;

	f->rest = total - first;
	sonde_put_done(f, first);
}

/* Texts one behind the other, as a program has its arguments; ends with a zero byte. */
static u32 read_area(struct sonde_fill *f, unsigned long start, unsigned long end)
{
	u32 size = min3((u64)(end - start), (u64)sonde_room(f), (u64)SONDE_LIST_BYTES);

	if (end <= start || !sonde_read_user(f, f->at, start, size))
		return 0;
	f->at[size - 1] = 0;
	return size;
}

/* Texts that a list of pointers in the caller's memory names. */
static u32 read_list(struct sonde_fill *f, unsigned long list)
{
	u32 room = min(sonde_room(f), SONDE_LIST_BYTES), total = 0, i;
	unsigned long text;

	for (i = 0; list && total < room; i++) {
		u32 size;

		if (!sonde_read_word(f, &text, list, i) || !text)
			break;
		size = sonde_copy_user_text(f, f->at + total, text, room - total);
		if (!size)
			break;
		total += size;
	}
	return total;
}

PUT(process_exe)
{
	struct mm_struct *mm = current->mm;

	put_first(f, mm && f->ret >= 0 ? read_area(f, mm->arg_start, mm->arg_end) : 0);
}

PUT(process_args) { sonde_put_done(f, f->rest); }

PUT(exec_exe)
{
	struct mm_struct *mm = current->mm;
	u32 argv = f->number == 322 ? 2 : 1;	/* execveat has a directory before the path */

	if (f->bprm && mm)
		put_first(f, read_area(f, mm->arg_start, mm->arg_end));
	else
		put_first(f, read_list(f, f->args[argv]));
}

PUT(exec_args) { sonde_put_done(f, f->rest); }

PUT(exec_env)
{
	struct mm_struct *mm = current->mm;
	u32 envp = f->number == 322 ? 3 : 2;

	if (f->bprm && mm)
		sonde_put_done(f, read_area(f, mm->env_start, mm->env_end));
	else
		sonde_put_done(f, read_list(f, f->args[envp]));
}

/* The caller's memory is gone after a successful exec, but the kernel still has its copy. */
PUT(exec_filename)
{
	if (f->bprm)
		sonde_put_text(f, f->bprm->filename);
	else
		sonde_put_user_text(f, f->args[0]);
}

/* ---- who it is ---- */

PUT(process_tid) { sonde_put_integer(f, task_pid_nr(f->task), bytes); }
PUT(process_pid) { sonde_put_integer(f, task_tgid_nr(f->task), bytes); }

PUT(process_parent)
{
	struct task_struct *parent = rcu_dereference(f->task->real_parent);

	sonde_put_integer(f, parent ? task_pid_nr(parent) : 0, bytes);
}

PUT(process_no_cwd) { sonde_put_empty(f); }
PUT(process_fdlimit) { sonde_put_integer(f, task_rlimit(f->task, RLIMIT_NOFILE), bytes); }

PUT(process_comm)
{
	char comm[TASK_COMM_LEN];

	/* Unlocked: a rename meanwhile may give a mixture, never a text without an end. */
	memcpy(comm, f->task->comm, sizeof(comm));
	comm[sizeof(comm) - 1] = 0;
	sonde_put_text(f, comm);
}

PUT(process_uid)
{
	sonde_put_integer(f, from_kuid(&init_user_ns, task_cred_xxx(f->task, euid)), bytes);
}

PUT(process_gid)
{
	sonde_put_integer(f, from_kgid(&init_user_ns, task_cred_xxx(f->task, egid)), bytes);
}

PUT(process_vtid) { sonde_put_integer(f, task_pid_vnr(f->task), bytes); }
PUT(process_vpid) { sonde_put_integer(f, task_tgid_vnr(f->task), bytes); }
PUT(process_pgid) { sonde_put_integer(f, task_pgrp_nr_ns(f->task, &init_pid_ns), bytes); }
PUT(process_vpgid) { sonde_put_integer(f, task_pgrp_vnr(f->task), bytes); }

PUT(process_loginuid)
{
	sonde_put_integer(f, from_kuid(&init_user_ns, audit_get_loginuid(f->task)), bytes);
}

PUT(process_tty)
{
	struct signal_struct *signal = f->task->signal;
	struct tty_struct *tty = signal ? READ_ONCE(signal->tty) : NULL;
	struct tty_driver *driver = NULL;
	u32 device = 0;
	int index = 0;

	/* It may hang up meanwhile: copied fault-safe, and only if it is still ours. */
	if (tty && !copy_from_kernel_nofault(&driver, &tty->driver, sizeof(driver)) && driver &&
	    !copy_from_kernel_nofault(&index, &tty->index, sizeof(index))) {
		int major = 0, minor = 0;

		if (!copy_from_kernel_nofault(&major, &driver->major, sizeof(major)) &&
		    !copy_from_kernel_nofault(&minor, &driver->minor_start, sizeof(minor)) &&
		    READ_ONCE(signal->tty) == tty)
			device = new_encode_dev(MKDEV(major, minor + index));
	}
	sonde_put_integer(f, device, bytes);
}

PUT(process_pidns_start)
{
	struct pid_namespace *ns = task_active_pid_ns(f->task);
	struct task_struct *first = ns ? READ_ONCE(ns->child_reaper) : NULL;

	/* The parent does not know it yet; only the child tells. */
	sonde_put_integer(f, f->ret == 0 && first ? READ_ONCE(first->start_time) : 0, bytes);
}

/* ---- flags of new processes ---- */

static u32 clone_flags(u64 flags)
{
	static const struct sonde_bit table[] = {
		{ CLONE_FILES, 1 }, { CLONE_FS, 2 }, { CLONE_IO, 4 }, { CLONE_NEWIPC, 8 },
		{ CLONE_NEWNET, 0x10 }, { CLONE_NEWNS, 0x20 }, { CLONE_NEWPID, 0x40 },
		{ CLONE_NEWUTS, 0x80 }, { CLONE_PARENT, 0x100 }, { CLONE_PARENT_SETTID, 0x200 },
		{ CLONE_PTRACE, 0x400 }, { CLONE_SIGHAND, 0x800 }, { CLONE_SYSVSEM, 0x1000 },
		{ CLONE_THREAD, 0x2000 }, { CLONE_UNTRACED, 0x4000 }, { CLONE_VM, 0x8000 },
		{ CLONE_NEWUSER, 0x100000 }, { CLONE_CHILD_CLEARTID, 0x800000 },
		{ CLONE_CHILD_SETTID, 0x1000000 }, { CLONE_SETTLS, 0x2000000 },
		{ CLONE_VFORK, 0x8000000 }, { CLONE_NEWCGROUP, 0x10000000 },
	};

	return sonde_translate_bits(table, ARRAY_SIZE(table), flags);
}

PUT(clone_flags_argument_0) { sonde_put_integer(f, clone_flags(f->args[0]), bytes); }
PUT(clone_flags_argument_1) { sonde_put_integer(f, clone_flags(f->args[1]), bytes); }

#define CHILD_IN_PIDNS	0x20000000u

PUT(process_clone_flags)
{
	struct pid_namespace *own = task_active_pid_ns(f->task);
	struct pid_namespace *children = f->task->nsproxy ?
					 f->task->nsproxy->pid_ns_for_children : own;
	u32 result = 0;
	u64 flags = 0;

	switch (f->number) {
	case 56:	/* clone */
		result = clone_flags(f->args[0]);
		break;
	case 435:	/* clone3: in a structure, the flags first */
		sonde_read_user(f, &flags, f->args[0], sizeof(flags));
		result = clone_flags(flags);
		break;
	}
	if (own != &init_pid_ns || children != own)
		result |= CHILD_IN_PIDNS;
	sonde_put_integer(f, result, bytes);
}

/* ---- capabilities ---- */

static u64 capabilities(u64 set)
{
	return set & ((2ull << CAP_LAST_CAP) - 1);
}

PUT(process_cap_inheritable)
{
	kernel_cap_t set = task_cred_xxx(f->task, cap_inheritable);

	sonde_put_integer(f, capabilities(sonde_cap_bits(set)), bytes);
}

PUT(process_cap_permitted)
{
	kernel_cap_t set = task_cred_xxx(f->task, cap_permitted);

	sonde_put_integer(f, capabilities(sonde_cap_bits(set)), bytes);
}

PUT(process_cap_effective)
{
	kernel_cap_t set = task_cred_xxx(f->task, cap_effective);

	sonde_put_integer(f, capabilities(sonde_cap_bits(set)), bytes);
}

PUT(capset_inheritable) { sonde_put_process_cap_inheritable(f, bytes); }
PUT(capset_permitted) { sonde_put_process_cap_permitted(f, bytes); }
PUT(capset_effective) { sonde_put_process_cap_effective(f, bytes); }

/* ---- the executable ---- */

static void learn_exe(struct sonde_fill *f)
{
	struct file *file = current->mm ? sonde_exe_file(current->mm) : NULL;

	memset(f->extra, 0, sizeof(f->extra));
	if (file) {
		struct inode *inode = file_inode(file);
		struct timespec64 changed = sonde_inode_ctime(inode);
		struct timespec64 written = sonde_inode_mtime(inode);

		f->extra[0] = inode->i_ino;
		f->extra[1] = timespec64_to_ns(&changed);
		f->extra[2] = timespec64_to_ns(&written);
		fput(file);
	}
}

PUT(exe_flags)
{
	struct file *file = current->mm ? sonde_exe_file(current->mm) : NULL;
	u32 flags = 0;

	if (file) {
		struct inode *inode = file_inode(file);
		const struct cred *cred = current_cred();
		struct dentry *dentry = file->f_path.dentry;

		/*
		 * By owner and mode only: asking the file system may sleep. What an ACL or an
		 * immutable flag changes about it is not seen.
		 */
		if (uid_eq(inode->i_uid, cred->fsuid) || cap_raised(cred->cap_effective, CAP_FOWNER))
			flags |= 1;
		else if (inode->i_mode & 0002 ||
			 (inode->i_mode & 0020 && gid_eq(inode->i_gid, cred->fsgid)))
			flags |= 1;
		if (dentry->d_parent == dentry &&
		    !strncmp(dentry->d_name.name, "memfd:", sizeof("memfd:") - 1))
			flags |= 4;
		fput(file);
	}
	sonde_put_integer(f, flags, bytes);
}

PUT(exe_ino)
{
	learn_exe(f);
	sonde_put_integer(f, f->extra[0], bytes);
}

PUT(exe_ctime) { sonde_put_integer(f, f->extra[1], bytes); }
PUT(exe_mtime) { sonde_put_integer(f, f->extra[2], bytes); }

PUT(exe_path)
{
	struct file *file = current->mm ? sonde_exe_file(current->mm) : NULL;
	char *path;

	if (!file) {
		sonde_put_empty(f);
		return;
	}
	path = d_path(&file->f_path, (char *)f->at, min(sonde_room(f), SONDE_TEXT_BYTES));
	if (IS_ERR(path)) {
		sonde_put_empty(f);
	} else {
		u32 size = strlen(path) + 1;

		memmove(f->at, path, size);
		sonde_put_done(f, size);
	}
	fput(file);
}

/* ---- control groups ---- */

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

/* ---- exit ---- */

PUT(exit_status) { sonde_put_integer(f, (s64)f->task->exit_code, bytes); }
PUT(exit_code) { sonde_put_integer(f, (f->task->exit_code >> 8) & 0xff, bytes); }
PUT(exit_signal) { sonde_put_integer(f, f->task->exit_code & 0x7f, bytes); }
PUT(exit_core) { sonde_put_integer(f, f->task->exit_code & 0x80 ? 1 : 0, bytes); }

/*
 * Who will inherit the children, found the way the kernel does it a moment later: another thread
 * of the process, else the nearest ancestor that asked for it, else the first process of the
 * namespace.
 */
PUT(exit_reaper)
{
	struct task_struct *task = f->task, *thread, *ancestor;
	struct pid_namespace *ns = task_active_pid_ns(task);
	struct task_struct *first = ns ? ns->child_reaper : NULL;
	u32 steps = 0;
	pid_t reaper = 0;

	if (list_empty(&task->children))
		goto out;
	for_each_thread(task, thread) {
		if (thread != task && !(thread->flags & PF_EXITING)) {
			reaper = task_pid_nr(thread);
			goto out;
		}
	}
	if (!first || first->group_leader == task->group_leader)
		goto out;
	reaper = task_pid_nr(first);
	if (!task->signal->has_child_subreaper)
		goto out;
	for (ancestor = rcu_dereference(task->real_parent); ancestor && ++steps < 1024;
	     ancestor = rcu_dereference(ancestor->real_parent)) {
		if (ancestor == &init_task || task_active_pid_ns(ancestor) != ns)
			break;
		if (ancestor->signal && ancestor->signal->is_child_subreaper &&
		    !(ancestor->flags & PF_EXITING)) {
			reaper = task_pid_nr(ancestor);
			break;
		}
	}
out:
	sonde_put_integer(f, reaper, bytes);
}

/* ---- switch ---- */

PUT(switch_next) { sonde_put_integer(f, f->extra[0], bytes); }
