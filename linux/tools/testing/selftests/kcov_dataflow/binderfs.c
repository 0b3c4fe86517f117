// SPDX-License-Identifier: GPL-2.0
/*
 * A process adds a binder device and sets itself up as a looper, and all that
 * it asks for is at the boundaries of the driver, be it the one in C or the one
 * in Rust. Needs a kernel in which the driver is instrumented; the one in Rust,
 * with functions that were inlined.
 */
#include <stddef.h>
#include <sys/mount.h>

#include <linux/android/binder.h>
#include <linux/android/binderfs.h>

#include "harness.h"
#include "session.h"

/* The drivers' own, of struct binder_thread and of enum LooperFlag. */
#define LOOPER_STATE_ENTERED	0x02

static bool is_rust;

/* A value that nothing else in struct binder_proc has. */
#define MAX_THREADS		0x2bad5eed

#define MAX_CALLS		8

FIXTURE(binderfs) {
	struct recording r;
	char dir[32];
	int control;
	struct binderfs_device device;
	struct binder_version version;
	__u32 max_threads;
	__u32 command;
	struct binder_write_read bwr[2];
	struct record *ioctls[MAX_CALLS];
	unsigned int nr_ioctls;
};

/* What the task asks for while it is recorded. */
static bool become_looper(int control, struct binderfs_device *device,
			  const char *dir, struct binder_version *version,
			  __u32 *max_threads, struct binder_write_read *bwr)
{
	char path[320];
	bool done;
	int fd;

	if (ioctl(control, BINDER_CTL_ADD, device))
		return false;
	snprintf(path, sizeof(path), "%s/%s", dir, device->name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return false;
	done = !ioctl(fd, BINDER_VERSION, version) &&
	       !ioctl(fd, BINDER_SET_MAX_THREADS, max_threads) &&
	       !ioctl(fd, BINDER_WRITE_READ, &bwr[0]) &&
	       !ioctl(fd, BINDER_WRITE_READ, &bwr[1]);
	close(fd);
	return done;
}

/* binder_ioctl(), or rust_binder_ioctl(), whose name is mangled */
static struct record *find_ioctl(struct record *from)
{
	static const char end[] = "binder_ioctl";
	const char *name;
	size_t len;

	for (from = next_entry(from); from; from = next_entry(from + 1)) {
		name = name_of(from);
		len = strlen(name);
		if (len >= strlen(end) && !strcmp(name + len - strlen(end), end))
			break;
	}
	return from;
}

FIXTURE_SETUP(binderfs)
{
	static const char rules[] = "+f*binder*\0+mvmlinux\0+mbinder*";
	struct record *r;
	char path[48];
	int i;

	snprintf(self->dir, sizeof(self->dir), "/tmp/binderfs.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->dir));
	ASSERT_EQ(0, mount("binder", self->dir, "binder", 0, NULL));
	snprintf(path, sizeof(path), "%s/binder-control", self->dir);
	self->control = open(path, O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, self->control);

	snprintf(self->device.name, sizeof(self->device.name), "df-binder");
	self->max_threads = MAX_THREADS;
	self->command = BC_ENTER_LOOPER;
	for (i = 0; i < 2; i++) {
		self->bwr[i].write_size = sizeof(self->command);
		self->bwr[i].write_buffer = (unsigned long)&self->command;
	}
	self->r.s.snapshot = KCOV_DF_SNAPSHOT_MAX;
	self->r.s.after = KCOV_DF_AFTER_ALWAYS;
	ASSERT_EQ(0, recording_open(&self->r, rules, sizeof(rules)));
	ASSERT_EQ(0, df_enable(self->r.fd));
	EXPECT_TRUE(become_looper(self->control, &self->device, self->dir,
				  &self->version, &self->max_threads,
				  self->bwr));
	ASSERT_EQ(0, df_disable(self->r.fd));
	ASSERT_TRUE(recording_read(&self->r));

	for (r = find_ioctl(records.r); r && self->nr_ioctls < MAX_CALLS;
	     r = find_ioctl(r + 1))
		self->ioctls[self->nr_ioctls++] = r;
	ASSERT_EQ(4, self->nr_ioctls);
}

FIXTURE_TEARDOWN(binderfs)
{
	recording_close(&self->r);
	close(self->control);
	umount2(self->dir, MNT_DETACH);
	rmdir(self->dir);
}

TEST_F(binderfs, add)
{
	struct record *call = find_call(records.r, "binder_ctl_ioctl");

	ASSERT_NE(NULL, call);
	ASSERT_EQ(3, call->nr);
	EXPECT_EQ(BINDER_CTL_ADD, call->value[1]);
	EXPECT_EQ((unsigned long)&self->device, call->value[2]);
	ASSERT_NE(NULL, find_exit(call));
	EXPECT_EQ(0, find_exit(call)->value[0]);
	EXPECT_EQ(NULL, find_call(call + 1, "binder_ctl_ioctl"));
}

/* The request, copied from user space, before and after it was served. */
TEST_F(binderfs, device)
{
	struct record *call = find_call(records.r, "binderfs_binder_device_create");
	struct binderfs_device *before, *after;
	const __u32 *rec;

	ASSERT_NE(NULL, call);
	ASSERT_EQ(3, call->nr);
	EXPECT_EQ((unsigned long)&self->device, call->value[1]);
	rec = find_struct(call, 2);
	ASSERT_NE(NULL, rec);
	ASSERT_EQ(sizeof(*before), rec[1]);
	before = (void *)(rec + 2);
	EXPECT_STREQ("df-binder", before->name);
	EXPECT_EQ(0, before->major);
	EXPECT_EQ(0, before->minor);

	ASSERT_NE(NULL, find_exit(call));
	EXPECT_EQ(0, find_exit(call)->value[0]);
	rec = find_struct(find_exit(call), 2);
	ASSERT_NE(NULL, rec);
	after = (void *)(rec + 2);
	EXPECT_LT(0, self->device.major);
	EXPECT_EQ(self->device.major, after->major);
	EXPECT_EQ(self->device.minor, after->minor);
}

/* One file, four requests, in order; all of them return 0. */
TEST_F(binderfs, ioctls)
{
	const struct {
		__u64 cmd, arg;
	} expected[4] = {
		{ BINDER_VERSION, (unsigned long)&self->version },
		{ BINDER_SET_MAX_THREADS, (unsigned long)&self->max_threads },
		{ BINDER_WRITE_READ, (unsigned long)&self->bwr[0] },
		{ BINDER_WRITE_READ, (unsigned long)&self->bwr[1] },
	};
	int i;

	for (i = 0; i < 4; i++) {
		struct record *call = self->ioctls[i], *exit = find_exit(call);

		ASSERT_EQ(3, call->nr);
		EXPECT_EQ(self->ioctls[0]->value[0], call->value[0]);
		EXPECT_EQ(expected[i].cmd, call->value[1]);
		EXPECT_EQ(expected[i].arg, call->value[2]);
		ASSERT_NE(NULL, exit);
		ASSERT_EQ(1, exit->nr);
		EXPECT_EQ(0, exit->value[0]);
	}
	EXPECT_EQ(BINDER_CURRENT_PROTOCOL_VERSION,
		  self->version.protocol_version);
}

/* How many words of argument @arg are @word at a boundary? */
static unsigned int count_word(struct record *r, unsigned int arg, __u32 word)
{
	const __u32 *rec = find_struct(r, arg);
	unsigned int i, n = 0;

	for (i = 2; rec && i < KCOV_DF_REC_WORDS(rec[0]); i++)
		n += rec[i] == word;
	return n;
}

/* set_max_threads(&self, max) of the driver in Rust, wherever it was inlined */
static struct record *find_set_max_threads(struct record *call)
{
	struct record *end = find_exit(call);

	for (; call && call < end; call = next_entry(call + 1))
		if (call->nr == 2 && call->value[1] == MAX_THREADS)
			return find_struct(call, 0) ? call : NULL;
	return NULL;
}

/*
 * In C, each ioctl looks for its thread in the process, which has the number
 * then. In Rust, the process gets it.
 */
TEST_F(binderfs, max_threads)
{
	struct record *call;
	int i;

	if (is_rust) {
		call = find_set_max_threads(self->ioctls[1]);
		ASSERT_NE(NULL, call);
		EXPECT_EQ(0, count_word(call, 0, MAX_THREADS));
		ASSERT_NE(NULL, find_exit(call));
		EXPECT_EQ(1, count_word(find_exit(call), 0, MAX_THREADS));
		return;
	}
	for (i = 0; i < 4; i++) {
		call = find_call(self->ioctls[i], "binder_get_thread");
		ASSERT_NE(NULL, call);
		EXPECT_LT(call, find_exit(self->ioctls[i]));
		ASSERT_NE(NULL, find_struct(call, 0));
		EXPECT_EQ(i >= 2, count_word(call, 0, MAX_THREADS));
	}
}

struct change {
	unsigned int at;
	__u32 from, to;
};

/* The words of argument @arg that a call has changed; their number, or -1. */
static int get_changes(struct record *call, unsigned int arg,
		       struct change *c, int max)
{
	const __u32 *before = find_struct(call, arg);
	const __u32 *after = find_struct(find_exit(call), arg);
	unsigned int i;
	int nr = 0;

	if (!before || !after || before[0] != after[0])
		return -1;
	for (i = 2; i < KCOV_DF_REC_WORDS(before[0]) && nr < max; i++)
		if (before[i] != after[i])
			c[nr++] = (struct change){ i, before[i], after[i] };
	return nr;
}

/*
 * looper_enter(&mut self): the only word of the thread that it changes. Those
 * that set the bit for it see no more of the thread than the flags.
 */
static bool calls_looper_enter(struct record *call)
{
	struct record *end = find_exit(call);
	const __u32 *rec;
	struct change c[2];

	for (; call && call < end; call = next_entry(call + 1)) {
		rec = find_struct(call, 0);
		if (call->nr == 1 && rec && rec[1] > 2 * sizeof(__u64) &&
		    find_exit(call) && get_changes(call, 0, c, 2) == 1 &&
		    !(c->from & LOOPER_STATE_ENTERED) &&
		    c->to == (c->from | LOOPER_STATE_ENTERED))
			return true;
	}
	return false;
}

/*
 * Each command is counted in the thread, and the first makes it a looper. The
 * command itself crosses no boundary: it comes from user memory. In Rust, a
 * method makes the thread a looper; it is one when the second command comes.
 */
TEST_F(binderfs, enter_looper)
{
	struct change first[4], second[4];
	struct record *call[2];
	int i, looper, count;

	if (is_rust) {
		for (i = 0; i < 2; i++) {
			EXPECT_EQ(sizeof(self->command),
				  self->bwr[i].write_consumed);
			EXPECT_EQ(!i, calls_looper_enter(self->ioctls[2 + i]));
		}
		return;
	}
	for (i = 0; i < 2; i++) {
		call[i] = find_call(self->ioctls[2 + i],
				    "binder_ioctl_write_read");
		ASSERT_NE(NULL, call[i]);
		ASSERT_EQ(3, call[i]->nr);
		EXPECT_EQ((unsigned long)&self->bwr[i], call[i]->value[1]);
		EXPECT_EQ(sizeof(self->command), self->bwr[i].write_consumed);
	}
	EXPECT_EQ(call[0]->value[2], call[1]->value[2]);

	ASSERT_EQ(2, get_changes(call[0], 2, first, ARRAY_SIZE(first)));
	ASSERT_EQ(1, get_changes(call[1], 2, second, ARRAY_SIZE(second)));
	count = first[0].at == second[0].at ? 0 : 1;
	looper = !count;
	EXPECT_EQ(second[0].at, first[count].at);
	EXPECT_EQ(0, first[count].from);
	EXPECT_EQ(1, first[count].to);
	EXPECT_EQ(1, second[0].from);
	EXPECT_EQ(2, second[0].to);
	EXPECT_EQ(0, first[looper].from & LOOPER_STATE_ENTERED);
	EXPECT_EQ(first[looper].from | LOOPER_STATE_ENTERED, first[looper].to);
}

/* Ends the program where the driver is absent or not instrumented. */
static void need_binder(void)
{
	struct recording r = {};
	struct kcov_df_filter f;
	int res;

	res = recording_open(&r, NULL, 0);
	if (res)
		ksft_exit_fail_msg("a session: %s\n", strerror(-res));
	res = FILTER(r.fd, "+f*binder_ioctl", &f);
	if (res)
		ksft_exit_fail_msg("a filter: %s\n", strerror(-res));
	if (!f.matched)
		ksft_exit_skip("binder is not there or not instrumented\n");
	res = FILTER(r.fd, "+f*rust_binder_ioctl", &f);
	if (res)
		ksft_exit_fail_msg("a filter: %s\n", strerror(-res));
	is_rust = f.matched;
	recording_close(&r);
	if (!read_symbols())
		ksft_exit_fail_msg("/proc/kallsyms has no addresses\n");
}

int main(int argc, char **argv)
{
	need_sessions();
	need_binder();
	return test_harness_run(argc, argv);
}
