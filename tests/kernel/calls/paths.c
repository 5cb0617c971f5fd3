/*
 * Paths and files with awkward values: paths that are too long, end at the edge of a page or lie in
 * no page at all; vectors with holes; attributes; and calls on files that have no row of their own.
 * calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "calls/calls.h"
#include "expect.h"

/* Numbers that the headers of the build machine may not have. */
enum { FCHMODAT2 = 452, SETXATTRAT = 463, GETXATTRAT, LISTXATTRAT, REMOVEXATTRAT,
       FILE_GETATTR = 468, FILE_SETATTR };

static char page[4096];
static char long_path[5000];

/* Two pages, the second of which is taken away: where the first ends. */
static char *edge_of_a_page(struct script *s)
{
	static char two[3 * 4096] __attribute__((aligned(4096)));
	char *edge = two + 4096;

	memset(two, 'e', 4096);
	works(CALL(s, EV_SYSCALL_MUNMAP_X, SYS_munmap, edge, 4096));
	return edge;
}

static void awkward(struct script *s)
{
	static char deep[4097];
	char *edge = edge_of_a_page(s);
	struct expected *e;
	unsigned i;

	memset(long_path, 'x', sizeof(long_path) - 1);
	e = fails(CALL(s, EV_SYSCALL_OPENAT_2_X, SYS_openat, AT_FDCWD, long_path, O_RDONLY), ENAMETOOLONG);
	memcpy(page, long_path, 4095);
	page[4095] = 0;
	long_bytes(e, 2, page, 4096); /* cut where the kernel stopped as well */
	/* The longest that there is: 4095 bytes and a zero. */
	for (i = 0; i < 4095; i++)
		deep[i] = i % 2 ? '.' : '/';
	deep[4094] = '/';
	e = works(CALL(s, EV_SYSCALL_STAT_X, SYS_stat, deep, page));
	long_bytes(e, 1, deep, 4096);
	deep[4095] = '/';
	e = fails(CALL(s, EV_SYSCALL_CHDIR_X, SYS_chdir, deep), ENAMETOOLONG);
	deep[4095] = 0;
	long_bytes(e, 1, deep, 4096);
	/* Ends with the last byte of a page behind which there is nothing. */
	memcpy(edge - 5, "/tmp", 5);
	e = works(CALL(s, EV_SYSCALL_CHDIR_X, SYS_chdir, edge - 5));
	text(e, 1, "/tmp");
	/* Does not end there. */
	edge[-1] = 'x';
	e = fails(CALL(s, EV_SYSCALL_CHDIR_X, SYS_chdir, edge - 5), EFAULT);
	empty(e, 1);
	e->fault = true;
	e = fails(CALL(s, EV_SYSCALL_RENAME_X, SYS_rename, edge - 5, "good"), EFAULT);
	empty(e, 1);
	text(e, 2, "good");
	e = fails(CALL(s, EV_SYSCALL_UNLINK_2_X, SYS_unlink, "\x01\x7f\xff\n"), ENOENT);
	bytes(e, 1, "\x01\x7f\xff\n", 5);
	e = fails(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, "", O_CREAT | O_EXCL, 0600), ENOENT);
	text(e, 1, "");
	number(e, 2, 1 | 4 | 0x20);
	number(e, 3, 0600);
	e = fails(CALL(s, EV_SYSCALL_MKDIR_2_X, SYS_mkdir, UNMAPPED, -1), EFAULT);
	empty(e, 1);
	number(e, 2, -1);
	/* Data at the edge: what is there is taken, what is not there is not. */
	memcpy(edge - 4, "last", 4);
	e = fails(CALL(s, EV_SYSCALL_WRITE_X, SYS_write, -1, edge - 4, 4), EBADF);
	bytes(e, 1, "last", 4);
	e = fails(CALL(s, EV_SYSCALL_WRITE_X, SYS_write, -1, edge - 4, ~0ul), EBADF);
	empty(e, 1);
	number(e, 3, -1);
	e->fault = true;
}

static void opened(struct script *s)
{
	static struct open_how how;
	static struct { unsigned bytes; int type; char data[128]; } handle;
	static int mount;
	struct stat st;
	struct expected *e;
	long fd;

	e = works(CALL(s, EV_SYSCALL_OPENAT_2_X, SYS_openat, AT_FDCWD, "/tmp", O_TMPFILE | O_RDWR, 0604));
	fd = e->result;
	works(CALL(s, EV_SYSCALL_FSTAT_X, SYS_fstat, fd, &st));
	number(e, 3, 3 | 0x400 | 0x2000);
	number(e, 4, 0604);
	number(e, 6, (int64_t)st.st_ino);
	e = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, "/tmp/handled", O_CREAT | O_SYNC | O_WRONLY, 0600));
	number(e, 2, 2 | 4 | 0x10 | 0x80 | 0x4000);
	e = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, "/dev/null", O_PATH | O_NOFOLLOW, 0));
	works(CALL(s, EV_SYSCALL_FSTAT_X, SYS_fstat, e->result, &st));
	number(e, 5, (int64_t)st.st_ino);
	how = (struct open_how){.flags = O_CREAT | O_RDWR, .mode = 0640, .resolve = RESOLVE_IN_ROOT};
	e = works(CALL(s, EV_SYSCALL_OPENAT2_X, SYS_openat2, AT_FDCWD, "made", &how, sizeof(how)));
	number(e, 1, -100);
	text(e, 2, "made");
	number(e, 3, 3 | 4 | 0x4000);
	number(e, 4, 0640);
	number(e, 5, 2);
	how.resolve = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS;
	how.flags = O_RDONLY;
	how.mode = 0;
	e = CALL(s, EV_SYSCALL_OPENAT2_X, SYS_openat2, AT_FDCWD, "/etc", &how, sizeof(how));
	number(fails(e, EXDEV), 5, 1 | 0x10 | 4);
	number(e, 6, 0);
	number(e, 7, 0);
	e = fails(CALL(s, EV_SYSCALL_OPENAT2_X, SYS_openat2, -1, "x", UNMAPPED, sizeof(how)), EFAULT);
	number(e, 1, -1);
	number(e, 5, 0);
	e->fault = true;
	e = fails(CALL(s, EV_SYSCALL_CREAT_X, SYS_creat, "/not/there", 0777), ENOENT);
	number(e, 2, 0777);
	number(e, 3, 0);
	number(e, 4, 0);
	handle.bytes = sizeof(handle.data);
	GOOD(s, SYS_name_to_handle_at, AT_FDCWD, "/tmp/handled", &handle, &mount, 0);
	FAIL(ENOENT, s, SYS_name_to_handle_at, AT_FDCWD, "", &handle, &mount, 0);
	works(CALL(s, EV_SYSCALL_STAT_X, SYS_stat, "/tmp/handled", &st));
	fd = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, "/tmp", O_RDONLY))->result;
	e = works(CALL(s, EV_SYSCALL_OPEN_BY_HANDLE_AT_X, SYS_open_by_handle_at, fd, &handle, O_RDWR));
	number(e, 1, fd);
	number(e, 2, 3);
	text(e, 3, "/tmp/handled");
	number(e, 5, (int64_t)st.st_ino);
	e = CALL(s, EV_SYSCALL_OPEN_BY_HANDLE_AT_X, SYS_open_by_handle_at, -1, &handle, O_RDONLY);
	fails(e, EBADF);
	empty(e, 3);
	number(e, 5, 0);
	e = fails(CALL(s, EV_SYSCALL_GETDENTS64_X, SYS_getdents64, fd, page, 1), EINVAL);
	number(e, 1, fd);
	e = works(CALL(s, EV_SYSCALL_GETDENTS_X, SYS_getdents, fd, page, sizeof(page)));
	number(e, 1, fd);
	e = fails(CALL(s, EV_SYSCALL_GETDENTS_X, SYS_getdents, 0xffffffffu, page, 0), EBADF);
	number(e, 1, -1);
}

/* From the file @fd, through the pipe @pair. */
static void copied(struct script *s, int fd, const int pair[2])
{
	struct expected *e;
	long from, to;

	works(CALL(s, EV_SYSCALL_WRITE_X, SYS_write, fd, "some data", 9));
	from = 1;
	to = 100;
	e = works(CALL(s, EV_SYSCALL_COPY_FILE_RANGE_X, SYS_copy_file_range, fd, &from, fd, &to, 5, 0));
	number(e, 0, 5);
	number(e, 1, fd);
	number(e, 2, 105); /* where it ended */
	number(e, 3, fd);
	number(e, 4, 6);
	number(e, 5, 5);
	e = fails(CALL(s, EV_SYSCALL_COPY_FILE_RANGE_X, SYS_copy_file_range, -1, 0, -2, UNMAPPED, ~0ul,
		       1), EBADF);
	number(e, 1, -2);
	number(e, 2, 0);
	number(e, 3, -1);
	number(e, 5, -1);
	e->fault = true;
	from = 2;
	e = works(CALL(s, EV_SYSCALL_SENDFILE_X, SYS_sendfile, pair[1], fd, &from, 3));
	number(e, 0, 3);
	number(e, 1, 5);
	number(e, 2, pair[1]);
	number(e, 3, fd);
	number(e, 4, 3);
	e = fails(CALL(s, EV_SYSCALL_SENDFILE_X, SYS_sendfile, -1, fd, UNMAPPED, ~0ul), EFAULT);
	number(e, 1, 0);
	number(e, 2, -1);
	number(e, 4, -1);
	e = works(CALL(s, EV_SYSCALL_SPLICE_X, SYS_splice, pair[0], 0, fd, 0, 100, 1));
	number(e, 0, 3);
	number(e, 1, pair[0]);
	number(e, 2, fd);
	number(e, 3, 100);
	number(e, 4, 1);
	GOOD(s, SYS_tee, pair[0], pair[1], 0, 0);
	FAIL(EBADF, s, SYS_tee, -1, -1, 1, 2);
	RAW(s, SYS_vmsplice, pair[1], 0, 0, 0);
	FAIL(EBADF, s, SYS_vmsplice, -1, 0x10, 1, 0);
}

static void controlled(struct script *s)
{
	static struct flock lock = {.l_type = F_WRLCK};
	struct expected *e;
	long fd, pipe_size;
	int pair[2], word;

	fd = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, "/tmp/handled", O_RDWR))->result;
	static const struct { int command, recorded; long argument; } commands[] = {
		{F_DUPFD, 1, 30}, {F_GETFD, 2, 0}, {F_SETFD, 3, FD_CLOEXEC}, {F_GETFL, 4, 0},
		{F_SETFL, 5, O_NOATIME}, {F_GETLK, 6, (long)&lock}, {F_SETLK, 8, (long)&lock},
		{F_SETLKW, 9, (long)&lock}, {F_SETOWN, 0xa, 1}, {F_GETOWN, 0xc, 0},
		{F_SETSIG, 0xd, 0}, {F_GETSIG, 0xf, 0}, {F_GETLEASE, 0x18, 0},
		{F_DUPFD_CLOEXEC, 0x1a, 31}, {F_OFD_GETLK, 0x1e, (long)&lock},
		{F_OFD_SETLK, 0x1f, (long)&lock}, {F_GETPIPE_SZ, 0x1d, 0}, {9999, 0, -1},
	};
	unsigned i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		lock.l_type = i > 13 ? F_UNLCK : F_WRLCK;
		e = CALL(s, EV_SYSCALL_FCNTL_X, SYS_fcntl, fd, commands[i].command, commands[i].argument);
		number(e, 1, fd);
		number(e, 2, commands[i].recorded);
		number(e, 3, commands[i].argument);
	}
	fails(e, EINVAL);
	works(CALL(s, EV_SYSCALL_PIPE_X, SYS_pipe, pair));
	pipe_size = works(CALL(s, EV_SYSCALL_FCNTL_X, SYS_fcntl, pair[0], F_SETPIPE_SZ, 8192))->result;
	e = works(CALL(s, EV_SYSCALL_FCNTL_X, SYS_fcntl, pair[0], F_GETPIPE_SZ, 0));
	number(e, 0, pipe_size);
	e = works(CALL(s, EV_SYSCALL_IOCTL_3_X, SYS_ioctl, pair[0], FIONREAD, &word));
	number(e, 2, FIONREAD);
	number(e, 3, (long)&word);
	/* A request of 32 bits with the highest one set, as an int and as a long. */
	e = fails(CALL(s, EV_SYSCALL_IOCTL_3_X, SYS_ioctl, pair[0], (int)0x80045432, 0), ENOTTY);
	number(e, 2, 0x80045432);
	e = fails(CALL(s, EV_SYSCALL_IOCTL_3_X, SYS_ioctl, -1, 0x80045432, -1), EBADF);
	number(e, 1, -1);
	number(e, 2, 0x80045432);
	number(e, 3, -1);
	e = works(CALL(s, EV_SYSCALL_FLOCK_X, SYS_flock, fd, LOCK_UN));
	number(e, 2, 8);
	e = fails(CALL(s, EV_SYSCALL_DUP2_X, SYS_dup2, -1, -2), EBADF);
	number(e, 1, -1);
	number(e, 2, -2);
	e = fails(CALL(s, EV_SYSCALL_DUP3_X, SYS_dup3, fd, fd, 0), EINVAL);
	number(e, 1, fd);
	number(e, 3, 0);
	e = fails(CALL(s, EV_SYSCALL_DUP_1_X, SYS_dup, 0xffffffffu), EBADF);
	number(e, 1, -1);
	e = fails(CALL(s, EV_SYSCALL_CLOSE_RANGE_X, SYS_close_range, 9, 8, -1), EINVAL);
	number(e, 1, 9);
	number(e, 3, -1);
	e = fails(CALL(s, EV_SYSCALL_LSEEK_X, SYS_lseek, pair[0], -1, 0xff), EINVAL);
	number(e, 2, -1);
	number(e, 3, 0xff);
	copied(s, (int)fd, pair);
}

static void without_a_row(struct script *s)
{
	static struct iovec piece;
	long fd;

	piece = (struct iovec){page, 16};
	fd = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, "/tmp/handled", O_RDWR))->result;
	GOOD(s, SYS_ftruncate, fd, 100);
	FAIL(EINVAL, s, SYS_ftruncate, fd, -1);
	GOOD(s, SYS_truncate, "/tmp/handled", 50);
	FAIL(ENOENT, s, SYS_truncate, "", 0);
	GOOD(s, SYS_fallocate, fd, 0, 0, 4096);
	FAIL(EINVAL, s, SYS_fallocate, fd, 0, -1, 0);
	GOOD(s, SYS_fadvise64, fd, 0, 4096, 0);
	FAIL(EINVAL, s, SYS_fadvise64, fd, 0, -1, 99);
	GOOD(s, SYS_fsync, fd);
	FAIL(EBADF, s, SYS_fsync, -7);
	GOOD(s, SYS_fdatasync, fd);
	FAIL(EBADF, s, SYS_fdatasync, 999);
	GOOD(s, SYS_syncfs, fd);
	FAIL(EBADF, s, SYS_syncfs, -1);
	GOOD(s, SYS_sync_file_range, fd, 0, 4096, 2);
	FAIL(EINVAL, s, SYS_sync_file_range, fd, 0, 4096, 0x77);
	RAW(s, SYS_readahead, fd, 0, 4096);
	FAIL(EBADF, s, SYS_readahead, -1, -1, ~0ul);
	GOOD(s, SYS_pwritev2, fd, &piece, 1, 0, 0, 0);
	FAIL(EBADF, s, SYS_pwritev2, -1, &piece, 1, 1, 0, -1);
	GOOD(s, SYS_preadv2, fd, &piece, 1, 0, 0, 0);
	FAIL(EBADF, s, SYS_preadv2, -1, 0x10, -1, -1, -1, 0);
	works(CALL(s, EV_SYSCALL_SYMLINK_X, SYS_symlink, "handled", "/tmp/link"));
	GOOD(s, SYS_readlink, "/tmp/link", page, sizeof(page));
	FAIL(EINVAL, s, SYS_readlink, "/tmp/handled", page, sizeof(page));
	GOOD(s, SYS_readlinkat, AT_FDCWD, "/tmp/link", page, 3);
	FAIL(EINVAL, s, SYS_readlinkat, -1, "link", page, -1);
	GOOD(s, SYS_faccessat, AT_FDCWD, "/tmp/link", R_OK);
	FAIL(EINVAL, s, SYS_faccessat, -1, "", 0x77);
	GOOD(s, SYS_faccessat2, AT_FDCWD, "/tmp/link", R_OK, AT_SYMLINK_NOFOLLOW);
	FAIL(EINVAL, s, SYS_faccessat2, AT_FDCWD, "/tmp", 0, 1);
	GOOD(s, SYS_statfs, "/tmp", page);
	FAIL(ENOENT, s, SYS_statfs, "", page);
	GOOD(s, SYS_fstatfs, fd, page);
	FAIL(EBADF, s, SYS_fstatfs, -1, 0x10);
	GOOD(s, SYS_statx, AT_FDCWD, "/tmp", 0, 0x7ff, page);
	FAIL(EINVAL, s, SYS_statx, fd, "", -1, 0x80000000u, 0x10);
	RAW(s, FCHMODAT2, AT_FDCWD, "/tmp/link", 0600, AT_SYMLINK_NOFOLLOW);
	RAW(s, FILE_GETATTR, AT_FDCWD, "/tmp", page, 24, 0);
	RAW(s, FILE_SETATTR, AT_FDCWD, "/none", page, 1, 0);
}

void paths(struct script *s)
{
	awkward(s);
	opened(s);
	controlled(s);
	without_a_row(s);
}

/* ---- extended attributes ---- */

void attributes(struct script *s)
{
	static const char path[] = "/tmp/marked", link[] = "/tmp/link-to-it";
	static const char name[] = "security.sonde";
	static char value[8];
	long fd;

	fd = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, path, O_CREAT | O_RDWR, 0600))->result;
	works(CALL(s, EV_SYSCALL_SYMLINK_X, SYS_symlink, path, link));
	GOOD(s, SYS_setxattr, path, name, "value", 5, 0);
	FAIL(EOPNOTSUPP, s, SYS_setxattr, path, "odd.name", "", 0, 0);
	GOOD(s, SYS_lsetxattr, link, name, "other", 5, 1);
	FAIL(EINVAL, s, SYS_lsetxattr, link, name, 0x10, 1, 0x77);
	GOOD(s, SYS_fsetxattr, fd, name, "third", 5, 2);
	FAIL(EBADF, s, SYS_fsetxattr, -1, name, "", 0, 0);
	GOOD(s, SYS_getxattr, path, name, value, sizeof(value));
	FAIL(ERANGE, s, SYS_getxattr, path, name, value, 1);
	GOOD(s, SYS_lgetxattr, link, name, value, sizeof(value));
	FAIL(ENODATA, s, SYS_lgetxattr, link, "security.none", value, 1);
	GOOD(s, SYS_fgetxattr, fd, name, value, 8);
	FAIL(EFAULT, s, SYS_fgetxattr, fd, 0x10, 0, 0);
	GOOD(s, SYS_listxattr, path, page, sizeof(page));
	FAIL(ENOENT, s, SYS_listxattr, "", page, 1);
	GOOD(s, SYS_llistxattr, link, page, sizeof(page));
	FAIL(ERANGE, s, SYS_llistxattr, link, page, 1);
	GOOD(s, SYS_flistxattr, fd, page, sizeof(page));
	FAIL(EBADF, s, SYS_flistxattr, 0xffffffffu, page, 1);
	GOOD(s, SYS_removexattr, path, name);
	FAIL(ENODATA, s, SYS_removexattr, path, name);
	GOOD(s, SYS_lremovexattr, link, name);
	FAIL(ENOENT, s, SYS_lremovexattr, "", name);
	FAIL(ENODATA, s, SYS_fremovexattr, fd, name);
	FAIL(EBADF, s, SYS_fremovexattr, -1, name);
	RAW(s, SETXATTRAT, AT_FDCWD, path, 0, name, page, 16);
	RAW(s, GETXATTRAT, AT_FDCWD, path, 0, name, page, 16);
	RAW(s, LISTXATTRAT, AT_FDCWD, path, 0, page, 100);
	RAW(s, REMOVEXATTRAT, AT_FDCWD, path, 0, name);
	FAIL(EINVAL, s, REMOVEXATTRAT, -1, path, -1, name);
}

/* ---- much data ---- */

#define MUCH 65000

static char much[2 * MUCH];

/* With the largest snap length that may be set. */
void large_data(struct script *s)
{
	static struct iovec pieces[4];
	struct expected *e;
	unsigned i;
	long fd;

	for (i = 0; i < sizeof(much); i++)
		much[i] = (char)(i * 7 + i / 251);
	fd = CALL(s, EV_SYSCALL_MEMFD_CREATE_X, SYS_memfd_create, "large", 0)->result;
	e = works(CALL(s, EV_SYSCALL_WRITE_X, SYS_write, fd, much, MUCH));
	long_bytes(e, 1, much, MUCH);
	e = works(CALL(s, EV_SYSCALL_WRITE_X, SYS_write, fd, much, MUCH + 1));
	long_bytes(e, 1, much, MUCH);
	number(e, 3, MUCH + 1);
	pieces[0] = (struct iovec){much + 5, 30000};
	pieces[1] = (struct iovec){UNMAPPED, 0};
	pieces[2] = (struct iovec){much + 70000, 36000};
	e = works(CALL(s, EV_SYSCALL_WRITEV_X, SYS_writev, fd, pieces, 3));
	{
		static char both[MUCH];

		memcpy(both, much + 5, 30000);
		memcpy(both + 30000, much + 70000, 35000);
		long_bytes(e, 1, both, MUCH);
		number(e, 3, 66000);
		memcpy(much, both, MUCH);
	}
	pieces[0].iov_base = much;
	pieces[2] = (struct iovec){UNMAPPED, 100};
	e = works(CALL(s, EV_SYSCALL_WRITEV_X, SYS_writev, fd, pieces, 3));
	/* Up to where memory ends; some kernels stop at the page before. */
	range(e, 0, 4096 * 7, 30000);
	long_bytes(e, 1, much, (size_t)e->result);
	number(e, 3, 30100);
	e = CALL(s, EV_SYSCALL_PWRITEV_X, SYS_pwritev, fd, pieces, -1, 0, 0);
	empty(fails(e, EINVAL), 1);
	works(CALL(s, EV_SYSCALL_LSEEK_X, SYS_lseek, fd, 0, 0));
	e = works(CALL(s, EV_SYSCALL_READ_X, SYS_read, fd, much + MUCH, MUCH));
	long_bytes(e, 1, much + MUCH, MUCH);
	e = works(CALL(s, EV_SYSCALL_PREAD_X, SYS_pread64, fd, much, MUCH, 3));
	long_bytes(e, 1, much, MUCH);
	pieces[0] = (struct iovec){much + 1, 64999};
	pieces[2] = (struct iovec){much, 1};
	e = works(CALL(s, EV_SYSCALL_PREADV_X, SYS_preadv, fd, pieces, 3, 7, 0));
	{
		static char read[MUCH];

		memcpy(read, much + 1, 64999);
		read[64999] = much[0];
		long_bytes(e, 2, read, MUCH);
	}
	e = works(CALL(s, EV_SYSCALL_PWRITE_X, SYS_pwrite64, fd, much, MUCH, 1ll << 40));
	long_bytes(e, 1, much, MUCH);
	number(e, 4, 1ll << 40);
}
