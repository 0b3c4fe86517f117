/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the values of a boundary say: arguments, structs before and after, the
 * return value. Ask a boundary of kdf_walk with its function:
 *
 *   struct kdf_argument   an argument or the return value: its type, its values, its struct
 *   struct kdf_number     an integer with its width, or that it is not known
 *   struct kdf_path       "file->f_pos", "count", "ret": looked up once for a function, then
 *                         asked at each of its boundaries, before and after
 *   struct kdf_changes    what the callee has changed, member by member
 *
 * An entry has its values and structs. An exit has the return value, the structs
 * again, and what its entry had, if that is there (kdf_boundary.has_entry): all
 * that asks for arguments asks for those, whichever of both it is given.
 *
 * Nothing here is a guess. A value is unknown if it was not recorded or not
 * captured, or if the compiler did not know it.
 */
#ifndef KDF_VALUES_H
#define KDF_VALUES_H

#include "calls.h"
#include "names.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits ----------------------------------------------------------------- */

/** struct kdf_bytes - captured bytes of a struct that may be larger */
struct kdf_bytes {
	const uint8_t *data;
	uint64_t len;
};

/** kdf_low_bits - a value without what is above so many bits */
static inline uint64_t kdf_low_bits(uint64_t value, unsigned int bits)
{
	return bits >= 64 ? value : value & ((1ULL << bits) - 1);
}

/** kdf_sign_extend - the signed value of so many bits */
int64_t kdf_sign_extend(uint64_t value, unsigned int bits);

/** kdf_read_bits - at most 64 bits of a struct; false where they were not captured */
bool kdf_read_bits(const struct kdf_bytes *bytes, uint64_t offset, unsigned int bits,
		   uint64_t *value);

/* Numbers -------------------------------------------------------------- */

/**
 * struct kdf_number - an integer, or that it is not known
 * @known: it is; the rest is valid
 * @is_signed: it is signed
 * @bits: its width, 1 to 64
 * @value: the integer, sign-extended or zero-extended to 64 bits
 */
struct kdf_number {
	bool known;
	bool is_signed;
	unsigned int bits;
	uint64_t value;
};

/**
 * kdf_number - the number that @bits bits of a type are
 *
 * Pointers, characters and what is not described are unsigned, an enumeration is
 * signed if one of its names is negative. Floating point is no number, nor is a
 * struct, an array, or anything wider than 64 bits.
 */
struct kdf_number kdf_number(struct kdf_names *names, const struct kdf_type *type, uint64_t value,
			     unsigned int bits);

/* The largest code of an error, as in include/linux/err.h. */
#define KDF_ERRNO_MAX 4095

/**
 * kdf_error_code - the errno value that a number means, or 0
 *
 * For pointers (IS_ERR()) and signed integers of 4 or 8 bytes: -1 to -4095.
 */
unsigned int kdf_error_code(const struct kdf_type *type, uint64_t value, unsigned int bits);

/** kdf_enumerator - the name of a value of the enumeration @id, or NULL */
const char *kdf_enumerator(struct kdf_names *names, uint64_t id, uint64_t value,
			   unsigned int bits);

/* Arguments ------------------------------------------------------------ */

/**
 * struct kdf_argument - an argument, or the return value
 * @index: which, from 0, or KCOV_DF_RETURN
 * @name: its name, or NULL
 * @type: what it is; of unknown kind without types
 * @shape: how it is passed: bits 0..2 enum kdf_arg_kind, 3..7 count
 * @values: its values, kdf_shape_values(@shape) of them
 * @first: number of the first of them among those of the boundary
 * @captured: @snap is valid: a struct was captured, or could not be read
 * @snap: the struct; of an argument: at the entry
 */
struct kdf_argument {
	unsigned int index;
	const char *name;
	const struct kdf_type *type;
	uint8_t shape;
	const uint8_t *values;
	unsigned int first;
	bool captured;
	struct kdf_snapshot snap;
};

/** kdf_arguments_known - are the values of the entry there, and do they tell the arguments apart? */
bool kdf_arguments_known(const struct kdf_function *func, const struct kdf_boundary *b);

/**
 * kdf_argument - argument @i of a call, at its entry or its exit
 * @func: the function, or NULL
 *
 * Return: false if it has no such argument, or that is not known.
 */
bool kdf_argument(const struct kdf_function *func, const struct kdf_boundary *b, unsigned int i,
		  struct kdf_argument *arg);

/** kdf_argument_find - the number of the parameter of that name, or -1 */
int kdf_argument_find(const struct kdf_function *func, const char *name, size_t len);

/** kdf_argument_name - its name, or "argument N", from 1 */
const char *kdf_argument_name(const struct kdf_function *func, unsigned int i, char buf[24]);

/** kdf_return - the return value of an exit; false if that is not known, or @b is no exit */
bool kdf_return(const struct kdf_function *func, const struct kdf_boundary *b,
		struct kdf_argument *arg);

/** kdf_argument_bits - width of a value of one word */
unsigned int kdf_argument_bits(const struct kdf_argument *arg);

/** kdf_argument_number - its value; for a pointer the address, not so for a struct by value */
struct kdf_number kdf_argument_number(struct kdf_names *names, const struct kdf_argument *arg);

/** kdf_argument_error - the errno value that it means, or 0; see kdf_error_code() */
unsigned int kdf_argument_error(const struct kdf_argument *arg);

/** kdf_argument_struct - the struct that it is or points to, or NULL if that is not described */
const struct kdf_definition *kdf_argument_struct(struct kdf_names *names,
						 const struct kdf_argument *arg);

/** kdf_argument_bytes - the bytes of that struct, at the entry; false if there are none */
bool kdf_argument_bytes(const struct kdf_argument *arg, struct kdf_bytes *bytes);

/**
 * kdf_argument_array - an array that is an argument, as a member of nothing else
 *
 * Return: false if it is none, or its bytes are not known.
 */
bool kdf_argument_array(const struct kdf_argument *arg, struct kdf_member *m,
			struct kdf_bytes *bytes);

/**
 * kdf_argument_snapshot_after - what was captured at the exit behind a pointer argument
 *
 * If the kernel has found it unchanged, it is that of the entry. Return: false if
 * @b is no exit, or nothing was captured.
 */
bool kdf_argument_snapshot_after(const struct kdf_boundary *b, const struct kdf_argument *arg,
				 struct kdf_snapshot *snap);

/**
 * kdf_argument_bytes_after - the bytes of the struct that an argument points to, at the exit
 *
 * If the kernel has found it unchanged, they are those of the entry. Return:
 * false if @b is no exit, or they are not known.
 */
bool kdf_argument_bytes_after(const struct kdf_boundary *b, const struct kdf_argument *arg,
			      struct kdf_bytes *bytes);

/* Slices --------------------------------------------------------------- */

/**
 * struct kdf_span - a slice or a string, and its first elements
 * @type: of an element
 * @size: bytes of an element
 * @count: how many elements it has
 * @bytes: what was captured of them
 */
struct kdf_span {
	struct kdf_type type;
	uint64_t size;
	uint64_t count;
	struct kdf_bytes bytes;
};

/** kdf_argument_is_span - its values are a pointer and how many elements are behind it */
bool kdf_argument_is_span(const struct kdf_argument *arg);

/**
 * kdf_argument_span - the elements of a slice or a string; of an argument: at the entry
 *
 * Return: false if it is none, if they are not described or could not be read, or
 * without a pointer.
 */
bool kdf_argument_span(struct kdf_names *names, const struct kdf_argument *arg,
		       struct kdf_span *span);

/**
 * kdf_argument_span_after - the elements of a slice that is an argument, at the exit
 *
 * If the kernel has found them unchanged, they are those of the entry.
 */
bool kdf_argument_span_after(struct kdf_names *names, const struct kdf_boundary *b,
			     const struct kdf_argument *arg, struct kdf_span *span);

/** kdf_span_captured - how many elements were captured */
uint64_t kdf_span_captured(const struct kdf_span *span);

/** kdf_span_is_text - it is a string: UTF-8, or bytes that should be */
bool kdf_span_is_text(const struct kdf_span *span);

/** kdf_span_element - the bytes of element @i, which was captured */
struct kdf_bytes kdf_span_element(const struct kdf_span *span, uint64_t i);

/** kdf_snapshot_bytes - what was captured of a struct, as far as it is sure */
struct kdf_bytes kdf_snapshot_bytes(const struct kdf_snapshot *snap);

/* Members -------------------------------------------------------------- */

/** kdf_struct - the struct, class or union @id, or NULL if it is not described */
const struct kdf_definition *kdf_struct(struct kdf_names *names, uint64_t id);

/** kdf_variants - the enum with data @id, or NULL if it is not described */
const struct kdf_definition *kdf_variants(struct kdf_names *names, uint64_t id);

/** kdf_variant - the variant that counts in an enum with data; NULL if that is not known */
const struct kdf_variant *kdf_variant(const struct kdf_definition *def,
				      const struct kdf_bytes *bytes);

/** kdf_member_find - the member of that name, "f_path.dentry" for one of an embedded struct */
const struct kdf_member *kdf_member_find(const struct kdf_definition *def, const char *name,
					 size_t len);

/** kdf_member_captured - all bits of a member are there */
bool kdf_member_captured(const struct kdf_member *m, const struct kdf_bytes *bytes);

/** kdf_member_bytes - the bytes of a member; false if they were not captured */
bool kdf_member_bytes(const struct kdf_member *m, const struct kdf_bytes *bytes,
		      struct kdf_bytes *part);

/** kdf_member_differs - a member has changed, as far as it was captured */
bool kdf_member_differs(const struct kdf_member *m, const struct kdf_bytes *before,
			const struct kdf_bytes *after);

/* Changes -------------------------------------------------------------- */

/** struct kdf_changes - a cursor in what an exit has changed in the structs that arguments point to */
struct kdf_changes {
	/* private: */
	struct kdf_names *names;
	const struct kdf_function *func;
	const struct kdf_boundary *b;
	size_t pos;
	size_t item;
	bool inside;
	bool readable;
	bool is_span;
	struct kdf_span span;
	struct kdf_bytes before;
	struct kdf_bytes after;
	uint64_t first;
	uint64_t end;
	unsigned int arg;
	uint64_t id;
	const struct kdf_definition *def;
};

/**
 * struct kdf_change - a change
 * @arg: the argument
 * @first: it is the first of that struct
 * @compared: what it was before is known; if not, this stands for the whole struct
 * @readable: @after is valid, which is so for all that were compared
 * @id: of the struct, 0 if that is not known
 * @whole: it is an enum with data, or a slice: all of it has changed
 * @is_span: it is a slice: @span is what it is now, with @before it is what it was
 * @member: else the member; NULL if the struct is not described: a word
 * @offset: of the word in the struct, in bytes
 * @bits: of the word
 * @before: the struct before
 * @after: the struct after
 */
struct kdf_change {
	unsigned int arg;
	bool first;
	bool compared;
	bool readable;
	bool whole;
	bool is_span;
	struct kdf_span span;
	uint64_t id;
	const struct kdf_member *member;
	uint64_t offset;
	unsigned int bits;
	struct kdf_bytes before;
	struct kdf_bytes after;
};

/** kdf_changes_begin - begin with the first change; @b is an exit, others have none */
void kdf_changes_begin(struct kdf_changes *c, struct kdf_names *names,
		       const struct kdf_function *func, const struct kdf_boundary *b);

/** kdf_changes_next - the next change; false at the end */
bool kdf_changes_next(struct kdf_changes *c, struct kdf_change *change);

/* Paths ---------------------------------------------------------------- */

/**
 * struct kdf_path - a value of a function's calls, by name
 * @arg: the argument, or KCOV_DF_RETURN
 * @whole: the argument itself; the rest is of no meaning
 * @type: of the member, or of the element of an array
 * @offset: of it in the struct, in bits
 * @bits: its width
 */
struct kdf_path {
	unsigned int arg;
	bool whole;
	struct kdf_type type;
	uint64_t offset;
	unsigned int bits;
};

/**
 * kdf_path_find - look up a path
 * @text: ARGUMENT, ARGUMENT->MEMBER, ARGUMENT.MEMBER, either with [N] for an
 *	element of an array, or a byte of a member that is not described. ARGUMENT is the name of a parameter, or "$1" for the
 *	first one and so on, or "ret" for the return value. MEMBER is as in
 *	kdf_member_find().
 *
 * The path is good for all boundaries of @func. -ENOENT: it has none such, and
 * @err says which it has.
 */
int kdf_path_find(struct kdf_path *path, struct kdf_names *names, const struct kdf_function *func,
		  const char *text, struct kdf_error *err);

/** kdf_path_before - what it was at the entry */
struct kdf_number kdf_path_before(const struct kdf_path *path, struct kdf_names *names,
				  const struct kdf_function *func, const struct kdf_boundary *b);

/**
 * kdf_path_after - what it was at the exit
 *
 * An argument itself is what it was at the entry.
 */
struct kdf_number kdf_path_after(const struct kdf_path *path, struct kdf_names *names,
				 const struct kdf_function *func, const struct kdf_boundary *b);

#ifdef __cplusplus
}
#endif

#endif /* KDF_VALUES_H */
