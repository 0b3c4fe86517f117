// SPDX-License-Identifier: GPL-2.0-or-later
/* What a value means: a number, a function, or which object. */
#include <string.h>

#include "diff.h"

/* Where the kernel's half of all addresses begins, and where its image is. */
#define KERNEL_HALF 0xffff800000000000ULL
#define IMAGE 0xffffffff80000000ULL
#define IMAGE_SIZE 0x40000000ULL

static const struct kdf_type pointer_type = { .kind = KDF_TYPE_POINTER };

enum meaning { NUMBER, ADDRESS, IMAGE_ADDRESS, FUNCTION };

static bool is_pointer(const struct kdf_type *type)
{
	return type->kind == KDF_TYPE_POINTER || type->kind == KDF_TYPE_POINTER_FUNCTION ||
	       type->kind == KDF_TYPE_POINTER_CHAR || type->kind == KDF_TYPE_POINTER_STRUCT;
}

/* What a value means, and the value to compare: a number, an address, or a hash of the function. */
static enum meaning meaning(struct side *side, const struct kdf_type *type,
			    unsigned int bits, uint64_t *value, const struct kdf_symbol **sym)
{
	struct kdf_type element = *type;
	struct kdf_number n;

	*sym = NULL;
	if (bits == 64 && *value < (uint64_t)-KDF_ERRNO_MAX &&
	    (*value >= KERNEL_HALF || (*value && is_pointer(type)))) {
		if (type->kind != KDF_TYPE_POINTER_STRUCT && type->kind != KDF_TYPE_POINTER_CHAR)
			*sym = kdf_trace_function(&side->trace, *value);
		if (*sym)
			return FUNCTION;
		if (!side->same_image || *value - side->trace.kaslr_offset - IMAGE >= IMAGE_SIZE)
			return ADDRESS;
		/* An object of the image is known exactly. */
		*value -= side->trace.kaslr_offset;
		return IMAGE_ADDRESS;
	}
	element.array = false;
	n = kdf_number(&side->trace.names, &element, *value, bits);
	*value = n.known ? n.value : kdf_low_bits(*value, bits);
	return NUMBER;
}

bool both_same(struct diff *d, const struct both *v)
{
	const struct kdf_symbol *symbols[2];
	uint64_t values[2];
	enum meaning m[2];

	for (int k = 0; k < 2; k++) {
		values[k] = v->values[k];
		m[k] = meaning(&d->side[k], v->types[k], v->bits[k], &values[k], &symbols[k]);
	}
	if (m[0] != m[1])
		return false;
	if (m[0] == FUNCTION)
		return !strcmp(symbols[0]->name, symbols[1]->name) &&
		       !strcmp(symbols[0]->module, symbols[1]->module);
	return m[0] == ADDRESS ? identity_same(&d->identity, values) : values[0] == values[1];
}

bool both_take(struct both *v, const struct kdf_argument args[2])
{
	for (int k = 0; k < 2; k++) {
		switch (args[k].shape & 7) {
		case KDF_ARG_SCALAR:
			v->types[k] = args[k].type;
			v->bits[k] = kdf_argument_bits(&args[k]);
			break;
		case KDF_ARG_POINTER:
			v->types[k] = &pointer_type;
			v->bits[k] = 64;
			break;
		default:
			return false;
		}
		v->values[k] = kdf_low_bits(kdf_value(args[k].values, 0), v->bits[k]);
	}
	return true;
}

static uint64_t mix(uint64_t h, uint64_t value)
{
	return (h ^ value) * 0x9e3779b97f4a7c15ULL + (h >> 29);
}

static uint64_t mix_value(uint64_t h, struct side *side, const struct kdf_argument *arg)
{
	const struct kdf_argument both[2] = { *arg, *arg };
	const struct kdf_symbol *sym;
	struct both v;
	enum meaning m;

	if (!both_take(&v, both))
		return h;
	m = meaning(side, v.types[0], v.bits[0], &v.values[0], &sym);
	h = mix(h, m);
	if (m == NUMBER)
		h = mix(h, v.values[0]);
	for (const char *p = sym ? sym->name : ""; *p; p++)
		h = mix(h, (unsigned char)*p);
	return h;
}

uint64_t call_digest(const struct diff *d, struct side *side, const struct tree *tree,
		     const struct call *call)
{
	struct kdf_boundary entry = call_boundary(tree, call, 0), exit = call_boundary(tree, call, 1);
	struct kdf_argument arg;
	uint64_t h = call->id;

	if (d->calls_only)
		return h;
	for (unsigned int i = 0;
	     call->has_entry && kdf_argument(call->function, &entry, i, &arg); i++)
		h = mix_value(h, side, &arg);
	if (call->has_exit && kdf_return(call->function, &exit, &arg))
		h = mix_value(h, side, &arg);
	return h;
}
