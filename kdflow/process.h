/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc says of another process. */
#ifndef KDFLOW_PROCESS_H
#define KDFLOW_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <kdflow.h>

/* Functions return 0 or a negative errno value, unless something else is said. */

/** process_check - is it a process, and another one? */
int process_check(pid_t pid, struct kdf_error *err);

/** process_has_thread - does the thread execute a program, and will it for a while? */
bool process_has_thread(pid_t tid);

/**
 * process_threads - the threads that execute its program
 * @tids: to be freed, unless this fails: if one of them cannot be made to execute system calls
 */
int process_threads(pid_t pid, pid_t **tids, size_t *count, struct kdf_error *err);

/** process_open_memory - a file that is the memory of a thread that lives, or a negative errno value */
int process_open_memory(pid_t tid, struct kdf_error *err);

/** process_find_syscall - the address of an instruction in its vdso that is a system call */
int process_find_syscall(pid_t tid, int mem, uint64_t *addr, struct kdf_error *err);

#endif /* KDFLOW_PROCESS_H */
