/* SPDX-License-Identifier: Apache-2.0 */
/* Layout by Graphviz: it is told sizes and who is linked to whom, nothing of what telemetry says. */
#include "graph.h"

#ifdef SUPPLYCHAIN_GRAPHVIZ
#include <graphviz/gvc.h>

#include <stdlib.h>

/* Graphviz takes texts to change, and copies them. */
struct words {
	char name[16], value[16];
};

static struct words words_of(const char *name, const char *value)
{
	struct words words;

	snprintf(words.name, sizeof words.name, "%s", name);
	snprintf(words.value, sizeof words.value, "%s", value);
	return words;
}

static void set_default(Agraph_t *drawing, int kind, const char *name, const char *value)
{
	struct words words = words_of(name, value);

	agattr(drawing, kind, words.name, words.value);
}

static void set_points(void *object, const char *name, double points)
{
	struct words words = words_of(name, "");

	snprintf(words.value, sizeof words.value, "%.4f", points / POINTS_PER_INCH);
	agset(object, words.name, words.value);
}

static Agraph_t *make(const struct graph *graph, Agnode_t **nodes)
{
	struct words words = words_of("provenance", "");
	Agraph_t *drawing = agopen(words.name, Agdirected, NULL);

	if (!drawing)
		return NULL;
	set_default(drawing, AGRAPH, "rankdir", "LR");
	set_default(drawing, AGRAPH, "nodesep", "0.22");
	set_default(drawing, AGRAPH, "ranksep", "0.46");
	set_default(drawing, AGNODE, "shape", "box");
	set_default(drawing, AGNODE, "fixedsize", "true");
	set_default(drawing, AGNODE, "label", "");
	set_default(drawing, AGNODE, "width", "1");
	set_default(drawing, AGNODE, "height", "0.5");
	for (size_t i = 0; i < graph->node_count; i++) {
		char name[32];

		if (graph->nodes[i].is_gone)
			continue;
		snprintf(name, sizeof name, "n%zu", i);
		nodes[i] = agnode(drawing, name, 1);
		set_points(nodes[i], "width", graph->nodes[i].width);
		set_points(nodes[i], "height", graph->nodes[i].height);
	}
	return drawing;
}

static void take_edge(struct edge *edge, Agedge_t *drawn, double height)
{
	const splines *curves = ED_spl(drawn);
	const bezier *curve = curves && curves->size ? &curves->list[0] : NULL;

	if (!curve || curve->size > EDGE_POINTS)
		return;
	edge->point_count = (size_t)curve->size;
	for (size_t i = 0; i < edge->point_count; i++) {
		edge->points[i][0] = curve->list[i].x;
		edge->points[i][1] = height - curve->list[i].y;
	}
	edge->tip[0] = curve->eflag ? curve->ep.x : curve->list[curve->size - 1].x;
	edge->tip[1] = height - (curve->eflag ? curve->ep.y : curve->list[curve->size - 1].y);
}

static void take(struct graph *graph, Agraph_t *drawing, Agnode_t **nodes, Agedge_t **edges)
{
	graph->width = GD_bb(drawing).UR.x;
	graph->height = GD_bb(drawing).UR.y;
	for (size_t i = 0; i < graph->node_count; i++) {
		if (graph->nodes[i].is_gone)
			continue;
		graph->nodes[i].x = ND_coord(nodes[i]).x;
		graph->nodes[i].y = graph->height - ND_coord(nodes[i]).y;
	}
	for (size_t i = 0; i < graph->edge_count; i++)
		take_edge(&graph->edges[i], edges[i], graph->height);
}

struct layouter {
	GVC_t *context; /* one for all drawings: Graphviz loses some memory with each */
};

struct layouter *layouter_new(void)
{
	struct layouter *layouter = malloc(sizeof *layouter);

	if (!layouter)
		return NULL;
	layouter->context = gvContext();
	if (layouter->context)
		return layouter;
	free(layouter);
	return NULL;
}

void layouter_free(struct layouter *layouter)
{
	if (layouter)
		gvFreeContext(layouter->context);
	free(layouter);
}

int graph_lay_out(struct graph *graph, struct layouter *layouter)
{
	Agnode_t **nodes = calloc(graph->node_count + 1, sizeof *nodes);
	Agedge_t **edges = calloc(graph->edge_count + 1, sizeof *edges);
	Agraph_t *drawing = layouter && nodes && edges ? make(graph, nodes) : NULL;
	int status = -1;

	if (drawing) {
		for (size_t i = 0; i < graph->edge_count; i++)
			edges[i] = agedge(drawing, nodes[graph->edges[i].from], nodes[graph->edges[i].to], NULL, 1);
		status = gvLayout(layouter->context, drawing, "dot") ? -1 : 0;
		if (!status) {
			take(graph, drawing, nodes, edges);
			gvFreeLayout(layouter->context, drawing);
		}
		agclose(drawing);
	}
	free(nodes);
	free(edges);
	return status;
}
#else
struct layouter *layouter_new(void)
{
	return NULL;
}

void layouter_free(struct layouter *layouter)
{
	(void)layouter;
}

int graph_lay_out(struct graph *graph, struct layouter *layouter)
{
	(void)graph;
	(void)layouter;
	return -1;
}
#endif
