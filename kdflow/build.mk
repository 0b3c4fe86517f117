# SPDX-License-Identifier: GPL-2.0-or-later
# The command: for this machine, static for the guest, and with sanitizers.

KDFLOW_SRC := $(addprefix kdflow/,boundary.c child.c collect.c command.c describe.c \
	errorname.c filter.c format.c help.c info.c info-json.c json.c json-line.c kernel-names.c losses.c main.c module.c number.c output.c pager.c progress.c record.c record-options.c save.c \
	save-session.c select.c set.c trigger.c value.c view.c view-calls.c view-streams.c)
# What needs libraries that the guest does not have; to the guest's command these are weak symbols (cmd.h).
KDFLOW_HOST_SRC := $(addprefix kdflow/,export.c export-chrome.c export-csv.c export-folded.c export-html.c \
	export-jsonl.c export-sqlite.c flat.c scratch.c tui.c tui-index.c tui-rows.c tui-screen.c tui-text.c)
KDFLOW_HOST_LIBS := -lsqlite3 -lncurses -ltinfo
KDFLOW_TOOLS := mktrace mksession
KDFLOW_TESTS := $(addprefix kdflow/tests/,errors.t tree.t filter.t trace.t session.t select.t json.t export.t tui.t info.t)

$(B)/kdflow: $(KDFLOW_SRC:%.c=$(B)/obj/%.o) $(KDFLOW_HOST_SRC:%.c=$(B)/obj/%.o) $(B)/obj/kdflow/embed.o $(B)/libkdflow.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(KDF_LIBS) $(KDFLOW_HOST_LIBS)

$(B)/obj/kdflow/embed.o: kdflow/embed.S docs/kdflow-view.schema.json kdflow/page.html kdflow/page.js kdflow/export-sqlite.sql
	@mkdir -p $(@D)
	$(call say,AS,$@)
	$(Q)$(CC) -c -o $@ $<

# The guest has no libraries.
$(B)/guest/kdflow: $(KDFLOW_SRC:%.c=$(B)/obj/%.o) $(B)/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -static -o $@ $^ $(KDF_LIBS)

$(B)/asan/kdflow: $(KDFLOW_SRC:%.c=$(B)/asan/obj/%.o) $(KDFLOW_HOST_SRC:%.c=$(B)/asan/obj/%.o) $(B)/obj/kdflow/embed.o \
		$(B)/asan/libkdflow.a
	$(call say,LD,$@)
	$(Q)$(CC) $(KDF_ASAN) -o $@ $^ $(KDF_LIBS) $(KDFLOW_HOST_LIBS)

# Make trace files from a description, for the tests.
$(KDFLOW_TOOLS:%=$(B)/%): $(B)/%: $(B)/obj/kdflow/tests/%.o $(B)/libkdflow.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(KDF_LIBS)

# A unit test of one file of the command.
$(B)/tests/kdflow-module-test: $(B)/obj/kdflow/tests/module-test.o $(B)/obj/kdflow/module.o $(B)/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -lcmocka $(KDF_LIBS)

$(B)/asan/tests/kdflow-module-test: $(B)/asan/obj/kdflow/tests/module-test.o \
		$(B)/asan/obj/kdflow/module.o $(B)/asan/libkdflow.a
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

KDFLOW_CHECKS := $(B)/tests/kdflow-module-test $(B)/asan/tests/kdflow-module-test
KDFLOW_CHECKS += $(KDFLOW_TESTS:kdflow/tests/%=$(B)/tests/kdflow-%)
KDFLOW_CHECKS += $(KDFLOW_TESTS:kdflow/tests/%=$(B)/asan/tests/kdflow-%)
TESTS += $(KDFLOW_CHECKS) kdflow/tests/guest-command.t kdflow/tests/guest-record.t
CHECK_DEPS += $(KDFLOW_CHECKS) $(B)/guest/kdflow

-include $(KDFLOW_SRC:%.c=$(B)/obj/%.d) $(KDFLOW_SRC:%.c=$(B)/asan/obj/%.d)
-include $(KDFLOW_HOST_SRC:%.c=$(B)/obj/%.d) $(KDFLOW_HOST_SRC:%.c=$(B)/asan/obj/%.d)
-include $(KDFLOW_TOOLS:%=$(B)/obj/kdflow/tests/%.d)
-include $(B)/obj/kdflow/tests/module-test.d $(B)/asan/obj/kdflow/tests/module-test.d
