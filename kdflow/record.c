// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow record: the order of the work. */
#include <errno.h>
#include <stdlib.h>

#include "cmd.h"
#include "collect.h"
#include "record.h"

#define DEFAULT_OUTPUT "trace.kdflow"
#define DEFAULT_BUFFER (32U << 20)
#define SMALL_BUFFER (1U << 20)

/*
 * Bytes of a struct that are captured. Four cache lines hold most of what the
 * kernel passes around whole (struct file, dentry, sk_buff, page, kiocb, iov_iter)
 * and the beginning of the large ones (inode, task_struct).
 */
#define DEFAULT_SNAPSHOT 256

void record_symbols(struct recording *rec, struct kdf_symbols *symbols)
{
	struct kdf_error err;

	if (kdf_symbols_kernel(symbols, "/proc", &rec->offset, &err)) {
		complain("warning: functions will be shown by address: %s", err.text);
		kdf_symbols_free(symbols);
	}
}

/* A small buffer has small chunks: several tasks want one. Otherwise the kernel chooses. */
static void choose_sizes(struct recording *rec)
{
	uint32_t chunk = KCOV_DF_CHUNK_MIN;

	rec->options.buffer_size = rec->buffer;
	if (rec->buffer >= SMALL_BUFFER)
		return;
	while (chunk * 8 <= rec->buffer)
		chunk *= 2;
	rec->options.chunk_size = chunk;
	if (rec->buffer < 2 * chunk)
		rec->options.buffer_size = 2 * chunk;
}

/* The kernel may be one that has the RFC's device only. */
static int open_session(struct recording *rec)
{
	struct kdf_error err;
	int ret;

	choose_sizes(rec);
	ret = kdf_session_start(&rec->session, KDF_DEBUGFS, &rec->options, &err);
	if (!ret)
		return record_prepare_session(rec) || record_filter(rec, false);
	if (ret != -ENOTTY)
		return complain("%s", err.text);
	if (rec->session_only)
		return complain("%s: %s", rec->session_only, err.text);
	complain("note: %s; recording through the RFC's device", err.text);
	rec->rfc = true;
	return EXIT_SUCCESS;
}

static int open_device(struct recording *rec)
{
	struct kdf_error err;

	if (kdf_device_open(&rec->dev, KDF_DEBUGFS, &err) ||
	    kdf_device_map(&rec->dev, rec->buffer / sizeof(uint64_t), &err))
		return complain("%s", err.text);
	return EXIT_SUCCESS;
}

/* Everything that can be refused is tried before the kernel is touched. */
static int prepare(struct recording *rec)
{
	struct kdf_error err;

	if (record_check_vmlinux(rec) || (!rec->rfc && open_session(rec)) ||
	    (rec->rfc && open_device(rec)))
		return EXIT_FAILURE;
	if (kdf_writer_open(&rec->writer, rec->output, &err))
		return complain("%s", err.text);
	rec->writer.session = !rec->rfc;
	return EXIT_SUCCESS;
}

static int save(struct recording *rec)
{
	return rec->rfc ? record_save(rec) : record_save_session(rec);
}

static int record(struct recording *rec)
{
	bool recorded = false;
	char *path = NULL;
	int status = 0;

	if (*rec->command)
		path = find_command(rec->command[0], &status);
	if (!status)
		status = prepare(rec);
	if (!status && path)
		status = record_command(rec, path, &recorded);
	else if (!status)
		status = rec->pid ? record_process(rec, &recorded) : record_module(rec, &recorded);
	if (recorded) {
		int saved = save(rec);

		/* When the time is up, it was to end. */
		status = saved || rec->is_over ? saved : status;
	}
	free(path);
	return status;
}

static void release(struct recording *rec)
{
	kdf_writer_close(&rec->writer);
	collector_free(rec->collector);
	kdf_session_close(&rec->session);
	kdf_device_close(&rec->dev);
	kdf_names_free(&rec->names);
	kdf_symbols_free(&rec->before);
	kdf_symbols_free(&rec->symbols);
	kdf_text_free(&rec->filter);
	free(rec->name_files);
}

static const char help_record[] =
	"usage: kdflow record [OPTION...] --module FILE.ko --trigger PATH\n"
	"       kdflow record [OPTION...] -- COMMAND [ARGUMENT...]\n"
	"       kdflow record [OPTION...] --pid PID\n"
	"\n"
	"The first form loads a kernel module, records one write to the file PATH, and\n"
	"unloads the module. The second runs COMMAND and records it from its start to its\n"
	"end, with its children and threads. The third records a process that runs, with\n"
	"its threads and what children it makes, until Ctrl-C. All need root.\n"
	"\n"
	"  -o, --output FILE       the trace file to write (default: trace.kdflow)\n"
	"  -m, --module FILE.ko    the module to load\n"
	"  -t, --trigger PATH      the file whose write to record\n"
	"      --write TEXT        what to write to it (default: 1)\n"
	"  -p, --pid PID           the process to record: each of its threads is made to\n"
	"                          turn its recording on, by ptrace(); see the manual\n"
	"      --time SECONDS      end the recording then; a command gets SIGTERM\n"
	"\n"
	"What is recorded; each of these can be given several times:\n"
	"      --function GLOB     only functions that some GLOB matches\n"
	"      --not-function GLOB not those\n"
	"  -m, --module GLOB       only functions of modules (names, not ending in .ko);\n"
	"                          \"vmlinux\" for the kernel itself\n"
	"      --not-module GLOB   not those\n"
	"\n"
	"How:\n"
	"  -f, --follow            children and threads as well (default)\n"
	"      --no-follow         the task alone\n"
	"      --snapshot BYTES    how much of a struct to capture, up to 4096, 0 for\n"
	"                          nothing (default: 256)\n"
	"      --after WHEN        capture structs behind pointers again at the exit: off,\n"
	"                          always, or changed, if they have (default)\n"
	"      --flight-recorder   keep the newest records, and write them at the end\n"
	"  -b, --buffer BYTES      size of the buffer; K, M or G after the number for\n"
	"                          powers of 1024 (default: 32M)\n"
	"      --vmlinux FILE      the running kernel's file, for names (default: where the\n"
	"                          distribution puts it)\n"
	"      --names FILE.ko     a module's file, for names\n"
	"      --rfc               through the RFC's device: one record per argument\n"
	"  -h, --help              this help\n"
	"\n"
	"Exit status: 0 success, 1 failure, 2 wrong usage. With COMMAND: that of COMMAND,\n"
	"128 + N if signal N killed it, 127 if it was not found, 126 if it could not be\n"
	"run; 1 if the recording failed; 0 if --time ended it.\n";

static int run_record(int argc, char **argv)
{
	struct recording rec = {
		.output = DEFAULT_OUTPUT,
		.buffer = DEFAULT_BUFFER,
		.options = {
			.flags = KCOV_DF_INHERIT,
			.after = KCOV_DF_AFTER_CHANGED,
			.snapshot = DEFAULT_SNAPSHOT,
		},
		.dev.fd = -1,
		.session.fd = -1,
		.writer.fd = -1,
	};
	bool help = false;
	int status = record_options(&rec, argc, argv, &help);

	if (help)
		status = show_help(&command_record);
	else if (!status)
		status = record(&rec);
	release(&rec);
	return status;
}

const struct command command_record = {
	.name = "record",
	.summary = "record a module's work, or a command's time in the kernel",
	.help = help_record,
	.run = run_record,
};
