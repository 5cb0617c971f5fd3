// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of exec: command line, environment, executable.
 * events.c calls each function here where a row of events.def has FN(name).
 *
 * The command line and the environment are the process's own memory. After a successful exec they
 * are where the new program has them; after a failed one, where the caller said.
 */
#include <linux/binfmts.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/string.h>

#include "compat/compat.h"

#include "fill/fill.h"
#include "fill/puts.h"
#include "numbers.h"

/* ---- command line and environment ---- */

/*
 * The first text of a list becomes one parameter and the others the next, which lies right behind
 * it: so the list is read once, in one piece, and only the lengths say where it was cut.
 */
static void put_first(struct sonde_fill *f, u32 total)
{
	u32 first = total ? strnlen((char *)f->at, total - 1) + 1 : 0;

	f->rest = total - first;
	sonde_put_done(f, first);
}

static u32 area_bytes(unsigned long start, unsigned long end)
{
	return end > start ? min_t(u64, end - start, SONDE_LIST_BYTES) : 0;
}

u32 sonde_process_text_bytes(const struct sonde_fill *f, u32 event)
{
	u32 bytes = TASK_COMM_LEN + SONDE_LIST_BYTES;	/* the control groups */
	struct mm_struct *mm = current->mm;

	switch (event) {
	case EVENT_SYSCALL_CLONE_20_X:
	case EVENT_SYSCALL_CLONE3_X:
	case EVENT_SYSCALL_FORK_20_X:
	case EVENT_SYSCALL_VFORK_20_X:
		return mm ? bytes + area_bytes(mm->arg_start, mm->arg_end) : bytes;
	case EVENT_SYSCALL_EXECVE_19_X:
	case EVENT_SYSCALL_EXECVEAT_X:
		bytes += SONDE_TEXT_BYTES;		/* the path of the executable */
		if (!f->bprm || !mm)
			return bytes + 2 * SONDE_LIST_BYTES + SONDE_TEXT_BYTES;
		return bytes + area_bytes(mm->arg_start, mm->arg_end) +
		       area_bytes(mm->env_start, mm->env_end) +
		       min_t(u32, strlen(f->bprm->filename) + 1, SONDE_TEXT_BYTES);
	}
	return 0;
}

/* Texts one behind the other, as a program has its arguments; ends with a zero byte. */
static u32 read_area(struct sonde_fill *f, unsigned long start, unsigned long end)
{
	u32 size = min3((u64)(end - start), (u64)sonde_room(f), (u64)SONDE_LIST_BYTES);

	if (end <= start || !size || !sonde_read_user(f, f->at, start, size))
		return 0;
	f->at[size - 1] = 0;
	return size;
}

/* Texts that a list of pointers in the caller's memory names. */
static u32 read_list(struct sonde_fill *f, unsigned long list)
{
	u32 room = min(sonde_room(f), SONDE_LIST_BYTES), total = 0, i;
	unsigned long text;

	for (i = 0; list && total < room && f->pieces; i++) {
		u32 size;

		f->pieces--;
		if (!sonde_read_word(f, &text, list, i) || !text)
			break;
		size = sonde_copy_user_text(f, f->at + total, text, room - total);
		if (!size)
			break;
		total += size;
	}
	return total;
}

PUT(process_exe)
{
	struct mm_struct *mm = current->mm;

	put_first(f, mm && f->ret >= 0 ? read_area(f, mm->arg_start, mm->arg_end) : 0);
}

PUT(process_args) { sonde_put_done(f, f->rest); }

PUT(exec_exe)
{
	struct mm_struct *mm = current->mm;
	u32 argv = f->number == CALL_execveat ? 2 : 1;	/* execveat has a directory before the path */

	if (f->bprm && mm)
		put_first(f, read_area(f, mm->arg_start, mm->arg_end));
	else
		put_first(f, read_list(f, f->args[argv]));
}

PUT(exec_args) { sonde_put_done(f, f->rest); }

PUT(exec_env)
{
	struct mm_struct *mm = current->mm;
	u32 envp = f->number == CALL_execveat ? 3 : 2;

	if (f->bprm && mm)
		sonde_put_done(f, read_area(f, mm->env_start, mm->env_end));
	else
		sonde_put_done(f, read_list(f, f->args[envp]));
}

/* The caller's memory is gone after a successful exec, but the kernel still has its copy. */
PUT(exec_filename)
{
	if (f->bprm)
		sonde_put_text(f, f->bprm->filename);
	else
		sonde_put_user_text(f, f->args[0]);
}

/* ---- the executable ---- */

/* Rows have the flags first and the path last: in between, @exe is held. */
PUT(exe_flags)
{
	const struct cred *cred = current_cred();
	u32 flags = 0;

	f->exe = current->mm ? sonde_exe_file(current->mm) : NULL;
	if (f->exe) {
		struct inode *inode = file_inode(f->exe);
		struct dentry *dentry = f->exe->f_path.dentry;

		/*
		 * By owner and mode only: asking the file system may sleep. What an ACL or an
		 * immutable flag changes about it is not seen.
		 */
		if (uid_eq(inode->i_uid, cred->fsuid) || cap_raised(cred->cap_effective, CAP_FOWNER))
			flags |= 1;
		else if (inode->i_mode & 0002 ||
			 (inode->i_mode & 0020 && gid_eq(inode->i_gid, cred->fsgid)))
			flags |= 1;
		if (dentry->d_parent == dentry &&
		    !strncmp(dentry->d_name.name, "memfd:", sizeof("memfd:") - 1))
			flags |= 4;
	}
	sonde_put_integer(f, flags, bytes);
}

PUT(exe_ino) { sonde_put_integer(f, f->exe ? file_inode(f->exe)->i_ino : 0, bytes); }

PUT(exe_ctime)
{
	struct timespec64 changed = { };

	if (f->exe)
		changed = sonde_inode_ctime(file_inode(f->exe));
	sonde_put_integer(f, timespec64_to_ns(&changed), bytes);
}

PUT(exe_mtime)
{
	struct timespec64 written = { };

	if (f->exe)
		written = sonde_inode_mtime(file_inode(f->exe));
	sonde_put_integer(f, timespec64_to_ns(&written), bytes);
}

PUT(exe_path)
{
	if (!f->exe) {
		sonde_put_empty(f);
		return;
	}
	sonde_put_path(f, &f->exe->f_path);
	fput(f->exe);
}
