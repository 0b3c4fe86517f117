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

/* === Sessions ============================================================= */

/*
 * The second interface of the same file, for kernels that were built with the
 * boundary ABI: one record per boundary, many tasks, a buffer that user space
 * cannot write. A program opens the file, starts a session with
 * KCOV_DF_SESSION, maps the buffer (PROT_READ), and lets tasks record with
 * KCOV_DF_ENABLE and KCOV_DF_DISABLE. An open file is a session or the buffer
 * of KCOV_DF_INIT_TRACK, never both (EBUSY).
 */

#define KCOV_DF_VERSION		1

/* kcov_df_session.flags: */
/* Tasks that a recorded task creates are recorded, too. */
#define KCOV_DF_INHERIT		_BITUL(0)
/* Without a free chunk, the oldest full one is overwritten. */
#define KCOV_DF_FLIGHT_RECORDER	_BITUL(1)

/* kcov_df_session.after: structs that were passed in by pointer, at the exit */
#define KCOV_DF_AFTER_OFF	0
#define KCOV_DF_AFTER_CHANGED	1	/* those that are not what they were */
#define KCOV_DF_AFTER_ALWAYS	2

/**
 * struct kcov_df_session - what KCOV_DF_SESSION takes and returns
 * @size: in: sizeof(struct kcov_df_session) as the program knows it. A larger
 *	one than the kernel's is taken if what the kernel does not know is
 *	zero (E2BIG otherwise), a smaller one as if the rest were zero.
 * @version: out: KCOV_DF_VERSION of the kernel
 * @flags: in: KCOV_DF_INHERIT, KCOV_DF_FLIGHT_RECORDER
 * @after: in: KCOV_DF_AFTER_*
 * @snapshot: in: bytes of a struct that are captured, or of a slice or string
 *	in Rust, at most KCOV_DF_SNAPSHOT_MAX; 0 captures none
 * @chunk_size: in: bytes of a chunk, a power of two from KCOV_DF_CHUNK_MIN to
 *	KCOV_DF_CHUNK_MAX; 0 for the kernel's choice. out: that choice
 * @buffer_size: in: bytes for chunks, at least two of them, rounded up to
 *	whole ones; 0 for the kernel's choice. out: bytes to map, the header
 *	page included
 * @remote_handle: in: what kcov_df_remote_start() is called with; 0 for none.
 *	EBUSY if another session has it
 */
struct kcov_df_session {
	__u32 size;
	__u32 version;
	__u32 flags;
	__u32 after;
	__u32 snapshot;
	__u32 chunk_size;
	__u64 buffer_size;
	__u64 remote_handle;
};

#define KCOV_DF_SNAPSHOT_MAX	4096
#define KCOV_DF_CHUNK_MIN	(16 * 1024)
#define KCOV_DF_CHUNK_MAX	(1024 * 1024)

/*
 * Starts a session. Nothing is recorded yet, and code runs as before: the gate
 * of the functions that the filter selects (all of them, until KCOV_DF_FILTER)
 * opens with the first KCOV_DF_ENABLE, or now if there is a remote handle, and
 * closes with the file. To open it can take a hundred million instructions when
 * it selects a whole kernel; the filter comes first, therefore. Errors: EINVAL
 * (a value out of range, an unknown flag, no such ABI in this kernel), E2BIG,
 * EBUSY, ENOMEM, EFAULT.
 */
#define KCOV_DF_SESSION		_IO('d', 110)

/*
 * Empties all chunks and zeroes the counters. EBUSY while a task is recorded,
 * EINVAL without a session.
 */
#define KCOV_DF_RESET		_IO('d', 111)

/*
 * Gives a full chunk back; the argument is its number in the buffer. Errors:
 * EINVAL (no such chunk, or it is not full).
 */
#define KCOV_DF_RELEASE		_IO('d', 112)

/**
 * struct kcov_df_filter - which functions a session records
 * @size: in: sizeof(struct kcov_df_filter), as kcov_df_session.size
 * @patterns_len: in: bytes at @patterns, at most KCOV_DF_FILTER_MAX
 * @patterns: in: address of rules, each ended by a NUL. A rule is one of '+f',
 *	'-f', '+m', '-m' and a glob (as in lib/glob.c) on the name of a
 *	function or of its module ("vmlinux" for the kernel itself). A
 *	function is recorded if no '-' rule matches it, and some '+f' rule if
 *	there is any, and some '+m' rule if there is any. No rules select
 *	everything.
 * @matched: out: functions that are selected now; modules that are loaded
 *	later are looked at then
 * @total: out: instrumented functions
 */
struct kcov_df_filter {
	__u32 size;
	__u32 patterns_len;
	__u64 patterns;
	__u64 matched;
	__u64 total;
};

#define KCOV_DF_FILTER_MAX	65536

/*
 * Replaces the filter, at any time. Errors: EINVAL (a malformed rule, no
 * session), E2BIG, EFAULT, ENOMEM; then the filter is as it was. A filter that
 * matches nothing is no error.
 */
#define KCOV_DF_FILTER		_IO('d', 113)

/**
 * struct kcov_df_counters - what KCOV_DF_COUNTERS returns
 * @size: in: sizeof(struct kcov_df_counters), as kcov_df_session.size
 * @tasks: out: tasks that are recorded now
 * @entries: out: entries that were recorded
 * @exits: out: exits that were recorded
 * @lost_full_entries: out: entries that found no chunk
 * @lost_full_exits: out: exits that found no chunk
 * @lost_nofault_entries: out: entries given up because page faults were
 *	disabled
 * @lost_nofault_exits: out: exits, likewise
 * @overwritten: out: records (of either kind) that the flight recorder
 *	overwrote
 * @lost_tasks: out: tasks that could not be recorded for lack of memory
 *
 * Recorded and lost together are all boundaries that the recorded tasks
 * crossed in instrumented code that the filter selects; interrupts are not
 * part of a task.
 */
struct kcov_df_counters {
	__u32 size;
	__u32 tasks;
	__u64 entries;
	__u64 exits;
	__u64 lost_full_entries;
	__u64 lost_full_exits;
	__u64 lost_nofault_entries;
	__u64 lost_nofault_exits;
	__u64 overwritten;
	__u64 lost_tasks;
};

/* Reads the counters of a session. Errors: EINVAL, E2BIG, EFAULT. */
#define KCOV_DF_COUNTERS	_IO('d', 114)

/**
 * struct kcov_df_buffer - the first page of a session's buffer
 * @version: KCOV_DF_VERSION
 * @header_size: bytes before chunk 0
 * @chunk_size: bytes of a chunk
 * @nr_chunks: how many there are
 * @base: the address, as linked, that kcov_df_entry.site is relative to
 *	(_text)
 * @kaslr_offset: what was added to addresses when the kernel was loaded
 */
struct kcov_df_buffer {
	__u32 version;
	__u32 header_size;
	__u32 chunk_size;
	__u32 nr_chunks;
	__u64 base;
	__u64 kaslr_offset;
};

/* kcov_df_chunk.state: */
#define KCOV_DF_CHUNK_FREE	0
#define KCOV_DF_CHUNK_WRITING	1	/* belongs to a task */
#define KCOV_DF_CHUNK_FULL	2	/* complete; the reader's until KCOV_DF_RELEASE */

/**
 * struct kcov_df_chunk - the head of a chunk; records follow
 * @state: KCOV_DF_CHUNK_*
 * @used: bytes of the chunk in use, this head included. Load it with acquire
 *	semantics: what it covers is complete, while the task goes on writing
 *	behind it.
 * @serial: the order in which chunks were taken, over the whole session, from
 *	1. Read it before and after a chunk that may be overwritten (flight
 *	recorder, KCOV_DF_RESET): if it has changed, what was read is void.
 * @index: of the chunks that this task has taken, the first is 0. A gap is a
 *	chunk that was overwritten.
 * @tid: the task, in the initial pid namespace, when it took the chunk: a thread
 *	that calls execve() becomes the leader of its group, and gets its number
 * @pid: its thread group
 * @context: 0, or the handle of the remote section
 * @time: when the chunk was taken, in nanoseconds of CLOCK_MONOTONIC
 * @stream: differs for every task and every remote section of the session:
 *	records with one stream, in the order of index, nest
 * @comm: name of the task when it took the chunk
 */
struct kcov_df_chunk {
	__u32 state;
	__u32 used;
	__u64 serial;
	__u32 index;
	__u32 tid;
	__u32 pid;
	__u32 stream;
	__u64 context;
	__u64 time;
	char comm[16];
};

/*
 * Records are 4-byte aligned and begin with a word:
 *
 *   bits  0..3   type
 *   bits  4..15  length in 4-byte words, this one included
 *   bits 16..31  depth (entry, exit): open calls around this one; or see below
 *
 * KCOV_DF_REC_ENTRY       s32 site: distance of the site from the kernel's
 *	_text. Then the values, 8 bytes each, zero-extended, as many as the
 *	site's shape says.
 * KCOV_DF_REC_EXIT        the exit of the open call at this depth of this
 *	stream. Then 0 to 2 values.
 * KCOV_DF_REC_EXIT_OF     as above, with s32 site before the values: its entry
 *	may not be among the records (lost, overwritten, or before the
 *	recording began), or too many calls are open to know. Depth 0xffff if
 *	it never had a frame.
 * KCOV_DF_REC_STRUCT      follows the entry or exit that it belongs to, in the
 *	same chunk. Bits 16..23: the argument, from 0, or KCOV_DF_RETURN; bits
 *	24..31: KCOV_DF_STRUCT_* flags. Then u32 size of the struct, and as many
 *	of its bytes as the budget allows and a chunk can hold beside the
 *	others, zero-padded to 4. The address is the argument's value. Of an
 *	argument that is a pointer and a number of elements, these are the
 *	elements, unless there are none; their size is 0xffffffff if it is not
 *	less.
 * KCOV_DF_REC_LOST        bits 16..31 zero. Then u32 entries, u32 exits that
 *	were lost here.
 * KCOV_DF_REC_EVENT       bits 16..31: KCOV_DF_EVENT_*.
 *
 * At most 0xffff calls are nested; the depth stays there.
 */
#define KCOV_DF_REC_ENTRY	1
#define KCOV_DF_REC_EXIT	2
#define KCOV_DF_REC_EXIT_OF	3
#define KCOV_DF_REC_STRUCT	4
#define KCOV_DF_REC_LOST	5
#define KCOV_DF_REC_EVENT	6

#define KCOV_DF_REC_TYPE(w)	((w) & 0xf)
#define KCOV_DF_REC_WORDS(w)	(((w) >> 4) & 0xfff)
#define KCOV_DF_REC_ARG(w)	(((w) >> 16) & 0xff)
#define KCOV_DF_REC_DEPTH(w)	((w) >> 16)
#define KCOV_DF_RETURN		0xff

/* Flags of KCOV_DF_REC_STRUCT, in bits 24..31: */
/* Nothing could be read; no bytes. */
#define KCOV_DF_STRUCT_BAD	_BITUL(24)
/* Reading stopped at a fault. */
#define KCOV_DF_STRUCT_SHORT	_BITUL(25)
/* The argument is the struct, its value an address. */
#define KCOV_DF_STRUCT_BY_VALUE	_BITUL(26)

/* The recording of this stream begins: no call is open. */
#define KCOV_DF_EVENT_ENABLE	1

#endif /* _UAPI_LINUX_KCOV_DATAFLOW_H */
