/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_REPORT_SVG_H
#define SCHAIN_TOOLS_REPORT_SVG_H
/* The pictures of a verdict, as SVG inside an HTML page; page.css gives them colour. */
#include "graph.h"

#include <stdio.h>

/* Sets the size that each node needs. */
void provenance_measure(struct graph *graph);
/* A graph that is laid out. */
void provenance_draw(FILE *stream, const struct graph *graph, size_t number);
/* Signals on true time, and each burst of them enlarged. `number` makes names unique in a page. */
void timeline_draw(FILE *stream, const schain_verdict *verdict, size_t number);
#endif
