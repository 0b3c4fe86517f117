# SPDX-License-Identifier: GPL-2.0-or-later
# The C library, and how every C program of user space is built. Objects are
# built twice: as they are used, and with the sanitizers for the tests. CPPFLAGS,
# CFLAGS and LDFLAGS are the user's.

KDF_CFLAGS := -std=c17 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror $(CFLAGS)
KDF_CPPFLAGS := -I linux/include/uapi -I libkdflow -MMD -MP $(CPPFLAGS)
KDF_LIBS := -lelf -lzstd -lz -liberty
KDF_ASAN := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

LIBKDFLOW_SRC := $(addprefix libkdflow/,argument.c block.c build-id.c call-record.c call.c \
	change.c chunk-parts.c contract-apply.c contract-check.c contract.c demangle.c device.c errno-name.c \
	error.c expr-bind.c expr-eval.c expr-lex.c expr-parse.c expr-tree.c feature.c input.c kaslr.c \
	member.c merge.c name-line.c name-type.c names-elf.c names-enumerator.c names-text.c \
	names.c nest.c path.c place.c reader.c record.c sequence-losses.c sequence-object.c \
	sections.c sequence-parse.c sequence.c session.c span.c symbol.c text.c trace-chunks.c utf8.c walk.c \
	writer.c)
# Public: they are installed, and the shared library exports what they declare.
LIBKDFLOW_HEADERS := $(addprefix libkdflow/,calls.h contract.h error.h expr.h feature.h kdflow.h merge.h \
	names.h session.h text.h values.h walk.h)
LIBKDFLOW_SO := libkdflow.so.1
LIBKDFLOW_TESTS := $(addprefix libkdflow/tests/,call-test contract-test demangle-test \
	device-test expr-test feature-damage-test feature-test names-test nest-test parts-test record-test \
	sections-test span-test symbol-test text-test trace-test value-class-test values-test variants-test walk-test)

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(KDF_CFLAGS) $(KDF_CPPFLAGS) -c -o $@ $<

$(B)/asan/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(KDF_CFLAGS) $(KDF_ASAN) $(KDF_CPPFLAGS) -c -o $@ $<

$(B)/libkdflow.a: $(LIBKDFLOW_SRC:%.c=$(B)/obj/%.o)
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# The same objects for both libraries. Nobody replaces single functions of them.
$(LIBKDFLOW_SRC:%.c=$(B)/obj/%.o): KDF_CFLAGS += -fPIC -fno-semantic-interposition

$(B)/$(LIBKDFLOW_SO): libkdflow/libkdflow.map $(LIBKDFLOW_SRC:%.c=$(B)/obj/%.o)
	$(call say,LD,$@)
	$(Q)$(CC) -shared -o $@ $(filter %.o,$^) -Wl,-soname,$(@F) -Wl,--version-script,$< -Wl,-Bsymbolic-functions \
		-Wl,--no-undefined $(LDFLAGS) $(KDF_LIBS)

$(B)/asan/libkdflow.a: $(LIBKDFLOW_SRC:%.c=$(B)/asan/obj/%.o)
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(LIBKDFLOW_TESTS:%=$(B)/%): $(B)/%: $(B)/obj/%.o $(B)/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -lcmocka $(KDF_LIBS)

$(LIBKDFLOW_TESTS:%=$(B)/asan/%): $(B)/asan/%: $(B)/asan/obj/%.o $(B)/asan/libkdflow.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(KDF_ASAN) -o $@ $^ -lcmocka $(KDF_LIBS)

# What names-test reads: a file as the kernel's, one as a module's.
NAMES := $(B)/libkdflow/tests/names.ko $(B)/libkdflow/tests/names
$(B)/libkdflow/tests/names.ko: libkdflow/tests/names.S
	@mkdir -p $(@D)
	$(call say,AS,$@)
	$(Q)$(CC) -c -o $@ $<

$(B)/libkdflow/tests/names: $(B)/libkdflow/tests/names.ko
	$(call say,LD,$@)
	$(Q)$(CC) -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-Ttext=0x401000 \
		-Wl,--section-start=.rodata.kcov_df_sites=0x402000 -o $@ $<

$(B)/obj/libkdflow/tests/names-test.o $(B)/asan/obj/libkdflow/tests/names-test.o: \
	KDF_CPPFLAGS += -DNAMES_DIR='"$(B)/libkdflow/tests"'
$(B)/libkdflow/tests/names-test $(B)/asan/libkdflow/tests/names-test: | $(NAMES)

KDF_CHECKS := $(LIBKDFLOW_TESTS:%=$(B)/%) $(LIBKDFLOW_TESTS:%=$(B)/asan/%)
TESTS += $(KDF_CHECKS) libkdflow/tests/api.t
CHECK_DEPS += $(KDF_CHECKS) $(B)/$(LIBKDFLOW_SO)

-include $(LIBKDFLOW_SRC:%.c=$(B)/obj/%.d) $(LIBKDFLOW_SRC:%.c=$(B)/asan/obj/%.d)
-include $(LIBKDFLOW_TESTS:%=$(B)/obj/%.d) $(LIBKDFLOW_TESTS:%=$(B)/asan/obj/%.d)
