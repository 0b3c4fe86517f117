/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stress and fuzz have in common: chance that can be repeated, failures
 * that are counted across processes, and what the recorder has not given back.
 */
#ifndef _KCOV_DATAFLOW_TRIAL_H
#define _KCOV_DATAFLOW_TRIAL_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/kcov_dataflow.h>

#include "../kselftest.h"
#include "device.h"

#define PAGE		4096UL

/* === Chance =============================================================== */

static inline __u64 next_random(__u64 *state)
{
	__u64 x = *state += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static inline __u32 below(__u64 *state, __u32 n)
{
	return next_random(state) % n;
}

/* === Modules ============================================================== */

struct image {
	void *data;
	size_t size;
};

/* Reads DIR/NAME.ko; DF_MODULES says where they are. */
static inline bool read_module(const char *name, struct image *image)
{
	const char *dir = getenv("DF_MODULES");
	char path[4096];
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "%s/%s.ko", dir ?: "test_modules", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		return false;
	image->data = malloc(st.st_size);
	image->size = read(fd, image->data, st.st_size);
	close(fd);
	return image->size == (size_t)st.st_size;
}

static inline int load_module(const struct image *image)
{
	return syscall(SYS_init_module, image->data, image->size, "") ?
	       -errno : 0;
}

static inline int unload_module(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

/* === Leaks ================================================================ */

/* What allocates for files, sessions, tasks and filters. */
static inline bool is_ours(const char *caller)
{
	static const char * const names[] = {
		"kcov_df_", "ioctl_session+", "start_session+",
		"chunks_alloc+", "task_alloc+", "rules_", "set_rules+",
		"ioctl_filter+",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(caller, names[i], strlen(names[i])))
			return true;
	return false;
}

/* Adds up the areas that /proc/vmallocinfo has of ours. */
static inline long count_areas(void)
{
	FILE *f = fopen("/proc/vmallocinfo", "r");
	char line[512], caller[256];
	long n = 0;

	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		n += sscanf(line, "%*s %*s %255s", caller) == 1 &&
		     is_ours(caller);
	fclose(f);
	return n;
}

/* A line for each place that allocates, and behind it the stack. */
static inline long count_traces(const char *cache)
{
	char path[512], line[512], function[256];
	long n = 0, here = 0;
	FILE *f;

	snprintf(path, sizeof(path),
		 "/sys/kernel/debug/slab/%s/alloc_traces", cache);
	f = fopen(path, "r");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f)) {
		if (line[7] == ' ' && line[6] != ' ') {
			here = atol(line);
		} else if (sscanf(line, " %255s", function) == 1 &&
			   is_ours(function)) {
			n += here;
			here = 0;
		}
	}
	fclose(f);
	return n;
}

/*
 * Adds up the objects of ours in slabs, if the kernel was booted with
 * slub_debug=U,kmalloc-* and so knows them; -1 if not.
 */
static inline long count_objects(void)
{
	DIR *dir = opendir("/sys/kernel/debug/slab");
	struct dirent *entry;
	bool known = false;
	long n = 0;

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "kmalloc", 7))
			continue;
		known = true;
		n += count_traces(entry->d_name);
	}
	if (dir)
		closedir(dir);
	return known ? n : -1;
}

/* Large objects are whole pages, which are no slab but are counted as such. */
static inline long slab_kb(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	char line[128];
	long kb = -1;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "SUnreclaim: %ld kB", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb;
}

struct held {
	long areas, objects, kb;
};

static inline struct held count_held(void)
{
	return (struct held){ count_areas(), count_objects(), slab_kb() };
}

/*
 * Some is freed only after a grace period, or once nobody has a file open. To
 * count objects takes long, so areas come first.
 */
static inline bool is_given_back(const struct held *before, struct held *after)
{
	int i;

	for (i = 0; i < 300; i++) {
		after->areas = count_areas();
		if (after->areas == before->areas)
			break;
		usleep(100 * 1000);
	}
	for (i = 0; i < 30; i++) {
		*after = count_held();
		if (after->areas == before->areas &&
		    after->objects == before->objects)
			return true;
		usleep(1000 * 1000);
	}
	return false;
}

/* Opens one of everything: does what counts leaks see it, each and all? */
static inline bool leaks_are_seen(const struct held *before)
{
	struct kcov_df_session s = { .size = sizeof(s) };
	struct held during, after;
	int rfc = open(DEVICE, O_RDWR), session = open(DEVICE, O_RDWR);
	struct kcov_df_filter f;
	bool seen;

	if (df_number(rfc, KCOV_DF_INIT_TRACK, 4096) ||
	    df_ioctl(session, KCOV_DF_SESSION, &s) ||
	    df_filter(session, "+f*", 4, &f))
		return false;
	during = count_held();
	/* A buffer and a file, twice; the filter, and what it selects. */
	seen = during.areas >= before->areas + 2 &&
	       (before->objects < 0 || during.objects >= before->objects + 4);
	close(rfc);
	close(session);
	ksft_print_msg("of ours: %ld areas, %ld objects; %ld and %ld with two files\n",
		       before->areas, before->objects, during.areas,
		       during.objects);
	return is_given_back(before, &after) && seen;
}

#endif /* _KCOV_DATAFLOW_TRIAL_H */
