/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When records of a trace were lost. */
#ifndef KDF_SEQUENCE_LOSSES_H
#define KDF_SEQUENCE_LOSSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct kdf_trace;

/** struct loss_span - from a time to a time, in nanoseconds, both included */
struct loss_span {
	uint64_t begin;
	uint64_t end;
};

/** struct losses - spans of time; at most one for each chunk */
struct losses {
	struct loss_span *spans;
	size_t count;
	size_t alloc;
};

/** losses_find - walk through a trace to find them, if there are any */
int losses_find(struct losses *losses, struct kdf_trace *trace, struct kdf_error *err);

/** losses_in - may something have been lost between these times? */
bool losses_in(const struct losses *losses, uint64_t begin, uint64_t end);

void losses_free(struct losses *losses);

#endif /* KDF_SEQUENCE_LOSSES_H */
