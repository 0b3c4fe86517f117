/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Writes a C program from a seed: functions with random signatures, that call
 * one another with random values, and a driver that says what each boundary
 * has to show.
 *
 *   types.c      types and values
 *   functions.c  functions and what they do
 *   calls.c      calls, gone through step by step to know what they show
 *   main.c       the program as a whole
 */
#ifndef GENERATE_H
#define GENERATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define MAX_PARAMS 24
#define MAX_MEMBERS 24
#define MAX_STEPS 4
/* What a shape can count is 127 values; a program stays below. */
#define MAX_WORDS 110

/* The parts of the program, printed one after the other. */
struct parts {
	FILE *types;	 /* seen by both halves */
	FILE *functions; /* the watched half, */
	FILE *known;	 /* and the globals that it does not define */
	FILE *values;	 /* the driver: globals, */
	FILE *tables;	 /* what is done first, */
	FILE *cases;	 /* one function for each call */
};

extern struct parts out;

/* A number below @n, from the seed. */
unsigned pick(unsigned n);
bool chance(unsigned percent);
uint64_t random_u64(void);
char *format(const char *format, ...) __attribute__((format(printf, 1, 2)));

enum class {
	VOID,
	INTEGER,	/* can be calculated with */
	SCALAR,		/* any other value that has no struct */
	STRUCT_POINTER,
	STRUCT,		/* or a union, by value */
};

struct type {
	enum class class;
	const char *name;
	unsigned size, align;
	unsigned bits;		  /* of an integer */
	bool is_signed;
	char *(*literal)(void);	  /* of a scalar */
	const struct type *target; /* of a struct pointer */
	unsigned nr_members;	  /* of a struct, and so is the rest */
	struct member *members;
	bool is_union, is_packed;
};

struct member {
	const struct type *type;
	char name[16];
	unsigned array;	/* elements; 0: no array */
	unsigned bits;	/* width of a bit-field; 0: none */
	bool begins_unit; /* of bit-fields */
	/* Of an anonymous struct or union: how many follow as its members. */
	unsigned nr_anonymous;
	bool anonymous_union;
};

void make_types(void);
const struct type *any_type(void);
const struct type *void_type(void);
const struct type *depth_type(void);
/* An initialiser; for a struct with its braces. */
char *literal_of(const struct type *t);
/* The same as an expression. */
char *expression_of(const struct type *t, const char *literal);
/* A member that is an integer and no bit-field; NULL if there is none. */
const struct member *integer_member(const struct type *t);
bool has_fields(const struct type *t);
char *integer_literal(const struct type *t);

/* A value that both halves know: v1, v2 .. as globals, or its literal. */
struct value {
	unsigned id;
	const struct type *type;
	char *literal;
};

struct value *new_value(const struct type *t);

/* Where an argument or a result comes from. */
struct operand {
	enum {
		LITERAL,      /* of value */
		GLOBAL,	      /* value */
		PARAM,	      /* the function's own */
		CALCULATED,   /* from an own parameter */
		RESULT,	      /* of a step */
		OBJECT,	      /* the address of a global struct */
		LOCAL_OBJECT, /* of one in the frame */
		NO_OBJECT,    /* NULL */
		DEPTH,	      /* the own depth, less one */
	} kind;
	struct value *value;
	unsigned index, times, plus;
};

struct step {
	enum { CALL, LOOP, RECURSE, USE, STORE, CLOBBER } kind;
	const struct function *callee;
	struct operand args[MAX_PARAMS];
	unsigned param;	 /* of USE and STORE */
	char *stored;
};

struct function {
	const char *name;
	const char *attributes;
	bool is_static;
	bool can_be_inlined;
	bool is_variadic;
	const struct type *ret;
	unsigned nr_params;
	const struct type *params[MAX_PARAMS];
	const char *qualifiers[MAX_PARAMS];
	int depth_param; /* -1: not recursive */
	unsigned nr_steps;
	struct step steps[MAX_STEPS];
	enum { ONE_RETURN, EARLY, EARLY_BUT_NOT_TAKEN } returns;
	struct operand result, other_result;
	unsigned cost; /* calls below it, itself included */
};

#define LOOP_TIMES 3
#define MAX_DEPTH 3

const struct function *make_function(unsigned index, bool is_last);
/* A fresh argument of type @t for a caller that has none to pass on. */
struct operand fresh_operand(const struct type *t, bool in_frame);

/* A case: @f is called by the driver. */
void make_case(const struct function *f, unsigned number);

#endif
