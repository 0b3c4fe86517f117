/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happened last to each object of the sequences. */
#ifndef KDF_SEQUENCE_OBJECT_H
#define KDF_SEQUENCE_OBJECT_H

#include "contract.h"
#include "sequence-losses.h"

/* Objects that are followed at once; the others are counted as undecided. */
#define OBJECTS_MAX (1U << 20)

#define ANY_STREAM UINT32_MAX

/** struct object_key - what an object is known by; @stream is ANY_STREAM but for sequences by task */
struct object_key {
	const struct kdf_contract *contract;
	uint64_t value;
	uint32_t stream;
};

/**
 * struct object - what happened last to an object
 * @key: which; a new one has no contract yet
 * @known: @step is what came last; otherwise something did
 * @step: number of it
 * @stream: where
 * @tid: by which task
 * @site: in which function
 * @span: when
 * @doubt: of the sequence and stream, at that time
 */
struct object {
	struct object_key key;
	bool known;
	unsigned int step;
	uint32_t stream;
	uint32_t tid;
	uint64_t site;
	struct loss_span span;
	uint64_t doubt;
};

/**
 * struct objects - a hash table, at most half full; zeroed, it is empty
 * @slots: free where there is no contract
 * @alloc: a power of two
 * @count: their number: whoever fills a new one counts it
 */
struct objects {
	struct object *slots;
	size_t alloc;
	size_t count;
};

/** objects_find - an object, or a free slot for it; NULL where memory has run out */
struct object *objects_find(struct objects *objects, const struct object_key *key);

/** objects_sorted - all of them and a NULL, by contract and value, allocated; NULL where memory has run out */
struct object **objects_sorted(const struct objects *objects);

void objects_free(struct objects *objects);

#endif /* KDF_SEQUENCE_OBJECT_H */
