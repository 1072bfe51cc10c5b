/* SPDX-License-Identifier: Apache-2.0 */
/* For a ticket or a chat: CommonMark without HTML. */
#include "format.h"
#include "indicators.h"
#include "text.h"

#include <inttypes.h>

/* A code span whose fence is longer than any run of backquotes in it. */
static void put_code(FILE *stream, schain_string text)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < text.length; i++) {
		run = text.data[i] == '`' ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	for (size_t i = 0; i <= longest; i++)
		putc('`', stream);
	putc(' ', stream);
	put_plain(stream, text);
	putc(' ', stream);
	for (size_t i = 0; i <= longest; i++)
		putc('`', stream);
}

static void put_list(FILE *stream, const char *title, const schain_string *lines, size_t count)
{
	if (count)
		fprintf(stream, "\n### %s\n\n", title);
	for (size_t i = 0; i < count; i++) {
		fputs("1. ", stream);
		put_markdown(stream, lines[i]);
		putc('\n', stream);
	}
}

static void put_evidence(FILE *stream, const schain_verdict *verdict)
{
	fputs("\n### Why\n\n| time | adds | evidence | signal |\n|---|---|---|---|\n", stream);
	for (size_t i = 0; i < verdict->signal_count; i++) {
		const schain_signal *signal = &verdict->signals[i];

		fputs("| ", stream);
		put_time(stream, signal->time, 0);
		fprintf(stream, " | %+" PRId32 " | ", signal->weight);
		put_markdown(stream, signal->text);
		fputs(" | ", stream);
		put_markdown(stream, signal->name);
		fputs(" |\n", stream);
	}
}

static void put_indicators(FILE *stream, const schain_verdict *verdict)
{
	int found = 0;

	for (int kind = 0; kind < INDICATOR_KINDS; kind++) {
		size_t at = 0;
		schain_string value;

		while ((value = indicator_next(verdict, (enum indicator_kind)kind, &at)).data) {
			if (!found++)
				fputs("\n### Indicators\n\n", stream);
			fprintf(stream, "- %s: ", indicator_name((enum indicator_kind)kind));
			put_code(stream, value);
			putc('\n', stream);
		}
	}
}

static void put_verdict(FILE *stream, const schain_verdict *verdict)
{
	fprintf(stream, "\n## %s: ", schain_level_get_name(verdict->level));
	put_markdown(stream, verdict->product.length ? verdict->product : schain_string_of("software without a name"));
	if (verdict->version.length) {
		putc(' ', stream);
		put_markdown(stream, verdict->version);
	}
	if (verdict->host.length) {
		fputs(" on ", stream);
		put_markdown(stream, verdict->host);
	}
	fputs("\n\n", stream);
	put_markdown(stream, verdict->explanation);
	fprintf(stream, "\n\nScore %+" PRId32 " decibans, %" PRIu32 " %% of the evidence could be seen. ",
	        verdict->score, verdict->confidence);
	put_markdown(stream, verdict->technique);
	fputs(", ", stream);
	put_markdown(stream, verdict->strategy);
	fputs(", ", stream);
	put_markdown(stream, verdict->analytic);
	fputs(". Identity ", stream);
	put_markdown(stream, verdict->id);
	fprintf(stream, ", revision %" PRIu32 ".\n", verdict->revision);
	put_list(stream, "Contain", verdict->isolate, verdict->isolate_count);
	put_list(stream, "Keep as evidence", verdict->preserve, verdict->preserve_count);
	put_evidence(stream, verdict);
	if (verdict->gap_count || verdict->forgotten_since || verdict->unread_since || verdict->unkept_since)
		fputs("\n### Not seen\n\n", stream);
	put_shortages(stream, verdict, "- ", "\n");
	for (size_t i = 0; i < verdict->gap_count; i++) {
		fputs("- ", stream);
		put_markdown(stream, verdict->gaps[i].source);
		fputs(": ", stream);
		put_markdown(stream, verdict->gaps[i].text);
		putc('\n', stream);
	}
	put_indicators(stream, verdict);
}

static int write_markdown(FILE *stream, struct report *report)
{
	fprintf(stream, "# Software supply chain report\n\n%zu verdict%s. All times are UTC.\n", report->cases->count,
	        report->cases->count == 1 ? "" : "s");
	for (size_t i = 0; i < report->cases->count; i++) {
		schain_verdict verdict;

		if (cases_read(report->cases, i, &verdict))
			return -1;
		put_verdict(stream, &verdict);
	}
	return 0;
}

const struct report_format report_markdown = { "markdown", "CommonMark, for a ticket", write_markdown };
