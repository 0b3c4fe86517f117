# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzz targets, see fuzz/README.md: for make check with gcc, which runs them on their corpora, and for make check-long
# with clang and libFuzzer.

FUZZ_TARGETS := contracts names-elf names-text symbols trace-blocks trace-file
FUZZ_SHARED := $(addprefix fuzz/,commands.c file.c look-up.c terminal.c)
FUZZ_KDFLOW := $(filter-out kdflow/main.c,$(KDFLOW_SRC)) $(KDFLOW_HOST_SRC)
FUZZ_CLANG := $(firstword $(foreach v,22 21 20 19,$(if $(wildcard /usr/lib/llvm-$(v)/bin/clang),clang-$(v))))
FUZZ_CC = $(or $(FUZZ_CLANG),$(error fuzzing needs clang and its libclang-rt-dev; lab/setup installs them))
FUZZ_FLAGS := -fsanitize=fuzzer-no-link $(KDF_ASAN)
FUZZ_CPPFLAGS := -DFUZZ_TRACE='"$(B)/fuzz/contracts.kdf"'

# The command's main() is one of its functions here.
$(B)/asan/obj/fuzz/main.o $(B)/fuzz/obj/fuzz/main.o: KDF_CPPFLAGS += -Dmain=kdflow_main
$(B)/asan/obj/fuzz/main.o: kdflow/main.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(KDF_CFLAGS) $(KDF_ASAN) $(KDF_CPPFLAGS) -c -o $@ $<

$(B)/fuzz/obj/fuzz/main.o: kdflow/main.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(FUZZ_CC) $(KDF_CFLAGS) $(FUZZ_FLAGS) $(KDF_CPPFLAGS) -c -o $@ $<

$(B)/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(FUZZ_CC) $(KDF_CFLAGS) $(FUZZ_FLAGS) $(KDF_CPPFLAGS) -c -o $@ $<

$(B)/asan/obj/fuzz/contracts.o $(B)/fuzz/obj/fuzz/contracts.o: KDF_CPPFLAGS += $(FUZZ_CPPFLAGS)
$(FUZZ_KDFLOW:%.c=$(B)/fuzz/obj/%.o): KDF_CPPFLAGS += -DKDFLOW_VERSION='"$(VERSION)"'

# One for each corpus.
$(FUZZ_TARGETS:%=$(B)/asan/obj/fuzz/replay-%.o): $(B)/asan/obj/fuzz/replay-%.o: fuzz/replay.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(KDF_CFLAGS) $(KDF_ASAN) $(KDF_CPPFLAGS) -DFUZZ_CORPUS='"fuzz/corpus/$*"' -c -o $@ $<

$(FUZZ_TARGETS:%=$(B)/asan/fuzz/%): $(B)/asan/fuzz/%: $(B)/asan/obj/fuzz/%.o $(B)/asan/obj/fuzz/replay-%.o \
		$(FUZZ_SHARED:%.c=$(B)/asan/obj/%.o) $(B)/asan/obj/fuzz/main.o \
		$(FUZZ_KDFLOW:%.c=$(B)/asan/obj/%.o) $(B)/obj/kdflow/embed.o $(B)/asan/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(KDF_ASAN) -o $@ $^ $(KDF_LIBS) $(KDFLOW_HOST_LIBS)

$(FUZZ_TARGETS:%=$(B)/fuzz/%): $(B)/fuzz/%: $(B)/fuzz/obj/fuzz/%.o \
		$(FUZZ_SHARED:%.c=$(B)/fuzz/obj/%.o) $(B)/fuzz/obj/fuzz/main.o \
		$(FUZZ_KDFLOW:%.c=$(B)/fuzz/obj/%.o) $(B)/obj/kdflow/embed.o $(LIBKDFLOW_SRC:%.c=$(B)/fuzz/obj/%.o)
	$(call say,LD,$@)
	$(Q)$(FUZZ_CC) -fsanitize=fuzzer $(KDF_ASAN) -o $@ $^ $(KDF_LIBS) $(KDFLOW_HOST_LIBS)

# How blocks are changed.
$(B)/fuzz/trace-blocks: $(B)/fuzz/obj/fuzz/trace-mutate.o

$(B)/fuzz/contracts.kdf: fuzz/contracts.session $(B)/mksession
	@mkdir -p $(@D)
	$(Q)rm -f $@
	$(Q)$(B)/mksession $@ <$<
$(B)/fuzz/contracts $(B)/asan/fuzz/contracts: | $(B)/fuzz/contracts.kdf

# Makes inputs of trace-blocks.
$(B)/fuzz/unpack: $(B)/obj/fuzz/unpack.o $(B)/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(KDF_LIBS)

TESTS += $(FUZZ_TARGETS:%=$(B)/asan/fuzz/%)
CHECK_DEPS += $(FUZZ_TARGETS:%=$(B)/asan/fuzz/%)

.PHONY: check-long-fuzz
check-long: check-long-fuzz
check-long-fuzz: $(FUZZ_TARGETS:%=$(B)/fuzz/%)
	@tests/run fuzz/long.t

-include $(wildcard $(B)/fuzz/obj/*/*.d $(B)/asan/obj/fuzz/*.d) $(B)/obj/fuzz/unpack.d
