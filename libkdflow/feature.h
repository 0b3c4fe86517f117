/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Features: what the values of a run were like, as 32-bit numbers for the map of
 * a fuzzer. Each value that crossed a boundary makes one, of
 *
 *   the site		the function, where it is in the kernel or in its module
 *   the value's place	at the entry or at the exit, and its number there
 *   its class		see kdf_value_class()
 *
 * A run that passes a value of another class where others have been has another
 * feature, even if the path through the code is the same:
 *
 *	struct kdf_features features = { .add = add, .arg = &map };
 *
 *	kdf_session_enable(&session, &err);
 *	syscall(...);
 *	kdf_session_disable(&session, &err);
 *	kdf_features_session(&features, &session, &err);
 *	kdf_session_reset(&session, &err);
 *
 * The same feature is added as often as its value has been there, in the order of
 * the records of a task.
 *
 * A feature is the same in each run and each boot of one kernel image, wherever KASLR
 * and the loading of modules have put the code: for modules, set @sections. It is
 * not the same in another build of the kernel, and it is that of another version of
 * the library only if that has the same KDF_FEATURES_VERSION: keep both with a
 * corpus, and make its features anew where one differs.
 */
#ifndef KDF_FEATURE_H
#define KDF_FEATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calls.h"
#include "error.h"
#include "session.h"

#ifdef __cplusplus
extern "C" {
#endif

/** KDF_FEATURES_VERSION - changes when the same records make other features */
#define KDF_FEATURES_VERSION 1

/* Classes -------------------------------------------------------------- */

/** KDF_VALUE_CLASSES - every class is a number below */
#define KDF_VALUE_CLASSES 1074

/**
 * kdf_value_class - the class of a value
 *
 * Records have no types, and narrow values are zero-extended. So a class is what a number looks
 * like, and each is an interval: a larger value, taken without sign, has the same class or a larger one.
 *
 *   0 to 15				one class each
 *   from a power of two to the next	four: 2^n, 2^n + 1, 2^(n+1) - 1, and all between
 *   -1 to -133, -512 to -531		one each: errno values, and ERR_PTR(), in 32 and 64 bits
 *   other negative numbers		as the positive ones: -2^n, -2^n - 1, -2^n - 2, and all between
 *   2^40 to 2^60 - 1			one: addresses of user space
 *   -2^60 to -2^24 - 1			one: addresses of the kernel
 *
 * A value of 32 bits with the highest one set is taken as negative. NULL is 0. All ones are -1 in 32
 * and 64 bits, and 2^n - 1 in others.
 */
uint32_t kdf_value_class(uint64_t value);

/* Sites ---------------------------------------------------------------- */

/**
 * struct kdf_section - a section of a loaded module
 * @start: its distance from _text
 * @end: behind it, or behind what else can be there
 * @id: hash of the names of both
 */
struct kdf_section {
	int64_t start;
	int64_t end;
	uint64_t id;
};

/**
 * struct kdf_sections - where modules are, so that their sites can be told by their place in them
 * @sections: sorted, none within another
 * @count: their number
 * @alloc: room
 */
struct kdf_sections {
	struct kdf_section *sections;
	size_t count;
	size_t alloc;
};

/**
 * kdf_sections_read - read where the modules of the running kernel are
 * @modules: the folder that tells of them, usually "/sys/module"
 * @text: address of _text in the running kernel: base + kaslr_offset of a session's buffer
 *
 * What is freed after a module's initialisation (.init*) is left out. Read again after a module was
 * loaded or unloaded. A site that is in no section is one of the kernel's own. -EPERM: the kernel
 * hides its addresses from the reader.
 */
int kdf_sections_read(struct kdf_sections *sections, const char *modules, uint64_t text,
		      struct kdf_error *err);

/** kdf_sections_free - free the sections */
void kdf_sections_free(struct kdf_sections *sections);

/* Features ------------------------------------------------------------- */

struct features_call;
struct features_chunk;

/**
 * struct kdf_features - what makes features; zeroed but for what is set
 * @add: is called with each feature; takes @arg
 * @arg: the user's own
 * @changes: also for each 8 bytes of a struct behind a pointer that are not what they were at the
 *	entry, as far as the session has captured both. What they were is no part of the feature
 * @sections: of modules; without, their sites are told by their distance from the kernel, which is
 *	another one when they are loaded again
 */
struct kdf_features {
	void (*add)(void *arg, uint32_t feature);
	void *arg;
	bool changes;
	const struct kdf_sections *sections;
	/* private: */
	size_t section;
	struct features_call *calls;
	size_t ncalls;
	size_t calls_alloc;
	struct features_chunk *chunks;
	size_t chunks_alloc;
};

/**
 * kdf_features_session - add the features of all that is in the buffer of a session
 *
 * The buffer is read where it is, stream by stream, up to what is complete. A flight recorder's
 * session may overwrite it meanwhile, if tasks are still recorded: then some features are of neither
 * what was there before nor what is now. What was lost has none, see kdf_session_counters().
 * Scratch memory is kept for the next time.
 *
 * Return: 0, -ENOMEM, or -EBADMSG for a malformed record; features of what is before it were added.
 */
int kdf_features_session(struct kdf_features *f, const struct kdf_session *s,
			 struct kdf_error *err);

/**
 * kdf_features_boundary - add the features of a boundary
 *
 * Over all boundaries of a session, of kdf_nest or kdf_walk, this makes the features that
 * kdf_features_session() makes. A trace does not tell where modules were: of one from another boot,
 * those of the kernel's own functions can be compared, and those of modules cannot.
 */
void kdf_features_boundary(struct kdf_features *f, const struct kdf_boundary *b);

/** kdf_features_free - free the scratch memory */
void kdf_features_free(struct kdf_features *f);

#ifdef __cplusplus
}
#endif

#endif /* KDF_FEATURE_H */
