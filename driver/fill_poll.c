// SPDX-License-Identifier: GPL-2.0-only
/*
 * Odd parameters of what is neither file, socket nor process: waiting, time, signals, limits,
 * semaphores, quotas, keys, ptrace, page faults. fill_events.c calls each function here where a row
 * of events.def says FN(name); enumerations become the portable values of flags.def.
 */
#include <linux/keyctl.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/poll.h>
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/quota.h>
#include <linux/sem.h>
#include <linux/signal.h>
#include <linux/time64.h>

#include "fill.h"
#include "fill_puts.h"

#define PUT(name) void sonde_put_##name(struct sonde_fill *f, u32 bytes)
#define BITS(table, value) sonde_translate_bits(table, ARRAY_SIZE(table), value)

static u32 find_number(const struct sonde_bit *table, u32 rows, unsigned long value)
{
	u32 i;

	for (i = 0; i < rows; i++)
		if (table[i].from == value)
			return table[i].to;
	return 0;
}

#define NUMBER(table, value) find_number(table, ARRAY_SIZE(table), value)

/* ---- calls without a row ---- */

static const u16 codes[] = {
#define NATIVE_X86_64(nr, name, code, enter, exit, sampling) [nr] = code,
#include "uapi/syscalls.def"
};

PUT(syscall_code)
{
	sonde_put_integer(f, f->number < ARRAY_SIZE(codes) ? codes[f->number] : 0, bytes);
}

PUT(syscall_number) { sonde_put_integer(f, f->native, bytes); }

/* ints and unsigned ints that a row holds in 64 bits: a register's upper half means nothing. */

static void put_int(struct sonde_fill *f, unsigned long argument, u32 bytes)
{
	sonde_put_integer(f, (s64)(int)argument, bytes);
}

PUT(int_argument_0) { put_int(f, f->args[0], bytes); }
PUT(int_argument_2) { put_int(f, f->args[2], bytes); }
PUT(uint_argument_0) { sonde_put_integer(f, (u32)f->args[0], bytes); }
PUT(uint_argument_1) { sonde_put_integer(f, (u32)f->args[1], bytes); }
PUT(uint_argument_2) { sonde_put_integer(f, (u32)f->args[2], bytes); }

PUT(sampling_ratio) { sonde_put_integer(f, f->extra[0], bytes); }
PUT(hotplug_cpu) { sonde_put_integer(f, f->extra[0], bytes); }
PUT(hotplug_action) { sonde_put_integer(f, f->extra[1], bytes); }

/* ---- polling ---- */

#define POLLED_BYTES	10u

/*
 * What was asked for while the call waited, what came when it is over: only the latter with
 * ret > 0.
 */
PUT(poll_result)
{
	static const struct sonde_bit table[] = {
		{ POLLIN, 1 }, { POLLPRI, 2 }, { POLLOUT, 4 }, { POLLRDHUP, 8 }, { POLLERR, 0x10 },
		{ POLLHUP, 0x20 }, { POLLNVAL, 0x40 }, { POLLRDNORM, 0x80 }, { POLLRDBAND, 0x100 },
		{ POLLWRNORM, 0x200 }, { POLLWRBAND, 0x400 },
	};
	u32 room = min(sonde_room(f), SONDE_LIST_BYTES);
	u8 *to = f->at + sizeof(u16);
	struct pollfd polled;
	u16 count = 0;
	u64 i;

	for (i = 0; f->ret >= 0 && i < f->args[1] && i < 4 * SONDE_LIST_BYTES; i++) {
		if (to + POLLED_BYTES > f->at + room ||
		    !sonde_read_user(f, &polled, f->args[0] + i * sizeof(polled), sizeof(polled)))
			break;
		if (!polled.revents)
			continue;
		put_unaligned((s64)polled.fd, (s64 *)to);
		put_unaligned((u16)BITS(table, (u16)polled.revents), (u16 *)(to + 8));
		to += POLLED_BYTES;
		count++;
	}
	put_unaligned(count, (u16 *)f->at);
	sonde_put_done(f, to - f->at);
}

/* ---- time ---- */

u64 sonde_read_span(struct sonde_fill *f, unsigned long from)
{
	struct { s64 seconds, nanoseconds; } wide;
	struct { s32 seconds, nanoseconds; } narrow;
	u64 span = ~0ull;	/* none: wait for ever */

	bool is_narrow = f->compat && f->native != 414;	/* ppoll_time64 */

	if (from && !is_narrow && sonde_read_user(f, &wide, from, sizeof(wide)))
		span = wide.seconds * NSEC_PER_SEC + wide.nanoseconds;
	else if (from && is_narrow && sonde_read_user(f, &narrow, from, sizeof(narrow)))
		span = narrow.seconds * (u64)NSEC_PER_SEC + narrow.nanoseconds;
	return span;
}

PUT(timespec_argument_0) { sonde_put_integer(f, sonde_read_span(f, f->args[0]), bytes); }

/* ppoll leaves what is left of the time there: it had to be read when the call began. */
PUT(timespec_argument_2)
{
	sonde_put_integer(f, f->kept_valid ? f->kept : sonde_read_span(f, f->args[2]), bytes);
}

/* ---- words that a call wrote into the caller's memory ---- */

static void put_user_word(struct sonde_fill *f, unsigned long from, u32 bytes)
{
	bool short_ids = f->compat && (f->native == 165 || f->native == 171);
	u32 word = ~0u;
	u16 half;

	if (f->ret == 0 && !short_ids)
		sonde_read_user(f, &word, from, sizeof(word));
	else if (f->ret == 0 && sonde_read_user(f, &half, from, sizeof(half)))
		word = half;
	sonde_put_integer(f, word, bytes);
}

PUT(user_word_0) { put_user_word(f, f->args[0], bytes); }
PUT(user_word_1) { put_user_word(f, f->args[1], bytes); }
PUT(user_word_2) { put_user_word(f, f->args[2], bytes); }

/* ---- limits ---- */

/* The soft one, and the hard one put aside; -1 for no limit and for no answer. */
static s64 read_limit(struct sonde_fill *f, unsigned long from, bool narrow)
{
	u64 wide[2] = { ~0ull, ~0ull };
	u32 pair[2];

	if (from && !narrow) {
		if (!sonde_read_user(f, wide, from, sizeof(wide)))
			wide[0] = wide[1] = ~0ull;
	} else if (from && sonde_read_user(f, pair, from, sizeof(pair))) {
		wide[0] = pair[0] == ~0u ? ~0ull : pair[0];
		wide[1] = pair[1] == ~0u ? ~0ull : pair[1];
	}
	f->extra[0] = wide[1];
	return wide[0];
}

PUT(rlimit_soft)
{
	bool told = f->ret == 0 || f->number == 160;	/* setrlimit says it itself */

	sonde_put_integer(f, read_limit(f, told ? f->args[1] : 0, f->compat), bytes);
}

PUT(rlimit_hard) { sonde_put_integer(f, f->extra[0], bytes); }
PUT(prlimit_new_soft) { sonde_put_integer(f, read_limit(f, f->args[2], false), bytes); }
PUT(prlimit_new_hard) { sonde_put_integer(f, f->extra[0], bytes); }

PUT(prlimit_old_soft)
{
	sonde_put_integer(f, read_limit(f, f->ret == 0 ? f->args[3] : 0, false), bytes);
}

PUT(prlimit_old_hard) { sonde_put_integer(f, f->extra[0], bytes); }

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

/* ---- semaphores ---- */

static void put_operation(struct sonde_fill *f, u32 index)
{
	struct sembuf operation = { };

	if (index < f->args[2])
		sonde_read_user(f, &operation, f->args[1] + index * sizeof(operation),
				sizeof(operation));
	f->extra[0] = operation.sem_num;
	f->extra[1] = (u16)operation.sem_op;
	f->extra[2] = (operation.sem_flg & IPC_NOWAIT ? 1 : 0) |
		      (operation.sem_flg & SEM_UNDO ? 2 : 0);
}

PUT(semop_0_number)
{
	put_operation(f, 0);
	sonde_put_integer(f, f->extra[0], bytes);
}

PUT(semop_1_number)
{
	put_operation(f, 1);
	sonde_put_integer(f, f->extra[0], bytes);
}

PUT(semop_0_change) { sonde_put_integer(f, f->extra[1], bytes); }
PUT(semop_1_change) { sonde_put_integer(f, f->extra[1], bytes); }
PUT(semop_0_flags) { sonde_put_integer(f, f->extra[2], bytes); }
PUT(semop_1_flags) { sonde_put_integer(f, f->extra[2], bytes); }

PUT(semget_flags)
{
	u32 flags = f->args[2] & 0x1ff;		/* the permissions stay what they are */

	if (f->args[2] & IPC_CREAT)
		flags |= 0x2000;
	if (f->args[2] & IPC_EXCL)
		flags |= 0x4000;
	sonde_put_integer(f, flags, bytes);
}

/* 32-bit programs add a version bit. */
static u32 semctl_command(const struct sonde_fill *f)
{
	return f->args[2] & ~0x100u;
}

PUT(semctl_command)
{
	static const struct sonde_bit table[] = {
		{ IPC_STAT, 1 }, { IPC_SET, 2 }, { IPC_RMID, 4 }, { IPC_INFO, 8 },
		{ SEM_INFO, 0x10 }, { SEM_STAT, 0x20 }, { GETALL, 0x40 }, { GETNCNT, 0x80 },
		{ GETPID, 0x100 }, { GETVAL, 0x200 }, { GETZCNT, 0x400 }, { SETALL, 0x800 },
		{ SETVAL, 0x1000 },
	};

	sonde_put_integer(f, NUMBER(table, semctl_command(f)), bytes);
}

PUT(semctl_value)
{
	sonde_put_integer(f, semctl_command(f) == SETVAL ? f->args[3] : 0, bytes);
}

/* ---- prctl, ptrace, keyctl ---- */

PUT(prctl_text)
{
	if (f->args[0] == PR_SET_NAME || f->args[0] == PR_GET_NAME)
		sonde_put_user_text(f, f->args[1]);
	else
		sonde_put_empty(f);
}

PUT(prctl_number)
{
	u32 word = 0;

	switch (f->args[0]) {
	case PR_SET_NAME:
	case PR_GET_NAME:
		sonde_put_integer(f, 0, bytes);
		break;
	case PR_GET_CHILD_SUBREAPER:
		if (f->ret == 0)
			sonde_read_user(f, &word, f->args[1], sizeof(word));
		sonde_put_integer(f, word, bytes);
		break;
	default:
		sonde_put_integer(f, f->args[1], bytes);
	}
}

PUT(ptrace_request)
{
	static const struct sonde_bit table[] = {
		{ PTRACE_TRACEME, 1 }, { PTRACE_PEEKTEXT, 2 }, { PTRACE_PEEKDATA, 3 },
		{ PTRACE_PEEKUSR, 4 }, { PTRACE_POKETEXT, 5 }, { PTRACE_POKEDATA, 6 },
		{ PTRACE_POKEUSR, 7 }, { PTRACE_CONT, 8 }, { PTRACE_KILL, 9 },
		{ PTRACE_SINGLESTEP, 0xa }, { PTRACE_ATTACH, 0xb }, { PTRACE_DETACH, 0xc },
		{ PTRACE_SYSCALL, 0xd }, { PTRACE_SETOPTIONS, 0xe }, { PTRACE_GETEVENTMSG, 0xf },
		{ PTRACE_GETSIGINFO, 0x10 }, { PTRACE_SETSIGINFO, 0x11 },
		{ PTRACE_GETREGSET, 0x12 }, { PTRACE_SETREGSET, 0x13 }, { PTRACE_SEIZE, 0x14 },
		{ PTRACE_INTERRUPT, 0x15 }, { PTRACE_LISTEN, 0x16 }, { PTRACE_PEEKSIGINFO, 0x17 },
		{ PTRACE_GETSIGMASK, 0x18 }, { PTRACE_SETSIGMASK, 0x19 },
#ifdef CONFIG_X86
		{ PTRACE_GETREGS, 0x1a }, { PTRACE_SETREGS, 0x1b }, { PTRACE_GETFPREGS, 0x1c },
		{ PTRACE_SETFPREGS, 0x1d }, { PTRACE_GETFPXREGS, 0x1e },
		{ PTRACE_SETFPXREGS, 0x1f }, { PTRACE_OLDSETOPTIONS, 0x20 },
		{ PTRACE_GET_THREAD_AREA, 0x21 }, { PTRACE_SET_THREAD_AREA, 0x22 },
		{ PTRACE_ARCH_PRCTL, 0x23 }, { PTRACE_SYSEMU, 0x24 },
		{ PTRACE_SYSEMU_SINGLESTEP, 0x25 }, { PTRACE_SINGLEBLOCK, 0x26 },
#endif
	};

	sonde_put_integer(f, NUMBER(table, f->args[0]), bytes);
}

static void put_variant(struct sonde_fill *f, u8 variant, u64 value, u32 size)
{
	*f->at = variant;
	if (size == 1)
		f->at[1] = value;
	else
		put_unaligned(value, (u64 *)(f->at + 1));
	sonde_put_done(f, 1 + size);
}

PUT(ptrace_address)
{
	if (f->ret < 0)
		put_variant(f, 0, 0, 8);
	else
		put_variant(f, 0, f->args[2], 8);
}

PUT(ptrace_data)
{
	u64 word = 0;

	if (f->ret < 0) {
		put_variant(f, 0, 0, 8);
		return;
	}
	switch (f->args[0]) {
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
	case PTRACE_PEEKUSR:
		sonde_read_user(f, &word, f->args[3], f->compat ? 4 : 8);
		put_variant(f, 0, word, 8);
		break;
	case PTRACE_CONT:
	case PTRACE_SINGLESTEP:
	case PTRACE_DETACH:
	case PTRACE_SYSCALL:
		put_variant(f, 1, f->args[3], 1);
		break;
	default:
		put_variant(f, 0, f->args[3], 8);
	}
}

/* A number, or a text where the operation takes one. */
static void put_key_argument(struct sonde_fill *f, u32 index)
{
	bool text = false;
	u32 size;

	switch (f->args[0]) {
	case KEYCTL_JOIN_SESSION_KEYRING:
		text = index == 1;
		break;
	case KEYCTL_SEARCH:
		text = index == 2 || index == 3;
		break;
	case KEYCTL_DESCRIBE:
	case KEYCTL_GET_SECURITY:
		text = index == 2 && f->ret > 0 && f->ret <= (long)f->args[3];
		break;
	case KEYCTL_UPDATE:
	case KEYCTL_RESTRICT_KEYRING:
		text = index == 2;
		break;
	}
	if (!text || !f->args[index]) {
		put_variant(f, 0, f->args[index], 8);
		return;
	}
	*f->at = 1;
	f->at++;
	size = sonde_copy_user_text(f, f->at, f->args[index],
				    min(sonde_room(f), SONDE_TEXT_BYTES - 1));
	f->at--;
	if (size)
		sonde_put_done(f, 1 + size);
	else
		put_variant(f, 0, f->args[index], 8);
}

PUT(keyctl_argument_1) { put_key_argument(f, 1); }
PUT(keyctl_argument_2) { put_key_argument(f, 2); }
PUT(keyctl_argument_3) { put_key_argument(f, 3); }
PUT(keyctl_argument_4) { put_key_argument(f, 4); }

/* ---- quotas ---- */

#define QUOTA_OPERATION(f)	((u32)(f)->args[0] >> SUBCMDSHIFT)

static u32 quota_format_bit(u32 format)
{
	static const struct sonde_bit table[] = {
		{ QFMT_VFS_OLD, 2 }, { QFMT_VFS_V0, 4 }, { QFMT_VFS_V1, 8 },
	};
	u32 bit = NUMBER(table, format);

	return bit ? bit : 1;
}

static bool read_quota(struct sonde_fill *f, struct if_dqblk *block)
{
	u32 operation = QUOTA_OPERATION(f);

	memset(block, 0, sizeof(*block));
	if (operation != (Q_GETQUOTA & 0xffffff) && operation != (Q_SETQUOTA & 0xffffff))
		return false;
	return f->ret == 0 && sonde_read_user(f, block, f->args[3], sizeof(*block));
}

static bool read_quota_info(struct sonde_fill *f, struct if_dqinfo *info)
{
	u32 operation = QUOTA_OPERATION(f);

	memset(info, 0, sizeof(*info));
	if (operation != (Q_GETINFO & 0xffffff) && operation != (Q_SETINFO & 0xffffff))
		return false;
	return f->ret == 0 && sonde_read_user(f, info, f->args[3], sizeof(*info));
}

PUT(quota_file)
{
	if (QUOTA_OPERATION(f) == (Q_QUOTAON & 0xffffff))
		sonde_put_user_text(f, f->args[3]);
	else
		sonde_put_empty(f);
}

#define PUT_QUOTA(name, member, mask)						\
	PUT(name)								\
	{									\
		struct if_dqblk block;						\
		bool there = read_quota(f, &block) && (block.dqb_valid & (mask)); \
										\
		sonde_put_integer(f, there ? block.member : 0, bytes);		\
	}

PUT_QUOTA(quota_block_hard, dqb_bhardlimit, QIF_BLIMITS)
PUT_QUOTA(quota_block_soft, dqb_bsoftlimit, QIF_BLIMITS)
PUT_QUOTA(quota_space, dqb_curspace, QIF_SPACE)
PUT_QUOTA(quota_inode_hard, dqb_ihardlimit, QIF_ILIMITS)
PUT_QUOTA(quota_inode_soft, dqb_isoftlimit, QIF_ILIMITS)
PUT_QUOTA(quota_block_time, dqb_btime, QIF_BTIME)
PUT_QUOTA(quota_inode_time, dqb_itime, QIF_ITIME)

#define PUT_QUOTA_INFO(name, member, mask)					\
	PUT(name)								\
	{									\
		struct if_dqinfo info;						\
		bool there = read_quota_info(f, &info) && (info.dqi_valid & (mask)); \
										\
		sonde_put_integer(f, there ? info.member : 0, bytes);		\
	}

PUT_QUOTA_INFO(quota_block_grace, dqi_bgrace, IIF_BGRACE)
PUT_QUOTA_INFO(quota_inode_grace, dqi_igrace, IIF_IGRACE)
PUT_QUOTA_INFO(quota_info_flags, dqi_flags, IIF_FLAGS)

PUT(quota_format_out)
{
	u32 format = 0;

	if (f->ret == 0 && QUOTA_OPERATION(f) == (Q_GETFMT & 0xffffff) &&
	    sonde_read_user(f, &format, f->args[3], sizeof(format)))
		sonde_put_integer(f, quota_format_bit(format), bytes);
	else
		sonde_put_integer(f, 1, bytes);
}

PUT(quota_command)
{
	static const struct sonde_bit table[] = {
		{ Q_QUOTAON & 0xffffff, 1 }, { Q_QUOTAOFF & 0xffffff, 2 },
		{ Q_GETFMT & 0xffffff, 4 }, { Q_GETINFO & 0xffffff, 8 },
		{ Q_SETINFO & 0xffffff, 0x10 }, { Q_GETQUOTA & 0xffffff, 0x20 },
		{ Q_SETQUOTA & 0xffffff, 0x40 }, { Q_SYNC & 0xffffff, 0x80 },
		{ 0x5801, 0x100 }, { 0x5802, 0x200 }, { 0x5803, 0x400 }, { 0x5804, 0x800 },
		{ 0x5805, 0x1000 }, { 0x5806, 0x2000 }, { 0x5807, 0x4000 },
	};

	sonde_put_integer(f, NUMBER(table, QUOTA_OPERATION(f)), bytes);
}

PUT(quota_type)
{
	u32 type = f->args[0] & SUBCMDMASK;

	sonde_put_integer(f, type == USRQUOTA ? 1 : type == GRPQUOTA ? 2 : 0, bytes);
}

PUT(quota_id)
{
	u32 operation = QUOTA_OPERATION(f);
	bool used = operation == (Q_GETQUOTA & 0xffffff) || operation == (Q_SETQUOTA & 0xffffff) ||
		    operation == 0x5803 || operation == 0x5804;

	sonde_put_integer(f, used ? f->args[2] : 0, bytes);
}

PUT(quota_format)
{
	bool used = QUOTA_OPERATION(f) == (Q_QUOTAON & 0xffffff);

	sonde_put_integer(f, used ? quota_format_bit(f->args[2]) : 1, bytes);
}

/* ---- page faults ---- */

PUT(fault_address) { sonde_put_integer(f, f->extra[0], bytes); }
PUT(fault_instruction) { sonde_put_integer(f, f->extra[1], bytes); }

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
