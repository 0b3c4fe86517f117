// SPDX-License-Identifier: GPL-2.0-or-later
/* The records of a session as they were recorded. */
#include <inttypes.h>

#include "put.h"

static void put_structs(struct put *p, const struct kdf_boundary *b)
{
	struct kdf_snapshot snap;
	size_t pos = 0;

	while (kdf_snapshot_next(b->structs, b->structs_len, &pos, &snap)) {
		put_str(p, "  type=struct arg=");
		if (snap.arg == KCOV_DF_RETURN)
			put_str(p, "return");
		else
			put_unsigned(p, snap.arg);
		put_printf(p, " size=%" PRIu32 " flags=%s%s%s bytes=", snap.size,
			snap.flags & KCOV_DF_STRUCT_BAD ? "bad," : "",
			snap.flags & KCOV_DF_STRUCT_SHORT ? "short," : "",
			snap.flags & KCOV_DF_STRUCT_BY_VALUE ? "by-value," : "");
		for (uint32_t i = 0; i < snap.len; i++)
			put_digits(p, snap.data[i], 2);
		put_char(p, '\n');
	}
}

void format_boundary_raw(const struct format *f, const struct kdf_walk *walk)
{
	static const char *const types[] = {
		[KDF_B_ENTRY] = "entry", [KDF_B_EXIT] = "exit", [KDF_B_NO_EXIT] = "no-exit",
		[KDF_B_LOST] = "lost",	 [KDF_B_GAP] = "gap",	[KDF_B_ENABLE] = "enable",
	};
	const struct kdf_function *func = walk->function;
	const struct kcov_df_chunk *chunk = walk->chunk;
	const struct kdf_boundary *b = &walk->boundary;
	struct put line, *p = &line;

	put_begin(p, f);
	put_printf(p, "stream=%u tid=%u chunk=%" PRIu64 " byte=%zu type=%s", chunk->stream,
		chunk->tid, (uint64_t)chunk->serial, b->offset, types[b->type]);
	if (b->type == KDF_B_ENTRY || b->type == KDF_B_EXIT || b->type == KDF_B_NO_EXIT)
		put_printf(p, " depth=%u", b->depth);
	if (b->has_site)
		put_printf(p, " site=0x%" PRIx64 " name=%s module=%s at=%s",
			walk->site, func ? func->symbol : "?",
			func ? func->module : "?", func ? func->location : "?");
	if (b->type == KDF_B_LOST)
		put_printf(p, " entries=%" PRIu32 " exits=%" PRIu32, b->lost_entries, b->lost_exits);
	if (b->type == KDF_B_GAP)
		put_printf(p, " chunks=%" PRIu32, b->lost_chunks);
	if (b->type == KDF_B_ENTRY || b->type == KDF_B_EXIT) {
		put_str(p, " values=");
		for (unsigned int i = 0; i < b->nvalues; i++) {
			put_str(p, i ? "," : "");
			put_hex(p, kdf_value(b->values, i));
		}
	}
	put_char(p, '\n');
	put_structs(p, b);
	put_end(p);
}
