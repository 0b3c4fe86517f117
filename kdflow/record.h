/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of "kdflow record". */
#ifndef KDFLOW_RECORD_H
#define KDFLOW_RECORD_H

#include <kdflow.h>

/**
 * struct recording - one run of "kdflow record"
 * @output: the trace file
 * @words: size of the buffer
 * @module: the module's file, or NULL
 * @trigger: the file whose write is recorded
 * @command: the command's arguments, if there is no module
 * @dev: the recorder
 * @writer: the trace file
 * @before: symbols before a command ran: it may unload modules
 * @symbols: symbols after what was recorded
 * @offset: the KASLR offset
 * @exit_status: of the command
 */
struct recording {
	const char *output;
	uint64_t words;
	const char *module;
	const char *trigger;
	char **command;
	struct kdf_device dev;
	struct kdf_writer writer;
	struct kdf_symbols before;
	struct kdf_symbols symbols;
	uint64_t offset;
	int exit_status;
};

/*
 * Each returns an exit status, and has complained if it is not 0. Where the
 * recording itself worked, *@recorded is set: then there is something to save.
 */
int record_module(struct recording *rec, bool *recorded);
int record_command(struct recording *rec, const char *path, bool *recorded);

/** record_symbols - read the kernel's symbols; complains and goes on without them */
void record_symbols(struct recording *rec, struct kdf_symbols *symbols);

/** record_save - write the trace and the summary; returns an exit status */
int record_save(struct recording *rec);

/** find_command - the file to execute, allocated; or NULL and the exit status in *@status */
char *find_command(const char *name, int *status);

/** module_name - read the name of a module from its file, allocated */
int module_name(const char *path, char **name, struct kdf_error *err);

/** module_load - load a module; the error tells what the kernel had against it */
int module_load(const char *path, const char *name, struct kdf_error *err);

int module_unload(const char *name, struct kdf_error *err);

#endif /* KDFLOW_RECORD_H */
