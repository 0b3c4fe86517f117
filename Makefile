# SPDX-License-Identifier: GPL-2.0-or-later
#
# make demo    from nothing to the call tree of a live kernel (make demo-rust: of a module in Rust)
# make check   every test
# make bench   every figure
# make help    the rest

B := build
CC ?= gcc
CXX ?= g++
AR ?= ar
# The one place that says it; the command, pkg-config and the Debian package have it from there.
VERSION := $(shell sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
# Every rule is one line on the terminal; make V=1 shows the commands.
Q := $(if $(V),,@)
say = @printf '  %-8s%s\n' $(1) $(2)
# A make that looks at the machine anew; on all of its processors, unless the first one was told on how many.
again = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

# TAP programs that make check runs; each folder adds its own.
TESTS :=

.PHONY: all
all: build

include compiler/build.mk libkdflow/build.mk kdflow/build.mk fuzz/build.mk lab/build.mk tests/build.mk bench/build.mk install.mk

.PHONY: build demo demo-rust check bench setup setup-rust clean help

# What is installed decides what can be built, so set-up comes first, and what
# needs it runs in a second make.
setup:
	@lab/setup

# Only what has Rust in it needs that.
setup-rust:
	@lab/setup rust

build: setup
	@$(again) built

demo: setup
	@$(again) demonstrated

demo-rust: setup-rust
	@$(again) demonstrated-rust

check: setup-rust
	@$(again) checked

bench: setup
	@$(again) benched

clean:
	rm -rf $(B)

help:
	@echo 'make demo       set up, build and boot a kernel, record one write(), show its call tree'
	@echo 'make demo-rust  the same with Linux 7.3 and a module in Rust'
	@echo 'make check      run every test; make check TESTS=FILE runs one'
	@echo 'make bench      build four kernels, measure them, compare: tables, and $(B)/bench.json'
	@echo 'make check-long run ten thousand random programs through the pass, try the recorder for hours, in more kernels, build each patch, fuzz'
	@echo 'make patches    write the kernel part as patches for the mailing list (KERNEL=6.12)'
	@echo 'make            build the pass, the library and kdflow'
	@echo 'make install    install all that has been built; make uninstall removes it (DESTDIR, prefix, libdir, ...: install.mk)'
	@echo 'make deb        build the Debian packages, in $(B)/deb/'
	@echo 'make setup      install the packages that are missing (make setup-rust: those for Rust, too)'
	@echo 'make clean      remove $(B)/'
	@echo
	@echo 'V=1 shows the commands.'

.PHONY: built demonstrated demonstrated-rust checked benched
built: pass $(B)/kdflow $(INSTALL_FILES)

DEMO_TRACE := $(B)/demo.kdf

demonstrated: pass $(B)/kdflow $(B)/guest/kdflow
	@lab/demo $(DEMO_TRACE)

demonstrated-rust: pass $(B)/kdflow $(B)/guest/kdflow
	@lab/demo $(DEMO_TRACE) rust eight_args_rust

checked: pass $(CHECK_DEPS)
	@tests/run $(TESTS)

benched: pass $(BENCH_DEPS)
	@bench/bench

.DELETE_ON_ERROR:
