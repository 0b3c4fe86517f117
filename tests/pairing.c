// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Do entries and returns belong together? pairing TRACE
 *
 * Prints the returns that should have an open entry and have none, and exits
 * with 1 if there are any. A function without arguments never leaves an entry,
 * and what ran when the recording began left none either: so a return needs an
 * entry if its function has left one earlier in the trace.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "kdflow.h"

static int compare_pc(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The addresses of all functions in @calls, sorted; their number in *@count. */
static uint64_t *functions(const struct kdf_calls *calls, size_t *count)
{
	uint64_t *pcs = calloc(calls->count + 1, sizeof(*pcs));
	size_t n = 0;

	if (!pcs)
		return NULL;
	for (uint32_t i = 0; i < calls->count; i++)
		pcs[i] = calls->events[i].pc;
	qsort(pcs, calls->count, sizeof(*pcs), compare_pc);
	for (uint32_t i = 0; i < calls->count; i++)
		if (!n || pcs[n - 1] != pcs[i])
			pcs[n++] = pcs[i];
	*count = n;
	return pcs;
}

/* The number of returns without the entry that they should have, or -1. */
static int count_orphans(const struct kdf_trace *trace, const struct kdf_calls *calls)
{
	size_t npcs = 0;
	uint64_t *pcs = functions(calls, &npcs);
	bool *entered = calloc(npcs + 1, sizeof(*entered));
	uint32_t entries = 0, returns = 0, paired = 0;
	int orphans = pcs && entered ? 0 : -1;

	for (uint32_t i = 0; orphans >= 0 && i < calls->count; i++) {
		const struct kdf_event *e = &calls->events[i];
		uint64_t *pc = bsearch(&e->pc, pcs, npcs, sizeof(*pcs), compare_pc);
		const struct kdf_symbol *sym;

		if (e->type == KDF_ENTRY) {
			entered[pc - pcs] = true;
			entries++;
		} else if (e->type == KDF_RETURN) {
			returns++;
			paired += e->pair != KDF_NONE;
			if (e->pair != KDF_NONE || !entered[pc - pcs])
				continue;
			sym = kdf_symbols_find(&trace->symbols, e->pc);
			printf("word %zu: %s returns without having been entered\n",
			       e->word, sym ? sym->name : "?");
			orphans++;
		}
	}
	printf("entries=%u returns=%u paired=%u orphans=%d\n", entries, returns, paired, orphans);
	free(entered);
	free(pcs);
	return orphans;
}

int main(int argc, char **argv)
{
	struct kdf_error err;
	struct kdf_trace trace = { 0 };
	struct kdf_calls calls = { 0 };
	int status;

	if (argc != 2)
		return 2;
	if (kdf_trace_read(&trace, argv[1], &err) ||
	    kdf_calls_build(&calls, &trace.stream, &err)) {
		fprintf(stderr, "pairing: %s\n", err.text);
		status = 1;
	} else {
		status = count_orphans(&trace, &calls) != 0;
	}
	kdf_calls_free(&calls);
	kdf_trace_free(&trace);
	return status;
}
