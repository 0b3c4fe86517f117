// SPDX-License-Identifier: GPL-2.0-or-later
/* What is in the blocks of a trace, with right checksums around it; then one command. */
#include <stdlib.h>
#include <string.h>

#include <kdflow.h>

#include "fuzz.h"
#include "trace-blocks.h"
#include "trace.h"

/* Bit 7 of the type is bit 31 in the file. */
static uint32_t type_of(const struct block *b)
{
	return (b->type & 0x7f) | (b->type & 0x80 ? KDF_BLOCK_OPTIONAL : 0);
}

/*
 * A chunk in parts that need not fit together, as the writer makes none: its head, two bytes with the length of its
 * records, these, and its structs.
 */
static int write_parts(struct kdf_writer *w, uint8_t *payload, size_t len, struct kdf_error *err)
{
	uint8_t *records = payload + PARTS_HEAD;
	size_t rest = len - PARTS_HEAD, n = records[-2] | records[-1] << 8;
	struct iovec parts[TRACE_PARTS];
	struct kcov_df_chunk head;

	n = n < rest ? n : rest;
	parts[0] = (struct iovec){ payload, sizeof(head) };
	parts[1] = (struct iovec){ records, n };
	parts[2] = (struct iovec){ records + n, rest - n };
	memcpy(&head, payload, sizeof(head));
	w->chunks++;
	w->chunk_bytes += head.used - sizeof(head);
	return trace_write_parts(w, KDF_BLOCK_PARTS, parts, TRACE_PARTS, 1, err);
}

/* A chunk that is long enough has the length that it says. */
static int write_block(struct kdf_writer *w, const struct block *b, const uint8_t *payload, struct kdf_error *err)
{
	struct kdf_chunk chunk = { .name = "fuzz" };
	uint32_t type = type_of(b);

	if (type == KDF_BLOCK_CHUNK && b->len >= sizeof(chunk.head)) {
		memcpy(&chunk.head, payload, sizeof(chunk.head));
		chunk.data = payload + sizeof(chunk.head);
		chunk.len = b->len - sizeof(chunk.head);
		return kdf_writer_chunk(w, &chunk, err);
	}
	if (type == KDF_BLOCK_PARTS && b->len >= PARTS_HEAD)
		return write_parts(w, (uint8_t *)payload, b->len, err);
	if (type == KDF_BLOCK_RECORDS)
		w->words += b->len / 8;
	return kdf_writer_block(w, type, payload, b->len, err);
}

/* Writes the blocks from *@at on up to the end of the trace, and goes behind that. */
static const char *write_trace(unsigned int file, const uint8_t *data, size_t size, size_t *at)
{
	const char *path = fuzz_path(file);
	struct kdf_writer w;
	struct kdf_error err;
	struct block b;
	int ret = kdf_writer_open(&w, path, &err);

	w.session = !(data[1] & FLAG_RFC);
	if (!ret)
		ret = kdf_writer_begin(&w, &err);
	for (; !ret && block_at(data, size, *at, &b) && b.type != BLOCK_OTHER; *at = block_end(&b))
		ret = write_block(&w, &b, data + *at + BLOCK_HEAD, &err);
	*at += BLOCK_HEAD;
	if (!ret && !(data[1] & FLAG_CUT))
		ret = kdf_writer_end(&w, &err);
	if (ret)
		fuzz_die("%s", err.text);
	kdf_writer_close(&w);
	return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *trace, *other;
	size_t at = INPUT_HEAD;

	if (size < INPUT_HEAD)
		return 0;
	trace = other = write_trace(0, data, size, &at);
	if (at < size)
		other = write_trace(1, data, size, &at);
	fuzz_command(data[0], trace, other);
	return 0;
}
