// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Chunks in three parts: the head; the records, of which those of structs are cut behind the size; and the records of
 * structs. Most bytes of a chunk are in the third, and who asks for values only leaves it compressed. Cut records are
 * records, of structs that were not captured.
 */
#include <errno.h>
#include <string.h>
#include <zstd.h>

#include "kdflow.h"
#include "trace.h"

/* The length of a cut record, and where a record has its length. */
#define CUT_WORDS 2
#define WORDS_MASK (0xfffU << 4)

static uint32_t header_at(const uint8_t *record)
{
	uint32_t header;

	memcpy(&header, record, sizeof(header));
	return header;
}

static uint32_t cut(uint32_t header)
{
	return (header & ~WORDS_MASK) | CUT_WORDS << 4;
}

bool trace_split_chunk(const struct kdf_chunk *chunk, struct trace_split *split)
{
	struct kdf_call_record rec;
	struct kdf_error err;
	size_t pos = 0, len;
	int ret;

	split->records_len = split->structs_len = 0;
	while ((ret = kdf_call_record_next(chunk, &pos, &rec, &err)) > 0) {
		const uint8_t *record = chunk->data + rec.offset;
		uint32_t header = cut(header_at(record));

		len = pos - rec.offset;
		if (rec.type != KCOV_DF_REC_STRUCT) {
			memcpy(split->records + split->records_len, record, len);
			split->records_len += len;
			continue;
		}
		memcpy(split->records + split->records_len, &header, sizeof(header));
		memcpy(split->records + split->records_len + 4, record + 4, 4);
		split->records_len += 4 * CUT_WORDS;
		memcpy(split->structs + split->structs_len, record, len);
		split->structs_len += len;
	}
	return !ret;
}

/* Bytes of the record at the beginning of @len bytes, or 0. */
static size_t record_len(const uint8_t *record, size_t len)
{
	size_t n = len < 4 ? 0 : 4 * KCOV_DF_REC_WORDS(header_at(record));

	return n <= len ? n : 0;
}

/*
 * Puts the records together again; @to has room for both. Returns their length, or 0 if they do not fit together. What
 * else may be wrong with a record is found by who decodes it.
 */
static size_t merge(uint8_t *to, const uint8_t *records, size_t records_len, const uint8_t *structs, size_t structs_len)
{
	uint8_t *out = to;
	size_t n;

	for (; records_len; records += n, records_len -= n) {
		const uint8_t *from = records;
		size_t len;

		len = n = record_len(records, records_len);
		if (n && KCOV_DF_REC_TYPE(header_at(records)) == KCOV_DF_REC_STRUCT) {
			len = record_len(structs, structs_len);
			if (len < n || cut(header_at(structs)) != header_at(records))
				return 0;
			from = structs;
			structs += len;
			structs_len -= len;
		}
		if (!n)
			return 0;
		memcpy(out, from, len);
		out += len;
	}
	return structs_len ? 0 : out - to;
}

int trace_find_parts(const struct trace_place *at, struct trace_payload *p, struct kdf_error *err)
{
	size_t stored = 0, raw = 0;

	for (unsigned int i = 0; i < TRACE_PARTS; i++) {
		size_t n = ZSTD_findFrameCompressedSize(p->stored + stored, p->stored_len - stored);
		unsigned long long size;

		if (ZSTD_isError(n))
			return trace_bad_block(at, err, "part %u of a chunk: %s", i + 1, ZSTD_getErrorName(n));
		size = ZSTD_getFrameContentSize(p->stored + stored, n);
		if (size > p->raw_len - raw)
			return trace_bad_block(at, err, "part %u of a chunk: expected its size, of at most %zu bytes", i + 1,
					       p->raw_len - raw);
		p->parts[i] = (struct trace_part){ stored, n, raw, size };
		stored += n;
		raw += size;
	}
	if (stored != p->stored_len || raw != p->raw_len || p->parts[0].raw_len != sizeof(struct kcov_df_chunk))
		return trace_bad_block(at, err, "expected %u parts of a chunk, and the first of %zu bytes", TRACE_PARTS,
				       sizeof(struct kcov_df_chunk));
	return 0;
}

int trace_merge_parts(const struct trace_place *at, struct trace_payload *p, struct kdf_chunk *chunk,
		      struct kdf_error *err)
{
	const struct trace_part *records = &p->parts[1], *structs = &p->parts[2];
	const uint8_t *raw = (const uint8_t *)p->raw;

	if (!trace_reserve(&p->merged, &p->merged_alloc, p->raw_len))
		return trace_bad_block(at, err, "%s", strerror(ENOMEM));
	chunk->data = (const uint8_t *)p->merged;
	chunk->len = merge((uint8_t *)p->merged, raw + records->raw, records->raw_len, raw + structs->raw,
			   structs->raw_len);
	if (!chunk->len && records->raw_len)
		return trace_bad_block(at, err, "expected a whole record of a struct for each that is cut, and no more");
	return 0;
}
