/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a patched no-op calls. All registers are preserved but r11 and the
 * flags; the code around the call does not know of it, so vector registers are
 * preserved too and the stack may have any alignment.
 */
	.macro	save registers:vararg
	.irp	register, \registers
	pushq	%\register
	.endr
	.endm

	.macro	restore registers:vararg
	.irp	register, \registers
	popq	%\register
	.endr
	.endm

/* callback(saved registers, return address) */
	.macro	call_c callback
	movq	%rsp, %rdi
	movq	8(%rbp), %rsi
	movq	%rsp, %r11
	subq	$512, %rsp
	andq	$-64, %rsp
	fxsave64 (%rsp)
	pushq	%r11
	pushq	%r11
	cld
	call	\callback
	popq	%r11
	addq	$8, %rsp
	fxrstor64 (%rsp)
	movq	%r11, %rsp
	.endm

	.text
	.globl	nop_entry, nop_exit
	.type	nop_entry, @function
nop_entry:
	pushq	%rbp
	movq	%rsp, %rbp
	save	rax, r10, r9, r8, rcx, rdx, rsi, rdi
	call_c	nop_entry_called
	restore	rdi, rsi, rdx, rcx, r8, r9, r10, rax
	popq	%rbp
	ret
	.size	nop_entry, . - nop_entry

	.type	nop_exit, @function
nop_exit:
	pushq	%rbp
	movq	%rsp, %rbp
	save	r10, r9, r8, rcx, rdi, rsi, rdx, rax
	call_c	nop_exit_called
	restore	rax, rdx, rsi, rdi, rcx, r8, r9, r10
	popq	%rbp
	ret
	.size	nop_exit, . - nop_exit

	.section .note.GNU-stack, "", @progbits
