// SPDX-License-Identifier: GPL-2.0
/*
 * Random operations on the device kcov_dataflow, valid and invalid ones, with a
 * model beside them that knows what each has to return.
 *
 *	fuzz [OPERATIONS [SEED [BATCH]]]
 *
 * A batch is a process with a few files, mappings and tasks, which performs
 * some hundred operations; all of it depends on the seed and the batch's number
 * alone, but for what its tasks do meanwhile. With BATCH, that one alone is
 * performed, and each operation is printed ahead.
 *
 * The modules df_session and eight_args_c are loaded from DF_MODULES.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "trial.h"

/* The shortest structs that the kernel takes. */
#define MIN_SESSION	offsetof(struct kcov_df_session, chunk_size)
#define MIN_FILTER	offsetof(struct kcov_df_filter, matched)

#define TRIGGER		"/sys/kernel/debug/df_session/trigger"

#define BATCH		500
#define MAX_FILES	64
#define MAX_SLOTS	8
#define MAX_MAPS	8
#define MAX_TASKS	4

/* Rules that are right, in a kernel that is instrumented everywhere as well. */
#define RULES		"+mdf_session\0+meight_args_c"

static __u64 seed = 1, rng;
static __u32 batch;
static bool verbose;
static unsigned int operation;
static int trigger_fd = -1;
static struct image eight_args;

static struct shared {
	__u32 failures;
	/* Operations that came to something, and in all. */
	__u64 succeeded, done, sessions, buffers, recorded, tasks, faults;
} *shared;

static __u32 pick(__u32 n)
{
	return below(&rng, n);
}

#define ONE_OF(array)							\
	({								\
		const typeof(array) *__a = &(array);			\
									\
		&(*__a)[pick(ARRAY_SIZE(*__a))];			\
	})

/* === What is said of failures ============================================= */

#define NR_LINES	24

static char line[NR_LINES][200];
static unsigned int nr_lines;

static __printf(1, 2) void about_to(const char *format, ...)
{
	char *l = line[nr_lines++ % NR_LINES];
	va_list args;

	va_start(args, format);
	vsnprintf(l, sizeof(*line), format, args);
	va_end(args);
	if (verbose)
		dprintf(1, "# %u: %s\n", operation, l);
}

static __printf(1, 2) void fail(const char *format, ...)
{
	char text[300];
	unsigned int i;
	va_list args;

	if (__atomic_fetch_add(&shared->failures, 1, __ATOMIC_SEQ_CST) > 5)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	dprintf(1, "# operation %u: %s; fuzz 0 %llu %u does it again. Before it:\n",
		operation, text, seed, batch);
	for (i = nr_lines > NR_LINES ? nr_lines - NR_LINES : 0;
	     i < nr_lines && !verbose; i++)
		dprintf(1, "#	%s\n", line[i % NR_LINES]);
}

/* Compares a result with all that there may be. */
static void allow(long res, const long *results, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (res == results[i])
			break;
	if (i == n)
		fail("%ld, not %ld or %ld", res, results[0], results[n - 1]);
	shared->succeeded += res >= 0;
}

#define ALLOW(res, ...)							\
	allow(res, (const long[]){ __VA_ARGS__ },			\
	      ARRAY_SIZE(((const long[]){ __VA_ARGS__ })))

/* The same for calls that return -1 and set errno. */
#define RESULT(call)	({ long __r = (long)(call); __r == -1 ? -errno : __r; })

/* === The model ============================================================ */

enum kind { FRESH, SESSION, BUFFER };

struct file {
	enum kind kind;
	int mode;
	struct kcov_df_session s;
	/* Bytes to map. */
	size_t size;
	bool mapped;
	unsigned int tasks;
};

struct slot {
	int fd;
	struct file *file;
};

struct map {
	char *addr;
	size_t size;
	struct file *file;
	/* Nothing but the whole of it, as it was mapped, is looked into. */
	bool whole;
};

struct task {
	pid_t pid;
	struct file *by;
};

static struct file files[MAX_FILES];
static unsigned int nr_files;
static struct slot slots[MAX_SLOTS];
static unsigned int nr_slots;
static struct map maps[MAX_MAPS];
static unsigned int nr_maps;
static struct task tasks[MAX_TASKS];
static unsigned int nr_tasks;
/* What records this process. */
static struct file *recorder;
/* Handles may be in use by what is not in reach any more. */
static __u32 handles;

static struct slot *pick_slot(void)
{
	return &slots[pick(nr_slots)];
}

/* === Memory for arguments ================================================= */

/* Three pages: one that can be written, one that cannot, and none. */
static char *arena;

#define WRITABLE	(arena)
#define READABLE	(arena + PAGE)
#define ABSENT		(arena + 2 * PAGE)

struct place {
	void *addr;
	/* Bytes that can be read there, and written. */
	size_t readable, writable;
};

static struct place pick_place(size_t size)
{
	static void * const bad[] = {
		NULL, (void *)8, (void *)-8L, (void *)-1L,
		(void *)0xffffffff81000000, (void *)0xffff888000000000,
		(void *)0x8000000000000000, (void *)0x7ffffffff000,
	};

	switch (pick(12)) {
	case 0:
		return (struct place){ *ONE_OF(bad), 0, 0 };
	case 1:
		return (struct place){ ABSENT, 0, 0 };
	case 2:
		/* To the last byte of what there is. */
		return (struct place){ ABSENT - size, size, 0 };
	case 3:
		size = pick(size + 1);
		return (struct place){ ABSENT - size, size, 0 };
	case 4:
		size = pick(size + 1);
		return (struct place){ READABLE - size, size + PAGE, size };
	case 5:
		return (struct place){ READABLE, PAGE, 0 };
	case 6:
		return (struct place){ READABLE - size, size + PAGE, size };
	default:
		size = pick(1024);
		return (struct place){ WRITABLE + size, PAGE, PAGE - size };
	}
}

/* Puts bytes where only the test itself may be able to write. */
static void put(const struct place *p, const void *data, size_t size)
{
	if (size > p->readable)
		size = p->readable;
	if (!size)
		return;
	mprotect(READABLE, PAGE, PROT_READ | PROT_WRITE);
	memcpy(p->addr, data, size);
	mprotect(READABLE, PAGE, PROT_READ);
}

/* A struct that begins with its size, as the program may know it. */
static __u32 pick_size(__u32 size)
{
	static const __u32 edge[] = {
		0, 1, 3, 4, 8, 12, 15, 16, 20, 23, 24, 25, 28, 40, 47, 48, 64,
		72, 100, 1000, PAGE - 1, PAGE, PAGE + 1, INT_MAX, UINT_MAX,
	};

	return pick(4) ? size : *ONE_OF(edge);
}

/*
 * What copying such a struct in has to return. @size: that it gives, @ksize: of
 * the kernel's, @min: of the shortest one, @more: what follows is not zero
 */
static long copied_in(const struct place *p, __u32 size, __u32 ksize, __u32 min,
		      bool more)
{
	if (p->readable < 4)
		return -EFAULT;
	if (size < min)
		return -EINVAL;
	if (size > PAGE)
		return -E2BIG;
	/* Looked at before the rest is copied, but maybe not all of it. */
	if (size > ksize && p->readable >= ksize + 8 && more)
		return -E2BIG;
	return p->readable < size ? -EFAULT : 0;
}

/* === Operations on the file =============================================== */

static void op_open(void)
{
	static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR, O_RDWR, O_RDWR };
	struct slot *s = &slots[nr_slots];

	if (nr_slots == MAX_SLOTS || nr_files == MAX_FILES)
		return;
	s->file = &files[nr_files++];
	*s->file = (struct file){ .mode = *ONE_OF(modes) };
	about_to("file %td = open(%d)", s->file - files, s->file->mode);
	s->fd = open(DEVICE, s->file->mode | O_CLOEXEC);
	if (s->fd < 0)
		fail("open: %s", strerror(errno));
	else
		nr_slots++;
}

static void op_dup(void)
{
	struct slot *s = pick_slot(), *d = &slots[nr_slots];

	if (nr_slots == MAX_SLOTS)
		return;
	*d = *s;
	about_to("dup file %td", s->file - files);
	d->fd = dup(s->fd);
	if (d->fd < 0)
		fail("dup: %s", strerror(errno));
	else
		nr_slots++;
}

static void op_close(void)
{
	struct slot *s = pick_slot();

	if (nr_slots < 2)
		return;
	about_to("close file %td", s->file - files);
	ALLOW(RESULT(close(s->fd)), 0);
	*s = slots[--nr_slots];
}

static unsigned long pick_words(void)
{
	static const unsigned long edge[] = {
		0, 1, 2, 3, 511, 512, 513, INT_MAX / 8 + 1, ULONG_MAX,
		ULONG_MAX / 8 + 2, 1UL << 61, LONG_MAX,
	};

	return pick(3) ? 2 + pick(1 << pick(15)) : *ONE_OF(edge);
}

static void op_init_track(void)
{
	unsigned long words = pick_words();
	struct slot *s = pick_slot();
	struct file *f = s->file;
	long res;

	about_to("file %td: INIT_TRACK %lu", f - files, words);
	res = df_number(s->fd, KCOV_DF_INIT_TRACK, words);
	if (words < 2 || words > INT_MAX / 8) {
		ALLOW(res, -EINVAL);
	} else if (f->kind != FRESH) {
		ALLOW(res, -EBUSY);
	} else {
		ALLOW(res, 0);
		if (res)
			return;
		f->kind = BUFFER;
		f->size = words * 8;
		shared->buffers++;
	}
}

static void pick_session(struct kcov_df_session *o)
{
	static const __u32 chunk[] = {
		KCOV_DF_CHUNK_MIN, KCOV_DF_CHUNK_MIN, 2 * KCOV_DF_CHUNK_MIN,
		4 * KCOV_DF_CHUNK_MIN,
	};
	static const __u64 bad_buffer[] = {
		1, KCOV_DF_CHUNK_MIN, ULLONG_MAX, 1ULL << 63, ~0ULL << 14,
		(1ULL << 36) + 1,
	};

	*o = (struct kcov_df_session){
		.size = pick_size(sizeof(*o)), .version = next_random(&rng),
		.flags = pick(4), .after = pick(3), .snapshot = pick(4097),
		.chunk_size = *ONE_OF(chunk),
	};
	o->buffer_size = (__u64)o->chunk_size * (2 + pick(3)) - pick(2);
	switch (pick(16)) {
	case 0:
		o->flags = next_random(&rng);
		break;
	case 1:
		o->after = 3 + pick(100);
		break;
	case 2:
		o->snapshot = KCOV_DF_SNAPSHOT_MAX + 1 + pick(100);
		break;
	case 3:
		o->chunk_size = next_random(&rng) | 1;
		break;
	case 4:
		o->buffer_size = *ONE_OF(bad_buffer);
		break;
	case 5:
		o->remote_handle = 1 + pick(8);
		break;
	}
	/* A smaller struct leaves these to the kernel. */
	if (o->size < offsetof(struct kcov_df_session, remote_handle) &&
	    pick(8))
		o->size = sizeof(*o);
}

/* What the kernel makes of options, or an error. */
static long checked_options(struct kcov_df_session *o)
{
	struct kcov_df_session known = {};

	memcpy(&known, o, o->size < sizeof(*o) ? o->size : sizeof(*o));
	*o = known;
	if (o->flags & ~3 || o->after > 2 || o->snapshot > KCOV_DF_SNAPSHOT_MAX)
		return -EINVAL;
	if (!o->chunk_size)
		o->chunk_size = 64 * 1024;
	if (o->chunk_size & (o->chunk_size - 1) ||
	    o->chunk_size < KCOV_DF_CHUNK_MIN ||
	    o->chunk_size > KCOV_DF_CHUNK_MAX)
		return -EINVAL;
	if (!o->buffer_size)
		o->buffer_size = 4 << 20;
	if (o->buffer_size > 1ULL << 36)
		return -EINVAL;
	o->buffer_size += o->chunk_size - 1;
	o->buffer_size &= ~(__u64)(o->chunk_size - 1);
	if (o->buffer_size < 2 * o->chunk_size)
		return -EINVAL;
	o->buffer_size += PAGE;
	return 0;
}

static void session_started(struct file *f, const struct kcov_df_session *o)
{
	struct kcov_df_filter filter;
	struct slot *s = slots;

	f->kind = SESSION;
	f->s = *o;
	f->size = o->buffer_size;
	shared->sessions++;
	while (s->file != f)
		s++;
	/* Otherwise, the first ENABLE would open all of the kernel. */
	ALLOW(df_filter(s->fd, RULES, sizeof(RULES), &filter), 0);
}

static void op_session(void)
{
	struct {
		struct kcov_df_session o;
		char more[PAGE];
	} arg = {};
	struct slot *s = pick_slot();
	struct file *f = s->file;
	struct place p;
	unsigned int at = pick(8);
	long res, want;
	bool more;

	pick_session(&arg.o);
	arg.more[at] = !pick(8);
	more = arg.more[at] && arg.o.size > sizeof(arg.o) + at;
	p = pick_place(arg.o.size <= PAGE ? arg.o.size : sizeof(arg.o));
	put(&p, &arg, arg.o.size >= 4 && arg.o.size <= PAGE ? arg.o.size :
	    sizeof(arg.o));

	about_to("file %td: SESSION size %u flags %x after %u snapshot %u",
		 f - files, arg.o.size, arg.o.flags, arg.o.after,
		 arg.o.snapshot);
	about_to("	chunk %u buffer %llu handle %llu more %d at %p (%zu, %zu)",
		 arg.o.chunk_size, arg.o.buffer_size, arg.o.remote_handle, more,
		 p.addr, p.readable, p.writable);
	res = df_ioctl(s->fd, KCOV_DF_SESSION, p.addr);
	want = copied_in(&p, arg.o.size, sizeof(arg.o),
			 MIN_SESSION, more);
	if (!want)
		want = checked_options(&arg.o);
	if (!want && p.writable < arg.o.size)
		want = -EFAULT;
	if (want) {
		/* One that is not zero, and behind it one that is not there. */
		ALLOW(res, want, more ? -E2BIG : want);
		return;
	}
	if (f->kind != FRESH) {
		ALLOW(res, -EBUSY);
		return;
	}
	/* More than the machine has, perhaps. */
	if (res == -ENOMEM && arg.o.buffer_size > 1ULL << 30)
		return;
	ALLOW(res, 0, arg.o.remote_handle &&
	      handles & 1 << arg.o.remote_handle ? -EBUSY : 0);
	if (arg.o.remote_handle < 32)
		handles |= 1U << arg.o.remote_handle;
	if (!res)
		session_started(f, &arg.o);
}

/* Mostly what is allowed */
static unsigned long pick_number(void)
{
	return pick(10) ? 0 : next_random(&rng) >> pick(64);
}

/* ENABLE by a task that is recorded by @by. */
static long want_enable(const struct file *f, const struct file *by)
{
	if (f->kind == FRESH || (f->kind == BUFFER && !f->mapped))
		return -EINVAL;
	if (by || (f->kind == BUFFER && f->tasks))
		return -EBUSY;
	return 0;
}

static void op_enable(void)
{
	struct slot *s = pick_slot();
	unsigned long arg = pick_number();
	long res, want = arg ? -EINVAL : want_enable(s->file, recorder);

	about_to("file %td: ENABLE %lu", s->file - files, arg);
	res = df_number(s->fd, KCOV_DF_ENABLE, arg);
	ALLOW(res, want);
	if (res)
		return;
	recorder = s->file;
	recorder->tasks++;
	shared->recorded++;
}

static void op_disable(void)
{
	struct slot *s = pick_slot();
	unsigned long arg = pick_number();
	bool ours = !arg && recorder == s->file;
	long res;

	about_to("file %td: DISABLE %lu", s->file - files, arg);
	res = df_number(s->fd, KCOV_DF_DISABLE, arg);
	ALLOW(res, ours ? 0 : -EINVAL);
	if (res)
		return;
	recorder->tasks--;
	recorder = NULL;
}

static void op_stats(void)
{
	struct place p = pick_place(sizeof(struct kcov_df_stats));
	struct slot *s = pick_slot();
	long want = -EINVAL;

	about_to("file %td: STATS at %p (%zu)", s->file - files, p.addr,
		 p.writable);
	if (s->file->kind == BUFFER)
		want = p.writable < sizeof(struct kcov_df_stats) ? -EFAULT : 0;
	ALLOW(df_ioctl(s->fd, KCOV_DF_STATS, p.addr), want);
}

static void op_reset(void)
{
	struct slot *s = pick_slot();
	unsigned long arg = pick_number();
	struct file *f = s->file;
	long want = f->kind != SESSION || arg ? -EINVAL : f->tasks ? -EBUSY : 0;

	about_to("file %td: RESET %lu", f - files, arg);
	/* Kernel threads may be at it. */
	ALLOW(df_number(s->fd, KCOV_DF_RESET, arg), want,
	      !want && f->s.remote_handle ? -EBUSY : want);
}

static void op_release(void)
{
	struct slot *s = pick_slot();
	unsigned long arg = pick(8) ? pick(4) : next_random(&rng) >> pick(64);
	struct file *f = s->file;
	bool there = f->kind == SESSION &&
		     arg < (f->size - PAGE) / f->s.chunk_size;

	about_to("file %td: RELEASE %lu", f - files, arg);
	ALLOW(df_number(s->fd, KCOV_DF_RELEASE, arg), -EINVAL,
	      there ? 0 : -EINVAL);
}

#define VALID(text)	{ text, sizeof(text), true }
#define INVALID(text)	{ text, sizeof(text), false }

static const struct rules {
	const char *text;
	size_t len;
	bool valid;
} rules[] = {
	VALID(RULES), VALID("+mdf_session"), VALID("-mvmlinux"),
	VALID("+fdf_*\0-fdf_n*\0+m*s?ss[i]on\0-mvmlinux"),
	VALID("+fno_such_function"), VALID("+f[[[[]]"), VALID("+f\\"),
	VALID("+m*********************************************x"),
	INVALID("+f"), INVALID("+"), INVALID(""), INVALID("f"), INVALID("*"),
	INVALID("-x*"), INVALID("+fdf_*\0"),
	/* Without its end */
	{ "+fdf_deep", 9, false },
};

static long filter_wants(const struct kcov_df_filter *filter,
			 const struct place *p, const struct place *text,
			 bool valid, bool more)
{
	long want = copied_in(p, filter->size, sizeof(*filter), MIN_FILTER,
			      more);

	if (want)
		return want;
	if (filter->patterns_len > KCOV_DF_FILTER_MAX)
		return -E2BIG;
	if (filter->patterns_len && text->readable < filter->patterns_len)
		return -EFAULT;
	if (p->writable < filter->size)
		return -EFAULT;
	return valid ? 0 : -EINVAL;
}

static void op_filter(void)
{
	const struct rules *r = pick(2) ? &rules[0] : ONE_OF(rules);
	struct slot *s = pick_slot();
	struct kcov_df_filter filter = {
		.size = pick_size(sizeof(filter)), .patterns_len = r->len,
	};
	static const char zero[PAGE];
	struct place text = pick_place(r->len), p;
	long want = -EINVAL, res;

	/* Not one upon the other. */
	do
		p = pick_place(filter.size <= PAGE ? filter.size : 32);
	while ((char *)text.addr >= arena && (char *)text.addr <= ABSENT &&
	       (char *)p.addr >= arena && (char *)p.addr <= ABSENT &&
	       (char *)p.addr - (char *)text.addr < 1024 &&
	       (char *)text.addr - (char *)p.addr < (long)PAGE);
	if (!pick(16))
		filter.patterns_len = KCOV_DF_FILTER_MAX + 1 + pick(100);
	filter.patterns = (unsigned long)text.addr;
	put(&text, r->text, r->len);
	put(&p, zero, filter.size <= PAGE ? filter.size : 0);
	put(&p, &filter, filter.size < sizeof(filter) && filter.size >= 4 ?
	    filter.size : sizeof(filter));

	about_to("file %td: FILTER size %u of %u at %p (%zu), rules %td at %p (%zu)",
		 s->file - files, filter.size, filter.patterns_len, p.addr,
		 p.readable, r - rules, text.addr, text.readable);
	if (s->file->kind == SESSION)
		want = filter_wants(&filter, &p, &text, r->valid, false);
	res = df_ioctl(s->fd, KCOV_DF_FILTER, p.addr);
	ALLOW(res, want);
	if (res || filter.size < sizeof(filter) || p.writable < sizeof(filter))
		return;
	memcpy(&filter, p.addr, sizeof(filter));
	if (filter.matched > filter.total)
		fail("%llu of %llu", filter.matched, filter.total);
}

static void op_counters(void)
{
	__u32 size = pick_size(sizeof(struct kcov_df_counters));
	static const char zero[PAGE];
	struct slot *s = pick_slot();
	struct place p = pick_place(size <= PAGE ? size :
				    sizeof(struct kcov_df_counters));
	long want = -EINVAL;

	put(&p, zero, size <= PAGE ? size : 0);
	put(&p, &size, sizeof(size));
	about_to("file %td: COUNTERS size %u at %p (%zu)", s->file - files,
		 size, p.addr, p.readable);
	if (s->file->kind == SESSION)
		want = copied_in(&p, size, sizeof(struct kcov_df_counters), 4,
				 false);
	if (!want && p.writable < size)
		want = -EFAULT;
	ALLOW(df_ioctl(s->fd, KCOV_DF_COUNTERS, p.addr), want);
}

static void op_unknown(void)
{
	static const unsigned long known[] = {
		KCOV_DF_INIT_TRACK, KCOV_DF_ENABLE, KCOV_DF_DISABLE,
		KCOV_DF_STATS, KCOV_DF_SESSION, KCOV_DF_RESET, KCOV_DF_RELEASE,
		KCOV_DF_FILTER, KCOV_DF_COUNTERS,
	};
	unsigned long cmd = _IOC(pick(4), pick(2) ? 'd' : 'c', pick(256),
				 pick(2) ? 0 : pick(1 << 14));
	struct slot *s = pick_slot();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (cmd == known[i])
			return;
	about_to("file %td: ioctl 0x%lx", s->file - files, cmd);
	ALLOW(df_number(s->fd, cmd, pick_number()), -ENOTTY);
}

/* What is there for files in general, and not for this one. */
static void op_other(void)
{
	struct slot *s = pick_slot();
	int mode = s->file->mode;
	struct pollfd pfd = { .fd = s->fd, .events = POLLIN | POLLOUT };
	unsigned int what = pick(6);
	char c = 0;

	about_to("file %td: other %u", s->file - files, what);
	switch (what) {
	case 0:
		ALLOW(RESULT(read(s->fd, &c, 1)),
		      mode == O_WRONLY ? -EBADF : -EINVAL);
		break;
	case 1:
		ALLOW(RESULT(write(s->fd, &c, 1)),
		      mode == O_RDONLY ? -EBADF : -EINVAL);
		break;
	case 2:
		ALLOW(RESULT(lseek(s->fd, pick(1000), pick(3))), -ESPIPE);
		break;
	case 3:
		ALLOW(RESULT(poll(&pfd, 1, 0)), 1);
		break;
	case 4:
		ALLOW(RESULT(fsync(s->fd)), -EINVAL);
		break;
	default:
		ALLOW(RESULT(pread(s->fd, &c, 1, 0)), -ESPIPE);
	}
}

/* === Mappings ============================================================= */

static long want_mmap(const struct file *f, size_t size, int prot, int flags,
		      off_t offset)
{
	if (!size)
		return -EINVAL;
	if (f->mode == O_WRONLY)
		return -EACCES;
	if (flags == MAP_SHARED && prot & PROT_WRITE && f->mode != O_RDWR)
		return -EACCES;
	if (offset || flags == MAP_PRIVATE)
		return -EINVAL;
	if (f->kind == SESSION && prot & PROT_WRITE)
		return -EACCES;
	if (f->kind == FRESH || (size + PAGE - 1) / PAGE !=
				(f->size + PAGE - 1) / PAGE)
		return -EINVAL;
	return 0;
}

static void op_mmap(void)
{
	static const int prots[] = {
		PROT_READ, PROT_READ, PROT_READ | PROT_WRITE, PROT_NONE,
		PROT_WRITE, PROT_READ | PROT_WRITE,
	};
	struct slot *s = pick_slot();
	struct map *m = &maps[nr_maps];
	struct file *f = s->file;
	size_t size = f->size;
	int prot = *ONE_OF(prots), flags = pick(10) ? MAP_SHARED : MAP_PRIVATE;
	off_t offset = pick(10) ? 0 : (off_t)pick(1 << 20) * PAGE;
	long res;

	if (nr_maps == MAX_MAPS)
		return;
	if (!pick(5))
		size = pick(2) ? size + PAGE : pick(1 << 20);
	about_to("map %u = mmap file %td size %zu prot %d flags %d offset %lx",
		 nr_maps, f - files, size, prot, flags, offset);
	m->addr = mmap(NULL, size, prot, flags, s->fd, offset);
	res = m->addr == MAP_FAILED ? -errno : 0;
	ALLOW(res, want_mmap(f, size, prot, flags, offset));
	if (res)
		return;
	m->size = (size + PAGE - 1) & -PAGE;
	m->file = f;
	m->whole = true;
	f->mapped |= f->kind == BUFFER;
	nr_maps++;
}

static struct map *pick_map(void)
{
	return nr_maps ? &maps[pick(nr_maps)] : NULL;
}

static void op_munmap(void)
{
	struct map *m = pick_map();
	size_t from;

	if (!m)
		return;
	/* A hole that nothing else gets into. */
	if (!pick(3)) {
		from = pick(m->size / PAGE) * PAGE;
		about_to("munmap of map %td from %zu", m - maps, from);
		if (mmap(m->addr + from, PAGE, PROT_NONE, MAP_FIXED |
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
			fail("munmap: %s", strerror(errno));
		m->whole = false;
		return;
	}
	about_to("munmap of map %td", m - maps);
	ALLOW(RESULT(munmap(m->addr, m->size)), 0);
	*m = maps[--nr_maps];
}

static void op_mremap(void)
{
	struct map *m = pick_map();
	size_t old, new;
	int flags;
	char *p;

	if (!m)
		return;
	old = pick(4) ? m->size : pick(m->size / PAGE + 1) * PAGE;
	new = pick(2) ? m->size : PAGE * (1 + pick(m->size / PAGE + 2));
	flags = pick(2) ? MREMAP_MAYMOVE : 0;
	about_to("mremap map %td from %zu to %zu flags %d", m - maps, old, new,
		 flags);
	p = mremap(m->addr, old, new, flags);
	if (p == MAP_FAILED) {
		ALLOW(-errno, -EFAULT, -EINVAL, -ENOMEM);
		return;
	}
	/* A mapping never becomes larger than the buffer. */
	if (new > old && m->whole)
		fail("mapping has grown");
	if (p != m->addr && old < m->size)
		munmap(m->addr + old, m->size - old);
	m->whole &= new == m->size;
	m->addr = p;
	m->size = new;
}

static void op_mprotect(void)
{
	struct map *m = pick_map();
	int prot = pick(4);
	long res;

	if (!m)
		return;
	about_to("mprotect map %td to %d", m - maps, prot);
	res = RESULT(mprotect(m->addr, m->size, prot));
	if (prot & PROT_WRITE &&
	    (m->file->kind == SESSION || m->file->mode != O_RDWR))
		ALLOW(res, -EACCES, m->whole ? -EACCES : 0);
	else
		ALLOW(res, 0);
}

static void op_madvise(void)
{
	static const int advices[] = {
		MADV_NORMAL, MADV_RANDOM, MADV_WILLNEED, MADV_DONTNEED,
		MADV_REMOVE, MADV_DONTFORK, MADV_DOFORK, MADV_FREE,
		MADV_MERGEABLE, MADV_HUGEPAGE, MADV_DODUMP, MADV_COLD,
		MADV_PAGEOUT, MADV_WIPEONFORK, 22 /* MADV_POPULATE_READ */,
		23 /* MADV_POPULATE_WRITE */, 24 /* MADV_DONTNEED_LOCKED */,
	};
	struct map *m = pick_map();
	int advice = *ONE_OF(advices);
	long res;

	if (!m)
		return;
	about_to("madvise map %td %d", m - maps, advice);
	res = RESULT(madvise(m->addr, m->size, advice));
	/* In the place of a part, there may be other memory. */
	if (advice == 23 && !res && m->whole && m->file->kind == SESSION)
		fail("a session's buffer was populated for writing");
	ALLOW(res, 0, -EINVAL, -ENOMEM, -EACCES, -EFAULT, -EBADF, -EPERM,
	      -EAGAIN, -EOPNOTSUPP);
}

/* === Access ===============================================================  */

static sigjmp_buf on_fault;
static bool guarded, faulted;

static void handle_fault(int sig)
{
	if (__atomic_load_n(&guarded, __ATOMIC_RELAXED))
		siglongjmp(on_fault, sig);
	signal(sig, SIG_DFL);
}

/*
 * Pages may be absent, behind DONTNEED or munmap(): a fault is no failure. What
 * is in a register is anything after siglongjmp().
 */
#define GUARDED(statement)						\
	({								\
		__atomic_store_n(&faulted, false, __ATOMIC_SEQ_CST);	\
		if (!sigsetjmp(on_fault, 1)) {				\
			__atomic_store_n(&guarded, true, __ATOMIC_SEQ_CST); \
			statement;					\
		} else {						\
			__atomic_store_n(&faulted, true, __ATOMIC_SEQ_CST); \
			shared->faults++;				\
		}							\
		__atomic_store_n(&guarded, false, __ATOMIC_SEQ_CST);	\
		!__atomic_load_n(&faulted, __ATOMIC_SEQ_CST);		\
	})

static void scribble(char *addr, size_t size, __u64 *state)
{
	static const __u64 cursor[] = {
		0, 1, ~0ULL, ~0ULL - 3, 1ULL << 63, 1ULL << 61, INT_MAX, 500,
	};
	__u64 *area = (__u64 *)addr;

	if (below(state, 2))
		__atomic_store_n(&area[0], *ONE_OF(cursor), __ATOMIC_RELAXED);
	else
		__atomic_store_n(&area[0], below(state, size / 8 + 8),
				 __ATOMIC_RELAXED);
	area[below(state, size / 8)] = next_random(state);
}

static void op_scribble(void)
{
	struct map *m = pick_map();

	if (!m)
		return;
	about_to("scribble over map %td", m - maps);
	if (GUARDED(scribble(m->addr, m->size, &rng)) && m->whole &&
	    m->file->kind == SESSION)
		fail("a session's buffer can be written");
}

static void look_at(const struct map *m)
{
	const struct kcov_df_buffer *b = (void *)m->addr;
	const struct kcov_df_chunk *c;
	unsigned int i;

	if (b->version != KCOV_DF_VERSION || b->header_size != PAGE ||
	    b->chunk_size != m->file->s.chunk_size ||
	    b->header_size + (__u64)b->nr_chunks * b->chunk_size != m->size) {
		fail("header of map %td", m - maps);
		return;
	}
	for (i = 0; i < b->nr_chunks; i++) {
		c = (void *)m->addr + b->header_size + i * b->chunk_size;
		if (c->state > KCOV_DF_CHUNK_FULL || c->used > b->chunk_size)
			fail("chunk %u: state %u, used %u", i, c->state,
			     c->used);
	}
}

static void op_look(void)
{
	struct map *m = pick_map();

	if (!m || !m->whole || m->file->kind != SESSION)
		return;
	about_to("look at map %td", m - maps);
	GUARDED(look_at(m));
}

/* === Calls and tasks ====================================================== */

static const char * const words[] = {
	"call4", "nest", "void", "narrow", "many", "structs", "eight", "nofault",
	"deep 5", "deep 290", "sized", "places", "softirq",
};

static void op_trigger(void)
{
	const char *word = *ONE_OF(words);

	/* These take long. */
	if (word[0] == 's' && word[2] != 'r' && pick(8))
		word = "nest";
	about_to("trigger %s", word);
	ALLOW(RESULT(write(trigger_fd, word, strlen(word))), strlen(word));
}

static void op_bad_trigger(void)
{
	size_t len = 1 + pick(40);
	struct place p = pick_place(len);
	static const char text[64] = "?";

	put(&p, text, len);
	about_to("trigger of %zu bytes at %p (%zu)", len, p.addr, p.readable);
	ALLOW(RESULT(write(trigger_fd, p.addr, len)),
	      len >= 32 && p.readable >= len ? -EINVAL :
	      p.readable < len ? -EFAULT : -EINVAL,
	      len >= 32 ? -EINVAL : -EFAULT, -EINVAL);
}

static void op_remote(void)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "remote %u", 1 + pick(8));

	about_to("%s", text);
	ALLOW(RESULT(write(trigger_fd, text, len)), len);
}

/* What a child does: records itself if it can, calls, ends or waits. */
static void run_task(const struct slot *s, bool stay, int report)
{
	long res = df_number(s->fd, KCOV_DF_ENABLE, 0);
	unsigned int calls = pick(8);
	const char *word;

	if (write(report, &res, sizeof(res)) != sizeof(res))
		_exit(1);
	while (calls--) {
		word = *ONE_OF(words);
		if (write(trigger_fd, word, strlen(word)) < 0)
			_exit(2);
	}
	if (stay)
		pause();
	_exit(0);
}

static void wait_for_the_end(int sig)
{
	for (;;)
		pause();
}

/*
 * A child writes all over a buffer for as long as it lives; where it cannot, it
 * lives, too, since it may be recorded.
 */
static void run_scribbler(const struct map *m)
{
	__u64 state = rng;

	signal(SIGSEGV, wait_for_the_end);
	signal(SIGBUS, wait_for_the_end);
	for (;;)
		scribble(m->addr, m->size, &state);
}

/* The child inherits its recording, if any. */
static struct task *add_task(pid_t pid)
{
	struct task *t = &tasks[nr_tasks++];

	t->pid = pid;
	t->by = NULL;
	if (recorder && recorder->kind == SESSION &&
	    recorder->s.flags & KCOV_DF_INHERIT)
		t->by = recorder;
	if (t->by)
		t->by->tasks++;
	shared->tasks++;
	return t;
}

/* Waits for a task that ends; it is not recorded then. */
static void end_task(struct task *t)
{
	ALLOW(RESULT(waitpid(t->pid, NULL, 0)), t->pid);
	if (t->by)
		t->by->tasks--;
	*t = tasks[--nr_tasks];
}

static void op_fork(void)
{
	struct slot *s = pick_slot();
	bool stay = pick(2);
	struct task *t;
	int report[2];
	long res = -1;
	pid_t pid;

	if (nr_tasks == MAX_TASKS || pipe(report))
		return;
	about_to("fork: ENABLE on file %td, stay %d", s->file - files, stay);
	pid = fork();
	if (!pid)
		run_task(s, stay, report[1]);
	close(report[1]);
	next_random(&rng);
	t = add_task(pid);
	if (read(report[0], &res, sizeof(res)) != sizeof(res))
		fail("a task has died");
	close(report[0]);
	ALLOW(res, want_enable(s->file, t->by));
	if (!res) {
		t->by = s->file;
		t->by->tasks++;
	}
	if (!stay)
		end_task(t);
}

static void op_scribbler(void)
{
	struct map *m = pick_map();
	pid_t pid;

	if (!m || nr_tasks == MAX_TASKS || m->file->kind != BUFFER)
		return;
	about_to("fork: scribble over map %td", m - maps);
	pid = fork();
	if (!pid)
		run_scribbler(m);
	add_task(pid);
}

static void op_kill(void)
{
	struct task *t = &tasks[nr_tasks ? pick(nr_tasks) : 0];

	if (!nr_tasks)
		return;
	about_to("kill a task");
	kill(t->pid, SIGKILL);
	end_task(t);
}

static void op_module(void)
{
	about_to("load or unload a module");
	if (load_module(&eight_args))
		ALLOW(unload_module("eight_args_c"), 0);
}

/* === Batches ============================================================== */

static const struct op {
	void (*run)(void);
	unsigned int weight;
} ops[] = {
	{ op_open, 40 }, { op_dup, 10 }, { op_close, 40 },
	{ op_init_track, 30 }, { op_session, 90 },
	{ op_enable, 60 }, { op_disable, 20 },
	{ op_stats, 40 }, { op_reset, 30 }, { op_release, 60 },
	{ op_filter, 20 }, { op_counters, 60 }, { op_unknown, 60 },
	{ op_other, 60 }, { op_mmap, 80 }, { op_munmap, 50 },
	{ op_mremap, 30 }, { op_mprotect, 30 }, { op_madvise, 40 },
	{ op_scribble, 80 }, { op_look, 60 }, { op_trigger, 150 },
	{ op_bad_trigger, 20 }, { op_remote, 2 }, { op_fork, 8 },
	{ op_scribbler, 3 }, { op_kill, 9 }, { op_module, 1 },
};

static void run_operation(void)
{
	unsigned int i, total = 0, n;

	for (i = 0; i < ARRAY_SIZE(ops); i++)
		total += ops[i].weight;
	n = pick(total);
	for (i = 0; n >= ops[i].weight; i++)
		n -= ops[i].weight;
	if (nr_slots || ops[i].run == op_open)
		ops[i].run();
}

static void run_batch(void)
{
	rng = seed * 1000003 + batch;
	setpgid(0, 0);
	signal(SIGSEGV, handle_fault);
	signal(SIGBUS, handle_fault);
	arena = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(ABSENT, PAGE, PROT_NONE);
	mprotect(READABLE, PAGE, PROT_READ);
	for (operation = 0; operation < BATCH; operation++)
		run_operation();
	shared->done += BATCH;
	/* What is open, mapped and recorded stays so. */
	if (pick(4))
		_exit(0);
	kill(getpid(), SIGKILL);
}

static void do_batch(void)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		run_batch();
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		fail("batch ended with signal %d", WTERMSIG(status));
	kill(-pid, SIGKILL);
	while (wait(NULL) > 0)
		;
}

static void do_batches(__u64 operations)
{
	__u32 nr = (operations + BATCH - 1) / BATCH;

	for (batch = 0; batch < nr && shared->failures < 5; batch++) {
		if (batch % 100 == 0)
			ksft_print_msg("batch %u of %u\n", batch, nr);
		do_batch();
	}
}

static void prepare(void)
{
	struct image session;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!read_module("df_session", &session) ||
	    !read_module("eight_args_c", &eight_args))
		ksft_exit_skip("the test modules are not in DF_MODULES\n");
	if (load_module(&session))
		ksft_exit_fail_msg("cannot load a module: %s\n", strerror(errno));
	trigger_fd = open(TRIGGER, O_WRONLY | O_CLOEXEC);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int main(int argc, char **argv)
{
	__u64 operations = argc > 1 ? strtoull(argv[1], NULL, 0) : 200000;
	struct held before = count_held(), after;
	bool given_back;

	seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	ksft_print_header();
	ksft_set_plan(4);
	ksft_print_msg("fuzz %llu %llu\n", operations, seed);
	prepare();
	ksft_test_result(leaks_are_seen(&before), "leaks are seen\n");

	if (argc > 3) {
		batch = atoi(argv[3]);
		verbose = true;
		do_batch();
	} else {
		do_batches(operations);
	}
	ksft_print_msg("%llu operations, %llu without an error\n",
		       shared->done, shared->succeeded);
	ksft_print_msg("%llu sessions, %llu buffers, %llu recordings, %llu tasks, %llu faults\n",
		       shared->sessions, shared->buffers, shared->recorded,
		       shared->tasks, shared->faults);
	ksft_test_result(!shared->failures, "everything returns what it has to\n");
	ksft_test_result(shared->sessions && shared->buffers &&
			 shared->recorded && shared->tasks && shared->faults,
			 "everything was tried\n");
	given_back = is_given_back(&before, &after);
	ksft_print_msg("%ld areas, %ld objects, %ld kB; before: %ld, %ld, %ld\n",
		       after.areas, after.objects, after.kb, before.areas,
		       before.objects, before.kb);
	ksft_test_result(given_back, "nothing leaks\n");
	ksft_finished();
}
