/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers at any address: the header moved. */
#ifndef SONDE_COMPAT_UNALIGNED_H
#define SONDE_COMPAT_UNALIGNED_H

#ifdef SONDE_HAS_LINUX_UNALIGNED
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

#endif
