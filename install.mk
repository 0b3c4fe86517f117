# SPDX-License-Identifier: GPL-2.0-or-later
# make install, make uninstall: which file goes where. DESTDIR goes before all of these.

prefix := /usr/local
bindir := $(prefix)/bin
libdir := $(prefix)/lib
includedir := $(prefix)/include
mandir := $(prefix)/share/man
docdir := $(prefix)/share/doc/kdflow
completionsdir := $(prefix)/share/bash-completion/completions
# Here are the plugins, in a folder for each LLVM.
plugindir := $(libdir)/kdflow

# Mode, file, and what it is installed as
INSTALL_LIST := 755:$(B)/install/kdflow:$(bindir)/kdflow
INSTALL_LIST += 755:$(B)/install/kdflow-clang:$(bindir)/kdflow-clang
INSTALL_LIST += $(foreach p,$(PLUGINS),644:$(p):$(plugindir)/$(p:$(B)/compiler/%=%))
INSTALL_LIST += 644:$(B)/$(LIBKDFLOW_SO):$(libdir)/$(LIBKDFLOW_SO)
INSTALL_LIST += 644:$(B)/libkdflow.a:$(libdir)/libkdflow.a
INSTALL_LIST += 644:$(B)/install/libkdflow.pc:$(libdir)/pkgconfig/libkdflow.pc
INSTALL_LIST += $(foreach h,$(LIBKDFLOW_HEADERS),644:$(h):$(includedir)/kdflow/$(notdir $(h)))
INSTALL_LIST += 644:linux/include/uapi/linux/kcov_dataflow.h:$(includedir)/kdflow/uapi/linux/kcov_dataflow.h
INSTALL_LIST += $(foreach m,$(wildcard docs/*.[1-8]),644:$(m):$(mandir)/man$(subst .,,$(suffix $(m)))/$(notdir $(m)))
INSTALL_LIST += $(foreach d,$(wildcard docs/*.md docs/*.json),644:$(d):$(docdir)/$(notdir $(d)))
INSTALL_LIST += 644:kdflow/completion.bash:$(completionsdir)/kdflow

INSTALL_FILES := $(foreach i,$(INSTALL_LIST),$(word 2,$(subst :, ,$(i))))
# That are ours alone, from the inside out
INSTALL_FOLDERS := $(includedir)/kdflow/uapi/linux $(includedir)/kdflow/uapi $(includedir)/kdflow $(docdir) \
	$(PASS_VERSIONS:%=$(plugindir)/llvm-%) $(plugindir)

# It has no path to the library: that is where the linker looks, or ldconfig makes it so.
$(B)/install/kdflow: $(KDFLOW_SRC:%.c=$(B)/obj/%.o) $(KDFLOW_HOST_SRC:%.c=$(B)/obj/%.o) $(B)/obj/kdflow/embed.o \
		$(B)/$(LIBKDFLOW_SO)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(LDFLAGS) $(KDFLOW_HOST_LIBS)

# Anew each time: the command line says what is in them.
$(B)/install/libkdflow.pc: libkdflow/libkdflow.pc.in always
	@mkdir -p $(@D)
	$(Q)sed -e 's|@libdir@|$(libdir)|; s|@includedir@|$(includedir)|; s|@VERSION@|$(VERSION)|; s|@KDF_LIBS@|$(KDF_LIBS)|' \
		$< >$@

$(B)/install/kdflow-clang: compiler/kdflow-clang always
	@mkdir -p $(@D)
	$(Q)sed 's|^\tplugins=.*|\tplugins=$(plugindir)|' $< >$@

.PHONY: install uninstall always
install: $(INSTALL_FILES)
	$(Q)set -e; for entry in $(INSTALL_LIST); do \
		IFS=:; set -- $$entry; \
		echo "  INSTALL $$3"; \
		install -D -m "$$1" "$$2" "$(DESTDIR)$$3"; \
	done
	$(Q)ln -sf $(LIBKDFLOW_SO) "$(DESTDIR)$(libdir)/libkdflow.so"

uninstall:
	$(Q)for entry in $(INSTALL_LIST); do \
		rm -f "$(DESTDIR)$${entry##*:}"; \
	done
	$(Q)rm -f "$(DESTDIR)$(libdir)/libkdflow.so"
	$(Q)for folder in $(INSTALL_FOLDERS); do \
		[ ! -d "$(DESTDIR)$$folder" ] || rmdir --ignore-fail-on-non-empty "$(DESTDIR)$$folder"; \
	done

# Built from what git knows, in a folder of its own; the packages are beside that then.
DEB := $(B)/deb/kdflow-$(VERSION)

.PHONY: deb
deb:
	$(Q)rm -rf $(B)/deb
	$(Q)mkdir -p $(DEB)
	$(Q)git ls-files -z | xargs -0 cp -P --parents -t $(DEB)
	$(Q)cd $(DEB) && env -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc
