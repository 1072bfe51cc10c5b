/* SPDX-License-Identifier: Apache-2.0 */
/* What one question to each judge of destinations costs. */
#include "bench.h"

#include <supplychain/egress.h>

#include <stdio.h>
#include <string.h>

enum { NAMES = 4096, ROUNDS = 50 };

struct names {
	char text[NAMES][48];
	schain_string name[NAMES];
};

/* Names of words, of random letters and below content delivery networks, a third each. */
static void make_names(struct names *names)
{
	static const char *const words[] = { "update", "garden", "river", "cloud", "book", "mail", "north" };
	static const char *const below[] = { "com", "co.uk", "cloudfront.net" };
	uint64_t state = 1;

	for (int i = 0; i < NAMES; i++) {
		char *text = names->text[i];

		state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
		if (i % 3)
			for (int k = 0; k < 12; k++)
				text[k] = (char)('a' + (state >> (5 * k)) % 26);
		else
			snprintf(text, 13, "%s%s%u", words[(state >> 8) % 7], words[(state >> 20) % 7],
			         (unsigned)(state >> 40) % 100);
		text[12] = 0;
		snprintf(text + strlen(text), 20, ".%s", below[i % 3]);
		names->name[i] = schain_string_of(text);
	}
}

static double each(double begin, size_t count)
{
	return (bench_cpu() - begin) * 1e9 / (double)count;
}

static double time_names(const struct names *names)
{
	double begin = bench_cpu();
	int64_t sum = 0;

	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < NAMES; i++)
			sum += schain_name_score(names->name[i]);
	return sum ? each(begin, (size_t)ROUNDS * NAMES) : 0;
}

/* So many hosts may be imitated as a policy has, and ten times that. */
static double time_lookalikes(const struct names *names, int count)
{
	schain_lookalikes *all;
	schain_lookalike found;
	char name[48];
	double begin;

	bench_check(schain_lookalikes_new(NULL, &all, NULL), NULL);
	for (int i = 0; i < count; i++) {
		snprintf(name, sizeof name, "vendor-%d-tools.example", i);
		bench_check(schain_lookalikes_add(all, schain_string_of(name), NULL), NULL);
	}
	begin = bench_cpu();
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < NAMES; i++)
			bench_check(schain_lookalikes_find(all, names->name[i], &found, NULL), NULL);
	begin = each(begin, (size_t)ROUNDS * NAMES);
	schain_lookalikes_free(all);
	return begin;
}

static double time_beacons(const struct names *names, int wants_score)
{
	schain_beacons *beacons;
	schain_beacon beacon;
	schain_flow flow = SCHAIN_FLOW_INIT;
	double begin;

	bench_check(schain_beacons_new(NULL, NAMES, &beacons, NULL), NULL);
	flow.from = schain_string_of("192.0.2.1");
	begin = bench_cpu();
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < NAMES; i++) {
			flow.to = names->name[i];
			flow.time = round * 60 * SCHAIN_SECOND + i;
			bench_check(schain_beacons_add(beacons, &flow, wants_score ? &beacon : NULL, NULL), NULL);
		}
	begin = each(begin, (size_t)ROUNDS * NAMES);
	schain_beacons_free(beacons);
	return begin;
}

static void classify_all(schain_egress *egress, const struct names *names, int round)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;
	schain_destination_kind kind;

	destination.product = schain_string_of("Acme Agent");
	destination.vendor = schain_string_of("Acme Tools Ltd");
	destination.host = schain_string_of("host-1.example");
	destination.program = schain_string_of("/opt/acme/agent");
	destination.address = schain_string_of("198.51.100.7");
	destination.port = 443;
	for (int i = 0; i < NAMES; i++) {
		destination.name = names->name[i];
		destination.time = (round * 60 + 1) * SCHAIN_SECOND + i;
		bench_check(schain_egress_classify(egress, &destination, &kind, NULL), NULL);
	}
}

/* The first time that a place is gone to, and later. */
static void time_classify(const struct names *names, double *ret_first, double *ret_later)
{
	enum { CLASSIFIERS = 4 };
	schain_egress *egress;
	double begin;

	*ret_first = *ret_later = 0;
	for (int i = 0; i < CLASSIFIERS; i++) {
		bench_check(schain_egress_new(NULL, &egress, NULL), NULL);
		begin = bench_cpu();
		classify_all(egress, names, 0);
		*ret_first += each(begin, (size_t)CLASSIFIERS * NAMES);
		begin = bench_cpu();
		for (int round = 1; round < ROUNDS; round++)
			classify_all(egress, names, round);
		*ret_later += each(begin, (size_t)CLASSIFIERS * (ROUNDS - 1) * NAMES);
		schain_egress_free(egress);
	}
}

void bench_egress(void)
{
	static struct names names;
	double first, later;

	make_names(&names);
	printf("\n%-34s %11s\n", "destinations", "each");
	printf("%-34s %8.0f ns\n", "score a name", time_names(&names));
	printf("%-34s %8.0f ns\n", "look-alike among 100", time_lookalikes(&names, 100));
	printf("%-34s %8.0f ns\n", "look-alike among 1000", time_lookalikes(&names, 1000));
	printf("%-34s %8.0f ns\n", "add a connection to a pair", time_beacons(&names, 0));
	printf("%-34s %8.0f ns\n", "the same with its score", time_beacons(&names, 1));
	time_classify(&names, &first, &later);
	printf("%-34s %8.0f ns\n", "classify where nobody was before", first);
	printf("%-34s %8.0f ns\n", "classify a place seen before", later);
}
