// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/sonde: one open file is one consumer. Here are its requests, its sleep and its mappings;
 * file_operations are at the bottom. consumer.c carries the requests out; uapi/ioctl.h is the
 * contract, consumer.h the state.
 *
 * What belongs to a consumer hangs on the file, never on the process that opened it: the file may
 * be passed on, and each request is judged by the rights of the process that makes it.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/pid.h>
#include <linux/poll.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "clock.h"
#include "compat/compat.h"
#include "consumer.h"
#include "cpu_rings.h"
#include "device.h"

/* ---- requests ---- */

/*
 * The administrator, who may observe everything anyway; or a member of the group that the device
 * belongs to, which is how the administrator lets others. Root's own group does not count: it
 * grants nothing.
 */
static bool may_trace(struct file *file)
{
	kgid_t group = file_inode(file)->i_gid;

	if (security_locked_down(LOCKDOWN_PERF))
		return false;
	/* The group first: a member's missing capability is nothing for the audit log. */
	return (!gid_eq(group, GLOBAL_ROOT_GID) && in_group_p(group)) || perfmon_capable();
}

static long report_info(struct sonde_info __user *to)
{
	struct sonde_info info = {
		.api_version = SONDE_API_VERSION,
		.record_bytes = SONDE_RECORD_BYTES,
		.possible_cpus = nr_cpu_ids,
		.page_bytes = PAGE_SIZE,
		.min_ring_bytes = SONDE_MIN_RING_BYTES,
		.max_ring_bytes = SONDE_MAX_RING_BYTES,
	};

	return copy_to_user(to, &info, sizeof(info)) ? -EFAULT : 0;
}

static long report_now(u64 __user *to)
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
		return report_info((struct sonde_info __user *)argument);
	if (command == SONDE_NOW)
		return report_now((u64 __user *)argument);
	if (command == SONDE_START || command == SONDE_SET) {
		settings = memdup_user((void __user *)argument, sizeof(*settings));
		if (IS_ERR(settings))
			return PTR_ERR(settings);
	}
	switch (command) {
	case SONDE_START:
		result = sonde_consumer_start(c, settings);
		break;
	case SONDE_SET:
		result = sonde_consumer_set(c, settings);
		break;
	case SONDE_STOP:
		result = sonde_consumer_stop(c);
		break;
	case SONDE_RESUME:
		result = sonde_consumer_resume(c);
		break;
	default:
		result = -ENOTTY;
	}
	kfree(settings);
	return result;
}

/* ---- sleep ---- */

static u64 fullest_used(struct sonde_consumer *c)
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

/* A record and the request to be woken by it may have missed each other; "Sleeping" in ring.c. */
static void recheck_rings(struct timer_list *timer)
{
	struct sonde_consumer *c = container_of(timer, struct sonde_consumer, recheck);

	if (fullest_used(c) >= READ_ONCE(c->wake_bytes))
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
	/* The request to be woken before the second look at what there is; see "Sleeping" in ring.c. */
	smp_mb();
	mod_timer(&c->recheck, jiffies + 1);
}

static __poll_t device_poll(struct file *file, poll_table *table)
{
	struct sonde_consumer *c = file->private_data;
	__poll_t result = 0;
	u32 watermark;
	u64 used;

	/* Set once, after the rings, and never cleared while open: see start() in consumer.c. */
	if (!smp_load_acquire(&c->started))
		return EPOLLERR;
	poll_wait(file, &c->wait, table);
	watermark = max(READ_ONCE(c->watermark_bytes), SONDE_RECORD_UNIT);
	if (!(poll_requested_events(table) & (EPOLLIN | EPOLLRDNORM)))
		ask_to_be_woken(c, watermark);
	else if (!fullest_used(c))
		ask_to_be_woken(c, SONDE_RECORD_UNIT);
	used = fullest_used(c);
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

	/* See start() in consumer.c. */
	if (!smp_load_acquire(&c->started) || cpu >= nr_cpu_ids || !cpu_possible(cpu) ||
	    offset != SONDE_MAP_OFFSET(cpu, (u64)what))
		return -EINVAL;
	if (what != SONDE_MAP_READER_PAGE) {
		if (vma->vm_flags & VM_WRITE)
			return -EPERM;
		sonde_vm_flags(vma, 0, VM_MAYWRITE);
	}
	sonde_vm_flags(vma, VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP, VM_MAYEXEC);
	cpu_ring = per_cpu_ptr(c->rings, array_index_nospec(cpu, nr_cpu_ids));

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
	timer_setup(&c->recheck, recheck_rings, 0);
	file->private_data = c;
	return nonseekable_open(inode, file);
}

static int device_release(struct inode *inode, struct file *file)
{
	struct sonde_consumer *c = file->private_data;

	sonde_consumer_leave(c);
	/* No probe knows it any more; only what probes left behind may still run. */
	irq_work_sync(&c->wake_work);
	sonde_timer_stop(&c->recheck);
	sonde_rings_free(c);
	put_pid(c->self_pid);
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
