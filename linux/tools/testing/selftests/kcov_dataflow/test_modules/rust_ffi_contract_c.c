// SPDX-License-Identifier: GPL-2.0
/*
 * The side of rust_ffi_contract that promises: if df_ffi_prepare() returns 0,
 * the request has a buffer. See ffi_contract.c, which breaks the same promise.
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/types.h>

#include "rust_ffi_contract.h"

#define DF_ASYNC	BIT(0)
#define DF_QUEUED	BIT(1)

static const u8 data[] = "sixteen bytes...";

noinline int df_ffi_prepare(struct df_ffi_request *req)
{
	if (req->flags & DF_ASYNC) {
		req->flags |= DF_QUEUED;
	} else {
		req->buffer = data;
		req->len = sizeof(data) - 1;
	}
	return 0;
}
