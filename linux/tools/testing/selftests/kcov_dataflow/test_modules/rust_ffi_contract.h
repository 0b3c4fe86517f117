/* SPDX-License-Identifier: GPL-2.0 */
/* What the two sides of rust_ffi_contract share, as C has it. */
#ifndef _KCOV_DATAFLOW_RUST_FFI_CONTRACT_H
#define _KCOV_DATAFLOW_RUST_FFI_CONTRACT_H

#include <linux/types.h>

struct df_ffi_request {
	u64 id;
	u32 flags;
	u32 len;
	const u8 *buffer;
};

int df_ffi_prepare(struct df_ffi_request *req);

#endif /* _KCOV_DATAFLOW_RUST_FFI_CONTRACT_H */
