// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters about a process: memory, times, names, ids, capabilities, its end.
 * events.c calls each function here where a row of events.def has FN(name).
 */
#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/kdev_t.h>
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

#include "fill/fill.h"
#include "fill/puts.h"
#include "numbers.h"

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

	switch (mm ? f->number : CALL_read) {
	case CALL_clone:
	case CALL_clone3:
	case CALL_fork:
	case CALL_vfork:
	case CALL_execve:
	case CALL_execveat:
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
 * The whole is exact; which part of it was in the kernel is sampled, and split as /proc does: with
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

	/* The parent does not know it yet; only the child records it. */
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

	return BITS(table, flags);
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
	case CALL_clone:
		result = clone_flags(f->args[0]);
		break;
	case CALL_clone3:	/* in a structure, the flags first */
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
