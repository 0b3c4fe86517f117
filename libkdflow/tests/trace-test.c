// SPDX-License-Identifier: GPL-2.0-or-later
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "../trace.h"
#include "file.h"

static const uint64_t words[] = {
	0x00080001e0000000, 0xffffffff81000010, 0, 0x11, /* an entry */
	0x00080001f0000001, 0xffffffff81000010, 0, 0x22, /* its return */
};

static const char info[] = "kernel=6.12\n";
static const char symbols[] = "ffffffff81000010 T f\t[m]\n";
static const struct kcov_df_stats stats = { .recorded = 2, .lost_full = 3, .lost_nofault = 4 };

static void begin(struct kdf_writer *w)
{
	struct kdf_error err;

	assert_int_equal(kdf_writer_open(w, path, &err), 0);
	assert_int_equal(kdf_writer_begin(w, &err), 0);
}

static void block(struct kdf_writer *w, uint32_t type, const void *data, size_t len)
{
	struct kdf_error err;

	assert_int_equal(kdf_writer_block(w, type, data, len, &err), 0);
}

static void end(struct kdf_writer *w)
{
	struct kdf_error err;

	assert_int_equal(kdf_writer_end(w, &err), 0);
	kdf_writer_close(w);
}

/* The file of most tests: five blocks. */
static void write_small(void)
{
	struct kdf_stream stream = { "test", words, sizeof(words) / 8 };
	struct kdf_writer w;
	struct kdf_error err;

	begin(&w);
	block(&w, KDF_BLOCK_INFO, info, strlen(info));
	assert_int_equal(kdf_writer_stats(&w, &stats, &err), 0);
	block(&w, KDF_BLOCK_SYMBOLS, symbols, strlen(symbols));
	assert_int_equal(kdf_writer_records(&w, &stream, &err), 0);
	end(&w);
}

static void check_small(const struct kdf_trace *t)
{
	assert_string_equal(t->info, info);
	assert_true(t->has_stats);
	assert_memory_equal(&t->stats, &stats, sizeof(stats));
	assert_int_equal(t->stream.count, sizeof(words) / 8);
	assert_memory_equal(t->stream.words, words, sizeof(words));
	assert_string_equal(kdf_symbols_find(&t->symbols, words[1])->name, "f");
	assert_string_equal(kdf_symbols_find(&t->symbols, words[1])->module, "m");
}

static char *load(size_t *len)
{
	static char data[1 << 16];
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	*len = fread(data, 1, sizeof(data), f);
	fclose(f);
	return data;
}

static void store(const void *data, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void test_round_trip(void **state)
{
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	write_small();
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	assert_int_equal(t.blocks, 5);
	check_small(&t);
	kdf_trace_free(&t);
}

/* What is read of a damaged file is a whole number of its blocks, unchanged. */
static void check_prefix(const struct kdf_trace *t)
{
	assert_true(t->blocks <= 5);
	if (t->info)
		assert_string_equal(t->info, info);
	if (t->has_stats)
		assert_memory_equal(&t->stats, &stats, sizeof(stats));
	if (t->symbols.count)
		assert_string_equal(kdf_symbols_find(&t->symbols, words[1])->name, "f");
	if (t->stream.count) {
		assert_int_equal(t->stream.count, sizeof(words) / 8);
		assert_memory_equal(t->stream.words, words, sizeof(words));
	}
	assert_int_equal(t->blocks >= 1, !!t->info);
	assert_int_equal(t->blocks >= 2, t->has_stats);
	assert_int_equal(t->blocks >= 3, !!t->symbols.count);
	assert_int_equal(t->blocks >= 4, !!t->stream.count);
}

static void test_cut_everywhere(void **state)
{
	size_t len;
	char *data;

	(void)state;
	write_small();
	data = load(&len);
	for (size_t cut = 0; cut < len; cut++) {
		struct kdf_trace t;
		struct kdf_error err;

		store(data, cut);
		assert_int_equal(kdf_trace_read(&t, path, &err), -ENODATA);
		assert_contains(err.text, path);
		assert_contains(err.text, cut ? "cut short" : "empty; expected a kdflow trace");
		check_prefix(&t);
		assert_true(t.blocks < 5);
		kdf_trace_free(&t);
	}
}

static void test_flip_everywhere(void **state)
{
	size_t len;
	char *data;

	(void)state;
	write_small();
	data = load(&len);
	for (size_t bit = 0; bit < len * 8; bit++) {
		struct kdf_trace t;
		struct kdf_error err;

		data[bit / 8] ^= 1 << bit % 8;
		store(data, len);
		if (!kdf_trace_read(&t, path, &err))
			fail_msg("bit %zu: accepted", bit);
		check_prefix(&t);
		kdf_trace_free(&t);
		data[bit / 8] ^= 1 << bit % 8;
	}
}

/* Blocks in another order, missing, twice. */
static void test_moved_blocks(void **state)
{
	struct trace_block b;
	struct kdf_trace t;
	struct kdf_error err;
	size_t len, first;
	char *data;

	(void)state;
	write_small();
	data = load(&len);
	memcpy(&b, data + sizeof(struct trace_header), sizeof(b));
	first = sizeof(b) + le32toh(b.stored);
	memmove(data + sizeof(struct trace_header), data + sizeof(struct trace_header) + first,
		len - sizeof(struct trace_header) - first);
	store(data, len - first);
	assert_int_equal(kdf_trace_read(&t, path, &err), -EBADMSG);
	assert_contains(err.text, "block 0 at offset 16: expected number 0, found 1");
	kdf_trace_free(&t);
}

static void test_foreign(void **state)
{
	static const struct {
		const char *data;
		size_t len;
		const char *expected;
	} cases[] = {
		{ "", 0, "empty; expected a kdflow trace" },
		{ "\x7f" "ELF", 4, "not a kdflow trace: begins with byte 0x7f" },
		{ "hello, this is some text\n", 25, "not a kdflow trace: begins with byte 0x68" },
		{ "\x89KDF\n\x1a\n\x01\0\0\0\0\0\0\0", 16, "not a kdflow trace" },
		{ "\x89KDF\r\n\x1a\n\x03\0\0\0\0\0\0\0", 16, "version 3 of the trace format" },
		{ "\x89KDF\r\n\x1a\n\x01\0\0\0\x01\0\0\0", 16, "needs a newer kdflow" },
		{ "\x89KDF\r\n\x1a\n\x01\0\0\0\0\0\0\0", 16, "expected another block after 0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kdf_trace t;
		struct kdf_error err;

		store(cases[i].data, cases[i].len);
		assert_true(kdf_trace_read(&t, path, &err) < 0);
		assert_contains(err.text, cases[i].expected);
		assert_int_equal(t.blocks, 0);
		kdf_trace_free(&t);
	}
}

static void test_not_readable(void **state)
{
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_trace_read(&t, "/nonexistent", &err), -ENOENT);
	assert_string_equal(err.text, "/nonexistent: No such file or directory");
	kdf_trace_free(&t);
	assert_int_equal(kdf_trace_read(&t, "/", &err), -EISDIR);
	assert_contains(err.text, "/: Is a directory");
	kdf_trace_free(&t);
}

/* A block with any header and a right checksum, as an attacker makes it. */
static void forge(uint32_t type, uint32_t stored, uint32_t raw, const void *payload, size_t len)
{
	struct trace_block b = {
		.type = htole32(type), .stored = htole32(stored), .raw = htole32(raw),
	};
	char data[8192];

	memcpy(data, "\x89KDF\r\n\x1a\n\x01\0\0\0\0\0\0\0", 16);
	if (stored <= len)
		b.crc = htole32(trace_crc(&b, payload));
	memcpy(data + 16, &b, sizeof(b));
	memcpy(data + 16 + sizeof(b), payload, len);
	store(data, 16 + sizeof(b) + len);
}

static void refused(int code, const char *expected)
{
	struct kdf_trace t;
	struct kdf_error err;

	assert_int_equal(kdf_trace_read(&t, path, &err), -code);
	assert_contains(err.text, expected);
	assert_int_equal(t.blocks, 0);
	kdf_trace_free(&t);
}

static void test_forged(void **state)
{
	char z[4096], zeros[2048] = { 0 };
	size_t n = ZSTD_compress(z, sizeof(z), zeros, sizeof(zeros), 1);

	(void)state;
	/* Sizes beyond the limits are refused before anything is allocated. */
	forge(KDF_BLOCK_RECORDS, UINT32_MAX, sizeof(zeros), z, n);
	refused(EBADMSG, "expected at most 16777216");
	forge(KDF_BLOCK_RECORDS, n, UINT32_MAX, z, n);
	refused(EBADMSG, "expected at most 16777216");
	forge(KDF_BLOCK_RECORDS, n, KDF_BLOCK_MAX + 1, z, n);
	refused(EBADMSG, "expected at most 16777216");
	/* More is stored than there is. */
	forge(KDF_BLOCK_RECORDS, KDF_BLOCK_MAX, sizeof(zeros), z, n);
	refused(ENODATA, "cut short in the contents of block 0");
	/* It decompresses to more, to less, to nothing. */
	forge(KDF_BLOCK_RECORDS, n, sizeof(zeros) - 8, z, n);
	refused(EBADMSG, "decompression: ");
	forge(KDF_BLOCK_RECORDS, n, sizeof(zeros) + 8, z, n);
	refused(EBADMSG, "expected 2056 bytes decompressed, found 2048");
	forge(KDF_BLOCK_RECORDS, 0, 8, z, 0);
	refused(EBADMSG, "expected 8 bytes decompressed, found 0");
	forge(KDF_BLOCK_RECORDS, 8, 8, "not zstd", 8);
	refused(EBADMSG, "decompression: ");
}

static void one_block(uint32_t type, const void *data, size_t len, const char *expected)
{
	struct kdf_writer w;

	begin(&w);
	block(&w, type, data, len);
	end(&w);
	refused(EBADMSG, expected);
}

static void test_bad_contents(void **state)
{
	(void)state;
	one_block(KDF_BLOCK_INFO, "a=\0b\n", 5, "expected text in the info block");
	one_block(KDF_BLOCK_STATS, words, 16, "expected one stats block of at least 24 bytes");
	one_block(KDF_BLOCK_SYMBOLS, "\0\n", 2, "expected lines of text");
	one_block(KDF_BLOCK_SYMBOLS, "10 T f", 6, "expected lines of text");
	one_block(KDF_BLOCK_RECORDS, words, 9, "expected whole words");
	one_block(KDF_BLOCK_END, words, 4, "expected an end block of at least 8 bytes");
	one_block(KDF_BLOCK_END, words, 8, "words of records before the end, found 0");
	one_block(77, words, 8, "type 77 is not known: it needs a newer kdflow");
}

static void test_malformed_symbols(void **state)
{
	static const char bad[] = "10 T good\nbad\n20 T unread\n";
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	begin(&w);
	block(&w, KDF_BLOCK_SYMBOLS, bad, strlen(bad));
	end(&w);
	assert_int_equal(kdf_trace_read(&t, path, &err), -EBADMSG);
	assert_contains(err.text, "symbol 2: expected");
	kdf_trace_free(&t);
}

static void test_repeated_blocks(void **state)
{
	static const uint32_t types[] = { KDF_BLOCK_INFO, KDF_BLOCK_STATS };
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *text = "a=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";

		begin(&w);
		block(&w, types[i], text, strlen(text));
		block(&w, types[i], text, strlen(text));
		end(&w);
		assert_int_equal(kdf_trace_read(&t, path, &err), -EBADMSG);
		assert_contains(err.text, "expected one");
		assert_int_equal(t.blocks, 1);
		kdf_trace_free(&t);
	}
}

static void test_future_blocks(void **state)
{
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	begin(&w);
	block(&w, 77 | KDF_BLOCK_OPTIONAL, words, sizeof(words));
	block(&w, KDF_BLOCK_INFO, info, strlen(info));
	block(&w, 78, words, sizeof(words));
	end(&w);
	assert_int_equal(kdf_trace_read(&t, path, &err), -EBADMSG);
	assert_contains(err.text, "block 2 at offset");
	assert_contains(err.text, "type 78 is not known: it needs a newer kdflow");
	assert_string_equal(t.info, info);
	kdf_trace_free(&t);
}

static void test_rest_after_end(void **state)
{
	struct kdf_trace t;
	struct kdf_error err;
	size_t len;
	char *data;

	(void)state;
	write_small();
	data = load(&len);
	data[len] = 0;
	store(data, len + 1);
	assert_int_equal(kdf_trace_read(&t, path, &err), -EBADMSG);
	assert_contains(err.text, "expected nothing after the end block");
	check_small(&t);
	kdf_trace_free(&t);
}

/* More records than one block holds: no record is in two blocks. */
static void test_many_records(void **state)
{
	const size_t n = 100000, len = 7;
	uint64_t *many = calloc(n * len, sizeof(*many));
	struct kdf_stream stream = { "test", many, n * len };
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_calls calls;
	struct kdf_error err;
	struct stat st;

	(void)state;
	assert_non_null(many);
	for (size_t i = 0; i < n; i++) {
		many[i * len] = test_header(KCOV_DF_TYPE_ENTRY, i, 0, 8, len - 3);
		many[i * len + 1] = 0x10;
		many[i * len + 2] = 0x20;
		many[i * len + 3] = i;
	}
	begin(&w);
	assert_int_equal(kdf_writer_records(&w, &stream, &err), 0);
	assert_true(w.blocks > 1);
	end(&w);
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	assert_int_equal(t.stream.count, n * len);
	assert_memory_equal(t.stream.words, many, n * len * 8);
	kdf_trace_free(&t);

	/* Cut in the last block of records: the others are whole. */
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size - 100), 0);
	assert_int_equal(kdf_trace_read(&t, path, &err), -ENODATA);
	assert_true(t.stream.count > 0 && t.stream.count % len == 0);
	assert_int_equal(kdf_calls_build(&calls, &t.stream, &err), 0);
	kdf_calls_free(&calls);
	kdf_trace_free(&t);
	free(many);
}

/* A malformed record is not written, what is before it is. */
static void test_malformed_record(void **state)
{
	uint64_t bad[12] = { 0 };
	struct kdf_stream stream = { "test", bad, 12 };
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	memcpy(bad, words, sizeof(words));
	begin(&w);
	assert_int_equal(kdf_writer_records(&w, &stream, &err), -EBADMSG);
	assert_contains(err.text, "record at word 8 of 12");
	end(&w);
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	assert_int_equal(t.stream.count, 8);
	kdf_trace_free(&t);
}

/* A session: its chunks come in any order, what they mention behind them. */
static const uint8_t records[] = {
	0x41, 0, 0, 0, 0x10, 0, 0, 0, 0x11, 0, 0, 0, 0, 0, 0, 0, /* an entry */
	0x32, 0, 0, 0, 0x22, 0, 0, 0, 0, 0, 0, 0,		  /* its exit */
};

static void chunk(struct kdf_writer *w, uint32_t stream, uint32_t index, uint64_t serial)
{
	struct kdf_chunk c = {
		.head = { .stream = stream, .index = index, .serial = serial, .comm = "task" },
		.data = records,
		.len = sizeof(records),
	};
	struct kdf_error err;

	assert_int_equal(kdf_writer_chunk(w, &c, &err), 0);
}

static const char session_info[] = "base=0x1000\nkaslr_offset=0x20\n";
static const char session_names[] = "N\t0000000000001010\tm\t4141\tf\tf.c:1\ti8\tu8\ta\n";

static void write_session(void)
{
	const struct kcov_df_counters counters = { .entries = 3, .exits = 3, .lost_tasks = 9 };
	struct kdf_writer w;
	struct kdf_error err;

	assert_int_equal(kdf_writer_open(&w, path, &err), 0);
	w.session = true;
	assert_int_equal(kdf_writer_begin(&w, &err), 0);
	block(&w, KDF_BLOCK_INFO, session_info, strlen(session_info));
	chunk(&w, 7, 1, 5);
	chunk(&w, 7, 0, 2);
	chunk(&w, 9, 0, 1);
	block(&w, KDF_BLOCK_INFO, "a=b\n", 4);
	assert_int_equal(kdf_writer_text(&w, KDF_BLOCK_NAMES, session_names,
					 strlen(session_names), &err), 0);
	assert_int_equal(kdf_writer_text(&w, KDF_BLOCK_SYMBOLS, symbols, strlen(symbols), &err), 0);
	assert_int_equal(kdf_writer_counters(&w, &counters, &err), 0);
	end(&w);
}

/* All boundaries of all streams; their number. */
static size_t walk_all(struct kdf_trace *t)
{
	struct kdf_walk walk;
	struct kdf_error err;
	size_t n = 0;
	int ret;

	kdf_walk_begin(&walk, t);
	while ((ret = kdf_walk_next(&walk, &err)) != 0)
		n += ret > 0;
	kdf_walk_end(&walk);
	return n;
}

static void test_session(void **state)
{
	const struct kdf_function *func;
	struct kdf_walk walk;
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	write_session();
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	assert_true(t.session);
	assert_int_equal(t.base, 0x1000);
	assert_int_equal(t.kaslr_offset, 0x20);
	assert_contains(t.info, "a=b\n");
	assert_int_equal(t.counters.lost_tasks, 9);
	assert_string_equal(kdf_symbols_find(&t.symbols, words[1])->name, "f");
	assert_int_equal(kdf_names_function(&t.names, 0x1010, &func, &err), 0);
	assert_string_equal(func->params[0].name, "a");
	assert_int_equal(t.nchunks, 3);
	assert_int_equal(t.nstreams, 2);
	assert_int_equal(t.chunks[t.streams[0].first].head.stream, 9);
	assert_int_equal(walk_all(&t), 6);
	kdf_walk_begin_stream(&walk, &t, 1);
	assert_int_equal(kdf_walk_next(&walk, &err), 1);
	assert_int_equal(walk.boundary.type, KDF_B_ENTRY);
	assert_int_equal(walk.chunk->serial, 2);
	assert_string_equal(walk.function->name, "f");
	assert_true(walk.fresh);
	kdf_walk_end(&walk);
	kdf_trace_free(&t);
}

static void test_session_cut(void **state)
{
	size_t len;
	char *data;

	(void)state;
	write_session();
	data = load(&len);
	for (size_t cut = 0; cut < len; cut++) {
		struct kdf_trace t;
		struct kdf_error err;

		store(data, cut);
		assert_int_equal(kdf_trace_read(&t, path, &err), -ENODATA);
		assert_int_equal(walk_all(&t), t.nstreams ? 2 * t.nchunks + (t.nchunks == 1) : 0);
		kdf_trace_free(&t);
	}
}

static void test_session_flip(void **state)
{
	size_t len;
	char *data;

	(void)state;
	write_session();
	data = load(&len);
	for (size_t bit = 0; bit < len * 8; bit++) {
		struct kdf_trace t;
		struct kdf_error err;

		data[bit / 8] ^= 1 << bit % 8;
		store(data, len);
		if (!kdf_trace_read(&t, path, &err))
			fail_msg("bit %zu: accepted", bit);
		walk_all(&t);
		kdf_trace_free(&t);
		data[bit / 8] ^= 1 << bit % 8;
	}
}

static void session_refused(uint32_t type, const void *data, size_t len, const char *expected)
{
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_error err;

	assert_int_equal(kdf_writer_open(&w, path, &err), 0);
	w.session = true;
	assert_int_equal(kdf_writer_begin(&w, &err), 0);
	block(&w, type, data, len);
	end(&w);
	assert_int_equal(kdf_trace_read(&t, path, &err), -EBADMSG);
	assert_contains(err.text, expected);
	walk_all(&t);
	kdf_trace_free(&t);
}

static void test_session_bad_contents(void **state)
{
	struct kcov_df_chunk head = { .used = sizeof(head) + 4 };

	(void)state;
	session_refused(KDF_BLOCK_CHUNK, &head, sizeof(head), "as many bytes as that says");
	session_refused(KDF_BLOCK_CHUNK, &head, sizeof(head) - 1, "expected a chunk with its head");
	head.used = sizeof(head);
	session_refused(KDF_BLOCK_CHUNK, &head, sizeof(head), "expected 0 chunks with 0 bytes");
	session_refused(KDF_BLOCK_RECORDS, words, 8, "expected no such block in this version");
	session_refused(KDF_BLOCK_NAMES, "N\tx", 3, "expected lines of text in the names block");
	session_refused(KDF_BLOCK_NAMES, "N\tx\n", 4, "names: line 1: expected N, a site");
	session_refused(KDF_BLOCK_STATS, words, 24, "expected one stats block of at least 64 bytes");
	session_refused(KDF_BLOCK_END, words, 8, "expected an end block of at least 16 bytes");
	one_block(KDF_BLOCK_CHUNK, &head, sizeof(head), "expected no such block in this version");
}

/* Without them, sites and pointers cannot be told. */
static void test_session_without_base(void **state)
{
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_writer_open(&w, path, &err), 0);
	w.session = true;
	assert_int_equal(kdf_writer_begin(&w, &err), 0);
	chunk(&w, 1, 0, 1);
	end(&w);
	assert_int_equal(kdf_trace_read(&t, path, &err), -EBADMSG);
	assert_contains(err.text, "expected base= and kaslr_offset=");
	kdf_trace_free(&t);
}

static void test_symbols_of_calls(void **state)
{
	uint64_t w16[] = {
		test_header(KCOV_DF_TYPE_ENTRY, 0, 0, 8, 1), 0x10, 0, 1,
		test_header(KCOV_DF_TYPE_RET, 1, 0, 8, 1), 0x10, 0, 1,
		test_header(KCOV_DF_TYPE_RET, 2, 0, 8, 1), 0x30, 0, 1,
		test_header(KCOV_DF_TYPE_RET, 3, 0, 8, 1), 0x50, 0, 1,
	};
	struct kdf_stream stream = { "test", w16, 16 };
	struct kdf_symbols first, second;
	size_t named, unnamed;
	struct kdf_calls calls;
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_error err;
	char *a = strdup("10 T f\t[m]\n20 T not_called\n");
	char *b = strdup("10 T gone\n30 T unloaded\t[u]\n");

	(void)state;
	assert_int_equal(kdf_symbols_parse(&first, "a", a, strlen(a), &err), 0);
	assert_int_equal(kdf_symbols_parse(&second, "b", b, strlen(b), &err), 0);
	assert_int_equal(kdf_calls_build(&calls, &stream, &err), 0);
	begin(&w);
	assert_int_equal(kdf_writer_symbols(&w, &calls, &first, &second, &named, &unnamed, &err),
			 0);
	end(&w);
	assert_int_equal(named, 2);
	assert_int_equal(unnamed, 1);
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	assert_int_equal(t.symbols.count, 2);
	assert_string_equal(kdf_symbols_find(&t.symbols, 0x10)->name, "f");
	assert_string_equal(kdf_symbols_find(&t.symbols, 0x30)->name, "unloaded");
	assert_string_equal(kdf_symbols_find(&t.symbols, 0x30)->module, "u");
	kdf_trace_free(&t);
	kdf_calls_free(&calls);
	kdf_symbols_free(&first);
	kdf_symbols_free(&second);
}

/* Compressed, lines that are all the same are small; in memory, they are not. */
static void test_too_much_text(void **state)
{
	size_t len = KDF_BLOCK_MAX;
	char *lines = test_malloc(len);
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	memset(lines, '\n', len);
	begin(&w);
	for (unsigned int i = 0; i < 4; i++)
		block(&w, KDF_BLOCK_SYMBOLS, lines, len);
	block(&w, KDF_BLOCK_SYMBOLS, lines, 1);
	end(&w);
	assert_int_equal(kdf_trace_read(&t, path, &err), -EBADMSG);
	assert_contains(err.text, "block 4 ");
	assert_contains(err.text, "expected at most 67108864 bytes of symbols");
	kdf_trace_free(&t);
	test_free(lines);
}

static void test_disk_full(void **state)
{
	struct kdf_writer w;
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_writer_open(&w, "/dev/full", &err), 0);
	assert_int_equal(kdf_writer_begin(&w, &err), -ENOSPC);
	assert_contains(err.text, "/dev/full: No space left on device; 0 whole blocks (0 bytes)");
	kdf_writer_close(&w);
}

/* A file that was not there before is not left behind without a block; an old one is kept. */
static void test_leaves_nothing(void **state)
{
	char name[] = "/tmp/kdflow-new-XXXXXX";
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	close(mkstemp(name));
	unlink(name);
	assert_int_equal(kdf_writer_open(&w, name, &err), 0);
	assert_int_equal(access(name, F_OK), 0);
	kdf_writer_close(&w);
	assert_int_equal(access(name, F_OK), -1);

	write_small();
	assert_int_equal(kdf_writer_open(&w, path, &err), 0);
	kdf_writer_close(&w);
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	check_small(&t);
	kdf_trace_free(&t);

	assert_int_equal(kdf_writer_open(&w, "/nonexistent/file", &err), -ENOENT);
	assert_string_equal(err.text, "/nonexistent/file: No such file or directory");
}

static void test_private(void **state)
{
	char name[] = "/tmp/kdflow-new-XXXXXX";
	struct kdf_writer w;
	struct kdf_error err;
	struct stat st;

	(void)state;
	close(mkstemp(name));
	unlink(name);
	umask(0);
	assert_int_equal(kdf_writer_open(&w, name, &err), 0);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	kdf_writer_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_cut_everywhere),
		cmocka_unit_test(test_flip_everywhere),
		cmocka_unit_test(test_moved_blocks),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_not_readable),
		cmocka_unit_test(test_forged),
		cmocka_unit_test(test_bad_contents),
		cmocka_unit_test(test_malformed_symbols),
		cmocka_unit_test(test_repeated_blocks),
		cmocka_unit_test(test_future_blocks),
		cmocka_unit_test(test_rest_after_end),
		cmocka_unit_test(test_many_records),
		cmocka_unit_test(test_malformed_record),
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_session_cut),
		cmocka_unit_test(test_session_flip),
		cmocka_unit_test(test_session_bad_contents),
		cmocka_unit_test(test_session_without_base),
		cmocka_unit_test(test_symbols_of_calls),
		cmocka_unit_test(test_too_much_text),
		cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_leaves_nothing),
		cmocka_unit_test(test_private),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_file, remove_file);
}
