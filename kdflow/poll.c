// SPDX-License-Identifier: GPL-2.0-or-later
/* While the kernel records: its records go to the file, until the time is up. */

#include "clock.h"
#include "cmd.h"
#include "collect.h"
#include "progress.h"
#include "record.h"

/* How long kdflow sleeps when it has nothing to do: a chunk takes longer to fill. */
#define PAUSE_NS 1000000

void record_begin(struct recording *rec)
{
	progress_begin_recording(rec->pid);
	rec->end = rec->limit ? clock_now() + rec->limit : UINT64_MAX;
}

bool record_time_is_up(struct recording *rec)
{
	if (rec->is_over || clock_now() < rec->end)
		return rec->is_over;
	rec->is_over = true;
	progress_end();
	record_stop(rec);
	return true;
}

static void tell(struct recording *rec)
{
	struct kcov_df_counters c;
	struct kdf_error err;

	if (kdf_session_counters(&rec->session, &c, &err))
		return;
	progress_recorded(c.entries + c.exits, rec->writer.bytes,
			  c.lost_full_entries + c.lost_full_exits + c.lost_nofault_entries +
				  c.lost_nofault_exits);
}

void record_poll(struct recording *rec)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	if (progress_is_due())
		tell(rec);
	if (!collector_poll(rec->collector))
		nanosleep(&pause, NULL);
}
