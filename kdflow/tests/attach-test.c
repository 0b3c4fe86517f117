// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Processes that are attached to do not notice. The file is none of a recorder here, so that all is
 * done up to the ioctl(), which is refused; the guest's tests have the rest.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "../attach.h"

#define ROUNDS 20

/* A process that does not go on as before may never end. */
#define TIME_LIMIT 300

/* What the process tells of itself, and when it is to stop */
struct shared {
	volatile int ready;
	volatile int signals;
	volatile uint64_t rounds;
	volatile int stop;
	uint64_t sum;
};

static struct shared *shared;
static char folder[] = "/tmp/attach-test.XXXXXX";
static struct kdf_session session = { .fd = -1 };

/* The command's; a test has no use for it. */
int complain(const char *fmt, ...)
{
	(void)fmt;
	return EXIT_FAILURE;
}

static int count_files(pid_t pid)
{
	char path[64];
	int count = 0;

	for (int fd = 0; fd < 64; fd++) {
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
		count += !access(path, F_OK);
	}
	return count;
}

/* Runs @program as a process, and waits until it is ready. */
static pid_t start(void (*program)(void))
{
	pid_t pid;

	*shared = (struct shared){ 0 };
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		program();
		_exit(0);
	}
	assert_true(pid > 0);
	while (!shared->ready)
		usleep(1000);
	usleep(10000);
	return pid;
}

/* The ioctl() is refused, as it should be, and nothing of us is left. */
static void attach_refused(pid_t pid)
{
	struct kdf_error err = { 0 };
	int files = count_files(pid), state;
	char status[4096], path[64];

	if (attach(pid, &session, &err) != -ENOTTY)
		fail_msg("%s", err.text);
	assert_non_null(strstr(err.text, "KCOV_DF_ENABLE: Inappropriate ioctl"));
	assert_int_equal(count_files(pid), files);
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	state = open(path, O_RDONLY);
	status[read(state, status, sizeof(status) - 1)] = '\0';
	close(state);
	assert_non_null(strstr(status, "TracerPid:\t0\n"));
}

/* It ends by itself, with the exit status that says that all was well. */
static void expect_success(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* === What processes do ==================================================== */

static void count_signal(int sig)
{
	(void)sig;
	shared->signals++;
}

/* A system call that is restarted where it was, and neither early nor with an error */
static void sleeper(void)
{
	struct timespec pause = { .tv_nsec = 700000000 }, before, after;
	int64_t ns;

	clock_gettime(CLOCK_MONOTONIC, &before);
	shared->ready = 1;
	if (nanosleep(&pause, NULL))
		_exit(1);
	clock_gettime(CLOCK_MONOTONIC, &after);
	ns = (after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec - before.tv_nsec;
	_exit(ns < pause.tv_nsec ? 2 : 0);
}

static void reader(void)
{
	int pipes[2];
	char c;

	if (pipe(pipes))
		_exit(1);
	shared->ready = 1;
	if (!fork()) {
		while (!shared->stop)
			usleep(1000);
		_exit(write(pipes[1], "x", 1) != 1);
	}
	if (read(pipes[0], &c, 1) != 1 || c != 'x')
		_exit(2);
}

/* pause() must not return before the signal, and not be restarted behind it */
static void waiter(void)
{
	struct sigaction action = { .sa_handler = count_signal };

	sigaction(SIGUSR1, &action, NULL);
	shared->ready = 1;
	if (pause() != -1 || errno != EINTR)
		_exit(1);
	_exit(shared->signals != 1);
}

/* All signals are blocked, and how a trap is handled is not touched */
static void blocker(void)
{
	struct sigaction action = { .sa_handler = count_signal }, now;
	sigset_t all, mask;

	sigfillset(&all);
	sigaction(SIGTRAP, &action, NULL);
	sigprocmask(SIG_SETMASK, &all, NULL);
	shared->ready = 1;
	while (!shared->stop)
		shared->rounds++;
	sigaction(SIGTRAP, NULL, &now);
	sigprocmask(SIG_SETMASK, NULL, &mask);
	_exit(now.sa_handler != count_signal || !sigismember(&mask, SIGTRAP) ||
	      !sigismember(&mask, SIGUSR1) || shared->signals);
}

/* Registers: a sum that must come out, whatever happens in between */
static void adder(void)
{
	shared->ready = 1;
	while (!shared->stop) {
		uint64_t a = 1, b = 0;
		double c = 0;

		for (int i = 0; i < 1000; i++) {
			a = a * 6364136223846793005u + i;
			b ^= a;
			c += i;
		}
		if (!shared->sum)
			shared->sum = b;
		if (b != shared->sum || c != 499500)
			_exit(1);
	}
}

static void *spin(void *arg)
{
	while (!shared->stop)
		__atomic_add_fetch((uint64_t *)&shared->rounds, 1, __ATOMIC_RELAXED);
	return arg;
}

static void *nothing(void *arg)
{
	return arg;
}

static void *make_threads(void *arg)
{
	pthread_t thread;

	while (!shared->stop) {
		if (pthread_create(&thread, NULL, nothing, NULL) ||
		    pthread_join(thread, NULL))
			_exit(1);
	}
	return arg;
}

static void threads(void)
{
	pthread_t thread[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&thread[i], NULL, i % 2 ? make_threads : spin, NULL);
	shared->ready = 1;
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
}

static void *spin_and_exit(void *arg)
{
	spin(arg);
	_exit(0);
}

/* The main thread is a zombie while others live. */
static void headless(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, spin_and_exit, NULL);
	shared->ready = 1;
	pthread_exit(NULL);
}

/*
 * A restartable sequence that spins until it is aborted, which the kernel does when the thread was
 * away. Aborts are counted.
 */
static void sequence(void)
{
	static struct rseq_cs cs;
	struct rseq *rseq = (void *)((char *)__builtin_thread_pointer() + __rseq_offset);

	shared->ready = 1;
	while (!shared->stop) {
		uint64_t stop = 0;

		__asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
				 "movq %%rax, 8(%2)\n\t" /* start_ip */
				 "movq $2f - 1f, 16(%2)\n\t" /* post_commit_offset */
				 "leaq 4f(%%rip), %%rax\n\t"
				 "movq %%rax, 24(%2)\n\t" /* abort_ip */
				 "movq %2, 8(%1)\n\t" /* rseq->rseq_cs */
				 "1:\n\t"
				 "cmpl $0, %3\n\t"
				 "je 1b\n\t"
				 "2:\n\t"
				 "jmp 5f\n\t"
				 ".long %c4\n\t"
				 "4:\n\t"
				 "incq %0\n\t"
				 "5:\n\t"
				 : "+r"(stop)
				 : "r"(rseq), "r"(&cs), "m"(shared->stop), "i"(RSEQ_SIG)
				 : "rax", "memory", "cc");
		shared->rounds += stop;
	}
}

/* Any system call but write() and exit() kills it. */
static void filtered(void)
{
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
		return;
	shared->ready = 1;
	while (!shared->stop)
		shared->rounds++;
	syscall(SYS_exit, 0);
}

/* === Tests ================================================================ */

static void sleeps_as_long(void **state)
{
	pid_t pid = start(sleeper);

	(void)state;
	for (int i = 0; i < 5; i++)
		attach_refused(pid);
	expect_success(pid);
}

static void reads_once(void **state)
{
	pid_t pid = start(reader);

	(void)state;
	for (int i = 0; i < ROUNDS; i++)
		attach_refused(pid);
	shared->stop = 1;
	expect_success(pid);
}

static void waits_for_its_signal(void **state)
{
	pid_t pid = start(waiter);

	(void)state;
	for (int i = 0; i < ROUNDS; i++)
		attach_refused(pid);
	kill(pid, SIGUSR1);
	expect_success(pid);
}

static void keeps_its_signals(void **state)
{
	pid_t pid = start(blocker);

	(void)state;
	kill(pid, SIGUSR1);
	for (int i = 0; i < ROUNDS; i++)
		attach_refused(pid);
	shared->stop = 1;
	expect_success(pid);
}

static void keeps_its_registers(void **state)
{
	pid_t pid = start(adder);

	(void)state;
	for (int i = 0; i < ROUNDS; i++)
		attach_refused(pid);
	shared->stop = 1;
	expect_success(pid);
}

static void all_threads(void **state)
{
	pid_t pid = start(threads);

	(void)state;
	for (int i = 0; i < ROUNDS; i++)
		attach_refused(pid);
	shared->stop = 1;
	expect_success(pid);
}

static void without_the_first_thread(void **state)
{
	pid_t pid = start(headless);

	(void)state;
	attach_refused(pid);
	shared->stop = 1;
	expect_success(pid);
}

static void stays_stopped(void **state)
{
	pid_t pid = start(threads);
	int status;

	(void)state;
	kill(pid, SIGSTOP);
	assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
	attach_refused(pid);
	usleep(20000);
	status = shared->rounds;
	usleep(20000);
	assert_int_equal(status, (int)shared->rounds);
	kill(pid, SIGCONT);
	shared->stop = 1;
	expect_success(pid);
}

static void aborts_its_sequences(void **state)
{
	pid_t pid = start(sequence);
	uint64_t rounds;

	(void)state;
	if (!__rseq_size)
		skip();
	for (int i = 0; i < ROUNDS; i++) {
		attach_refused(pid);
		/* Whoever shares the processor with it interrupts it sooner or later. */
		rounds = shared->rounds;
		for (int j = 0; j < 2000 && shared->rounds == rounds; j++) {
			kill(pid, SIGCONT);
			usleep(1000);
		}
		assert_true(shared->rounds > rounds);
	}
	shared->stop = 1;
	expect_success(pid);
}

static void expect_refusal(pid_t pid, int code, const char *text)
{
	struct kdf_error err;

	assert_int_equal(attach(pid, &session, &err), -code);
	if (!strstr(err.text, text))
		fail_msg("%s", err.text);
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void refuses_what_is_no_process(void **state)
{
	pid_t pid = start(waiter);

	(void)state;
	expect_refusal(getpid(), EINVAL, "is kdflow itself");
	/* Not seen from within a container */
	if (!access("/proc/2/exe", F_OK) || errno != ENOENT || access("/proc/2", F_OK))
		print_message("# no kernel thread here\n");
	else
		expect_refusal(2, EINVAL, "is a kernel thread");
	end(pid);
	expect_refusal(pid, ESRCH, "there is no process");
}

static void refuses_one_that_is_traced(void **state)
{
	pid_t pid = start(waiter), tracer = fork();

	(void)state;
	if (!tracer) {
		shared->stop = !ptrace(PTRACE_SEIZE, pid, NULL, NULL);
		pause();
	}
	while (!shared->stop)
		usleep(1000);
	expect_refusal(pid, EBUSY, "is traced by process");
	end(tracer);
	end(pid);
}

static void refuses_one_with_a_filter(void **state)
{
	pid_t pid = start(filtered);

	(void)state;
	expect_refusal(pid, EPERM, "restricts its system calls");
	shared->stop = 1;
	expect_success(pid);
}

static int set_up(void **state)
{
	char path[64];

	(void)state;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || !mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/kcov_dataflow", folder);
	session.fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return session.fd < 0;
}

static int tear_down(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/kcov_dataflow", folder);
	return unlink(path) || rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sleeps_as_long),	cmocka_unit_test(reads_once),
		cmocka_unit_test(waits_for_its_signal), cmocka_unit_test(keeps_its_signals),
		cmocka_unit_test(keeps_its_registers),	cmocka_unit_test(all_threads),
		cmocka_unit_test(without_the_first_thread), cmocka_unit_test(stays_stopped),
		cmocka_unit_test(aborts_its_sequences), cmocka_unit_test(refuses_what_is_no_process),
		cmocka_unit_test(refuses_one_that_is_traced), cmocka_unit_test(refuses_one_with_a_filter),
	};

	alarm(TIME_LIMIT);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
