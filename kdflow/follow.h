/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of "kdflow follow". */
#ifndef KDFLOW_FOLLOW_H
#define KDFLOW_FOLLOW_H

#include <kdflow.h>

/**
 * struct target - what is followed
 * @value: a value, or the address of an object
 * @size: 0, or bytes of the object: then every address in it is meant
 */
struct target {
	uint64_t value;
	uint64_t size;
};

/**
 * struct hit - a place where the target is
 * @root: the argument's name, or "ret"
 * @arrow: the place is in the struct that @root points to
 * @member: the member of the struct, or NULL: @root itself, or a word of a struct that is
 *	not described
 * @index: element of an array, with @is_element
 * @offset: bytes into the struct or member, with @is_word
 * @is_element: it is an element
 * @is_word: it is 8 bytes of what is not described
 * @type: of the value
 * @bits: its width
 * @changed: it was @old at the entry, and that or @value is the target
 * @old: the value at the entry
 * @value: the value
 */
struct hit {
	const char *root;
	bool arrow;
	const struct kdf_member *member;
	bool is_element;
	bool is_word;
	uint64_t index;
	uint64_t offset;
	const struct kdf_type *type;
	unsigned int bits;
	bool changed;
	uint64_t old;
	uint64_t value;
};

/** follow_visit_fn - is told of a hit, which is valid until it returns */
typedef void follow_visit_fn(void *data, const struct hit *hit);

/**
 * target_is - is this number the target, or an address in it?
 *
 * A number is compared at its width: 0xffffffff and -1 are both the int -1, but 0x1ff is
 * no char.
 */
bool target_is(const struct target *t, const struct kdf_number *n);

/**
 * follow_match - find the target in the values of a boundary
 *
 * Of an exit: in its return value, and in what has changed since the entry. @visit is
 * called for each place; returns their number.
 */
size_t follow_match(const struct target *t, struct kdf_names *names,
		    const struct kdf_function *func, const struct kdf_boundary *b,
		    follow_visit_fn *visit, void *data);

/** follow_object - the largest captured struct of a boundary that has an address in it */
void follow_object(uint64_t address, const struct kdf_function *func, const struct kdf_boundary *b,
		   struct target *object);

#endif /* KDFLOW_FOLLOW_H */
