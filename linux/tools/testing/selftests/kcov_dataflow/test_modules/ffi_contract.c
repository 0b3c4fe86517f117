// SPDX-License-Identifier: GPL-2.0
/*
 * A function whose contract is: if it returns 0, the request has a buffer. That
 * is what the function does for requests that it serves at once. Those that it
 * puts off have none yet, and it returns 0 all the same. Nothing crashes: this
 * caller looks at the buffer first, where others, in another language perhaps,
 * rely on the contract.
 *
 * Whoever writes "sync" or "async" to /sys/kernel/debug/ffi_contract/trigger
 * makes one request of that kind.
 */
#include <linux/bits.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/types.h>
#include <linux/uaccess.h>

#include "trigger.h"

#define DF_ASYNC	BIT(0)
#define DF_QUEUED	BIT(1)

struct df_contract_request {
	u64 id;
	u32 flags;
	u32 len;
	const u8 *buffer;
};

static const u8 data[] = "sixteen bytes...";

static noinline int df_contract_fill(struct df_contract_request *req)
{
	req->buffer = data;
	req->len = sizeof(data) - 1;
	return 0;
}

static noinline int df_contract_queue(struct df_contract_request *req)
{
	req->flags |= DF_QUEUED;
	return 0;
}

static noinline int df_contract_prepare(struct df_contract_request *req)
{
	if (req->flags & DF_ASYNC)
		return df_contract_queue(req);
	return df_contract_fill(req);
}

static noinline u64 df_contract_consume(const u8 *buffer, u32 len)
{
	u64 sum = 0;

	while (len--)
		sum += buffer[len];
	return sum;
}

static noinline int df_contract_submit(struct df_contract_request *req)
{
	int res = df_contract_prepare(req);

	if (!res && req->buffer)
		WRITE_ONCE(req->id, df_contract_consume(req->buffer, req->len));
	return res;
}

static ssize_t trigger_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos)
{
	struct df_contract_request req = { .id = 0x1d };
	char kind;

	if (!count || get_user(kind, buf))
		return -EFAULT;
	if (kind == 'a')
		req.flags = DF_ASYNC;
	return df_contract_submit(&req) ?: count;
}

static int __init ffi_contract_init(void)
{
	return trigger_create("ffi_contract");
}

module_init(ffi_contract_init);
MODULE_DESCRIPTION("KCOV dataflow test: a contract that is broken on one path");
MODULE_LICENSE("GPL");
