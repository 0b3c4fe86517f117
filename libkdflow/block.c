// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One block of a trace file. It may come from anywhere: every length in it is bounded before it is used, and nothing is
 * used before its checksum was right.
 */
#include <endian.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "kdflow.h"
#include "trace.h"

/* zstd may make a block of random bytes slightly larger. */
#define STORED_MAX (KDF_BLOCK_MAX + (KDF_BLOCK_MAX >> 7))

int trace_bad_block(const struct trace_place *at, struct kdf_error *err, const char *fmt, ...)
{
	char what[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return kdf_fail(err, EBADMSG, "%s: block %u at offset %llu: %s", at->trace->path, at->block,
			(unsigned long long)at->offset, what);
}

/* Reads exactly @len bytes, @skip behind the beginning of the block. */
static int read_exactly(const struct trace_place *at, void *data, size_t len, size_t skip,
			const char *what, struct kdf_error *err)
{
	const struct kdf_trace *t = at->trace;
	unsigned long long offset = at->offset;
	ssize_t n = trace_input_read(t->input, data, len, offset + skip);

	if (n < 0)
		return kdf_fail_sys(err, -n, "%s: offset %llu", t->path, offset);
	if ((size_t)n == len)
		return 0;
	if (!n && !skip)
		return kdf_fail(err, ENODATA,
				"%s: cut short at offset %llu: expected another block after %u",
				t->path, offset, at->block);
	return kdf_fail(err, ENODATA,
			"%s: cut short in the %s of block %u at offset %llu: expected %zu bytes, found %zd",
			t->path, what, at->block, offset, len, n);
}

static int check_header(const struct trace_place *at, const struct trace_block *block,
			struct kdf_error *err)
{
	if (le32toh(block->index) != at->block)
		return trace_bad_block(at, err, "expected number %u, found %u", at->block,
				       le32toh(block->index));
	if (le32toh(block->stored) > STORED_MAX || le32toh(block->raw) > KDF_BLOCK_MAX)
		return trace_bad_block(at, err, "sizes %u and %u: expected at most %u",
				       le32toh(block->stored), le32toh(block->raw), KDF_BLOCK_MAX);
	return 0;
}

bool trace_reserve(char **data, size_t *alloc, size_t len)
{
	if (*data && len < *alloc)
		return true;
	free(*data);
	*data = malloc(len + 1);
	*alloc = *data ? len + 1 : 0;
	return *data;
}

static bool reserve_payload(struct trace_payload *p)
{
	if (!p->zstd)
		p->zstd = ZSTD_createDCtx();
	return p->zstd && trace_reserve(&p->stored, &p->stored_alloc, p->stored_len) &&
	       trace_reserve(&p->raw, &p->raw_alloc, p->raw_len);
}

int trace_decompress(const struct trace_place *at, struct trace_payload *p, const struct trace_part *part,
		     struct kdf_error *err)
{
	size_t n = ZSTD_decompressDCtx(p->zstd, p->raw + part->raw, part->raw_len, p->stored + part->stored,
				       part->stored_len);

	if (ZSTD_isError(n))
		return trace_bad_block(at, err, "decompression: %s", ZSTD_getErrorName(n));
	if (n != part->raw_len)
		return trace_bad_block(at, err, "expected %zu bytes decompressed, found %zu", part->raw_len, n);
	return 0;
}

int trace_read_block(const struct trace_place *at, struct trace_payload *p, struct kdf_error *err)
{
	struct trace_block block;
	int ret = read_exactly(at, &block, sizeof(block), 0, "header", err);

	if (!ret)
		ret = check_header(at, &block, err);
	if (ret)
		return ret;
	p->type = le32toh(block.type);
	p->stored_len = le32toh(block.stored);
	p->raw_len = le32toh(block.raw);
	if (!reserve_payload(p))
		return trace_bad_block(at, err, "%s", strerror(ENOMEM));
	ret = read_exactly(at, p->stored, p->stored_len, sizeof(block), "contents", err);
	if (ret)
		return ret;
	if (trace_crc(&block, p->stored) != le32toh(block.crc))
		return trace_bad_block(at, err,
				       "the checksum is wrong: expected 0x%08x, found 0x%08x",
				       le32toh(block.crc), trace_crc(&block, p->stored));
	p->raw[p->raw_len] = '\0';
	if (p->type != KDF_BLOCK_PARTS)
		return trace_decompress(at, p, &(struct trace_part){ 0, p->stored_len, 0, p->raw_len }, err);
	ret = trace_find_parts(at, p, err);
	return ret ? ret : trace_decompress(at, p, &p->parts[0], err);
}

void trace_payload_free(struct trace_payload *p)
{
	ZSTD_freeDCtx(p->zstd);
	free(p->stored);
	free(p->raw);
	free(p->merged);
	*p = (struct trace_payload){ 0 };
}
