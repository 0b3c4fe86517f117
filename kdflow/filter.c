// SPDX-License-Identifier: GPL-2.0-or-later
/* Which functions are recorded. */
#include <stdlib.h>

#include "cmd.h"
#include "record.h"

static int set(struct recording *rec, const char *rules, size_t len, uint64_t *matched,
	       uint64_t *total)
{
	struct kdf_error err;

	if (kdf_session_filter(&rec->session, rules, len, matched, total, &err))
		return complain("%s", err.text);
	return 0;
}

int record_filter(struct recording *rec, bool must_match)
{
	uint64_t matched, total;

	if (rec->rfc || !rec->filter.len)
		return 0;
	if (set(rec, rec->filter.str, rec->filter.len, &matched, &total))
		return EXIT_FAILURE;
	if (matched || !must_match)
		return 0;
	return complain("the filter matches none of the %llu instrumented functions",
			(unsigned long long)total);
}

int record_stop(struct recording *rec)
{
	static const char nothing[] = "-f*";
	uint64_t matched, total;

	return set(rec, nothing, sizeof(nothing), &matched, &total);
}

int record_restart(struct recording *rec)
{
	uint64_t matched, total;

	return set(rec, rec->filter.len ? rec->filter.str : "", rec->filter.len, &matched, &total);
}
