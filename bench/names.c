/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How well generated names are told from honest ones.
 *
 *   names GENERATED HONEST
 *
 * Files of one name a line. Prints the area under the curve, recall at some
 * rates of false positives, and, where it was built with it, what nDPI says of
 * the same names.
 */
#include "config.h"

#include "bench.h"

#include <supplychain/egress.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef HAVE_NDPI
#include <ndpi_api.h>
#endif

struct scored {
	int32_t score;
	int is_generated;
};

struct set {
	char **names;
	struct scored *scored;
	size_t count, generated;
};

double bench_cpu(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void read_names(struct set *set, const char *path, int is_generated)
{
	FILE *file = fopen(path, "r");
	char line[512];

	if (!file) {
		perror(path);
		exit(3);
	}
	while (fgets(line, sizeof line, file)) {
		size_t length = strcspn(line, "\r\n,");

		line[length] = 0;
		if (!length)
			continue;
		if (set->count % 65536 == 0) {
			set->names = realloc(set->names, (set->count + 65536) * sizeof *set->names);
			set->scored = realloc(set->scored, (set->count + 65536) * sizeof *set->scored);
		}
		if (!set->names || !set->scored || !(set->names[set->count] = strdup(line)))
			exit(3);
		set->scored[set->count++].is_generated = is_generated;
		set->generated += (size_t)is_generated;
	}
	fclose(file);
}

static int by_score(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	return (x->score < y->score) - (x->score > y->score);
}

static void print_ours(struct set *set)
{
	static const double rates[] = { 0.0005, 0.001, 0.0089, 0.0156 };
	double recall[4] = { 0 }, area = 0, begin = bench_cpu(), each;
	size_t found = 0, wrong = 0, honest = set->count - set->generated, certain = 0, mistaken = 0;

	for (size_t i = 0; i < set->count; i++)
		set->scored[i].score = schain_name_score(schain_string_of(set->names[i]));
	each = (bench_cpu() - begin) * 1e9 / (double)set->count;
	for (size_t i = 0; i < set->count; i++)
		if (set->scored[i].score >= schain_name_threshold())
			*(set->scored[i].is_generated ? &certain : &mistaken) += 1;
	qsort(set->scored, set->count, sizeof *set->scored, by_score);
	for (size_t from = 0, to; from < set->count; from = to) {
		size_t right = 0, false_ones = 0;

		for (to = from; to < set->count && set->scored[to].score == set->scored[from].score; to++)
			*(set->scored[to].is_generated ? &right : &false_ones) += 1;
		area += (double)false_ones * ((double)found + (double)right / 2);
		found += right;
		wrong += false_ones;
		for (int i = 0; i < 4; i++)
			if ((double)wrong <= rates[i] * (double)honest)
				recall[i] = (double)found / (double)set->generated;
	}
	printf("%-24s AUC %.4f, %.0f ns a name\n", "this library",
	       area / ((double)honest * (double)set->generated), each);
	for (int i = 0; i < 4; i++)
		printf("%-24s recall %5.1f %% at %.2f %% false positives\n", "", 100 * recall[i], 100 * rates[i]);
	printf("%-24s recall %5.1f %%, precision %.2f %%, false positives %.3f %%\n", "  at its threshold",
	       100.0 * (double)certain / (double)set->generated,
	       certain ? 100.0 * (double)certain / (double)(certain + mistaken) : 0,
	       100.0 * (double)mistaken / (double)honest);
}

#ifdef HAVE_NDPI
static int is_generated_by_ndpi(struct ndpi_detection_module_struct *ndpi, char *name)
{
#if NDPI_MAJOR > 4 || NDPI_MINOR > 2 /* 4.2 is Debian 12's */
	return ndpi_check_dga_name(ndpi, NULL, name, 1, 1);
#else
	return ndpi_check_dga_name(ndpi, NULL, name, 1);
#endif
}

static void print_ndpi(struct set *set)
{
	struct ndpi_detection_module_struct *ndpi = ndpi_init_detection_module(ndpi_no_prefs);
	size_t right = 0, wrong = 0;
	double begin;

	if (!ndpi)
		return;
	ndpi_finalize_initialization(ndpi);
	begin = bench_cpu();
	/* The names are in the order of the files: the generated ones first. */
	for (size_t i = 0; i < set->count; i++)
		if (is_generated_by_ndpi(ndpi, set->names[i]))
			*(i < set->generated ? &right : &wrong) += 1;
	printf("%-24s recall %5.1f %%, precision %.2f %%, false positives %.3f %%, %.0f ns a name\n",
	       "nDPI", 100.0 * (double)right / (double)set->generated,
	       right ? 100.0 * (double)right / (double)(right + wrong) : 0,
	       100.0 * (double)wrong / (double)(set->count - set->generated),
	       (bench_cpu() - begin) * 1e9 / (double)set->count);
	ndpi_exit_detection_module(ndpi);
}
#else
static void print_ndpi(struct set *set)
{
	(void)set;
	puts("nDPI: not compared; configure finds libndpi where it is installed");
}
#endif

int main(int argc, char **argv)
{
	struct set set = { NULL, NULL, 0, 0 };

	if (argc != 3) {
		fputs("usage: names GENERATED HONEST\n", stderr);
		return 2;
	}
	read_names(&set, argv[1], 1);
	read_names(&set, argv[2], 0);
	printf("%zu generated and %zu honest names\n", set.generated, set.count - set.generated);
	if (!set.generated || set.generated == set.count)
		return 3;
	print_ours(&set);
	print_ndpi(&set);
	return 0;
}
