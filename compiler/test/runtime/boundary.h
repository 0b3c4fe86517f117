/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What both gates of the boundary ABI have in common: sites, their names, and
 * the lines that the log gets.
 */
#ifndef BOUNDARY_H
#define BOUNDARY_H

#include <stdint.h>

/* An exit whose number of values only the shape knows. */
#define AS_SHAPED -1

/* At least as many @values as the shape says. */
void saw_entry(const int32_t *site, const uint64_t *values);
void saw_exit(const int32_t *site, const uint64_t *values, int nr_values);

/* The function that the names section gives to @site. */
const char *name_of_site(const int32_t *site);
/* The function that @address is in, without ".specialized.1" and the like. */
const char *name_of_address(const void *address);
/*
 * The function that the boundaries of @site are in, or a place in it: a site is
 * part of a no-op there, or its second word is the distance to it.
 */
const void *code_of_site(const int32_t *site);

#endif
