// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions of kcov_dataflow: their ioctls, mappings, records and tasks.
 *
 * What is recorded is a write to the trigger of the module df_session.
 */
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>

#include "harness.h"
#include "session.h"

/* === Without recording ==================================================== */

FIXTURE(fresh) {
	int fd;
	struct kcov_df_session s;
};

FIXTURE_SETUP(fresh)
{
	self->fd = df_open();
	ASSERT_LE(0, self->fd) TH_LOG("%s: %s", DEVICE, strerror(errno));
}

FIXTURE_TEARDOWN(fresh)
{
	close(self->fd);
}

TEST_F(fresh, defaults)
{
	ASSERT_EQ(0, df_session(self->fd, &self->s));
	EXPECT_EQ(KCOV_DF_VERSION, self->s.version);
	EXPECT_LE(KCOV_DF_CHUNK_MIN, self->s.chunk_size);
	EXPECT_GE(KCOV_DF_CHUNK_MAX, self->s.chunk_size);
	EXPECT_LE(2 * self->s.chunk_size, self->s.buffer_size);
}

TEST_F(fresh, sizes)
{
	struct {
		struct kcov_df_session s;
		__u64 more[2];
	} s = { .s.size = sizeof(s), .more = { 0, 1 } };

	EXPECT_EQ(-E2BIG, df_ioctl(self->fd, KCOV_DF_SESSION, &s));
	s.s.size = 1 << 20;
	EXPECT_EQ(-E2BIG, df_ioctl(self->fd, KCOV_DF_SESSION, &s));
	s.s.size = 0;
	EXPECT_EQ(-EINVAL, df_ioctl(self->fd, KCOV_DF_SESSION, &s));
	s.s.size = 8;
	EXPECT_EQ(-EINVAL, df_ioctl(self->fd, KCOV_DF_SESSION, &s));
	s.s.size = sizeof(s);
	s.more[1] = 0;
	EXPECT_EQ(0, df_ioctl(self->fd, KCOV_DF_SESSION, &s));
	EXPECT_EQ(sizeof(s), s.s.size);
}

TEST_F(fresh, smaller_size)
{
	self->s.size = offsetof(struct kcov_df_session, chunk_size);
	/* Neither read nor written. */
	self->s.chunk_size = 1;
	self->s.remote_handle = ~0ULL;
	EXPECT_EQ(0, df_ioctl(self->fd, KCOV_DF_SESSION, &self->s));
	EXPECT_EQ(1, self->s.chunk_size);
}

TEST_F(fresh, out_of_range)
{
	struct kcov_df_session bad[] = {
		{ .flags = 1U << 2 },
		{ .flags = 1U << 31 },
		{ .after = KCOV_DF_AFTER_ALWAYS + 1 },
		{ .snapshot = KCOV_DF_SNAPSHOT_MAX + 1 },
		{ .chunk_size = KCOV_DF_CHUNK_MIN / 2 },
		{ .chunk_size = KCOV_DF_CHUNK_MIN + 1 },
		{ .chunk_size = 3 * KCOV_DF_CHUNK_MIN },
		{ .chunk_size = 2 * KCOV_DF_CHUNK_MAX },
		{ .chunk_size = 1U << 31 },
		{ .chunk_size = KCOV_DF_CHUNK_MIN,
		  .buffer_size = KCOV_DF_CHUNK_MIN },
		{ .buffer_size = 1 },
		{ .buffer_size = ~0ULL },
		{ .buffer_size = ~0ULL << 16 },
		{ .buffer_size = 1ULL << 63 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(-EINVAL, df_session(self->fd, &bad[i]))
			TH_LOG("case %u", i);
	EXPECT_EQ(-EFAULT, df_ioctl(self->fd, KCOV_DF_SESSION, NULL));
	EXPECT_EQ(-EFAULT, df_ioctl(self->fd, KCOV_DF_SESSION, (void *)-8L));
	/* And none of them has made a session. */
	EXPECT_EQ(0, df_session(self->fd, &self->s));
}

TEST_F(fresh, limits)
{
	self->s.chunk_size = KCOV_DF_CHUNK_MAX;
	self->s.buffer_size = KCOV_DF_CHUNK_MAX + 1;
	self->s.snapshot = KCOV_DF_SNAPSHOT_MAX;
	self->s.after = KCOV_DF_AFTER_ALWAYS;
	self->s.flags = KCOV_DF_INHERIT | KCOV_DF_FLIGHT_RECORDER;
	ASSERT_EQ(0, df_session(self->fd, &self->s));
	EXPECT_EQ(KCOV_DF_CHUNK_MAX, self->s.chunk_size);
	EXPECT_EQ(2 * KCOV_DF_CHUNK_MAX + getpagesize(), self->s.buffer_size);
}

TEST_F(fresh, twice)
{
	ASSERT_EQ(0, df_session(self->fd, &self->s));
	EXPECT_EQ(-EBUSY, df_session(self->fd, &self->s));
	EXPECT_EQ(-EBUSY, df_number(self->fd, KCOV_DF_INIT_TRACK, 1024));
}

TEST_F(fresh, after_init_track)
{
	struct kcov_df_counters c;

	ASSERT_EQ(0, df_number(self->fd, KCOV_DF_INIT_TRACK, 1024));
	EXPECT_EQ(-EBUSY, df_session(self->fd, &self->s));
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_RESET, 0));
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_RELEASE, 0));
	EXPECT_EQ(-EINVAL, df_counters(self->fd, &c));
}

TEST_F(fresh, without_session)
{
	struct kcov_df_counters c;
	struct kcov_df_filter f;

	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_RESET, 0));
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_RELEASE, 0));
	EXPECT_EQ(-EINVAL, df_counters(self->fd, &c));
	EXPECT_EQ(-EINVAL, FILTER(self->fd, "+f*", &f));
	EXPECT_EQ(-EINVAL, df_enable(self->fd));
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 4096, PROT_READ, MAP_SHARED,
				   self->fd, 0));
	EXPECT_EQ(EINVAL, errno);
}

TEST_F(fresh, no_stats_of_sessions)
{
	struct kcov_df_stats stats = {};

	ASSERT_EQ(0, df_session(self->fd, &self->s));
	EXPECT_EQ(-EINVAL, df_ioctl(self->fd, KCOV_DF_STATS, &stats));
}

TEST_F(fresh, enable_needs_no_mapping)
{
	ASSERT_EQ(0, df_session(self->fd, &self->s));
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_ENABLE, 1));
	EXPECT_EQ(-EINVAL, df_disable(self->fd));
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_EQ(-EBUSY, df_enable(self->fd));
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_DISABLE, 1));
	ASSERT_EQ(0, df_disable(self->fd));
	EXPECT_EQ(-EINVAL, df_disable(self->fd));
}

TEST_F(fresh, remote_handle)
{
	int fd = df_open();

	self->s.remote_handle = 0x123456789;
	ASSERT_EQ(0, df_session(self->fd, &self->s));
	EXPECT_EQ(-EBUSY, df_session(fd, &self->s));
	self->s.remote_handle++;
	EXPECT_EQ(0, df_session(fd, &self->s));
	close(fd);
	/* The handle is free with its session. */
	fd = df_open();
	EXPECT_EQ(0, df_session(fd, &self->s));
	close(fd);
}

TEST_F(fresh, filter_errors)
{
	struct kcov_df_filter f;
	char *rules = calloc(1, KCOV_DF_FILTER_MAX + 1);

	ASSERT_EQ(0, df_session(self->fd, &self->s));
	EXPECT_EQ(-EINVAL, FILTER(self->fd, "f*", &f));
	EXPECT_EQ(-EINVAL, FILTER(self->fd, "+x*", &f));
	EXPECT_EQ(-EINVAL, FILTER(self->fd, "+f", &f));
	EXPECT_EQ(-EINVAL, FILTER(self->fd, "", &f));
	EXPECT_EQ(-EINVAL, df_filter(self->fd, "+f*", 3, &f));
	EXPECT_EQ(-EFAULT, df_filter(self->fd, NULL, 3, &f));
	EXPECT_EQ(-E2BIG, df_filter(self->fd, rules, KCOV_DF_FILTER_MAX + 1,
				    &f));
	EXPECT_EQ(-EFAULT, df_ioctl(self->fd, KCOV_DF_FILTER, NULL));
	f.size = 0;
	EXPECT_EQ(-EINVAL, df_ioctl(self->fd, KCOV_DF_FILTER, &f));
	ASSERT_EQ(0, FILTER(self->fd, "+fdf_no_such_function", &f));
	EXPECT_EQ(0, f.matched);
	EXPECT_LT(0, f.total);
	ASSERT_EQ(0, df_filter(self->fd, NULL, 0, &f));
	EXPECT_EQ(f.total, f.matched);
	free(rules);
}

TEST_F(fresh, mappings)
{
	size_t size;
	void *p;

	ASSERT_EQ(0, df_session(self->fd, &self->s));
	size = self->s.buffer_size;
	EXPECT_EQ(MAP_FAILED, mmap(NULL, size, PROT_READ | PROT_WRITE,
				   MAP_SHARED, self->fd, 0));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, size, PROT_WRITE, MAP_SHARED,
				   self->fd, 0));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, size, PROT_READ, MAP_PRIVATE,
				   self->fd, 0));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, size - getpagesize(), PROT_READ,
				   MAP_SHARED, self->fd, 0));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, size + getpagesize(), PROT_READ,
				   MAP_SHARED, self->fd, 0));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, size, PROT_READ, MAP_SHARED,
				   self->fd, getpagesize()));
	EXPECT_EQ(EINVAL, errno);

	p = mmap(NULL, size, PROT_READ, MAP_SHARED, self->fd, 0);
	ASSERT_NE(MAP_FAILED, p);
	EXPECT_EQ(-1, mprotect(p, size, PROT_READ | PROT_WRITE));
	EXPECT_EQ(EACCES, errno);
	munmap(p, size);
}

/* Numbers beside those of the ioctls, and the same with another direction. */
TEST_F(fresh, unknown_ioctls)
{
	const unsigned long unknown[] = {
		_IO('d', 109), _IO('d', 115), _IO('d', 0), _IO('e', 110),
		_IOW('d', 110, struct kcov_df_session),
		_IOR('d', 114, struct kcov_df_counters),
	};
	unsigned int i, j;

	for (j = 0; j < 2; j++) {
		for (i = 0; i < ARRAY_SIZE(unknown); i++)
			EXPECT_EQ(-ENOTTY, df_number(self->fd, unknown[i], 0));
		if (!j)
			ASSERT_EQ(0, df_session(self->fd, &self->s));
	}
}

/* More than the machine has, within what the interface allows. */
TEST_F(fresh, no_memory)
{
	const unsigned long words = INT_MAX / sizeof(__u64);
	__u64 have = (__u64)sysconf(_SC_PHYS_PAGES) * getpagesize();

	self->s.chunk_size = KCOV_DF_CHUNK_MAX;
	self->s.buffer_size = (1ULL << 36) + 1;
	EXPECT_EQ(-EINVAL, df_session(self->fd, &self->s));
	self->s.buffer_size = 1ULL << 36;
	if (have < self->s.buffer_size)
		EXPECT_EQ(-ENOMEM, df_session(self->fd, &self->s));
	if (have < words * sizeof(__u64))
		EXPECT_EQ(-ENOMEM, df_number(self->fd, KCOV_DF_INIT_TRACK,
					     words));
	/* The file is still good for a session. */
	self->s.buffer_size = 0;
	EXPECT_EQ(0, df_session(self->fd, &self->s));
}

/* Two pages, of which the second cannot be read, or only be read. */
static void *two_pages(int prot)
{
	void *p = mmap(NULL, 2 * getpagesize(), PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || mprotect(p + getpagesize(), getpagesize(), prot))
		return NULL;
	return p;
}

static const struct {
	unsigned long cmd;
	__u32 size;
} structs[] = {
	{ KCOV_DF_SESSION, sizeof(struct kcov_df_session) },
	{ KCOV_DF_FILTER, sizeof(struct kcov_df_filter) },
	{ KCOV_DF_COUNTERS, sizeof(struct kcov_df_counters) },
};

/* The kernel finds the size, and faults behind it. */
TEST_F(fresh, half_a_struct)
{
	void *p = two_pages(PROT_NONE);
	unsigned int i;
	__u32 *size;

	ASSERT_NE(NULL, p);
	size = p + getpagesize() - 8;
	for (i = 0; i < ARRAY_SIZE(structs); i++) {
		if (i == 1)
			ASSERT_EQ(0, df_session(self->fd, &self->s));
		*size = structs[i].size;
		EXPECT_EQ(-EFAULT, df_ioctl(self->fd, structs[i].cmd, size));
	}
}

/* It reads all of the struct, and cannot write to it. */
TEST_F(fresh, read_only_struct)
{
	size_t page = getpagesize();
	void *p = two_pages(PROT_READ);
	unsigned int i;
	__u32 *size;

	ASSERT_NE(NULL, p);
	for (i = 0; i < ARRAY_SIZE(structs); i++) {
		if (i == 1)
			ASSERT_EQ(0, df_session(self->fd, &self->s));
		/* None of it, its last bytes, and what no kernel knows. */
		size = p + page;
		ASSERT_EQ(0, mprotect(size, page, PROT_READ | PROT_WRITE));
		*size = structs[i].size;
		ASSERT_EQ(0, mprotect(size, page, PROT_READ));
		EXPECT_EQ(-EFAULT, df_ioctl(self->fd, structs[i].cmd, size));
		ASSERT_EQ(0, mprotect(size, page, PROT_READ | PROT_WRITE));
		*size = 0;
		ASSERT_EQ(0, mprotect(size, page, PROT_READ));

		size = p + page - structs[i].size + 8;
		*size = structs[i].size;
		EXPECT_EQ(-EFAULT, df_ioctl(self->fd, structs[i].cmd, size));
		memset(p, 0, page);
		size = p + page - structs[i].size;
		*size = structs[i].size + 8;
		EXPECT_EQ(-EFAULT, df_ioctl(self->fd, structs[i].cmd, size));
		memset(p, 0, page);
	}
}

/* A task is recorded into one file, whichever interface that has. */
TEST_F(fresh, session_or_track)
{
	int fd = df_open();
	void *area;

	ASSERT_EQ(0, df_session(self->fd, &self->s));
	ASSERT_EQ(0, df_number(fd, KCOV_DF_INIT_TRACK, 1024));
	area = mmap(NULL, 1024 * sizeof(__u64), PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
	ASSERT_NE(MAP_FAILED, area);
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_EQ(-EBUSY, df_enable(fd));
	EXPECT_EQ(-EINVAL, df_disable(fd));
	ASSERT_EQ(0, df_disable(self->fd));
	ASSERT_EQ(0, df_enable(fd));
	EXPECT_EQ(-EBUSY, df_enable(self->fd));
	EXPECT_EQ(-EINVAL, df_disable(self->fd));
	ASSERT_EQ(0, df_disable(fd));
	munmap(area, 1024 * sizeof(__u64));
	close(fd);
}

/* === Recording ============================================================ */

FIXTURE(session) {
	int fd;
	struct kcov_df_session s;
	struct kcov_df_counters c;
	struct kcov_df_filter f;
	void *buffer;
};

FIXTURE_VARIANT(session) {
	struct kcov_df_session s;
};

FIXTURE_VARIANT_ADD(session, plain) {};

FIXTURE_VARIANT_ADD(session, inherit) { .s.flags = KCOV_DF_INHERIT };

FIXTURE_VARIANT_ADD(session, changed) {
	.s.snapshot = 64, .s.after = KCOV_DF_AFTER_CHANGED,
};

FIXTURE_VARIANT_ADD(session, always) {
	.s.snapshot = 4096, .s.after = KCOV_DF_AFTER_ALWAYS,
};

FIXTURE_VARIANT_ADD(session, flight) {
	.s.flags = KCOV_DF_FLIGHT_RECORDER, .s.chunk_size = KCOV_DF_CHUNK_MIN,
	.s.buffer_size = 4 * KCOV_DF_CHUNK_MIN,
};

FIXTURE_SETUP(session)
{
	self->s = variant->s;
	self->fd = df_open();
	ASSERT_LE(0, self->fd) TH_LOG("%s: %s", DEVICE, strerror(errno));
	ASSERT_EQ(0, df_session(self->fd, &self->s));
	self->buffer = mmap(NULL, self->s.buffer_size, PROT_READ, MAP_SHARED,
			    self->fd, 0);
	ASSERT_NE(MAP_FAILED, self->buffer);
	ASSERT_EQ(0, FILTER(self->fd, "+fdf_*\0+mdf_session", &self->f));
	ASSERT_LT(5, self->f.matched);
}

FIXTURE_TEARDOWN(session)
{
	munmap(self->buffer, self->s.buffer_size);
	close(self->fd);
}

#define RECORD(word)							\
	({								\
		ASSERT_EQ(0, df_enable(self->fd));			\
		EXPECT_TRUE(trigger(word));				\
		ASSERT_EQ(0, df_disable(self->fd));			\
		read_records(self->buffer);				\
		ASSERT_FALSE(records.bad);				\
		ASSERT_EQ(0, df_counters(self->fd, &self->c));		\
	})

TEST_F(session, call4)
{
	struct kcov_df_buffer *b = self->buffer;
	struct record *entry, *exit;

	EXPECT_EQ(KCOV_DF_VERSION, b->version);
	EXPECT_EQ(self->s.chunk_size, b->chunk_size);
	EXPECT_EQ(self->s.buffer_size,
		  b->header_size + (__u64)b->nr_chunks * b->chunk_size);

	RECORD("call4");
	ASSERT_EQ(3, records.nr);
	EXPECT_EQ(KCOV_DF_REC_EVENT, records.r[0].type);
	EXPECT_EQ(KCOV_DF_EVENT_ENABLE, records.r[0].depth);
	EXPECT_EQ(getpid(), records.r[0].chunk->pid);
	EXPECT_EQ(syscall(SYS_gettid), records.r[0].chunk->tid);
	EXPECT_EQ(0, records.r[0].chunk->context);
	EXPECT_EQ(0, records.r[0].chunk->index);
	EXPECT_EQ(1, records.r[0].chunk->serial);
	EXPECT_EQ(KCOV_DF_CHUNK_FULL, records.r[0].chunk->state);
	EXPECT_STREQ("session", records.r[0].chunk->comm);

	entry = find_entry(records.r, 4, 1, 2);
	ASSERT_NE(NULL, entry);
	EXPECT_EQ(3, entry->value[2]);
	EXPECT_EQ(4, entry->value[3]);
	EXPECT_EQ(0, entry->depth);
	exit = find_exit(entry);
	ASSERT_NE(NULL, exit);
	EXPECT_EQ(KCOV_DF_REC_EXIT, exit->type);
	EXPECT_EQ(1, exit->nr);
	EXPECT_EQ(10, exit->value[0]);

	EXPECT_EQ(1, self->c.entries);
	EXPECT_EQ(1, self->c.exits);
	EXPECT_EQ(0, self->c.tasks);
	EXPECT_EQ(0, self->c.lost_full_entries + self->c.lost_full_exits +
		     self->c.lost_nofault_entries + self->c.lost_nofault_exits +
		     self->c.overwritten + self->c.lost_tasks);
}

TEST_F(session, nesting)
{
	struct record *outer, *inner;

	RECORD("nest");
	ASSERT_EQ(5, records.nr);
	outer = records.r + 1;
	inner = records.r + 2;
	EXPECT_EQ(0, outer->depth);
	EXPECT_EQ(5, outer->value[0]);
	EXPECT_EQ(1, inner->depth);
	EXPECT_EQ(records.r + 3, find_exit(inner));
	EXPECT_EQ(20, find_exit(inner)->value[0]);
	EXPECT_EQ(records.r + 4, find_exit(outer));
	EXPECT_EQ(21, find_exit(outer)->value[0]);
}

TEST_F(session, no_values)
{
	struct record *entry;

	RECORD("void");
	entry = find_entry(records.r, 0, 0, 0);
	ASSERT_NE(NULL, entry);
	ASSERT_NE(NULL, find_exit(entry));
	EXPECT_EQ(0, find_exit(entry)->nr);
}

TEST_F(session, narrow)
{
	struct record *entry;

	RECORD("narrow");
	entry = find_entry(records.r, 4, 1, 0x80);
	ASSERT_NE(NULL, entry);
	EXPECT_EQ(0xfffe, entry->value[2]);
	EXPECT_EQ(0xfffffffd, entry->value[3]);
	ASSERT_NE(NULL, find_exit(entry));
	EXPECT_EQ(1 + 0x80 - 2 - 3, find_exit(entry)->value[0]);

	entry = find_exit(entry) + 1;
	ASSERT_NE(NULL, find_exit(entry));
	EXPECT_EQ(0x87654321, find_exit(entry)->value[0]);
	entry = find_exit(entry) + 1;
	ASSERT_NE(NULL, find_exit(entry));
	EXPECT_EQ(0x4321, find_exit(entry)->value[0]);
	entry = find_exit(entry) + 1;
	ASSERT_NE(NULL, find_exit(entry));
	EXPECT_EQ(0x21, find_exit(entry)->value[0]);
}

TEST_F(session, many)
{
	struct record *entry;
	unsigned int i;

	RECORD("many");
	entry = find_entry(records.r, 9, 1, 2);
	ASSERT_NE(NULL, entry);
	for (i = 0; i < 9; i++)
		EXPECT_EQ(i + 1, entry->value[i]);
	ASSERT_NE(NULL, find_exit(entry));
	EXPECT_EQ(45, find_exit(entry)->value[0]);
}

TEST_F(session, deep)
{
	struct record *r;
	unsigned int i;

	/* More than have frames. */
	RECORD("deep 299");
	ASSERT_EQ(1 + 2 * 300, records.nr);
	for (i = 0; i < 300; i++) {
		r = &records.r[1 + i];
		EXPECT_EQ(KCOV_DF_REC_ENTRY, r->type);
		EXPECT_EQ(i, r->depth);
		EXPECT_EQ(299 - i, r->value[0]);
		r = &records.r[1 + 600 - 1 - i];
		EXPECT_NE(KCOV_DF_REC_ENTRY, r->type);
		EXPECT_EQ(i, r->depth);
		EXPECT_EQ(299 - i, r->value[0]);
	}
}

TEST_F(session, softirq)
{
	RECORD("softirq");
	EXPECT_NE(NULL, find_entry(records.r, 4, 1, 2));
	EXPECT_EQ(NULL, find_entry(records.r, 4, 8, 8));
	EXPECT_EQ(1, self->c.entries);
	EXPECT_EQ(1, self->c.exits);
}

TEST_F(session, nofault)
{
	struct record *r;

	RECORD("nofault");
	EXPECT_EQ(1, self->c.entries);
	EXPECT_EQ(1, self->c.exits);
	EXPECT_EQ(1, self->c.lost_nofault_entries);
	EXPECT_EQ(1, self->c.lost_nofault_exits);
	EXPECT_EQ(NULL, find_entry(records.r, 4, 9, 9));
	r = find_entry(records.r, 4, 1, 2);
	ASSERT_NE(NULL, r);
	EXPECT_EQ(0, r->depth);
	EXPECT_EQ(1, count_type(KCOV_DF_REC_LOST));
	r--;
	ASSERT_EQ(KCOV_DF_REC_LOST, r->type);
	EXPECT_EQ(1, r->rec[1]);
	EXPECT_EQ(1, r->rec[2]);
}

/* What struct df_thing is at first. */
static const __u32 thing[] = {
	0x11111111, 0x11111111, 0x22222222, 0x62613333, 0x63,
};

TEST_F(session, structs)
{
	struct record *r[6];
	const __u32 *rec;
	unsigned int i, n = 0;

	RECORD("structs");
	for (i = 0; i < records.nr; i++)
		if (records.r[i].type == KCOV_DF_REC_ENTRY) {
			ASSERT_GT(6, n);
			r[n++] = &records.r[i];
		}
	ASSERT_EQ(6, n);

	if (!self->s.snapshot) {
		EXPECT_EQ(0, count_type(KCOV_DF_REC_STRUCT));
		return;
	}

	/* df_read() */
	rec = find_struct(r[0], 0);
	ASSERT_NE(NULL, rec);
	EXPECT_EQ(2 + 6, KCOV_DF_REC_WORDS(rec[0]));
	EXPECT_EQ(24, rec[1]);
	EXPECT_EQ(0, memcmp(rec + 2, thing, 19));
	rec = find_struct(find_exit(r[0]), 0);
	if (self->s.after == KCOV_DF_AFTER_CHANGED) {
		EXPECT_EQ(NULL, rec);
	} else {
		ASSERT_NE(NULL, rec);
		EXPECT_EQ(0, memcmp(rec, find_struct(r[0], 0), 4 * 8));
	}

	/* df_write() */
	rec = find_struct(r[1], 0);
	ASSERT_NE(NULL, rec);
	EXPECT_EQ(0x22222222, rec[2 + 2]);
	rec = find_struct(find_exit(r[1]), 0);
	ASSERT_NE(NULL, rec);
	EXPECT_EQ(0x22222223, rec[2 + 2]);

	/* df_return() */
	rec = find_struct(find_exit(r[2]), KCOV_DF_RETURN);
	ASSERT_NE(NULL, rec);
	EXPECT_EQ(0x22222223, rec[2 + 2]);

	/* df_by_value() */
	rec = find_struct(r[3], 0);
	ASSERT_NE(NULL, rec);
	EXPECT_EQ(KCOV_DF_STRUCT_BY_VALUE, rec[0] & 0xff000000);
	EXPECT_EQ(24, rec[1]);
	EXPECT_EQ(1, rec[2]);
	EXPECT_EQ(2, rec[4]);
	EXPECT_EQ(3, rec[6]);
	EXPECT_EQ(NULL, find_struct(find_exit(r[3]), 0));

	/* df_struct16(), of which a snapshot may not have the change. */
	rec = find_struct(r[4], 0);
	ASSERT_NE(NULL, rec);
	EXPECT_EQ(128, rec[1]);
	EXPECT_EQ(0x1007, rec[2 + 2 * 7]);
	if (self->s.snapshot < 128) {
		EXPECT_EQ(2 + self->s.snapshot / 4, KCOV_DF_REC_WORDS(rec[0]));
		EXPECT_EQ(NULL, find_struct(find_exit(r[4]), 0));
	} else {
		EXPECT_EQ(2 + 32, KCOV_DF_REC_WORDS(rec[0]));
		EXPECT_EQ(0x100f, rec[2 + 2 * 15]);
		rec = find_struct(find_exit(r[4]), 0);
		ASSERT_NE(NULL, rec);
		EXPECT_EQ(0x1010, rec[2 + 2 * 15]);
	}

	/* df_read() of an error */
	rec = find_struct(r[5], 0);
	ASSERT_NE(NULL, rec);
	EXPECT_EQ(KCOV_DF_STRUCT_BAD, rec[0] & 0xff000000);
	EXPECT_EQ(2, KCOV_DF_REC_WORDS(rec[0]));
}

/* Every word of structs of many sizes is copied and compared. */
TEST_F(session, sized_structs)
{
	static const unsigned int sizes[] = { 1, 3, 6, 15, 16, 17, 31 };
	unsigned int i, change, seen, word, calls = 0;
	struct record *entry = records.r;
	const __u32 *rec;
	bool expected;

	RECORD("sized");
	if (!self->s.snapshot)
		return;
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		for (change = 0; change <= sizes[i]; change++, calls++) {
			entry = next_entry(entry + 1);
			ASSERT_NE(NULL, entry);
			ASSERT_EQ(sizes[i], entry->value[1]);
			ASSERT_EQ(change, entry->value[2]);
			seen = sizes[i];
			if (seen > self->s.snapshot / 4)
				seen = self->s.snapshot / 4;

			rec = find_struct(entry, 0);
			ASSERT_NE(NULL, rec);
			ASSERT_EQ(2 + seen, KCOV_DF_REC_WORDS(rec[0]));
			ASSERT_EQ(4 * sizes[i], rec[1]);
			for (word = 0; word < seen; word++)
				EXPECT_EQ(0x1000 + word + (word < change),
					  rec[2 + word]);

			expected = self->s.after == KCOV_DF_AFTER_ALWAYS ||
				   (self->s.after == KCOV_DF_AFTER_CHANGED &&
				    change < seen);
			rec = find_struct(find_exit(entry), 0);
			ASSERT_EQ(expected, !!rec);
			for (word = 0; rec && word < seen; word++)
				EXPECT_EQ(0x1000 + word + (word <= change),
					  rec[2 + word]);
		}
	EXPECT_EQ(calls, self->c.entries);
}

TEST_F(session, places)
{
	static const __u32 bytes[] = { 1, 0, 2, 0x62610003, 0 };
	struct record *entry = records.r;
	const __u32 *rec;
	unsigned int i;

	RECORD("places");
	ASSERT_EQ(6, self->c.entries);
	for (i = 0; i < 6; i++) {
		entry = next_entry(entry + 1);
		rec = find_struct(entry, 0);
		ASSERT_EQ(!self->s.snapshot, !rec);
		if (!rec)
			continue;
		EXPECT_EQ(KCOV_DF_REC_STRUCT | (2 + 6) << 4, rec[0]);
		EXPECT_EQ(0, memcmp(rec + 2, bytes, 19));

		/* The last one is written to. */
		rec = find_struct(find_exit(entry), 0);
		ASSERT_EQ(self->s.after == KCOV_DF_AFTER_ALWAYS ||
			  (self->s.after == KCOV_DF_AFTER_CHANGED && i == 5),
			  !!rec);
		if (rec)
			EXPECT_EQ(i == 5 ? 3 : 2, rec[2 + 2]);
	}
}

/* More pointers than there are registers. */
TEST_F(session, eight_structs)
{
	struct record *entry;
	const __u32 *rec;
	int i;

	RECORD("eight");
	entry = records.r + 1;
	ASSERT_EQ(8, entry->nr);
	ASSERT_NE(NULL, find_exit(entry));
	for (i = 0; i < 8; i++) {
		rec = find_struct(entry, i);
		EXPECT_EQ(!self->s.snapshot, !rec);
		if (rec)
			EXPECT_EQ(0, rec[2 + 2]);
		rec = find_struct(find_exit(entry), i);
		EXPECT_EQ(self->s.after == KCOV_DF_AFTER_ALWAYS ||
			  (self->s.after == KCOV_DF_AFTER_CHANGED &&
			   (i == 0 || i == 7)), !!rec);
		if (rec)
			EXPECT_EQ(i == 0 || i == 7, rec[2 + 2]);
	}
}

/* A call that does not return is not around those that come after it. */
TEST_F(session, dead_frames)
{
	struct record *outer;

	if (self->s.snapshot)
		return;
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger("dead"));
	ASSERT_EQ(0, df_disable(self->fd));
	read_records(self->buffer);
	ASSERT_FALSE(records.bad);
	outer = find_entry(records.r, 1, 5, 0);
	ASSERT_NE(NULL, outer);
	ASSERT_EQ(KCOV_DF_REC_ENTRY, outer[-1].type);
	EXPECT_EQ(0, outer[-1].nr);
	EXPECT_EQ(outer[-1].depth, outer->depth);
	EXPECT_EQ(outer->depth + 1, outer[1].depth);
	EXPECT_EQ(KCOV_DF_REC_EXIT, find_exit(outer)->type);
	EXPECT_EQ(21, find_exit(outer)->value[0]);
}

TEST_F(session, filter)
{
	struct kcov_df_filter f = {};
	struct record *outer;

	/* While recording */
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger("nest"));
	ASSERT_EQ(0, FILTER(self->fd, "+mdf_session\0-fdf_call4", &f));
	EXPECT_LT(0, f.matched);
	EXPECT_TRUE(trigger("nest"));
	ASSERT_EQ(0, FILTER(self->fd, "+fdf_call4", &f));
	EXPECT_EQ(1, f.matched);
	EXPECT_TRUE(trigger("nest"));
	ASSERT_EQ(0, df_disable(self->fd));

	read_records(self->buffer);
	ASSERT_FALSE(records.bad);
	outer = find_entry(records.r, 1, 5, 0);
	ASSERT_NE(NULL, outer);
	outer = find_entry(outer + 1, 1, 5, 0);
	ASSERT_NE(NULL, outer);
	EXPECT_EQ(NULL, find_entry(outer + 1, 1, 5, 0));
	ASSERT_NE(NULL, find_entry(records.r, 4, 5, 5));
	EXPECT_NE(NULL, find_entry(find_entry(records.r, 4, 5, 5) + 1, 4, 5, 5));
}

/* A filter that is refused leaves the one before in force. */
TEST_F(session, refused_filter)
{
	char *rules = calloc(1, KCOV_DF_FILTER_MAX + 1);
	struct kcov_df_filter f, *read_only = two_pages(PROT_READ);

	ASSERT_NE(NULL, read_only);
	ASSERT_EQ(0, FILTER(self->fd, "+fdf_call4\0+mdf_session", &f));
	EXPECT_EQ(1, f.matched);
	EXPECT_EQ(-EINVAL, FILTER(self->fd, "+fdf_outer\0outer", &f));
	EXPECT_EQ(-EFAULT, df_filter(self->fd, NULL, 8, &f));
	EXPECT_EQ(-E2BIG, df_filter(self->fd, rules, KCOV_DF_FILTER_MAX + 1,
				    &f));
	free(rules);
	/* Nor if it is the answer that has no place. */
	*read_only = (struct kcov_df_filter){
		.size		= sizeof(f),
		.patterns	= (unsigned long)"+fdf_outer",
		.patterns_len	= sizeof("+fdf_outer"),
	};
	ASSERT_EQ(0, mprotect(read_only, getpagesize(), PROT_READ));
	EXPECT_EQ(-EFAULT, df_ioctl(self->fd, KCOV_DF_FILTER, read_only));
	RECORD("nest");
	EXPECT_EQ(1, self->c.entries);
	EXPECT_EQ(1, self->c.exits);
	EXPECT_NE(NULL, find_entry(records.r, 4, 5, 5));
}

/* Does argument @arg of @r have a struct like that? */
static bool struct_is(struct record *r, unsigned int arg, __u32 flags,
		      const void *bytes, __u32 words)
{
	const __u32 *rec = find_struct(r, arg);

	return rec && (rec[0] & 0xff000000) == flags && rec[1] == 24 &&
	       KCOV_DF_REC_WORDS(rec[0]) == 2 + words &&
	       !memcmp(rec + 2, bytes, 4 * words);
}

/* What cannot be read is said to be so, and what was read before it is there. */
TEST_F(session, bad_pointers)
{
	static const __u32 flags[] = {
		KCOV_DF_STRUCT_SHORT, KCOV_DF_STRUCT_BAD, KCOV_DF_STRUCT_BAD,
		KCOV_DF_STRUCT_BAD,
	};
	struct record *entry = records.r;
	__u32 bytes[3], words;
	unsigned int i;

	memset(bytes, 0x77, sizeof(bytes));
	RECORD("pointers");
	ASSERT_EQ(5, self->c.entries);
	for (i = 0; i < 5; i++) {
		entry = next_entry(entry + 1);
		ASSERT_NE(NULL, entry);
		ASSERT_NE(NULL, find_exit(entry));
		EXPECT_EQ(entry->value[0], find_exit(entry)->value[0]);
		/* A null pointer is a value. */
		if (!self->s.snapshot || i == 4) {
			EXPECT_EQ(NULL, find_struct(entry, 0));
			continue;
		}
		words = i ? 0 : 3;
		EXPECT_TRUE(struct_is(entry, 0, flags[i], bytes, words))
			TH_LOG("case %u", i);
		EXPECT_TRUE(struct_is(find_exit(entry), KCOV_DF_RETURN,
				      flags[i], bytes, words))
			TH_LOG("case %u", i);
	}
	EXPECT_EQ(0, entry->value[0]);
}

/* The exit comes first, and does not know what will be returned. */
TEST_F(session, tail_call)
{
	struct record *r = records.r + 1;

	RECORD("tail");
	ASSERT_EQ(5, records.nr);
	EXPECT_STREQ("df_tail", name_of(&r[0]));
	EXPECT_EQ(KCOV_DF_REC_ENTRY, r[0].type);
	EXPECT_EQ(5, r[0].value[0]);
	EXPECT_EQ(KCOV_DF_REC_EXIT, r[1].type);
	EXPECT_EQ(0, r[1].depth);
	EXPECT_EQ(0, r[1].nr);
	EXPECT_STREQ("df_tail_target", name_of(&r[2]));
	EXPECT_EQ(KCOV_DF_REC_ENTRY, r[2].type);
	EXPECT_EQ(0, r[2].depth);
	EXPECT_EQ(10, r[2].value[0]);
	EXPECT_EQ(KCOV_DF_REC_EXIT, r[3].type);
	ASSERT_EQ(1, r[3].nr);
	EXPECT_EQ(11, r[3].value[0]);
}

/* One boundary of a call is lost, and the other is recorded. */
TEST_F(session, half_a_call)
{
	static const struct {
		__u32 type, depth;
		__u64 value;
		const char *name;
	} expected[] = {
		{ KCOV_DF_REC_LOST },
		{ KCOV_DF_REC_ENTRY, 1, 5, "df_call4" },
		{ KCOV_DF_REC_EXIT, 1, 11 },
		/* Its entry is not there; so it has a site. */
		{ KCOV_DF_REC_EXIT_OF, 0, 11, "df_faults_on" },
		{ KCOV_DF_REC_ENTRY, 0, 6, "df_faults_off" },
		{ KCOV_DF_REC_ENTRY, 1, 6, "df_call4" },
		{ KCOV_DF_REC_EXIT, 1, 14 },
		/* Its exit is not there. */
		{ KCOV_DF_REC_LOST },
		{ KCOV_DF_REC_ENTRY, 0, 7, "df_call4" },
		{ KCOV_DF_REC_EXIT, 0, 17 },
	};
	struct record *r = records.r + 1;
	unsigned int i;

	RECORD("faults");
	ASSERT_EQ(1 + ARRAY_SIZE(expected), records.nr);
	for (i = 0; i < ARRAY_SIZE(expected); i++, r++) {
		EXPECT_EQ(expected[i].type, r->type) TH_LOG("record %u", i);
		EXPECT_EQ(expected[i].depth, r->depth) TH_LOG("record %u", i);
		if (expected[i].value)
			EXPECT_EQ(expected[i].value, r->value[0]);
		if (expected[i].name)
			EXPECT_STREQ(expected[i].name, name_of(r));
	}
	/* Entries and exits */
	EXPECT_EQ(1, records.r[1].rec[1]);
	EXPECT_EQ(0, records.r[1].rec[2]);
	EXPECT_EQ(0, records.r[8].rec[1]);
	EXPECT_EQ(1, records.r[8].rec[2]);
	EXPECT_EQ(1, self->c.lost_nofault_entries);
	EXPECT_EQ(1, self->c.lost_nofault_exits);
}

static __u64 boundaries(const struct kcov_df_counters *c)
{
	return c->entries + c->exits + c->lost_full_entries +
	       c->lost_full_exits + c->lost_nofault_entries +
	       c->lost_nofault_exits;
}

TEST_F(session, full)
{
	struct kcov_df_buffer *b = self->buffer;
	unsigned int i, n = 0;
	__u64 lost = 0, seen;

	ASSERT_EQ(0, df_enable(self->fd));
	do {
		ASSERT_TRUE(trigger("deep 200"));
		ASSERT_EQ(0, df_counters(self->fd, &self->c));
		n++;
	} while (!self->c.lost_full_entries && !self->c.overwritten);
	EXPECT_EQ(n * 2 * 201ULL, boundaries(&self->c));

	if (self->s.flags & KCOV_DF_FLIGHT_RECORDER) {
		ASSERT_EQ(0, df_disable(self->fd));
		read_records(self->buffer);
		ASSERT_FALSE(records.bad);
		seen = count_type(KCOV_DF_REC_ENTRY) +
		       count_type(KCOV_DF_REC_EXIT) +
		       count_type(KCOV_DF_REC_EXIT_OF);
		ASSERT_EQ(0, df_counters(self->fd, &self->c));
		EXPECT_EQ(self->c.entries + self->c.exits,
			  seen + self->c.overwritten);
		return;
	}

	/* Somebody reads. */
	for (i = 0; i < b->nr_chunks; i++)
		EXPECT_EQ(0, df_number(self->fd, KCOV_DF_RELEASE, i));
	ASSERT_TRUE(trigger("deep 1"));
	n++;
	ASSERT_EQ(0, df_disable(self->fd));
	ASSERT_EQ(0, df_counters(self->fd, &self->c));
	EXPECT_EQ((n - 1) * 2 * 201ULL + 4, boundaries(&self->c));

	read_records(self->buffer);
	ASSERT_FALSE(records.bad);
	ASSERT_EQ(1, count_type(KCOV_DF_REC_LOST));
	for (i = 0; i < records.nr; i++)
		if (records.r[i].type == KCOV_DF_REC_LOST)
			lost += records.r[i].rec[1] + records.r[i].rec[2];
	EXPECT_EQ(self->c.lost_full_entries + self->c.lost_full_exits, lost);
	EXPECT_EQ(2, count_type(KCOV_DF_REC_ENTRY));
}

TEST_F(session, release)
{
	struct kcov_df_buffer *b = self->buffer;

	RECORD("call4");
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_RELEASE, b->nr_chunks));
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_RELEASE, -1UL));
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_RELEASE, 1));
	EXPECT_EQ(0, df_number(self->fd, KCOV_DF_RELEASE, 0));
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_RELEASE, 0));
	EXPECT_EQ(KCOV_DF_CHUNK_FREE, chunk_at(b, 0)->state);
	EXPECT_EQ(0, read_records(self->buffer)->nr);

	/* The chunk of a task is its own. */
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger("call4"));
	EXPECT_EQ(KCOV_DF_CHUNK_WRITING, chunk_at(b, 1)->state);
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_RELEASE, 1));
	ASSERT_EQ(0, df_disable(self->fd));
	EXPECT_EQ(0, df_number(self->fd, KCOV_DF_RELEASE, 1));
}

TEST_F(session, reset)
{
	RECORD("call4");
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_EQ(-EBUSY, df_number(self->fd, KCOV_DF_RESET, 0));
	ASSERT_EQ(0, df_disable(self->fd));
	EXPECT_EQ(-EINVAL, df_number(self->fd, KCOV_DF_RESET, 1));
	EXPECT_EQ(0, df_number(self->fd, KCOV_DF_RESET, 0));
	EXPECT_EQ(0, read_records(self->buffer)->nr);
	ASSERT_EQ(0, df_counters(self->fd, &self->c));
	EXPECT_EQ(0, boundaries(&self->c));

	RECORD("call4");
	EXPECT_EQ(3, records.nr);
	EXPECT_LT(1, records.r[0].chunk->serial);
	EXPECT_EQ(2, boundaries(&self->c));
}

TEST_F(session, counters)
{
	struct {
		struct kcov_df_counters c;
		__u64 more;
	} c = { .c.size = sizeof(c), .more = 1 };

	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger("call4"));
	EXPECT_EQ(-E2BIG, df_ioctl(self->fd, KCOV_DF_COUNTERS, &c));
	c.more = 0;
	EXPECT_EQ(0, df_ioctl(self->fd, KCOV_DF_COUNTERS, &c));
	EXPECT_EQ(sizeof(c), c.c.size);
	/* Of a task that is recorded now. */
	EXPECT_EQ(1, c.c.tasks);
	EXPECT_EQ(1, c.c.entries);
	EXPECT_EQ(1, c.c.exits);
	c.c.size = 4;
	c.c.entries = 77;
	EXPECT_EQ(0, df_ioctl(self->fd, KCOV_DF_COUNTERS, &c));
	EXPECT_EQ(77, c.c.entries);
	c.c.size = 0;
	EXPECT_EQ(-EINVAL, df_ioctl(self->fd, KCOV_DF_COUNTERS, &c));
	EXPECT_EQ(-EFAULT, df_ioctl(self->fd, KCOV_DF_COUNTERS, NULL));
	ASSERT_EQ(0, df_disable(self->fd));
}

/* === Tasks ================================================================ */

TEST_F(session, second_session)
{
	struct kcov_df_session s = {};
	int fd = df_open();

	ASSERT_EQ(0, df_session(fd, &s));
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_EQ(-EBUSY, df_enable(fd));
	EXPECT_EQ(-EINVAL, df_disable(fd));
	ASSERT_EQ(0, df_disable(self->fd));
	EXPECT_EQ(0, df_enable(fd));
	/* The task holds it. */
	close(fd);
	EXPECT_EQ(-EBUSY, df_enable(self->fd));
}

TEST_F(session, fork)
{
	bool inherit = self->s.flags & KCOV_DF_INHERIT;
	int status;
	pid_t pid;

	ASSERT_EQ(0, df_enable(self->fd));
	pid = fork();
	if (!pid) {
		/* The child of a child, too; by the way. */
		if (vfork() == 0)
			_exit(!trigger("call4"));
		_exit(!trigger("nest"));
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	ASSERT_EQ(0, df_disable(self->fd));

	read_records(self->buffer);
	ASSERT_FALSE(records.bad);
	ASSERT_EQ(0, df_counters(self->fd, &self->c));
	EXPECT_EQ(inherit ? 3 : 0, self->c.entries);
	EXPECT_EQ(inherit ? 3 : 0, self->c.exits);
	EXPECT_EQ(0, self->c.tasks);
	if (!inherit)
		return;
	ASSERT_NE(NULL, find_entry(records.r, 1, 5, 0));
	EXPECT_EQ(pid, find_entry(records.r, 1, 5, 0)->chunk->pid);
	ASSERT_NE(NULL, find_entry(records.r, 4, 1, 2));
	EXPECT_NE(pid, find_entry(records.r, 4, 1, 2)->chunk->pid);
	EXPECT_EQ(2, count_type(KCOV_DF_REC_EVENT));
}

static void *thread_func(void *arg)
{
	int i;

	for (i = 0; i < 100; i++)
		if (!trigger("nest"))
			return "trigger";
	return NULL;
}

TEST_F(session, threads)
{
	bool inherit = self->s.flags & KCOV_DF_INHERIT;
	pthread_t thread[4];
	void *failed;
	int i;

	ASSERT_EQ(0, df_enable(self->fd));
	for (i = 0; i < 4; i++)
		ASSERT_EQ(0, pthread_create(&thread[i], NULL, thread_func,
					    NULL));
	EXPECT_EQ(NULL, thread_func(NULL));
	for (i = 0; i < 4; i++) {
		pthread_join(thread[i], &failed);
		EXPECT_EQ(NULL, failed);
	}
	ASSERT_EQ(0, df_disable(self->fd));
	ASSERT_EQ(0, df_counters(self->fd, &self->c));
	/* A thread is joined before it has gone. */
	while (self->c.tasks)
		ASSERT_EQ(0, df_counters(self->fd, &self->c));
	EXPECT_EQ((inherit ? 5 : 1) * 400, boundaries(&self->c));

	read_records(self->buffer);
	ASSERT_FALSE(records.bad);
	for (i = 0; i < (int)records.nr; i++) {
		struct record *r = &records.r[i];

		if (r->type == KCOV_DF_REC_ENTRY && r->nr == 1) {
			EXPECT_EQ(0, r->depth);
			EXPECT_NE(NULL, find_exit(r));
		}
	}
}

TEST_F(session, many_tasks_of_one_session)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (df_enable(self->fd) || !trigger("nest"))
			_exit(1);
		/* Dies while it is recorded. */
		_exit(0);
	}
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger("nest"));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	ASSERT_EQ(0, df_disable(self->fd));
	ASSERT_EQ(0, df_counters(self->fd, &self->c));
	EXPECT_EQ(8, boundaries(&self->c));
}

TEST_F(session, killed_writer)
{
	int status, i;
	pid_t pid;

	for (i = 0; i < 20; i++) {
		pid = fork();
		if (!pid) {
			if (df_enable(self->fd))
				_exit(1);
			for (;;)
				trigger("deep 100");
		}
		usleep(1000 * i);
		kill(pid, SIGKILL);
		ASSERT_EQ(pid, waitpid(pid, &status, 0));
		EXPECT_TRUE(WIFSIGNALED(status));
	}
	ASSERT_EQ(0, df_counters(self->fd, &self->c));
	EXPECT_EQ(0, self->c.tasks);
	/* Unless it is killed inside. */
	EXPECT_EQ(self->c.entries + self->c.lost_full_entries,
		  self->c.exits + self->c.lost_full_exits);
	EXPECT_FALSE(read_records(self->buffer)->bad);
	EXPECT_EQ(0, df_number(self->fd, KCOV_DF_RESET, 0));
}

TEST_F(session, close_and_unmap)
{
	struct kcov_df_chunk *c;
	struct record *entry;
	void *buffer;

	ASSERT_EQ(0, df_enable(self->fd));
	close(self->fd);
	EXPECT_TRUE(trigger("call4"));
	read_records(self->buffer);
	EXPECT_FALSE(records.bad);
	entry = find_entry(records.r, 4, 1, 2);
	ASSERT_NE(NULL, entry);
	c = (void *)entry->chunk;
	EXPECT_EQ(KCOV_DF_CHUNK_WRITING, c->state);
	buffer = self->buffer;
	munmap(buffer, self->s.buffer_size);
	EXPECT_TRUE(trigger("call4"));
	/* Ends with the task. */
	self->fd = df_open();
}

static bool watching;

static void *watch(void *arg)
{
	const struct kcov_df_chunk *c = chunk_at(arg, 0);
	long bad = 0;

	while (__atomic_load_n(&watching, __ATOMIC_RELAXED)) {
		records.nr = 0;
		records.bad = false;
		if (c->serial == 1)
			add_chunk(c, ((struct kcov_df_buffer *)arg)->chunk_size);
		bad += records.bad;
	}
	return (void *)bad;
}

TEST_F(session, reader_beside_writer)
{
	pthread_t thread;
	void *bad;
	int i;

	if (self->s.flags & KCOV_DF_FLIGHT_RECORDER)
		return;
	watching = true;
	ASSERT_EQ(0, pthread_create(&thread, NULL, watch, self->buffer));
	ASSERT_EQ(0, df_enable(self->fd));
	for (i = 0; i < 300; i++)
		EXPECT_TRUE(trigger("structs"));
	ASSERT_EQ(0, df_disable(self->fd));
	__atomic_store_n(&watching, false, __ATOMIC_RELAXED);
	pthread_join(thread, &bad);
	EXPECT_EQ(NULL, bad);
}

/* The session ends with its tasks, also with those that they create. */
TEST(inherit_after_close)
{
	static const char rules[] = "+fdf_*\0+mdf_session";
	struct recording r = { .s.flags = KCOV_DF_INHERIT };
	int status;
	pid_t pid;

	ASSERT_EQ(0, recording_open(&r, rules, sizeof(rules)));
	ASSERT_EQ(0, df_enable(r.fd));
	close(r.fd);
	pid = fork();
	if (!pid)
		_exit(!trigger("nest"));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_TRUE(trigger("call4"));
	read_records(r.buffer);
	ASSERT_FALSE(records.bad);
	ASSERT_NE(NULL, find_entry(records.r, 1, 5, 0));
	EXPECT_EQ(pid, find_entry(records.r, 1, 5, 0)->chunk->pid);
	EXPECT_EQ(21, find_exit(find_entry(records.r, 1, 5, 0))->value[0]);
	ASSERT_NE(NULL, find_entry(records.r, 4, 1, 2));
	EXPECT_EQ(getpid(), find_entry(records.r, 4, 1, 2)->chunk->pid);
}

/* === Remote sections ====================================================== */

#define REMOTES		4
#define REMOTE_CALLS	101

FIXTURE(remote) {
	struct recording r;
};

FIXTURE_VARIANT(remote) {
	__u64 buffer_size;
};

/* One chunk for each section and more, or less. */
FIXTURE_VARIANT_ADD(remote, large) { .buffer_size = 8 * KCOV_DF_CHUNK_MIN };

FIXTURE_VARIANT_ADD(remote, small) { .buffer_size = 2 * KCOV_DF_CHUNK_MIN };

FIXTURE_SETUP(remote)
{
	static const char rules[] = "+fdf_*\0+mdf_session";

	self->r.s.remote_handle = 77;
	self->r.s.snapshot = 64;
	self->r.s.chunk_size = KCOV_DF_CHUNK_MIN;
	self->r.s.buffer_size = variant->buffer_size;
	ASSERT_EQ(0, recording_open(&self->r, rules, sizeof(rules)));
}

FIXTURE_TEARDOWN(remote)
{
	recording_close(&self->r);
}

/* A section within a section neither begins nor ends anything. */
TEST_F(remote, sections)
{
	unsigned int i, j, n = 0;
	struct record *r;

	EXPECT_TRUE(trigger("remote 77"));
	read_records(self->r.buffer);
	ASSERT_FALSE(records.bad);
	for (i = 0; i < REMOTES; i++) {
		r = find_entry(records.r, 4, 0x9e, i);
		if (!r)
			continue;
		for (j = 1; j <= 3; j++, r++) {
			r = find_entry(r, 4, 0x9e, i);
			ASSERT_NE(NULL, r);
			EXPECT_EQ(j, r->value[2]);
			EXPECT_EQ(0, r->depth);
			EXPECT_EQ(77, r->chunk->context);
			EXPECT_EQ(0, strncmp("df_remote/", r->chunk->comm, 10));
			ASSERT_NE(NULL, find_exit(r));
		}
		EXPECT_EQ(NULL, find_entry(r, 4, 0x9e, i));
		n++;
	}
	EXPECT_LE(self->r.s.buffer_size > REMOTES * KCOV_DF_CHUNK_MIN ?
		  REMOTES : 2, n);
	ASSERT_EQ(0, df_counters(self->r.fd, &self->r.c));
	EXPECT_EQ(0, self->r.c.tasks);
	EXPECT_EQ(n * 6, self->r.c.entries + self->r.c.exits);
	EXPECT_EQ(REMOTES * 6, boundaries(&self->r.c));

	/* Nobody asks for these. */
	EXPECT_TRUE(trigger("remote 78"));
	EXPECT_TRUE(trigger("remote 0"));
	ASSERT_EQ(0, df_counters(self->r.fd, &self->r.c));
	EXPECT_EQ(REMOTES * 6, boundaries(&self->r.c));
}

/* Follows the section of one worker; returns how many of its calls are there. */
static unsigned int follow_worker(struct __test_metadata *_metadata,
				  struct record *first)
{
	struct record *r = first, *exit;
	__u64 worker = first->value[1];
	unsigned int calls = 0;

	for (; r; r = find_entry(r + 1, 4, 0x30, worker)) {
		EXPECT_EQ(calls++, r->value[2]);
		EXPECT_EQ(0, r->depth);
		EXPECT_EQ(first->chunk->stream, r->chunk->stream);
		EXPECT_EQ(first->chunk->tid, r->chunk->tid);
		EXPECT_EQ(77, r->chunk->context);
		exit = find_exit(r);
		EXPECT_NE(NULL, exit);
		if (exit)
			EXPECT_EQ(0x30 + worker + r->value[2], exit->value[0]);
	}
	return calls;
}

/*
 * Workers that are in their sections at the same time. A worker has a chunk
 * from its first call on, or never.
 */
TEST_F(remote, concurrent)
{
	__u32 stream[REMOTES];
	unsigned int i, j, n = 0, chunks;
	struct record *r;

	EXPECT_TRUE(trigger("workers 77"));
	read_records(self->r.buffer);
	ASSERT_FALSE(records.bad);
	for (i = 0; i < REMOTES; i++) {
		r = find_entry(records.r, 4, 0x30, i);
		if (!r)
			continue;
		EXPECT_EQ(REMOTE_CALLS, follow_worker(_metadata, r));
		for (j = 0; j < n; j++)
			EXPECT_NE(stream[j], r->chunk->stream);
		stream[n++] = r->chunk->stream;
	}
	chunks = variant->buffer_size / KCOV_DF_CHUNK_MIN;
	EXPECT_EQ(chunks < REMOTES ? chunks : REMOTES, n);
	ASSERT_EQ(0, df_counters(self->r.fd, &self->r.c));
	EXPECT_EQ(0, self->r.c.tasks);
	EXPECT_EQ(n * REMOTE_CALLS, self->r.c.entries);
	EXPECT_EQ(n * REMOTE_CALLS, self->r.c.exits);
	EXPECT_EQ((REMOTES - n) * REMOTE_CALLS, self->r.c.lost_full_entries);
	EXPECT_EQ((REMOTES - n) * REMOTE_CALLS, self->r.c.lost_full_exits);
}

/* The handle serves workers, and the task that waits for them as well. */
TEST_F(remote, beside_a_task)
{
	unsigned int i, n = 0;
	struct record *r;

	ASSERT_EQ(0, df_enable(self->r.fd));
	EXPECT_TRUE(trigger("call4"));
	EXPECT_TRUE(trigger("remote 77"));
	EXPECT_TRUE(trigger("nest"));
	ASSERT_EQ(0, df_disable(self->r.fd));
	read_records(self->r.buffer);
	ASSERT_FALSE(records.bad);
	r = find_entry(records.r, 4, 1, 2);
	ASSERT_NE(NULL, r);
	EXPECT_EQ(0, r->chunk->context);
	EXPECT_EQ(getpid(), r->chunk->pid);
	EXPECT_NE(NULL, find_entry(r, 1, 5, 0));
	EXPECT_EQ(r->chunk, find_entry(r, 1, 5, 0)->chunk);
	for (i = 0; i < REMOTES; i++) {
		r = find_entry(records.r, 4, 0x9e, i);
		if (!r)
			continue;
		EXPECT_EQ(77, r->chunk->context);
		n++;
	}
	/* A chunk is left for one of them, at least. */
	EXPECT_LE(1, n);
}

/* A task that has itself recorded passes through a section, and goes on. */
TEST_F(remote, in_a_recorded_task)
{
	unsigned int i;
	struct record *r;

	ASSERT_EQ(0, df_enable(self->r.fd));
	EXPECT_TRUE(trigger("here 77"));
	EXPECT_EQ(0, df_disable(self->r.fd));
	read_records(self->r.buffer);
	ASSERT_FALSE(records.bad);
	for (i = 1; i <= 2; i++) {
		r = find_entry(records.r, 4, 0x4e, i);
		ASSERT_NE(NULL, r);
		EXPECT_EQ(0, r->chunk->context);
		EXPECT_EQ(getpid(), r->chunk->pid);
	}
}

/* A section that begins inside of a call: its exit never had an entry. */
TEST_F(remote, begins_inside)
{
	unsigned int exits = 0, i;
	struct record *r;

	EXPECT_TRUE(trigger("inside 77"));
	read_records(self->r.buffer);
	ASSERT_FALSE(records.bad);
	for (i = 0; i < records.nr; i++) {
		r = &records.r[i];
		if (r->type == KCOV_DF_REC_ENTRY)
			EXPECT_EQ(0, r->depth);
		if (r->type != KCOV_DF_REC_EXIT_OF)
			continue;
		EXPECT_STREQ("df_inside", name_of(r));
		EXPECT_EQ(0xffff, r->depth);
		ASSERT_EQ(1, r->nr);
		EXPECT_EQ(0x1d + 1 + 1, r->value[0]);
		exits++;
	}
	/* Those that found a chunk. */
	EXPECT_EQ(exits, count_type(KCOV_DF_REC_EVENT));
	EXPECT_LE(2, exits);
	EXPECT_EQ(2 * exits, count_type(KCOV_DF_REC_ENTRY));
	EXPECT_EQ(2 * exits, count_type(KCOV_DF_REC_EXIT));
	ASSERT_EQ(0, df_counters(self->r.fd, &self->r.c));
	EXPECT_EQ(REMOTES * 2, self->r.c.entries + self->r.c.lost_full_entries);
	EXPECT_EQ(REMOTES * 3, self->r.c.exits + self->r.c.lost_full_exits);
}

/* === The flight recorder ================================================== */

#define FLIGHT_CHUNKS	4

FIXTURE(flight) {
	struct recording r;
};

FIXTURE_SETUP(flight)
{
	static const char rules[] = "+fdf_*\0+mdf_session";

	self->r.s.flags = KCOV_DF_FLIGHT_RECORDER;
	self->r.s.chunk_size = KCOV_DF_CHUNK_MIN;
	self->r.s.buffer_size = FLIGHT_CHUNKS * KCOV_DF_CHUNK_MIN;
	ASSERT_EQ(0, recording_open(&self->r, rules, sizeof(rules)));
}

FIXTURE_TEARDOWN(flight)
{
	recording_close(&self->r);
}

/* Calls that can be told apart: each is deeper than the one before. */
static bool fly(unsigned int first, unsigned int last)
{
	char word[16];

	for (; first <= last; first++) {
		snprintf(word, sizeof(word), "deep %u", first);
		if (!trigger(word))
			return false;
	}
	return true;
}

/* Of all chunks that were filled, the last ones are there, without a gap. */
TEST_F(flight, newest_chunks)
{
	const struct kcov_df_chunk *c = NULL;
	__u64 taken = 0, expected = 0;
	struct record *r;
	unsigned int i;

	ASSERT_EQ(0, df_enable(self->r.fd));
	ASSERT_TRUE(fly(50, 149));
	ASSERT_EQ(0, df_disable(self->r.fd));
	read_records(self->r.buffer);
	ASSERT_FALSE(records.bad);
	ASSERT_EQ(0, df_counters(self->r.fd, &self->r.c));

	for (i = 0; i < records.nr; i++) {
		r = &records.r[i];
		if (r->chunk != c) {
			c = r->chunk;
			taken++;
			if (expected)
				EXPECT_EQ(expected, c->serial);
			expected = c->serial + 1;
			EXPECT_EQ(KCOV_DF_CHUNK_FULL, c->state);
			EXPECT_EQ(c->serial - 1, c->index);
		}
	}
	EXPECT_EQ(FLIGHT_CHUNKS, taken);
	EXPECT_LT(3 * FLIGHT_CHUNKS, c->serial);

	/* The last record is the last exit, and the calls before it are there. */
	r = &records.r[records.nr - 1];
	EXPECT_EQ(0, r->depth);
	EXPECT_NE(KCOV_DF_REC_ENTRY, r->type);
	EXPECT_EQ(149, r->value[0]);
	for (expected = 149; r >= records.r; r--)
		if (r->type == KCOV_DF_REC_ENTRY && !r->depth)
			EXPECT_EQ(expected--, r->value[0]);
	EXPECT_GT(149 - 2, expected);
	EXPECT_EQ(self->r.c.entries + self->r.c.exits,
		  self->r.c.overwritten + count_type(KCOV_DF_REC_ENTRY) +
		  count_type(KCOV_DF_REC_EXIT) +
		  count_type(KCOV_DF_REC_EXIT_OF));
	EXPECT_EQ(0, self->r.c.lost_full_entries + self->r.c.lost_full_exits);
}

/* An exit without site has its entry in the same chunk. */
TEST_F(flight, exits_make_sense)
{
	const struct kcov_df_chunk *c = NULL;
	struct record *r, *open[256] = {};
	unsigned int i, elsewhere = 0;

	ASSERT_EQ(0, df_enable(self->r.fd));
	ASSERT_TRUE(fly(50, 149));
	ASSERT_EQ(0, df_disable(self->r.fd));
	read_records(self->r.buffer);
	ASSERT_FALSE(records.bad);
	for (i = 0; i < records.nr; i++) {
		r = &records.r[i];
		if (r->chunk != c)
			memset(open, 0, sizeof(open));
		c = r->chunk;
		if (r->type == KCOV_DF_REC_ENTRY) {
			open[r->depth] = r;
		} else if (r->type == KCOV_DF_REC_EXIT) {
			ASSERT_NE(NULL, open[r->depth]);
			EXPECT_EQ(open[r->depth]->value[0], r->value[0]);
			open[r->depth] = NULL;
		} else if (r->type == KCOV_DF_REC_EXIT_OF) {
			EXPECT_EQ(NULL, open[r->depth]);
			EXPECT_STREQ("df_deep", name_of(r));
			elsewhere++;
		}
	}
	EXPECT_LT(0, elsewhere);
}

/* What another task still writes to is not overwritten, however old it is. */
TEST_F(flight, chunk_of_a_writer)
{
	int go[2], done[2], status;
	struct record *first;
	char c = 0;
	pid_t pid;

	ASSERT_EQ(0, pipe(go));
	ASSERT_EQ(0, pipe(done));
	pid = fork();
	if (!pid) {
		if (df_enable(self->r.fd) || !trigger("call4") ||
		    write(done[1], &c, 1) != 1 || read(go[0], &c, 1) != 1 ||
		    !trigger("nest") || df_disable(self->r.fd))
			_exit(1);
		_exit(0);
	}
	ASSERT_EQ(1, read(done[0], &c, 1));
	ASSERT_EQ(0, df_enable(self->r.fd));
	ASSERT_TRUE(fly(50, 149));
	ASSERT_EQ(0, df_disable(self->r.fd));
	ASSERT_EQ(1, write(go[1], &c, 1));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);

	read_records(self->r.buffer);
	ASSERT_FALSE(records.bad);
	ASSERT_EQ(0, df_counters(self->r.fd, &self->r.c));
	EXPECT_LT(0, self->r.c.overwritten);
	first = find_entry(records.r, 4, 1, 2);
	ASSERT_NE(NULL, first);
	EXPECT_EQ(1, first->chunk->serial);
	EXPECT_EQ(pid, first->chunk->pid);
	ASSERT_NE(NULL, find_entry(first, 1, 5, 0));
	EXPECT_EQ(first->chunk, find_entry(first, 1, 5, 0)->chunk);
}

/* With nothing but chunks of writers, there is nothing to overwrite. */
TEST_F(flight, only_writers)
{
	int go[2], done[2], status, i;
	pid_t pid[FLIGHT_CHUNKS];
	char c = 0;

	ASSERT_EQ(0, pipe(go));
	ASSERT_EQ(0, pipe(done));
	for (i = 0; i < FLIGHT_CHUNKS; i++) {
		pid[i] = fork();
		if (!pid[i]) {
			if (df_enable(self->r.fd) || !trigger("call4") ||
			    write(done[1], &c, 1) != 1)
				_exit(1);
			_exit(read(go[0], &c, 1) != 1);
		}
		ASSERT_EQ(1, read(done[0], &c, 1));
	}
	ASSERT_EQ(0, df_enable(self->r.fd));
	EXPECT_TRUE(trigger("call4"));
	ASSERT_EQ(0, df_counters(self->r.fd, &self->r.c));
	EXPECT_EQ(FLIGHT_CHUNKS + 1, self->r.c.tasks);
	EXPECT_EQ(FLIGHT_CHUNKS, self->r.c.entries);
	EXPECT_EQ(1, self->r.c.lost_full_entries);
	EXPECT_EQ(1, self->r.c.lost_full_exits);
	EXPECT_EQ(0, self->r.c.overwritten);
	/* One that has gone leaves its chunk. */
	ASSERT_EQ(FLIGHT_CHUNKS, write(go[1], "....", FLIGHT_CHUNKS));
	for (i = 0; i < FLIGHT_CHUNKS; i++) {
		ASSERT_EQ(pid[i], waitpid(pid[i], &status, 0));
		EXPECT_EQ(0, status);
	}
	EXPECT_TRUE(trigger("call4"));
	ASSERT_EQ(0, df_disable(self->r.fd));
	ASSERT_EQ(0, df_counters(self->r.fd, &self->r.c));
	EXPECT_EQ(FLIGHT_CHUNKS + 1, self->r.c.entries);
	EXPECT_EQ(2, self->r.c.overwritten);
	EXPECT_EQ(false, read_records(self->r.buffer)->bad);
	EXPECT_EQ(1, count_type(KCOV_DF_REC_LOST));
}

static int after_exec(int fd)
{
	trigger_fd = open("/sys/kernel/debug/df_session/trigger", O_WRONLY);
	return trigger("nest") && !df_disable(fd) ? 0 : 1;
}

TEST_F(session, exec)
{
	char arg[16], exe[PATH_MAX];
	int status, fd = dup(self->fd);
	pid_t pid;

	snprintf(arg, sizeof(arg), "%d", fd);
	ASSERT_LT(0, readlink("/proc/self/exe", exe, sizeof(exe) - 1));
	pid = fork();
	if (!pid) {
		if (df_enable(self->fd))
			_exit(1);
		execl("/proc/self/exe", "again", "--after-exec", arg, NULL);
		_exit(2);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	close(fd);
	ASSERT_EQ(0, df_counters(self->fd, &self->c));
	EXPECT_EQ(4, boundaries(&self->c));
	read_records(self->buffer);
	ASSERT_NE(NULL, find_entry(records.r, 1, 5, 0));
	EXPECT_STREQ("exe", find_entry(records.r, 1, 5, 0)->chunk->comm);
}

int main(int argc, char **argv)
{
	int res;

	if (argc == 3 && !strcmp(argv[1], "--after-exec"))
		return after_exec(atoi(argv[2]));

	need_sessions();
	need_module("df_session");
	res = test_harness_run(argc, argv);
	release_module();
	return res;
}
