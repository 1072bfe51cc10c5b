# SPDX-License-Identifier: Apache-2.0
plugins_libdecode_la_SOURCES += \
  plugins/decode-sysmon/address.c \
  plugins/decode-sysmon/address.h \
  plugins/decode-sysmon/binxml.c \
  plugins/decode-sysmon/binxml.h \
  plugins/decode-sysmon/binxml_value.c \
  plugins/decode-sysmon/capi2.c \
  plugins/decode-sysmon/drivers.h \
  plugins/decode-sysmon/element.c \
  plugins/decode-sysmon/element.h \
  plugins/decode-sysmon/event_json.c \
  plugins/decode-sysmon/event_json.h \
  plugins/decode-sysmon/event_xml.c \
  plugins/decode-sysmon/event_xml.h \
  plugins/decode-sysmon/installer.c \
  plugins/decode-sysmon/integrity.c \
  plugins/decode-sysmon/probe.c \
  plugins/decode-sysmon/probe.h \
  plugins/decode-sysmon/scrub.c \
  plugins/decode-sysmon/scrub.h \
  plugins/decode-sysmon/security.c \
  plugins/decode-sysmon/sysmon.c \
  plugins/decode-sysmon/sysmon.h \
  plugins/decode-sysmon/sysmon_evtx.c \
  plugins/decode-sysmon/sysmon_json.c \
  plugins/decode-sysmon/sysmon_xml.c \
  plugins/decode-sysmon/text.h \
  plugins/decode-sysmon/translate.c \
  plugins/decode-sysmon/winlog.c \
  plugins/decode-sysmon/winlog.h
