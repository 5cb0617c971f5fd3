/*
 * See spawn.h. A new process learns its id, as the first namespace counts, from its parent, through
 * the script that both share: asking would be a call more, and in a new namespace a wrong answer.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calls/spawn.h"

#include <linux/capability.h>
#include <linux/sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "expect.h"

struct surroundings surroundings;

void learn_surroundings(void)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct data[2];
	struct rlimit limit;
	struct stat st;

	getrlimit(RLIMIT_NOFILE, &limit);
	surroundings.fdlimit = (int64_t)limit.rlim_cur;
	syscall(SYS_capget, &header, data);
	surroundings.capabilities = data[0].effective | (uint64_t)data[1].effective << 32;
	surroundings.runner = getpid();
	surroundings.group = getpgrp();
	stat("/proc/self/exe", &st);
	surroundings.exe_ino = (int64_t)st.st_ino;
	surroundings.exe_ctime = st.st_ctim.tv_sec * 1000000000ll + st.st_ctim.tv_nsec;
	surroundings.exe_mtime = st.st_mtim.tv_sec * 1000000000ll + st.st_mtim.tv_nsec;
}

long start_process(struct script *s, long nr, long a, long b, long c, long d, long e)
{
	long result;

	s->started_tid = 0;
	s->ready = false;
	result = raw_call(nr, a, b, c, d, e, 0);
	if (result) {
		__atomic_store_n(&s->started_tid, (pid_t)result, __ATOMIC_RELEASE);
		return result;
	}
	while (!__atomic_load_n(&s->started_tid, __ATOMIC_ACQUIRE))
		__builtin_ia32_pause();
	noting_tid = s->started_tid;
	return 0;
}

void say_ready(struct script *s)
{
	__atomic_store_n(&s->ready, true, __ATOMIC_RELEASE);
}

void await_ready(struct script *s)
{
	while (!__atomic_load_n(&s->ready, __ATOMIC_ACQUIRE))
		__builtin_ia32_pause();
}

/* call_on_stack(nr, a, b, c, d, e): where the call returns 0, the new stack holds whom to call. */
__asm__(".text\n"
	"call_on_stack:\n"
	"	mov %rdi, %rax\n"
	"	mov %rsi, %rdi\n"
	"	mov %rdx, %rsi\n"
	"	mov %rcx, %rdx\n"
	"	mov %r8, %r10\n"
	"	mov %r9, %r8\n"
	"	syscall\n"
	"	test %rax, %rax\n"
	"	jnz 1f\n"
	"	xor %ebp, %ebp\n"
	"	pop %rax\n"
	"	pop %rdi\n"
	"	call *%rax\n"
	"	ud2\n"
	"1:	ret\n");
long call_on_stack(long nr, long a, long b, long c, long d, long e);

static char stack[STACK_BYTES] __attribute__((aligned(16)));
static volatile int done, thread_id;

void thread_is_done(void)
{
	done = 1;
}

long start_thread(struct script *s, long flags, void (*function)(struct script *), int clone3)
{
	static struct clone_args args;
	void **top = (void **)(stack + STACK_BYTES - 4 * sizeof(void *));
	pid_t self = noting_tid;
	long result;

	memset(stack, 0, sizeof(stack));
	top[0] = (void *)(uintptr_t)function;
	top[1] = s;
	done = 0;
	thread_id = 1;
	flags |= CLONE_CHILD_CLEARTID;
	memset(&args, 0, sizeof(args));
	args.flags = (uint64_t)flags;
	args.child_tid = (uintptr_t)&thread_id;
	args.stack = (uintptr_t)stack;
	args.stack_size = (uintptr_t)top - (uintptr_t)stack;
	if (clone3)
		result = call_on_stack(SYS_clone3, (long)&args, sizeof(args), 0, 0, 0);
	else
		result = call_on_stack(SYS_clone, flags, (long)top, 0, (long)&thread_id, 0);
	while (result > 0 && !done)
		__builtin_ia32_pause();
	while (result > 0 && thread_id)
		__builtin_ia32_pause();
	noting_tid = self;
	return result;
}

long start_and_end(long nr, long flags, long status)
{
	register long r10 __asm__("r10") = 0;
	long result;

	__asm__ volatile("syscall\n"
			 "	test %%rax, %%rax\n"
			 "	jnz 1f\n"
			 "	mov $231, %%eax\n"
			 "	mov %[status], %%rdi\n"
			 "	syscall\n"
			 "1:\n"
			 : "=a"(result), "+D"(flags)
			 : "a"(nr), "S"(0), "d"(0), "r"(r10), [status] "b"(status)
			 : "rcx", "r11", "memory");
	return result;
}

void leave(struct script *s, int line, long nr, long status)
{
	note_raw(s, line, 1, (long[]){nr, status}, 0)->untimed = true;
	if (nr == SYS_exit)
		thread_is_done();
	raw_call(nr, status, 0, 0, 0, 0, 0);
}

void started(struct expected *e, const struct side *side)
{
	text(e, 1, "/t/calls_test");
	empty(e, 2);
	number(e, 3, side->tid);
	number(e, 4, side->pid);
	number(e, 5, side->parent);
	empty(e, 6);
	number(e, 7, surroundings.fdlimit);
	range(e, 8, 0, 1 << 20);
	range(e, 9, 0, 1 << 30);
	range(e, 10, 100, 1 << 20);
	range(e, 11, 10, 1 << 20);
	number(e, 12, 0);
	text(e, 13, side->comm ? side->comm : "calls_test");
	holds(e, 14, "pids=/");
	number(e, 15, side->flags);
	number(e, 16, 0);
	number(e, 17, 0);
	number(e, 18, side->vtid ? side->vtid : side->tid);
	number(e, 19, side->vpid ? side->vpid : side->pid);
	if (e->result)
		number(e, 20, 0); /* only the new one tells */
	else
		range(e, 20, 0, INT64_MAX);
}

/* ---- handlers ---- */

__asm__(".text\n"
	"return_from_signal:\n"
	"	mov $15, %eax\n"
	"	syscall\n"
	"	ud2\n");
void return_from_signal(void);

/* As the kernel has it; a handler without a restorer is not run. */
struct kernel_action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

#define HAS_RESTORER 0x04000000

static void do_nothing(int number)
{
	(void)number;
}

void handle(struct script *s, int number)
{
	static struct kernel_action action = {do_nothing, HAS_RESTORER, return_from_signal, 0};

	GOOD(s, SYS_rt_sigaction, number, &action, 0, 8);
}

void returned(struct script *s, int line, long result)
{
	note_raw(s, line, 0, (long[]){SYS_rt_sigreturn}, result);
}
