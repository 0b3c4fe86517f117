// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the features of calls cost that were recorded, and what a walk over them costs that looks at nothing: user
 * space, per call. Only one function is recorded, so that there is nothing else in the buffer.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "../../libkdflow/kdflow.h"
#include "calls.h"
#include "measure.h"

/* What is added, as to the map of a fuzzer */
static uint8_t map[1 << 16];

static void add(void *arg, uint32_t feature)
{
	(void)arg;
	map[feature % sizeof(map)] = 1;
}

static void check(int ret, const struct kdf_error *error)
{
	if (ret)
		errx(1, "%s", error->text);
}

static void start(struct kdf_session *session, const char *function)
{
	/* Room for all calls of a batch in one chunk */
	struct kcov_df_session options = {
		.after = KCOV_DF_AFTER_CHANGED,
		.snapshot = 256,
		.chunk_size = KCOV_DF_CHUNK_MAX,
		.buffer_size = 2 * KCOV_DF_CHUNK_MAX,
	};
	uint64_t matched, total;
	struct kdf_error error;
	char rule[64];
	int len = snprintf(rule, sizeof(rule), "+f%s", function);

	check(kdf_session_start(session, KDF_DEBUGFS, &options, &error), &error);
	check(kdf_session_filter(session, rule, len + 1, &matched, &total, &error), &error);
	if (matched != 1)
		errx(1, "%llu functions are named %s", (unsigned long long)matched, function);
}

static void record(struct kdf_session *session, int file)
{
	struct kcov_df_counters counters;
	struct kdf_error error;

	check(kdf_session_reset(session, &error), &error);
	check(kdf_session_enable(session, &error), &error);
	calls_make(file);
	check(kdf_session_disable(session, &error), &error);
	check(kdf_session_counters(session, &counters, &error), &error);
	if (counters.entries != CALLS || counters.exits != CALLS)
		errx(1, "%llu entries and %llu exits of %d calls were recorded",
		     (unsigned long long)counters.entries, (unsigned long long)counters.exits, CALLS);
}

static uint64_t walk(const struct kdf_session *session, struct kdf_nest *nest)
{
	uint64_t begin = clock_ticks();
	unsigned int boundaries = 0;
	struct kdf_boundary boundary;
	struct kdf_chunk chunk;
	struct kdf_error error;
	int ret = 0;

	for (uint32_t i = 0; i < session->buffer.nr_chunks; i++) {
		ret = kdf_session_view_chunk(session, i, &chunk, &error);
		if (ret > 0) {
			nest->begun = false;
			check(kdf_nest_chunk(nest, &chunk, &error), &error);
			while ((ret = kdf_nest_next(nest, &boundary, &error)) > 0)
				boundaries += boundary.type <= KDF_B_EXIT;
		}
		check(ret, &error);
	}
	if (boundaries != 2 * CALLS)
		errx(1, "%u boundaries of %d calls were walked over", boundaries, CALLS);
	return clock_ticks() - begin;
}

static uint64_t make_features(const struct kdf_session *session, struct kdf_features *features)
{
	uint64_t begin = clock_ticks();
	struct kdf_error error;

	check(kdf_features_session(features, session, &error), &error);
	return clock_ticks() - begin;
}

static void measure_function(const char *function)
{
	struct kdf_features features = { .add = add, .changes = true };
	double with[BATCHES], walked[BATCHES];
	struct kdf_nest nest = { 0 };
	struct kdf_session session;
	struct calls calls;
	char figure[64];

	calls_open(&calls, function);
	start(&session, function);
	for (int i = -WARM_UP; i < BATCHES; i++) {
		double ticks[2];

		record(&session, calls.function);
		ticks[0] = make_features(&session, &features);
		ticks[1] = walk(&session, &nest);
		if (i < 0)
			continue;
		with[i] = ticks[0] / CALLS;
		walked[i] = ticks[1] / CALLS;
	}
	kdf_features_free(&features);
	kdf_nest_free(&nest);
	kdf_session_close(&session);
	calls_close(&calls);

	snprintf(figure, sizeof(figure), "features.%s", function);
	print_figure(figure, median(with, BATCHES));
	snprintf(figure, sizeof(figure), "features.%s.walk", function);
	print_figure(figure, median(walked, BATCHES));
}

int main(void)
{
	need_instruction_clock();
	measure_function("call4");
	measure_function("struct16");
	return 0;
}
