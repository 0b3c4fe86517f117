// SPDX-License-Identifier: GPL-2.0
/*
 * An offset on its way through ten functions. Each of them is right by itself,
 * and the first checks what it gets; in the end it is an index past a table.
 *
 * Whoever writes a number to /sys/kernel/debug/deep_chain/trigger sends a
 * request with that offset.
 */
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/types.h>

#include "trigger.h"

#define SLOTS		8

/* A mask for slots and what is behind them: an index is never out of both. */
#define INDEX_MASK	(2 * SLOTS - 1)

#define MAX_OFFSET	16

/* What a slot has, and what is behind the slots. */
#define SLOT(i)		(0x510700 + (i))
#define CANARY(i)	(0xcaca00 + (i))

struct df_table {
	u64 slot[SLOTS];
	u64 behind[SLOTS];
};

struct df_request {
	u64 offset;
	u32 step;
	s32 error;
	u64 result;
};

static noinline u64 df_chain10_fetch(struct df_request *req,
				     struct df_table *table, u64 offset)
{
	const u64 *words = (const u64 *)table;

	static_assert(sizeof(*table) == (INDEX_MASK + 1) * sizeof(*words));
	req->step++;
	req->result = words[offset & INDEX_MASK];
	return req->result;
}

static noinline u64 df_chain9_locate(struct df_request *req,
				     struct df_table *table, u64 offset)
{
	req->step++;
	return df_chain10_fetch(req, table, offset);
}

static noinline u64 df_chain8_map(struct df_request *req,
				  struct df_table *table, u64 offset)
{
	req->step++;
	return df_chain9_locate(req, table, offset);
}

static noinline u64 df_chain7_wrap(struct df_request *req,
				   struct df_table *table, u64 offset)
{
	req->step++;
	/* Should be SLOTS - 1. */
	offset &= INDEX_MASK;
	req->offset = offset;
	return df_chain8_map(req, table, offset);
}

static noinline u64 df_chain6_queue(struct df_request *req,
				    struct df_table *table, u64 offset)
{
	req->step++;
	return df_chain7_wrap(req, table, offset);
}

static noinline u64 df_chain5_pack(struct df_request *req,
				   struct df_table *table, u64 offset)
{
	req->step++;
	offset /= 2;
	req->offset = offset;
	return df_chain6_queue(req, table, offset);
}

static noinline u64 df_chain4_route(struct df_request *req,
				    struct df_table *table, u64 offset)
{
	req->step++;
	return df_chain5_pack(req, table, offset);
}

static noinline u64 df_chain3_widen(struct df_request *req,
				    struct df_table *table, u64 offset)
{
	req->step++;
	offset *= 3;
	req->offset = offset;
	return df_chain4_route(req, table, offset);
}

static noinline u64 df_chain2_check(struct df_request *req,
				    struct df_table *table, u64 offset)
{
	req->step++;
	if (offset > MAX_OFFSET) {
		req->error = -ERANGE;
		return 0;
	}
	return df_chain3_widen(req, table, offset);
}

static noinline u64 df_chain1_receive(struct df_request *req,
				      struct df_table *table, u64 offset)
{
	req->step++;
	return df_chain2_check(req, table, offset);
}

static ssize_t trigger_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos)
{
	struct df_request req = {};
	struct df_table table;
	unsigned int i;
	int res;

	for (i = 0; i < SLOTS; i++) {
		table.slot[i] = SLOT(i);
		table.behind[i] = CANARY(i);
	}
	res = kstrtou64_from_user(buf, count, 0, &req.offset);
	if (res)
		return res;
	df_chain1_receive(&req, &table, req.offset);
	return req.error ?: count;
}

static int __init deep_chain_init(void)
{
	return trigger_create("deep_chain");
}

module_init(deep_chain_init);
MODULE_DESCRIPTION("KCOV dataflow test: an offset that goes wrong on its way");
MODULE_LICENSE("GPL");
