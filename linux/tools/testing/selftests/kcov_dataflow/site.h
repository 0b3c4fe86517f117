/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which function a site belongs to.
 */
#ifndef _KCOV_DATAFLOW_SITE_H
#define _KCOV_DATAFLOW_SITE_H

#include <fcntl.h>
#include <stdbool.h>
#include <sys/types.h>
#include <unistd.h>

#include <linux/elf.h>
#include <linux/types.h>

#define KCORE	"/proc/kcore"

/* Where boundaries are no-ops, a site is in the text of its function. */
#ifdef __x86_64__
#define SITES_IN_TEXT	true
#else
#define SITES_IN_TEXT	false
#endif

/* Reads memory of the kernel. */
static inline bool read_kernel(__u64 address, void *to, size_t size)
{
	int fd = open(KCORE, O_RDONLY | O_CLOEXEC);
	bool found = false;
	struct elf64_hdr head;
	struct elf64_phdr part;
	unsigned int i;

	if (pread(fd, &head, sizeof(head), 0) != sizeof(head))
		head.e_phnum = 0;
	for (i = 0; i < head.e_phnum && !found; i++)
		found = pread(fd, &part, sizeof(part),
			      head.e_phoff + i * sizeof(part)) == sizeof(part) &&
			part.p_type == PT_LOAD &&
			address - part.p_vaddr < part.p_memsz &&
			pread(fd, to, size, part.p_offset + address -
			      part.p_vaddr) == (ssize_t)size;
	if (fd >= 0)
		close(fd);
	return found;
}

/*
 * An address in the function that has the site. Outside of text, the second
 * word of a site is the distance from itself to the function. 0 if that cannot
 * be read.
 */
static inline __u64 site_function(__u64 site)
{
	__s32 distance;

	if (SITES_IN_TEXT)
		return site;
	if (!read_kernel(site + 4, &distance, sizeof(distance)))
		return 0;
	return site + 4 + distance;
}

#endif /* _KCOV_DATAFLOW_SITE_H */
