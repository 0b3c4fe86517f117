/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What binding finds, and evaluation asks. */
#ifndef KDF_EXPR_BOUND_H
#define KDF_EXPR_BOUND_H

#include "expr-private.h"

/**
 * struct kdf_bound_leaf - what a name is in one function
 * @is_constant: it is @constant; not known if the function has no types
 * @path: otherwise, where its value is
 */
struct kdf_bound_leaf {
	bool is_constant;
	struct kdf_int constant;
	struct kdf_path path;
};

#endif /* KDF_EXPR_BOUND_H */
