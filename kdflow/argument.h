/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arguments and the return value in the values of a boundary. */
#ifndef KDFLOW_ARGUMENT_H
#define KDFLOW_ARGUMENT_H

#include <kdflow.h>

/**
 * struct argument - one argument, or the return value
 * @name: its name, or NULL
 * @type: what it is; unknown without types
 * @shape: how it is passed: bits 0..2 enum kdf_arg_kind, 3..7 count
 * @values: its values
 * @captured: @snap is valid
 * @snap: the struct
 */
struct argument {
	const char *name;
	const struct kdf_type *type;
	uint8_t shape;
	const uint8_t *values;
	bool captured;
	struct kdf_snapshot snap;
};

/** struct bytes - captured bytes of a struct that may be larger */
struct bytes {
	const uint8_t *data;
	uint64_t len;
};

/** arguments_fit - can the values of an entry be told apart by argument? */
bool arguments_fit(const struct kdf_function *func, const struct kdf_boundary *b);

/**
 * argument_next - the next argument of an entry
 * @i: its number, from 0 to func->shape.nargs - 1
 * @values: cursor in the values of the entry
 */
void argument_next(const struct kdf_function *func, const struct kdf_boundary *b, unsigned int i,
		   const uint8_t **values, struct argument *arg);

/** argument_return - the return value of an exit; false if its values do not tell */
bool argument_return(const struct kdf_function *func, const struct kdf_boundary *b,
		     struct argument *arg);

/** argument_bits - size of a value of one word */
unsigned int argument_bits(const struct argument *arg);

/** argument_bytes - what was captured of a struct, as far as it is sure */
struct bytes argument_bytes(const struct kdf_snapshot *snap);

/**
 * argument_after - the next struct of an exit that was captured again
 * @pos: cursor, 0 to begin with
 * @new: the struct
 * @old: the same at the entry, if *@has_old
 *
 * Return: false if there is none.
 */
bool argument_after(const struct kdf_boundary *b, size_t *pos, struct kdf_snapshot *new,
		    struct kdf_snapshot *old, bool *has_old);

/** argument_name - what argument @i is called where its fields change */
const char *argument_name(const struct kdf_function *func, unsigned int i, char buf[static 24]);

/** argument_struct - the struct that argument @i points to, 0 if that is not known */
uint64_t argument_struct(const struct kdf_function *func, unsigned int i);

#endif /* KDFLOW_ARGUMENT_H */
