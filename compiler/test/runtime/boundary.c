// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Shapes, read as docs/boundary-abi.md says. This file is not instrumented. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "boundary.h"
#include "log.h"

#define MAX_FIELDS 256
#define MAX_VALUES 256
#define MAX_DEPTH 1024

enum kind { UNKNOWN, SCALAR, WORDS, POINTER, MEMORY, OBJECT, SPAN };

struct shape {
	uint8_t nr_values, nr_args;
	uint16_t narrow;
	uint8_t args[];
};

struct type {
	uint32_t size;
	uint8_t fields[];
};

/* One argument, or the return value. */
struct arg {
	enum kind kind;
	unsigned count, nr_values;
	const struct type *type;
};

static const int32_t *open_sites[MAX_DEPTH];
static unsigned depth;

static void give_up(const char *why)
{
	fflush(stdout);
	fprintf(stderr, "boundary: %s\n", why);
	abort();
}

static const void *at_distance(const int32_t *from)
{
	return (const char *)from + *from;
}

static const struct shape *shape_of(const int32_t *site)
{
	const struct shape *shape = at_distance(site);

	if ((uintptr_t)shape % 4)
		give_up("a shape is not aligned");
	return shape;
}

/* Returns where the next one's struct would be found. */
static const int32_t *next_arg(uint8_t byte, const int32_t *structs,
			       struct arg *a)
{
	a->kind = byte & 7;
	a->count = byte >> 3;
	a->type = NULL;
	if (a->kind >= POINTER)
		a->type = at_distance(structs++);
	switch (a->kind) {
	case UNKNOWN:
		a->nr_values = 0;
		break;
	case SCALAR:
	case POINTER:
		if (!a->count || a->count > 8)
			give_up("a scalar has an impossible size");
		a->nr_values = 1;
		break;
	case MEMORY:
		a->nr_values = 1;
		break;
	case WORDS:
	case OBJECT:
		a->nr_values = a->count;
		break;
	case SPAN:
		if (a->count != 2)
			give_up("a span has no pointer or no length");
		a->nr_values = 2;
		break;
	default:
		give_up("unknown kind");
	}
	return structs;
}

static const int32_t *structs_of(const struct shape *shape)
{
	uintptr_t end = (uintptr_t)(shape->args + shape->nr_args + 1);

	return (const int32_t *)((end + 3) & ~3UL);
}

static unsigned long uleb128(const uint8_t **p)
{
	unsigned long value = 0;
	unsigned shift = 0;
	uint8_t byte;

	do {
		byte = *(*p)++;
		value |= (unsigned long)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return value;
}

static unsigned fields_of(const struct type *type, struct field *fields)
{
	const uint8_t *p = type->fields;
	unsigned long end = 0;
	unsigned n = 0;

	while (*p) {
		uint8_t byte = *p++;
		unsigned run = (byte >> 4) + 1;
		struct field f = { end, byte & 15 };

		if (byte == 0x80) {
			f.offset = uleb128(&p);
			f.size = uleb128(&p);
			run = 1;
		} else if (byte & 0x80 || f.size > 8) {
			give_up("a struct has an unknown member");
		}
		for (; run; run--) {
			if (n == MAX_FIELDS)
				give_up("a struct has too many members");
			fields[n++] = f;
			f.offset += f.size;
		}
		end = f.offset;
	}
	return n;
}

/* The bits that the caller did not define are zero for readers. */
static uint64_t narrowed(uint64_t value, unsigned code)
{
	static const uint64_t masks[] = { -1, 0xff, 0xffff, 0xffffffff };

	return value & masks[code & 3];
}

static bool is_clean(const uint64_t *values, unsigned nr, unsigned size)
{
	const char *bytes = (const char *)values;

	for (unsigned i = size; i < 8 * nr; i++)
		if (bytes[i])
			return false;
	return true;
}

static void saw_object(const char *fn, int number, const struct arg *a,
		       const uint64_t *values)
{
	struct field fields[MAX_FIELDS];
	unsigned nr_fields = a->type ? fields_of(a->type, fields) : 0;
	unsigned size = a->count;
	const void *p = values;

	if (a->kind == WORDS)
		size *= 8;
	if (a->kind == POINTER || a->kind == MEMORY)
		p = (const void *)values[0];
	if (a->kind == MEMORY || a->kind == OBJECT)
		size = a->type->size;
	if (a->kind == UNKNOWN)
		p = NULL, size = 0;
	if (a->kind == SCALAR && !is_clean(values, 1, size))
		printf("saw %s %d has bits beyond its size\n", fn, number);
	printf("saw %s ", fn);
	put_object(number, size, p, nr_fields ? fields : NULL, nr_fields);
}

/* A span is two words, and another line for what is behind them. */
static void saw_span(const char *fn, int number, const struct arg *a,
		     const uint64_t *values)
{
	static const struct field halves[] = { { 0, 8 }, { 8, 8 } };
	unsigned long size = values[1] * a->type->size;

	printf("saw %s ", fn);
	put_object(number, 16, values, halves, 2);
	printf("saw %s ", fn);
	put_span(number, a->type->size, (const void *)values[0],
		 values[0] ? size : 0);
}

static void saw_value(const char *fn, int number, const struct arg *a,
		      const uint64_t *values)
{
	if (a->kind == SPAN)
		saw_span(fn, number, a, values);
	else
		saw_object(fn, number, a, values);
}

/* The site's function is not the one around it where it was inlined. */
static void check_place(const char *fn, const int32_t *site)
{
	const char *around = name_of_address(code_of_site(site));

	if (strcmp(fn, around))
		printf("inside %s: %s\n", around, fn);
}

void saw_entry(const int32_t *site, const uint64_t *from)
{
	const struct shape *shape = shape_of(site);
	const int32_t *structs = structs_of(shape);
	const char *fn = name_of_site(site);
	unsigned nr = shape->nr_values & 0x7f, first = 0;
	uint64_t values[MAX_VALUES];
	struct arg a;

	check_place(fn, site);
	if (depth == MAX_DEPTH)
		give_up("too deep");
	open_sites[depth++] = site;
	for (unsigned i = 0; i < nr; i++)
		values[i] = i < 6 ? narrowed(from[i], shape->narrow >> 2 * i) :
				    from[i];
	if (!shape->nr_args)
		printf("saw %s entry\n", fn);
	for (unsigned i = 0; i < shape->nr_args; i++) {
		structs = next_arg(shape->args[i], structs, &a);
		if (first + a.nr_values > nr)
			give_up("an argument has more values than its shape");
		saw_value(fn, i, &a, values + first);
		first += a.nr_values;
	}
	if (first != nr)
		give_up("a shape has more values than its arguments");
}

/* Frames above that of @site were left by another way than their end. */
static void close_frame(const char *fn, const int32_t *site)
{
	unsigned i = depth;

	while (i && open_sites[i - 1] != site)
		i--;
	if (!i) {
		printf("saw %s exit without entry\n", fn);
		return;
	}
	while (depth > i)
		printf("saw %s no exit\n", name_of_site(open_sites[--depth]));
	depth--;
}

void saw_exit(const int32_t *site, const uint64_t *from, int nr_values)
{
	const struct shape *shape = shape_of(site);
	const int32_t *structs = structs_of(shape);
	const char *fn = name_of_site(site);
	uint64_t values[MAX_VALUES];
	struct arg a;

	check_place(fn, site);
	close_frame(fn, site);
	for (unsigned i = 0; i <= shape->nr_args; i++)
		structs = next_arg(shape->args[i], structs, &a);
	if (a.kind == UNKNOWN && a.count) {
		printf("saw %s exit\n", fn);
		if (nr_values > 0)
			give_up("a void function returns a value");
		return;
	}
	if (!nr_values)
		a = (struct arg){ UNKNOWN, 0, 0, NULL };
	else if (nr_values != AS_SHAPED && nr_values != (int)a.nr_values)
		give_up("an exit has another number of values than its shape");
	for (unsigned i = 0; i < a.nr_values; i++)
		values[i] = i < 2 ? narrowed(from[i],
					     shape->narrow >> (12 + 2 * i)) :
				    from[i];
	saw_value(fn, RETURNED, &a, values);
}

void case_begins(void)
{
	while (depth)
		printf("saw %s no exit\n", name_of_site(open_sites[--depth]));
}
