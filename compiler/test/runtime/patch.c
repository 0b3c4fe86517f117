// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Opens the gate that is made of no-ops: writes calls and jumps over them, as
 * the kernel does, before main() runs. This file is not instrumented.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "boundary.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define weak_list(name)                                              \
	extern const int32_t __start_##name[] __attribute__((weak)); \
	extern const int32_t __stop_##name[] __attribute__((weak))

weak_list(__kcov_df_entries);
weak_list(__kcov_df_exits);
weak_list(__kcov_df_jumps);

/* stubs.S: save everything, then call ours below. */
void nop_entry(void);
void nop_exit(void);

/* @from returns behind the call, at the first byte of `test $imm32,%eax`. */
void nop_entry_called(const uint64_t *values, const uint8_t *from)
{
	saw_entry((const int32_t *)(from + 1), values);
}

void nop_exit_called(const uint64_t *values, const uint8_t *from)
{
	const int32_t *operand = (const int32_t *)(from + 1);
	const void *site = (const char *)operand + *operand;

	saw_exit(site, values, AS_SHAPED);
}

/* By numbers: the compiler must not conclude that code is part of the list. */
static uint8_t *target(const int32_t *distance)
{
	return (uint8_t *)((uintptr_t)distance + *distance);
}

static void patch(uint8_t *nop, const uint8_t *expected, size_t size,
		  uint8_t opcode, const void *to)
{
	int64_t distance = (intptr_t)to - (intptr_t)(nop + 5);
	int32_t rel = distance;

	if (memcmp(nop, expected, size) || rel != distance) {
		fprintf(stderr, "patch: no no-op at %p\n", (void *)nop);
		abort();
	}
	nop[0] = opcode;
	memcpy(nop + 1, &rel, 4);
}

static void make_writable(const uint8_t *code)
{
	uintptr_t page = (uintptr_t)code & -4096UL;

	if (mprotect((void *)page, 8192, PROT_READ | PROT_WRITE | PROT_EXEC)) {
		perror("patch: mprotect");
		abort();
	}
}

static void patch_calls(const int32_t *begin, const int32_t *end,
			void (*callback)(void))
{
	static const uint8_t nop[] = { 0x66, 0x66, 0x0f, 0x1f, 0x84, 0xa9 };

	for (const int32_t *p = begin; p < end; p++) {
		make_writable(target(p));
		patch(target(p), nop, COUNT(nop), 0xe8, (void *)callback);
	}
}

static void patch_jumps(const int32_t *begin, const int32_t *end)
{
	static const uint8_t nop[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };

	for (const int32_t *p = begin; p < end; p += 2) {
		make_writable(target(p));
		patch(target(p), nop, COUNT(nop), 0xe9, target(p + 1));
	}
}

__attribute__((constructor)) static void open_gate(void)
{
	patch_calls(__start___kcov_df_entries, __stop___kcov_df_entries,
		    nop_entry);
	patch_calls(__start___kcov_df_exits, __stop___kcov_df_exits, nop_exit);
	patch_jumps(__start___kcov_df_jumps, __stop___kcov_df_jumps);
}
