// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes a long trace of a short one: bench-lengthen TRACE CALLS OUTPUT
 *
 * Each chunk is there as often as it takes for at least so many calls, each time as that of another task. Prints "calls N",
 * "raw N" and "file N": entries, and bytes of the chunks as they are in the kernel's buffer and of the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../libkdflow/trace.h"

static void die(const char *what)
{
	fprintf(stderr, "bench-lengthen: %s\n", what);
	exit(EXIT_FAILURE);
}

static uint64_t count_calls(struct kdf_trace *trace)
{
	struct kdf_walk walk;
	struct kdf_error err;
	uint64_t calls = 0;
	int ret;

	kdf_walk_begin(&walk, trace);
	while ((ret = kdf_walk_next(&walk, &err)) > 0)
		calls += walk.boundary.type == KDF_B_ENTRY;
	kdf_walk_end(&walk);
	if (ret < 0)
		die(err.text);
	if (!calls)
		die("expected a trace with calls");
	return calls;
}

/* Tasks of different copies have different streams, and the chunks of each their order. */
static void write_chunk(struct kdf_writer *w, const struct trace_place *at, struct trace_payload *p, uint32_t copies)
{
	struct kdf_chunk chunk = { .name = "chunk" };
	struct kcov_df_chunk head;
	struct kdf_error err;

	if (trace_block_chunk(at, p, true, &chunk, &err))
		die(err.text);
	head = chunk.head;
	for (uint32_t copy = 0; copy < copies; copy++) {
		chunk.head = head;
		chunk.head.stream = head.stream * copies + copy;
		chunk.head.serial = head.serial * copies + copy;
		if (kdf_writer_chunk(w, &chunk, &err))
			die(err.text);
	}
}

static void lengthen(const struct kdf_trace *trace, struct kdf_writer *w, uint32_t copies)
{
	struct trace_place at = { trace, 0, sizeof(struct trace_header) };
	struct trace_payload p = { 0 };
	struct kdf_error err;

	for (;;) {
		if (trace_read_block(&at, &p, &err))
			die(err.text);
		if (p.type == KDF_BLOCK_END)
			break;
		if (p.type == KDF_BLOCK_CHUNK || p.type == KDF_BLOCK_PARTS)
			write_chunk(w, &at, &p, copies);
		else if (kdf_writer_block(w, p.type, p.raw, p.raw_len, &err))
			die(err.text);
		at.block++;
		at.offset += sizeof(struct trace_block) + p.stored_len;
	}
	trace_payload_free(&p);
	if (kdf_writer_end(w, &err))
		die(err.text);
}

int main(int argc, char **argv)
{
	struct kdf_writer w = { .session = true };
	struct kdf_trace trace = { 0 };
	struct kdf_error err;
	uint64_t calls, copies, raw = 0;

	if (argc != 4)
		die("usage: bench-lengthen TRACE CALLS OUTPUT");
	if (kdf_trace_read(&trace, argv[1], &err))
		die(err.text);
	calls = count_calls(&trace);
	copies = (strtoull(argv[2], NULL, 10) + calls - 1) / calls;
	for (size_t i = 0; i < trace.nchunks; i++)
		raw += trace.chunks[i].head.used;
	if (kdf_writer_open(&w, argv[3], &err))
		die(err.text);
	w.session = true;
	if (kdf_writer_begin(&w, &err))
		die(err.text);
	lengthen(&trace, &w, copies);
	printf("calls %llu\nraw %llu\nfile %llu\n", (unsigned long long)(calls * copies),
	       (unsigned long long)(raw * copies), (unsigned long long)w.bytes);
	kdf_writer_close(&w);
	kdf_trace_free(&trace);
	return EXIT_SUCCESS;
}
