// SPDX-License-Identifier: GPL-2.0-or-later
/* The features of modules, wherever these and the kernel are. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session-features.h"

#define TEXT 0xffffffff9a000000ULL

static char folder[64];

__attribute__((format(printf, 2, 3))) static void write_file(const char *name, const char *format,
							     ...)
{
	char path[256];
	va_list ap;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	va_start(ap, format);
	vfprintf(f, format, ap);
	va_end(ap);
	assert_int_equal(fclose(f), 0);
}

static void make_folder(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

/* Modules at @address, with their data elsewhere; what was initialisation is where the other module is. */
static void load_modules(uint64_t one, uint64_t two)
{
	write_file("one/coresize", "16384\n");
	write_file("one/sections/.text", "0x%016llx\n", (unsigned long long)one);
	write_file("one/sections/.data", "0x%016llx\n", (unsigned long long)one + 0x2000);
	write_file("one/sections/.data..percpu", "0x%016llx\n", 0xffff888003a41200ULL);
	write_file("one/sections/.init.text", "0x%016llx\n", (unsigned long long)two + 8);
	write_file("two/coresize", "8192\n");
	write_file("two/sections/.text", "0x%016llx\n", (unsigned long long)two);
}

static int set_up_modules(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/feature-test-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	make_folder("one");
	make_folder("one/sections");
	make_folder("two");
	make_folder("two/sections");
	make_folder("built_in");
	return 0;
}

static int remove_modules(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

/* The features of the same value at addresses, one after the other, in a kernel that is at @text */
static struct list *features_at(const struct kdf_sections *sections, uint64_t text,
				const uint64_t *addresses, size_t count)
{
	struct kdf_features options = { .sections = sections };
	struct builder *b = calloc(1, sizeof(*b));
	uint64_t value = 5;
	struct list *list;

	for (size_t i = 0; i < count; i++)
		builder_boundary(b, KCOV_DF_REC_ENTRY, 0, addresses[i] - text, 1, &value);
	list = chunk_features(b, &options);
	assert_int_equal(list->count, count);
	free(b);
	return list;
}

static uint32_t feature_at(const struct kdf_sections *sections, uint64_t text, uint64_t address)
{
	struct list *list = features_at(sections, text, &address, 1);
	uint32_t feature = list->features[0];

	free(list);
	return feature;
}

static void test_modules(void **state)
{
	/* Where the kernel and the modules are, in four boots */
	static const uint64_t boots[][3] = {
		{ TEXT, 0xffffffffc0000000, 0xffffffffc0010000 },
		{ TEXT, 0xffffffffc0010000, 0xffffffffc0000000 },
		{ 0xffffffff81000000, 0xffffffffa1234000, 0xffffffffa123a000 },
		/* As of arm64, one before and one behind the kernel */
		{ 0xffffb00080000000, 0xffffb0007c000000, 0xffffb00090000000 },
	};
	struct kdf_sections s = { 0 };
	struct list *first = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(boots) / sizeof(boots[0]); i++) {
		uint64_t text = boots[i][0], one = boots[i][1], two = boots[i][2];
		/* In both sections of a module at the same place, too, and from each section to the next */
		uint64_t places[] = { text,	    text + 0x1230, one,	       one + 0x100,
				      one + 0x2100, two + 0x100,   one + 0x110 };
		struct kdf_error err;
		struct list *list;

		load_modules(one, two);
		assert_int_equal(kdf_sections_read(&s, folder, text, &err), 0);
		assert_int_equal(s.count, 3);
		list = features_at(&s, text, places, sizeof(places) / sizeof(places[0]));
		if (!first)
			first = list;
		assert_same(first, list);
		for (size_t k = 0; k < list->count; k++) {
			assert_int_equal(feature_at(&s, text, places[k]), list->features[k]);
			for (size_t before = 0; before < k; before++)
				assert_int_not_equal(list->features[k], list->features[before]);
		}
		/* Without, they are where they are. */
		assert_int_equal(feature_at(NULL, text, text + 0x1230), first->features[1]);
		assert_int_not_equal(feature_at(NULL, text, one + 0x100), first->features[3]);
		/* So it is with a module that was not there. */
		assert_int_equal(feature_at(&s, text, two + 0x2000), feature_at(NULL, text, two + 0x2000));
		if (list != first)
			free(list);
	}
	free(first);
	kdf_sections_free(&s);
	assert_int_equal(s.count, 0);
}

static void test_no_modules(void **state)
{
	struct kdf_sections s = { 0 };
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_sections_read(&s, "/nonexistent/module", TEXT, &err), -ENOENT);
	assert_contains(err.text, "/nonexistent/module: ");
	load_modules(0, TEXT + 0x10000000);
	assert_int_equal(kdf_sections_read(&s, folder, TEXT, &err), -EPERM);
	assert_contains(err.text, "one/sections/.text: the kernel hides its addresses");
	kdf_sections_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_modules, set_up_modules, remove_modules),
		cmocka_unit_test_setup_teardown(test_no_modules, set_up_modules, remove_modules),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
