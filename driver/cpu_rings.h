/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of a consumer's rings; see cpu_rings.c. consumer.c calls it.
 */
#ifndef SONDE_CPU_RINGS_H
#define SONDE_CPU_RINGS_H

struct sonde_consumer;

/*
 * Rings of c->ring_bytes for c->mode. None are made after an error: -ENOMEM for want of memory or
 * beyond the limit of the module, -EDQUOT beyond that of the user, -EINTR after a fatal signal.
 */
int sonde_rings_make(struct sonde_consumer *c);

/* No probe and no mapping may use them any more. Does nothing when there are none. */
void sonde_rings_free(struct sonde_consumer *c);

#endif
