// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tracepoints beside the calls: fork, exec and exit of threads, switches, signals, page faults.
 * Switches come with the run queue locked: no lock is taken here, nothing wakes anybody up.
 */
#include <linux/binfmts.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <trace/events/sched.h>
#include <trace/events/signal.h>
#include <asm/syscall.h>

#include "clock.h"
#include "emit.h"
#include "fill_events.h"
#include "probes.h"
#include "slots.h"

#define EVENT_SWITCH		152u
#define EVENT_EXIT		186u
#define EVENT_SIGNAL		232u
#define EVENT_PAGE_FAULT	290u
#define EVENT_EXECVE		293u
#define EVENT_EXECVEAT		331u

static void emit_to_all(struct sonde_fill *f, u32 trace, u32 event, pid_t tgid, u64 duration)
{
	const struct sonde_consumers *consumers = rcu_dereference(sonde_consumers);
	u64 clock = sonde_now();
	u32 i;

	for (i = 0; consumers && i < consumers->count; i++) {
		struct sonde_consumer *c = consumers->list[i];

		if (!(READ_ONCE(c->trace) & trace) || READ_ONCE(c->self) == tgid)
			continue;
		if (trace == SONDE_TRACE_CALLS && !test_bit(f->number, c->syscalls))
			continue;
		sonde_emit(c, event, f, f->task->pid, clock, duration);
	}
}

static __always_inline void begin(struct sonde_fill *f)
{
	preempt_disable_notrace();
	rcu_read_lock();
	pagefault_disable();
	sonde_emit_begin(f);
}

static __always_inline void end(void)
{
	pagefault_enable();
	rcu_read_unlock();
	preempt_enable_notrace();
}

void sonde_probe_process_fork(void *data, struct task_struct *parent, struct task_struct *child)
{
	struct sonde_slot *slot = sonde_slot(child->pid);

	if (slot)
		slot->call = 0;
	sonde_slots_ahead(child->pid);
}

/*
 * A successful exec is told here, while the kernel still has the path as the caller passed it. The
 * thread that called it may have had another id: it now has that of the process.
 */
void sonde_probe_process_exec(void *data, struct task_struct *task, pid_t old_tid,
			      struct linux_binprm *bprm)
{
	struct sonde_slot *slot = sonde_slot(old_tid);
	u32 number = 59, call = 0;
	u64 duration = 0;
	struct sonde_fill f;

	if (slot && slot->call) {
		call = slot->call;
		duration = sonde_now() - slot->start;
		number = call & SONDE_SLOT_NUMBER;
		if (call & SONDE_SLOT_COMPAT)
			number = number == 358 ? 322 : 59;
		slot->call = 0;
	}
	slot = sonde_slot(task->pid);
	if (slot)
		slot->call = SONDE_SLOT_IN_CALL | SONDE_SLOT_TOLD;
	if (number != 59 && number != 322)
		return;		/* the kernel starts a program for somebody */

	begin(&f);
	f.number = number;
	f.native = number;
	f.bprm = bprm;
	if (call & SONDE_SLOT_COMPAT)
		f.flags = SONDE_RECORD_COMPAT;
	memset(f.args, 0, sizeof(f.args));
	emit_to_all(&f, SONDE_TRACE_CALLS, number == 59 ? EVENT_EXECVE : EVENT_EXECVEAT,
		    task->tgid, duration);
	end();
}

void sonde_probe_process_exit(SONDE_PROCESS_EXIT_ARGS)
{
	struct sonde_slot *slot = sonde_slot(task->pid);
	struct sonde_fill f;

	if (slot)
		slot->call = 0;
	if (task->flags & PF_KTHREAD)
		return;
	begin(&f);
	f.task = task;
	emit_to_all(&f, SONDE_TRACE_EXIT, EVENT_EXIT, task->tgid, 0);
	end();
}

void sonde_probe_switch(SONDE_SWITCH_ARGS)
{
	struct sonde_fill f;

	begin(&f);
	f.task = prev;
	f.extra[0] = next->pid;
	emit_to_all(&f, SONDE_TRACE_SWITCH, EVENT_SWITCH, -1, 0);
	end();
}

void sonde_probe_signal(void *data, int number, struct kernel_siginfo *info,
			struct k_sigaction *action)
{
	struct sonde_fill f;

	begin(&f);
	f.first = number;
	f.info = info;
	emit_to_all(&f, SONDE_TRACE_SIGNAL, EVENT_SIGNAL, current->tgid, 0);
	end();
}

void sonde_probe_page_fault(void *data, unsigned long address, struct pt_regs *regs,
			    unsigned long error)
{
	struct sonde_fill f;

	begin(&f);
	f.extra[0] = address;
	f.extra[1] = instruction_pointer(regs);
	f.extra[2] = error;
	emit_to_all(&f, SONDE_TRACE_FAULT, EVENT_PAGE_FAULT, current->tgid, 0);
	end();
}

/* Compile-time only: the probes have the types that this kernel's tracepoints call. */
static void __maybe_unused check_types(void)
{
	check_trace_callback_type_sched_process_fork(sonde_probe_process_fork);
	check_trace_callback_type_sched_process_exec(sonde_probe_process_exec);
	check_trace_callback_type_sched_process_exit(sonde_probe_process_exit);
	check_trace_callback_type_sched_switch(sonde_probe_switch);
	check_trace_callback_type_signal_deliver(sonde_probe_signal);
}
