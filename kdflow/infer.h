/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of "kdflow infer". */
#ifndef KDFLOW_INFER_H
#define KDFLOW_INFER_H

#include <stdio.h>

#include <kdflow.h>

/** INFER_FEW - so many different values are a list, more are a range */
#define INFER_FEW 3

/** INFER_COMPARED - the first so many arguments are compared with one another and with the return value */
#define INFER_COMPARED 8

/** INFER_NAME_MAX - a path or a function with a longer name has no contracts */
#define INFER_NAME_MAX 200

/**
 * struct infer_support - how often something was seen
 * @calls: in how many calls
 * @tasks: in how many tasks
 * @last: the task that it was seen in last, 0 for none
 */
struct infer_support {
	uint64_t calls;
	uint64_t tasks;
	uint64_t last;
};

/**
 * struct infer_values - the values of an argument, a member or a return value
 * @support: how many were known
 * @mixed: they are of different types: nothing is inferred
 * @is_pointer: they are pointers
 * @is_bool: they are bool
 * @is_signed: they are signed
 * @bits: their width
 * @few: the different ones, up to INFER_FEW
 * @count: number of different ones; INFER_FEW + 1 for more
 * @min: the least; errors are left out of this and all that follows
 * @max: the greatest
 * @any: there are others than errors
 * @ones: bits that are set in one of them
 * @null: 0 is among them
 * @errors: negative errno values, or pointers with them, are among all values
 */
struct infer_values {
	struct infer_support support;
	bool mixed;
	bool is_pointer;
	bool is_bool;
	bool is_signed;
	unsigned int bits;
	uint64_t few[INFER_FEW];
	unsigned int count;
	__int128 min;
	__int128 max;
	bool any;
	uint64_t ones;
	bool null;
	bool errors;
};

/**
 * struct infer_member - a member of a struct that an argument points to
 * @name: its name
 * @changed: some call has changed it
 * @len: bytes of the struct up to its end
 * @before: its values at the entry
 */
struct infer_member {
	char *name;
	bool changed;
	uint64_t len;
	struct infer_values before;
};

/**
 * struct infer_argument - an argument
 * @path: what it is called in a contract
 * @values: its values
 * @id: of the struct that it points to
 * @compared: calls of which it is known what they have changed in that
 * @changed: some call has changed something in it
 * @len: the fewest bytes that were captured of it, before and after
 * @members: those of the struct that have numbers
 * @nmembers: their number
 */
struct infer_argument {
	char path[INFER_NAME_MAX + 1];
	struct infer_values values;
	uint64_t id;
	struct infer_support compared;
	bool changed;
	uint64_t len;
	struct infer_member *members;
	size_t nmembers;
};

/**
 * struct infer_function - all functions of one name in a module
 * @module: the module
 * @name: its name
 * @differs: they have different parameters: nothing is inferred
 * @calls: their calls
 * @args: their arguments
 * @nargs: number of arguments
 * @ret: what they return
 * @unequal: bit j of [i]: argument i was not equal to argument j, or to the return
 *	value for j = INFER_COMPARED, or that was not known
 * @compared: calls of which both were known
 */
struct infer_function {
	char *module;
	char *name;
	bool differs;
	uint64_t calls;
	struct infer_argument *args;
	unsigned int nargs;
	struct infer_values ret;
	uint16_t unequal[INFER_COMPARED];
	uint64_t compared[INFER_COMPARED][INFER_COMPARED + 1];
};

/**
 * struct infer - one run of "kdflow infer"
 * @functions: tree of functions, see tsearch(3)
 * @function: a pattern of functions, or NULL
 * @module: a pattern of modules, or NULL
 * @fields: members at the entry, too
 * @min: the least number of calls that support a contract
 * @members: number of members of the arguments of all functions
 */
struct infer {
	void *functions;
	const char *function;
	const char *module;
	bool fields;
	uint64_t min;
	uint64_t members;
};

/** infer_trace - collect what is in a trace; returns an exit status; *@damaged: it was told that a part is missing */
int infer_trace(struct infer *infer, struct kdf_trace *trace, uint32_t number, bool *damaged);

/** infer_add - add a value of a type to those that were seen, if it is known */
void infer_add(struct infer_values *values, const struct kdf_type *type, const struct kdf_number *number,
	       uint64_t task);

/** infer_support - add a call */
void infer_support(struct infer_support *support, uint64_t task);

/** infer_function_find - the function of that name, or a new one; negative where memory has run out */
int infer_function_find(struct infer *infer, struct kdf_names *names, const struct kdf_function *func,
			struct infer_function **found);

/** infer_functions_free - forget all of it */
void infer_functions_free(struct infer *infer);

/** infer_print - print the contracts of all functions */
void infer_print(const struct infer *infer, FILE *out);

/** infer_print_values - print what the values of a path have in common */
void infer_print_values(const struct infer *infer, FILE *out, const char *head, const char *path,
			const struct infer_values *values);

/** infer_print_return - the same of a return value, with its errors */
void infer_print_return(const struct infer *infer, FILE *out, const char *head,
			const struct infer_values *values);

/** infer_print_support - "# N calls, N tasks", the end of a contract */
void infer_print_support(FILE *out, const struct infer_support *support);

#endif /* KDFLOW_INFER_H */
