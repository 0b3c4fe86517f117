/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sessions: recordings of many tasks in a buffer that only the kernel writes. */
#ifndef KDF_SESSION_H
#define KDF_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/kcov_dataflow.h>

#include "calls.h"
#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct kdf_session - a session and its buffer
 * @fd: the open file, close-on-exec
 * @options: what was asked for, with what the kernel has chosen
 * @buffer: the first page of the buffer, checked
 * @map: the buffer, read-only
 * @map_size: bytes of it
 */
struct kdf_session {
	int fd;
	struct kcov_df_session options;
	struct kcov_df_buffer buffer;
	const uint8_t *map;
	size_t map_size;
};

/**
 * kdf_session_start - open the recorder, start a session, map its buffer
 * @debugfs: where debugfs is mounted, usually KDF_DEBUGFS
 * @options: size and version are filled in
 *
 * -ENOTTY: this kernel has no sessions, whatever the options.
 */
int kdf_session_start(struct kdf_session *s, const char *debugfs,
		      const struct kcov_df_session *options, struct kdf_error *err);

/**
 * kdf_session_enable - record the calling task from here on
 *
 * The recording belongs to the task: it goes on over execve() and after the
 * file is closed, until kdf_session_disable() or the task's end.
 */
int kdf_session_enable(struct kdf_session *s, struct kdf_error *err);

/** kdf_session_disable - stop recording the calling task */
int kdf_session_disable(struct kdf_session *s, struct kdf_error *err);

/**
 * kdf_session_filter - choose the functions to record
 * @rules: see struct kcov_df_filter, each ended by a NUL
 * @len: bytes of all of them
 * @matched: number of functions that are selected now
 * @total: number of instrumented functions
 */
int kdf_session_filter(struct kdf_session *s, const char *rules, size_t len, uint64_t *matched,
		       uint64_t *total, struct kdf_error *err);

/** kdf_session_counters - what was recorded and lost */
int kdf_session_counters(struct kdf_session *s, struct kcov_df_counters *counters,
			 struct kdf_error *err);

/** kdf_session_reset - empty the buffer and zero the counters; no task may be recorded */
int kdf_session_reset(struct kdf_session *s, struct kdf_error *err);

/** kdf_session_chunk_state - KCOV_DF_CHUNK_* of chunk @i; what it covers can be read then */
uint32_t kdf_session_chunk_state(const struct kdf_session *s, uint32_t i);

/**
 * kdf_session_view_chunk - what is complete of chunk @i, where it is
 * @chunk: is made to point into the buffer
 *
 * It stays there until KCOV_DF_RESET or KCOV_DF_RELEASE; in a flight recorder's session, until it
 * is overwritten. Return: as kdf_session_copy_chunk().
 */
int kdf_session_view_chunk(const struct kdf_session *s, uint32_t i, struct kdf_chunk *chunk,
			   struct kdf_error *err);

/**
 * kdf_session_copy_chunk - copy what is complete of chunk @i
 * @data: room for buffer.chunk_size bytes
 * @chunk: is made to point there
 *
 * Return: 1 with a chunk, 0 if it is free, has no records, or was overwritten while it was
 * copied; -EBADMSG if it is not a chunk.
 */
int kdf_session_copy_chunk(const struct kdf_session *s, uint32_t i, uint8_t *data,
			   struct kdf_chunk *chunk, struct kdf_error *err);

/** kdf_session_release - give a full chunk back to the kernel */
int kdf_session_release(struct kdf_session *s, uint32_t i, struct kdf_error *err);

/** kdf_session_close - unmap and close; tasks that are recorded stay so */
void kdf_session_close(struct kdf_session *s);

#ifdef __cplusplus
}
#endif

#endif /* KDF_SESSION_H */
