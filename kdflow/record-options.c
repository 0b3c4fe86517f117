// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line of "kdflow record". */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "record.h"

/* Nobody waits for longer, and nanoseconds must fit. */
#define SECONDS_MAX 1e9

enum {
	OPT_RFC = 256,
	OPT_FUNCTION,
	OPT_NOT_FUNCTION,
	OPT_NOT_MODULE,
	OPT_SNAPSHOT,
	OPT_AFTER,
	OPT_FLIGHT_RECORDER,
	OPT_NO_FOLLOW,
	OPT_VMLINUX,
	OPT_NAMES,
	OPT_WRITE,
	OPT_TIME,
};

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "buffer", required_argument, NULL, 'b' },
	{ "module", required_argument, NULL, 'm' },
	{ "not-module", required_argument, NULL, OPT_NOT_MODULE },
	{ "trigger", required_argument, NULL, 't' },
	{ "write", required_argument, NULL, OPT_WRITE },
	{ "pid", required_argument, NULL, 'p' },
	{ "time", required_argument, NULL, OPT_TIME },
	{ "function", required_argument, NULL, OPT_FUNCTION },
	{ "not-function", required_argument, NULL, OPT_NOT_FUNCTION },
	{ "follow", no_argument, NULL, 'f' },
	{ "no-follow", no_argument, NULL, OPT_NO_FOLLOW },
	{ "snapshot", required_argument, NULL, OPT_SNAPSHOT },
	{ "after", required_argument, NULL, OPT_AFTER },
	{ "flight-recorder", no_argument, NULL, OPT_FLIGHT_RECORDER },
	{ "vmlinux", required_argument, NULL, OPT_VMLINUX },
	{ "names", required_argument, NULL, OPT_NAMES },
	{ "rfc", no_argument, NULL, OPT_RFC },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int parse_buffer(const char *arg, uint64_t *bytes)
{
	const uint64_t max = KDF_WORDS_MAX * sizeof(uint64_t);

	if (!parse_number(arg, true, bytes))
		return usage("record", "-b %s: expected a number of bytes, such as 65536 or 32M", arg);
	if (*bytes < 2 * sizeof(uint64_t))
		return usage("record", "-b %s: a buffer has at least 16 bytes", arg);
	if (*bytes > max)
		return usage("record", "-b %s: a buffer has at most %llu bytes", arg,
			     (unsigned long long)max);
	return 0;
}

static int parse_snapshot(struct recording *rec, const char *arg)
{
	uint64_t bytes;

	if (!parse_number(arg, true, &bytes) || bytes > KCOV_DF_SNAPSHOT_MAX)
		return usage("record", "--snapshot %s: expected a number of bytes up to %u", arg,
			     KCOV_DF_SNAPSHOT_MAX);
	/* Records have whole words: all bytes in one are captured ones. */
	rec->options.snapshot = (bytes + 3) & ~3ULL;
	rec->session_only = "--snapshot";
	return 0;
}

static int parse_after(struct recording *rec, const char *arg)
{
	if (!strcmp(arg, "off"))
		rec->options.after = KCOV_DF_AFTER_OFF;
	else if (!strcmp(arg, "changed"))
		rec->options.after = KCOV_DF_AFTER_CHANGED;
	else if (!strcmp(arg, "always"))
		rec->options.after = KCOV_DF_AFTER_ALWAYS;
	else
		return usage("record", "--after %s: expected off, changed or always", arg);
	rec->session_only = "--after";
	return 0;
}

/* A rule is its kind and a glob, ended by a NUL. */
static int add_rule(struct recording *rec, const char *option, const char *kind, const char *glob)
{
	if (!*glob)
		return usage("record", "%s: expected a name or a pattern", option);
	kdf_text_add(&rec->filter, "%s%s%c", kind, glob, '\0');
	if (rec->filter.len > KCOV_DF_FILTER_MAX)
		return usage("record", "%s: all patterns together have at most %u bytes", option,
			     KCOV_DF_FILTER_MAX);
	rec->session_only = option;
	return 0;
}

/* Names of files end in .ko, those of modules do not. */
static int parse_module(struct recording *rec, const char *arg)
{
	size_t len = strlen(arg);

	if (len <= 3 || strcmp(arg + len - 3, ".ko"))
		return add_rule(rec, "--module", "+m", arg);
	if (rec->module)
		return usage("record", "--module %s: expected one FILE.ko", arg);
	rec->module = arg;
	rec->name_files[rec->nname_files++] = arg;
	return 0;
}

static int parse_pid(struct recording *rec, const char *arg)
{
	uint64_t pid;

	if (!parse_number(arg, false, &pid) || !pid || pid > INT_MAX)
		return usage("record", "--pid %s: expected the number of a process", arg);
	rec->pid = pid;
	rec->session_only = "--pid";
	return 0;
}

static int parse_time(struct recording *rec, const char *arg)
{
	char *end;
	double seconds = strtod(arg, &end);

	if (*end || end == arg || !(seconds >= 0.001 && seconds <= SECONDS_MAX))
		return usage("record", "--time %s: expected a number of seconds", arg);
	rec->limit = seconds * 1e9;
	rec->session_only = "--time";
	return 0;
}

static int parse_flag(struct recording *rec, int opt)
{
	switch (opt) {
	case 'f':
		rec->options.flags |= KCOV_DF_INHERIT;
		rec->session_only = "--follow";
		return 0;
	case OPT_NO_FOLLOW:
		rec->options.flags &= ~KCOV_DF_INHERIT;
		return 0;
	case OPT_FLIGHT_RECORDER:
		rec->options.flags |= KCOV_DF_FLIGHT_RECORDER;
		rec->session_only = "--flight-recorder";
		return 0;
	case OPT_RFC:
		rec->rfc = true;
		return 0;
	default:
		return usage("record", "unknown or incomplete option");
	}
}

static int parse_option(struct recording *rec, int opt)
{
	switch (opt) {
	case 'o':
		rec->output = optarg;
		return 0;
	case 'b':
		return parse_buffer(optarg, &rec->buffer);
	case 'm':
		return parse_module(rec, optarg);
	case 't':
		rec->trigger = optarg;
		return 0;
	case 'p':
		return parse_pid(rec, optarg);
	case OPT_TIME:
		return parse_time(rec, optarg);
	case OPT_WRITE:
		rec->text = optarg;
		return 0;
	case OPT_FUNCTION:
		return add_rule(rec, "--function", "+f", optarg);
	case OPT_NOT_FUNCTION:
		return add_rule(rec, "--not-function", "-f", optarg);
	case OPT_NOT_MODULE:
		return add_rule(rec, "--not-module", "-m", optarg);
	case OPT_SNAPSHOT:
		return parse_snapshot(rec, optarg);
	case OPT_AFTER:
		return parse_after(rec, optarg);
	case OPT_VMLINUX:
		rec->vmlinux = optarg;
		return 0;
	case OPT_NAMES:
		rec->name_files[rec->nname_files++] = optarg;
		return 0;
	default:
		return parse_flag(rec, opt);
	}
}

static int check_options(const struct recording *rec)
{
	if (rec->module && !rec->trigger)
		return usage("record", "--module FILE.ko needs --trigger PATH");
	if (rec->trigger && !rec->module)
		return usage("record", "--trigger needs --module FILE.ko");
	if (rec->text && !rec->trigger)
		return usage("record", "--write needs --trigger PATH");
	if (!!rec->module + !!rec->pid + !!*rec->command != 1)
		return usage("record", "expected one of --module FILE.ko, --pid PID and a COMMAND");
	if (rec->rfc && rec->session_only)
		return usage("record", "%s: not with --rfc", rec->session_only);
	return 0;
}

int record_options(struct recording *rec, int argc, char **argv, bool *help)
{
	int opt, status = 0;

	rec->name_files = calloc(argc + 1, sizeof(*rec->name_files));
	if (!rec->name_files)
		return complain("no memory");
	/* "+": the options of the command are its own. */
	while (!status && (opt = getopt_long(argc, argv, "+o:b:m:t:p:fh", options, NULL)) != -1) {
		*help = opt == 'h';
		if (*help)
			return 0;
		status = parse_option(rec, opt);
	}
	rec->command = argv + optind;
	return status ? status : check_options(rec);
}
