/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a feed's file: lines, or all of it. */
#include "reputation/feed.h"

#include <zlib.h>

long schain__feed_read(schain__feed *feed, void *to, size_t size)
{
	size_t done = 0;

	while (done < size) {
		unsigned part = size - done < (1u << 30) ? (unsigned)(size - done) : 1u << 30;
		int count = gzread(feed->input, (char *)to + done, part);
		int code;

		if (count > 0) {
			done += (size_t)count;
			continue;
		}
		/* A file that ends within its gzip data is no whole file. */
		gzerror(feed->input, &code);
		return count < 0 || code == Z_BUF_ERROR || code == Z_DATA_ERROR ? -1 : (long)done;
	}
	return (long)done;
}

static schain_status fail(const schain__feed *feed, schain_error *error)
{
	return schain__rep_error(error, SCHAIN_E_IO, feed->path, feed->line,
	                         "cannot be read, or its gzip data is damaged");
}

/* Refills the window that lines are taken from, keeping `kept` bytes at its front. */
static long refill(schain__feed *feed, size_t kept)
{
	long count;

	memmove(feed->head, feed->head + feed->head_at, kept);
	feed->head_at = 0;
	count = schain__feed_read(feed, feed->head + kept, SCHAIN__FEED_HEAD - kept);
	feed->head_size = kept + (size_t)(count > 0 ? count : 0);
	return count;
}

static schain_status take(schain__feed *feed, size_t length, size_t used, schain_string *ret_line)
{
	const char *line = feed->head + feed->head_at;

	feed->head_at += used;
	feed->offset += used;
	if (!feed->line++ && length >= 3 && !memcmp(line, "\xef\xbb\xbf", 3)) {
		line += 3;
		length -= 3;
	}
	if (length && line[length - 1] == '\r')
		length--;
	*ret_line = schain__rep_string(line, length);
	return SCHAIN_OK;
}

/* A line longer than the window: its beginning is kept, the rest skipped and told of. */
static schain_status skip_long(schain__feed *feed, schain_string *ret_line, schain_error *error)
{
	schain_status status;

	feed->line++;
	for (;;) {
		const char *from = feed->head + feed->head_at;
		size_t left = feed->head_size - feed->head_at;
		const char *end = memchr(from, '\n', left);
		long count = 1;

		feed->offset += end ? (size_t)(end - from) + 1 : left;
		feed->head_at += end ? (size_t)(end - from) + 1 : left;
		if (!end)
			count = refill(feed, 0);
		if (count < 0)
			return fail(feed, error);
		if (end || !count)
			break;
	}
	status = schain__feed_malformed(feed, error, "a line of more than %d bytes", SCHAIN__FEED_HEAD);
	*ret_line = schain__rep_string(NULL, 0);
	return status;
}

schain_status schain__feed_line(schain__feed *feed, schain_string *ret_line, schain_error *error)
{
	enum { PROGRESS_LINES = 4096 };

	if (feed->line % PROGRESS_LINES == 0) {
		schain_status status = schain__feed_progress(feed, error);

		if (status != SCHAIN_OK)
			return status;
	}
	for (;;) {
		const char *from = feed->head + feed->head_at;
		size_t left = feed->head_size - feed->head_at;
		const char *end = memchr(from, '\n', left);
		long count;

		if (end)
			return take(feed, (size_t)(end - from), (size_t)(end - from) + 1, ret_line);
		if (left == SCHAIN__FEED_HEAD)
			return skip_long(feed, ret_line, error);
		count = refill(feed, left);
		if (count < 0)
			return fail(feed, error);
		if (!count)
			return left ? take(feed, left, left, ret_line) : SCHAIN_END;
	}
}

schain_status schain__feed_whole(schain__feed *feed, size_t padding, char **ret_data, size_t *ret_size,
                                 size_t *ret_capacity, schain_error *error)
{
	char *data = NULL;
	size_t capacity = 0, size = feed->head_size;
	long count = 1;

	while (count > 0) {
		/* Sizes of packed files are not known before. */
		size_t need = size + padding + SCHAIN__FEED_HEAD;

		if (need < feed->total + padding + 1)
			need = (size_t)feed->total + padding + 1;
		if (size > SCHAIN__FEED_DOCUMENT || feed->total > SCHAIN__FEED_DOCUMENT) {
			schain__rep_release(feed->memory, data, capacity);
			return schain__rep_error(error, SCHAIN_E_LIMIT, feed->path, 0, "longer than 1 GiB");
		}
		if (schain__rep_grow(feed->memory, (void **)&data, &capacity, need, 1)) {
			schain__rep_release(feed->memory, data, capacity);
			return schain__rep_no_memory(error);
		}
		if (size == feed->head_size)
			memcpy(data, feed->head, size);
		count = schain__feed_read(feed, data + size, capacity - padding - size);
		size += (size_t)(count > 0 ? count : 0);
	}
	if (count < 0) {
		schain__rep_release(feed->memory, data, capacity);
		return fail(feed, error);
	}
	memset(data + size, 0, padding);
	*ret_data = data;
	*ret_size = size;
	*ret_capacity = capacity;
	return SCHAIN_OK;
}

/* Days since 1970-01-01 in the Gregorian calendar. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t era, of_era, of_year;

	year -= month <= 2;
	era = year / 400;
	of_era = year - era * 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t digits(schain_string text, size_t from, size_t count)
{
	int64_t value = 0;

	for (size_t i = from; i < from + count; i++) {
		if (i >= text.length || !schain__rep_is_digit(text.data[i]))
			return -1;
		value = value * 10 + (text.data[i] - '0');
	}
	return value;
}

int64_t schain__feed_time(schain_string text)
{
	int64_t year, month, day, seconds;

	text = schain__rep_trim(text);
	if (text.length >= 9 && text.length <= 11) {
		seconds = digits(text, 0, text.length);
		if (seconds > 0)
			return seconds < INT64_MAX / SCHAIN_SECOND ? seconds * SCHAIN_SECOND : 0;
	}
	if (text.length < 10 || (text.data[4] != '-' && text.data[4] != '/'))
		return 0;
	year = digits(text, 0, 4);
	month = digits(text, 5, 2);
	day = digits(text, 8, 2);
	if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31)
		return 0;
	return days_of(year, month, day) * 86400 * SCHAIN_SECOND;
}
