// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes the trace file of a session from a description on standard input, so
 * that a test shows what was recorded next to what is to be printed:
 *
 *   fn NAME MODULE SHAPE RETURN [TYPE PARAMETER]...   a function, see docs/names-format.md;
 *                              SHAPE as in docs/trace-format.md; PARAMETER "-" has no name
 *   def S|E|V ...              a struct or enum, blanks for TABs and ~ for a blank
 *   symbol ADDRESS NAME [MODULE]
 *   chunk STREAM TID COMM [CONTEXT]   what follows is in a new chunk
 *   time N                     the next chunks were begun then
 *   skip N                     N chunks of the next stream are missing
 *   entry DEPTH FUNC VALUE...
 *   exit DEPTH VALUE...
 *   exit_of DEPTH FUNC VALUE...
 *   struct ARG|ret SIZE FLAGS VALUE...   FLAGS: "-", or letters b(ad) s(hort) v(alue);
 *                              words of 8 bytes; xHEX: any bytes
 *   lost ENTRIES EXITS
 *   enable
 *   word VALUE                 any 32 bits
 *   counters ENTRIES EXITS FULL FULL NOFAULT NOFAULT OVERWRITTEN TASKS
 *   info KEY VALUE
 *   unknown FUNC               a function without a name in the trace
 *   unfinished                 without names, symbols, counters and end, as after a crash
 *
 * Empty lines and lines with # are comments.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kdflow.h>

#define MAX_FUNCS 20000
#define MAX_STREAMS 64
#define CHUNK_MAX (1U << 20)
static const uint64_t base = 0xffffffff81000000;

struct func {
	char name[64];
	char *line;
	bool unknown;
};

static struct func funcs[MAX_FUNCS];
static size_t func_count;
static struct kdf_text definitions, symbols, info;
static struct kcov_df_counters counters;
static bool unfinished;
static struct kcov_df_chunk head;
static uint8_t data[CHUNK_MAX];
static size_t len;
static uint32_t next_index[MAX_STREAMS], skip;
static uint64_t serial, chunk_time;
static struct kdf_writer writer;
static unsigned int line_number;

static void die(const char *what)
{
	fprintf(stderr, "mksession: line %u: %s\n", line_number, what);
	exit(EXIT_FAILURE);
}

static const char *word(void)
{
	return strtok(NULL, " \t\n");
}

static const char *need(void)
{
	const char *w = word();

	if (!w)
		die("expected more words");
	return w;
}

static uint64_t number(const char *w)
{
	char *end;
	uint64_t value = *w == '-' ? (uint64_t)strtoll(w, &end, 0) : strtoull(w, &end, 0);

	if (end == w || *end)
		die("expected a number");
	return value;
}

static void put(const void *bytes, size_t n)
{
	if (n > sizeof(data) - len)
		die("the chunk is full");
	memcpy(data + len, bytes, n);
	len += n;
}

static void put32(uint32_t value)
{
	put(&value, sizeof(value));
}

static struct func *func(const char *name)
{
	for (size_t i = 0; i < func_count; i++) {
		if (!strcmp(funcs[i].name, name))
			return &funcs[i];
	}
	if (func_count == MAX_FUNCS)
		die("too many functions");
	snprintf(funcs[func_count].name, sizeof(funcs[0].name), "%s", name);
	return &funcs[func_count++];
}

static int32_t func_site(const struct func *f)
{
	return 0x100 * (f - funcs);
}

static void describe_function(void)
{
	const char *name = need(), *module = need(), *shape = need(), *ret = word(), *w;
	struct func *f = func(name);
	struct kdf_text text = { 0 };

	kdf_text_add(&text, "N\t%016" PRIx64 "\t%s\t%s\t%s", base + func_site(f), module, shape,
		     name);
	if (ret)
		kdf_text_add(&text, "\tfile.c:%td\t%s", f - funcs + 1, ret);
	while ((w = word()))
		kdf_text_add(&text, "\t%s", strcmp(w, "-") ? w : "");
	kdf_text_add(&text, "\n");
	f->line = text.str;
}

static void describe_definition(void)
{
	const char *w = need();

	kdf_text_add(&definitions, "%s", w);
	while ((w = word())) {
		kdf_text_add(&definitions, "\t");
		for (; *w; w++)
			kdf_text_add(&definitions, "%c", *w == '~' ? ' ' : *w);
	}
	kdf_text_add(&definitions, "\n");
}

static void add_symbol(void)
{
	const char *address = need(), *name = need(), *module = word();

	kdf_text_add(&symbols, "%016" PRIx64 " T %s", number(address), name);
	if (module)
		kdf_text_add(&symbols, "\t[%s]", module);
	kdf_text_add(&symbols, "\n");
}

static void finish_chunk(void)
{
	struct kdf_chunk chunk = { "description", head, data, len };
	struct kdf_error err;

	if (head.serial && kdf_writer_chunk(&writer, &chunk, &err))
		die(err.text);
	len = 0;
}

static void begin_chunk(void)
{
	const char *context;
	uint32_t stream;

	finish_chunk();
	stream = number(need());
	if (stream >= MAX_STREAMS)
		die("too many streams");
	head = (struct kcov_df_chunk){ .stream = stream, .serial = ++serial };
	head.tid = head.pid = number(need());
	strncpy(head.comm, need(), sizeof(head.comm) - 1);
	head.time = chunk_time;
	head.index = next_index[stream] + skip;
	next_index[stream] = head.index + 1;
	skip = 0;
	context = word();
	head.context = context ? number(context) : 0;
}

static void finish_record(size_t start, uint32_t header)
{
	header |= (len - start) / 4 << 4;
	memcpy(data + start, &header, sizeof(header));
}

static void boundary(uint32_t type)
{
	size_t start = len;
	uint32_t depth = number(need());
	const char *w;

	put32(0);
	if (type != KCOV_DF_REC_EXIT)
		put32(func_site(func(need())));
	while ((w = word())) {
		uint64_t value = number(w);

		put(&value, sizeof(value));
	}
	finish_record(start, type | depth << 16);
}

static void put_hex(const char *hex)
{
	for (; hex[0] && hex[1]; hex += 2) {
		char digits[3] = { hex[0], hex[1] };
		uint8_t byte = strtoul(digits, NULL, 16);

		put(&byte, 1);
	}
}

static void structure(void)
{
	size_t start = len;
	const char *w = need();
	uint32_t header = KCOV_DF_REC_STRUCT;

	header |= (strcmp(w, "ret") ? number(w) : KCOV_DF_RETURN) << 16;
	put32(0);
	put32(number(need()));
	for (w = need(); *w; w++) {
		if (*w != '-')
			header |= *w == 'b' ? KCOV_DF_STRUCT_BAD : *w == 's' ? KCOV_DF_STRUCT_SHORT :
									KCOV_DF_STRUCT_BY_VALUE;
	}
	while ((w = word())) {
		uint64_t value;

		if (*w == 'x') {
			put_hex(w + 1);
			continue;
		}
		value = number(w);
		put(&value, sizeof(value));
	}
	while (len % 4)
		put("", 1);
	finish_record(start, header);
}

static void set_counters(void)
{
	__u64 *fields[] = {
		&counters.entries,
		&counters.exits,
		&counters.lost_full_entries,
		&counters.lost_full_exits,
		&counters.lost_nofault_entries,
		&counters.lost_nofault_exits,
		&counters.overwritten,
		&counters.lost_tasks,
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		*fields[i] = number(need());
}

static void lost(void)
{
	put32(KCOV_DF_REC_LOST | 3 << 4);
	put32(number(need()));
	put32(number(need()));
}

static void add_info(void)
{
	const char *key = need();

	kdf_info_add(&info, key, strtok(NULL, "\n"));
}

static void record(const char *w)
{
	if (!strcmp(w, "entry"))
		boundary(KCOV_DF_REC_ENTRY);
	else if (!strcmp(w, "exit"))
		boundary(KCOV_DF_REC_EXIT);
	else if (!strcmp(w, "exit_of"))
		boundary(KCOV_DF_REC_EXIT_OF);
	else if (!strcmp(w, "struct"))
		structure();
	else if (!strcmp(w, "lost"))
		lost();
	else if (!strcmp(w, "enable"))
		put32(KCOV_DF_REC_EVENT | 1 << 4 | KCOV_DF_EVENT_ENABLE << 16);
	else if (!strcmp(w, "word"))
		put32(number(need()));
	else
		die("unknown word");
}

static void line(char *str)
{
	const char *w = strtok(str, " \t\n");

	if (!w || *w == '#')
		return;
	if (!strcmp(w, "fn"))
		describe_function();
	else if (!strcmp(w, "def"))
		describe_definition();
	else if (!strcmp(w, "symbol"))
		add_symbol();
	else if (!strcmp(w, "chunk"))
		begin_chunk();
	else if (!strcmp(w, "time"))
		chunk_time = number(need());
	else if (!strcmp(w, "skip"))
		skip = number(need());
	else if (!strcmp(w, "counters"))
		set_counters();
	else if (!strcmp(w, "unfinished"))
		unfinished = true;
	else if (!strcmp(w, "unknown"))
		func(need())->unknown = true;
	else if (!strcmp(w, "info"))
		add_info();
	else
		record(w);
}

static int finish(struct kdf_error *err)
{
	struct kdf_text names = { 0 };
	int ret;

	finish_chunk();
	if (unfinished)
		return 0;
	for (size_t i = 0; i < func_count; i++) {
		if (funcs[i].line && !funcs[i].unknown)
			kdf_text_add(&names, "%s", funcs[i].line);
	}
	if (definitions.str)
		kdf_text_add(&names, "%s", definitions.str);
	ret = kdf_writer_text(&writer, KDF_BLOCK_NAMES, names.str, names.len, err) ||
	      kdf_writer_text(&writer, KDF_BLOCK_SYMBOLS, symbols.str, symbols.len, err) ||
	      (info.len && kdf_writer_block(&writer, KDF_BLOCK_INFO, info.str, info.len, err)) ||
	      kdf_writer_counters(&writer, &counters, err) || kdf_writer_end(&writer, err);
	kdf_text_free(&names);
	return ret;
}

int main(int argc, char **argv)
{
	static const char begin[] = "abi=boundary\nbase=0xffffffff81000000\nkaslr_offset=0x1000000\n";
	struct kdf_error err;
	char *str = NULL;
	size_t alloc = 0;

	if (argc != 2)
		die("usage: mksession FILE <DESCRIPTION");
	if (kdf_writer_open(&writer, argv[1], &err))
		die(err.text);
	writer.session = true;
	if (kdf_writer_begin(&writer, &err) ||
	    kdf_writer_block(&writer, KDF_BLOCK_INFO, begin, strlen(begin), &err))
		die(err.text);
	while (getline(&str, &alloc, stdin) >= 0) {
		line_number++;
		line(str);
	}
	free(str);
	if (finish(&err))
		die(err.text);
	kdf_writer_close(&writer);
	kdf_text_free(&definitions);
	kdf_text_free(&symbols);
	kdf_text_free(&info);
	return EXIT_SUCCESS;
}
