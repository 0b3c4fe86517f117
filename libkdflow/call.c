// SPDX-License-Identifier: GPL-2.0-or-later
/* Records -> calls. The rules are in kdflow.h at kdf_calls_build(). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kdflow.h"

/* An entry that waits for its return. */
struct open_entry {
	uint32_t event;
	uint32_t below; /* the next outer open entry of the same function */
};

/* A function, and its innermost open entry: without it, a return would have to search the stack. */
struct func {
	uint64_t pc;
	bool used;
	uint32_t innermost; /* index into pairing.stack, or KDF_NONE */
};

struct pairing {
	struct kdf_calls *calls;
	uint32_t event_alloc;
	struct open_entry *stack;
	uint32_t depth;
	uint32_t stack_alloc;
	struct func *funcs; /* hash table, at most half full */
	uint32_t func_count;
	uint32_t func_alloc; /* a power of two */
};

/* An array with room for one more element: @array or its successor, or NULL. */
static void *grow(void *array, uint32_t *alloc, uint32_t used, size_t size)
{
	uint32_t more = *alloc ? *alloc * 2 : 256;
	void *p;

	if (used < *alloc)
		return array;
	p = reallocarray(array, more, size);
	if (p)
		*alloc = more;
	return p;
}

static uint32_t func_slot(const struct func *funcs, uint32_t alloc, uint64_t pc)
{
	uint32_t i = (pc * 0x9e3779b97f4a7c15ULL) >> 32;

	for (;; i++) {
		i &= alloc - 1;
		if (!funcs[i].used || funcs[i].pc == pc)
			return i;
	}
}

static struct func *func_find(const struct pairing *p, uint64_t pc)
{
	return &p->funcs[func_slot(p->funcs, p->func_alloc, pc)];
}

static bool funcs_grow(struct pairing *p)
{
	uint32_t alloc = p->func_alloc ? p->func_alloc * 2 : 256;
	struct func *funcs = calloc(alloc, sizeof(*funcs));

	if (!funcs)
		return false;
	for (uint32_t i = 0; i < p->func_alloc; i++) {
		if (p->funcs[i].used)
			funcs[func_slot(funcs, alloc, p->funcs[i].pc)] = p->funcs[i];
	}
	free(p->funcs);
	p->funcs = funcs;
	p->func_alloc = alloc;
	return true;
}

static struct kdf_event *event_add(struct pairing *p, enum kdf_event_type type, uint32_t records)
{
	struct kdf_calls *calls = p->calls;
	struct kdf_event *event;

	event = grow(calls->events, &p->event_alloc, calls->count, sizeof(*event));
	if (!event)
		return NULL;
	calls->events = event;
	event += calls->count++;
	*event = (struct kdf_event){ .type = type, .pair = KDF_NONE, .records = records };
	return event;
}

static bool entry_open(struct pairing *p, const struct kdf_record *rec)
{
	struct kdf_event *event = event_add(p, KDF_ENTRY, 1);
	struct open_entry *stack;
	struct func *func;

	if (!event)
		return false;
	event->word = rec->word;
	event->pc = rec->pc;
	stack = grow(p->stack, &p->stack_alloc, p->depth, sizeof(*stack));
	if (!stack)
		return false;
	p->stack = stack;
	if (p->func_count >= p->func_alloc / 2 && !funcs_grow(p))
		return false;

	func = func_find(p, rec->pc);
	if (!func->used) {
		*func = (struct func){ .pc = rec->pc, .used = true, .innermost = KDF_NONE };
		p->func_count++;
	}
	stack[p->depth] = (struct open_entry){
		.event = p->calls->count - 1,
		.below = func->innermost,
	};
	func->innermost = p->depth++;
	p->calls->calls++;
	return true;
}

static bool return_close(struct pairing *p, const struct kdf_record *rec)
{
	struct kdf_event *event = event_add(p, KDF_RETURN, 1);
	uint32_t innermost = KDF_NONE;

	if (!event)
		return false;
	event->word = rec->word;
	event->pc = rec->pc;
	if (p->func_alloc && func_find(p, rec->pc)->used)
		innermost = func_find(p, rec->pc)->innermost;
	if (innermost == KDF_NONE) {
		p->calls->calls++;
		return true;
	}
	event->pair = p->stack[innermost].event;
	p->calls->events[event->pair].pair = p->calls->count - 1;
	/* What is open inside is closed with it. */
	while (p->depth > innermost) {
		const struct open_entry *top = &p->stack[--p->depth];

		func_find(p, p->calls->events[top->event].pc)->innermost = top->below;
	}
	return true;
}

/* Does @rec carry on the entry whose latest record is @prev? */
static bool entry_continues(const struct kdf_record *prev, const struct kdf_record *rec,
			    uint32_t lost)
{
	return prev->type == KCOV_DF_TYPE_ENTRY && rec->type == KCOV_DF_TYPE_ENTRY &&
	       prev->pc == rec->pc && rec->arg > prev->arg && lost < rec->arg - prev->arg;
}

static bool record_add(struct pairing *p, const struct kdf_record *prev,
		       const struct kdf_record *rec)
{
	uint32_t lost = prev ? kdf_record_lost(prev->seq, rec->seq) : 0;

	p->calls->records++;
	p->calls->lost += lost;
	if (prev && entry_continues(prev, rec, lost)) {
		p->calls->events[p->calls->count - 1].records++;
		return true;
	}
	if (lost && !event_add(p, KDF_LOST, lost))
		return false;
	if (rec->type == KCOV_DF_TYPE_ENTRY)
		return entry_open(p, rec);
	return return_close(p, rec);
}

int kdf_calls_build(struct kdf_calls *calls, const struct kdf_stream *stream,
		    struct kdf_error *err)
{
	struct pairing p = { .calls = calls };
	struct kdf_record rec, prev;
	size_t pos = 0;
	int ret;

	*calls = (struct kdf_calls){ 0 };
	while ((ret = kdf_record_next(stream, &pos, &rec, err)) > 0) {
		if (!record_add(&p, calls->records ? &prev : NULL, &rec)) {
			ret = kdf_fail_sys(err, ENOMEM, "%s: calls", stream->name);
			break;
		}
		prev = rec;
		calls->words = pos;
	}
	free(p.stack);
	free(p.funcs);
	kdf_calls_nest(calls, NULL);
	return ret;
}

void kdf_calls_nest(struct kdf_calls *calls, const bool *shown)
{
	uint32_t depth = 0;

	for (uint32_t i = 0; i < calls->count; i++) {
		struct kdf_event *event = &calls->events[i];
		bool level = event->pair != KDF_NONE &&
			     (!shown || (shown[i] && shown[event->pair]));

		if (level && event->type == KDF_RETURN)
			depth--;
		event->depth = depth;
		if (level && event->type == KDF_ENTRY)
			depth++;
	}
}

void kdf_calls_free(struct kdf_calls *calls)
{
	free(calls->events);
	*calls = (struct kdf_calls){ 0 };
}
