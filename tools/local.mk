# SPDX-License-Identifier: Apache-2.0
# The command sees only the installed headers.
# What "supplychain plugins new" writes: templates, and the example plugins.
plugin_templates = \
  tools/supplychain/template/Makefile.am \
  tools/supplychain/template/README.md \
  tools/supplychain/template/configure.ac \
  tools/supplychain/template/gitignore \
  tools/supplychain/template/host.c \
  tools/supplychain/template/scene.c \
  tools/supplychain/template/test-decoder.c \
  tools/supplychain/template/test-enricher.c \
  tools/supplychain/template/test-sink.c
plugin_examples = \
  examples/plugins/decoder.c examples/plugins/enricher.c examples/plugins/sink.c
if PLUGINS
bin_PROGRAMS += tools/supplychain/supplychain
tools_supplychain_supplychain_SOURCES = \
  tools/supplychain/check.h \
  tools/supplychain/check_decoder.c \
  tools/supplychain/check_enricher.c \
  tools/supplychain/check_host.c \
  tools/supplychain/check_life.c \
  tools/supplychain/check_measure.c \
  tools/supplychain/check_sink.c \
  tools/supplychain/check_trial.c \
  tools/supplychain/clock_shift.c tools/supplychain/clock_shift.h \
  tools/supplychain/command.h \
  tools/supplychain/complain.c \
  tools/supplychain/egress.c tools/supplychain/egress.h \
  tools/supplychain/egress_beacons.c \
  tools/supplychain/egress_classify.c \
  tools/supplychain/egress_json.cpp \
  tools/supplychain/egress_lines.c \
  tools/supplychain/egress_names.c \
  tools/supplychain/explain.c \
  tools/supplychain/formats.c \
  tools/supplychain/glossary.c tools/supplychain/glossary.h \
  tools/supplychain/help.c \
  tools/supplychain/input.c tools/supplychain/input.h \
  tools/supplychain/main.c \
  tools/supplychain/merge.c tools/supplychain/merge.h \
  tools/supplychain/options.c tools/supplychain/options.h \
  tools/supplychain/plugin_choice.c tools/supplychain/plugin_choice.h \
  tools/supplychain/plugin_set.c tools/supplychain/plugin_set.h \
  tools/supplychain/plugin_status.c tools/supplychain/plugin_status.h \
  tools/supplychain/plugin_check.c \
  tools/supplychain/plugin_new.c \
  tools/supplychain/plugins.c tools/supplychain/plugins.h \
  tools/supplychain/policy.c \
  tools/supplychain/progress.c tools/supplychain/progress.h \
  tools/supplychain/record.c tools/supplychain/record.h \
  tools/supplychain/replay.c \
  tools/supplychain/resume.c tools/supplychain/resume.h \
  tools/supplychain/state.c tools/supplychain/state.h \
  tools/supplychain/state_profiles.c \
  tools/supplychain/state_show.c \
  tools/supplychain/reputation.c tools/supplychain/reputation.h \
  tools/supplychain/results.c tools/supplychain/results.h \
  tools/supplychain/rfc3339.c tools/supplychain/rfc3339.h \
  tools/supplychain/summary.c tools/supplychain/summary.h \
  tools/supplychain/template.h \
  tools/supplychain/terminal.c tools/supplychain/terminal.h \
  tools/supplychain/trust.c \
  tools/supplychain/verify.c tools/supplychain/verify.h \
  tools/supplychain/verdict_file.c tools/supplychain/verdict_file.h \
  tools/supplychain/verdict_json.cpp tools/supplychain/verdict_json.h \
  tools/supplychain/version.c
tools_supplychain_supplychain_SOURCES += \
  tools/report/cases.c tools/report/cases.h \
  tools/report/format.h \
  tools/report/graph.c tools/report/graph.h \
  tools/report/html.c tools/report/html.h \
  tools/report/html_evidence.c \
  tools/report/html_lists.c \
  tools/report/indicators.c tools/report/indicators.h \
  tools/report/layout.c \
  tools/report/markdown.c \
  tools/report/navigator.c \
  tools/report/ocsf.c \
  tools/report/page.c tools/report/page.h \
  tools/report/provenance.c \
  tools/report/raw.c tools/report/raw.h \
  tools/report/report.c \
  tools/report/svg.h \
  tools/report/text.c tools/report/text.h \
  tools/report/timeline.c
tools_supplychain_supplychain_SOURCES += \
  tools/watch/picture.c tools/watch/picture.h \
  tools/watch/sensor_line.cpp tools/watch/sensor_line.h \
  tools/watch/sensor_socket.c tools/watch/sensor_socket.h \
  tools/watch/verdict_list.c tools/watch/verdict_list.h \
  tools/watch/view.c tools/watch/view.h \
  tools/watch/watch.c
nodist_tools_supplychain_supplychain_SOURCES = \
  tools/report/page_text.c tools/supplychain/template.c
CLEANFILES += report.html report-light.png report-dark.png tools/report/page_text.c tools/supplychain/template.c
tools/report/page_text.c: tools/report/page.css tools/report/page.js tools/report/page.awk
	$(AM_V_GEN)$(MKDIR_P) tools/report && \
	(cd $(srcdir)/tools/report && LC_ALL=C $(AWK) -f page.awk page.css page.js) > $@.tmp && mv $@.tmp $@
tools/supplychain/template.c: $(plugin_templates) $(plugin_examples) tools/supplychain/template.awk
	$(AM_V_GEN)$(MKDIR_P) tools/supplychain && \
	(cd $(srcdir) && $(AWK) -f tools/supplychain/template.awk $(plugin_templates) $(plugin_examples)) > $@.tmp && \
	mv $@.tmp $@
tools_supplychain_supplychain_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS) -pthread
tools_supplychain_supplychain_LDFLAGS = -pthread
# Strict C11 hides POSIX; DEFAULT and DARWIN are for the size of a terminal.
tools_supplychain_supplychain_CPPFLAGS = $(AM_CPPFLAGS) \
  -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -D_DARWIN_C_SOURCE -I$(srcdir)/tools/supplychain -I$(srcdir)/tools/report \
  -I$(srcdir)/tools/watch
tools_supplychain_supplychain_CXXFLAGS = $(AM_CXXFLAGS) $(SIMDJSON_CFLAGS) -fno-exceptions -fno-rtti
tools_supplychain_supplychain_LDADD = plugins/libsupplychain-decode-1.la \
  plugins/libsupplychain-egress-1.la lib/libsupplychain-1.la -lm \
  $(SIMDJSON_LIBS) $(ZLIB_LIBS)
if GRAPHVIZ
tools_supplychain_supplychain_CPPFLAGS += -DSUPPLYCHAIN_GRAPHVIZ $(GRAPHVIZ_CFLAGS)
tools_supplychain_supplychain_LDADD += $(GRAPHVIZ_LIBS)
endif
if UUID
tools_supplychain_supplychain_SOURCES += tools/report/stix.c
tools_supplychain_supplychain_CPPFLAGS += -DSUPPLYCHAIN_UUID
tools_supplychain_supplychain_LDADD += $(UUID_LIBS)
endif
if REPUTATION
tools_supplychain_supplychain_SOURCES += \
  tools/supplychain/reputation_import.c \
  tools/supplychain/reputation_show.c
tools_supplychain_supplychain_CPPFLAGS += -DSUPPLYCHAIN_REPUTATION
tools_supplychain_supplychain_LDADD += plugins/libsupplychain-reputation-1.la
endif
if SIGNATURE
tools_supplychain_supplychain_SOURCES += \
  tools/supplychain/trust_import.c \
  tools/supplychain/verify_text.c \
  tools/supplychain/verify_tree.c
tools_supplychain_supplychain_CPPFLAGS += -DSUPPLYCHAIN_SIGNATURE
tools_supplychain_supplychain_LDADD += plugins/libsupplychain-signature-1.la
endif
completionsdir = $(datadir)/bash-completion/completions
completions_DATA = tools/completion/supplychain.bash
if BPF
completions_DATA += tools/completion/supplychain-sensor.bash
endif
endif
EXTRA_DIST += tools/report/page.awk tools/report/page.css tools/report/page.js \
  tools/completion/supplychain.bash tools/completion/supplychain-sensor.bash \
  tools/supplychain/template.awk \
  $(plugin_templates) $(plugin_examples)
