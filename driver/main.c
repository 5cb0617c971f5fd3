// SPDX-License-Identifier: GPL-2.0-only
/*
 * Load and unload. The way of an event begins in attach.c, that of a consumer in device.c.
 */
#include <linux/build_bug.h>
#include <linux/module.h>
#include <linux/stddef.h>

#include "attach.h"
#include "clock.h"
#include "device.h"
#include "fill/events.h"
#include "uapi/ioctl.h"
#include "uapi/record.h"

/* What user space was compiled with; a change of any is a new SONDE_API_VERSION. */
static_assert(sizeof(struct sonde_record) == SONDE_RECORD_BYTES);
static_assert(offsetof(struct sonde_record, thread) == 4);
static_assert(offsetof(struct sonde_record, clock_low) == 8);
static_assert(offsetof(struct sonde_record, flags) == 16);
static_assert(offsetof(struct sonde_ring_page, lost) == 56);
static_assert(offsetof(struct sonde_ring_page, gap_records) == 152);
static_assert(sizeof(struct sonde_ring_page) == 176);
static_assert(sizeof(struct sonde_reader_page) == 8);
static_assert(offsetof(struct sonde_clock_page, epoch_clock) == 16);
static_assert(sizeof(struct sonde_clock_page) == 32);
static_assert(sizeof(struct sonde_info) == 32);
static_assert(sizeof(struct sonde_term) == 136);
static_assert(sizeof(struct sonde_predicate) == 1096);
static_assert(sizeof(struct sonde_scope) == 72);
static_assert(offsetof(struct sonde_settings, syscalls) == 24);
static_assert(offsetof(struct sonde_settings, scope) == 88);
static_assert(offsetof(struct sonde_settings, predicate) == 160);
static_assert(sizeof(struct sonde_settings) == 1256);

static int __init sonde_init(void)
{
	int error = sonde_attach_find();

	if (error)
		return error;
	sonde_rows_start();
	sonde_address_ids_start();
	error = sonde_clock_start();
	if (error)
		return error;
	error = sonde_device_start();
	if (error)
		goto stop_clock;
	return 0;

stop_clock:
	sonde_clock_stop();
	return error;
}

/* Not called while anybody has the device open: then nothing is attached either. */
static void __exit sonde_exit(void)
{
	sonde_device_stop();
	sonde_clock_stop();
}

module_init(sonde_init);
module_exit(sonde_exit);
MODULE_DESCRIPTION("Records system calls and scheduling into rings for sonde");
MODULE_AUTHOR("The sonde project");
MODULE_LICENSE("GPL");
MODULE_VERSION("1");
