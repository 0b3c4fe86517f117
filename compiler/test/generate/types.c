// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Types and values. */
#include <stdlib.h>
#include <string.h>

#include "generate.h"

static struct type void_ = { .class = VOID, .name = "void" };

/* Values at the borders of a type show more than those in the middle. */
char *integer_literal(const struct type *t)
{
	uint64_t v = random_u64();
	uint64_t top = 1ULL << ((t->bits - 1) & 63);

	switch (pick(8)) {
	case 0:
		v = 0;
		break;
	case 1:
		v = -1;
		break;
	case 2:
		v = top;
		break;
	case 3:
		v = top - 1;
		break;
	case 4:
		v = pick(100);
		break;
	}
	if (t->bits == 128)
		return format("(%s)((unsigned __int128)0x%llxULL << 64 | 0x%llxULL)",
			      t->name, (unsigned long long)v,
			      (unsigned long long)random_u64());
	return format("(%s)0x%llxULL", t->name, (unsigned long long)v);
}

static char *bool_literal(void)
{
	return format("%s", pick(2) ? "true" : "false");
}

static char *small_literal(void)
{
	return format("(enum small)%u", pick(256));
}

static char *negative_literal(void)
{
	return format("(enum negative)%d", (int)random_u64());
}

static char *wide_literal(void)
{
	return format("(enum wide)0x%llxULL", (unsigned long long)random_u64());
}

static int mantissa(void)
{
	return (int)pick(200000) - 100000;
}

static char *float_literal(void)
{
	return format("%d.25f", mantissa());
}

static char *double_literal(void)
{
	return format("%d.1", mantissa());
}

static char *long_double_literal(void)
{
	return format("%d.1L", mantissa());
}

static char *complex_float_literal(void)
{
	return format("%d.5f + %u.25if", mantissa(), pick(1000));
}

static char *complex_double_literal(void)
{
	return format("%d.1 + %u.2i", mantissa(), pick(1000));
}

static char *v4f_literal(void)
{
	return format("(v4f){ %d, 2.5, %d, -1 }", mantissa(), mantissa());
}

static char *v2i_literal(void)
{
	return format("(v2i){ %d, %d }", mantissa(), mantissa());
}

static char *bitint_literal(void)
{
	return format("(bitint17)0x%x", pick(1 << 17));
}

static char *odd_literal(void)
{
	return format("(bitint41)0x%llx",
		      (unsigned long long)random_u64() >> 23);
}

static char *pointer_literal(const char *to, const char *type)
{
	if (chance(20))
		return format("(%s)0", type);
	return format("(%s)&%s[%u]", type, to, pick(8));
}

static char *int_pointer_literal(void)
{
	return pointer_literal("ints", "int *");
}

static char *string_literal(void)
{
	return pointer_literal("text", "const char *");
}

static char *void_pointer_literal(void)
{
	return pointer_literal("ints", "void *");
}

static char *opaque_literal(void)
{
	return pointer_literal("ints", "struct opaque *");
}

static char *function_literal(void)
{
	return format("%s", pick(4) ? "&target" : "(function)0");
}

#define INT(spelling, width, sign) \
	{ INTEGER, spelling, (width) / 8, (width) / 8, width, sign, \
	  NULL, NULL, 0, NULL, false, false }
#define OTHER(spelling, bytes, alignment, fn) \
	{ SCALAR, spelling, bytes, alignment, 0, false, \
	  fn, NULL, 0, NULL, false, false }

static const struct type integers[] = {
	INT("char", 8, true),
	INT("signed char", 8, true),
	INT("unsigned char", 8, false),
	INT("short", 16, true),
	INT("unsigned short", 16, false),
	INT("int", 32, true),
	INT("unsigned", 32, false),
	INT("u32", 32, false),
	INT("long", 64, true),
	INT("unsigned long", 64, false),
	INT("long long", 64, true),
	INT("u64", 64, false),
	INT("__int128", 128, true),
	INT("unsigned __int128", 128, false),
};

/* Up to here they may be members of structs: without padding in them. */
#define NR_DENSE 12
static const struct type others[] = {
	OTHER("bool", 1, 1, bool_literal),
	OTHER("enum small", 1, 1, small_literal),
	OTHER("enum negative", 4, 4, negative_literal),
	OTHER("enum wide", 8, 8, wide_literal),
	OTHER("float", 4, 4, float_literal),
	OTHER("double", 8, 8, double_literal),
	OTHER("int *", 8, 8, int_pointer_literal),
	OTHER("const char *", 8, 8, string_literal),
	OTHER("void *", 8, 8, void_pointer_literal),
	OTHER("struct opaque *", 8, 8, opaque_literal),
	OTHER("function", 8, 8, function_literal),
	OTHER("v2i", 8, 8, v2i_literal),
	OTHER("v4f", 16, 16, v4f_literal),
	OTHER("_Complex float", 8, 4, complex_float_literal),
	OTHER("_Complex double", 16, 8, complex_double_literal),
	OTHER("long double", 16, 16, long_double_literal),
	OTHER("bitint17", 4, 4, bitint_literal),
	OTHER("bitint41", 8, 8, odd_literal),
};

#define MAX_STRUCTS 8
static struct type structs[MAX_STRUCTS], struct_pointers[MAX_STRUCTS];
static unsigned nr_structs;

const struct type *void_type(void)
{
	return &void_;
}

const struct type *depth_type(void)
{
	return &integers[6];
}

const struct type *any_type(void)
{
	unsigned r = pick(100);

	if (r < 45)
		return &integers[pick(COUNT(integers))];
	if (r < 70 || !nr_structs)
		return &others[pick(COUNT(others))];
	if (r < 82)
		return &struct_pointers[pick(nr_structs)];
	return &structs[pick(nr_structs)];
}

bool has_fields(const struct type *t)
{
	return t->nr_members;
}

const struct member *integer_member(const struct type *t)
{
	for (unsigned i = 0; i < t->nr_members; i++)
		if (t->members[i].type && t->members[i].type->class == INTEGER &&
		    !t->members[i].bits && !t->members[i].array &&
		    !t->is_union)
			return &t->members[i];
	return NULL;
}

static char *braced(const struct type *t);

static char *member_literal(const struct member *m)
{
	char *text;

	if (m->bits == 1)
		return format("%d", pick(2) ? (m->type->is_signed ? -1 : 1) : 0);
	if (m->bits)
		return format("%llu", (unsigned long long)random_u64() >>
					      (64 - m->bits + m->type->is_signed));
	if (!m->array)
		return literal_of(m->type);
	text = format("{ ");
	for (unsigned i = 0; i < m->array; i++)
		text = format("%s%s, ", text, literal_of(m->type));
	return format("%s}", text);
}

/* A union is filled by its first member, which is the largest. */
static char *braced(const struct type *t)
{
	char *text = format("{ ");

	for (unsigned i = 0; i < t->nr_members; i++) {
		const struct member *m = &t->members[i];

		if (t->is_union && i)
			break;
		if (m->nr_anonymous) {
			/* Of a union one member is enough. */
			if (m->anonymous_union) {
				const struct member *first = m + 1;

				text = format("%s.%s = %s, ", text, first->name,
					      member_literal(first));
				i += m->nr_anonymous;
			}
			continue;
		}
		text = format("%s.%s = %s, ", text, m->name, member_literal(m));
	}
	return format("%s}", text);
}

char *literal_of(const struct type *t)
{
	switch (t->class) {
	case INTEGER:
		return integer_literal(t);
	case STRUCT:
		return braced(t);
	default:
		return t->literal();
	}
}

char *expression_of(const struct type *t, const char *literal)
{
	return format(t->class == STRUCT ? "(%s)%s" : "(%s)(%s)", t->name,
		      literal);
}

struct value *new_value(const struct type *t)
{
	static unsigned id;
	struct value *v = calloc(1, sizeof(*v));

	*v = (struct value){ ++id, t, literal_of(t) };
	fprintf(out.types, "extern %s v%u;\n", t->name, id);
	fprintf(out.known, "\t&v%u,\n", id);
	fprintf(out.values, "%s v%u = %s;\n", t->name, id, v->literal);
	if (t->class == STRUCT) { /* as it should be after each step */
		fprintf(out.types, "extern %s m%u;\n", t->name, id);
		fprintf(out.values, "%s m%u = %s;\n", t->name, id, v->literal);
	}
	return v;
}

static struct member *add_member(struct type *s, const struct type *t)
{
	struct member *m = &s->members[s->nr_members++];

	*m = (struct member){ .type = t };
	snprintf(m->name, sizeof(m->name), "m%u", s->nr_members);
	return m;
}

static unsigned aligned(unsigned size, unsigned align)
{
	return (size + align - 1) / align * align;
}

/* Keeps account of where the struct's end is. */
static void place(struct type *s, unsigned size, unsigned align)
{
	if (s->is_packed)
		align = 1;
	if (align > s->align)
		s->align = align;
	if (s->is_union)
		s->size = size > s->size ? size : s->size;
	else
		s->size = aligned(s->size, align) + size;
}

/*
 * Bit-fields that fill their unit: bits that no member has are not defined,
 * and shown with the byte that they are in.
 */
static void add_bit_fields(struct type *s)
{
	const struct type *unit = &integers[pick(2) ? 6 : pick(2) ? 11 : 5];
	unsigned left = unit->bits;
	bool first = true;

	while (left && s->nr_members < MAX_MEMBERS - 1) {
		struct member *m = add_member(s, unit);

		m->bits = s->nr_members == MAX_MEMBERS - 1 ? left :
							     1 + pick(left);
		m->begins_unit = first && !s->is_packed;
		left -= m->bits;
		first = false;
	}
	place(s, unit->size, unit->align);
}

/* union { unsigned a; float b; unsigned char c[4]; }; */
static void add_anonymous_union(struct type *s)
{
	struct member *m = add_member(s, NULL);

	m->nr_anonymous = 3;
	m->anonymous_union = true;
	add_member(s, &integers[6]);
	add_member(s, &others[4]);
	add_member(s, &integers[2])->array = 4;
	place(s, 4, 4);
}

/* struct { u64 a; struct packed b; }; */
static void add_anonymous_struct(struct type *s)
{
	struct member *m = add_member(s, NULL);

	m->nr_anonymous = 2;
	add_member(s, &integers[11]);
	add_member(s, &integers[11]);
	place(s, 16, 8);
}

static const struct type *dense_type(void)
{
	if (chance(15))
		for (unsigned i = 0; i < nr_structs; i++)
			if (structs[i].is_packed && structs[i].size)
				return &structs[i];
	if (chance(60))
		return &integers[pick(COUNT(integers))];
	return &others[pick(NR_DENSE)];
}

static void add_any_member(struct type *s, unsigned room)
{
	const struct type *t = dense_type();
	struct member *m;
	unsigned r = pick(100), n = 1;

	if (r < 12 && room >= 8)
		return add_bit_fields(s);
	if (r < 18 && room >= 4 && !s->is_packed)
		return add_anonymous_union(s);
	if (r < 22 && room >= 16 && !s->is_packed)
		return add_anonymous_struct(s);
	if (t->size > room)
		t = &integers[pick(3)];
	m = add_member(s, t);
	if (chance(15) && room / t->size) {
		n = 1 + pick(room / t->size);
		m->array = n;
	}
	place(s, n * t->size, t->align);
}

/* The first member is as large as the union, so nothing of it is undefined. */
static void fill_union(struct type *u, unsigned size)
{
	unsigned nr = 1 + pick(4);

	add_member(u, &integers[2])->array = size;
	place(u, size, 1);
	for (unsigned i = 0; i < nr; i++) {
		const struct type *t = dense_type();

		if (t->size > size)
			continue;
		add_member(u, t);
		place(u, t->size, t->align);
	}
}

static void fill_struct(struct type *s, unsigned size)
{
	while (s->size < size && s->nr_members < MAX_MEMBERS - 5)
		add_any_member(s, size - s->size);
}

static void declare_member(const struct member *m)
{
	if (m->begins_unit)
		fprintf(out.types, "\t%s : 0;\n", m->type->name);
	fprintf(out.types, "\t%s %s", m->type->name, m->name);
	if (m->bits)
		fprintf(out.types, " : %u", m->bits);
	if (m->array)
		fprintf(out.types, "[%u]", m->array);
	fprintf(out.types, ";\n");
}

static void declare(const struct type *s)
{
	fprintf(out.types, "%s {\n", s->name);
	for (unsigned i = 0; i < s->nr_members; i++) {
		const struct member *m = &s->members[i];

		if (!m->nr_anonymous) {
			declare_member(m);
			continue;
		}
		fprintf(out.types, "\t%s {\n",
			m->anonymous_union ? "union" : "struct");
		for (unsigned k = 1; k <= m->nr_anonymous; k++)
			declare_member(m + k);
		fprintf(out.types, "\t};\n");
		i += m->nr_anonymous;
	}
	fprintf(out.types, "}%s;\n\n",
		s->is_packed ? " __attribute__((packed))" : "");
}

/* The table of members, by the compiler's own offsets. */
static void tabulate(const struct type *s, const char *tag)
{
	unsigned n = 0;

	for (unsigned i = 0; i < s->nr_members; i++)
		n += !s->members[i].nr_anonymous;
	if (!n)
		return;
	fprintf(out.values, "static struct field %s_fields[%u];\n", tag, n);
	n = 0;
	for (unsigned i = 0; i < s->nr_members; i++) {
		const struct member *m = &s->members[i];

		if (!m->nr_anonymous)
			fprintf(out.tables,
				"\t%s_fields[%u] = (struct field)%s(%s, %s);\n",
				tag, n++, m->bits ? "BITS" : "MEMBER", s->name,
				m->name);
	}
}

/* The n-th struct is also known as sN, whatever it is. */
static void make_struct(unsigned n)
{
	struct type *s = &structs[n];
	unsigned size = 1 + pick(chance(10) ? 96 : chance(50) ? 16 : 64);

	s->class = STRUCT;
	s->align = 1;
	s->members = calloc(MAX_MEMBERS + 8, sizeof(*s->members));
	s->is_union = chance(15);
	s->is_packed = chance(25);
	s->name = format("%s s%u", s->is_union ? "union" : "struct", n);
	if (s->is_union)
		fill_union(s, size);
	else if (!chance(3))
		fill_struct(s, size);
	s->size = aligned(s->size, s->align);
	declare(s);
	tabulate(s, format("s%u", n));
	struct_pointers[n] = (struct type){
		.class = STRUCT_POINTER,
		.name = format("%s *", s->name),
		.size = 8,
		.align = 8,
		.target = s,
	};
	nr_structs = n + 1;
}

void make_types(void)
{
	unsigned n = 2 + pick(MAX_STRUCTS - 1);

	for (unsigned i = 0; i < n; i++)
		make_struct(i);
}
