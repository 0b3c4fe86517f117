/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of names share: the table, and the lines in it. */
#ifndef KDF_NAMES_PRIVATE_H
#define KDF_NAMES_PRIVATE_H

#include "names.h"

/*
 * A parsed line; the strings of it point into the copy of the line. Where a
 * line is malformed, @err tells why, and nothing else is valid; else it is NULL.
 */
struct names_function {
	struct kdf_function function;
	char *copy;
	char *demangled;
	struct kdf_error *err;
};

struct names_definition {
	struct kdf_definition definition;
	char *copy;
	struct kdf_error *err;
};

/**
 * struct kdf_names_site - a site
 * @addr: its address
 * @line: its F line, ended by a NUL; in a trace, the fields behind the F
 * @shape: hexadecimal digits of the shape, or NULL: to be read from @object
 * @module: name of the module
 * @object: where it comes from
 * @section: where the site is in an object that is not linked
 * @offset: offset in that section
 * @parsed: NULL until somebody asks
 */
struct kdf_names_site {
	uint64_t addr;
	const char *line;
	const char *shape;
	const char *module;
	struct kdf_names_object *object;
	size_t section;
	uint64_t offset;
	struct names_function *parsed;
};

/** names_site_fields - the fields of the F line, behind the F */
static inline const char *names_site_fields(const struct kdf_names_site *site)
{
	return site->shape ? site->line : site->line + 2;
}

/** struct kdf_names_def - a definition: its ID, its line, and the same parsed */
struct kdf_names_def {
	uint64_t id;
	const char *line;
	struct kdf_names_object *object;
	struct names_definition *parsed;
};

/**
 * struct kdf_names_object - a source of names
 * @next: list
 * @source: its name, for messages
 * @module: name of the module
 * @text: the text, for a trace
 * @elf: what names-elf.c knows, for a file
 */
struct kdf_names_object {
	struct kdf_names_object *next;
	char *source;
	char *module;
	char *text;
	struct names_elf *elf;
};

/* name-line.c: these return NULL only where memory has run out. */
struct names_function *names_parse_function(const struct kdf_names_site *site,
					    const struct kdf_shape *shape);
struct names_definition *names_parse_definition(const struct kdf_names_def *def);
void names_function_free(struct names_function *f);
void names_definition_free(struct names_definition *d);

/* name-type.c */
#define NAMES_SIZE_LIMIT (1ULL << 40) /* larger than every struct and array of a program */
#define NAMES_FIELD_MAX 4096 /* bytes of a name; so that comparing with a pattern has an end */
#define NAMES_FIELDS_MAX (1U << 17) /* of a line */
/* Printable, and small enough. */
bool names_fit(const char *line);
#define NAMES_FIT "expected printable text, at most 131072 fields of at most 4096 bytes"
bool names_parse_unsigned(const char *str, const char **end, uint64_t limit, uint64_t *value);
bool names_parse_signed(const char *str, int64_t *value);
bool names_parse_id(const char *str, uint64_t *id);
bool names_parse_type(const char *str, struct kdf_type *type);

/* names.c */
struct kdf_names_object *names_object_new(struct kdf_names *names, const char *source,
					  const char *module, struct kdf_error *err);
int names_add_site(struct kdf_names *names, const struct kdf_names_site *site,
		   struct kdf_error *err);

/* Adds an S, E or V line; others are left alone, but for a malformed ID. */
int names_add_definition(struct kdf_names *names, struct kdf_names_object *object,
			 const char *line, struct kdf_error *err);

/* names-elf.c */
int names_elf_shape(const struct kdf_names_site *site, struct kdf_shape *shape,
		    struct kdf_error *err);
/* Adds the definitions of a file, the first time that it is called. */
int names_elf_definitions(struct kdf_names *names, struct kdf_names_object *object,
			  struct kdf_error *err);

void names_elf_free(struct names_elf *elf);

/** names_check_shape - are the numbers of a shape consistent? @values: of an entry; counts them in the shape */
bool names_check_shape(struct kdf_shape *shape, unsigned int values);

#endif /* KDF_NAMES_PRIVATE_H */
