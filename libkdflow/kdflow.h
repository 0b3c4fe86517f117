/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libkdflow: record and read the values that cross the kernel's function
 * boundaries, as recorded by /sys/kernel/debug/kcov_dataflow.
 *
 * Layers, each usable without the ones above it:
 *
 *   struct kdf_session   the kernel's recorder: start, map, enable, filter, chunks
 *   struct kdf_nest      chunks -> records -> boundaries of nested calls (calls.h)
 *   struct kdf_names     what sites, arguments and members are called (names.h)
 *   struct kdf_features  what its values were like, for a fuzzer's map (feature.h)
 *   struct kdf_device    the RFC's device: size, map, enable, disable
 *   struct kdf_stream    its words -> records -> calls
 *   struct kdf_trace     the trace file: records, names, losses, circumstances
 *   struct kdf_walk      a session's trace -> all boundaries of all tasks, named (walk.h)
 *   struct kdf_argument  what the values of a boundary say: arguments, members, before and
 *                        after, changes (values.h)
 *   struct kdf_expr      expressions over them (expr.h)
 *   struct kdf_check     contracts, and what violates them (contract.h)
 *
 * A function that can fail returns 0 or a negative errno value, and then
 * describes the failure in its struct kdf_error. Objects are plain structs;
 * zeroed, they are empty, and their free function accepts them.
 */
#ifndef KDFLOW_H
#define KDFLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/kcov_dataflow.h>

#include "calls.h"
#include "contract.h"
#include "error.h"
#include "expr.h"
#include "feature.h"
#include "merge.h"
#include "names.h"
#include "session.h"
#include "text.h"
#include "values.h"
#include "walk.h"

#ifdef __cplusplus
extern "C" {
#endif

/** KDF_DEBUGFS - where debugfs belongs, and the device in it */
#define KDF_DEBUGFS "/sys/kernel/debug"

/** KDF_WORDS_MAX - the kernel makes no buffer with more words than this (2 GiB) */
#define KDF_WORDS_MAX 0xfffffffUL

/* Device --------------------------------------------------------------- */

/**
 * struct kdf_device - an open recorder and its mapped buffer
 * @fd: the open file, close-on-exec
 * @area: the mapped buffer, NULL before kdf_device_map()
 * @words: its size in words, word 0 included
 */
struct kdf_device {
	int fd;
	uint64_t *area;
	size_t words;
};

/**
 * kdf_device_open - open the recorder
 * @debugfs: where debugfs is mounted, usually KDF_DEBUGFS
 *
 * Errors say what is missing: the rights, the mount, or the kernel option.
 */
int kdf_device_open(struct kdf_device *dev, const char *debugfs, struct kdf_error *err);

/** kdf_device_map - size the buffer, once per open device, and map it */
int kdf_device_map(struct kdf_device *dev, size_t words, struct kdf_error *err);

/**
 * kdf_device_enable - record the calling task from here on
 *
 * The recording belongs to the task: it goes on over execve() and after the
 * file is closed, until kdf_device_disable() or the task's end.
 */
int kdf_device_enable(struct kdf_device *dev, struct kdf_error *err);

/** kdf_device_disable - stop recording the calling task */
int kdf_device_disable(struct kdf_device *dev, struct kdf_error *err);

/**
 * kdf_device_stats - what was recorded and lost
 *
 * -ENOTTY is the answer of a kernel that does not count its losses.
 */
int kdf_device_stats(struct kdf_device *dev, struct kcov_df_stats *stats, struct kdf_error *err);

/** kdf_device_close - unmap and close; a task that is recorded stays so */
void kdf_device_close(struct kdf_device *dev);

/* Records -------------------------------------------------------------- */

/**
 * struct kdf_stream - recorded words, without the cursor in word 0
 * @name: where they come from, for messages
 * @words: the words, in the byte order of the machine
 * @count: their number
 */
struct kdf_stream {
	const char *name;
	const uint64_t *words;
	size_t count;
};

/** kdf_device_stream - the words that the device has recorded so far */
struct kdf_stream kdf_device_stream(const struct kdf_device *dev);

/**
 * struct kdf_record - one record, decoded
 * @word: offset of its first word in the stream
 * @type: KCOV_DF_TYPE_ENTRY or KCOV_DF_TYPE_RET
 * @seq: 24-bit number; a jump is a loss
 * @arg: argument index, 0 for a return
 * @size: bytes of the argument or the return value, at most 255
 * @on_stack: the fields were read from the task's own stack
 * @pc: address of the function, KASLR offset removed
 * @addr: where the fields were read, 0 for a plain value
 * @values: the values, in the stream
 * @nvalues: their number
 */
struct kdf_record {
	size_t word;
	uint32_t type;
	uint32_t seq;
	unsigned int arg;
	unsigned int size;
	bool on_stack;
	uint64_t pc;
	uint64_t addr;
	const uint64_t *values;
	unsigned int nvalues;
};

/**
 * kdf_record_next - decode the record at *@pos and advance
 * @pos: word offset, 0 to begin with
 *
 * Every bit of the header is checked.
 *
 * Return: 1 with a record, 0 at the end, -EBADMSG for a malformed record;
 * *@pos stays at a malformed record.
 */
int kdf_record_next(const struct kdf_stream *stream, size_t *pos, struct kdf_record *rec,
		    struct kdf_error *err);

/** kdf_record_lost - number of records lost between two that follow each other */
static inline uint32_t kdf_record_lost(uint32_t earlier, uint32_t later)
{
	return KCOV_DF_SEQ(later - earlier - 1);
}

/* Calls ---------------------------------------------------------------- */

/** enum kdf_event_type - what one line of a call tree is */
enum kdf_event_type {
	KDF_ENTRY,
	KDF_RETURN,
	KDF_LOST,
};

/** KDF_NONE - no event */
#define KDF_NONE UINT32_MAX

/**
 * struct kdf_event - an entry, a return, or a place where records were lost
 * @type: which of them
 * @pair: index of the other half of the call, KDF_NONE if there is none
 * @depth: the call depth, see kdf_calls_nest()
 * @records: number of records: one per argument, 1 for a return, the lost ones
 * @word: offset of the first record in the stream
 * @pc: the function
 */
struct kdf_event {
	enum kdf_event_type type;
	uint32_t pair;
	uint32_t depth;
	uint32_t records;
	size_t word;
	uint64_t pc;
};

/**
 * struct kdf_calls - the calls of a stream
 * @events: in the order of the stream
 * @count: number of events
 * @words: number of words of the records
 * @records: number of records
 * @calls: number of calls: entries, and returns that have no entry
 * @lost: number of records lost between the first and the last one
 */
struct kdf_calls {
	struct kdf_event *events;
	size_t words;
	uint32_t count;
	uint32_t records;
	uint32_t calls;
	uint64_t lost;
};

/**
 * kdf_calls_build - make calls of records
 *
 * In this ABI a function without arguments leaves no entry, a void function no
 * return, and a function that does not return (do_exit()) neither. So the
 * halves of a call are found as follows.
 *
 * Entry: one record per argument, in order. A record continues the entry
 * before it if it is of the same function, has a higher index, and fewer
 * records were lost in between than another call would need to reach that
 * index. That is proof, not likelihood.
 *
 * Pair: a return belongs to the innermost open entry of the same function.
 * That closes the entries inside it, which have no return and stay unpaired. A
 * return without an open entry of its function stays unpaired and closes
 * nothing. Where records were lost, KDF_LOST marks the place; a pair around
 * such a place may be of two calls of the same function, which this ABI cannot
 * tell.
 *
 * Nest: only a call with both halves opens a level, see kdf_calls_nest().
 *
 * On -EBADMSG @calls holds what came before the malformed record.
 */
int kdf_calls_build(struct kdf_calls *calls, const struct kdf_stream *stream,
		    struct kdf_error *err);

/**
 * kdf_calls_nest - compute the depth of each event
 * @shown: one bool per event, or NULL if all are shown
 *
 * A call opens a level if both its halves are there and both are shown. Then no
 * half of a call can move the others: an unpaired entry or return stands at the
 * depth where it happened, and what a void function calls stands beside the
 * void function, since nothing says where it ended. kdf_calls_build() has
 * computed the depths with all events shown.
 */
void kdf_calls_nest(struct kdf_calls *calls, const bool *shown);

/** kdf_calls_free - free what kdf_calls_build() has made */
void kdf_calls_free(struct kdf_calls *calls);

/* Symbols -------------------------------------------------------------- */

/**
 * struct kdf_symbol - a name of a function
 * @addr: its address
 * @name: its name
 * @module: the module, "vmlinux" for the kernel itself
 * @rank: which of several names of an address is preferred
 */
struct kdf_symbol {
	uint64_t addr;
	const char *name;
	const char *module;
	int rank;
};

/**
 * struct kdf_symbols - functions by address
 * @symbols: sorted by address, one for each
 * @count: their number
 * @alloc: room
 * @text: what the names point into
 * @code: where the kernel's own functions begin, 0 if that is not known
 * @code_end: where they end
 */
struct kdf_symbols {
	struct kdf_symbol *symbols;
	size_t count;
	size_t alloc;
	char *text;
	uint64_t code;
	uint64_t code_end;
};

/**
 * kdf_symbols_parse - read symbols in the format of /proc/kallsyms
 * @source: name of the source, for messages
 * @text: allocated text, which @symbols owns afterwards, NUL at text[@len]
 *
 * Names that are no functions are left out. A malformed line is an error with
 * its number.
 */
int kdf_symbols_parse(struct kdf_symbols *symbols, const char *source, char *text, size_t len,
		      struct kdf_error *err);

/**
 * kdf_symbols_kernel - read the symbols of the running kernel
 * @proc: where procfs is mounted, usually "/proc"
 * @offset: the KASLR offset, which is already removed from the symbols
 *
 * -EPERM: the kernel hides its addresses from the reader.
 */
int kdf_symbols_kernel(struct kdf_symbols *symbols, const char *proc, uint64_t *offset,
		       struct kdf_error *err);

/**
 * kdf_symbols_find - the function that starts at an address, or NULL
 *
 * A record holds the address of a function, never one inside it. The nearest
 * name of another address would be a guess.
 */
const struct kdf_symbol *kdf_symbols_find(const struct kdf_symbols *symbols, uint64_t addr);

/**
 * kdf_symbols_around - the function of the kernel's own that has an address inside it, or NULL
 *
 * Only between @code and @code_end: there, functions follow one another, and
 * all of them have a symbol.
 */
const struct kdf_symbol *kdf_symbols_around(const struct kdf_symbols *symbols, uint64_t addr);

/** kdf_symbols_free - free the symbols, and the text that their names point into */
void kdf_symbols_free(struct kdf_symbols *symbols);

/**
 * kdf_kaslr_offset - by how much the running kernel was moved
 * @proc: where procfs is mounted
 * @text: address of _text in the running kernel
 */
int kdf_kaslr_offset(const char *proc, uint64_t text, uint64_t *offset, struct kdf_error *err);

/* Text ----------------------------------------------------------------- */

/**
 * kdf_info_add - add a line "key=value" to an info text
 *
 * Backslashes and what is not printable are escaped as \xHH: one line a key,
 * and nothing in it that a terminal would obey.
 */
void kdf_info_add(struct kdf_text *info, const char *key, const char *value);

/** kdf_info_get - the value of a key, escaped as it is, or -1; its length in *@len */
int kdf_info_get(const char *info, const char *key, const char **value, size_t *len);

/** kdf_info_number - the value of a key that is a number, or false */
bool kdf_info_number(const char *info, const char *key, uint64_t *value);

/* Trace file ----------------------------------------------------------- */

/** KDF_BLOCK_MAX - no block is larger than this, before and after compression */
#define KDF_BLOCK_MAX (16U << 20)

/** KDF_BLOCK_OPTIONAL - in a type: a reader that does not know the type skips the block */
#define KDF_BLOCK_OPTIONAL 0x80000000U

/** enum kdf_block_type - see docs/trace-format.md */
enum kdf_block_type {
	KDF_BLOCK_INFO = 1,
	KDF_BLOCK_STATS = 2,
	KDF_BLOCK_SYMBOLS = 3,
	KDF_BLOCK_RECORDS = 4,
	KDF_BLOCK_END = 5,
	KDF_BLOCK_CHUNK = 6,
	KDF_BLOCK_NAMES = 7,
	KDF_BLOCK_PARTS = 8,
};

/**
 * struct kdf_writer - a trace file being written
 * @fd: the file
 * @path: its name, for messages
 * @created: the file did not exist before
 * @session: it will hold the chunks of a session; to be set before kdf_writer_begin()
 * @blocks: whole blocks written
 * @words: words of records in them
 * @chunks: chunks in them
 * @chunk_bytes: bytes of the records in the chunks
 * @bytes: size of the file up to the last whole block
 */
struct kdf_writer {
	int fd;
	char *path;
	bool created;
	bool session;
	uint32_t blocks;
	uint64_t words;
	uint64_t chunks;
	uint64_t chunk_bytes;
	uint64_t bytes;
};

/** kdf_writer_open - make sure that the file can be written; leaves its contents alone */
int kdf_writer_open(struct kdf_writer *w, const char *path, struct kdf_error *err);

/** kdf_writer_begin - drop the old contents and write the file's header */
int kdf_writer_begin(struct kdf_writer *w, struct kdf_error *err);

/** kdf_writer_block - append a block of at most KDF_BLOCK_MAX bytes */
int kdf_writer_block(struct kdf_writer *w, uint32_t type, const void *data, size_t len,
		     struct kdf_error *err);

/**
 * kdf_writer_symbols - append what is needed to name the functions of @calls
 * @first: searched first
 * @second: searched for what @first does not have; may be NULL
 * @named: number of functions that were found
 * @unnamed: number of functions that were not
 */
int kdf_writer_symbols(struct kdf_writer *w, const struct kdf_calls *calls,
		       const struct kdf_symbols *first, const struct kdf_symbols *second,
		       size_t *named, size_t *unnamed, struct kdf_error *err);

/** kdf_writer_records - append records, in as many blocks as they need */
int kdf_writer_records(struct kdf_writer *w, const struct kdf_stream *stream,
		       struct kdf_error *err);

/** kdf_writer_stats - append the counters */
int kdf_writer_stats(struct kdf_writer *w, const struct kcov_df_stats *stats,
		     struct kdf_error *err);

/** kdf_writer_chunk - append a chunk of a session */
int kdf_writer_chunk(struct kdf_writer *w, const struct kdf_chunk *chunk, struct kdf_error *err);

/** kdf_writer_counters - append the counters of a session */
int kdf_writer_counters(struct kdf_writer *w, const struct kcov_df_counters *counters,
			struct kdf_error *err);

/** kdf_writer_text - append lines of text, in as many blocks as they need */
int kdf_writer_text(struct kdf_writer *w, uint32_t type, const char *text, size_t len,
		    struct kdf_error *err);

/** kdf_writer_end - append the end block and close the file */
int kdf_writer_end(struct kdf_writer *w, struct kdf_error *err);

/** kdf_writer_close - close the file; remove it if it is new and holds no block */
void kdf_writer_close(struct kdf_writer *w);

/**
 * struct kdf_trace_chunk - a chunk in a trace file
 * @head: its head, whose @used is known to be the size of the chunk
 * @block: number of its block
 * @offset: of that block in the file
 */
struct kdf_trace_chunk {
	struct kcov_df_chunk head;
	uint32_t block;
	uint64_t offset;
};

/**
 * struct kdf_trace_stream - the chunks of one task, or of one remote section
 * @first: the first of them in kdf_trace.chunks, where they follow one another
 * @count: their number
 */
struct kdf_trace_stream {
	size_t first;
	size_t count;
};

/**
 * struct kdf_trace - a trace file
 * @path: its name, for messages
 * @input: the file, which stays open: the chunks are read when they are needed
 * @session: it holds the chunks of a session
 * @info: lines "key=value", see kdf_info_get()
 * @has_stats: the file tells what was recorded and lost
 * @stats: that, of an RFC device
 * @counters: that, of a session
 * @symbols: names of functions by address
 * @stream: the records, of an RFC device
 * @chunks: the chunks of a session, by stream and index
 * @nchunks: their number
 * @streams: the streams, by their first chunk
 * @nstreams: their number
 * @names: names of the sites and types in the chunks
 * @base: what a site is relative to
 * @kaslr_offset: is in the addresses of values, and not in those of symbols
 * @only_changed: the session was one with KCOV_DF_AFTER_CHANGED
 * @blocks: whole blocks read
 * @bytes: size of what was read
 */
struct kdf_trace {
	char *path;
	struct trace_input *input;
	bool session;
	char *info;
	bool has_stats;
	struct kcov_df_stats stats;
	struct kcov_df_counters counters;
	struct kdf_symbols symbols;
	struct kdf_stream stream;
	struct kdf_trace_chunk *chunks;
	size_t nchunks;
	size_t chunks_alloc;
	struct kdf_trace_stream *streams;
	size_t nstreams;
	struct kdf_names names;
	uint64_t base;
	uint64_t kaslr_offset;
	bool only_changed;
	uint32_t blocks;
	uint64_t bytes;
};

/**
 * kdf_trace_read - open a trace file and read all but its chunks
 * @path: its name, "-" for standard input
 *
 * Every block is checked. When the file is damaged or cut short, @trace holds
 * the blocks before the damage; trace->blocks is 0 if nothing can be used. It is
 * to be freed in any case.
 *
 * Memory does not grow with the number of records in the chunks, but for an
 * index of 80 bytes for each chunk. A pipe is copied to a file without a name in
 * $TMPDIR or /tmp.
 */
int kdf_trace_read(struct kdf_trace *trace, const char *path, struct kdf_error *err);

/** kdf_temporary_file - a file without a name in $TMPDIR or /tmp, close-on-exec; or -1, see errno */
int kdf_temporary_file(void);

/** kdf_trace_function - the function that a value of a session points to, or NULL */
const struct kdf_symbol *kdf_trace_function(const struct kdf_trace *trace, uint64_t value);

/** kdf_trace_free - free what kdf_trace_read() has made */
void kdf_trace_free(struct kdf_trace *trace);

#ifdef __cplusplus
}
#endif

#endif /* KDFLOW_H */
