// SPDX-License-Identifier: GPL-2.0-or-later
#include "text.h"

size_t kdf_utf8_length(const char *str, size_t left)
{
	static const struct {
		unsigned char first, last;
		unsigned char low, high; /* of the second byte */
		size_t len;
	} forms[] = {
		/* 0xc2 0x80 to 0xc2 0x9f are control characters. */
		{ 0x20, 0x7e, 0, 0xff, 1 },	{ 0xc2, 0xc2, 0xa0, 0xbf, 2 },
		{ 0xc3, 0xdf, 0x80, 0xbf, 2 },	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },	{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	const unsigned char *p = (const unsigned char *)str;

	for (size_t i = 0; left && i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t len = forms[i].len;

		if (*p < forms[i].first || *p > forms[i].last || len > left)
			continue;
		if (len > 1 && (p[1] < forms[i].low || p[1] > forms[i].high))
			return 0;
		for (size_t k = 2; k < len; k++) {
			if ((p[k] & 0xc0) != 0x80)
				return 0;
		}
		return len;
	}
	return 0;
}
