/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * kcov_dataflow: the values that cross function boundaries of one task.
 *
 * A program opens /sys/kernel/debug/kcov_dataflow, sizes the buffer with
 * KCOV_DF_INIT_TRACK, maps it, and brackets the code to observe with
 * KCOV_DF_ENABLE and KCOV_DF_DISABLE. The kernel appends one record per
 * argument at each function entry and one record at each return.
 */
#ifndef _UAPI_LINUX_KCOV_DATAFLOW_H
#define _UAPI_LINUX_KCOV_DATAFLOW_H

#include <linux/const.h>
#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct kcov_df_stats - what one buffer has seen since KCOV_DF_INIT_TRACK
 * @recorded: records written to the buffer
 * @lost_full: records that did not fit into the buffer
 * @lost_nofault: records given up because the boundary was crossed with page
 *	faults disabled (an unwinder, a tracer), where values cannot be read
 * @reserved: zero
 *
 * Boundaries crossed in interrupts are not the task's own and are in none of
 * the counters; neither are those of the recorder itself.
 */
struct kcov_df_stats {
	__u64 recorded;
	__u64 lost_full;
	__u64 lost_nofault;
	__u64 reserved[5];
};

/*
 * Allocates the buffer; the argument is its size in 64-bit words, word 0
 * included. Once per open file.
 * Errors: EINVAL (fewer than 2 words, or too many), EBUSY (done already),
 * ENOMEM.
 */
#define KCOV_DF_INIT_TRACK	_IOR('d', 1, unsigned long)

/*
 * Starts recording the calling task. The buffer must have been mapped.
 * Errors: EINVAL (not initialised, not mapped, or an argument other than 0),
 * EBUSY (this file records a task already, or this task is recorded already).
 */
#define KCOV_DF_ENABLE		_IO('d', 100)

/*
 * Stops recording the calling task.
 * Errors: EINVAL (this file does not record the calling task, or an argument
 * other than 0).
 */
#define KCOV_DF_DISABLE		_IO('d', 101)

/* Reads the counters; allowed at any time after KCOV_DF_INIT_TRACK (EINVAL). */
#define KCOV_DF_STATS		_IOR('d', 102, struct kcov_df_stats)

/*
 * The buffer is an array of 64-bit words. Word 0 holds the number of words in
 * use behind it; writing 0 to it resets the buffer. From word 1 on:
 *
 *   word 0   bits  0..23  sequence: counts every record, lost ones included
 *            bit   24     the fields were read from the task's own stack
 *            bits 25..27  zero
 *            bits 28..31  type: KCOV_DF_TYPE_ENTRY or KCOV_DF_TYPE_RET
 *            bits 32..47  number of values
 *            bits 48..55  size of the argument or return value in bytes,
 *                         at most 255
 *            bits 56..63  argument index, at most 255; 0 for a return
 *   word 1   address of the function, KASLR offset removed
 *   word 2   the address that the fields were read from, 0 for a plain value
 *   word 3.. values, zero-extended; KCOV_DF_BAD where nothing could be read
 *
 * A NULL pointer to a struct is a plain value. A plain value of more than
 * eight bytes takes several words, lowest first. A field of more than eight
 * bytes (an array, a nested struct) shows its first eight.
 */
#define KCOV_DF_SEQ(w)		((__u32)((w) & 0xffffff))
#define KCOV_DF_ON_STACK	_BITULL(24)
#define KCOV_DF_TYPE(w)		((__u32)((w) >> 28) & 0xf)
#define KCOV_DF_NVALUES(w)	((__u32)((w) >> 32) & 0xffff)
#define KCOV_DF_SIZE(w)		((__u32)((w) >> 48) & 0xff)
#define KCOV_DF_ARG(w)		((__u32)((w) >> 56) & 0xff)

#define KCOV_DF_TYPE_ENTRY	0xe
#define KCOV_DF_TYPE_RET	0xf

/* Words before the values of a record. */
#define KCOV_DF_HEADER_WORDS	3

#define KCOV_DF_BAD		0xbadadd85ULL

#endif /* _UAPI_LINUX_KCOV_DATAFLOW_H */
