// SPDX-License-Identifier: GPL-2.0-only
/*
 * 32-bit calls that lay their arguments out otherwise than the 64-bit call whose row tells of them:
 * sonde_widen_call() puts the arguments where the row looks for them. syscalls.c calls it, before
 * it asks who wants the call.
 *
 * Positions come in two halves, ids of old calls have 16 bits, and socketcall and ipc are many
 * calls behind one number, some with their arguments in memory. What cannot be read stays as it is.
 */
#include <linux/ipc.h>
#include <linux/kernel.h>
#include <linux/net.h>

#include "fill.h"
#include "fill_events.h"
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
		[SYS_SOCKET] = { 41, 3 }, [SYS_BIND] = { 49, 3 }, [SYS_CONNECT] = { 42, 3 },
		[SYS_LISTEN] = { 50, 2 }, [SYS_ACCEPT] = { 43, 3 }, [SYS_GETSOCKNAME] = { 51, 3 },
		[SYS_GETPEERNAME] = { 52, 3 }, [SYS_SOCKETPAIR] = { 53, 4 }, [SYS_SEND] = { 44, 4 },
		[SYS_RECV] = { 45, 4 }, [SYS_SENDTO] = { 44, 6 }, [SYS_RECVFROM] = { 45, 6 },
		[SYS_SHUTDOWN] = { 48, 2 }, [SYS_SETSOCKOPT] = { 54, 5 },
		[SYS_GETSOCKOPT] = { 55, 5 }, [SYS_SENDMSG] = { 46, 3 }, [SYS_RECVMSG] = { 47, 3 },
		[SYS_ACCEPT4] = { 288, 4 }, [SYS_RECVMMSG] = { 299, 5 }, [SYS_SENDMMSG] = { 307, 4 },
	};
	unsigned long which = f->args[0];

	if (which < ARRAY_SIZE(calls) && calls[which].number &&
	    read_words(f, f->args[1], calls[which].arguments))
		f->number = calls[which].number;
}

/* Those without a row are told as they came. */
static void split_ipc(struct sonde_fill *f)
{
	unsigned long first = f->args[1], second = f->args[2], third = f->args[3];
	u32 value = 0;

	switch (f->args[0]) {
	case SEMOP:
		f->number = 65;
		f->args[0] = first;
		f->args[1] = f->args[4];
		f->args[2] = second;
		break;
	case SEMGET:
		f->number = 64;
		f->args[0] = first;
		f->args[1] = second;
		f->args[2] = third;
		break;
	case SEMCTL:
		if (!sonde_read_user(f, &value, f->args[4], sizeof(value)))
			break;
		f->number = 66;
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

void sonde_widen_call(struct sonde_fill *f)
{
	switch (f->native) {
	case 16:	/* lchown */
	case 95:	/* fchown */
	case 182:	/* chown */
		widen_ids(f, 1, 2);
		break;
	case 19:	/* lseek */
		f->args[1] = (long)(int)f->args[1];
		break;
	case 22:	/* umount */
		f->args[1] = 0;
		break;
	case 23:	/* setuid */
	case 46:	/* setgid */
		widen_ids(f, 0, 0);
		break;
	case 70:	/* setreuid */
	case 71:	/* setregid */
		widen_ids(f, 0, 1);
		break;
	case 90:	/* mmap */
		read_words(f, f->args[0], 6);
		break;
	case 102:
		split_socketcall(f);
		break;
	case 117:
		split_ipc(f);
		break;
	case 140:	/* _llseek: the upper half first */
		f->args[1] = join(f->args[2], f->args[1]);
		f->args[2] = f->args[4];
		break;
	case 164:	/* setresuid */
	case 170:	/* setresgid */
		widen_ids(f, 0, 2);
		break;
	case 180:	/* pread64 */
	case 181:	/* pwrite64 */
		f->args[3] = join(f->args[3], f->args[4]);
		break;
	case 192:	/* mmap2: counts in pages of 4096 bytes, whatever the machine has */
		f->args[5] <<= 12;
		break;
	}
}

/* Of a call without a row; a 64-bit argument takes two. */
u32 sonde_arity_of_narrow_call(u32 native)
{
	switch (native) {
	case 225:	/* readahead */
		return 4;
	case 250:	/* fadvise64 */
		return 5;
	case 314:	/* sync_file_range */
	case 324:	/* fallocate */
	case 339:	/* fanotify_mark */
		return 6;
	}
	return 0;
}
