// SPDX-License-Identifier: GPL-2.0-or-later
/* Values -> arguments and return values. */
#include <stdio.h>
#include <string.h>

#include "values.h"

/*
 * The kernel notes the structs of so many values of an open call. The others are
 * looked at again only if the entry is in its buffer still.
 */
#define NOTED_VALUES 6

static const struct kdf_type untyped = { .kind = KDF_TYPE_UNKNOWN };
static const struct kdf_type pointer = { .kind = KDF_TYPE_POINTER };

/* What an entry has. */
struct entry {
	unsigned int nvalues;
	const uint8_t *values;
	const uint8_t *structs;
	size_t structs_len;
};

static bool entry_of(const struct kdf_boundary *b, struct entry *e)
{
	if (b->type == KDF_B_ENTRY)
		*e = (struct entry){ b->nvalues, b->values, b->structs, b->structs_len };
	else
		*e = (struct entry){ b->entry_nvalues, b->entry_values, b->entry_structs,
				     b->entry_structs_len };
	return b->type == KDF_B_ENTRY || b->has_entry;
}

bool kdf_arguments_known(const struct kdf_function *func, const struct kdf_boundary *b)
{
	struct entry e;

	return func && func->shape.known && entry_of(b, &e) && func->shape.nvalues == e.nvalues;
}

bool kdf_argument(const struct kdf_function *func, const struct kdf_boundary *b, unsigned int i,
		  struct kdf_argument *arg)
{
	const struct kdf_param *param;
	unsigned int first = 0;
	struct entry e;

	if (!kdf_arguments_known(func, b) || i >= func->shape.nargs)
		return false;
	entry_of(b, &e);
	for (unsigned int k = 0; k < i; k++)
		first += kdf_shape_values(func->shape.args[k]);
	param = func->typed ? &func->params[i] : NULL;
	*arg = (struct kdf_argument){
		.index = i,
		.name = param && *param->name ? param->name : NULL,
		.type = param ? &param->type : &untyped,
		.shape = func->shape.args[i],
		.values = e.values + 8 * first,
		.first = first,
	};
	arg->captured = kdf_snapshot_find(e.structs, e.structs_len, i, &arg->snap);
	return true;
}

int kdf_argument_find(const struct kdf_function *func, const char *name, size_t len)
{
	for (unsigned int i = 0; func && func->typed && i < func->nparams; i++) {
		if (len && strlen(func->params[i].name) == len &&
		    !memcmp(func->params[i].name, name, len))
			return i;
	}
	return -1;
}

const char *kdf_argument_name(const struct kdf_function *func, unsigned int i, char buf[24])
{
	if (func && func->typed && i < func->nparams && *func->params[i].name)
		return func->params[i].name;
	snprintf(buf, 24, "argument %u", i + 1);
	return buf;
}

bool kdf_return(const struct kdf_function *func, const struct kdf_boundary *b,
		struct kdf_argument *arg)
{
	*arg = (struct kdf_argument){
		.index = KCOV_DF_RETURN,
		.type = &untyped,
		.values = b->values,
	};
	if (b->type != KDF_B_EXIT || !func || !func->shape.known ||
	    kdf_shape_values(func->shape.args[func->shape.nargs]) != b->nvalues)
		return false;
	arg->type = func->typed ? &func->ret : &untyped;
	arg->shape = func->shape.args[func->shape.nargs];
	arg->captured = kdf_snapshot_find(b->structs, b->structs_len, KCOV_DF_RETURN, &arg->snap);
	return true;
}

unsigned int kdf_argument_bits(const struct kdf_argument *arg)
{
	unsigned int bytes = arg->type->size;

	if ((arg->shape & 7) == KDF_ARG_SCALAR)
		bytes = arg->shape >> 3;
	return bytes && bytes < 8 ? 8 * bytes : 64;
}

struct kdf_number kdf_argument_number(struct kdf_names *names, const struct kdf_argument *arg)
{
	uint64_t value;

	switch (arg->shape & 7) {
	case KDF_ARG_SCALAR:
		value = kdf_value(arg->values, 0);
		return kdf_number(names, arg->type, value, kdf_argument_bits(arg));
	case KDF_ARG_POINTER:
		return kdf_number(names, &pointer, kdf_value(arg->values, 0), 64);
	default:
		return (struct kdf_number){ 0 };
	}
}

unsigned int kdf_argument_error(const struct kdf_argument *arg)
{
	switch (arg->shape & 7) {
	case KDF_ARG_SCALAR:
		return kdf_error_code(arg->type, kdf_value(arg->values, 0), kdf_argument_bits(arg));
	case KDF_ARG_POINTER:
		return kdf_error_code(&pointer, kdf_value(arg->values, 0), 64);
	default:
		return 0;
	}
}

const struct kdf_definition *kdf_argument_struct(struct kdf_names *names,
						 const struct kdf_argument *arg)
{
	return kdf_struct(names, arg->type->id);
}

/*
 * Reading stops where a page ends, which is in the middle of a word if the
 * struct is not aligned: the rest of that word is no data.
 */
struct kdf_bytes kdf_snapshot_bytes(const struct kdf_snapshot *snap)
{
	uint64_t unsure = snap->flags & KCOV_DF_STRUCT_SHORT ? 3 : 0;

	return (struct kdf_bytes){ snap->data, snap->len > unsure ? snap->len - unsure : 0 };
}

bool kdf_argument_bytes(const struct kdf_argument *arg, struct kdf_bytes *bytes)
{
	switch (arg->shape & 7) {
	case KDF_ARG_POINTER:
	case KDF_ARG_MEMORY:
		if (!arg->captured || arg->snap.flags & KCOV_DF_STRUCT_BAD)
			return false;
		*bytes = kdf_snapshot_bytes(&arg->snap);
		return true;
	case KDF_ARG_OBJECT:
	case KDF_ARG_SPAN:
		/* A struct by value in registers: its bytes are the values. */
		*bytes = (struct kdf_bytes){ arg->values, 8 * (arg->shape >> 3) };
		return true;
	default:
		return false;
	}
}

bool kdf_argument_array(const struct kdf_argument *arg, struct kdf_member *m,
			struct kdf_bytes *bytes)
{
	unsigned int kind = arg->shape & 7;

	*m = (struct kdf_member){ .type = *arg->type };
	if (!arg->type->array)
		return false;
	if (kind == KDF_ARG_SCALAR) {
		*bytes = (struct kdf_bytes){ arg->values, arg->shape >> 3 };
		m->bits = 8 * bytes->len;
		return true;
	}
	m->bits = 8ULL * arg->snap.size;
	return kind == KDF_ARG_MEMORY && kdf_argument_bytes(arg, bytes);
}

bool kdf_argument_snapshot_after(const struct kdf_boundary *b, const struct kdf_argument *arg,
				 struct kdf_snapshot *snap)
{
	unsigned int kind = arg->shape & 7;

	if (b->type != KDF_B_EXIT || (kind != KDF_ARG_POINTER && kind != KDF_ARG_SPAN))
		return false;
	if (kdf_snapshot_find(b->structs, b->structs_len, arg->index, snap))
		return true;
	*snap = arg->snap;
	return arg->captured && b->only_changed && arg->first < NOTED_VALUES;
}

bool kdf_argument_bytes_after(const struct kdf_boundary *b, const struct kdf_argument *arg,
			      struct kdf_bytes *bytes)
{
	struct kdf_snapshot snap;

	if ((arg->shape & 7) != KDF_ARG_POINTER || !kdf_argument_snapshot_after(b, arg, &snap) ||
	    snap.flags & KCOV_DF_STRUCT_BAD)
		return false;
	*bytes = kdf_snapshot_bytes(&snap);
	return true;
}
