# SPDX-License-Identifier: GPL-2.0-or-later
# What is tested across the parts: the kernel's own tests in both guests, and recordings of a kernel that is
# instrumented everywhere.

SELFTESTS := linux/tools/testing/selftests/kcov_dataflow
GUEST_TESTS := user_ioctl record_trigger filter_trigger session both deep_chain ffi_contract stress fuzz

# Linked statically: the guest has no libraries. The kernel's tests are built from the patched tree, where the harness
# is.
$(B)/guest/%: $(SELFTESTS)/%.c $(wildcard $(SELFTESTS)/*.h) linux/include/uapi/linux/kcov_dataflow.h
	@mkdir -p $(@D)
	@lab/lab source
	$(call say,CC,$@)
	$(Q)$(CC) -static -O2 -g -Wall -pthread -I linux/include/uapi -o $@ $(B)/lab/linux-6.12/$(<:linux/%=%)

$(B)/guest-arm64/%: $(SELFTESTS)/%.c $(wildcard $(SELFTESTS)/*.h) linux/include/uapi/linux/kcov_dataflow.h
	@mkdir -p $(@D)
	@lab/lab source
	$(call say,CC,$@)
	$(Q)aarch64-linux-gnu-gcc -static -O2 -g -Wall -pthread -I linux/include/uapi -o $@ $(B)/lab/linux-6.12/$(<:linux/%=%)

$(B)/guest/syscalls $(B)/guest/complete $(B)/guest/binder $(B)/guest/threads: $(B)/guest/%: tests/guest/%.c linux/include/uapi/linux/kcov_dataflow.h
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -static -pthread $(KDF_CFLAGS) -I linux/include/uapi -o $@ $<

$(B)/tests/instrumented: $(B)/obj/tests/instrumented.o
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -lelf

$(B)/tests/pairing: $(B)/obj/tests/pairing.o $(B)/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(KDF_LIBS)

-include $(B)/obj/tests/pairing.d $(B)/obj/tests/instrumented.d

TESTS += $(wildcard tests/*.t)
CHECK_DEPS += $(addprefix $(B)/guest/,$(GUEST_TESTS) binder binderfs rust_ffi_contract rust_types syscalls complete threads kdflow) $(addprefix $(B)/tests/,pairing instrumented) $(B)/kdflow

# In more kernels, and the random ones with other seeds each time, for hours.
.PHONY: check-long-guest
check-long: check-long-guest
check-long-guest: $(CHECK_DEPS) $(LAB_KERNELS_LONG:%=lab-%) $(addprefix $(B)/guest-arm64/,$(GUEST_TESTS) kdflow)
	@seed=$$(date +%s); echo "seed $$seed"; \
	KCOV_DATAFLOW_STRESS="5000 $$seed" KCOV_DATAFLOW_FUZZ="10000000 $$seed" WARNINGS_OF="$(LAB_KERNELS_LONG)" \
	tests/run tests/modules-stress.t tests/modules-fuzz.t tests/warnings.t tests/long/*.t
