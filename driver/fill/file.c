// SPDX-License-Identifier: GPL-2.0-only
/*
 * Special parameters of calls on files, memory, pipes and descriptors. fill/events.c calls each
 * function here where a row of events.def says FN(name); flags become the portable values of
 * flags.def.
 */
#include <linux/capability.h>
#include <linux/dirent.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/path.h>
#include <linux/signal.h>
#include <linux/stat.h>
#include <linux/fs_struct.h>
#include <linux/dcache.h>
#include <linux/time64.h>
#include <uapi/linux/io_uring.h>
#include <uapi/linux/eventpoll.h>
#include <uapi/linux/pidfd.h>
#include <uapi/linux/mount.h>

#include "fill/fill.h"
#include "fill/puts.h"
#include "numbers.h"

/* ---- opening ---- */

static void learn_file(struct sonde_fill *f)
{
	struct sonde_file file;

	f->file_known = true;
	if (f->ret < 0)
		return;
	file = sonde_file_get(f->ret);
	if (file.file) {
		struct inode *inode = file_inode(file.file);

		f->file_created = file.file->f_mode & FMODE_CREATED;
		f->file_dev = new_encode_dev(inode->i_sb->s_dev);
		f->file_ino = inode->i_ino;
	}
	sonde_file_put(file);
}

#define FILE_RDONLY	1u
#define FILE_WRONLY	2u
#define FILE_CREATED	0x4000u

static const struct sonde_bit open_bits[] = {
	{ O_CREAT, 4 }, { O_APPEND, 8 }, { O_DSYNC, 0x10 }, { O_EXCL, 0x20 },
	{ O_NONBLOCK, 0x40 }, { O_SYNC, 0x80 }, { O_TRUNC, 0x100 }, { O_DIRECT, 0x200 },
	{ O_DIRECTORY, 0x400 }, { O_LARGEFILE, 0x800 }, { O_CLOEXEC, 0x1000 },
	{ O_TMPFILE, 0x2000 },
};

static u32 open_flags(unsigned long flags)
{
	u32 result = BITS(open_bits, flags);

	switch (flags & O_ACCMODE) {
	case O_RDONLY:
		return result | FILE_RDONLY;
	case O_WRONLY:
		return result | FILE_WRONLY;
	case O_RDWR:
		return result | FILE_RDONLY | FILE_WRONLY;
	}
	return result;
}

/* Flags of a call that opens nothing by name have no access mode. */
static u32 descriptor_flags(unsigned long flags)
{
	return BITS(open_bits, flags & ~(unsigned long)O_ACCMODE);
}

static void put_open_flags(struct sonde_fill *f, unsigned long flags, u32 bytes)
{
	u32 result = open_flags(flags);

	if (!f->file_known)
		learn_file(f);
	if (f->file_created)
		result |= FILE_CREATED;
	sonde_put_integer(f, result, bytes);
}

static void put_open_mode(struct sonde_fill *f, unsigned long flags, unsigned long mode, u32 bytes)
{
	bool used = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;

	sonde_put_integer(f, used ? mode : 0, bytes);
}

PUT(open_flags_argument_0) { sonde_put_integer(f, descriptor_flags(f->args[0]), bytes); }
PUT(open_flags_argument_3) { sonde_put_integer(f, descriptor_flags(f->args[3]), bytes); }

PUT(open_flags_argument_1)
{
	if (f->opens)
		put_open_flags(f, f->args[1], bytes);
	else
		sonde_put_integer(f, descriptor_flags(f->args[1]), bytes);
}

PUT(open_flags_argument_2)
{
	if (f->opens)
		put_open_flags(f, f->args[2], bytes);
	else
		sonde_put_integer(f, descriptor_flags(f->args[2]), bytes);
}

PUT(open_mode_argument_2) { put_open_mode(f, f->args[1], f->args[2], bytes); }
PUT(open_mode_argument_3) { put_open_mode(f, f->args[2], f->args[3], bytes); }

static void read_open_how(struct sonde_fill *f)
{
	struct open_how how = { };

	sonde_read_user(f, &how, f->args[2], sizeof(how));
	f->extra[0] = how.flags;
	f->extra[1] = how.mode;
	f->extra[2] = how.resolve;
}

PUT(openat2_open_flags)
{
	read_open_how(f);
	put_open_flags(f, f->extra[0], bytes);
}

PUT(openat2_mode) { put_open_mode(f, f->extra[0], f->extra[1], bytes); }

PUT(openat2_resolve)
{
	static const struct sonde_bit table[] = {
		{ RESOLVE_BENEATH, 1 }, { RESOLVE_IN_ROOT, 2 }, { RESOLVE_NO_MAGICLINKS, 4 },
		{ RESOLVE_NO_SYMLINKS, 8 }, { RESOLVE_NO_XDEV, 0x10 }, { RESOLVE_CACHED, 0x20 },
	};

	sonde_put_integer(f, BITS(table, f->extra[2]), bytes);
}

PUT(creat_flags) { sonde_put_integer(f, 0, bytes); }

PUT(fd_dev)
{
	if (!f->file_known)
		learn_file(f);
	sonde_put_integer(f, f->file_dev, bytes);
}

PUT(fd_ino)
{
	if (!f->file_known)
		learn_file(f);
	sonde_put_integer(f, f->file_ino, bytes);
}

PUT(fd_path)
{
	struct sonde_file file = { NULL, false };

	if (f->ret >= 0)
		file = sonde_file_get(f->ret);
	if (!file.file) {
		sonde_put_empty(f);
		return;
	}
	sonde_put_path(f, &file.file->f_path);
	sonde_file_put(file);
}

PUT(getcwd_path)
{
	if (f->ret > 0)
		sonde_put_user_text(f, f->args[0]);
	else
		sonde_put_empty(f);
}

/* ---- flags of other calls on files ---- */

PUT(zero) { sonde_put_integer(f, 0, bytes); }

/* The parameter has 8 bits, which neither the kernel's flags nor the format's fit into. */
PUT(timer_flags)
{
	u32 flags = 0;

	if (f->args[1] & O_CLOEXEC)
		flags |= 1;
	if (f->args[1] & O_NONBLOCK)
		flags |= 2;
	sonde_put_integer(f, flags, bytes);
}

PUT(mount_flags)
{
	u64 flags = f->args[3];

	/* Old programs put a magic number into the upper half. */
	if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
		flags &= ~(u64)MS_MGC_MSK;
	sonde_put_integer(f, flags, bytes);
}

PUT(fchownat_flags)
{
	u32 flags = 0;

	if (f->args[4] & AT_SYMLINK_NOFOLLOW)
		flags |= 0x400;
	if (f->args[4] & AT_EMPTY_PATH)
		flags |= 0x1000;
	sonde_put_integer(f, flags, bytes);
}

PUT(fcntl_command)
{
	u32 command = f->args[1], result = 0;

	switch (command) {
	case F_DUPFD: result = 1; break;
	case F_GETFD: result = 2; break;
	case F_SETFD: result = 3; break;
	case F_GETFL: result = 4; break;
	case F_SETFL: result = 5; break;
	case F_GETLK: result = 6; break;
	case F_SETLK: result = 8; break;
	case F_SETLKW: result = 9; break;
	case F_SETOWN: result = 0xa; break;
	case F_GETOWN: result = 0xc; break;
	case F_SETSIG: result = 0xd; break;
	case F_GETSIG: result = 0xf; break;
	case COMPAT_F_GETLK64: result = 0x11; break;
	case COMPAT_F_SETLK64: result = 0x12; break;
	case COMPAT_F_SETLKW64: result = 0x13; break;
	case F_SETOWN_EX: result = 0x15; break;
	case F_GETOWN_EX: result = 0x16; break;
	case F_SETLEASE: result = 0x17; break;
	case F_GETLEASE: result = 0x18; break;
	case F_CANCELLK: result = 0x19; break;
	case F_DUPFD_CLOEXEC: result = 0x1a; break;
	case F_NOTIFY: result = 0x1b; break;
	case F_SETPIPE_SZ: result = 0x1c; break;
	case F_GETPIPE_SZ: result = 0x1d; break;
	case F_OFD_GETLK: result = 0x1e; break;
	case F_OFD_SETLK: result = 0x1f; break;
	case F_OFD_SETLKW: result = 0x20; break;
	}
	sonde_put_integer(f, result, bytes);
}

PUT(epoll_create1_flags) { sonde_put_integer(f, f->args[0] & EPOLL_CLOEXEC ? 1 : 0, bytes); }
PUT(pidfd_flags) { sonde_put_integer(f, f->args[1] & O_NONBLOCK ? 1 : 0, bytes); }

PUT(delete_module_flags)
{
	u32 flags = 0;

	if (f->args[1] & O_TRUNC)
		flags |= 1;
	if (f->args[1] & O_NONBLOCK)
		flags |= 2;
	sonde_put_integer(f, flags, bytes);
}

PUT(device_argument_2) { sonde_put_integer(f, f->args[2], bytes); }
PUT(device_argument_3) { sonde_put_integer(f, f->args[3], bytes); }

PUT(fsconfig_bytes)
{
	if (f->ret == 0 && f->args[1] == FSCONFIG_SET_BINARY)
		sonde_put_user_bytes(f, f->args[3], (int)f->args[4] > 0 ? f->args[4] : 0);
	else
		sonde_put_empty(f);
}

PUT(fsconfig_text)
{
	switch (f->ret == 0 ? f->args[1] : ~0ul) {
	case FSCONFIG_SET_STRING:
	case FSCONFIG_SET_PATH:
	case FSCONFIG_SET_PATH_EMPTY:
		sonde_put_user_text(f, f->args[3]);
		break;
	default:
		sonde_put_empty(f);
	}
}

PUT(module_image) { sonde_put_user_bytes(f, f->args[0], f->args[1]); }

/* ---- memory ---- */

static u32 protection(unsigned long bits)
{
	u32 result = bits & (PROT_READ | PROT_WRITE | PROT_EXEC);

	if (bits & PROT_SEM)
		result |= 8;
	if (bits & PROT_GROWSDOWN)
		result |= 0x10;
	if (bits & PROT_GROWSUP)
		result |= 0x20;
	return result;
}

PUT(protection_argument_2) { sonde_put_integer(f, protection(f->args[2]), bytes); }

PUT(mmap_flags)
{
	static const struct sonde_bit table[] = {
		{ MAP_SHARED, 1 }, { MAP_PRIVATE, 2 }, { MAP_FIXED, 4 }, { MAP_ANONYMOUS, 8 },
#ifdef MAP_32BIT
		{ MAP_32BIT, 0x10 },
#endif
		{ MAP_NORESERVE, 0x40 }, { MAP_POPULATE, 0x80 }, { MAP_NONBLOCK, 0x100 },
		{ MAP_GROWSDOWN, 0x200 }, { MAP_DENYWRITE, 0x400 }, { MAP_EXECUTABLE, 0x800 },
		{ MAP_LOCKED, 0x4000 },
	};

	sonde_put_integer(f, BITS(table, f->args[3]), bytes);
}

/* ---- descriptors and positions that a call wrote into the caller's memory ---- */

static void read_pair(struct sonde_fill *f, unsigned long from)
{
	int pair[2] = { -1, -1 };

	if (f->ret == 0)
		sonde_read_user(f, pair, from, sizeof(pair));
	f->first = pair[0];
	f->second = pair[1];
}

PUT(pipe_read_end)
{
	read_pair(f, f->args[0]);
	sonde_put_integer(f, (s64)f->first, bytes);
}

PUT(pipe_write_end) { sonde_put_integer(f, (s64)f->second, bytes); }

PUT(pipe_ino)
{
	struct sonde_file file = sonde_file_get(f->first);

	sonde_put_integer(f, file.file ? file_inode(file.file)->i_ino : 0, bytes);
	sonde_file_put(file);
}

static void put_user_offset(struct sonde_fill *f, unsigned long from, u32 bytes)
{
	u64 offset = 0;

	if (from)
		sonde_read_user(f, &offset, from, f->compat && f->native == __NR_ia32_sendfile ? 4 : 8);
	sonde_put_integer(f, offset, bytes);
}

PUT(sendfile_offset_after) { put_user_offset(f, f->args[2], bytes); }

PUT(copy_offset_in) { put_user_offset(f, f->args[1], bytes); }
PUT(copy_offset_out) { put_user_offset(f, f->args[3], bytes); }

/* 32-bit callers pass the two halves. */
PUT(llseek_offset)
{
	sonde_put_integer(f, ((u64)(u32)f->args[1] << 32) | (u32)f->args[2], bytes);
}

/* ---- vectors ---- */

static u64 vector_offered(struct sonde_fill *f)
{
	return sonde_vector_bytes(f, f->args[1], f->args[2]);
}

PUT(vector_size) { sonde_put_integer(f, vector_offered(f), bytes); }

PUT(vector_data)
{
	u64 moved = f->ret > 0 ? f->ret : f->writes ? vector_offered(f) : 0;

	sonde_put_vector(f, f->args[1], f->args[2], moved);
}

PUT(vector_position)
{
	/* Halves of a 64-bit position; a 64-bit caller has it all in the first. */
	if (f->compat)
		sonde_put_integer(f, ((u64)(u32)f->args[4] << 32) | (u32)f->args[3], bytes);
	else
		sonde_put_integer(f, f->args[3], bytes);
}

PUT(process_vm_data)
{
	sonde_put_vector(f, f->args[1], f->args[2], f->ret > 0 ? f->ret : 0);
}

/* ---- io_uring ---- */

static void read_uring(struct sonde_fill *f, struct io_uring_params *params)
{
	memset(params, 0, sizeof(*params));
	sonde_read_user(f, params, f->args[1], sizeof(*params));
}

PUT(uring_sq_entries)
{
	struct io_uring_params params;

	read_uring(f, &params);
	f->extra[0] = params.cq_entries | (u64)params.flags << 32;
	f->extra[1] = params.sq_thread_cpu | (u64)params.sq_thread_idle << 32;
	f->extra[2] = params.features;
	sonde_put_integer(f, params.sq_entries, bytes);
}

PUT(uring_cq_entries) { sonde_put_integer(f, (u32)f->extra[0], bytes); }

PUT(uring_setup_flags)
{
	static const struct sonde_bit table[] = {
		{ IORING_SETUP_IOPOLL, 1 }, { IORING_SETUP_SQPOLL, 2 }, { IORING_SETUP_SQ_AFF, 8 },
		{ IORING_SETUP_CQSIZE, 0x10 }, { IORING_SETUP_CLAMP, 0x20 },
		{ IORING_SETUP_ATTACH_WQ, 0x40 }, { IORING_SETUP_R_DISABLED, 0x80 },
	};

	sonde_put_integer(f, BITS(table, f->extra[0] >> 32), bytes);
}

PUT(uring_sq_thread_cpu) { sonde_put_integer(f, (u32)f->extra[1], bytes); }
PUT(uring_sq_thread_idle) { sonde_put_integer(f, f->extra[1] >> 32, bytes); }
PUT(uring_features) { sonde_put_integer(f, f->extra[2] & 0x7ff, bytes); }

/* ---- what a call answers ---- */

#define MAX_ENTRIES	1024u

/* A name is never empty: entries are as long as their own length says, or nobody knows. */
PUT(directory_entries)
{
	const size_t length_at = offsetof(struct linux_dirent64, d_reclen);
	u64 at = 0, end = f->ret > 0 ? f->ret : 0;
	u32 count = 0;
	u16 length;

	for (; at < end && count < MAX_ENTRIES; at += length, count++) {
		if (!sonde_read_user(f, &length, f->args[1] + at + length_at, sizeof(length)) ||
		    !length)
			break;
	}
	if (at == end)
		sonde_put_integer(f, count, bytes);
	else
		sonde_put_empty(f);
}
