/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known of a row of events.def before it is filled, and the function that fills it. Called
 * by record.c; made by fill_events.c out of the table.
 */
#ifndef SONDE_FILL_EVENTS_H
#define SONDE_FILL_EVENTS_H

#include <linux/types.h>

#include "fill.h"

#define SONDE_ROW_PAYLOAD	1u	/* holds data of the call, up to the snap length */
#define SONDE_ROW_WRITES	2u	/* takes the data from the caller */
#define SONDE_ROW_OPENS		4u	/* opens a file by name */
#define SONDE_ROW_MANY		8u	/* one record per message that the call moved */

struct sonde_row {
	u16 bytes;		/* room for lengths, fixed parameters, texts and lists */
	u8 params;
	u8 class;
	u8 flags;
};

/* The row of an event; one of zero params for what is never recorded. */
const struct sonde_row *sonde_row(u32 event);

/* Which row tells of an x86-64 call; SONDE_EVENT_CALL where none does. */
u32 sonde_event_of_call(u32 number);
u32 sonde_arity_of_call(u32 number);

/* The x86-64 number of a 32-bit call; negative where there is none. */
int sonde_number_of_compat(u32 native);

void sonde_fill_event(struct sonde_fill *f, u32 event);

#endif
