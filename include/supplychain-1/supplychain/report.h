/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPORT_H
#define SCHAIN_REPORT_H
/**
 * @file report.h
 * Verdicts written down, for machines and for people.
 */
#include "error.h"
#include "verdict.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup report Reports
 * Stateless writers; any thread.
 * @{
 */

/**
 * @name Flags of the writers.
 * @{
 */
#define SCHAIN_REPORT_COLOR 1u /**< ANSI colours. @since 1.0 */
#define SCHAIN_REPORT_LINES 2u /**< Name the input line of each piece of evidence. @since 1.0 */
#define SCHAIN_REPORT_ASCII 4u /**< Draw trees with ASCII only. @since 1.0 */
#define SCHAIN_REPORT_BRIEF 8u /**< One line a verdict. @since 1.0 */
/** @} */

/** Receives pieces of a report; returns 0 to go on. @since 1.0 */
typedef int (*schain_report_sink)(void *context, const char *data, size_t size);

/**
 * Writes one verdict as one line of JSON, newline included. Bytes that are not
 * UTF-8 become U+FFFD.
 * @since 1.0
 */
SCHAIN_API schain_status schain_report_write_json(const schain_verdict *verdict, uint32_t flags,
                                                  schain_report_sink sink, void *context,
                                                  schain_error *error);
/**
 * Writes one verdict for a person: headline, explanation, the chain as a tree
 * in time order, evidence, what to do. Control characters of telemetry are
 * escaped.
 * @param width columns of the terminal; 0: 80.
 * @since 1.0
 */
SCHAIN_API schain_status schain_report_write_text(const schain_verdict *verdict, uint32_t flags,
                                                  uint32_t width, schain_report_sink sink,
                                                  void *context, schain_error *error);

/** @} */
SCHAIN_END_DECLS
#endif
