// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The names of sites, from the sections that are not loaded, and those of the
 * functions that they are in, from the symbol table.
 */
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boundary.h"

struct name_entry {
	uint64_t site;
	uint32_t name;
} __attribute__((packed));

/* Of /proc/self/exe. */
static const char *image;
static const Elf64_Shdr *entries, *lines, *symbols;

static void give_up(const char *what, const void *address)
{
	fflush(stdout);
	fprintf(stderr, "names: %s %p\n", what, address);
	abort();
}

static const Elf64_Shdr *section(unsigned i)
{
	const Elf64_Ehdr *e = (const void *)image;

	return (const Elf64_Shdr *)(image + e->e_shoff) + i;
}

static const Elf64_Shdr *find_section(const char *name)
{
	const Elf64_Ehdr *e = (const void *)image;
	const char *names = image + section(e->e_shstrndx)->sh_offset;

	for (unsigned i = 1; i < e->e_shnum; i++)
		if (!strcmp(names + section(i)->sh_name, name))
			return section(i);
	give_up(name, NULL);
	return NULL;
}

static void load(void)
{
	int fd = open("/proc/self/exe", O_RDONLY);
	struct stat st;

	if (image)
		return;
	if (fd < 0 || fstat(fd, &st))
		give_up("no program", NULL);
	image = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	entries = find_section(".kcov_dataflow");
	lines = find_section(".kcov_dataflow.str");
	symbols = find_section(".symtab");
	if ((entries->sh_flags | lines->sh_flags) & SHF_ALLOC)
		give_up("names are loaded", NULL);
}

const char *name_of_site(const int32_t *site)
{
	static char name[256];
	const struct name_entry *e;
	const char *line;

	load();
	e = (const void *)(image + entries->sh_offset);
	for (size_t i = 0; i < entries->sh_size / sizeof(*e); i++) {
		if (e[i].site != (uintptr_t)site)
			continue;
		line = image + lines->sh_offset + e[i].name;
		if (sscanf(line, "F\t%255[^\t]", name) == 1)
			return name;
		give_up("the line is not of a function:", site);
	}
	give_up("no name for site", site);
	return NULL;
}

static int is_code(const void *address)
{
	const Elf64_Ehdr *e = (const void *)image;

	for (unsigned i = 1; i < e->e_shnum; i++)
		if (section(i)->sh_flags & SHF_EXECINSTR &&
		    (uintptr_t)address - section(i)->sh_addr <
			    section(i)->sh_size)
			return 1;
	return 0;
}

const void *code_of_site(const int32_t *site)
{
	load();
	return is_code(site) ? (const void *)site :
			       (const char *)(site + 1) + site[1];
}

const char *name_of_address(const void *address)
{
	static char name[256];
	const Elf64_Sym *s;
	const char *names;

	load();
	s = (const void *)(image + symbols->sh_offset);
	names = image + section(symbols->sh_link)->sh_offset;
	for (size_t i = 0; i < symbols->sh_size / sizeof(*s); i++) {
		if (ELF64_ST_TYPE(s[i].st_info) != STT_FUNC ||
		    (uintptr_t)address - s[i].st_value >= s[i].st_size)
			continue;
		if (sscanf(names + s[i].st_name, "%255[^.]", name) == 1)
			return name;
	}
	give_up("in no function:", address);
	return NULL;
}
