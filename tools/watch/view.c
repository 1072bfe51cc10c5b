/* SPDX-License-Identifier: Apache-2.0 */
#include "view.h"

#include "text.h"

#include <supplychain/report.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	HEAD = 4,  /* lines above the list, and one empty */
	FOOT = 2,  /* below it */
	RATES = 4, /* shown of the types of events */
	SPARE = 4, /* least lines of the list */
};

int view_init(struct view *view)
{
	memset(view, 0, sizeof *view);
	view->readers[0] = sensor_reader_new();
	view->readers[1] = sensor_reader_new();
	return view->readers[0] && view->readers[1] ? verdict_list_init(&view->verdicts) : -1;
}

void view_free(struct view *view)
{
	sensor_reader_free(view->readers[0]);
	sensor_reader_free(view->readers[1]);
	verdict_list_free(&view->verdicts);
	free(view->chosen);
	free(view->why);
}

static void keep(char *to, size_t size, schain_string text)
{
	size_t length = text.length < size ? text.length : size - 1;

	if (length)
		memcpy(to, text.data, length);
	to[length] = 0;
}

int view_take(struct view *view, schain_string text, schain_error *error)
{
	struct sensor_line line;
	struct sensor_reader *reader = view->readers[0];

	if (sensor_reader_read(reader, text.data, text.length, &line, error) < 0)
		return -1;
	if (line.kind == SENSOR_HELLO) {
		keep(view->host, sizeof view->host, line.host);
		keep(view->version, sizeof view->version, line.version);
		view->start = line.start;
	} else if (line.kind == SENSOR_STATUS) {
		view->readers[0] = view->readers[1];
		view->readers[1] = reader;
		view->status = line;
	} else if (line.kind == SENSOR_VERDICT &&
	           verdict_list_take(&view->verdicts, line.verdict, error) < 0) {
		return -1;
	}
	return (int)line.kind;
}

static size_t chosen_place(const struct view *view)
{
	size_t place = view->chosen ? verdict_list_find(&view->verdicts, view->chosen) : 0;

	return place < view->verdicts.count ? place : 0;
}

static void choose(struct view *view, size_t place)
{
	free(view->chosen);
	view->chosen = place < view->verdicts.count ? strdup(view->verdicts.verdicts[place].id) : NULL;
}

static int add_piece(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

static void open_why(struct view *view, size_t width, int is_ascii)
{
	schain_error error = SCHAIN_ERROR_INIT;
	struct listed_verdict *listed;
	schain_verdict verdict;
	size_t size;
	FILE *stream;

	if (!view->verdicts.count)
		return;
	listed = &view->verdicts.verdicts[chosen_place(view)];
	choose(view, chosen_place(view));
	stream = open_memstream(&view->why, &size);
	if (!stream)
		return;
	if (verdict_reader_read(view->verdicts.reader, listed->json, listed->size, &verdict, &error) >= 0)
		schain_report_write_text(&verdict, is_ascii ? SCHAIN_REPORT_ASCII : 0, (uint32_t)width, add_piece,
		                         stream, NULL);
	if (fclose(stream)) {
		free(view->why);
		view->why = NULL;
	}
	view->top = 0;
}

static size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

static void close_why(struct view *view)
{
	free(view->why);
	view->why = NULL;
	view->top = 0;
}

static void scroll(struct view *view, size_t by, int is_up, size_t height)
{
	size_t lines = count_lines(view->why), shown = height > FOOT ? height - FOOT : 1;
	size_t most = lines > shown ? lines - shown : 0;

	if (is_up)
		view->top = view->top > by ? view->top - by : 0;
	else
		view->top = view->top + by < most ? view->top + by : most;
}

static void move(struct view *view, size_t by, int is_up)
{
	size_t place = chosen_place(view), last = view->verdicts.count ? view->verdicts.count - 1 : 0;

	if (is_up)
		place = place > by ? place - by : 0;
	else
		place = place + by < last ? place + by : last;
	choose(view, place);
}

int view_press(struct view *view, enum view_key key, size_t width, size_t height, int is_ascii)
{
	size_t page = height > HEAD + FOOT + 1 ? height - HEAD - FOOT - 1 : 1;
	int is_page = key == KEY_PAGE_UP || key == KEY_PAGE_DOWN;
	int is_up = key == KEY_UP || key == KEY_PAGE_UP;

	switch (key) {
	case KEY_UP:
	case KEY_DOWN:
	case KEY_PAGE_UP:
	case KEY_PAGE_DOWN:
		if (view->why)
			scroll(view, is_page ? page : 1, is_up, height);
		else
			move(view, is_page ? page : 1, is_up);
		return 0;
	case KEY_OPEN:
		if (view->why)
			close_why(view);
		else
			open_why(view, width, is_ascii);
		return 0;
	case KEY_BACK:
		close_why(view);
		return 0;
	case KEY_PAUSE:
		view->is_paused = !view->is_paused;
		return 0;
	case KEY_QUIT:
		if (!view->why)
			return 1;
		close_why(view);
		return 0;
	default:
		return 0;
	}
}

/* A line that is put together by `fill`. */
static void add(struct picture *picture, enum style style, int is_chosen,
                void (*fill)(FILE *stream, const void *of, int is_ascii), const void *of)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return;
	fill(stream, of, picture->is_ascii);
	if (!fclose(stream))
		picture_add(picture, style, is_chosen, (schain_string){ text, size });
	free(text);
}

static void put_dot(FILE *stream, int is_ascii)
{
	fputs(is_ascii ? " | " : " · ", stream);
}

static void fill_title(FILE *stream, const void *of, int is_ascii)
{
	const struct view *view = of;

	fprintf(stream, "supplychain watch");
	put_dot(stream, is_ascii);
	fprintf(stream, "%s", *view->host ? view->host : "?");
	if (view->status.kind != SENSOR_STATUS)
		return;
	put_dot(stream, is_ascii);
	put_time(stream, view->status.time, 0);
	put_dot(stream, is_ascii);
	fprintf(stream, "sensor %s, up ", view->version);
	put_span(stream, time_between(view->start, view->status.time));
}

static void fill_counts(FILE *stream, const void *of, int is_ascii)
{
	const struct sensor_line *status = of;

	if (status->lost)
		fprintf(stream, "%" PRIu64 " events LOST", status->lost);
	else
		fputs("no event lost", stream);
	put_dot(stream, is_ascii);
	fprintf(stream, "%.0f MB", (double)status->memory / 1e6);
	put_dot(stream, is_ascii);
	fprintf(stream, "%" PRIu64 " processes, %" PRIu64 " files, %" PRIu64 " chains on %" PRIu64 " host%s",
	        status->processes, status->files, status->chains, status->hosts, status->hosts == 1 ? "" : "s");
}

static void fill_rates(FILE *stream, const void *of, int is_ascii)
{
	const struct sensor_line *status = of;
	double all = 0;
	int is_used[SENSOR_RATES] = { 0 };

	for (size_t i = 0; i < status->rate_count; i++)
		all += status->rates[i].rate;
	fprintf(stream, "%.0f events a second", all);
	for (int shown = 0; shown < RATES; shown++) {
		size_t most = SENSOR_RATES;

		for (size_t i = 0; i < status->rate_count; i++)
			if (!is_used[i] && (most == SENSOR_RATES || status->rates[i].rate > status->rates[most].rate))
				most = i;
		if (most == SENSOR_RATES)
			break;
		is_used[most] = 1;
		put_dot(stream, is_ascii);
		fprintf(stream, "%.*s %.0f", (int)status->rates[most].type.length, status->rates[most].type.data,
		        status->rates[most].rate);
	}
}

struct row {
	uint32_t level, stages;
	int32_t score;
	schain_time last_time;
	const char *sign;
	schain_string host, product, version;
};

/* At least that wide, so that what follows stands in columns. */
static void put_column(FILE *stream, schain_string text, size_t width)
{
	size_t length = count_characters(text);

	fwrite(text.data ? text.data : "", 1, text.length, stream);
	fprintf(stream, "%*s  ", length < width ? (int)(width - length) : 0, "");
}

/* Without the year; as wide without a time. */
static void put_day_and_time(FILE *stream, schain_time time)
{
	char *text = NULL;
	size_t size;
	FILE *buffer = open_memstream(&text, &size);

	if (!buffer)
		return;
	put_time(buffer, time, 0);
	if (!fclose(buffer) && time && size > 18)
		fprintf(stream, "%.5s %.8s  ", text + 5, text + 11);
	else
		fprintf(stream, "%16s", "");
	free(text);
}

static void fill_row(FILE *stream, const void *of, int is_ascii)
{
	const struct row *row = of;
	const uint32_t usual = 1u << SCHAIN_STAGE_DELIVERY | 1u << SCHAIN_STAGE_WRITE;
	/* What every chain has goes without saying. */
	uint32_t stages = row->stages & ~usual ? row->stages & ~usual : row->stages;
	const char *between = "";
	size_t width = 20; /* of product and version */

	fprintf(stream, "%s%-8s %+4" PRId32 "  ", row->sign, schain_level_get_name(row->level), row->score);
	put_day_and_time(stream, row->last_time);
	put_column(stream, row->host, 12);
	if (row->version.length) {
		fwrite(row->product.data, 1, row->product.length, stream);
		putc(' ', stream);
		width -= width > row->product.length ? row->product.length + 1 : width;
		put_column(stream, row->version, width);
	} else {
		put_column(stream, row->product, width);
	}
	for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++) {
		if (!(stages & 1u << stage))
			continue;
		fputs(between, stream);
		for (const char *name = schain_stage_get_name(stage); *name; name++)
			putc(*name == '_' ? ' ' : *name, stream);
		between = is_ascii ? " > " : " → ";
	}
}

static enum style style_of(uint32_t level)
{
	return level >= SCHAIN_LEVEL_HIGH ? STYLE_ALARM : level == SCHAIN_LEVEL_MEDIUM ? STYLE_WARNING : STYLE_PLAIN;
}

static void draw_verdicts(struct view *view, struct picture *picture, size_t room)
{
	const struct verdict_list *list = &view->verdicts;
	size_t chosen = chosen_place(view);

	picture_add(picture, STYLE_TITLE, 0,
	            list->count ? SCHAIN_STRING("Verdicts") : SCHAIN_STRING("No verdicts yet"));
	if (chosen < view->top)
		view->top = chosen;
	if (chosen >= view->top + room)
		view->top = chosen - room + 1;
	for (size_t i = view->top; i < list->count && i < view->top + room; i++) {
		const struct listed_verdict *one = &list->verdicts[i];
		struct row row = { one->level, one->stages, one->score, one->last_time,
			               picture->height && i == chosen ? "> " : "  ", schain_string_of(one->host),
			               schain_string_of(one->product), schain_string_of(one->version) };

		add(picture, style_of(one->level), i == chosen, fill_row, &row);
	}
}

static void draw_worst(const struct view *view, struct picture *picture, size_t room)
{
	if (!view->status.worst_count || room < 2)
		return;
	picture_add(picture, STYLE_PLAIN, 0, SCHAIN_STRING(""));
	picture_add(picture, STYLE_TITLE, 0, SCHAIN_STRING("Open chains, the worst first"));
	for (size_t i = 0; i < view->status.worst_count && i + 2 < room; i++) {
		const struct sensor_chain *one = &view->status.worst[i];
		struct row row = { one->level,     one->stages, one->score,  one->last_time,
			               "  ",           one->host,   one->product, one->version };

		add(picture, STYLE_FAINT, 0, fill_row, &row);
	}
}

static void draw_why(const struct view *view, struct picture *picture)
{
	const char *line = view->why;
	size_t number = 0;

	while (*line && picture->count + FOOT < picture->height) {
		size_t length = strcspn(line, "\n");

		if (number++ >= view->top)
			picture_add(picture, STYLE_PLAIN, 0, (schain_string){ line, length });
		line += length + (line[length] == '\n');
	}
}

static void draw_list(struct view *view, struct picture *picture)
{
	size_t room = picture->height ? picture->height : PICTURE_LINES;
	size_t worst = view->status.worst_count ? view->status.worst_count + 2 : 0;

	add(picture, STYLE_TITLE, 0, fill_title, view);
	if (view->status.kind == SENSOR_STATUS) {
		add(picture, view->status.lost ? STYLE_WARNING : STYLE_PLAIN, 0, fill_counts, &view->status);
		add(picture, STYLE_PLAIN, 0, fill_rates, &view->status);
	}
	picture_add(picture, STYLE_PLAIN, 0, SCHAIN_STRING(""));
	room = room > HEAD + FOOT + 1 + SPARE ? room - HEAD - FOOT - 1 : SPARE;
	/* The chains get what the verdicts leave, and a third at least. */
	if (worst > room / 3 && view->verdicts.count + worst > room)
		worst = view->verdicts.count < room - room / 3 ? room - view->verdicts.count : room / 3;
	draw_verdicts(view, picture, room - worst);
	draw_worst(view, picture, worst);
}

void view_draw(struct view *view, struct picture *picture)
{
	if (view->why)
		draw_why(view, picture);
	else
		draw_list(view, picture);
	if (!picture->height)
		return;
	while (picture->count + 1 < picture->height)
		picture_add(picture, STYLE_PLAIN, 0, SCHAIN_STRING(""));
	picture_add(picture, STYLE_FAINT, 0,
	            view->why          ? SCHAIN_STRING("q, Enter: back   j, k, arrows, space: scroll")
	            : view->is_paused ? SCHAIN_STRING("PAUSED   p: go on   q: quit")
	                              : SCHAIN_STRING("q: quit   j, k, arrows: choose   Enter: why   p: pause"));
}
