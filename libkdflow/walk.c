// SPDX-License-Identifier: GPL-2.0-or-later
/* The boundaries of a trace, chunk by chunk. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdflow.h"
#include "trace.h"

void kdf_walk_begin(struct kdf_walk *walk, struct kdf_trace *trace)
{
	*walk = (struct kdf_walk){ .trace = trace, .end = trace->nstreams };
}

void kdf_walk_begin_stream(struct kdf_walk *walk, struct kdf_trace *trace, size_t stream)
{
	*walk = (struct kdf_walk){ .trace = trace, .stream = stream, .end = stream + 1 };
}

static void next_stream(struct kdf_walk *walk)
{
	kdf_nest_free(&walk->nest);
	walk->stream++;
	walk->next = 0;
}

static int next_chunk(struct kdf_walk *walk, struct kdf_error *err)
{
	const struct kdf_trace *t = walk->trace;
	const struct kdf_trace_chunk *c = &t->chunks[t->streams[walk->stream].first + walk->next++];
	struct kdf_chunk chunk = { .name = walk->name };
	int ret;

	if (!walk->payload)
		walk->payload = calloc(1, sizeof(*walk->payload));
	if (!walk->payload)
		return kdf_fail_sys(err, ENOMEM, "%s", t->path);
	snprintf(walk->name, sizeof(walk->name), "%.255s: block %u", t->path, c->block);
	walk->chunk = &c->head;
	walk->nest.only_changed = t->only_changed;
	ret = trace_load_chunk(t, c, !walk->values_only, walk->payload, &chunk, err);
	if (!ret && walk->values_only && walk->payload->type == KDF_BLOCK_PARTS)
		strcat(walk->name, " without structs");
	return ret ? ret : kdf_nest_chunk(&walk->nest, &chunk, err);
}

/* The next boundary of the stream. */
static int next_boundary(struct kdf_walk *walk, struct kdf_error *err)
{
	for (;;) {
		int ret = walk->next ? kdf_nest_next(&walk->nest, &walk->boundary, err) : 0;

		if (ret || walk->nest.ended)
			return ret;
		if (walk->next == walk->trace->streams[walk->stream].count)
			kdf_nest_end(&walk->nest);
		else
			ret = next_chunk(walk, err);
		if (ret)
			return ret;
	}
}

static void find_function(struct kdf_walk *walk)
{
	struct kdf_error err;

	walk->site = 0;
	walk->function = NULL;
	if (!walk->boundary.has_site)
		return;
	walk->site = walk->trace->base + (int64_t)walk->boundary.site;
	/* The names of a trace are checked when it is read. */
	if (kdf_names_function(&walk->trace->names, walk->site, &walk->function, &err))
		walk->function = NULL;
}

int kdf_walk_next(struct kdf_walk *walk, struct kdf_error *err)
{
	while (walk->stream < walk->end) {
		bool fresh = !walk->next;
		int ret = next_boundary(walk, err);

		if (ret > 0) {
			walk->fresh = fresh;
			find_function(walk);
			return ret;
		}
		next_stream(walk);
		if (ret)
			return ret;
	}
	return 0;
}

void kdf_walk_end(struct kdf_walk *walk)
{
	kdf_nest_free(&walk->nest);
	if (walk->payload)
		trace_payload_free(walk->payload);
	free(walk->payload);
	*walk = (struct kdf_walk){ 0 };
}
