// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The sizes of a kernel: size VMLINUX
 *
 * size.text	bytes of all functions: the sizes of their symbols, one per
 *		address. The text sections themselves are padded, to 2 MB even,
 *		and hide what was added.
 * size.rodata	bytes of loaded data that is not written to after boot: what lies
 *		between __start_rodata and __end_rodata, which the kernel
 *		write-protects, and other sections that are loaded, neither
 *		writable nor executable, and not freed after boot
 * size.init	bytes of the data that is freed after boot
 */
#include <elf.h>
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct image {
	const char *path;
	const char *bytes;
	size_t size;
	const Elf64_Shdr *sections;
	unsigned int nr_sections;
	const Elf64_Sym *symbols;
	size_t nr_symbols;
	const char *names;
	size_t names_size;
};

struct range {
	uint64_t begin, end;
};

/* Where size bytes at offset are, all of them inside the file */
static const void *inside(const struct image *image, uint64_t offset, uint64_t size)
{
	if (offset > image->size || size > image->size - offset)
		errx(1, "%s is cut short: it has %zu bytes and mentions byte %llu", image->path,
		     image->size, (unsigned long long)offset);
	return image->bytes + offset;
}

static void load(struct image *image, const char *path)
{
	int fd = open(path, O_RDONLY);
	const Elf64_Ehdr *header;
	struct stat st;
	unsigned int i;

	if (fd < 0 || fstat(fd, &st))
		err(1, "%s", path);
	*image = (struct image){ .path = path, .size = st.st_size };
	if (image->size < sizeof(*header))
		errx(1, "%s is no ELF file", path);
	image->bytes = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (image->bytes == MAP_FAILED)
		err(1, "%s", path);
	close(fd);

	header = (const void *)image->bytes;
	if (memcmp(header->e_ident, ELFMAG, SELFMAG) || header->e_ident[EI_CLASS] != ELFCLASS64 ||
	    header->e_shentsize != sizeof(Elf64_Shdr))
		errx(1, "%s is no ELF file of 64 bits", path);
	image->nr_sections = header->e_shnum;
	image->sections = inside(image, header->e_shoff, image->nr_sections * sizeof(Elf64_Shdr));
	for (i = 0; i < image->nr_sections; i++) {
		const Elf64_Shdr *s = &image->sections[i];

		if (s->sh_type != SHT_SYMTAB || s->sh_link >= image->nr_sections)
			continue;
		image->symbols = inside(image, s->sh_offset, s->sh_size);
		image->nr_symbols = s->sh_size / sizeof(Elf64_Sym);
		s = &image->sections[s->sh_link];
		image->names = inside(image, s->sh_offset, s->sh_size);
		image->names_size = s->sh_size;
	}
	if (!image->nr_symbols || !image->names_size || image->names[image->names_size - 1])
		errx(1, "%s has no symbols", path);
}

static uint64_t address(const struct image *image, const char *name)
{
	size_t i;

	for (i = 0; i < image->nr_symbols; i++)
		if (image->symbols[i].st_name < image->names_size &&
		    !strcmp(image->names + image->symbols[i].st_name, name))
			return image->symbols[i].st_value;
	errx(1, "%s has no symbol %s: it is no kernel that this program knows", image->path, name);
}

static int compare(const void *a, const void *b)
{
	const Elf64_Sym *x = *(const Elf64_Sym *const *)a, *y = *(const Elf64_Sym *const *)b;

	if (x->st_value != y->st_value)
		return x->st_value < y->st_value ? -1 : 1;
	return (x->st_size > y->st_size) - (x->st_size < y->st_size);
}

static uint64_t function_bytes(const struct image *image)
{
	const Elf64_Sym **functions = calloc(image->nr_symbols, sizeof(*functions));
	uint64_t bytes = 0;
	size_t n = 0, i;

	if (!functions)
		err(1, NULL);
	for (i = 0; i < image->nr_symbols; i++)
		if (ELF64_ST_TYPE(image->symbols[i].st_info) == STT_FUNC &&
		    image->symbols[i].st_shndx != SHN_UNDEF)
			functions[n++] = &image->symbols[i];
	qsort(functions, n, sizeof(*functions), compare);
	for (i = 0; i < n; i++)
		/* Of the names of one function, the last has its size. */
		if (i + 1 == n || functions[i]->st_value != functions[i + 1]->st_value)
			bytes += functions[i]->st_size;
	free(functions);
	return bytes;
}

static bool is_in(const Elf64_Shdr *s, struct range range)
{
	return s->sh_addr >= range.begin && s->sh_addr < range.end;
}

int main(int argc, char **argv)
{
	uint64_t rodata = 0, init = 0;
	struct range constant, freed;
	struct image image;
	unsigned int i;

	if (argc != 2)
		errx(2, "usage: size VMLINUX");
	load(&image, argv[1]);
	constant = (struct range){ address(&image, "__start_rodata"), address(&image, "__end_rodata") };
	freed = (struct range){ address(&image, "__init_begin"), address(&image, "__init_end") };

	for (i = 0; i < image.nr_sections; i++) {
		const Elf64_Shdr *s = &image.sections[i];

		if (!(s->sh_flags & SHF_ALLOC) || (s->sh_flags & SHF_EXECINSTR) || s->sh_type == SHT_NOBITS)
			continue;
		if (is_in(s, freed))
			init += s->sh_size;
		else if (is_in(s, constant) || !(s->sh_flags & SHF_WRITE))
			rodata += s->sh_size;
	}
	printf("size.text %llu\n", (unsigned long long)function_bytes(&image));
	printf("size.rodata %llu\n", (unsigned long long)rodata);
	printf("size.init %llu\n", (unsigned long long)init);
	return 0;
}
