/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_EVENT_XML_H
#define SCHAIN_DECODE_SYSMON_EVENT_XML_H
/*
 * One <Event> element, as the Windows event log renders it and Sysmon for
 * Linux writes it, into a record. Read with expat, whose own memory comes from
 * malloc: it takes functions without a context only.
 */
#include "winlog.h"

typedef struct schain__event_xml schain__event_xml;

/* NULL when memory is out. */
schain__event_xml *schain__event_xml_new(schain__decode *decode);
void schain__event_xml_free(schain__event_xml *xml);

/*
 * Adds to `record` what the element says. Returns SCHAIN_OK, SCHAIN_E_MEMORY,
 * or SCHAIN_E_SYNTAX with the reason and the column from 1 (static text).
 *
 * An element that ends too early counts with what it has said by then, and
 * *ret_is_cut is set: syslog cuts long lines, and a long command line must not
 * be a way to go unseen. Of the field it ends in only a command line is kept.
 *
 * Bytes that are not UTF-8, and characters that XML 1.0 does not allow, are
 * read as U+FFFD: command lines hold them, and writers copy them as they are.
 */
schain_status schain__event_xml_parse(schain__event_xml *xml, const char *data, size_t size,
                                      schain__winlog *record, const char **ret_problem,
                                      uint64_t *ret_column, int *ret_is_cut);
#endif
