// SPDX-License-Identifier: GPL-2.0-or-later
/* Chunks in parts: put together again, without their structs, and forged. */
#include <endian.h>
#include <errno.h>
#include <unistd.h>
#include <zstd.h>

#include "../trace.h"
#include "builder.h"
#include "file.h"

static const char info[] = "base=0x1000\nkaslr_offset=0x20\n";
static const uint32_t before[] = { 1, 2, 3 }, after[] = { 1, 9, 3 };
static const uint64_t value = 11;

static void end(struct kdf_writer *w)
{
	struct kdf_error err;

	assert_int_equal(kdf_writer_end(w, &err), 0);
	kdf_writer_close(w);
}

/* A call with a struct that it changes, one whose end was not captured and one that could not be read. */
static void build(struct builder *b)
{
	*b = (struct builder){ .count = 0 };
	builder_boundary(b, KCOV_DF_REC_ENTRY, 0, 0x10, 1, &value);
	builder_snapshot(b, 0, 12, 3, before);
	builder_snapshot(b, 1 | KCOV_DF_STRUCT_SHORT, 40, 2, before);
	builder_snapshot(b, 2 | KCOV_DF_STRUCT_BAD, 8, 0, NULL);
	builder_boundary(b, KCOV_DF_REC_EXIT, 0, 0, 1, &value);
	builder_snapshot(b, 0, 12, 3, after);
	builder_chunk(b, 0, 1);
}

static void check_struct(const uint8_t *structs, size_t len, unsigned int arg, uint32_t size, const uint32_t *words,
			 uint32_t bytes)
{
	struct kdf_snapshot snap;

	assert_true(kdf_snapshot_find(structs, len, arg, &snap));
	assert_int_equal(snap.size, size);
	assert_int_equal(snap.len, bytes);
	if (bytes)
		assert_memory_equal(snap.data, words, bytes);
}

/* @whole: the bytes of structs are there. */
static void check_walk(bool values_only, bool whole)
{
	struct kdf_walk walk;
	struct kdf_boundary *b = &walk.boundary;
	struct kdf_trace t;
	struct kdf_error err;

	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	kdf_walk_begin(&walk, &t);
	walk.values_only = values_only;
	assert_int_equal(kdf_walk_next(&walk, &err), 1);
	assert_int_equal(b->type, KDF_B_ENTRY);
	assert_int_equal(kdf_value(b->values, 0), value);
	check_struct(b->structs, b->structs_len, 0, 12, before, whole ? 12 : 0);
	check_struct(b->structs, b->structs_len, 1, 40, before, whole ? 8 : 0);
	check_struct(b->structs, b->structs_len, 2, 8, NULL, 0);
	assert_int_equal(kdf_walk_next(&walk, &err), 1);
	assert_int_equal(b->type, KDF_B_EXIT);
	assert_int_equal(kdf_value(b->values, 0), value);
	check_struct(b->structs, b->structs_len, 0, 12, after, whole ? 12 : 0);
	check_struct(b->entry_structs, b->entry_structs_len, 0, 12, before, whole ? 12 : 0);
	assert_int_equal(kdf_walk_next(&walk, &err), 0);
	kdf_walk_end(&walk);
	kdf_trace_free(&t);
}

/* The type of the second block. */
static uint32_t written_type(void)
{
	struct trace_payload p = { 0 };
	struct kdf_trace t;
	struct kdf_error err;
	uint32_t type;

	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	assert_int_equal(t.nchunks, 1);
	assert_int_equal(trace_read_block(&(struct trace_place){ &t, t.chunks[0].block, t.chunks[0].offset }, &p, &err), 0);
	type = p.type;
	trace_payload_free(&p);
	kdf_trace_free(&t);
	return type;
}

static void test_parts(void **state)
{
	struct kdf_writer w;
	struct kdf_error err;
	struct builder b;

	(void)state;
	build(&b);
	begin_session(&w, info);
	assert_int_equal(kdf_writer_chunk(&w, &b.chunk, &err), 0);
	end(&w);
	assert_int_equal(written_type(), KDF_BLOCK_PARTS);
	check_walk(false, true);
	check_walk(true, false);
}

/* As they were written before there were parts. */
static void test_whole(void **state)
{
	char data[sizeof(struct kcov_df_chunk) + sizeof((struct builder){ 0 }.words)];
	struct kdf_writer w;
	struct kdf_error err;
	struct builder b;

	(void)state;
	build(&b);
	b.chunk.head.used = sizeof(b.chunk.head) + b.chunk.len;
	memcpy(data, &b.chunk.head, sizeof(b.chunk.head));
	memcpy(data + sizeof(b.chunk.head), b.chunk.data, b.chunk.len);
	begin_session(&w, info);
	assert_int_equal(kdf_writer_block(&w, KDF_BLOCK_CHUNK, data, b.chunk.head.used, &err), 0);
	w.chunks++;
	w.chunk_bytes += b.chunk.len;
	end(&w);
	assert_int_equal(written_type(), KDF_BLOCK_CHUNK);
	check_walk(false, true);
	check_walk(true, true);
}

/* What is wrong with a record is told of the chunk as it was. */
static void test_malformed(void **state)
{
	struct kdf_walk walk;
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_error err;
	struct builder b;

	(void)state;
	build(&b);
	builder_word(&b, 0xffffffff);
	builder_chunk(&b, 0, 1);
	begin_session(&w, info);
	assert_int_equal(kdf_writer_chunk(&w, &b.chunk, &err), 0);
	end(&w);
	assert_int_equal(written_type(), KDF_BLOCK_CHUNK);
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	kdf_walk_begin(&walk, &t);
	walk.values_only = true;
	assert_int_equal(kdf_walk_next(&walk, &err), 1);
	assert_int_equal(kdf_walk_next(&walk, &err), 1);
	assert_int_equal(kdf_walk_next(&walk, &err), -EBADMSG);
	assert_contains(err.text, "record at byte 92 of 96");
	kdf_walk_end(&walk);
	kdf_trace_free(&t);
}

/* A chunk in parts of any bytes, with the right checksum. */
static void forge(const struct kcov_df_chunk *head, size_t head_len, const void *records, size_t records_len,
		  const void *structs, size_t structs_len)
{
	const struct { const void *data; size_t len; } parts[] = {
		{ head, head_len }, { records, records_len }, { structs, structs_len },
	};
	struct { struct trace_block head; char data[4096]; } block = { .head.type = htole32(KDF_BLOCK_PARTS) };
	size_t stored = 0;
	struct kdf_writer w;

	begin_session(&w, info);
	for (size_t i = 0; i < 3; i++) {
		stored += ZSTD_compress(block.data + stored, sizeof(block.data) - stored, parts[i].data, parts[i].len, 1);
		block.head.raw += parts[i].len;
	}
	block.head.index = htole32(w.blocks++);
	block.head.raw = htole32(block.head.raw);
	block.head.stored = htole32(stored);
	block.head.crc = htole32(trace_crc(&block.head, block.data));
	assert_int_equal(write(w.fd, &block, sizeof(block.head) + stored), sizeof(block.head) + stored);
	w.chunks++;
	w.chunk_bytes = head->used - sizeof(*head);
	end(&w);
}

/* What is wrong is told when the file is opened, or when the chunk is read. */
static void refused(bool opened, const char *expected)
{
	struct kdf_walk walk;
	struct kdf_trace t;
	struct kdf_error err;
	int ret = kdf_trace_read(&t, path, &err);

	assert_int_equal(ret, opened ? 0 : -EBADMSG);
	if (opened) {
		kdf_walk_begin(&walk, &t);
		assert_int_equal(kdf_walk_next(&walk, &err), -EBADMSG);
		kdf_walk_end(&walk);
	}
	assert_contains(err.text, expected);
	kdf_trace_free(&t);
}

static void test_forged(void **state)
{
	static const char pair[] = "expected a whole record of a struct for each that is cut, and no more";
	struct kcov_df_chunk head;
	uint8_t records[400], structs[400];
	struct trace_split s = { .records = records, .structs = structs };
	struct builder b;

	(void)state;
	build(&b);
	assert_true(trace_split_chunk(&b.chunk, &s));
	head = b.chunk.head;
	head.used = sizeof(head) + b.chunk.len;
	forge(&head, sizeof(head), records, s.records_len, structs, s.structs_len);
	check_walk(false, true);

	forge(&head, sizeof(head) - 4, records, s.records_len, structs, s.structs_len);
	refused(false, "expected 3 parts of a chunk, and the first of 64 bytes");
	forge(&head, sizeof(head), records, s.records_len, structs, s.structs_len - 20);
	refused(true, pair);
	forge(&head, sizeof(head), records, s.records_len - 8, structs, s.structs_len);
	refused(true, pair);
	forge(&head, sizeof(head), records, s.records_len, structs, 0);
	refused(false, "expected a chunk with its head, and as many bytes as that says");
	structs[2] ^= 1; /* of another argument */
	forge(&head, sizeof(head), records, s.records_len, structs, s.structs_len);
	refused(true, pair);
	structs[2] ^= 1;
	head.used -= 4;
	forge(&head, sizeof(head), records, s.records_len, structs, s.structs_len);
	refused(true, "expected a chunk of as many bytes as its head says");
}

/* One frame is not three. */
static void test_missing_parts(void **state)
{
	struct kcov_df_chunk head = { .used = sizeof(head) };
	struct kdf_writer w;
	struct kdf_error err;

	(void)state;
	begin_session(&w, info);
	assert_int_equal(kdf_writer_block(&w, KDF_BLOCK_PARTS, &head, sizeof(head), &err), 0);
	end(&w);
	refused(false, "part 2 of a chunk: ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),	  cmocka_unit_test(test_whole),
		cmocka_unit_test(test_malformed), cmocka_unit_test(test_forged),
		cmocka_unit_test(test_missing_parts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_file, remove_file);
}
