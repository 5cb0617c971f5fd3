// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of signals and page faults.
 * events.c calls each function here where a row of events.def has FN(name).
 */
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/signal.h>

#include "fill/fill.h"
#include "fill/puts.h"

/* ---- signals ---- */

static void put_signal_set(struct sonde_fill *f, unsigned long from, u32 bytes)
{
	u32 low = 0;

	if (from)
		sonde_read_user(f, &low, from, sizeof(low));
	sonde_put_integer(f, low, bytes);
}

PUT(signal_set_argument_3) { put_signal_set(f, f->args[3], bytes); }
PUT(signal_set_argument_4) { put_signal_set(f, f->args[4], bytes); }
PUT(signalfd_mask) { put_signal_set(f, f->args[1], bytes); }

bool sonde_signal_has_sender(const struct kernel_siginfo *info)
{
	if (!sonde_signal_is_described(info))
		return !info;
	return info->si_code == SI_USER || info->si_code == SI_QUEUE ||
	       info->si_code == SI_TKILL || info->si_code == SI_MESGQ;
}

/*
 * The signal counts as the receiver's namespace does, a record as the whole machine. 0 is nobody:
 * the kernel, or a process that cannot be seen from that namespace.
 */
PUT(signal_sender)
{
	const struct kernel_siginfo *info = f->info;
	pid_t sender = 0;

	if (!sonde_signal_is_described(info)) {
		sonde_put_integer(f, f->extra[0], bytes);
		return;
	}
	if (sonde_signal_has_sender(info) || (f->first == SIGCHLD && info->si_code > 0))
		sender = info->si_pid;
	if (sender && task_active_pid_ns(current) != &init_pid_ns)
		sender = pid_nr(find_vpid(sender));	/* 0 when it is gone */
	sonde_put_integer(f, sender, bytes);
}

PUT(signal_receiver) { sonde_put_integer(f, task_pid_nr(current), bytes); }
PUT(signal_number) { sonde_put_integer(f, f->first, bytes); }

/* ---- page faults ---- */

/* Where the kernel's code and data are is only for those who may see its symbols. */
static u64 visible(const struct sonde_fill *f, u64 address)
{
	return f->kernel_addresses || address < TASK_SIZE_MAX ? address : 0;
}

PUT(fault_address) { sonde_put_integer(f, visible(f, f->extra[0]), bytes); }
PUT(fault_instruction) { sonde_put_integer(f, visible(f, f->extra[1]), bytes); }

/* The processor's bits: protection, write, user, reserved, instruction fetch. */
PUT(fault_error)
{
	u64 error = f->extra[2];
	u32 flags = 0;

	flags |= error & 1 ? 1 : 2;
	flags |= error & 2 ? 4 : 8;
	flags |= error & 4 ? 0x10 : 0x20;
	if (error & 8)
		flags |= 0x40;
	if (error & 16)
		flags |= 0x80;
	sonde_put_integer(f, flags, bytes);
}
