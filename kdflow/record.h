/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of "kdflow record". */
#ifndef KDFLOW_RECORD_H
#define KDFLOW_RECORD_H

#include <sys/types.h>

#include <kdflow.h>

struct collector;

/**
 * struct recording - one run of "kdflow record"
 * @output: the trace file
 * @buffer: size of the buffer in bytes
 * @rfc: through the RFC's device, not a session
 * @options: of the session
 * @session_only: an option that the RFC's device cannot do, or NULL
 * @filter: rules of the filter, each ended by a NUL
 * @vmlinux: the kernel's file, or NULL to look for it
 * @name_files: files of modules, for their names; ended by NULL
 * @module: the module's file, or NULL
 * @trigger: the file whose write is recorded
 * @text: what is written to it, or NULL
 * @pid: the process that is recorded, or 0
 * @command: the command's arguments, if there is neither
 * @limit: nanoseconds of the recording, or 0
 * @end: when they are over, by clock_now()
 * @is_over: they are: the recording was successful, whatever became of the command
 * @dev: the RFC's device
 * @session: the session
 * @collector: takes its chunks to the file
 * @writer: the trace file
 * @names: names of sites and types
 * @before: symbols before a command ran: it may unload modules
 * @symbols: symbols after what was recorded
 * @offset: the KASLR offset
 * @exit_status: of the command, or STATUS_UNKNOWN
 */
struct recording {
	const char *output;
	uint64_t buffer;
	bool rfc;
	struct kcov_df_session options;
	const char *session_only;
	struct kdf_text filter;
	const char *vmlinux;
	const char **name_files;
	size_t nname_files;
	const char *module;
	const char *trigger;
	const char *text;
	pid_t pid;
	char **command;
	uint64_t limit;
	uint64_t end;
	bool is_over;
	struct kdf_device dev;
	struct kdf_session session;
	struct collector *collector;
	struct kdf_writer writer;
	struct kdf_names names;
	struct kdf_symbols before;
	struct kdf_symbols symbols;
	uint64_t offset;
	int exit_status;
};

/*
 * Unless something else is said, functions return an exit status, and have
 * complained if it is not 0.
 */

/** record_options - parse the command line; *@help is set if help was asked for */
int record_options(struct recording *rec, int argc, char **argv, bool *help);

/*
 * These record. Where the recording itself worked, *@recorded is set: then
 * there is something to save.
 */
int record_module(struct recording *rec, bool *recorded);
int record_command(struct recording *rec, const char *path, bool *recorded);
int record_process(struct recording *rec, bool *recorded);

/** record_begin - the time that the recording may take begins */
void record_begin(struct recording *rec);

/** record_time_is_up - is that time over? Sets rec->is_over and ends the recording. */
bool record_time_is_up(struct recording *rec);

/** record_poll - take records to the file, tell how many, and wait a moment if there is time */
void record_poll(struct recording *rec);

/** record_stop - what runs goes on without being recorded: the gate of every function is closed */
int record_stop(struct recording *rec);

/** record_restart - undo record_stop() */
int record_restart(struct recording *rec);

#define STATUS_UNKNOWN (-1)

/**
 * struct child_report - what the recorded child says where something has failed
 * @recorded: the recording was on
 * @err: what has failed
 */
struct child_report {
	bool recorded;
	struct kdf_error err;
};

/**
 * record_child - run @work in a child, and take its records to the file meanwhile
 * @work: turns the recording on; does not return
 * @report: err.code is 0 if the child had nothing to say
 * @status: of the child, as a shell says it; STATUS_UNKNOWN if it has not ended
 */
int record_child(struct recording *rec, void (*work)(struct recording *rec, void *arg, int report),
		 void *arg, struct child_report *report, int *status);

/** child_say - report a failure from the child */
void child_say(int report, const struct child_report *what);

/* record_enable, record_disable - the calling task; an error is no complaint */
int record_enable(struct recording *rec, struct kdf_error *err);
int record_disable(struct recording *rec, struct kdf_error *err);

/** record_filter - set the filter; one that matches nothing is a failure if @must_match */
int record_filter(struct recording *rec, bool must_match);

/** record_symbols - read the kernel's symbols; complains and goes on without them */
void record_symbols(struct recording *rec, struct kdf_symbols *symbols);

/** record_names - add the names of the modules that are loaded now; complains and goes on */
void record_names(struct recording *rec);

/** record_vmlinux - add the kernel's names; complains and goes on */
void record_vmlinux(struct recording *rec);

/** record_check_vmlinux - can the file that was asked for be used? */
int record_check_vmlinux(const struct recording *rec);

/** record_save - write an RFC trace and the summary */
int record_save(struct recording *rec);

/** record_prepare_session - what takes the records of a session to its file */
int record_prepare_session(struct recording *rec);

/** record_save_session - write what is left to write, and the summary */
int record_save_session(struct recording *rec);

/** record_describe - the circumstances, as lines of an info block */
void record_describe(const struct recording *rec, struct kdf_text *info);

/** record_describe_end - those that are known at the end only */
void record_describe_end(const struct recording *rec, struct kdf_text *info);

/** find_command - the file to execute, allocated; or NULL and the exit status in *@status */
char *find_command(const char *name, int *status);

/** module_name - read the name of a module from its file, allocated */
int module_name(const char *path, char **name, struct kdf_error *err);

/** module_load - load a module; the error tells what the kernel had against it */
int module_load(const char *path, const char *name, struct kdf_error *err);

int module_unload(const char *name, struct kdf_error *err);

#endif /* KDFLOW_RECORD_H */
