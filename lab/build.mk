# SPDX-License-Identifier: GPL-2.0-or-later
# The kernels that the guests boot. lab/lab knows what is up to date; it is asked every time.

.PHONY: lab-modules lab-counted
lab-modules lab-counted: lab-%: pass
	@lab/lab build $*

# Two builds at a time would only share the processors.
lab-counted: | lab-modules

CHECK_DEPS += lab-modules lab-counted
TESTS += $(wildcard lab/tests/*.t)

# The kernel part as patches for the mailing list.
.PHONY: patches check-patches
patches:
	@lab/patches $(KERNEL)

# Does a kernel build behind each of them?
check-patches: pass
	@lab/patches --build $(KERNEL)

check-long: check-patches
