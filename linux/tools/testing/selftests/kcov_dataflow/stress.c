// SPDX-License-Identifier: GPL-2.0
/*
 * kcov_dataflow under stress: several processes at once record themselves and
 * each other in all ways there are, are killed at any point, and check that
 * every record is where it belongs.
 *
 *	stress [ROUNDS [SEED]]
 *
 * Each round is a worker, a process of which up to four run side by side. It
 * makes recordings, one after the other: it has tasks recorded, disturbs them,
 * and compares at the end what it finds in the buffer with what they did. Who
 * calls is recognised by the address it writes from, a page that belongs to
 * that task alone; what should be recorded of each call is known from a
 * recording that is made first, in peace.
 *
 * The modules df_session and eight_args_c are loaded from DF_MODULES; the
 * second one comes and goes all the time.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "trial.h"

#define TRIGGER(module)	"/sys/kernel/debug/" module "/trigger"
#define RULES		"+mdf_session\0+meight_args_c"
/* Selects less than RULES. */
#define OTHER_RULES	"+fdf_*\0-fdf_narrow*\0+mdf_session"

#define WORKERS		4
#define RECORDINGS	3
#define ACTORS		4
#define MAX_ROUNDS	100000
#define MAX_COOKIES	(4U * 1024 * 1024)

/* === What is called ======================================================= */

static const struct word {
	bool eight_args;
	const char *text;
} words[] = {
	{ true, "1" }, { true, "22" }, { false, "call4" }, { false, "void" },
	{ false, "nest" }, { false, "narrow" }, { false, "many" },
	{ false, "structs" }, { false, "eight" }, { false, "sized" },
	{ false, "places" }, { false, "nofault" }, { false, "softirq" },
	{ false, "deep 3" }, { false, "deep 60" }, { false, "deep 299" },
};

#define NR_WORDS	ARRAY_SIZE(words)
#define MAX_EVENTS	1024
#define MAX_VALUES	12

/*
 * A boundary as it should be recorded. Addresses in the kernel differ from
 * call to call, and so does the one that tells the caller.
 */
struct event {
	bool exit;
	__u8 nr;
	__u16 depth;
	__u64 value[MAX_VALUES];
};

#define ADDRESS		(~0ULL)
#define CALLER		(~1ULL)

struct template {
	__u32 nr, entries, rfc_records;
	struct event event[MAX_EVENTS];
};

/* === What processes share ================================================= */

/* What was called, in entries or in records of the RFC; ended or not. */
struct tally {
	__u64 begun, done;
};

struct actor_id {
	__u32 worker, tid, pid;
};

static struct shared {
	__u32 stop, whole;
	__u64 failures, next_cookie, sessions, buffers, tasks, inherited, threads, execs, passed;
	__u64 killed, chunks, records, structs, lost, overwritten, released;
	__u64 remote, loads, filters, busy;
	struct template template[NR_WORDS];
	struct tally tally[MAX_ROUNDS * RECORDINGS];
	struct actor_id actor[MAX_COOKIES];
} *shared;

static int shared_fd = -1;

static __u64 add(__u64 *counter, __u64 n)
{
	return __atomic_fetch_add(counter, n, __ATOMIC_SEQ_CST);
}

static __u64 seed = 1;
static __u32 my_worker;

static __printf(1, 2) void fail(const char *format, ...)
{
	char text[400];
	va_list args;

	if (add(&shared->failures, 1) > 20)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	dprintf(1, "# round %u: %s\n", my_worker, text);
}

#define EXPECT(got, wanted, format, ...)				\
	do {								\
		long __got = (got), __wanted = (wanted);		\
									\
		if (__got != __wanted)					\
			fail(format ": %ld instead of %ld",		\
			     ##__VA_ARGS__, __got, __wanted);		\
	} while (0)

/* === Callers ============================================================== */

/* Far from all that the system places. */
#define CALLERS		0x100000000000ULL

static bool is_caller(__u64 value)
{
	return value >= CALLERS && value < CALLERS + MAX_COOKIES * PAGE;
}

static __u32 cookie_of(__u64 value)
{
	return (value - CALLERS) / PAGE;
}

static unsigned int word_of(__u64 value)
{
	return (value - CALLERS) % PAGE / 64;
}

static char *text_of(__u32 cookie, unsigned int word)
{
	return (char *)CALLERS + cookie * PAGE + word * 64;
}

/* Gives the current task a page from which nobody else writes. */
static __u32 new_cookie(void)
{
	__u32 cookie = add(&shared->next_cookie, 1) % MAX_COOKIES;
	struct actor_id *id = &shared->actor[cookie];
	unsigned int i;
	void *page;

	page = mmap(text_of(cookie, 0), PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (page != text_of(cookie, 0))
		fail("no page for a task: %s", strerror(errno));
	for (i = 0; i < NR_WORDS; i++)
		memcpy(text_of(cookie, i), words[i].text,
		       strlen(words[i].text));
	id->worker = my_worker;
	id->tid = syscall(SYS_gettid);
	id->pid = getpid();
	return cookie;
}

static int session_trigger = -1;

static bool call(__u32 cookie, unsigned int word, struct tally *tally, bool rfc)
{
	const struct template *t = &shared->template[word];
	__u32 n = rfc ? t->rfc_records : t->entries;
	size_t len = strlen(words[word].text);
	int fd = session_trigger;
	ssize_t res;

	if (words[word].eight_args)
		fd = open(TRIGGER("eight_args_c"), O_WRONLY | O_CLOEXEC);
	/* The module has gone. */
	if (fd < 0)
		return false;
	if (tally)
		__atomic_fetch_add(&tally->begun, n, __ATOMIC_SEQ_CST);
	res = write(fd, text_of(cookie, word), len);
	if (res != (ssize_t)len)
		fail("write of %s: %zd, %s", words[word].text, res,
		     strerror(errno));
	else if (tally)
		__atomic_fetch_add(&tally->done, n, __ATOMIC_SEQ_CST);
	if (words[word].eight_args)
		close(fd);
	return true;
}

/* === Recordings =========================================================== */

/* Where the records of a stream are in the templates. */
struct stream {
	__u32 next_index, tid, pid;
	const struct template *in;
	unsigned int pos;
	/* Whether that is known: not behind a gap. */
	bool synced;
	unsigned int remote;
};

struct recording {
	int fd;
	bool rfc;
	struct kcov_df_session s;
	unsigned long words;
	void *map;
	size_t size;
	struct tally *tally;
	/* Records can be compared with templates, and their number with calls. */
	bool exact;
	struct kcov_df_counters last;
	struct stream *stream;
	unsigned int nr_streams;
	__u64 entries, exits, lost;
};

static bool is_flight(const struct recording *r)
{
	return r->s.flags & KCOV_DF_FLIGHT_RECORDER;
}

static const struct kcov_df_chunk *chunk_at(const struct recording *r,
					    unsigned int i)
{
	const struct kcov_df_buffer *b = r->map;

	return r->map + b->header_size + (size_t)i * b->chunk_size;
}

static unsigned int nr_chunks(const struct recording *r)
{
	return ((const struct kcov_df_buffer *)r->map)->nr_chunks;
}

static struct stream *find_stream(struct recording *r, __u32 number)
{
	unsigned int nr = r->nr_streams;

	if (number > MAX_COOKIES) {
		fail("a chunk of stream %u", number);
		number = 0;
	}
	if (number >= nr) {
		r->nr_streams = number + 16;
		r->stream = realloc(r->stream,
				    r->nr_streams * sizeof(*r->stream));
		memset(r->stream + nr, 0,
		       (r->nr_streams - nr) * sizeof(*r->stream));
		for (; nr < r->nr_streams; nr++)
			r->stream[nr].synced = true;
	}
	return &r->stream[number];
}

/* === Records ============================================================== */

static const char *record_is_malformed(const __u32 *rec, __u32 left, bool after)
{
	__u32 words = KCOV_DF_REC_WORDS(*rec);

	if (!words || words > left)
		return "length";
	switch (KCOV_DF_REC_TYPE(*rec)) {
	case KCOV_DF_REC_EXIT:
		return words % 2 != 1 || words > 5 ? "exit" : NULL;
	case KCOV_DF_REC_EXIT_OF:
		return words % 2 || words > 6 ? "exit of" : NULL;
	case KCOV_DF_REC_ENTRY:
		return words % 2 ? "entry" : NULL;
	case KCOV_DF_REC_STRUCT:
		if (words < 2 || !after)
			return "struct";
		if (*rec & KCOV_DF_STRUCT_BAD)
			return words > 2 ? "bad struct" : NULL;
		if (*rec & KCOV_DF_STRUCT_SHORT)
			return NULL;
		return (words - 2) * 4 > rec[1] + 3 ? "struct's size" : NULL;
	case KCOV_DF_REC_LOST:
		return words != 3 || *rec >> 16 || !(rec[1] | rec[2]) ?
		       "lost" : NULL;
	case KCOV_DF_REC_EVENT:
		return words != 1 || *rec >> 16 != KCOV_DF_EVENT_ENABLE ?
		       "event" : NULL;
	}
	return "type";
}

static void make_event(struct event *e, const __u32 *rec)
{
	__u32 type = KCOV_DF_REC_TYPE(*rec), i;
	__u32 head = type == KCOV_DF_REC_EXIT ? 1 : 2;

	memset(e, 0, sizeof(*e));
	e->exit = type != KCOV_DF_REC_ENTRY;
	e->depth = KCOV_DF_REC_DEPTH(*rec);
	e->nr = (KCOV_DF_REC_WORDS(*rec) - head) / 2;
	for (i = 0; i < e->nr && i < MAX_VALUES; i++) {
		memcpy(&e->value[i], rec + head + 2 * i, sizeof(__u64));
		if (is_caller(e->value[i]))
			e->value[i] = CALLER;
		else if (e->value[i] >> 63)
			e->value[i] = ADDRESS;
	}
}

/* The address that a call of trigger_write() came with, or 0. */
static __u64 caller_of(const __u32 *rec)
{
	__u64 value;

	if (KCOV_DF_REC_TYPE(*rec) != KCOV_DF_REC_ENTRY ||
	    KCOV_DF_REC_WORDS(*rec) != 2 + 2 * 4)
		return 0;
	memcpy(&value, rec + 4, sizeof(value));
	return is_caller(value) ? value : 0;
}

static void check_caller(const struct kcov_df_chunk *c, __u64 caller)
{
	const struct actor_id *id = &shared->actor[cookie_of(caller)];

	if (id->worker != my_worker || id->tid != c->tid || id->pid != c->pid)
		fail("task %u/%u has a record of task %u/%u of round %u",
		     c->pid, c->tid, id->pid, id->tid, id->worker);
}

static void check_event(struct recording *r, struct stream *s,
			const struct kcov_df_chunk *c, const __u32 *rec)
{
	__u64 caller = caller_of(rec);
	struct event e;

	if (caller && word_of(caller) < NR_WORDS) {
		if (r->exact && s->synced && s->in && s->pos < s->in->nr)
			fail("task %u calls %s before %u of %u are through",
			     c->tid, words[word_of(caller)].text, s->pos,
			     s->in->nr);
		s->in = &shared->template[word_of(caller)];
		s->pos = 0;
		s->synced = true;
	}
	if (!r->exact || !s->synced)
		return;

	make_event(&e, rec);
	if (!s->in || s->pos >= s->in->nr)
		fail("task %u: exit %u depth %u nr %u value 0x%llx is of no call",
		     c->tid, e.exit, e.depth, e.nr, e.value[0]);
	else if (memcmp(&e, &s->in->event[s->pos], sizeof(e)))
		fail("task %u, boundary %u of %s: exit %u depth %u nr %u value 0x%llx",
		     c->tid, s->pos,
		     words[s->in - shared->template].text, e.exit, e.depth,
		     e.nr, e.value[0]);
	s->pos++;
}

/* Three calls in each section: df_call4(0x9e, number, 1..3, 0). */
static void check_remote(struct stream *s, const struct kcov_df_chunk *c,
			 const __u32 *rec)
{
	__u64 v[4];

	if (KCOV_DF_REC_DEPTH(*rec))
		fail("remote section: depth %u", KCOV_DF_REC_DEPTH(*rec));
	if (KCOV_DF_REC_TYPE(*rec) != KCOV_DF_REC_ENTRY)
		return;
	memcpy(v, rec + 2, sizeof(v));
	if (KCOV_DF_REC_WORDS(*rec) != 10 || v[0] != 0x9e || v[1] > 3 || v[3])
		fail("remote section of task %u: 0x%llx", c->tid, v[0]);
	if (s->synced && v[2] != ++s->remote)
		fail("remote section of task %u: call %llu", c->tid, v[2]);
	add(&shared->remote, 1);
}

static void skip_lost(struct recording *r, struct stream *s, const __u32 *rec)
{
	r->lost += rec[1] + rec[2];
	s->pos += rec[1] + rec[2];
	/* In another call, but which? */
	if (!s->in || s->pos > s->in->nr)
		s->synced = false;
	s->remote += rec[1];
}

static void check_record(struct recording *r, struct stream *s,
			 const struct kcov_df_chunk *c, const __u32 *rec)
{
	switch (KCOV_DF_REC_TYPE(*rec)) {
	case KCOV_DF_REC_LOST:
		skip_lost(r, s, rec);
		return;
	case KCOV_DF_REC_STRUCT:
		add(&shared->structs, 1);
		return;
	case KCOV_DF_REC_EVENT:
		return;
	case KCOV_DF_REC_ENTRY:
		r->entries++;
		break;
	default:
		r->exits++;
	}
	if (c->context)
		check_remote(s, c, rec);
	else
		check_event(r, s, c, rec);
}

/* Goes through a copy of a chunk; @s is NULL if what was before is not known. */
static void check_chunk(struct recording *r, struct stream *s,
			const struct kcov_df_chunk *c, __u32 used)
{
	const __u32 *rec = (const void *)(c + 1), *end = (const void *)c + used;
	const char *wrong = NULL;
	bool after = false, event, first;
	unsigned int n = 0;
	__u64 caller;
	__u32 type;

	for (; rec < end; rec += KCOV_DF_REC_WORDS(*rec), n++) {
		wrong = record_is_malformed(rec, end - rec, after);
		if (wrong) {
			fail("task %u, chunk %u: torn record %u at %zd of %u: %s, 0x%x",
			     c->tid, c->index, n, (void *)rec - (void *)c,
			     used, wrong, *rec);
			return;
		}
		type = KCOV_DF_REC_TYPE(*rec);
		after = type <= KCOV_DF_REC_STRUCT;
		event = type == KCOV_DF_REC_EVENT;
		first = !n && !c->index;
		if (event != first)
			fail("task %u: event in chunk %u", c->tid, c->index);
		caller = caller_of(rec);
		if (caller)
			check_caller(c, caller);
		if (s)
			check_record(r, s, c, rec);
	}
	if (s) {
		add(&shared->chunks, 1);
		add(&shared->records, n);
	}
}

/* Copies a chunk whole, unless it is overwritten meanwhile. */
static struct kcov_df_chunk *copy_chunk(const struct recording *r,
					unsigned int i, __u32 *used)
{
	const struct kcov_df_chunk *c = chunk_at(r, i);
	__u64 serial = __atomic_load_n(&c->serial, __ATOMIC_ACQUIRE);
	struct kcov_df_chunk *copy;

	*used = __atomic_load_n(&c->used, __ATOMIC_ACQUIRE);
	if (!serial || !*used)
		return NULL;
	if (*used < sizeof(*c) || *used > r->s.chunk_size || *used % 4) {
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (serial == __atomic_load_n(&c->serial, __ATOMIC_RELAXED))
			fail("chunk %u uses %u of %u bytes", i, *used,
			     r->s.chunk_size);
		return NULL;
	}
	copy = malloc(*used);
	memcpy(copy, c, *used);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	if (serial == __atomic_load_n(&c->serial, __ATOMIC_RELAXED))
		return copy;
	free(copy);
	return NULL;
}

static void enter_chunk(struct recording *r, struct stream *s,
			const struct kcov_df_chunk *c)
{
	if (c->index != s->next_index) {
		if (!is_flight(r) || c->index < s->next_index)
			fail("stream %u: chunk %u instead of %u", c->stream,
			     c->index, s->next_index);
		s->synced = false;
	}
	if (s->next_index && (c->tid != s->tid || c->pid != s->pid))
		fail("stream %u: task %u, then %u", c->stream, s->tid, c->tid);
	if (c->context != 0 && c->context != r->s.remote_handle)
		fail("stream %u: context %llu", c->stream, c->context);
	s->next_index = c->index + 1;
	s->tid = c->tid;
	s->pid = c->pid;
}

/* Finds the full chunk that was taken first, after @serial. */
static int next_full(const struct recording *r, __u64 serial)
{
	const struct kcov_df_chunk *c;
	__u64 lowest = ~0ULL;
	unsigned int i;
	int found = -1;

	for (i = 0; i < nr_chunks(r); i++) {
		c = chunk_at(r, i);
		if (__atomic_load_n(&c->state, __ATOMIC_ACQUIRE) !=
		    KCOV_DF_CHUNK_FULL)
			continue;
		if (c->serial > serial && c->serial < lowest) {
			lowest = c->serial;
			found = i;
		}
	}
	return found;
}

static void read_chunk(struct recording *r, unsigned int i)
{
	struct kcov_df_chunk *copy;
	struct stream *s;
	__u32 used;

	copy = copy_chunk(r, i, &used);
	if (!copy)
		return;
	s = find_stream(r, copy->stream);
	enter_chunk(r, s, copy);
	check_chunk(r, s, copy, used);
	free(copy);
}

/* Reads what is full, in order, and gives it back. */
static void harvest(struct recording *r)
{
	__u64 serial = 0;
	int i;

	while ((i = next_full(r, serial)) >= 0) {
		serial = chunk_at(r, i)->serial;
		/* A chunk of this stream was not full yet when this was. */
		if (chunk_at(r, i)->index !=
		    find_stream(r, chunk_at(r, i)->stream)->next_index)
			continue;
		read_chunk(r, i);
		EXPECT(df_number(r->fd, KCOV_DF_RELEASE, i), 0,
		       "release of full chunk %d", i);
		add(&shared->released, 1);
	}
}

/* Looks at what is being written or may be overwritten. */
static void peek(struct recording *r)
{
	struct kcov_df_chunk *copy;
	unsigned int i;
	__u32 used;

	for (i = 0; i < nr_chunks(r); i++) {
		copy = copy_chunk(r, i, &used);
		if (copy)
			check_chunk(r, NULL, copy, used);
		free(copy);
	}
}

/* === Tasks that are recorded ============================================== */

enum kind { FORK, THREAD, EXEC, PASSED, NR_KINDS };

struct actor {
	struct recording *r;
	enum kind kind;
	int fd;
	/* What it was born with, and whether it wants to be recorded. */
	bool recorded, enable;
	/* Somebody else closes its file. */
	bool abandon;
	__u32 enabled;
	__u32 calls;
	__u64 rng;
	pid_t pid;
	pthread_t thread;
	int sock[2];
};

static void actor_enable(struct actor *a)
{
	int res = df_number(a->fd, KCOV_DF_ENABLE, 0);

	/* There can be only one in a buffer of the RFC. */
	if (a->r->rfc && res == -EBUSY)
		return;
	EXPECT(res, 0, "ENABLE");
	a->recorded = !res;
	if (a->recorded)
		add(&shared->tasks, 1);
}

static void actor_disable(struct actor *a)
{
	if (a->fd < 0)
		return;
	EXPECT(df_number(a->fd, KCOV_DF_DISABLE, 0), a->recorded ? 0 : -EINVAL,
	       "DISABLE");
	a->recorded = false;
}

static void actor_call(struct actor *a, __u32 cookie)
{
	unsigned int word = below(&a->rng, NR_WORDS);

	/* Allocates; not that often. */
	if (!strcmp(words[word].text, "places") && below(&a->rng, 4))
		word = 0;
	call(cookie, word, a->recorded ? a->r->tally : NULL, a->r->rfc);
}

static void run_actor(struct actor *a);

/* A child of a child; recorded if its parent is and the session says so. */
static void actor_fork(struct actor *a)
{
	pid_t pid = fork();

	if (!pid) {
		a->recorded &= !!(a->r->s.flags & KCOV_DF_INHERIT);
		if (a->recorded)
			add(&shared->inherited, 1);
		a->enable = false;
		a->calls = below(&a->rng, 4);
		a->kind = FORK;
		a->enabled = 0;
		run_actor(a);
		_exit(0);
	}
	next_random(&a->rng);
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void actor_steps(struct actor *a, __u32 cookie)
{
	for (; a->calls; a->calls--) {
		switch (below(&a->rng, 24)) {
		case 0:
			sched_yield();
			break;
		case 1:
			if (a->enable && a->fd >= 0) {
				actor_disable(a);
				actor_enable(a);
			}
			break;
		case 2:
			if (a->calls > 4)
				actor_fork(a);
			break;
		default:
			actor_call(a, cookie);
		}
	}
}

static void run_actor(struct actor *a)
{
	__u32 cookie = new_cookie();

	if (a->enable)
		actor_enable(a);
	if (a->abandon)
		a->fd = -1;
	/* What follows uses the file no more, if it is abandoned. */
	__atomic_store_n(&a->enabled, 1, __ATOMIC_RELEASE);
	actor_steps(a, cookie);
	switch (below(&a->rng, 4)) {
	case 0:
		actor_disable(a);
		actor_call(a, cookie);
		break;
	case 1:
		if (a->kind == THREAD || a->fd < 0)
			break;
		/* The task is what holds it then. */
		close(a->fd);
		a->fd = -1;
		actor_call(a, cookie);
		break;
	case 2:
		if (a->kind != THREAD)
			kill(getpid(), SIGKILL);
		break;
	}
	munmap(text_of(cookie, 0), PAGE);
}

static void *run_thread(void *arg)
{
	run_actor(arg);
	return NULL;
}

/* The program starts anew, and takes up where it was. */
static void exec_actor(struct actor *a)
{
	char state[256];

	if (a->enable)
		actor_enable(a);
	add(&shared->execs, 1);
	snprintf(state, sizeof(state), "%d %d %d %d %d %u %u %llu %td",
		 shared_fd, dup(session_trigger), dup(a->fd), a->recorded,
		 a->r->rfc, a->calls, my_worker, a->rng,
		 a->r->tally - shared->tally);
	execl("/proc/self/exe", "stress", "--actor", state, NULL);
	fail("exec: %s", strerror(errno));
}

static bool map_shared(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED,
		      shared_fd, 0);
	return shared != MAP_FAILED;
}

static int after_exec(const char *state)
{
	struct recording r = {};
	struct actor a = { .r = &r, .kind = FORK };
	int recorded, rfc;
	long tally;

	if (sscanf(state, "%d %d %d %d %d %u %u %llu %ld", &shared_fd,
		   &session_trigger, &a.fd, &recorded, &rfc, &a.calls,
		   &my_worker, &a.rng, &tally) != 9 || !map_shared())
		return 1;
	r.rfc = rfc;
	r.tally = &shared->tally[tally];
	a.recorded = recorded;
	/* Children would not know whether they are recorded. */
	a.calls = a.calls > 4 ? 4 : a.calls;
	run_actor(&a);
	return 0;
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

static void run_process(struct actor *a)
{
	if (a->recorded)
		add(&shared->inherited, 1);
	if (a->kind == PASSED) {
		close(a->fd);
		a->fd = receive_fd(a->sock[1]);
		if (a->fd < 0)
			fail("no file in the message: %s", strerror(errno));
		add(&shared->passed, 1);
	}
	if (a->kind == EXEC)
		exec_actor(a);
	else
		run_actor(a);
	_exit(0);
}

static void start_thread(struct actor *a)
{
	int fd = dup(a->r->fd);

	a->fd = fd;
	a->abandon = below(&a->rng, 2);
	if (a->recorded)
		add(&shared->inherited, 1);
	add(&shared->threads, 1);
	if (pthread_create(&a->thread, NULL, run_thread, a))
		fail("no thread");
	if (!a->abandon)
		return;
	while (!__atomic_load_n(&a->enabled, __ATOMIC_ACQUIRE))
		sched_yield();
	/* Not by the task that is recorded */
	close(fd);
}

static void start_actor(struct actor *a, bool recorded, __u64 *rng)
{
	struct recording *r = a->r;
	int fd = r->fd;

	a->rng = next_random(rng);
	a->kind = below(rng, NR_KINDS);
	a->calls = 1 + below(rng, 24);
	a->recorded = recorded && r->s.flags & KCOV_DF_INHERIT;
	a->enable = !a->recorded && below(rng, 8);
	a->fd = fd;
	a->sock[0] = -1;
	if (a->kind == THREAD) {
		start_thread(a);
		return;
	}
	if (a->kind == PASSED &&
	    (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, a->sock) ||
	     !send_fd(a->sock[0], fd)))
		fail("cannot pass a file: %s", strerror(errno));
	a->pid = fork();
	if (!a->pid)
		run_process(a);
}

static void join_actor(struct actor *a, __u64 *rng)
{
	if (a->kind == THREAD) {
		pthread_join(a->thread, NULL);
		if (!a->abandon)
			close(a->fd);
		return;
	}
	if (!below(rng, 8)) {
		kill(a->pid, SIGKILL);
		add(&shared->killed, 1);
	}
	waitpid(a->pid, NULL, 0);
	if (a->sock[0] >= 0) {
		close(a->sock[0]);
		close(a->sock[1]);
	}
}

/* === One recording ======================================================== */

static __u64 boundaries(const struct kcov_df_counters *c)
{
	return c->entries + c->exits + c->lost_full_entries +
	       c->lost_full_exits + c->lost_nofault_entries +
	       c->lost_nofault_exits;
}

static void read_counters(struct recording *r, struct kcov_df_counters *c)
{
	c->size = sizeof(*c);
	EXPECT(df_ioctl(r->fd, KCOV_DF_COUNTERS, c), 0, "COUNTERS");
	if (boundaries(c) < boundaries(&r->last) ||
	    c->overwritten < r->last.overwritten)
		fail("counters run backwards");
	r->last = *c;
}

static void set_filter(struct recording *r, const char *rules, size_t len)
{
	struct kcov_df_filter f;

	EXPECT(df_filter(r->fd, rules, len, &f), 0, "FILTER");
	if (f.matched > f.total)
		fail("%llu of %llu functions", f.matched, f.total);
	add(&shared->filters, 1);
}

static bool start_session(struct recording *r, __u64 *rng)
{
	struct kcov_df_session *s = &r->s;
	__u32 chunk = KCOV_DF_CHUNK_MIN << below(rng, 3);
	bool remote;
	int res;

	*s = (struct kcov_df_session){ .size = sizeof(*s) };
	s->flags = below(rng, 4);
	s->after = below(rng, 3);
	if (below(rng, 3))
		s->snapshot = below(rng, 300);
	else if (!below(rng, 4))
		s->snapshot = KCOV_DF_SNAPSHOT_MAX;
	s->chunk_size = chunk;
	s->buffer_size = chunk * (2 + below(rng, 12));
	/* Some, and all until there was a remote call: it takes a trigger, too. */
	remote = !below(rng, shared->whole ? 16 : 4);
	if (remote || !shared->remote)
		s->remote_handle = 1 + below(rng, 2);
	res = df_ioctl(r->fd, KCOV_DF_SESSION, s);
	if (res == -EBUSY && s->remote_handle) {
		add(&shared->busy, 1);
		s->remote_handle = 0;
		res = df_ioctl(r->fd, KCOV_DF_SESSION, s);
	}
	EXPECT(res, 0, "SESSION");
	r->exact = below(rng, 4);
	r->size = s->buffer_size;
	r->map = mmap(NULL, r->size, PROT_READ, MAP_SHARED, r->fd, 0);
	set_filter(r, RULES, sizeof(RULES));
	add(&shared->sessions, 1);
	return !res && r->map != MAP_FAILED;
}

static bool start_rfc(struct recording *r, unsigned long words)
{
	r->rfc = true;
	r->words = words;
	EXPECT(df_number(r->fd, KCOV_DF_INIT_TRACK, r->words), 0, "INIT_TRACK");
	r->size = r->words * sizeof(__u64);
	r->map = mmap(NULL, r->size, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd,
		      0);
	r->exact = !shared->whole;
	add(&shared->buffers, 1);
	return r->map != MAP_FAILED;
}

static void remap(struct recording *r)
{
	void *map = mmap(NULL, r->size, PROT_READ, MAP_SHARED, r->fd, 0);

	if (map == MAP_FAILED) {
		fail("second mapping: %s", strerror(errno));
		return;
	}
	if (r->rfc)
		return (void)munmap(map, r->size);
	munmap(r->map, r->size);
	r->map = map;
}

static void disturb_rfc(struct recording *r, __u64 *rng)
{
	struct kcov_df_stats stats;

	switch (below(rng, 4)) {
	case 0:
		__atomic_store_n((__u64 *)r->map, 0, __ATOMIC_RELAXED);
		break;
	case 1:
		EXPECT(df_ioctl(r->fd, KCOV_DF_STATS, &stats), 0, "STATS");
		break;
	case 2:
		EXPECT(df_number(r->fd, KCOV_DF_RESET, 0), -EINVAL,
		       "RESET of a buffer");
		break;
	default:
		remap(r);
	}
}

/* What can be done to a session while it records; @self: the caller as well */
static void disturb(struct recording *r, bool self, __u64 *rng)
{
	struct kcov_df_counters c;
	char text[32];
	int len;

	switch (below(rng, 10)) {
	case 0:
		if (self)
			EXPECT(df_number(r->fd, KCOV_DF_RESET, 0), -EBUSY,
			       "RESET while recording");
		break;
	case 1:
		/* The same again changes nothing. */
		set_filter(r, RULES, sizeof(RULES));
		break;
	case 2:
		if (!r->exact)
			set_filter(r, OTHER_RULES, sizeof(OTHER_RULES));
		break;
	case 3:
	case 4:
		if (!is_flight(r))
			harvest(r);
		break;
	case 5:
		peek(r);
		break;
	case 6:
		read_counters(r, &c);
		break;
	case 7:
		remap(r);
		break;
	case 8:
		/*
		 * The trigger is not made for two at once, and the call is in
		 * no template.
		 */
		if (self || my_worker % WORKERS)
			break;
		len = snprintf(text, sizeof(text), "remote %u", 1 + below(rng, 2));
		if (write(session_trigger, text, len) != len)
			fail("remote sections: %s", strerror(errno));
		break;
	default:
		sched_yield();
	}
}

/* === What is left ========================================================= */

/* After a thread is joined, it is still to exit. */
static void wait_for_tasks(struct recording *r, struct kcov_df_counters *c)
{
	read_counters(r, c);
	while (c->tasks) {
		sched_yield();
		read_counters(r, c);
	}
}

static void check_totals(struct recording *r, const struct kcov_df_counters *c)
{
	__u64 entries = c->entries + c->lost_full_entries +
			c->lost_nofault_entries;
	__u64 exits = c->exits + c->lost_full_exits + c->lost_nofault_exits;
	__u64 begun = r->tally->begun, done = r->tally->done;

	add(&shared->overwritten, c->overwritten);
	add(&shared->lost, c->lost_full_entries + c->lost_full_exits);
	EXPECT(c->lost_tasks, 0, "lost tasks");
	if (r->lost > boundaries(c) - c->entries - c->exits)
		fail("%llu lost boundaries among the records", r->lost);
	if (!is_flight(r)) {
		EXPECT(r->entries, c->entries, "entries in the buffer");
		EXPECT(r->exits, c->exits, "exits in the buffer");
	} else {
		EXPECT(r->entries + r->exits + c->overwritten,
		       c->entries + c->exits, "boundaries in the buffer");
	}
	if (!r->exact)
		return;
	EXPECT(exits, entries, "exits");
	if (entries < done || entries > begun)
		fail("%llu entries of %llu to %llu", entries, done, begun);
}

static void finish_session(struct recording *r)
{
	struct kcov_df_counters c;
	__u64 serial = 0;
	unsigned int n;
	int i;

	wait_for_tasks(r, &c);
	while ((i = next_full(r, serial)) >= 0) {
		serial = chunk_at(r, i)->serial;
		read_chunk(r, i);
	}
	/* A section may begin at any time. */
	if (r->s.remote_handle)
		return;
	check_totals(r, &c);
	for (n = 0; n < nr_chunks(r); n++)
		if (chunk_at(r, n)->state == KCOV_DF_CHUNK_WRITING)
			fail("chunk %u belongs to nobody", n);

	EXPECT(df_number(r->fd, KCOV_DF_RESET, 0), 0, "RESET");
	memset(&r->last, 0, sizeof(r->last));
	read_counters(r, &c);
	EXPECT(boundaries(&c) + c.overwritten, 0, "boundaries after RESET");
	for (n = 0; n < nr_chunks(r); n++)
		EXPECT(chunk_at(r, n)->state, KCOV_DF_CHUNK_FREE, "chunk");
}

static void check_rfc_record(const __u64 *rec)
{
	__u32 type = KCOV_DF_TYPE(*rec);
	__u64 value = rec[KCOV_DF_HEADER_WORDS];

	if ((type != KCOV_DF_TYPE_ENTRY && type != KCOV_DF_TYPE_RET) ||
	    *rec >> 25 & 7)
		fail("record of the RFC: 0x%llx", *rec);
	if (KCOV_DF_NVALUES(*rec) != 1 || KCOV_DF_ARG(*rec) != 1 ||
	    !is_caller(value))
		return;
	if (shared->actor[cookie_of(value)].worker != my_worker)
		fail("record of the RFC: of round %u",
		     shared->actor[cookie_of(value)].worker);
}

static void finish_rfc(struct recording *r)
{
	struct kcov_df_stats stats;
	const __u64 *area = r->map;
	__u64 pos = 1, total;

	EXPECT(df_ioctl(r->fd, KCOV_DF_STATS, &stats), 0, "STATS");
	total = stats.recorded + stats.lost_full + stats.lost_nofault;
	if (r->exact && (total < r->tally->done || total > r->tally->begun))
		fail("%llu records of %llu to %llu", total, r->tally->done,
		     r->tally->begun);
	if (area[0] > r->words - 1) {
		fail("cursor %llu of %lu", area[0], r->words);
		return;
	}
	while (pos <= area[0]) {
		check_rfc_record(area + pos);
		pos += KCOV_DF_HEADER_WORDS + KCOV_DF_NVALUES(area[pos]);
	}
	EXPECT(pos, area[0] + 1, "end of the last record");
	add(&shared->lost, stats.lost_full);
}

static void record(struct recording *r, __u64 *rng)
{
	struct actor actor[ACTORS] = {}, self = {
		.r = r, .fd = r->fd, .enable = true, .rng = next_random(rng),
	};
	unsigned int i, nr = below(rng, ACTORS + 1), steps = below(rng, 16);
	__u32 cookie = new_cookie();

	if (below(rng, 2))
		actor_enable(&self);
	for (i = 0; i < nr; i++) {
		actor[i].r = r;
		start_actor(&actor[i], self.recorded, rng);
	}
	while (steps--) {
		if (self.recorded)
			actor_call(&self, cookie);
		if (r->rfc)
			disturb_rfc(r, rng);
		else
			disturb(r, self.recorded, rng);
	}
	for (i = 0; i < nr; i++)
		join_actor(&actor[i], rng);
	actor_disable(&self);
	munmap(text_of(cookie, 0), PAGE);
}

static void make_recording(unsigned int number, __u64 *rng)
{
	struct recording r = {
		.fd = open(DEVICE, O_RDWR | O_CLOEXEC),
		.tally = &shared->tally[my_worker * RECORDINGS + number],
	};
	bool ready;

	if (r.fd < 0) {
		fail("%s: %s", DEVICE, strerror(errno));
		return;
	}
	if (below(rng, shared->whole ? 32 : 5))
		ready = start_session(&r, rng);
	else
		ready = start_rfc(&r, 2 + below(rng, 1 << (4 + below(rng, 13))));
	if (!ready) {
		fail("not started: %s", strerror(errno));
		return;
	}
	record(&r, rng);
	if (r.rfc)
		finish_rfc(&r);
	else
		finish_session(&r);
	/* In any order */
	if (below(rng, 2))
		munmap(r.map, r.size);
	close(r.fd);
	free(r.stream);
}

static void run_worker(void)
{
	__u64 rng = seed * MAX_ROUNDS + my_worker;
	unsigned int i, nr = 1 + below(&rng, RECORDINGS);

	setpgid(0, 0);
	for (i = 0; i < nr; i++)
		make_recording(i, &rng);
	_exit(0);
}

/* === Templates ============================================================ */

static void make_template(struct template *t, const struct recording *r)
{
	const struct kcov_df_chunk *c = chunk_at(r, 0);
	const __u32 *rec = (const void *)(c + 1);
	const __u32 *end = (const void *)c + c->used;

	t->nr = 0;
	t->entries = 0;
	for (; rec < end; rec += KCOV_DF_REC_WORDS(*rec)) {
		__u32 type = KCOV_DF_REC_TYPE(*rec);

		if (type > KCOV_DF_REC_EXIT_OF && type != KCOV_DF_REC_LOST)
			continue;
		if (t->nr >= MAX_EVENTS - 2)
			ksft_exit_fail_msg("a word with too many calls\n");
		if (type == KCOV_DF_REC_LOST) {
			t->nr += rec[1] + rec[2];
			t->entries += rec[1];
			continue;
		}
		make_event(&t->event[t->nr++], rec);
		t->entries += type == KCOV_DF_REC_ENTRY;
	}
}

static void learn_word(unsigned int word, __u32 cookie)
{
	struct recording r = { .fd = open(DEVICE, O_RDWR) };
	struct template *t = &shared->template[word];
	struct kcov_df_stats stats;

	r.s = (struct kcov_df_session){ .size = sizeof(r.s) };
	if (df_ioctl(r.fd, KCOV_DF_SESSION, &r.s))
		ksft_exit_fail_msg("SESSION: %s\n", strerror(errno));
	r.map = mmap(NULL, r.s.buffer_size, PROT_READ, MAP_SHARED, r.fd, 0);
	set_filter(&r, RULES, sizeof(RULES));
	EXPECT(df_number(r.fd, KCOV_DF_ENABLE, 0), 0, "ENABLE");
	if (!call(cookie, word, NULL, false))
		ksft_exit_fail_msg("a module is not there\n");
	EXPECT(df_number(r.fd, KCOV_DF_DISABLE, 0), 0, "DISABLE");
	make_template(t, &r);
	munmap(r.map, r.s.buffer_size);
	close(r.fd);

	/* Nobody can tell what a whole kernel does. */
	if (shared->whole)
		return;
	r.fd = open(DEVICE, O_RDWR);
	if (!start_rfc(&r, 65536))
		ksft_exit_fail_msg("INIT_TRACK: %s\n", strerror(errno));
	EXPECT(df_number(r.fd, KCOV_DF_ENABLE, 0), 0, "ENABLE");
	call(cookie, word, NULL, true);
	EXPECT(df_number(r.fd, KCOV_DF_DISABLE, 0), 0, "DISABLE");
	EXPECT(df_ioctl(r.fd, KCOV_DF_STATS, &stats), 0, "STATS");
	t->rfc_records = stats.recorded + stats.lost_nofault;
	munmap(r.map, r.size);
	close(r.fd);
}

static void learn(void)
{
	__u32 cookie = new_cookie();
	unsigned int i;

	for (i = 0; i < NR_WORDS; i++)
		learn_word(i, cookie);
	/* Nothing would be compared. */
	if (shared->template[0].entries != 10 ||
	    shared->template[NR_WORDS - 1].entries != 301)
		fail("templates have %u and %u entries",
		     shared->template[0].entries,
		     shared->template[NR_WORDS - 1].entries);
	munmap(text_of(cookie, 0), PAGE);
}

/* === A chunk that is taken and given back at once ========================= */

static void race_writer(int fd, unsigned int calls)
{
	EXPECT(df_number(fd, KCOV_DF_ENABLE, 0), 0, "ENABLE");
	while (calls--)
		if (write(session_trigger, "deep 250", 8) != 8)
			fail("write: %s", strerror(errno));
	_exit(0);
}

static void race_reader(int fd, unsigned int nr)
{
	unsigned int i;
	int res;

	for (i = 0; !__atomic_load_n(&shared->stop, __ATOMIC_RELAXED); i++) {
		res = df_number(fd, KCOV_DF_RELEASE, i % nr);
		if (res && res != -EINVAL)
			fail("release of chunk %u: %d", i % nr, res);
		else if (!res)
			add(&shared->released, 1);
	}
	_exit(0);
}

/*
 * The flight recorder takes chunks that are full, and readers give the same
 * ones back. One call of "deep 250" fills half of a chunk.
 */
static void run_release_race(unsigned int calls)
{
	struct recording r = { .fd = open(DEVICE, O_RDWR) };
	struct kcov_df_counters c;
	pid_t pid[4];
	int i;

	r.s = (struct kcov_df_session){
		.size = sizeof(r.s), .flags = KCOV_DF_FLIGHT_RECORDER,
		.chunk_size = KCOV_DF_CHUNK_MIN,
		.buffer_size = 8 * KCOV_DF_CHUNK_MIN,
	};
	EXPECT(df_ioctl(r.fd, KCOV_DF_SESSION, &r.s), 0, "SESSION");
	set_filter(&r, RULES, sizeof(RULES));
	for (i = 0; i < 4; i++) {
		pid[i] = fork();
		if (!pid[i] && i < 2)
			race_writer(r.fd, calls / 2);
		if (!pid[i])
			race_reader(r.fd, 8);
	}
	for (i = 0; i < 4; i++) {
		waitpid(pid[i], NULL, 0);
		shared->stop = i >= 1;
	}
	shared->stop = 0;
	read_counters(&r, &c);
	EXPECT(c.entries + c.lost_full_entries, calls / 2 * 2 * 252ULL,
	       "entries beside readers");
	close(r.fd);
}

/* === All of them ========================================================== */

/* Has a module come and go. */
static void run_loader(const struct image *image)
{
	int res;

	while (!__atomic_load_n(&shared->stop, __ATOMIC_RELAXED)) {
		/* As long as somebody has its trigger open. */
		while ((res = unload_module("eight_args_c")) == -EAGAIN)
			sched_yield();
		EXPECT(res, 0, "unloading");
		usleep(1000);
		EXPECT(load_module(image), 0, "loading");
		add(&shared->loads, 1);
		usleep(5000);
	}
	_exit(0);
}

struct running {
	pid_t pid;
	/* Ticks until it is killed; never, if 0. */
	unsigned int left;
};

static void start_worker(struct running *w, __u32 number)
{
	__u64 rng = (seed + 1) * MAX_ROUNDS + number;

	w->left = below(&rng, 4) ? 0 : 1 + below(&rng, 60);
	w->pid = fork();
	if (w->pid)
		return;
	my_worker = number;
	run_worker();
}

static void tick(struct running *w)
{
	if (w->left && !--w->left) {
		kill(w->pid, SIGKILL);
		add(&shared->killed, 1);
	}
}

/* Children of a worker that is no more are waited for here as well. */
static void reap(struct running *w)
{
	unsigned int i;
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
		for (i = 0; i < WORKERS; i++) {
			if (w[i].pid != pid)
				continue;
			kill(-pid, SIGKILL);
			w[i].pid = 0;
		}
	}
}

static void run_workers(unsigned int rounds)
{
	struct running w[WORKERS] = {};
	unsigned int i, next = 0, running;

	do {
		usleep(1000);
		reap(w);
		running = 0;
		for (i = 0; i < WORKERS; i++) {
			/* A worker's number tells its place. */
			if (!w[i].pid && next < rounds && next % WORKERS == i)
				start_worker(&w[i], next++);
			if (w[i].pid)
				tick(&w[i]);
			running += w[i].pid > 0;
		}
	} while (running || next < rounds);
}

static void report(void)
{
	ksft_print_msg("%llu sessions, %llu buffers, %llu tasks, %llu inherited\n",
		       shared->sessions, shared->buffers, shared->tasks,
		       shared->inherited);
	ksft_print_msg("%llu threads, %llu execs, %llu passed files, %llu killed\n",
		       shared->threads, shared->execs, shared->passed,
		       shared->killed);
	ksft_print_msg("%llu records in %llu chunks, %llu structs, %llu lost\n",
		       shared->records, shared->chunks, shared->structs,
		       shared->lost);
	ksft_print_msg("%llu boundaries overwritten, %llu chunks released\n",
		       shared->overwritten, shared->released);
	ksft_print_msg("%llu remote calls, %llu module loads, %llu filters, %llu handles in use\n",
		       shared->remote, shared->loads, shared->filters,
		       shared->busy);
}

static bool everything_happened(void)
{
	return shared->sessions && shared->buffers && shared->inherited &&
	       shared->threads && shared->execs && shared->passed &&
	       shared->killed && shared->structs && shared->lost &&
	       shared->overwritten && shared->released && shared->remote &&
	       shared->loads;
}

static void prepare(struct image *eight_args)
{
	struct image session;
	struct kcov_df_filter f;
	struct kcov_df_session s = { .size = sizeof(s) };
	int fd = open(DEVICE, O_RDWR);

	shared_fd = open("/tmp/stress.shared", O_RDWR | O_CREAT | O_TRUNC, 0600);
	unlink("/tmp/stress.shared");
	if (ftruncate(shared_fd, sizeof(*shared)) || !map_shared())
		ksft_exit_fail_msg("/tmp: %s\n", strerror(errno));
	if (!read_module("df_session", &session) ||
	    !read_module("eight_args_c", eight_args))
		ksft_exit_skip("the test modules are not in DF_MODULES\n");
	if (load_module(&session) || load_module(eight_args))
		ksft_exit_fail_msg("cannot load a module: %s\n", strerror(errno));
	session_trigger = open(TRIGGER("df_session"), O_WRONLY | O_CLOEXEC);
	if (df_ioctl(fd, KCOV_DF_SESSION, &s) ||
	    df_filter(fd, RULES, sizeof(RULES), &f))
		ksft_exit_fail_msg("%s: %s\n", DEVICE, strerror(errno));
	shared->whole = f.total > 1000;
	close(fd);
	/* Whoever survives a worker is ours to wait for. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int main(int argc, char **argv)
{
	unsigned int rounds = argc > 1 ? atoi(argv[1]) : 200;
	struct image eight_args;
	struct held before = count_held(), after;
	bool given_back;
	pid_t loader;

	if (argc == 3 && !strcmp(argv[1], "--actor"))
		return after_exec(argv[2]);
	seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	ksft_print_header();
	ksft_set_plan(4);
	ksft_print_msg("stress %u %llu\n", rounds, seed);
	if (!rounds || rounds > MAX_ROUNDS)
		ksft_exit_fail_msg("1 to %d rounds\n", MAX_ROUNDS);
	prepare(&eight_args);
	ksft_test_result(leaks_are_seen(&before), "leaks are seen\n");
	learn();
	loader = fork();
	if (!loader)
		run_loader(&eight_args);
	run_workers(rounds);
	shared->stop = 1;
	while (wait(NULL) > 0)
		;
	shared->stop = 0;
	run_release_race(50 * rounds);

	report();
	ksft_test_result(!shared->failures,
			 "every record is where it belongs, every loss is counted\n");
	ksft_test_result(everything_happened(), "everything was tried\n");
	given_back = is_given_back(&before, &after);
	ksft_print_msg("%ld areas, %ld objects, %ld kB; before: %ld, %ld, %ld\n",
		       after.areas, after.objects, after.kb, before.areas,
		       before.objects, before.kb);
	ksft_test_result(given_back, "nothing leaks\n");
	ksft_finished();
}
