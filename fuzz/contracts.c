// SPDX-License-Identifier: GPL-2.0-or-later
/* A file of contracts, parsed and compared with the trace that contracts.session describes. */
#include "fuzz.h"
#include "look-up.h"

static struct kdf_trace *open_trace(void)
{
	static struct kdf_trace trace;
	struct kdf_error err;

	if (!trace.path && kdf_trace_read(&trace, FUZZ_TRACE, &err))
		fuzz_die("%s", err.text);
	return &trace;
}

/* What kdflow check prints of a violation. */
static void report(void *data, const struct kdf_violation *v)
{
	unsigned int i = 0;
	struct kdf_operand operand;

	(void)data;
	while (v->bound && kdf_bound_operand(v->bound, &v->walk->boundary, &i, &operand))
		;
}

static int check_walk(struct kdf_check *check, struct kdf_trace *trace)
{
	struct kdf_walk walk;
	struct kdf_error err;
	int ret = 0;

	kdf_walk_begin(&walk, trace);
	while (!ret && kdf_walk_next(&walk, &err) > 0)
		ret = kdf_check_boundary(check, &walk);
	kdf_walk_end(&walk);
	return ret;
}

static int check_merge(struct kdf_check *check, struct kdf_trace *trace)
{
	const struct kdf_walk *walk;
	struct kdf_merge merge;
	struct kdf_error err;
	int ret = kdf_merge_begin(&merge, trace, &err);

	while (!ret && kdf_merge_next(&merge, &walk, &err) > 0)
		ret = kdf_check_boundary(check, walk);
	kdf_merge_end(&merge);
	return ret;
}

static void check(struct kdf_contracts *contracts, struct kdf_trace *trace)
{
	struct kdf_check check;
	struct kdf_error err;
	int ret;

	if (kdf_check_begin(&check, contracts, trace, report, NULL, &err)) {
		fuzz_error(&err);
		return;
	}
	ret = kdf_check_in_order(&check) ? check_merge(&check, trace) : check_walk(&check, trace);
	if (ret || kdf_check_end(&check))
		fuzz_die("a check fails where memory has run out only");
	kdf_check_free(&check);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdf_trace *trace = open_trace();
	struct kdf_contracts contracts;
	struct kdf_error err;

	if (kdf_contracts_parse(&contracts, "fuzz", (const char *)data, size, &err)) {
		fuzz_error(&err);
		return 0;
	}
	check(&contracts, trace);
	kdf_contracts_free(&contracts);
	return 0;
}
