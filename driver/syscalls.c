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
#include <linux/uaccess.h>
#include <asm/syscall.h>
#include <trace/events/syscalls.h>

#include "clock.h"
#include "emit.h"
#include "fill_events.h"
#include "probes.h"
#include "slots.h"

#define CALL_EXIT		60u
#define CALL_EXIT_GROUP		231u
#define CALL_EXECVE		59u
#define CALL_EXECVEAT		322u
#define CALL_PPOLL		271u
#define COMPAT_PPOLL		309u

/* 32-bit calls without a 64-bit number cannot be selected by number: everybody gets them. */
static __always_inline bool wanted(const struct sonde_consumer *c, u32 number)
{
	return READ_ONCE(c->trace) & SONDE_TRACE_CALLS && READ_ONCE(c->self) != current->tgid &&
	       (unlikely(number >= SONDE_MAX_SYSCALL) || test_bit(number, c->syscalls));
}

static __always_inline void emit_call(struct sonde_fill *f, u64 clock, u64 duration)
{
	const struct sonde_consumers *consumers = rcu_dereference(sonde_consumers);
	u32 event = sonde_event_of_call(f->number);
	u32 i, messages = 1;

	if (!consumers)
		return;
	if (event == SONDE_EVENT_CALL)
		f->arity = f->number < SONDE_MAX_SYSCALL ? sonde_arity_of_call(f->number) : 6;
	else if (sonde_row(event)->flags & SONDE_ROW_MANY && f->ret > 1)
		messages = min_t(u32, f->ret, 1024);
	for (i = 0; i < consumers->count; i++) {
		struct sonde_consumer *c = consumers->list[i];

		if (!wanted(c, f->number))
			continue;
		for (f->message = 0; f->message < messages; f->message++)
			sonde_emit(c, event, f, current->pid, clock, duration);
		f->message = 0;
	}
}

/* Copies the arguments and translates the number; both ends of a call need it. */
static __always_inline void begin_call(struct sonde_fill *f, struct pt_regs *regs, u32 native,
				       bool compat)
{
	sonde_emit_begin(f);
	syscall_get_arguments(current, regs, f->args);
	f->native = native;
	f->number = native;
	f->compat = compat;
	if (unlikely(compat)) {
		int number = sonde_number_of_compat(native);

		f->number = number < 0 ? SONDE_MAX_SYSCALL : number;
		f->flags = SONDE_RECORD_COMPAT;
	}
}

static noinline void emit_without_end(struct pt_regs *regs, u32 native, bool compat)
{
	struct sonde_fill f;

	pagefault_disable();
	begin_call(&f, regs, native, compat);
	emit_call(&f, sonde_now(), 0);
	pagefault_enable();
}

static __always_inline bool never_ends(u32 native, bool compat)
{
	return compat ? native == 1 || native == 252 :
			native == CALL_EXIT || native == CALL_EXIT_GROUP;
}

/* What a call overwrites and a row of it tells. */
static noinline void keep(struct sonde_slot *slot, struct pt_regs *regs, u32 native, bool compat)
{
	struct sonde_fill f;

	pagefault_disable();
	begin_call(&f, regs, native, compat);
	slot->kept = sonde_read_span(&f, f.args[2]);
	slot->kept_valid = !(f.flags & SONDE_RECORD_FAULT);
	pagefault_enable();
}

static __always_inline bool overwrites(u32 native, bool compat)
{
	return compat ? native == COMPAT_PPOLL : native == CALL_PPOLL;
}

void sonde_probe_sys_enter(void *data, struct pt_regs *regs, long number)
{
	struct sonde_slot *slot = sonde_slot(current->pid);
	bool compat = sonde_in_compat_call();

	if (unlikely(number < 0))
		return;
	if (likely(slot)) {
		slot->call = SONDE_SLOT_IN_CALL | (compat ? SONDE_SLOT_COMPAT : 0) |
			     ((u32)number & SONDE_SLOT_NUMBER);
		slot->kept_valid = false;
		if (unlikely(overwrites(number, compat)))
			keep(slot, regs, number, compat);
		slot->start = sonde_now();
	}
	if (unlikely(never_ends(number, compat))) {
		preempt_disable_notrace();
		rcu_read_lock();
		emit_without_end(regs, number, compat);
		rcu_read_unlock();
		preempt_enable_notrace();
	}
}

void sonde_probe_sys_exit(void *data, struct pt_regs *regs, long ret)
{
	struct sonde_slot *slot = sonde_slot(current->pid);
	u64 clock, duration = 0;
	struct sonde_fill f;
	bool compat;
	long native;

	/*
	 * From the time that is noted to the record that tells it, nobody else may write into this
	 * CPU's ring, or its records would not be in order. Since 6.13 we could be preempted here.
	 */
	preempt_disable_notrace();
	clock = sonde_now();
	if (likely(slot && slot->call)) {
		u32 call = slot->call;

		duration = clock - slot->start;
		duration += !duration;
		slot->call = 0;
		if (unlikely(call & SONDE_SLOT_TOLD))
			goto out;
		native = call & SONDE_SLOT_NUMBER;
		compat = call & SONDE_SLOT_COMPAT;
	} else {
		native = syscall_get_nr(current, regs);
		compat = sonde_in_compat_call();
		if (native < 0)
			goto out;
	}
	rcu_read_lock();
	pagefault_disable();
	begin_call(&f, regs, native, compat);
	f.ret = ret;
	f.kept_valid = duration && slot->kept_valid;
	f.kept = duration ? slot->kept : 0;
	/* Without a slot, an exec that went well cannot be told from its flag. */
	if (likely(ret || (f.number != CALL_EXECVE && f.number != CALL_EXECVEAT)))
		emit_call(&f, clock, duration);
	pagefault_enable();
	rcu_read_unlock();
out:
	preempt_enable_notrace();
}

/* Compile-time only: the probes have the types that this kernel's tracepoints call. */
static void __maybe_unused check_types(void)
{
	check_trace_callback_type_sys_enter(sonde_probe_sys_enter);
	check_trace_callback_type_sys_exit(sonde_probe_sys_exit);
}
