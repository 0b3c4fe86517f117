// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The callbacks that cold blocks call, whatever the gate. A clang
 * function of this convention saves what it and printf() use, vector registers
 * excepted: those are the caller's. This file is not instrumented.
 */
#include "boundary.h"

#define callback __attribute__((preserve_most)) void

unsigned char __sanitizer_cov_trace_gate = 1;

callback __sanitizer_cov_trace_entry0(const int32_t *site)
{
	saw_entry(site, (uint64_t[1]){ 0 });
}

callback __sanitizer_cov_trace_entry1(uint64_t a, const int32_t *site)
{
	saw_entry(site, (uint64_t[]){ a });
}

callback __sanitizer_cov_trace_entry2(uint64_t a, uint64_t b,
				      const int32_t *site)
{
	saw_entry(site, (uint64_t[]){ a, b });
}

callback __sanitizer_cov_trace_entry3(uint64_t a, uint64_t b, uint64_t c,
				      const int32_t *site)
{
	saw_entry(site, (uint64_t[]){ a, b, c });
}

callback __sanitizer_cov_trace_entry4(uint64_t a, uint64_t b, uint64_t c,
				      uint64_t d, const int32_t *site)
{
	saw_entry(site, (uint64_t[]){ a, b, c, d });
}

callback __sanitizer_cov_trace_entry5(uint64_t a, uint64_t b, uint64_t c,
				      uint64_t d, uint64_t e,
				      const int32_t *site)
{
	saw_entry(site, (uint64_t[]){ a, b, c, d, e });
}

callback __sanitizer_cov_trace_entry6(uint64_t a, uint64_t b, uint64_t c,
				      uint64_t d, uint64_t e, uint64_t f,
				      const int32_t *site)
{
	saw_entry(site, (uint64_t[]){ a, b, c, d, e, f });
}

callback __sanitizer_cov_trace_entry_array(const uint64_t *values,
					   const int32_t *site)
{
	saw_entry(site, values);
}

callback __sanitizer_cov_trace_exit0(const int32_t *site)
{
	saw_exit(site, (uint64_t[1]){ 0 }, 0);
}

callback __sanitizer_cov_trace_exit1(uint64_t a, const int32_t *site)
{
	saw_exit(site, (uint64_t[]){ a }, 1);
}

callback __sanitizer_cov_trace_exit2(uint64_t a, uint64_t b,
				     const int32_t *site)
{
	saw_exit(site, (uint64_t[]){ a, b }, 2);
}

callback __sanitizer_cov_trace_exit_unknown(const int32_t *site)
{
	saw_exit(site, (uint64_t[1]){ 0 }, 0);
}

callback __sanitizer_cov_trace_exit_array(const uint64_t *values,
					  const int32_t *site)
{
	saw_exit(site, values, AS_SHAPED);
}
