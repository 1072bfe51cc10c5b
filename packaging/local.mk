# SPDX-License-Identifier: Apache-2.0
# What CMake's find_package(supplychain) reads. Filled in here and not by configure, since it
# needs whole directories.
cmakedir = $(libdir)/cmake/supplychain-1
nodist_cmake_DATA = packaging/cmake/supplychain-config.cmake \
  packaging/cmake/supplychain-config-version.cmake
cmake_templates = packaging/cmake/supplychain-config.cmake.in \
  packaging/cmake/supplychain-config-version.cmake.in
EXTRA_DIST += $(cmake_templates)
CLEANFILES += $(nodist_cmake_DATA)
$(nodist_cmake_DATA): $(cmake_templates) Makefile
	$(AM_V_GEN)$(MKDIR_P) packaging/cmake && $(SED) \
	  -e 's|@libdir[@]|$(libdir)|g' -e 's|@includedir[@]|$(includedir)|g' \
	  -e 's|@bindir[@]|$(bindir)|g' -e 's|@cmakedir[@]|$(cmakedir)|g' \
	  -e 's|@PACKAGE_VERSION[@]|$(PACKAGE_VERSION)|g' -e 's|@SCHAIN_MAJOR[@]|$(SCHAIN_MAJOR)|g' \
	  -e 's|@SIZEOF_VOID_P[@]|$(SIZEOF_VOID_P)|g' -e 's|@LIBS[@]|$(LIBS)|g' \
	  -e 's|@YAML_REQUIRES[@]|$(YAML_REQUIRES)|g' -e 's|@SQLITE_REQUIRES[@]|$(SQLITE_REQUIRES)|g' \
	  -e 's|@DECODE_REQUIRES[@]|$(DECODE_REQUIRES)|g' -e 's|@EGRESS_REQUIRES[@]|$(EGRESS_REQUIRES)|g' \
	  -e 's|@REPUTATION_REQUIRES[@]|$(REPUTATION_REQUIRES)|g' \
	  -e 's|@SIGNATURE_REQUIRES[@]|$(SIGNATURE_REQUIRES)|g' \
	  -e 's|@CXX_RUNTIME_LIBS[@]|$(CXX_RUNTIME_LIBS)|g' \
	  $(srcdir)/$@.in >$@.tmp && mv $@.tmp $@

# Distributions' packages: Debian's from debian/, RPM from the spec file.
packaging/libsupplychain.spec: packaging/libsupplychain.spec.in Makefile
	$(AM_V_GEN)$(MKDIR_P) packaging && \
	$(SED) 's|@PACKAGE_VERSION[@]|$(PACKAGE_VERSION)|g' $(srcdir)/$@.in >$@.tmp && mv $@.tmp $@
EXTRA_DIST += packaging/libsupplychain.spec packaging/libsupplychain.spec.in packaging/dpkg-symbols \
  scripts/check-packages scripts/try-packages scripts/cross-check \
  debian/changelog debian/clean debian/control debian/copyright debian/not-installed debian/rules \
  debian/source/format \
  debian/libsupplychain-1-0.install debian/libsupplychain-1-0.lintian-overrides \
  debian/libsupplychain-decode-1-0.install debian/libsupplychain-dev.install \
  debian/libsupplychain-doc.doc-base debian/libsupplychain-doc.docs \
  debian/libsupplychain-doc.examples debian/libsupplychain-doc.install \
  debian/libsupplychain-egress-1-0.install debian/libsupplychain-reputation-1-0.install \
  debian/libsupplychain-signature-1-0.install debian/libsupplychain-signature-1-0.lintian-overrides \
  debian/supplychain-plugins.install debian/supplychain-plugins.lintian-overrides \
  debian/supplychain-sensor.install debian/supplychain.install
CLEANFILES += packaging/libsupplychain.spec
check-packages: dist
	$(srcdir)/scripts/check-packages $(distdir).tar.xz $(PACKAGE_KINDS)
.PHONY: check-packages
