// SPDX-License-Identifier: GPL-2.0-or-later
/* unpack COMMAND TRACE [OTHER] >INPUT: an input of trace-blocks.c, for command line number COMMAND, from trace files. */
#include <stdlib.h>

#include "fuzz.h"
#include "trace-blocks.h"
#include "trace.h"

static void put_block(uint8_t type, const void *payload, size_t len)
{
	uint8_t head[BLOCK_HEAD];

	block_head(head, type, len);
	fwrite(head, 1, sizeof(head), stdout);
	fwrite(payload, 1, len, stdout);
}

/* A chunk in parts is put together, which leaves more to change. */
static int put_chunk(const struct trace_place *at, struct trace_payload *p, struct kdf_error *err)
{
	struct kdf_chunk chunk;
	uint8_t head[BLOCK_HEAD];
	int ret = trace_block_chunk(at, p, true, &chunk, err);

	if (ret)
		return ret;
	block_head(head, KDF_BLOCK_CHUNK, sizeof(chunk.head) + chunk.len);
	fwrite(head, 1, sizeof(head), stdout);
	fwrite(&chunk.head, 1, sizeof(chunk.head), stdout);
	fwrite(chunk.data, 1, chunk.len, stdout);
	return 0;
}

/* The end block is made anew. */
static int unpack(const char *path)
{
	struct trace_payload p = { 0 };
	struct kdf_trace trace;
	struct kdf_error err;
	uint64_t offset = sizeof(struct trace_header);
	int ret = kdf_trace_read(&trace, path, &err);

	for (uint32_t i = 0; !ret && i + 1 < trace.blocks; i++) {
		const struct trace_place at = { &trace, i, offset };

		ret = trace_read_block(&at, &p, &err);
		if (!ret && p.type == KDF_BLOCK_PARTS)
			ret = put_chunk(&at, &p, &err);
		else if (!ret)
			put_block((p.type & 0x7f) | (p.type & KDF_BLOCK_OPTIONAL ? 0x80 : 0), p.raw, p.raw_len);
		offset += sizeof(struct trace_block) + p.stored_len;
	}
	if (ret)
		fprintf(stderr, "unpack: %s\n", err.text);
	trace_payload_free(&p);
	kdf_trace_free(&trace);
	return ret;
}

static bool is_session(const char *path)
{
	struct kdf_trace trace;
	struct kdf_error err;
	bool session;

	kdf_trace_read(&trace, path, &err);
	session = trace.session;
	kdf_trace_free(&trace);
	return session;
}

int main(int argc, char **argv)
{
	int ret;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: unpack COMMAND TRACE [OTHER] >INPUT\n");
		return 2;
	}
	putchar(atoi(argv[1]));
	putchar(is_session(argv[2]) ? 0 : FLAG_RFC);
	ret = unpack(argv[2]);
	if (!ret && argc == 4) {
		put_block(BLOCK_OTHER, "", 0);
		ret = unpack(argv[3]);
	}
	return ret || fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
