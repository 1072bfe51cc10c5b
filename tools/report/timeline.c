/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals in time. The upper strip is true to scale over the whole chain, so
 * that weeks of silence look like weeks; below it each burst of activity has a
 * scale of its own, with the silence between written out.
 */
#include "svg.h"
#include "text.h"

#include <inttypes.h>

enum {
	WIDTH = 1040,
	LEFT = 96,
	RIGHT = 20,
	STRIP = 46,
	LANE = 24,
	BURSTS = 6,
	SIGNALS = 512,
	GAP_WIDTH = 92, /* of the silence between two bursts */
};

struct burst {
	size_t first, end; /* signals */
	double left, width;
};

struct timeline {
	const schain_verdict *verdict;
	size_t count;
	struct burst bursts[BURSTS];
	size_t burst_count;
	uint32_t lanes[SCHAIN_STAGE_COUNT]; /* row of each stage, from 1; 0 none */
	uint32_t lane_count;
};

static schain_time time_of(const struct timeline *timeline, size_t signal)
{
	return timeline->verdict->signals[signal].time;
}

/* The longest silence inside the bursts, at which the burst that has it is cut in two. */
static size_t widest_gap(const struct timeline *timeline, size_t *ret_burst)
{
	int64_t widest = 0;
	size_t at = 0;

	for (size_t b = 0; b < timeline->burst_count; b++) {
		for (size_t i = timeline->bursts[b].first + 1; i < timeline->bursts[b].end; i++) {
			int64_t gap = time_between(time_of(timeline, i - 1), time_of(timeline, i));

			if (gap > widest) {
				widest = gap;
				at = i;
				*ret_burst = b;
			}
		}
	}
	return at;
}

/*
 * A silence is longer than all activity on both its sides, and would be seen
 * on the strip above.
 */
static int is_silence(const struct timeline *timeline, const struct burst *burst, size_t at)
{
	int64_t burst_span = time_between(time_of(timeline, burst->first), time_of(timeline, burst->end - 1));
	int64_t whole = time_between(time_of(timeline, 0), time_of(timeline, timeline->count - 1));
	int64_t gap = time_between(time_of(timeline, at - 1), time_of(timeline, at));

	return gap >= 60 * SCHAIN_SECOND && gap > burst_span - gap && gap >= whole / 50;
}

static void split(struct timeline *timeline)
{
	timeline->bursts[0] = (struct burst){ .first = 0, .end = timeline->count };
	timeline->burst_count = 1;
	while (timeline->burst_count < BURSTS) {
		size_t b = 0, at = widest_gap(timeline, &b);

		if (!at || !is_silence(timeline, &timeline->bursts[b], at))
			return;
		for (size_t i = timeline->burst_count; i > b + 1; i--)
			timeline->bursts[i] = timeline->bursts[i - 1];
		timeline->bursts[b + 1] = (struct burst){ .first = at, .end = timeline->bursts[b].end };
		timeline->bursts[b].end = at;
		timeline->burst_count++;
	}
}

static void place_bursts(struct timeline *timeline)
{
	double free_width = WIDTH - LEFT - RIGHT - (double)(timeline->burst_count - 1) * GAP_WIDTH;
	double at = LEFT;

	for (size_t b = 0; b < timeline->burst_count; b++) {
		timeline->bursts[b].left = at;
		timeline->bursts[b].width = free_width / (double)timeline->burst_count;
		at += timeline->bursts[b].width + GAP_WIDTH;
	}
}

static void place_lanes(struct timeline *timeline)
{
	uint32_t stages = 0;

	for (size_t i = 0; i < timeline->count; i++)
		if (timeline->verdict->signals[i].stage < SCHAIN_STAGE_COUNT)
			stages |= 1u << timeline->verdict->signals[i].stage;
	for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++)
		if (stages >> stage & 1)
			timeline->lanes[stage] = ++timeline->lane_count;
}

static double share(schain_time time, schain_time from, schain_time to)
{
	double whole = (double)time_between(from, to), part = (double)time_between(from, time);

	return whole <= 0 ? 0.5 : part < whole ? part / whole : 1;
}

static void draw_mark(FILE *stream, const schain_signal *signal, double x, double y)
{
	double radius = 4 + (signal->weight > 0 ? (signal->weight < 12 ? signal->weight : 12) / 3.0 : 0);

	fprintf(stream, "<circle class=\"mark%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>",
	        signal->weight > 0 ? " finding" : signal->weight < 0 ? " good" : "", x, y, radius);
	put_time(stream, signal->time, 1);
	fputs(" ", stream);
	put_html_short(stream, signal->text, 160);
	fputs("</title></circle>\n", stream);
}

static void draw_strip(FILE *stream, const struct timeline *timeline)
{
	schain_time from = time_of(timeline, 0), to = time_of(timeline, timeline->count - 1);
	double width = WIDTH - LEFT - RIGHT;

	fprintf(stream, "<text class=\"lane\" x=\"%d\" y=\"24\">whole chain</text>"
	                "<rect class=\"strip\" x=\"%d\" y=\"12\" width=\"%.0f\" height=\"16\" rx=\"3\"/>\n",
	        LEFT - 12, LEFT, width);
	for (size_t i = 0; i < timeline->count; i++) {
		const schain_signal *signal = &timeline->verdict->signals[i];
		double x = LEFT + share(signal->time, from, to) * width;

		fprintf(stream, "<path class=\"tick%s\" d=\"M%.1f 10v20\"/>\n", signal->weight > 0 ? " finding" : "", x);
	}
	fprintf(stream, "<text class=\"axis\" x=\"%d\" y=\"%d\">", LEFT, STRIP);
	put_time(stream, from, 0);
	fprintf(stream, "</text><text class=\"axis end\" x=\"%d\" y=\"%d\">", WIDTH - RIGHT, STRIP);
	put_span(stream, time_between(from, to));
	fputs(" later</text>\n", stream);
}

static void draw_lanes(FILE *stream, const struct timeline *timeline, double top)
{
	for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++) {
		double y = top + (timeline->lanes[stage] - 0.5) * LANE;

		if (!timeline->lanes[stage])
			continue;
		fprintf(stream, "<text class=\"lane\" x=\"%d\" y=\"%.1f\">", LEFT - 12, y + 4);
		for (const char *c = schain_stage_get_name(stage); *c; c++)
			putc(*c == '_' ? ' ' : *c, stream);
		fputs("</text>", stream);
		for (size_t b = 0; b < timeline->burst_count; b++)
			fprintf(stream, "<path class=\"rail\" d=\"M%.1f %.1fh%.1f\"/>", timeline->bursts[b].left, y,
			        timeline->bursts[b].width);
		putc('\n', stream);
	}
}

static void draw_burst(FILE *stream, const struct timeline *timeline, size_t number, double top)
{
	const struct burst *burst = &timeline->bursts[number];
	schain_time from = time_of(timeline, burst->first), to = time_of(timeline, burst->end - 1);
	double bottom = top + timeline->lane_count * LANE;

	for (size_t i = burst->first; i < burst->end; i++) {
		const schain_signal *signal = &timeline->verdict->signals[i];
		double x = burst->left + 12 + share(signal->time, from, to) * (burst->width - 24);

		if (signal->stage < SCHAIN_STAGE_COUNT)
			draw_mark(stream, signal, x, top + (timeline->lanes[signal->stage] - 0.5) * LANE);
	}
	fprintf(stream, "<text class=\"axis\" x=\"%.1f\" y=\"%.1f\">", burst->left, bottom + 16);
	put_time(stream, from, 0);
	if (to > from) {
		fprintf(stream, "</text><text class=\"axis\" x=\"%.1f\" y=\"%.1f\">lasting ", burst->left, bottom + 31);
		put_span(stream, time_between(from, to));
	}
	fputs("</text>\n", stream);
	if (number) {
		const struct burst *before = burst - 1;
		double x = burst->left - GAP_WIDTH / 2.0;

		fprintf(stream, "<path class=\"silence\" d=\"M%.1f %.1fV%.1f\"/><text class=\"silence\" x=\"%.1f\" y=\"%.1f\">",
		        x, top, bottom - 20, x, bottom - 6);
		put_span(stream, time_between(time_of(timeline, before->end - 1), from));
		fprintf(stream, "</text><text class=\"silence\" x=\"%.1f\" y=\"%.1f\">of silence</text>\n", x, bottom + 8);
	}
}

void timeline_draw(FILE *stream, const schain_verdict *verdict, size_t number)
{
	struct timeline timeline = { .verdict = verdict };
	double top = STRIP + 20, height;

	timeline.count = verdict->signal_count < SIGNALS ? verdict->signal_count : SIGNALS;
	if (!timeline.count)
		return;
	split(&timeline);
	place_bursts(&timeline);
	place_lanes(&timeline);
	height = top + timeline.lane_count * LANE + 42;
	fprintf(stream,
	        "<svg class=\"timeline\" role=\"img\" aria-label=\"Timeline of verdict %zu: %zu signals in %zu "
	        "bursts; the table of evidence says the same in words\" viewBox=\"0 0 %d %.0f\">\n",
	        number, timeline.count, timeline.burst_count, WIDTH, height);
	draw_strip(stream, &timeline);
	draw_lanes(stream, &timeline, top);
	for (size_t b = 0; b < timeline.burst_count; b++)
		draw_burst(stream, &timeline, b, top);
	fputs("</svg>\n", stream);
}
