// SPDX-License-Identifier: GPL-2.0-or-later
/* The name of a module is read from its file, which may be anything. */
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../record.h"

static char path[] = "/tmp/kdflow-module-XXXXXX";

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void store(const void *data, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/* The least that has a .modinfo. */
struct module {
	Elf64_Ehdr eh;
	Elf64_Shdr sh[3];
	char names[20];
	char modinfo[40];
};

static const struct module good = {
	.eh = {
		.e_ident = ELFMAG "\2\1\1",
		.e_shoff = offsetof(struct module, sh),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = 3,
		.e_shstrndx = 1,
	},
	.sh = {
		[1] = { .sh_name = 9, .sh_offset = offsetof(struct module, names), .sh_size = 20 },
		[2] = { .sh_name = 1, .sh_offset = offsetof(struct module, modinfo), .sh_size = 40 },
	},
	.names = "\0.modinfo\0.shstrtab",
	.modinfo = "filename=x\0license=GPL\0name=df_test\0",
};

static int name_of(const void *data, size_t len)
{
	struct kdf_error err;
	char *name = NULL;
	int ret;

	store(data, len);
	ret = module_name(path, &name, &err);
	if (!ret)
		assert_non_null(name);
	else
		assert_non_null(strstr(err.text, path));
	free(name);
	return ret;
}

static void test_name(void **state)
{
	struct kdf_error err;
	char *name;

	(void)state;
	store(&good, sizeof(good));
	assert_int_equal(module_name(path, &name, &err), 0);
	assert_string_equal(name, "df_test");
	free(name);
}

static void test_cut_everywhere(void **state)
{
	(void)state;
	for (size_t len = 0; len < offsetof(struct module, modinfo) + sizeof(good.modinfo); len++)
		assert_int_equal(name_of(&good, len), -ENOEXEC);
}

/* Right or refused, never beyond the file. */
static void test_damage_everywhere(void **state)
{
	static const unsigned char values[] = { 0, 1, 0x7f, 0x80, 0xff };
	struct module m = good;
	unsigned char *p = (unsigned char *)&m;

	(void)state;
	for (size_t i = 0; i < sizeof(m); i++) {
		unsigned char old = p[i];

		for (size_t v = 0; v < sizeof(values); v++) {
			p[i] = values[v];
			name_of(&m, sizeof(m));
		}
		p[i] = old;
	}
}

static void test_hostile(void **state)
{
	struct module m = good;

	(void)state;
	m.eh.e_shoff = UINT64_MAX;
	assert_int_equal(name_of(&m, sizeof(m)), -ENOEXEC);
	m = good;
	m.eh.e_shoff = UINT64_MAX - 64;
	assert_int_equal(name_of(&m, sizeof(m)), -ENOEXEC);
	m = good;
	m.sh[1].sh_offset = UINT64_MAX - 1;
	m.sh[1].sh_size = UINT64_MAX;
	assert_int_equal(name_of(&m, sizeof(m)), -ENOEXEC);
	m = good;
	m.sh[2].sh_offset = UINT64_MAX - 1;
	assert_int_equal(name_of(&m, sizeof(m)), -ENOEXEC);
	m = good;
	m.sh[2].sh_size = 0;
	assert_int_equal(name_of(&m, sizeof(m)), -ENOEXEC);
	m = good;
	m.modinfo[39] = 'x'; /* not terminated */
	assert_int_equal(name_of(&m, sizeof(m)), -ENOEXEC);
	m = good;
	m.modinfo[23] = 'N';
	assert_int_equal(name_of(&m, sizeof(m)), -ENOEXEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name),
		cmocka_unit_test(test_cut_everywhere),
		cmocka_unit_test(test_damage_everywhere),
		cmocka_unit_test(test_hostile),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_file, remove_file);
}
