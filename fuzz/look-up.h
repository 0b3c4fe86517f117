/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FUZZ_LOOK_UP_H
#define FUZZ_LOOK_UP_H

#include <kdflow.h>

/** fuzz_names - ask for all that names have, write them, and read that again */
void fuzz_names(struct kdf_names *names);

/** fuzz_error - what an error says is printable, too */
void fuzz_error(const struct kdf_error *err);

#endif /* FUZZ_LOOK_UP_H */
