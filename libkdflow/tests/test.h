/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the library's tests share. */
#ifndef KDF_TEST_H
#define KDF_TEST_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <kdflow.h>

#define assert_contains(text, part) \
	do { \
		if (!strstr(text, part)) \
			fail_msg("expected \"%s\" in \"%s\"", part, text); \
	} while (0)

/* A line of names, in which something is not as it should be. */
static inline void assert_line_refused(const char *line, const char *expected)
{
	struct kdf_names names = { 0 };
	struct kdf_error err;

	assert_int_equal(kdf_names_add_text(&names, "bad", line, strlen(line), &err), -EBADMSG);
	assert_contains(err.text, expected);
	kdf_names_free(&names);
}

static inline uint64_t test_header(uint64_t type, uint32_t seq, uint64_t arg, uint64_t size,
				   uint64_t nvalues)
{
	return KCOV_DF_SEQ(seq) | type << 28 | nvalues << 32 | size << 48 | arg << 56;
}

#endif /* KDF_TEST_H */
