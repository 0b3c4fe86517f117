// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Values -> features. A session's buffer is read where it is, with a stack of the
 * open calls that holds no more than an exit needs: this runs after each system
 * call of a fuzzer.
 */
#include <errno.h>
#include <stdlib.h>

#include "call-record.h"
#include "feature.h"

/* A feature is a hash of the site (64 bits) and of kind << KIND, index << INDEX, class or offset. */
#define KIND 30
#define INDEX 22

enum feature_kind {
	AT_ENTRY,
	AT_EXIT,
	CHANGED,
};

/* Classes: OCTAVES(n) is behind those of the numbers of n bits, NEGATIVES(n) of the negative ones. */
#define OCTAVES(bits) (4 * (bits) + 4)
#define NEGATIVES(bits) (ERRNOS + INTERNALS + OCTAVES(bits))

/* Errors that have names: from 1, and those from 512 on that the kernel keeps to itself. */
#define ERRNOS 133
#define FIRST_INTERNAL 512
#define INTERNALS 20

/* In order: numbers of 31 bits, negative ones of 32, larger numbers, negative ones of 64. */
#define FIRST_INT_NEGATIVE OCTAVES(31)
#define FIRST_LARGE (FIRST_INT_NEGATIVE + NEGATIVES(31))
#define FIRST_LONG_NEGATIVE (FIRST_LARGE + OCTAVES(63))

_Static_assert(FIRST_LONG_NEGATIVE + NEGATIVES(63) == KDF_VALUE_CLASSES, "see feature.h");
_Static_assert(KDF_VALUE_CLASSES <= 1 << INDEX, "room for the index");

/* Addresses have the highest 4 bits all 0 or all 1. Smaller numbers are more likely to be sizes and the like. */
#define ADDRESS_MAX (1ULL << 60)
#define USER_MIN (1ULL << 40)
#define KERNEL_MIN (1ULL << 24)

/*
 * struct features_call - an open call
 * @site: its key
 * @depth: as recorded
 * @losses: losses of the stream before it
 * @address: distance of the site
 * @structs: the struct records of its entry, in the buffer
 * @structs_len: bytes of them
 */
struct features_call {
	uint64_t site;
	uint32_t depth;
	uint32_t losses;
	int32_t address;
	uint32_t structs_len;
	const uint8_t *structs;
};

struct features_chunk {
	uint64_t serial;
	uint32_t stream;
	uint32_t number;
};

/* === Classes === */

/* 16 for themselves, then four for each power of two. */
static inline uint32_t octave(uint64_t n)
{
	unsigned int top;
	uint64_t below;

	if (n < 16)
		return n;
	top = 63 ^ __builtin_clzll(n);
	below = n ^ 1ULL << top;
	return 4 * (top + 1) + (below < 2 ? below : 2 + !(n & (n + 1)));
}

/* Of -n - 1: errors for themselves, then as the positive ones. */
static inline uint32_t negative(uint64_t n)
{
	uint32_t internals = 0;

	if (n < ERRNOS)
		return n;
	if (n >= FIRST_INTERNAL - 1)
		internals = n < FIRST_INTERNAL - 1 + INTERNALS ? n - (FIRST_INTERNAL - 1) : INTERNALS;
	return ERRNOS + internals + octave(n);
}

static inline uint32_t class_of(uint64_t v)
{
	uint64_t n = ~v;

	if (v < 1ULL << 31)
		return octave(v);
	if (v >> 31 == 1)
		return FIRST_INT_NEGATIVE + NEGATIVES(31) - 1 - negative((uint32_t)n);
	if (v < n) {
		if (v >= USER_MIN && v < ADDRESS_MAX)
			v = USER_MIN;
		return FIRST_LARGE + octave(v);
	}
	if (n >= KERNEL_MIN && n < ADDRESS_MAX)
		n = KERNEL_MIN;
	return FIRST_LONG_NEGATIVE + NEGATIVES(63) - 1 - negative(n);
}

uint32_t kdf_value_class(uint64_t value)
{
	return class_of(value);
}

/* === Features === */

/*
 * Two rounds of multiplication by an odd constant (2^64 divided by the golden ratio), which carries each bit to all
 * above it, with the upper half folded into the lower one in between: then each bit of the key changes each bit
 * of the upper half, and the caller may mask what he likes.
 */
static inline uint32_t mix(uint64_t key)
{
	key *= 0x9e3779b97f4a7c15;
	key ^= key >> 32;
	key *= 0x9e3779b97f4a7c15;
	return key >> 32;
}

static inline void add(const struct kdf_features *f, uint64_t site, enum feature_kind kind,
		       uint32_t index, uint32_t what)
{
	f->add(f->arg, mix(site + ((uint32_t)kind << KIND | index << INDEX | what)));
}

static inline void add_values(const struct kdf_features *f, uint64_t site, enum feature_kind kind,
			      const uint8_t *values, unsigned int nvalues)
{
	for (unsigned int i = 0; i < nvalues; i++)
		add(f, site, kind, i, class_of(kdf_value(values, i)));
}

/* As far as both are there. */
static void add_changes(const struct kdf_features *f, uint64_t site,
			const struct kdf_snapshot *before, const struct kdf_snapshot *after)
{
	uint32_t len = before->len < after->len ? before->len : after->len, words = len / 8, i;

	for (i = 0; i < words; i++) {
		if (kdf_value(before->data, i) != kdf_value(after->data, i))
			add(f, site, CHANGED, after->arg, i);
	}
	if (memcmp(before->data + 8 * i, after->data + 8 * i, len % 8))
		add(f, site, CHANGED, after->arg, i);
}

/* The section that a site is in, mostly that of the site before; NULL for the kernel's own. */
static const struct kdf_section *section_of(struct kdf_features *f, int32_t site)
{
	const struct kdf_section *sections = f->sections->sections;
	size_t low = 0, high = f->sections->count;

	if (f->section < high && site >= sections[f->section].start &&
	    site < sections[f->section].end)
		return &sections[f->section];
	/* The last one that starts there or before. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sections[middle].start <= site)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || site >= sections[low - 1].end)
		return NULL;
	f->section = low - 1;
	return &sections[low - 1];
}

/* In the upper half the place, in both the hash of the section that the place is in. */
static inline uint64_t site_key(struct kdf_features *f, int32_t site)
{
	const struct kdf_section *s = f->sections ? section_of(f, site) : NULL;

	return s ? s->id + ((uint64_t)(site - s->start) << 32) : (uint64_t)(uint32_t)site << 32;
}

static void add_boundary_changes(const struct kdf_features *f, uint64_t site,
				 const struct kdf_boundary *b)
{
	struct kdf_snapshot before, after;
	size_t pos = 0;

	while (kdf_snapshot_next(b->structs, b->structs_len, &pos, &after)) {
		if (kdf_snapshot_find(b->entry_structs, b->entry_structs_len, after.arg, &before))
			add_changes(f, site, &before, &after);
	}
}

void kdf_features_boundary(struct kdf_features *f, const struct kdf_boundary *b)
{
	uint64_t site;

	if ((b->type != KDF_B_ENTRY && b->type != KDF_B_EXIT) || !b->has_site)
		return;
	site = site_key(f, b->site);
	add_values(f, site, b->type == KDF_B_ENTRY ? AT_ENTRY : AT_EXIT, b->values, b->nvalues);
	if (f->changes && b->type == KDF_B_EXIT && b->has_entry)
		add_boundary_changes(f, site, b);
}

/* === A session's buffer === */

/* What is known of a stream, beside the open calls in kdf_features. @structs_of: whom struct records belong to */
struct stream {
	struct kdf_features *f;
	struct kdf_chunk chunk;
	uint32_t losses;
	enum { NOBODY, ENTRY, EXIT, EXIT_ALONE } structs_of;
	struct features_call left;
};

static struct features_call *top(const struct kdf_features *f)
{
	return f->ncalls ? &f->calls[f->ncalls - 1] : NULL;
}

static bool reserve_call(struct kdf_features *f)
{
	size_t alloc = f->calls_alloc ? 2 * f->calls_alloc : 64;
	void *p;

	if (f->ncalls < f->calls_alloc)
		return true;
	p = reallocarray(f->calls, alloc, sizeof(*f->calls));
	if (!p)
		return false;
	f->calls = p;
	f->calls_alloc = alloc;
	return true;
}

static int entry(struct stream *s, const struct kdf_call_record *rec, struct kdf_error *err)
{
	struct kdf_features *f = s->f;
	uint64_t site = site_key(f, rec->site);

	add_values(f, site, AT_ENTRY, rec->values, rec->nvalues);
	while (f->ncalls && top(f)->depth >= rec->depth)
		f->ncalls--;
	s->structs_of = EXIT_ALONE;
	/* Such calls have no frames in the kernel. */
	if (rec->depth == 0xffff)
		return 1;
	if (!reserve_call(f))
		return kdf_fail_sys(err, ENOMEM, "%s", s->chunk.name);
	f->calls[f->ncalls++] = (struct features_call){
		.site = site,
		.depth = rec->depth,
		.losses = s->losses,
		.address = rec->site,
		.structs = rec->values + 8 * rec->nvalues,
	};
	s->structs_of = ENTRY;
	return 1;
}

/* Whether the innermost call ends here, see is_exit_of() in nest.c: if nothing tells otherwise. */
static bool is_exit_of(const struct stream *s, const struct features_call *call,
		       const struct kdf_call_record *rec)
{
	return call->depth == rec->depth &&
	       (rec->type == KCOV_DF_REC_EXIT ||
		(call->address == rec->site && call->losses == s->losses));
}

static void leave(struct stream *s, const struct kdf_call_record *rec)
{
	struct kdf_features *f = s->f;

	s->structs_of = EXIT_ALONE;
	while (f->ncalls && top(f)->depth >= rec->depth) {
		s->left = *top(f);
		f->ncalls--;
		if (is_exit_of(s, &s->left, rec)) {
			s->structs_of = EXIT;
			add_values(f, s->left.site, AT_EXIT, rec->values, rec->nvalues);
			return;
		}
	}
	if (rec->has_site)
		add_values(f, site_key(f, rec->site), AT_EXIT, rec->values, rec->nvalues);
}

static int structure(struct stream *s, const struct kdf_call_record *rec, struct kdf_error *err)
{
	struct kdf_snapshot before, after = { .arg = rec->arg, .data = rec->data, .len = rec->len };

	switch (s->structs_of) {
	case NOBODY:
		return kdf_fail(
			err, EBADMSG,
			"%s: record at byte %zu of %zu: expected an entry or exit before a struct",
			s->chunk.name, rec->offset, s->chunk.len);
	case ENTRY:
		/* The data is padded. */
		top(s->f)->structs_len = rec->data + ((rec->len + 3) & ~3U) - top(s->f)->structs;
		break;
	case EXIT:
		if (s->f->changes &&
		    kdf_snapshot_find(s->left.structs, s->left.structs_len, rec->arg, &before))
			add_changes(s->f, s->left.site, &before, &after);
		break;
	case EXIT_ALONE:
		break;
	}
	return 1;
}

/* Like the next two, 1 or an error. */
static inline int boundary(struct stream *s, const struct kdf_call_record *rec,
			   struct kdf_error *err)
{
	if (rec->type == KCOV_DF_REC_ENTRY)
		return entry(s, rec, err);
	leave(s, rec);
	return 1;
}

static int record(struct stream *s, const struct kdf_call_record *rec, struct kdf_error *err)
{
	switch (rec->type) {
	case KCOV_DF_REC_STRUCT:
		return structure(s, rec, err);
	case KCOV_DF_REC_LOST:
		s->losses++;
		break;
	case KCOV_DF_REC_EVENT:
		s->f->ncalls = 0;
		break;
	default:
		return boundary(s, rec, err);
	}
	s->structs_of = NOBODY;
	return 1;
}

static int read_chunk(struct stream *s, struct kdf_error *err)
{
	struct kdf_call_record rec;
	size_t pos = 0;
	int ret;

	s->structs_of = NOBODY;
	do {
		ret = call_record_next(&s->chunk, &pos, &rec, err);
		if (ret > 0)
			ret = record(s, &rec, err);
	} while (ret > 0);
	return ret;
}

static int compare_chunks(const void *a, const void *b)
{
	const struct features_chunk *x = a, *y = b;

	if (x->stream != y->stream)
		return x->stream < y->stream ? -1 : 1;
	return x->serial < y->serial ? -1 : x->serial > y->serial;
}

/* The chunks in use, each stream's one after the other. */
static int find_chunks(struct kdf_features *f, const struct kdf_session *s, size_t *count,
		       struct kdf_error *err)
{
	struct kdf_chunk chunk;

	*count = 0;
	if (f->chunks_alloc < s->buffer.nr_chunks) {
		void *p = reallocarray(f->chunks, s->buffer.nr_chunks, sizeof(*f->chunks));

		if (!p)
			return kdf_fail_sys(err, ENOMEM, "features");
		f->chunks = p;
		f->chunks_alloc = s->buffer.nr_chunks;
	}
	for (uint32_t i = 0; i < s->buffer.nr_chunks; i++) {
		int ret = kdf_session_view_chunk(s, i, &chunk, err);

		if (ret < 0)
			return ret;
		if (ret > 0)
			f->chunks[(*count)++] =
				(struct features_chunk){ chunk.head.serial, chunk.head.stream, i };
	}
	if (*count > 1)
		qsort(f->chunks, *count, sizeof(*f->chunks), compare_chunks);
	return 0;
}

int kdf_features_session(struct kdf_features *f, const struct kdf_session *session,
			 struct kdf_error *err)
{
	struct stream s = { .f = f };
	uint32_t index = 0;
	size_t count;
	int ret = find_chunks(f, session, &count, err);

	for (size_t i = 0; i < count && !ret; i++) {
		ret = kdf_session_view_chunk(session, f->chunks[i].number, &s.chunk, err);
		if (ret <= 0)
			continue;
		/* What was open elsewhere, or before chunks that are missing, is not open here. */
		if (!i || f->chunks[i].stream != f->chunks[i - 1].stream ||
		    s.chunk.head.index != index)
			f->ncalls = 0;
		index = s.chunk.head.index + 1;
		ret = read_chunk(&s, err);
	}
	return ret;
}

void kdf_features_free(struct kdf_features *f)
{
	free(f->calls);
	free(f->chunks);
	f->calls = NULL;
	f->chunks = NULL;
	f->ncalls = f->calls_alloc = f->chunks_alloc = 0;
}
