// SPDX-License-Identifier: GPL-2.0
/*
 * Follows an offset through ten functions of the module deep_chain, to the one
 * in which it is an index past a table: where it was changed, and to what, is
 * in the trace.
 */
#include "harness.h"
#include "session.h"

#define DEPTH		10
#define SLOTS		8

#define SLOT(i)		(0x510700ULL + (i))
#define CANARY(i)	(0xcaca00ULL + (i))

/* As the module has them. */
struct df_table {
	__u64 slot[SLOTS];
	__u64 behind[SLOTS];
};

struct df_request {
	__u64 offset;
	__u32 step;
	__s32 error;
	__u64 result;
};

static const char *const chain[DEPTH] = {
	"df_chain1_receive", "df_chain2_check", "df_chain3_widen",
	"df_chain4_route", "df_chain5_pack", "df_chain6_queue",
	"df_chain7_wrap", "df_chain8_map", "df_chain9_locate",
	"df_chain10_fetch",
};

FIXTURE(chain) {
	struct recording r;
};

FIXTURE_SETUP(chain)
{
	static const char rules[] = "+fdf_chain*\0+mdeep_chain";

	self->r.s.snapshot = 256;
	self->r.s.after = KCOV_DF_AFTER_CHANGED;
	ASSERT_EQ(0, recording_open(&self->r, rules, sizeof(rules)));
}

FIXTURE_TEARDOWN(chain)
{
	recording_close(&self->r);
}

/* Argument @arg as it was at a boundary; false if it is not there as a whole. */
static bool get_struct(struct record *r, unsigned int arg, void *to, size_t size)
{
	const __u32 *rec = find_struct(r, arg);

	if (!rec || rec[1] != size || rec[0] & 0xff000000 ||
	    KCOV_DF_REC_WORDS(rec[0]) != 2 + size / 4)
		return false;
	memcpy(to, rec + 2, size);
	return true;
}

/*
 * Follows a request whose offset is @offset[i] when function i is entered, and
 * brings @result back.
 */
static void follow(struct __test_metadata *_metadata, struct recording *r,
		   const __u64 offset[DEPTH], __u64 result)
{
	struct record *entry = records.r, *exit;
	struct df_request before, after;
	struct df_table table;
	unsigned int i;

	EXPECT_EQ(DEPTH, r->c.entries);
	EXPECT_EQ(DEPTH, r->c.exits);
	for (i = 0; i < DEPTH; i++) {
		entry = next_entry(entry + 1);
		ASSERT_NE(NULL, entry);
		EXPECT_STREQ(chain[i], name_of(entry));
		EXPECT_EQ(i, entry->depth);
		ASSERT_EQ(3, entry->nr);
		EXPECT_EQ(offset[i], entry->value[2]);

		ASSERT_TRUE(get_struct(entry, 0, &before, sizeof(before)));
		EXPECT_EQ(offset[i], before.offset);
		EXPECT_EQ(i, before.step);
		EXPECT_EQ(0, before.result);
		ASSERT_TRUE(get_struct(entry, 1, &table, sizeof(table)));
		EXPECT_EQ(SLOT(0), table.slot[0]);
		EXPECT_EQ(SLOT(SLOTS - 1), table.slot[SLOTS - 1]);
		EXPECT_EQ(CANARY(0), table.behind[0]);

		exit = find_exit(entry);
		ASSERT_NE(NULL, exit);
		EXPECT_EQ(KCOV_DF_REC_EXIT, exit->type);
		ASSERT_EQ(1, exit->nr);
		EXPECT_EQ(result, exit->value[0]);
		ASSERT_TRUE(get_struct(exit, 0, &after, sizeof(after)));
		EXPECT_EQ(offset[DEPTH - 1], after.offset);
		EXPECT_EQ(DEPTH, after.step);
		EXPECT_EQ(0, after.error);
		EXPECT_EQ(result, after.result);
		/* The table is as it was. */
		EXPECT_EQ(NULL, find_struct(exit, 1));
	}
}

/* Nothing is in the trace but the entries downward and the exits upward. */
TEST_F(chain, shape)
{
	struct record *r = records.r + 1;
	unsigned int i;

	ASSERT_TRUE(record_trigger(&self->r, "16"));
	for (i = 0; i < 2 * DEPTH; i++, r++) {
		EXPECT_EQ(i < DEPTH ? KCOV_DF_REC_ENTRY : KCOV_DF_REC_EXIT,
			  r->type);
		EXPECT_EQ(i < DEPTH ? i : 2 * DEPTH - 1 - i, r->depth);
		while (r[1].type == KCOV_DF_REC_STRUCT)
			r++;
	}
	EXPECT_EQ(records.r + records.nr, r);
}

TEST_F(chain, past_the_table)
{
	static const __u64 offset[DEPTH] = {
		16, 16, 16, 48, 48, 24, 24, 8, 8, 8,
	};

	ASSERT_TRUE(record_trigger(&self->r, "16"));
	follow(_metadata, &self->r, offset, CANARY(0));
}

TEST_F(chain, inside_the_table)
{
	static const __u64 offset[DEPTH] = { 4, 4, 4, 12, 12, 6, 6, 6, 6, 6 };

	ASSERT_TRUE(record_trigger(&self->r, "4"));
	follow(_metadata, &self->r, offset, SLOT(6));
}

/* The check stops it: the chain ends there. */
TEST_F(chain, refused)
{
	struct df_request after;
	struct record *check;

	ASSERT_EQ(0, df_enable(self->r.fd));
	EXPECT_FALSE(trigger("17"));
	EXPECT_EQ(ERANGE, errno);
	ASSERT_EQ(0, df_disable(self->r.fd));
	ASSERT_TRUE(recording_read(&self->r));
	ASSERT_EQ(2, self->r.c.entries);
	check = find_call(records.r, "df_chain2_check");
	ASSERT_NE(NULL, check);
	EXPECT_EQ(17, check->value[2]);
	ASSERT_NE(NULL, find_exit(check));
	ASSERT_TRUE(get_struct(find_exit(check), 0, &after, sizeof(after)));
	EXPECT_EQ(-ERANGE, after.error);
	EXPECT_EQ(2, after.step);
}

int main(int argc, char **argv)
{
	int res;

	need_sessions();
	need_module("deep_chain");
	res = test_harness_run(argc, argv);
	release_module();
	return res;
}
