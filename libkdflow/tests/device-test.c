// SPDX-License-Identifier: GPL-2.0-or-later
/* What can be said of the device without one: the guest has the rest. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

static void test_not_mounted(void **state)
{
	char dir[] = "/tmp/kdflow-device-XXXXXX";
	struct kdf_device dev;
	struct kdf_error err;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(kdf_device_open(&dev, dir, &err), -ENOENT);
	assert_contains(err.text, "debugfs is not mounted; as root: mount -t debugfs none /tmp/");
	assert_int_equal(dev.fd, -1);
	kdf_device_close(&dev);
	rmdir(dir);
	assert_int_equal(kdf_device_open(&dev, dir, &err), -ENOENT);
	assert_contains(err.text, "no such folder");
	assert_contains(err.text, "CONFIG_DEBUG_FS");
	kdf_device_close(&dev);
}

/* A file in its place that is no recorder. */
static void test_not_a_device(void **state)
{
	char dir[] = "/tmp/kdflow-device-XXXXXX", path[64];
	struct kcov_df_stats stats;
	struct kdf_device dev;
	struct kdf_error err;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/kcov_dataflow", dir);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(kdf_device_open(&dev, dir, &err), 0);
	assert_int_equal(kdf_device_map(&dev, 16, &err), -ENOTTY);
	assert_contains(err.text, "KCOV_DF_INIT_TRACK");
	assert_int_equal(kdf_device_enable(&dev, &err), -ENOTTY);
	assert_contains(err.text, "KCOV_DF_ENABLE");
	assert_int_equal(kdf_device_disable(&dev, &err), -ENOTTY);
	assert_int_equal(kdf_device_stats(&dev, &stats, &err), -ENOTTY);
	assert_int_equal(kdf_device_stream(&dev).count, 0);
	kdf_device_close(&dev);
	unlink(path);
	rmdir(dir);
}

/* The cursor is writable by the traced program: it is not believed. */
static void test_cursor(void **state)
{
	static const struct {
		uint64_t cursor;
		size_t expected;
	} cases[] = {
		{ 0, 0 }, { 1, 1 }, { 7, 7 }, { 8, 7 }, { UINT32_MAX, 7 }, { UINT64_MAX, 7 },
	};
	uint64_t area[8] = { 0 };
	struct kdf_device dev = { .fd = -1, .area = area, .words = 8 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kdf_stream stream;

		area[0] = cases[i].cursor;
		stream = kdf_device_stream(&dev);
		assert_int_equal(stream.count, cases[i].expected);
		if (stream.count)
			assert_ptr_equal(stream.words, area + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_mounted),
		cmocka_unit_test(test_not_a_device),
		cmocka_unit_test(test_cursor),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
