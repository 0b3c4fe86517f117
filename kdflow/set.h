/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of numbers. */
#ifndef KDFLOW_SET_H
#define KDFLOW_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct set - numbers other than 0, each once; zeroed, it is empty
 * @slots: a hash table, at most half full; 0 is free
 * @alloc: a power of two
 * @count: how many there are
 */
struct set {
	uint64_t *slots;
	size_t alloc;
	size_t count;
};

/** set_add - false where memory has run out */
bool set_add(struct set *set, uint64_t value);

/** set_sorted - the numbers, sorted, allocated; or NULL */
uint64_t *set_sorted(const struct set *set);

void set_free(struct set *set);

#endif /* KDFLOW_SET_H */
