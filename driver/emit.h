/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One record into the ring of one consumer: room, gap marker, fill, commit, or an entry in the
 * accounts of what was lost. Called by probes with preemption and page faults off, under
 * rcu_read_lock.
 */
#ifndef SONDE_EMIT_H
#define SONDE_EMIT_H

#include "consumer.h"
#include "fill.h"

/* Prepares what all consumers share; the caller then sets what its event is about. */
static __always_inline void sonde_emit_begin(struct sonde_fill *f)
{
	f->flags = 0;
	f->ret = 0;
	f->number = 0;
	f->native = 0;
	f->message = 0;
	f->compat = false;
	f->task = current;
	f->bprm = NULL;
	f->info = NULL;
}

/* @duration 0: unknown. @tid: in whose name. */
void sonde_emit(struct sonde_consumer *consumer, u32 event, struct sonde_fill *f, pid_t tid,
		u64 clock, u64 duration);

#endif
