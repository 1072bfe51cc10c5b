/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How regular the connections of a pair are, from its latest intervals alone:
 * no data set has to be over first, and six hours need not have passed. A
 * period is guessed and every interval held against it: one period long, or
 * several (a beat was missed), or much longer (the machine slept: no opinion).
 * What comes within a fifth of the period belongs to the same beat.
 *
 * Where the beat is jittered by up to half of itself no interval fits well, but
 * with some dozens of them their spread tells them from chance.
 */
#include "egress/beacons.h"

#include <stdlib.h>
#include <string.h>

enum {
	DEFAULT_LIMIT = 16384,
	ONE = 10000,          /* a share of 1 */
	NEAR = 2500,          /* share of the period that an interval may be off and still fit */
	FAR = 12,             /* periods from which on a gap is sleep */
	FEW = 7,              /* intervals that a score counts in full from */
	REGULAR = 5500,       /* score of a beacon; see tests/egress/beacons.c for how often others reach it */
	LEAST_PERIOD = 1000,  /* milliseconds: below, it is one conversation */
	MANY = 24,            /* intervals from which on their spread alone tells something */
	SPREAD_WORTH = 12000, /* of a deviation as wide as the period, in ten-thousandths; see spread_of() */
};

int schain__eg_beacons_init(schain_beacons *beacons, const schain_allocator *allocator,
                            uint32_t limit, const uint64_t seed[2])
{
	_Static_assert(sizeof(schain__eg_pair) <= 512, "a pair takes 512 bytes at most");

	schain__eg_allocator(&beacons->allocator, allocator);
	beacons->seed[0] = seed[0];
	beacons->seed[1] = seed[1];
	return schain__eg_table_init(&beacons->table, &beacons->allocator, sizeof(schain__eg_pair),
	                             limit ? limit : DEFAULT_LIMIT);
}

void schain__eg_beacons_dispose(schain_beacons *beacons)
{
	schain__eg_table_dispose(&beacons->table);
}

schain_status schain_beacons_new(const schain_allocator *allocator, uint32_t limit,
                                 schain_beacons **ret_beacons, schain_error *error)
{
	static const uint64_t seed[2] = { 0, 0 };
	schain_allocator memory;
	schain_beacons *beacons;

	if (!ret_beacons)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "ret_beacons: NULL");
	schain__eg_allocator(&memory, allocator);
	beacons = schain__eg_take(&memory, 1, sizeof *beacons);
	if (!beacons || schain__eg_beacons_init(beacons, allocator, limit, seed)) {
		schain__eg_give(&memory, beacons, 1, sizeof *beacons);
		return schain__eg_fail_memory(error);
	}
	*ret_beacons = beacons;
	return SCHAIN_OK;
}

void schain_beacons_free(schain_beacons *beacons)
{
	schain_allocator memory;

	if (!beacons)
		return;
	memory = beacons->allocator;
	schain__eg_beacons_dispose(beacons);
	schain__eg_give(&memory, beacons, 1, sizeof *beacons);
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Intervals held against a period: sums in ten-thousandths. */
struct fit {
	uint64_t weight; /* of intervals with an opinion */
	uint64_t fitting;
	uint64_t deviation; /* of those one period long */
	uint32_t singles;
	uint32_t beats;
};

/* Adds what was merged into one beat. */
static void hold(struct fit *fit, uint64_t interval, uint64_t period)
{
	uint64_t times = (interval + period / 2) / period;
	uint64_t off;

	fit->beats++;
	if (times > FAR)
		return;
	fit->weight += ONE;
	if (!times)
		return;
	off = interval > times * period ? interval - times * period : times * period - interval;
	off = off * ONE / period;
	if (off > NEAR)
		return;
	/* Any long interval is near some multiple of the period: half the worth. */
	fit->fitting += times == 1 ? ONE : ONE / 2;
	if (times == 1) {
		fit->deviation += off;
		fit->singles++;
	}
}

static struct fit fit_of(const uint32_t *intervals, uint32_t count, uint64_t period)
{
	struct fit fit = { 0, 0, 0, 0, 0 };
	uint64_t sum = 0;

	for (uint32_t i = 0; i < count; i++) {
		sum += intervals[i];
		if (sum * 5 < period && i + 1 < count)
			continue;
		hold(&fit, sum, period);
		sum = 0;
	}
	return fit;
}

struct rhythm {
	uint32_t score, jitter;
	uint64_t period; /* milliseconds */
};

static struct rhythm rhythm_of(const uint32_t *intervals, uint32_t count, uint64_t period)
{
	struct rhythm rhythm = { 0, 0, period };
	struct fit fit;
	uint64_t share;

	if (period < LEAST_PERIOD)
		return rhythm;
	fit = fit_of(intervals, count, period);
	if (!fit.singles || fit.singles * 2 < fit.beats - (fit.beats > 4 ? fit.beats / 4 : 0))
		return rhythm;
	rhythm.jitter = (uint32_t)(fit.deviation / fit.singles);
	share = fit.fitting * ONE / fit.weight;
	rhythm.score = (uint32_t)(share * (uint64_t)(ONE - 2 * rhythm.jitter) / ONE);
	if (fit.beats < FEW)
		rhythm.score = rhythm.score * fit.beats / FEW;
	return rhythm;
}

/* Of sorted values; the upper one of the middle. */
static uint32_t median_deviation(const uint32_t *sorted, uint32_t count, uint32_t median)
{
	uint32_t off[SCHAIN__EG_INTERVALS];

	for (uint32_t i = 0; i < count; i++)
		off[i] = sorted[i] > median ? sorted[i] - median : median - sorted[i];
	qsort(off, count, sizeof *off, by_size);
	return off[count / 2];
}

/*
 * By the median deviation of the intervals and their median: a quarter where
 * each is off by up to half a period, seven tenths where they come by chance
 * (exponential: 0.48/0.69). Of the latter one in five is shorter than a third
 * of the median (1 - 2^(-1/3)); of the former none is.
 */
static struct rhythm spread_of(const uint32_t *sorted, uint32_t count)
{
	struct rhythm rhythm = { 0, 0, sorted[count / 2] };
	uint64_t median = sorted[count / 2], lost;
	uint32_t hasty = 0;

	if (count < MANY || median < LEAST_PERIOD)
		return rhythm;
	while ((uint64_t)sorted[hasty] * 3 < median)
		hasty++;
	rhythm.jitter = (uint32_t)(median_deviation(sorted, count, (uint32_t)median) * (uint64_t)ONE / median);
	lost = (uint64_t)rhythm.jitter * SPREAD_WORTH / ONE + (uint64_t)hasty * 2 * ONE / count;
	rhythm.score = lost < ONE ? (uint32_t)(ONE - lost) : 0;
	return rhythm;
}

/* The best of periods taken from the intervals themselves. */
static struct rhythm best_rhythm(const schain__eg_pair *pair, uint32_t count)
{
	struct rhythm best = { 0, 0, 0 }, spread;
	uint32_t in_order[SCHAIN__EG_INTERVALS], sorted[SCHAIN__EG_INTERVALS];

	for (uint32_t i = 0; i < count; i++)
		in_order[i] = pair->interval[(pair->intervals - count + i) % SCHAIN__EG_INTERVALS];
	memcpy(sorted, in_order, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, by_size);
	/* With bursts the period is among the long ones, with gaps among the short. */
	for (uint32_t i = 1, last = 0; i < 8; i++) {
		uint32_t period = sorted[count * i / 8];
		struct rhythm rhythm;

		if (period == last)
			continue;
		last = period;
		rhythm = rhythm_of(in_order, count, period);
		if (rhythm.score > best.score)
			best = rhythm;
	}
	spread = spread_of(sorted, count);
	return spread.score > best.score ? spread : best;
}

static struct rhythm rhythm_now(const schain__eg_pair *pair)
{
	uint32_t count = pair->intervals < SCHAIN__EG_INTERVALS ? pair->intervals : SCHAIN__EG_INTERVALS;
	struct rhythm none = { 0, 0, 0 };

	return count >= 3 ? best_rhythm(pair, count) : none;
}

int schain__eg_pair_is_regular(schain__eg_pair *pair)
{
	struct rhythm rhythm;

	/* Each of the first dozen, then each sixteenth. */
	if (pair->intervals <= 12 || pair->intervals % 16 == 0) {
		rhythm = rhythm_now(pair);
		pair->score = rhythm.score;
		pair->jitter = rhythm.jitter;
		pair->period = rhythm.period;
	}
	return pair->score >= REGULAR;
}

void schain__eg_beacon_of(const schain__eg_pair *pair, schain_beacon *ret_beacon)
{
	struct rhythm rhythm = rhythm_now(pair);

	memset(ret_beacon, 0, sizeof *ret_beacon);
	ret_beacon->struct_size = (uint32_t)sizeof *ret_beacon;
	ret_beacon->flags = rhythm.score >= REGULAR ? SCHAIN_BEACON_REGULAR : 0;
	ret_beacon->connections = pair->connections;
	ret_beacon->first = pair->first;
	ret_beacon->last = pair->last;
	ret_beacon->period = rhythm.score ? (int64_t)rhythm.period * (SCHAIN_SECOND / 1000) : 0;
	ret_beacon->score = rhythm.score;
	ret_beacon->jitter = rhythm.jitter;
	ret_beacon->port = pair->port;
	ret_beacon->intervals = pair->intervals < SCHAIN__EG_INTERVALS ? pair->intervals
	                                                               : SCHAIN__EG_INTERVALS;
	ret_beacon->from.data = pair->from;
	ret_beacon->from.length = strlen(pair->from);
	ret_beacon->to.data = pair->to;
	ret_beacon->to.length = strlen(pair->to);
}

/* As much as there is room for, and no half of a UTF-8 sequence. */
static void put(char *to, size_t size, schain_string text)
{
	size_t length = text.length < size ? text.length : size - 1;

	while (length && length < text.length && ((unsigned char)text.data[length] & 0xc0) == 0x80)
		length--;
	if (length)
		memcpy(to, text.data, length);
	to[length] = 0;
}

schain__eg_pair *schain__eg_beacons_count(schain_beacons *beacons, const schain_flow *flow)
{
	uint64_t parts[4];
	schain__eg_pair *pair;

	parts[0] = schain__eg_hash(beacons->seed, flow->from.data, flow->from.length);
	parts[1] = schain__eg_hash(beacons->seed, flow->to.data, flow->to.length);
	parts[2] = flow->port;
	parts[3] = flow->protocol;
	pair = schain__eg_table_put(&beacons->table, schain__eg_hash(beacons->seed, parts, sizeof parts));
	if (!pair)
		return NULL;
	if (!pair->connections++) {
		put(pair->from, sizeof pair->from, flow->from);
		put(pair->to, sizeof pair->to, flow->to);
		pair->first = pair->last = flow->time;
		pair->port = flow->port;
		return pair;
	}
	if (flow->time > pair->last) {
		/* Both may be anything: the difference is taken without a sign. */
		uint64_t passed = ((uint64_t)flow->time - (uint64_t)pair->last) / (SCHAIN_SECOND / 1000);

		pair->interval[pair->intervals++ % SCHAIN__EG_INTERVALS] =
		          passed > UINT32_MAX ? UINT32_MAX : (uint32_t)passed;
		pair->last = flow->time;
	}
	return pair;
}

void schain_flow_init(schain_flow *flow, size_t size)
{
	if (!flow || size < sizeof(uint32_t))
		return;
	memset(flow, 0, size);
	flow->struct_size = (uint32_t)size;
}

schain_status schain_beacons_add(schain_beacons *beacons, const schain_flow *given,
                                 schain_beacon *ret_beacon, schain_error *error)
{
	schain_flow flow;
	schain__eg_pair *pair;
	schain_status status;

	if (!beacons)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "beacons: NULL");
	status = schain__eg_import(&flow, sizeof flow, given, "schain_flow", error);
	if (status < 0)
		return status;
	pair = schain__eg_beacons_count(beacons, &flow);
	if (!pair)
		return schain__eg_fail_memory(error);
	if (ret_beacon)
		schain__eg_beacon_of(pair, ret_beacon);
	return SCHAIN_OK;
}

schain_status schain_beacons_each(const schain_beacons *beacons,
                                int (*take)(void *context, const schain_beacon *beacon), void *context,
                                schain_error *error)
{
	schain_beacon one;
	int is_end = 0;

	if (!beacons || !take)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "NULL");
	for (uint32_t place = 0; !is_end; place++) {
		const schain__eg_pair *pair = schain__eg_table_at(&beacons->table, place, &is_end);

		if (!pair)
			continue;
		schain__eg_beacon_of(pair, &one);
		if (take(context, &one))
			return schain__eg_fail(error, SCHAIN_E_CANCELLED, "the caller stopped it");
	}
	return SCHAIN_OK;
}
