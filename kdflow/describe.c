// SPDX-License-Identifier: GPL-2.0-or-later
/* The circumstances of a recording. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "cmd.h"
#include "record.h"

static void add_number(struct kdf_text *info, const char *key, const char *fmt, uint64_t value)
{
	char buf[32];

	snprintf(buf, sizeof(buf), fmt, (unsigned long long)value);
	kdf_info_add(info, key, buf);
}

/* A process as it is called now */
static void describe_process(const struct recording *rec, struct kdf_text *info)
{
	char path[64], name[64] = "";
	FILE *file;

	add_number(info, "pid", "%llu", rec->pid);
	snprintf(path, sizeof(path), "/proc/%d/comm", rec->pid);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(name, sizeof(name), file))
		kdf_info_add(info, "process", strtok(name, "\n"));
	fclose(file);
}

static void describe_work(const struct recording *rec, struct kdf_text *info)
{
	struct kdf_text command = { 0 };

	if (rec->module) {
		kdf_info_add(info, "module", rec->module);
		kdf_info_add(info, "trigger", rec->trigger);
		if (rec->text)
			kdf_info_add(info, "write", rec->text);
		return;
	}
	if (rec->pid) {
		describe_process(rec, info);
		return;
	}
	for (char **arg = rec->command; *arg; arg++)
		kdf_text_add(&command, "%s%s", arg == rec->command ? "" : " ", *arg);
	kdf_info_add(info, "command", command.str ? command.str : "");
	kdf_text_free(&command);
}

static void describe_session(const struct recording *rec, struct kdf_text *info)
{
	static const char *const after[] = { "off", "changed", "always" };
	const struct kdf_session *s = &rec->session;

	kdf_info_add(info, "abi", "boundary");
	add_number(info, "base", "0x%llx", s->buffer.base);
	add_number(info, "kaslr_offset", "0x%llx", s->buffer.kaslr_offset);
	add_number(info, "buffer", "%llu", s->options.buffer_size);
	add_number(info, "chunk", "%llu", s->options.chunk_size);
	add_number(info, "snapshot", "%llu", s->options.snapshot);
	kdf_info_add(info, "after", after[s->options.after]);
	kdf_info_add(info, "follow", s->options.flags & KCOV_DF_INHERIT ? "yes" : "no");
	if (s->options.flags & KCOV_DF_FLIGHT_RECORDER)
		kdf_info_add(info, "flight_recorder", "yes");
	for (size_t i = 0; i < rec->filter.len; i += strlen(rec->filter.str + i) + 1)
		kdf_info_add(info, "filter", rec->filter.str + i);
}

void record_describe(const struct recording *rec, struct kdf_text *info)
{
	time_t now = time(NULL);
	struct utsname uts;
	char when[32] = "";
	struct tm tm;

	kdf_info_add(info, "kdflow", KDFLOW_VERSION);
	if (gmtime_r(&now, &tm) && strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm))
		kdf_info_add(info, "time", when);
	if (!uname(&uts)) {
		kdf_info_add(info, "kernel", uts.release);
		kdf_info_add(info, "kernel_build", uts.version);
		kdf_info_add(info, "machine", uts.machine);
	}
	describe_work(rec, info);
	if (rec->limit)
		add_number(info, "time_limit_ms", "%llu", rec->limit / 1000000);
	if (rec->rfc) {
		kdf_info_add(info, "abi", "rfc");
		add_number(info, "buffer_words", "%llu", rec->dev.words);
		add_number(info, "kaslr_offset", "0x%llx", rec->offset);
	} else {
		describe_session(rec, info);
	}
}

void record_describe_end(const struct recording *rec, struct kdf_text *info)
{
	if (*rec->command && rec->exit_status != STATUS_UNKNOWN)
		add_number(info, "exit_status", "%llu", rec->exit_status);
}
