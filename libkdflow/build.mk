# SPDX-License-Identifier: GPL-2.0-or-later
# The C library, and how every C program of user space is built. Objects are
# built twice: as they are used, and with the sanitizers for the tests.

KDF_CFLAGS := -std=c17 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror
KDF_CPPFLAGS := -I linux/include/uapi -I libkdflow -MMD -MP
KDF_LIBS := -lelf -lzstd -lz
KDF_ASAN := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

LIBKDFLOW_SRC := $(addprefix libkdflow/,argument.c block.c build-id.c call.c call-record.c change.c \
	device.c error.c input.c kaslr.c member.c name-line.c names.c names-elf.c names-text.c nest.c path.c place.c \
	reader.c record.c session.c symbol.c text.c trace-chunks.c walk.c writer.c)
LIBKDFLOW_TESTS := $(addprefix libkdflow/tests/,call-test device-test names-test nest-test record-test \
	symbol-test text-test trace-test values-test walk-test)

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
		-Wl,--section-start=.rodata.kcov_df=0x402000 -o $@ $<

$(B)/obj/libkdflow/tests/names-test.o $(B)/asan/obj/libkdflow/tests/names-test.o: \
	KDF_CPPFLAGS += -DNAMES_DIR='"$(B)/libkdflow/tests"'
$(B)/libkdflow/tests/names-test $(B)/asan/libkdflow/tests/names-test: | $(NAMES)

KDF_CHECKS := $(LIBKDFLOW_TESTS:%=$(B)/%) $(LIBKDFLOW_TESTS:%=$(B)/asan/%)
TESTS += $(KDF_CHECKS)
CHECK_DEPS += $(KDF_CHECKS)

-include $(LIBKDFLOW_SRC:%.c=$(B)/obj/%.d) $(LIBKDFLOW_SRC:%.c=$(B)/asan/obj/%.d)
-include $(LIBKDFLOW_TESTS:%=$(B)/obj/%.d) $(LIBKDFLOW_TESTS:%=$(B)/asan/obj/%.d)
