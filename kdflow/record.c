// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow record: its command line, and the order of the work. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "record.h"

#define DEFAULT_OUTPUT "trace.kdflow"
#define DEFAULT_WORDS (4U << 20)

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "buffer", required_argument, NULL, 'b' },
	{ "module", required_argument, NULL, 'm' },
	{ "trigger", required_argument, NULL, 't' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int parse_words(const char *arg, uint64_t *words)
{
	if (!parse_number(arg, true, words))
		return usage("record", "-b %s: expected a number of words, such as 65536 or 4M", arg);
	if (*words < 2)
		return usage("record", "-b %s: a buffer has at least 2 words", arg);
	if (*words > KDF_WORDS_MAX)
		return usage("record", "-b %s: a buffer has at most %lu words", arg, KDF_WORDS_MAX);
	return 0;
}

static int parse_option(struct recording *rec, int opt)
{
	switch (opt) {
	case 'o':
		rec->output = optarg;
		return 0;
	case 'b':
		return parse_words(optarg, &rec->words);
	case 'm':
		rec->module = optarg;
		return 0;
	case 't':
		rec->trigger = optarg;
		return 0;
	default:
		return usage("record", "unknown or incomplete option");
	}
}

static int check_options(const struct recording *rec)
{
	if (rec->module && *rec->command)
		return usage("record", "expected either --module or a COMMAND, not both");
	if (rec->module && !rec->trigger)
		return usage("record", "--module needs --trigger PATH");
	if (rec->trigger && !rec->module)
		return usage("record", "--trigger needs --module FILE.ko");
	if (!rec->module && !*rec->command)
		return usage("record", "expected --module FILE.ko or a COMMAND");
	return 0;
}

void record_symbols(struct recording *rec, struct kdf_symbols *symbols)
{
	struct kdf_error err;

	if (kdf_symbols_kernel(symbols, "/proc", &rec->offset, &err)) {
		complain("warning: functions will be shown by address: %s", err.text);
		kdf_symbols_free(symbols);
	}
}

/* Everything that can be refused is tried before the kernel is touched. */
static int prepare(struct recording *rec)
{
	struct kdf_error err;

	if (kdf_device_open(&rec->dev, KDF_DEBUGFS, &err) ||
	    kdf_device_map(&rec->dev, rec->words, &err) ||
	    kdf_writer_open(&rec->writer, rec->output, &err))
		return complain("%s", err.text);
	return 0;
}

static int record(struct recording *rec)
{
	bool recorded = false;
	char *path = NULL;
	int status = 0;

	if (!rec->module)
		path = find_command(rec->command[0], &status);
	if (!status)
		status = prepare(rec);
	if (!status)
		status = path ? record_command(rec, path, &recorded) : record_module(rec, &recorded);
	if (recorded) {
		int saved = record_save(rec);

		status = saved ? saved : status;
	}
	free(path);
	return status;
}

int cmd_record(int argc, char **argv)
{
	struct recording rec = {
		.output = DEFAULT_OUTPUT,
		.words = DEFAULT_WORDS,
		.dev.fd = -1,
		.writer.fd = -1,
	};
	int opt, status;

	/* "+": the options of the command are its own. */
	while ((opt = getopt_long(argc, argv, "+o:b:m:t:h", options, NULL)) != -1) {
		if (opt == 'h')
			return cmd_help(2, (char *[]){ "help", "record" });
		status = parse_option(&rec, opt);
		if (status)
			return status;
	}
	rec.command = argv + optind;
	status = check_options(&rec);
	if (status)
		return status;
	status = record(&rec);
	kdf_writer_close(&rec.writer);
	kdf_device_close(&rec.dev);
	kdf_symbols_free(&rec.before);
	kdf_symbols_free(&rec.symbols);
	return status;
}
