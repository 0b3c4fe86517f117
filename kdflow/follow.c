// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow follow: every boundary at which a value appears. */
#include <ctype.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "around.h"
#include "cmd.h"
#include "follow-print.h"
#include "json.h"

enum { OPT_JSON = 256, OPT_OBJECT, OPT_SIZE };

static const struct option options[] = {
	{ "json", no_argument, NULL, OPT_JSON },
	{ "object", no_argument, NULL, OPT_OBJECT },
	{ "size", required_argument, NULL, OPT_SIZE },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static const char help_follow[] =
	"usage: kdflow follow [OPTION...] VALUE[+SIZE] [FILE]\n"
	"\n"
	"Shows every boundary in the trace FILE (default: trace.kdflow, \"-\" for standard\n"
	"input) at which VALUE appears: as an argument, as a return value, or as a member of\n"
	"a captured struct; and the calls around it. VALUE is decimal, negative or 0x. It is\n"
	"compared with each value at the width of that: -1 is also the int 0xffffffff.\n"
	"\n"
	"      --size SIZE      VALUE is the address of an object of SIZE bytes: follow all\n"
	"                       addresses in it; the same as VALUE+SIZE\n"
	"      --object         follow all addresses in the largest captured struct that has\n"
	"                       the address VALUE in it\n"
	"      --json           JSON lines, see docs/kdflow-follow.schema.json\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 success, 1 failure (also if the value does not appear, or the trace\n"
	"is damaged), 2 wrong usage.\n";

void follow_function(struct follow *f, int32_t site, struct kdf_walk *walk)
{
	struct kdf_error err;

	walk->site = f->trace.base + (int64_t)site;
	if (kdf_names_function(&f->trace.names, walk->site, &walk->function, &err))
		walk->function = NULL;
}

static void count(void *data, const struct hit *hit)
{
	(void)data;
	(void)hit;
}

/* Shows the boundaries of a stream. */
static void follow_stream(struct follow *f, size_t stream)
{
	const struct kdf_trace_stream *s = &f->trace.streams[stream];
	bool heading = false;
	struct kdf_walk walk;
	struct kdf_error err;
	int ret;

	kdf_walk_begin_stream(&walk, &f->trace, stream);
	while ((ret = kdf_walk_next(&walk, &err)) > 0) {
		if (!follow_match(&f->target, &f->trace.names, walk.function, &walk.boundary, count,
				  NULL))
			continue;
		if (!heading)
			(f->json ? json_task : put_task)(&f->format,
							 &f->trace.chunks[s->first + s->count - 1].head);
		heading = true;
		f->boundaries++;
		(f->json ? follow_json : follow_print)(f, &walk);
	}
	kdf_walk_end(&walk);
	if (ret) {
		complain("%s; the rest of this task is missing", err.text);
		f->damaged = true;
	}
}

/* Finds the object that has the value in it. */
static int find_object(struct follow *f)
{
	struct target object = { 0 };
	struct kdf_walk walk;
	struct kdf_error err;
	int ret;

	kdf_walk_begin(&walk, &f->trace);
	while ((ret = kdf_walk_next(&walk, &err)) != 0) {
		if (ret > 0)
			follow_object(f->target.value, walk.function, &walk.boundary, &object);
	}
	kdf_walk_end(&walk);
	if (!object.size)
		return complain("%s: no captured struct has the address 0x%" PRIx64
				" in it; --size says how large an object is",
				f->trace.path, f->target.value);
	f->target = object;
	return EXIT_SUCCESS;
}

static void print_target(const struct follow *f)
{
	FILE *out = f->format.out;

	if (f->json)
		fprintf(out, "{\"type\":\"target\",\"value\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 "}\n",
			f->target.value, f->target.size);
	else if (f->object)
		fprintf(out, "# object 0x%" PRIx64 "+%" PRIu64 "\n", f->target.value, f->target.size);
}

static int follow(struct follow *f, const char *path)
{
	int status = open_trace(&f->trace, "follow", path, &f->damaged), flushed;

	if (!status && f->object)
		status = find_object(f);
	if (status)
		return status;
	if (f->json)
		json_begin(&f->format);
	print_target(f);
	for (size_t i = 0; i < f->trace.nstreams; i++)
		follow_stream(f, i);
	if (f->json)
		json_end(&f->format, !f->damaged);
	else
		put_losses(&f->format, f->damaged);
	flushed = finish_output(f->format.out);
	if (!f->boundaries)
		return complain("%s: the value does not appear", path);
	return f->damaged ? EXIT_FAILURE : flushed;
}

/* Decimal, negative or 0x; up to @end, which is NULL for the end of the text. */
static bool parse_value(const char *str, const char *end, uint64_t *value)
{
	bool negative = *str == '-';
	char digits[32];
	size_t len;

	str += negative;
	len = end ? (size_t)(end - str) : strlen(str);
	if (len >= sizeof(digits))
		return false;
	memcpy(digits, str, len);
	digits[len] = '\0';
	if (!parse_number(digits, false, value) || (negative && *value > (uint64_t)INT64_MAX + 1))
		return false;
	*value = negative ? -*value : *value;
	return true;
}

static int parse_size(struct follow *f, const char *str)
{
	if (!parse_number(str, true, &f->target.size) || !f->target.size)
		return usage("follow", "%s: expected a size in bytes", str);
	return 0;
}

static int parse_target(struct follow *f, const char *str)
{
	const char *plus = strchr(str, '+');

	if (!parse_value(str, plus, &f->target.value))
		return usage("follow", "%s: expected a number", str);
	return plus ? parse_size(f, plus + 1) : 0;
}

/* Takes the first negative number out of the arguments, where it would be an option. */
static char *take_negative(int *argc, char **argv)
{
	for (int i = 1; i < *argc; i++) {
		char *arg = argv[i];

		if (!strcmp(arg, "--"))
			break;
		if (arg[0] != '-' || !isdigit((unsigned char)arg[1]))
			continue;
		memmove(&argv[i], &argv[i + 1], (*argc - i) * sizeof(*argv));
		(*argc)--;
		return arg;
	}
	return NULL;
}

static int run_follow(int argc, char **argv)
{
	struct follow f = { .format = { .out = stdout, .max_fields = 32 } };
	char *value = take_negative(&argc, argv);
	int opt, status = 0;

	while (!status && (opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (opt == 'h')
			return show_help(&command_follow);
		if (opt == OPT_SIZE)
			status = parse_size(&f, optarg);
		else if (opt == OPT_OBJECT || opt == OPT_JSON)
			*(opt == OPT_OBJECT ? &f.object : &f.json) = true;
		else
			status = usage("follow", "unknown or incomplete option");
	}
	if (status)
		return status;
	if (!value && optind < argc)
		value = argv[optind++];
	if (!value || argc - optind > 1)
		return usage("follow", "expected a VALUE and at most one FILE");
	status = parse_target(&f, value);
	if (status)
		return status;
	if (f.object && f.target.size)
		return usage("follow", "expected either --object or a size");
	signal(SIGPIPE, SIG_IGN);
	f.format.trace = &f.trace;
	f.format.colour = wants_colour();
	status = follow(&f, optind < argc ? argv[optind] : "trace.kdflow");
	kdf_trace_free(&f.trace);
	return status;
}

const struct command command_follow = {
	.name = "follow",
	.summary = "show where a value or an object appears",
	.help = help_follow,
	.run = run_follow,
};
