/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_KCOV_DATAFLOW_H
#define _LINUX_KCOV_DATAFLOW_H

#include <linux/types.h>
#include <uapi/linux/kcov_dataflow.h>

struct task_struct;

#ifdef CONFIG_KCOV_DATAFLOW

void kcov_df_task_init(struct task_struct *t);
void kcov_df_task_exit(struct task_struct *t);

/* Instrumented code calls these; nobody else should. */
void __sanitizer_cov_trace_args(u64 pc, u32 arg_idx, u32 arg_size,
				void *arg_ptr, u64 *offsets, u32 num_fields);
void __sanitizer_cov_trace_ret(u64 pc, u32 ret_size, void *ret_ptr,
			       u64 *offsets, u32 num_fields);

#else

static inline void kcov_df_task_init(struct task_struct *t) {}
static inline void kcov_df_task_exit(struct task_struct *t) {}

#endif /* CONFIG_KCOV_DATAFLOW */

#ifdef CONFIG_KCOV_DATAFLOW_NOPS
bool kcov_df_text_reserved(const void *start, const void *end);
#else
static inline bool kcov_df_text_reserved(const void *start, const void *end)
{
	return false;
}
#endif

#endif /* _LINUX_KCOV_DATAFLOW_H */
