/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What values an argument has had, in memory that does not grow with their number. */
#ifndef KDFLOW_TALLY_H
#define KDFLOW_TALLY_H

#include <stdbool.h>
#include <stdint.h>

/** struct tally_value - a value, and how often it was there; 0 for a free place */
struct tally_value {
	uint64_t value;
	uint64_t count;
};

/**
 * struct tally - the values of an argument
 * @is_signed: they are compared as signed numbers
 * @more: there were more different ones than the limit
 * @known: number of values
 * @min: the smallest
 * @max: the largest
 * @first: the first
 * @last: the latest
 * @values: hash table, at most half full
 * @count: values in it
 * @alloc: places, a power of two, or 0
 * @dropped: with @more: no count is too low by more than this, nor is that of a value
 *	which is not there
 * @recent: place of @last, if it is there
 *
 * As long as there are no more different values than the limit, all are counted. Then
 * only the frequent ones are: a new one takes one off each count instead of a place
 * (Misra and Gries). That loses at most @dropped of each.
 */
struct tally {
	bool is_signed;
	bool more;
	uint64_t known;
	uint64_t min;
	uint64_t max;
	uint64_t first;
	uint64_t last;
	struct tally_value *values;
	uint32_t count;
	uint32_t alloc;
	uint64_t dropped;
	uint32_t recent;
};

/**
 * tally_add - count a value
 * @value: extended to 64 bits
 * @limit: at most so many different values are counted
 *
 * Return: false without memory
 */
bool tally_add(struct tally *t, uint64_t value, uint32_t limit);

/**
 * tally_most - the most frequent value, the smallest of several
 *
 * Return: NULL if no value is sure to be the most frequent one. With @dropped its
 * count is the least that it can be.
 */
const struct tally_value *tally_most(const struct tally *t);

void tally_free(struct tally *t);

#endif /* KDFLOW_TALLY_H */
