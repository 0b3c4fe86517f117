/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes chunks from the kernel's buffer to the trace file, while the kernel records. */
#ifndef KDFLOW_COLLECT_H
#define KDFLOW_COLLECT_H

#include <kdflow.h>

#include "set.h"

/** struct queued - a chunk that was copied and is not written yet */
struct queued {
	struct queued *next;
	struct kdf_chunk chunk;
	uint8_t data[];
};

/**
 * struct collector - chunks on their way, and what they mention
 * @session: where they come from
 * @writer: where they go
 * @begin: begins the file, before its first chunk; returns an exit status
 * @arg: for @begin
 * @begun: this has been done
 * @first: the queue: a chunk is given back to the kernel at once, and compressed when there is time
 * @last: its end
 * @queued: bytes in the queue
 * @scratch: room for a chunk
 * @sites: addresses of the sites in the chunks
 * @pointers: values that may be addresses of functions
 * @streams: numbers of the streams
 * @records: entries and exits
 * @entries: of those
 * @failed: something went wrong, which was told
 */
struct collector {
	struct kdf_session *session;
	struct kdf_writer *writer;
	int (*begin)(void *arg);
	void *arg;
	bool begun;
	struct queued *first;
	struct queued *last;
	size_t queued;
	uint8_t *scratch;
	struct set sites;
	struct set pointers;
	struct set streams;
	uint64_t records;
	uint64_t entries;
	bool failed;
};

/** collector_new - NULL where memory has run out */
struct collector *collector_new(struct kdf_session *session, struct kdf_writer *writer,
				int (*begin)(void *arg), void *arg);

/** collector_begin - begin the file, if that has not been done */
void collector_begin(struct collector *c);

/**
 * collector_poll - take what is full, and write a part of it
 *
 * Return: there is more to write, so that it is no time to sleep.
 */
bool collector_poll(struct collector *c);

/** collector_finish - take the rest, full or not, and write all */
void collector_finish(struct collector *c);

void collector_free(struct collector *c);

#endif /* KDFLOW_COLLECT_H */
