/* SPDX-License-Identifier: Apache-2.0 */
/* One page that needs nothing else: no script or style from outside, no request. */
#include "html.h"
#include "indicators.h"
#include "page.h"
#include "svg.h"
#include "text.h"

#include <supplychain/version.h>

#include <inttypes.h>

/* As many as fit a screen; all of them are drawn on request up to the second. */
enum { NODES_FOLDED = 40, NODES_MOST = 520 };

static void put_product(FILE *stream, const schain_verdict *verdict)
{
	if (verdict->product.length)
		put_html_short(stream, verdict->product, 80);
	else
		fputs("Software without a name", stream);
	if (verdict->version.length) {
		putc(' ', stream);
		put_html_short(stream, verdict->version, 40);
	}
}

static void put_level(FILE *stream, uint32_t level)
{
	const char *name = schain_level_get_name(level);

	fprintf(stream, "<span class=\"level %s\">%s</span>", name, name);
}

/* Odds of a score in decibans, as a person says them. */
static void put_odds(FILE *stream, int32_t score)
{
	double odds = 1, step = 1.2589254117941673; /* 10^(1/10) */
	int32_t size = score < 0 ? -score : score;

	if (score < -90 || score > 90) {
		fputs(score < 0 ? "less than one to a thousand million" : "more than a thousand million to one", stream);
		return;
	}
	while (size--)
		odds *= step;
	if (odds < 1.15)
		fputs("as likely as not", stream);
	else if (score > 0)
		fprintf(stream, "%.*f to one", odds < 10 ? 1 : 0, odds);
	else
		fprintf(stream, "one to %.*f", odds < 10 ? 1 : 0, odds);
}

static void put_fact(FILE *stream, const char *name, schain_string value)
{
	if (!value.length)
		return;
	fprintf(stream, "<div><dt>%s</dt><dd>", name);
	put_html(stream, value);
	fputs("</dd></div>\n", stream);
}

static void put_facts(FILE *stream, const schain_verdict *verdict)
{
	fprintf(stream, "<dl class=\"facts\">\n<div><dt>Score</dt><dd>%+" PRId32 " decibans: ", verdict->score);
	put_odds(stream, verdict->score);
	fprintf(stream, "</dd></div>\n<div><dt>Evidence seen</dt><dd>%" PRIu32
	                " %% of what sensors could show</dd></div>\n", verdict->confidence);
	put_fact(stream, "Host", verdict->host);
	put_fact(stream, "Installed by", verdict->installer);
	put_fact(stream, "Before", verdict->previous_version);
	fputs("<div><dt>First and last act</dt><dd>", stream);
	put_time(stream, verdict->first_time, 0);
	fputs(", lasting ", stream);
	put_span(stream, time_between(verdict->first_time, verdict->last_time));
	fputs("</dd></div>\n<div><dt>MITRE ATT&amp;CK</dt><dd>", stream);
	put_html(stream, verdict->technique);
	fputs(" · ", stream);
	put_html(stream, verdict->strategy);
	fputs(" · ", stream);
	put_html(stream, verdict->analytic);
	fprintf(stream, "</dd></div>\n<div><dt>Identity</dt><dd>");
	put_html(stream, verdict->id);
	fprintf(stream, ", revision %" PRIu32 "%s</dd></div>\n</dl>\n", verdict->revision,
	        verdict->is_final ? ", final" : "");
}

static void put_stages(FILE *stream, const schain_verdict *verdict)
{
	fputs("<ol class=\"stages\" aria-label=\"Stages of the chain\">\n", stream);
	for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++) {
		int is_reached = verdict->stages >> stage & 1;

		fprintf(stream, "<li class=\"%s\"><b>", is_reached ? "reached" : "missed");
		html_words(stream, schain_stage_get_name(stage));
		fputs("</b> ", stream);
		if (is_reached && verdict->stage_times[stage]) {
			fputs("<small>+", stream);
			put_span(stream, time_between(verdict->first_time, verdict->stage_times[stage]));
			fputs("</small>", stream);
		} else {
			fprintf(stream, "<small>%s</small>", is_reached ? "seen" : "not seen");
		}
		fputs("</li>\n", stream);
	}
	fputs("</ol>\n", stream);
}

static int put_one_graph(FILE *stream, const struct report *report, const schain_verdict *verdict, size_t most,
                         size_t number, size_t *ret_shown, size_t *ret_hidden)
{
	struct graph graph;

	if (graph_build(&graph, verdict, most))
		return -1;
	provenance_measure(&graph);
	*ret_shown = graph_shown(&graph);
	*ret_hidden = graph.node_count - *ret_shown + graph.left_out;
	if (!graph.node_count || graph_lay_out(&graph, report->layouter)) {
		graph_dispose(&graph);
		return 1;
	}
	html_scroll(stream, number % 2 ? "All provenance" : "Provenance", number / 2);
	provenance_draw(stream, &graph, number);
	fputs("</div>\n", stream);
	graph_dispose(&graph);
	return 0;
}

static int put_graph(FILE *stream, const struct report *report, const schain_verdict *verdict, size_t number)
{
	size_t shown, hidden;
	int status = put_one_graph(stream, report, verdict, NODES_FOLDED, 2 * number, &shown, &hidden);

	if (status < 0)
		return -1;
	if (status || !hidden)
		return 0;
	fprintf(stream, "<details class=\"all\"><summary>Folded: %zu of %zu are shown. Show all</summary>\n", shown,
	        shown + hidden);
	status = put_one_graph(stream, report, verdict, NODES_MOST, 2 * number + 1, &shown, &hidden);
	if (hidden)
		fprintf(stream, "<p>%zu more are in the lists below.</p>\n", hidden);
	fputs("</details>\n", stream);
	return status < 0 ? -1 : 0;
}

static void put_gaps(FILE *stream, const schain_verdict *verdict)
{
	if (!verdict->gap_count) {
		fputs("<p>Every kind of log source that this analytic uses reported.</p>\n", stream);
		return;
	}
	fputs("<ul>\n", stream);
	for (size_t i = 0; i < verdict->gap_count; i++) {
		const schain_verdict_gap *gap = &verdict->gaps[i];

		fputs("<li><b>", stream);
		put_html(stream, gap->source);
		fputs("</b>: ", stream);
		put_html(stream, gap->text);
		if (gap->stage < SCHAIN_STAGE_COUNT) {
			fputs(" <small>(stage ", stream);
			html_words(stream, schain_stage_get_name(gap->stage));
			fputs(")</small>", stream);
		}
		fputs("</li>\n", stream);
	}
	fputs("</ul>\n", stream);
}

static void put_list(FILE *stream, const char *title, const schain_string *lines, size_t count)
{
	if (!count)
		return;
	fprintf(stream, "<h4>%s</h4>\n<ol>\n", title);
	for (size_t i = 0; i < count; i++) {
		fputs("<li>", stream);
		put_html(stream, lines[i]);
		fputs("</li>\n", stream);
	}
	fputs("</ol>\n", stream);
}

static void put_indicators(FILE *stream, const schain_verdict *verdict)
{
	int found = 0;

	for (int kind = 0; kind < INDICATOR_KINDS; kind++) {
		size_t at = 0, count = 0;
		schain_string value;

		while ((value = indicator_next(verdict, (enum indicator_kind)kind, &at)).data) {
			if (!count++)
				fprintf(stream, "<div class=\"copy\"><h4>%s</h4><pre tabindex=\"0\">",
				        indicator_name((enum indicator_kind)kind));
			put_html(stream, value);
			putc('\n', stream);
		}
		if (count)
			fputs("</pre></div>\n", stream);
		found += count > 0;
	}
	if (!found)
		fputs("<p>No sensor told a hash, a host or a path that could be searched for.</p>\n", stream);
}

static int put_verdict(FILE *stream, const struct report *report, const schain_verdict *verdict, size_t number)
{
	fprintf(stream, "<article id=\"v%zu\" aria-labelledby=\"h%zu\">\n<h2 id=\"h%zu\">", number, number, number);
	put_level(stream, verdict->level);
	putc(' ', stream);
	put_product(stream, verdict);
	if (verdict->host.length) {
		fputs(" on ", stream);
		put_html_short(stream, verdict->host, 60);
	}
	fputs("</h2>\n<p class=\"story\">", stream);
	put_html(stream, verdict->explanation);
	fputs("</p>\n", stream);
	put_stages(stream, verdict);
	put_facts(stream, verdict);
	fputs("<section><h3>What to do</h3>\n", stream);
	put_list(stream, "Contain", verdict->isolate, verdict->isolate_count);
	put_list(stream, "Keep as evidence", verdict->preserve, verdict->preserve_count);
	fputs("</section>\n<section><h3>What led to what</h3>\n", stream);
	if (put_graph(stream, report, verdict, number))
		return -1;
	html_lists(stream, verdict, number);
	fputs("</section>\n<section><h3>When</h3>\n", stream);
	html_scroll(stream, "Timeline", number);
	timeline_draw(stream, verdict, number);
	fputs("</div></section>\n<section><h3>Why this level</h3>\n", stream);
	html_evidence(stream, report, verdict, number);
	fputs("</section>\n<section><h3>What was not seen</h3>\n", stream);
	put_gaps(stream, verdict);
	put_shortages(stream, verdict, "<p>", "</p>\n");
	fputs("</section>\n<section><h3>Indicators</h3>\n", stream);
	put_indicators(stream, verdict);
	fputs("</section>\n</article>\n", stream);
	return 0;
}

static void put_head(FILE *stream)
{
	fprintf(stream,
	        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '%s'; script-src '%s'; "
	        "base-uri 'none'; form-action 'none'\">\n"
	        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	        "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Software supply chain report</title>\n<style>",
	        page_style_hash, page_script_hash);
	page_write(stream, page_style);
	fputs("</style>\n</head>\n<body>\n", stream);
}

static void put_counts(FILE *stream, const struct cases *cases)
{
	size_t counts[SCHAIN_LEVEL_CRITICAL + 1] = { 0 };
	const char *comma = ": ";

	for (size_t i = 0; i < cases->count; i++)
		if (cases->all[i].level <= SCHAIN_LEVEL_CRITICAL)
			counts[cases->all[i].level]++;
	fprintf(stream, "<p>%zu verdict%s", cases->count, cases->count == 1 ? "" : "s");
	for (uint32_t level = SCHAIN_LEVEL_CRITICAL + 1; level-- > 0;) {
		if (!counts[level])
			continue;
		fprintf(stream, "%s%zu %s", comma, counts[level], schain_level_get_name(level));
		comma = ", ";
	}
	fputs(". All times are UTC.</p>\n", stream);
}

static int put_index(FILE *stream, struct cases *cases)
{
	fputs("<nav aria-label=\"Verdicts\">\n<ol>\n", stream);
	for (size_t i = 0; i < cases->count; i++) {
		schain_verdict verdict;

		if (cases_read(cases, i, &verdict))
			return -1;
		fprintf(stream, "<li><a href=\"#v%zu\">", i + 1);
		put_level(stream, verdict.level);
		putc(' ', stream);
		put_product(stream, &verdict);
		if (verdict.host.length) {
			fputs(" <small>", stream);
			put_html_short(stream, verdict.host, 40);
			fputs("</small>", stream);
		}
		fputs("</a></li>\n", stream);
	}
	fputs("</ol>\n</nav>\n", stream);
	return 0;
}

static int write_html(FILE *stream, struct report *report)
{
	put_head(stream);
	fputs("<a class=\"skip\" href=\"#main\">Skip to the verdicts</a>\n<header>\n<h1>Software supply chain report</h1>\n", stream);
	put_counts(stream, report->cases);
	fputs("</header>\n", stream);
	if (put_index(stream, report->cases))
		return -1;
	fputs("<main id=\"main\">\n", stream);
	if (!report->cases->count)
		fputs("<p>Nothing reached the level that was asked for.</p>\n", stream);
	for (size_t i = 0; i < report->cases->count; i++) {
		schain_verdict verdict;

		if (cases_read(report->cases, i, &verdict) || put_verdict(stream, report, &verdict, i + 1))
			return -1;
	}
	fprintf(stream, "</main>\n<footer><p>libsupplychain %s</p></footer>\n<script>", schain_version());
	page_write(stream, page_script);
	fputs("</script>\n</body>\n</html>\n", stream);
	return 0;
}

const struct report_format report_html = { "html", "a page for a browser, in one file", write_html };
