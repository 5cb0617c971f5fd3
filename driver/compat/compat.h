/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernels differ. What this kernel has is found out by compiling the probes beside this file
 * (compat/Kbuild); nothing else in the driver knows a kernel's version.
 */
#ifndef SONDE_COMPAT_H
#define SONDE_COMPAT_H

#ifndef SONDE_HAS_ALWAYS
#error "no probe of driver/compat compiles: what this kernel has is not known"
#endif

#include <linux/cgroup.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/net.h>
#include <linux/percpu_counter.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/thread_info.h>
#ifdef SONDE_HAS_FAULTABLE_TRACEPOINTS
#include <linux/rcupdate_trace.h>
#endif

#ifdef SONDE_HAS_SOCK_FROM_FILE_ERROR
static inline struct socket *sonde_socket(struct file *file)
{
	int error;

	return sock_from_file(file, &error);
}
#else
static inline struct socket *sonde_socket(struct file *file)
{
	return sock_from_file(file);
}
#endif

/* The executable of an address space, counted; NULL when there is none. Under rcu_read_lock. */
static inline struct file *sonde_exe_file(struct mm_struct *mm)
{
#ifdef SONDE_HAS_GET_FILE_RCU_POINTER
	return get_file_rcu(&mm->exe_file);
#else
	struct file *file = rcu_dereference(mm->exe_file);

	return file && get_file_rcu(file) ? file : NULL;
#endif
}

#ifdef SONDE_HAS_INODE_GET_TIMES
#define sonde_inode_ctime(inode)	inode_get_ctime(inode)
#define sonde_inode_mtime(inode)	inode_get_mtime(inode)
#else
#define sonde_inode_ctime(inode)	((inode)->i_ctime)
#define sonde_inode_mtime(inode)	((inode)->i_mtime)
#endif

#ifdef SONDE_HAS_WIDE_CAP
#define sonde_cap_bits(set)	((set).val)
#else
#define sonde_cap_bits(set)	((u64)(set).cap[1] << 32 | (set).cap[0])
#endif

#ifdef SONDE_HAS_VM_FLAGS_SET
#define sonde_vm_flags(vma, set, clear)	vm_flags_mod(vma, set, clear)
#else
#define sonde_vm_flags(vma, set, clear)						\
	((vma)->vm_flags = ((vma)->vm_flags | (set)) & ~(unsigned long)(clear))
#endif

/*
 * Resident pages. Where they are counted per CPU, the cheap answer is off by up to dozens of pages
 * for each: a small program seems to have none. Asking every CPU is for calls that cost more.
 */
#ifdef SONDE_HAS_PERCPU_RSS
static inline unsigned long sonde_mm_rss_exact(struct mm_struct *mm)
{
	return percpu_counter_sum_positive(&mm->rss_stat[MM_FILEPAGES]) +
	       percpu_counter_sum_positive(&mm->rss_stat[MM_ANONPAGES]) +
	       percpu_counter_sum_positive(&mm->rss_stat[MM_SHMEMPAGES]);
}
#else
#define sonde_mm_rss_exact(mm)	get_mm_rss(mm)
#endif

/* The group above, NULL for the root of a hierarchy. */
static inline struct cgroup *sonde_cgroup_parent(struct cgroup *group)
{
	struct cgroup_subsys_state *above = group->self.parent;

	return above ? container_of(above, struct cgroup, self) : NULL;
}

/* The old name went with 6.15; the new one is younger than 5.10. */
#ifdef SONDE_HAS_TIMER_DELETE_SYNC
#define sonde_timer_stop(timer)	timer_delete_sync(timer)
#else
#define sonde_timer_stop(timer)	del_timer_sync(timer)
#endif

/* Do a thread's calls enter the tracepoints? A bit of its own word, or one of many. */
#ifdef SYSCALL_WORK_SYSCALL_TRACEPOINT
#define sonde_work_flag(task)		(!!test_task_syscall_work(task, SYSCALL_TRACEPOINT))
#define sonde_set_work_flag(task)	set_task_syscall_work(task, SYSCALL_TRACEPOINT)
#define sonde_clear_work_flag(task)	clear_task_syscall_work(task, SYSCALL_TRACEPOINT)
#else
#define sonde_work_flag(task)		(!!test_tsk_thread_flag(task, TIF_SYSCALL_TRACEPOINT))
#define sonde_set_work_flag(task)	set_tsk_thread_flag(task, TIF_SYSCALL_TRACEPOINT)
#define sonde_clear_work_flag(task)	clear_tsk_thread_flag(task, TIF_SYSCALL_TRACEPOINT)
#endif

/* Keeps the list of a syscall tracepoint's probes from being freed. */
#ifdef SONDE_HAS_FAULTABLE_TRACEPOINTS
#define sonde_lock_tracepoint()		rcu_read_lock_trace()
#define sonde_unlock_tracepoint()	rcu_read_unlock_trace()
#else
#define sonde_lock_tracepoint()		rcu_read_lock()
#define sonde_unlock_tracepoint()	rcu_read_unlock()
#endif

/* What the tracepoints pass. */
#ifdef SONDE_HAS_PROCESS_EXIT_GROUP_DEAD
#define SONDE_PROCESS_EXIT_ARGS void *data, struct task_struct *task, bool group_dead
#else
#define SONDE_PROCESS_EXIT_ARGS void *data, struct task_struct *task
#endif
#ifdef SONDE_HAS_SWITCH_STATE
#define SONDE_SWITCH_ARGS void *data, bool preempt, struct task_struct *prev, \
			  struct task_struct *next, unsigned int state
#define SONDE_SWITCH_STATE state
#else
#define SONDE_SWITCH_ARGS void *data, bool preempt, struct task_struct *prev, \
			  struct task_struct *next
#ifdef SONDE_HAS_HIDDEN_TASK_STATE
#define SONDE_SWITCH_STATE READ_ONCE(prev->__state)
#else
#define SONDE_SWITCH_STATE READ_ONCE(prev->state)
#endif
#endif

/* A 32-bit call on a 64-bit kernel. */
#if defined(CONFIG_X86) && defined(CONFIG_IA32_EMULATION)
#define sonde_in_compat_call()	in_ia32_syscall()
#else
#define sonde_in_compat_call()	false
#endif

#endif
