/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_REPORT_GRAPH_H
#define SCHAIN_TOOLS_REPORT_GRAPH_H
/*
 * A verdict's provenance as nodes and edges: installer, files, processes,
 * destinations. Like neighbours are folded into one node until few enough are
 * left to be read.
 */
#include <supplychain/verdict.h>

enum node_kind { NODE_PROCESS, NODE_FILE, NODE_DESTINATION };

struct node {
	enum node_kind kind;
	uint32_t item;     /* index in the verdict's array of that kind: the first of a fold */
	uint32_t members;  /* how many it stands for */
	uint32_t findings; /* signals that add to the score */
	int is_gone;       /* folded into another */
	size_t into;       /* which; itself if not */
	double x, y;       /* middle, in points */
	double width, height;
};

enum edge_kind { EDGE_WROTE, EDGE_RAN, EDGE_LOADED, EDGE_STARTED, EDGE_CONNECTED, EDGE_CAME };

enum { EDGE_POINTS = 61 };

struct edge {
	enum edge_kind kind;
	size_t from, to;
	uint32_t members;
	size_t point_count; /* a Bezier curve: 1 + 3n points */
	double points[EDGE_POINTS][2];
	double tip[2]; /* of the arrow */
};

struct graph {
	const schain_verdict *verdict;
	struct node *nodes;
	struct edge *edges;
	size_t node_count, edge_count, edge_capacity;
	size_t left_out; /* what even a full drawing does not show */
	double width, height;
};

/* Folds until at most `most` nodes are left, if it can. Returns 0, or -1 without memory. */
int graph_build(struct graph *graph, const schain_verdict *verdict, size_t most);
void graph_dispose(struct graph *graph);
size_t graph_shown(const struct graph *graph);
/* What a node is called in one line: a file's name, a program's, a host's. */
schain_string node_label(const struct graph *graph, const struct node *node);

struct layouter;

/* NULL if nothing here can lay out, or without memory. */
struct layouter *layouter_new(void);
void layouter_free(struct layouter *layouter);
/* Sets where nodes and edges lie. Returns 0, or -1 if that cannot be done. */
int graph_lay_out(struct graph *graph, struct layouter *layouter);
#endif
