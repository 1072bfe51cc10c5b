/* SPDX-License-Identifier: Apache-2.0 */
/* A verdict for the person who is called at night: what, where, why, what now. */
#include "report/page.h"
#include "report/tree.h"

#include "base/clock.h"
#include "base/error.h"

#include <stdio.h>

static const char *level_title(uint32_t level)
{
	static const char *const titles[] = { "INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL" };

	return level < sizeof titles / sizeof *titles ? titles[level] : "UNKNOWN LEVEL";
}

static enum schain__style level_style(uint32_t level)
{
	static const enum schain__style styles[] = { SCHAIN__STYLE_DIM, SCHAIN__STYLE_PLAIN,
		                                         SCHAIN__STYLE_WARN, SCHAIN__STYLE_BAD,
		                                         SCHAIN__STYLE_ALARM };

	return styles[level < sizeof styles / sizeof *styles ? level : SCHAIN_LEVEL_CRITICAL];
}

static void write_styled(schain__page *page, enum schain__style style, const char *text)
{
	schain__page_style(page, style);
	schain__page_text(page, text);
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
}

static void write_title(schain__page *page, const char *title)
{
	schain__page_newline(page);
	write_styled(page, SCHAIN__STYLE_BOLD, title);
	schain__page_newline(page);
}

/* "4 to 1": what a score in decibans says as odds. */
static void write_odds(schain__page *page, int64_t score)
{
	/* 10 ^ (i / 10), times ten, rounded. */
	static const int tenths[] = { 10, 13, 16, 20, 25, 32, 40, 50, 63, 79 };
	int64_t size = score < 0 ? -score : score;
	int64_t odds = tenths[size % 10];

	if (!score) {
		schain__page_text(page, "even odds");
		return;
	}
	if (size >= 60) {
		schain__page_text(page, "over a million to 1 ");
	} else {
		for (int64_t i = size / 10; i > 0; i--)
			odds *= 10;
		if (odds < 100 && odds % 10)
			schain__page_printf(page, "%lld.%lld to 1 ", (long long)(odds / 10),
			                    (long long)(odds % 10));
		else
			schain__page_printf(page, "%lld to 1 ", (long long)(odds / 10));
	}
	schain__page_text(page, score > 0 ? "for a compromise" : "against a compromise");
}

static void write_span(schain__page *page, const schain_verdict *verdict)
{
	char span[SCHAIN__TIME_TEXT];
	schain_time first = verdict->first_time, last = verdict->last_time;

	if (!first)
		return;
	schain__page_time(page, first);
	if (last > first) {
		schain__page_text(page, " to ");
		schain__page_time(page, last);
	}
	schain__page_text(page, " UTC");
	if (last > first && (first > 0 || last < INT64_MAX + first)) {
		schain__span_format(last - first, span);
		schain__page_printf(page, " (%s)", span);
	}
	schain__page_newline(page);
}

static void write_head(schain__page *page, const schain_verdict *verdict)
{
	write_styled(page, level_style(verdict->level), level_title(verdict->level));
	schain__page_text(page, "  ");
	schain__page_margin(page, 2);
	schain__page_style(page, SCHAIN__STYLE_BOLD);
	schain__tree_write_product(page, verdict);
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
	if (!schain__is_empty(verdict->host)) {
		schain__page_text(page, " on ");
		schain__page_flow(page, verdict->host);
	}
	schain__page_newline(page);
	schain__page_printf(page, "score %+d, ", (int)verdict->score);
	write_odds(page, verdict->score);
	schain__page_glyph(page, SCHAIN__GLYPH_DOT);
	schain__page_printf(page, "confidence %u %%", (unsigned)verdict->confidence);
	schain__page_newline(page);
	write_span(page, verdict);
	if (!schain__is_empty(verdict->explanation)) {
		schain__page_newline(page);
		schain__page_margin(page, 0);
		schain__page_flow(page, verdict->explanation);
		schain__page_newline(page);
	}
}

static void write_stages(schain__page *page, const schain_verdict *verdict)
{
	int is_first = 1;

	for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++) {
		if (!(verdict->stages >> stage & 1))
			continue;
		if (!is_first) {
			schain__page_text(page, " ");
			schain__page_glyph(page, SCHAIN__GLYPH_ARROW);
			schain__page_text(page, " ");
		}
		schain__page_text(page, stage == SCHAIN_STAGE_FIRST_RUN ? "first run"
		                                                        : schain_stage_get_name(stage));
		is_first = 0;
	}
}

/* The input that all evidence is from; absent if there are several. */
static schain_string common_origin(const schain_verdict *verdict)
{
	schain_string origin = { NULL, 0 };

	for (size_t i = 0; i < verdict->signal_count; i++) {
		const schain_signal *signal = schain__element(verdict->signals, i);

		if (i && !schain__equal(signal->origin, origin))
			return schain__string(NULL, 0);
		origin = signal->origin;
	}
	return origin;
}

static void write_evidence(schain__page *page, const schain_signal *signal, int names_origin)
{
	schain__page_style(page, SCHAIN__STYLE_DIM);
	if (signal->time) {
		schain__page_time(page, signal->time);
		schain__page_text(page, " ");
	}
	schain__page_flow(page, signal->event);
	if (!schain__is_empty(signal->source)) {
		schain__page_text(page, ", ");
		schain__page_flow(page, signal->source);
	}
	if (!schain__is_empty(signal->record_id)) {
		schain__page_text(page, " record ");
		schain__page_flow(page, signal->record_id);
	}
	if (names_origin && !schain__is_empty(signal->origin)) {
		schain__page_text(page, " of ");
		schain__page_flow(page, signal->origin);
	}
	if (page->writer.flags & SCHAIN_REPORT_LINES && signal->line)
		schain__page_printf(page, " line %llu", (unsigned long long)signal->line);
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
	schain__page_newline(page);
}

enum { BAR_COLUMN = 16, BAR_MOST = 10, DECIBANS_A_UNIT = 2 };

/* "    +6    -12  ###       ": weight, the score so far, and the weight's size. */
static void write_step(schain__page *page, int64_t weight, int64_t total)
{
	int64_t units = ((weight < 0 ? -weight : weight) + DECIBANS_A_UNIT - 1) / DECIBANS_A_UNIT;
	char number[24];

	schain__page_style(page, weight > 0 ? SCHAIN__STYLE_BAD
	                         : weight   ? SCHAIN__STYLE_GOOD
	                                    : SCHAIN__STYLE_DIM);
	schain__page_pad(page, 2);
	snprintf(number, sizeof number, weight ? "%+lld" : "%lld", (long long)weight);
	schain__page_printf(page, "%5s", number);
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
	snprintf(number, sizeof number, "%+lld", (long long)total);
	schain__page_printf(page, "%7s", number);
	schain__page_pad(page, BAR_COLUMN);
	schain__page_style(page, weight > 0 ? SCHAIN__STYLE_BAD : SCHAIN__STYLE_GOOD);
	for (int64_t i = 0; i < units && i < BAR_MOST; i++)
		schain__page_glyph(page, SCHAIN__GLYPH_BAR);
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
	schain__page_pad(page, BAR_COLUMN + BAR_MOST + 1);
}

static void write_signals(schain__page *page, const schain_verdict *verdict)
{
	schain_string origin = common_origin(verdict);
	int64_t total = verdict->score;

	for (size_t i = 0; i < verdict->signal_count; i++)
		total -= ((const schain_signal *)schain__element(verdict->signals, i))->weight;
	write_title(page, "Why: weight, and the score so far (+10 is ten to one)");
	if (total) {
		write_step(page, total, total);
		schain__page_text(page, "before this evidence");
		schain__page_newline(page);
	}
	for (size_t i = 0; i < verdict->signal_count; i++) {
		const schain_signal *signal = schain__element(verdict->signals, i);

		total += signal->weight;
		schain__page_margin(page, BAR_COLUMN + BAR_MOST + 1);
		write_step(page, signal->weight, total);
		schain__page_style(page, SCHAIN__STYLE_BOLD);
		schain__page_flow(page, signal->name);
		schain__page_style(page, SCHAIN__STYLE_PLAIN);
		if (signal->occurrences > 1) {
			schain__page_printf(page, ", %u", (unsigned)signal->occurrences);
			schain__page_glyph(page, SCHAIN__GLYPH_TIMES);
		}
		schain__page_newline(page);
		schain__page_margin(page, BAR_COLUMN);
		if (!schain__is_empty(signal->text)) {
			schain__page_pad(page, BAR_COLUMN);
			schain__page_flow(page, signal->text);
			schain__page_newline(page);
		}
		schain__page_pad(page, BAR_COLUMN);
		write_evidence(page, signal, schain__is_empty(origin));
	}
	if (!schain__is_empty(origin)) {
		schain__page_margin(page, 2);
		schain__page_style(page, SCHAIN__STYLE_DIM);
		schain__page_text(page, "  Records are of ");
		schain__page_flow(page, origin);
		schain__page_style(page, SCHAIN__STYLE_PLAIN);
		schain__page_newline(page);
	}
	if (verdict->omitted_count) {
		schain__page_printf(page, "  %zu more pieces of evidence are left out.",
		                    verdict->omitted_count);
		schain__page_newline(page);
	}
}

static void write_hash(schain__page *page, const char *name, schain_string hash)
{
	if (schain__is_empty(hash))
		return;
	schain__page_pad(page, 4);
	schain__page_text(page, name);
	schain__page_flow(page, hash);
	schain__page_newline(page);
}

static void write_files(schain__page *page, const schain_verdict *verdict)
{
	if (!verdict->file_count)
		return;
	write_title(page, "Files");
	for (size_t i = 0; i < verdict->file_count; i++) {
		const schain_verdict_file *file = schain__element(verdict->files, i);
		const char *content = schain__content_get_title(file->content);

		schain__page_margin(page, 4);
		schain__page_pad(page, 2);
		schain__page_flow(page, file->path);
		schain__page_newline(page);
		schain__page_pad(page, 4);
		schain__page_text(page, content ? content : "unknown content");
		schain__page_text(page, ", ");
		schain__page_flow(page, schain__is_empty(file->signature)
		                            ? SCHAIN_STRING("signature not known")
		                            : file->signature);
		if (!schain__is_empty(file->signer)) {
			schain__page_text(page, " by ");
			schain__page_flow(page, file->signer);
		}
		if (file->time) {
			schain__page_text(page, ", written ");
			schain__page_time(page, file->time);
		}
		schain__page_newline(page);
		write_hash(page, "sha256 ", file->sha256);
		write_hash(page, "sha1 ", file->sha1);
		write_hash(page, "md5 ", file->md5);
	}
}

static void write_advice(schain__page *page, const char *title, const schain_string *items,
                         size_t count)
{
	if (!count)
		return;
	write_title(page, title);
	for (size_t i = 0; i < count; i++) {
		schain__page_margin(page, 4);
		schain__page_text(page, "  - ");
		schain__page_flow(page, items[i]);
		schain__page_newline(page);
	}
}

static void write_count(schain__page *page, uint64_t count, const char *one, const char *many)
{
	if (count)
		schain__page_printf(page, ", %llu %s", (unsigned long long)count, count == 1 ? one : many);
}

static void write_forgotten(schain__page *page, const schain_verdict *verdict)
{
	char since[SCHAIN__TIME_TEXT];

	schain__time_format(verdict->forgotten_since, since);
	schain__page_margin(page, 4);
	schain__page_printf(page, "  - memory, short since %s: forgotten", since);
	write_count(page, verdict->forgotten_deliveries, "delivery", "deliveries");
	write_count(page, verdict->forgotten_files, "delivered file", "delivered files");
	write_count(page, verdict->forgotten_chains, "chain", "chains");
	write_count(page, verdict->forgotten_processes, "process", "processes");
	schain__page_newline(page);
}

static void write_unread(schain__page *page, const schain_verdict *verdict)
{
	char since[SCHAIN__TIME_TEXT];

	schain__time_format(verdict->unread_since, since);
	schain__page_margin(page, 4);
	schain__page_printf(page, "  - state, not readable since %s", since);
	write_count(page, verdict->unread, "delivery", "deliveries");
	schain__page_newline(page);
}

static void write_unkept(schain__page *page, const schain_verdict *verdict)
{
	char since[SCHAIN__TIME_TEXT];

	if (!verdict->unkept_since)
		return;
	schain__time_format(verdict->unkept_since, since);
	write_title(page, "Not saved");
	schain__page_margin(page, 4);
	schain__page_printf(page, "  - what happened since %s is in memory only", since);
	schain__page_newline(page);
}

static void write_gaps(schain__page *page, const schain_verdict *verdict)
{
	if (!verdict->gap_count && !verdict->forgotten_since && !verdict->unread_since)
		return;
	write_title(page, "Not seen");
	if (verdict->forgotten_since)
		write_forgotten(page, verdict);
	if (verdict->unread_since)
		write_unread(page, verdict);
	for (size_t i = 0; i < verdict->gap_count; i++) {
		const schain_verdict_gap *gap = schain__element(verdict->gaps, i);

		schain__page_margin(page, 4);
		schain__page_text(page, "  - ");
		schain__page_flow(page, gap->source);
		schain__page_text(page, ": ");
		schain__page_flow(page, gap->text);
		schain__page_newline(page);
	}
}

static void write_foot(schain__page *page, const schain_verdict *verdict)
{
	const schain_string ids[] = { verdict->technique, verdict->strategy, verdict->analytic };

	schain__page_newline(page);
	schain__page_style(page, SCHAIN__STYLE_DIM);
	schain__page_margin(page, 2);
	schain__page_text(page, "ATT&CK");
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		if (schain__is_empty(ids[i]))
			continue;
		schain__page_text(page, " ");
		schain__page_flow(page, ids[i]);
	}
	schain__page_glyph(page, SCHAIN__GLYPH_DOT);
	schain__page_text(page, "verdict ");
	schain__page_flow(page, verdict->id);
	schain__page_printf(page, " revision %u%s", (unsigned)verdict->revision,
	                    verdict->is_final ? ", final" : "");
	schain__page_style(page, SCHAIN__STYLE_PLAIN);
	schain__page_newline(page);
}

static void write_brief(schain__page *page, const schain_verdict *verdict)
{
	/* One line whatever its length: it is for grep and sort. */
	page->width = UINT32_MAX;
	write_styled(page, level_style(verdict->level), level_title(verdict->level));
	schain__page_pad(page, 10);
	schain__page_printf(page, "%+4d  ", (int)verdict->score);
	if (verdict->first_time) {
		schain__page_time(page, verdict->first_time);
		schain__page_text(page, "  ");
	}
	schain__page_flow(page, schain__is_empty(verdict->host) ? SCHAIN_STRING("-") : verdict->host);
	schain__page_text(page, "  ");
	schain__tree_write_product(page, verdict);
	schain__page_text(page, "  ");
	write_stages(page, verdict);
	schain__page_text(page, "  ");
	schain__page_flow(page, verdict->id);
	schain__page_newline(page);
}

static void write_full(schain__page *page, const schain_verdict *verdict)
{
	write_head(page, verdict);
	write_title(page, "What happened");
	schain__page_text(page, "  ");
	write_stages(page, verdict);
	schain__page_newline(page);
	schain__tree_write(page, verdict);
	write_signals(page, verdict);
	write_files(page, verdict);
	write_gaps(page, verdict);
	write_unkept(page, verdict);
	write_advice(page, "Isolate", verdict->isolate, verdict->isolate_count);
	write_advice(page, "Preserve", verdict->preserve, verdict->preserve_count);
	write_foot(page, verdict);
}

schain_status schain_report_write_text(const schain_verdict *given, uint32_t flags, uint32_t width,
                                       schain_report_sink sink, void *context, schain_error *error)
{
	schain_verdict verdict;
	schain__page page;
	schain_status status = schain__verdict_import(&verdict, given, error);

	if (status)
		return status;
	if (!sink)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "sink is NULL");
	schain__page_init(&page, flags, width, sink, context);
	if (flags & SCHAIN_REPORT_BRIEF)
		write_brief(&page, &verdict);
	else
		write_full(&page, &verdict);
	return schain__writer_finish(&page.writer, error);
}
