// SPDX-License-Identifier: GPL-2.0
/*
 * Records one write() of one byte to a file, and prints the records, one per
 * line: type, sequence, function, argument, size, address, values.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kcov_dataflow.h>

#define DEVICE	"/sys/kernel/debug/kcov_dataflow"
#define WORDS	(256 * 1024UL)

static void print_records(const __u64 *area)
{
	__u64 used = __atomic_load_n(&area[0], __ATOMIC_ACQUIRE);
	const __u64 *rec = area + 1, *end = rec + used;

	if (used >= WORDS)
		errx(1, "%llu words in use of %lu", used, WORDS);

	while (rec < end) {
		__u32 n = KCOV_DF_NVALUES(rec[0]);

		if (end - rec < KCOV_DF_HEADER_WORDS + (long)n)
			errx(1, "the last record is cut short");
		printf("%s seq=%u pc=0x%llx arg=%u size=%u addr=0x%llx%s",
		       KCOV_DF_TYPE(rec[0]) == KCOV_DF_TYPE_ENTRY ? "entry" :
		       KCOV_DF_TYPE(rec[0]) == KCOV_DF_TYPE_RET ? "ret" : "bad",
		       KCOV_DF_SEQ(rec[0]), rec[1], KCOV_DF_ARG(rec[0]),
		       KCOV_DF_SIZE(rec[0]), rec[2],
		       rec[0] & KCOV_DF_ON_STACK ? " stack" : "");
		for (rec += KCOV_DF_HEADER_WORDS; n; n--)
			printf(" 0x%llx", *rec++);
		putchar('\n');
	}
}

int main(int argc, char **argv)
{
	struct kcov_df_stats stats;
	int fd, trigger;
	__u64 *area;
	ssize_t res;

	if (argc != 2)
		errx(2, "usage: record_trigger FILE");

	fd = open(DEVICE, O_RDWR);
	if (fd < 0)
		err(1, "%s", DEVICE);
	if (ioctl(fd, KCOV_DF_INIT_TRACK, WORDS))
		err(1, "KCOV_DF_INIT_TRACK");
	area = mmap(NULL, WORDS * sizeof(*area), PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
	if (area == MAP_FAILED)
		err(1, "mmap");
	trigger = open(argv[1], O_WRONLY);
	if (trigger < 0)
		err(1, "%s", argv[1]);

	if (ioctl(fd, KCOV_DF_ENABLE, 0))
		err(1, "KCOV_DF_ENABLE");
	res = write(trigger, "1", 1);
	if (ioctl(fd, KCOV_DF_DISABLE, 0))
		err(1, "KCOV_DF_DISABLE");
	if (res != 1)
		err(1, "write to %s", argv[1]);

	print_records(area);
	if (ioctl(fd, KCOV_DF_STATS, &stats))
		err(1, "KCOV_DF_STATS");
	printf("stats recorded=%llu lost_full=%llu lost_nofault=%llu\n",
	       stats.recorded, stats.lost_full, stats.lost_nofault);
	return 0;
}
