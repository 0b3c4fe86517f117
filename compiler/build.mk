# SPDX-License-Identifier: GPL-2.0-or-later
# The pass plugin, once for each LLVM that is installed.

PASS_SRC := $(wildcard compiler/*.cpp)
PASS_VERSIONS := $(foreach v,22 19,$(if $(wildcard /usr/lib/llvm-$(v)/bin/llvm-config),$(v)))
PLUGINS := $(PASS_VERSIONS:%=$(B)/compiler/llvm-%/kcov-dataflow.so)

# LLVM's own headers are not ours to warn about: -isystem.
define plugin_rules
$(B)/compiler/llvm-$(1)/%.o: compiler/%.cpp
	@mkdir -p $$(@D)
	$$(CXX) -std=c++17 -O2 -fPIC -fno-rtti -fvisibility=hidden \
		-Wall -Wextra -Werror -MMD -MP -D_GNU_SOURCE \
		-isystem $$(shell /usr/lib/llvm-$(1)/bin/llvm-config --includedir) \
		$(CPPFLAGS) $(CXXFLAGS) -c -o $$@ $$<

$(B)/compiler/llvm-$(1)/kcov-dataflow.so: $(PASS_SRC:compiler/%.cpp=$(B)/compiler/llvm-$(1)/%.o)
	$$(CXX) -shared -o $$@ $$^ $(LDFLAGS)

-include $(PASS_SRC:compiler/%.cpp=$(B)/compiler/llvm-$(1)/%.d)
endef
$(foreach v,$(PASS_VERSIONS),$(eval $(call plugin_rules,$(v))))

.PHONY: pass
pass: $(PLUGINS)

TESTS += compiler/test/lit.t compiler/test/runtime.t compiler/test/wrapper.t
TESTS += compiler/test/generated.t compiler/test/rust.t compiler/test/rust-exclusions.t

# Other programs each time; the first seed is part of each failing seed's name.
.PHONY: check-long
check-long: pass
	@first=$$(date +%s)0000; echo "seeds $$first to $$((first + 9999))"; \
	KCOV_DATAFLOW_SEEDS="$$first $$((first + 9999))" tests/run compiler/test/generated.t
