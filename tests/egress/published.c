/* SPDX-License-Identifier: Apache-2.0 */
/* Published names and lists of SCHAIN_TEST_DATA, and the goals that were set for them. */
#include "judges.h"

#define MOST 150000

struct names {
	char *name[MOST];
	size_t count;
};

/* The lines, or a JSON list's strings, of a packed file, without what precedes a comma; 0: it is not there. */
static int read_names(struct names *names, const char *file, const char *filter)
{
	const char *data = getenv("SCHAIN_TEST_DATA");
	char command[1024], line[512];
	FILE *pipe;

	names->count = 0;
	snprintf(command, sizeof command, "%s '%s/%s' 2>/dev/null", filter, data ? data : "", file);
	pipe = popen(command, "r");
	if (!pipe)
		return 0;
	while (names->count < MOST && fgets(line, sizeof line, pipe)) {
		char *from = line, *comma;

		line[strcspn(line, "\r\n")] = 0;
		comma = strchr(line, ',');
		if (comma && comma[1])
			from = comma + 1;
		from += strspn(from, " \"");
		from[strcspn(from, "\",")] = 0;
		if (strchr(from, '.'))
			names->name[names->count++] = strdup(from);
	}
	pclose(pipe);
	if (!names->count)
		printf("skipped: no %s in SCHAIN_TEST_DATA\n", file);
	return names->count > 0;
}

static void forget(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->name[i]);
}

static struct names generated, honest;

struct scored {
	int32_t score;
	int is_generated;
};

static int by_score(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	return (x->score < y->score) - (x->score > y->score);
}

/* Goals: AUC .93, recall 62 % at nDPI's 0.89 % of false positives. */
START_TEST(generated_names_are_told_from_ndpis_honest_ones)
{
	size_t count = 0, found = 0, wrong = 0, certain = 0;
	struct scored *all;
	double area = 0, recall = 0;

	if (!read_names(&generated, "dga/ndpi_test_dga.csv.xz", "xz -dc") ||
	    !read_names(&honest, "dga/ndpi_test_non_dga.csv.xz", "xz -dc"))
		return;
	all = calloc(generated.count + honest.count, sizeof *all);
	ck_assert_ptr_nonnull(all);
	for (size_t i = 0; i < generated.count; i++)
		all[count++] = (struct scored){ schain_name_score(text(generated.name[i])), 1 };
	for (size_t i = 0; i < honest.count; i++) {
		all[count] = (struct scored){ schain_name_score(text(honest.name[i])), 0 };
		certain += all[count++].score >= schain_name_threshold();
	}
	qsort(all, count, sizeof *all, by_score);
	for (size_t i = 0; i < count; i++) {
		if (all[i].is_generated) {
			found++;
			continue;
		}
		area += (double)found;
		if ((double)++wrong <= 0.0089 * (double)honest.count)
			recall = (double)found / (double)generated.count;
	}
	area /= (double)generated.count * (double)honest.count;
	printf("AUC %.4f, recall %.3f at 0.89 %%, %zu of %zu honest names above the threshold\n", area,
	       recall, certain, honest.count);
	ck_assert_double_ge(area, 0.93);
	ck_assert_double_ge(recall, 0.62);
	ck_assert_uint_le(certain * 1000, honest.count);
	free(all);
	forget(&generated);
	forget(&honest);
}
END_TEST

/* Programs that ask for ten of the names each, in share. */
static double share_of_ten(const struct names *names, size_t step)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;
	schain_egress *egress;
	size_t programs = 0, found = 0;

	ck_assert_int_eq(schain_egress_new(NULL, &egress, NULL), SCHAIN_OK);
	destination.flags = SCHAIN_DESTINATION_ASKED;
	for (size_t from = 0; from + 9 * step < names->count; from++, programs++) {
		int is_found = 0;

		destination.product = (schain_string){ (const char *)&programs, sizeof programs };
		for (size_t i = 0; i < 10; i++) {
			schain_destination_kind kind;

			destination.name = text(names->name[from + i * step]);
			if (schain_egress_classify(egress, &destination, &kind, NULL) == SCHAIN_OK)
				is_found |= kind.name_score < schain_name_threshold() && kind.reasons & SCHAIN_REASON_GENERATED;
		}
		found += (size_t)is_found;
	}
	schain_egress_free(egress);
	ck_assert_uint_gt(programs, 0);
	return (double)found / (double)programs;
}

/*
 * Of families whose names sound like words, few are found alone (simda: 2 in a
 * hundred); ten that one program asks for are. And no ten honest ones are.
 */
START_TEST(ten_names_of_a_program_are_found_where_one_is_not)
{
	double share;

	if (!read_names(&generated, "dga/bader_examples_max3000.csv.xz",
	                "sh -c 'xz -dc \"$0\" | grep ^simda,'"))
		return;
	share = share_of_ten(&generated, 97);
	printf("%.3f of simda's\n", share);
	ck_assert_double_ge(share, 0.85); /* those that one name gives away are not counted */
	forget(&generated);
	if (!read_names(&honest, "dga/ndpi_test_non_dga.csv.xz", "xz -dc"))
		return;
	ck_assert_double_le(share_of_ten(&honest, 3301), 0);
	forget(&honest);
}
END_TEST

/* Goal: SUNBURST's zone by the tenth label in 99 of 100, whichever labels come first. */
START_TEST(sunbursts_zone_is_found_by_its_tenth_name)
{
	uint64_t state = 1;
	int found = 0;

	if (!read_names(&generated, "dga/sunburst_hostnames.txt", "cat"))
		return;
	for (int run = 0; run < 1000; run++) {
		schain_zones *zones;
		schain_zone zone = { 0 };

		ck_assert_int_eq(schain_zones_new(NULL, 8, &zones, NULL), SCHAIN_OK);
		while (zone.labels < 10)
			ck_assert_int_eq(schain_zones_add(zones, text(generated.name[draw(&state) % generated.count]),
			                                  &zone, NULL), SCHAIN_OK);
		found += (int)(zone.flags & SCHAIN_ZONE_GENERATED);
		schain_zones_free(zones);
	}
	printf("%d of 1000\n", found);
	ck_assert_int_ge(found, 990);
	forget(&generated);
}
END_TEST

static int count_flagged(void *context, const schain_zone *zone)
{
	if (zone->flags) {
		printf("%.*s\n", (int)zone->name.length, zone->name.data);
		++*(size_t *)context;
	}
	return 0;
}

/* Zones that private clouds give out by hash apart, as the classifier leaves them out too. */
START_TEST(no_zone_of_a_popular_list_is_generated)
{
	schain_egress *egress;
	schain_zones *zones;
	size_t flagged = 0;

	if (!read_names(&honest, "lists/misp_cisco_top20k.json.xz", "xz -dc"))
		return;
	ck_assert_int_eq(schain_egress_new(NULL, &egress, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_zones_new(NULL, 65536, &zones, NULL), SCHAIN_OK);
	for (size_t i = 0; i < honest.count; i++) {
		schain_destination_kind kind;

		if (schain_egress_ask(egress, text(honest.name[i]), &kind, NULL) == SCHAIN_OK &&
		    !(kind.reasons & (SCHAIN_REASON_CDN | SCHAIN_REASON_CLOUD)))
			schain_zones_add(zones, text(honest.name[i]), NULL, NULL);
	}
	schain_zones_each(zones, count_flagged, &flagged, NULL);
	ck_assert_uint_eq(flagged, 0);
	schain_zones_free(zones);
	schain_egress_free(egress);
	forget(&honest);
}
END_TEST

/* Goal: one in a thousand of 100,000 popular names at most. */
START_TEST(few_popular_names_look_like_others)
{
	schain_lookalikes *all;
	size_t flagged = 0;

	if (!read_names(&honest, "lists/misp_cloudflare-top100k.json.xz", "xz -dc"))
		return;
	ck_assert_int_eq(schain_lookalikes_new(NULL, &all, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_lookalikes_add_known(all, NULL), SCHAIN_OK);
	for (size_t i = 0; i < honest.count; i++) {
		schain_lookalike found;

		if (schain_lookalikes_find(all, text(honest.name[i]), &found, NULL) == SCHAIN_OK)
			flagged += found.kind && found.kind != SCHAIN_LOOKALIKE_SUFFIX;
	}
	printf("%zu of %zu\n", flagged, honest.count);
	ck_assert_uint_ge(honest.count, 90000);
	ck_assert_uint_le(flagged * 1000, honest.count);
	schain_lookalikes_free(all);
	forget(&honest);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("published names");
	TCase *names = tcase_create("names");

	tcase_add_test(names, generated_names_are_told_from_ndpis_honest_ones);
	tcase_add_test(names, ten_names_of_a_program_are_found_where_one_is_not);
	tcase_add_test(names, sunbursts_zone_is_found_by_its_tenth_name);
	tcase_add_test(names, no_zone_of_a_popular_list_is_generated);
	tcase_add_test(names, few_popular_names_look_like_others);
	suite_add_tcase(suite, names);
	return run_suite(suite);
}
