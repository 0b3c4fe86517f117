// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The log. This file is not instrumented. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

#include "log.h"

static unsigned call;

static void put_bytes(const void *p, unsigned long size)
{
	for (unsigned long i = 0; i < size; i++)
		printf("%02x", ((const unsigned char *)p)[i]);
}

/* Reads memory that need not exist, as the kernel does. */
static int read_nofault(void *to, const void *from, unsigned long size)
{
	struct iovec local = { to, size };
	struct iovec remote = { (void *)from, size };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) ==
		(ssize_t)size;
}

static void put_fields(const void *object, const struct field *fields,
		       unsigned num_fields)
{
	char copy[4096];

	printf("{");
	for (unsigned i = 0; i < num_fields; i++) {
		const void *p = (const void *)((uintptr_t)object +
					       fields[i].offset);

		printf("%s%lu+%lu=", i ? " " : "", fields[i].offset,
		       fields[i].size);
		if (read_nofault(copy, p, fields[i].size))
			put_bytes(copy, fields[i].size);
		else
			printf("? at %p", p);
	}
	printf("}\n");
}

static void put_boundary(int arg, unsigned size)
{
	if (arg == RETURNED)
		printf("exit - size %u: ", size);
	else
		printf("entry %d size %u: ", arg, size);
}

void put_object(int arg, unsigned size, const void *p,
		const struct field *fields, unsigned num_fields)
{
	put_boundary(arg, size);
	if (fields) {
		put_fields(p, fields, num_fields);
	} else if (p) {
		put_bytes(p, size);
		printf("\n");
	} else {
		printf("unknown\n");
	}
}

void put_span(int arg, unsigned each, const void *p, unsigned long size)
{
	if (arg == RETURNED)
		printf("span - of %u: ", each);
	else
		printf("span %d of %u: ", arg, each);
	put_bytes(p, size);
	printf("%s\n", size ? "" : "-");
}

void want_case(const char *name)
{
	case_begins();
	printf("case %s\n", name);
}

void want_call(unsigned number)
{
	call = number;
}

static void put_wanted(const char *word, const char *fn)
{
	if (call)
		printf("%s:%u %s ", word, call, fn);
	else
		printf("%s %s ", word, fn);
}

void want_bare(const char *fn, const char *what)
{
	put_wanted("also", fn);
	printf("%s\n", what);
}

void want_span(const char *fn, int arg, unsigned each, const void *p,
	       unsigned long size)
{
	put_wanted("also", fn);
	put_span(arg, each, p, size);
}

void want_value(const char *fn, int arg, const void *value, unsigned size)
{
	put_wanted("want", fn);
	put_object(arg, size, value, NULL, 0);
}

void want_fields(const char *fn, int arg, const void *object, unsigned size,
		 const struct field *fields, unsigned num_fields)
{
	put_wanted("want", fn);
	put_object(arg, size, object, fields, num_fields);
}

void want_unknown(const char *fn, int arg, unsigned size)
{
	put_wanted("want", fn);
	put_object(arg, size, NULL, NULL, 0);
}

struct field nonzero_bytes(const void *object, unsigned long size)
{
	const unsigned char *bytes = object;
	unsigned long first = 0, end = size;

	while (first < size && !bytes[first])
		first++;
	while (end > first && !bytes[end - 1])
		end--;
	return (struct field){ first, end - first };
}
