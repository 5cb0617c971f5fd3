// SPDX-License-Identifier: GPL-2.0-only
/*
 * Load and unload. The way of an event begins in attach.c, that of a consumer in device.c.
 */
#include <linux/module.h>

#include "attach.h"
#include "clock.h"
#include "device.h"
#include "fill/events.h"

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
