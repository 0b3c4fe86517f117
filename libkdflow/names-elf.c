// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names from an ELF file: the sections .kcov_dataflow and .kcov_dataflow.str, and
 * the shapes that the sites lead to. A linked file has addresses; in a module
 * they are still relocations, and the kernel tells where it put the sections.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <libelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "names-private.h"

#define ENTRY_SIZE 12 /* u64 site, u32 name */
#define NO_ADDRESS UINT64_MAX

/* A relocation, and a place in a section. */
struct reloc {
	uint64_t offset;
	size_t sym;
	int64_t addend;
};

struct place {
	size_t section;
	uint64_t offset;
};

/* The relocations of one section, sorted; of a file that is not linked. */
struct relocs {
	struct reloc *relocs;
	size_t count;
	bool read;
};

/**
 * struct names_elf - an open file
 * @sections: number of sections
 * @relocs: per section
 * @symbols: the symbol table of a file that is not linked
 * @names: contents of .kcov_dataflow
 * @strings: contents of .kcov_dataflow.str, the last byte is a NUL
 * @searched: its definitions are in the table
 * @reloc_bytes: bytes of the relocations that were read
 */
struct names_elf {
	int fd;
	Elf *elf;
	bool linked;
	size_t sections;
	struct relocs *relocs;
	Elf_Data *symbols;
	size_t names_section;
	size_t strings_section;
	Elf_Data *names;
	Elf_Data *strings;
	bool searched;
	size_t reloc_bytes;
};

static int bad_elf(const char *path, const char *expected, struct kdf_error *err)
{
	return kdf_fail(err, ENOEXEC, "%s: expected %s", path, expected);
}

static Elf_Data *section_data(Elf *elf, size_t index, GElf_Shdr *sh)
{
	Elf_Scn *scn = elf_getscn(elf, index);

	if (!scn || !gelf_getshdr(scn, sh) || sh->sh_type == SHT_NOBITS)
		return NULL;
	return elf_rawdata(scn, NULL);
}

/* The bytes at @offset of a section, or NULL where it is too short. */
static const void *section_at(Elf *elf, const struct place *place, size_t len)
{
	GElf_Shdr sh;
	Elf_Data *data = section_data(elf, place->section, &sh);

	if (!data || !data->d_buf || place->offset > data->d_size ||
	    len > data->d_size - place->offset)
		return NULL;
	return (const char *)data->d_buf + place->offset;
}

static int open_elf(struct names_elf *e, const char *path, struct kdf_error *err)
{
	GElf_Ehdr eh;

	elf_version(EV_CURRENT);
	e->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (e->fd < 0)
		return kdf_fail_sys(err, errno, "%s", path);
	e->elf = elf_begin(e->fd, ELF_C_READ_MMAP, NULL);
	if (!e->elf || elf_kind(e->elf) != ELF_K_ELF || !gelf_getehdr(e->elf, &eh) ||
	    eh.e_ident[EI_CLASS] != ELFCLASS64 || eh.e_ident[EI_DATA] != ELFDATA2LSB ||
	    elf_getshdrnum(e->elf, &e->sections))
		return bad_elf(path, "a 64-bit little-endian ELF file", err);
	e->linked = eh.e_type != ET_REL;
	e->relocs = calloc(e->sections + 1, sizeof(*e->relocs));
	return e->relocs ? 0 : kdf_fail_sys(err, ENOMEM, "%s", path);
}

static int find_sections(struct names_elf *e, const char *path, struct kdf_error *err)
{
	size_t names;
	GElf_Shdr sh;

	if (elf_getshdrstrndx(e->elf, &names))
		return bad_elf(path, "names of sections", err);
	for (size_t i = 1; i < e->sections; i++) {
		Elf_Scn *scn = elf_getscn(e->elf, i);
		const char *name;

		if (!scn || !gelf_getshdr(scn, &sh))
			return bad_elf(path, "whole section headers", err);
		name = elf_strptr(e->elf, names, sh.sh_name);
		if (sh.sh_type == SHT_SYMTAB)
			e->symbols = elf_rawdata(scn, NULL);
		if (name && !strcmp(name, ".kcov_dataflow"))
			e->names_section = i;
		if (name && !strcmp(name, ".kcov_dataflow.str"))
			e->strings_section = i;
	}
	if (!e->names_section || !e->strings_section)
		return kdf_fail(err, ENOENT,
				"%s: has no names: no section .kcov_dataflow; it was not built with the boundary ABI, or they were stripped",
				path);
	e->names = section_data(e->elf, e->names_section, &sh);
	e->strings = section_data(e->elf, e->strings_section, &sh);
	if (!e->names || e->names->d_size % ENTRY_SIZE)
		return bad_elf(path, "entries of 12 bytes in section .kcov_dataflow", err);
	if (!e->strings || !e->strings->d_size ||
	    ((char *)e->strings->d_buf)[e->strings->d_size - 1])
		return bad_elf(path, "strings in section .kcov_dataflow.str", err);
	return 0;
}

static int reloc_cmp(const void *a, const void *b)
{
	const struct reloc *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static bool copy_relocs(struct names_elf *e, struct relocs *r, Elf_Data *data)
{
	size_t n = data->d_size / sizeof(Elf64_Rela), file = 0;
	struct reloc *more;

	/* Sections may share bytes of the file: their relocations could have any number. */
	e->reloc_bytes += data->d_size;
	if (!elf_rawfile(e->elf, &file) || e->reloc_bytes > file)
		return false;
	more = reallocarray(r->relocs, r->count + n + 1, sizeof(*more));
	if (!more)
		return false;
	r->relocs = more;
	for (size_t i = 0; i < n; i++) {
		Elf64_Rela rela;

		memcpy(&rela, (const char *)data->d_buf + i * sizeof(rela), sizeof(rela));
		r->relocs[r->count++] = (struct reloc){
			.offset = rela.r_offset,
			.sym = ELF64_R_SYM(rela.r_info),
			.addend = rela.r_addend,
		};
	}
	return true;
}

/* The relocations of @section, or NULL: no memory, or more than the file has room for. */
static const struct relocs *relocs_of(struct names_elf *e, size_t section)
{
	struct relocs *r = &e->relocs[section];

	if (r->read)
		return r;
	for (size_t i = 1; i < e->sections; i++) {
		GElf_Shdr sh;
		Elf_Data *data = section_data(e->elf, i, &sh);

		if (data && data->d_buf && sh.sh_type == SHT_RELA && sh.sh_info == section &&
		    !copy_relocs(e, r, data))
			return NULL;
	}
	if (r->count)
		qsort(r->relocs, r->count, sizeof(*r->relocs), reloc_cmp);
	r->read = true;
	return r;
}

/* Where the relocation at @offset of a section leads. */
static bool reloc_target(struct names_elf *e, size_t section, uint64_t offset, struct place *place)
{
	const struct relocs *r = relocs_of(e, section);
	struct reloc key = { .offset = offset }, *rel = NULL;
	Elf64_Sym sym;

	if (r && r->count)
		rel = bsearch(&key, r->relocs, r->count, sizeof(key), reloc_cmp);
	if (!rel || !e->symbols || rel->sym >= e->symbols->d_size / sizeof(sym))
		return false;
	memcpy(&sym, (const char *)e->symbols->d_buf + rel->sym * sizeof(sym), sizeof(sym));
	place->section = sym.st_shndx;
	place->offset = sym.st_value + rel->addend;
	return place->section && place->section < e->sections;
}

/* Where the kernel has put a section, KASLR offset removed. */
static uint64_t section_address(const struct names_elf *e, size_t section, const char *folder,
				uint64_t kaslr_offset)
{
	size_t names;
	GElf_Shdr sh;
	Elf_Scn *scn = elf_getscn(e->elf, section);
	char path[PATH_MAX];
	const char *name;
	uint64_t addr;
	FILE *f;
	int n;

	if (!scn || !gelf_getshdr(scn, &sh) || elf_getshdrstrndx(e->elf, &names))
		return NO_ADDRESS;
	name = elf_strptr(e->elf, names, sh.sh_name);
	if (!name || strchr(name, '/'))
		return NO_ADDRESS;
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "re");
	if (!f)
		return NO_ADDRESS; /* freed after its initialisation */
	n = fscanf(f, "%" SCNx64, &addr);
	fclose(f);
	return n == 1 && addr ? addr - kaslr_offset : NO_ADDRESS;
}

/* The line at @offset of the strings. It is not looked at: most names are never asked for. */
static const char *name_line(const struct names_elf *e, uint64_t offset)
{
	return offset < e->strings->d_size ? (const char *)e->strings->d_buf + offset : NULL;
}

static int bad_entry(const struct kdf_names_object *object, size_t i, const char *expected,
		     struct kdf_error *err)
{
	return kdf_fail(err, ENOEXEC, "%s: section .kcov_dataflow, entry %zu: expected %s",
			object->source, i, expected);
}

static int add_linked_sites(struct kdf_names *names, struct kdf_names_object *object,
			    struct kdf_error *err)
{
	const struct names_elf *e = object->elf;
	int ret = 0;

	for (size_t i = 0; i < e->names->d_size / ENTRY_SIZE && !ret; i++) {
		const char *p = (const char *)e->names->d_buf + i * ENTRY_SIZE;
		struct kdf_names_site site = { .object = object, .module = object->module };
		uint32_t name;

		memcpy(&site.addr, p, sizeof(site.addr));
		memcpy(&name, p + 8, sizeof(name));
		site.addr = le64toh(site.addr);
		site.line = name_line(e, le32toh(name));
		if (!site.line)
			return bad_entry(object, i, "a function's name", err);
		/* The linker drops functions, and leaves their names with address 0. */
		if (site.addr)
			ret = names_add_site(names, &site, err);
	}
	return ret;
}

static int add_loaded_site(struct kdf_names *names, struct kdf_names_object *object, size_t i,
			   uint64_t *addresses, struct kdf_error *err)
{
	struct names_elf *e = object->elf;
	struct kdf_names_site site = { .object = object, .module = object->module };
	struct place at, name;

	if (!reloc_target(e, e->names_section, i * ENTRY_SIZE, &at))
		return bad_entry(object, i, "a relocation to its site", err);
	if (!reloc_target(e, e->names_section, i * ENTRY_SIZE + 8, &name) ||
	    name.section != e->strings_section)
		return bad_entry(object, i, "a relocation to its name", err);
	site.line = name_line(e, name.offset);
	if (!site.line)
		return bad_entry(object, i, "a function's name", err);
	if (addresses[at.section] == NO_ADDRESS)
		return 0;
	site.addr = addresses[at.section] + at.offset;
	site.section = at.section;
	site.offset = at.offset;
	return names_add_site(names, &site, err);
}

static int add_loaded_sites(struct kdf_names *names, struct kdf_names_object *object,
			    const char *folder, uint64_t kaslr_offset, struct kdf_error *err)
{
	const struct names_elf *e = object->elf;
	uint64_t *addresses = calloc(e->sections, sizeof(*addresses));
	int ret = 0;

	if (!addresses)
		return kdf_fail_sys(err, ENOMEM, "%s", object->source);
	for (size_t i = 0; i < e->sections; i++)
		addresses[i] = section_address(e, i, folder, kaslr_offset);
	for (size_t i = 0; i < e->names->d_size / ENTRY_SIZE && !ret; i++)
		ret = add_loaded_site(names, object, i, addresses, err);
	free(addresses);
	return ret;
}

int names_elf_definitions(struct kdf_names *names, struct kdf_names_object *object,
			  struct kdf_error *err)
{
	const char *p, *end;
	int ret = 0;

	if (!object->elf || !object->elf->strings || object->elf->searched)
		return 0;
	object->elf->searched = true;
	p = object->elf->strings->d_buf;
	end = p + object->elf->strings->d_size;

	for (; p < end && !ret; p += strlen(p) + 1)
		ret = names_add_definition(names, object, p, err);
	return ret;
}

static struct kdf_names_object *open_object(struct kdf_names *names, const char *path,
					    const char *module, struct kdf_error *err)
{
	struct kdf_names_object *object = names_object_new(names, path, module, err);

	if (!object)
		return NULL;
	object->elf = calloc(1, sizeof(*object->elf));
	if (!object->elf) {
		kdf_fail_sys(err, ENOMEM, "%s", path);
		return NULL;
	}
	object->elf->fd = -1;
	if (open_elf(object->elf, path, err) || find_sections(object->elf, path, err))
		return NULL;
	return object;
}

int kdf_names_add_vmlinux(struct kdf_names *names, const char *path, struct kdf_error *err)
{
	struct kdf_names_object *object = open_object(names, path, "vmlinux", err);

	if (!object)
		return -err->code;
	if (!object->elf->linked)
		return bad_elf(path, "a linked file, such as vmlinux", err);
	return add_linked_sites(names, object, err);
}

int kdf_names_add_module(struct kdf_names *names, const char *path, const char *module,
			 const char *sections, uint64_t kaslr_offset, struct kdf_error *err)
{
	struct kdf_names_object *object = open_object(names, path, module, err);

	if (!object)
		return -err->code;
	if (object->elf->linked)
		return bad_elf(path, "a kernel module", err);
	return add_loaded_sites(names, object, sections, kaslr_offset, err);
}

/* The section of a linked file that holds an address. */
static bool linked_place(const struct names_elf *e, uint64_t addr, struct place *place)
{
	for (size_t i = 1; i < e->sections; i++) {
		Elf_Scn *scn = elf_getscn(e->elf, i);
		GElf_Shdr sh;

		if (!scn || !gelf_getshdr(scn, &sh) || !(sh.sh_flags & SHF_ALLOC) ||
		    sh.sh_type == SHT_NOBITS || addr < sh.sh_addr || addr - sh.sh_addr >= sh.sh_size)
			continue;
		*place = (struct place){ i, addr - sh.sh_addr };
		return true;
	}
	return false;
}

/* A site is a word with the distance from itself to the shape. */
static bool shape_place(const struct kdf_names_site *site, struct place *shape)
{
	struct names_elf *e = site->object->elf;
	struct place at = { site->section, site->offset };
	const void *p;
	int32_t distance;

	if (!e->linked && reloc_target(e, at.section, at.offset, shape))
		return true;
	if (e->linked && !linked_place(e, site->addr, &at))
		return false;
	p = section_at(e->elf, &at, sizeof(distance));
	if (!p)
		return false;
	memcpy(&distance, p, sizeof(distance));
	distance = le32toh(distance);
	if (e->linked)
		return linked_place(e, site->addr + (int64_t)distance, shape);
	*shape = (struct place){ at.section, at.offset + (int64_t)distance };
	return true;
}

int names_elf_shape(const struct kdf_names_site *site, struct kdf_shape *shape,
		    struct kdf_error *err)
{
	Elf *elf = site->object->elf->elf;
	struct place place;
	const uint8_t *p = NULL;
	unsigned int values = 0;

	*shape = (struct kdf_shape){ 0 };
	if (shape_place(site, &place))
		p = section_at(elf, &place, 4);
	if (p) {
		values = p[0] & 0x7f;
		shape->nargs = p[1];
		place.offset += 4;
		p = section_at(elf, &place, shape->nargs + 1);
	}
	if (p) {
		memcpy(shape->args, p, shape->nargs + 1);
		shape->known = names_check_shape(shape, values);
	}
	if (shape->known)
		return 0;
	return kdf_fail(err, ENOEXEC, "%s: names: site 0x%" PRIx64 ": expected it to lead to a shape",
			site->object->source, site->addr);
}

void names_elf_free(struct names_elf *e)
{
	if (!e)
		return;
	for (size_t i = 0; e->relocs && i < e->sections; i++)
		free(e->relocs[i].relocs);
	free(e->relocs);
	elf_end(e->elf);
	if (e->fd >= 0)
		close(e->fd);
	free(e);
}
