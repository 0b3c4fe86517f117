// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel modules: their name, loading, unloading. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "record.h"

/* A module's file in memory. */
struct image {
	const char *path;
	const char *data;
	size_t size;
};

static int image_map(struct image *image, const char *path, struct kdf_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret = 0;
	struct stat st;
	void *data;

	*image = (struct image){ .path = path };
	if (fd < 0)
		return kdf_fail_sys(err, errno, "module %s", path);
	if (fstat(fd, &st)) {
		ret = kdf_fail_sys(err, errno, "module %s", path);
	} else if (!S_ISREG(st.st_mode) || !st.st_size) {
		ret = kdf_fail(err, ENOEXEC, "module %s: expected a file that is not empty", path);
	} else {
		data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (data == MAP_FAILED)
			ret = kdf_fail_sys(err, errno, "module %s", path);
		image->data = data;
		image->size = st.st_size;
	}
	close(fd);
	return ret;
}

/* The bytes at @offset, or NULL where the file is too short. */
static const void *image_at(const struct image *image, uint64_t offset, uint64_t len)
{
	if (offset > image->size || len > image->size - offset)
		return NULL;
	return image->data + offset;
}

/* Section @index of the file; the file need not be aligned, so a copy. */
static bool section(const struct image *image, const Elf64_Ehdr *eh, unsigned int index,
		    Elf64_Shdr *sh)
{
	const void *p;

	if (index >= eh->e_shnum || eh->e_shentsize != sizeof(*sh))
		return false;
	if (eh->e_shoff > image->size)
		return false;
	p = image_at(image, eh->e_shoff + index * sizeof(*sh), sizeof(*sh));
	if (!p)
		return false;
	memcpy(sh, p, sizeof(*sh));
	return true;
}

/* The section ".modinfo": strings "key=value", each with a NUL. */
static const char *find_modinfo(const struct image *image, size_t *len)
{
	static const char wanted[] = ".modinfo";
	Elf64_Shdr names, sh;
	const char *data;
	Elf64_Ehdr eh;

	data = image_at(image, 0, sizeof(eh));
	if (!data || memcmp(data, ELFMAG, SELFMAG) || data[EI_CLASS] != ELFCLASS64)
		return NULL;
	memcpy(&eh, data, sizeof(eh));
	if (!section(image, &eh, eh.e_shstrndx, &names))
		return NULL;
	for (unsigned int i = 0; section(image, &eh, i, &sh); i++) {
		if (sh.sh_name >= names.sh_size || names.sh_offset > image->size)
			continue;
		data = image_at(image, names.sh_offset + sh.sh_name, sizeof(wanted));
		if (!data || memcmp(data, wanted, sizeof(wanted)))
			continue;
		data = image_at(image, sh.sh_offset, sh.sh_size);
		*len = sh.sh_size;
		return data && sh.sh_size && !data[sh.sh_size - 1] ? data : NULL;
	}
	return NULL;
}

static const char *modinfo_get(const char *modinfo, size_t len, const char *key)
{
	size_t key_len = strlen(key);

	for (const char *p = modinfo; p < modinfo + len; p += strlen(p) + 1) {
		if (!strncmp(p, key, key_len) && p[key_len] == '=')
			return p + key_len + 1;
	}
	return NULL;
}

/* A value from .modinfo, allocated. */
static int module_info(const char *path, const char *key, char **value, struct kdf_error *err)
{
	const char *modinfo, *found;
	struct image image;
	size_t len = 0;
	int ret = image_map(&image, path, err);

	*value = NULL;
	if (ret)
		return ret;
	modinfo = find_modinfo(&image, &len);
	found = modinfo ? modinfo_get(modinfo, len, key) : NULL;
	if (!found)
		ret = kdf_fail(err, ENOEXEC,
			       "%s: not a kernel module: expected a 64-bit ELF file whose section .modinfo has a %s",
			       path, key);
	else if (!(*value = strdup(found)))
		ret = kdf_fail_sys(err, ENOMEM, "%s", path);
	munmap((void *)image.data, image.size);
	return ret;
}

int module_name(const char *path, char **name, struct kdf_error *err)
{
	return module_info(path, "name", name, err);
}

/* ENOEXEC has many reasons. The usual one can be told from the file. */
static int wrong_kernel(const char *path, struct kdf_error *err)
{
	struct utsname uts;
	char *vermagic;
	size_t len;

	if (uname(&uts) || module_info(path, "vermagic", &vermagic, err))
		return kdf_fail(err, ENOEXEC, "%s: the kernel refuses this module; dmesg tells why",
				path);
	len = strcspn(vermagic, " ");
	if (strlen(uts.release) != len || strncmp(vermagic, uts.release, len))
		kdf_fail(err, ENOEXEC,
			 "%s: built for kernel %.*s, this is %s; see dmesg, and build it for this one",
			 path, (int)len, vermagic, uts.release);
	else
		kdf_fail(err, ENOEXEC,
			 "%s: the kernel refuses this module (vermagic \"%s\"), which was built from another configuration or compiler; dmesg tells why",
			 path, vermagic);
	free(vermagic);
	return -ENOEXEC;
}

int module_load(const char *path, const char *name, struct kdf_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), code;

	if (fd < 0)
		return kdf_fail_sys(err, errno, "module %s", path);
	code = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	switch (code) {
	case 0:
		return 0;
	case EEXIST:
		return kdf_fail(err, code, "module %s is loaded already; unload it first: rmmod %s",
				name, name);
	case ENOEXEC:
		return wrong_kernel(path, err);
	case ENOENT:
		return kdf_fail(err, code,
				"%s: needs a symbol that the kernel does not have; dmesg tells which",
				path);
	case EPERM:
		return kdf_fail(err, code, "%s: loading a module needs root (CAP_SYS_MODULE)", path);
	default:
		return kdf_fail(err, code, "%s: loading: %s; dmesg may tell more", path,
				strerror(code));
	}
}

int module_unload(const char *name, struct kdf_error *err)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };

	/* Somebody may look at the module's files just now. */
	for (int tries = 0; tries < 50; tries++) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK))
			return 0;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			break;
		nanosleep(&pause, NULL);
	}
	return kdf_fail_sys(err, errno, "module %s stays loaded", name);
}
