/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known of a row of events.def before it is filled, and the function that fills it. Called
 * by emit.c; made by fill/events.c out of the table.
 */
#ifndef SONDE_FILL_EVENTS_H
#define SONDE_FILL_EVENTS_H

#include <linux/types.h>

#include "fill/fill.h"
#include "uapi/ioctl.h"

#define SONDE_ROW_PAYLOAD	1u	/* holds data of the call, up to the snap length */
#define SONDE_ROW_WRITES	2u	/* takes the data from the caller */
#define SONDE_ROW_OPENS		4u	/* opens a file by name */
#define SONDE_ROW_MANY		8u	/* one record per message that the call moved */
#define SONDE_ROW_BUFFER	16u	/* the data are in one buffer, argument `buffer` */
#define SONDE_ROW_MAYBE_STATE	32u	/* SONDE_CLASS_STATE with some arguments */
#define SONDE_ROW_SPECIAL		64u	/* has a parameter with a function of its own */
#define SONDE_ROW_ARGUMENTS	128u	/* holds more than the result and the number */

struct sonde_row {
	u16 event;
	u16 bytes;		/* header, lengths, fixed parameters, texts and lists, slack */
	u8 params;
	u8 class;
	u8 flags;
	u8 buffer;		/* of SONDE_EVENT_CALL: how many arguments */
};

/* The row of an event; one of zero params for what is never recorded. */
const struct sonde_row *sonde_row(u32 event);

/*
 * The row that records an x86-64 call, calls without one behind the last. A call that has no row
 * of its own has that of SONDE_EVENT_CALL, with as many arguments as it takes.
 */
extern struct sonde_row sonde_rows_of_calls[SONDE_MAX_SYSCALL + 1];

/* Two parameters of SONDE_EVENT_CALL come before the arguments. */
#define SONDE_CALL_PARAMS	2u

/* The x86-64 number of a 32-bit call; negative where there is none. */
int sonde_number_of_compat(u32 native);

/*
 * compat_calls.c: puts the arguments of a 32-bit call where the 64-bit row looks for them.
 * How many arguments such a call has where its 64-bit call has another number of them; 0 else.
 */
void sonde_arrange_compat_call(struct sonde_fill *f);
u32 sonde_arity_of_compat_call(u32 native);

/* The row that records a 32-bit call; @index is that of its 64-bit call in sonde_rows_of_calls. */
const struct sonde_row *sonde_row_of_compat_call(u32 native, u32 index);

/* Once, at load. */
void sonde_rows_start(void);

/* Whether a call of a row with SONDE_ROW_MAYBE_STATE is of SONDE_CLASS_STATE; one message of it. */
bool sonde_changes_state(struct sonde_fill *f, const struct sonde_row *row);

void sonde_fill_event(struct sonde_fill *f, u32 event);

#endif
