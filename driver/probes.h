/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The probes, by tracepoint: attach.c attaches them, syscalls.c and sched.c define them. Prototypes
 * are checked against those of the running kernel's tracepoints where the probes are defined.
 */
#ifndef SONDE_PROBES_H
#define SONDE_PROBES_H

#include <linux/types.h>

#include "compat/compat.h"

struct k_sigaction;
struct kernel_siginfo;
struct linux_binprm;
struct pt_regs;
struct task_struct;

void sonde_probe_sys_enter(void *data, struct pt_regs *regs, long number);
void sonde_probe_sys_exit(void *data, struct pt_regs *regs, long ret);
void sonde_probe_process_fork(void *data, struct task_struct *parent, struct task_struct *child);
void sonde_probe_process_exec(void *data, struct task_struct *task, pid_t old_tid,
			      struct linux_binprm *bprm);
void sonde_probe_rename(void *data, struct task_struct *task, const char *comm);
void sonde_probe_process_exit(SONDE_PROCESS_EXIT_ARGS);
void sonde_probe_switch(SONDE_SWITCH_ARGS);
void sonde_probe_signal(void *data, int number, struct kernel_siginfo *info,
			struct k_sigaction *action);
void sonde_probe_signal_generate(void *data, int number, struct kernel_siginfo *info,
				 struct task_struct *task, int group, int result);
void sonde_probe_page_fault(void *data, unsigned long address, struct pt_regs *regs,
			    unsigned long error);

#endif
