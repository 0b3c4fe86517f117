// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of a linked file, of a module, and as text. NAMES_DIR has the files made of names.S. */
#include <elf.h>
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

#ifndef NAMES_DIR
#define NAMES_DIR "build/libkdflow/tests"
#endif
#define LINKED NAMES_DIR "/names"
#define MODULE NAMES_DIR "/names.ko"

static char folder[] = "/tmp/kdflow-names-XXXXXX";

static void write_file(const char *name, const void *data, size_t len)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static int make_folder(void **state)
{
	static const char text[] = "0xffffffffc1000000\n", rodata[] = "0xffffffffc1002000\n";

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	write_file(".text", text, strlen(text));
	write_file(".rodata.kcov_df_sites", rodata, strlen(rodata));
	return 0;
}

static int remove_folder(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

/* The sites of the linked file are at .text 0x401000 and .rodata.kcov_df_sites 0x402000, see build.mk. */
static void check_function(struct kdf_names *names, uint64_t site)
{
	const struct kdf_function *f;
	struct kdf_error err;

	assert_int_equal(kdf_names_function(names, site, &f, &err), 0);
	assert_non_null(f);
	assert_string_equal(f->name, "f");
	assert_string_equal(f->location, "file.c:3");
	assert_true(f->typed);
	assert_int_equal(f->ret.kind, KDF_TYPE_SIGNED);
	assert_int_equal(f->ret.size, 8);
	assert_int_equal(f->nparams, 2);
	assert_string_equal(f->params[0].name, "p");
	assert_int_equal(f->params[0].type.kind, KDF_TYPE_POINTER_STRUCT);
	assert_int_equal(f->params[0].type.id, 0xa1);
	assert_string_equal(f->params[1].name, "colour");
	assert_int_equal(f->params[1].type.kind, KDF_TYPE_ENUM);
	assert_true(f->shape.known);
	assert_int_equal(f->shape.nargs, 2);
	assert_memory_equal(f->shape.args, "\x43\x21\x41", 3);
}

static void check_others(struct kdf_names *names, uint64_t rodata)
{
	const struct kdf_function *f;
	struct kdf_error err;

	assert_int_equal(kdf_names_function(names, rodata, &f, &err), 0);
	assert_string_equal(f->name, "g");
	assert_int_equal(f->nparams, 0);
	assert_int_equal(f->ret.kind, KDF_TYPE_VOID);
	assert_int_equal(kdf_names_function(names, rodata + 4, &f, &err), 0);
	assert_null(f);
	assert_int_equal(kdf_names_function(names, rodata + 8, &f, &err), -ENOEXEC);
	assert_null(f);
	assert_contains(err.text, "expected it to lead to a shape");
}

static void check_definitions(struct kdf_names *names)
{
	const struct kdf_definition *d;
	struct kdf_error err;

	assert_int_equal(kdf_names_definition(names, 0xa1, &d, &err), 0);
	assert_int_equal(d->kind, KDF_STRUCT);
	assert_string_equal(d->name, "point");
	assert_int_equal(d->size, 16);
	assert_int_equal(d->count, 2);
	assert_string_equal(d->members[1].name, "next");
	assert_int_equal(d->members[1].offset, 64);
	assert_int_equal(d->members[1].bits, 64);
	assert_int_equal(kdf_names_definition(names, 0xe2, &d, &err), 0);
	assert_int_equal(d->kind, KDF_ENUM);
	assert_int_equal(d->enumerators[0].value, -1);
	assert_string_equal(d->enumerators[0].name, "GONE");
	assert_int_equal(d->enumerators[1].value, -1);
	assert_int_equal(kdf_names_definition(names, 0xff, &d, &err), 0);
	assert_null(d);
}

static void test_linked(void **state)
{
	struct kdf_names names = { 0 };
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_names_add_vmlinux(&names, LINKED, &err), 0);
	check_function(&names, 0x401001);
	check_others(&names, 0x402000);
	check_definitions(&names);
	assert_string_equal(kdf_names_module(&names, 0), "vmlinux");
	kdf_names_free(&names);
}

/* A module is where the kernel has put its sections, less the KASLR offset. */
static void test_module(void **state)
{
	struct kdf_names names = { 0 };
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_names_add_module(&names, MODULE, "mod", folder, 0x1000000, &err), 0);
	check_function(&names, 0xffffffffc0000001);
	check_others(&names, 0xffffffffc0002000);
	check_definitions(&names);
	assert_string_equal(kdf_names_module(&names, 0), "mod");
	kdf_names_free(&names);
}

/* Sections that the kernel has freed have no addresses. */
static void test_freed_section(void **state)
{
	const struct kdf_function *f;
	struct kdf_names names = { 0 };
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_names_add_module(&names, MODULE, "mod", "/nonexistent", 0, &err), 0);
	assert_int_equal(names.count, 0);
	assert_int_equal(kdf_names_function(&names, 1, &f, &err), 0);
	assert_null(f);
	kdf_names_free(&names);
}

/* From a file to a trace and back: what is needed, and nothing else. */
static void test_write(void **state)
{
	static const uint64_t sites[] = { 0x401001, 0x402000, 0x402008, 0x1234 };
	struct kdf_names names = { 0 }, read = { 0 };
	struct kdf_text text = { 0 };
	struct kdf_error err;
	size_t unnamed;

	(void)state;
	assert_int_equal(kdf_names_add_vmlinux(&names, LINKED, &err), 0);
	kdf_names_write(&names, sites, 4, &text, &unnamed, &err);
	assert_int_equal(unnamed, 2);
	assert_contains(err.text, "expected it to lead to a shape");
	assert_false(text.failed);
	assert_contains(text.str, "N\t0000000000401001\tvmlinux\t432141\tf\tfile.c:3\t");
	assert_contains(text.str, "N\t0000000000402000\tvmlinux\t08\tg\t");
	assert_null(strstr(text.str, "not_needed"));
	assert_null(strstr(text.str, "bad"));
	assert_contains(text.str, "E\t00000000000000e1\t");
	assert_contains(text.str, "E\t00000000000000e2\t");

	assert_int_equal(kdf_names_add_text(&read, "text", text.str, text.len, &err), 0);
	assert_int_equal(read.count, 2);
	check_function(&read, 0x401001);
	check_definitions(&read);
	kdf_text_free(&text);
	kdf_names_free(&names);
	kdf_names_free(&read);
}

static void refused(const char *path, int code, const char *expected)
{
	struct kdf_names names = { 0 };
	struct kdf_error err;

	assert_int_equal(kdf_names_add_vmlinux(&names, path, &err), -code);
	assert_contains(err.text, path);
	assert_contains(err.text, expected);
	kdf_names_free(&names);
}

static void test_foreign(void **state)
{
	struct kdf_names names = { 0 };
	struct kdf_error err;

	(void)state;
	refused("/nonexistent", ENOENT, "No such file");
	refused("/", ENOEXEC, "expected a 64-bit little-endian ELF file");
	refused("/dev/null", ENOEXEC, "expected a 64-bit little-endian ELF file");
	refused("/proc/self/exe", ENOENT, "has no names: no section .kcov_dataflow");
	refused(MODULE, ENOEXEC, "expected a linked file");
	assert_int_equal(kdf_names_add_module(&names, LINKED, "m", folder, 0, &err), -ENOEXEC);
	assert_contains(err.text, "expected a kernel module");
	kdf_names_free(&names);
}

/* A line with @len digits somewhere. */
static int add_long(const char *fmt, int len)
{
	struct kdf_names names = { 0 };
	struct kdf_text text = { 0 };
	struct kdf_error err;
	int ret;

	kdf_text_add(&text, fmt, len, 0);
	ret = kdf_names_add_text(&names, "test", text.str, text.len, &err);
	if (ret)
		assert_contains(err.text, "at most 131072 fields of at most 4096 bytes");
	kdf_text_free(&text);
	kdf_names_free(&names);
	return ret;
}

/* Names are compared with patterns, which takes long if they are. */
static void test_long(void **state)
{
	static const char *const lines[] = {
		"N\t1\tm\t-\t%0*d\n",
		"N\t1\tm\t0000\tf\tf.c:1\tv\ti4\t%0*d\n",
		"S\t00000000000000a1\t%0*d\t0\n",
		"S\t00000000000000a1\ts\t8\t0\t8\tu1\t%0*d\n",
		"E\t00000000000000e1\ts\t4\t0\t%0*d\n",
	};
	struct kdf_text many = { 0 };
	struct kdf_names names = { 0 };
	struct kdf_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(add_long(lines[i], 4096), 0);
		assert_int_equal(add_long(lines[i], 4097), -EBADMSG);
	}
	kdf_text_add(&many, "S\t00000000000000a1\ts\t8");
	for (unsigned int i = 0; i < 131072 / 4; i++)
		kdf_text_add(&many, "\t0\t8\tu1\ta");
	kdf_text_add(&many, "\n");
	assert_int_equal(kdf_names_add_text(&names, "test", many.str, many.len, &err), -EBADMSG);
	assert_contains(err.text, "at most 131072 fields of at most 4096 bytes");
	kdf_names_free(&names);
	kdf_text_free(&many);
}

/* @fmt with a number, once for each function, or type, that there may be, and once more. */
static void too_many(const char *fmt)
{
	struct kdf_names names = { 0 };
	struct kdf_text text = { 0 };
	struct kdf_error err;

	for (unsigned int i = 1; i <= (1 << 20) + 1; i++)
		kdf_text_add(&text, fmt, i);
	assert_int_equal(kdf_names_add_text(&names, "test", text.str, text.len, &err), -EBADMSG);
	assert_contains(err.text, "test: names: line 1048577: expected at most 1048576 functions, and types");
	kdf_names_free(&names);
	kdf_text_free(&text);
}

static void test_too_many(void **state)
{
	(void)state;
	too_many("N\t%x\tm\t-\tf\n");
	too_many("S\t%016x\ts\t0\t0\n");
}

static void look_at_all(struct kdf_names *names)
{
	const struct kdf_definition *d;
	const struct kdf_function *f;
	struct kdf_error err;

	for (uint64_t site = 0; site < 16; site++) {
		kdf_names_function(names, 0x401000 + site, &f, &err);
		kdf_names_function(names, 0x402000 + site, &f, &err);
		kdf_names_function(names, 0xffffffffc1000000 + site, &f, &err);
		kdf_names_function(names, 0xffffffffc1002000 + site, &f, &err);
	}
	kdf_names_definition(names, 0xa1, &d, &err);
	kdf_names_definition(names, 0xe2, &d, &err);
}

/* Every byte of a file is damaged in turn: whatever that means, nothing bad happens. */
static void damage(const char *path, bool module)
{
	static unsigned char data[65536];
	FILE *f = fopen(path, "r");
	int fd = memfd_create("damaged", 0);
	char copy[64];
	size_t len;

	assert_non_null(f);
	len = fread(data, 1, sizeof(data), f);
	fclose(f);
	assert_int_equal(pwrite(fd, data, len, 0), len);
	snprintf(copy, sizeof(copy), "/proc/self/fd/%d", fd);
	for (size_t i = 0; i < 3 * len; i++) {
		static const unsigned char patterns[] = { 0x01, 0x80, 0xff };
		unsigned char byte = data[i / 3] ^ patterns[i % 3];
		struct kdf_names names = { 0 };
		struct kdf_error err;

		assert_int_equal(pwrite(fd, &byte, 1, i / 3), 1);
		if (module)
			kdf_names_add_module(&names, copy, "m", folder, 0, &err);
		else
			kdf_names_add_vmlinux(&names, copy, &err);
		look_at_all(&names);
		kdf_names_free(&names);
		assert_int_equal(pwrite(fd, &data[i / 3], 1, i / 3), 1);
	}
	close(fd);
}

/* Many sections with relocations for the names, all of which are the same bytes of the file. */
static void test_shared_relocations(void **state)
{
	unsigned char data[16384] = { 0 };
	FILE *f = fopen(MODULE, "r");
	int fd = memfd_create("shared", 0);
	struct kdf_names names = { 0 };
	Elf64_Ehdr *head = (Elf64_Ehdr *)data;
	Elf64_Shdr *sections = (Elf64_Shdr *)(data + 4096), *relocs = NULL;
	const unsigned int more = 100;
	struct kdf_error err;
	char copy[64];
	size_t count;

	(void)state;
	assert_non_null(f);
	assert_in_range(fread(data, 1, 4096, f), sizeof(*head), 4095);
	fclose(f);
	count = head->e_shnum;
	memcpy(sections, data + head->e_shoff, count * sizeof(*sections));
	for (size_t i = 0; i < count; i++) {
		const char *name = (char *)data + sections[head->e_shstrndx].sh_offset + sections[i].sh_name;

		if (!strcmp(name, ".rela.kcov_dataflow"))
			relocs = &sections[i];
	}
	assert_non_null(relocs);
	assert_true(relocs->sh_size > sizeof(*relocs));
	for (unsigned int i = 0; i < more; i++)
		sections[count + i] = *relocs;
	head->e_shoff = 4096;
	head->e_shnum = count + more;
	assert_int_equal(write(fd, data, sizeof(data)), sizeof(data));
	snprintf(copy, sizeof(copy), "/proc/self/fd/%d", fd);
	assert_int_equal(kdf_names_add_module(&names, copy, "m", folder, 0, &err), -ENOEXEC);
	assert_contains(err.text, "expected a relocation to its site");
	kdf_names_free(&names);
	close(fd);
}

static void test_damaged(void **state)
{
	(void)state;
	damage(LINKED, false);
	damage(MODULE, true);
}

static void test_build_id(void **state)
{
	static const char note[] = "\4\0\0\0\4\0\0\0\3\0\0\0GNU\0\xde\xad\xbe\xef";
	static const char xen[] = "\4\0\0\0\4\0\0\0\6\0\0\0Xen\0\1\2\3\4";
	static const char huge[] = "\4\0\0\0\xff\xff\xff\xff\3\0\0\0GNU\0\xde\xad\xbe\xef";
	struct kdf_build_id file, notes;
	char path[128], all[64];
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_build_id_file(&file, LINKED, &err), 0);
	assert_int_equal(file.len, 4);
	assert_memory_equal(file.bytes, "\xde\xad\xbe\xef", 4);

	snprintf(path, sizeof(path), "%s/notes", folder);
	memcpy(all, xen, sizeof(xen) - 1);
	memcpy(all + sizeof(xen) - 1, note, sizeof(note) - 1);
	write_file("notes", all, sizeof(xen) + sizeof(note) - 2);
	assert_int_equal(kdf_build_id_notes(&notes, path, &err), 0);
	assert_int_equal(notes.len, 4);
	assert_memory_equal(notes.bytes, file.bytes, 4);

	for (size_t len = 0; len < sizeof(note) - 1; len++) {
		write_file("notes", note, len);
		assert_int_equal(kdf_build_id_notes(&notes, path, &err), -ENOENT);
	}
	write_file("notes", huge, sizeof(huge) - 1);
	assert_int_equal(kdf_build_id_notes(&notes, path, &err), -ENOENT);
	assert_contains(err.text, "expected a build-id");
	assert_int_equal(kdf_build_id_file(&file, "/dev/null", &err), -ENOEXEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_linked),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_freed_section),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_shared_relocations),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_build_id),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
