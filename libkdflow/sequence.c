// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sequences: for each object, the step that came last, and whether the next one
 * may follow it.
 *
 * Order is certain within a stream. Over several streams it is as certain as
 * the times of chunks: what is in a chunk happened between its time and that of
 * the next one of its stream. What may have happened in between but was lost
 * leaves nothing certain either.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "contract-private.h"
#include "kdflow.h"
#include "sequence-object.h"

/**
 * struct check_sequences - sequences while a trace is walked through
 * @objects: what happened to them
 * @losses: when records were lost
 * @doubts: of each stream: how often records were lost
 * @unknown: how often a step was met whose object is not known, for each contract
 */
struct check_sequences {
	struct objects objects;
	struct losses losses;
	uint64_t *doubts;
	uint64_t *unknown;
};

/* Steps ----------------------------------------------------------------- */

/* Steps from @from up to @to need not come. */
static bool all_optional(const struct kdf_contract *c, unsigned int from, unsigned int to)
{
	while (from < to && c->steps[from].optional)
		from++;
	return from >= to;
}

static bool may_begin(const struct kdf_contract *c, unsigned int step)
{
	return all_optional(c, 0, step);
}

static bool may_follow(const struct kdf_contract *c, unsigned int last, unsigned int step)
{
	if (step == last && c->steps[step].repeats)
		return true;
	if (step > last && all_optional(c, last + 1, step))
		return true;
	return all_optional(c, last + 1, c->nsteps) && may_begin(c, step);
}

/* Does a step follow that must come? */
static const struct kdf_step *due_after(const struct kdf_contract *c, unsigned int last)
{
	for (unsigned int i = last + 1; i < c->nsteps; i++) {
		if (c->steps[i].due)
			return &c->steps[i];
	}
	return NULL;
}

/* Order ----------------------------------------------------------------- */

/* When the chunk of a walk was written: up to the time of the next one. */
static struct loss_span chunk_span(const struct kdf_walk *walk)
{
	const struct kdf_trace *t = walk->trace;
	const struct kdf_trace_stream *s = &t->streams[walk->stream];
	struct loss_span span = { walk->chunk->time, UINT64_MAX };

	if (walk->next < s->count)
		span.end = t->chunks[s->first + walk->next].head.time;
	return span;
}

static uint64_t doubt(const struct check_sequences *s, const struct kdf_check *check,
		      const struct kdf_contract *c, uint32_t stream)
{
	return s->unknown[c - check->contracts->contracts] + (c->by_task ? s->doubts[stream] : 0);
}

/* Is it certain that what happened last to the object is what the trace says? */
static bool is_certain(const struct kdf_check *check, const struct object *object,
		       const struct kdf_walk *walk, const struct loss_span *now)
{
	const struct check_sequences *s = check->sequences;
	const struct kdf_contract *c = object->key.contract;

	if (!object->known || object->doubt != doubt(s, check, c, walk->stream))
		return false;
	if (c->by_task)
		return true;
	if (object->stream != walk->stream && object->span.end > now->begin)
		return false;
	return !losses_in(&s->losses, object->span.begin, now->end);
}

/* Do all that happened to the object before come before this? Then what follows is known again. */
static bool is_last(const struct object *object, const struct kdf_walk *walk, const struct loss_span *now)
{
	return object->key.stream != ANY_STREAM || (object->known && object->stream == walk->stream) ||
	       object->span.end <= now->begin;
}

static void violated(struct kdf_check *check, const struct object *object, unsigned int step,
		     const struct kdf_walk *walk, const struct check_rule *rule)
{
	struct kdf_violation v = {
		.contract = object->key.contract,
		.walk = walk,
		.bound = rule ? &rule->bound : NULL,
		.step = step,
		.object = object->key.value,
		.before = { object->site, object->tid, object->step },
	};

	check->report(check->data, &v);
}

static void judge(struct kdf_check *check, const struct object *object, const struct kdf_walk *walk,
		  const struct check_rule *rule, const struct loss_span *now)
{
	unsigned int step = rule->step - rule->contract->steps;
	bool seen = object->key.contract;

	if (seen ? !is_certain(check, object, walk, now) : !may_begin(rule->contract, step)) {
		rule->contract->undecided++;
	} else if (!seen || may_follow(rule->contract, object->step, step)) {
		rule->contract->held++;
	} else {
		rule->contract->violated++;
		violated(check, object, step, walk, rule);
	}
}

static void remember(struct kdf_check *check, struct object *object, const struct object_key *key,
		     const struct kdf_walk *walk, const struct check_rule *rule,
		     const struct loss_span *now, bool certain)
{
	bool last = !object->key.contract || is_last(object, walk, now);
	uint64_t end = !last && object->span.end > now->end ? object->span.end : now->end;
	uint64_t begin = !last && object->span.begin < now->begin ? object->span.begin : now->begin;

	*object = (struct object){
		.key = *key,
		.known = last && certain,
		.step = rule->step - rule->contract->steps,
		.stream = walk->stream,
		.tid = walk->chunk->tid,
		.site = walk->site,
		.span = { begin, end },
		.doubt = doubt(check->sequences, check, rule->contract, walk->stream),
	};
}

/* Boundaries ------------------------------------------------------------ */

/* NULL, ERR_PTR() and negative errno values are no objects. */
static bool is_object(const struct check_rule *rule, __int128 value)
{
	if (value < 0)
		return value < -4095;
	return !rule->pointer || (value && (uint64_t)value < (uint64_t)-4095);
}

/* One step, of one object. */
static int step(struct kdf_check *check, const struct check_rule *rule, const struct kdf_walk *walk,
		uint64_t value, bool certain)
{
	struct object_key key = { rule->contract, value, rule->contract->by_task ? walk->stream : ANY_STREAM };
	struct check_sequences *s = check->sequences;
	struct loss_span now = chunk_span(walk);
	struct object *object;
	bool seen, full;

	object = objects_find(&s->objects, &key);
	if (!object)
		return -ENOMEM;
	seen = object->key.contract;
	/* What is used without having begun may be no object of the sequence at all. */
	if (!seen && rule->step->repeats)
		return 0;
	full = !seen && s->objects.count == OBJECTS_MAX;
	if (!certain || full)
		rule->contract->undecided++;
	else
		judge(check, object, walk, rule, &now);
	if (full)
		return 0;
	s->objects.count += !seen;
	remember(check, object, &key, walk, rule, &now, certain);
	return 0;
}

/* Has an earlier rule of the sequence taken this object at this boundary? */
static bool is_taken(const struct check_rule *rules, size_t i, bool at_exit,
		     const struct kdf_boundary *b, __int128 value)
{
	while (i-- > 0 && rules[i].contract == rules[i + 1].contract) {
		struct kdf_int other;

		if (rules[i].step->at_exit != at_exit)
			continue;
		other = kdf_bound_value(&rules[i].bound, b);
		if (other.known && other.value == value &&
		    (!rules[i].step->has_condition || kdf_bound_truth(&rules[i].condition, b) != KDF_FALSE))
			return true;
	}
	return false;
}

/* A step that names the function takes its argument from those with a pattern, at both boundaries. */
static bool is_shadowed(const struct check_rule *rules, size_t i)
{
	const struct kdf_path *path = &rules[i].bound.leaves[0].path;

	if (rules[i].step->target.exact)
		return false;
	for (size_t k = i; k-- > 0 && rules[k].contract == rules[i].contract;) {
		const struct kdf_path *other = &rules[k].bound.leaves[0].path;

		if (rules[k].step->target.exact && other->arg == path->arg && other->whole == path->whole &&
		    (path->whole || other->offset == path->offset))
			return true;
	}
	return false;
}

static int apply_step(struct kdf_check *check, const struct check_rule *rules, size_t i,
		      const struct kdf_walk *walk)
{
	const struct check_rule *rule = &rules[i];
	const struct kdf_boundary *b = &walk->boundary;
	enum kdf_truth condition = KDF_TRUE;
	bool missing = rule->step->at_exit ? b->type == KDF_B_NO_EXIT :
					     b->type == KDF_B_EXIT && !b->has_entry;
	struct kdf_int value;

	if (!missing && b->type != (rule->step->at_exit ? KDF_B_EXIT : KDF_B_ENTRY))
		return 0;
	if (is_shadowed(rules, i))
		return 0;
	value = kdf_bound_value(&rule->bound, b);
	if (rule->step->has_condition)
		condition = kdf_bound_truth(&rule->condition, b);
	if (condition == KDF_FALSE || (value.known && !is_object(rule, value.value)))
		return 0;
	if (!value.known) {
		/* It may be about any object. */
		rule->contract->undecided++;
		check->sequences->unknown[rule->contract - check->contracts->contracts]++;
		return 0;
	}
	if (is_taken(rules, i, rule->step->at_exit, b, value.value))
		return 0;
	return step(check, rule, walk, value.value, condition == KDF_TRUE && !missing);
}

int sequences_boundary(struct kdf_check *check, const struct kdf_walk *walk, const struct check_site *site)
{
	struct check_sequences *s = check->sequences;
	int ret = 0;

	if (!s)
		return 0;
	switch (walk->boundary.type) {
	case KDF_B_LOST:
	case KDF_B_GAP:
	case KDF_B_ENABLE:
		s->doubts[walk->stream]++;
		break;
	default:
		break;
	}
	for (size_t i = 0; site && i < site->count && !ret; i++) {
		if (check->rules[site->first + i].step)
			ret = apply_step(check, check->rules + site->first, i, walk);
	}
	return ret;
}

/* From the first boundary to the last ------------------------------------ */

static bool has_sequence(const struct kdf_contracts *set)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->contracts[i].kind == KDF_SEQUENCE)
			return true;
	}
	return false;
}

int sequences_begin(struct kdf_check *check, struct kdf_error *err)
{
	struct check_sequences *s;

	if (!has_sequence(check->contracts))
		return 0;
	s = check->sequences = calloc(1, sizeof(*s));
	if (!s)
		return kdf_fail_sys(err, ENOMEM, "%s", check->contracts->path);
	s->doubts = calloc(check->trace->nstreams + 1, sizeof(*s->doubts));
	s->unknown = calloc(check->contracts->count, sizeof(*s->unknown));
	if (!s->doubts || !s->unknown)
		return kdf_fail_sys(err, ENOMEM, "%s", check->contracts->path);
	return kdf_check_in_order(check) ? losses_find(&s->losses, check->trace, err) : 0;
}

static void end_object(struct kdf_check *check, const struct object *object)
{
	const struct check_sequences *s = check->sequences;
	const struct kdf_contract *c = object->key.contract;
	const struct kdf_step *due = due_after(c, object->step);
	struct kdf_contract *count = &check->contracts->contracts[c - check->contracts->contracts];

	if (!due)
		return;
	if (!object->known || object->doubt != doubt(s, check, c, object->stream) ||
	    (!c->by_task && losses_in(&s->losses, object->span.begin, UINT64_MAX))) {
		count->undecided++;
		return;
	}
	count->violated++;
	violated(check, object, due - c->steps, NULL, NULL);
}

/* In an order that does not depend on addresses in this process. */
int sequences_end(struct kdf_check *check)
{
	struct check_sequences *s = check->sequences;
	struct object **sorted;

	if (!s)
		return 0;
	sorted = objects_sorted(&s->objects);
	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; sorted[i]; i++)
		end_object(check, sorted[i]);
	free(sorted);
	return 0;
}

void sequences_free(struct kdf_check *check)
{
	struct check_sequences *s = check->sequences;

	if (!s)
		return;
	losses_free(&s->losses);
	objects_free(&s->objects);
	free(s->doubts);
	free(s->unknown);
	free(s);
	check->sequences = NULL;
}
