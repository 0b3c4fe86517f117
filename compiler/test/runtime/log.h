/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the program passed and what the callbacks saw, one line for each
 * boundary value. Both sides write the same form, so equal is equal:
 *
 *   want entry FUNCTION ARGUMENT size SIZE: BYTES
 *   saw  exit  PC       -        size SIZE: {OFFSET+SIZE=BYTES ...}
 *
 * The boundary ABI says more: which function was entered without arguments,
 * left without a value, or never left, and what is behind slices.
 *
 *   also FUNCTION entry
 *   saw  FUNCTION entry
 *   also FUNCTION span ARGUMENT of SIZE: BYTES
 *
 * A call that may have been inlined has a number, want:7 and also:7; then none
 * of its lines need have been seen.
 */
#ifndef LOG_H
#define LOG_H

#include <stddef.h>
#include <string.h>

struct field {
	unsigned long offset, size;
};

void want_case(const char *name);
void want_value(const char *fn, int arg, const void *value, unsigned size);
void want_fields(const char *fn, int arg, const void *object, unsigned size,
		 const struct field *fields, unsigned num_fields);
void want_unknown(const char *fn, int arg, unsigned size);
void want_bare(const char *fn, const char *what);
/* What is behind a pointer that knows a length, in elements of that size. */
void want_span(const char *fn, int arg, unsigned each, const void *p,
	       unsigned long size);

/* The number of what is wanted from here on; 0: it must be seen. */
void want_call(unsigned number);

/* For the callbacks: writes what a line says after its function. */
void put_object(int arg, unsigned size, const void *p,
		const struct field *fields, unsigned num_fields);

void put_span(int arg, unsigned each, const void *p, unsigned long size);

/* Of the callbacks: what still has to be said of the case before. */
void case_begins(void);

/* The bytes of @object that are not zero: where a bit-field of ones lives. */
struct field nonzero_bytes(const void *object, unsigned long size);

/* Stands for the argument's number where the value is returned. */
#define RETURNED -1

#define CASE(name) want_case(#name)

/* Padding bytes of a value (long double has some) are zero. */
#define VALUE(fn, arg, v)                                               \
	do {                                                            \
		union {                                                 \
			char bytes[sizeof(v)];                          \
			__typeof__(v) value;                            \
		} u_;                                                   \
		memset(&u_, 0, sizeof(u_));                             \
		u_.value = (v);                                         \
		want_value(#fn, arg, &u_, sizeof(v));                   \
	} while (0)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A value; a struct by value; a pointer to a struct; what nobody can know. */
#define ARG(fn, arg, v) VALUE(fn, arg, v)
#define RET(fn, v) VALUE(fn, RETURNED, v)
#define STRUCT_ARG(fn, arg, s, table) \
	want_fields(#fn, arg, &(s), sizeof(s), table, COUNT(table))
#define STRUCT_RET(fn, s, table) STRUCT_ARG(fn, RETURNED, s, table)
#define POINTER_ARG(fn, arg, p, table) \
	want_fields(#fn, arg, p, sizeof(p), table, COUNT(table))
#define POINTER_RET(fn, p, table) POINTER_ARG(fn, RETURNED, p, table)
#define UNKNOWN_ARG(fn, arg, size) want_unknown(#fn, arg, size)
#define UNKNOWN_RET(fn, size) want_unknown(#fn, RETURNED, size)

/* Without arguments; without a value; by another way than its end. */
#define ENTRY(fn) want_bare(#fn, "entry")
#define EXIT(fn) want_bare(#fn, "exit")
#define NO_EXIT(fn) want_bare(#fn, "no exit")

/* Rows of a table. */
#define MEMBER(type, m) { offsetof(type, m), sizeof(((type *)0)->m) }
#define BITS(type, m)                              \
	({                                         \
		type s_;                           \
		memset(&s_, 0, sizeof(s_));        \
		s_.m = -1;                         \
		nonzero_bytes(&s_, sizeof(s_));    \
	})

#endif
