// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What it takes to decode a trace, against a memcpy() of the same bytes: bench-decode TRACE
 *
 * The chunks are in memory, as often as it takes to fill more than any cache, and each is copied and decoded where it
 * is. The figure is the CPU time of the fastest of some rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>
#include <zstd.h>

#include "../libkdflow/trace.h"

#define ARENA ((size_t)128 << 20)
#define ROUNDS 5

struct bench {
	struct kdf_trace trace;
	struct kdf_chunk *chunks;	/* of the trace, one copy after the other */
	char **stored;			/* the compressed block of each chunk, of the first copy only */
	size_t *stored_len;
	size_t copies;
	size_t bytes;
	uint64_t calls;			/* in all copies */
	uint64_t check;			/* what was seen, so that the compiler leaves it in */
	char *to;
};

static void die(const char *what)
{
	fprintf(stderr, "bench-decode: %s\n", what);
	exit(EXIT_FAILURE);
}

static void *must(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return 1e9 * t.tv_sec + t.tv_nsec;
}

static void copy_bytes(struct bench *b)
{
	for (size_t i = 0; i < b->copies * b->trace.nchunks; i++) {
		memcpy(b->to, b->chunks[i].data, b->chunks[i].len);
		/* The copy is made. */
		__asm__ volatile("" : : "r"(b->to) : "memory");
	}
}

/* What @look does with each boundary. */
static void decode(struct bench *b,
		   void (*look)(struct bench *b, const struct kdf_boundary *at,
				const struct kdf_function *func))
{
	struct kdf_trace *t = &b->trace;
	struct kdf_error err;

	for (size_t copy = 0; copy < b->copies; copy++) {
		for (size_t s = 0; s < t->nstreams; s++) {
			const struct kdf_chunk *chunk = b->chunks + copy * t->nchunks + t->streams[s].first;
			struct kdf_nest nest = { .only_changed = t->only_changed };
			const struct kdf_function *func;
			struct kdf_boundary at;
			int ret;

			for (size_t i = 0; i < t->streams[s].count; i++) {
				ret = kdf_nest_chunk(&nest, &chunk[i], &err);
				while (!ret && (ret = kdf_nest_next(&nest, &at, &err)) > 0) {
					func = NULL;
					ret = at.has_site ? kdf_names_function(&t->names, t->base + (int64_t)at.site,
									       &func, &err) : 0;
					look(b, &at, func);
				}
				if (ret < 0)
					die(err.text);
			}
			kdf_nest_free(&nest);
		}
	}
}

static void look_at_nothing(struct bench *b, const struct kdf_boundary *at, const struct kdf_function *func)
{
	b->check += at->depth + (func != NULL);
}

static void look_at_values(struct bench *b, const struct kdf_boundary *at, const struct kdf_function *func)
{
	struct kdf_argument arg;

	if (at->type == KDF_B_ENTRY) {
		for (unsigned int i = 0; kdf_argument(func, at, i, &arg); i++)
			b->check += kdf_argument_number(&b->trace.names, &arg).value;
	} else if (at->type == KDF_B_EXIT && kdf_return(func, at, &arg)) {
		b->check += kdf_argument_number(&b->trace.names, &arg).value + kdf_argument_error(&arg);
	}
}

static void look_at_changes(struct bench *b, const struct kdf_boundary *at, const struct kdf_function *func)
{
	struct kdf_changes changes;
	struct kdf_change change;

	look_at_values(b, at, func);
	kdf_changes_begin(&changes, &b->trace.names, func, at);
	while (kdf_changes_next(&changes, &change))
		b->check += change.arg;
}

static void decode_calls(struct bench *b)
{
	decode(b, look_at_nothing);
}

static void decode_values(struct bench *b)
{
	decode(b, look_at_values);
}

static void decode_changes(struct bench *b)
{
	decode(b, look_at_changes);
}

static void check_sums(struct bench *b)
{
	for (size_t copy = 0; copy < b->copies; copy++) {
		for (size_t i = 0; i < b->trace.nchunks; i++)
			b->check += crc32(0, (const Bytef *)b->stored[i], b->stored_len[i]);
	}
}

static void decompress(struct bench *b)
{
	ZSTD_DCtx *zstd = must(ZSTD_createDCtx());

	for (size_t copy = 0; copy < b->copies; copy++) {
		for (size_t i = 0; i < b->trace.nchunks; i++)
			b->check += ZSTD_decompressDCtx(zstd, b->to, KDF_BLOCK_MAX, b->stored[i],
							b->stored_len[i]);
	}
	ZSTD_freeDCtx(zstd);
}

static void count(struct bench *b, const struct kdf_boundary *at, const struct kdf_function *func)
{
	(void)func;
	b->calls += at->type == KDF_B_ENTRY;
}

static void load(struct bench *b)
{
	struct kdf_trace *t = &b->trace;
	struct trace_payload p = { 0 };
	struct kdf_error err;
	char *arena;

	for (size_t i = 0; i < t->nchunks; i++)
		b->bytes += t->chunks[i].head.used - sizeof(t->chunks[i].head);
	if (!b->bytes)
		die("expected a trace with chunks");
	b->copies = 1 + ARENA / (b->bytes + t->nchunks * sizeof(*b->chunks));
	arena = must(malloc(b->copies * b->bytes));
	b->chunks = must(calloc(b->copies * t->nchunks, sizeof(*b->chunks)));
	b->stored = must(calloc(t->nchunks, sizeof(*b->stored)));
	b->stored_len = must(calloc(t->nchunks, sizeof(*b->stored_len)));
	b->to = must(malloc(KDF_BLOCK_MAX));
	for (size_t i = 0; i < b->copies * t->nchunks; i++) {
		size_t k = i % t->nchunks;

		b->chunks[i].name = t->path;
		if (i >= t->nchunks)
			b->chunks[i] = b->chunks[k];
		else if (trace_load_chunk(t, &t->chunks[k], true, &p, &b->chunks[i], &err))
			die(err.text);
		b->chunks[i].data = memcpy(arena, b->chunks[i].data, b->chunks[i].len);
		arena += b->chunks[i].len;
		if (i >= t->nchunks)
			continue;
		b->stored[k] = memcpy(must(malloc(p.stored_len + 1)), p.stored, p.stored_len);
		b->stored_len[k] = p.stored_len;
	}
	trace_payload_free(&p);
	decode(b, count);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(struct bench *b);
	} parts[] = {
		{ "memcpy", copy_bytes },	 { "calls", decode_calls },
		{ "values", decode_values },	 { "changes", decode_changes },
		{ "crc32", check_sums },	 { "zstd", decompress },
	};
	double best[sizeof(parts) / sizeof(parts[0])] = { 0 };
	struct bench b = { 0 };
	struct kdf_error err;

	if (argc != 2)
		die("usage: bench-decode TRACE");
	if (kdf_trace_read(&b.trace, argv[1], &err))
		die(err.text);
	load(&b);
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
			double begin = now();

			parts[i].run(&b);
			best[i] = round && best[i] < now() - begin ? best[i] : now() - begin;
		}
	}
	printf("calls %llu\nbytes/call %.1f\n", (unsigned long long)b.calls,
	       (double)b.bytes * b.copies / b.calls);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		printf("%-8s %7.1f ns/call %6.2f memcpy\n", parts[i].name, best[i] / b.calls,
		       best[i] / best[0]);
	kdf_trace_free(&b.trace);
	return b.check ? EXIT_SUCCESS : EXIT_FAILURE;
}
