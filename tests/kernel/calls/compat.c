/*
 * 32-bit calls, made from this 64-bit program. Some lay their arguments out unlike the
 * 64-bit call of the same name: positions in two halves, ids of 16 bits, six arguments in memory,
 * many calls behind one number. calls_test.c runs it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "calls/calls.h"
#include "expect.h"

#define LARGE 0100000 /* O_LARGEFILE, which is 0 for 64-bit programs */

static char page[4096] __attribute__((aligned(4096)));
static char null_device[] = "/dev/null", folder[] = "/tmp", file[] = "/tmp/narrow";

/* ---- files ---- */

static void narrow_owners(struct script *s, uint32_t fd)
{
	static uint64_t lock[4];
	struct expected *e;

	e = works(CALL_32(s, EV_SYSCALL_FSTAT_X, 197, fd, NARROW(page)));
	number(e, 1, fd);
	e = works(CALL_32(s, EV_SYSCALL_NEWFSTATAT_X, 300, (uint32_t)AT_FDCWD, NARROW(folder),
			  NARROW(page), AT_SYMLINK_NOFOLLOW));
	number(e, 1, -100);
	text(e, 2, folder);
	number(e, 3, 0x100);
	e = works(CALL_32(s, EV_SYSCALL_CHOWN_X, 182, NARROW(file), 0xffff, 7));
	text(e, 1, file);
	number(e, 2, -1); /* 16 bits of ones mean what 32 mean elsewhere */
	number(e, 3, 7);
	e = works(CALL_32(s, EV_SYSCALL_FCHOWN_X, 95, fd, 3, 0xffff));
	number(e, 2, 3);
	number(e, 3, -1);
	e = works(CALL_32(s, EV_SYSCALL_CHOWN_X, 212, NARROW(file), 70000, 0xffffffff));
	number(e, 2, 70000);
	number(e, 3, -1);
	e = fails(CALL_32(s, EV_SYSCALL_UMOUNT2_X, 22, NARROW(file), 0x77), EINVAL);
	text(e, 1, file);
	number(e, 2, 0); /* the old call has no flags */
	e = fails(CALL_32(s, EV_SYSCALL_UMOUNT2_X, 52, NARROW(file), 2), EINVAL);
	number(e, 2, 2);
	e = works(CALL_32(s, EV_SYSCALL_FCNTL_X, 221, fd, 12, NARROW(lock)));
	number(e, 2, 0x11);
}

static void narrow_files(struct script *s)
{
	static char data[] = "narrow";
	static struct { uint32_t base, size; } pieces[2];
	static uint64_t wide_offset, result;
	static uint32_t narrow_offset;
	struct expected *e;
	uint32_t fd;

	e = works(CALL_32(s, EV_SYSCALL_OPEN_X, 5, NARROW(null_device), O_WRONLY));
	fd = (uint32_t)e->result;
	text(e, 1, "/dev/null");
	number(e, 2, 2);
	e = works(CALL_32(s, EV_SYSCALL_WRITE_X, 4, fd, NARROW(data), 6));
	bytes(e, 1, data, 6);
	number(e, 2, fd);
	pieces[0].base = NARROW(data);
	pieces[0].size = 3;
	pieces[1].base = NARROW(data + 3);
	pieces[1].size = 2;
	e = works(CALL_32(s, EV_SYSCALL_WRITEV_X, 146, fd, NARROW(pieces), 2));
	bytes(e, 1, "narro", 5);
	number(e, 3, 5);
	works(CALL_32(s, EV_SYSCALL_CLOSE_X, 6, fd));
	e = fails(CALL_32(s, EV_SYSCALL_CLOSE_X, 6, 0xffffffff), EBADF);
	number(e, 1, -1);
	e = works(CALL_32(s, EV_SYSCALL_OPENAT_2_X, 295, (uint32_t)AT_FDCWD, NARROW(file),
			  O_RDWR | O_CREAT | LARGE, 0600));
	fd = (uint32_t)e->result;
	number(e, 1, -100);
	text(e, 2, file);
	number(e, 4, 0600);
	/* Positions in two halves, the lower one first. */
	e = works(CALL_32(s, EV_SYSCALL_PWRITE_X, 181, fd, NARROW(data), 6, 0x10, 1));
	bytes(e, 1, data, 6);
	number(e, 4, 0x100000010);
	e = works(CALL_32(s, EV_SYSCALL_PREAD_X, 180, fd, NARROW(page), 100, 0x12, 1));
	bytes(e, 1, "rrow", 4);
	number(e, 4, 0x100000012);
	e = works(CALL_32(s, EV_SYSCALL_PREADV_X, 333, fd, NARROW(pieces), 2, 0x10, 1));
	number(e, 1, 5);
	bytes(e, 2, "narro", 5);
	number(e, 4, 0x100000010);
	/* The upper one first. */
	e = works(CALL_32(s, EV_SYSCALL_LSEEK_X, 140, fd, 1, 0x20, NARROW(&result), 0));
	number(e, 1, fd);
	number(e, 2, 0x100000020);
	number(e, 3, 0);
	e = fails(CALL_32(s, EV_SYSCALL_LSEEK_X, 140, 0xffffffff, 0xffffffff, 0xfffffffe,
			  NARROW(&result), 2), EBADF);
	number(e, 1, -1);
	number(e, 2, -2);
	number(e, 3, 2);
	e = works(CALL_32(s, EV_SYSCALL_LSEEK_X, 19, fd, 5, 0));
	number(e, 2, 5);
	narrow_offset = 2;
	e = works(CALL_32(s, EV_SYSCALL_SENDFILE_X, 187, fd, fd, NARROW(&narrow_offset), 0));
	number(e, 1, 2);
	wide_offset = 0x300000002;
	e = works(CALL_32(s, EV_SYSCALL_SENDFILE_X, 239, fd, fd, NARROW(&wide_offset), 0));
	number(e, 1, 0x300000002);
	narrow_owners(s, fd);
}

/* ---- memory ---- */

static void narrow_memory(struct script *s)
{
	static uint32_t six[6] = {0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, 0xffffffff, 0};
	struct expected *e;
	uint32_t at, fd;

	e = works(CALL_32(s, EV_SYSCALL_MMAP_X, 90, NARROW(six)));
	e->surprise = false; /* an address with the highest bit is no error */
	e->result = (uint32_t)e->result;
	at = (uint32_t)e->result;
	number(e, 4, 0);
	number(e, 5, 4096);
	number(e, 6, 1);
	number(e, 7, 2 | 8);
	number(e, 8, -1);
	number(e, 9, 0);
	e = works(CALL_32(s, EV_SYSCALL_MUNMAP_X, 91, at, 4096));
	number(e, 4, at);
	fd = (uint32_t)works(CALL_32(s, EV_SYSCALL_OPEN_X, 5, NARROW(file), O_RDWR | LARGE))->result;
	/* The offset counts pages. */
	e = CALL_32(s, EV_SYSCALL_MMAP_X, 192, 0, 4096, PROT_READ, MAP_SHARED, fd, 0x100001);
	e->result = (uint32_t)e->result;
	number(e, 8, fd);
	number(e, 9, 0x100001000);
	e = fails(CALL_32(s, EV_SYSCALL_MMAP_X, 192, 0, 4096, 0, MAP_SHARED, 0xffffffff, 1), EBADF);
	number(e, 8, -1);
	number(e, 9, 4096);
}

/* ---- others ---- */

static void narrow_others(struct script *s)
{
	static struct { int32_t seconds, nanoseconds; } span = {0, 5000000};
	static struct { uint32_t soft, hard; } limit = {100, 0xffffffff};
	static struct { int fd; short events, revents; } polled = {-1, 1, 0};
	static struct { int64_t seconds, nanoseconds; } wide_span = {0, 7000000};
	static uint16_t halves[3];
	static uint32_t words[3];
	struct expected *e;

	works(RAW_32(s, 0, 20));
	works(RAW_32(s, 1, 122, NARROW(page)));
	works(RAW_32(s, 2, 265, 1, NARROW(page)));
	fails(RAW_32(s, 3, 85, 0x10, NARROW(page), 0xffffffff), EINVAL);
	/* No 64-bit call is like these: all that there can be is recorded. */
	RAW_32(s, 6, 48, 77, 1, 2, 3, 4, 5);
	RAW_32(s, 6, 7, 0xffffffff, NARROW(page), 1, 0xfffffffc, 5, 6);
	fails(RAW_32(s, 6, 511, 1, 2, 3, 4, 5, 0xffffffff), ENOSYS);
	e = works(CALL_32(s, EV_SYSCALL_NANOSLEEP_X, 162, NARROW(&span), 0));
	number(e, 1, 5000000);
	e->at_least = 5000000;
	e = works(CALL_32(s, EV_SYSCALL_POLL_X, 168, NARROW(&polled), 1, 3));
	bytes(e, 1, "\0\0", 2);
	number(e, 2, 3);
	e = fails(CALL_32(s, EV_SYSCALL_POLL_X, 168, 0x10, 1, 0xffffffff), EFAULT);
	number(e, 2, -1);
	e = works(CALL_32(s, EV_SYSCALL_PPOLL_X, 309, NARROW(&polled), 1, NARROW(&span), 0, 8));
	number(e, 2, 5000000);
	e = works(CALL_32(s, EV_SYSCALL_PPOLL_X, 414, NARROW(&polled), 1, NARROW(&wide_span), 0, 8));
	number(e, 2, 7000000);
	e->at_least = 7000000;
	e = fails(CALL_32(s, EV_SYSCALL_FUTEX_X, 422, NARROW(words), 0, 5, NARROW(&wide_span)), EAGAIN);
	number(e, 1, NARROW(words));
	number(e, 3, 5);
	e = works(CALL_32(s, EV_SYSCALL_SETRLIMIT_X, 75, 4, NARROW(&limit)));
	number(e, 1, 100);
	number(e, 2, -1);
	number(e, 3, 4);
	e = works(CALL_32(s, EV_SYSCALL_SETRESGID_X, 170, 11, 0xffff, 13));
	number(e, 1, 11);
	number(e, 2, -1);
	number(e, 3, 13);
	e = works(CALL_32(s, EV_SYSCALL_GETRESGID_X, 171, NARROW(&halves[0]), NARROW(&halves[1]),
			  NARROW(&halves[2])));
	number(e, 1, 11);
	number(e, 2, 0);
	number(e, 3, 13);
	e = works(CALL_32(s, EV_SYSCALL_GETRESGID_X, 211, NARROW(&words[0]), NARROW(&words[1]),
			  NARROW(&words[2])));
	number(e, 1, 11);
	number(e, 3, 13);
	e = works(CALL_32(s, EV_SYSCALL_SETREGID_X, 71, 0xffff, 0xffff));
	number(e, 1, -1);
	number(e, 2, -1);
	e = works(CALL_32(s, EV_SYSCALL_FUTEX_X, 240, NARROW(words), 1, 3));
	number(e, 1, NARROW(words));
	number(e, 3, 3);
	e = works(CALL_32(s, EV_SYSCALL_KILL_X, 37, (uint32_t)noting_tid, 0));
	number(e, 1, noting_tid);
	e = fails(CALL_32(s, EV_SYSCALL_KILL_X, 37, (uint32_t)-999999, 0), ESRCH);
	number(e, 1, -999999);
	e = works(CALL_32(s, EV_SYSCALL_GETUID_X, 24));
	e = works(CALL_32(s, EV_SYSCALL_PIPE_X, 42, NARROW(words)));
	number(e, 1, words[0]);
	number(e, 2, words[1]);
}

void compat(struct script *s)
{
	narrow_files(s);
	narrow_memory(s);
	narrow_others(s);
}

/* ---- many calls behind one number ---- */

static uint32_t six[6];

static struct expected *socketcall(struct script *s, int line, uint32_t event, uint32_t which)
{
	return perform_32(s, line, event, 102, (uint32_t[6]){which, NARROW(six)});
}

static void put(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	memcpy(six, (uint32_t[6]){a, b, c, d}, sizeof(six));
}

static void socket_calls(struct script *s)
{
	static struct sockaddr_in server;
	static uint32_t size, pair[2], one = 1;
	static struct { uint32_t base, bytes; } piece;
	static struct { uint32_t name, name_bytes, vector, count, control, control_bytes, flags; } message;
	struct expected *e;
	uint32_t listener, out, in;
	uint8_t recorded[7] = {AF_INET, 127, 0, 0, 1};

	put(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0, 0);
	e = works(socketcall(s, __LINE__, EV_SOCKET_SOCKET_X, 1));
	listener = (uint32_t)e->result;
	number(e, 1, AF_INET);
	number(e, 2, SOCK_STREAM | SOCK_CLOEXEC);
	number(e, 4, 0x1000);
	server = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	put(listener, SOL_SOCKET, SO_REUSEADDR, NARROW(&one));
	six[4] = 4;
	e = works(socketcall(s, __LINE__, EV_SOCKET_SETSOCKOPT_X, 14));
	number(e, 1, listener);
	bytes(e, 4, "\2\1\0\0\0", 5);
	put(listener, NARROW(&server), sizeof(server), 0);
	e = works(socketcall(s, __LINE__, EV_SOCKET_BIND_X, 2));
	bytes(e, 1, recorded, 7);
	number(e, 2, listener);
	size = sizeof(server);
	put(listener, NARROW(&server), NARROW(&size), 0);
	socketcall(s, __LINE__, EV_SOCKET_GETSOCKNAME_X, 6);
	put(listener, 7, 0, 0);
	e = works(socketcall(s, __LINE__, EV_SOCKET_LISTEN_X, 4));
	number(e, 1, listener);
	number(e, 2, 7);
	put(AF_INET, SOCK_STREAM, 0, 0);
	out = (uint32_t)works(socketcall(s, __LINE__, EV_SOCKET_SOCKET_X, 1))->result;
	put(out, NARROW(&server), sizeof(server), 0);
	e = works(socketcall(s, __LINE__, EV_SOCKET_CONNECT_X, 3));
	recorded[5] = (uint8_t)(ntohs(server.sin_port) & 255);
	recorded[6] = (uint8_t)(ntohs(server.sin_port) >> 8);
	bytes(e, 3, recorded, 7);
	put(listener, 0, 0, 0);
	e = works(socketcall(s, __LINE__, EV_SOCKET_ACCEPT_5_X, 5));
	in = (uint32_t)e->result;
	number(e, 4, 7);
	memcpy(page, "by socketcall", 13);
	put(out, NARROW(page), 13, 0);
	e = works(socketcall(s, __LINE__, EV_SOCKET_SENDTO_X, 9)); /* send */
	bytes(e, 1, "by socketcall", 13);
	number(e, 2, out);
	number(e, 3, 13);
	put(in, NARROW(page), 2, 0);
	e = works(socketcall(s, __LINE__, EV_SOCKET_RECVFROM_X, 10)); /* recv */
	bytes(e, 1, "by", 2);
	number(e, 3, in);
	piece.base = NARROW(page);
	piece.bytes = 5;
	message.vector = NARROW(&piece);
	message.count = 1;
	put(in, NARROW(&message), 0, 0);
	e = works(socketcall(s, __LINE__, EV_SOCKET_RECVMSG_X, 17));
	number(e, 1, 5);
	bytes(e, 2, " sock", 5);
	number(e, 5, in);
	put(AF_UNIX, SOCK_STREAM, 0, NARROW(pair));
	e = works(socketcall(s, __LINE__, EV_SOCKET_SOCKETPAIR_X, 8));
	number(e, 1, pair[0]);
	number(e, 2, pair[1]);
	put(out, 1, 0, 0);
	e = works(socketcall(s, __LINE__, EV_SOCKET_SHUTDOWN_X, 13));
	number(e, 1, out);
	number(e, 2, 1);
	put(0xffffffff, 0, 0, 0);
	e = fails(socketcall(s, __LINE__, EV_SOCKET_ACCEPT4_6_X, 18), EBADF);
	number(e, 5, 0);
	/* What it is not made for is recorded as it came. */
	fails(RAW_32(s, 6, 102, 77, NARROW(six), 1, 2, 3, 4), EINVAL);
	fails(RAW_32(s, 6, 102, 1, 0x10, 1, 2, 3, 4), EFAULT);
}

void compat_sockets(struct script *s)
{
	static struct sembuf operation = {0, 3, IPC_NOWAIT};
	struct expected *e;
	uint32_t id;

	socket_calls(s);
	e = works(CALL_32(s, EV_SYSCALL_SEMGET_X, 117, 2, 0x55, 1, IPC_CREAT | 0600));
	id = (uint32_t)e->result;
	number(e, 1, 0x55);
	number(e, 2, 1);
	number(e, 3, 0x2000 | 0600);
	e = works(CALL_32(s, EV_SYSCALL_SEMOP_X, 117, 1, id, 1, 0, NARROW(&operation)));
	number(e, 1, 1);
	number(e, 3, 3);
	number(e, 8, id);
	six[0] = 42;
	e = works(CALL_32(s, EV_SYSCALL_SEMCTL_X, 117, 3, id, 0, SETVAL | 0x100, NARROW(six)));
	number(e, 1, id);
	number(e, 3, 0x1000);
	number(e, 4, 42);
	e = works(CALL_32(s, EV_SYSCALL_SEMCTL_X, 117, 3, id, 0, IPC_RMID, NARROW(six)));
	number(e, 3, 4);
	works(RAW_32(s, 6, 117, 13, 0, 01600, 0, 0, 0));
	fails(RAW_32(s, 6, 117, 22, 1, 2, 3, 0x10, 5), EINVAL);
	fails(RAW_32(s, 6, 117, 99, 1, 2, 3, 4, 5), ENOSYS);
}
