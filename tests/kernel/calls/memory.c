/*
 * Calls about address space: mappings, locking, policies, protection keys, memory of others. The
 * sizes that some rows tell are held against /proc/self/statm. calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "calls/calls.h"
#include "expect.h"

#define EVERY_NODE 0x7fffffffL

static char room[3 * 4096] __attribute__((aligned(4096)));

/* Numbers that the headers of the build machine may not have. */
enum { CACHESTAT = 451, MAP_SHADOW_STACK = 453, MSEAL = 462 };

static long statm(struct script *s, long *resident)
{
	char answer[128] = "";
	char *at;
	long fd, size;

	fd = raw_call(SYS_open, (long)"/proc/self/statm", O_RDONLY, 0, 0, 0, 0);
	text(note(s, __LINE__, EV_SYSCALL_OPEN_X, SYS_open, fd), 1, "/proc/self/statm");
	CALL(s, EV_SYSCALL_READ_X, SYS_read, fd, answer, sizeof(answer) - 1);
	CALL(s, EV_SYSCALL_CLOSE_X, SYS_close, fd);
	size = strtol(answer, &at, 10) * 4;
	*resident = strtol(at, NULL, 10) * 4;
	return size;
}

static void mappings(struct script *s)
{
	long before, resident, at, fd;
	struct expected *e;

	before = statm(s, &resident);
	e = CALL(s, EV_SYSCALL_MMAP_X, SYS_mmap, 0, 8 << 20, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_POPULATE, -1, 0);
	at = works(e)->result;
	number(e, 1, before + (8 << 10));
	/* Counters of resident pages are batched by the kernel: 64 pages of each kind. */
	range(e, 2, resident + (8 << 10) - 1024, resident + (8 << 10) + 1024);
	number(e, 3, 0);
	number(e, 4, 0);
	number(e, 5, 8 << 20);
	number(e, 6, 3);
	number(e, 7, 2 | 8 | 0x40 | 0x80);
	number(e, 8, -1);
	e = works(CALL(s, EV_SYSCALL_MUNMAP_X, SYS_munmap, at, 8 << 20));
	number(e, 1, before);
	number(e, 4, at);
	number(e, 5, 8 << 20);
	e = fails(CALL(s, EV_SYSCALL_MUNMAP_X, SYS_munmap, 1, 4096), EINVAL);
	number(e, 4, 1);
	e = fails(CALL(s, EV_SYSCALL_MMAP_X, SYS_mmap, 0, 4096, PROT_READ, MAP_SHARED, 777, 4096),
		  EBADF);
	number(e, 6, 1);
	number(e, 7, 1);
	number(e, 8, 777);
	number(e, 9, 4096);
	e = fails(CALL(s, EV_SYSCALL_MMAP_X, SYS_mmap, 0, ~0ul, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), ENOMEM);
	number(e, 5, -1);
	number(e, 6, 0);
	fd = CALL(s, EV_SYSCALL_MEMFD_CREATE_X, SYS_memfd_create, "m", 0)->result;
	GOOD(s, SYS_ftruncate, fd, 8192);
	e = works(CALL(s, EV_SYSCALL_MMAP_X, SYS_mmap, room + 4096, 4096, PROT_READ | PROT_EXEC,
		       MAP_SHARED | MAP_FIXED, fd, 4096));
	number(e, 4, (long)(room + 4096));
	number(e, 6, 5);
	number(e, 7, 1 | 4);
	number(e, 8, fd);
	number(e, 9, 4096);
	/* As a compiler passes an int: the upper half of the register is zero. */
	e = works(CALL(s, EV_SYSCALL_MMAP_X, SYS_mmap, room + 4096, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, 0xffffffffu, 0));
	number(e, 8, -1);
	e = works(CALL(s, EV_SYSCALL_BRK_4_X, SYS_brk, 0));
	range(e, 1, before - 64, before + 64);
	number(e, 3, 0);
	number(e, 4, 0);
	e = CALL(s, EV_SYSCALL_BRK_4_X, SYS_brk, 0x123);
	number(e, 4, 0x123);
	e = works(CALL(s, EV_SYSCALL_MPROTECT_X, SYS_mprotect, room, 4096, PROT_READ | PROT_WRITE));
	number(e, 1, (long)room);
	number(e, 2, 4096);
	number(e, 3, 3);
	e = fails(CALL(s, EV_SYSCALL_MPROTECT_X, SYS_mprotect, room + 1, ~0ul,
		       PROT_GROWSDOWN | PROT_READ), EINVAL);
	number(e, 1, (long)(room + 1));
	number(e, 2, -1);
	number(e, 3, 0x11);
	GOOD(s, SYS_mremap, room, 4096, 4096, 0, 0);
	FAIL(EINVAL, s, SYS_mremap, room + 1, 4096, 8192, 1, 0x10);
	GOOD(s, SYS_msync, room, 4096, MS_ASYNC);
	FAIL(EINVAL, s, SYS_msync, room, 4096, -1);
	GOOD(s, SYS_mincore, room, 4096, room + 8192);
	FAIL(EINVAL, s, SYS_mincore, room + 1, ~0ul, 0x10);
	GOOD(s, SYS_madvise, room, 4096, MADV_NORMAL);
	FAIL(EINVAL, s, SYS_madvise, room, 4096, 0x7777);
	FAIL(EINVAL, s, SYS_remap_file_pages, room, 4096, 0, 1, 0);
	GOOD(s, SYS_membarrier, 0, 0, 0);
	FAIL(EINVAL, s, SYS_membarrier, -1, 0, 0);
}

static void locking(struct script *s)
{
	struct expected *e;

	e = works(CALL(s, EV_SYSCALL_MLOCK_X, SYS_mlock, room, 4096));
	number(e, 1, (long)room);
	number(e, 2, 4096);
	e = fails(CALL(s, EV_SYSCALL_MLOCK_X, SYS_mlock, UNMAPPED, 8192), ENOMEM);
	number(e, 1, 0x10);
	e = works(CALL(s, EV_SYSCALL_MLOCK2_X, SYS_mlock2, room, 8192, 1));
	number(e, 1, (long)room);
	number(e, 2, 8192);
	number(e, 3, 1);
	e = fails(CALL(s, EV_SYSCALL_MLOCK2_X, SYS_mlock2, room, 4096, 6), EINVAL);
	number(e, 3, 6);
	e = works(CALL(s, EV_SYSCALL_MUNLOCK_X, SYS_munlock, room, 8192));
	number(e, 1, (long)room);
	number(e, 2, 8192);
	e = fails(CALL(s, EV_SYSCALL_MUNLOCK_X, SYS_munlock, UNMAPPED, 1), ENOMEM);
	number(e, 2, 1);
	e = works(CALL(s, EV_SYSCALL_MLOCKALL_X, SYS_mlockall, MCL_CURRENT | MCL_ONFAULT));
	number(e, 1, 1 | 4);
	e = fails(CALL(s, EV_SYSCALL_MLOCKALL_X, SYS_mlockall, 0x80), EINVAL);
	number(e, 1, 0x80);
	works(CALL(s, EV_SYSCALL_MUNLOCKALL_X, SYS_munlockall));
}

static void policies(struct script *s)
{
	static unsigned long nodes[2] = {1, 0}, wrong_nodes[2] = {~0ul, ~0ul};
	static int mode, status;
	static void *pages[1];

	GOOD(s, SYS_mbind, room, 4096, 0, 0, 0, 0);
	FAIL(EINVAL, s, SYS_mbind, room + 1, 4096, 77, nodes, 2, 3);
	GOOD(s, SYS_set_mempolicy, 0, 0, 0);
	FAIL(EINVAL, s, SYS_set_mempolicy, 77, wrong_nodes, EVERY_NODE);
	GOOD(s, SYS_get_mempolicy, &mode, 0, 0, 0, 0);
	FAIL(EFAULT, s, SYS_get_mempolicy, 0x10, 0, 0, room, 3);
	GOOD(s, SYS_migrate_pages, 0, 2, nodes, nodes);
	FAIL(ESRCH, s, SYS_migrate_pages, 999999, 2, nodes, nodes);
	pages[0] = room;
	GOOD(s, SYS_move_pages, 0, 1, pages, 0, &status, 0);
	FAIL(EINVAL, s, SYS_move_pages, 0, 1, pages, 0, &status, 0x100);
	FAIL(EINVAL, s, SYS_set_mempolicy_home_node, room + 1, 4096, 0, 9);
}

static void keys_and_seals(struct script *s)
{
	long key, fd;
	struct expected *e;

	key = RAW(s, SYS_pkey_alloc, 0, 0)->result;
	FAIL(EINVAL, s, SYS_pkey_alloc, 1, 0);
	RAW(s, SYS_pkey_mprotect, room, 4096, PROT_READ | PROT_WRITE, key);
	FAIL(EINVAL, s, SYS_pkey_mprotect, room, 4096, PROT_READ, 99);
	RAW(s, SYS_pkey_free, key);
	FAIL(EINVAL, s, SYS_pkey_free, 99);
	RAW(s, SYS_memfd_secret, 0);
	RAW(s, SYS_memfd_secret, 0x80);
	FAIL(EBADF, s, SYS_process_madvise, -1, room, 0, MADV_COLD, 0);
	FAIL(EINVAL, s, SYS_process_mrelease, 0, 1);
	FAIL(EBADF, s, SYS_process_mrelease, -1, 0);
	e = CALL(s, EV_SYSCALL_MEMFD_CREATE_X, SYS_memfd_create, "", MFD_ALLOW_SEALING | MFD_CLOEXEC);
	fd = works(e)->result;
	text(e, 1, "");
	number(e, 2, 3);
	e = fails(CALL(s, EV_SYSCALL_MEMFD_CREATE_X, SYS_memfd_create, UNMAPPED, MFD_HUGETLB), EFAULT);
	empty(e, 1);
	e->fault = true;
	number(e, 2, 4);
	e = CALL(s, EV_SYSCALL_MEMFD_CREATE_X, SYS_memfd_create, "x", 0x400);
	number(fails(e, EINVAL), 2, 0x400);
	RAW(s, CACHESTAT, fd, room, room + 64, 0);
	FAIL(EBADF, s, CACHESTAT, -1, room, room + 64, 1);
	RAW(s, MAP_SHADOW_STACK, 0, 4097, 0x80);
	RAW(s, MSEAL, room + 8192, 0, 0);
	FAIL(EINVAL, s, MSEAL, room + 1, 4096, 1);
	e = works(CALL(s, EV_SYSCALL_USERFAULTFD_X, SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK));
	number(e, 1, 0x1000 | 0x40);
	e = fails(CALL(s, EV_SYSCALL_USERFAULTFD_X, SYS_userfaultfd, 0x10), EINVAL);
	number(e, 1, 0);
}

static void memory_of_others(struct script *s)
{
	static char there[16] = "not from here", here[16];
	static struct iovec mine[2], theirs[1];
	struct expected *e;
	pid_t self = noting_tid;

	mine[0] = (struct iovec){here, 4};
	mine[1] = (struct iovec){here + 4, 9};
	theirs[0] = (struct iovec){there, 13};
	e = CALL(s, EV_SYSCALL_PROCESS_VM_READV_X, SYS_process_vm_readv, self, mine, 2, theirs, 1, 0);
	number(works(e), 0, 13);
	number(e, 1, self);
	bytes(e, 2, "not from here", 13);
	theirs[0].iov_base = UNMAPPED;
	e = CALL(s, EV_SYSCALL_PROCESS_VM_READV_X, SYS_process_vm_readv, self, mine, 2, theirs, 1, 0);
	empty(fails(e, EFAULT), 2);
	e = CALL(s, EV_SYSCALL_PROCESS_VM_READV_X, SYS_process_vm_readv, 999999, mine, 2, theirs, 1, 0);
	number(fails(e, ESRCH), 1, 999999);
	theirs[0] = (struct iovec){there, 6};
	memcpy(here, "written", 7);
	e = CALL(s, EV_SYSCALL_PROCESS_VM_WRITEV_X, SYS_process_vm_writev, self, mine, 2, theirs, 1, 0);
	number(works(e), 0, 6);
	number(e, 1, self);
	bytes(e, 2, "writte", 6);
	e = CALL(s, EV_SYSCALL_PROCESS_VM_WRITEV_X, SYS_process_vm_writev, self, mine, 2, theirs, 1, 1);
	fails(e, EINVAL);
}

static void shared_segments(struct script *s)
{
	static char about[256];
	long id, at;

	id = GOOD(s, SYS_shmget, 0, 4096, 01600)->result;
	FAIL(EINVAL, s, SYS_shmget, 0, 0, 01600);
	at = GOOD(s, SYS_shmat, id, 0, 0)->result;
	FAIL(EINVAL, s, SYS_shmat, -1, 0x10, 0);
	GOOD(s, SYS_shmctl, id, 2, about);
	FAIL(EFAULT, s, SYS_shmctl, id, 2, 0x10);
	GOOD(s, SYS_shmdt, at);
	FAIL(EINVAL, s, SYS_shmdt, 0x10);
	GOOD(s, SYS_shmctl, id, 0, 0);
}

void memory(struct script *s)
{
	memset(room, 1, sizeof(room));
	mappings(s);
	locking(s);
	policies(s);
	keys_and_seals(s);
	memory_of_others(s);
	shared_segments(s);
}
