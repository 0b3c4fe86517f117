// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where the sections of modules are. The kernel tells the address of each, and
 * the size of the whole module.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "feature.h"

/* FNV-1a */
static uint64_t hash_name(uint64_t hash, const char *name)
{
	do {
		hash ^= (unsigned char)*name;
		hash *= 0x100000001b3;
	} while (*name++);
	return hash;
}

static uint64_t hash_names(const char *module, const char *section)
{
	return hash_name(hash_name(0xcbf29ce484222325, module), section);
}

static bool read_number(const char *path, const char *format, uint64_t *value)
{
	FILE *f = fopen(path, "re");
	bool is_number = f && fscanf(f, format, value) == 1;

	if (f)
		fclose(f);
	return is_number;
}

static int add_section(struct kdf_sections *s, const struct kdf_section *section,
		       struct kdf_error *err)
{
	if (s->count == s->alloc) {
		size_t alloc = s->alloc ? 2 * s->alloc : 64;
		void *p = reallocarray(s->sections, alloc, sizeof(*s->sections));

		if (!p)
			return kdf_fail_sys(err, ENOMEM, "sections of modules");
		s->sections = p;
		s->alloc = alloc;
	}
	s->sections[s->count++] = *section;
	return 0;
}

/* @folder: with the addresses of the sections, one file for each */
static int add_module(struct kdf_sections *s, const char *folder, const char *module, uint64_t size,
		      uint64_t text, struct kdf_error *err)
{
	DIR *dir = opendir(folder);
	char path[PATH_MAX];
	struct dirent *file;
	uint64_t address;
	int ret = 0;

	/* What is built into the kernel has no sections. */
	while (dir && !ret && (file = readdir(dir))) {
		struct kdf_section section;

		if (!strncmp(file->d_name, ".init", 5) ||
		    snprintf(path, sizeof(path), "%s/%s", folder, file->d_name) >=
			    (int)sizeof(path) ||
		    !read_number(path, "%" SCNx64, &address))
			continue;
		section.start = address - text;
		section.end = section.start + size;
		section.id = hash_names(module, file->d_name);
		if (!address)
			ret = kdf_fail(err, EPERM, "%s: the kernel hides its addresses", path);
		/* Data may be further away than a site can be. */
		else if (section.start == (int32_t)section.start)
			ret = add_section(s, &section, err);
	}
	if (dir)
		closedir(dir);
	return ret;
}

static int compare_sections(const void *a, const void *b)
{
	const struct kdf_section *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	/* Of empty ones at the same place, always the same. */
	return x->id < y->id ? -1 : x->id > y->id;
}

static void sort_sections(struct kdf_sections *s)
{
	if (s->count)
		qsort(s->sections, s->count, sizeof(*s->sections), compare_sections);
	for (size_t i = 1; i < s->count; i++) {
		if (s->sections[i - 1].end > s->sections[i].start)
			s->sections[i - 1].end = s->sections[i].start;
	}
}

int kdf_sections_read(struct kdf_sections *s, const char *modules, uint64_t text,
		      struct kdf_error *err)
{
	char size_file[PATH_MAX], folder[PATH_MAX];
	DIR *dir = opendir(modules);
	struct dirent *module;
	uint64_t size;
	int ret = 0;

	s->count = 0;
	if (!dir)
		return kdf_fail_sys(err, errno, "%s", modules);
	while (!ret && (module = readdir(dir))) {
		if (module->d_name[0] == '.' ||
		    snprintf(size_file, sizeof(size_file), "%s/%s/coresize", modules,
			     module->d_name) >= (int)sizeof(size_file) ||
		    snprintf(folder, sizeof(folder), "%s/%s/sections", modules, module->d_name) >=
			    (int)sizeof(folder) ||
		    !read_number(size_file, "%" SCNu64, &size))
			continue;
		ret = add_module(s, folder, module->d_name, size, text, err);
	}
	closedir(dir);
	sort_sections(s);
	return ret;
}

void kdf_sections_free(struct kdf_sections *s)
{
	free(s->sections);
	*s = (struct kdf_sections){ 0 };
}
