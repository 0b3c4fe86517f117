// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes a trace file: in place and block by block, so that whatever stops the
 * writer leaves a file that can be read up to its last whole block.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "kdflow.h"
#include "trace.h"

/* Words of records per block: what a crash can cost, against what compresses well. */
#define BLOCK_WORDS (128U << 10)

/* Chunks are compressed while the kernel records into the next ones. */
#define LEVEL_FAST 1

uint32_t trace_crc(const struct trace_block *block, const void *stored)
{
	uLong crc = crc32(0, (const Bytef *)block, offsetof(struct trace_block, crc));

	return crc32(crc, stored, le32toh(block->stored));
}

int kdf_writer_open(struct kdf_writer *w, const char *path, struct kdf_error *err)
{
	*w = (struct kdf_writer){ .fd = -1, .path = strdup(path) };
	if (!w->path)
		return kdf_fail_sys(err, ENOMEM, "%s", path);
	/* A trace tells secrets of the kernel: it is for its owner only. */
	w->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (w->fd >= 0) {
		w->created = true;
		return 0;
	}
	if (errno == EEXIST)
		w->fd = open(path, O_WRONLY | O_CLOEXEC);
	if (w->fd >= 0)
		return 0;
	kdf_fail_sys(err, errno, "%s", path);
	kdf_writer_close(w);
	return -err->code;
}

static int write_all(struct kdf_writer *w, const void *data, size_t len, struct kdf_error *err)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(w->fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return kdf_fail(err, n ? errno : EIO,
					"%s: %s; %u whole blocks (%llu bytes) with %llu %s of records are saved and can be viewed",
					w->path, strerror(n ? errno : EIO), w->blocks,
					(unsigned long long)w->bytes,
					(unsigned long long)(w->session ? w->chunks : w->words),
					w->session ? "chunks" : "words");
		p += n;
		len -= n;
	}
	return 0;
}

int kdf_writer_begin(struct kdf_writer *w, struct kdf_error *err)
{
	uint32_t version = w->session ? TRACE_VERSION_SESSION : TRACE_VERSION_RFC;
	struct trace_header header = { .version = htole32(version) };
	int ret;

	/* A pipe or a device cannot be cut, and need not. */
	if (ftruncate(w->fd, 0) && errno != EINVAL)
		return kdf_fail_sys(err, errno, "%s", w->path);
	memcpy(header.magic, TRACE_MAGIC, sizeof(header.magic));
	ret = write_all(w, &header, sizeof(header), err);
	if (!ret)
		w->bytes = sizeof(header);
	return ret;
}

/* Each part becomes a frame. Returns the bytes of all, or 0. */
static size_t compress_parts(struct kdf_writer *w, char *to, size_t room, const struct iovec *parts, size_t count, int level,
		       struct kdf_error *err)
{
	size_t stored = 0;

	for (size_t i = 0; i < count; i++) {
		size_t n = ZSTD_compress(to + stored, room - stored, parts[i].iov_base, parts[i].iov_len, level);

		if (ZSTD_isError(n)) {
			kdf_fail(err, EIO, "%s: block %u: %s", w->path, w->blocks, ZSTD_getErrorName(n));
			return 0;
		}
		stored += n;
	}
	return stored;
}

int trace_write_parts(struct kdf_writer *w, uint32_t type, const struct iovec *parts, size_t count, int level,
		      struct kdf_error *err)
{
	size_t len = 0, bound = 0, stored;
	struct trace_block *block;
	int ret;

	for (size_t i = 0; i < count; i++) {
		len += parts[i].iov_len;
		bound += ZSTD_compressBound(parts[i].iov_len);
	}
	if (len > KDF_BLOCK_MAX)
		return kdf_fail(err, EFBIG, "%s: block %u: %zu bytes are more than %u", w->path,
				w->blocks, len, KDF_BLOCK_MAX);
	block = malloc(sizeof(*block) + bound);
	if (!block)
		return kdf_fail_sys(err, ENOMEM, "%s: block %u", w->path, w->blocks);
	stored = compress_parts(w, (char *)(block + 1), bound, parts, count, level, err);
	if (!stored) {
		ret = -err->code;
		goto out;
	}
	*block = (struct trace_block){
		.type = htole32(type),
		.index = htole32(w->blocks),
		.stored = htole32(stored),
		.raw = htole32(len),
	};
	block->crc = htole32(trace_crc(block, block + 1));
	ret = write_all(w, block, sizeof(*block) + stored, err);
	if (ret)
		goto out;
	w->blocks++;
	w->bytes += sizeof(*block) + stored;
out:
	free(block);
	return ret;
}

int kdf_writer_block(struct kdf_writer *w, uint32_t type, const void *data, size_t len,
		     struct kdf_error *err)
{
	const struct iovec part = { (void *)data, len };

	return trace_write_parts(w, type, &part, 1, ZSTD_CLEVEL_DEFAULT, err);
}

static int records_block(struct kdf_writer *w, const uint64_t *words, size_t count,
			 struct kdf_error *err)
{
	uint64_t *le = malloc(count * sizeof(*le));
	int ret;

	if (!le)
		return kdf_fail_sys(err, ENOMEM, "%s: records", w->path);
	for (size_t i = 0; i < count; i++)
		le[i] = htole64(words[i]);
	ret = kdf_writer_block(w, KDF_BLOCK_RECORDS, le, count * sizeof(*le), err);
	if (!ret)
		w->words += count;
	free(le);
	return ret;
}

int kdf_writer_records(struct kdf_writer *w, const struct kdf_stream *stream,
		       struct kdf_error *err)
{
	size_t pos = 0, begin = 0;
	struct kdf_record rec;
	int ret = 0, more;

	/* Blocks end between records, so each can be read without the next. */
	do {
		more = kdf_record_next(stream, &pos, &rec, err);
		if (pos > begin && (more <= 0 || pos - begin >= BLOCK_WORDS)) {
			struct kdf_error write_err;

			ret = records_block(w, stream->words + begin, pos - begin, &write_err);
			begin = pos;
			if (ret)
				*err = write_err;
		}
	} while (!ret && more > 0);
	return ret ? ret : more;
}

/* Adds the line of a symbol, unless memory or the block's room ends. */
static int symbols_line(struct kdf_writer *w, struct kdf_text *text, const struct kdf_symbol *sym,
			struct kdf_error *err)
{
	int ret = 0;

	if (text->len > KDF_BLOCK_MAX / 2) {
		ret = kdf_writer_block(w, KDF_BLOCK_SYMBOLS, text->str, text->len, err);
		text->len = 0;
	}
	if (strcmp(sym->module, "vmlinux"))
		kdf_text_add(text, "%016llx T %s\t[%s]\n", (unsigned long long)sym->addr,
			     sym->name, sym->module);
	else
		kdf_text_add(text, "%016llx T %s\n", (unsigned long long)sym->addr, sym->name);
	return ret;
}

static int pc_cmp(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The different functions of @calls, sorted. */
static uint64_t *functions(const struct kdf_calls *calls, size_t *count)
{
	uint64_t *pcs = malloc((calls->count + 1) * sizeof(*pcs));
	size_t n = 0, unique = 0;

	*count = 0;
	if (!pcs)
		return NULL;
	for (uint32_t i = 0; i < calls->count; i++) {
		if (calls->events[i].type != KDF_LOST)
			pcs[n++] = calls->events[i].pc;
	}
	qsort(pcs, n, sizeof(*pcs), pc_cmp);
	for (size_t i = 0; i < n; i++) {
		if (!unique || pcs[unique - 1] != pcs[i])
			pcs[unique++] = pcs[i];
	}
	*count = unique;
	return pcs;
}

int kdf_writer_symbols(struct kdf_writer *w, const struct kdf_calls *calls,
		       const struct kdf_symbols *first, const struct kdf_symbols *second,
		       size_t *named, size_t *unnamed, struct kdf_error *err)
{
	struct kdf_text text = { 0 };
	size_t count;
	uint64_t *pcs = functions(calls, &count);
	int ret = 0;

	*named = *unnamed = 0;
	if (!pcs)
		return kdf_fail_sys(err, ENOMEM, "%s: symbols", w->path);
	for (size_t i = 0; i < count && !ret; i++) {
		const struct kdf_symbol *sym = kdf_symbols_find(first, pcs[i]);

		if (!sym && second)
			sym = kdf_symbols_find(second, pcs[i]);
		if (!sym) {
			++*unnamed;
			continue;
		}
		++*named;
		ret = symbols_line(w, &text, sym, err);
	}
	if (!ret && text.failed)
		ret = kdf_fail_sys(err, ENOMEM, "%s: symbols", w->path);
	if (!ret && text.len)
		ret = kdf_writer_block(w, KDF_BLOCK_SYMBOLS, text.str, text.len, err);
	kdf_text_free(&text);
	free(pcs);
	return ret;
}

int kdf_writer_stats(struct kdf_writer *w, const struct kcov_df_stats *stats,
		     struct kdf_error *err)
{
	uint64_t le[3] = {
		htole64(stats->recorded),
		htole64(stats->lost_full),
		htole64(stats->lost_nofault),
	};

	return kdf_writer_block(w, KDF_BLOCK_STATS, le, sizeof(le), err);
}

/* A chunk that cannot be split stays whole. */
static int write_chunk(struct kdf_writer *w, const struct kcov_df_chunk *head, const struct kdf_chunk *chunk,
		       uint8_t *scratch, struct kdf_error *err)
{
	struct trace_split split = { .records = scratch, .structs = scratch + chunk->len };

	if (trace_split_chunk(chunk, &split) &&
	    sizeof(*head) + split.records_len + split.structs_len <= KDF_BLOCK_MAX) {
		const struct iovec parts[TRACE_PARTS] = {
			{ (void *)head, sizeof(*head) },
			{ split.records, split.records_len },
			{ split.structs, split.structs_len },
		};

		return trace_write_parts(w, KDF_BLOCK_PARTS, parts, TRACE_PARTS, LEVEL_FAST, err);
	}
	memcpy(scratch, head, sizeof(*head));
	memcpy(scratch + sizeof(*head), chunk->data, chunk->len);
	return trace_write_parts(w, KDF_BLOCK_CHUNK, &(struct iovec){ scratch, sizeof(*head) + chunk->len }, 1,
				 LEVEL_FAST, err);
}

int kdf_writer_chunk(struct kdf_writer *w, const struct kdf_chunk *chunk, struct kdf_error *err)
{
	struct kcov_df_chunk head = chunk->head;
	uint8_t *scratch = malloc(sizeof(head) + 2 * chunk->len);
	int ret;

	if (!scratch)
		return kdf_fail_sys(err, ENOMEM, "%s: chunk", w->path);
	head.state = 0;
	head.used = sizeof(head) + chunk->len;
	ret = write_chunk(w, &head, chunk, scratch, err);
	free(scratch);
	if (ret)
		return ret;
	w->chunks++;
	w->chunk_bytes += chunk->len;
	return 0;
}

int kdf_writer_counters(struct kdf_writer *w, const struct kcov_df_counters *c,
			struct kdf_error *err)
{
	struct trace_counters le = {
		.entries = htole64(c->entries),
		.exits = htole64(c->exits),
		.lost_full_entries = htole64(c->lost_full_entries),
		.lost_full_exits = htole64(c->lost_full_exits),
		.lost_nofault_entries = htole64(c->lost_nofault_entries),
		.lost_nofault_exits = htole64(c->lost_nofault_exits),
		.overwritten = htole64(c->overwritten),
		.lost_tasks = htole64(c->lost_tasks),
	};

	return kdf_writer_block(w, KDF_BLOCK_STATS, &le, sizeof(le), err);
}

int kdf_writer_text(struct kdf_writer *w, uint32_t type, const char *text, size_t len,
		    struct kdf_error *err)
{
	int ret = 0;

	/* A block ends with a whole line. A line longer than a block is refused by kdf_writer_block(). */
	while (len && !ret) {
		size_t part = len;

		if (len > KDF_BLOCK_MAX) {
			const char *end = memrchr(text, '\n', KDF_BLOCK_MAX);

			part = end ? (size_t)(end + 1 - text) : len;
		}
		ret = kdf_writer_block(w, type, text, part, err);
		text += part;
		len -= part;
	}
	return ret;
}

static int end_block(struct kdf_writer *w, struct kdf_error *err)
{
	struct trace_session_end session = {
		.chunks = htole64(w->chunks),
		.bytes = htole64(w->chunk_bytes),
	};
	struct trace_end rfc = { .words = htole64(w->words) };

	if (w->session)
		return kdf_writer_block(w, KDF_BLOCK_END, &session, sizeof(session), err);
	return kdf_writer_block(w, KDF_BLOCK_END, &rfc, sizeof(rfc), err);
}

int kdf_writer_end(struct kdf_writer *w, struct kdf_error *err)
{
	int ret = end_block(w, err);
	int fd = w->fd;

	if (ret)
		return ret;
	w->fd = -1;
	if (close(fd))
		return kdf_fail_sys(err, errno, "%s", w->path);
	return 0;
}

void kdf_writer_close(struct kdf_writer *w)
{
	if (w->fd >= 0)
		close(w->fd);
	if (w->created && !w->blocks)
		unlink(w->path);
	free(w->path);
	*w = (struct kdf_writer){ .fd = -1 };
}
