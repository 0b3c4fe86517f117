// SPDX-License-Identifier: GPL-2.0
/*
 * What no-ops at boundaries are patched into calls of. These two are most of
 * what a recording costs. They do what quick_entry() and quick_exit() do, see
 * record.c for the reasons; in assembly, because C saves many more registers,
 * and cannot have an argument in %rax.
 *
 * The no-op that has become a call is followed by an instruction whose operand,
 * one byte behind the return address, is the site of an entry; of an exit, the
 * distance from itself to the site.
 *
 * %r11 need not be preserved, and has the context of the task.
 */
#include <linux/linkage.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/stddef.h>
#include <asm/current.h>
#include <asm/percpu.h>

#include "kcov_dataflow.h"
#include "shape.h"
#include "text.h"

#define CURRENT								\
	__force_percpu_prefix "(pcpu_hot + %c[current_task])(%%rip)"
#define PREEMPT_COUNT							\
	__force_percpu_prefix "(pcpu_hot + %c[preempt_count])(%%rip)"

/* Goes to 9 if the task is not recorded. */
#define GET_CONTEXT							\
	"	movq	" CURRENT ", %%r11\n"				\
	"	movq	%c[kcov_df](%%r11), %%r11\n"			\
	"	testq	%%r11, %%r11\n"					\
	"	jz	9f\n"

/* Where softirqs can be preempted, the task counts them. */
#ifdef CONFIG_PREEMPT_RT
#define NOT_IN_SOFTIRQ							\
	"	testl	%[softirq], %c[softirq_disable_cnt](%%r10)\n"	\
	"	jnz	8f\n"
#define SOFTIRQ_OPERANDS						\
	[softirq]	"i" (SOFTIRQ_OFFSET),				\
	OFFSET(softirq_disable_cnt, task_struct, softirq_disable_cnt),
#else
#define NOT_IN_SOFTIRQ
#define SOFTIRQ_OPERANDS
#endif

/*
 * As enter(), but for the last test: goes to 8 if the boundary is not the
 * task's, to 7 if anything is special, to 6 if this is noticed inside the
 * recorder.
 */
#define ENTER								\
	"	movq	" CURRENT ", %%r10\n"				\
	"	testl	%[not_in_task], " PREEMPT_COUNT "\n"		\
	"	jnz	8f\n"						\
	NOT_IN_SOFTIRQ							\
	"	cmpl	%[session], %c[state](%%r11)\n"			\
	"	jne	7f\n"						\
	"	movl	%[busy], %c[state](%%r11)\n"			\
	"	cmpl	$0, %c[pagefault_disabled](%%r10)\n"		\
	"	jne	6f\n"						\
	"	movq	%c[df](%%r11), %%r10\n"				\
	"	cmpq	$0, %c[selection](%%r10)\n"			\
	"	jne	6f\n"

#define LEAVE								\
	"	movl	%[session], %c[state](%%r11)\n"

#define PUSH(reg)							\
	"	pushq	" reg "\n"					\
	"	pushq	%%rbx\n"					\
	"	pushq	%%rcx\n"					\
	"	pushq	%%r10\n"

#define POP(reg)							\
	"	popq	%%r10\n"					\
	"	popq	%%rcx\n"					\
	"	popq	%%rbx\n"					\
	"	popq	" reg "\n"

/* What else a C function does not preserve; PUSH() has %rsi of an exit. */
#define PUSH_ARGS							\
	"	pushq	%%rdi\n"					\
	"	pushq	%%rsi\n"					\
	"	pushq	%%rdx\n"					\
	"	pushq	%%r8\n"						\
	"	pushq	%%r9\n"

#define POP_ARGS							\
	"	popq	%%r9\n"						\
	"	popq	%%r8\n"						\
	"	popq	%%rdx\n"					\
	"	popq	%%rsi\n"					\
	"	popq	%%rdi\n"

/* Where the return address is then, and what STACK() would be. */
#define PUSHED		(4 * sizeof(long))
#define STACK_THERE	(PUSHED - sizeof(long))

#define OFFSET(name, type, member)					\
	[name]		"i" (offsetof(struct type, member))

#define OPERANDS							\
	[session]	"i" (TASK_SESSION),				\
	[busy]		"i" (TASK_BUSY),				\
	OFFSET(current_task, pcpu_hot, current_task),			\
	OFFSET(preempt_count, pcpu_hot, preempt_count),			\
	OFFSET(pagefault_disabled, task_struct, pagefault_disabled),	\
	OFFSET(kcov_df, task_struct, kcov_df),				\
	OFFSET(state, kcov_df_task, state),				\
	OFFSET(structs, kcov_df_task, structs),				\
	OFFSET(pos, kcov_df_task, pos),					\
	OFFSET(limit, kcov_df_task, limit),				\
	OFFSET(frame, kcov_df_task, frame),				\
	OFFSET(last_frame, kcov_df_task, last_frame),			\
	OFFSET(chunk, kcov_df_task, chunk),				\
	OFFSET(df, kcov_df_task, df),					\
	OFFSET(base_key, kcov_df_task, base_key),			\
	OFFSET(entries, kcov_df_task, entries),				\
	OFFSET(exits, kcov_df_task, exits),				\
	OFFSET(unfinished_entries, kcov_df_task, unfinished_entries),	\
	OFFSET(unfinished_exits, kcov_df_task, unfinished_exits),	\
	OFFSET(selection, kcov_df, gate.selection),			\
	OFFSET(key, kcov_df_frame, key),				\
	OFFSET(stack, kcov_df_frame, stack),				\
	OFFSET(entry_head, kcov_df_frame, entry_head),			\
	OFFSET(exit_head, kcov_df_frame, exit_head),			\
	OFFSET(head, kcov_df_shape, head),				\
	OFFSET(nr_args, kcov_df_shape, nr_args),			\
	OFFSET(args, kcov_df_shape, args),				\
	OFFSET(used, kcov_df_chunk, used),				\
	[frame_size]	"i" (sizeof(struct kcov_df_frame)),		\
	[values_mask]	"i" (SHAPE_VALUES),				\
	[narrow_exit]	"i" (16 + __builtin_ctz(SHAPE_NARROW_EXIT)),	\
	[not_in_task]	"i" (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET),	\
	SOFTIRQ_OPERANDS						\
	[pushed]	"i" (PUSHED),					\
	[stack_there]	"i" (STACK_THERE)

/*
 * The values, of which some may not exist, are where a function has its
 * arguments.
 */
__naked notrace void __sanitizer_cov_trace_nop_entry(void)
{
	asm volatile(GET_CONTEXT
		PUSH("%%rax")
		ENTER
		"	movq	%c[pos](%%r11), %%rax\n"
		"	cmpq	%c[limit](%%r11), %%rax\n"
		"	jae	6f\n"

		/* A frame to drop, or no frame to have? */
		"	movq	%c[frame](%%r11), %%rbx\n"
		"	movq	%%rcx, 32(%%rax)\n"
		"	leaq	%c[stack_there](%%rsp), %%rcx\n"
		"	cmpq	%%rcx, %c[stack](%%rbx)\n"
		"	jbe	6f\n"
		"	cmpq	%c[last_frame](%%r11), %%rbx\n"
		"	je	6f\n"
		"	addq	%[frame_size], %%rbx\n"
		"	movq	%%rbx, %c[frame](%%r11)\n"
		"	movq	%%rcx, %c[stack](%%rbx)\n"
		"	movq	%c[pushed](%%rsp), %%r10\n"
		"	movq	%%r10, %c[key](%%rbx)\n"

		"	movq	%%rdi, 8(%%rax)\n"
		"	movq	%%rsi, 16(%%rax)\n"
		"	movq	%%rdx, 24(%%rax)\n"
		"	movq	%%r8, 40(%%rax)\n"
		"	movq	%%r9, 48(%%rax)\n"

		/* The shape's head. */
		"	movslq	1(%%r10), %%rcx\n"
		"	movl	1 + %c[head](%%r10, %%rcx), %%ecx\n"
		"	testl	%%ecx, %c[unfinished_entries](%%r11)\n"
		"	jnz	5f\n"
		"	subl	%c[base_key](%%r11), %%r10d\n"
		"	movl	%%r10d, 4(%%rax)\n"
		"	andl	%[values_mask], %%ecx\n"
		"	movl	%%ecx, %%r10d\n"
		"	shll	$5, %%r10d\n"
		"	addl	%c[entry_head](%%rbx), %%r10d\n"
		"	movl	%%r10d, (%%rax)\n"

		"	leaq	8(%%rax, %%rcx, 8), %%rax\n"
		"	incq	%c[entries](%%r11)\n"
		"	movq	%c[chunk](%%r11), %%r10\n"
		"	movq	%%rax, %c[pos](%%r11)\n"
		"	subl	%%r10d, %%eax\n"
		"	movl	%%eax, %c[used](%%r10)\n"
		LEAVE
		"8:\n"
		POP("%%rax")
		"9:	" ASM_RET
		"5:	testb	%%cl, %c[structs](%%r11)\n"
		"	jnz	4f\n"
		"	call	kcov_df_finish_entry\n"
		"	jmp	8b\n"
		"4:	movslq	1(%%r10), %%rcx\n"
		PUSH_ARGS
		"	leaq	1(%%r10, %%rcx), %%rdx\n"
		"	movq	%%rbx, %%rsi\n"
		"	movq	%%r11, %%rdi\n"
		"	call	kcov_df_add_entry\n"
		POP_ARGS
		"	jmp	8b\n"
		"6:\n"
		LEAVE
		"7:\n"
		POP("%%rax")
		"	jmp	kcov_df_special_nop_entry\n"
		: : OPERANDS);
}

/* The values are in %rax and %rdx. */
__naked notrace void __sanitizer_cov_trace_nop_exit(void)
{
	asm volatile(GET_CONTEXT
		PUSH("%%rsi")
		ENTER
		"	movq	%c[pos](%%r11), %%rcx\n"
		"	cmpq	%c[limit](%%r11), %%rcx\n"
		"	jae	6f\n"

		/* The key of the site, and the frame that should have it. */
		"	movq	%c[pushed](%%rsp), %%r10\n"
		"	movslq	1(%%r10), %%rsi\n"
		"	addq	%%rsi, %%r10\n"
		"	movq	%c[frame](%%r11), %%rbx\n"
		"	cmpq	%%r10, %c[key](%%rbx)\n"
		"	jne	6f\n"

		"	movq	%%rax, 4(%%rcx)\n"
		"	movq	%%rdx, 12(%%rcx)\n"

		/* The shape, and how many values the exit has. */
		"	movslq	1(%%r10), %%rsi\n"
		"	leaq	1(%%r10, %%rsi), %%r10\n"
		"	movl	%c[unfinished_exits](%%r11), %%esi\n"
		"	testl	%%esi, %c[head](%%r10)\n"
		"	jnz	5f\n"
		"3:	movzbl	%c[nr_args](%%r10), %%esi\n"
		"	movzbl	%c[args](%%r10, %%rsi), %%esi\n"
		"	movzbl	kcov_df_exit_values(%%rsi), %%esi\n"
		"	movl	%%esi, %%r10d\n"
		"	shll	$5, %%r10d\n"
		"	addl	%c[exit_head](%%rbx), %%r10d\n"
		"	movl	%%r10d, (%%rcx)\n"

		"	subq	%[frame_size], %%rbx\n"
		"	movq	%%rbx, %c[frame](%%r11)\n"
		"	leaq	4(%%rcx, %%rsi, 8), %%rcx\n"
		"	incq	%c[exits](%%r11)\n"
		"	movq	%c[chunk](%%r11), %%r10\n"
		"	movq	%%rcx, %c[pos](%%r11)\n"
		"	subl	%%r10d, %%ecx\n"
		"	movl	%%ecx, %c[used](%%r10)\n"
		LEAVE
		"8:\n"
		POP("%%rsi")
		"9:	" ASM_RET
		"5:	movl	%c[head](%%r10), %%esi\n"
		"	testb	%%sil, %c[structs](%%r11)\n"
		"	jnz	4f\n"
		/* Is it the first value alone that is narrow, as an int is? */
		"	shrl	%[narrow_exit], %%esi\n"
		"	cmpl	$3, %%esi\n"
		"	ja	2f\n"
		"	movq	kcov_df_defined(, %%rsi, 8), %%rsi\n"
		"	andq	%%rsi, 4(%%rcx)\n"
		"	jmp	3b\n"
		"2:	call	kcov_df_finish_exit\n"
		"	jmp	8b\n"
		"4:\n"
		PUSH_ARGS
		"	pushq	%%rax\n"
		"	movq	%%r10, %%rdx\n"
		"	movq	%%rbx, %%rsi\n"
		"	movq	%%r11, %%rdi\n"
		"	call	kcov_df_add_exit\n"
		"	popq	%%rax\n"
		POP_ARGS
		"	jmp	8b\n"
		"6:\n"
		LEAVE
		"7:\n"
		POP("%%rsi")
		/* The first argument and the third; this return address is the seventh. */
		"	xchgq	%%rax, %%rdi\n"
		"	call	kcov_df_special_nop_exit\n"
		"	xchgq	%%rax, %%rdi\n"
		"	" ASM_RET
		: : OPERANDS);
}
