// SPDX-License-Identifier: GPL-2.0
/*
 * The functions of the module rust_types print the machine words that they are
 * given and that they return. What crosses their boundaries is the same.
 */
#include "../kselftest_harness.h"
#include "session.h"

#define MAX_CALLS	64
#define MAX_WORDS	8

/* What one call of a function has printed. */
struct call {
	struct record *record;
	char name[32];
	unsigned int nr_entry, nr_exit;
	__u64 entry[MAX_WORDS], exit[MAX_WORDS];
};

FIXTURE(types) {
	struct recording r;
	int log;
	struct call calls[MAX_CALLS];
	unsigned int nr_calls;
};

/* Words in brackets, as Rust prints a slice; NULL if there are none. */
static const char *get_words(const char *s, __u64 *word, unsigned int *nr)
{
	int len = 0;

	s = strchr(s, '[');
	if (!s)
		return NULL;
	for (*nr = 0, s++; *s != ']'; s += len) {
		if (*nr == MAX_WORDS || sscanf(s, "%llx%n", &word[*nr], &len) != 1)
			return NULL;
		++*nr;
		len += strspn(s + len, ", ");
	}
	return s;
}

/* Each read is one line: "6,1,1,-;rust_types: raw NAME [WORDS] = [WORDS]" */
static bool read_calls(int log, struct call *calls, unsigned int *nr)
{
	char line[1024];
	const char *s;
	ssize_t len;

	while ((len = read(log, line, sizeof(line) - 1)) > 0) {
		struct call *c = &calls[*nr];

		line[len] = 0;
		s = strstr(line, ";rust_types: raw ");
		if (!s)
			continue;
		if (*nr == MAX_CALLS ||
		    sscanf(s, ";rust_types: raw %31s", c->name) != 1)
			return false;
		s = get_words(s, c->entry, &c->nr_entry);
		if (!s || !get_words(s, c->exit, &c->nr_exit))
			return false;
		++*nr;
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

	self->r.s.snapshot = 256;
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

	ASSERT_EQ(25, self->nr_calls);
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

int main(int argc, char **argv)
{
	int res;

	need_sessions();
	need_module("rust_types");
	res = test_harness_run(argc, argv);
	release_module();
	return res;
}
