// SPDX-License-Identifier: GPL-2.0-or-later
/* There is one terminal, so there is one progress. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"

static const struct kcov_df_chunk *current;
static size_t done, total;
static time_t latest;
static bool recording, told;

static time_t now(void)
{
	struct timespec ts;

	return clock_gettime(CLOCK_MONOTONIC, &ts) ? 0 : ts.tv_sec;
}

void progress_begin(const struct kdf_trace *trace, unsigned int passes)
{
	bool wanted = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);

	current = NULL;
	done = 0;
	total = wanted ? passes * trace->nchunks : 0;
	latest = now();
}

void progress_at(const struct kdf_walk *walk)
{
	time_t time;

	if (walk->chunk == current || !total)
		return;
	current = walk->chunk;
	done++;
	time = now();
	if (time <= latest + !told)
		return;
	latest = time;
	told = true;
	fprintf(stderr, "\rkdflow: %zu %%", 100 * (done < total ? done : total) / total);
}

void progress_begin_recording(bool own_output)
{
	recording = isatty(STDERR_FILENO) && (own_output || !isatty(STDOUT_FILENO));
	latest = now();
}

bool progress_is_due(void)
{
	time_t time;

	if (!recording)
		return false;
	time = now();
	if (time <= latest + !told)
		return false;
	latest = time;
	return true;
}

void progress_recorded(uint64_t records, uint64_t bytes, uint64_t lost)
{
	told = true;
	fprintf(stderr, "\rkdflow: %" PRIu64 " records, %" PRIu64 " bytes, %" PRIu64 " lost\033[K",
		records, bytes, lost);
}

void progress_end(void)
{
	if (told)
		fputs("\r\033[K", stderr);
	told = false;
	total = 0;
	recording = false;
}
