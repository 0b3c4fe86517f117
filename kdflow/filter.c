// SPDX-License-Identifier: GPL-2.0-or-later
/* Which functions are recorded. */
#include "cmd.h"
#include "record.h"

int record_filter(struct recording *rec, bool must_match)
{
	uint64_t matched, total;
	struct kdf_error err;

	if (rec->rfc || !rec->filter.len)
		return 0;
	if (kdf_session_filter(&rec->session, rec->filter.str, rec->filter.len, &matched, &total,
			       &err))
		return complain("%s", err.text);
	if (matched || !must_match)
		return 0;
	return complain("the filter matches none of the %llu instrumented functions",
			(unsigned long long)total);
}
