/*
 * show COMMAND ARGUMENTS...: runs a command in the virtual machine and prints what the module
 * recorded meanwhile, one record a line; SHOW_RING_BYTES: size of a ring. For a person to look at;
 * the tests beside it compare.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reader.h"

enum {
#define TYPE(id, name, bytes, doc) TYPE_##name = id,
#include "driver/uapi/types.def"
};

struct row {
	unsigned id;
	const char *name;
	struct {
		const char *name;
		int type;
	} params[40];
};

static const struct row rows[] = {
#define P(name, type, format, info, source, doc) {#name, TYPE_##type},
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) {id, name, {params}},
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) {id, name, {params}},
#include "driver/uapi/events.def"
};

static const struct row *row_of(unsigned event)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].id == event)
			return &rows[i];
	return NULL;
}

static void print_bytes(struct parameter p)
{
	uint32_t i;

	putchar('"');
	for (i = 0; i < p.size && i < 60; i++)
		putchar(isprint(p.bytes[i]) ? p.bytes[i] : p.bytes[i] ? '.' : ' ');
	putchar('"');
}

static void print_value(const struct record *record, uint32_t index, int type)
{
	struct parameter p = reader_parameter(record, index);
	uint32_t i;

	switch (type) {
	case TYPE_CHARBUF:
	case TYPE_FSPATH:
	case TYPE_FSRELPATH:
	case TYPE_BYTEBUF:
		print_bytes(p);
		break;
	case TYPE_SOCKADDR:
	case TYPE_SOCKTUPLE:
	case TYPE_FDLIST:
	case TYPE_DYN:
		for (i = 0; i < p.size; i++)
			printf("%02x", p.bytes[i]);
		break;
	default:
		printf("%lld", (long long)reader_number(record, index));
	}
}

int main(int argc, char **argv)
{
	struct sonde_settings settings = reader_settings();
	struct record record;
	struct reader reader;
	int status = 0;
	pid_t child;

	if (argc < 2)
		return 2;
	if (getenv("SHOW_RING_BYTES"))
		settings.ring_bytes = strtoull(getenv("SHOW_RING_BYTES"), NULL, 0);
	if (reader_open(&reader, &settings)) {
		perror("/dev/sonde");
		return 1;
	}
	child = fork();
	if (!child) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	waitpid(child, &status, 0);
	reader_stop(&reader); /* others go on making records */
	while (reader_next(&reader, &record)) {
		const struct row *row = row_of(record.event);
		uint32_t i;

		printf("%u %u %s%s", record.cpu, record.tid, row ? row->name : "?",
		       record.flags & SONDE_RECORD_FAULT ? " !fault" : "");
		for (i = 0; row && i < record.params; i++) {
			printf(" %s=", row->params[i].name);
			print_value(&record, i, row->params[i].type);
		}
		printf(" (%llu)\n", (unsigned long long)record.duration);
	}
	printf("written %llu lost %llu\n", (unsigned long long)reader_written(&reader),
	       (unsigned long long)reader_lost(&reader));
	reader_close(&reader);
	return 0;
}
