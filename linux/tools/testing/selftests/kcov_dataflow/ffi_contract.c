// SPDX-License-Identifier: GPL-2.0
/*
 * A function of the module ffi_contract promises a buffer whenever it returns
 * 0, and breaks the promise for requests that it puts off. Nothing crashes; it
 * shows at the exit, where the trace has both the value and the request.
 */
#include "harness.h"
#include "session.h"

#define DF_ASYNC	1
#define DF_QUEUED	2

/* As the module has it. */
struct df_contract_request {
	__u64 id;
	__u32 flags;
	__u32 len;
	__u64 buffer;
};

FIXTURE(contract) {
	struct recording r;
	struct record *entry, *exit;
	struct df_contract_request before, after;
};

FIXTURE_VARIANT(contract) {
	const char *kind, *callee;
	__u32 flags;
};

FIXTURE_VARIANT_ADD(contract, sync) {
	.kind = "sync", .callee = "df_contract_fill",
};

FIXTURE_VARIANT_ADD(contract, async) {
	.kind = "async", .callee = "df_contract_queue", .flags = DF_ASYNC,
};

/* The request at a boundary of the function with the contract. */
static bool get_request(struct record *r, struct df_contract_request *to)
{
	const __u32 *rec = find_struct(r, 0);

	if (!rec || rec[1] != sizeof(*to) || rec[0] & 0xff000000)
		return false;
	memcpy(to, rec + 2, sizeof(*to));
	return true;
}

FIXTURE_SETUP(contract)
{
	static const char rules[] = "+fdf_contract_*\0+mffi_contract";

	self->r.s.snapshot = 256;
	self->r.s.after = KCOV_DF_AFTER_CHANGED;
	ASSERT_EQ(0, recording_open(&self->r, rules, sizeof(rules)));
	ASSERT_TRUE(record_trigger(&self->r, variant->kind));

	self->entry = find_call(records.r, "df_contract_prepare");
	ASSERT_NE(NULL, self->entry);
	self->exit = find_exit(self->entry);
	ASSERT_NE(NULL, self->exit);
	ASSERT_TRUE(get_request(self->entry, &self->before));
	ASSERT_TRUE(get_request(self->exit, &self->after));
}

FIXTURE_TEARDOWN(contract)
{
	recording_close(&self->r);
}

TEST_F(contract, before)
{
	EXPECT_EQ(0x1d, self->before.id);
	EXPECT_EQ(variant->flags, self->before.flags);
	EXPECT_EQ(0, self->before.len);
	EXPECT_EQ(0, self->before.buffer);
}

TEST_F(contract, returns_success)
{
	ASSERT_EQ(1, self->exit->nr);
	EXPECT_EQ(0, self->exit->value[0]);
}

/* What the function promises, and keeps on one of the paths. */
TEST_F(contract, buffer)
{
	if (variant->flags & DF_ASYNC) {
		EXPECT_EQ(0, self->after.buffer);
		EXPECT_EQ(0, self->after.len);
		EXPECT_EQ(DF_ASYNC | DF_QUEUED, self->after.flags);
	} else {
		EXPECT_NE(0, self->after.buffer);
		EXPECT_EQ(strlen("sixteen bytes..."), self->after.len);
		EXPECT_EQ(0, self->after.flags);
	}
}

/* Which path that was. */
TEST_F(contract, path)
{
	struct record *callee = find_call(self->entry, variant->callee);

	ASSERT_NE(NULL, callee);
	EXPECT_EQ(self->entry->depth + 1, callee->depth);
	EXPECT_EQ(self->entry->value[0], callee->value[0]);
}

/* Who relies on the contract gets the buffer that the exit has shown. */
TEST_F(contract, consumer)
{
	struct record *consume = find_call(self->exit, "df_contract_consume");

	if (variant->flags & DF_ASYNC) {
		EXPECT_EQ(NULL, consume);
		return;
	}
	ASSERT_NE(NULL, consume);
	EXPECT_EQ(self->after.buffer, consume->value[0]);
	EXPECT_EQ(self->after.len, consume->value[1]);
}

int main(int argc, char **argv)
{
	int res;

	need_sessions();
	need_module("ffi_contract");
	res = test_harness_run(argc, argv);
	release_module();
	return res;
}
