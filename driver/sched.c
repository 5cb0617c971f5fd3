// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tracepoints beside the calls: fork, exec and exit of threads, switches, signals, page faults.
 * Switches come with the run queue locked: no lock is taken here, nothing wakes anybody up.
 */
#include <linux/binfmts.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>
#include <trace/events/sched.h>
#include <trace/events/signal.h>
#include <trace/events/task.h>
#include <asm/syscall.h>

#include "clock.h"
#include "emit.h"
#include "fill/events.h"
#include "numbers.h"
#include "probes.h"
#include "scope.h"
#include "slots.h"

static void emit_to_all(struct sonde_fill *f, u32 trace, u32 event, const struct sonde_slot *slot)
{
	const struct sonde_consumers *consumers = rcu_dereference_sched(sonde_consumers);
	const struct sonde_row *row = sonde_row(event);
	u32 i;

	f->tid = f->task->pid;
	for (i = 0; i < consumers->count; i++) {
		struct sonde_consumer *c = consumers->list[i];

		if (!(READ_ONCE(c->trace) & trace))
			continue;
		/* A switch away from the consumer shows who gets the CPU. */
		if (READ_ONCE(c->self) == f->task->tgid && trace != SONDE_TRACE_SWITCH)
			continue;
		if (f->number && !test_bit(f->number, c->calls))
			continue;
		if (READ_ONCE(c->selects) &&
		    !sonde_selected(c, slot, f->task, row->class == SONDE_CLASS_STATE, 0))
			continue;
		f->kernel_addresses = c->kernel_addresses;
		sonde_emit_rare(c, row, f);
	}
}

/* From the time that is noted to the end of the record nobody else may write, as for calls. */
static __always_inline void begin(struct sonde_fill *f)
{
	preempt_disable_notrace();
	sonde_emit_begin(f);
	f->clock = sonde_now();
}

static __always_inline void end(void)
{
	preempt_enable_notrace();
}

void sonde_probe_process_fork(void *data, struct task_struct *parent, struct task_struct *child)
{
	struct sonde_slot *slot = sonde_slot(child->pid);

	preempt_disable_notrace();
	sonde_scope_inherit(parent, child);
	preempt_enable_notrace();
	if (slot)
		WRITE_ONCE(slot->signal, 0);
	sonde_slots_ahead(child->pid);
}

/*
 * A successful exec is recorded here, while the kernel still has the path as the caller passed it.
 * The thread that called it may have had another id: it now has that of the process.
 */
void sonde_probe_process_exec(void *data, struct task_struct *task, pid_t old_tid,
			      struct linux_binprm *bprm)
{
	struct sonde_slot *slot = sonde_slot(old_tid), *old = slot;
	u32 number = CALL_execve, call = 0;
	u64 start = 0;
	struct sonde_fill f SONDE_NOT_CLEARED;

	if (slot && slot->call) {
		call = slot->call;
		start = slot->start;
		number = call & SONDE_SLOT_NUMBER;
		if (call & SONDE_SLOT_COMPAT)
			number = number == __NR_ia32_execveat ? CALL_execveat : CALL_execve;
		slot->call = 0;
	}
	slot = sonde_slot(task->pid);
	if (slot) {
		slot->call = SONDE_SLOT_IN_CALL | SONDE_SLOT_REPORTED;
		if (old)
			WRITE_ONCE(slot->scopes, old->scopes);
	}
	if (number != CALL_execve && number != CALL_execveat)
		return;		/* the kernel itself starts a program */

	begin(&f);
	if (call)
		f.duration = f.clock > start ? f.clock - start : 1;
	f.number = number;
	f.native = number;
	f.bprm = bprm;
	if (call & SONDE_SLOT_COMPAT)
		f.flags = SONDE_RECORD_COMPAT;
	memset(f.args, 0, sizeof(f.args));
	emit_to_all(&f, SONDE_TRACE_CALLS, number == CALL_execve ? EVENT_SYSCALL_EXECVE_19_X :
		    EVENT_SYSCALL_EXECVEAT_X, slot);
	end();
}

/* The number of a process that has ended may become another one's, which is not left out. */
static void forget_self(struct task_struct *task)
{
	const struct sonde_consumers *consumers;
	u32 i;

	if (atomic_read(&task->signal->live))
		return;
	preempt_disable_notrace();
	consumers = rcu_dereference_sched(sonde_consumers);
	for (i = 0; i < consumers->count; i++)
		if (READ_ONCE(consumers->list[i]->self) == task->tgid)
			WRITE_ONCE(consumers->list[i]->self, 0);
	preempt_enable_notrace();
}

void sonde_probe_process_exit(SONDE_PROCESS_EXIT_ARGS)
{
	struct sonde_slot *slot = sonde_slot(task->pid);
	struct sonde_fill f SONDE_NOT_CLEARED;

	if (!(task->flags & PF_KTHREAD)) {
		begin(&f);
		f.task = task;
		emit_to_all(&f, SONDE_TRACE_EXIT, EVENT_PROCEXIT_1_E, slot);
		end();
		forget_self(task);
	}
	if (slot) {
		slot->call = 0;
		WRITE_ONCE(slot->scopes, 0);
	}
}

/* An exec renames as well, and its record holds the name. */
static bool in_exec(void)
{
	long number = syscall_get_nr(current, task_pt_regs(current));

	if (sonde_in_compat_call())
		number = sonde_number_of_compat(number);
	return number == CALL_execve || number == CALL_execveat;
}

/* By prctl(), or through /proc by a thread of the same process. Comes with the names locked. */
void sonde_probe_rename(void *data, struct task_struct *task, const char *comm)
{
	struct sonde_fill f SONDE_NOT_CLEARED;

	if ((task->flags | current->flags) & PF_KTHREAD || in_exec())
		return;
	begin(&f);
	f.task = task;
	f.comm = comm;
	emit_to_all(&f, SONDE_TRACE_CALLS, SONDE_EVENT_RENAME, sonde_slot(task->pid));
	end();
}

/*
 * The last switch away from a thread is where its processor time is complete: with what its end
 * costs, and with the time since the last tick, which may be all that a short program has.
 */
void sonde_probe_switch(SONDE_SWITCH_ARGS)
{
	struct sonde_fill f SONDE_NOT_CLEARED;

	begin(&f);
	f.task = prev;
	f.extra[0] = next->pid;
	emit_to_all(&f, SONDE_TRACE_SWITCH, EVENT_SCHEDSWITCH_6_E, sonde_slot(prev->pid));
	if (unlikely(SONDE_SWITCH_STATE & TASK_DEAD) && !(prev->flags & PF_KTHREAD))
		emit_to_all(&f, SONDE_TRACE_USAGE, SONDE_EVENT_USAGE, sonde_slot(prev->pid));
	end();
}

/*
 * A signal that ends a process is not delivered: all of its threads get a SIGKILL without a
 * description instead. So who sends one is noted at the receiver, and looked up when it dies.
 */
void sonde_probe_signal_generate(void *data, int number, struct kernel_siginfo *info,
				 struct task_struct *task, int group, int result)
{
	struct sonde_slot *slot = sonde_slot(group ? task->tgid : task->pid);

	if (!slot)
		return;
	WRITE_ONCE(slot->sender, sonde_signal_has_sender(info) ? current->tgid : 0);
	WRITE_ONCE(slot->signal, number);
}

/* Which signal it was, and who sent it, of those that end a process. */
static void find_killer(struct sonde_fill *f)
{
	u32 fatal = current->signal->group_exit_code & 0x7f;
	struct sonde_slot *own = sonde_slot(current->pid);
	struct sonde_slot *all = sonde_slot(current->tgid);

	if (!fatal)
		return;		/* another thread ended the process */
	f->first = fatal;
	if (all && READ_ONCE(all->signal) == fatal)
		f->extra[0] = READ_ONCE(all->sender);
	else if (own && READ_ONCE(own->signal) == fatal)
		f->extra[0] = READ_ONCE(own->sender);
}

void sonde_probe_signal(void *data, int number, struct kernel_siginfo *info,
			struct k_sigaction *action)
{
	struct sonde_fill f SONDE_NOT_CLEARED;

	begin(&f);
	f.first = number;
	f.info = info;
	if (number == SIGKILL && !sonde_signal_is_described(info))
		find_killer(&f);
	emit_to_all(&f, SONDE_TRACE_SIGNAL, EVENT_SIGNALDELIVER_E, sonde_slot(current->pid));
	end();
}

void sonde_probe_page_fault(void *data, unsigned long address, struct pt_regs *regs,
			    unsigned long error)
{
	struct sonde_fill f SONDE_NOT_CLEARED;

	begin(&f);
	f.extra[0] = address;
	f.extra[1] = instruction_pointer(regs);
	f.extra[2] = error;
	emit_to_all(&f, SONDE_TRACE_FAULT, EVENT_PAGE_FAULT_E, sonde_slot(current->pid));
	end();
}

/* Compile-time only: the probes have the types that this kernel's tracepoints call. */
static void __maybe_unused check_types(void)
{
	check_trace_callback_type_sched_process_fork(sonde_probe_process_fork);
	check_trace_callback_type_sched_process_exec(sonde_probe_process_exec);
	check_trace_callback_type_sched_process_exit(sonde_probe_process_exit);
	check_trace_callback_type_sched_switch(sonde_probe_switch);
	check_trace_callback_type_signal_generate(sonde_probe_signal_generate);
	check_trace_callback_type_signal_deliver(sonde_probe_signal);
	check_trace_callback_type_task_rename(sonde_probe_rename);
}
