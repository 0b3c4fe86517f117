/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a site is called, what its arguments are called, and what their types
 * are: docs/names-format.md. Names come from the sections of an ELF file or from
 * a trace file, and are looked up by the address of the site, KASLR offset
 * removed.
 */
#ifndef KDF_NAMES_H
#define KDF_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "text.h"

#ifdef __cplusplus
extern "C" {
#endif

/** enum kdf_type_kind - what a value is */
enum kdf_type_kind {
	KDF_TYPE_UNKNOWN,
	KDF_TYPE_VOID,
	KDF_TYPE_SIGNED,
	KDF_TYPE_UNSIGNED,
	KDF_TYPE_BOOL,
	KDF_TYPE_CHAR,
	KDF_TYPE_FLOAT,
	KDF_TYPE_ENUM,
	KDF_TYPE_STRUCT,	   /* by value; as a member: an enum with data */
	KDF_TYPE_POINTER,	   /* to anything else */
	KDF_TYPE_POINTER_FUNCTION,
	KDF_TYPE_POINTER_CHAR,
	KDF_TYPE_POINTER_STRUCT,
	KDF_TYPE_OPAQUE,	   /* bytes that are not described */
};

/**
 * struct kdf_element - what a slice consists of
 * @kind: of one element; KDF_TYPE_UNKNOWN: it is no slice, or that is not known
 * @size: bytes of one element, 0 if that is not known here, as in &struct kdf_type
 * @id: the enumeration or struct
 */
struct kdf_element {
	enum kdf_type_kind kind;
	uint32_t size;
	uint64_t id;
};

/**
 * struct kdf_type - a type, or an array of it
 * @kind: what one element is
 * @size: bytes of one element, 0 if that is not known here (enumerations, structs)
 * @array: it is an array (several dimensions are one)
 * @count: number of elements of an array
 * @id: the enumeration or struct
 * @around: the enum with data that a pointer is in (Option<&T> in Rust), or 0
 * @element: what is behind the pointer of a slice or a string, which is a struct,
 *	or an enum with data (Option<&str>)
 */
struct kdf_type {
	enum kdf_type_kind kind;
	uint32_t size;
	bool array;
	uint64_t count;
	uint64_t id;
	uint64_t around;
	struct kdf_element element;
};

/** struct kdf_param - a parameter: its type and its name, which may be empty */
struct kdf_param {
	struct kdf_type type;
	const char *name;
};

/**
 * enum kdf_arg_kind - how an argument or a return value is passed, see
 *	docs/boundary-abi.md, "Site and shape"
 */
enum kdf_arg_kind {
	KDF_ARG_UNKNOWN = 0,
	KDF_ARG_SCALAR = 1,
	KDF_ARG_WORDS = 2,
	KDF_ARG_POINTER = 3,
	KDF_ARG_MEMORY = 4,
	KDF_ARG_OBJECT = 5,
	KDF_ARG_SPAN = 6,
};

/** KDF_ARGS_MAX - the shape counts arguments in a byte */
#define KDF_ARGS_MAX 255

/**
 * struct kdf_shape - how the values of a boundary make its arguments
 * @known: this is known; without it, values cannot be told apart by argument
 * @nargs: number of arguments
 * @nvalues: number of values of all arguments
 * @args: bits 0..2 enum kdf_arg_kind, 3..7 count; the return value behind the arguments
 */
struct kdf_shape {
	bool known;
	unsigned int nargs;
	unsigned int nvalues;
	uint8_t args[KDF_ARGS_MAX + 1];
};

/** kdf_shape_values - the number of values that an argument byte of a shape takes */
unsigned int kdf_shape_values(uint8_t arg);

/**
 * struct kdf_function - the function of a site
 * @name: its name, as in the source: demangled if it is of Rust
 * @symbol: its name, as in the object file
 * @location: FILE:LINE, or empty
 * @module: the module, "vmlinux" for the kernel itself
 * @typed: its types are known: @ret, @params and @nparams are valid
 * @ret: type of the return value
 * @params: parameters
 * @nparams: their number; that of the shape, if it is known
 * @shape: how they are passed
 */
struct kdf_function {
	const char *name;
	const char *symbol;
	const char *location;
	const char *module;
	bool typed;
	struct kdf_type ret;
	struct kdf_param *params;
	unsigned int nparams;
	struct kdf_shape shape;
};

/** struct kdf_member - a member: bit-fields have any offset and size */
struct kdf_member {
	uint64_t offset;
	uint64_t bits;
	struct kdf_type type;
	const char *name;
};

/** struct kdf_enumerator - a name of a value */
struct kdf_enumerator {
	int64_t value;
	const char *name;
};

/**
 * struct kdf_variant - one of the variants of an enum with data
 * @is_default: it counts if no other does
 * @value: else, if the discriminant has this value
 * @type: the struct of its data, whose offsets are those in the enum; or void
 * @name: its name
 */
struct kdf_variant {
	bool is_default;
	uint64_t value;
	struct kdf_type type;
	const char *name;
};

/** enum kdf_definition_kind - what is defined */
enum kdf_definition_kind {
	KDF_STRUCT,	/* a struct, class or union */
	KDF_ENUM,	/* an enumeration */
	KDF_VARIANTS,	/* an enum with data */
};

/**
 * struct kdf_definition - a struct, an enumeration, or an enum with data
 * @id: hash of it
 * @kind: which of them
 * @name: its name, may be empty
 * @size: bytes
 * @members: of a struct
 * @enumerators: of an enumeration
 * @variants: of an enum with data
 * @count: number of them
 * @offset: of the discriminant of an enum with data, in bits
 * @bits: of it; 0: there is none, and one variant
 */
struct kdf_definition {
	uint64_t id;
	enum kdf_definition_kind kind;
	const char *name;
	uint64_t size;
	struct kdf_member *members;
	struct kdf_enumerator *enumerators;
	struct kdf_variant *variants;
	size_t count;
	uint64_t offset;
	unsigned int bits;
};

struct kdf_names_site;
struct kdf_names_def;
struct kdf_names_object;

/**
 * struct kdf_names - names, from any number of sources
 * @sites: sorted by address
 * @count: number of sites
 * @slots: hash table of them by address: 1 + number of the site, or 0
 * @nslots: a power of two, at least twice @count; 0 without
 * @defs: definitions, sorted by ID
 * @ndefs: their number
 * @objects: what the names point into
 * @sorted: sites and definitions are sorted
 */
struct kdf_names {
	struct kdf_names_site *sites;
	size_t count;
	size_t alloc;
	uint32_t *slots;
	size_t nslots;
	struct kdf_names_def *defs;
	size_t ndefs;
	size_t defs_alloc;
	struct kdf_names_object *objects;
	bool sorted;
};

/**
 * kdf_names_add_text - add what kdf_names_write() has made
 * @source: name of the source, for messages
 *
 * Every line is checked: the first that is malformed is an error with its number.
 */
int kdf_names_add_text(struct kdf_names *names, const char *source, const char *text, size_t len,
		       struct kdf_error *err);

/** kdf_names_add_vmlinux - add the names of a linked file: vmlinux, or an executable */
int kdf_names_add_vmlinux(struct kdf_names *names, const char *path, struct kdf_error *err);

/**
 * kdf_names_add_module - add the names of a loaded module
 * @path: its file
 * @module: its name
 * @sections: the folder with the addresses of its sections, /sys/module/NAME/sections
 * @kaslr_offset: is removed from those addresses
 */
int kdf_names_add_module(struct kdf_names *names, const char *path, const char *module,
			 const char *sections, uint64_t kaslr_offset, struct kdf_error *err);

/**
 * kdf_names_function - the function of a site
 *
 * *@func is NULL if the site has no name. A malformed name is an error.
 */
int kdf_names_function(struct kdf_names *names, uint64_t site, const struct kdf_function **func,
		       struct kdf_error *err);

/** kdf_names_module - the module of one of the sites, 0 to names->count - 1 */
const char *kdf_names_module(const struct kdf_names *names, size_t i);

/** kdf_names_site - the address of one of the sites, 0 to names->count - 1; they are sorted */
uint64_t kdf_names_site(struct kdf_names *names, size_t i);

/**
 * kdf_names_enumerator - the value of an enumerator of that name
 *
 * Return: 0 without, 1, or 2 if enumerations disagree: then *@other is another value.
 */
int kdf_names_enumerator(struct kdf_names *names, const char *name, size_t len, int64_t *value,
			 int64_t *other);

/** kdf_names_definition - a struct, an enumeration or an enum with data; *@def is NULL if it is not known */
int kdf_names_definition(struct kdf_names *names, uint64_t id, const struct kdf_definition **def,
			 struct kdf_error *err);

/**
 * kdf_names_write - the names of some sites, with the types that they need, as text
 * @sites: addresses
 * @unnamed: the number of sites without a name
 *
 * A malformed name is left out and counted as none; @err tells of the last one,
 * err->code is 0 without.
 */
void kdf_names_write(struct kdf_names *names, const uint64_t *sites, size_t count,
		     struct kdf_text *text, size_t *unnamed, struct kdf_error *err);

/** kdf_names_free - free all names; what was found in them is gone, too */
void kdf_names_free(struct kdf_names *names);

/** kdf_demangle - the name in the source of a symbol of Rust, to be freed; NULL if it is none */
char *kdf_demangle(const char *symbol);

/** KDF_BUILD_ID_MAX - the longest build-id */
#define KDF_BUILD_ID_MAX 64

/**
 * struct kdf_build_id - what tells a linked file from all others
 * @len: 0 without
 */
struct kdf_build_id {
	size_t len;
	unsigned char bytes[KDF_BUILD_ID_MAX];
};

/** kdf_build_id_file - the build-id of an ELF file */
int kdf_build_id_file(struct kdf_build_id *id, const char *path, struct kdf_error *err);

/** kdf_build_id_notes - the build-id in a file of ELF notes, as /sys/kernel/notes */
int kdf_build_id_notes(struct kdf_build_id *id, const char *path, struct kdf_error *err);

#ifdef __cplusplus
}
#endif

#endif /* KDF_NAMES_H */
