/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A declaration of sonde_put_<name>() for every FN(name) and DATA(name) in events.def: between
 * fill/events.c, which calls them, and the files that define them. @bytes is the size of the
 * parameter's type, 0 when it varies.
 */
#ifndef SONDE_FILL_PUTS_H
#define SONDE_FILL_PUTS_H

struct sonde_fill;

#define DECLARE_RET
#define DECLARE_ARG(n)
#define DECLARE_USTR(n)
#define DECLARE_UBUF(n)
#define DECLARE_UOUT(n, bytes)
#define DECLARE_UARRAY_SAME(n, bytes, count)
#define DECLARE_HOST
#define DECLARE_DATA DECLARE_FN
#define DECLARE_FN(name) void sonde_put_##name(struct sonde_fill *f, u32 bytes);
#define P(name, type, format, info, source, doc) DECLARE_##source
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) params
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) params
#include "uapi/events.def"
#undef DECLARE_RET
#undef DECLARE_ARG
#undef DECLARE_USTR
#undef DECLARE_UBUF
#undef DECLARE_UOUT
#undef DECLARE_UARRAY_SAME
#undef DECLARE_HOST
#undef DECLARE_FN
#undef DECLARE_DATA

/* Defines such a function. */
#define PUT(name)		void sonde_put_##name(struct sonde_fill *f, u32 bytes)

/* Translation by a table of struct sonde_bit. */
#define BITS(table, value)	sonde_translate_bits(table, ARRAY_SIZE(table), value)
#define NUMBER(table, value)	sonde_translate_number(table, ARRAY_SIZE(table), value)

#endif
