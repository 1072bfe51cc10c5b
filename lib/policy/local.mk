# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/policy/keys.def lib/policy/weights.def lib/policy/policy.h lib/policy/object.h \
  lib/policy/address.c lib/policy/address.h lib/policy/classify.c lib/policy/domain.c \
  lib/policy/hosts.c lib/policy/hosts.h lib/policy/key.c lib/policy/lists.c \
  lib/policy/import.c lib/policy/import.h lib/policy/import-apt.c lib/policy/import-host.c \
  lib/policy/import-ini.c lib/policy/load.c lib/policy/load.h lib/policy/load-yaml.c \
  lib/policy/names.c lib/policy/names.h lib/policy/pathname.c lib/policy/pathname.h \
  lib/policy/paths.c lib/policy/paths.h lib/policy/pattern.c lib/policy/pattern.h \
  lib/policy/policy.c lib/policy/table.c lib/policy/table.h lib/policy/url.c \
  lib/policy/value.c lib/policy/words.c lib/policy/words.h lib/policy/write.c

# The built-in patterns are data; a C table is made of them.
policy_defaults = \
  lib/policy/default/delivery.txt lib/policy/default/build.txt \
  lib/policy/default/tools.txt lib/policy/default/paths.txt \
  lib/policy/default/private-paths.txt \
  lib/policy/default/names.txt lib/policy/default/network.txt
nodist_lib_libcore_la_SOURCES = lib/policy/default.c
CLEANFILES += lib/policy/default.c
EXTRA_DIST += $(policy_defaults) lib/policy/default.awk
lib/policy/default.c: $(policy_defaults) lib/policy/default.awk
	$(AM_V_GEN)$(MKDIR_P) lib/policy && \
	(cd $(srcdir) && $(AWK) -f lib/policy/default.awk $(policy_defaults)) > $@.tmp && \
	mv $@.tmp $@
