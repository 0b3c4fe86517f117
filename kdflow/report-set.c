// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Boundaries -> what each function was called with. What a call has is the same for
 * all calls of a function, so types and names are looked at once for each, and then
 * only values are read.
 */
#include <stdlib.h>

#include "report.h"

/* A record has no more values than that. */
#define VALUES_MAX 127

/* Arguments of all functions, and different values of all of them; a kernel has fewer, a forged trace ends here. */
#define ALL_COLUMNS_MAX (1U << 21)
#define ALL_VALUES_MAX (1U << 23)

static size_t place(const struct report_set *set, uint64_t site)
{
	size_t i = (site * 0x9e3779b97f4a7c15ULL) >> 32;

	for (;; i++) {
		i &= set->index_alloc - 1;
		if (!set->index[i] || set->functions[set->index[i] - 1]->site == site)
			return i;
	}
}

static bool grow_index(struct report_set *set)
{
	size_t alloc = set->index_alloc ? 2 * set->index_alloc : 1024;
	uint32_t *index = calloc(alloc, sizeof(*index));

	if (!index)
		return false;
	free(set->index);
	set->index = index;
	set->index_alloc = alloc;
	for (size_t i = 0; i < set->count; i++)
		index[place(set, set->functions[i]->site)] = i + 1;
	return true;
}

/* A column of the argument or return value; its value does not matter. */
static void learn_column(struct column *c, struct kdf_names *names, const struct kdf_argument *arg)
{
	static const struct kdf_type pointer = { .kind = KDF_TYPE_POINTER };
	struct kdf_number n = kdf_argument_number(names, arg);

	*c = (struct column){ .is_number = n.known, .bits = n.bits, .first = arg->first };
	c->tally.is_signed = n.is_signed;
	c->type = (arg->shape & 7) == KDF_ARG_POINTER ? &pointer : arg->type;
}

/* From the shape alone, as it is first seen at an entry or at an exit. */
static bool learn(struct report_set *set, struct function_report *f, struct kdf_names *names)
{
	static const uint8_t zeros[8 * VALUES_MAX];
	const struct kdf_shape *shape = &f->function->shape;
	struct kdf_boundary b = { .type = KDF_B_ENTRY, .values = zeros };
	struct kdf_argument arg;

	b.nvalues = shape->nvalues;
	if (b.nvalues > VALUES_MAX)
		return true;
	set->columns += shape->nargs + 1;
	if (set->columns > ALL_COLUMNS_MAX)
		return false;
	f->columns = calloc(shape->nargs + 1, sizeof(*f->columns));
	if (!f->columns)
		return false;
	f->nargs = shape->nargs;
	f->nvalues = b.nvalues;
	for (unsigned int i = 0; kdf_argument(f->function, &b, i, &arg); i++)
		learn_column(&f->columns[i], names, &arg);

	f->ret_nvalues = kdf_shape_values(shape->args[shape->nargs]);
	b.type = KDF_B_EXIT;
	b.nvalues = f->ret_nvalues;
	if (kdf_return(f->function, &b, &arg))
		learn_column(&f->columns[f->nargs], names, &arg);
	return true;
}

static struct function_report *add_function(struct report_set *set, struct kdf_names *names,
					    const struct kdf_walk *walk)
{
	struct function_report *f;

	if (set->count == set->alloc) {
		size_t alloc = set->alloc ? 2 * set->alloc : 512;
		void *p = reallocarray(set->functions, alloc, sizeof(*set->functions));

		if (!p)
			return NULL;
		set->functions = p;
		set->alloc = alloc;
	}
	if (set->count >= set->index_alloc / 2 && !grow_index(set))
		return NULL;
	f = calloc(1, sizeof(*f));
	if (!f)
		return NULL;
	f->site = walk->site;
	f->function = walk->function;
	set->index[place(set, f->site)] = set->count + 1;
	set->functions[set->count++] = f;
	if (f->function && f->function->shape.known && !learn(set, f, names))
		return NULL;
	return f;
}

static struct function_report *find_function(struct report_set *set, struct kdf_names *names,
					     const struct kdf_walk *walk)
{
	uint32_t i = set->index_alloc ? set->index[place(set, walk->site)] : 0;

	return i ? set->functions[i - 1] : add_function(set, names, walk);
}

static bool add_value(struct report_set *set, struct column *c, uint64_t value, uint32_t limit)
{
	uint32_t before = c->tally.count;
	bool added;

	if (set->values >= ALL_VALUES_MAX && limit > before)
		limit = before ? before : 1;
	value = c->tally.is_signed ? (uint64_t)kdf_sign_extend(value, c->bits) :
				     kdf_low_bits(value, c->bits);
	added = tally_add(&c->tally, value, limit);
	set->values += c->tally.count;
	set->values -= before;
	return added;
}

static bool add_entry(struct report_set *set, struct function_report *f, const struct kdf_boundary *b, uint32_t limit)
{
	f->calls++;
	if (!f->columns || b->nvalues != f->nvalues)
		return true;
	for (unsigned int i = 0; i < f->nargs; i++) {
		struct column *c = &f->columns[i];

		if (c->is_number && !add_value(set, c, kdf_value(b->values, c->first), limit))
			return false;
	}
	return true;
}

static bool add_exit(struct report_set *set, struct function_report *f, const struct kdf_boundary *b, uint32_t limit)
{
	struct column *ret = f->columns ? &f->columns[f->nargs] : NULL;
	uint64_t value;

	f->calls += !b->has_entry;
	f->no_entry += !b->has_entry;
	if (!ret || !ret->is_number || b->nvalues != f->ret_nvalues)
		return true;
	value = kdf_value(b->values, 0);
	f->errors += kdf_error_code(ret->type, value, ret->bits) != 0;
	return add_value(set, ret, value, limit);
}

bool report_add(struct report_set *set, struct kdf_names *names, const struct kdf_walk *walk,
		uint32_t limit)
{
	const struct kdf_boundary *b = &walk->boundary;
	struct function_report *f;

	if (b->type != KDF_B_ENTRY && b->type != KDF_B_EXIT && b->type != KDF_B_NO_EXIT)
		return true;
	if (!b->has_site) {
		set->unknown++;
		return true;
	}
	f = find_function(set, names, walk);
	if (!f)
		return false;
	if (b->type == KDF_B_ENTRY)
		return add_entry(set, f, b, limit);
	if (b->type == KDF_B_EXIT)
		return add_exit(set, f, b, limit);
	f->no_exit++;
	return true;
}

void report_free(struct report_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		struct function_report *f = set->functions[i];

		for (unsigned int k = 0; f->columns && k <= f->nargs; k++)
			tally_free(&f->columns[k].tally);
		free(f->columns);
		free(f);
	}
	free(set->functions);
	free(set->index);
	*set = (struct report_set){ 0 };
}
