// SPDX-License-Identifier: GPL-2.0-or-later
/* The lines of a session in JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "json.h"

static void put_key(const struct format *f, const char *key, const char *value)
{
	fprintf(f->out, ",\"%s\":", key);
	json_string(f->out, value, strlen(value));
}

/* A struct that was captured, if it was. */
static void put_captured(const struct format *f, const struct kdf_argument *arg)
{
	struct kdf_bytes bytes;

	if (!kdf_argument_bytes(arg, &bytes))
		return;
	fprintf(f->out, ",\"size\":%" PRIu32 ",", arg->snap.size);
	json_struct(f, arg->type->id, &bytes);
}

static void put_words(const struct format *f, const struct kdf_argument *arg)
{
	fputs("\"words\":[", f->out);
	for (unsigned int i = 0; i < kdf_shape_values(arg->shape); i++)
		fprintf(f->out, "%s\"0x%" PRIx64 "\"", i ? "," : "", kdf_value(arg->values, i));
	fputc(']', f->out);
}

/* The address of a struct, or the enum that it is in. */
static void put_pointer(const struct format *f, const struct kdf_argument *arg)
{
	const struct kdf_bytes bytes = { arg->values, 8 };

	if (!kdf_variants(&f->trace->names, arg->type->around)) {
		json_hex(f->out, kdf_value(arg->values, 0));
		return;
	}
	fputc('{', f->out);
	json_struct(f, arg->type->around, &bytes);
	fputc('}', f->out);
}

/* The keys of an argument's object, behind its name. */
static void put_value(const struct format *f, const struct kdf_argument *arg)
{
	struct kdf_bytes object;
	struct kdf_member array;
	struct kdf_span span;

	if (kdf_argument_array(arg, &array, &object)) {
		fputs("\"value\":", f->out);
		json_part(f, &array, &object);
		return;
	}
	switch (arg->shape & 7) {
	case KDF_ARG_SCALAR:
		fputs("\"value\":", f->out);
		json_scalar(f, arg->type, kdf_value(arg->values, 0), kdf_argument_bits(arg));
		break;
	case KDF_ARG_WORDS:
		put_words(f, arg);
		break;
	case KDF_ARG_POINTER:
		fputs("\"value\":", f->out);
		put_pointer(f, arg);
		put_captured(f, arg);
		break;
	case KDF_ARG_MEMORY:
		fputs("\"address\":", f->out);
		json_hex(f->out, kdf_value(arg->values, 0));
		put_captured(f, arg);
		break;
	case KDF_ARG_OBJECT:
	case KDF_ARG_SPAN:
		if (kdf_argument_bytes(arg, &object))
			json_struct(f, arg->type->id, &object);
		if (kdf_argument_span(&f->trace->names, arg, &span)) {
			fputs(kdf_span_is_text(&span) ? ",\"text\":" : ",\"elements\":", f->out);
			json_span(f, &span);
		}
		break;
	default:
		/* An argument without bytes, or one that is not known. */
		fputs(arg->shape >> 3 == 1 ? "\"struct\":{}" : "\"value\":null", f->out);
		break;
	}
}

/* Values that cannot be told apart. */
static void put_values(const struct format *f, const struct kdf_boundary *b)
{
	fputs(",\"values\":[", f->out);
	for (unsigned int i = 0; i < b->nvalues; i++)
		fprintf(f->out, "%s\"0x%" PRIx64 "\"", i ? "," : "", kdf_value(b->values, i));
	fputc(']', f->out);
}

void json_arguments(const struct format *f, const struct kdf_walk *walk)
{
	const struct kdf_function *func = walk->function;
	const struct kdf_boundary *b = &walk->boundary;
	struct kdf_argument arg;

	if (!kdf_arguments_known(func, b)) {
		put_values(f, b);
		return;
	}
	fputs(",\"arguments\":[", f->out);
	for (unsigned int i = 0; kdf_argument(func, b, i, &arg); i++) {
		fputs(i ? ",{" : "{", f->out);
		if (arg.name) {
			fputs("\"name\":", f->out);
			json_string(f->out, arg.name, strlen(arg.name));
			fputc(',', f->out);
		}
		put_value(f, &arg);
		fputc('}', f->out);
	}
	fputc(']', f->out);
}

static void put_return(const struct format *f, const struct kdf_boundary *b,
		       const struct kdf_function *func)
{
	struct kdf_argument arg;
	const char *error;

	if (!kdf_return(func, b, &arg)) {
		put_values(f, b);
		return;
	}
	if (arg.shape == 1 << 3)
		return; /* void */
	fputs(",\"return\":{", f->out);
	put_value(f, &arg);
	error = error_name(kdf_argument_error(&arg));
	if (error)
		put_key(f, "error", error);
	fputc('}', f->out);
}

static void put_changes(const struct format *f, const struct kdf_walk *walk)
{
	struct kdf_changes changes;
	struct kdf_change change;
	bool begun = false;
	char buf[24];

	fputs(",\"changes\":[", f->out);
	kdf_changes_begin(&changes, &f->trace->names, walk->function, &walk->boundary);
	while (kdf_changes_next(&changes, &change)) {
		const char *name = kdf_argument_name(walk->function, change.arg, buf);

		/* Of a struct that is not described, all words are there at once. */
		if (!change.compared || (!change.member && !change.first))
			continue;
		fprintf(f->out, "%s{\"argument\":", begun ? "," : "");
		begun = true;
		json_string(f->out, name, strlen(name));
		fputc(',', f->out);
		json_change(f, &change);
		fputc('}', f->out);
	}
	fputc(']', f->out);
}

void json_result(const struct format *f, const struct kdf_walk *walk)
{
	put_return(f, &walk->boundary, walk->function);
	put_changes(f, walk);
}

static void put_function(const struct format *f, const struct kdf_walk *walk)
{
	const struct kdf_function *func = walk->function;

	fprintf(f->out, ",\"depth\":%u", walk->boundary.depth);
	if (walk->boundary.has_site)
		fprintf(f->out, ",\"site\":\"0x%" PRIx64 "\"", walk->site);
	if (!func)
		return;
	put_key(f, "function", func->name);
	if (strcmp(func->name, func->symbol))
		put_key(f, "symbol", func->symbol);
	put_key(f, "module", func->module);
	if (*func->location)
		put_key(f, "location", func->location);
}

void json_boundary(const struct format *f, const struct kdf_walk *walk)
{
	static const char *const types[] = {
		[KDF_B_ENTRY] = "entry", [KDF_B_EXIT] = "exit", [KDF_B_NO_EXIT] = "no_exit",
		[KDF_B_LOST] = "lost",	 [KDF_B_GAP] = "gap",	[KDF_B_ENABLE] = "begin",
	};
	const struct kdf_boundary *b = &walk->boundary;

	fprintf(f->out, "{\"type\":\"%s\",\"stream\":%u", types[b->type], walk->chunk->stream);
	switch (b->type) {
	case KDF_B_ENTRY:
		put_function(f, walk);
		json_arguments(f, walk);
		break;
	case KDF_B_EXIT:
		put_function(f, walk);
		fprintf(f->out, ",\"entry\":%s", b->has_entry ? "true" : "false");
		json_result(f, walk);
		break;
	case KDF_B_NO_EXIT:
		put_function(f, walk);
		break;
	case KDF_B_LOST:
		fprintf(f->out, ",\"entries\":%" PRIu32 ",\"exits\":%" PRIu32, b->lost_entries,
			b->lost_exits);
		break;
	case KDF_B_GAP:
		fprintf(f->out, ",\"chunks\":%" PRIu32, b->lost_chunks);
		break;
	case KDF_B_ENABLE:
		break;
	}
	fputs("}\n", f->out);
}

void json_begin(const struct format *f)
{
	fputs("{\"type\":\"trace\",\"schema\":1,\"info\":", f->out);
	json_info(f->out, f->trace->info);
	fputs("}\n", f->out);
}

void json_task(const struct format *f, const struct kcov_df_chunk *chunk)
{
	fprintf(f->out, "{\"type\":\"task\",\"stream\":%u,\"tid\":%u,\"pid\":%u,\"name\":",
		chunk->stream, chunk->tid, chunk->pid);
	json_string(f->out, chunk->comm, strnlen(chunk->comm, sizeof(chunk->comm)));
	if (chunk->context)
		fprintf(f->out, ",\"remote\":\"0x%llx\"", (unsigned long long)chunk->context);
	fputs("}\n", f->out);
}

void json_end(const struct format *f, bool complete)
{
	const struct kcov_df_counters *c = &f->trace->counters;

	fprintf(f->out, "{\"type\":\"end\",\"complete\":%s", complete ? "true" : "false");
	if (f->trace->has_stats)
		fprintf(f->out,
			",\"entries\":%llu,\"exits\":%llu,\"lost_full\":%llu,\"lost_nofault\":%llu,\"overwritten\":%llu,\"lost_tasks\":%llu",
			c->entries, c->exits, c->lost_full_entries + c->lost_full_exits,
			c->lost_nofault_entries + c->lost_nofault_exits, c->overwritten,
			c->lost_tasks);
	fputs("}\n", f->out);
}
