// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of semaphores, prctl, ptrace and keyctl.
 * events.c calls each function here where a row of events.def has FN(name).
 */
#include <linux/keyctl.h>
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/sem.h>

#include "fill/fill.h"
#include "fill/puts.h"

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
