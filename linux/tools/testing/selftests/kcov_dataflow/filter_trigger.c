// SPDX-License-Identifier: GPL-2.0
/*
 * Records writes of one byte to a file, each with another filter, in one
 * session. Prints what a filter selects, what was counted, and an address in the
 * function of each entry.
 *
 * usage: filter_trigger FILE [RULE...] [-- [RULE...]]...
 *
 * OTHER is one rule of a second session, which records another task at the same
 * time. BETWEEN is a command to run when the first filter is set and nothing is
 * recorded yet.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <linux/kcov_dataflow.h>

#include "site.h"

#define DEVICE	"/sys/kernel/debug/kcov_dataflow"

struct session {
	int			fd;
	const struct kcov_df_buffer *buffer;
	struct kcov_df_counters	last;
};

static int check(int res, const char *what)
{
	if (res < 0)
		err(1, "%s", what);
	return res;
}

static void session_open(struct session *s)
{
	struct kcov_df_session params = { .size = sizeof(params) };

	s->fd = check(open(DEVICE, O_RDWR), DEVICE);
	check(ioctl(s->fd, KCOV_DF_SESSION, &params), "KCOV_DF_SESSION");
	s->buffer = mmap(NULL, params.buffer_size, PROT_READ, MAP_SHARED, s->fd, 0);
	if (s->buffer == MAP_FAILED)
		err(1, "mmap");
	s->last.size = sizeof(s->last);
}

static void session_filter(const struct session *s, char **rules, int nr)
{
	struct kcov_df_filter filter = { .size = sizeof(filter) };
	char *all = NULL;
	int i;

	for (i = 0; i < nr; i++) {
		size_t len = strlen(rules[i]) + 1;

		all = realloc(all, filter.patterns_len + len);
		if (!all)
			err(1, "realloc");
		memcpy(all + filter.patterns_len, rules[i], len);
		filter.patterns_len += len;
	}
	filter.patterns = (unsigned long)all;
	if (ioctl(s->fd, KCOV_DF_FILTER, &filter))
		printf("filter: %s\n", strerror(errno));
	else
		printf("filter matched=%llu of %s\n", filter.matched,
		       filter.total >= filter.matched ? "total" : "less");
	free(all);
}

static void session_count(struct session *s)
{
	struct kcov_df_counters now = { .size = sizeof(now) };

	check(ioctl(s->fd, KCOV_DF_COUNTERS, &now), "KCOV_DF_COUNTERS");
	printf("entries=%llu exits=%llu lost=%llu\n", now.entries - s->last.entries,
	       now.exits - s->last.exits,
	       now.lost_full_entries + now.lost_full_exits +
	       now.lost_nofault_entries + now.lost_nofault_exits);
	s->last = now;
}

static void print_chunk(const struct session *s, const struct kcov_df_chunk *chunk)
{
	__u32 used = __atomic_load_n(&chunk->used, __ATOMIC_ACQUIRE), pos, word;
	__u64 text = s->buffer->base + s->buffer->kaslr_offset;
	const __u32 *rec;

	if (chunk->state == KCOV_DF_CHUNK_FREE)
		return;
	for (pos = sizeof(*chunk); pos < used; pos += 4 * KCOV_DF_REC_WORDS(word)) {
		rec = (const void *)((const char *)chunk + pos);
		word = rec[0];
		if (!KCOV_DF_REC_WORDS(word))
			errx(1, "a record without length at %u", pos);
		if (KCOV_DF_REC_TYPE(word) == KCOV_DF_REC_ENTRY)
			printf("entry %016llx\n",
			       site_function(text + (__s32)rec[1]));
	}
}

static void session_print(const struct session *s)
{
	const char *chunks = (const char *)s->buffer + s->buffer->header_size;
	__u32 i;

	for (i = 0; i < s->buffer->nr_chunks; i++)
		print_chunk(s, (const void *)(chunks + i * s->buffer->chunk_size));
}

/* Returns the file whose write is to be recorded. */
static int begin(const struct session *s, const char *path)
{
	char *between = getenv("BETWEEN");
	int trigger;

	if (between && system(between))
		errx(1, "%s: failed", between);
	trigger = check(open(path, O_WRONLY), path);
	check(ioctl(s->fd, KCOV_DF_ENABLE, 0), "KCOV_DF_ENABLE");
	return trigger;
}

/* Has a child recorded, which does nothing: what the filter selects is open. */
static void begin_in_child(const struct session *s)
{
	int ready[2];
	char byte = 0;

	check(pipe(ready), "pipe");
	if (!check(fork(), "fork")) {
		check(prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl");
		check(ioctl(s->fd, KCOV_DF_ENABLE, 0), "KCOV_DF_ENABLE");
		check(write(ready[1], &byte, 1), "pipe");
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		errx(1, "the child is not recorded");
	close(ready[0]);
}

int main(int argc, char **argv)
{
	struct session session = {}, other = {};
	char *rule = getenv("OTHER");
	int trigger = -1, first, last;

	if (argc < 2)
		errx(2, "usage: filter_trigger FILE [RULE...] [-- [RULE...]]...");

	session_open(&session);
	if (rule) {
		session_open(&other);
		session_filter(&other, &rule, 1);
		begin_in_child(&other);
	}
	for (first = 2; first <= argc; first = last + 1) {
		for (last = first; last < argc && strcmp(argv[last], "--"); last++)
			;
		session_filter(&session, argv + first, last - first);
		if (first == 2)
			trigger = begin(&session, argv[1]);
		check(write(trigger, "1", 1), argv[1]);
		session_count(&session);
	}
	check(ioctl(session.fd, KCOV_DF_DISABLE, 0), "KCOV_DF_DISABLE");
	session_print(&session);
	return 0;
}
