// SPDX-License-Identifier: GPL-2.0-or-later
/* What values have in common, and how a contract says it. */
#include <inttypes.h>

#include "infer.h"

/* Integers as large as addresses: their range says where the kernel was loaded. */
#define ADDRESS_MIN ((__int128)1 << 47)

/* Pointers of so few different values are aligned by chance. */
#define ALIGNED_MIN 16

void infer_support(struct infer_support *s, uint64_t task)
{
	s->calls++;
	s->tasks += s->last != task;
	s->last = task;
}

static bool is_pointer(const struct kdf_type *type)
{
	return type->kind >= KDF_TYPE_POINTER && type->kind <= KDF_TYPE_POINTER_STRUCT;
}

static void add_few(struct infer_values *v, uint64_t value)
{
	for (unsigned int i = 0; i < v->count && i < INFER_FEW; i++) {
		if (v->few[i] == value)
			return;
	}
	if (v->count < INFER_FEW)
		v->few[v->count] = value;
	if (v->count <= INFER_FEW)
		v->count++;
}

void infer_add(struct infer_values *v, const struct kdf_type *type, const struct kdf_number *n, uint64_t task)
{
	__int128 value = n->is_signed ? (__int128)(int64_t)n->value : (__int128)n->value;

	if (!n->known)
		return;
	v->mixed |= v->support.calls && (v->is_pointer != is_pointer(type) || v->is_signed != n->is_signed ||
					 v->bits != n->bits);
	infer_support(&v->support, task);
	v->is_pointer = is_pointer(type);
	v->is_bool = type->kind == KDF_TYPE_BOOL;
	v->is_signed = n->is_signed;
	v->bits = n->bits;
	add_few(v, n->value);
	if (kdf_error_code(type, n->value, n->bits)) {
		v->errors = true;
		return;
	}
	v->null |= !value;
	v->ones |= n->value;
	v->min = !v->any || value < v->min ? value : v->min;
	v->max = !v->any || value > v->max ? value : v->max;
	v->any = true;
}

void infer_print_support(FILE *out, const struct infer_support *s)
{
	fprintf(out, "\t# %" PRIu64 " call%s, %" PRIu64 " task%s\n", s->calls, s->calls == 1 ? "" : "s",
		s->tasks, s->tasks == 1 ? "" : "s");
}

/* As a contract has to say it so that it means this number. */
static void put_value(FILE *out, const struct infer_values *v, uint64_t value)
{
	if (v->is_signed)
		fprintf(out, "%" PRId64, (int64_t)value);
	else
		fprintf(out, value < 1024 ? "%" PRIu64 : "0x%" PRIx64, value);
}

static void put_few(FILE *out, const char *path, const struct infer_values *v)
{
	uint64_t sorted[INFER_FEW];
	unsigned int n = 0;

	for (; n < v->count; n++) {
		unsigned int i = n;

		for (; i && (v->is_signed ? (int64_t)sorted[i - 1] > (int64_t)v->few[n] :
					    sorted[i - 1] > v->few[n]); i--)
			sorted[i] = sorted[i - 1];
		sorted[i] = v->few[n];
	}
	for (unsigned int i = 0; i < n; i++) {
		fprintf(out, "%s%s == ", i ? " || " : "", path);
		put_value(out, v, sorted[i]);
	}
}

static void put_range(FILE *out, const char *path, const struct infer_values *v)
{
	if (v->is_signed || v->min) {
		fprintf(out, "%s >= ", path);
		put_value(out, v, v->min);
		fputs(" && ", out);
	}
	fprintf(out, "%s <= ", path);
	put_value(out, v, v->max);
}

static void print_pointer(FILE *out, const char *head, const char *path, const struct infer_values *v)
{
	uint64_t alignment = v->ones & -v->ones;

	if (v->any && !v->errors && !v->ones)
		fprintf(out, "%s %s == NULL", head, path);
	else if (!v->errors && !v->null)
		fprintf(out, "%s !IS_ERR_OR_NULL(%s)", head, path);
	else if (!v->errors)
		fprintf(out, "%s !IS_ERR(%s)", head, path);
	else if (!v->null)
		fprintf(out, "%s %s != NULL", head, path);
	else
		return;
	infer_print_support(out, &v->support);
	if (v->errors || v->count <= INFER_FEW || alignment < ALIGNED_MIN)
		return;
	fprintf(out, "%s %s %% %" PRIu64 " == 0", head, path, alignment);
	infer_print_support(out, &v->support);
}

void infer_print_values(const struct infer *infer, FILE *out, const char *head, const char *path,
			const struct infer_values *v)
{
	if (v->mixed || !v->support.calls || v->support.calls < infer->min)
		return;
	if (v->is_pointer) {
		print_pointer(out, head, path, v);
		return;
	}
	if ((v->any && v->max >= ADDRESS_MIN) || (v->is_bool && v->count > 1 && v->max <= 1))
		return;
	/* A range leaves errors out. */
	if (v->count > INFER_FEW && v->errors)
		return;
	fprintf(out, "%s ", head);
	if (v->count <= INFER_FEW)
		put_few(out, path, v);
	else
		put_range(out, path, v);
	infer_print_support(out, &v->support);
}

/* Errors are a class of their own: which of them came is chance. */
void infer_print_return(const struct infer *infer, FILE *out, const char *head, const struct infer_values *v)
{
	if (v->mixed || v->is_pointer || !v->errors || !v->any || v->support.calls < infer->min) {
		infer_print_values(infer, out, head, "ret", v);
		return;
	}
	if (v->min < 0)
		return;
	fprintf(out, "%s %s || is_error(ret)", head, v->max ? "ret >= 0" : "ret == 0");
	infer_print_support(out, &v->support);
}
