// SPDX-License-Identifier: GPL-2.0-or-later
/* Walks through the trace of a session: order, names, files that change meanwhile, pipes, memory. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "builder.h"
#include "file.h"

static const char info[] = "base=0x1000\nkaslr_offset=0x20\nafter=changed\n";
static const char names[] = "N\t0000000000001010\tm\t4141\tf\tf.c:1\ti8\tu8\ta\n";

static void end(struct kdf_writer *w)
{
	struct kdf_error err;

	assert_int_equal(kdf_writer_text(w, KDF_BLOCK_NAMES, names, strlen(names), &err), 0);
	assert_int_equal(kdf_writer_end(w, &err), 0);
	kdf_writer_close(w);
}

/* A chunk of one call with the value @value. */
static void write_chunk(struct kdf_writer *w, uint32_t stream, uint32_t index, uint64_t serial,
			uint64_t value)
{
	struct builder b = { .count = 0 };
	struct kdf_error err;

	builder_boundary(&b, KCOV_DF_REC_ENTRY, 0, 0x10, 1, &value);
	builder_boundary(&b, KCOV_DF_REC_EXIT, 0, 0, 1, &value);
	builder_chunk(&b, index, serial);
	b.chunk.head.stream = stream;
	b.chunk.head.tid = 100 + stream;
	assert_int_equal(kdf_writer_chunk(w, &b.chunk, &err), 0);
}

/* Stream 2 was begun first; the second chunk of stream 1 cannot be read. */
static void write_trace(uint64_t value)
{
	struct builder b = { .count = 0 };
	struct kdf_writer w;
	struct kdf_error err;

	begin_session(&w, info);
	write_chunk(&w, 1, 0, 2, value);
	write_chunk(&w, 2, 0, 1, 21);
	builder_word(&b, 0xffffffff);
	builder_chunk(&b, 1, 3);
	assert_int_equal(kdf_writer_chunk(&w, &b.chunk, &err), 0);
	write_chunk(&w, 3, 0, 4, 31);
	end(&w);
}

static void at(struct kdf_walk *walk, enum kdf_boundary_type type, uint32_t tid, uint64_t value,
	       bool fresh)
{
	struct kdf_error err;

	assert_int_equal(kdf_walk_next(walk, &err), 1);
	assert_int_equal(walk->boundary.type, type);
	assert_int_equal(walk->boundary.depth, 0);
	assert_int_equal(walk->boundary.only_changed, type == KDF_B_EXIT);
	assert_int_equal(kdf_value(walk->boundary.values, 0), value);
	assert_int_equal(walk->chunk->tid, tid);
	assert_int_equal(walk->site, 0x1010);
	assert_string_equal(walk->function->name, "f");
	assert_int_equal(walk->fresh, fresh);
}

static void test_order(void **state)
{
	struct kdf_walk walk;
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	write_trace(11);
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	kdf_walk_begin(&walk, &t);
	at(&walk, KDF_B_ENTRY, 102, 21, true);
	at(&walk, KDF_B_EXIT, 102, 21, false);
	at(&walk, KDF_B_ENTRY, 101, 11, true);
	at(&walk, KDF_B_EXIT, 101, 11, false);
	assert_int_equal(kdf_walk_next(&walk, &err), -EBADMSG);
	assert_contains(err.text, "block 3: record at byte 0 of 4");
	at(&walk, KDF_B_ENTRY, 103, 31, true);
	at(&walk, KDF_B_EXIT, 103, 31, false);
	assert_int_equal(kdf_walk_next(&walk, &err), 0);
	assert_int_equal(kdf_walk_next(&walk, &err), 0);
	kdf_walk_end(&walk);
	kdf_walk_begin_stream(&walk, &t, 1);
	at(&walk, KDF_B_ENTRY, 101, 11, true);
	at(&walk, KDF_B_EXIT, 101, 11, false);
	assert_int_equal(kdf_walk_next(&walk, &err), -EBADMSG);
	assert_int_equal(kdf_walk_next(&walk, &err), 0);
	kdf_walk_end(&walk);
	kdf_trace_free(&t);
}

/* Every stream says what is wrong with the file now. */
static void all_fail(struct kdf_trace *t, int code, const char *expected)
{
	struct kdf_walk walk;
	struct kdf_error err;
	int ret, n = 0;

	kdf_walk_begin(&walk, t);
	while ((ret = kdf_walk_next(&walk, &err)) != 0) {
		assert_int_equal(ret, -code);
		assert_contains(err.text, expected);
		n++;
	}
	assert_int_equal(n, 3);
	kdf_walk_end(&walk);
	kdf_trace_free(t);
}

static void test_truncated(void **state)
{
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	write_trace(11);
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	assert_int_equal(truncate(path, t.chunks[0].offset), 0);
	all_fail(&t, ENODATA, "cut short at offset");
}

static void test_overwritten(void **state)
{
	struct kdf_trace t;
	struct kdf_error err;
	int fd;

	(void)state;
	write_trace(11);
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	fd = open(path, O_WRONLY);
	for (size_t i = 0; i < t.nchunks; i++)
		assert_int_equal(pwrite(fd, "\xff\xff", 2, t.chunks[i].offset + 21), 2);
	close(fd);
	all_fail(&t, EBADMSG, "the checksum is wrong");
}

/* A chunk of another size, where the one was that was there. */
static void test_replaced(void **state)
{
	struct kdf_walk walk;
	struct kdf_trace t;
	struct kdf_error err;
	struct builder b = { .count = 0 };
	struct kdf_writer w;

	(void)state;
	write_trace(11);
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	begin_session(&w, info);
	builder_chunk(&b, 0, 2);
	b.chunk.head.tid = 101;
	assert_int_equal(kdf_writer_chunk(&w, &b.chunk, &err), 0);
	end(&w);
	kdf_walk_begin_stream(&walk, &t, 1);
	assert_int_equal(kdf_walk_next(&walk, &err), -EBADMSG);
	assert_contains(err.text, "the file has changed since it was opened");
	kdf_walk_end(&walk);
	kdf_trace_free(&t);
}

static size_t count(struct kdf_trace *t, uint64_t value)
{
	struct kdf_walk walk;
	struct kdf_error err;
	size_t n = 0;
	int ret;

	kdf_walk_begin(&walk, t);
	while ((ret = kdf_walk_next(&walk, &err)) != 0)
		n += ret > 0 && kdf_value(walk.boundary.values, 0) == value;
	kdf_walk_end(&walk);
	return n;
}

/* Writes the file into a pipe, in pieces that are no blocks. */
static void feed(const char *fifo)
{
	char piece[7];
	int in = open(path, O_RDONLY), out = open(fifo, O_WRONLY);
	ssize_t n;

	while ((n = read(in, piece, sizeof(piece))) > 0) {
		if (write(out, piece, n) != n)
			_exit(1);
	}
	_exit(0);
}

static void test_pipe(void **state)
{
	char fifo[80];
	struct kdf_trace t;
	struct kdf_error err;
	int status;
	pid_t pid;

	(void)state;
	write_trace(11);
	snprintf(fifo, sizeof(fifo), "%s.fifo", path);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	pid = fork();
	if (!pid)
		feed(fifo);
	assert_int_equal(kdf_trace_read(&t, fifo, &err), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(count(&t, 11), 2);
	assert_int_equal(count(&t, 21), 2);
	kdf_trace_free(&t);
	unlink(fifo);
}

static void test_no_room_for_pipe(void **state)
{
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	setenv("TMPDIR", "/nonexistent", 1);
	assert_int_equal(kdf_trace_read(&t, "/dev/zero", &err), -ENOENT);
	assert_contains(err.text, "/dev/zero: expected a folder for a copy in $TMPDIR or /tmp");
	unsetenv("TMPDIR");
	kdf_trace_free(&t);
	/* No more of it is copied than somebody looks at. */
	assert_int_equal(kdf_trace_read(&t, "/dev/zero", &err), -EBADMSG);
	assert_contains(err.text, "not a kdflow trace");
	kdf_trace_free(&t);
}

/* A chunk of stream @stream with one entry, of which there are as many bytes of structs as there can be. */
static void write_structs(struct kdf_writer *w, uint32_t *words, uint32_t stream, uint32_t index,
			  uint64_t time)
{
	const uint32_t most = 0xfff, depth = index;
	struct kdf_error err;
	struct kdf_chunk chunk = {
		.name = "test",
		.data = (const uint8_t *)words,
		.len = 4 * (2 + KDF_STRUCTS_MAX * most),
		.head = { .stream = stream, .index = index, .time = time },
	};

	chunk.head.serial = 1 + index + 1000 * stream;
	words[0] = KCOV_DF_REC_ENTRY | 2 << 4 | depth << 16;
	words[1] = 0x10;
	for (uint32_t i = 0; i < KDF_STRUCTS_MAX; i++) {
		words[2 + i * most] = KCOV_DF_REC_STRUCT | most << 4;
		words[3 + i * most] = 4 * (most - 2);
	}
	assert_int_equal(kdf_writer_chunk(w, &chunk, &err), 0);
}

/* Open calls of five tasks, none of which has too many. */
static void test_merge_open_calls(void **state)
{
	/* Of 4 MB: 235 MB a task */
	const uint32_t tasks = 5, calls = 56;
	uint32_t *words = calloc(2 + KDF_STRUCTS_MAX * 0xfff, sizeof(*words));
	const struct kdf_walk *walk;
	struct kdf_merge merge;
	struct kdf_trace t;
	struct kdf_writer w;
	struct kdf_error err;
	uint32_t seen = 0;
	int ret;

	(void)state;
	begin_session(&w, info);
	for (uint32_t task = 0; task < tasks; task++) {
		for (uint32_t i = 0; i + 1 < calls; i++)
			write_structs(&w, words, task, i, task);
	}
	for (uint32_t task = 0; task < tasks; task++)
		write_structs(&w, words, task, calls - 1, tasks);
	end(&w);
	free(words);

	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	assert_int_equal(kdf_merge_begin(&merge, &t, &err), 0);
	while ((ret = kdf_merge_next(&merge, &walk, &err)) > 0) {
		assert_int_equal(walk->boundary.type, KDF_B_ENTRY);
		seen++;
	}
	assert_int_equal(ret, -ENOMEM);
	assert_contains(err.text, "too many structs of open calls in all tasks");
	assert_in_range(seen, 2 * calls, tasks * calls - 1);
	kdf_merge_end(&merge);
	kdf_trace_free(&t);
}

#ifndef __SANITIZE_ADDRESS__

#define CHUNKS 512

/* A trace of 8 MB that does not compress. */
static void write_large(uint32_t streams)
{
	struct kdf_writer w;
	struct kdf_error err;
	uint64_t random = 1;

	begin_session(&w, info);
	for (uint32_t i = 0; i < CHUNKS; i++) {
		struct builder b = { .count = 0 };

		while (b.count < sizeof(b.words) / sizeof(b.words[0]) - 256) {
			uint64_t values[127];

			for (int k = 0; k < 127; k++)
				values[k] = random = random * 6364136223846793005ULL + 1;
			builder_boundary(&b, KCOV_DF_REC_ENTRY, 0, 0x10, 127, values);
		}
		builder_chunk(&b, i / streams, i + 1);
		b.chunk.head.stream = i % streams;
		b.chunk.head.time = i;
		assert_int_equal(kdf_writer_chunk(&w, &b.chunk, &err), 0);
	}
	end(&w);
}

static size_t allocated(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

static void test_memory(void **state)
{
	size_t before, most = 0;
	struct kdf_walk walk;
	struct kdf_trace t;
	struct kdf_error err;
	struct stat st;

	(void)state;
	write_large(1);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > 7 << 20);
	before = allocated();
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	assert_int_equal(t.nchunks, CHUNKS);
	kdf_walk_begin(&walk, &t);
	while (kdf_walk_next(&walk, &err) > 0)
		most = allocated() > most ? allocated() : most;
	kdf_walk_end(&walk);
	kdf_trace_free(&t);
	assert_true(most > before);
	assert_true(most - before < 1 << 20);
}

/* Tasks that overlap: one chunk is in memory at once, not one of each task. */
static void test_merge_memory(void **state)
{
	size_t before, most = 0, seen = 0;
	const struct kdf_walk *walk;
	struct kdf_merge merge;
	struct kdf_trace t;
	struct kdf_error err;

	(void)state;
	write_large(CHUNKS / 2);
	before = allocated();
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	assert_int_equal(t.nstreams, CHUNKS / 2);
	assert_int_equal(kdf_merge_begin(&merge, &t, &err), 0);
	for (; kdf_merge_next(&merge, &walk, &err) > 0; seen++)
		most = allocated() > most ? allocated() : most;
	kdf_merge_end(&merge);
	kdf_trace_free(&t);
	assert_true(seen > 1000);
	assert_true(most > before);
	/* A walk and its open calls are 10 kB. */
	assert_true(most - before < 4 << 20);
}

#endif

/* More chunks than are kept, read again from the last to the first. */
static void test_places(void **state)
{
	struct kdf_place places[3 * KDF_PLACES_CHUNKS][2];
	struct kdf_places again = { 0 };
	struct kdf_boundary b;
	struct kdf_writer w;
	struct kdf_trace t;
	struct kdf_walk walk;
	struct kdf_error err;

	(void)state;
	begin_session(&w, info);
	for (unsigned int i = 0; i < 3 * KDF_PLACES_CHUNKS; i++)
		write_chunk(&w, 1, i, i + 1, 1000 + i);
	end(&w);
	assert_int_equal(kdf_trace_read(&t, path, &err), 0);
	kdf_walk_begin(&walk, &t);
	for (unsigned int i = 0; i < 6 * KDF_PLACES_CHUNKS; i++) {
		assert_int_equal(kdf_walk_next(&walk, &err), 1);
		places[i / 2][i % 2] = kdf_walk_place(&walk);
	}
	kdf_walk_end(&walk);

	again.trace = &t;
	for (unsigned int i = 6 * KDF_PLACES_CHUNKS; i-- > 0;) {
		assert_int_equal(kdf_places_boundary(&again, places[i / 2][i % 2], &b, &err), 0);
		assert_int_equal(b.type, i % 2 ? KDF_B_EXIT : KDF_B_ENTRY);
		assert_int_equal(b.has_site, !(i % 2));
		assert_int_equal(b.nvalues, 1);
		assert_int_equal(kdf_value(b.values, 0), 1000 + i / 2);
		assert_int_equal(b.structs_len, 0);
	}
	assert_int_equal(kdf_places_boundary(&again, (struct kdf_place){ 0, 1 << 20 }, &b, &err), -EBADMSG);
	assert_int_equal(kdf_places_boundary(&again, (struct kdf_place){ 1000, 0 }, &b, &err), -EBADMSG);
	kdf_places_free(&again);
	kdf_trace_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_overwritten),
		cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_no_room_for_pipe),
		cmocka_unit_test(test_merge_open_calls),
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_merge_memory),
#endif
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_file, remove_file);
}
