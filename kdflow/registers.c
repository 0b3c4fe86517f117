// SPDX-License-Identifier: GPL-2.0-or-later
/* The registers of a stopped thread, and how the machine's system calls are made with them. */
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include "registers.h"

bool registers_get(pid_t tid, struct user_regs_struct *regs)
{
	struct iovec iov = { regs, sizeof(*regs) };

	return !ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &iov);
}

bool registers_set(pid_t tid, const struct user_regs_struct *regs)
{
	struct iovec iov = { (void *)regs, sizeof(*regs) };

	return !ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &iov);
}

#ifdef __x86_64__

/* Code segment of 64-bit programs */
#define USER_CS 0x33

bool registers_fit(const struct user_regs_struct *regs)
{
	return regs->cs == USER_CS;
}

void registers_set_call(struct user_regs_struct *regs, uint64_t gate, long nr, const uint64_t *args)
{
	/* No system call is under way, which the kernel could restart. */
	regs->orig_rax = -1;
	regs->rip = gate;
	regs->rax = nr;
	regs->rdi = args[0];
	regs->rsi = args[1];
	regs->rdx = args[2];
	regs->r10 = args[3];
	regs->r8 = args[4];
	regs->r9 = args[5];
}

int64_t registers_result(const struct user_regs_struct *regs)
{
	return regs->rax;
}

#else

bool registers_fit(const struct user_regs_struct *regs)
{
	(void)regs;
	return false;
}

/* Nothing fits, so nobody calls these. */
void registers_set_call(struct user_regs_struct *regs, uint64_t gate, long nr, const uint64_t *args)
{
	(void)regs, (void)gate, (void)nr, (void)args;
}

int64_t registers_result(const struct user_regs_struct *regs)
{
	(void)regs;
	return -1;
}

#endif
