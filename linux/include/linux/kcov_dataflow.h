/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_KCOV_DATAFLOW_H
#define _LINUX_KCOV_DATAFLOW_H

#include <linux/types.h>
#include <uapi/linux/kcov_dataflow.h>

struct task_struct;

#ifdef CONFIG_KCOV_DATAFLOW

void kcov_df_task_init(struct task_struct *t);
void kcov_df_task_fork(struct task_struct *t);
void kcov_df_task_exit(struct task_struct *t);

void kcov_df_remote_start(u64 handle);
void kcov_df_remote_stop(void);

/* Instrumented code calls what follows; nobody else should. */

/* The RFC ABI */
void __sanitizer_cov_trace_args(u64 pc, u32 arg_idx, u32 arg_size,
				void *arg_ptr, u64 *offsets, u32 num_fields);
void __sanitizer_cov_trace_ret(u64 pc, u32 ret_size, void *ret_ptr,
			       u64 *offsets, u32 num_fields);

/*
 * The boundary ABI. The caller keeps all its registers, with few exceptions
 * that the architecture and the compiler agree on.
 */
#define __kcov_df_callback	__attribute__((preserve_most))

__kcov_df_callback void __sanitizer_cov_trace_entry0(const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_entry1(u64 v0, const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_entry2(u64 v0, u64 v1,
						     const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_entry3(u64 v0, u64 v1, u64 v2,
						     const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_entry4(u64 v0, u64 v1, u64 v2,
						     u64 v3, const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_entry5(u64 v0, u64 v1, u64 v2,
						     u64 v3, u64 v4,
						     const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_entry6(u64 v0, u64 v1, u64 v2,
						     u64 v3, u64 v4, u64 v5,
						     const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_entry_array(const u64 *values,
							  const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_exit0(const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_exit1(u64 v0, const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_exit2(u64 v0, u64 v1,
						    const s32 *site);
__kcov_df_callback void __sanitizer_cov_trace_exit_unknown(const s32 *site);

#else

static inline void kcov_df_task_init(struct task_struct *t) {}
static inline void kcov_df_task_fork(struct task_struct *t) {}
static inline void kcov_df_task_exit(struct task_struct *t) {}
static inline void kcov_df_remote_start(u64 handle) {}
static inline void kcov_df_remote_stop(void) {}

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
