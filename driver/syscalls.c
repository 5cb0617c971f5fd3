// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two ends of a call. The entry only notes when it began; the end writes one record with all
 * parameters, the result and the duration to every consumer that wants it. emit.c writes; slots.h
 * says where the time is kept.
 *
 * What does not come in such a pair:
 * 	exit, exit_group	never end: recorded when they begin
 * 	execve, execveat	when they succeed, sched.c records them, where the path is still known
 * 	fork and the like	end twice; the child's end has no beginning, hence no duration
 * 	rt_sigreturn		the registers are the interrupted ones at its end: the slot knows it
 */
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <asm/syscall.h>
#include <trace/events/syscalls.h>

#include "clock.h"
#include "emit.h"
#include "fill/events.h"
#include "numbers.h"
#include "probes.h"
#include "slots.h"

/* All 32-bit calls without a 64-bit number are one: their numbers do not tell them apart. */
static __always_inline u32 index_of(const struct sonde_fill *f)
{
	return min(f->number, SONDE_MAX_SYSCALL);
}

/*
 * One call writes at most as many records, whatever the number of its messages: preemption is off
 * meanwhile. The others are counted as lost.
 */
#define MAX_MESSAGES	128u

static u32 messages_of(const struct sonde_fill *f, const struct sonde_row *row)
{
	return row->flags & SONDE_ROW_MANY && f->ret > 1 ? min_t(u64, f->ret, UIO_MAXIOV) : 1;
}

/* For a consumer with a scope or a predicate. */
static noinline bool is_selected(const struct sonde_consumer *c, const struct sonde_row *row,
				 const struct sonde_slot *slot, struct sonde_fill *f)
{
	bool state = row->class == SONDE_CLASS_STATE;

	if (row->flags & SONDE_ROW_MAYBE_STATE) {
		u32 messages = min(messages_of(f, row), MAX_MESSAGES);

		if (!f->compat)
			syscall_get_arguments(current, task_pt_regs(current), f->args);
		for (f->message = 0; !state && f->message < messages; f->message++)
			state = sonde_changes_state(f, row);
	}
	return sonde_selected(c, slot, current, state, f->ret);
}

static __always_inline bool wants(const struct sonde_consumer *c, u32 index,
				  const struct sonde_row *row, const struct sonde_slot *slot,
				  struct sonde_fill *f)
{
	if (!test_bit(index, c->calls) || READ_ONCE(c->self) == current->tgid)
		return false;
	return likely(!READ_ONCE(c->selects)) || is_selected(c, row, slot, f);
}

/* A row of which some are SONDE_CLASS_STATE. */
static void emit_maybe_state(struct sonde_consumer *c, const struct sonde_row *row,
			     struct sonde_fill *f)
{
	struct sonde_row as_it_is = *row;

	if (sonde_changes_state(f, row))
		as_it_is.class = SONDE_CLASS_STATE;
	sonde_emit_rare(c, &as_it_is, f);
}

static void emit_messages(struct sonde_consumer *c, const struct sonde_row *row,
			  struct sonde_fill *f)
{
	u32 messages = messages_of(f, row), written = min(messages, MAX_MESSAGES);

	for (; f->message < written; f->message++) {
		if (row->flags & SONDE_ROW_MAYBE_STATE)
			emit_maybe_state(c, row, f);
		else
			sonde_emit_rare(c, row, f);
	}
	sonde_emit_lost(c, row, f->clock, messages - written);
}

/*
 * A call with special parameters, to one consumer. sched.c records an exec that succeeded; without
 * a slot its flag is missing, but not its result.
 */
static noinline void emit_special_call(struct sonde_consumer *c, const struct sonde_row *row,
				   struct sonde_fill *f, const struct sonde_slot *slot)
{
	if (!f->ret && (f->number == CALL_execve || f->number == CALL_execveat))
		return;
	sonde_emit_special(f);
	if (f->duration && slot->kept_valid) {
		f->kept_valid = true;
		f->kept = slot->kept;
	}
	if (row->flags & SONDE_ROW_MANY)
		emit_messages(c, row, f);
	else if (row->flags & SONDE_ROW_MAYBE_STATE)
		emit_maybe_state(c, row, f);
	else
		sonde_emit_rare(c, row, f);
}

/* What the slot says of a call: its number in both ways of counting. */
static __always_inline void set_number(struct sonde_fill *f, u32 call)
{
	f->native = call & SONDE_SLOT_NUMBER;
	f->number = f->native;
	f->flags = 0;
	f->compat = false;
}

static __always_inline void emit_native_call(struct sonde_fill *f, const struct sonde_slot *slot,
					   struct pt_regs *regs)
{
	const struct sonde_consumers *consumers = rcu_dereference_sched(sonde_consumers);
	u32 index = index_of(f), i;
	const struct sonde_row *row = &sonde_rows_of_calls[index];

	for (i = 0; i < consumers->count; i++) {
		struct sonde_consumer *c = consumers->list[i];

		if (!wants(c, index, row, slot, f))
			continue;
		f->tid = current->pid;
		if (row->flags & SONDE_ROW_ARGUMENTS)
			syscall_get_arguments(current, regs, f->args);
		if (!(row->flags & SONDE_ROW_SPECIAL))
			sonde_emit(c, row, f, SONDE_PLAIN);
		else if (row->event == SONDE_EVENT_CALL)
			sonde_emit_memory(c, row, f);
		else
			emit_special_call(c, row, f, slot);
	}
}

/* A 32-bit call; its arguments say which call it is, and what memory of the caller they are in. */
static noinline void emit_compat_call(struct sonde_fill *f, const struct sonde_slot *slot,
				      struct pt_regs *regs)
{
	const struct sonde_consumers *consumers = rcu_dereference_sched(sonde_consumers);
	int number = sonde_number_of_compat(f->native);
	const struct sonde_row *row;
	u32 index, flags, i;

	f->number = number < 0 ? SONDE_MAX_SYSCALL : number;
	f->flags = SONDE_RECORD_COMPAT;
	f->compat = true;
	f->tid = current->pid;
	syscall_get_arguments(current, regs, f->args);
	pagefault_disable();
	sonde_arrange_compat_call(f);
	pagefault_enable();
	flags = f->flags;
	index = index_of(f);
	row = sonde_row_of_compat_call(f->native, index);
	for (i = 0; i < consumers->count; i++) {
		struct sonde_consumer *c = consumers->list[i];

		f->flags = flags;
		if (!wants(c, index, row, slot, f))
			continue;
		if (row->event == SONDE_EVENT_CALL)
			sonde_emit_compat(c, row, f);
		else if (row->flags & SONDE_ROW_SPECIAL)
			emit_special_call(c, row, f, slot);
		else
			sonde_emit_rare(c, row, f);
	}
}

/* The call that the slot, or nobody, saw begin. */
static __always_inline void emit_call(struct sonde_fill *f, const struct sonde_slot *slot,
				      struct pt_regs *regs, u32 call)
{
	set_number(f, call);
	if (likely(!(call & (SONDE_SLOT_REPORTED | SONDE_SLOT_COMPAT))))
		emit_native_call(f, slot, regs);
	else if (!(call & SONDE_SLOT_REPORTED))
		emit_compat_call(f, slot, regs);
}

static noinline void emit_without_end(struct sonde_slot *slot, struct pt_regs *regs,
				      u32 call)
{
	struct sonde_fill f SONDE_NOT_CLEARED;

	preempt_disable_notrace();
	f.clock = sonde_now();
	f.duration = 0;
	f.ret = 0;
	emit_call(&f, slot, regs, call);
	preempt_enable_notrace();
}

/* What a call overwrites and a row of it holds. */
static noinline void keep(struct sonde_slot *slot, struct pt_regs *regs)
{
	struct sonde_fill f SONDE_NOT_CLEARED;

	pagefault_disable();
	f.flags = 0;
	f.compat = slot->call & SONDE_SLOT_COMPAT;
	f.native = slot->call & SONDE_SLOT_NUMBER;
	syscall_get_arguments(current, regs, f.args);
	slot->kept = sonde_read_span(&f, f.args[2]);
	slot->kept_valid = !(f.flags & SONDE_RECORD_FAULT);
	pagefault_enable();
}

/* What few calls need when they begin. */
static noinline void enter_special(struct pt_regs *regs, u32 number, u32 call)
{
	struct sonde_slot *slot = sonde_slot(current->pid);
	bool compat = call & SONDE_SLOT_COMPAT;

	if (compat ? number == __NR_ia32_exit || number == __NR_ia32_exit_group :
		     number == CALL_exit || number == CALL_exit_group)
		emit_without_end(slot, regs, call);
	if (!slot)
		return;
	slot->call = call;
	if (compat ? number == __NR_ia32_ppoll || number == __NR_ia32_ppoll_time64 :
		     number == CALL_ppoll)
		keep(slot, regs);
	slot->start = sonde_now();
}

void sonde_probe_sys_enter(void *data, struct pt_regs *regs, long number)
{
	u32 call = SONDE_SLOT_IN_CALL | (u32)number;
	struct sonde_slot *slot;

	if (unlikely((unsigned long)number > SONDE_SLOT_NUMBER)) {
		if (number < 0)
			return;		/* a tracer took it away */
		/* No call has such a number; nor is it the one with these lower bits. */
		number = SONDE_SLOT_NUMBER;
		call = SONDE_SLOT_IN_CALL | SONDE_SLOT_NUMBER;
	}
	if (unlikely(sonde_in_compat_call())) {
		enter_special(regs, number, call | SONDE_SLOT_COMPAT);
		return;
	}
	if (unlikely(number == CALL_exit || number == CALL_exit_group || number == CALL_ppoll)) {
		enter_special(regs, number, call);
		return;
	}
	slot = sonde_slot(current->pid);
	if (likely(slot)) {
		slot->call = call;
		slot->start = sonde_now();
	}
}

/* The call that ends here, when nobody saw it begin; SONDE_SLOT_REPORTED when there is none. */
static noinline u32 call_without_start(struct pt_regs *regs)
{
	long native = syscall_get_nr(current, regs);

	if (native < 0)
		return SONDE_SLOT_REPORTED;
	return min_t(u32, native, SONDE_SLOT_NUMBER) | (sonde_in_compat_call() ? SONDE_SLOT_COMPAT : 0);
}

void sonde_probe_sys_exit(void *data, struct pt_regs *regs, long ret)
{
	struct sonde_slot *slot = sonde_slot(current->pid);
	struct sonde_fill f SONDE_NOT_CLEARED;
	u32 call;

	/*
	 * From the time that is noted to the end of its record, nobody else may write into this
	 * CPU's ring, or its records would not be in order. Since 6.13 we could be preempted here.
	 * This also keeps the list of consumers: synchronize_rcu() waits for it.
	 */
	preempt_disable_notrace();
	f.clock = sonde_now();
	if (likely(slot && slot->call)) {
		call = slot->call;
		slot->call = 0;
		f.duration = f.clock - slot->start;
		/* A suspend may set the counter back; and 0 would mean unknown. */
		if (unlikely((s64)f.duration <= 0))
			f.duration = 1;
	} else {
		call = call_without_start(regs);
		f.duration = 0;
	}
	f.ret = ret;
	emit_call(&f, slot, regs, call);
	preempt_enable_notrace();
}

/* Compile-time only: the probes have the types that this kernel's tracepoints call. */
static void __maybe_unused check_types(void)
{
	check_trace_callback_type_sys_enter(sonde_probe_sys_enter);
	check_trace_callback_type_sys_exit(sonde_probe_sys_exit);
}
