/* SPDX-License-Identifier: Apache-2.0 */
#include "html.h"
#include "raw.h"
#include "text.h"

#include <inttypes.h>

/* The lowest and highest sum that the running score reaches. */
struct scale {
	int64_t low, high, prior;
};

static struct scale scale_of(const schain_verdict *verdict)
{
	struct scale scale;
	int64_t sum = verdict->score;

	for (size_t i = 0; i < verdict->signal_count; i++)
		sum -= verdict->signals[i].weight;
	scale.prior = scale.low = scale.high = sum;
	for (size_t i = 0; i < verdict->signal_count; i++) {
		sum += verdict->signals[i].weight;
		if (sum < scale.low)
			scale.low = sum;
		if (sum > scale.high)
			scale.high = sum;
	}
	if (scale.low > 0)
		scale.low = 0;
	if (scale.high < 0)
		scale.high = 0;
	return scale;
}

enum { BAR_WIDTH = 220 };

static double bar_x(const struct scale *scale, int64_t value)
{
	double whole = (double)(scale->high - scale->low);

	return whole > 0 ? (double)(value - scale->low) / whole * (BAR_WIDTH - 4) + 2 : 2;
}

static void put_bar(FILE *stream, const struct scale *scale, int64_t from, int64_t to)
{
	double a = bar_x(scale, from < to ? from : to), b = bar_x(scale, from < to ? to : from);

	fprintf(stream,
	        "<svg class=\"bar\" aria-hidden=\"true\" viewBox=\"0 0 %d 18\" width=\"%d\" height=\"18\">"
	        "<path class=\"zero\" d=\"M%.1f 0v18\"/><rect class=\"%s\" x=\"%.1f\" y=\"3\" width=\"%.1f\" "
	        "height=\"12\"/></svg>",
	        BAR_WIDTH, BAR_WIDTH, bar_x(scale, 0), to < from ? "good" : "finding", a, b - a < 2 ? 2 : b - a);
}

static void put_record(FILE *stream, const struct report *report, const schain_signal *signal)
{
	schain_string raw = raw_of(report->raw, signal);

	fputs("<details><summary>event</summary><p>", stream);
	put_html(stream, signal->event);
	fputs(" from ", stream);
	html_or_dash(stream, signal->source);
	fputs(", record ", stream);
	html_or_dash(stream, signal->record_id);
	if (signal->origin.length) {
		fputs(" of <code>", stream);
		put_html(stream, signal->origin);
		fputs("</code>", stream);
		if (signal->line)
			fprintf(stream, " line %" PRIu64, signal->line);
	}
	if (signal->occurrences > 1)
		fprintf(stream, "; seen %" PRIu32 " times, this was the first", signal->occurrences);
	fputs("</p>", stream);
	if (raw.data) {
		fputs("<pre>", stream);
		put_html(stream, raw);
		fputs("</pre>", stream);
	}
	fputs("</details>", stream);
}

static void put_evidence_row(FILE *stream, const struct report *report, const schain_signal *signal,
                             const struct scale *scale, int64_t *sum)
{
	int64_t before = *sum;

	*sum += signal->weight;
	fputs("<tr><td class=\"when\">", stream);
	put_time(stream, signal->time, 1);
	fputs("</td><td>", stream);
	put_html(stream, signal->text);
	fputs("<br><code>", stream);
	put_html(stream, signal->name);
	fputs("</code> ", stream);
	put_record(stream, report, signal);
	fprintf(stream, "</td><td class=\"number\">%s%" PRId32 "</td><td class=\"number\">%" PRId64 "</td><td>",
	        signal->weight > 0 ? "+" : "", signal->weight, *sum);
	if (signal->weight)
		put_bar(stream, scale, before, *sum);
	fputs("</td></tr>\n", stream);
}

void html_evidence(FILE *stream, const struct report *report, const schain_verdict *verdict,
                         size_t number)
{
	struct scale scale = scale_of(verdict);
	int64_t sum = scale.prior;

	html_scroll(stream, "Evidence", number);
	fputs("<table class=\"evidence\"><caption>Each piece of evidence and what it adds to the score, in decibans; "
	      "context adds 0</caption>\n<thead><tr><th scope=\"col\">Time</th><th scope=\"col\">Evidence</th>"
	      "<th scope=\"col\">Adds</th><th scope=\"col\">Sum</th><th scope=\"col\">Waterfall</th></tr></thead><tbody>\n",
	      stream);
	fprintf(stream, "<tr><td></td><td>before any evidence: few updates are compromised</td><td></td>"
	                "<td class=\"number\">%" PRId64 "</td><td>", scale.prior);
	put_bar(stream, &scale, 0, scale.prior);
	fputs("</td></tr>\n", stream);
	for (size_t i = 0; i < verdict->signal_count; i++)
		put_evidence_row(stream, report, &verdict->signals[i], &scale, &sum);
	fputs("</tbody></table></div>\n", stream);
	if (verdict->omitted_count)
		fprintf(stream, "<p>%zu more pieces of evidence were counted, not kept.</p>\n", verdict->omitted_count);
}
