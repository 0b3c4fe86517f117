// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * instrumented VMLINUX: where the functions begin that have a site, one a line,
 * as the names section says. "ADDRESS elsewhere SITE" if the site is not
 * in the function itself.
 */
#include <fcntl.h>
#include <gelf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Elf *elf;
static uint64_t *starts;
static size_t nstarts;

static Elf_Scn *section(const char *name, uint64_t addr, GElf_Shdr *shdr)
{
	Elf_Scn *scn = NULL;
	size_t strings;

	elf_getshdrstrndx(elf, &strings);
	while ((scn = elf_nextscn(elf, scn))) {
		gelf_getshdr(scn, shdr);
		if (name ? !strcmp(elf_strptr(elf, strings, shdr->sh_name), name) :
		    (shdr->sh_flags & SHF_ALLOC) && addr - shdr->sh_addr < shdr->sh_size)
			return scn;
	}
	return NULL;
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Every symbol in code begins something, as it does for /proc/kallsyms. */
static void read_symbols(void)
{
	GElf_Shdr shdr, code;
	Elf_Scn *scn = section(".symtab", 0, &shdr);
	Elf_Data *data = scn ? elf_getdata(scn, NULL) : NULL;
	size_t n = data ? shdr.sh_size / shdr.sh_entsize : 0;
	GElf_Sym sym;

	starts = calloc(n + 1, sizeof(*starts));
	for (size_t i = 0; starts && i < n; i++) {
		gelf_getsym(data, i, &sym);
		if (sym.st_shndx == SHN_UNDEF || sym.st_shndx >= SHN_LORESERVE ||
		    GELF_ST_TYPE(sym.st_info) == STT_SECTION)
			continue;
		gelf_getshdr(elf_getscn(elf, sym.st_shndx), &code);
		if (code.sh_flags & SHF_EXECINSTR)
			starts[nstarts++] = sym.st_value;
	}
	qsort(starts, nstarts, sizeof(*starts), ascending);
}

static uint64_t start_of(uint64_t addr)
{
	size_t low = 0, high = nstarts;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (starts[middle] <= addr)
			low = middle;
		else
			high = middle;
	}
	return nstarts ? starts[low] : 0;
}

/* The site's second word is the distance to its function. */
static void put_site(uint64_t site)
{
	GElf_Shdr shdr;
	Elf_Scn *scn = section(NULL, site, &shdr);
	int32_t distance;

	if (!scn) {
		printf("%lx nowhere\n", site);
		return;
	}
	if (shdr.sh_flags & SHF_EXECINSTR) {
		printf("%lx\n", start_of(site));
		return;
	}
	memcpy(&distance, (char *)elf_rawdata(scn, NULL)->d_buf + (site - shdr.sh_addr) + 4, 4);
	printf("%lx elsewhere %lx\n", start_of(site + 4 + distance), site);
}

int main(int argc, char **argv)
{
	GElf_Shdr shdr;
	Elf_Scn *scn;
	Elf_Data *data;
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;

	elf_version(EV_CURRENT);
	elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
	scn = elf ? section(".kcov_dataflow", 0, &shdr) : NULL;
	if (!scn) {
		fprintf(stderr, "usage: instrumented VMLINUX, which has a section .kcov_dataflow\n");
		return 2;
	}
	read_symbols();
	data = elf_rawdata(scn, NULL);
	for (size_t i = 0; i + 12 <= data->d_size; i += 12) {
		uint64_t site;

		memcpy(&site, (char *)data->d_buf + i, sizeof(site));
		put_site(site);
	}
	return 0;
}
