# SPDX-License-Identifier: GPL-2.0-or-later
# make bench: programs for the guest, linked statically, and one that measures what a kernel is made of.

BENCH_GUEST := $(addprefix $(B)/guest/bench-,idle record ftrace)
BENCH_DEPS := $(BENCH_GUEST) $(B)/bench-size $(B)/kdflow $(B)/guest/kdflow

bench-objs = $(addprefix $(B)/obj/bench/guest/,$(addsuffix .o,$(1)))

$(B)/guest/bench-idle: $(call bench-objs,idle measure)
$(B)/guest/bench-record: $(call bench-objs,record calls measure)
$(B)/guest/bench-ftrace: $(call bench-objs,ftrace calls measure)

$(BENCH_GUEST):
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -static -o $@ $^

$(B)/bench-size: $(B)/obj/bench/size.o
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^

# Not part of make bench yet: build/bench-decode TRACE
$(B)/bench-decode: $(B)/obj/bench/decode.o $(B)/libkdflow.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(KDF_LIBS)

-include $(patsubst %,$(B)/obj/bench/%.d,decode size $(addprefix guest/,idle record ftrace calls measure))

TESTS += $(wildcard bench/tests/*.t)
CHECK_DEPS += $(BENCH_GUEST) $(B)/bench-size
