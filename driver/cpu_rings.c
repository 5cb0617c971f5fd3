// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of a consumer's rings: one ring for each CPU, in pages that device.c maps for user space.
 * consumer.c makes them at the start and frees them when the file is closed. ring.c knows what is
 * in a ring.
 */
#include <linux/atomic.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/irq_work.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/sched/user.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "consumer.h"
#include "cpu_rings.h"

static unsigned int max_mib;
module_param(max_mib, uint, 0644);
MODULE_PARM_DESC(max_mib, "MiB of all rings together; 0: half of the machine's memory");

static unsigned int member_mib = 32;
module_param(member_mib, uint, 0644);
MODULE_PARM_DESC(member_mib,
		 "MiB of rings per CPU that a user without CAP_IPC_LOCK has beside RLIMIT_MEMLOCK");

/* ---- accounts ---- */

static atomic_long_t pages_of_all;

static long pages_of(const struct sonde_consumer *c)
{
	return num_possible_cpus() * ((c->ring_bytes >> PAGE_SHIFT) + 2);
}

static void uncharge(struct sonde_consumer *c)
{
	atomic_long_sub(pages_of(c), &pages_of_all);
	if (!c->cred)
		return;
	atomic_long_sub(pages_of(c), &c->cred->user->locked_vm);
	put_cred(c->cred);
	c->cred = NULL;
}

/*
 * Within the limit of the module; and as locked memory of the user who asks, unless that one may
 * lock as much as it wants: what else runs as root is not to fail for want of what rings took.
 */
static int charge(struct sonde_consumer *c)
{
	const u32 shift = 20 - PAGE_SHIFT;
	long limit = max_mib ? (long)max_mib << shift : totalram_pages() / 2;
	long allowed = (rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT) +
		       ((long)member_mib * num_possible_cpus() << shift);

	if (atomic_long_add_return(pages_of(c), &pages_of_all) > limit) {
		uncharge(c);
		return -ENOMEM;
	}
	if (capable(CAP_IPC_LOCK))
		return 0;
	c->cred = get_current_cred();
	if (atomic_long_add_return(pages_of(c), &c->cred->user->locked_vm) <= allowed)
		return 0;
	uncharge(c);
	return -EDQUOT;
}

/* ---- pages ---- */

static void free_ring(struct sonde_cpu_ring *cpu_ring)
{
	u64 count = cpu_ring->ring.bytes >> PAGE_SHIFT, i;

	if (cpu_ring->ring.data)
		vunmap(cpu_ring->ring.data);
	for (i = 0; cpu_ring->pages && i < count && cpu_ring->pages[i]; i++)
		__free_page(cpu_ring->pages[i]);
	kvfree(cpu_ring->pages);
	if (cpu_ring->ring_page)
		__free_page(cpu_ring->ring_page);
	if (cpu_ring->reader_page)
		__free_page(cpu_ring->reader_page);
	memset(cpu_ring, 0, sizeof(*cpu_ring));
}

void sonde_rings_free(struct sonde_consumer *c)
{
	int cpu;

	if (!c->rings)
		return;
	for_each_possible_cpu(cpu)
		free_ring(per_cpu_ptr(c->rings, cpu));
	free_percpu(c->rings);
	c->rings = NULL;
	uncharge(c);
}

static void wake_consumer(struct sonde_ring *ring)
{
	struct sonde_cpu_ring *cpu_ring = container_of(ring, struct sonde_cpu_ring, ring);

	irq_work_queue(&cpu_ring->consumer->wake_work);
}

/* The data area as the kernel sees it: every page twice, so that nothing ever wraps. */
static u8 *map_twice(struct page **pages, u64 count)
{
	struct page **twice = kvmalloc_array(2 * count, sizeof(*twice), GFP_KERNEL);
	u8 *data;

	if (!twice)
		return NULL;
	memcpy(twice, pages, count * sizeof(*twice));
	memcpy(twice + count, pages, count * sizeof(*twice));
	data = vmap(twice, 2 * count, VM_MAP, PAGE_KERNEL);
	kvfree(twice);
	return data;
}

static int make_ring(struct sonde_consumer *c, int cpu)
{
	struct sonde_cpu_ring *cpu_ring = per_cpu_ptr(c->rings, cpu);
	/* No other process is killed for the sake of a ring. */
	const gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
	u64 count = c->ring_bytes >> PAGE_SHIFT, i;
	int node = cpu_to_node(cpu);
	u8 *data;

	cpu_ring->consumer = c;
	cpu_ring->ring.bytes = c->ring_bytes;
	cpu_ring->ring_page = alloc_pages_node(node, gfp, 0);
	cpu_ring->reader_page = alloc_pages_node(node, gfp, 0);
	cpu_ring->pages = kvcalloc(count, sizeof(*cpu_ring->pages), GFP_KERNEL_ACCOUNT);
	if (!cpu_ring->ring_page || !cpu_ring->reader_page || !cpu_ring->pages)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		cpu_ring->pages[i] = alloc_pages_node(node, gfp, 0);
		if (!cpu_ring->pages[i])
			return -ENOMEM;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	data = map_twice(cpu_ring->pages, count);
	if (!data)
		return -ENOMEM;
	sonde_ring_init(&cpu_ring->ring, data, c->ring_bytes, c->mode & SONDE_MODE_OVERWRITE,
			page_address(cpu_ring->ring_page), page_address(cpu_ring->reader_page));
	cpu_ring->ring.wake = wake_consumer;
	return 0;
}

int sonde_rings_make(struct sonde_consumer *c)
{
	int cpu, error;

	error = charge(c);
	if (error)
		return error;
	c->rings = alloc_percpu(struct sonde_cpu_ring);
	if (!c->rings) {
		uncharge(c);
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu) {
		error = make_ring(c, cpu);
		if (error) {
			sonde_rings_free(c);
			return error;
		}
	}
	return 0;
}
