/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

enum { BAR_WIDTH = 24 };

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * SECOND + time.tv_nsec;
}

void progress_begin(struct progress *progress, int is_wanted, uint64_t total)
{
	progress->is_wanted = is_wanted && isatty(STDERR_FILENO);
	progress->is_shown = 0;
	progress->began = progress->drawn = now();
	progress->total = total;
	progress->unit = "events";
}

/* "12.3 MB": powers of ten, as file managers count. */
static void format_bytes(uint64_t bytes, char text[16])
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
	double value = (double)bytes;
	size_t unit = 0;

	while (value >= 999.95 && unit + 1 < sizeof units / sizeof *units) {
		value /= 1000;
		unit++;
	}
	snprintf(text, 16, unit ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

static void draw(const struct progress *progress, uint64_t bytes, uint64_t events, int64_t elapsed)
{
	char done[16], total[16];
	double seconds = (double)elapsed / (double)SECOND;

	format_bytes(bytes, done);
	fputs("\r\x1b[K", stderr); /* ECMA-48, EL: erase to the end of the line */
	if (progress->total && bytes <= progress->total) {
		double part = (double)bytes / (double)progress->total;
		int filled = (int)(part * BAR_WIDTH);

		format_bytes(progress->total, total);
		fputc('[', stderr);
		for (int i = 0; i < BAR_WIDTH; i++)
			fputc(i < filled ? '=' : i == filled ? '>' : ' ', stderr);
		fprintf(stderr, "] %3.0f %%  %s of %s, %.0f %s/s", part * 100, done, total,
		        (double)events / seconds, progress->unit);
		if (part > 0.01 && seconds * (1 - part) / part >= 1)
			fprintf(stderr, ", %.0f s left", seconds * (1 - part) / part);
	} else {
		fprintf(stderr, "%s, %" PRIu64 " %s, %.0f %s/s", done, events, progress->unit,
		        (double)events / seconds, progress->unit);
	}
	fflush(stderr);
}

void progress_update(struct progress *progress, uint64_t bytes, uint64_t events)
{
	int64_t time;

	if (!progress->is_wanted)
		return;
	time = now();
	if (time - progress->began < SECOND / 2 || time - progress->drawn < SECOND / 5)
		return;
	progress->drawn = time;
	progress->is_shown = 1;
	draw(progress, bytes, events, time - progress->began);
}

void progress_clear(struct progress *progress)
{
	if (!progress->is_shown)
		return;
	fputs("\r\x1b[K", stderr);
	fflush(stderr);
	progress->is_shown = 0;
}
