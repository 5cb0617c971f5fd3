// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts of texts, bytes and vectors from the caller's memory, and access to open files; see fill.h.
 * What cannot be read leaves its parameter empty and marks the record: it is never a reason to
 * lose it.
 */
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/string.h>

#include "fill/fill.h"

/* More than this is left to the processor's own way of copying, which takes a while to start. */
#define SHORT_COPY	256u

/* With preemption and page faults off. The memory behind @to is the record's, or a variable. */
bool sonde_copy_user(u8 *to, unsigned long from, u32 bytes)
{
	const u8 __user *user = (const u8 __user *)from;
	u64 eight;

	if (unlikely(bytes > SHORT_COPY))
		return access_ok(user, bytes) && !raw_copy_from_user(to, user, bytes);
	if (unlikely(!user_read_access_begin(user, bytes)))
		return false;
	for (; bytes >= 16; bytes -= 16, to += 16, user += 16) {
		unsafe_get_user(eight, (const u64 __user *)user, fault);
		put_unaligned(eight, (u64 *)to);
		unsafe_get_user(eight, (const u64 __user *)(user + 8), fault);
		put_unaligned(eight, (u64 *)(to + 8));
	}
	if (bytes & 8) {
		unsafe_get_user(eight, (const u64 __user *)user, fault);
		put_unaligned(eight, (u64 *)to);
		to += 8;
		user += 8;
	}
	for (bytes &= 7; bytes; bytes--)
		unsafe_get_user(*to++, user++, fault);
	user_read_access_end();
	return true;
fault:
	user_read_access_end();
	return false;
}

/* How many bytes, the zero byte included; 0 when there was nothing to read. */
u32 sonde_copy_user_text(struct sonde_fill *f, u8 *to, unsigned long from, u32 room)
{
	long bytes;

	if (!from || !room)
		return 0;
	bytes = strncpy_from_user((char *)to, (const char __user *)from, room);
	if (bytes < 0) {
		f->flags |= SONDE_RECORD_FAULT;
		return 0;
	}
	if (bytes >= room)
		bytes = room - 1;
	to[bytes] = 0;
	return bytes + 1;
}

void sonde_put_user_text(struct sonde_fill *f, unsigned long from)
{
	u32 room = min(sonde_room(f), SONDE_TEXT_BYTES);

	sonde_put_done(f, sonde_copy_user_text(f, f->at, from, room));
}

void sonde_put_user_bytes(struct sonde_fill *f, unsigned long from, u64 bytes)
{
	bytes = min3(sonde_shed(f, bytes), (u64)f->snaplen, (u64)sonde_room(f));
	if (bytes && !sonde_read_user(f, f->at, from, bytes))
		bytes = 0;
	sonde_put_done(f, bytes);
}

void sonde_put_structure(struct sonde_fill *f, unsigned long from, u32 bytes)
{
	bool good = from && bytes && bytes <= sonde_room(f) && sonde_read_user(f, f->at, from, bytes);

	sonde_put_done(f, good ? bytes : 0);
}

void sonde_put_text(struct sonde_fill *f, const char *text)
{
	u32 room = min(sonde_room(f), SONDE_TEXT_BYTES);
	u32 bytes;

	if (!room) {
		sonde_put_empty(f);
		return;
	}
	bytes = strnlen(text, room - 1);
	memcpy(f->at, text, bytes);
	f->at[bytes] = 0;
	sonde_put_done(f, bytes + 1);
}

/*
 * The path of an open file, as its process would say it. Empty on kernels with PREEMPT_RT: there
 * d_path() may sleep for a rename or a mount under way, and preemption is off here.
 */
void sonde_put_path(struct sonde_fill *f, const struct path *path)
{
	char *text = ERR_PTR(-EWOULDBLOCK);
	u32 size;

	if (!IS_ENABLED(CONFIG_PREEMPT_RT))
		text = d_path(path, (char *)f->at, min(sonde_room(f), SONDE_TEXT_BYTES));
	if (IS_ERR(text)) {
		sonde_put_empty(f);
		return;
	}
	size = strlen(text) + 1;
	memmove(f->at, text, size);
	sonde_put_done(f, size);
}

/*
 * As fdget does it: a file cannot go away under us when nobody shares our table of descriptors,
 * else it is counted. Descriptors opened with O_PATH count too.
 */
struct sonde_file sonde_file_get(int fd)
{
	struct files_struct *files = current->files;
	struct sonde_file result = { NULL, false };

	if (!files || fd < 0)
		return result;
	if (atomic_read(&files->count) == 1) {
		result.file = files_lookup_fd_raw(files, fd);
	} else {
		result.file = fget_raw(fd);
		result.counted = true;
	}
	return result;
}

void sonde_file_put(struct sonde_file file)
{
	if (file.file && file.counted)
		fput(file.file);
}

/* The kernel takes no longer vector from any caller. */
#define MAX_VECTOR	1024u

#define CHUNK_PIECES	16u

struct piece {
	unsigned long base, bytes;
};

/*
 * Some pieces of a vector from number @from on: as many as a chunk, the budget of the call and
 * @left allow. How many; 0 when there are none, or they cannot be read.
 */
static u32 read_pieces(struct sonde_fill *f, struct piece *to, unsigned long vector, u32 from,
		       u64 left)
{
	u32 count = min3((u32)min_t(u64, left, CHUNK_PIECES), CHUNK_PIECES, f->pieces), i;
	u32 narrow[2 * CHUNK_PIECES];

	f->pieces -= count;
	if (!f->compat) {
		if (!sonde_read_user(f, to, vector + from * sizeof(*to), count * sizeof(*to)))
			return 0;
		return count;
	}
	if (!sonde_read_user(f, narrow, vector + from * 2 * sizeof(u32), count * 2 * sizeof(u32)))
		return 0;
	for (i = 0; i < count; i++) {
		to[i].base = narrow[2 * i];
		to[i].bytes = narrow[2 * i + 1];
	}
	return count;
}

u64 sonde_vector_bytes(struct sonde_fill *f, unsigned long vector, u64 count)
{
	struct piece pieces[CHUNK_PIECES];
	u32 from = 0, got, i;
	u64 total = 0;

	if (count > MAX_VECTOR)
		return 0;
	for (; from < count; from += got) {
		got = read_pieces(f, pieces, vector, from, count - from);
		if (!got)
			break;
		for (i = 0; i < got; i++)
			total += pieces[i].bytes;
	}
	return total;
}

/* The first @moved bytes that the pieces hold together, up to the snap length. */
void sonde_put_vector(struct sonde_fill *f, unsigned long vector, u64 count, u64 moved)
{
	u64 left = min3(sonde_shed(f, moved), (u64)f->snaplen, (u64)sonde_room(f));
	struct piece pieces[CHUNK_PIECES];
	u8 *start = f->at, *to = f->at;
	u32 from = 0, got, i;

	count = min_t(u64, count, MAX_VECTOR);
	for (; left && from < count; from += got) {
		got = read_pieces(f, pieces, vector, from, count - from);
		for (i = 0; left && i < got; i++) {
			u32 bytes = min_t(u64, pieces[i].bytes, left);

			if (bytes && !sonde_read_user(f, to, pieces[i].base, bytes))
				goto out;
			to += bytes;
			left -= bytes;
		}
		if (!got)
			break;
	}
out:
	sonde_put_done(f, to - start);
}

static siphash_key_t address_key __ro_after_init;

void __init sonde_address_ids_start(void)
{
	get_random_bytes(&address_key, sizeof(address_key));
}

u64 sonde_address_id(const void *object)
{
	return object ? siphash_1u64((unsigned long)object, &address_key) : 0;
}
