// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Chunks: kernel buffer -> queue -> trace file. A full chunk is copied and given
 * back before anything else is done with it, so that the kernel has room.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "collect.h"

/* More waits in the kernel's buffer. */
#define QUEUE_MAX ((size_t)256 << 20)

/* A forged or wild struct could hold any number of addresses. */
#define POINTERS_MAX ((size_t)1 << 20)

/* As far from the kernel's code as its modules are. */
#define CODE_REACH 0x80000000ULL

struct collector *collector_new(struct kdf_session *session, struct kdf_writer *writer,
				int (*begin)(void *arg), void *arg)
{
	struct collector *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->session = session;
	c->writer = writer;
	c->begin = begin;
	c->arg = arg;
	c->scratch = malloc(session->buffer.chunk_size);
	if (c->scratch)
		return c;
	free(c);
	return NULL;
}

static void fail(struct collector *c, const struct kdf_error *err)
{
	if (!c->failed)
		complain("%s", err->text);
	c->failed = true;
}

/* A value that may be the address of a function: which ones are is found out at the end. */
static void mention(struct collector *c, uint64_t value)
{
	const struct kcov_df_buffer *b = &c->session->buffer;
	uint64_t code = b->base + b->kaslr_offset;

	if (value - code + CODE_REACH < 2 * CODE_REACH && value < (uint64_t)-KDF_ERRNO_MAX &&
	    c->pointers.count < POINTERS_MAX)
		set_add(&c->pointers, value);
}

static void scan_record(struct collector *c, const struct kdf_call_record *rec)
{
	bool boundary = rec->type == KCOV_DF_REC_ENTRY || rec->type == KCOV_DF_REC_EXIT ||
			rec->type == KCOV_DF_REC_EXIT_OF;

	c->records += boundary;
	c->entries += rec->type == KCOV_DF_REC_ENTRY;
	if (rec->has_site)
		set_add(&c->sites, c->session->buffer.base + (int64_t)rec->site);
	for (unsigned int i = 0; i < rec->nvalues; i++)
		mention(c, kdf_value(rec->values, i));
	for (uint32_t i = 0; i + 8 <= rec->len; i += 8)
		mention(c, kdf_value(rec->data + i, 0));
}

/* What a chunk mentions. A malformed one is saved all the same: somebody will want to see it. */
static void scan(struct collector *c, const struct kdf_chunk *chunk)
{
	struct kdf_call_record rec;
	struct kdf_error err;
	size_t pos = 0;
	int ret;

	set_add(&c->streams, (uint64_t)chunk->head.stream + 1);
	while ((ret = kdf_call_record_next(chunk, &pos, &rec, &err)) > 0)
		scan_record(c, &rec);
	if (ret < 0)
		fail(c, &err);
}

void collector_begin(struct collector *c)
{
	if (c->begun)
		return;
	c->begun = true;
	if (!c->begin(c->arg))
		return;
	c->failed = true;
	kdf_writer_close(c->writer);
}

static void write_one(struct collector *c)
{
	struct queued *q = c->first;
	struct kdf_error err;

	c->first = q->next;
	if (!c->first)
		c->last = NULL;
	c->queued -= q->chunk.len;
	scan(c, &q->chunk);
	collector_begin(c);
	/* After a failure nothing can be appended: the file ends with its last whole block. */
	if (c->writer->fd >= 0 && kdf_writer_chunk(c->writer, &q->chunk, &err)) {
		fail(c, &err);
		kdf_writer_close(c->writer);
	}
	free(q);
}

static bool enqueue(struct collector *c, const struct kdf_chunk *chunk)
{
	struct queued *q = malloc(sizeof(*q) + chunk->len);

	if (!q) {
		fail(c, &(struct kdf_error){ ENOMEM, "no memory for a chunk: its records are lost" });
		return false;
	}
	q->next = NULL;
	q->chunk = *chunk;
	q->chunk.data = q->data;
	memcpy(q->data, chunk->data, chunk->len);
	if (c->last)
		c->last->next = q;
	else
		c->first = q;
	c->last = q;
	c->queued += chunk->len;
	return true;
}

static void take(struct collector *c, uint32_t i)
{
	struct kdf_chunk chunk;
	struct kdf_error err;
	int ret = kdf_session_copy_chunk(c->session, i, c->scratch, &chunk, &err);

	if (ret < 0)
		fail(c, &err);
	if (ret > 0)
		enqueue(c, &chunk);
}

static bool flight_recorder(const struct collector *c)
{
	return c->session->options.flags & KCOV_DF_FLIGHT_RECORDER;
}

bool collector_poll(struct collector *c)
{
	struct kdf_error err;

	/* The flight recorder keeps its chunks until the end. */
	for (uint32_t i = 0; !flight_recorder(c) && i < c->session->buffer.nr_chunks; i++) {
		if (c->queued >= QUEUE_MAX)
			break;
		if (kdf_session_chunk_state(c->session, i) != KCOV_DF_CHUNK_FULL)
			continue;
		take(c, i);
		if (kdf_session_release(c->session, i, &err))
			fail(c, &err);
	}
	if (c->first)
		write_one(c);
	return c->first;
}

void collector_finish(struct collector *c)
{
	for (uint32_t i = 0; i < c->session->buffer.nr_chunks; i++)
		take(c, i);
	while (c->first)
		write_one(c);
}

void collector_free(struct collector *c)
{
	if (!c)
		return;
	while (c->first) {
		struct queued *q = c->first;

		c->first = q->next;
		free(q);
	}
	set_free(&c->sites);
	set_free(&c->pointers);
	set_free(&c->streams);
	free(c->scratch);
	free(c);
}
