/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names, and a chunk whose boundaries are looked at one by one. */
#ifndef KDF_FIXTURE_H
#define KDF_FIXTURE_H

#include "builder.h"
#include "test.h"

struct fixture {
	struct kdf_names names;
	struct kdf_nest nest;
	struct builder chunk;
	struct kdf_boundary b;
	const struct kdf_function *func;
};

/* @text: the names */
static inline int set_up_names(void **state, const char *text)
{
	struct fixture *t = calloc(1, sizeof(*t));
	struct kdf_error err;

	assert_int_equal(kdf_names_add_text(&t->names, "test", text, strlen(text), &err), 0);
	*state = t;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *t = *state;

	kdf_names_free(&t->names);
	kdf_nest_free(&t->nest);
	free(t);
	return 0;
}

static inline void begin(struct fixture *t)
{
	struct kdf_error err;

	assert_int_equal(kdf_nest_chunk(&t->nest, builder_chunk(&t->chunk, 0, 1), &err), 0);
}

static inline void next(struct fixture *t, enum kdf_boundary_type type)
{
	struct kdf_error err;

	assert_int_equal(kdf_nest_next(&t->nest, &t->b, &err), 1);
	assert_int_equal(t->b.type, type);
	assert_int_equal(kdf_names_function(&t->names, t->b.site, &t->func, &err), 0);
}

#endif /* KDF_FIXTURE_H */
