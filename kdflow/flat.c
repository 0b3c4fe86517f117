// SPDX-License-Identifier: GPL-2.0-or-later
/* Arguments, fields, return values and changes, one after the other. */
#include <inttypes.h>
#include <stdio.h>

#include "flat.h"
#include "value.h"

/* Of a struct that is not described. */
static const struct kdf_type word = { .kind = KDF_TYPE_UNKNOWN };

static struct kdf_number member_number(const struct flat *flat, const struct kdf_member *m,
				       const struct kdf_bytes *bytes)
{
	uint64_t value;

	if (m->bits > 64 || !kdf_read_bits(bytes, m->offset, m->bits, &value))
		return (struct kdf_number){ 0 };
	return kdf_number(&flat->text.format.trace->names, &m->type, value, m->bits);
}

static const char *member_text(struct scratch *s, const struct kdf_member *m,
			       const struct kdf_bytes *bytes)
{
	format_part(scratch_begin(s), m, bytes);
	return scratch_end(s);
}

static const char *struct_text(struct scratch *s, uint64_t id, const struct kdf_bytes *bytes)
{
	format_struct(scratch_begin(s), id, bytes);
	return scratch_end(s);
}

static const char *side_text(struct scratch *s, const struct kdf_change *c,
			     const struct kdf_bytes *bytes)
{
	format_change_side(scratch_begin(s), c, bytes);
	return scratch_end(s);
}

static const char *word_text(struct scratch *s, uint64_t value)
{
	format_scalar(scratch_begin(s), &word, value, 64, false);
	return scratch_end(s);
}

static int tell_members(struct flat *flat, const struct kdf_definition *def,
			const struct kdf_bytes *bytes, struct flat_value *v)
{
	uint64_t left = flat->text.format.max_fields ? flat->text.format.max_fields : UINT64_MAX;
	int ret = 0;

	for (size_t i = 0; i < def->count && left && !ret; i++) {
		const struct kdf_member *m = &def->members[i];

		if (!kdf_member_captured(m, bytes))
			continue;
		v->field = m->name;
		v->text = member_text(&flat->text, m, bytes);
		v->number = member_number(flat, m, bytes);
		ret = flat->value(flat->data, v);
		left--;
	}
	return ret;
}

static int tell_words(struct flat *flat, const struct kdf_bytes *bytes, struct flat_value *v)
{
	uint64_t left = flat->text.format.max_fields ? flat->text.format.max_fields : UINT64_MAX;
	char name[24];
	int ret = 0;

	for (uint64_t i = 0; i < bytes->len / 8 && left && !ret; i++, left--) {
		uint64_t value = kdf_value(bytes->data, i);

		snprintf(name, sizeof(name), "+0x%" PRIx64, 8 * i);
		v->field = name;
		v->text = word_text(&flat->text, value);
		v->number = (struct kdf_number){ .known = true, .bits = 64, .value = value };
		ret = flat->value(flat->data, v);
	}
	return ret;
}

/* An enum with data is one value: its members depend on the variant. */
static int tell_variant(struct flat *flat, const struct kdf_argument *arg,
			const struct kdf_bytes *bytes, struct flat_value *v)
{
	if ((arg->shape & 7) != KDF_ARG_POINTER)
		return 0;
	v->text = struct_text(&flat->text, arg->type->id, bytes);
	v->number = (struct kdf_number){ 0 };
	return flat->value(flat->data, v);
}

/* The argument itself, and the struct that it is or points to. */
static int tell_argument(struct flat *flat, const struct kdf_argument *arg, struct flat_value *v)
{
	struct kdf_names *names = &flat->text.format.trace->names;
	const struct kdf_definition *def;
	struct kdf_member array;
	struct kdf_bytes bytes;
	int ret;

	format_argument(scratch_begin(&flat->text), arg);
	v->text = scratch_end(&flat->text);
	v->number = kdf_argument_number(names, arg);
	ret = flat->value(flat->data, v);
	if (ret || kdf_argument_array(arg, &array, &bytes) || !kdf_argument_bytes(arg, &bytes))
		return ret;
	v->type = FLAT_FIELD;
	def = kdf_argument_struct(names, arg);
	if (def)
		return tell_members(flat, def, &bytes, v);
	return kdf_variants(names, arg->type->id) ? tell_variant(flat, arg, &bytes, v) :
						    tell_words(flat, &bytes, v);
}

/* Values that cannot be told apart by argument have no numbers of arguments either. */
static int tell_untold(struct flat *flat, const struct kdf_boundary *b)
{
	struct flat_value v = { .type = FLAT_ARGUMENT, .argument = "?" };
	int ret = 0;

	for (unsigned int i = 0; i < b->nvalues && !ret; i++) {
		uint64_t value = kdf_value(b->values, i);

		v.text = word_text(&flat->text, value);
		v.number = (struct kdf_number){ .known = true, .bits = 64, .value = value };
		ret = flat->value(flat->data, &v);
	}
	return ret;
}

static int tell_entry(struct flat *flat, const struct kdf_walk *walk)
{
	const struct kdf_function *func = walk->function;
	struct kdf_argument arg;
	char buf[24];
	int ret = 0;

	if (!kdf_arguments_known(func, &walk->boundary))
		return tell_untold(flat, &walk->boundary);
	for (unsigned int i = 0; !ret && kdf_argument(func, &walk->boundary, i, &arg); i++) {
		struct flat_value v = {
			.type = FLAT_ARGUMENT,
			.position = i + 1,
			.argument = kdf_argument_name(func, i, buf),
		};

		ret = tell_argument(flat, &arg, &v);
	}
	return ret;
}

static int tell_return(struct flat *flat, const struct kdf_walk *walk)
{
	struct flat_value v = { .type = FLAT_RETURN, .argument = "return" };
	struct kdf_argument arg;

	if (!kdf_return(walk->function, &walk->boundary, &arg)) {
		format_return(scratch_begin(&flat->text), walk);
		v.text = scratch_end(&flat->text);
		return flat->value(flat->data, &v);
	}
	return tell_argument(flat, &arg, &v);
}

static void set_change(struct flat *flat, const struct kdf_change *c, char name[static 24],
		       struct flat_value *v)
{
	uint64_t before = 0, after = 0;

	if (c->whole) {
		v->text = side_text(&flat->text, c, &c->after);
		v->before = side_text(&flat->before, c, &c->before);
		return;
	}
	if (c->member) {
		v->field = c->member->name;
		v->text = member_text(&flat->text, c->member, &c->after);
		v->number = member_number(flat, c->member, &c->after);
		v->before = member_text(&flat->before, c->member, &c->before);
		v->before_number = member_number(flat, c->member, &c->before);
		return;
	}
	kdf_read_bits(&c->before, 8 * c->offset, c->bits, &before);
	kdf_read_bits(&c->after, 8 * c->offset, c->bits, &after);
	snprintf(name, 24, "+0x%" PRIx64, c->offset);
	v->field = name;
	v->text = word_text(&flat->text, after);
	v->number = (struct kdf_number){ .known = true, .bits = c->bits, .value = after };
	v->before = word_text(&flat->before, before);
	v->before_number = (struct kdf_number){ .known = true, .bits = c->bits, .value = before };
}

static int tell_changes(struct flat *flat, const struct kdf_walk *walk)
{
	struct kdf_changes changes;
	struct kdf_change c;
	char buf[24], name[24];
	int ret = 0;

	kdf_changes_begin(&changes, &flat->text.format.trace->names, walk->function, &walk->boundary);
	while (!ret && kdf_changes_next(&changes, &c)) {
		struct flat_value v = {
			.type = FLAT_CHANGE,
			.position = c.arg + 1,
			.argument = kdf_argument_name(walk->function, c.arg, buf),
		};

		if (c.compared) {
			set_change(flat, &c, name, &v);
		} else if (c.readable) {
			v.text = side_text(&flat->text, &c, &c.after);
		} else {
			v.text = "?";
		}
		ret = flat->value(flat->data, &v);
	}
	return ret;
}

int flat_boundary(struct flat *flat, const struct kdf_walk *walk)
{
	int ret;

	switch (walk->boundary.type) {
	case KDF_B_ENTRY:
		return tell_entry(flat, walk);
	case KDF_B_EXIT:
		ret = tell_return(flat, walk);
		return ret ? ret : tell_changes(flat, walk);
	default:
		return 0;
	}
}

bool flat_open(struct flat *flat, const struct format *format)
{
	return scratch_open(&flat->text, format) && scratch_open(&flat->before, format);
}

void flat_close(struct flat *flat)
{
	scratch_close(&flat->text);
	scratch_close(&flat->before);
}
