// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd.h"

/*
 * The buffer that would have held everything, a power of two. The lost records
 * are taken to be as long as the recorded ones on average, and a tenth is added,
 * so it is an estimate. 0 if there is none.
 */
static uint64_t sufficient_words(const struct kcov_df_stats *stats, uint64_t words)
{
	uint64_t power = 2;
	double need;

	if (!stats->recorded || !words)
		return 0;
	need = 1.1 * words * (1 + (double)stats->lost_full / stats->recorded);
	while (power < need && power < KDF_WORDS_MAX)
		power *= 2;
	return power < need ? 0 : power;
}

void format_losses(struct kdf_text *text, const struct kcov_df_stats *stats, uint64_t words)
{
	uint64_t enough;
	char buf[24];

	if (!stats->lost_full && !stats->lost_nofault)
		return;
	kdf_text_add(text, "%llu records lost:",
		     (unsigned long long)stats->lost_full + stats->lost_nofault);
	if (stats->lost_full) {
		kdf_text_add(text, " buffer full (%llu", (unsigned long long)stats->lost_full);
		enough = sufficient_words(stats, words);
		if (enough)
			kdf_text_add(text, "; -b %s should suffice", format_number(enough * sizeof(uint64_t), buf));
		else
			kdf_text_add(text, "; record less, or with a larger -b");
		kdf_text_add(text, ")");
	}
	if (stats->lost_nofault)
		kdf_text_add(text, "%s page faults disabled (%llu)", stats->lost_full ? "," : "",
			     (unsigned long long)stats->lost_nofault);
}

static void add_loss(struct kdf_text *text, bool *begun, const char *reason, uint64_t count)
{
	if (!count)
		return;
	kdf_text_add(text, "%s %s (%llu)", *begun ? "," : "", reason, (unsigned long long)count);
	*begun = true;
}

void format_session_losses(struct kdf_text *text, const struct kcov_df_counters *c)
{
	uint64_t full = c->lost_full_entries + c->lost_full_exits;
	uint64_t nofault = c->lost_nofault_entries + c->lost_nofault_exits;
	const char *then = "";
	bool begun = false;

	if (full || nofault) {
		kdf_text_add(text, "%llu of %llu records lost:", (unsigned long long)full + nofault,
			     (unsigned long long)(c->entries + c->exits + full + nofault));
		add_loss(text, &begun, "no free chunk; record less, or with a larger -b", full);
		add_loss(text, &begun, "page faults disabled", nofault);
		then = "; ";
	}
	if (c->overwritten) {
		kdf_text_add(text, "%s%llu records overwritten by newer ones", then,
			     (unsigned long long)c->overwritten);
		then = "; ";
	}
	if (c->lost_tasks)
		kdf_text_add(text, "%s%llu tasks not recorded for lack of memory", then,
			     (unsigned long long)c->lost_tasks);
}
