/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The beacon scores of RITA 5 (Active Countermeasures), by what is published of
 * its algorithm: for comparison with ours on the same flows.
 */
#include "egress/support.h"

#include <stdlib.h>
#include <string.h>

enum {
	ONE = 10000,
	LEAST_SECONDS = 4,  /* different ones */
	BINS = 24,          /* over the data set */
	LEAST_HOURS = 6,    /* active, for a duration score */
	IDEAL_HOURS = 12,   /* in a row */
	LEAST_MODE_HOURS = 11,
	MODES = 20,         /* frequencies are grouped by twentieths of the greatest */
	LEAST_SPREAD = 10,  /* interquartile range of which a skew is taken */
};

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static double median(const uint64_t *sorted, size_t count)
{
	if (!count)
		return 0;
	return count % 2 ? (double)sorted[count / 2]
	                 : ((double)sorted[count / 2 - 1] + (double)sorted[count / 2]) / 2;
}

/* Quartiles are the medians of the halves, without the middle one. */
static double skew_of(const uint64_t *sorted, size_t count)
{
	double low = median(sorted, count / 2), middle = median(sorted, count);
	double high = median(sorted + (count + 1) / 2, count / 2);

	if (high - low < LEAST_SPREAD || middle == low || middle == high)
		return 0;
	return (low + high - 2 * middle) / (high - low);
}

static double deviation_of(const uint64_t *sorted, uint64_t *scratch, size_t count)
{
	double middle = median(sorted, count);

	for (size_t i = 0; i < count; i++) {
		double off = (double)sorted[i] - middle;

		/* Halves are kept: the median of an even count may end in one. */
		scratch[i] = (uint64_t)(2 * (off < 0 ? -off : off));
	}
	qsort(scratch, count, sizeof *scratch, by_value);
	return median(scratch, count) / 2;
}

struct evenness {
	double score, skew, deviation;
};

/* Mean of symmetry and of closeness to the median. Sorts the values. */
static struct evenness evenness_of(uint64_t *values, uint64_t *scratch, size_t count)
{
	struct evenness even = { 0, 0, 0 };
	double middle, close = 0;

	qsort(values, count, sizeof *values, by_value);
	middle = median(values, count);
	even.skew = skew_of(values, count);
	even.deviation = deviation_of(values, scratch, count);
	if (middle >= 1)
		close = (middle - even.deviation) / middle;
	if (close < 0)
		close = 0;
	even.score = (1 - (even.skew < 0 ? -even.skew : even.skew) + close) / 2;
	return even;
}

static double variation_score(const unsigned *bins)
{
	double sum = 0, squares = 0, mean, variance, low = 0, high = 1;

	for (int i = 0; i < BINS; i++)
		sum += bins[i];
	mean = sum / BINS;
	if (mean <= 0)
		return 0;
	for (int i = 0; i < BINS; i++)
		squares += ((double)bins[i] - mean) * ((double)bins[i] - mean);
	variance = squares / BINS / (mean * mean);
	if (variance >= 1)
		return 0;
	/* Square root by halving: exact enough for four digits, and the same everywhere. */
	for (int i = 0; i < 40; i++) {
		double middle = (low + high) / 2;

		*(middle * middle < variance ? &low : &high) = middle;
	}
	return 1 - low;
}

/* How many of the active hours have one of the two commonest frequencies; one may stand out. */
static double two_modes_score(const unsigned *bins)
{
	unsigned greatest = 0, active = 0, groups[MODES + 1] = { 0 }, first = 0, second = 0;

	for (int i = 0; i < BINS; i++) {
		greatest = bins[i] > greatest ? bins[i] : greatest;
		active += bins[i] > 0;
	}
	if (active < LEAST_MODE_HOURS)
		return 0;
	for (int i = 0; i < BINS; i++)
		if (bins[i])
			groups[(uint64_t)bins[i] * MODES / greatest]++;
	for (int i = 0; i <= MODES; i++) {
		if (groups[i] > first) {
			second = first;
			first = groups[i];
		} else if (groups[i] > second) {
			second = groups[i];
		}
	}
	active -= active > first + second; /* the outlier */
	return (double)(first + second) / active;
}

static double duration_score(const unsigned *bins, int64_t first, int64_t last, int64_t begin,
                             int64_t end)
{
	unsigned active = 0, run = 0, longest = 0;
	double coverage, consistency;

	for (int i = 0; i < 2 * BINS; i++) { /* a day has no edge */
		active += i < BINS && bins[i] > 0;
		run = bins[i % BINS] ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	if (active < LEAST_HOURS)
		return 0;
	coverage = end > begin ? (double)(last - first) / (double)(end - begin) : 0;
	longest = longest > BINS ? BINS : longest;
	consistency = (double)longest / IDEAL_HOURS;
	coverage = coverage > consistency ? coverage : consistency;
	return coverage > 1 ? 1 : coverage;
}

static uint32_t share(double value)
{
	return (uint32_t)(value * ONE + 0.5);
}

static void fill(const schain_rita_point *points, size_t count, uint64_t *values, uint64_t *scratch,
                 int64_t begin, int64_t end, schain_rita *ret)
{
	unsigned bins[BINS] = { 0 };
	uint64_t span = end > begin ? (uint64_t)(end - begin) : 1;
	struct evenness times, sizes;
	size_t intervals = 0;
	double histogram, modes, duration;

	for (size_t i = 0; i < count; i++) {
		uint64_t bin = points[i].second <= begin ? 0
		                                         : (uint64_t)(points[i].second - begin) / (span / BINS + 1);

		bins[bin < BINS ? bin : BINS - 1]++;
		if (i && points[i].second != points[i - 1].second)
			values[intervals++] = (uint64_t)(points[i].second - points[i - 1].second);
	}
	times = evenness_of(values, scratch, intervals);
	for (size_t i = 0; i < count; i++)
		values[i] = points[i].bytes_sent;
	sizes = evenness_of(values, scratch, count);
	histogram = variation_score(bins);
	modes = two_modes_score(bins);
	histogram = modes > histogram ? modes : histogram;
	duration = duration_score(bins, points[0].second, points[count - 1].second, begin, end);
	memset(ret, 0, sizeof *ret);
	ret->struct_size = (uint32_t)sizeof *ret;
	ret->timestamps = share(times.score);
	ret->sizes = share(sizes.score);
	ret->histogram = share(histogram);
	ret->duration = share(duration);
	ret->score = share((times.score + sizes.score + histogram + duration) / 4);
	ret->skew = (int32_t)(times.skew * ONE + (times.skew < 0 ? -0.5 : 0.5));
	ret->deviation = (uint32_t)times.deviation;
}

schain_status schain_rita_score(const schain_allocator *allocator, const schain_rita_point *points,
                                size_t count, int64_t begin, int64_t end, schain_rita *ret_scores,
                                schain_error *error)
{
	schain_allocator memory;
	size_t seconds = count > 0;
	uint64_t *values;

	if (!points || !ret_scores)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "NULL");
	for (size_t i = 1; i < count; i++) {
		if (points[i].second < points[i - 1].second)
			return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "point %zu is before the one before", i);
		seconds += points[i].second != points[i - 1].second;
	}
	if (seconds < LEAST_SECONDS)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "%zu different seconds, at least %d needed",
		                       seconds, LEAST_SECONDS);
	schain__eg_allocator(&memory, allocator);
	values = schain__eg_take(&memory, count, 2 * sizeof *values);
	if (!values)
		return schain__eg_fail_memory(error);
	fill(points, count, values, values + count, begin, end, ret_scores);
	schain__eg_give(&memory, values, count, 2 * sizeof *values);
	return SCHAIN_OK;
}
