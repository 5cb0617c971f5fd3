// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the kernel's tracepoints by name, the only way that is open to modules, and attaches the
 * probes of probes.h to those that are wanted. The threads' slots live as long as any is attached.
 *
 * The order: a thread's slot must be there before its first call is seen, so fork comes before the
 * calls; and no exit may be noted in a slot that is gone, so slots go last.
 */
#define pr_fmt(fmt)	KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "attach.h"
#include "probes.h"
#include "slots.h"
#include "uapi/ioctl.h"

#define ALWAYS	(~0u)		/* wanted with anything else */

struct attachment {
	const char *name;
	void *probe;
	u32 trace;		/* wanted with any of these */
	bool optional;
	bool attached;
	struct tracepoint *tracepoint;
};

static struct attachment attachments[] = {
	{ "sched_process_fork", sonde_probe_process_fork, ALWAYS },
	{ "sched_process_exit", sonde_probe_process_exit, ALWAYS },
	{ "task_rename", sonde_probe_rename, SONDE_TRACE_CALLS },
	{ "sched_process_exec", sonde_probe_process_exec, SONDE_TRACE_CALLS },
	{ "sys_enter", sonde_probe_sys_enter, SONDE_TRACE_CALLS },
	{ "sys_exit", sonde_probe_sys_exit, SONDE_TRACE_CALLS },
	{ "signal_generate", sonde_probe_signal_generate, SONDE_TRACE_SIGNAL, true },
	{ "signal_deliver", sonde_probe_signal, SONDE_TRACE_SIGNAL, true },
	{ "sched_switch", sonde_probe_switch, SONDE_TRACE_SWITCH | SONDE_TRACE_USAGE, true },
	{ "page_fault_user", sonde_probe_page_fault, SONDE_TRACE_FAULT, true },
	{ "page_fault_kernel", sonde_probe_page_fault, SONDE_TRACE_FAULT, true },
};

static void match(struct tracepoint *tracepoint, void *unused)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(attachments); i++)
		if (!strcmp(tracepoint->name, attachments[i].name))
			attachments[i].tracepoint = tracepoint;
}

int sonde_attach_find(void)
{
	u32 i;

	for_each_kernel_tracepoint(match, NULL);
	for (i = 0; i < ARRAY_SIZE(attachments); i++) {
		if (attachments[i].tracepoint || attachments[i].optional)
			continue;
		pr_err("this kernel has no tracepoint %s\n", attachments[i].name);
		return -ENOENT;
	}
	return 0;
}

u32 sonde_attach_possible(void)
{
	u32 trace = 0, i;

	for (i = 0; i < ARRAY_SIZE(attachments); i++)
		if (attachments[i].tracepoint && attachments[i].trace != ALWAYS)
			trace |= attachments[i].trace;
	return trace | SONDE_TRACE_EXIT;
}

bool sonde_attach_is_alone(void)
{
	bool alone = true;
	u32 i;

	sonde_lock_tracepoint();
	for (i = 0; i < ARRAY_SIZE(attachments); i++) {
		const struct attachment *a = &attachments[i];
		const struct tracepoint_func *func;

		if (a->probe != sonde_probe_sys_enter && a->probe != sonde_probe_sys_exit)
			continue;
		func = rcu_dereference_raw(a->tracepoint->funcs);
		for (; func && func->func; func++)
			alone &= func->func == a->probe;
	}
	sonde_unlock_tracepoint();
	return alone;
}

static bool any_attached(void)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(attachments); i++)
		if (attachments[i].attached)
			return true;
	return false;
}

/* Waits until no probe that was detached runs any more. */
static void wait_for_probes(void)
{
	/*
	 * The first waits for probes that the tracepoint's own readers protect, the second for our
	 * rcu_read_lock: newer kernels do not do one with the other.
	 */
	tracepoint_synchronize_unregister();
	synchronize_rcu();
	if (!any_attached())
		sonde_slots_stop();
}

static void detach(struct attachment *a)
{
	tracepoint_probe_unregister(a->tracepoint, a->probe, NULL);
	a->attached = false;
}

void sonde_detach(u32 trace)
{
	bool detached = false;
	int i;

	for (i = ARRAY_SIZE(attachments) - 1; i >= 0; i--) {
		if (!attachments[i].attached || attachments[i].trace & trace)
			continue;
		detach(&attachments[i]);
		detached = true;
	}
	if (detached)
		wait_for_probes();
}

int sonde_attach(u32 trace)
{
	unsigned long added = 0;
	int error = 0, i;

	if (trace && !any_attached())
		error = sonde_slots_start();
	for (i = 0; !error && i < ARRAY_SIZE(attachments); i++) {
		struct attachment *a = &attachments[i];

		if (a->attached || !(a->trace & trace) || !a->tracepoint)
			continue;
		if (a->probe == sonde_probe_sys_enter)
			sonde_slots_forget_calls();
		error = tracepoint_probe_register(a->tracepoint, a->probe, NULL);
		a->attached = !error;
		if (!error)
			__set_bit(i, &added);
	}
	if (!error)
		return 0;
	for (i = ARRAY_SIZE(attachments) - 1; i >= 0; i--)
		if (test_bit(i, &added))
			detach(&attachments[i]);
	wait_for_probes();
	return error;
}
