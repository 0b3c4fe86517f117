// SPDX-License-Identifier: GPL-2.0-or-later
/* Strings, values and structs in JSON. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

void json_escaped(FILE *out, const char *str, size_t len)
{
	const unsigned char *p = (const unsigned char *)str, *end = p + len;

	while (p < end) {
		size_t n = kdf_utf8_length((const char *)p, end - p);
		bool c1 = !n && *p == 0xc2 && end - p > 1 && p[1] >= 0x80 && p[1] < 0xa0;

		if (*p == '"' || *p == '\\')
			fputc('\\', out);
		if (n)
			fwrite(p, 1, n, out);
		else if (*p < 0x80)
			fprintf(out, "\\u%04x", *p);
		else if (c1)
			fprintf(out, "\\u%04x", p[1]);
		else
			fputs("\\ufffd", out);
		p += n ? n : 1U + c1;
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
