// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes a trace file from a description on standard input, so that a test shows
 * what was recorded next to what is to be printed. One line a record:
 *
 *   module NAME                     of the functions that are first named below
 *   entry FUNC ARG SIZE VALUE...    a plain value
 *   entry FUNC ARG SIZE @ADDR VALUE...        a struct
 *   entry FUNC ARG SIZE stack@ADDR VALUE...   a struct on the task's stack
 *   ret FUNC SIZE ...               as for an entry
 *   lost N                          N records are missing here
 *   stats RECORDED FULL NOFAULT     the counters (default: no loss)
 *   word VALUE                      any word
 *   info KEY VALUE
 *   anonymous FUNC                  a function without a name in the trace
 *
 * "?" is a value that could not be read. Empty lines and lines with # are
 * comments.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kdflow.h>

#define MAX_WORDS (4U << 20)
#define MAX_FUNCS 256

struct func {
	char name[64];
	char module[64];
	bool anonymous;
};

static uint64_t words[MAX_WORDS];
static size_t word_count;
static struct func funcs[MAX_FUNCS];
static size_t func_count;
static char module[64] = "vmlinux";
static uint32_t seq;
static uint64_t records;
static struct kcov_df_stats stats;
static bool has_stats;
static struct kdf_text info;
static unsigned int line_number;

static void die(const char *what)
{
	fprintf(stderr, "mktrace: line %u: %s\n", line_number, what);
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

static void put(uint64_t value)
{
	if (word_count == MAX_WORDS)
		die("too many words");
	words[word_count++] = value;
}

static uint64_t number(const char *w)
{
	char *end;
	uint64_t value = strtoull(w, &end, 0);

	if (!strcmp(w, "?"))
		return KCOV_DF_BAD;
	if (end == w || *end)
		die("expected a number");
	return value;
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
	snprintf(funcs[func_count].module, sizeof(funcs[0].module), "%s", module);
	return &funcs[func_count++];
}

static uint64_t func_pc(const struct func *f)
{
	return 0xffffffff81000000ULL + 0x100 * (f - funcs);
}

static void record(uint64_t type)
{
	uint64_t pc = func_pc(func(need()));
	uint64_t arg = type == KCOV_DF_TYPE_ENTRY ? number(need()) : 0;
	uint64_t size = number(need());
	size_t header = word_count;
	const char *w = need(), *at = strchr(w, '@');
	bool on_stack = at && at != w;
	uint64_t n = 0;

	put(0);
	put(pc);
	put(at ? number(at + 1) : 0);
	for (w = at ? word() : w; w; w = word(), n++)
		put(number(w));
	words[header] = (seq++ & 0xffffff) | type << 28 | n << 32 | size << 48 | arg << 56;
	if (on_stack)
		words[header] |= KCOV_DF_ON_STACK;
	records++;
}

static void line(char *str)
{
	const char *w = strtok(str, " \t\n");

	if (!w || *w == '#')
		return;
	if (!strcmp(w, "module")) {
		snprintf(module, sizeof(module), "%s", need());
	} else if (!strcmp(w, "entry")) {
		record(KCOV_DF_TYPE_ENTRY);
	} else if (!strcmp(w, "ret")) {
		record(KCOV_DF_TYPE_RET);
	} else if (!strcmp(w, "lost")) {
		seq += number(need());
	} else if (!strcmp(w, "stats")) {
		stats.recorded = number(need());
		stats.lost_full = number(need());
		stats.lost_nofault = number(need());
		has_stats = true;
	} else if (!strcmp(w, "word")) {
		put(number(need()));
	} else if (!strcmp(w, "info")) {
		w = need();
		kdf_info_add(&info, w, strtok(NULL, "\n"));
	} else if (!strcmp(w, "anonymous")) {
		func(need())->anonymous = true;
	} else {
		die("unknown word");
	}
}

static int write_records(struct kdf_writer *w, struct kdf_error *err)
{
	struct kdf_stream stream = { "description", words, word_count };
	size_t begin = w->words;
	int ret = kdf_writer_records(w, &stream, err);

	/* A malformed record is what a test may want. */
	if (ret && w->words - begin < word_count)
		ret = kdf_writer_block(w, KDF_BLOCK_RECORDS, words + w->words,
				       (word_count - w->words) * sizeof(*words), err);
	w->words = word_count;
	return ret;
}

static int write_trace(struct kdf_writer *w, struct kdf_error *err)
{
	struct kdf_text symbols = { 0 };
	int ret;

	for (size_t i = 0; i < func_count; i++) {
		const struct func *f = &funcs[i];

		if (f->anonymous)
			continue;
		kdf_text_add(&symbols, "%016" PRIx64 " T %s", func_pc(f), f->name);
		if (strcmp(f->module, "vmlinux"))
			kdf_text_add(&symbols, "\t[%s]", f->module);
		kdf_text_add(&symbols, "\n");
	}
	if (!has_stats)
		stats.recorded = records;
	ret = kdf_writer_begin(w, err) ||
	      (info.len && kdf_writer_block(w, KDF_BLOCK_INFO, info.str, info.len, err)) ||
	      kdf_writer_stats(w, &stats, err) ||
	      kdf_writer_block(w, KDF_BLOCK_SYMBOLS, symbols.str, symbols.len, err) ||
	      write_records(w, err) || kdf_writer_end(w, err);
	kdf_text_free(&symbols);
	return ret;
}

int main(int argc, char **argv)
{
	struct kdf_writer w;
	struct kdf_error err;
	char *str = NULL;
	size_t alloc = 0;

	if (argc != 2)
		die("usage: mktrace FILE <DESCRIPTION");
	while (getline(&str, &alloc, stdin) >= 0) {
		line_number++;
		line(str);
	}
	free(str);
	if (kdf_writer_open(&w, argv[1], &err) || write_trace(&w, &err))
		die(err.text);
	kdf_writer_close(&w);
	kdf_text_free(&info);
	return EXIT_SUCCESS;
}
