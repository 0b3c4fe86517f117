# SPDX-License-Identifier: GPL-2.0-or-later
# The kernels that the guests boot. lab/lab knows what is up to date; it is asked every time.

LAB_KERNELS := modules counted rust
# For make check-long
LAB_KERNELS_LONG := debug kcsan rt v7.3 rust-whole arm64

.PHONY: $(LAB_KERNELS:%=lab-%) $(LAB_KERNELS_LONG:%=lab-%)
$(LAB_KERNELS:%=lab-%) $(LAB_KERNELS_LONG:%=lab-%): lab-%: pass
	@lab/lab build $*

# Two builds at a time would only share the processors.
lab-counted: | lab-modules
lab-rust: | lab-counted
lab-debug: | lab-rust
lab-kcsan: | lab-debug
lab-rt: | lab-kcsan
lab-v7.3: | lab-rt
lab-rust-whole: | lab-v7.3
lab-arm64: | lab-rust-whole

CHECK_DEPS += $(LAB_KERNELS:%=lab-%)
TESTS += $(wildcard lab/tests/*.t)

# The kernel part as patches for the mailing list.
.PHONY: patches check-patches
patches:
	@lab/patches $(KERNEL)

# Does a kernel build behind each of them?
check-patches: pass
	@lab/patches --build $(KERNEL)

check-long: check-patches
