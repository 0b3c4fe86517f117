/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers of a stopped thread, and how the machine's system calls are made with them. */
#ifndef KDFLOW_REGISTERS_H
#define KDFLOW_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>

/* registers_get, registers_set - false, and errno, if the thread does not let us */
bool registers_get(pid_t tid, struct user_regs_struct *regs);
bool registers_set(pid_t tid, const struct user_regs_struct *regs);

/** registers_fit - is it a program and a machine that registers_set_call() knows? */
bool registers_fit(const struct user_regs_struct *regs);

/** registers_set_call - execute a system call next, with the instruction at @gate */
void registers_set_call(struct user_regs_struct *regs, uint64_t gate, long nr, const uint64_t *args);

/** registers_result - what the system call has returned */
int64_t registers_result(const struct user_regs_struct *regs);

#endif /* KDFLOW_REGISTERS_H */
