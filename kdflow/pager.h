/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is longer than the terminal goes through a pager. */
#ifndef KDFLOW_PAGER_H
#define KDFLOW_PAGER_H

#include <sys/types.h>

/**
 * pager_begin - let the user's pager show the standard output, if that is a terminal
 *
 * $KDFLOW_PAGER, $PAGER, or "less -R"; empty, or "cat": none.
 *
 * Return: its process; 0 without. If it cannot be run, there is none.
 */
pid_t pager_begin(void);

/** pager_end - wait until the user has seen enough */
void pager_end(pid_t pager);

#endif /* KDFLOW_PAGER_H */
