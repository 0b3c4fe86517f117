// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "argument.h"

static const struct kdf_type untyped = { .kind = KDF_TYPE_UNKNOWN };

bool arguments_fit(const struct kdf_function *func, const struct kdf_boundary *b)
{
	unsigned int sum = 0;

	if (!func || !func->shape.known)
		return false;
	for (unsigned int i = 0; i < func->shape.nargs; i++)
		sum += kdf_shape_values(func->shape.args[i]);
	return sum == b->nvalues;
}

void argument_next(const struct kdf_function *func, const struct kdf_boundary *b, unsigned int i,
		   const uint8_t **values, struct argument *arg)
{
	const struct kdf_param *param = func->typed ? &func->params[i] : NULL;

	*arg = (struct argument){
		.name = param && *param->name ? param->name : NULL,
		.type = param ? &param->type : &untyped,
		.shape = func->shape.args[i],
		.values = *values,
	};
	arg->captured = kdf_snapshot_find(b->structs, b->structs_len, i, &arg->snap);
	*values += 8 * kdf_shape_values(arg->shape);
}

bool argument_return(const struct kdf_function *func, const struct kdf_boundary *b,
		     struct argument *arg)
{
	*arg = (struct argument){ .type = &untyped, .values = b->values };
	if (!func || !func->shape.known ||
	    kdf_shape_values(func->shape.args[func->shape.nargs]) != b->nvalues)
		return false;
	arg->type = func->typed ? &func->ret : &untyped;
	arg->shape = func->shape.args[func->shape.nargs];
	arg->captured = kdf_snapshot_find(b->structs, b->structs_len, KCOV_DF_RETURN, &arg->snap);
	return true;
}

unsigned int argument_bits(const struct argument *arg)
{
	unsigned int bytes = arg->type->size;

	if ((arg->shape & 7) == KDF_ARG_SCALAR)
		bytes = arg->shape >> 3;
	return bytes && bytes < 8 ? 8 * bytes : 64;
}

/*
 * Reading stops where a page ends, which is in the middle of a word if the
 * struct is not aligned: the rest of that word is no data.
 */
struct bytes argument_bytes(const struct kdf_snapshot *snap)
{
	uint64_t unsure = snap->flags & KCOV_DF_STRUCT_SHORT ? 3 : 0;

	return (struct bytes){ snap->data, snap->len > unsure ? snap->len - unsure : 0 };
}

bool argument_after(const struct kdf_boundary *b, size_t *pos, struct kdf_snapshot *new,
		    struct kdf_snapshot *old, bool *has_old)
{
	while (kdf_snapshot_next(b->structs, b->structs_len, pos, new)) {
		if (new->arg == KCOV_DF_RETURN)
			continue;
		*has_old = b->has_entry && !(new->flags & KCOV_DF_STRUCT_BAD) &&
			   kdf_snapshot_find(b->entry_structs, b->entry_structs_len, new->arg, old) &&
			   !(old->flags & KCOV_DF_STRUCT_BAD);
		return true;
	}
	return false;
}

const char *argument_name(const struct kdf_function *func, unsigned int i, char buf[static 24])
{
	if (func && func->typed && i < func->nparams && *func->params[i].name)
		return func->params[i].name;
	snprintf(buf, 24, "argument %u", i + 1);
	return buf;
}

uint64_t argument_struct(const struct kdf_function *func, unsigned int i)
{
	return func && func->typed && i < func->nparams ? func->params[i].type.id : 0;
}
