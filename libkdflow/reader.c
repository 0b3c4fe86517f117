// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a trace file from its beginning to its end: all but the chunks, which
 * stay in the file.
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kdflow.h"
#include "trace.h"

/* Names and symbols of a kernel in which everything is instrumented need a third; parsed, they are up to ten times as large. */
#define TEXT_MAX ((size_t)1 << 26)

struct reader {
	struct kdf_trace *trace;
	struct trace_place at;
	struct kdf_error *err;
	uint64_t *words;
	size_t words_alloc;
	struct kdf_text symbols;
	struct kdf_text names;
	bool ended;
};

static int read_header(struct reader *r)
{
	struct kdf_trace *t = r->trace;
	struct trace_header header;
	ssize_t n = trace_input_read(t->input, &header, sizeof(header), 0);
	const unsigned char *c = (const unsigned char *)header.magic;

	if (n < 0)
		return kdf_fail_sys(r->err, -n, "%s", t->path);
	if (!n)
		return kdf_fail(r->err, ENODATA, "%s: empty; expected a kdflow trace", t->path);
	if (memcmp(header.magic, TRACE_MAGIC, n < 8 ? n : 8))
		return kdf_fail(r->err, EBADMSG,
				"%s: not a kdflow trace: begins with byte 0x%02x, expected 0x89 'KDF'",
				t->path, c[0]);
	if ((size_t)n < sizeof(header))
		return kdf_fail(r->err, ENODATA,
				"%s: cut short in the file header: expected %zu bytes, found %zd",
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
		return trace_bad_block(&r->at, r->err, "expected one info block only");
	if (memchr(raw, '\0', len) || old + len > KDF_BLOCK_MAX)
		return trace_bad_block(&r->at, r->err, "expected text in the info block");
	info = realloc(t->info, old + len + 1);
	if (!info)
		return trace_bad_block(&r->at, r->err, "%s", strerror(ENOMEM));
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
		return trace_bad_block(&r->at, r->err, "expected one stats block of at least %zu bytes", sizeof(le));
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
		return trace_bad_block(&r->at, r->err, "expected one stats block of at least %zu bytes", sizeof(le));
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
		return trace_bad_block(&r->at, r->err, "expected lines of text in the %s block", what);
	if (len > TEXT_MAX - text->len)
		return trace_bad_block(&r->at, r->err, "expected at most %zu bytes of %s", TEXT_MAX, what);
	kdf_text_add(text, "%.*s", (int)len, raw);
	return text->failed ? trace_bad_block(&r->at, r->err, "%s", strerror(ENOMEM)) : 0;
}

static int add_records(struct reader *r, const char *raw, size_t len)
{
	struct kdf_stream *stream = &r->trace->stream;
	size_t count = len / sizeof(uint64_t), need = stream->count + count;

	if (len % sizeof(uint64_t))
		return trace_bad_block(&r->at, r->err, "expected whole words in the records block");
	if (need > KDF_WORDS_MAX)
		return trace_bad_block(&r->at, r->err, "expected no more than %lu words of records", KDF_WORDS_MAX);
	if (need > r->words_alloc) {
		size_t alloc = need + need / 2;
		uint64_t *words = realloc(r->words, alloc * sizeof(*words));

		if (!words)
			return trace_bad_block(&r->at, r->err, "%s", strerror(ENOMEM));
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

static int add_chunk(struct reader *r, const struct trace_payload *p)
{
	const char *wrong;

	if (!trace_add_chunk(r->trace, p, &wrong))
		return 0;
	return trace_bad_block(&r->at, r->err, "%s", wrong);
}

static int add_session_end(struct reader *r, const void *raw, size_t len)
{
	const struct kdf_trace *t = r->trace;
	struct trace_session_end end;
	uint64_t bytes = 0;

	if (len < sizeof(end))
		return trace_bad_block(&r->at, r->err, "expected an end block of at least %zu bytes", sizeof(end));
	memcpy(&end, raw, sizeof(end));
	for (size_t i = 0; i < t->nchunks; i++)
		bytes += t->chunks[i].head.used - sizeof(t->chunks[i].head);
	if (le64toh(end.chunks) != t->nchunks || le64toh(end.bytes) != bytes)
		return trace_bad_block(&r->at, r->err,
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
		return trace_bad_block(&r->at, r->err, "expected an end block of at least %zu bytes", sizeof(end));
	memcpy(&end, raw, sizeof(end));
	if (le64toh(end.words) != r->trace->stream.count)
		return trace_bad_block(&r->at, r->err, "expected %llu words of records before the end, found %zu",
				 (unsigned long long)le64toh(end.words), r->trace->stream.count);
	r->ended = true;
	return 0;
}

static int add_block(struct reader *r, const struct trace_payload *p)
{
	uint32_t type = p->type;
	const char *raw = p->raw;
	size_t len = p->raw_len;

	if (r->trace->session ? type == KDF_BLOCK_RECORDS :
				type == KDF_BLOCK_CHUNK || type == KDF_BLOCK_PARTS)
		return trace_bad_block(&r->at, r->err, "type %u: expected no such block in this version of the format",
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
	case KDF_BLOCK_PARTS:
		return add_chunk(r, p);
	case KDF_BLOCK_END:
		return add_end(r, raw, len);
	}
	if (type & KDF_BLOCK_OPTIONAL)
		return 0;
	return trace_bad_block(&r->at, r->err, "type %u is not known: it needs a newer kdflow", type);
}

static int read_blocks(struct reader *r)
{
	struct kdf_trace *t = r->trace;
	struct trace_payload p = { 0 };
	int ret = read_header(r);
	char more;

	while (!ret && !r->ended) {
		r->at = (struct trace_place){ t, t->blocks, t->bytes };
		ret = trace_read_block(&r->at, &p, r->err);
		if (!ret)
			ret = add_block(r, &p);
		if (ret)
			break;
		t->blocks++;
		t->bytes += sizeof(struct trace_block) + p.stored_len;
	}
	trace_payload_free(&p);
	if (!ret && trace_input_read(t->input, &more, 1, t->bytes))
		ret = kdf_fail(r->err, EBADMSG, "%s: offset %llu: expected nothing after the end block",
			       t->path, (unsigned long long)t->bytes);
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
	const char *after;
	size_t len;

	t->only_changed = t->info && !kdf_info_get(t->info, "after", &after, &len) &&
			  len == strlen("changed") && !memcmp(after, "changed", len);
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
	struct reader r = { .trace = trace, .err = err };
	int ret;

	*trace = (struct kdf_trace){ .path = strdup(strcmp(path, "-") ? path : "standard input") };
	if (!trace->path)
		return kdf_fail_sys(err, ENOMEM, "%s", path);
	trace->stream.name = trace->path;
	ret = trace_input_open(&trace->input, path, trace->path, err);
	if (ret)
		return ret;
	return read_rest(&r, read_blocks(&r));
}

const struct kdf_symbol *kdf_trace_function(const struct kdf_trace *trace, uint64_t value)
{
	return value ? kdf_symbols_find(&trace->symbols, value - trace->kaslr_offset) : NULL;
}

void kdf_trace_free(struct kdf_trace *trace)
{
	kdf_symbols_free(&trace->symbols);
	kdf_names_free(&trace->names);
	trace_input_close(trace->input);
	free(trace->chunks);
	free(trace->streams);
	free((void *)trace->stream.words);
	free(trace->info);
	free(trace->path);
	*trace = (struct kdf_trace){ 0 };
}
