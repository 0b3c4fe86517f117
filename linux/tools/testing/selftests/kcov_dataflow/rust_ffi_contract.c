// SPDX-License-Identifier: GPL-2.0
/*
 * In the module rust_ffi_contract, Rust asks C to prepare a request, and C
 * promises a buffer whenever it returns 0. It breaks the promise for requests
 * that it puts off. The trace has both sides of the call: what Rust passed, what
 * C returned, and the request before and after.
 */
#include "harness.h"
#include "session.h"

#define DF_ASYNC	1
#define DF_QUEUED	2

/* As both sides have it. */
struct df_ffi_request {
	__u64 id;
	__u32 flags;
	__u32 len;
	__u64 buffer;
};

struct call {
	struct record *entry, *exit;
	struct df_ffi_request before, after;
};

FIXTURE(ffi) {
	struct recording r;
	struct call rust, c;
};

FIXTURE_VARIANT(ffi) {
	const char *kind;
	__u32 flags;
};

FIXTURE_VARIANT_ADD(ffi, sync) {
	.kind = "sync",
};

FIXTURE_VARIANT_ADD(ffi, async) {
	.kind = "async", .flags = DF_ASYNC,
};

/* The request at a boundary of one of the two sides. */
static bool get_request(struct record *r, struct df_ffi_request *to)
{
	const __u32 *rec = find_struct(r, 0);

	if (!rec || rec[1] != sizeof(*to) || rec[0] & 0xff000000)
		return false;
	memcpy(to, rec + 2, sizeof(*to));
	return true;
}

static bool get_call(const char *name, struct call *call)
{
	call->entry = find_call(records.r, name);
	call->exit = call->entry ? find_exit(call->entry) : NULL;
	return call->exit && call->entry->nr == 1 && call->exit->nr == 1 &&
	       get_request(call->entry, &call->before) &&
	       get_request(call->exit, &call->after);
}

FIXTURE_SETUP(ffi)
{
	static const char rules[] = "+fdf_ffi_*\0+mrust_ffi_contract";

	self->r.s.snapshot = 256;
	self->r.s.after = KCOV_DF_AFTER_ALWAYS;
	ASSERT_EQ(0, recording_open(&self->r, rules, sizeof(rules)));
	ASSERT_TRUE(record_trigger(&self->r, variant->kind));
	ASSERT_TRUE(get_call("df_ffi_submit", &self->rust));
	ASSERT_TRUE(get_call("df_ffi_prepare", &self->c));
}

FIXTURE_TEARDOWN(ffi)
{
	recording_close(&self->r);
}

/* The same request on both sides, by address and by content. */
TEST_F(ffi, both_sides)
{
	EXPECT_EQ(self->rust.entry->depth + 1, self->c.entry->depth);
	EXPECT_LT(self->rust.entry, self->c.entry);
	EXPECT_LT(self->c.exit, self->rust.exit);
	EXPECT_EQ(self->rust.entry->value[0], self->c.entry->value[0]);
	EXPECT_EQ(0, memcmp(&self->rust.before, &self->c.before,
			    sizeof(self->c.before)));
}

TEST_F(ffi, before)
{
	EXPECT_EQ(0x1d, self->c.before.id);
	EXPECT_EQ(variant->flags, self->c.before.flags);
	EXPECT_EQ(0, self->c.before.len);
	EXPECT_EQ(0, self->c.before.buffer);
}

/* What the function promises, and keeps for one kind of requests. */
TEST_F(ffi, contract)
{
	EXPECT_EQ(0, self->c.exit->value[0]);
	EXPECT_EQ(0, self->rust.exit->value[0]);
	if (variant->flags & DF_ASYNC) {
		EXPECT_EQ(0, self->c.after.buffer);
		EXPECT_EQ(0, self->c.after.len);
		EXPECT_EQ(DF_ASYNC | DF_QUEUED, self->c.after.flags);
	} else {
		EXPECT_NE(0, self->c.after.buffer);
		EXPECT_EQ(strlen("sixteen bytes..."), self->c.after.len);
		EXPECT_EQ(0, self->c.after.flags);
	}
}

/* What Rust makes of it. */
TEST_F(ffi, consumer)
{
	struct record *consume = find_call(self->c.exit, "df_ffi_consume");
	const char *data = "sixteen bytes...";
	__u64 sum = 0;

	if (variant->flags & DF_ASYNC) {
		EXPECT_EQ(NULL, consume);
		EXPECT_EQ(0x1d, self->rust.after.id);
		return;
	}
	while (*data)
		sum += *data++;
	ASSERT_NE(NULL, consume);
	EXPECT_EQ(self->c.after.buffer, consume->value[0]);
	EXPECT_EQ(self->c.after.len, consume->value[1]);
	ASSERT_NE(NULL, find_exit(consume));
	EXPECT_EQ(sum, find_exit(consume)->value[0]);
	EXPECT_EQ(sum, self->rust.after.id);
}

int main(int argc, char **argv)
{
	int res;

	need_sessions();
	need_module("rust_ffi_contract");
	res = test_harness_run(argc, argv);
	release_module();
	return res;
}
