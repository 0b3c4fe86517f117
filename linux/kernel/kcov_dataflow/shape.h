/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the compiler says of a function: how its values are passed, and what
 * the structs look like that they point to.
 */
#ifndef _KERNEL_KCOV_DATAFLOW_SHAPE_H
#define _KERNEL_KCOV_DATAFLOW_SHAPE_H

#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/types.h>
#include <linux/unaligned.h>
#include <linux/wordpart.h>

/**
 * struct kcov_df_shape - how the values of a function's boundaries are passed
 * @nr_values: bits 0..6 the values of an entry, SHAPE_STRUCTS
 * @nr_args: arguments in the source
 * @narrow: two bits for each of six values and two return values: log2 of its
 *	size in bytes plus one, 0 for a whole word. The bits above the size are
 *	undefined.
 * @head: these three, to test several of them at once
 * @args: each argument, then the return value: kind and count. Behind them,
 *	aligned, the distance of the struct from that word itself, for each that
 *	has one.
 */
struct kcov_df_shape {
	union {
		struct {
			u8 nr_values;
			u8 nr_args;
			u16 narrow;
		};
		u32 head;
	};
	u8 args[];
};

#define SHAPE_VALUES	GENMASK(6, 0)
#define SHAPE_STRUCTS	BIT(7)

#define SHAPE_NARROW_ENTRY	GENMASK(11, 0)
#define SHAPE_NARROW_EXIT	GENMASK(15, 12)

#define ARG_KIND(arg)	((arg) & 7)
#define ARG_COUNT(arg)	((arg) >> 3)

enum {
	KIND_UNKNOWN,	/* no value; nothing at all if the count is not 0 */
	KIND_SCALAR,	/* one value of count bytes */
	KIND_WORDS,	/* count values */
	KIND_POINTER,	/* to a struct */
	KIND_MEMORY,	/* a by-value struct; the value is its address */
	KIND_OBJECT,	/* a by-value struct; count values are its bytes */
	KIND_SPAN,	/* a pointer, and a number of structs behind it: two values */
};

/**
 * struct kcov_df_struct - a struct
 * @size: in bytes
 * @fields: its members, encoded
 */
struct kcov_df_struct {
	u32 size;
	u8 fields[];
};

static __always_inline const struct kcov_df_shape *shape_of(const s32 *site)
{
	return (const void *)site + *site;
}

/* How many values @arg has. */
static __always_inline unsigned int arg_values(u8 arg)
{
	switch (ARG_KIND(arg)) {
	case KIND_UNKNOWN:
		return 0;
	case KIND_WORDS:
	case KIND_OBJECT:
	case KIND_SPAN:
		return ARG_COUNT(arg);
	default:
		return 1;
	}
}

static __always_inline bool arg_has_struct(u8 arg)
{
	return ARG_KIND(arg) >= KIND_POINTER;
}

/* Walks the arguments of a shape. */
struct arg_iter {
	const u8 *arg;
	unsigned int index;
	unsigned int nr;	/* of arguments */
	unsigned int value;	/* its first one */
	const s32 *structs;
	const struct kcov_df_struct *type;
};

static __always_inline const s32 *shape_structs(const struct kcov_df_shape *s)
{
	return PTR_ALIGN((const s32 *)(s->args + s->nr_args + 1), 4);
}

static __always_inline const struct kcov_df_struct *struct_at(const s32 *word)
{
	return (const void *)word + *word;
}

static __always_inline void arg_start(struct arg_iter *i,
				      const struct kcov_df_shape *shape)
{
	i->arg = shape->args;
	i->index = 0;
	i->nr = shape->nr_args;
	i->value = 0;
	i->structs = shape_structs(shape);
}

static __always_inline bool arg_more(const struct arg_iter *i)
{
	return i->index < i->nr;
}

/* Goes to the next argument. */
static __always_inline void arg_next(struct arg_iter *i)
{
	u8 arg = *i->arg++;

	i->index++;
	if (arg_has_struct(arg)) {
		i->structs++;
		i->value += ARG_KIND(arg) >= KIND_OBJECT ? ARG_COUNT(arg) : 1;
	} else {
		i->value += arg_values(arg);
	}
}

/* Looks at the argument; does it have a struct? */
static __always_inline bool arg_get_struct(struct arg_iter *i)
{
	if (!arg_has_struct(*i->arg))
		return false;
	i->type = struct_at(i->structs);
	return true;
}

/*
 * Most functions have few arguments, and each is a scalar or a pointer. Then this
 * returns true, and *@structs has bit 0 of byte n set if argument n has a struct.
 * Only for shapes that have structs: others may end within the word that is read.
 */
static __always_inline bool shape_is_simple(const struct kcov_df_shape *shape,
					    u64 *structs)
{
	u64 args = get_unaligned((const u64 *)shape->args);
	u64 each = REPEAT_BYTE(0x01);

	if (IS_ENABLED(CONFIG_CPU_BIG_ENDIAN) || shape->nr_args > sizeof(u64) - 1)
		return false;
	each &= BIT_ULL(8 * shape->nr_args) - 1;
	/* Of the kinds, these two have bit 0 and not bit 2; KIND_POINTER has bit 1. */
	*structs = args >> 1 & each;
	return (args & ~(args >> 2) & each) == each;
}

/* The bytes behind a span of @nr structs, or more than anybody would read. */
static __always_inline u32 span_size(const struct kcov_df_struct *type, u64 nr)
{
	return min(min(nr, U32_MAX) * type->size, U32_MAX);
}

/* The struct of a return value that has one. */
static __always_inline const struct kcov_df_struct *
return_type(const struct kcov_df_shape *shape)
{
	const s32 *type = shape_structs(shape);
	struct arg_iter i;
	u64 mask;

	/* The sum of the bytes. hweight64() can be a call, with AC set. */
	if (likely(shape_is_simple(shape, &mask)))
		return struct_at(type + (mask * REPEAT_BYTE(0x01) >> 56));
	for (arg_start(&i, shape); arg_more(&i); )
		arg_next(&i);
	return struct_at(i.structs);
}

/* Walks the members of a struct: where they are, in bytes. */
struct field_iter {
	const u8 *code;
	unsigned int run;	/* members left of a run, each of size bytes */
	u64 offset;
	u64 size;
};

static __always_inline void field_start(struct field_iter *f,
					const struct kcov_df_struct *type)
{
	*f = (struct field_iter){ .code = type->fields };
}

static __always_inline u64 field_uleb128(struct field_iter *f)
{
	unsigned int shift = 0;
	u64 value = 0;
	u8 byte;

	do {
		byte = *f->code++;
		value |= (u64)(byte & 0x7f) << (shift & 63);
		shift += 7;
	} while (byte & 0x80);
	return value;
}

/* Goes to the next member, the first one included; false behind the last. */
static __always_inline bool field_next(struct field_iter *f)
{
	u8 byte;

	f->offset += f->size;
	if (f->run) {
		f->run--;
		return true;
	}

	byte = *f->code;
	if (!byte)
		return false;
	f->code++;
	if (byte & 0x80) {
		f->offset = field_uleb128(f);
		f->size = field_uleb128(f);
	} else {
		f->size = byte & 0xf;
		f->run = byte >> 4;
	}
	return true;
}

#endif /* _KERNEL_KCOV_DATAFLOW_SHAPE_H */
