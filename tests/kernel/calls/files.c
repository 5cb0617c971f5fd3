/*
 * The half of calls_test.c about files and about descriptors without a file: the calls, and what
 * must be recorded of each. calls_test.c runs the two functions of calls.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "calls/calls.h"
#include "expect.h"

#define FOLDER "/tmp/calls"

static char page[4096];

/* ---- files ---- */

#define WRONLY_CREAT_TRUNC 0x106 /* of flags.def: 2, 4 and 0x100 */

static void folder_made(struct script *s)
{
	struct expected *e;

	e = CALL(s, EV_SYSCALL_MKDIR_2_X, SYS_mkdir, FOLDER, 0755);
	text(e, 1, FOLDER);
	number(e, 2, 0755);
	e = CALL(s, EV_SYSCALL_MKDIR_2_X, SYS_mkdir, FOLDER, 0);
	number(e, 0, -EEXIST);
	e = CALL(s, EV_SYSCALL_CHDIR_X, SYS_chdir, FOLDER);
	text(e, 1, FOLDER);
	e = CALL(s, EV_SYSCALL_GETCWD_X, SYS_getcwd, page, sizeof(page));
	text(e, 1, FOLDER);
	e = CALL(s, EV_SYSCALL_GETCWD_X, SYS_getcwd, page, 2);
	number(e, 0, -ERANGE);
	empty(e, 1);
}

/* @st: of the file, for those that open it again. */
static void written(struct script *s, struct stat *st)
{
	struct iovec pieces[3] = {{"ab", 2}, {"", 0}, {"cdef", 4}};
	struct expected *e;
	int fd;

	e = CALL(s, EV_SYSCALL_OPENAT_2_X, SYS_openat, AT_FDCWD, "one",
		 O_WRONLY | O_CREAT | O_TRUNC, 0640);
	fd = (int)e->result;
	number(e, 1, -100);
	text(e, 2, "one");
	number(e, 3, WRONLY_CREAT_TRUNC | 0x4000); /* and it was created */
	number(e, 4, 0640);
	e = CALL(s, EV_SYSCALL_FSTAT_X, SYS_fstat, fd, st);
	number(e, 1, fd);
	number(e, 2, (long)st);
	bytes(e, 3, st, sizeof(*st));
	number(&s->expected[s->count - 2], 5,
	       (int64_t)(((st->st_dev >> 8) & 0xfff) << 8 | (st->st_dev & 0xff)));
	number(&s->expected[s->count - 2], 6, (int64_t)st->st_ino);

	e = CALL(s, EV_SYSCALL_WRITE_X, SYS_write, fd, "hello\0world", 11);
	bytes(e, 1, "hello\0world", 11);
	number(e, 2, fd);
	number(e, 3, 11);
	memset(page, 'x', sizeof(page));
	e = CALL(s, EV_SYSCALL_WRITE_X, SYS_write, fd, page, sizeof(page));
	bytes(e, 1, page, 80); /* the snap length */
	number(e, 3, sizeof(page));
	e = CALL(s, EV_SYSCALL_WRITE_X, SYS_write, fd, page, 0);
	empty(e, 1);
	e = CALL(s, EV_SYSCALL_WRITE_X, SYS_write, fd, UNMAPPED, 5);
	number(e, 0, -EFAULT);
	empty(e, 1);
	e = CALL(s, EV_SYSCALL_WRITE_X, SYS_write, 999, "lost", 4);
	number(e, 0, -EBADF);
	bytes(e, 1, "lost", 4); /* what it would have been */
	number(e, 2, 999);
	e = CALL(s, EV_SYSCALL_WRITEV_X, SYS_writev, fd, pieces, 3);
	bytes(e, 1, "abcdef", 6);
	number(e, 2, fd);
	number(e, 3, 6);
	e = CALL(s, EV_SYSCALL_WRITEV_X, SYS_writev, fd, UNMAPPED, 3);
	number(e, 0, -EFAULT);
	empty(e, 1);
	e = CALL(s, EV_SYSCALL_PWRITE_X, SYS_pwrite64, fd, "zz", 2, 0x123456789ll);
	bytes(e, 1, "zz", 2);
	number(e, 4, 0x123456789ll);
	e = CALL(s, EV_SYSCALL_PWRITEV_X, SYS_pwritev, fd, pieces, 3, 70, 0);
	bytes(e, 1, "abcdef", 6);
	number(e, 3, 6);
	number(e, 4, 70);
	e = CALL(s, EV_SYSCALL_LSEEK_X, SYS_lseek, fd, -1, SEEK_END);
	number(e, 1, fd);
	number(e, 2, -1);
	number(e, 3, SEEK_END);
	e = CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, fd);
	number(e, 1, fd);
	e = CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, fd);
	number(e, 0, -EBADF);
	e = CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, -1);
	number(e, 1, -1);
}

static int read_again(struct script *s, const struct stat *st)
{
	struct iovec pieces[3] = {{page, 2}, {"", 0}, {page + 100, 4}};
	struct expected *e;
	char read_back[8];
	int fd;

	e = CALL(s, EV_SYSCALL_OPEN_X, SYS_open, FOLDER "/one", O_RDWR | O_APPEND | O_NONBLOCK, 0777);
	fd = (int)e->result;
	text(e, 1, FOLDER "/one");
	number(e, 2, 3 | 8 | 0x40);
	number(e, 3, 0); /* nothing was to be created */
	number(e, 5, (int64_t)st->st_ino);
	e = CALL(s, EV_SYSCALL_READ_X, SYS_read, fd, read_back, 5);
	bytes(e, 1, "hello", 5);
	number(e, 2, fd);
	number(e, 3, 5);
	e = CALL(s, EV_SYSCALL_PREAD_X, SYS_pread64, fd, read_back, 3, 6);
	bytes(e, 1, "wor", 3);
	number(e, 3, 3);
	number(e, 4, 6);
	e = CALL(s, EV_SYSCALL_PREADV_X, SYS_preadv, fd, pieces, 3, 0, 0);
	number(e, 1, 6);
	bytes(e, 2, "hello", 6);
	number(e, 3, fd);
	e = CALL(s, EV_SYSCALL_READV_X, SYS_readv, fd, pieces, 3);
	number(e, 1, 6);
	bytes(e, 2, "\0world", 6);
	e = CALL(s, EV_SYSCALL_READ_X, SYS_read, fd, UNMAPPED, 5);
	number(e, 0, -EFAULT);
	empty(e, 1);
	e = CALL(s, EV_SYSCALL_READ_X, SYS_read, -5, read_back, 5);
	number(e, 0, -EBADF);
	number(e, 2, -5);
	return fd;
}

static void duplicated(struct script *s, int fd)
{
	struct expected *e;

	e = CALL(s, EV_SYSCALL_DUP_1_X, SYS_dup, fd);
	number(e, 1, fd);
	e = CALL(s, EV_SYSCALL_DUP2_X, SYS_dup2, fd, 50);
	number(e, 1, fd);
	number(e, 2, 50);
	e = CALL(s, EV_SYSCALL_DUP3_X, SYS_dup3, fd, 51, O_CLOEXEC);
	number(e, 2, 51);
	number(e, 3, 0x1000);
	e = CALL(s, EV_SYSCALL_FCNTL_X, SYS_fcntl, fd, F_DUPFD_CLOEXEC, 60);
	number(e, 1, fd);
	number(e, 2, 0x1a);
	number(e, 3, 60);
	e = CALL(s, EV_SYSCALL_FCNTL_X, SYS_fcntl, fd, F_GETFL, 0);
	number(e, 2, 4);
	e = CALL(s, EV_SYSCALL_FLOCK_X, SYS_flock, fd, LOCK_EX | LOCK_NB);
	number(e, 2, 2 | 4);
	e = CALL(s, EV_SYSCALL_CLOSE_RANGE_X, SYS_close_range, 50, 70, 0);
	number(e, 1, 50);
	number(e, 2, 70);
	number(e, 3, 0);
}

static int opened_below(struct script *s, const struct stat *st)
{
	struct open_how how = {.flags = O_RDONLY | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS};
	struct expected *e;
	int folder;

	e = CALL(s, EV_SYSCALL_OPENAT_2_X, SYS_openat, AT_FDCWD, FOLDER, O_RDONLY | O_DIRECTORY);
	folder = (int)e->result;
	number(e, 3, 1 | 0x400);
	e = CALL(s, EV_SYSCALL_OPENAT2_X, SYS_openat2, folder, "one", &how, sizeof(how));
	number(e, 1, folder);
	text(e, 2, "one");
	number(e, 3, 1 | 0x1000);
	number(e, 4, 0);
	number(e, 5, 8);
	number(e, 7, (int64_t)st->st_ino);
	e = CALL(s, EV_SYSCALL_OPENAT_2_X, SYS_openat, folder, UNMAPPED, O_RDONLY);
	number(e, 0, -EFAULT);
	empty(e, 2);
	e = CALL(s, EV_SYSCALL_OPENAT_2_X, SYS_openat, folder, "", O_RDONLY);
	number(e, 0, -ENOENT);
	text(e, 2, "");
	number(e, 5, 0);
	number(e, 6, 0);
	e = CALL(s, EV_SYSCALL_CREAT_X, SYS_creat, "two", 0600);
	text(e, 1, "two");
	number(e, 2, 0600);
	e = CALL(s, EV_SYSCALL_FCHDIR_X, SYS_fchdir, folder);
	number(e, 1, folder);
	return folder;
}

static void names_changed(struct script *s, int folder)
{
	struct expected *e;

	e = CALL(s, EV_SYSCALL_RENAME_X, SYS_rename, "two", "three");
	text(e, 1, "two");
	text(e, 2, "three");
	e = CALL(s, EV_SYSCALL_RENAMEAT_X, SYS_renameat, folder, "three", AT_FDCWD, "two");
	number(e, 1, folder);
	text(e, 2, "three");
	number(e, 3, -100);
	text(e, 4, "two");
	e = CALL(s, EV_SYSCALL_RENAMEAT2_X, SYS_renameat2, folder, "two", folder, "one", 1);
	number(e, 0, -EEXIST);
	text(e, 4, "one");
	number(e, 5, 1);
	e = CALL(s, EV_SYSCALL_LINK_2_X, SYS_link, "two", "four");
	text(e, 1, "two");
	text(e, 2, "four");
	e = CALL(s, EV_SYSCALL_LINKAT_2_X, SYS_linkat, folder, "two", folder, "five", 0);
	number(e, 3, folder);
	text(e, 4, "five");
	e = CALL(s, EV_SYSCALL_SYMLINK_X, SYS_symlink, "some where", "six");
	text(e, 1, "some where");
	text(e, 2, "six");
	e = CALL(s, EV_SYSCALL_SYMLINKAT_X, SYS_symlinkat, "x", folder, "seven");
	text(e, 1, "x");
	number(e, 2, folder);
	text(e, 3, "seven");
	e = CALL(s, EV_SYSCALL_UNLINK_2_X, SYS_unlink, "four");
	text(e, 1, "four");
	e = CALL(s, EV_SYSCALL_UNLINKAT_2_X, SYS_unlinkat, folder, "five", 0);
	number(e, 1, folder);
	text(e, 2, "five");
	e = CALL(s, EV_SYSCALL_MKDIRAT_X, SYS_mkdirat, folder, "d", 0700);
	text(e, 2, "d");
	number(e, 3, 0700);
	e = CALL(s, EV_SYSCALL_UNLINKAT_2_X, SYS_unlinkat, folder, "d", AT_REMOVEDIR);
	number(e, 3, 0x200);
	e = CALL(s, EV_SYSCALL_RMDIR_2_X, SYS_rmdir, "d");
	number(e, 0, -ENOENT);
	text(e, 1, "d");
}

static void owned(struct script *s, int fd, int folder)
{
	struct expected *e;

	e = CALL(s, EV_SYSCALL_CHMOD_X, SYS_chmod, "one", 04751);
	text(e, 1, "one");
	number(e, 2, 04751);
	e = CALL(s, EV_SYSCALL_FCHMOD_X, SYS_fchmod, fd, 0640);
	number(e, 1, fd);
	number(e, 2, 0640);
	e = CALL(s, EV_SYSCALL_FCHMODAT_X, SYS_fchmodat, folder, "one", 0644);
	text(e, 2, "one");
	number(e, 3, 0644);
	e = CALL(s, EV_SYSCALL_CHOWN_X, SYS_chown, "one", 3, 4);
	text(e, 1, "one");
	number(e, 2, 3);
	number(e, 3, 4);
	e = CALL(s, EV_SYSCALL_LCHOWN_X, SYS_lchown, "six", -1, 5);
	number(e, 2, -1);
	e = CALL(s, EV_SYSCALL_FCHOWN_X, SYS_fchown, fd, 0, 0);
	number(e, 1, fd);
	e = CALL(s, EV_SYSCALL_FCHOWNAT_X, SYS_fchownat, folder, "six", 1, 2, AT_SYMLINK_NOFOLLOW);
	text(e, 2, "six");
	number(e, 5, 0x400);
}

static void asked_about(struct script *s, int fd, int folder)
{
	struct expected *e;
	struct stat st;
	long entries, at;

	e = CALL(s, EV_SYSCALL_STAT_X, SYS_stat, "one", &st);
	text(e, 1, "one");
	bytes(e, 3, &st, sizeof(st));
	e = CALL(s, EV_SYSCALL_LSTAT_X, SYS_lstat, "nowhere", &st);
	number(e, 0, -ENOENT);
	text(e, 1, "nowhere");
	number(e, 2, (long)&st);
	empty(e, 3); /* the call filled nothing */
	e = CALL(s, EV_SYSCALL_NEWFSTATAT_X, SYS_newfstatat, folder, "", &st, AT_EMPTY_PATH);
	number(e, 1, folder);
	text(e, 2, "");
	number(e, 3, 0x1000);
	number(e, 4, (long)&st);
	bytes(e, 5, &st, sizeof(st));
	e = CALL(s, EV_SYSCALL_ACCESS_X, SYS_access, "one", R_OK | W_OK);
	text(e, 1, "one");
	number(e, 2, 6);
	e = CALL(s, EV_SYSCALL_MKNOD_X, SYS_mknod, "pipe", S_IFIFO | 0600, 0);
	text(e, 1, "pipe");
	number(e, 2, S_IFIFO | 0600);
	e = CALL(s, EV_SYSCALL_MKNODAT_X, SYS_mknodat, folder, "null", S_IFCHR | 0666, makedev(1, 3));
	text(e, 2, "null");
	number(e, 4, 0x103);
	e = CALL(s, EV_SYSCALL_GETDENTS64_X, SYS_getdents64, folder, page, sizeof(page));
	number(e, 1, folder);
	number(e, 2, (long)page);
	number(e, 3, sizeof(page));
	for (entries = 0, at = 0; at < e->result; entries++)
		at += *(const unsigned short *)((const char *)page + at + 16);
	number(e, 4, entries);
	e = CALL(s, EV_SYSCALL_COPY_FILE_RANGE_X, SYS_copy_file_range, fd, 0, fd, 0, 0, 0);
	number(e, 3, fd);
	e = CALL(s, EV_SYSCALL_MOUNT_X, SYS_mount, "dev", FOLDER, "nothing", MS_RDONLY | MS_NOSUID, 0);
	number(e, 0, -ENODEV);
	text(e, 1, "dev");
	text(e, 2, FOLDER);
	text(e, 3, "nothing");
	number(e, 4, 3);
	e = CALL(s, EV_SYSCALL_UMOUNT2_X, SYS_umount2, FOLDER, MNT_DETACH);
	text(e, 1, FOLDER);
	number(e, 2, 2);
	e = CALL(s, EV_SYSCALL_CHROOT_X, SYS_chroot, "/nowhere");
	text(e, 1, "/nowhere");
}

void files(struct script *s)
{
	struct stat st;
	int fd, folder;

	folder_made(s);
	written(s, &st);
	fd = read_again(s, &st);
	duplicated(s, fd);
	folder = opened_below(s, &st);
	names_changed(s, folder);
	owned(s, fd, folder);
	asked_about(s, fd, folder);
}

/* ---- descriptors without a file ---- */

/* A pipe that can be read and written, and what is no descriptor. */
static void waiting_for(struct script *s, int read_fd, int write_fd)
{
	struct expected *e;
	struct pollfd polled[3];
	struct timespec span = {0, 20 * 1000 * 1000};

	polled[0] = (struct pollfd){.fd = read_fd, .events = POLLIN};
	polled[1] = (struct pollfd){.fd = write_fd, .events = POLLOUT};
	polled[2] = (struct pollfd){.fd = 777, .events = POLLIN};
	e = CALL(s, EV_SYSCALL_POLL_X, SYS_poll, polled, 3, 100);
	number(e, 4, 3);
	bytes(e, 5, polled, sizeof(polled));
	{
		uint8_t list[32] = {3, 0, (uint8_t)read_fd, 0, 0, 0, 0, 0, 0, 0, 1, 0,
				    (uint8_t)write_fd, 0, 0, 0, 0, 0, 0, 0, 4, 0,
				    777 & 255, 777 >> 8, 0, 0, 0, 0, 0, 0, 0x40, 0};

		number(e, 0, 3);
		bytes(e, 1, list, sizeof(list));
		number(e, 2, 100);
	}
	polled[0].fd = write_fd;
	polled[0].events = POLLIN;
	e = CALL(s, EV_SYSCALL_PPOLL_X, SYS_ppoll, polled, 1, &span, 0, 8);
	number(e, 0, 0);
	bytes(e, 1, "\0\0", 2);
	number(e, 2, 20 * 1000 * 1000);
	e->at_least = 20 * 1000 * 1000;
}

void descriptors(struct script *s)
{
	struct expected *e;
	sigset_t set;
	int pair[2];

	memset(&set, 0, sizeof(set));
	e = CALL(s, EV_SYSCALL_PIPE_X, SYS_pipe, pair);
	number(e, 1, pair[0]);
	number(e, 2, pair[1]);
	e = CALL(s, EV_SYSCALL_PIPE2_X, SYS_pipe2, pair, O_CLOEXEC | O_NONBLOCK);
	number(e, 1, pair[0]);
	number(e, 2, pair[1]);
	number(e, 4, 0x1000 | 0x40);
	e = CALL(s, EV_SYSCALL_PIPE_X, SYS_pipe, UNMAPPED);
	number(e, 0, -EFAULT);
	number(e, 1, -1);
	e = CALL(s, EV_SYSCALL_WRITE_X, SYS_write, pair[1], "x", 1);
	bytes(e, 1, "x", 1);
	waiting_for(s, pair[0], pair[1]);
	e = CALL(s, EV_SYSCALL_EVENTFD_X, SYS_eventfd, 7);
	number(e, 1, 7);
	e = CALL(s, EV_SYSCALL_EVENTFD2_X, SYS_eventfd2, 9, EFD_CLOEXEC);
	number(e, 1, 0x1000);
	number(e, 2, 9);
	e = CALL(s, EV_SYSCALL_EPOLL_CREATE_X, SYS_epoll_create, 3);
	number(e, 1, 3);
	e = CALL(s, EV_SYSCALL_EPOLL_CREATE1_X, SYS_epoll_create1, EPOLL_CLOEXEC);
	number(e, 1, 1);
	e = CALL(s, EV_SYSCALL_EPOLLWAIT_X, SYS_epoll_wait, e->result, page, 5, 0);
	number(e, 1, 5);
	e = CALL(s, EV_SYSCALL_INOTIFY_INIT_X, SYS_inotify_init);
	number(e, 1, 0);
	e = CALL(s, EV_SYSCALL_INOTIFY_INIT1_X, SYS_inotify_init1, IN_NONBLOCK);
	number(e, 1, 0x40);
	e = CALL(s, EV_SYSCALL_TIMERFD_CREATE_X, SYS_timerfd_create, CLOCK_MONOTONIC, 0);
	number(e, 1, CLOCK_MONOTONIC);
	number(e, 2, 0);
	e = CALL(s, EV_SYSCALL_TIMERFD_CREATE_X, SYS_timerfd_create, CLOCK_MONOTONIC, TFD_CLOEXEC);
	number(e, 2, 1);
	e = CALL(s, EV_SYSCALL_SIGNALFD4_X, SYS_signalfd4, -1, &set, 8, O_CLOEXEC);
	number(e, 1, 0x1000);
	number(e, 2, -1);
	e = CALL(s, EV_SYSCALL_MEMFD_CREATE_X, SYS_memfd_create, "in memory", MFD_CLOEXEC);
	text(e, 1, "in memory");
	number(e, 2, 1);
	e = CALL(s, EV_SYSCALL_PIDFD_OPEN_X, SYS_pidfd_open, getpid, 0);
	number(e, 2, 0);
	e = CALL(s, EV_SYSCALL_SELECT_X, SYS_select, 0, 0, 0, 0, 1);
	number(e, 0, -EFAULT);
	e = CALL(s, EV_SYSCALL_IOCTL_3_X, SYS_ioctl, pair[0], 0x12345678ull, 0x9abcdef0ull);
	number(e, 1, pair[0]);
	number(e, 2, 0x12345678);
	number(e, 3, 0x9abcdef0);
	e = CALL(s, EV_SYSCALL_SPLICE_X, SYS_splice, pair[0], 0, 888, 0, 100, 1);
	number(e, 1, pair[0]);
	number(e, 2, 888);
	number(e, 3, 100);
	number(e, 4, 1);
}
