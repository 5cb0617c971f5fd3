// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of calls without a row, of polling, times and limits.
 * events.c calls each function here where a row of events.def has FN(name).
 */
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/time64.h>

#include "fill/fill.h"
#include "fill/puts.h"
#include "numbers.h"

/* ---- calls without a row ---- */

static const u16 codes[] = {
#define NATIVE_X86_64(nr, name, code, enter, exit, sampling) [nr] = code,
#include "uapi/syscalls.def"
};

PUT(syscall_code)
{
	sonde_put_integer(f, f->number < ARRAY_SIZE(codes) ? codes[f->number] : 0, bytes);
}

PUT(syscall_number) { sonde_put_integer(f, f->native, bytes); }

/* ints and unsigned ints that a row holds in 64 bits: a register's upper half means nothing. */

static void put_int(struct sonde_fill *f, unsigned long argument, u32 bytes)
{
	sonde_put_integer(f, (s64)(int)argument, bytes);
}

PUT(int_argument_0) { put_int(f, f->args[0], bytes); }
PUT(int_argument_2) { put_int(f, f->args[2], bytes); }
PUT(uint_argument_0) { sonde_put_integer(f, (u32)f->args[0], bytes); }
PUT(uint_argument_1) { sonde_put_integer(f, (u32)f->args[1], bytes); }
PUT(uint_argument_2) { sonde_put_integer(f, (u32)f->args[2], bytes); }

PUT(sampling_ratio) { sonde_put_integer(f, f->extra[0], bytes); }
PUT(hotplug_cpu) { sonde_put_integer(f, f->extra[0], bytes); }
PUT(hotplug_action) { sonde_put_integer(f, f->extra[1], bytes); }

/* ---- polling ---- */

#define POLLED_BYTES	10u
#define CHUNK_POLLED	32u

/*
 * What was asked for while the call waited, what came when it is over: only the latter with
 * ret > 0.
 */
PUT(poll_result)
{
	static const struct sonde_bit table[] = {
		{ POLLIN, 1 }, { POLLPRI, 2 }, { POLLOUT, 4 }, { POLLRDHUP, 8 }, { POLLERR, 0x10 },
		{ POLLHUP, 0x20 }, { POLLNVAL, 0x40 }, { POLLRDNORM, 0x80 }, { POLLRDBAND, 0x100 },
		{ POLLWRNORM, 0x200 }, { POLLWRBAND, 0x400 },
	};
	u32 room = min(sonde_room(f), SONDE_LIST_BYTES);
	u8 *to = f->at + sizeof(u16);
	struct pollfd chunk[CHUNK_POLLED];
	u16 count = 0;
	u64 left = f->ret >= 0 ? min_t(u64, f->args[1], 4 * SONDE_LIST_BYTES) : 0;
	unsigned long from = f->args[0];
	u32 got, i;

	for (; left; left -= got, from += got * sizeof(*chunk)) {
		got = min_t(u64, left, CHUNK_POLLED);
		if (!sonde_read_user(f, chunk, from, got * sizeof(*chunk)))
			break;
		for (i = 0; i < got; i++) {
			if (!chunk[i].revents)
				continue;
			if (to + POLLED_BYTES > f->at + room)
				goto out;
			put_unaligned((s64)chunk[i].fd, (s64 *)to);
			put_unaligned((u16)BITS(table, (u16)chunk[i].revents), (u16 *)(to + 8));
			to += POLLED_BYTES;
			count++;
		}
	}
out:
	put_unaligned(count, (u16 *)f->at);
	sonde_put_done(f, to - f->at);
}

/* ---- time ---- */

u64 sonde_read_span(struct sonde_fill *f, unsigned long from)
{
	struct { s64 seconds, nanoseconds; } wide;
	struct { s32 seconds, nanoseconds; } narrow;
	u64 span = ~0ull;	/* none: wait for ever */

	bool is_narrow = f->compat && f->native != __NR_ia32_ppoll_time64;

	if (from && !is_narrow && sonde_read_user(f, &wide, from, sizeof(wide)))
		span = wide.seconds * NSEC_PER_SEC + wide.nanoseconds;
	else if (from && is_narrow && sonde_read_user(f, &narrow, from, sizeof(narrow)))
		span = narrow.seconds * (u64)NSEC_PER_SEC + narrow.nanoseconds;
	return span;
}

PUT(timespec_argument_0) { sonde_put_integer(f, sonde_read_span(f, f->args[0]), bytes); }

/* ppoll leaves what is left of the time there: it had to be read when the call began. */
PUT(timespec_argument_2)
{
	sonde_put_integer(f, f->kept_valid ? f->kept : sonde_read_span(f, f->args[2]), bytes);
}

/* ---- words that a call wrote into the caller's memory ---- */

static void put_user_word(struct sonde_fill *f, unsigned long from, u32 bytes)
{
	bool short_ids = f->compat && (f->native == __NR_ia32_getresuid ||
				       f->native == __NR_ia32_getresgid);
	u32 word = ~0u;
	u16 half;

	if (f->ret == 0 && !short_ids)
		sonde_read_user(f, &word, from, sizeof(word));
	else if (f->ret == 0 && sonde_read_user(f, &half, from, sizeof(half)))
		word = half;
	sonde_put_integer(f, word, bytes);
}

PUT(user_word_0) { put_user_word(f, f->args[0], bytes); }
PUT(user_word_1) { put_user_word(f, f->args[1], bytes); }
PUT(user_word_2) { put_user_word(f, f->args[2], bytes); }

/* ---- limits ---- */

/* The soft one, and the hard one put aside; -1 for no limit and for no answer. */
static s64 read_limit(struct sonde_fill *f, unsigned long from, bool narrow)
{
	u64 wide[2] = { ~0ull, ~0ull };
	u32 pair[2];

	if (from && !narrow) {
		if (!sonde_read_user(f, wide, from, sizeof(wide)))
			wide[0] = wide[1] = ~0ull;
	} else if (from && sonde_read_user(f, pair, from, sizeof(pair))) {
		wide[0] = pair[0] == ~0u ? ~0ull : pair[0];
		wide[1] = pair[1] == ~0u ? ~0ull : pair[1];
	}
	f->extra[0] = wide[1];
	return wide[0];
}

PUT(rlimit_soft)
{
	bool known = f->ret == 0 || f->number == CALL_setrlimit;	/* the caller's own */

	sonde_put_integer(f, read_limit(f, known ? f->args[1] : 0, f->compat), bytes);
}

PUT(rlimit_hard) { sonde_put_integer(f, f->extra[0], bytes); }
PUT(prlimit_new_soft) { sonde_put_integer(f, read_limit(f, f->args[2], false), bytes); }
PUT(prlimit_new_hard) { sonde_put_integer(f, f->extra[0], bytes); }

PUT(prlimit_old_soft)
{
	sonde_put_integer(f, read_limit(f, f->ret == 0 ? f->args[3] : 0, false), bytes);
}

PUT(prlimit_old_hard) { sonde_put_integer(f, f->extra[0], bytes); }
