/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names for the numbers of calls and events, expanded out of the tables in uapi/: CALL_name for a
 * call as x86-64 counts, EVENT_SYMBOL for a row of events.def. A 32-bit call has the kernel's own
 * name, __NR_ia32_name.
 */
#ifndef SONDE_NUMBERS_H
#define SONDE_NUMBERS_H

#include <asm/unistd.h>

#ifndef CONFIG_X86_64
#error "only x86-64 is done: numbers and arguments of calls are those of this architecture"
#endif

#include "uapi/record.h"

enum {
#define NATIVE_X86_64(nr, name, code, enter, exit, sampling) CALL_##name = nr,
#include "uapi/syscalls.def"
};

enum {
	EVENT_NONE = SONDE_EVENT_CALL,	/* of a call without a row of its own */
#define EVENT(id, symbol, ...) EVENT_##symbol = id,
#define RETIRED(id, symbol, ...) EVENT_##symbol = id,
#define UNUSED(id, symbol) EVENT_##symbol = id,
#include "uapi/events.def"
};

/* Beside those with an access mode of their own, fcntl has these commands for 32-bit callers. */
enum {
	COMPAT_F_GETLK64 = 12,
	COMPAT_F_SETLK64,
	COMPAT_F_SETLKW64,
};

#endif
