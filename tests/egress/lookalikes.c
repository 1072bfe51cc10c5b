/* SPDX-License-Identifier: Apache-2.0 */
/* Names that imitate others. */
#include "judges.h"

static schain_lookalikes *all;

static void set_up(void)
{
	static const char *const added[] = { "updates.acme-tools.example", "wireguard", "vendorcorp.example",
		                             "Example Software" };

	ck_assert_int_eq(schain_lookalikes_new(NULL, &all, NULL), SCHAIN_OK);
	for (size_t i = 0; i < sizeof added / sizeof *added; i++)
		ck_assert_int_eq(schain_lookalikes_add(all, text(added[i]), NULL), SCHAIN_OK);
}

static void tear_down(void)
{
	schain_lookalikes_free(all);
}

static uint32_t kind_of(const char *name)
{
	schain_lookalike found;

	ck_assert_int_eq(schain_lookalikes_find(all, text(name), &found, NULL), SCHAIN_OK);
	return found.kind;
}

START_TEST(one_change_is_an_edit)
{
	static const char *const names[] = {
		"wiresguard.com",    /* one more */
		"wirguard.com",      /* one less */
		"wiraguard.com",     /* another */
		"wiregaurd.com",     /* two exchanged */
		"vendorcrop.example", "acme-toolz.example", "api.wiresguard.com",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(kind_of(names[i]) == SCHAIN_LOOKALIKE_EDIT, "%s: %u", names[i], kind_of(names[i]));
}
END_TEST

/* By the Damerau-Levenshtein distance worked out in full, on changed words. */
static size_t distance(const char *a, const char *b)
{
	size_t d[32][32], m = strlen(a), n = strlen(b);

	for (size_t i = 0; i <= m; i++)
		for (size_t j = 0; j <= n; j++) {
			size_t best;

			if (!i || !j) {
				d[i][j] = i + j;
				continue;
			}
			best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
			best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	return d[m][n];
}

START_TEST(edits_are_those_of_distance_one)
{
	static const char word[] = "wireguard";
	uint64_t state = 3;
	char changed[32], name[40];

	for (int i = 0; i < 20000; i++) {
		int changes = 1 + (int)(draw(&state) % 3);

		strcpy(changed, word);
		for (; changes; changes--) {
			size_t length = strlen(changed), at = draw(&state) % length;

			switch (draw(&state) % 4) {
			case 0: /* letters that no other looks like: a homoglyph is another finding */
				changed[at] = "abdeghkpqt"[draw(&state) % 10];
				break;
			case 1:
				memmove(changed + at, changed + at + 1, length - at);
				break;
			case 2:
				memmove(changed + at + 1, changed + at, length - at + 1);
				changed[at] = "abdeghkpqt"[draw(&state) % 10];
				break;
			default:
				if (at + 1 < length) {
					char swap = changed[at];

					changed[at] = changed[at + 1];
					changed[at + 1] = swap;
				}
			}
		}
		snprintf(name, sizeof name, "%s.com", changed);
		if (kind_of(name) == SCHAIN_LOOKALIKE_HOMOGLYPH || kind_of(name) == SCHAIN_LOOKALIKE_TOKEN)
			continue;
		ck_assert_msg((kind_of(name) == SCHAIN_LOOKALIKE_EDIT) == (distance(changed, word) == 1),
		              "%s: %u, distance %zu", name, kind_of(name), distance(changed, word));
	}
}
END_TEST

START_TEST(what_looks_the_same_is_a_homoglyph)
{
	static const char *const names[] = {
		"w1reguard.com", "vend0rcorp.example", "wlreguard.com",
		"wir\xd0\xb5guard.com", /* U+0435, Cyrillic */
		"wiregu\xce\xb1rd.com", /* U+03B1, Greek */
		"vendorc\xc3\xb6rp.example",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(kind_of(names[i]) == SCHAIN_LOOKALIKE_HOMOGLYPH, "%s: %u", names[i],
		              kind_of(names[i]));
}
END_TEST

/* By Unicode's confusables.txt: it maps each of these letters to the one that is meant. */
START_TEST(letters_of_any_script_are_homoglyphs)
{
	static const char *const names[] = {
		/* Lisu throughout: U+A4EA A4F2 A4E3 A4F0 A4D6 A4F4 A4EE A4E3 A4D3 */
		"\xea\x93\xaa\xea\x93\xb2\xea\x93\xa3\xea\x93\xb0\xea\x93\x96\xea\x93\xb4\xea\x93\xae\xea\x93\xa3\xea\x93\x93.com",
		"wir\xe1\x8e\xacguard.com", /* U+13AC, Cherokee */
		"wire\xd6\x81uard.com", /* U+0581, Armenian */
		"vendorc\xe1\x83\xbfrp.example", /* U+10FF, Georgian */
		"vend\xe2\xb2\x9frcorp.example", /* U+2C9F, Coptic */
		"vendorcor\xf0\x90\x8a\x95.example", /* U+10295, Lycian */
		"wireg\xea\x9e\237ard.com", /* U+A79F, Latin */
		"\xe1\xb4\xa1ireguar\xd4\x81.com", /* U+1D21, Latin; U+0501, Cyrillic */
		"wir\xe2\xb4\xb9guard.com", /* U+2D39, Tifinagh */
		"wireguar\xe1\x97\xaa.com", /* U+15EA, Canadian syllabics */
		"wir\xd0\xb5g\xd5\xbd\xce\xb1rd.com", /* three scripts: U+0435 Cyrillic, U+057D Armenian, U+03B1 Greek */
		"w\xc4\xb1reguard.com", /* U+0131, Latin */
		"wireg\xcc\xa3uard.com", /* U+0323, a dot below */
		"WIR\xd0\x95GUARD.COM", /* U+0415, the capital */
		"wir\xd0\xb5guard.com.", "API.Wir\xd0\xb5guard.Com.",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(kind_of(names[i]) == SCHAIN_LOOKALIKE_HOMOGLYPH, "%s: %u", names[i],
		              kind_of(names[i]));
}
END_TEST

START_TEST(two_letters_in_one_are_two)
{
	ck_assert_int_eq(schain_lookalikes_add(all, text("caesar-tools.example"), NULL), SCHAIN_OK);
	ck_assert_uint_eq(kind_of("c\xc3\xa6sar-tools.example"), SCHAIN_LOOKALIKE_HOMOGLYPH); /* U+00E6 */
	ck_assert_uint_eq(kind_of("c\xd3\x95sar-tools.example"), SCHAIN_LOOKALIKE_HOMOGLYPH); /* U+04D5 */
}
END_TEST

START_TEST(words_of_other_scripts_imitate_nobody)
{
	static const char *const names[] = {
		"m\xc3\xbcnchen.example", /* Munich */
		"\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80.example", /* Russian: example */
		"\xcf\x80\xce\xb1\xcf\x81\xce\xac\xce\xb4\xce\xb5\xce\xb9\xce\xb3\xce\xbc\xce\xb1.example", /* Greek: example */
		"\xe4\xbe\x8b\xe3\x81\x88.example", /* Japanese: example */
		"xn--mnchen-3ya.example", "xn--e1afmkfd.example", "xn--r8jz45g.example",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(!kind_of(names[i]), "%s: %u", names[i], kind_of(names[i]));
}
END_TEST

/* By Python: "xn--" + "wiregu\u0430rd".encode("punycode").decode() and so on, of names of the tests before. */
START_TEST(punycode_is_seen_as_people_see_it)
{
	static const char *const names[] = {
		"xn--wiregurd-66g.com", /* U+0430 */
		"xn--6l8af2bb6a0amov.com", /* Lisu */
		"xn--wirgrd-sxe86hn8f.com", /* three scripts */
		"xn--wireguar-5j4b.com", /* U+15EA */
		"XN--WIREGURD-66G.COM", "xn--wiregurd-66g.com.", "Api.Xn--Wiregurd-66g.Com.",
	};

	if (!kind_of(names[0])) {
		puts("skipped: built without libidn2");
		return;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(kind_of(names[i]) == SCHAIN_LOOKALIKE_HOMOGLYPH, "%s: %u", names[i],
		              kind_of(names[i]));
	/* The one that is imitated may be such a name itself: "b\u00fccher-shop". */
	ck_assert_int_eq(schain_lookalikes_add(all, text("xn--bcher-shop-9db.example"), NULL), SCHAIN_OK);
	ck_assert_uint_eq(kind_of("xn--bchr-shop-q9a191g.example"), SCHAIN_LOOKALIKE_HOMOGLYPH); /* with U+0435 */
	ck_assert_uint_eq(kind_of("xn--bcher-shop-9db.example"), 0);
	/* What is no punycode stands for itself. */
	ck_assert_uint_eq(kind_of("xn--wireguard-.com"), 0);
	ck_assert_uint_eq(kind_of("xn--99999999999.com"), 0);
}
END_TEST

START_TEST(a_brand_among_plausible_words_is_a_token)
{
	static const char *const names[] = { "wireguardupdate.com", "secure-wireguard.net",
		                             "cdn-vendorcorp-storage.com", "examplesoftwarehotfix.org",
		                             "wireguard24.com" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(kind_of(names[i]) == SCHAIN_LOOKALIKE_TOKEN, "%s: %u", names[i], kind_of(names[i]));
	/* Other words may mean anything. */
	ck_assert_uint_eq(kind_of("wireguardfriends.com"), 0);
	ck_assert_uint_eq(kind_of("vendorcorporate.example"), 0);
}
END_TEST

START_TEST(the_own_and_the_unrelated_imitate_nobody)
{
	static const char *const names[] = { "vendorcorp.example", "www.vendorcorp.example",
		                             "acme-tools.example", "cdn.acme-tools.example", "wireguard.com",
		                             "example.org", "gardening.co.uk" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(!kind_of(names[i]), "%s: %u", names[i], kind_of(names[i]));
	ck_assert_uint_eq(kind_of("vendorcorp.com"), SCHAIN_LOOKALIKE_SUFFIX);
}
END_TEST

START_TEST(what_is_imitated_is_told)
{
	schain_lookalike found;

	ck_assert_int_eq(schain_lookalikes_find(all, text("vendorcrop.example"), &found, NULL), SCHAIN_OK);
	ck_assert_uint_eq(found.imitated.length, strlen("vendorcorp.example"));
	ck_assert_mem_eq(found.imitated.data, "vendorcorp.example", found.imitated.length);
	ck_assert_uint_eq(found.distance, 1);
}
END_TEST

START_TEST(hostile_names_are_refused_or_harmless)
{
	schain_lookalike found;
	schain_string with_nul = { "wire\0guard.com", 14 };
	char longest[300];

	ck_assert_int_eq(schain_lookalikes_find(all, text(""), &found, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_lookalikes_find(all, text("192.0.2.1"), &found, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_lookalikes_find(all, with_nul, &found, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_lookalikes_find(all, text("\xff\xfe\xfd.example"), &found, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_lookalikes_find(all, text("xn--\x80.example"), &found, NULL), SCHAIN_OK);
	memset(longest, 'r', 63);
	strcpy(longest + 63, ".example");
	ck_assert_int_eq(schain_lookalikes_find(all, text(longest), &found, NULL), SCHAIN_OK);
	memset(longest, 'r', 290);
	longest[290] = 0;
	ck_assert_int_eq(schain_lookalikes_find(all, text(longest), &found, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_lookalikes_add(all, text("abc"), NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_lookalikes_add(all, text("a.b"), NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_lookalikes_add(all, text(""), NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_lookalikes_find(NULL, text("a.example"), &found, NULL), SCHAIN_E_ARGUMENT);
	schain_lookalikes_free(NULL);
}
END_TEST

START_TEST(each_allocation_may_fail)
{
	size_t fails_at = 1;
	failing memory;

	for (int done = 0; !done; fails_at++) {
		schain_lookalikes *some = NULL;
		schain_status status;
		char name[40];

		failing_init(&memory, fails_at);
		status = schain_lookalikes_new(&memory.allocator, &some, NULL);
		for (int i = 0; i < 40 && status == SCHAIN_OK; i++) {
			snprintf(name, sizeof name, "vendor-number-%d.example", i);
			status = schain_lookalikes_add(some, text(name), NULL);
		}
		done = status == SCHAIN_OK;
		ck_assert(done || status == SCHAIN_E_MEMORY);
		schain_lookalikes_free(some);
		ck_assert_uint_eq(memory.held, 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("look-alikes");
	TCase *kinds = tcase_create("kinds"), *limits = tcase_create("limits");

	tcase_add_checked_fixture(kinds, set_up, tear_down);
	tcase_add_test(kinds, one_change_is_an_edit);
	tcase_add_test(kinds, edits_are_those_of_distance_one);
	tcase_add_test(kinds, what_looks_the_same_is_a_homoglyph);
	tcase_add_test(kinds, letters_of_any_script_are_homoglyphs);
	tcase_add_test(kinds, two_letters_in_one_are_two);
	tcase_add_test(kinds, words_of_other_scripts_imitate_nobody);
	tcase_add_test(kinds, punycode_is_seen_as_people_see_it);
	tcase_add_test(kinds, a_brand_among_plausible_words_is_a_token);
	tcase_add_test(kinds, the_own_and_the_unrelated_imitate_nobody);
	tcase_add_test(kinds, what_is_imitated_is_told);
	tcase_add_test(kinds, hostile_names_are_refused_or_harmless);
	suite_add_tcase(suite, kinds);
	tcase_add_test(limits, each_allocation_may_fail);
	suite_add_tcase(suite, limits);
	return run_suite(suite);
}
