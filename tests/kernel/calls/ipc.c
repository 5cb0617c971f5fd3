/*
 * Calls by which processes talk and wait: semaphores, queues of messages, futexes, keys, and
 * asynchronous input and output. calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/futex.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <mqueue.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <time.h>

#include "calls/calls.h"
#include "expect.h"

/* Numbers that the headers of the build machine may not have. */
enum { FUTEX_WAKE_2 = 454, FUTEX_WAIT_2 = 455, FUTEX_REQUEUE_2 = 456 };

static char page[4096];

/* ---- System V ---- */

static void semaphores(struct script *s)
{
	static struct sembuf two[2] = {{0, 2, IPC_NOWAIT}, {1, 1, SEM_UNDO}}, one = {1, -1, IPC_NOWAIT};
	struct expected *e;
	long id;

	e = works(CALL(s, EV_SYSCALL_SEMGET_X, SYS_semget, 0x1234, 2, IPC_CREAT | IPC_EXCL | 0640));
	id = e->result;
	number(e, 1, 0x1234);
	number(e, 2, 2);
	number(e, 3, 0x2000 | 0x4000 | 0640);
	e = fails(CALL(s, EV_SYSCALL_SEMGET_X, SYS_semget, -1, -1, 0), EINVAL);
	number(e, 1, -1);
	number(e, 2, -1);
	number(e, 3, 0);
	e = works(CALL(s, EV_SYSCALL_SEMOP_X, SYS_semop, id, two, 2));
	number(e, 1, 2);
	number(e, 2, 0);
	number(e, 3, 2);
	number(e, 4, 1);
	number(e, 5, 1);
	number(e, 6, 1);
	number(e, 7, 2);
	number(e, 8, id);
	e = works(CALL(s, EV_SYSCALL_SEMOP_X, SYS_semop, id, &one, 1));
	number(e, 1, 1);
	number(e, 2, 1);
	number(e, 3, -1);
	number(e, 4, 1);
	number(e, 5, 0);
	number(e, 6, 0);
	number(e, 7, 0);
	e = fails(CALL(s, EV_SYSCALL_SEMOP_X, SYS_semop, id, &one, 1), EAGAIN);
	number(e, 3, -1);
	e = fails(CALL(s, EV_SYSCALL_SEMOP_X, SYS_semop, id, UNMAPPED, 1), EFAULT);
	number(e, 3, 0);
	e->fault = true;
	e = works(CALL(s, EV_SYSCALL_SEMCTL_X, SYS_semctl, id, 1, SETVAL, 17));
	number(e, 1, id);
	number(e, 2, 1);
	number(e, 3, 0x1000);
	number(e, 4, 17);
	e = works(CALL(s, EV_SYSCALL_SEMCTL_X, SYS_semctl, id, 1, GETVAL, 99));
	number(e, 0, 17);
	number(e, 3, 0x200);
	number(e, 4, 0);
	e = works(CALL(s, EV_SYSCALL_SEMCTL_X, SYS_semctl, id, 0, IPC_STAT, page));
	number(e, 3, 1);
	e = works(CALL(s, EV_SYSCALL_SEMCTL_X, SYS_semctl, id, 0, GETALL, page));
	number(e, 3, 0x40);
	e = fails(CALL(s, EV_SYSCALL_SEMCTL_X, SYS_semctl, id, 0, 77, 0), EINVAL);
	number(e, 3, 0);
	GOOD(s, SYS_semtimedop, id, &one, 1, (&(struct timespec){1, 0}));
	FAIL(EFAULT, s, SYS_semtimedop, id, &one, 1, 0x10);
	e = works(CALL(s, EV_SYSCALL_SEMCTL_X, SYS_semctl, id, 0, IPC_RMID));
	number(e, 3, 4);
	e = fails(CALL(s, EV_SYSCALL_SEMCTL_X, SYS_semctl, -3, 0, IPC_RMID), EINVAL);
	number(e, 1, -3);
}

static void messages(struct script *s)
{
	static struct { long type; char text[16]; } message = {5, "words"};
	static struct mq_attr attributes;
	static struct timespec past;
	long id, fd;

	attributes.mq_maxmsg = 2;
	attributes.mq_msgsize = 16;
	id = GOOD(s, SYS_msgget, 0x77, IPC_CREAT | 0600)->result;
	FAIL(EEXIST, s, SYS_msgget, 0x77, IPC_CREAT | IPC_EXCL);
	GOOD(s, SYS_msgsnd, id, &message, 6, IPC_NOWAIT);
	FAIL(EINVAL, s, SYS_msgsnd, -1, &message, ~0ul, 0);
	GOOD(s, SYS_msgrcv, id, &message, 16, 0, IPC_NOWAIT);
	FAIL(ENOMSG, s, SYS_msgrcv, id, &message, 16, -9, IPC_NOWAIT);
	GOOD(s, SYS_msgctl, id, IPC_STAT, page);
	GOOD(s, SYS_msgctl, id, IPC_RMID, 0);
	FAIL(EINVAL, s, SYS_msgctl, id, IPC_RMID, 0);

	fd = GOOD(s, SYS_mq_open, "queue", O_CREAT | O_RDWR | O_NONBLOCK, 0600, &attributes)->result;
	FAIL(ENOENT, s, SYS_mq_open, "none", O_RDWR, 0, 0);
	GOOD(s, SYS_mq_timedsend, fd, "hi", 2, 1, 0);
	FAIL(EMSGSIZE, s, SYS_mq_timedsend, fd, "hi", 4096, 1, &past);
	GOOD(s, SYS_mq_timedreceive, fd, page, 16, page + 64, 0);
	FAIL(EAGAIN, s, SYS_mq_timedreceive, fd, page, 16, 0, 0);
	GOOD(s, SYS_mq_notify, fd, 0);
	FAIL(EBADF, s, SYS_mq_notify, -1, 0);
	GOOD(s, SYS_mq_getsetattr, fd, 0, page);
	FAIL(EFAULT, s, SYS_mq_getsetattr, fd, 0x10, 0);
	GOOD(s, SYS_mq_unlink, "queue");
	FAIL(ENOENT, s, SYS_mq_unlink, "");
}

/* ---- futexes ---- */

static void futexes(struct script *s)
{
	static uint32_t word = 7;
	static struct timespec span = {0, 10000000};
	static struct futex_waitv waiters[1];
	struct expected *e;

	e = works(CALL(s, EV_SYSCALL_FUTEX_X, SYS_futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 2));
	number(e, 1, (long)&word);
	number(e, 2, 0x81);
	number(e, 3, 2);
	e = fails(CALL(s, EV_SYSCALL_FUTEX_X, SYS_futex, &word, FUTEX_WAIT, 8, &span), EAGAIN);
	number(e, 2, 0);
	number(e, 3, 8);
	e = fails(CALL(s, EV_SYSCALL_FUTEX_X, SYS_futex, &word, FUTEX_WAIT, 7, &span), ETIMEDOUT);
	number(e, 3, 7);
	e->at_least = 10000000;
	/* The value is 32 bits wide whatever the register holds. */
	e = fails(CALL(s, EV_SYSCALL_FUTEX_X, SYS_futex, &word, FUTEX_WAIT_BITSET, -2, &span, 0, 0),
		  EINVAL);
	number(e, 2, 9);
	number(e, 3, 0xfffffffe);
	e = fails(CALL(s, EV_SYSCALL_FUTEX_X, SYS_futex, UNMAPPED, FUTEX_WAKE, 1), EFAULT);
	number(e, 1, 0x10);
	e = fails(CALL(s, EV_SYSCALL_FUTEX_X, SYS_futex, &word, 0x7f, 0), ENOSYS);
	number(e, 2, 0x7f);
	FAIL(EINVAL, s, SYS_futex_waitv, waiters, 0, 0, 0, 1);
	FAIL(EINVAL, s, SYS_futex_waitv, waiters, 1, 4, 0x10, 1);
	RAW(s, FUTEX_WAKE_2, &word, 1, 1, 2);
	FAIL(EINVAL, s, FUTEX_WAKE_2, &word, 0, 1, -1);
	RAW(s, FUTEX_WAIT_2, &word, 9, 1, 2, 0, 1);
	FAIL(EINVAL, s, FUTEX_WAIT_2, &word, 9, 1, -1, 0, 77);
	FAIL(EINVAL, s, FUTEX_REQUEUE_2, waiters, -1, 1, 1);
}

/* ---- keys ---- */

static void variant_number(struct expected *e, uint32_t parameter, int64_t value)
{
	char variant[9] = {0};

	memcpy(variant + 1, &value, sizeof(value));
	bytes(e, parameter, variant, sizeof(variant));
}

static void variant_text(struct expected *e, uint32_t parameter, const char *value)
{
	char variant[200] = {1};

	memcpy(variant + 1, value, strlen(value) + 1);
	bytes(e, parameter, variant, strlen(value) + 2);
}

static void keys(struct script *s)
{
	struct expected *e;
	long key, ring;

	e = works(CALL(s, EV_SYSCALL_KEYCTL_X, SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "session 1"));
	ring = e->result;
	number(e, 1, KEYCTL_JOIN_SESSION_KEYRING);
	variant_text(e, 2, "session 1");
	key = GOOD(s, SYS_add_key, "user", "opener", "data", 4, ring)->result;
	FAIL(EFAULT, s, SYS_add_key, "user", 0x10, "data", 4, KEY_SPEC_SESSION_KEYRING);
	GOOD(s, SYS_request_key, "user", "opener", 0, 0);
	RAW(s, SYS_request_key, "user", "nobody has it", 0, 0);
	e = works(CALL(s, EV_SYSCALL_KEYCTL_X, SYS_keyctl, KEYCTL_GET_KEYRING_ID, -3, 0));
	number(e, 1, 0);
	variant_number(e, 2, -3);
	variant_number(e, 3, 0);
	e = works(CALL(s, EV_SYSCALL_KEYCTL_X, SYS_keyctl, KEYCTL_SEARCH, ring, "user", "opener", 0));
	number(e, 0, key);
	variant_number(e, 2, ring);
	variant_text(e, 3, "user");
	variant_text(e, 4, "opener");
	variant_number(e, 5, 0);
	e = works(CALL(s, EV_SYSCALL_KEYCTL_X, SYS_keyctl, KEYCTL_DESCRIBE, key, page, sizeof(page)));
	variant_text(e, 3, page); /* what the kernel answered */
	e = works(CALL(s, EV_SYSCALL_KEYCTL_X, SYS_keyctl, KEYCTL_DESCRIBE, key, page, 3));
	variant_number(e, 3, (long)page); /* too small: nothing was written */
	e = works(CALL(s, EV_SYSCALL_KEYCTL_X, SYS_keyctl, KEYCTL_READ, key, page, 100));
	number(e, 0, 4);
	variant_number(e, 3, (long)page);
	variant_number(e, 4, 100);
	e = works(CALL(s, EV_SYSCALL_KEYCTL_X, SYS_keyctl, KEYCTL_REVOKE, key));
	number(e, 1, KEYCTL_REVOKE);
	e = CALL(s, EV_SYSCALL_KEYCTL_X, SYS_keyctl, KEYCTL_SEARCH, ring, UNMAPPED, "x", 0);
	number(fails(e, EFAULT), 1, KEYCTL_SEARCH);
	e->fault = true;
	e = fails(CALL(s, EV_SYSCALL_KEYCTL_X, SYS_keyctl, 9999, 1, 2, 3, 4), EOPNOTSUPP);
	number(e, 1, 9999);
	variant_number(e, 5, 4);
}

/* ---- asynchronous input and output ---- */

static void asynchronous(struct script *s)
{
	static struct timespec none;
	static unsigned long context;
	long ring;

	GOOD(s, SYS_io_setup, 4, &context);
	FAIL(EINVAL, s, SYS_io_setup, 0, &context);
	GOOD(s, SYS_io_getevents, context, 0, 4, page, &none);
	FAIL(EINVAL, s, SYS_io_getevents, 0x10, 1, 1, page, 0);
	GOOD(s, SYS_io_pgetevents, context, 0, 4, page, &none, 0);
	FAIL(EINVAL, s, SYS_io_pgetevents, 0x10, 1, 1, page, 0, 0);
	GOOD(s, SYS_io_submit, context, 0, 0);
	FAIL(EFAULT, s, SYS_io_submit, context, 1, 0x10);
	FAIL(EFAULT, s, SYS_io_cancel, context, 0x10, page);
	GOOD(s, SYS_io_destroy, context);
	FAIL(EINVAL, s, SYS_io_destroy, context);

	static struct io_uring_params params, wrong;
	struct expected *e;

	params.flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP;
	params.cq_entries = 64;
	e = works(CALL(s, EV_SYSCALL_IO_URING_SETUP_X, SYS_io_uring_setup, 5, &params));
	ring = e->result;
	number(e, 1, 5);
	number(e, 2, 8);
	number(e, 3, 64);
	number(e, 4, 0x10 | 0x20);
	number(e, 5, 0);
	number(e, 6, 0);
	number(e, 7, params.features & 0x7ff);
	wrong.flags = 1u << 31;
	e = fails(CALL(s, EV_SYSCALL_IO_URING_SETUP_X, SYS_io_uring_setup, 5, &wrong), EINVAL);
	number(e, 4, 0);
	e = fails(CALL(s, EV_SYSCALL_IO_URING_SETUP_X, SYS_io_uring_setup, 5, UNMAPPED), EFAULT);
	number(e, 2, 0);
	e->fault = true;
	e = works(CALL(s, EV_SYSCALL_IO_URING_ENTER_X, SYS_io_uring_enter, ring, 0, 0,
		       IORING_ENTER_GETEVENTS, "\x82\0\0\0\1\0\0\0", 8));
	number(e, 1, ring);
	number(e, 2, 0);
	number(e, 3, 0);
	number(e, 4, 1);
	number(e, 5, 0x82);
	e = fails(CALL(s, EV_SYSCALL_IO_URING_ENTER_X, SYS_io_uring_enter, -1, 3, 4, 0, 0, 8), EBADF);
	number(e, 1, -1);
	number(e, 2, 3);
	number(e, 3, 4);
	number(e, 5, 0);
	e = works(CALL(s, EV_SYSCALL_IO_URING_REGISTER_X, SYS_io_uring_register, ring,
		       IORING_REGISTER_PERSONALITY, 0, 0));
	number(e, 1, ring);
	number(e, 2, IORING_REGISTER_PERSONALITY);
	number(e, 3, 0);
	number(e, 4, 0);
	e = fails(CALL(s, EV_SYSCALL_IO_URING_REGISTER_X, SYS_io_uring_register, ring, 999, page, 77),
		  EINVAL);
	number(e, 2, 999);
	number(e, 3, (long)page);
	number(e, 4, 77);
}

void ipc(struct script *s)
{
	semaphores(s);
	messages(s);
	futexes(s);
	keys(s);
	asynchronous(s);
}
