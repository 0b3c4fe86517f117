/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Has a running process turn its recording on and off. */
#ifndef KDFLOW_ATTACH_H
#define KDFLOW_ATTACH_H

#include <sys/types.h>

#include <kdflow.h>

/**
 * attach - have all threads of a process recorded
 *
 * A task can be recorded by itself only, so each of them executes KCOV_DF_ENABLE on the file of the
 * session. The process does not have the file before or afterwards.
 *
 * Return: 0 or a negative errno value; then no thread of it is recorded.
 */
int attach(pid_t pid, const struct kdf_session *session, struct kdf_error *err);

/** detach - the opposite; threads that are not recorded stay so */
int detach(pid_t pid, const struct kdf_session *session, struct kdf_error *err);

#endif /* KDFLOW_ATTACH_H */
