// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The calls of one system call, as a fuzzer would look at them: start a session once, and then for each system call
 * enable, run, disable, walk the calls, reset.
 *
 *	cc -o write write.c $(pkg-config --cflags --libs libkdflow)
 *	./write FILE [MODULE]
 *
 * writes one byte to FILE, twice, and prints what happened in the kernel (in the functions of MODULE). Needs root.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <kdflow/kdflow.h>

/* The smallest that the kernel has: one system call is not much. */
static uint8_t bytes[KCOV_DF_CHUNK_MIN];

static void print_boundary(const struct kdf_session *s, const struct kdf_boundary *b)
{
	switch (b->type) {
	case KDF_B_ENTRY:
	case KDF_B_EXIT:
		/* A site is the constant address of its function's description; kdf_names_function() has the names. */
		printf("%*s%s 0x%llx:", 2 * (int)b->depth, "", b->type == KDF_B_ENTRY ? "call" : "return",
		       b->has_site ? (unsigned long long)s->buffer.base + b->site : 0);
		for (unsigned int i = 0; i < b->nvalues; i++)
			printf(" 0x%llx", (unsigned long long)kdf_value(b->values, i));
		putchar('\n');
		break;
	case KDF_B_LOST:
		printf("# lost: %u entries, %u exits\n", b->lost_entries, b->lost_exits);
		break;
	default:
		break;
	}
}

/* The chunk that the task has filled as its @index-th: 1, 0 if there is none, or an error. */
static int find_chunk(const struct kdf_session *s, uint32_t index, struct kdf_chunk *chunk, struct kdf_error *err)
{
	for (uint32_t i = 0; i < s->buffer.nr_chunks; i++) {
		int ret = kdf_session_copy_chunk(s, i, bytes, chunk, err);

		if (ret < 0 || (ret > 0 && chunk->head.index == index))
			return ret;
	}
	return 0;
}

static int print_boundaries(const struct kdf_session *s, struct kdf_nest *nest, struct kdf_error *err)
{
	struct kdf_boundary boundary;
	int ret;

	while ((ret = kdf_nest_next(nest, &boundary, err)) > 0)
		print_boundary(s, &boundary);
	return ret;
}

static int walk_calls(const struct kdf_session *s, struct kdf_error *err)
{
	struct kdf_nest nest = { 0 };
	struct kdf_chunk chunk;
	int ret;

	for (uint32_t index = 0; (ret = find_chunk(s, index, &chunk, err)) > 0; index++) {
		ret = kdf_nest_chunk(&nest, &chunk, err);
		if (!ret)
			ret = print_boundaries(s, &nest, err);
		if (ret)
			break;
	}
	if (!ret) {
		kdf_nest_end(&nest);
		ret = print_boundaries(s, &nest, err);
	}
	kdf_nest_free(&nest);
	return ret;
}

static int record_write(struct kdf_session *s, int fd, struct kdf_error *err)
{
	struct kcov_df_counters counters;
	ssize_t written;
	int ret;

	ret = kdf_session_enable(s, err);
	if (ret)
		return ret;
	written = write(fd, "1", 1);
	ret = kdf_session_disable(s, err);
	if (!ret)
		ret = walk_calls(s, err);
	if (!ret)
		ret = kdf_session_counters(s, &counters, err);
	if (ret)
		return ret;
	printf("# wrote %zd, recorded %llu calls, lost %llu\n", written, (unsigned long long)counters.entries,
	       (unsigned long long)(counters.lost_full_entries + counters.lost_nofault_entries));
	return kdf_session_reset(s, err);
}

static int choose_module(struct kdf_session *s, const char *module, struct kdf_error *err)
{
	uint64_t matched, total;
	char rule[64];

	if (snprintf(rule, sizeof(rule), "+m%s", module) >= (int)sizeof(rule))
		return kdf_fail(err, EINVAL, "%s: no module has such a long name", module);
	return kdf_session_filter(s, rule, strlen(rule) + 1, &matched, &total, err);
}

int main(int argc, char **argv)
{
	struct kcov_df_session options = { .after = KCOV_DF_AFTER_CHANGED, .snapshot = 256, .chunk_size = KCOV_DF_CHUNK_MIN };
	struct kdf_session session;
	struct kdf_error err;
	int fd, ret;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: write FILE [MODULE]\n");
		return 2;
	}
	fd = open(argv[1], O_WRONLY);
	if (fd < 0) {
		perror(argv[1]);
		return 1;
	}
	ret = kdf_session_start(&session, KDF_DEBUGFS, &options, &err);
	if (!ret && argc == 3)
		ret = choose_module(&session, argv[2], &err);
	for (int i = 0; !ret && i < 2; i++)
		ret = record_write(&session, fd, &err);
	if (ret)
		fprintf(stderr, "write: %s\n", err.text);
	kdf_session_close(&session);
	close(fd);
	return ret ? 1 : 0;
}
