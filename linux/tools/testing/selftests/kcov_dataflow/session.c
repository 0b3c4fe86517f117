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

#include "../kselftest_harness.h"
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
	struct kcov_df_stats stats;

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
	EXPECT_EQ(MAP_FAILED, mmap(NULL, size, PROT_READ, MAP_SHARED,
				   self->fd, getpagesize()));
	EXPECT_EQ(EINVAL, errno);

	p = mmap(NULL, size, PROT_READ, MAP_SHARED, self->fd, 0);
	ASSERT_NE(MAP_FAILED, p);
	EXPECT_EQ(-1, mprotect(p, size, PROT_READ | PROT_WRITE));
	EXPECT_EQ(EACCES, errno);
	munmap(p, size);
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

FIXTURE_VARIANT_ADD(session, plain) { .s.remote_handle = 42 };

FIXTURE_VARIANT_ADD(session, inherit) { .s.flags = KCOV_DF_INHERIT };

FIXTURE_VARIANT_ADD(session, changed) {
	.s.snapshot = 64, .s.after = KCOV_DF_AFTER_CHANGED,
};

FIXTURE_VARIANT_ADD(session, always) {
	.s.snapshot = 4096, .s.after = KCOV_DF_AFTER_ALWAYS,
	.s.remote_handle = 42,
};

FIXTURE_VARIANT_ADD(session, flight) {
	.s.flags = KCOV_DF_FLIGHT_RECORDER, .s.chunk_size = KCOV_DF_CHUNK_MIN,
	.s.buffer_size = 4 * KCOV_DF_CHUNK_MIN,
	.s.remote_handle = 42,
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
	EXPECT_EQ(0, self->c.entries);
	EXPECT_EQ(0, self->c.exits);
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
	struct kcov_df_filter f;

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
	ASSERT_NE(NULL, find_entry(records.r, 1, 5, 0));
	EXPECT_NE(NULL, find_entry(find_entry(records.r, 1, 5, 0) + 1, 1, 5, 0));
	ASSERT_NE(NULL, find_entry(records.r, 4, 5, 5));
	EXPECT_NE(NULL, find_entry(find_entry(records.r, 4, 5, 5) + 1, 4, 5, 5));
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

TEST_F(session, remote)
{
	struct record *r;
	unsigned int i, j;

	EXPECT_TRUE(trigger("remote 42"));
	if (!self->s.remote_handle) {
		ASSERT_EQ(0, df_counters(self->fd, &self->c));
		EXPECT_EQ(0, boundaries(&self->c));
		return;
	}
	read_records(self->buffer);
	ASSERT_FALSE(records.bad);
	for (i = 0; i < 4; i++) {
		r = find_entry(records.r, 4, 0x9e, i);
		for (j = 1; j <= 3; j++, r++) {
			r = find_entry(r, 4, 0x9e, i);
			ASSERT_NE(NULL, r);
			EXPECT_EQ(j, r->value[2]);
			EXPECT_EQ(0, r->depth);
			EXPECT_EQ(42, r->chunk->context);
			EXPECT_EQ(0, strncmp("df_remote/", r->chunk->comm, 10));
			ASSERT_NE(NULL, find_exit(r));
		}
		EXPECT_EQ(NULL, find_entry(r, 4, 0x9e, i));
	}
	ASSERT_EQ(0, df_counters(self->fd, &self->c));
	EXPECT_EQ(0, self->c.tasks);
	EXPECT_EQ(4 * 6, boundaries(&self->c));

	/* Nobody asks for these. */
	EXPECT_TRUE(trigger("remote 43"));
	EXPECT_TRUE(trigger("remote 0"));
	ASSERT_EQ(0, df_counters(self->fd, &self->c));
	EXPECT_EQ(4 * 6, boundaries(&self->c));
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
