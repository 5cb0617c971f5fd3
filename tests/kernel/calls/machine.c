/*
 * Calls about the machine as a whole: its names, modules, swap, accounting, mounts, quotas, ports;
 * programs for the kernel, rules for a process. Those that would harm the test get arguments that
 * the kernel refuses. calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/mount.h>
#include <linux/perf_event.h>
#include <linux/quota.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#include "calls/calls.h"
#include "expect.h"

/* Numbers that the headers of the build machine may not have. */
enum {
	STATMOUNT = 457, LISTMOUNT, LSM_GET_SELF_ATTR, LSM_SET_SELF_ATTR, LSM_LIST_MODULES,
	OPEN_TREE_ATTR = 467, LISTNS = 470, RSEQ_SLICE_YIELD
};

static char page[4096];

static void names(struct script *s)
{
	GOOD(s, SYS_uname, page);
	FAIL(EFAULT, s, SYS_uname, 0x10);
	GOOD(s, SYS_sysinfo, page);
	FAIL(EFAULT, s, SYS_sysinfo, 0x10);
	GOOD(s, SYS_syslog, 10, 0, 0);
	FAIL(EINVAL, s, SYS_syslog, 77, page, -1);
	GOOD(s, SYS_sethostname, "box", 3);
	FAIL(EINVAL, s, SYS_sethostname, "box", -1);
	GOOD(s, SYS_setdomainname, "net", 3);
	FAIL(EFAULT, s, SYS_setdomainname, 0x10, 3);
	FAIL(EINVAL, s, SYS_reboot, 1, 2, 3, 0x10);
	FAIL(EINVAL, s, SYS_kexec_load, 0, 0, 0, 0x77);
	FAIL(EINVAL, s, SYS_kexec_file_load, -1, -1, 0, "", 0x77);
	FAIL(ENOENT, s, SYS_swapon, "", 0);
	FAIL(EFAULT, s, SYS_swapoff, 0x10);
	GOOD(s, SYS_acct, 0);
	FAIL(ENOENT, s, SYS_acct, "/not/there");
	GOOD(s, SYS_iopl, 0);
	FAIL(EINVAL, s, SYS_iopl, 99);
	GOOD(s, SYS_ioperm, 0x80, 1, 0);
	FAIL(EINVAL, s, SYS_ioperm, 70000, 1, 1);
	GOOD(s, SYS_modify_ldt, 0, page, 16);
	/* The kernel gives back 32 bits of the error. */
	RAW(s, SYS_modify_ldt, 77, page, 16);
	FAIL(ENOSYS, s, SYS_set_thread_area, 0x10);
	FAIL(ENOSYS, s, SYS_get_thread_area, 0x10);
	GOOD(s, SYS_sysfs, 3, 0, 0);
	FAIL(EINVAL, s, SYS_sysfs, 77, 0, 0);
	RAW(s, SYS_ustat, 0x10, page);
	RAW(s, SYS_uselib, "/none");
	RAW(s, SYS_lookup_dcookie, 0, page, 100);
	FAIL(ENOSYS, s, SYS__sysctl, 0x10);
	FAIL(ENOSYS, s, SYS_create_module, "m", 5);
	FAIL(ENOSYS, s, SYS_get_kernel_syms, 0x10);
	FAIL(ENOSYS, s, SYS_query_module, 1, 2, 3, 4, 5);
	FAIL(ENOSYS, s, SYS_nfsservctl, 1, 2, 3);
	FAIL(ENOSYS, s, SYS_getpmsg, 1, 2, 3, 4, 5);
	GOOD(s, SYS_vhangup);
	GOOD(s, SYS_sync);
}

static void modules(struct script *s)
{
	struct expected *e;
	char image[64] = "not a module";
	long fd;

	e = fails(CALL(s, EV_SYSCALL_INIT_MODULE_X, SYS_init_module, image, sizeof(image), "a=1 b"),
		  ENOEXEC);
	bytes(e, 1, image, sizeof(image));
	number(e, 2, sizeof(image));
	text(e, 3, "a=1 b");
	e = CALL(s, EV_SYSCALL_INIT_MODULE_X, SYS_init_module, UNMAPPED, 100, UNMAPPED);
	fails(e, EFAULT);
	empty(e, 1);
	number(e, 2, 100);
	empty(e, 3);
	e->fault = true;
	fd = CALL(s, EV_SYSCALL_MEMFD_CREATE_X, SYS_memfd_create, "empty", 0)->result;
	e = CALL(s, EV_SYSCALL_FINIT_MODULE_X, SYS_finit_module, fd, "x=y", 3);
	number(e, 1, fd);
	text(e, 2, "x=y");
	number(e, 3, 3);
	e = fails(CALL(s, EV_SYSCALL_FINIT_MODULE_X, SYS_finit_module, -1, "", 0), EBADF);
	number(e, 1, -1);
	text(e, 2, "");
	e = fails(CALL(s, EV_SYSCALL_DELETE_MODULE_X, SYS_delete_module, "never was",
		       O_NONBLOCK | O_TRUNC), ENOENT);
	text(e, 1, "never was");
	number(e, 2, 3);
	e = fails(CALL(s, EV_SYSCALL_DELETE_MODULE_X, SYS_delete_module, UNMAPPED, 0), EFAULT);
	empty(e, 1);
	number(e, 2, 0);
}

static void mounts(struct script *s)
{
	static struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
	struct expected *e;
	long context, mount, tree, fd;

	works(CALL(s, EV_SYSCALL_MKDIR_2_X, SYS_mkdir, "/tmp/mnt", 0700));
	e = works(CALL(s, EV_SYSCALL_UNSHARE_X, SYS_unshare, CLONE_NEWNS | CLONE_NEWUTS));
	number(e, 1, 0x20 | 0x80);
	e = fails(CALL(s, EV_SYSCALL_UNSHARE_X, SYS_unshare, CLONE_PARENT | CLONE_FS), EINVAL);
	number(e, 1, 0x100 | 2);
	e = works(CALL(s, EV_SYSCALL_MOUNT_X, SYS_mount, "a", "/tmp/mnt", "tmpfs",
		       0xc0ed0000 | MS_NOSUID | MS_NOEXEC, "size=1m"));
	text(e, 1, "a");
	text(e, 2, "/tmp/mnt");
	text(e, 3, "tmpfs");
	number(e, 4, 2 | 8);
	e = fails(CALL(s, EV_SYSCALL_MOUNT_X, SYS_mount, 0, UNMAPPED, 0, MS_BIND | MS_REC, 0), EFAULT);
	empty(e, 1);
	empty(e, 2);
	empty(e, 3);
	number(e, 4, 0x5000);
	e = works(CALL(s, EV_SYSCALL_UMOUNT2_X, SYS_umount2, "/tmp/mnt", MNT_DETACH | UMOUNT_NOFOLLOW));
	text(e, 1, "/tmp/mnt");
	number(e, 2, 2 | 8);
	e = fails(CALL(s, EV_SYSCALL_UMOUNT2_X, SYS_umount2, "", 0x100), EINVAL);
	number(e, 2, 0x100);
	context = GOOD(s, SYS_fsopen, "tmpfs", 1)->result;
	FAIL(ENODEV, s, SYS_fsopen, "no such system", 0);
	e = works(CALL(s, EV_SYSCALL_FSCONFIG_X, SYS_fsconfig, context, FSCONFIG_SET_STRING, "size",
		       "1m", 0));
	number(e, 1, context);
	number(e, 2, 1);
	text(e, 3, "size");
	empty(e, 4);
	text(e, 5, "1m");
	number(e, 6, 0);
	e = fails(CALL(s, EV_SYSCALL_FSCONFIG_X, SYS_fsconfig, context, FSCONFIG_SET_BINARY, "size",
		       "\0\1\2", 3), EINVAL);
	number(e, 2, 2);
	empty(e, 4);
	number(e, 6, 3);
	e = works(CALL(s, EV_SYSCALL_FSCONFIG_X, SYS_fsconfig, context, FSCONFIG_CMD_CREATE, 0, 0, 0));
	number(e, 2, 6);
	empty(e, 3);
	empty(e, 5);
	e = fails(CALL(s, EV_SYSCALL_FSCONFIG_X, SYS_fsconfig, -1, 99, UNMAPPED, 0, -7), EINVAL);
	number(e, 1, -1);
	number(e, 2, 99);
	number(e, 6, -7);
	mount = GOOD(s, SYS_fsmount, context, 1, MOUNT_ATTR_NODEV)->result;
	FAIL(EBADF, s, SYS_fsmount, -1, 0, 0);
	GOOD(s, SYS_move_mount, mount, "", AT_FDCWD, "/tmp/mnt", 4);
	FAIL(EINVAL, s, SYS_move_mount, -1, "", -1, "", 0x80000000u);
	tree = GOOD(s, SYS_open_tree, AT_FDCWD, "/tmp/mnt", 1)->result;
	FAIL(ENOENT, s, SYS_open_tree, tree, "none", 0);
	RAW(s, SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attributes, sizeof(attributes));
	FAIL(EINVAL, s, SYS_mount_setattr, -1, "", 0x40000000, &attributes, sizeof(attributes));
	RAW(s, OPEN_TREE_ATTR, tree, "", AT_EMPTY_PATH, &attributes, 0);
	GOOD(s, SYS_fspick, AT_FDCWD, "/tmp/mnt", 1);
	FAIL(EINVAL, s, SYS_fspick, -1, "", 0x77777777);
	RAW(s, STATMOUNT, page, page + 64, 512, 0);
	RAW(s, LISTMOUNT, page, page + 64, 8, 1);
	RAW(s, LISTNS, page, page + 64, 8, 1);
	FAIL(ENOENT, s, SYS_pivot_root, "/none", "/tmp/mnt");
	FAIL(EFAULT, s, SYS_pivot_root, 0x10, "");
	fd = works(CALL(s, EV_SYSCALL_OPEN_X, SYS_open, "/proc/self/ns/uts", O_RDONLY))->result;
	e = works(CALL(s, EV_SYSCALL_SETNS_X, SYS_setns, fd, CLONE_NEWUTS));
	number(e, 1, fd);
	number(e, 2, 0x80);
	e = fails(CALL(s, EV_SYSCALL_SETNS_X, SYS_setns, 0xffffffffu, 0), EBADF);
	number(e, 1, -1);
	number(e, 2, 0);
	e = works(CALL(s, EV_SYSCALL_CHROOT_X, SYS_chroot, "/tmp"));
	text(e, 1, "/tmp");
}

static void quotas(struct script *s)
{
	static struct if_dqblk block = {.dqb_bhardlimit = 9, .dqb_valid = QIF_ALL};
	static const int unused[] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
	struct expected *e;
	unsigned i;

	e = works(CALL(s, EV_SYSCALL_QUOTACTL_X, SYS_quotactl, QCMD(Q_SYNC, USRQUOTA), 0, 0, 0));
	empty(e, 1);
	empty(e, 2);
	for (i = 0; i < 10; i++)
		number(e, unused[i], 0);
	number(e, 13, 1);
	number(e, 14, 0x80);
	number(e, 15, 1);
	number(e, 16, 0);
	number(e, 17, 1);
	e = CALL(s, EV_SYSCALL_QUOTACTL_X, SYS_quotactl, QCMD(Q_QUOTAON, GRPQUOTA), "/dev/none",
		 QFMT_VFS_V1, "/aquota");
	number(fails(e, ENOENT), 14, 1);
	text(e, 1, "/dev/none");
	text(e, 2, "/aquota");
	number(e, 15, 2);
	number(e, 16, 0);
	number(e, 17, 8);
	e = CALL(s, EV_SYSCALL_QUOTACTL_X, SYS_quotactl, QCMD(Q_SETQUOTA, USRQUOTA), "/dev/none", 1000,
		 &block);
	number(fails(e, ENOENT), 14, 0x40);
	number(e, 3, 0); /* nothing was set */
	number(e, 16, 1000);
	e = fails(CALL(s, EV_SYSCALL_QUOTACTL_X, SYS_quotactl, -1, UNMAPPED, -1, 0), EINVAL);
	empty(e, 1);
	number(e, 14, 0);
	number(e, 15, 0);
	e->fault = true;
	FAIL(EBADF, s, SYS_quotactl_fd, -1, QCMD(Q_GETFMT, USRQUOTA), 0, 0);
}

static void programs(struct script *s)
{
	static struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE,
						    .size = sizeof(attributes),
						    .config = PERF_COUNT_SW_CPU_CLOCK};
	static union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8,
				     .max_entries = 2};
	static uint64_t ruleset = 1;
	struct expected *e;
	long rules;

	GOOD(s, SYS_perf_event_open, &attributes, 0, -1, -1, 0);
	FAIL(EFAULT, s, SYS_perf_event_open, 0x10, 0, -1, -1, 0);
	e = works(CALL(s, EV_SYSCALL_BPF_2_X, SYS_bpf, BPF_MAP_CREATE, &map, sizeof(map)));
	number(e, 1, BPF_MAP_CREATE);
	e = fails(CALL(s, EV_SYSCALL_BPF_2_X, SYS_bpf, 999, &map, sizeof(map)), EINVAL);
	number(e, 1, 999);
	e = fails(CALL(s, EV_SYSCALL_BPF_2_X, SYS_bpf, BPF_PROG_LOAD, UNMAPPED, sizeof(map)), EFAULT);
	number(e, 1, BPF_PROG_LOAD);
	e = works(CALL(s, EV_SYSCALL_SECCOMP_X, SYS_seccomp, 2, 0, (&(uint32_t){0x7fff0000})));
	number(e, 1, 2);
	number(e, 2, 0);
	e = fails(CALL(s, EV_SYSCALL_SECCOMP_X, SYS_seccomp, -2, -1, 0), EINVAL);
	number(e, 1, 0xfffffffe); /* unsigned ints */
	number(e, 2, 0xffffffff);
	rules = RAW(s, SYS_landlock_create_ruleset, &ruleset, 8, 0)->result;
	RAW(s, SYS_landlock_create_ruleset, 0, 0, 1);
	RAW(s, SYS_landlock_add_rule, rules, 1, 0x10, 0);
	RAW(s, SYS_landlock_add_rule, -1, 77, 0, -1);
	RAW(s, SYS_landlock_restrict_self, -1, 0);
	RAW(s, LSM_GET_SELF_ATTR, 100, page, page + 64, 0);
	RAW(s, LSM_SET_SELF_ATTR, 100, page, 8, 77);
	RAW(s, LSM_LIST_MODULES, page, page + 64, 0);
	RAW(s, RSEQ_SLICE_YIELD);
	/* No call has these numbers. */
	FAIL(ENOSYS, s, 400, 1, 2, 3, 4, 5, 6);
	FAIL(ENOSYS, s, 511, 1, 2, 3, 4, 5, 6);
	FAIL(ENOSYS, s, 512, -1, -2, -3, -4, -5, -6);
	FAIL(ENOSYS, s, 60000, 1, 2, 3, 4, 5, 6);
	/* Not the write that the lower half of the number is. */
	e = note(s, __LINE__, EV_SONDE_CALL, 0x40000001, raw_call(0x40000001, -1, 0, 0, 0, 0, 0));
	number(fails(e, ENOSYS), 1, 0xffff);
	e = note(s, __LINE__, EV_SONDE_CALL, 0x10003, raw_call(0x10003, -1, 0, 0, 0, 0, 0));
	number(fails(e, ENOSYS), 1, 0xffff);
}

/* A rule of its own keeps the process from a call: the kernel never begins it. */
void denied(struct script *s)
{
	static struct sock_filter rule[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgrp, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0x50000 | 77),
		BPF_STMT(BPF_RET | BPF_K, 0x7fff0000),
	};
	static struct sock_fprog program = {4, rule};
	struct expected *e;

	GOOD(s, SYS_getpgrp);
	e = works(CALL(s, EV_SYSCALL_SECCOMP_X, SYS_seccomp, 1, 0, &program));
	number(e, 1, 1);
	e = FAIL(77, s, SYS_getpgrp);
	e->untimed = true;
	GOOD(s, SYS_getpid);
}

void machine(struct script *s)
{
	names(s);
	modules(s);
	quotas(s);
	programs(s);
	mounts(s);
}
