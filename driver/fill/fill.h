/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vocabulary that records are written in: a sonde_fill walks over the parameters of one record
 * in the ring, and every put adds one. fill/events.c strings puts together as events.def says; the
 * special parameters, one function each, are in the other files here. All of it runs with
 * preemption and page faults off, under rcu_read_lock: nothing may sleep.
 */
#ifndef SONDE_FILL_H
#define SONDE_FILL_H

#include <linux/sched.h>
#include <linux/types.h>
#include <linux/uaccess.h>

#include "compat/unaligned.h"
#include "ring.h"

struct linux_binprm;
struct kernel_siginfo;
struct file;
struct path;

#define SONDE_TEXT_BYTES	4096u	/* the longest text, with its zero byte */
#define SONDE_LIST_BYTES	4096u	/* the longest list: arguments, environment, polled files */
#define SONDE_STRUCTURES_BYTES	512u	/* the longest list of structures */

/* What a message's header holds, of either word size. */
struct sonde_message {
	unsigned long name, name_bytes, vector, count, control, control_bytes;
	u32 moved;	/* by this one of several */
};

struct sonde_fill {
	/* Of every record. */
	u8 *at;				/* where the next parameter goes */
	u8 *length;			/* where its length goes */
	u64 clock;
	u64 duration;			/* 0: unknown */
	u32 tid;			/* in whose name */
	u32 flags;			/* SONDE_RECORD_* */
	long ret;
	unsigned long args[6];		/* of a call */
	u32 number;			/* of a call, as x86-64 counts */
	u32 message;			/* which of several that one call moved */
	u32 native;			/* the number as the caller said it */
	bool compat;

	/* Of records that hold data of a call, or texts. */
	bool shed;			/* leave data out */
	u32 snaplen;
	u32 data;			/* bytes to keep of the buffer that the row names */
	u8 *end;			/* end of the room */

	/* Of records with a special parameter; sonde_emit() sets the first group anew for each. */
	u32 rest;			/* bytes already at `at` that belong to the next parameter */
	bool writes;			/* the call takes its data from the caller */
	bool opens;			/* the call opens a file by name */
	bool header_known;		/* the message's header was read, or could not be */
	bool header_good;
	bool file_known;		/* the next three are */
	bool file_created;
	u32 file_dev;
	u64 file_ino;
	struct sonde_message header;
	int first, second;		/* what the subject of the row put aside for a later parameter */
	u64 extra[3];
	u32 pieces;			/* of vectors, lists: how many more may be looked at */
	bool kernel_addresses;		/* the consumer may see them */
	bool kept_valid;		/* the call's slot had this, read when it began */
	u64 kept;
	struct file *exe;		/* the executable, counted */
	struct task_struct *task;	/* whom the record is about */
	struct linux_binprm *bprm;	/* of an exec that succeeded */
	const struct kernel_siginfo *info;
	const char *comm;		/* a thread's new name */
};

/*
 * Only what a record needs of it is ever set: kernels that clear every variable on the stack would
 * spend more on this one than the record takes.
 */
#if __has_attribute(uninitialized)
#define SONDE_NOT_CLEARED __attribute__((uninitialized))
#else
#define SONDE_NOT_CLEARED
#endif

/* One parameter of a fixed size: its bytes at @at, its length at @length; both move on. */
static __always_inline void sonde_put_fixed(u8 **at, u8 **length, u64 value, u32 bytes)
{
	switch (bytes) {
	case 1:
		**at = value;
		break;
	case 2:
		put_unaligned((u16)value, (u16 *)*at);
		break;
	case 4:
		put_unaligned((u32)value, (u32 *)*at);
		break;
	default:
		put_unaligned(value, (u64 *)*at);
		break;
	}
	*at += bytes;
	put_unaligned((u16)bytes, (u16 *)*length);
	*length += sizeof(u16);
}

/*
 * Parameters of a fixed size. The room for them was reserved with the record: a row's texts and
 * lists cannot take it away, each has a bound of its own.
 */
static __always_inline void sonde_put_integer(struct sonde_fill *f, u64 value, u32 bytes)
{
	u8 *at = f->at, *length = f->length;

	sonde_put_fixed(&at, &length, value, bytes);
	f->at = at;
	f->length = length;
}

/* Ends a parameter whose bytes are already there. */
static __always_inline void sonde_put_done(struct sonde_fill *f, u32 bytes)
{
	f->at += bytes;
	put_unaligned((u16)bytes, (u16 *)f->length);
	f->length += sizeof(u16);
}

static __always_inline void sonde_put_empty(struct sonde_fill *f)
{
	sonde_put_done(f, 0);
}

static __always_inline u32 sonde_room(const struct sonde_fill *f)
{
	return f->at < f->end ? f->end - f->at : 0;
}

bool sonde_copy_user(u8 *to, unsigned long from, u32 bytes);

/* Memory of the caller; false when it is not there, which the record notes. */
static __always_inline bool sonde_read_user(struct sonde_fill *f, void *to, unsigned long from,
					    u32 bytes)
{
	if (likely(sonde_copy_user(to, from, bytes)))
		return true;
	f->flags |= SONDE_RECORD_FAULT;
	return false;
}

/* A word of the caller's own size, such as an element of argv. */
static __always_inline bool sonde_read_word(struct sonde_fill *f, unsigned long *to,
					    unsigned long from, u32 index)
{
	u32 narrow;

	if (!f->compat)
		return sonde_read_user(f, to, from + index * sizeof(*to), sizeof(*to));
	if (!sonde_read_user(f, &narrow, from + index * sizeof(narrow), sizeof(narrow)))
		return false;
	*to = narrow;
	return true;
}

/* Data of a call that was moved but is not kept, for want of room. */
static __always_inline u64 sonde_shed(struct sonde_fill *f, u64 bytes)
{
	if (unlikely(f->shed && bytes))
		f->flags |= SONDE_RECORD_SHED;
	return bytes;
}

/* Small numbers stand for signals without a description: from a process, from the kernel. */
static inline bool sonde_signal_is_described(const struct kernel_siginfo *info)
{
	return (unsigned long)info > 2;
}

/* Sent by a process: not by the kernel for a fault, a timer or a terminal. */
bool sonde_signal_has_sender(const struct kernel_siginfo *info);

/*
 * Rows of new processes and programs have many texts, and are so large with the room for the
 * longest of each that they would not fit when it matters. What all of them need now; 0 for any
 * other row.
 */
u32 sonde_process_text_bytes(const struct sonde_fill *f, u32 event);

void sonde_put_user_text(struct sonde_fill *f, unsigned long from);
void sonde_put_user_bytes(struct sonde_fill *f, unsigned long from, u64 bytes);
/* All of it, whatever the snap length is; nothing when it is not there. */
void sonde_put_structure(struct sonde_fill *f, unsigned long from, u32 bytes);

/* One that the call filled; 32-bit programs have another. */
static inline void sonde_put_answer(struct sonde_fill *f, unsigned long from, u32 bytes)
{
	sonde_put_structure(f, from, f->ret < 0 || f->compat ? 0 : bytes);
}

/* Structures of @bytes each: of long lists the beginning. */
static inline void sonde_put_list(struct sonde_fill *f, unsigned long from, u32 bytes, u64 count)
{
	sonde_put_structure(f, from, min_t(u64, count, SONDE_STRUCTURES_BYTES / bytes) * bytes);
}

void sonde_put_text(struct sonde_fill *f, const char *text);
void sonde_put_path(struct sonde_fill *f, const struct path *path);
u32 sonde_copy_user_text(struct sonde_fill *f, u8 *to, unsigned long from, u32 room);

/* What is behind the arguments of a call of calls.def, after its registers. */
void sonde_put_call_memory(struct sonde_fill *f);
/* The parameters that this adds to the row of the call; *@room: the most bytes that they take. */
u32 sonde_call_memory(u32 number, u32 *room, bool *has_data);
void sonde_call_memory_start(void);

/* A span of time in nanoseconds, all bits set where there is none. */
u64 sonde_read_span(struct sonde_fill *f, unsigned long from);

/* An open file by number; NULL when there is none. Give it back with sonde_file_put. */
struct sonde_file {
	struct file *file;
	bool counted;
};

struct sonde_file sonde_file_get(int fd);
void sonde_file_put(struct sonde_file file);

/*
 * All records of a call together look at no more pieces of vectors than this: preemption is off
 * meanwhile. It is twice what one vector may have.
 */
#define SONDE_MAX_PIECES	2048u

/* Vectors are arrays of struct iovec in the caller's memory. */
void sonde_put_vector(struct sonde_fill *f, unsigned long vector, u64 count, u64 moved);
u64 sonde_vector_bytes(struct sonde_fill *f, unsigned long vector, u64 count);

/* The two ends of the socket that argument 0 is; @address: of the peer as the caller has it. */
void sonde_put_peer_sent_to(struct sonde_fill *f, unsigned long address, unsigned long size);
void sonde_put_peer_received_from(struct sonde_fill *f, unsigned long address, unsigned long size);

/* recvmsg, recvmmsg: this message came with descriptors, as far as the caller's memory shows. */
bool sonde_message_brings_descriptors(struct sonde_fill *f, bool one_of_many);

/* Stands for the address of an object of the kernel; 0 for NULL. Alike for equal ones only. */
u64 sonde_address_id(const void *object);
void sonde_address_ids_start(void);

/* A row of a table that translates the kernel's bits, or numbers, to the format's. */
struct sonde_bit {
	unsigned long from;
	u32 to;
};

static inline u32 sonde_translate_bits(const struct sonde_bit *table, u32 rows,
				       unsigned long value)
{
	u32 result = 0, i;

	for (i = 0; i < rows; i++)
		if ((value & table[i].from) == table[i].from)
			result |= table[i].to;
	return result;
}

static inline u32 sonde_translate_number(const struct sonde_bit *table, u32 rows,
					 unsigned long value)
{
	u32 i;

	for (i = 0; i < rows; i++)
		if (table[i].from == value)
			return table[i].to;
	return 0;
}

#endif
