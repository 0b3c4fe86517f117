#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's own tests of the recorder, in a kernel with Rust that is instrumented everywhere.
# They run when it boots, and only here.
exec lab/lab run --config rust-whole --memory 2G --timeout 900 --append kunit.enable=1 -- sh tests/guest/kunit.sh
