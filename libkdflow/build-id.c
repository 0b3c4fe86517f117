// SPDX-License-Identifier: GPL-2.0-or-later
/* The build-id: does a file belong to the running kernel? */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "names.h"

#define NOTES_MAX 65536

static size_t align4(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

/* Notes: name size, descriptor size, type, then both, padded to four bytes. */
static bool find_build_id(const char *notes, size_t len, struct kdf_build_id *id)
{
	Elf64_Nhdr nh;

	for (size_t pos = 0; len - pos >= sizeof(nh);) {
		size_t name = pos + sizeof(nh), desc;

		memcpy(&nh, notes + pos, sizeof(nh));
		desc = name + align4(nh.n_namesz);
		pos = desc + align4(nh.n_descsz);
		if (desc + nh.n_descsz > len)
			return false;
		if (nh.n_type == NT_GNU_BUILD_ID && nh.n_namesz == 4 &&
		    !memcmp(notes + name, "GNU", 4) && nh.n_descsz <= KDF_BUILD_ID_MAX) {
			id->len = nh.n_descsz;
			memcpy(id->bytes, notes + desc, nh.n_descsz);
			return true;
		}
		if (pos > len)
			return false;
	}
	return false;
}

int kdf_build_id_notes(struct kdf_build_id *id, const char *path, struct kdf_error *err)
{
	static char notes[NOTES_MAX];
	FILE *f = fopen(path, "re");
	size_t len;

	*id = (struct kdf_build_id){ 0 };
	if (!f)
		return kdf_fail_sys(err, errno, "%s", path);
	len = fread(notes, 1, sizeof(notes), f);
	fclose(f);
	if (!find_build_id(notes, len, id))
		return kdf_fail(err, ENOENT, "%s: expected a build-id", path);
	return 0;
}

/* elf_begin() accepts no file, too. */
static bool search_file(Elf *elf, struct kdf_build_id *id)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(elf, scn))) {
		Elf_Data *data;
		GElf_Shdr sh;

		if (!gelf_getshdr(scn, &sh) || sh.sh_type != SHT_NOTE)
			continue;
		data = elf_rawdata(scn, NULL);
		if (data && data->d_buf && find_build_id(data->d_buf, data->d_size, id))
			return true;
	}
	return false;
}

int kdf_build_id_file(struct kdf_build_id *id, const char *path, struct kdf_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret = 0;
	Elf *elf;

	*id = (struct kdf_build_id){ 0 };
	if (fd < 0)
		return kdf_fail_sys(err, errno, "%s", path);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (!elf || elf_kind(elf) != ELF_K_ELF)
		ret = kdf_fail(err, ENOEXEC, "%s: expected an ELF file", path);
	else if (!search_file(elf, id))
		ret = kdf_fail(err, ENOENT, "%s: expected a build-id", path);
	elf_end(elf);
	close(fd);
	return ret;
}
