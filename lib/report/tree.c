/* SPDX-License-Identifier: Apache-2.0 */
#include "report/tree.h"

#include "base/clock.h"

/* Silence as long as this gets a line of its own. */
#define SILENCE (3600 * SCHAIN_SECOND)

enum {
	TREE_COLUMN = 22, /* behind time and gap */
	TEXT_LEAST = 30,  /* columns that must be left to the text: deeper processes are not drawn */
	DEPTH_LEAST = 2,
	DEPTH_MOST = 16,
	FILES_SHOWN = 8, /* of one writer; the section on files has all */
};

enum kind { KIND_PROCESS, KIND_FILE, KIND_SIGNAL, KIND_DESTINATION, KIND_COUNT };

struct tree {
	schain__page *page;
	const schain_verdict *verdict;
	schain_time last; /* of the line above; 0 none */
	uint32_t depth, depth_limit;
	int continues[DEPTH_MOST]; /* by depth: are more siblings to come? */
};

struct item {
	enum kind kind;
	size_t index;
	size_t more; /* KIND_FILE: this many are not shown */
};

/* Where a walk over the children of one node stands, by kind. */
struct cursor {
	size_t at[KIND_COUNT];
	size_t files;
};

static const schain_verdict_process *process_at(const struct tree *tree, size_t index)
{
	return schain__element(tree->verdict->processes, index);
}

static size_t count_of(const struct tree *tree, enum kind kind)
{
	switch (kind) {
	case KIND_PROCESS:
		return tree->verdict->process_count;
	case KIND_FILE:
		return tree->verdict->file_count;
	case KIND_SIGNAL:
		return tree->verdict->signal_count;
	default:
		return tree->verdict->destination_count;
	}
}

static schain_time time_of(const struct tree *tree, enum kind kind, size_t index)
{
	switch (kind) {
	case KIND_PROCESS:
		return process_at(tree, index)->time;
	case KIND_FILE:
		return ((const schain_verdict_file *)schain__element(tree->verdict->files, index))->time;
	case KIND_SIGNAL:
		return ((const schain_signal *)schain__element(tree->verdict->signals, index))->time;
	default:
		return ((const schain_verdict_destination *)schain__element(tree->verdict->destinations,
		                                                            index))
		    ->time;
	}
}

/* The signals that no process, file or destination of the tree stands for. */
static int is_drawn(const schain_signal *signal)
{
	return signal->stage == SCHAIN_STAGE_TRUST || signal->stage == SCHAIN_STAGE_PERSISTENCE ||
	       signal->stage == SCHAIN_STAGE_CREDENTIAL ||
	       schain__equal(signal->event, SCHAIN_STRING("module_load")) ||
	       schain__equal(signal->event, SCHAIN_STRING("driver_load")) ||
	       schain__equal(signal->event, SCHAIN_STRING("injection"));
}

/*
 * The node something hangs on: a process, counted from 1, or 0 for the root.
 * SIZE_MAX: it is not drawn. Parents come before children; one that does not
 * is no parent, so the walk ends.
 */
static size_t owner_of(const struct tree *tree, enum kind kind, size_t index)
{
	const schain_signal *signal;
	size_t owner;

	switch (kind) {
	case KIND_PROCESS:
		owner = process_at(tree, index)->parent;
		return owner < index ? owner + 1 : 0;
	case KIND_FILE:
		owner = ((const schain_verdict_file *)schain__element(tree->verdict->files, index))->process;
		break;
	case KIND_SIGNAL:
		signal = schain__element(tree->verdict->signals, index);
		if (!is_drawn(signal))
			return SIZE_MAX;
		owner = signal->process;
		break;
	default:
		owner = ((const schain_verdict_destination *)schain__element(tree->verdict->destinations,
		                                                             index))
		            ->process;
		break;
	}
	return owner <= tree->verdict->process_count ? owner : 0;
}

static void skip_to_owned(const struct tree *tree, size_t node, enum kind kind, size_t *at)
{
	while (*at < count_of(tree, kind) && owner_of(tree, kind, *at) != node)
		++*at;
}

/* The next child of a node in order of time; returns 0 after the last. */
static int next_child(const struct tree *tree, size_t node, struct cursor *cursor, struct item *item)
{
	enum kind best = KIND_COUNT;

	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		skip_to_owned(tree, node, kind, &cursor->at[kind]);
		if (cursor->at[kind] < count_of(tree, kind) &&
		    (best == KIND_COUNT ||
		     time_of(tree, kind, cursor->at[kind]) < time_of(tree, best, cursor->at[best])))
			best = kind;
	}
	if (best == KIND_COUNT)
		return 0;
	item->kind = best;
	item->index = cursor->at[best]++;
	item->more = 0;
	if (best != KIND_FILE || ++cursor->files <= FILES_SHOWN)
		return 1;
	while (cursor->at[KIND_FILE] <= tree->verdict->file_count) {
		item->more++;
		skip_to_owned(tree, node, KIND_FILE, &cursor->at[KIND_FILE]);
		cursor->at[KIND_FILE]++;
	}
	return 1;
}

/* Since the line above; 0 if that is not known or is later. */
static int64_t gap_before(const struct tree *tree, schain_time time)
{
	if (!tree->last || time <= tree->last)
		return 0;
	if (tree->last < 0 && time > INT64_MAX + tree->last)
		return INT64_MAX;
	return time - tree->last;
}

static void write_gap(schain__page *page, int64_t gap)
{
	static const struct {
		int64_t unit;
		const char *name;
	} scales[] = {
		{ 86400 * SCHAIN_SECOND, "d" }, { 3600 * SCHAIN_SECOND, "h" },
		{ 60 * SCHAIN_SECOND, "min" },  { SCHAIN_SECOND, "s" },
		{ SCHAIN_SECOND / 1000, "ms" },
	};

	for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
		if (gap >= scales[i].unit) {
			schain__page_printf(page, "+%lld %s", (long long)(gap / scales[i].unit), scales[i].name);
			return;
		}
}

static void write_bars(struct tree *tree)
{
	for (uint32_t depth = 0; depth < tree->depth; depth++)
		schain__page_glyph(tree->page,
		                   tree->continues[depth] ? SCHAIN__GLYPH_PASS : SCHAIN__GLYPH_BLANK);
}

/* A line of its own where the day changes or where nothing happened for long. */
static void write_pause(struct tree *tree, schain_time time, const char *day, int is_new_day)
{
	schain__page *page = tree->page;
	int64_t gap = gap_before(tree, time);
	char span[SCHAIN__TIME_TEXT];

	if (!is_new_day && gap < SILENCE)
		return;
	schain__page_style(page, SCHAIN__STYLE_DIM);
	if (is_new_day)
		schain__page_printf(page, "  %s", day);
	if (tree->last) {
		schain__page_pad(page, TREE_COLUMN);
		write_bars(tree);
		schain__page_glyph(page, SCHAIN__GLYPH_PASS);
	}
	if (gap >= SILENCE) {
		schain__span_format(gap, span);
		schain__page_glyph(page, SCHAIN__GLYPH_PAUSE);
		schain__page_printf(page, " %s of silence ", span);
		schain__page_glyph(page, SCHAIN__GLYPH_PAUSE);
	}
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
	schain__page_newline(page);
}

/* Time, gap and lines of the tree, up to where the text of a child begins. */
static void write_lead(struct tree *tree, schain_time time, int is_last)
{
	schain__page *page = tree->page;
	char text[SCHAIN__TIME_TEXT], before[SCHAIN__TIME_TEXT];
	char *mark;
	size_t day;

	schain__time_format(time, text);
	mark = strchr(text, 'T');
	day = mark ? (size_t)(mark - text) : 0;
	schain__time_format(tree->last, before);
	if (time && mark) {
		*mark = 0;
		write_pause(tree, time, text, !tree->last || strncmp(text, before, day) != 0);
		schain__page_style(page, SCHAIN__STYLE_DIM);
		schain__page_printf(page, "  %.8s  ", mark + 1);
		write_gap(page, gap_before(tree, time));
		schain__page_style(page, SCHAIN__STYLE_PLAIN);
		tree->last = time;
	}
	schain__page_pad(page, TREE_COLUMN);
	write_bars(tree);
	schain__page_glyph(page, is_last ? SCHAIN__GLYPH_LAST : SCHAIN__GLYPH_BRANCH);
	schain__page_margin(page, TREE_COLUMN);
	for (uint32_t depth = 0; depth < tree->depth; depth++)
		schain__page_margin_glyph(page,
		                          tree->continues[depth] ? SCHAIN__GLYPH_PASS : SCHAIN__GLYPH_BLANK);
	schain__page_margin_glyph(page, is_last ? SCHAIN__GLYPH_BLANK : SCHAIN__GLYPH_PASS);
}

/* A command line that is empty, or the program's path alone, in whatever case and quotes. */
static int says_no_more(schain_string command_line, schain_string image)
{
	schain_string text = schain__trim(command_line);

	if (text.length >= 2 && text.data[0] == '"' && text.data[text.length - 1] == '"')
		text = schain__cut(text, 1, text.length - 1);
	return schain__is_empty(text) || schain__equal_nocase(text, image);
}

static void write_process(schain__page *page, const schain_verdict_process *process,
                          int has_children)
{
	static const char *const titles[] = { "installer ", "first run ", "child ", "loaded by " };
	schain_string name = process->image;

	if (schain__is_empty(name))
		name = process->command_line;
	schain__page_margin_glyph(page, has_children ? SCHAIN__GLYPH_PASS : SCHAIN__GLYPH_BLANK);
	schain__page_text(page, process->role < sizeof titles / sizeof *titles ? titles[process->role]
	                                                                       : "process ");
	schain__page_style(page, SCHAIN__STYLE_BOLD);
	if (schain__is_empty(name))
		schain__page_text(page, "unknown program");
	else
		schain__page_flow(page, name);
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
	if (process->pid || !schain__is_empty(process->user)) {
		schain__page_text(page, " (");
		if (process->pid)
			schain__page_printf(page, "pid %llu", (unsigned long long)process->pid);
		if (process->pid && !schain__is_empty(process->user))
			schain__page_text(page, ", ");
		schain__page_flow(page, process->user);
		schain__page_text(page, ")");
	}
	if (says_no_more(process->command_line, name))
		return;
	schain__page_continue(page);
	schain__page_style(page, SCHAIN__STYLE_DIM);
	schain__page_flow(page, process->command_line);
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
}

static void write_file(schain__page *page, const schain_verdict_file *file, size_t more)
{
	const char *content = schain__content_get_title(file->content);

	if (more) {
		schain__page_printf(page, "wrote %zu more files, listed below", more);
		return;
	}
	schain__page_text(page, "wrote ");
	schain__page_flow(page, file->path);
	if (!content && schain__is_empty(file->signature))
		return;
	schain__page_printf(page, " (%s%s", content ? content : "",
	                    content && !schain__is_empty(file->signature) ? ", " : "");
	schain__page_flow(page, file->signature);
	schain__page_text(page, ")");
}

static void write_destination(schain__page *page, const schain_verdict_destination *destination)
{
	int has_name = !schain__is_empty(destination->host_name);

	schain__page_glyph(page, SCHAIN__GLYPH_ARROW);
	schain__page_text(page, " ");
	schain__page_style(page, SCHAIN__STYLE_BOLD);
	schain__page_flow(page, has_name ? destination->host_name : destination->address);
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
	if (has_name && !schain__is_empty(destination->address)) {
		schain__page_text(page, " (");
		schain__page_flow(page, destination->address);
		schain__page_text(page, ")");
	}
	schain__page_printf(page, " port %u", (unsigned)destination->port);
	if (destination->protocol == 6 || destination->protocol == 17) /* IANA protocol numbers */
		schain__page_text(page, destination->protocol == 6 ? "/tcp" : "/udp");
	if (!schain__is_empty(destination->judgement)) {
		schain__page_text(page, ", ");
		schain__page_flow(page, destination->judgement);
	}
	if (destination->connections > 1) {
		schain__page_printf(page, ", %u", (unsigned)destination->connections);
		schain__page_glyph(page, SCHAIN__GLYPH_TIMES);
	}
}

static void write_signal(schain__page *page, const schain_signal *signal)
{
	schain__page_style(page, SCHAIN__STYLE_WARN);
	schain__page_text(page, "! ");
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
	schain__page_flow(page, schain__is_empty(signal->text) ? signal->name : signal->text);
}

static void write_children(struct tree *tree, size_t node);

static void write_item(struct tree *tree, const struct item *item, int is_last)
{
	size_t node = item->index + 1;
	struct cursor children = { { 0 }, 0 };
	struct item first;
	int has_children = item->kind == KIND_PROCESS && next_child(tree, node, &children, &first);

	write_lead(tree, time_of(tree, item->kind, item->index), is_last);
	switch (item->kind) {
	case KIND_PROCESS:
		write_process(tree->page, process_at(tree, item->index), has_children);
		break;
	case KIND_FILE:
		write_file(tree->page, schain__element(tree->verdict->files, item->index), item->more);
		break;
	case KIND_SIGNAL:
		write_signal(tree->page, schain__element(tree->verdict->signals, item->index));
		break;
	default:
		write_destination(tree->page, schain__element(tree->verdict->destinations, item->index));
		break;
	}
	schain__page_newline(tree->page);
	if (!has_children)
		return;
	tree->continues[tree->depth++] = !is_last;
	if (tree->depth < tree->depth_limit) {
		write_children(tree, node);
	} else {
		schain__page_pad(tree->page, TREE_COLUMN);
		write_bars(tree);
		schain__page_text(tree->page, "more below it is not drawn");
		schain__page_newline(tree->page);
	}
	tree->depth--;
}

static void write_children(struct tree *tree, size_t node)
{
	struct cursor cursor = { { 0 }, 0 };
	struct item item, next;
	int more = next_child(tree, node, &cursor, &item);

	while (more) {
		more = next_child(tree, node, &cursor, &next);
		write_item(tree, &item, !more);
		item = next;
	}
}

const char *schain__content_get_title(uint32_t content)
{
	static const char *const titles[] = { NULL, "data", "PE", "ELF", "Mach-O", "script", "archive" };

	return content < sizeof titles / sizeof *titles ? titles[content] : NULL;
}

void schain__tree_write_product(schain__page *page, const schain_verdict *verdict)
{
	if (schain__is_empty(verdict->product))
		schain__page_text(page, "unnamed software");
	else
		schain__page_flow(page, verdict->product);
	if (!schain__is_empty(verdict->previous_version)) {
		schain__page_text(page, " ");
		schain__page_flow(page, verdict->previous_version);
		schain__page_text(page, " ");
		schain__page_glyph(page, SCHAIN__GLYPH_ARROW);
	}
	if (!schain__is_empty(verdict->version)) {
		schain__page_text(page, " ");
		schain__page_flow(page, verdict->version);
	}
}

void schain__tree_write(schain__page *page, const schain_verdict *verdict)
{
	uint32_t depth = page->width < TREE_COLUMN + TEXT_LEAST
	                     ? 0
	                     : (page->width - TREE_COLUMN - TEXT_LEAST) / 3; /* columns a glyph */
	struct tree tree = { page, verdict, 0, 0, 0, { 0 } };

	tree.depth_limit = depth < DEPTH_LEAST ? DEPTH_LEAST : depth > DEPTH_MOST ? DEPTH_MOST : depth;
	schain__page_pad(page, TREE_COLUMN);
	schain__page_margin(page, TREE_COLUMN);
	schain__tree_write_product(page, verdict);
	schain__page_newline(page);
	write_children(&tree, 0);
}
