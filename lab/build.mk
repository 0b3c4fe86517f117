# SPDX-License-Identifier: GPL-2.0-or-later
# The kernels that the guests boot. lab/lab knows what is up to date; it is asked every time.

.PHONY: lab-modules lab-whole
lab-modules lab-whole: lab-%: pass
	@lab/lab build $*

# Two builds at a time would only share the processors.
lab-whole: | lab-modules

CHECK_DEPS += lab-modules lab-whole
TESTS += $(wildcard lab/tests/*.t)
