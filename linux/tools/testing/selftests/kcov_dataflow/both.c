// SPDX-License-Identifier: GPL-2.0
/*
 * KCOV and a session of kcov_dataflow in one task at the same time: each has
 * what it has alone.
 *
 * What is recorded is a write to the trigger of the module eight_args_c, which
 * is compiled for both.
 */
#include "harness.h"
#include "session.h"

#include <linux/kcov.h>

#define KCOV		"/sys/kernel/debug/kcov"
#define WORDS		(256 * 1024UL)
#define FUNCTIONS	9
#define MAX_PCS		256

/* A boundary, without where it is in the buffer. */
struct boundary {
	__u32 type, depth, nr;
	__s32 site;
	__u64 value[8];
};

struct boundaries {
	unsigned int nr;
	struct boundary b[4 * FUNCTIONS];
};

struct coverage {
	unsigned int nr;
	__u64 pc[MAX_PCS];
};

FIXTURE(both) {
	struct recording r;
	int kcov;
	unsigned long *cover;
	struct boundaries alone, beside;
	struct coverage pcs_alone, pcs_beside;
};

static bool kcov_on(int fd, unsigned long *cover)
{
	if (ioctl(fd, KCOV_ENABLE, KCOV_TRACE_PC))
		return false;
	__atomic_store_n(&cover[0], 0, __ATOMIC_RELAXED);
	return true;
}

static bool kcov_off(int fd)
{
	return !ioctl(fd, KCOV_DISABLE, 0);
}

/* What KCOV has of the functions that the session selects, and nothing else. */
static void get_coverage(const unsigned long *cover, struct coverage *to)
{
	const struct kcov_df_buffer *b = (const void *)records.buffer;
	__u64 address;
	size_t i;

	memset(to, 0, sizeof(*to));
	for (i = 1; i <= cover[0] && to->nr < MAX_PCS; i++) {
		address = cover[i] + b->kaslr_offset;
		if (!strncmp(name_at(address), "df_func", 7))
			to->pc[to->nr++] = address;
	}
}

static bool get_boundaries(struct recording *r, struct boundaries *to)
{
	const struct record *rec;
	struct boundary *b;
	unsigned int i;

	memset(to, 0, sizeof(*to));
	if (!recording_read(r))
		return false;
	for (i = 0; i < records.nr; i++) {
		rec = &records.r[i];
		if (rec->type > KCOV_DF_REC_EXIT_OF)
			continue;
		if (to->nr == ARRAY_SIZE(to->b) || rec->nr > 8)
			return false;
		b = &to->b[to->nr++];
		b->type = rec->type;
		b->depth = rec->depth;
		b->nr = rec->nr;
		b->site = rec->site;
		memcpy(b->value, rec->value, rec->nr * sizeof(__u64));
	}
	return !df_number(r->fd, KCOV_DF_RESET, 0);
}

FIXTURE_SETUP(both)
{
	static const char rules[] = "+fdf_func*\0+meight_args_c";

	ASSERT_EQ(0, recording_open(&self->r, rules, sizeof(rules)));
	self->kcov = open(KCOV, O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, self->kcov);
	ASSERT_EQ(0, ioctl(self->kcov, KCOV_INIT_TRACE, WORDS));
	self->cover = mmap(NULL, WORDS * sizeof(*self->cover),
			   PROT_READ | PROT_WRITE, MAP_SHARED, self->kcov, 0);
	ASSERT_NE(MAP_FAILED, self->cover);

	/* Each alone */
	ASSERT_TRUE(record_trigger(&self->r, "1"));
	ASSERT_TRUE(get_boundaries(&self->r, &self->alone));
	ASSERT_EQ(2 * FUNCTIONS, self->alone.nr);
	ASSERT_TRUE(kcov_on(self->kcov, self->cover));
	EXPECT_TRUE(trigger("1"));
	ASSERT_TRUE(kcov_off(self->kcov));
	get_coverage(self->cover, &self->pcs_alone);
	ASSERT_LE(FUNCTIONS, self->pcs_alone.nr);
	ASSERT_GT(MAX_PCS, self->pcs_alone.nr);
}

FIXTURE_TEARDOWN(both)
{
	munmap(self->cover, WORDS * sizeof(*self->cover));
	close(self->kcov);
	recording_close(&self->r);
}

#define EXPECT_UNDISTURBED()						\
	do {								\
		ASSERT_TRUE(get_boundaries(&self->r, &self->beside));	\
		EXPECT_EQ(self->alone.nr, self->beside.nr);		\
		EXPECT_EQ(0, memcmp(&self->alone, &self->beside,	\
				    sizeof(self->alone)));		\
		get_coverage(self->cover, &self->pcs_beside);		\
		EXPECT_EQ(self->pcs_alone.nr, self->pcs_beside.nr);	\
		EXPECT_EQ(0, memcmp(&self->pcs_alone, &self->pcs_beside, \
				    sizeof(self->pcs_alone)));		\
	} while (0)

/* Each alone, again: what is compared is the same every time. */
TEST_F(both, neither)
{
	ASSERT_TRUE(record_trigger(&self->r, "1"));
	ASSERT_TRUE(kcov_on(self->kcov, self->cover));
	EXPECT_TRUE(trigger("1"));
	ASSERT_TRUE(kcov_off(self->kcov));
	EXPECT_UNDISTURBED();
}

TEST_F(both, session_inside)
{
	ASSERT_TRUE(kcov_on(self->kcov, self->cover));
	ASSERT_EQ(0, df_enable(self->r.fd));
	EXPECT_TRUE(trigger("1"));
	ASSERT_EQ(0, df_disable(self->r.fd));
	ASSERT_TRUE(kcov_off(self->kcov));
	EXPECT_UNDISTURBED();
}

TEST_F(both, session_outside)
{
	ASSERT_EQ(0, df_enable(self->r.fd));
	ASSERT_TRUE(kcov_on(self->kcov, self->cover));
	EXPECT_TRUE(trigger("1"));
	ASSERT_TRUE(kcov_off(self->kcov));
	ASSERT_EQ(0, df_disable(self->r.fd));
	EXPECT_UNDISTURBED();
}

TEST_F(both, overlapping)
{
	ASSERT_EQ(0, df_enable(self->r.fd));
	ASSERT_TRUE(kcov_on(self->kcov, self->cover));
	EXPECT_TRUE(trigger("1"));
	ASSERT_EQ(0, df_disable(self->r.fd));
	ASSERT_TRUE(kcov_off(self->kcov));
	EXPECT_UNDISTURBED();
}

/* When the session has ended, KCOV goes on; and the other way round. */
TEST_F(both, one_goes_on)
{
	ASSERT_TRUE(kcov_on(self->kcov, self->cover));
	ASSERT_EQ(0, df_enable(self->r.fd));
	ASSERT_EQ(0, df_disable(self->r.fd));
	__atomic_store_n(&self->cover[0], 0, __ATOMIC_RELAXED);
	EXPECT_TRUE(trigger("1"));
	ASSERT_EQ(0, df_enable(self->r.fd));
	ASSERT_TRUE(kcov_off(self->kcov));
	EXPECT_TRUE(trigger("1"));
	ASSERT_EQ(0, df_disable(self->r.fd));
	EXPECT_UNDISTURBED();
}

int main(int argc, char **argv)
{
	int res;

	need_sessions();
	if (access(KCOV, F_OK))
		ksft_exit_skip("%s: %s\n", KCOV, strerror(errno));
	need_module("eight_args_c");
	res = test_harness_run(argc, argv);
	release_module();
	return res;
}
