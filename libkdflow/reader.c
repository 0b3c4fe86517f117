// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a trace file. It may come from anywhere: every length in it is bounded
 * before it is used, and nothing is used before its checksum was right.
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

struct reader {
	struct kdf_trace *trace;
	FILE *file;
	struct kdf_error *err;
	uint64_t *words;
	size_t words_alloc;
	struct kdf_text symbols;
	struct kdf_text names;
	bool ended;
};

/* What a block holds, and that as it is in the file. */
struct payload {
	const char *raw;
	size_t raw_len;
	const void *stored;
	size_t stored_len;
};

/* Reads exactly @len bytes; 0 at the end of the file if @len is not begun, else an error. */
static int read_exactly(struct reader *r, void *data, size_t len, const char *what)
{
	struct kdf_trace *t = r->trace;
	size_t n = fread(data, 1, len, r->file);

	if (n == len)
		return 1;
	if (ferror(r->file))
		return kdf_fail_sys(r->err, errno, "%s: offset %llu", t->path,
				    (unsigned long long)t->bytes);
	if (!n && !strcmp(what, "header"))
		return 0;
	return kdf_fail(r->err, ENODATA,
			"%s: cut short in the %s of block %u at offset %llu: expected %zu bytes, found %zu",
			t->path, what, t->blocks, (unsigned long long)t->bytes, len, n);
}

__attribute__((format(printf, 2, 3)))
static int bad_block(struct reader *r, const char *fmt, ...)
{
	char what[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return kdf_fail(r->err, EBADMSG, "%s: block %u at offset %llu: %s", r->trace->path,
			r->trace->blocks, (unsigned long long)r->trace->bytes, what);
}

static int read_header(struct reader *r)
{
	struct kdf_trace *t = r->trace;
	struct trace_header header;
	size_t n = fread(&header, 1, sizeof(header), r->file);
	const unsigned char *c = (const unsigned char *)header.magic;

	if (ferror(r->file))
		return kdf_fail_sys(r->err, errno, "%s", t->path);
	if (!n)
		return kdf_fail(r->err, ENODATA, "%s: empty; expected a kdflow trace", t->path);
	if (memcmp(header.magic, TRACE_MAGIC, n < 8 ? n : 8))
		return kdf_fail(r->err, EBADMSG,
				"%s: not a kdflow trace: begins with byte 0x%02x, expected 0x89 'KDF'",
				t->path, c[0]);
	if (n < sizeof(header))
		return kdf_fail(r->err, ENODATA,
				"%s: cut short in the file header: expected %zu bytes, found %zu",
				t->path, sizeof(header), n);
	t->session = le32toh(header.version) == TRACE_VERSION_SESSION;
	if ((!t->session && le32toh(header.version) != TRACE_VERSION_RFC) || header.zero)
		return kdf_fail(r->err, EPROTONOSUPPORT,
				"%s: version %u of the trace format; this kdflow reads versions %u and %u: it needs a newer kdflow, or is damaged",
				t->path, le32toh(header.version), TRACE_VERSION_RFC,
				TRACE_VERSION_SESSION);
	t->bytes = sizeof(header);
	return 0;
}

/* What a session knows at its end comes in a second block. */
static int add_info(struct reader *r, const char *raw, size_t len)
{
	struct kdf_trace *t = r->trace;
	size_t old = t->info ? strlen(t->info) : 0;
	char *info;

	if (t->info && !t->session)
		return bad_block(r, "expected one info block only");
	if (memchr(raw, '\0', len) || old + len > KDF_BLOCK_MAX)
		return bad_block(r, "expected text in the info block");
	info = realloc(t->info, old + len + 1);
	if (!info)
		return bad_block(r, "%s", strerror(ENOMEM));
	memcpy(info + old, raw, len);
	info[old + len] = '\0';
	t->info = info;
	return 0;
}

static int add_counters(struct reader *r, const void *raw, size_t len)
{
	struct kcov_df_counters *c = &r->trace->counters;
	struct trace_counters le;

	if (r->trace->has_stats || len < sizeof(le))
		return bad_block(r, "expected one stats block of at least %zu bytes", sizeof(le));
	memcpy(&le, raw, sizeof(le));
	c->entries = le64toh(le.entries);
	c->exits = le64toh(le.exits);
	c->lost_full_entries = le64toh(le.lost_full_entries);
	c->lost_full_exits = le64toh(le.lost_full_exits);
	c->lost_nofault_entries = le64toh(le.lost_nofault_entries);
	c->lost_nofault_exits = le64toh(le.lost_nofault_exits);
	c->overwritten = le64toh(le.overwritten);
	c->lost_tasks = le64toh(le.lost_tasks);
	r->trace->has_stats = true;
	return 0;
}

static int add_stats(struct reader *r, const void *raw, size_t len)
{
	uint64_t le[3];

	if (r->trace->session)
		return add_counters(r, raw, len);
	/* A later version may append counters. */
	if (r->trace->has_stats || len < sizeof(le))
		return bad_block(r, "expected one stats block of at least %zu bytes", sizeof(le));
	memcpy(le, raw, sizeof(le));
	r->trace->stats.recorded = le64toh(le[0]);
	r->trace->stats.lost_full = le64toh(le[1]);
	r->trace->stats.lost_nofault = le64toh(le[2]);
	r->trace->has_stats = true;
	return 0;
}

static int add_lines(struct reader *r, struct kdf_text *text, const char *what, const char *raw,
		     size_t len)
{
	if (memchr(raw, '\0', len) || (len && raw[len - 1] != '\n'))
		return bad_block(r, "expected lines of text in the %s block", what);
	kdf_text_add(text, "%.*s", (int)len, raw);
	return text->failed ? bad_block(r, "%s", strerror(ENOMEM)) : 0;
}

static int add_records(struct reader *r, const char *raw, size_t len)
{
	struct kdf_stream *stream = &r->trace->stream;
	size_t count = len / sizeof(uint64_t), need = stream->count + count;

	if (len % sizeof(uint64_t))
		return bad_block(r, "expected whole words in the records block");
	if (need > KDF_WORDS_MAX)
		return bad_block(r, "expected no more than %lu words of records", KDF_WORDS_MAX);
	if (need > r->words_alloc) {
		size_t alloc = need + need / 2;
		uint64_t *words = realloc(r->words, alloc * sizeof(*words));

		if (!words)
			return bad_block(r, "%s", strerror(ENOMEM));
		r->words = words;
		r->words_alloc = alloc;
		stream->words = words;
	}
	for (size_t i = 0; i < count; i++) {
		uint64_t le;

		memcpy(&le, raw + i * sizeof(le), sizeof(le));
		r->words[stream->count++] = le64toh(le);
	}
	return 0;
}

static int add_chunk(struct reader *r, const struct payload *p)
{
	const char *wrong;

	if (!trace_add_chunk(r->trace, p->raw, p->raw_len, p->stored, p->stored_len, &wrong))
		return 0;
	return bad_block(r, "%s", wrong);
}

static int add_session_end(struct reader *r, const void *raw, size_t len)
{
	const struct kdf_trace *t = r->trace;
	struct trace_session_end end;
	uint64_t bytes = 0;

	if (len < sizeof(end))
		return bad_block(r, "expected an end block of at least %zu bytes", sizeof(end));
	memcpy(&end, raw, sizeof(end));
	for (size_t i = 0; i < t->nchunks; i++)
		bytes += t->chunks[i].raw - sizeof(t->chunks[i].head);
	if (le64toh(end.chunks) != t->nchunks || le64toh(end.bytes) != bytes)
		return bad_block(r,
				 "expected %llu chunks with %llu bytes before the end, found %zu with %llu",
				 (unsigned long long)le64toh(end.chunks),
				 (unsigned long long)le64toh(end.bytes), t->nchunks,
				 (unsigned long long)bytes);
	r->ended = true;
	return 0;
}

static int add_end(struct reader *r, const void *raw, size_t len)
{
	struct trace_end end;

	if (r->trace->session)
		return add_session_end(r, raw, len);
	if (len < sizeof(end))
		return bad_block(r, "expected an end block of at least %zu bytes", sizeof(end));
	memcpy(&end, raw, sizeof(end));
	if (le64toh(end.words) != r->trace->stream.count)
		return bad_block(r, "expected %llu words of records before the end, found %zu",
				 (unsigned long long)le64toh(end.words), r->trace->stream.count);
	r->ended = true;
	return 0;
}

static int add_block(struct reader *r, uint32_t type, const struct payload *p)
{
	const char *raw = p->raw;
	size_t len = p->raw_len;

	if (type == (r->trace->session ? KDF_BLOCK_RECORDS : KDF_BLOCK_CHUNK))
		return bad_block(r, "type %u: expected no such block in this version of the format",
				 type);
	switch (type) {
	case KDF_BLOCK_INFO:
		return add_info(r, raw, len);
	case KDF_BLOCK_STATS:
		return add_stats(r, raw, len);
	case KDF_BLOCK_SYMBOLS:
		return add_lines(r, &r->symbols, "symbols", raw, len);
	case KDF_BLOCK_NAMES:
		return add_lines(r, &r->names, "names", raw, len);
	case KDF_BLOCK_RECORDS:
		return add_records(r, raw, len);
	case KDF_BLOCK_CHUNK:
		return add_chunk(r, p);
	case KDF_BLOCK_END:
		return add_end(r, raw, len);
	}
	if (type & KDF_BLOCK_OPTIONAL)
		return 0;
	return bad_block(r, "type %u is not known: it needs a newer kdflow", type);
}

static int check_block(struct reader *r, const struct trace_block *block)
{
	if (le32toh(block->index) != r->trace->blocks)
		return bad_block(r, "expected number %u, found %u", r->trace->blocks,
				 le32toh(block->index));
	if (le32toh(block->stored) > STORED_MAX || le32toh(block->raw) > KDF_BLOCK_MAX)
		return bad_block(r, "sizes %u and %u: expected at most %u", le32toh(block->stored),
				 le32toh(block->raw), KDF_BLOCK_MAX);
	return 0;
}

/* @stored and @raw are buffers of the sizes in @block. */
static int read_payload(struct reader *r, const struct trace_block *block, void *stored, char *raw)
{
	size_t stored_len = le32toh(block->stored), raw_len = le32toh(block->raw), n;
	int ret = read_exactly(r, stored, stored_len, "contents");

	if (ret < 0)
		return ret;
	if (trace_crc(block, stored) != le32toh(block->crc))
		return bad_block(r, "the checksum is wrong: expected 0x%08x, found 0x%08x",
				 le32toh(block->crc), trace_crc(block, stored));
	n = ZSTD_decompress(raw, raw_len, stored, stored_len);
	if (ZSTD_isError(n))
		return bad_block(r, "decompression: %s", ZSTD_getErrorName(n));
	if (n != raw_len)
		return bad_block(r, "expected %zu bytes decompressed, found %zu", raw_len, n);
	ret = add_block(r, le32toh(block->type),
			&(struct payload){ raw, raw_len, stored, stored_len });
	if (ret)
		return ret;
	r->trace->blocks++;
	r->trace->bytes += sizeof(*block) + stored_len;
	return 0;
}

static int read_block(struct reader *r)
{
	struct trace_block block;
	char *stored, *raw;
	int ret = read_exactly(r, &block, sizeof(block), "header");

	if (ret < 0)
		return ret;
	if (!ret)
		return kdf_fail(r->err, ENODATA,
				"%s: cut short at offset %llu: expected another block after %u",
				r->trace->path, (unsigned long long)r->trace->bytes,
				r->trace->blocks);
	ret = check_block(r, &block);
	if (ret)
		return ret;
	/* One byte more: a size of 0 is no failure, and the text functions like a NUL. */
	stored = malloc(le32toh(block.stored) + 1);
	raw = calloc(1, le32toh(block.raw) + 1);
	if (stored && raw)
		ret = read_payload(r, &block, stored, raw);
	else
		ret = bad_block(r, "%s", strerror(ENOMEM));
	free(stored);
	free(raw);
	return ret;
}

static int read_blocks(struct reader *r)
{
	int ret = read_header(r);

	while (!ret && !r->ended)
		ret = read_block(r);
	if (!ret && getc(r->file) != EOF)
		ret = kdf_fail(r->err, EBADMSG, "%s: offset %llu: expected nothing after the end block",
			       r->trace->path, (unsigned long long)r->trace->bytes);
	return ret;
}

static int read_symbols(struct reader *r, struct kdf_error *err)
{
	if (!r->symbols.str)
		return 0;
	return kdf_symbols_parse(&r->trace->symbols, r->trace->path, r->symbols.str,
				 r->symbols.len, err);
}

static int read_names(struct reader *r, struct kdf_error *err)
{
	int ret = 0;

	if (r->names.str)
		ret = kdf_names_add_text(&r->trace->names, r->trace->path, r->names.str,
					 r->names.len, err);
	kdf_text_free(&r->names);
	return ret;
}

static int read_base(struct reader *r, struct kdf_error *err)
{
	struct kdf_trace *t = r->trace;

	if (!t->nchunks || (kdf_info_number(t->info, "base", &t->base) &&
			    kdf_info_number(t->info, "kaslr_offset", &t->kaslr_offset)))
		return 0;
	return kdf_fail(err, EBADMSG,
			"%s: expected base= and kaslr_offset= in the info block before chunks",
			t->path);
}

static int sort_chunks(struct reader *r, struct kdf_error *err)
{
	return trace_sort_chunks(r->trace, err);
}

/* What needs all blocks. All of it is tried; the first error is the one to tell. */
static int read_rest(struct reader *r, int ret)
{
	static int (*const parts[])(struct reader *r, struct kdf_error *err) = {
		read_symbols, read_names, sort_chunks, read_base,
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct kdf_error err;

		if (!parts[i](r, &err) || ret)
			continue;
		*r->err = err;
		ret = -err.code;
	}
	return ret;
}

int kdf_trace_read(struct kdf_trace *trace, const char *path, struct kdf_error *err)
{
	bool is_stdin = !strcmp(path, "-");
	struct reader r = { .trace = trace, .err = err };
	int ret;

	*trace = (struct kdf_trace){ .path = strdup(is_stdin ? "standard input" : path) };
	if (!trace->path)
		return kdf_fail_sys(err, ENOMEM, "%s", path);
	trace->stream.name = trace->path;
	r.file = is_stdin ? stdin : fopen(path, "re");
	if (!r.file)
		return kdf_fail_sys(err, errno, "%s", path);
	ret = read_blocks(&r);
	if (!is_stdin)
		fclose(r.file);
	return read_rest(&r, ret);
}

void kdf_trace_free(struct kdf_trace *trace)
{
	kdf_symbols_free(&trace->symbols);
	kdf_names_free(&trace->names);
	for (size_t i = 0; i < trace->nchunks; i++)
		free(trace->chunks[i].stored);
	free(trace->chunks);
	free(trace->streams);
	free((void *)trace->stream.words);
	free(trace->info);
	free(trace->path);
	*trace = (struct kdf_trace){ 0 };
}
