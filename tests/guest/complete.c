// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records a fixed mix of system calls of a kernel that is instrumented
 * everywhere, while clang's own entry hook counts the same entries
 * (CONFIG_KCOV_DATAFLOW_COUNT), and prints for each function
 *
 *	FUNCTION-ADDRESS RECORDED COUNTED TRACED NAME
 *
 * for each site that is not in its function "at SITE RECORDED", and
 * then what does not depend on the function, as "word number". Addresses
 * are as linked. TRACED is 1 if ftrace knows the function; clang leaves out of
 * both what is notrace, which includes what is marked inline and was not
 * inlined. Nothing is judged here.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/kcov_dataflow.h>

#define DEBUGFS		"/sys/kernel/debug/"
#define COUNTS		DEBUGFS "kcov_dataflow_count"
#define TRACED		DEBUGFS "tracing/available_filter_functions_addrs"
#define BUFFER_SIZE	(64UL << 20)
#define MAX_DEPTH	1024

struct function {
	uint64_t addr;
	char name[64];
	uint64_t recorded, counted;
	bool traced;
};

static struct function *functions;
static size_t nfunctions;

static struct kcov_df_buffer *buffer;
static uint64_t unpaired_exits, never_returned, bad_depth;
/* Entries whose site is not in the function itself. */
static struct {
	uint64_t site, recorded;
} elsewhere[1024];
static size_t nelsewhere;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int by_addr(const void *a, const void *b)
{
	const struct function *f = a, *g = b;

	return f->addr < g->addr ? -1 : f->addr > g->addr;
}

static void read_symbols(void)
{
	char line[512], type, name[256];
	FILE *file = fopen("/proc/kallsyms", "r");
	uint64_t addr;

	if (!file)
		fail("/proc/kallsyms");
	functions = calloc(400000, sizeof(*functions));
	while (functions && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%lx %c %255s", &addr, &type, name) != 3 ||
		    !strchr("tTwW", type))
			continue;
		functions[nfunctions].addr = addr;
		snprintf(functions[nfunctions++].name, 64, "%.63s", name);
	}
	fclose(file);
	qsort(functions, nfunctions, sizeof(*functions), by_addr);
}

/* The function that @addr is in. Aliases share an address: the first is meant. */
static struct function *function_at(uint64_t addr)
{
	size_t low = 0, high = nfunctions;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (functions[middle].addr <= addr)
			low = middle;
		else
			high = middle;
	}
	while (low && functions[low - 1].addr == functions[low].addr)
		low--;
	return &functions[low];
}

/* ftrace's call is among the first instructions of a function. */
static void read_traced(void)
{
	FILE *file = fopen(TRACED, "r");
	char line[512];
	uint64_t addr;

	if (!file)
		fail(TRACED);
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%lx", &addr) == 1)
			function_at(addr)->traced = true;
	fclose(file);
}

static void nothing(int sig)
{
	(void)sig;
}

static void files(void)
{
	char text[256];
	struct stat st;
	int fd;

	for (int i = 0; i < 3; i++) {
		syscall(SYS_getppid);
		if (open("/no/such/file", O_RDONLY) >= 0)
			exit(1);
		fd = open("/proc/self/stat", O_RDONLY);
		if (read(fd, text, sizeof(text)) < 0)
			exit(1);
		fstat(fd, &st);
		close(fd);
	}
	fd = open("/tmp/complete", O_RDWR | O_CREAT, 0600);
	if (fd < 0 || write(fd, text, sizeof(text)) < 0)
		exit(1);
	lseek(fd, 0, SEEK_SET);
	if (read(fd, text, sizeof(text)) < 0)
		exit(1);
	close(fd);
	unlink("/tmp/complete");
}

static void waiting(void)
{
	struct itimerspec soon = { .it_value.tv_nsec = 1000000 };
	struct epoll_event event = { .events = EPOLLIN };
	int timer = timerfd_create(CLOCK_MONOTONIC, 0);
	int poll = epoll_create1(0);

	timerfd_settime(timer, 0, &soon, NULL);
	epoll_ctl(poll, EPOLL_CTL_ADD, timer, &event);
	epoll_wait(poll, &event, 1, 1000);
	close(poll);
	close(timer);
	signal(SIGUSR1, nothing);
	kill(getpid(), SIGUSR1);
}

static void memory_and_tasks(void)
{
	int fds[2], status;
	char byte = 'x';
	char *page;
	pid_t pid;

	page = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 1 << 20; i += 4096)
		page[i] = 1;
	munmap(page, 1 << 20);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		exit(1);
	if (write(fds[0], &byte, 1) != 1 || read(fds[1], &byte, 1) != 1)
		exit(1);
	pid = fork();
	if (!pid)
		_exit(0);
	waitpid(pid, &status, 0);
	close(fds[0]);
	close(fds[1]);
}

static void count_elsewhere(uint64_t site)
{
	size_t i = 0;

	while (i < nelsewhere && elsewhere[i].site != site)
		i++;
	if (i == 1024)
		exit(1);
	nelsewhere += i == nelsewhere;
	elsewhere[i].site = site;
	elsewhere[i].recorded++;
}

static void count_entry(uint64_t site)
{
	struct function *function = function_at(site);

	if (!strcmp(function->name, "_etext") || site < functions[0].addr ||
	    function == &functions[nfunctions - 1])
		count_elsewhere(site);
	else
		function->recorded++;
}

/* Counts the entries of one chunk and checks how its calls nest. */
static void read_chunk(const struct kcov_df_chunk *chunk)
{
	const uint32_t *rec = (const void *)(chunk + 1);
	const uint32_t *end = (const void *)((const char *)chunk + chunk->used);
	static unsigned int depth;
	static bool open_at[MAX_DEPTH];
	uint64_t text = buffer->base + buffer->kaslr_offset;

	for (; rec < end; rec += KCOV_DF_REC_WORDS(*rec)) {
		unsigned int at = KCOV_DF_REC_DEPTH(*rec);

		switch (KCOV_DF_REC_TYPE(*rec)) {
		case KCOV_DF_REC_ENTRY:
			count_entry(text + (int32_t)rec[1]);
			/* What is open at this depth or below never returned. */
			if (at > depth || at >= MAX_DEPTH) {
				bad_depth++;
				break;
			}
			for (; depth > at; depth--)
				never_returned += open_at[depth - 1];
			open_at[depth++] = true;
			break;
		case KCOV_DF_REC_EXIT:
			if (at >= depth) {
				bad_depth++;
				break;
			}
			for (; depth > at + 1; depth--)
				never_returned += open_at[depth - 1];
			depth = at;
			break;
		case KCOV_DF_REC_EXIT_OF:
			unpaired_exits++;
			break;
		}
		if (!KCOV_DF_REC_WORDS(*rec))
			exit(1);
	}
}

static const struct kcov_df_chunk *chunk_with(uint64_t serial)
{
	for (uint32_t i = 0; i < buffer->nr_chunks; i++) {
		const struct kcov_df_chunk *chunk =
			(const void *)((const char *)buffer +
				       buffer->header_size +
				       (size_t)i * buffer->chunk_size);

		if (chunk->state != KCOV_DF_CHUNK_FREE && chunk->serial == serial)
			return chunk;
	}
	return NULL;
}

static void read_counts(void)
{
	FILE *file = fopen(COUNTS, "r");
	uint64_t addr, count;
	char line[128];

	if (!file)
		fail(COUNTS);
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%lx %lu", &addr, &count) == 2)
			function_at(addr - 1)->counted += count;
		else
			printf("%s", line);
	fclose(file);
}

static void print(const struct kcov_df_counters *counters)
{
	for (size_t i = 0; i < nfunctions; i++)
		if (functions[i].recorded || functions[i].counted)
			printf("%lx %lu %lu %d %s\n",
			       functions[i].addr - (uint64_t)buffer->kaslr_offset,
			       functions[i].recorded, functions[i].counted,
			       functions[i].traced, functions[i].name);
	for (size_t i = 0; i < nelsewhere; i++)
		printf("at %lx %lu\n", elsewhere[i].site - (uint64_t)buffer->kaslr_offset,
		       elsewhere[i].recorded);
	printf("entries %llu\nexits %llu\n", counters->entries, counters->exits);
	printf("lost %llu\n", counters->lost_full_entries +
	       counters->lost_full_exits + counters->overwritten +
	       counters->lost_tasks);
	printf("lost_nofault_entries %llu\nlost_nofault_exits %llu\n",
	       counters->lost_nofault_entries, counters->lost_nofault_exits);
	printf("unpaired_exits %lu\nnever_returned %lu\nbad_depth %lu\n",
	       unpaired_exits, never_returned, bad_depth);
}

int main(void)
{
	struct kcov_df_session session = {
		.size = sizeof(session), .buffer_size = BUFFER_SIZE,
	};
	struct kcov_df_counters counters = { .size = sizeof(counters) };
	int fd = open(DEBUGFS "kcov_dataflow", O_RDWR);
	int counts = open(COUNTS, O_WRONLY);

	if (fd < 0 || counts < 0)
		fail(DEBUGFS);
	read_symbols();
	read_traced();
	if (ioctl(fd, KCOV_DF_SESSION, &session))
		fail("KCOV_DF_SESSION");
	buffer = mmap(NULL, session.buffer_size, PROT_READ, MAP_SHARED, fd, 0);
	if (buffer == MAP_FAILED)
		fail("mmap");
	if (write(counts, "0", 1) != 1)
		fail(COUNTS);
	if (ioctl(fd, KCOV_DF_ENABLE, 0))
		fail("KCOV_DF_ENABLE");
	files();
	waiting();
	memory_and_tasks();
	if (ioctl(fd, KCOV_DF_DISABLE, 0))
		fail("KCOV_DF_DISABLE");
	if (ioctl(fd, KCOV_DF_COUNTERS, &counters))
		fail("KCOV_DF_COUNTERS");

	for (uint64_t serial = 1; chunk_with(serial); serial++)
		read_chunk(chunk_with(serial));
	read_counts();
	print(&counters);
	return 0;
}
