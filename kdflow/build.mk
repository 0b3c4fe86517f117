# SPDX-License-Identifier: GPL-2.0-or-later
# The command: for this machine, static for the guest, and with sanitizers.

KDFLOW_SRC := $(addprefix kdflow/,around.c attach.c boundary-raw.c boundary.c check-json.c check-text.c \
	check.c child.c collect.c command.c describe.c diff-align.c diff-compare.c diff-function.c \
	diff-meaning.c diff-print.c diff-summary.c diff-tree.c diff-value.c diff.c filter.c \
	follow-match.c follow-print.c follow.c format.c help.c identity.c infer-collect.c \
	infer-function.c infer-print.c infer-values.c infer.c info-json.c info.c inject.c \
	json-line.c json-struct.c json.c kernel-names.c losses.c main.c module.c number.c output.c \
	pager.c poll.c process.c progress.c put.c record-options.c record.c registers.c report-lines.c report-set.c \
	report-table.c report.c running.c save-session.c save.c select.c set.c span.c struct.c tally.c \
	trigger.c value.c view-calls.c view-streams.c view.c where.c)
# What needs libraries that the guest does not have; to the guest's command these are weak symbols (cmd.h).
KDFLOW_HOST_SRC := $(addprefix kdflow/,export-chrome.c export-csv.c export-folded.c export-html.c \
	export-jsonl.c export-sqlite.c export.c flat.c scratch.c tui-index.c tui-rows.c tui-screen.c \
	tui-text.c tui.c)
KDFLOW_HOST_LIBS := -lsqlite3 -lncurses -ltinfo
KDFLOW_TESTS := $(addprefix kdflow/tests/,binder.t check.t diff.t errors.t export.t filter.t follow.t \
	infer.t info.t json.t report.t rust.t select.t session.t trace.t tree.t tui.t where.t)
KDFLOW_TOOLS := mktrace mksession

$(B)/kdflow: $(KDFLOW_SRC:%.c=$(B)/obj/%.o) $(KDFLOW_HOST_SRC:%.c=$(B)/obj/%.o) $(B)/obj/kdflow/embed.o $(B)/libkdflow.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(KDF_LIBS) $(KDFLOW_HOST_LIBS)

$(B)/obj/kdflow/embed.o: kdflow/embed.S docs/kdflow-view.schema.json kdflow/page.html kdflow/page.js kdflow/export-sqlite.sql
	@mkdir -p $(@D)
	$(call say,AS,$@)
	$(Q)$(CC) -c -o $@ $<

KDFLOW_OBJ := $(foreach o,obj asan/obj arm64/obj,$(KDFLOW_SRC:%.c=$(B)/$(o)/%.o))
$(KDFLOW_OBJ): KDF_CPPFLAGS += -DKDFLOW_VERSION='"$(VERSION)"'
$(KDFLOW_OBJ): debian/changelog

# The guest has no libraries.
$(B)/guest/kdflow: $(KDFLOW_SRC:%.c=$(B)/obj/%.o) $(B)/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -static -o $@ $^ $(KDF_LIBS)

# The same for the guest on arm64, with libraries that this system does not have.
ARM64_OBJ := $(addprefix $(B)/arm64/obj/,$(KDFLOW_SRC:.c=.o) $(LIBKDFLOW_SRC:.c=.o))
ARM64_LIBS := $(or $(LAB_OUT),$(B)/lab)/archive/lib-arm64

$(B)/arm64/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)aarch64-linux-gnu-gcc $(KDF_CFLAGS) $(KDF_CPPFLAGS) -idirafter /usr/include -c -o $@ $<

$(B)/guest-arm64/kdflow: $(ARM64_OBJ)
	@mkdir -p $(@D)
	@lab/lab libraries arm64
	$(call say,LD,$@)
	$(Q)aarch64-linux-gnu-gcc -static -o $@ $^ -L $(ARM64_LIBS) $(KDF_LIBS)

$(B)/asan/kdflow: $(KDFLOW_SRC:%.c=$(B)/asan/obj/%.o) $(KDFLOW_HOST_SRC:%.c=$(B)/asan/obj/%.o) $(B)/obj/kdflow/embed.o \
		$(B)/asan/libkdflow.a
	$(call say,LD,$@)
	$(Q)$(CC) $(KDF_ASAN) -o $@ $^ $(KDF_LIBS) $(KDFLOW_HOST_LIBS)

# Make trace files from a description, for the tests.
$(KDFLOW_TOOLS:%=$(B)/%): $(B)/%: $(B)/obj/kdflow/tests/%.o $(B)/libkdflow.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(KDF_LIBS)

# Unit tests of files of the command.
$(B)/tests/kdflow-module-test: $(B)/obj/kdflow/tests/module-test.o $(B)/obj/kdflow/module.o $(B)/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -lcmocka $(KDF_LIBS)

$(B)/asan/tests/kdflow-module-test: $(B)/asan/obj/kdflow/tests/module-test.o \
		$(B)/asan/obj/kdflow/module.o $(B)/asan/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(KDF_ASAN) -o $@ $^ -lcmocka $(KDF_LIBS)

$(B)/tests/kdflow-attach-test: $(addprefix $(B)/obj/kdflow/,tests/attach-test.o attach.o inject.o process.o registers.o) $(B)/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -lcmocka $(KDF_LIBS)

$(B)/asan/tests/kdflow-attach-test: $(addprefix $(B)/asan/obj/kdflow/,tests/attach-test.o attach.o inject.o process.o registers.o) \
		$(B)/asan/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(KDF_ASAN) -o $@ $^ -lcmocka $(KDF_LIBS)

# Each shell test is run with the plain command and with the one that has sanitizers.
$(KDFLOW_TESTS:kdflow/tests/%=$(B)/tests/kdflow-%): $(B)/tests/kdflow-%: kdflow/tests/% $(B)/kdflow $(KDFLOW_TOOLS:%=$(B)/%)
	@mkdir -p $(@D)
	$(Q)printf '#!/bin/sh\nKDFLOW=$(B)/kdflow MKTRACE=$(B)/mktrace MKSESSION=$(B)/mksession exec sh %s\n' $< >$@
	$(Q)chmod +x $@

$(KDFLOW_TESTS:kdflow/tests/%=$(B)/asan/tests/kdflow-%): $(B)/asan/tests/kdflow-%: kdflow/tests/% $(B)/asan/kdflow $(KDFLOW_TOOLS:%=$(B)/%)
	@mkdir -p $(@D)
	$(Q)printf '#!/bin/sh\nKDFLOW=$(B)/asan/kdflow MKTRACE=$(B)/mktrace MKSESSION=$(B)/mksession exec sh %s\n' $< >$@
	$(Q)chmod +x $@

KDFLOW_CHECKS := $(foreach test,module attach,$(B)/tests/kdflow-$(test)-test $(B)/asan/tests/kdflow-$(test)-test)
KDFLOW_CHECKS += $(KDFLOW_TESTS:kdflow/tests/%=$(B)/tests/kdflow-%)
KDFLOW_CHECKS += $(KDFLOW_TESTS:kdflow/tests/%=$(B)/asan/tests/kdflow-%)
TESTS += $(KDFLOW_CHECKS) kdflow/tests/completion.t kdflow/tests/guest-command.t kdflow/tests/guest-record.t
CHECK_DEPS += $(KDFLOW_CHECKS) $(B)/guest/kdflow

-include $(KDFLOW_SRC:%.c=$(B)/obj/%.d) $(KDFLOW_SRC:%.c=$(B)/asan/obj/%.d)
-include $(KDFLOW_HOST_SRC:%.c=$(B)/obj/%.d) $(KDFLOW_HOST_SRC:%.c=$(B)/asan/obj/%.d)
-include $(ARM64_OBJ:.o=.d)
-include $(KDFLOW_TOOLS:%=$(B)/obj/kdflow/tests/%.d)
-include $(foreach test,module attach,$(B)/obj/kdflow/tests/$(test)-test.d $(B)/asan/obj/kdflow/tests/$(test)-test.d)
