// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The callbacks of the RFC ABI. This file is not instrumented. */
#include <stdint.h>
#include <stdio.h>

#include "log.h"

void case_begins(void)
{
}

void __sanitizer_cov_trace_args(uint64_t pc, uint32_t arg_idx,
				uint32_t arg_size, void *arg_ptr,
				uint64_t *offsets, uint32_t num_fields)
{
	printf("saw 0x%lx ", pc);
	put_object(arg_idx, arg_size, arg_ptr, (struct field *)offsets,
		   num_fields);
}

void __sanitizer_cov_trace_ret(uint64_t pc, uint32_t ret_size, void *ret_ptr,
			       uint64_t *offsets, uint32_t num_fields)
{
	printf("saw 0x%lx ", pc);
	put_object(RETURNED, ret_size, ret_ptr, (struct field *)offsets,
		   num_fields);
}
