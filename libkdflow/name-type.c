// SPDX-License-Identifier: GPL-2.0-or-later
/* The words of a line of names: numbers, IDs and types. All is bounded. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "names-private.h"
#include "text.h"

/* UTF-8 without control characters, but for the TABs between fields. */
bool names_fit(const char *line)
{
	const char *end = line + strlen(line), *field = line;
	unsigned int fields = 1;

	while (line < end && fields <= NAMES_FIELDS_MAX && line - field <= NAMES_FIELD_MAX) {
		size_t n = *line == '\t' ? 1 : kdf_utf8_length(line, end - line);

		if (!n)
			return false;
		if (*line == '\t') {
			field = line + 1;
			fields++;
		}
		line += n;
	}
	return line - field <= NAMES_FIELD_MAX && fields <= NAMES_FIELDS_MAX;
}

bool names_parse_unsigned(const char *str, const char **end, uint64_t limit, uint64_t *value)
{
	char *e;

	if (!isdigit((unsigned char)*str))
		return false;
	errno = 0;
	*value = strtoull(str, &e, 10);
	if (errno || *value > limit || (!end && *e))
		return false;
	if (end)
		*end = e;
	return true;
}

bool names_parse_signed(const char *str, int64_t *value)
{
	const char *digits = str + (*str == '-');
	char *end;

	if (!isdigit((unsigned char)*digits))
		return false;
	errno = 0;
	*value = strtoll(str, &end, 10);
	/* An unsigned enumeration may be written as such. */
	if (errno && *str != '-') {
		errno = 0;
		*value = (int64_t)strtoull(str, &end, 10);
	}
	return !errno && !*end;
}

bool names_parse_id(const char *str, uint64_t *id)
{
	char *end;

	for (int i = 0; i < 16; i++) {
		if (!isxdigit((unsigned char)str[i]))
			return false;
	}
	*id = strtoull(str, &end, 16);
	return end == str + 16;
}

/* A letter with the size of the value behind it. */
static bool parse_sized(const char *str, struct kdf_type *type)
{
	static const struct {
		char letter;
		enum kdf_type_kind kind;
	} kinds[] = {
		{ 'i', KDF_TYPE_SIGNED }, { 'u', KDF_TYPE_UNSIGNED }, { 'b', KDF_TYPE_BOOL },
		{ 'c', KDF_TYPE_CHAR },	  { 'f', KDF_TYPE_FLOAT },    { 'o', KDF_TYPE_OPAQUE },
	};
	uint64_t size;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (*str != kinds[i].letter)
			continue;
		type->kind = kinds[i].kind;
		if (!names_parse_unsigned(str + 1, NULL, UINT32_MAX, &size))
			return false;
		type->size = size;
		/* A number has a size, and fits into two words. */
		return type->kind == KDF_TYPE_OPAQUE || (size && size <= 16);
	}
	return false;
}

static bool parse_pointer(const char *str, struct kdf_type *type)
{
	type->kind = KDF_TYPE_POINTER;
	type->size = 8;
	if (!*str)
		return true;
	if (!strcmp(str, "f"))
		type->kind = KDF_TYPE_POINTER_FUNCTION;
	else if (!strcmp(str, "c"))
		type->kind = KDF_TYPE_POINTER_CHAR;
	else
		type->kind = KDF_TYPE_POINTER_STRUCT;
	if (type->kind != KDF_TYPE_POINTER_STRUCT)
		return true;
	if (!names_parse_id(str, &type->id))
		return false;
	return !str[16] ||
	       (str[16] == ':' && names_parse_id(str + 17, &type->around) && !str[33]);
}

static bool parse_element(const char *str, struct kdf_element *element)
{
	struct kdf_type type;

	if (!names_parse_type(str, &type) || type.array || type.element.kind != KDF_TYPE_UNKNOWN ||
	    type.kind == KDF_TYPE_VOID || type.kind == KDF_TYPE_UNKNOWN)
		return false;
	*element = (struct kdf_element){ type.kind, type.size, type.id };
	return true;
}

/* What a slice consists of is behind the struct that it is. */
static bool parse_struct(const char *str, struct kdf_type *type)
{
	type->kind = KDF_TYPE_STRUCT;
	if (!names_parse_id(str, &type->id))
		return false;
	return !str[16] || (str[16] == ':' && !type->array && parse_element(str + 17, &type->element));
}

/* Arrays of arrays are one array. */
static bool parse_array(const char **str, struct kdf_type *type)
{
	uint64_t count;

	while (**str == 'x') {
		if (!names_parse_unsigned(*str + 1, str, NAMES_SIZE_LIMIT, &count) || **str != ':')
			return false;
		++*str;
		type->count = type->array ? type->count : 1;
		if (count && type->count > NAMES_SIZE_LIMIT / count)
			return false;
		type->count *= count;
		type->array = true;
	}
	return true;
}

bool names_parse_type(const char *str, struct kdf_type *type)
{
	*type = (struct kdf_type){ 0 };
	if (!parse_array(&str, type))
		return false;
	switch (*str) {
	case 'v':
		type->kind = KDF_TYPE_VOID;
		return !str[1] && !type->array;
	case '?':
		type->kind = KDF_TYPE_UNKNOWN;
		return !str[1];
	case 'e':
		type->kind = KDF_TYPE_ENUM;
		return names_parse_id(str + 1, &type->id) && !str[17];
	case 's':
		return parse_struct(str + 1, type);
	case 'p':
		return parse_pointer(str + 1, type);
	default:
		return parse_sized(str, type);
	}
}
