// SPDX-License-Identifier: GPL-2.0-or-later
/* Strings, values and structs in JSON. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* Bytes of a UTF-8 character at @p, or 0 if it is none. */
static size_t utf8_length(const unsigned char *p, size_t left)
{
	static const struct {
		unsigned char first, last;
		unsigned char low, high; /* of the second byte */
		size_t len;
	} forms[] = {
		{ 0x20, 0x7e, 0, 0xff, 1 },	{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },	{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
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

void json_escaped(FILE *out, const char *str, size_t len)
{
	const unsigned char *p = (const unsigned char *)str, *end = p + len;

	while (p < end) {
		size_t n = utf8_length(p, end - p);

		if (*p == '"' || *p == '\\')
			fputc('\\', out);
		if (n)
			fwrite(p, 1, n, out);
		else if (*p < 0x80)
			fprintf(out, "\\u%04x", *p);
		else
			fputs("\\ufffd", out);
		p += n ? n : 1;
	}
}

void json_string(FILE *out, const char *str, size_t len)
{
	fputc('"', out);
	json_escaped(out, str, len);
	fputc('"', out);
}

void json_info(FILE *out, const char *info)
{
	const char *line = info ? info : "";

	fputc('[', out);
	for (bool begun = false; *line; begun = true) {
		size_t len = strcspn(line, "\n");

		fputs(begun ? "," : "", out);
		json_string(out, line, len);
		line += len + (line[len] == '\n');
	}
	fputc(']', out);
}

void json_text(FILE *out, const char *str)
{
	json_string(out, str, strlen(str));
}

void json_hex(FILE *out, uint64_t value)
{
	fprintf(out, "\"0x%" PRIx64 "\"", value);
}

static void json_float(FILE *out, uint64_t value, unsigned int bits)
{
	uint32_t low = value;
	float single;
	double full;

	memcpy(&single, &low, sizeof(single));
	memcpy(&full, &value, sizeof(full));
	full = bits == 32 ? (double)single : full;
	if (isfinite(full) && (bits == 32 || bits == 64))
		fprintf(out, "%.17g", full);
	else
		json_hex(out, value);
}

static void json_function(const struct format *f, uint64_t value)
{
	const struct kdf_symbol *sym = kdf_trace_function(f->trace, value);
	char *name = sym ? kdf_demangle(sym->name) : NULL;

	if (sym)
		json_text(f->out, name ? name : sym->name);
	else
		json_hex(f->out, value);
	free(name);
}

static void json_enumerator(const struct format *f, uint64_t id, uint64_t value, unsigned int bits)
{
	const char *name = kdf_enumerator(&f->trace->names, id, value, bits);

	if (name)
		json_text(f->out, name);
	else
		fprintf(f->out, "\"%" PRId64 "\"", kdf_sign_extend(value, bits));
}

void json_scalar(const struct format *f, const struct kdf_type *type, uint64_t value,
		 unsigned int bits)
{
	bool small = bits <= 32;

	if (bits < 64)
		value &= (1ULL << bits) - 1;
	switch (type->kind) {
	case KDF_TYPE_SIGNED:
		fprintf(f->out, small ? "%" PRId64 : "\"%" PRId64 "\"", kdf_sign_extend(value, bits));
		break;
	case KDF_TYPE_BOOL:
		fprintf(f->out, "%s", value ? "true" : "false");
		break;
	case KDF_TYPE_FLOAT:
		json_float(f->out, value, bits);
		break;
	case KDF_TYPE_ENUM:
		json_enumerator(f, type->id, value, bits);
		break;
	case KDF_TYPE_POINTER_FUNCTION:
		json_function(f, value);
		break;
	case KDF_TYPE_UNSIGNED:
	case KDF_TYPE_CHAR:
		if (small) {
			fprintf(f->out, "%" PRIu64, value);
			break;
		}
		/* fallthrough */
	default:
		json_hex(f->out, value);
		break;
	}
}
