// SPDX-License-Identifier: GPL-2.0-or-later
/* There is one terminal, so there is one progress. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "progress.h"

static const struct kcov_df_chunk *current;
static size_t done, total;
static uint64_t latest;
static bool recording, told;

static uint64_t seconds(void)
{
	return clock_now() / NS_PER_SECOND;
}

/* Once a second, and not before something has taken a while. */
static bool is_due(void)
{
	uint64_t time = seconds();

	if (time <= latest + !told)
		return false;
	latest = time;
	return true;
}

void progress_begin(const struct kdf_trace *trace, unsigned int passes)
{
	bool wanted = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);

	current = NULL;
	done = 0;
	total = wanted ? passes * trace->nchunks : 0;
	latest = seconds();
}

void progress_at(const struct kdf_walk *walk)
{
	if (walk->chunk == current || !total)
		return;
	current = walk->chunk;
	done++;
	if (!is_due())
		return;
	told = true;
	fprintf(stderr, "\rkdflow: %zu %%", 100 * (done < total ? done : total) / total);
}

void progress_begin_recording(bool own_output)
{
	recording = isatty(STDERR_FILENO) && (own_output || !isatty(STDOUT_FILENO));
	latest = seconds();
}

bool progress_is_due(void)
{
	return recording && is_due();
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
