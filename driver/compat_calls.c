// SPDX-License-Identifier: GPL-2.0-only
/*
 * 32-bit calls whose arguments are not where the row of the 64-bit call looks for them:
 * sonde_arrange_compat_call() puts them there. syscalls.c calls it, before it asks which consumers
 * want the call.
 *
 * Positions come in two halves, ids of old calls have 16 bits, and socketcall and ipc are many
 * calls behind one number, some with their arguments in memory. What cannot be read stays as it is.
 */
#include <linux/ipc.h>
#include <linux/kernel.h>
#include <linux/net.h>

#include "fill/fill.h"
#include "fill/events.h"
#include "numbers.h"
#include "uapi/ioctl.h"

static u64 join(u32 low, u32 high)
{
	return (u64)high << 32 | low;
}

/* All bits set mean the same in 16 bits as in 32. */
static unsigned long wide_id(unsigned long id)
{
	return (u16)id == 0xffff ? ~0ul : (u16)id;
}

static bool read_words(struct sonde_fill *f, unsigned long from, u32 count)
{
	u32 words[6] = { }, i;

	if (!sonde_read_user(f, words, from, count * sizeof(u32)))
		return false;
	for (i = 0; i < ARRAY_SIZE(words); i++)
		f->args[i] = words[i];
	return true;
}

static void split_socketcall(struct sonde_fill *f)
{
	static const struct {
		u16 number;
		u16 arguments;
	} calls[] = {
		[SYS_SOCKET] = { CALL_socket, 3 },
		[SYS_BIND] = { CALL_bind, 3 },
		[SYS_CONNECT] = { CALL_connect, 3 },
		[SYS_LISTEN] = { CALL_listen, 2 },
		[SYS_ACCEPT] = { CALL_accept, 3 },
		[SYS_GETSOCKNAME] = { CALL_getsockname, 3 },
		[SYS_GETPEERNAME] = { CALL_getpeername, 3 },
		[SYS_SOCKETPAIR] = { CALL_socketpair, 4 },
		[SYS_SEND] = { CALL_sendto, 4 },
		[SYS_RECV] = { CALL_recvfrom, 4 },
		[SYS_SENDTO] = { CALL_sendto, 6 },
		[SYS_RECVFROM] = { CALL_recvfrom, 6 },
		[SYS_SHUTDOWN] = { CALL_shutdown, 2 },
		[SYS_SETSOCKOPT] = { CALL_setsockopt, 5 },
		[SYS_GETSOCKOPT] = { CALL_getsockopt, 5 },
		[SYS_SENDMSG] = { CALL_sendmsg, 3 },
		[SYS_RECVMSG] = { CALL_recvmsg, 3 },
		[SYS_ACCEPT4] = { CALL_accept4, 4 },
		[SYS_RECVMMSG] = { CALL_recvmmsg, 5 },
		[SYS_SENDMMSG] = { CALL_sendmmsg, 4 },
	};
	unsigned long which = f->args[0];

	if (which < ARRAY_SIZE(calls) && calls[which].number &&
	    read_words(f, f->args[1], calls[which].arguments))
		f->number = calls[which].number;
}

/* Those without a row are recorded as they came. */
static void split_ipc(struct sonde_fill *f)
{
	unsigned long first = f->args[1], second = f->args[2], third = f->args[3];
	u32 value = 0;

	switch (f->args[0]) {
	case SEMOP:
		f->number = CALL_semop;
		f->args[0] = first;
		f->args[1] = f->args[4];
		f->args[2] = second;
		break;
	case SEMGET:
		f->number = CALL_semget;
		f->args[0] = first;
		f->args[1] = second;
		f->args[2] = third;
		break;
	case SEMCTL:
		if (!sonde_read_user(f, &value, f->args[4], sizeof(value)))
			break;
		f->number = CALL_semctl;
		f->args[0] = first;
		f->args[1] = second;
		f->args[2] = third;
		f->args[3] = value;
		break;
	}
}

static void widen_ids(struct sonde_fill *f, u32 from, u32 to)
{
	for (; from <= to; from++)
		f->args[from] = wide_id(f->args[from]);
}

void sonde_arrange_compat_call(struct sonde_fill *f)
{
	switch (f->native) {
	case __NR_ia32_lchown:
	case __NR_ia32_fchown:
	case __NR_ia32_chown:
		widen_ids(f, 1, 2);
		break;
	case __NR_ia32_lseek:
		f->args[1] = (long)(int)f->args[1];
		break;
	case __NR_ia32_umount:
		f->args[1] = 0;
		break;
	case __NR_ia32_setuid:
	case __NR_ia32_setgid:
		widen_ids(f, 0, 0);
		break;
	case __NR_ia32_setreuid:
	case __NR_ia32_setregid:
		widen_ids(f, 0, 1);
		break;
	case __NR_ia32_mmap:
		read_words(f, f->args[0], 6);
		break;
	case __NR_ia32_socketcall:
		split_socketcall(f);
		break;
	case __NR_ia32_ipc:
		split_ipc(f);
		break;
	case __NR_ia32__llseek:	/* the upper half first */
		f->args[1] = join(f->args[2], f->args[1]);
		f->args[2] = f->args[4];
		break;
	case __NR_ia32_setresuid:
	case __NR_ia32_setresgid:
		widen_ids(f, 0, 2);
		break;
	case __NR_ia32_pread64:
	case __NR_ia32_pwrite64:
		f->args[3] = join(f->args[3], f->args[4]);
		break;
	case __NR_ia32_mmap2:	/* counts in pages of 4096 bytes, whatever the machine has */
		f->args[5] <<= 12;
		break;
	}
}

/* Of a call without a row; a 64-bit argument takes two. */
u32 sonde_arity_of_compat_call(u32 native)
{
	switch (native) {
	case __NR_ia32_readahead:
		return 4;
	case __NR_ia32_fadvise64:
		return 5;
	case __NR_ia32_sync_file_range:
	case __NR_ia32_fallocate:
	case __NR_ia32_fanotify_mark:
		return 6;
	}
	return 0;
}
