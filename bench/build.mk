# SPDX-License-Identifier: GPL-2.0-or-later
# make bench: programs for the guest, linked statically, and one that measures what a kernel is made of.

BENCH_GUEST := $(addprefix $(B)/guest/bench-,idle record features ftrace)
BENCH_HOST := $(addprefix $(B)/bench-,size calls lengthen decode)
BENCH_DEPS := $(BENCH_GUEST) $(BENCH_HOST) $(B)/kdflow $(B)/guest/kdflow

bench-objs = $(addprefix $(B)/obj/bench/guest/,$(addsuffix .o,$(1)))

$(B)/guest/bench-idle: $(call bench-objs,idle measure)
$(B)/guest/bench-record: $(call bench-objs,record calls measure)
$(B)/guest/bench-features: $(call bench-objs,features calls measure) $(B)/libkdflow.a
$(B)/guest/bench-ftrace: $(call bench-objs,ftrace calls measure)

$(BENCH_GUEST):
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -static -o $@ $^

$(B)/bench-size: $(B)/obj/bench/size.o
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^

$(B)/bench-decode: $(B)/obj/bench/decode.o $(B)/libkdflow.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(KDF_LIBS)

$(B)/bench-lengthen: $(B)/obj/bench/lengthen.o $(B)/libkdflow.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(KDF_LIBS)

# What uftrace can record; linked with -pg as well, it would write a profile of its own.
$(B)/obj/bench/calls.o: KDF_CFLAGS += -pg -O1
$(B)/bench-calls: $(B)/obj/bench/calls.o
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^

-include $(patsubst %,$(B)/obj/bench/%.d,decode size lengthen calls $(addprefix guest/,idle record features ftrace calls measure))

TESTS += $(wildcard bench/tests/*.t)
CHECK_DEPS += $(BENCH_GUEST) $(BENCH_HOST) $(B)/kdflow $(B)/mksession
