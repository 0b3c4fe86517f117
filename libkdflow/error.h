/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors are values: what failed, where, and what was expected. */
#ifndef KDF_ERROR_H
#define KDF_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct kdf_error - why a function failed
 * @code: an errno value
 * @text: one line for a person, without a newline
 */
struct kdf_error {
	int code;
	char text[512];
};

/**
 * kdf_fail - describe a failure
 * @code: a positive errno value
 *
 * Return: -@code, so that a function can end with "return kdf_fail(...)".
 */
int kdf_fail(struct kdf_error *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** kdf_fail_sys - the same, with ": strerror(@code)" at the end of the text */
int kdf_fail_sys(struct kdf_error *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#ifdef __cplusplus
}
#endif

#endif /* KDF_ERROR_H */
