/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is printed around the calls of a trace. */
#ifndef KDFLOW_AROUND_H
#define KDFLOW_AROUND_H

#include "format.h"

/** put_task - the line that names a task, or a remote section */
void put_task(const struct format *f, const struct kcov_df_chunk *chunk);

/** put_losses - lines "# ..." of what was lost, and of the damage */
void put_losses(const struct format *f, bool damaged);

#endif /* KDFLOW_AROUND_H */
