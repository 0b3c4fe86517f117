// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The KASLR offset. The kernel subtracts it from the address of every function
 * that it records, modules included, as kcov does.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kdflow.h"

#define NOTES_MAX (64U << 10)

/* Where _text is without KASLR, in the architecture's default configuration. */
static const struct {
	const char *machine;
	uint64_t text;
} link_addresses[] = {
	{ "x86_64", 0xffffffff81000000ULL },  /* __START_KERNEL_map + CONFIG_PHYSICAL_START */
	{ "aarch64", 0xffff800080000000ULL }, /* KIMAGE_VADDR with CONFIG_ARM64_VA_BITS=48 */
};

/* Finds "KERNELOFFSET=" in the notes, which hold the kernel's vmcoreinfo. */
static bool offset_from_notes(const char *notes, size_t len, uint64_t *offset)
{
	static const char key[] = "\nKERNELOFFSET=";
	const char *p = memmem(notes, len, key, sizeof(key) - 1);
	char *end;

	if (!p)
		return false;
	p += sizeof(key) - 1;
	*offset = strtoull(p, &end, 16);
	return end != p && *end == '\n';
}

/* What the kernel tells itself; right for every configuration, but it needs CONFIG_PROC_KCORE. */
static bool offset_from_kcore(const char *proc, uint64_t *offset)
{
	static char notes[NOTES_MAX + 1];
	char path[PATH_MAX];
	bool found = false;
	Elf64_Ehdr eh;
	Elf64_Phdr ph;
	int fd;

	snprintf(path, sizeof(path), "%s/kcore", proc);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (pread(fd, &eh, sizeof(eh), 0) == sizeof(eh) && !memcmp(eh.e_ident, ELFMAG, SELFMAG) &&
	    pread(fd, &ph, sizeof(ph), eh.e_phoff) == sizeof(ph) && ph.p_type == PT_NOTE) {
		size_t want = ph.p_filesz < NOTES_MAX ? ph.p_filesz : NOTES_MAX;
		ssize_t len = pread(fd, notes, want, ph.p_offset);

		notes[len > 0 ? len : 0] = '\0';
		found = len > 0 && offset_from_notes(notes, len, offset);
	}
	close(fd);
	return found;
}

int kdf_kaslr_offset(const char *proc, uint64_t text, uint64_t *offset, struct kdf_error *err)
{
	struct utsname uts;

	if (offset_from_kcore(proc, offset))
		return 0;
	if (uname(&uts))
		return kdf_fail_sys(err, errno, "uname");
	for (size_t i = 0; i < sizeof(link_addresses) / sizeof(link_addresses[0]); i++) {
		if (!strcmp(uts.machine, link_addresses[i].machine)) {
			*offset = text - link_addresses[i].text;
			return 0;
		}
	}
	return kdf_fail(err, ENOSYS, "the KASLR offset of a %s kernel is not known", uts.machine);
}
