/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests that record into sessions have in common: the ioctls, the
 * records, the names of functions, and the modules that are recorded.
 */
#ifndef _KCOV_DATAFLOW_SESSION_H
#define _KCOV_DATAFLOW_SESSION_H

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/kcov_dataflow.h>

#include "../kselftest.h"
#include "device.h"
#include "site.h"

static inline int df_session(int fd, struct kcov_df_session *s)
{
	s->size = sizeof(*s);
	return df_ioctl(fd, KCOV_DF_SESSION, s);
}

static inline int df_enable(int fd)
{
	return df_number(fd, KCOV_DF_ENABLE, 0);
}

static inline int df_disable(int fd)
{
	return df_number(fd, KCOV_DF_DISABLE, 0);
}

static inline int df_counters(int fd, struct kcov_df_counters *c)
{
	memset(c, 0xa5, sizeof(*c));
	c->size = sizeof(*c);
	return df_ioctl(fd, KCOV_DF_COUNTERS, c);
}

#define FILTER(fd, rules, f)	df_filter(fd, rules, sizeof(rules), f)

/* Ends the program where there is nothing to test, and says why. */
static inline void need_sessions(void)
{
	struct kcov_df_session s = {};
	int fd = df_open();

	if (fd < 0 && (errno == ENOENT || errno == EACCES))
		ksft_exit_skip("%s: %s\n", DEVICE, strerror(errno));
	if (fd < 0)
		ksft_exit_fail_msg("%s: %s\n", DEVICE, strerror(errno));
	if (df_session(fd, &s) == -EINVAL)
		ksft_exit_skip("this kernel has no sessions\n");
	close(fd);
}

/* === Records ============================================================== */

#define MAX_RECORDS	65536

struct record {
	const struct kcov_df_chunk *chunk;
	const __u32 *rec;
	__u32 type;
	__u32 depth;
	__s32 site;
	__u32 nr;	/* of values */
	__u64 value[16];
};

struct records {
	const __u8 *buffer;
	unsigned int nr;
	bool bad;
	struct record r[MAX_RECORDS];
};

static struct records records;

static inline const struct kcov_df_chunk *chunk_at(const void *buffer,
						   unsigned int i)
{
	const struct kcov_df_buffer *b = buffer;

	return buffer + b->header_size + (size_t)i * b->chunk_size;
}

static inline void add_record(const struct kcov_df_chunk *chunk,
			      const __u32 *rec)
{
	struct record *r = &records.r[records.nr++];
	__u32 words = KCOV_DF_REC_WORDS(*rec), head = 1;

	r->chunk = chunk;
	r->rec = rec;
	r->type = KCOV_DF_REC_TYPE(*rec);
	r->depth = KCOV_DF_REC_DEPTH(*rec);
	r->site = 0;
	r->nr = 0;
	if (r->type == KCOV_DF_REC_ENTRY || r->type == KCOV_DF_REC_EXIT_OF) {
		r->site = rec[1];
		head = 2;
	}
	if (r->type <= KCOV_DF_REC_EXIT_OF) {
		r->nr = (words - head) / 2;
		memcpy(r->value, rec + head,
		       (r->nr > 16 ? 16 : r->nr) * sizeof(__u64));
	}
}

static inline void add_chunk(const struct kcov_df_chunk *chunk, __u32 size)
{
	__u32 used = __atomic_load_n(&chunk->used, __ATOMIC_ACQUIRE);
	const __u32 *rec = (const void *)(chunk + 1);
	const __u32 *end = (const void *)chunk + used;

	if (used > size || used < sizeof(*chunk) || used % 4)
		records.bad = true;
	while (!records.bad && rec < end && records.nr < MAX_RECORDS) {
		__u32 words = KCOV_DF_REC_WORDS(*rec);

		if (!words || words > end - rec || !KCOV_DF_REC_TYPE(*rec) ||
		    KCOV_DF_REC_TYPE(*rec) > KCOV_DF_REC_EVENT)
			records.bad = true;
		else
			add_record(chunk, rec);
		rec += words;
	}
}

/* Reads all chunks in the order in which they were taken. */
static inline struct records *read_records(const void *buffer)
{
	const struct kcov_df_buffer *b = buffer;
	const struct kcov_df_chunk *c, *next;
	__u64 last = 0;
	unsigned int i;

	records.nr = 0;
	records.bad = false;
	records.buffer = buffer;
	for (;;) {
		next = NULL;
		for (i = 0; i < b->nr_chunks; i++) {
			c = chunk_at(buffer, i);
			if (c->state != KCOV_DF_CHUNK_FREE && c->serial > last &&
			    (!next || c->serial < next->serial))
				next = c;
		}
		if (!next)
			return &records;
		add_chunk(next, b->chunk_size);
		last = next->serial;
	}
}

/* The first entry behind @from with these values first. */
static inline struct record *find_entry(struct record *from, unsigned int nr,
					__u64 v0, __u64 v1)
{
	struct record *r;

	for (r = from; r < records.r + records.nr; r++)
		if (r->type == KCOV_DF_REC_ENTRY && r->nr == nr &&
		    (nr < 1 || r->value[0] == v0) &&
		    (nr < 2 || r->value[1] == v1))
			return r;
	return NULL;
}

/* The first entry at @from or behind it. */
static inline struct record *next_entry(struct record *from)
{
	while (from < records.r + records.nr &&
	       from->type != KCOV_DF_REC_ENTRY)
		from++;
	return from < records.r + records.nr ? from : NULL;
}

/* The exit of the call that @entry is of. */
static inline struct record *find_exit(struct record *entry)
{
	struct record *r;

	for (r = entry + 1; r < records.r + records.nr; r++)
		if ((r->type == KCOV_DF_REC_EXIT ||
		     r->type == KCOV_DF_REC_EXIT_OF) &&
		    r->chunk->stream == entry->chunk->stream &&
		    r->depth == entry->depth)
			return r;
	return NULL;
}

static inline unsigned int count_type(__u32 type)
{
	unsigned int i, n = 0;

	for (i = 0; i < records.nr; i++)
		n += records.r[i].type == type;
	return n;
}

/* The struct of argument @arg among those that follow @r. */
static inline const __u32 *find_struct(struct record *r, unsigned int arg)
{
	for (r++; r < records.r + records.nr &&
	     r->type == KCOV_DF_REC_STRUCT; r++)
		if (KCOV_DF_REC_ARG(*r->rec) == arg)
			return r->rec;
	return NULL;
}

/* === Names ================================================================ */

struct symbol {
	__u64 address;
	char name[96];
};

static struct symbol *symbols;
static size_t nr_symbols;

static inline int compare_symbols(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* Looks at the functions that there are now. */
static inline bool read_symbols(void)
{
	FILE *f = fopen("/proc/kallsyms", "r");
	char line[1024], type;
	struct symbol s;

	nr_symbols = 0;
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%llx %c %95s", &s.address, &type, s.name) != 3)
			continue;
		if (type != 't' && type != 'T')
			continue;
		if (nr_symbols % 4096 == 0)
			symbols = realloc(symbols, (nr_symbols + 4096) *
						   sizeof(*symbols));
		if (!symbols)
			break;
		symbols[nr_symbols++] = s;
	}
	if (f)
		fclose(f);
	if (!symbols || !nr_symbols || !symbols[nr_symbols - 1].address)
		return false;
	qsort(symbols, nr_symbols, sizeof(*symbols), compare_symbols);
	return true;
}

/* The function at an address. */
static inline const char *name_at(__u64 address)
{
	size_t low = 0, high = nr_symbols, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (symbols[mid].address <= address)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? symbols[low - 1].name : "";
}

/* The function that an entry is of. */
static inline const char *name_of(const struct record *entry)
{
	const struct kcov_df_buffer *b = (const void *)records.buffer;

	return name_at(site_function(b->base + b->kaslr_offset + entry->site));
}

/* The first entry of a function at @from or behind it. */
static inline struct record *find_call(struct record *from, const char *name)
{
	while (from) {
		from = next_entry(from);
		if (!from || !strcmp(name_of(from), name))
			break;
		from++;
	}
	return from;
}

/* === Modules ============================================================== */

/* Opened before it is recorded, so that the write is all there is. */
static int trigger_fd = -1;

/* The module that this program has loaded. */
static const char *loaded_module;

static inline bool trigger(const char *word)
{
	return write(trigger_fd, word, strlen(word)) == (ssize_t)strlen(word);
}

static inline bool load_module(const char *name)
{
	char exe[PATH_MAX] = {}, path[PATH_MAX];
	int fd, res;

	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) < 0)
		return false;
	if (snprintf(path, sizeof(path), "%s/test_modules/%s.ko", dirname(exe),
		     name) >= (int)sizeof(path))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	res = syscall(SYS_finit_module, fd, "", 0);
	close(fd);
	if (!res)
		loaded_module = name;
	return !res;
}

/*
 * Opens the trigger of a module. Loads the module from beside the program,
 * unless it is there already.
 */
static inline void need_module(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s/trigger", name);
	if (access(path, F_OK) && !load_module(name)) {
		if (errno == ENOENT)
			ksft_exit_skip("the module %s has not been built\n", name);
		ksft_exit_fail_msg("%s.ko: %s\n", name, strerror(errno));
	}
	trigger_fd = open(path, O_WRONLY | O_CLOEXEC);
	if (trigger_fd < 0)
		ksft_exit_fail_msg("%s: %s\n", path, strerror(errno));
	if (!read_symbols())
		ksft_exit_fail_msg("/proc/kallsyms has no addresses\n");
	if (!SITES_IN_TEXT && access(KCORE, R_OK))
		ksft_exit_skip("%s: %s\n", KCORE, strerror(errno));
}

/* Unloads what need_module() has loaded. */
static inline void release_module(void)
{
	close(trigger_fd);
	if (loaded_module)
		syscall(SYS_delete_module, loaded_module, O_NONBLOCK);
}

/* === One recording ======================================================== */

struct recording {
	int fd;
	void *buffer;
	struct kcov_df_session s;
	struct kcov_df_counters c;
};

/* Starts a session with the options of @r->s and some rules. */
static inline int recording_open(struct recording *r, const char *rules,
				 size_t len)
{
	struct kcov_df_filter f;
	int res;

	r->buffer = MAP_FAILED;
	r->fd = df_open();
	if (r->fd < 0)
		return -errno;
	res = df_session(r->fd, &r->s);
	if (res)
		return res;
	res = df_filter(r->fd, rules, len, &f);
	if (res)
		return res;
	r->buffer = mmap(NULL, r->s.buffer_size, PROT_READ, MAP_SHARED, r->fd, 0);
	return r->buffer == MAP_FAILED ? -errno : 0;
}

static inline void recording_close(struct recording *r)
{
	if (r->buffer != MAP_FAILED)
		munmap(r->buffer, r->s.buffer_size);
	close(r->fd);
}

/* Reads what was recorded; false where something is malformed or missing. */
static inline bool recording_read(struct recording *r)
{
	read_records(r->buffer);
	return !records.bad && !df_counters(r->fd, &r->c) &&
	       count_type(KCOV_DF_REC_ENTRY) == r->c.entries &&
	       count_type(KCOV_DF_REC_EXIT) +
	       count_type(KCOV_DF_REC_EXIT_OF) == r->c.exits &&
	       !r->c.lost_full_entries && !r->c.lost_full_exits &&
	       !r->c.lost_nofault_entries && !r->c.lost_nofault_exits &&
	       !r->c.overwritten && !r->c.lost_tasks;
}

/* Records one write to the trigger. */
static inline bool record_trigger(struct recording *r, const char *word)
{
	bool written;

	if (df_enable(r->fd))
		return false;
	written = trigger(word);
	return !df_disable(r->fd) && written && recording_read(r);
}

#endif /* _KCOV_DATAFLOW_SESSION_H */
