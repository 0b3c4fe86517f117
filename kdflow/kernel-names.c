// SPDX-License-Identifier: GPL-2.0-or-later
/* Where names come from: the files that the running kernel and its modules were made of. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cmd.h"
#include "record.h"

#define NOTES "/sys/kernel/notes"

/* Is the file of the running kernel? A kernel without a build-id cannot tell. */
static int check_build_id(const char *path, struct kdf_error *err)
{
	struct kdf_build_id file, running;
	struct kdf_error unknown;

	if (access(path, R_OK))
		return kdf_fail_sys(err, errno, "%s", path);
	if (kdf_build_id_notes(&running, NOTES, &unknown))
		return 0;
	if (kdf_build_id_file(&file, path, err))
		return -err->code;
	if (file.len == running.len && !memcmp(file.bytes, running.bytes, file.len))
		return 0;
	return kdf_fail(err, EINVAL, "%s: is of another kernel: its build-id is not that of %s", path,
			NOTES);
}

int record_check_vmlinux(const struct recording *rec)
{
	struct kdf_error err;

	if (rec->vmlinux && check_build_id(rec->vmlinux, &err))
		return complain("%s", err.text);
	return EXIT_SUCCESS;
}

/* Tries one file; a later one may be right where it is not. */
static bool try_vmlinux(struct recording *rec, const char *path)
{
	struct kdf_error err;

	if (access(path, F_OK))
		return false;
	if (!check_build_id(path, &err) && !kdf_names_add_vmlinux(&rec->names, path, &err))
		return true;
	complain("note: %s", err.text);
	return false;
}

void record_vmlinux(struct recording *rec)
{
	static const char *const places[] = {
		"/lib/modules/%s/build/vmlinux",
		"/usr/lib/debug/boot/vmlinux-%s",
		"/boot/vmlinux-%s",
	};
	char path[PATH_MAX];
	struct utsname uts;

	if (rec->vmlinux) {
		try_vmlinux(rec, rec->vmlinux);
		return;
	}
	if (uname(&uts))
		return;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), places[i], uts.release);
		if (try_vmlinux(rec, path))
			return;
	}
	complain("note: no vmlinux with names, not even /lib/modules/%s/build/vmlinux; --vmlinux FILE tells where it is",
		 uts.release);
}

/* The name of a module from the name of its file: no folder, no suffix, '_' for '-'. */
static void name_of_path(const char *path, char name[static NAME_MAX + 1])
{
	const char *base = strrchr(path, '/');
	size_t n = 0;

	base = base ? base + 1 : path;
	for (; base[n] && base[n] != '.' && n < NAME_MAX; n++)
		name[n] = base[n] == '-' ? '_' : base[n];
	name[n] = '\0';
}

/* Looks in modules.dep, whose lines begin with "PATH:". */
static bool installed_file(const char *module, char path[static PATH_MAX])
{
	char name[NAME_MAX + 1], dep[PATH_MAX], *line = NULL;
	struct utsname uts;
	bool found = false;
	size_t alloc = 0;
	FILE *f;

	if (uname(&uts))
		return false;
	snprintf(dep, sizeof(dep), "/lib/modules/%s/modules.dep", uts.release);
	f = fopen(dep, "re");
	while (f && !found && getline(&line, &alloc, f) > 0) {
		line[strcspn(line, ":\n")] = '\0';
		name_of_path(line, name);
		found = !strcmp(name, module) && strlen(line) > 3 &&
			!strcmp(line + strlen(line) - 3, ".ko");
		if (found)
			found = snprintf(path, PATH_MAX, "/lib/modules/%s/%s", uts.release, line) < PATH_MAX;
	}
	free(line);
	if (f)
		fclose(f);
	return found;
}

/* The file of a loaded module: one that was named on the command line, or the installed one. */
static bool module_file(const struct recording *rec, const char *module, char path[static PATH_MAX])
{
	for (size_t i = 0; i < rec->nname_files; i++) {
		struct kdf_error err;
		bool same = false;
		char *name;

		if (!module_name(rec->name_files[i], &name, &err)) {
			same = !strcmp(name, module);
			free(name);
		}
		if (same)
			return snprintf(path, PATH_MAX, "%s", rec->name_files[i]) < PATH_MAX;
	}
	return installed_file(module, path);
}

static void add_module(struct recording *rec, const char *module)
{
	char sections[PATH_MAX], path[PATH_MAX];
	struct kdf_error err;

	snprintf(sections, sizeof(sections), "/sys/module/%s/sections", module);
	/* What is built into the kernel is in this folder, too. */
	if (access(sections, F_OK) || !module_file(rec, module, path))
		return;
	if (kdf_names_add_module(&rec->names, path, module, sections,
				 rec->session.buffer.kaslr_offset, &err) &&
	    err.code != ENOENT)
		complain("note: %s", err.text);
}

void record_names(struct recording *rec)
{
	struct dirent *entry;
	DIR *dir;

	if (rec->rfc)
		return;
	dir = opendir("/sys/module");
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			add_module(rec, entry->d_name);
	}
	if (dir)
		closedir(dir);
}
