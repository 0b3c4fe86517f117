// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's recorder. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "kdflow.h"

/* The device is not there: find out what to tell the user. */
static int device_missing(const char *debugfs, struct kdf_error *err)
{
	struct statfs fs;

	if (statfs(debugfs, &fs))
		return kdf_fail(err, ENOENT,
				"%s: no such folder: sysfs is not mounted (mount -t sysfs none /sys), or the kernel lacks CONFIG_DEBUG_FS",
				debugfs);
	if ((unsigned long)fs.f_type != DEBUGFS_MAGIC)
		return kdf_fail(err, ENOENT,
				"debugfs is not mounted; as root: mount -t debugfs none %s", debugfs);
	return kdf_fail(err, ENOENT,
			"%s/kcov_dataflow: this kernel has no such device; it needs CONFIG_KCOV_DATAFLOW=y",
			debugfs);
}

int kdf_device_open(struct kdf_device *dev, const char *debugfs, struct kdf_error *err)
{
	char path[PATH_MAX];
	int code;

	*dev = (struct kdf_device){ .fd = -1 };
	snprintf(path, sizeof(path), "%s/kcov_dataflow", debugfs);
	dev->fd = open(path, O_RDWR | O_CLOEXEC);
	if (dev->fd >= 0)
		return 0;
	code = errno;
	if (code == ENOENT || code == ENOTDIR)
		return device_missing(debugfs, err);
	if (code == EACCES || code == EPERM)
		return kdf_fail(err, code, "%s: %s; recording needs root", path, strerror(code));
	return kdf_fail_sys(err, code, "%s", path);
}

int kdf_device_map(struct kdf_device *dev, size_t words, struct kdf_error *err)
{
	void *area;

	if (ioctl(dev->fd, KCOV_DF_INIT_TRACK, words)) {
		int code = errno;

		if (code == EINVAL)
			return kdf_fail(err, code, "the kernel refuses a buffer of %zu words", words);
		if (code == ENOMEM)
			return kdf_fail(err, code,
					"the kernel has no memory for a buffer of %zu words (%zu KiB)",
					words, words / 128);
		return kdf_fail_sys(err, code, "buffer of %zu words (KCOV_DF_INIT_TRACK)", words);
	}
	area = mmap(NULL, words * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, dev->fd, 0);
	if (area == MAP_FAILED)
		return kdf_fail_sys(err, errno, "mapping the buffer of %zu words", words);
	dev->area = area;
	dev->words = words;
	return 0;
}

int kdf_device_enable(struct kdf_device *dev, struct kdf_error *err)
{
	if (!ioctl(dev->fd, KCOV_DF_ENABLE, 0))
		return 0;
	if (errno == EBUSY)
		return kdf_fail(err, EBUSY, "this task, or this device file, is recorded already");
	return kdf_fail_sys(err, errno, "start of the recording (KCOV_DF_ENABLE)");
}

int kdf_device_disable(struct kdf_device *dev, struct kdf_error *err)
{
	if (!ioctl(dev->fd, KCOV_DF_DISABLE, 0))
		return 0;
	return kdf_fail_sys(err, errno, "end of the recording (KCOV_DF_DISABLE)");
}

int kdf_device_stats(struct kdf_device *dev, struct kcov_df_stats *stats, struct kdf_error *err)
{
	if (!ioctl(dev->fd, KCOV_DF_STATS, stats))
		return 0;
	return kdf_fail_sys(err, errno, "counters of the recording (KCOV_DF_STATS)");
}

struct kdf_stream kdf_device_stream(const struct kdf_device *dev)
{
	uint64_t used = 0;

	if (dev->area) {
		/* Pairs with the release of the cursor: the records behind it are whole. */
		used = __atomic_load_n(dev->area, __ATOMIC_ACQUIRE);
		/* The cursor is writable by everybody who has mapped the buffer. */
		if (used > dev->words - 1)
			used = dev->words - 1;
	}
	return (struct kdf_stream){
		.name = "kernel buffer",
		.words = used ? dev->area + 1 : NULL,
		.count = used,
	};
}

void kdf_device_close(struct kdf_device *dev)
{
	if (dev->area)
		munmap(dev->area, dev->words * sizeof(uint64_t));
	if (dev->fd >= 0)
		close(dev->fd);
	*dev = (struct kdf_device){ .fd = -1 };
}
