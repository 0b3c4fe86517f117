// SPDX-License-Identifier: GPL-2.0
/*
 * The functions of the module rust_types print the machine words that they are
 * given and that they return. What crosses their boundaries is the same. They
 * print what is behind slices, too, and that is what was captured.
 */
#include "harness.h"
#include "session.h"

#define MAX_CALLS	64
#define MAX_WORDS	8
#define SNAPSHOT	64
#define MAX_SLICES	2

/* What is behind a pointer and a length: the first elements. */
struct slice {
	unsigned int arg, size, count;
	unsigned int nr;
	__u64 element[SNAPSHOT];
};

/* What one call of a function has printed. */
struct call {
	struct record *record;
	char name[32];
	unsigned int nr_entry, nr_exit, nr_slices;
	__u64 entry[MAX_WORDS], exit[MAX_WORDS];
	struct slice slice[MAX_SLICES];
};

FIXTURE(types) {
	struct recording r;
	int log;
	struct call calls[MAX_CALLS];
	unsigned int nr_calls;
};

/* Words in brackets, as Rust prints a slice; NULL if there are none. */
static const char *get_words(const char *s, __u64 *word, unsigned int *nr,
			     unsigned int max)
{
	int len = 0;

	s = strchr(s, '[');
	if (!s)
		return NULL;
	for (*nr = 0, s++; *s != ']'; s += len) {
		if (*nr == max || sscanf(s, "%llx%n", &word[*nr], &len) != 1)
			return NULL;
		++*nr;
		len += strspn(s + len, ", ");
	}
	return s;
}

/* "NAME [WORDS] = [WORDS]" */
static bool get_call(const char *s, struct call *c)
{
	if (sscanf(s, "%31s", c->name) != 1)
		return false;
	s = get_words(s, c->entry, &c->nr_entry, MAX_WORDS);
	return s && get_words(s, c->exit, &c->nr_exit, MAX_WORDS);
}

/* "NAME ARGUMENT SIZE COUNT [ELEMENTS]", of the call @c */
static bool get_slice(const char *s, struct call *c)
{
	struct slice *slice = &c->slice[c->nr_slices];
	char name[32];

	return c->nr_slices++ < MAX_SLICES &&
	       sscanf(s, "%31s %u %u %u", name, &slice->arg, &slice->size,
		      &slice->count) == 4 &&
	       !strcmp(name, c->name) &&
	       get_words(s, slice->element, &slice->nr, SNAPSHOT);
}

/* Each read is one line: "6,1,1,-;rust_types: raw CALL" or "behind SLICE" */
static bool read_calls(int log, struct call *calls, unsigned int *nr)
{
	static const char raw[] = ";rust_types: raw ";
	static const char behind[] = ";rust_types: behind ";
	char line[1024];
	const char *s;
	ssize_t len;

	while ((len = read(log, line, sizeof(line) - 1)) > 0) {
		line[len] = 0;
		s = strstr(line, raw);
		if (s && (*nr == MAX_CALLS ||
			  !get_call(s + sizeof(raw) - 1, &calls[(*nr)++])))
			return false;
		s = strstr(line, behind);
		if (s && (!*nr || !get_slice(s + sizeof(behind) - 1,
					     &calls[*nr - 1])))
			return false;
	}
	return errno == EAGAIN;
}

/* In a mangled name, each part comes behind its length; the function is last. */
static bool is_function(const char *mangled, const char *name)
{
	char part[40];
	size_t len, n;

	len = strlen(mangled);
	n = snprintf(part, sizeof(part), "%zu%s", strlen(name), name);
	if (!strncmp(mangled, "_RINv", 5))	/* generic: its types follow */
		return strstr(mangled, part);
	return len > n && !strcmp(mangled + len - n, part);
}

static struct record *find_function(struct record *from, const char *name)
{
	for (from = next_entry(from); from; from = next_entry(from + 1))
		if (is_function(name_of(from), name))
			break;
	return from;
}

FIXTURE_SETUP(types)
{
	static const char rules[] = "+mrust_types";

	self->r.s.snapshot = SNAPSHOT;
	ASSERT_EQ(0, recording_open(&self->r, rules, sizeof(rules)));
	self->log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ASSERT_LE(0, self->log);
	ASSERT_LE(0, lseek(self->log, 0, SEEK_END));
	ASSERT_TRUE(record_trigger(&self->r, "x"));
	ASSERT_TRUE(read_calls(self->log, self->calls, &self->nr_calls));
}

FIXTURE_TEARDOWN(types)
{
	close(self->log);
	recording_close(&self->r);
}

/* Where an entry takes more than a no-op in place, its site has no name here. */
static struct record *find_values(struct record *from, const struct call *c)
{
	for (from = next_entry(from); from; from = next_entry(from + 1))
		if (from->nr == c->nr_entry &&
		    !memcmp(from->value, c->entry, from->nr * sizeof(__u64)))
			break;
	return from;
}

/* The first call of that function that no line before has spoken of. */
static struct record *find_new_call(const struct call *calls, unsigned int nr)
{
	struct record *from = records.r, *found;
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (!strcmp(calls[i].name, calls[nr].name))
			from = calls[i].record + 1;
	found = find_function(from, calls[nr].name);
	if (!found && calls[nr].nr_entry)
		found = find_values(from, &calls[nr]);
	return found;
}

/* Every call, with every word. */
TEST_F(types, words)
{
	struct record *entry, *exit;
	unsigned int i, j;

	ASSERT_EQ(33, self->nr_calls);
	for (i = 0; i < self->nr_calls; i++) {
		struct call *c = &self->calls[i];

		TH_LOG("%s: %u, %u", c->name, c->nr_entry, c->nr_exit);
		entry = find_new_call(self->calls, i);
		ASSERT_NE(NULL, entry);
		c->record = entry;
		exit = find_exit(entry);
		ASSERT_NE(NULL, exit);
		if (c->nr_entry)
			ASSERT_EQ(c->nr_entry, entry->nr);
		for (j = 0; j < c->nr_entry; j++)
			EXPECT_EQ(c->entry[j], entry->value[j]);
		if (c->nr_exit)
			ASSERT_EQ(c->nr_exit, exit->nr);
		for (j = 0; j < c->nr_exit; j++)
			EXPECT_EQ(c->exit[j], exit->value[j]);
	}
}

/* Every slice and string, with every byte of it that fits into the snapshot. */
TEST_F(types, slices)
{
	unsigned int i, j, k, bytes, slices = 0;

	for (i = 0; i < self->nr_calls; i++) {
		struct call *c = &self->calls[i];

		c->record = find_new_call(self->calls, i);
		ASSERT_NE(NULL, c->record);
		for (j = 0; j < c->nr_slices; j++) {
			struct slice *s = &c->slice[j];
			struct record *at = c->record;
			const __u32 *rec;
			__u64 element;

			TH_LOG("%s: %u of %u bytes", c->name, s->count, s->size);
			slices++;
			if (s->arg == KCOV_DF_RETURN)
				at = find_exit(at);
			ASSERT_NE(NULL, at);
			rec = find_struct(at, s->arg);
			if (!s->count) {
				EXPECT_EQ(NULL, rec);
				continue;
			}
			ASSERT_NE(NULL, rec);
			bytes = s->count * s->size;
			EXPECT_EQ(bytes, rec[1]);
			if (bytes > SNAPSHOT)
				bytes = SNAPSHOT;
			EXPECT_EQ(KCOV_DF_REC_STRUCT | (2 + (bytes + 3) / 4) << 4 |
				  s->arg << 16, *rec);
			ASSERT_EQ(bytes / s->size, s->nr);
			for (k = 0; k < s->nr; k++) {
				element = 0;
				memcpy(&element, (const __u8 *)(rec + 2) +
				       k * s->size, s->size);
				EXPECT_EQ(s->element[k], element);
			}
		}
	}
	EXPECT_EQ(12, slices);
}

int main(int argc, char **argv)
{
	int res;

	need_sessions();
	need_module("rust_types");
	res = test_harness_run(argc, argv);
	release_module();
	return res;
}
