// SPDX-License-Identifier: GPL-2.0-or-later
/* Two lists of calls -> pairs, and calls without one. */
#include <stdlib.h>

#include "diff.h"

#define EQUAL 3
#define ALIKE 1

static uint32_t weight(const struct item *a, const struct item *b)
{
	if (a->id != b->id)
		return 0;
	return a->digest == b->digest ? EQUAL : ALIKE;
}

/*
 * Row i of @best, of n + 1 rows with m + 1 columns: the weight of the best alignment of
 * what is behind the first i and j.
 */
static void fill(const struct item *const lists[2], const size_t n[2], uint32_t *best)
{
	size_t width = n[1] + 1;

	for (size_t i = n[0] + 1; i-- > 0;) {
		for (size_t j = n[1] + 1; j-- > 0;) {
			uint32_t *cell = &best[i * width + j], w;

			*cell = 0;
			if (i < n[0])
				*cell = cell[width];
			if (j < n[1] && cell[1] > *cell)
				*cell = cell[1];
			if (i == n[0] || j == n[1])
				continue;
			w = weight(&lists[0][i], &lists[1][j]);
			if (w && cell[width + 1] + w > *cell)
				*cell = cell[width + 1] + w;
		}
	}
}

static bool half_used(const size_t at[2], const size_t n[2], const bool ended[2])
{
	return (!ended[0] && at[0] >= (n[0] + 1) / 2) || (!ended[1] && at[1] >= (n[1] + 1) / 2);
}

ssize_t align(const struct item *const lists[2], const size_t n[2], const bool ended[2],
	      struct step *steps)
{
	uint32_t *best = calloc((n[0] + 1) * (n[1] + 1), sizeof(*best));
	size_t width = n[1] + 1, at[2] = { 0, 0 };
	ssize_t count = 0;

	if (!best)
		return -1;
	fill(lists, n, best);
	while ((at[0] < n[0] || at[1] < n[1]) && !half_used(at, n, ended)) {
		const uint32_t *cell = &best[at[0] * width + at[1]];
		struct step *step = &steps[count++];
		uint32_t w = 0;

		if (at[0] < n[0] && at[1] < n[1])
			w = weight(&lists[0][at[0]], &lists[1][at[1]]);
		*step = (struct step){ { DIFF_NONE, DIFF_NONE } };
		if (w && *cell == cell[width + 1] + w) {
			step->index[0] = lists[0][at[0]++].index;
			step->index[1] = lists[1][at[1]++].index;
		} else if (at[0] < n[0] && *cell == cell[width]) {
			step->index[0] = lists[0][at[0]++].index;
		} else {
			step->index[1] = lists[1][at[1]++].index;
		}
	}
	free(best);
	return count;
}
