/* SPDX-License-Identifier: Apache-2.0 */
/* How regularly one connects to another, and what RITA says of the same. */
#include "judges.h"

/* Scores that RITA's own tests expect (activecm/rita, analysis/beacons_test.go): facts. */
START_TEST(timestamp_scores_are_those_of_rita)
{
	static const struct {
		int64_t seconds[11];
		size_t count;
		uint32_t score; /* thousandths */
		int32_t skew;
		uint32_t deviation;
	} vectors[] = {
		{ { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 10, 1000, 0, 0 },
		{ { 1517338924, 1517338984, 1517339044, 1517339104, 1517339164, 1517339224, 1517339284,
		    1517339344, 1517339404, 1517339464 }, 10, 1000, 0, 0 },
		{ { 1517338924, 1517339022, 1517339121, 1517339220, 1517339320, 1517339420, 1517339520,
		    1517339621, 1517339722, 1517339824 }, 10, 995, 0, 1 },
		{ { 1517338924, 1517339022, 1517339322, 1517339420, 1517339720, 1517339818, 1517340118,
		    1517340216, 1517340516, 1517340614, 1517340914 }, 11, 746, 0, 101 },
		{ { 1517338924, 1517338925, 1517339224, 1517339249, 1517344224, 1517344314, 1517344316,
		    1517344358, 1517344858, 1517346358 }, 10, 83, 845, 89 },
	};

	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		schain_rita_point points[11];
		schain_rita scores;

		memset(points, 0, sizeof points);
		for (size_t k = 0; k < vectors[i].count; k++)
			points[k].second = vectors[i].seconds[k];
		ck_assert_int_eq(schain_rita_score(NULL, points, vectors[i].count, points[0].second,
		                                   points[vectors[i].count - 1].second, &scores, NULL), SCHAIN_OK);
		/* Both are rounded: a thousandth at most between them. */
		ck_assert_msg(abs((int)scores.timestamps - (int)vectors[i].score * 10) <= 10, "%zu: %u", i,
		              scores.timestamps);
		ck_assert_msg(abs((int)scores.skew - (int)vectors[i].skew * 10) <= 10, "%zu: %d", i, scores.skew);
		ck_assert_uint_eq(scores.deviation, vectors[i].deviation);
	}
}
END_TEST

/* An hourly beacon over a day of equal sizes is perfect in every part. */
START_TEST(a_perfect_day_scores_one)
{
	schain_rita_point points[24 * 60];
	schain_rita scores;

	for (int i = 0; i < 24 * 60; i++) {
		points[i].second = 1700000000 + i * 60;
		points[i].bytes_sent = 500;
	}
	ck_assert_int_eq(schain_rita_score(NULL, points, 24 * 60, 1700000000, 1700000000 + 86399, &scores,
	                                   NULL), SCHAIN_OK);
	ck_assert_uint_eq(scores.timestamps, 10000);
	ck_assert_uint_eq(scores.sizes, 10000);
	ck_assert_uint_eq(scores.histogram, 10000);
	ck_assert_uint_eq(scores.duration, 10000);
	ck_assert_uint_eq(scores.score, 10000);
	/* Half a day of it: 12 hours in a row are the ideal, half of the bins are empty:
	 * mean 0.5, deviation 0.5, variation 1, score 0; but each hour has the same frequency. */
	ck_assert_int_eq(schain_rita_score(NULL, points, 12 * 60, 1700000000, 1700000000 + 86399, &scores,
	                                   NULL), SCHAIN_OK);
	ck_assert_uint_eq(scores.duration, 10000);
	ck_assert_uint_eq(scores.histogram, 10000);
	/* Three hours are too few for a duration, and for modes: the reference's gap. */
	ck_assert_int_eq(schain_rita_score(NULL, points, 3 * 60, 1700000000, 1700000000 + 86399, &scores,
	                                   NULL), SCHAIN_OK);
	ck_assert_uint_eq(scores.duration, 0);
	ck_assert_uint_eq(scores.histogram, 0);
}
END_TEST

START_TEST(rita_needs_four_seconds_in_order)
{
	schain_rita_point points[] = { { 5, 1 }, { 5, 1 }, { 6, 1 }, { 7, 1 }, { 7, 1 } };
	schain_rita_point unordered[] = { { 5, 1 }, { 4, 1 }, { 6, 1 }, { 7, 1 } };
	schain_rita scores;
	failing memory;

	ck_assert_int_eq(schain_rita_score(NULL, points, 5, 0, 9, &scores, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_rita_score(NULL, unordered, 4, 0, 9, &scores, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_rita_score(NULL, points, 0, 0, 9, &scores, NULL), SCHAIN_E_ARGUMENT);
	points[1].second = 5;
	points[2].second = 8;
	points[3].second = 9;
	points[4].second = 10;
	failing_init(&memory, 1);
	ck_assert_int_eq(schain_rita_score(&memory.allocator, points, 5, 0, 9, &scores, NULL),
	                 SCHAIN_E_MEMORY);
}
END_TEST

static const double periods[] = { 60, 300, 900, 3600, 4 * 3600 };

/* Is a pair of connections called regular at the last of `count`? `gap` of them are missed, in share. */
static int is_regular(uint64_t *state, double period, double jitter, double gap, int count)
{
	schain_beacons *beacons;
	schain_beacon beacon = { 0 };
	schain_flow flow = SCHAIN_FLOW_INIT;
	double now = 1.7e9;

	ck_assert_int_eq(schain_beacons_new(NULL, 8, &beacons, NULL), SCHAIN_OK);
	flow.from = text("192.0.2.1");
	flow.to = text("198.51.100.1");
	for (int i = 0; i < count; i++) {
		do
			now += period * (1 + jitter * (2 * draw_share(state) - 1));
		while (gap > 0 && draw_share(state) < gap);
		flow.time = (schain_time)(now * 1e9);
		ck_assert_int_eq(schain_beacons_add(beacons, &flow, &beacon, NULL), SCHAIN_OK);
	}
	schain_beacons_free(beacons);
	return beacon.flags & SCHAIN_BEACON_REGULAR ? 1 : 0;
}

static double recall(double jitter, double gap, int count)
{
	uint64_t state = 11;
	int found = 0, runs = 0;

	for (size_t p = 0; p < sizeof periods / sizeof *periods; p++)
		for (int i = 0; i < 200; i++, runs++)
			found += is_regular(&state, periods[p], jitter, gap, count);
	return (double)found / runs;
}

static schain_beacon beacon_of(const double *intervals, size_t count)
{
	schain_beacons *beacons;
	schain_beacon beacon = { 0 };
	schain_flow flow = SCHAIN_FLOW_INIT;
	double now = 1.7e9;

	ck_assert_int_eq(schain_beacons_new(NULL, 8, &beacons, NULL), SCHAIN_OK);
	flow.time = (schain_time)(now * 1e9);
	schain_beacons_add(beacons, &flow, &beacon, NULL);
	for (size_t i = 0; i < count; i++) {
		now += intervals[i];
		flow.time = (schain_time)(now * 1e9);
		schain_beacons_add(beacons, &flow, &beacon, NULL);
	}
	schain_beacons_free(beacons);
	return beacon;
}

START_TEST(beacons_are_found_within_twelve_connections)
{
	ck_assert_double_ge(recall(0, 0, 12), 1);
	ck_assert_double_ge(recall(0.05, 0, 12), 0.99);
	ck_assert_double_ge(recall(0.1, 0, 12), 0.99);
	ck_assert_double_ge(recall(0.2, 0, 12), 0.95);
	/* An eighth of the beats missed. */
	ck_assert_double_ge(recall(0.1, 0.125, 24), 0.95);
	/* Off by up to a third and a half of the period: by some dozens of them. */
	ck_assert_double_ge(recall(0.35, 0, 25), 0.95);
	ck_assert_double_ge(recall(0.5, 0, 25), 0.95);
}
END_TEST

/* Three beats a day, or one: and every night, every week, nothing. */
START_TEST(slow_beacons_are_found_over_days)
{
	static const double days[] = { 86400, 86400, 86400, 86400, 3 * 86400., 86400, 86400, 86400, 86400 };
	static const double nights[] = { 14400, 14400, 57600, 14400, 14400, 57600, 14400, 14400, 57600, 14400, 14400 };
	schain_beacon beacon = beacon_of(days, sizeof days / sizeof *days);

	ck_assert(beacon.flags & SCHAIN_BEACON_REGULAR);
	ck_assert_int_eq(beacon.period, 86400 * SCHAIN_SECOND);
	beacon = beacon_of(nights, sizeof nights / sizeof *nights);
	ck_assert(beacon.flags & SCHAIN_BEACON_REGULAR);
	ck_assert_int_eq(beacon.period, 14400 * SCHAIN_SECOND);
}
END_TEST

/* Connections that come by chance: exponential intervals, by von Neumann's comparison (1951). */
static double exponential(uint64_t *state)
{
	double whole = 0;

	for (;;) {
		double first = draw_share(state), last = first, next;
		int odd = 1;

		while ((next = draw_share(state)) < last) {
			last = next;
			odd = !odd;
		}
		if (odd)
			return whole + first;
		whole++;
	}
}

START_TEST(connections_by_chance_are_no_beacons)
{
	uint64_t state = 5;
	int found = 0;

	for (int run = 0; run < 1000; run++) {
		schain_beacons *beacons;
		schain_beacon beacon;
		schain_flow flow = SCHAIN_FLOW_INIT;
		double now = 1.7e9;

		ck_assert_int_eq(schain_beacons_new(NULL, 8, &beacons, NULL), SCHAIN_OK);
		flow.to = text("198.51.100.1");
		for (int i = 0; i < 12 + run % 40; i++) {
			now += 300 * exponential(&state);
			flow.time = (schain_time)(now * 1e9);
			schain_beacons_add(beacons, &flow, &beacon, NULL);
		}
		found += (int)(beacon.flags & SCHAIN_BEACON_REGULAR);
		schain_beacons_free(beacons);
	}
	ck_assert_int_le(found, 5); /* half a per cent */
}
END_TEST

START_TEST(sleep_bursts_and_missed_beats_do_not_hide_one)
{
	static const double asleep[] = { 60, 60, 60, 60, 28800, 60, 60, 60, 60, 60 };
	static const double bursts[] = { 0.4, 600, 0.3, 600, 0.5, 0.2, 600, 0.4, 600, 600, 0.3, 600, 0.2, 600 };
	static const double missed[] = { 300, 300, 600, 300, 300, 900, 300, 300, 300, 300 };
	schain_beacon beacon;

	beacon = beacon_of(asleep, sizeof asleep / sizeof *asleep);
	ck_assert(beacon.flags & SCHAIN_BEACON_REGULAR);
	ck_assert_int_eq(beacon.period, 60 * SCHAIN_SECOND);
	beacon = beacon_of(bursts, sizeof bursts / sizeof *bursts);
	ck_assert(beacon.flags & SCHAIN_BEACON_REGULAR);
	ck_assert_int_eq(beacon.period, 600 * SCHAIN_SECOND);
	beacon = beacon_of(missed, sizeof missed / sizeof *missed);
	ck_assert(beacon.flags & SCHAIN_BEACON_REGULAR);
	ck_assert_int_eq(beacon.period, 300 * SCHAIN_SECOND);
}
END_TEST

START_TEST(a_conversation_is_no_beacon)
{
	static const double fast[] = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 };

	ck_assert_uint_eq(beacon_of(fast, 10).flags, 0);
	ck_assert_uint_eq(beacon_of(fast, 0).score, 0);
	ck_assert_uint_eq(beacon_of(fast, 2).score, 0);
}
END_TEST

START_TEST(times_of_any_size_and_order_are_taken)
{
	static const schain_time times[] = { INT64_MIN, INT64_MAX, 0, INT64_MAX, INT64_MIN, 5, 5, 5, 5, 6 };
	schain_beacons *beacons;
	schain_beacon beacon;
	schain_flow flow = SCHAIN_FLOW_INIT;

	ck_assert_int_eq(schain_beacons_new(NULL, 8, &beacons, NULL), SCHAIN_OK);
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		flow.time = times[i];
		ck_assert_int_eq(schain_beacons_add(beacons, &flow, &beacon, NULL), SCHAIN_OK);
	}
	ck_assert_uint_eq(beacon.connections, 10);
	flow.struct_size = 8;
	ck_assert_int_eq(schain_beacons_add(beacons, &flow, NULL, NULL), SCHAIN_E_TOO_SMALL);
	schain_beacons_free(beacons);
	schain_beacons_free(NULL);
}
END_TEST

START_TEST(pairs_differ_by_who_where_and_port)
{
	schain_beacons *beacons;
	schain_beacon beacon;
	schain_flow flow = SCHAIN_FLOW_INIT;

	ck_assert_int_eq(schain_beacons_new(NULL, 0, &beacons, NULL), SCHAIN_OK);
	flow.from = text("a");
	flow.to = text("b");
	schain_beacons_add(beacons, &flow, NULL, NULL);
	flow.port = 443;
	schain_beacons_add(beacons, &flow, NULL, NULL);
	flow.from = text("c");
	schain_beacons_add(beacons, &flow, &beacon, NULL);
	ck_assert_uint_eq(beacon.connections, 1);
	schain_beacons_add(beacons, &flow, &beacon, NULL);
	ck_assert_uint_eq(beacon.connections, 2);
	ck_assert_uint_eq(beacon.port, 443);
	ck_assert_mem_eq(beacon.from.data, "c", beacon.from.length);
	schain_beacons_free(beacons);
}
END_TEST

START_TEST(each_allocation_may_fail)
{
	size_t fails_at = 1;
	failing memory;
	schain_flow flow = SCHAIN_FLOW_INIT;

	for (int done = 0; !done; fails_at++) {
		schain_beacons *beacons = NULL;
		schain_status status;

		failing_init(&memory, fails_at);
		status = schain_beacons_new(&memory.allocator, 8, &beacons, NULL);
		if (status == SCHAIN_OK)
			status = schain_beacons_add(beacons, &flow, NULL, NULL);
		done = status == SCHAIN_OK;
		ck_assert(done || status == SCHAIN_E_MEMORY);
		schain_beacons_free(beacons);
		ck_assert_uint_eq(memory.held, 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("beacons");
	TCase *rita = tcase_create("RITA"), *ours = tcase_create("ours");

	tcase_add_test(rita, timestamp_scores_are_those_of_rita);
	tcase_add_test(rita, a_perfect_day_scores_one);
	tcase_add_test(rita, rita_needs_four_seconds_in_order);
	suite_add_tcase(suite, rita);
	tcase_add_test(ours, beacons_are_found_within_twelve_connections);
	tcase_add_test(ours, slow_beacons_are_found_over_days);
	tcase_add_test(ours, connections_by_chance_are_no_beacons);
	tcase_add_test(ours, sleep_bursts_and_missed_beats_do_not_hide_one);
	tcase_add_test(ours, a_conversation_is_no_beacon);
	tcase_add_test(ours, times_of_any_size_and_order_are_taken);
	tcase_add_test(ours, pairs_differ_by_who_where_and_port);
	tcase_add_test(ours, each_allocation_may_fail);
	suite_add_tcase(suite, ours);
	return run_suite(suite);
}
