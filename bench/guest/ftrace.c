// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the function_graph tracer costs where it traces one function only, with
 * return values if this kernel can.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"
#include "measure.h"

#define TRACING		"/sys/kernel/debug/tracing/"

static void set(const char *name, const char *value)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), TRACING "%s", name);
	fd = open(path, O_WRONLY | O_TRUNC);
	if (fd < 0 || write(fd, value, strlen(value)) < 0 || close(fd))
		err(1, "%s > %s", value, path);
}

/* The number after a word in the statistics of the one processor's buffer */
static unsigned long statistic(const char *word)
{
	FILE *file = fopen(TRACING "per_cpu/cpu0/stats", "r");
	unsigned long value = 0;
	char line[128];

	if (!file)
		err(1, TRACING "per_cpu/cpu0/stats");
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, word, strlen(word)))
			sscanf(line + strlen(word), ": %lu", &value);
	fclose(file);
	return value;
}

int main(void)
{
	double traced[BATCHES], bare[BATCHES];
	struct calls calls;
	unsigned long events;
	int i;

	need_instruction_clock();
	calls_open(&calls, "call4");
	print_figure("gate.idle", calls_median(calls.function));
	set("current_tracer", "nop");
	set("set_ftrace_filter", "call4");
	if (!access(TRACING "options/funcgraph-retval", F_OK))
		set("options/funcgraph-retval", "1");
	if (!access(TRACING "options/funcgraph-args", F_OK))
		set("options/funcgraph-args", "1");
	set("current_tracer", "function_graph");
	set("tracing_on", "1");

	for (i = -WARM_UP; i < BATCHES; i++) {
		set("trace", "");
		calls_make(calls.function);
		if (i >= 0)
			traced[i] = calls_cost(calls.function);
		/* An entry and a return each */
		events = statistic("entries") + statistic("overrun");
		if (events != 2 * CALLS)
			errx(1, "%lu events of %d calls were traced", events, CALLS);
		calls_make(calls.bare);
		if (i >= 0)
			bare[i] = calls_cost(calls.bare);
	}
	print_figure("record.ftrace.instructions", median(traced, BATCHES) - median(bare, BATCHES));
	print_figure("record.ftrace.bytes", (double)statistic("bytes") / CALLS);
	set("current_tracer", "nop");
	return 0;
}
