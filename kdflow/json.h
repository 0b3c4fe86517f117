/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON lines, see docs/kdflow-view.schema.json. */
#ifndef KDFLOW_JSON_H
#define KDFLOW_JSON_H

#include "format.h"

/** json_string - a text as a JSON string; what is not UTF-8 becomes U+FFFD, control characters are escaped */
void json_string(FILE *out, const char *str, size_t len);

/** json_escaped - the same without the quotes */
void json_escaped(FILE *out, const char *str, size_t len);

/** json_text, json_hex - a text that ends with a NUL, and "0x..." */
void json_text(FILE *out, const char *str);
void json_hex(FILE *out, uint64_t value);

/** json_info - the lines of an info text as an array; NULL is none */
void json_info(FILE *out, const char *info);

/** json_scalar - a value of at most 8 bytes: what does not fit a double exactly is a string */
void json_scalar(const struct format *f, const struct kdf_type *type, uint64_t value,
		 unsigned int bits);

/**
 * json_struct - "struct": {...}, or "words": [...] if nobody has described it; of an
 *	enum with data first "variant": "..."
 */
void json_struct(const struct format *f, uint64_t id, const struct kdf_bytes *bytes);

/** json_part - the value of a member that was captured */
void json_part(const struct format *f, const struct kdf_member *m, const struct kdf_bytes *bytes);

/** json_span - a string, or the elements of a slice, as far as they were captured */
void json_span(const struct format *f, const struct kdf_span *span);

/** json_change - the keys "field" (of a struct), "old", "new" of a change; "words" if the struct is not described */
void json_change(const struct format *f, const struct kdf_change *c);

/** json_arguments, json_result - keys of an entry or exit, each with a comma before it */
void json_arguments(const struct format *f, const struct kdf_walk *walk);
void json_result(const struct format *f, const struct kdf_walk *walk);

/** json_boundary - one line */
void json_boundary(const struct format *f, const struct kdf_walk *walk);

/** json_begin, json_task, json_end - the lines around them */
void json_begin(const struct format *f);
void json_task(const struct format *f, const struct kcov_df_chunk *chunk);
void json_end(const struct format *f, bool complete);

#endif /* KDFLOW_JSON_H */
