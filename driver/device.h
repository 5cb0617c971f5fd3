/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/sonde. main.c makes it at load and removes it at unload; uapi/ioctl.h says how to use it.
 */
#ifndef SONDE_DEVICE_H
#define SONDE_DEVICE_H

int sonde_device_start(void);
void sonde_device_stop(void);

#endif
