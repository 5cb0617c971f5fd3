// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/sonde: one open file is one consumer. Here are its life, its rings' memory, its settings and
 * its sleep; file_operations are at the bottom. uapi/ioctl.h is the contract, consumer.h the state.
 *
 * Everything that user space says is checked here; the probes never see it unchecked. What belongs
 * to a consumer hangs on the file, never on the process that opened it: the file may be passed on,
 * and what it may do is asked of whoever asks.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "attach.h"
#include "clock.h"
#include "compat/compat.h"
#include "consumer.h"
#include "device.h"
#include "scope.h"

#define MIN_RING_BYTES	(128ull << 10)
#define MAX_RING_BYTES	(1ull << 30)

static struct sonde_consumers nobody;
struct sonde_consumers __rcu *sonde_consumers = RCU_INITIALIZER(&nobody);

/* Protects the list, every consumer's settings and what is attached. Never taken in a probe. */
static DEFINE_MUTEX(consumers_mutex);

/* Bits of the slots (scope.h) that a consumer has, started or stopped. */
static u32 scopes_in_use;

/* ---- rings ---- */

static void free_pages_of(struct sonde_cpu_ring *cpu_ring)
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

static void free_rings(struct sonde_consumer *c)
{
	int cpu;

	if (!c->rings)
		return;
	for_each_possible_cpu(cpu)
		free_pages_of(per_cpu_ptr(c->rings, cpu));
	free_percpu(c->rings);
	c->rings = NULL;
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
	const gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN;
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

static int make_rings(struct sonde_consumer *c)
{
	int cpu, error;

	c->rings = alloc_percpu(struct sonde_cpu_ring);
	if (!c->rings)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		error = make_ring(c, cpu);
		if (error) {
			free_rings(c);
			return error;
		}
	}
	return 0;
}

/* ---- who runs ---- */

static int attach_for(const struct sonde_consumers *list)
{
	return sonde_attach(list->trace | (scopes_in_use ? SONDE_ATTACH_SLOTS : 0));
}

static struct sonde_consumers *listed(void)
{
	return rcu_dereference_protected(sonde_consumers, lockdep_is_held(&consumers_mutex));
}

/*
 * Publishes the list with @add and without @drop, and attaches what its members want. The old list
 * is not in use any more when this returns.
 */
static int relist(struct sonde_consumer *add, struct sonde_consumer *drop)
{
	struct sonde_consumers *list = kzalloc(sizeof(*list), GFP_KERNEL | __GFP_NOFAIL);
	struct sonde_consumers *old = listed();
	u32 i;
	int error;

	for (i = 0; i < old->count; i++)
		if (old->list[i] != drop && old->list[i] != add)
			list->list[list->count++] = old->list[i];
	if (add && list->count == SONDE_MAX_CONSUMERS) {
		kfree(list);
		return -EBUSY;
	}
	if (add)
		list->list[list->count++] = add;
	for (i = 0; i < list->count; i++)
		list->trace |= list->list[i]->trace;

	if (add) {
		/* First the probes, then the consumer that expects them. */
		error = attach_for(list);
		if (error) {
			kfree(list);
			attach_for(old);
			return error;
		}
	}
	rcu_assign_pointer(sonde_consumers, list->count ? list : &nobody);
	synchronize_rcu();
	/* Before the probes go: the flags of threads are the kernel's again when they do. */
	sonde_scope_set_flags();
	if (!add)
		attach_for(list);
	if (!list->count)
		kfree(list);
	if (old != &nobody)
		kfree(old);
	return 0;
}

static void drop_scope(struct sonde_consumer *c)
{
	if (!c->scope)
		return;
	sonde_scope_clear(c->scope);
	scopes_in_use &= ~(u32)c->scope;
	c->scope = 0;
	attach_for(listed());
}

static int take_scope(struct sonde_consumer *c, const struct sonde_scope *scope)
{
	u32 bit = ffz(scopes_in_use);
	int error;

	if (!scope->count)
		return 0;
	if (bit >= BITS_PER_BYTE * sizeof(c->scope))
		return -EBUSY;
	c->scope = 1u << bit;
	scopes_in_use |= c->scope;
	error = attach_for(listed());
	if (!error)
		error = sonde_scope_mark(c->scope, scope);
	if (error)
		drop_scope(c);
	return error;
}

static int resume(struct sonde_consumer *c)
{
	int error = c->listed ? 0 : relist(c, NULL);

	c->listed = !error;
	return error;
}

static void stop(struct sonde_consumer *c)
{
	if (c->listed)
		relist(NULL, c);
	c->listed = false;
}

/* ---- settings ---- */

static bool settings_are_good(const struct sonde_settings *s)
{
	u32 known = SONDE_TRACE_CALLS | SONDE_TRACE_EXIT | SONDE_TRACE_SIGNAL |
		    SONDE_TRACE_SWITCH | SONDE_TRACE_FAULT | SONDE_TRACE_USAGE;

	if (s->scope.count > SONDE_MAX_SCOPE || s->scope.reserved ||
	    !sonde_predicate_is_good(&s->predicate))
		return false;
	return s->snaplen <= SONDE_MAX_SNAPLEN && s->trace && !(s->trace & ~known) &&
	       !(s->mode & ~(SONDE_MODE_OVERWRITE | SONDE_MODE_WITH_SELF));
}

/* What may change while probes run; *@old is to be freed when they do not see it any more. */
static int apply(struct sonde_consumer *c, const struct sonde_settings *s,
		 struct sonde_predicate **old)
{
	struct sonde_predicate *predicate = sonde_predicate_copy(&s->predicate);
	bool calls = s->trace & SONDE_TRACE_CALLS;
	u32 i;

	if (IS_ERR(predicate))
		return PTR_ERR(predicate);
	*old = rcu_dereference_protected(c->predicate, lockdep_is_held(&consumers_mutex));
	rcu_assign_pointer(c->predicate, predicate);
	WRITE_ONCE(c->selects, c->scope || predicate);
	WRITE_ONCE(c->snaplen, s->snaplen);
	WRITE_ONCE(c->watermark_bytes, s->watermark_bytes);
	for (i = 0; i < SONDE_MAX_SYSCALL / 64; i++)
		WRITE_ONCE(c->calls[i], calls ? s->syscalls[i] : 0);
	WRITE_ONCE(c->calls[i], calls);
	WRITE_ONCE(c->trace, s->trace);
	return 0;
}

static long start(struct sonde_consumer *c, const struct sonde_settings *s)
{
	struct sonde_predicate *old;
	int error;

	if (c->started)
		return -EBUSY;
	if (!settings_are_good(s) || s->ring_bytes < MIN_RING_BYTES ||
	    s->ring_bytes > MAX_RING_BYTES || s->ring_bytes & (s->ring_bytes - 1))
		return -EINVAL;
	if (s->trace & ~sonde_attach_possible())
		return -EOPNOTSUPP;
	c->ring_bytes = s->ring_bytes;
	c->mode = s->mode;
	c->self = s->mode & SONDE_MODE_WITH_SELF ? 0 : current->tgid;
	error = make_rings(c);
	if (error)
		return error;
	error = take_scope(c, &s->scope);
	if (error)
		goto free;
	error = apply(c, s, &old);
	if (error)
		goto drop;
	kfree(old);
	error = resume(c);
	if (error)
		goto drop;
	/* Pairs with the acquire loads of poll and mmap, which take no mutex: rings come first. */
	smp_store_release(&c->started, true);
	return 0;

drop:
	drop_scope(c);
free:
	free_rings(c);
	return error;
}

static long set(struct sonde_consumer *c, const struct sonde_settings *s)
{
	struct sonde_predicate *old;
	int error;

	if (!c->started)
		return -EINVAL;
	if (!settings_are_good(s))
		return -EINVAL;
	if (s->trace & ~sonde_attach_possible())
		return -EOPNOTSUPP;
	error = apply(c, s, &old);
	if (error)
		return error;
	if (c->listed)
		error = relist(c, NULL);
	if (error || !c->listed)
		synchronize_rcu();
	kfree(old);
	return error;
}

/*
 * The administrator, who may observe everything anyway; or a member of the group that the device
 * belongs to, which is how the administrator lets others. Root's own group does not count: it says
 * nothing about anybody's wish.
 */
static bool may_trace(struct file *file)
{
	kgid_t group = file_inode(file)->i_gid;

	if (security_locked_down(LOCKDOWN_PERF))
		return false;
	return capable(CAP_SYS_ADMIN) || perfmon_capable() ||
	       (!gid_eq(group, GLOBAL_ROOT_GID) && in_group_p(group));
}

static long tell_info(struct sonde_info __user *to)
{
	struct sonde_info info = {
		.api_version = SONDE_API_VERSION,
		.record_bytes = SONDE_RECORD_BYTES,
		.possible_cpus = nr_cpu_ids,
		.page_bytes = PAGE_SIZE,
		.min_ring_bytes = MIN_RING_BYTES,
		.max_ring_bytes = MAX_RING_BYTES,
	};

	return copy_to_user(to, &info, sizeof(info)) ? -EFAULT : 0;
}

static long tell_now(u64 __user *to)
{
	u64 now = sonde_now();

	return copy_to_user(to, &now, sizeof(now)) ? -EFAULT : 0;
}

static long device_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct sonde_consumer *c = file->private_data;
	struct sonde_settings *settings = NULL;
	long result;

	if (!may_trace(file))
		return -EPERM;
	if (command == SONDE_INFO)
		return tell_info((struct sonde_info __user *)argument);
	if (command == SONDE_NOW)
		return tell_now((u64 __user *)argument);
	if (command == SONDE_START || command == SONDE_SET) {
		settings = memdup_user((void __user *)argument, sizeof(*settings));
		if (IS_ERR(settings))
			return PTR_ERR(settings);
	}
	mutex_lock(&consumers_mutex);
	switch (command) {
	case SONDE_START:
		result = start(c, settings);
		break;
	case SONDE_SET:
		result = set(c, settings);
		break;
	case SONDE_STOP:
		stop(c);
		result = c->started ? 0 : -EINVAL;
		break;
	case SONDE_RESUME:
		result = c->started ? resume(c) : -EINVAL;
		break;
	default:
		result = -ENOTTY;
	}
	mutex_unlock(&consumers_mutex);
	kfree(settings);
	return result;
}

/* ---- sleep ---- */

static u64 most_used(struct sonde_consumer *c)
{
	u64 most = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		most = max(most, sonde_ring_used(&per_cpu_ptr(c->rings, cpu)->ring));
	return most;
}

static void wake_sleeper(struct irq_work *work)
{
	struct sonde_consumer *c = container_of(work, struct sonde_consumer, wake_work);

	wake_up_interruptible(&c->wait);
}

/* A record and the wish to be woken by it may have missed each other; see "Sleeping" in ring.c. */
static void look_again(struct timer_list *timer)
{
	struct sonde_consumer *c = container_of(timer, struct sonde_consumer, second_look);

	if (most_used(c) >= READ_ONCE(c->wake_bytes))
		wake_up_interruptible(&c->wait);
}

static void ask_to_be_woken(struct sonde_consumer *c, u32 bytes)
{
	int cpu;

	WRITE_ONCE(c->wake_bytes, bytes);
	for_each_possible_cpu(cpu) {
		struct sonde_ring *ring = &per_cpu_ptr(c->rings, cpu)->ring;

		WRITE_ONCE(ring->wake_at, READ_ONCE(ring->page->head) - sonde_ring_used(ring) +
			   bytes);
	}
	/* The wish to be woken before the second look at what there is; see "Sleeping" in ring.c. */
	smp_mb();
	mod_timer(&c->second_look, jiffies + 1);
}

static __poll_t device_poll(struct file *file, poll_table *table)
{
	struct sonde_consumer *c = file->private_data;
	__poll_t result = 0;
	u32 watermark;
	u64 used;

	/* Set once, after the rings, and never cleared while the file is open: see start(). */
	if (!smp_load_acquire(&c->started))
		return EPOLLERR;
	poll_wait(file, &c->wait, table);
	watermark = max(READ_ONCE(c->watermark_bytes), SONDE_RECORD_UNIT);
	if (!(poll_requested_events(table) & (EPOLLIN | EPOLLRDNORM)))
		ask_to_be_woken(c, watermark);
	else if (!most_used(c))
		ask_to_be_woken(c, SONDE_RECORD_UNIT);
	used = most_used(c);
	if (used)
		result |= EPOLLIN | EPOLLRDNORM;
	if (used >= watermark)
		result |= EPOLLPRI;
	return result;
}

/* ---- mapping ---- */

static int map_pages(struct vm_area_struct *vma, struct page **pages, u64 count, u64 times)
{
	unsigned long at = vma->vm_start;
	int error = 0;
	u64 i;

	for (; !error && times; times--)
		for (i = 0; !error && i < count; i++, at += PAGE_SIZE)
			error = vm_insert_page(vma, at, pages[i]);
	return error;
}

static int device_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sonde_consumer *c = file->private_data;
	u64 offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
	u64 bytes = vma->vm_end - vma->vm_start;
	u32 cpu = SONDE_MAP_CPU(offset), what = SONDE_MAP_WHAT(offset);
	struct sonde_cpu_ring *cpu_ring;
	struct page *clock_page = sonde_clock_page();

	/* See start(). */
	if (!smp_load_acquire(&c->started) || cpu >= nr_cpu_ids || !cpu_possible(cpu) ||
	    offset != SONDE_MAP_OFFSET(cpu, (u64)what))
		return -EINVAL;
	if (what != SONDE_MAP_READER_PAGE) {
		if (vma->vm_flags & VM_WRITE)
			return -EPERM;
		sonde_vm_flags(vma, 0, VM_MAYWRITE);
	}
	sonde_vm_flags(vma, VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP, VM_MAYEXEC);
	cpu_ring = per_cpu_ptr(c->rings, cpu);

	switch (what) {
	case SONDE_MAP_DATA:
		if (bytes != 2 * c->ring_bytes)
			return -EINVAL;
		return map_pages(vma, cpu_ring->pages, c->ring_bytes >> PAGE_SHIFT, 2);
	case SONDE_MAP_RING_PAGE:
		return bytes == PAGE_SIZE ? map_pages(vma, &cpu_ring->ring_page, 1, 1) : -EINVAL;
	case SONDE_MAP_READER_PAGE:
		return bytes == PAGE_SIZE ? map_pages(vma, &cpu_ring->reader_page, 1, 1) : -EINVAL;
	case SONDE_MAP_CLOCK_PAGE:
		return bytes == PAGE_SIZE ? map_pages(vma, &clock_page, 1, 1) : -EINVAL;
	}
	return -EINVAL;
}

/* ---- open and close ---- */

static int device_open(struct inode *inode, struct file *file)
{
	struct sonde_consumer *c;

	if (!may_trace(file))
		return -EPERM;
	c = kzalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	if (!c)
		return -ENOMEM;
	init_waitqueue_head(&c->wait);
	init_irq_work(&c->wake_work, wake_sleeper);
	timer_setup(&c->second_look, look_again, 0);
	file->private_data = c;
	return nonseekable_open(inode, file);
}

static int device_release(struct inode *inode, struct file *file)
{
	struct sonde_consumer *c = file->private_data;

	mutex_lock(&consumers_mutex);
	stop(c);
	drop_scope(c);
	mutex_unlock(&consumers_mutex);
	/* No probe knows it any more; only what probes left behind may still run. */
	irq_work_sync(&c->wake_work);
	sonde_timer_stop(&c->second_look);
	free_rings(c);
	kfree(rcu_access_pointer(c->predicate));
	kfree(c);
	return 0;
}

static const struct file_operations device_operations = {
	.owner = THIS_MODULE,
	.open = device_open,
	.release = device_release,
	.unlocked_ioctl = device_ioctl,
	.mmap = device_mmap,
	.poll = device_poll,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "sonde",
	.mode = 0600,
	.fops = &device_operations,
};

int sonde_device_start(void)
{
	return misc_register(&device);
}

void sonde_device_stop(void)
{
	misc_deregister(&device);
}
