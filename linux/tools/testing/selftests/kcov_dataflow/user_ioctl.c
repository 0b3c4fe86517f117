// SPDX-License-Identifier: GPL-2.0
/*
 * The device kcov_dataflow: its ioctls, the life of its buffers, and the shape
 * of the records.
 *
 * What is recorded is a write to the trigger of the module eight_args_c. The
 * program loads it, from beside itself or from the path in EIGHT_ARGS_C_KO,
 * unless it is there already.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/kcov.h>
#include <linux/kcov_dataflow.h>

#include "harness.h"

#define DEVICE	"/sys/kernel/debug/kcov_dataflow"
#define KCOV	"/sys/kernel/debug/kcov"
#define TRIGGER	"/sys/kernel/debug/eight_args_c/trigger"

/* Enough for a trigger in a kernel that is instrumented everywhere. */
#define WORDS	(1024 * 1024UL)
#define BYTES	(WORDS * sizeof(__u64))

/* What df_func8() is called with: 0x11, 0x22, .. 0x88. */
#define FUNC8_ARG(i)	(0x11ULL * ((i) + 1))

static int df_open(void)
{
	return open(DEVICE, O_RDWR | O_CLOEXEC);
}

static void *df_mmap(int fd, size_t bytes)
{
	return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
}

/* The ioctls fail with -errno, so that a test needs one comparison. */
static int df_ioctl(int fd, unsigned long cmd, unsigned long arg)
{
	return ioctl(fd, cmd, arg) ? -errno : 0;
}

static int df_init(int fd, unsigned long words)
{
	return df_ioctl(fd, KCOV_DF_INIT_TRACK, words);
}

static int df_enable(int fd)
{
	return df_ioctl(fd, KCOV_DF_ENABLE, 0);
}

static int df_disable(int fd)
{
	return df_ioctl(fd, KCOV_DF_DISABLE, 0);
}

static int df_stats(int fd, struct kcov_df_stats *stats)
{
	return df_ioctl(fd, KCOV_DF_STATS, (unsigned long)stats);
}

static bool trigger(void)
{
	int fd = open(TRIGGER, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, "1", 1) == 1;

	if (fd >= 0)
		close(fd);
	return done;
}

/*
 * Reads all records. Returns their number, or -1 where one is malformed or
 * the last one does not end with the last word. The sequence must go forward;
 * if @seq is not -1, it must start there and have no gap.
 */
static long parse(const __u64 *area, __u64 words, long seq)
{
	__u64 used = __atomic_load_n(&area[0], __ATOMIC_ACQUIRE), pos = 1;
	long records = 0;
	__u32 last = 0;

	if (used > words - 1)
		return -1;

	while (pos <= used) {
		__u64 w = area[pos];
		__u32 type = KCOV_DF_TYPE(w);

		if (type != KCOV_DF_TYPE_ENTRY && type != KCOV_DF_TYPE_RET)
			return -1;
		if (type == KCOV_DF_TYPE_RET && KCOV_DF_ARG(w))
			return -1;
		if (w >> 25 & 7)
			return -1;
		if ((w & KCOV_DF_ON_STACK) && !area[pos + 2])
			return -1;
		if (seq >= 0 && KCOV_DF_SEQ(w) != (seq + records) % (1 << 24))
			return -1;
		if (records && KCOV_DF_SEQ((__u64)KCOV_DF_SEQ(w) - last - 1) >
			       KCOV_DF_SEQ(-1ULL) / 2)
			return -1;
		last = KCOV_DF_SEQ(w);
		pos += KCOV_DF_HEADER_WORDS + KCOV_DF_NVALUES(w);
		records++;
	}
	return pos == used + 1 ? records : -1;
}

/* How many calls of df_func8() are complete among the records. */
static int count_func8(const __u64 *area)
{
	__u64 used = area[0], pos, pc = 0;
	int calls = 0;
	__u32 arg = 0;

	for (pos = 1; pos <= used;
	     pos += KCOV_DF_HEADER_WORDS + KCOV_DF_NVALUES(area[pos])) {
		const __u64 *rec = area + pos;

		if (KCOV_DF_TYPE(rec[0]) != KCOV_DF_TYPE_ENTRY ||
		    KCOV_DF_ARG(rec[0]) != arg || (arg && rec[1] != pc) ||
		    KCOV_DF_NVALUES(rec[0]) != 1 || rec[3] != FUNC8_ARG(arg)) {
			arg = 0;
			continue;
		}
		pc = rec[1];
		if (++arg == 8) {
			calls++;
			arg = 0;
		}
	}
	return calls;
}

/* Status with which a forked test function exits; 0 is success. */
static int run_child(int (*func)(int fd, __u64 *area), int fd, __u64 *area)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (!pid)
		_exit(func(fd, area));
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static long vmalloc_used_kb(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	char line[128];
	long kb = -1;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "VmallocUsed: %ld kB", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb;
}

/* === Ioctls, from the fresh file on ======================================= */

FIXTURE(fresh) {
	int fd;
};

FIXTURE_SETUP(fresh)
{
	self->fd = df_open();
	ASSERT_LE(0, self->fd) TH_LOG("%s: %s", DEVICE, strerror(errno));
}

FIXTURE_TEARDOWN(fresh)
{
	close(self->fd);
}

TEST_F(fresh, only_for_root)
{
	struct stat st;

	ASSERT_EQ(0, fstat(self->fd, &st));
	EXPECT_EQ(S_IFREG | 0600, st.st_mode);
	EXPECT_EQ(0, st.st_uid);
}

TEST_F(fresh, init)
{
	EXPECT_EQ(0, df_init(self->fd, WORDS));
}

TEST_F(fresh, init_smallest)
{
	EXPECT_EQ(0, df_init(self->fd, 2));
}

TEST_F(fresh, init_too_small)
{
	EXPECT_EQ(-EINVAL, df_init(self->fd, 0));
	EXPECT_EQ(-EINVAL, df_init(self->fd, 1));
}

TEST_F(fresh, init_too_large)
{
	EXPECT_EQ(-EINVAL, df_init(self->fd, INT_MAX / sizeof(__u64) + 1));
	EXPECT_EQ(-EINVAL, df_init(self->fd, ULONG_MAX / sizeof(__u64) + 2));
	EXPECT_EQ(-EINVAL, df_init(self->fd, ULONG_MAX));
}

TEST_F(fresh, double_init)
{
	ASSERT_EQ(0, df_init(self->fd, WORDS));
	EXPECT_EQ(-EBUSY, df_init(self->fd, WORDS));
}

TEST_F(fresh, mmap_before_init)
{
	EXPECT_EQ(MAP_FAILED, df_mmap(self->fd, BYTES));
	EXPECT_EQ(EINVAL, errno);
}

TEST_F(fresh, enable_before_init)
{
	EXPECT_EQ(-EINVAL, df_enable(self->fd));
}

TEST_F(fresh, enable_without_mmap)
{
	ASSERT_EQ(0, df_init(self->fd, WORDS));
	EXPECT_EQ(-EINVAL, df_enable(self->fd));
}

TEST_F(fresh, stats_before_init)
{
	struct kcov_df_stats stats;

	EXPECT_EQ(-EINVAL, df_stats(self->fd, &stats));
}

TEST_F(fresh, stats_after_init)
{
	struct kcov_df_stats stats, zero = {};

	memset(&stats, 0xff, sizeof(stats));
	ASSERT_EQ(0, df_init(self->fd, WORDS));
	ASSERT_EQ(0, df_stats(self->fd, &stats));
	EXPECT_EQ(0, memcmp(&stats, &zero, sizeof(stats)));
	EXPECT_EQ(-EFAULT, df_stats(self->fd, NULL));
}

TEST_F(fresh, unknown_ioctl)
{
	EXPECT_EQ(-ENOTTY, df_ioctl(self->fd, _IO('d', 99), 0));
}

TEST_F(fresh, mmap_wrong)
{
	ASSERT_EQ(0, df_init(self->fd, WORDS));

	EXPECT_EQ(MAP_FAILED, df_mmap(self->fd, BYTES / 2));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, df_mmap(self->fd, BYTES * 2));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, BYTES, PROT_READ, MAP_SHARED, self->fd,
				   sysconf(_SC_PAGESIZE)));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE, self->fd, 0));
	EXPECT_EQ(EINVAL, errno);

	/* None of them counts as the mapping that ENABLE asks for. */
	EXPECT_EQ(-EINVAL, df_enable(self->fd));
}

/* === Recording ============================================================ */

FIXTURE(ready) {
	int fd;
	__u64 *area;
};

FIXTURE_SETUP(ready)
{
	self->fd = df_open();
	ASSERT_LE(0, self->fd) TH_LOG("%s: %s", DEVICE, strerror(errno));
	ASSERT_EQ(0, df_init(self->fd, WORDS));
	self->area = df_mmap(self->fd, BYTES);
	ASSERT_NE(MAP_FAILED, self->area);
}

FIXTURE_TEARDOWN(ready)
{
	munmap(self->area, BYTES);
	close(self->fd);
}

TEST_F(ready, enable_and_disable)
{
	int i;

	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, df_enable(self->fd));
		ASSERT_EQ(0, df_disable(self->fd));
	}
}

TEST_F(ready, arguments_must_be_zero)
{
	EXPECT_EQ(-EINVAL, df_ioctl(self->fd, KCOV_DF_ENABLE, 1));
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_EQ(-EINVAL, df_ioctl(self->fd, KCOV_DF_DISABLE, 1));
	EXPECT_EQ(0, df_disable(self->fd));
}

TEST_F(ready, disable_without_enable)
{
	EXPECT_EQ(-EINVAL, df_disable(self->fd));
	ASSERT_EQ(0, df_enable(self->fd));
	ASSERT_EQ(0, df_disable(self->fd));
	EXPECT_EQ(-EINVAL, df_disable(self->fd));
}

TEST_F(ready, enable_twice)
{
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_EQ(-EBUSY, df_enable(self->fd));
	EXPECT_EQ(0, df_disable(self->fd));
}

TEST_F(ready, second_fd)
{
	__u64 *area;
	int fd = df_open();

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, df_init(fd, WORDS));
	area = df_mmap(fd, BYTES);
	ASSERT_NE(MAP_FAILED, area);

	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_EQ(-EBUSY, df_enable(fd));
	EXPECT_EQ(-EINVAL, df_disable(fd));
	ASSERT_EQ(0, df_disable(self->fd));

	EXPECT_EQ(0, df_enable(fd));
	EXPECT_EQ(-EBUSY, df_enable(self->fd));
	EXPECT_EQ(0, df_disable(fd));

	munmap(area, BYTES);
	close(fd);
}

TEST_F(ready, records)
{
	struct kcov_df_stats stats;
	long n;

	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));

	n = parse(self->area, WORDS, 0);
	EXPECT_LT(0, n);
	EXPECT_EQ(1, count_func8(self->area));
	ASSERT_EQ(0, df_stats(self->fd, &stats));
	EXPECT_EQ(n, (long)stats.recorded);
	EXPECT_EQ(0, stats.lost_full);
	EXPECT_EQ(0, stats.lost_nofault);
}

TEST_F(ready, nothing_while_disabled)
{
	ASSERT_EQ(0, df_enable(self->fd));
	ASSERT_EQ(0, df_disable(self->fd));
	self->area[0] = 0;
	EXPECT_TRUE(trigger());
	EXPECT_EQ(0, self->area[0]);
}

TEST_F(ready, reset)
{
	struct kcov_df_stats before;

	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));
	ASSERT_EQ(0, df_stats(self->fd, &before));

	self->area[0] = 0;
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));

	/* The sequence goes on, and so tells resets from losses. */
	EXPECT_LT(0, parse(self->area, WORDS, before.recorded));
	EXPECT_EQ(1, count_func8(self->area));
}

TEST_F(ready, second_mmap)
{
	__u64 *area = df_mmap(self->fd, BYTES);

	ASSERT_NE(MAP_FAILED, area);
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));

	EXPECT_EQ(1, count_func8(area));
	EXPECT_EQ(0, memcmp(area, self->area, BYTES));
	munmap(area, BYTES);
	EXPECT_EQ(1, count_func8(self->area));
}

TEST_F(ready, mmap_again)
{
	struct kcov_df_stats before, after;

	ASSERT_EQ(0, df_enable(self->fd));
	ASSERT_EQ(0, munmap(self->area, BYTES));
	ASSERT_EQ(0, df_stats(self->fd, &before));
	EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_stats(self->fd, &after));
	EXPECT_LT(before.recorded + before.lost_full,
		  after.recorded + after.lost_full);

	self->area = df_mmap(self->fd, BYTES);
	ASSERT_NE(MAP_FAILED, self->area);
	/* To unmap and to map may have filled the buffer. */
	self->area[0] = 0;
	EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));
	EXPECT_EQ(1, count_func8(self->area));
}

TEST_F(ready, beside_kcov)
{
	int fd = open(KCOV, O_RDWR | O_CLOEXEC);
	unsigned long *cover;

	if (fd < 0 && errno == ENOENT)
		SKIP(return, "no " KCOV);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ioctl(fd, KCOV_INIT_TRACE, WORDS));
	cover = df_mmap(fd, WORDS * sizeof(*cover));
	ASSERT_NE(MAP_FAILED, cover);

	ASSERT_EQ(0, ioctl(fd, KCOV_ENABLE, KCOV_TRACE_PC));
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));
	ASSERT_EQ(0, ioctl(fd, KCOV_DISABLE, 0));

	/* The module is compiled for both. */
	EXPECT_LT(0, cover[0]);
	EXPECT_LT(0, parse(self->area, WORDS, 0));
	EXPECT_EQ(1, count_func8(self->area));
	munmap(cover, WORDS * sizeof(*cover));
	close(fd);
}

/* A buffer that ends in the middle of a page. */
TEST_F(fresh, odd_size)
{
	const unsigned long words = 1000;
	__u64 *area;

	ASSERT_EQ(0, df_init(self->fd, words));
	area = df_mmap(self->fd, words * sizeof(__u64));
	ASSERT_NE(MAP_FAILED, area);
	memset(area + words, 0xa5, 24 * sizeof(__u64));

	ASSERT_EQ(0, df_enable(self->fd));
	while (area[0] < words - 100)
		ASSERT_TRUE(trigger());
	ASSERT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));

	EXPECT_LT(0, parse(area, words, -1));
	EXPECT_EQ(0xa5a5a5a5a5a5a5a5, area[words]);
	EXPECT_EQ(0, memcmp(area + words, area + words + 1,
			    23 * sizeof(__u64)));
	munmap(area, words * sizeof(__u64));
}

TEST_F(fresh, full)
{
	const unsigned long words = 512;
	struct kcov_df_stats stats;
	__u64 *area, first;

	ASSERT_EQ(0, df_init(self->fd, words));
	area = df_mmap(self->fd, words * sizeof(__u64));
	ASSERT_NE(MAP_FAILED, area);

	ASSERT_EQ(0, df_enable(self->fd));
	do {
		ASSERT_TRUE(trigger());
		ASSERT_EQ(0, df_stats(self->fd, &stats));
	} while (!stats.lost_full);
	ASSERT_EQ(0, df_disable(self->fd));

	ASSERT_EQ(0, df_stats(self->fd, &stats));
	EXPECT_EQ(parse(area, words, -1), (long)stats.recorded);

	/* Records that were lost have taken their numbers with them. */
	area[0] = 0;
	ASSERT_EQ(0, df_enable(self->fd));
	ASSERT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));
	EXPECT_LT(0, parse(area, words, -1));
	first = KCOV_DF_SEQ(area[1]);
	EXPECT_EQ(stats.recorded + stats.lost_full, first);
	munmap(area, words * sizeof(__u64));
}

/* === A cursor that user space has scribbled over ========================== */

TEST_F(ready, bad_cursor)
{
	static const __u64 bad[] = {
		~0ULL, ~0ULL - 3, WORDS - 1, WORDS - 4, WORDS, WORDS + 1,
		1ULL << 63, 1ULL << 61, (1ULL << 61) - 1, 0x7fffffffffffffff,
		0xffffffff, 0x100000000,
	};
	struct kcov_df_stats before, after;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		ASSERT_EQ(0, df_stats(self->fd, &before));
		ASSERT_EQ(0, df_enable(self->fd));
		self->area[0] = bad[i];
		EXPECT_TRUE(trigger());
		/* WORDS - 4 has three words left: less than any record. */
		EXPECT_EQ(bad[i], self->area[0]);
		ASSERT_EQ(0, df_disable(self->fd));
		ASSERT_EQ(0, df_stats(self->fd, &after));
		EXPECT_LT(before.lost_full, after.lost_full);
	}

	self->area[0] = 0;
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));
	EXPECT_LT(0, parse(self->area, WORDS, -1));
	EXPECT_EQ(1, count_func8(self->area));
}

static bool scribbling;

static void *scribble(void *arg)
{
	static const __u64 value[] = { ~0ULL, 0, WORDS - 1, 1ULL << 63, 7 };
	__u64 *area = arg;
	unsigned int i = 0;

	while (__atomic_load_n(&scribbling, __ATOMIC_RELAXED))
		__atomic_store_n(&area[0], value[i++ % ARRAY_SIZE(value)],
				 __ATOMIC_RELAXED);
	return NULL;
}

TEST_F(ready, scribbled_cursor)
{
	struct kcov_df_stats stats;
	pthread_t thread;
	int i;

	scribbling = true;
	ASSERT_EQ(0, pthread_create(&thread, NULL, scribble, self->area));
	ASSERT_EQ(0, df_enable(self->fd));
	for (i = 0; i < 500; i++)
		EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));
	__atomic_store_n(&scribbling, false, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	ASSERT_EQ(0, df_stats(self->fd, &stats));
	EXPECT_LT(0, stats.recorded + stats.lost_full);

	self->area[0] = 0;
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));
	EXPECT_LT(0, parse(self->area, WORDS,
			   (stats.recorded + stats.lost_full +
			    stats.lost_nofault) % (1 << 24)));
}

/* === Life and death ======================================================= */

/* One thread publishes, the other reads: never half a record. */
static void *watch(void *arg)
{
	const __u64 *area = arg;
	long bad = 0;

	while (__atomic_load_n(&scribbling, __ATOMIC_RELAXED))
		bad += parse(area, WORDS, -1) < 0;
	return (void *)bad;
}

TEST_F(ready, reader_beside_writer)
{
	pthread_t thread;
	void *bad;
	int i;

	scribbling = true;
	ASSERT_EQ(0, pthread_create(&thread, NULL, watch, self->area));
	ASSERT_EQ(0, df_enable(self->fd));
	for (i = 0; i < 100; i++)
		EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));
	__atomic_store_n(&scribbling, false, __ATOMIC_RELAXED);
	pthread_join(thread, &bad);
	EXPECT_EQ(NULL, bad);
}

TEST_F(ready, close_while_recording)
{
	ASSERT_EQ(0, df_enable(self->fd));
	ASSERT_EQ(0, close(self->fd));
	EXPECT_TRUE(trigger());
	EXPECT_EQ(1, count_func8(self->area));

	/* Only the task is left of the users of the buffer. */
	ASSERT_EQ(0, munmap(self->area, BYTES));
	EXPECT_TRUE(trigger());
}

TEST_F(ready, close_while_mapped)
{
	ASSERT_EQ(0, df_enable(self->fd));
	EXPECT_TRUE(trigger());
	ASSERT_EQ(0, df_disable(self->fd));
	ASSERT_EQ(0, close(self->fd));
	EXPECT_LT(0, parse(self->area, WORDS, 0));
	EXPECT_EQ(1, count_func8(self->area));
	memset(self->area, 0xff, BYTES);
}

static int child_enables_and_exits(int fd, __u64 *area)
{
	(void)area;
	return df_enable(fd) || !trigger();
}

TEST_F(ready, exit_without_disable)
{
	int i;

	for (i = 1; i <= 3; i++) {
		ASSERT_EQ(0, run_child(child_enables_and_exits, self->fd,
				       self->area));
		EXPECT_EQ(i, count_func8(self->area));
	}
	EXPECT_EQ(0, df_enable(self->fd));
	EXPECT_EQ(0, df_disable(self->fd));
}

static int child_is_killed(int fd, __u64 *area)
{
	(void)area;
	if (df_enable(fd) || !trigger())
		return 1;
	return kill(getpid(), SIGKILL);
}

TEST_F(ready, killed_while_recording)
{
	EXPECT_EQ(-1, run_child(child_is_killed, self->fd, self->area));
	EXPECT_EQ(1, count_func8(self->area));
	EXPECT_EQ(0, df_enable(self->fd));
	EXPECT_EQ(0, df_disable(self->fd));
}

static int child_is_not_recorded(int fd, __u64 *area)
{
	(void)area;
	/* The parent is the recorded task, not this one. */
	return df_disable(fd) != -EINVAL || df_enable(fd) != -EBUSY ||
	       !trigger();
}

TEST_F(ready, fork)
{
	ASSERT_EQ(0, df_enable(self->fd));
	self->area[0] = 0;
	EXPECT_EQ(0, run_child(child_is_not_recorded, self->fd, self->area));
	EXPECT_EQ(0, count_func8(self->area));
	self->area[0] = 0;
	EXPECT_TRUE(trigger());
	EXPECT_EQ(1, count_func8(self->area));
	EXPECT_EQ(0, df_disable(self->fd));
}

static int child_records_itself(int unused, __u64 *unused_area)
{
	int fd = df_open();
	__u64 *area;

	(void)unused;
	(void)unused_area;
	if (fd < 0 || df_init(fd, WORDS))
		return 1;
	area = df_mmap(fd, BYTES);
	if (area == MAP_FAILED || df_enable(fd) || !trigger() || df_disable(fd))
		return 2;
	return count_func8(area) != 1;
}

TEST_F(ready, two_tasks)
{
	ASSERT_EQ(0, df_enable(self->fd));
	self->area[0] = 0;
	EXPECT_EQ(0, run_child(child_records_itself, -1, NULL));
	EXPECT_EQ(0, count_func8(self->area));
	EXPECT_EQ(0, df_disable(self->fd));
}

static void *thread_is_not_recorded(void *arg)
{
	int fd = *(int *)arg;

	return (void *)(long)(df_disable(fd) != -EINVAL ||
			      df_enable(fd) != -EBUSY || !trigger());
}

TEST_F(ready, threads)
{
	pthread_t thread;
	void *res;

	ASSERT_EQ(0, df_enable(self->fd));
	self->area[0] = 0;
	ASSERT_EQ(0, pthread_create(&thread, NULL, thread_is_not_recorded,
				    &self->fd));
	pthread_join(thread, &res);
	EXPECT_EQ(NULL, res);
	EXPECT_EQ(0, count_func8(self->area));
	EXPECT_EQ(0, df_disable(self->fd));
}

static int child_execs(int fd, __u64 *area)
{
	char number[16];

	(void)area;
	if (df_enable(fd))
		return 1;
	/* Without O_CLOEXEC */
	snprintf(number, sizeof(number), "%d", dup(fd));
	execl("/proc/self/exe", "user_ioctl", "--after-exec", number, NULL);
	return 2;
}

static int after_exec(int fd)
{
	__u64 *area = df_mmap(fd, BYTES);

	if (area == MAP_FAILED)
		return 3;
	/* The exec itself may have filled the buffer. */
	__atomic_store_n(&area[0], 0, __ATOMIC_RELAXED);
	return trigger() ? 0 : 4;
}

TEST_F(ready, exec)
{
	ASSERT_EQ(0, run_child(child_execs, self->fd, self->area));
	EXPECT_EQ(1, count_func8(self->area));
	EXPECT_EQ(0, df_enable(self->fd));
	EXPECT_EQ(0, df_disable(self->fd));
}

union fd_message {
	char buf[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static bool send_fd(int sock, int fd)
{
	union fd_message u = {};
	struct iovec iov = { .iov_base = "", .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = u.buf, .msg_controllen = sizeof(u.buf),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(int));
	return sendmsg(sock, &msg, 0) == 1;
}

static int receive_fd(int sock)
{
	union fd_message u;
	char c;
	struct iovec iov = { .iov_base = &c, .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = u.buf, .msg_controllen = sizeof(u.buf),
	};
	struct cmsghdr *cmsg;
	int fd;

	if (recvmsg(sock, &msg, 0) != 1)
		return -1;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (!cmsg || cmsg->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&fd, CMSG_DATA(cmsg), sizeof(int));
	return fd;
}

static int child_records_for_others(int sock, __u64 *unused)
{
	int fd = receive_fd(sock);
	__u64 *area;

	(void)unused;
	if (fd < 0)
		return 1;
	area = df_mmap(fd, BYTES);
	if (area == MAP_FAILED || df_enable(fd) || close(fd) || !trigger())
		return 2;
	return count_func8(area) != 1;
}

TEST_F(ready, scm_rights)
{
	int sock[2];

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, sock));
	ASSERT_TRUE(send_fd(sock[0], self->fd));
	ASSERT_EQ(0, close(self->fd));
	EXPECT_EQ(0, run_child(child_records_for_others, sock[1], NULL));
	EXPECT_EQ(1, count_func8(self->area));

	close(sock[0]);
	close(sock[1]);
}

static int child_leaves_everything(int unused, __u64 *unused_area)
{
	int fd = df_open();

	(void)unused;
	(void)unused_area;
	if (fd < 0 || df_init(fd, WORDS))
		return 1;
	if (df_mmap(fd, BYTES) == MAP_FAILED || df_enable(fd))
		return 2;
	return 0;
}

TEST(no_leak)
{
	long before, after;
	int i;

	ASSERT_EQ(0, run_child(child_leaves_everything, -1, NULL));
	before = vmalloc_used_kb();
	ASSERT_LE(0, before);
	for (i = 0; i < 20; i++)
		ASSERT_EQ(0, run_child(child_leaves_everything, -1, NULL));
	after = vmalloc_used_kb();
	/* One buffer is 8 MB. */
	EXPECT_LT(after - before, 4096)
		TH_LOG("%ld kB, %ld kB after 20 buffers", before, after);
}

static bool load_module(void)
{
	char exe[PATH_MAX] = "", path[PATH_MAX];
	const char *name = getenv("EIGHT_ARGS_C_KO");
	int fd, res;

	if (!name) {
		if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) < 0)
			return false;
		if (snprintf(path, sizeof(path),
			     "%s/test_modules/eight_args_c.ko",
			     dirname(exe)) >= (int)sizeof(path))
			return false;
		name = path;
	}
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	res = syscall(SYS_finit_module, fd, "", 0);
	close(fd);
	return !res;
}

int main(int argc, char **argv)
{
	bool loaded = false;
	int res;

	if (argc == 3 && !strcmp(argv[1], "--after-exec"))
		return after_exec(atoi(argv[2]));

	if (access(DEVICE, F_OK))
		ksft_exit_skip("%s: %s\n", DEVICE, strerror(errno));
	if (access(TRIGGER, F_OK)) {
		loaded = load_module();
		if (!loaded && errno == ENOENT)
			ksft_exit_skip("eight_args_c.ko has not been built\n");
		if (!loaded)
			ksft_exit_fail_msg("eight_args_c.ko: %s\n",
					   strerror(errno));
	}
	res = test_harness_run(argc, argv);
	if (loaded)
		syscall(SYS_delete_module, "eight_args_c", 0);
	return res;
}
