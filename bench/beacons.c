/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which beacons are found, beside RITA's published algorithm on the same
 * connections: made ones, of equal sizes, and connections by chance.
 */
#include <supplychain/egress.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 200, MOST = 4096, HIGH = 7000, HOUR = 3600, DAY = 86400 };

static uint64_t state;

/* A linear congruential generator (Knuth, TAOCP 2, 3.3.4): 0 to 1, neither. */
static double draw(void)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return ((double)(state >> 33) + 0.5) / 2147483648.0;
}

static const struct kind {
	const char *name;
	double period;  /* seconds */
	double jitter;  /* share of the period, to both sides */
	double missed;  /* share of the beats */
	double length;  /* seconds of the data set */
	double from, to; /* seconds of each day in which it runs */
	int is_chance;  /* intervals are exponential instead */
} kinds[] = {
	{ "a minute, a day", 60, 0, 0, DAY, 0, DAY, 0 },
	{ "5 minutes, 9 to 12 h of a day", 300, 0.05, 0, DAY, 9 * HOUR, 12 * HOUR, 0 },
	{ "15 minutes, a day, jitter 20 %", 900, 0.2, 0, DAY, 0, DAY, 0 },
	{ "15 minutes, a day, jitter 35 %", 900, 0.35, 0, DAY, 0, DAY, 0 },
	{ "15 minutes, a day, jitter 50 %", 900, 0.5, 0, DAY, 0, DAY, 0 },
	{ "15 minutes, a day, 1 of 4 missed", 900, 0.1, 0.25, DAY, 0, DAY, 0 },
	{ "4 hours, a day, jitter 20 %", 4 * HOUR, 0.2, 0, DAY, 0, DAY, 0 },
	{ "4 hours, 3 days, jitter 20 %", 4 * HOUR, 0.2, 0, 3 * DAY, 0, DAY, 0 },
	{ "12 hours, 10 days, jitter 10 %", 12 * HOUR, 0.1, 0, 10 * DAY, 0, DAY, 0 },
	{ "a day, 20 days, jitter 5 %", DAY, 0.05, 0, 20 * DAY, 0, DAY, 0 },
	{ "15 minutes, 5 days, 9 to 17 h, 20 %", 900, 0.2, 0, 5 * DAY, 9 * HOUR, 17 * HOUR, 0 },
	{ "by chance, 20 a day", DAY / 20.0, 0, 0, DAY, 0, DAY, 1 },
	{ "by chance, 100 a day", DAY / 100.0, 0, 0, DAY, 0, DAY, 1 },
	{ "by chance, 100 from 9 to 17 h", 288, 0, 0, DAY, 9 * HOUR, 17 * HOUR, 1 },
};

static size_t make(const struct kind *kind, double *times)
{
	double now = kind->period * draw();
	size_t count = 0;

	for (; now < kind->length && count < MOST; now += kind->is_chance
	                                                      ? -kind->period * log(draw())
	                                                      : kind->period * (1 + kind->jitter * (2 * draw() - 1))) {
		double hour = fmod(now, DAY);

		if (hour >= kind->from && hour < kind->to && draw() >= kind->missed)
			times[count++] = now;
	}
	return count;
}

/* Is it regular by the connection of that number, and by the last? */
static void judge(const double *times, size_t count, size_t early, int *ret_early, int *ret_late)
{
	schain_beacons *beacons;
	schain_beacon beacon = { 0 };
	schain_flow flow = SCHAIN_FLOW_INIT;

	if (schain_beacons_new(NULL, 8, &beacons, NULL) < 0)
		exit(3);
	*ret_early = 0;
	for (size_t i = 0; i < count; i++) {
		flow.time = (schain_time)((1.7e9 + times[i]) * 1e9);
		if (schain_beacons_add(beacons, &flow, &beacon, NULL) < 0)
			exit(3);
		if (i + 1 == early)
			*ret_early = (int)(beacon.flags & SCHAIN_BEACON_REGULAR);
	}
	*ret_late = (int)(beacon.flags & SCHAIN_BEACON_REGULAR);
	schain_beacons_free(beacons);
}

static int is_high_by_rita(const struct kind *kind, const double *times, size_t count)
{
	static schain_rita_point points[MOST];
	schain_rita scores;

	for (size_t i = 0; i < count; i++)
		points[i] = (schain_rita_point){ 1700000000 + (int64_t)times[i], 500 };
	return schain_rita_score(NULL, points, count, 1700000000, 1700000000 + (int64_t)kind->length, &scores,
	                         NULL) == SCHAIN_OK && scores.score >= HIGH;
}

int main(void)
{
	static double times[MOST];

	printf("%-38s %9s %12s %12s %13s\n", "share called a beacon, of 200", "made", "by the 12th", "at the end",
	       "RITA from 0.7");
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		size_t made = 0;
		int early = 0, late = 0, theirs = 0;

		state = 1;
		for (int run = 0; run < RUNS; run++) {
			size_t count = make(&kinds[k], times);
			int is_early, is_late;

			judge(times, count, 12, &is_early, &is_late);
			made += count;
			early += is_early;
			late += is_late;
			theirs += is_high_by_rita(&kinds[k], times, count);
		}
		printf("%-38s %9.0f %10.1f %% %10.1f %% %11.1f %%\n", kinds[k].name, (double)made / RUNS,
		       100.0 * early / RUNS, 100.0 * late / RUNS, 100.0 * theirs / RUNS);
	}
	return 0;
}
