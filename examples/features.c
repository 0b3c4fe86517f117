// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A fuzzer, as small as can be: it writes numbers to a file, and keeps those that show something new. Coverage is one
 * signal, as in other fuzzers, from KCOV. The classes of the values that crossed the kernel's functions are the other.
 *
 *	cc -o features features.c $(pkg-config --cflags --libs libkdflow)
 *	./features FILE MODULE ROUNDS
 *
 * MODULE is the one whose functions are recorded; KCOV sees what was compiled for it. A line is printed for each round
 * that finds something. Needs root, and KCOV in the kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kcov.h>

#include <kdflow/kdflow.h>

#define KCOV_PCS 65536
#define ROUNDS_MAX 100000

/* What has been seen, as in the map of any fuzzer. A feature has 32 good bits: take as many as the map has. */
struct map {
	uint8_t seen[1 << 16];
	unsigned int new;
	uint32_t all;	/* of its features, to compare runs */
};

struct fuzzer {
	struct kdf_session session;
	struct kdf_sections sections;
	struct kdf_features features;
	struct map values;
	struct map coverage;
	unsigned long *pcs;
	int kcov;
	int file;
	uint64_t kept[ROUNDS_MAX];
	unsigned int nkept;
	uint64_t random;
};

static void add(void *arg, uint32_t feature)
{
	struct map *map = arg;
	uint8_t *seen = &map->seen[feature % sizeof(map->seen)];

	if (*seen)
		return;
	*seen = 1;
	map->new++;
	map->all += feature;
}

/* === The two signals === */

static int start_kcov(struct fuzzer *f, struct kdf_error *err)
{
	void *pcs;

	f->kcov = open(KDF_DEBUGFS "/kcov", O_RDWR | O_CLOEXEC);
	if (f->kcov < 0 || ioctl(f->kcov, KCOV_INIT_TRACE, KCOV_PCS))
		return kdf_fail_sys(err, errno, KDF_DEBUGFS "/kcov");
	pcs = mmap(NULL, KCOV_PCS * sizeof(*f->pcs), PROT_READ | PROT_WRITE, MAP_SHARED, f->kcov, 0);
	if (pcs == MAP_FAILED)
		return kdf_fail_sys(err, errno, KDF_DEBUGFS "/kcov");
	f->pcs = pcs;
	return 0;
}

static int start_session(struct fuzzer *f, const char *module, struct kdf_error *err)
{
	/* Each run needs little: the fewer chunks, the fewer to look at. */
	struct kcov_df_session options = {
		.after = KCOV_DF_AFTER_CHANGED,
		.snapshot = 256,
		.chunk_size = 4 * KCOV_DF_CHUNK_MIN,
		.buffer_size = 8 * KCOV_DF_CHUNK_MIN,
	};
	uint64_t matched, total;
	char rule[64];
	int ret = kdf_session_start(&f->session, KDF_DEBUGFS, &options, err);

	if (ret)
		return ret;
	if (snprintf(rule, sizeof(rule), "+m%s", module) >= (int)sizeof(rule))
		return kdf_fail(err, EINVAL, "%s: no module has such a long name", module);
	ret = kdf_session_filter(&f->session, rule, strlen(rule) + 1, &matched, &total, err);
	if (ret)
		return ret;
	f->features = (struct kdf_features){
		.add = add,
		.arg = &f->values,
		.changes = true,
		.sections = &f->sections,
	};
	/* So that features are the same wherever the module is: in the next boot, or in another guest. */
	return kdf_sections_read(&f->sections, "/sys/module",
				 f->session.buffer.base + f->session.buffer.kaslr_offset, err);
}

/* Pairs of blocks of code that follow one another */
static void add_coverage(struct fuzzer *f)
{
	unsigned long count = __atomic_load_n(&f->pcs[0], __ATOMIC_RELAXED), before = 0;

	for (unsigned long i = 1; i <= count && i < KCOV_PCS; i++) {
		add(&f->coverage, f->pcs[i] ^ before << 5);
		before = f->pcs[i];
	}
}

/* === A round === */

static int write_number(struct fuzzer *f, uint64_t number, struct kdf_error *err)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	int ret = kdf_session_enable(&f->session, err);

	if (ret)
		return ret;
	if (ioctl(f->kcov, KCOV_ENABLE, KCOV_TRACE_PC))
		return kdf_fail_sys(err, errno, "KCOV_ENABLE");
	__atomic_store_n(&f->pcs[0], 0, __ATOMIC_RELAXED);
	/* If the kernel does not like the number, that is a result, too. */
	if (write(f->file, text, len) < 0)
		errno = 0;
	if (ioctl(f->kcov, KCOV_DISABLE, 0))
		return kdf_fail_sys(err, errno, "KCOV_DISABLE");
	return kdf_session_disable(&f->session, err);
}

/* A number that was interesting, changed a little */
static uint64_t next_number(struct fuzzer *f)
{
	uint64_t number = f->nkept ? f->kept[f->random % f->nkept] : 0, random;

	/* The same ones in each run */
	f->random = f->random * 6364136223846793005 + 1442695040888963407;
	random = f->random >> 33;
	switch (random % 4) {
	case 0:
		return number + 1;
	case 1:
		return number - 1;
	case 2:
		return number ^ 1ULL << random / 4 % 16;
	default:
		return number / 2;
	}
}

static int run_round(struct fuzzer *f, unsigned int round, struct kdf_error *err)
{
	uint64_t number = round ? next_number(f) : 0;
	int ret;

	f->values.new = f->coverage.new = 0;
	ret = write_number(f, number, err);
	if (!ret)
		ret = kdf_features_session(&f->features, &f->session, err);
	if (!ret)
		ret = kdf_session_reset(&f->session, err);
	if (ret)
		return ret;
	add_coverage(f);
	if (!f->values.new && !f->coverage.new)
		return 0;
	f->kept[f->nkept++] = number;
	printf("round %u: %llu: %u of coverage, %u of values\n", round, (unsigned long long)number, f->coverage.new,
	       f->values.new);
	return 0;
}

int main(int argc, char **argv)
{
	static struct fuzzer fuzzer = { .session.fd = -1, .kcov = -1, .random = 1 };
	unsigned long rounds = argc == 4 ? strtoul(argv[3], NULL, 0) : 0;
	struct kdf_error err;
	int ret;

	if (!rounds || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: features FILE MODULE ROUNDS\n");
		return 2;
	}
	fuzzer.file = open(argv[1], O_WRONLY | O_CLOEXEC);
	if (fuzzer.file < 0) {
		perror(argv[1]);
		return 1;
	}
	ret = start_kcov(&fuzzer, &err);
	if (!ret)
		ret = start_session(&fuzzer, argv[2], &err);
	for (unsigned long round = 0; round < rounds && !ret; round++)
		ret = run_round(&fuzzer, round, &err);
	if (ret)
		fprintf(stderr, "features: %s\n", err.text);
	else
		printf("# kept %u of %lu, all features: 0x%08x\n", fuzzer.nkept, rounds, fuzzer.values.all);
	kdf_features_free(&fuzzer.features);
	kdf_sections_free(&fuzzer.sections);
	kdf_session_close(&fuzzer.session);
	return ret ? 1 : 0;
}
