/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much is done, on a terminal. */
#ifndef KDFLOW_PROGRESS_H
#define KDFLOW_PROGRESS_H

#include <kdflow.h>

/**
 * progress_begin - tell on standard error, if that is a terminal and the output is none
 * @passes: how many times the chunks of the trace are read
 *
 * What is done within a second is not told.
 */
void progress_begin(const struct kdf_trace *trace, unsigned int passes);

/** progress_at - a walk is here now; cheap */
void progress_at(const struct kdf_walk *walk);

/** progress_begin_recording - the same; the output of what is recorded counts, unless it has its own */
void progress_begin_recording(bool own_output);

/** progress_is_due - is it time for the next of these? Cheap; never without progress_begin_recording() */
bool progress_is_due(void);

/** progress_recorded - what there is so far */
void progress_recorded(uint64_t records, uint64_t bytes, uint64_t lost);

/** progress_end - take away what was told */
void progress_end(void);

#endif /* KDFLOW_PROGRESS_H */
