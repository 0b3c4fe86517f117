// SPDX-License-Identifier: GPL-2.0-or-later
#include <elf.h>
#include <errno.h>
#include <unistd.h>

#include "test.h"

static int parse(struct kdf_symbols *s, const char *text, struct kdf_error *err)
{
	return kdf_symbols_parse(s, "test", strdup(text), strlen(text), err);
}

static void check(const struct kdf_symbols *s, uint64_t addr, const char *name, const char *module)
{
	const struct kdf_symbol *sym = kdf_symbols_find(s, addr);

	if (!name) {
		assert_null(sym);
		return;
	}
	assert_non_null(sym);
	assert_string_equal(sym->name, name);
	assert_string_equal(sym->module, module);
}

static void test_parse(void **state)
{
	struct kdf_symbols s;
	struct kdf_error err;

	(void)state;
	assert_int_equal(parse(&s,
			       "ffffffffc0201000 t trigger_write\t[eight_args_c]\n"
			       "ffffffff81000020 T vfs_open\n"
			       "ffffffff81000010 t local\n"
			       "ffffffff82000000 D some_data\n"
			       "0000000000000000 A fixed_percpu_data\n"
			       "ffffffff81000030 W _RNvCs1_4core3fmt",
			       &err), 0);
	assert_int_equal(s.count, 4);
	check(&s, 0xffffffff81000010, "local", "vmlinux");
	check(&s, 0xffffffff81000020, "vfs_open", "vmlinux");
	check(&s, 0xffffffff81000030, "_RNvCs1_4core3fmt", "vmlinux");
	check(&s, 0xffffffffc0201000, "trigger_write", "eight_args_c");
	/* Inside of a function is not the function. */
	check(&s, 0xffffffff81000021, NULL, NULL);
	check(&s, 0xffffffff8100001f, NULL, NULL);
	check(&s, 0xffffffff82000000, NULL, NULL);
	check(&s, 0, NULL, NULL);
	check(&s, UINT64_MAX, NULL, NULL);
	kdf_symbols_free(&s);
}

static void test_aliases(void **state)
{
	struct kdf_symbols s;
	struct kdf_error err;

	(void)state;
	assert_int_equal(parse(&s,
			       "10 t __pfx_b\n10 t a_local\n10 W a_weak\n10 T a_global\n10 T a_later\n"
			       "20 t b_first\n20 t b_second\n20 t __cfi_c\n",
			       &err), 0);
	assert_int_equal(s.count, 2);
	check(&s, 0x10, "a_global", "vmlinux");
	check(&s, 0x20, "b_first", "vmlinux");
	kdf_symbols_free(&s);
}

static void test_malformed(void **state)
{
	static const char *const lines[] = {
		"",
		"ffffffff81000000",
		"ffffffff81000000 ",
		"ffffffff81000000 T",
		"ffffffff81000000 T ",
		"ffffffff81000000 TT name",
		"ffffffff81000000  T name",
		" ffffffff81000000 T name",
		"-1 T name",
		"+1 T name",
		"xyz T name",
		"fffffffff81000000 T name",
		"ffffffff81000000 T na\033[31mme",
		"ffffffff81000000 T name\033[module]",
		"ffffffff81000000 T name module",
		"ffffffff81000000 T name [module",
		"ffffffff81000000 T name []",
		"ffffffff81000000 T name\t\t[module]",
		"ffffffff81000000 T name [module] more",
		"ffffffff81000000 T name ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct kdf_symbols s;
		struct kdf_error err;
		char text[200];

		snprintf(text, sizeof(text), "10 T good\n%s\n20 T never_read\n", lines[i]);
		if (parse(&s, text, &err) != -EBADMSG)
			fail_msg("accepted: \"%s\"", lines[i]);
		assert_contains(err.text, "test: symbol 2: expected");
		check(&s, 0x10, "good", "vmlinux");
		kdf_symbols_free(&s);
	}
}

static char proc[] = "/tmp/kdflow-proc-XXXXXX";

static int make_proc(void **state)
{
	(void)state;
	return mkdtemp(proc) ? 0 : -1;
}

static void put_file(const char *name, const void *data, size_t len)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", proc, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void remove_file(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", proc, name);
	unlink(path);
}

static int remove_proc(void **state)
{
	(void)state;
	remove_file("kallsyms");
	remove_file("kcore");
	return rmdir(proc);
}

static int kernel(struct kdf_symbols *s, const char *text, uint64_t *offset, struct kdf_error *err)
{
	put_file("kallsyms", text, strlen(text));
	return kdf_symbols_kernel(s, proc, offset, err);
}

static const char kallsyms[] = "0000000000000000 T percpu\n"
			       "ffffffffa2e00000 T _stext\n"
			       "ffffffffa2e00000 T _text\n"
			       "ffffffffa2e00040 T do_it\n"
			       "ffffffffc0a01000 t df_func1\t[eight_args_c]\n";

static void check_kernel(uint64_t expected)
{
	struct kdf_symbols s;
	struct kdf_error err;
	uint64_t offset;

	assert_int_equal(kernel(&s, kallsyms, &offset, &err), 0);
	if (offset != expected)
		fail_msg("offset 0x%llx, expected 0x%llx", (long long)offset, (long long)expected);
	check(&s, 0xffffffffa2e00040 - offset, "do_it", "vmlinux");
	check(&s, 0xffffffffc0a01000 - offset, "df_func1", "eight_args_c");
	check(&s, -offset, "percpu", "vmlinux");
	kdf_symbols_free(&s);
}

/* The function around an address: between _stext and _etext only. */
static void test_around(void **state)
{
	static const char text[] = "ffffffff81000000 T _text\n"
				   "ffffffff81001000 T _stext\n"
				   "ffffffff81001000 T first\n"
				   "ffffffff81001040 t second\n"
				   "ffffffff81002000 T _etext\n"
				   "ffffffff82000000 T _sinittext\n"
				   "ffffffffc0a01000 t df_func1\t[eight_args_c]\n";
	struct kdf_symbols s;
	struct kdf_error err;
	uint64_t offset, base;

	(void)state;
	assert_int_equal(kernel(&s, text, &offset, &err), 0);
	base = 0xffffffff81000000 - offset;
	assert_string_equal(kdf_symbols_around(&s, base + 0x1041)->name, "second");
	assert_string_equal(kdf_symbols_around(&s, base + 0x1fff)->name, "second");
	assert_string_equal(kdf_symbols_around(&s, base + 0x103f)->module, "vmlinux");
	assert_null(kdf_symbols_around(&s, base + 0xfff));
	assert_null(kdf_symbols_around(&s, base + 0x2000));
	assert_null(kdf_symbols_around(&s, base + 0x1000001));
	assert_null(kdf_symbols_around(&s, 0xffffffffc0a01001 - offset));
	kdf_symbols_free(&s);
	assert_int_equal(kernel(&s, kallsyms, &offset, &err), 0);
	assert_null(kdf_symbols_around(&s, 0xffffffffa2e00041 - offset));
	kdf_symbols_free(&s);
}

static void test_kernel(void **state)
{
	(void)state;
#if defined(__x86_64__)
	check_kernel(0xffffffffa2e00000 - 0xffffffff81000000);
#elif defined(__aarch64__)
	check_kernel(0xffffffffa2e00000 - 0xffff800080000000);
#endif
}

/* The kernel's own word is better than the default link address. */
static void test_kcore(void **state)
{
	static const char notes[] = "VMCOREINFO\nOSRELEASE=6.12\nKERNELOFFSET=21800000\nX=1\n";
	struct {
		Elf64_Ehdr eh;
		Elf64_Phdr ph;
		char notes[sizeof(notes)];
	} kcore = {
		.eh = { .e_ident = ELFMAG, .e_phoff = sizeof(Elf64_Ehdr) },
		.ph = {
			.p_type = PT_NOTE,
			.p_offset = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr),
			.p_filesz = sizeof(notes),
		},
	};
	uint64_t offset = 0xffffffffa2e00000 - 0xffffffff81000000;

	(void)state;
	memcpy(kcore.notes, notes, sizeof(notes));
	put_file("kcore", &kcore, sizeof(kcore));
	check_kernel(0x21800000);
#if defined(__x86_64__)
	/* Whatever is wrong with it: the default. */
	for (size_t len = 0; len < sizeof(kcore) - 8; len++) {
		put_file("kcore", &kcore, len);
		check_kernel(offset);
	}
	kcore.ph.p_filesz = UINT64_MAX;
	kcore.ph.p_offset = UINT64_MAX;
	put_file("kcore", &kcore, sizeof(kcore));
	check_kernel(offset);
#endif
	remove_file("kcore");
}

static void test_kernel_hides(void **state)
{
	struct kdf_symbols s;
	struct kdf_error err;
	uint64_t offset;

	(void)state;
	assert_int_equal(kernel(&s, "0000000000000000 T _text\n0000000000000000 T do_it\n",
				&offset, &err), -EPERM);
	assert_contains(err.text, "the kernel hides its addresses");
	assert_contains(err.text, "kernel.kptr_restrict");
	kdf_symbols_free(&s);
	assert_int_equal(kernel(&s, "", &offset, &err), -EPERM);
	kdf_symbols_free(&s);
	assert_int_equal(kernel(&s, "ffffffffa2e00000 T not_text\n", &offset, &err), -ENOENT);
	assert_contains(err.text, "expected the symbol _text");
	kdf_symbols_free(&s);
	assert_int_equal(kdf_symbols_kernel(&s, "/nonexistent", &offset, &err), -ENOENT);
	assert_contains(err.text, "/nonexistent/kallsyms: No such file");
	kdf_symbols_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),	  cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_malformed), cmocka_unit_test(test_kernel),
		cmocka_unit_test(test_around),
		cmocka_unit_test(test_kcore),	  cmocka_unit_test(test_kernel_hides),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_proc, remove_proc);
}
