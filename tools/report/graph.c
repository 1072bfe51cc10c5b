/* SPDX-License-Identifier: Apache-2.0 */
#include "graph.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Beyond these a drawing shows nothing that its tables do not; folding looks at all pairs. */
enum { KIND_LIMIT = 600 };

static size_t at_most(size_t count)
{
	return count < KIND_LIMIT ? count : KIND_LIMIT;
}

static size_t process_count(const struct graph *graph)
{
	return at_most(graph->verdict->process_count);
}

static size_t file_count(const struct graph *graph)
{
	return at_most(graph->verdict->file_count);
}

static size_t node_of_file(const struct graph *graph, size_t file)
{
	return process_count(graph) + file;
}

schain_string node_label(const struct graph *graph, const struct node *node)
{
	const schain_verdict *verdict = graph->verdict;
	const schain_verdict_destination *destination;

	if (node->kind == NODE_PROCESS)
		return base_name(verdict->processes[node->item].image);
	if (node->kind == NODE_FILE)
		return base_name(verdict->files[node->item].path);
	destination = &verdict->destinations[node->item];
	return destination->host_name.length ? destination->host_name : destination->address;
}

static void add_node(struct graph *graph, enum node_kind kind, size_t item)
{
	struct node *node = &graph->nodes[graph->node_count];

	*node = (struct node){ .kind = kind, .item = (uint32_t)item, .members = 1,
		                   .into = graph->node_count };
	graph->node_count++;
}

static int add_edge(struct graph *graph, enum edge_kind kind, size_t from, size_t to)
{
	if (from == to)
		return 0;
	if (graph->edge_count == graph->edge_capacity) {
		size_t capacity = graph->edge_capacity ? 2 * graph->edge_capacity : 64;
		struct edge *edges = realloc(graph->edges, capacity * sizeof *edges);

		if (!edges)
			return -1;
		graph->edges = edges;
		graph->edge_capacity = capacity;
	}
	graph->edges[graph->edge_count++] =
		(struct edge){ .kind = kind, .from = from, .to = to, .members = 1 };
	return 0;
}

static void count_findings(struct graph *graph)
{
	const schain_verdict *verdict = graph->verdict;

	for (size_t i = 0; i < verdict->signal_count; i++) {
		uint32_t process = verdict->signals[i].process;

		if (verdict->signals[i].weight > 0 && process && process <= process_count(graph))
			graph->nodes[process - 1].findings++;
	}
}

/* The delivered file that a process runs: its image, or the script its command line names. */
static size_t file_run_by(const struct graph *graph, const schain_verdict_process *process)
{
	const schain_verdict *verdict = graph->verdict;

	for (size_t i = 0; i < file_count(graph); i++)
		if (is_same_text(verdict->files[i].path, process->image))
			return i;
	for (size_t i = 0; i < file_count(graph); i++)
		if (has_text(process->command_line, verdict->files[i].path))
			return i;
	return SIZE_MAX;
}

static int link_loads(struct graph *graph, size_t process)
{
	const schain_verdict *verdict = graph->verdict;
	int found = 0;

	for (size_t i = 0; i < file_count(graph); i++) {
		for (size_t k = 0; k < verdict->signal_count; k++) {
			const schain_signal *signal = &verdict->signals[k];

			if (signal->process != process + 1 || !has_text(signal->text, verdict->files[i].path) ||
			    !has_text(signal->event, schain_string_of("module")))
				continue;
			if (add_edge(graph, EDGE_LOADED, node_of_file(graph, i), process))
				return -1;
			found = 1;
			break;
		}
	}
	return found;
}

/* Where a process came from: its parent, the file it runs or loaded, or else the installer. */
static int link_process(struct graph *graph, size_t index)
{
	const schain_verdict_process *process = &graph->verdict->processes[index];
	size_t file = file_run_by(graph, process);
	int has_origin = 0, loads;

	if (process->parent < index) {
		has_origin = 1;
		if (add_edge(graph, EDGE_STARTED, process->parent, index))
			return -1;
	}
	if (process->role == SCHAIN_ROLE_INSTALLER)
		return 0;
	if (file != SIZE_MAX) {
		has_origin = 1;
		if (add_edge(graph, EDGE_RAN, node_of_file(graph, file), index))
			return -1;
	}
	loads = link_loads(graph, index);
	if (loads < 0)
		return -1;
	if (!has_origin && !loads && index && graph->verdict->processes[0].role == SCHAIN_ROLE_INSTALLER)
		return add_edge(graph, EDGE_CAME, 0, index);
	return 0;
}

static int link_all(struct graph *graph)
{
	const schain_verdict *verdict = graph->verdict;
	size_t first = process_count(graph) + file_count(graph);

	for (size_t i = 0; i < file_count(graph); i++) {
		uint32_t writer = verdict->files[i].process;

		if (writer && writer <= process_count(graph) &&
		    add_edge(graph, EDGE_WROTE, writer - 1, node_of_file(graph, i)))
			return -1;
	}
	for (size_t i = 0; i < process_count(graph); i++)
		if (link_process(graph, i))
			return -1;
	for (size_t i = 0; i < at_most(verdict->destination_count); i++) {
		uint32_t process = verdict->destinations[i].process;

		if (process && process <= process_count(graph) &&
		    add_edge(graph, EDGE_CONNECTED, process - 1, first + i))
			return -1;
	}
	return 0;
}

size_t graph_shown(const struct graph *graph)
{
	size_t shown = 0;

	for (size_t i = 0; i < graph->node_count; i++)
		shown += !graph->nodes[i].is_gone;
	return shown;
}

/* The nodes an edge ends at, once folded. */
static size_t end_of(const struct graph *graph, size_t node)
{
	while (graph->nodes[node].into != node)
		node = graph->nodes[node].into;
	return node;
}

/* What folding goes by: who a node hangs on, and whether something hangs on it. */
struct ties {
	size_t *origin; /* SIZE_MAX: none */
	char *is_leaf;
};

static void find_ties(const struct graph *graph, struct ties *ties)
{
	for (size_t i = 0; i < graph->node_count; i++) {
		ties->origin[i] = SIZE_MAX;
		ties->is_leaf[i] = 1;
	}
	for (size_t i = 0; i < graph->edge_count; i++) {
		size_t from = end_of(graph, graph->edges[i].from), to = end_of(graph, graph->edges[i].to);

		ties->is_leaf[from] = 0;
		if (ties->origin[to] == SIZE_MAX || from < ties->origin[to])
			ties->origin[to] = from;
	}
}

/*
 * Each round folds bolder than the one before: like leaves of one origin, then
 * all quiet leaves, then like things anywhere. What has findings keeps a node
 * of its own to the last but one.
 */
enum { ROUNDS = 6 };

static int is_alike(const struct graph *graph, const struct node *a, const struct node *b, int round)
{
	const schain_verdict *verdict = graph->verdict;

	if (a->kind == NODE_PROCESS) {
		if (verdict->processes[a->item].role != verdict->processes[b->item].role)
			return 0;
		return round == 1 || round == 3 || round == 5 ||
		       is_same_text(node_label(graph, a), node_label(graph, b));
	}
	if (a->kind == NODE_FILE)
		return round >= 3 || is_same_text(directory_name(verdict->files[a->item].path),
		                                  directory_name(verdict->files[b->item].path));
	return (round >= 1 && is_same_text(verdict->destinations[a->item].judgement,
	                                   verdict->destinations[b->item].judgement)) ||
	       is_same_text(node_label(graph, a), node_label(graph, b));
}

static int can_fold(const struct graph *graph, const struct ties *ties, size_t a, size_t b, int round)
{
	const struct node *left = &graph->nodes[a], *right = &graph->nodes[b];

	if (left->kind != right->kind || !is_alike(graph, left, right, round))
		return 0;
	if (round < 4 && (left->findings || right->findings))
		return 0;
	if (round < 2 && (!ties->is_leaf[a] || !ties->is_leaf[b]))
		return 0;
	return round >= 5 || ties->origin[a] == ties->origin[b];
}

static void fold_round(struct graph *graph, const struct ties *ties, int round)
{
	for (size_t i = 0; i < graph->node_count; i++) {
		if (graph->nodes[i].is_gone)
			continue;
		for (size_t k = i + 1; k < graph->node_count; k++) {
			if (graph->nodes[k].is_gone || !can_fold(graph, ties, i, k, round))
				continue;
			graph->nodes[k].is_gone = 1;
			graph->nodes[k].into = i;
			graph->nodes[i].members += graph->nodes[k].members;
			graph->nodes[i].findings += graph->nodes[k].findings;
		}
	}
}

static int fold(struct graph *graph, size_t most)
{
	struct ties ties = { calloc(graph->node_count, sizeof *ties.origin),
		                 calloc(graph->node_count, 1) };
	int status = ties.origin && ties.is_leaf ? 0 : -1;

	for (int round = 0; !status && round < ROUNDS && graph_shown(graph) > most; round++) {
		find_ties(graph, &ties);
		fold_round(graph, &ties, round);
	}
	free(ties.origin);
	free(ties.is_leaf);
	return status;
}

/* Edges between the nodes that are left, each once. */
static void fold_edges(struct graph *graph)
{
	size_t count = 0;

	for (size_t i = 0; i < graph->edge_count; i++) {
		struct edge edge = graph->edges[i];
		size_t same = 0;

		edge.from = end_of(graph, edge.from);
		edge.to = end_of(graph, edge.to);
		while (same < count && (graph->edges[same].from != edge.from ||
		                        graph->edges[same].to != edge.to || graph->edges[same].kind != edge.kind))
			same++;
		if (edge.from == edge.to)
			continue;
		if (same < count)
			graph->edges[same].members++;
		else
			graph->edges[count++] = edge;
	}
	graph->edge_count = count;
}

int graph_build(struct graph *graph, const schain_verdict *verdict, size_t most)
{
	size_t total = verdict->process_count + verdict->file_count + verdict->destination_count;

	memset(graph, 0, sizeof *graph);
	graph->verdict = verdict;
	graph->nodes = calloc(3 * KIND_LIMIT, sizeof *graph->nodes);
	if (!graph->nodes)
		return -1;
	for (size_t i = 0; i < process_count(graph); i++)
		add_node(graph, NODE_PROCESS, i);
	for (size_t i = 0; i < file_count(graph); i++)
		add_node(graph, NODE_FILE, i);
	for (size_t i = 0; i < at_most(verdict->destination_count); i++)
		add_node(graph, NODE_DESTINATION, i);
	graph->left_out = total - graph->node_count;
	count_findings(graph);
	if (link_all(graph) || (graph->node_count > most && fold(graph, most))) {
		graph_dispose(graph);
		return -1;
	}
	fold_edges(graph);
	return 0;
}

void graph_dispose(struct graph *graph)
{
	free(graph->nodes);
	free(graph->edges);
	memset(graph, 0, sizeof *graph);
}
