/* SPDX-License-Identifier: Apache-2.0 */
#include "svg.h"
#include "text.h"

#include <inttypes.h>

enum { LABEL_MOST = 26, HEIGHT = 44, MARGIN = 12 };

/* Width of a character of the page's 13 px interface type, on the broad side. */
#define CHARACTER_WIDTH 7.3
#define PADDING 34.0

static size_t shown_characters(schain_string text)
{
	size_t count = count_characters(text);

	return count < LABEL_MOST ? count : LABEL_MOST;
}

void provenance_measure(struct graph *graph)
{
	for (size_t i = 0; i < graph->node_count; i++) {
		struct node *node = &graph->nodes[i];
		size_t most = shown_characters(node_label(graph, node));

		if (most < 14)
			most = 14; /* the line below the label */
		if (node->members > 1)
			most += 4;
		node->width = (double)most * CHARACTER_WIDTH + PADDING;
		node->height = HEIGHT;
	}
}

static const char *class_of(const struct graph *graph, const struct node *node)
{
	const schain_verdict *verdict = graph->verdict;

	if (node->kind == NODE_FILE)
		return "file";
	if (node->kind == NODE_PROCESS)
		return verdict->processes[node->item].role == SCHAIN_ROLE_INSTALLER ? "installer" : "process";
	return is_same_text(verdict->destinations[node->item].judgement, schain_string_of("unapproved"))
	               ? "destination odd"
	               : "destination";
}

static void put_second_line(FILE *stream, const struct graph *graph, const struct node *node)
{
	const schain_verdict *verdict = graph->verdict;

	if (node->kind == NODE_PROCESS) {
		const schain_verdict_process *process = &verdict->processes[node->item];

		fputs(schain_role_get_name(process->role), stream);
		if (node->members == 1 && process->pid)
			fprintf(stream, " · pid %" PRIu64, process->pid);
	} else if (node->kind == NODE_FILE) {
		const schain_verdict_file *file = &verdict->files[node->item];

		fputs("file", stream);
		if (file->signature.length) {
			fputs(" · ", stream);
			put_html_short(stream, file->signature, 16);
		}
	} else {
		const schain_verdict_destination *to = &verdict->destinations[node->item];

		if (node->members == 1 && to->port)
			fprintf(stream, "port %" PRIu32 " · ", to->port);
		put_html_short(stream, to->judgement, 14);
	}
}

static size_t end_of(const struct graph *graph, size_t node)
{
	while (graph->nodes[node].into != node)
		node = graph->nodes[node].into;
	return node;
}

/* What the pointer shows: all of a name, or the first names of a fold. */
static void put_title(FILE *stream, const struct graph *graph, size_t index)
{
	const schain_verdict *verdict = graph->verdict;
	size_t shown = 0;

	fputs("<title>", stream);
	for (size_t i = index; i < graph->node_count && shown < 12; i++) {
		const struct node *node = &graph->nodes[i];

		if (end_of(graph, i) != index)
			continue;
		fputs(shown++ ? "\n" : "", stream);
		if (node->kind == NODE_PROCESS) {
			const schain_verdict_process *process = &verdict->processes[node->item];

			put_html_short(stream, process->command_line.length ? process->command_line : process->image, 200);
		} else if (node->kind == NODE_FILE) {
			put_html_short(stream, verdict->files[node->item].path, 200);
		} else {
			put_html_short(stream, node_label(graph, node), 200);
		}
	}
	if (graph->nodes[index].members > shown)
		fprintf(stream, "\nand %zu more", graph->nodes[index].members - shown);
	fputs("</title>", stream);
}

static void put_shape(FILE *stream, const struct node *node)
{
	double left = node->x - node->width / 2, top = node->y - node->height / 2;
	double right = left + node->width, bottom = top + node->height;
	double round = node->kind == NODE_DESTINATION ? node->height / 2 : 6;

	if (node->members > 1)
		fprintf(stream, "<rect class=\"behind\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\"/>",
		        left + 4, top + 4, node->width, node->height, round);
	if (node->kind == NODE_FILE)
		fprintf(stream,
		        "<path class=\"box\" d=\"M%.1f %.1fH%.1fL%.1f %.1fV%.1fH%.1fZM%.1f %.1fv10h10\"/>", left,
		        top, right - 10, right, top + 10, bottom, left, right - 10, top);
	else
		fprintf(stream, "<rect class=\"box\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\"/>",
		        left, top, node->width, node->height, round);
}

static void draw_node(FILE *stream, const struct graph *graph, size_t index)
{
	const struct node *node = &graph->nodes[index];

	fprintf(stream, "<g class=\"%s\">", class_of(graph, node));
	put_title(stream, graph, index);
	put_shape(stream, node);
	fprintf(stream, "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">", node->x, node->y - 3);
	put_html_short(stream, node_label(graph, node), LABEL_MOST);
	if (node->members > 1)
		fprintf(stream, " ×%" PRIu32, node->members);
	fprintf(stream, "</text><text class=\"under\" x=\"%.1f\" y=\"%.1f\">", node->x, node->y + 13);
	put_second_line(stream, graph, node);
	fputs("</text>", stream);
	if (node->findings) {
		double x = node->x + node->width / 2 - 4, y = node->y - node->height / 2 + 2;

		fprintf(stream,
		        "<circle class=\"badge\" cx=\"%.1f\" cy=\"%.1f\" r=\"9\"/>"
		        "<text class=\"count\" x=\"%.1f\" y=\"%.1f\">%" PRIu32 "</text>",
		        x, y, x, y + 4, node->findings > 99 ? 99 : node->findings);
	}
	fputs("</g>\n", stream);
}

static const char *const edge_words[] = { "wrote", "ran as", "loaded by", "started", "connected to", "led to" };

static void draw_edge(FILE *stream, const struct edge *edge)
{
	static const char *const classes[] = { "wrote", "ran", "ran", "started", "connected", "came" };

	if (!edge->point_count)
		return;
	fprintf(stream, "<path class=\"edge %s\" d=\"M%.1f %.1fC", classes[edge->kind], edge->points[0][0],
	        edge->points[0][1]);
	for (size_t i = 1; i < edge->point_count; i++)
		fprintf(stream, "%s%.1f %.1f", i > 1 ? " " : "", edge->points[i][0], edge->points[i][1]);
	fprintf(stream, "L%.1f %.1f\"><title>%s</title></path>\n", edge->tip[0], edge->tip[1],
	        edge_words[edge->kind]);
}

void provenance_draw(FILE *stream, const struct graph *graph, size_t number)
{
	double width = graph->width + 2 * MARGIN, height = graph->height + 2 * MARGIN + 6;

	fprintf(stream,
	        "<svg class=\"provenance\" role=\"img\" aria-label=\"Provenance of verdict %zu: %zu things and "
	        "%zu links; the lists below say the same in words\" viewBox=\"%d %d %.0f %.0f\" "
	        "width=\"%.0f\" height=\"%.0f\">\n"
	        "<defs><marker id=\"arrow%zu\" class=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
	        "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8Z\"/></marker></defs>\n",
	        number, graph_shown(graph), graph->edge_count, -MARGIN, -MARGIN, width, height, width, height,
	        number);
	fprintf(stream, "<g marker-end=\"url(#arrow%zu)\">\n", number);
	for (size_t i = 0; i < graph->edge_count; i++)
		draw_edge(stream, &graph->edges[i]);
	fputs("</g>\n", stream);
	for (size_t i = 0; i < graph->node_count; i++)
		if (!graph->nodes[i].is_gone)
			draw_node(stream, graph, i);
	fputs("</svg>\n", stream);
}
