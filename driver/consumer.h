/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A consumer: one open /dev/sonde, its settings and its rings. device.c makes and frees it,
 * consumer.c carries out its requests; probes (syscalls.c, sched.c) see the list of those that run,
 * under rcu_read_lock.
 */
#ifndef SONDE_CONSUMER_H
#define SONDE_CONSUMER_H

#include <linux/bitmap.h>
#include <linux/irq_work.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/timer.h>
#include <linux/wait.h>

#include "predicate.h"
#include "ring.h"
#include "slots.h"
#include "uapi/ioctl.h"

#define SONDE_MAX_CONSUMERS	8	/* started ones, one of them the administrator's */
#define SONDE_MIN_RING_BYTES	(128ull << 10)
#define SONDE_MAX_RING_BYTES	(1ull << 30)
#define SONDE_CALL_WORDS	(SONDE_MAX_SYSCALL / BITS_PER_LONG + 1)

struct pid;
struct cred;

struct sonde_cpu_ring {
	struct sonde_ring ring;
	struct sonde_consumer *consumer;
	struct page **pages;		/* of the data area, each once */
	struct page *ring_page;
	struct page *reader_page;
};

struct sonde_consumer {
	/* Read by every probe. Changed by single stores, or while the consumer is not listed. */
	struct sonde_cpu_ring __percpu *rings;
	u32 trace;			/* SONDE_TRACE_* */
	u32 snaplen;
	pid_t self;			/* process to leave out while it lives, 0 for none */
	bool selects;			/* has a scope or a predicate */
	bool kernel_addresses;		/* may see where the kernel has what */
	u8 scope;			/* its bit in the slots of the threads in its scope */
	struct sonde_predicate __rcu *predicate;
	/* Calls by number, none when calls are not traced; the last bit is all others'. */
	unsigned long calls[SONDE_CALL_WORDS];

	/* The rest is consumer.c's, under its mutex, and device.c's. */
	bool placed;			/* counts as one of SONDE_MAX_CONSUMERS */
	bool started;
	bool listed;
	struct pid *self_pid;
	const struct cred *cred;	/* of the user to whom the pages are charged */
	u32 mode;
	u64 ring_bytes;
	u32 watermark_bytes;
	u32 wake_bytes;			/* how much the sleeper waits for */
	wait_queue_head_t wait;
	struct irq_work wake_work;
	struct timer_list recheck;
};

struct sonde_consumers {
	u32 count;
	u32 trace;			/* what any of them wants */
	struct sonde_consumer *list[SONDE_MAX_CONSUMERS];
};

static __always_inline bool sonde_in_scope(const struct sonde_consumer *c,
					   const struct sonde_slot *slot)
{
	return !c->scope || (slot && READ_ONCE(slot->scopes) & c->scope);
}

/* What a consumer that selects makes of an event; @state: its class is SONDE_CLASS_STATE. */
bool sonde_selected(const struct sonde_consumer *c, const struct sonde_slot *slot,
		    struct task_struct *task, bool state, long ret);

/* Never NULL; an empty list when no consumer traces. */
extern struct sonde_consumers __rcu *sonde_consumers;

/* The requests of uapi/ioctl.h: 0 or a negative error. */
long sonde_consumer_start(struct sonde_consumer *c, const struct sonde_settings *s);
long sonde_consumer_set(struct sonde_consumer *c, const struct sonde_settings *s);
long sonde_consumer_stop(struct sonde_consumer *c);
long sonde_consumer_resume(struct sonde_consumer *c);

/* Before it is freed: no probe knows it any more. */
void sonde_consumer_leave(struct sonde_consumer *c);

#endif
