// SPDX-License-Identifier: GPL-2.0-or-later
/* Sessions of the kernel's recorder. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kdflow.h"

/* EINVAL says little: would the kernel take the plainest session there is? */
static bool has_sessions(const char *debugfs)
{
	struct kcov_df_session plain = { .size = sizeof(plain) };
	struct kdf_device dev;
	struct kdf_error err;
	bool has;

	if (kdf_device_open(&dev, debugfs, &err))
		return false;
	has = !ioctl(dev.fd, KCOV_DF_SESSION, &plain);
	kdf_device_close(&dev);
	return has;
}

static int start_failed(const char *debugfs, const struct kcov_df_session *o, int code,
			struct kdf_error *err)
{
	if (code == ENOTTY || (code == EINVAL && !has_sessions(debugfs)))
		return kdf_fail(err, ENOTTY,
				"this kernel has no sessions: they need CONFIG_KCOV_DATAFLOW and the boundary ABI");
	if (code == EINVAL)
		return kdf_fail(err, code,
				"the kernel refuses a session with a buffer of %llu bytes, chunks of %u, and %u bytes of each struct",
				(unsigned long long)o->buffer_size, o->chunk_size, o->snapshot);
	if (code == ENOMEM)
		return kdf_fail(err, code, "the kernel has no memory for a buffer of %llu bytes",
				(unsigned long long)o->buffer_size);
	if (code == EBUSY)
		return kdf_fail(err, code, "another session has the remote handle 0x%llx",
				(unsigned long long)o->remote_handle);
	return kdf_fail_sys(err, code, "start of the session (KCOV_DF_SESSION)");
}

/* The kernel is trusted, but a newer one may have another layout. */
static int check_buffer(const struct kdf_session *s, struct kdf_error *err)
{
	const struct kcov_df_buffer *b = &s->buffer;

	if (b->version != KCOV_DF_VERSION)
		return kdf_fail(err, EPROTONOSUPPORT,
				"the kernel has version %u of sessions; this kdflow knows version %u",
				b->version, KCOV_DF_VERSION);
	if (b->chunk_size < sizeof(struct kcov_df_chunk) || b->chunk_size % 8 || !b->nr_chunks ||
	    b->header_size > s->map_size || b->header_size % 8 ||
	    (s->map_size - b->header_size) / b->chunk_size < b->nr_chunks)
		return kdf_fail(err, EPROTO,
				"kernel buffer: expected %u chunks of %u bytes behind a header of %u in %zu bytes",
				b->nr_chunks, b->chunk_size, b->header_size, s->map_size);
	return 0;
}

static int map_buffer(struct kdf_session *s, struct kdf_error *err)
{
	size_t size = s->options.buffer_size;
	void *map;

	if (size < sizeof(s->buffer))
		return kdf_fail(err, EPROTO, "kernel buffer: expected more than %zu bytes", size);
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, s->fd, 0);
	if (map == MAP_FAILED)
		return kdf_fail_sys(err, errno, "mapping the buffer of %zu bytes", size);
	s->map = map;
	s->map_size = size;
	memcpy(&s->buffer, s->map, sizeof(s->buffer));
	return check_buffer(s, err);
}

int kdf_session_start(struct kdf_session *s, const char *debugfs,
		      const struct kcov_df_session *options, struct kdf_error *err)
{
	struct kdf_device dev;
	int ret;

	*s = (struct kdf_session){ .fd = -1, .options = *options };
	ret = kdf_device_open(&dev, debugfs, err);
	if (ret)
		return ret;
	s->fd = dev.fd;
	s->options.size = sizeof(s->options);
	s->options.version = 0;
	if (ioctl(s->fd, KCOV_DF_SESSION, &s->options))
		ret = start_failed(debugfs, options, errno, err);
	else
		ret = map_buffer(s, err);
	if (ret)
		kdf_session_close(s);
	return ret;
}

int kdf_session_enable(struct kdf_session *s, struct kdf_error *err)
{
	if (!ioctl(s->fd, KCOV_DF_ENABLE, 0))
		return 0;
	if (errno == EBUSY)
		return kdf_fail(err, EBUSY, "this task is recorded already");
	return kdf_fail_sys(err, errno, "start of the recording (KCOV_DF_ENABLE)");
}

int kdf_session_disable(struct kdf_session *s, struct kdf_error *err)
{
	if (!ioctl(s->fd, KCOV_DF_DISABLE, 0))
		return 0;
	return kdf_fail_sys(err, errno, "end of the recording (KCOV_DF_DISABLE)");
}

int kdf_session_filter(struct kdf_session *s, const char *rules, size_t len, uint64_t *matched,
		       uint64_t *total, struct kdf_error *err)
{
	struct kcov_df_filter filter = {
		.size = sizeof(filter),
		.patterns_len = len,
		.patterns = (uintptr_t)rules,
	};

	if (len > KCOV_DF_FILTER_MAX)
		return kdf_fail(err, E2BIG, "the filter has %zu bytes; the kernel takes %u", len,
				KCOV_DF_FILTER_MAX);
	if (ioctl(s->fd, KCOV_DF_FILTER, &filter))
		return kdf_fail_sys(err, errno, "filter (KCOV_DF_FILTER)");
	*matched = filter.matched;
	*total = filter.total;
	return 0;
}

int kdf_session_counters(struct kdf_session *s, struct kcov_df_counters *counters,
			 struct kdf_error *err)
{
	*counters = (struct kcov_df_counters){ .size = sizeof(*counters) };
	if (!ioctl(s->fd, KCOV_DF_COUNTERS, counters))
		return 0;
	return kdf_fail_sys(err, errno, "counters of the recording (KCOV_DF_COUNTERS)");
}

int kdf_session_reset(struct kdf_session *s, struct kdf_error *err)
{
	if (!ioctl(s->fd, KCOV_DF_RESET, 0))
		return 0;
	if (errno == EBUSY)
		return kdf_fail(err, EBUSY, "a task is being recorded (KCOV_DF_RESET)");
	return kdf_fail_sys(err, errno, "reset (KCOV_DF_RESET)");
}

static const uint8_t *chunk_at(const struct kdf_session *s, uint32_t i)
{
	return s->map + s->buffer.header_size + (size_t)i * s->buffer.chunk_size;
}

uint32_t kdf_session_chunk_state(const struct kdf_session *s, uint32_t i)
{
	const struct kcov_df_chunk *head = (const void *)chunk_at(s, i);

	/* Pairs with the release of the state, when a chunk becomes full. */
	return __atomic_load_n(&head->state, __ATOMIC_ACQUIRE);
}

static bool is_overwritten(const struct kcov_df_chunk *head, uint64_t serial)
{
	/* What was read before comes before the second look at the serial: was it of one chunk? */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(&head->serial, __ATOMIC_RELAXED) != serial;
}

int kdf_session_view_chunk(const struct kdf_session *s, uint32_t i, struct kdf_chunk *chunk,
			   struct kdf_error *err)
{
	const struct kcov_df_chunk *head = (const void *)chunk_at(s, i);
	uint32_t used;
	uint64_t serial;

	if (kdf_session_chunk_state(s, i) == KCOV_DF_CHUNK_FREE)
		return 0;
	serial = __atomic_load_n(&head->serial, __ATOMIC_ACQUIRE);
	/* Pairs with the release of a record: what it covers is complete. */
	used = __atomic_load_n(&head->used, __ATOMIC_ACQUIRE);
	memcpy(&chunk->head, head, sizeof(chunk->head));
	if (is_overwritten(head, serial))
		return 0;
	if (used < sizeof(*head) || used > s->buffer.chunk_size)
		return kdf_fail(err, EBADMSG, "kernel buffer: chunk %u: expected from %zu to %u bytes in use",
				i, sizeof(*head), s->buffer.chunk_size);
	chunk->name = "kernel buffer";
	chunk->head.used = used;
	chunk->head.serial = serial;
	chunk->data = (const uint8_t *)(head + 1);
	chunk->len = used - sizeof(*head);
	return chunk->len ? 1 : 0;
}

int kdf_session_copy_chunk(const struct kdf_session *s, uint32_t i, uint8_t *data,
			   struct kdf_chunk *chunk, struct kdf_error *err)
{
	int ret = kdf_session_view_chunk(s, i, chunk, err);

	if (ret <= 0)
		return ret;
	memcpy(data, chunk->data, chunk->len);
	chunk->data = data;
	return !is_overwritten((const void *)chunk_at(s, i), chunk->head.serial);
}

int kdf_session_release(struct kdf_session *s, uint32_t i, struct kdf_error *err)
{
	if (!ioctl(s->fd, KCOV_DF_RELEASE, (unsigned long)i))
		return 0;
	return kdf_fail_sys(err, errno, "giving back chunk %u (KCOV_DF_RELEASE)", i);
}

void kdf_session_close(struct kdf_session *s)
{
	if (s->map)
		munmap((void *)s->map, s->map_size);
	if (s->fd >= 0)
		close(s->fd);
	*s = (struct kdf_session){ .fd = -1 };
}
