// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What recording costs: record rfc|session
 *
 * With either interface of /sys/kernel/debug/kcov_dataflow, the same
 * measurements: calls of the functions of bench/modules, whose cost is that of
 * the same calls of their twins taken away; system calls; and the beginning and
 * the end of a recording.
 */
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/kcov_dataflow.h>

#include "calls.h"
#include "measure.h"

#define DEVICE		"/sys/kernel/debug/kcov_dataflow"
#define BUFFER_SIZE	(16UL << 20)
/* As kdflow record does */
#define SNAPSHOT	256
#define PAIRS		20
#define SESSIONS	9

/* The interface that is measured. What begins, ends; in between, tasks can record. */
struct interface {
	void (*begin)(void);
	void (*end)(void);
	/* Bytes that were recorded since empty(), all of what should have been */
	unsigned long (*bytes)(void);
	void (*empty)(void);
};

/* What a session does about structs at the exit: as kdflow record does, if nothing else is said */
static __u32 after = KCOV_DF_AFTER_CHANGED;
static int device;
static void *buffer;
static size_t buffer_size;

static void device_ioctl(unsigned long request, void *argument, const char *what)
{
	if (ioctl(device, request, argument))
		err(1, "%s", what);
}

static void open_device(void)
{
	device = open(DEVICE, O_RDWR);
	if (device < 0)
		err(1, "%s", DEVICE);
}

static void map_buffer(int protection)
{
	buffer = mmap(NULL, buffer_size, protection, MAP_SHARED, device, 0);
	if (buffer == MAP_FAILED)
		err(1, "mapping the buffer");
}

static void end(void)
{
	if (munmap(buffer, buffer_size) || close(device))
		err(1, "ending the recording");
}

static void enable(void)
{
	device_ioctl(KCOV_DF_ENABLE, 0, "KCOV_DF_ENABLE");
}

static void disable(void)
{
	device_ioctl(KCOV_DF_DISABLE, 0, "KCOV_DF_DISABLE");
}

/* === The RFC's interface === */

static void rfc_begin(void)
{
	open_device();
	buffer_size = BUFFER_SIZE;
	device_ioctl(KCOV_DF_INIT_TRACK, (void *)(buffer_size / 8), "KCOV_DF_INIT_TRACK");
	map_buffer(PROT_READ | PROT_WRITE);
}

static unsigned long rfc_bytes(void)
{
	struct kcov_df_stats stats;

	device_ioctl(KCOV_DF_STATS, &stats, "KCOV_DF_STATS");
	if (stats.lost_full || stats.lost_nofault)
		errx(1, "records were lost: %llu for want of room, %llu where faults are disabled",
		     stats.lost_full, stats.lost_nofault);
	return 8 * __atomic_load_n((__u64 *)buffer, __ATOMIC_ACQUIRE);
}

static void rfc_empty(void)
{
	__atomic_store_n((__u64 *)buffer, 0, __ATOMIC_RELEASE);
}

static const struct interface rfc = {
	.begin = rfc_begin,
	.end = end,
	.bytes = rfc_bytes,
	.empty = rfc_empty,
};

/* === Sessions === */

static void session_begin(void)
{
	struct kcov_df_session session = {
		.size = sizeof(session),
		.after = after,
		.snapshot = SNAPSHOT,
		.buffer_size = BUFFER_SIZE,
	};

	open_device();
	device_ioctl(KCOV_DF_SESSION, &session, "KCOV_DF_SESSION");
	buffer_size = session.buffer_size;
	map_buffer(PROT_READ);
}

static unsigned long session_bytes(void)
{
	struct kcov_df_counters counters = { .size = sizeof(counters) };
	const struct kcov_df_buffer *header = buffer;
	unsigned long bytes = 0;
	__u32 i;

	device_ioctl(KCOV_DF_COUNTERS, &counters, "KCOV_DF_COUNTERS");
	if (counters.lost_full_entries || counters.lost_full_exits || counters.lost_nofault_entries ||
	    counters.lost_nofault_exits || counters.overwritten || counters.lost_tasks)
		errx(1, "records were lost: %llu for want of room, %llu where faults are disabled",
		     counters.lost_full_entries + counters.lost_full_exits,
		     counters.lost_nofault_entries + counters.lost_nofault_exits);
	if (!counters.entries)
		errx(1, "nothing was recorded");

	for (i = 0; i < header->nr_chunks; i++) {
		const char *at = (const char *)buffer + header->header_size + (size_t)i * header->chunk_size;
		const struct kcov_df_chunk *chunk = (const void *)at;

		if (chunk->state != KCOV_DF_CHUNK_FREE)
			bytes += __atomic_load_n(&chunk->used, __ATOMIC_ACQUIRE);
	}
	return bytes;
}

static void session_empty(void)
{
	device_ioctl(KCOV_DF_RESET, 0, "KCOV_DF_RESET");
}

static const struct interface session = {
	.begin = session_begin,
	.end = end,
	.bytes = session_bytes,
	.empty = session_empty,
};

/* === What is measured === */

static unsigned long record_calls(const struct interface *interface, int file)
{
	interface->empty();
	enable();
	calls_make(file);
	disable();
	return interface->bytes();
}

/* Now and then a batch is interrupted, and a schedule() is recorded with it: hence medians of the bytes, too. */
static void measure_function(const struct interface *interface, const char *name)
{
	double instructions[2][BATCHES], bytes[2][BATCHES];
	struct calls calls;
	char figure[64];
	int i, bare;

	calls_open(&calls, name);
	interface->begin();
	for (i = -WARM_UP; i < BATCHES; i++) {
		for (bare = 0; bare < 2; bare++) {
			int file = bare ? calls.bare : calls.function;
			unsigned long recorded = record_calls(interface, file);

			if (i < 0)
				continue;
			bytes[bare][i] = (double)recorded / CALLS;
			instructions[bare][i] = calls_cost(file);
		}
	}
	interface->end();
	calls_close(&calls);

	snprintf(figure, sizeof(figure), "record.%s.instructions", name);
	print_figure(figure, median(instructions[0], BATCHES) - median(instructions[1], BATCHES));
	snprintf(figure, sizeof(figure), "record.%s.bytes", name);
	print_figure(figure, median(bytes[0], BATCHES) - median(bytes[1], BATCHES));
}

static void openclose(void)
{
	long fd = syscall(SYS_open, "/dev/null", O_RDONLY);

	if (fd < 0 || syscall(SYS_close, fd))
		err(1, "open and close");
}

static void measure_openclose(const struct interface *interface, const char *name)
{
	double instructions[BATCHES], empty[BATCHES], bytes[BATCHES];
	char figure[64];
	int i;

	interface->begin();
	for (i = -WARM_UP; i < BATCHES; i++) {
		uint64_t ticks;

		interface->empty();
		enable();
		ticks = batch(openclose, PAIRS);
		disable();
		if (i < 0)
			continue;
		bytes[i] = (double)interface->bytes() / PAIRS;
		instructions[i] = (double)ticks / PAIRS;
		empty[i] = (double)empty_batch(PAIRS) / PAIRS;
	}
	snprintf(figure, sizeof(figure), "record.%s.instructions", name);
	print_figure(figure, median(instructions, BATCHES) - median(empty, BATCHES));
	snprintf(figure, sizeof(figure), "record.%s.bytes", name);
	print_figure(figure, median(bytes, BATCHES));
	interface->end();
}

static void measure_idle(void)
{
	struct calls calls;

	calls_open(&calls, "call4");
	print_figure("gate.idle", calls_median(calls.function));
	calls_close(&calls);
}

/* What a call costs that is not recorded: others are, other functions are. */
static void measure_gate(void)
{
	static const char rules[] = "-fcall4";
	struct kcov_df_filter filter = {
		.size = sizeof(filter),
		.patterns_len = sizeof(rules),
		.patterns = (__u64)rules,
	};
	struct calls calls;

	calls_open(&calls, "call4");
	session_begin();
	print_figure("gate.others", calls_median(calls.function));
	device_ioctl(KCOV_DF_FILTER, &filter, "KCOV_DF_FILTER");
	if (filter.matched >= filter.total)
		errx(1, "the filter selects %llu of %llu functions", filter.matched, filter.total);
	enable();
	print_figure("gate.unselected", calls_median(calls.function));
	disable();
	end();
	calls_close(&calls);
}

/* The clock also goes on while a processor waits. */
static void measure_session(const struct interface *interface)
{
	enum { BEGIN, ENABLE, DISABLE, END, STEPS };
	static const char *const names[STEPS] = {
		"session.begin", "session.enable", "session.disable", "session.end",
	};
	double values[STEPS][SESSIONS];
	int i, step;

	for (i = 0; i < SESSIONS; i++) {
		uint64_t ticks[STEPS + 1];

		ticks[BEGIN] = clock_ticks();
		interface->begin();
		ticks[ENABLE] = clock_ticks();
		enable();
		ticks[DISABLE] = clock_ticks();
		disable();
		ticks[END] = clock_ticks();
		interface->end();
		ticks[STEPS] = clock_ticks();
		for (step = 0; step < STEPS; step++)
			values[step][i] = ticks[step + 1] - ticks[step];
	}
	for (step = 0; step < STEPS; step++)
		print_figure(names[step], median(values[step], SESSIONS));
}

int main(int argc, char **argv)
{
	const struct interface *interface;

	if (argc != 2 || (strcmp(argv[1], "rfc") && strcmp(argv[1], "session")))
		errx(2, "usage: record rfc|session");
	interface = strcmp(argv[1], "rfc") ? &session : &rfc;

	need_instruction_clock();
	measure_idle();
	measure_function(interface, "call4");
	measure_openclose(interface, "openclose");
	measure_session(interface);
	if (interface == &session) {
		after = KCOV_DF_AFTER_OFF;
		measure_openclose(interface, "openclose_off");
		after = KCOV_DF_AFTER_ALWAYS;
		measure_openclose(interface, "openclose_always");
		measure_gate();
	}
	/* Both snapshots are written */
	measure_function(interface, "struct16");
	return 0;
}
