/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Algorithms by which malware generates domain names, written anew from their
 * published descriptions. Where an algorithm ends in a hash or a generator
 * whose output is even, its alphabet, lengths and suffixes are what shows in a
 * name, and the characters are drawn from ours ("plain").
 */
#include "families.h"

#include "words.h"

#include <string.h>

uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint32_t random_below(struct random *random, uint32_t limit)
{
	return (uint32_t)((random_next(random) >> 32) * limit >> 32);
}

static unsigned length_of(const struct family *family, struct random *random)
{
	return family->least + random_below(random, family->most - family->least + 1);
}

static void make_plain(const struct family *family, struct random *random, char *label)
{
	unsigned length = length_of(family, random);
	uint32_t letters = (uint32_t)strlen(family->alphabet);

	for (unsigned i = 0; i < length; i++)
		label[i] = family->alphabet[random_below(random, letters)];
	label[length] = 0;
}

/* Park and Miller's generator by Schrage's method: Ramnit, DirCrypt. */
static int32_t schrage(int32_t *seed)
{
	int32_t high = *seed / 127773, low = *seed % 127773;

	*seed = 16807 * low - 2836 * high;
	if (*seed < 0)
		*seed += 0x7fffffff;
	return *seed;
}

static void make_ramnit(const struct family *family, struct random *random, char *label)
{
	int32_t seed = (int32_t)(random_next(random) >> 34) | 1;
	unsigned length = family->least + (unsigned)schrage(&seed) % (family->most - family->least + 1);
	unsigned letters = (unsigned)strlen(family->alphabet);

	for (unsigned i = 0; i < length; i++)
		label[i] = family->alphabet[(unsigned)schrage(&seed) % letters];
	label[length] = 0;
}

/* Necurs: a 64-bit value stirred a number of times that depends on itself. */
static uint64_t stir(uint64_t value)
{
	unsigned rounds = (unsigned)(value & 0x7f) + 21;

	for (unsigned i = 0; i < rounds; i++)
		value += ((value * 7) ^ (value << 15)) + 8 * i - (value >> 5);
	return value;
}

static void make_necurs(const struct family *family, struct random *random, char *label)
{
	uint64_t value = stir(random_next(random) >> 40);
	unsigned length = 7 + (unsigned)(value % 15);

	(void)family;
	for (unsigned i = 0; i < length; i++) {
		value = stir(value + i);
		label[i] = (char)('a' + value % 25);
		value += 0xabbedf;
	}
	label[length] = 0;
}

/* CryptoLocker: day, month and year shifted into each other. */
static void make_cryptolocker(const struct family *family, struct random *random, char *label)
{
	uint32_t key = random_below(random, 1000), day = 1 + random_below(random, 28);
	uint32_t month = 1 + random_below(random, 12), year = 2013 + random_below(random, 12);
	unsigned length;

	(void)family;
	day = (day << 16) ^ key;
	month = (month << 16) ^ (key >> 3);
	year = (year << 16) ^ (key << 5);
	length = 12 + (unsigned)(stir(day ^ month ^ year) & 3);
	for (unsigned i = 0; i < length; i++) {
		day = ((day ^ 8 * day) >> 11) ^ ((day & 0x1fffff0) << 17);
		month = ((month ^ 4 * month) >> 25) ^ 16 * (month & 0xfffffff8);
		year = ((year ^ 16 * year) >> 13) ^ (year << 5);
		label[i] = (char)('a' + (day ^ month ^ year) % 25);
	}
	label[length] = 0;
}

/* Ranbyus: the same idea with other shifts, 14 letters. */
static void make_ranbyus(const struct family *family, struct random *random, char *label)
{
	uint32_t day = (1 + random_below(random, 31)) ^ (uint32_t)random_next(random);
	uint32_t month = 1 + random_below(random, 12), year = 2012 + random_below(random, 14);
	uint32_t seed = (uint32_t)random_next(random);

	(void)family;
	for (unsigned i = 0; i < 14; i++) {
		day = (day >> 15) ^ 16 * ((day & 0x1fff) ^ 4 * (seed ^ day));
		year = ((year & 0xfffffff0) << 17) ^ ((year ^ (7 * year)) >> 11);
		month = 14 * (month & 0xfffffffe) ^ ((month ^ (4 * month)) >> 8);
		seed = (seed >> 6) ^ (((day + 8 * seed) << 8) & 0x3fffff00);
		label[i] = (char)('a' + (day ^ month ^ year) % 25);
	}
	label[14] = 0;
}

static const char consonants[] = "bcdfghjklmnpqrstvwxz", vowels[] = "aeiouy";

static char pick(struct random *random, const char *letters)
{
	return letters[random_below(random, (uint32_t)strlen(letters))];
}

/* Simda, Symmi, Vawtrak: consonants and vowels by turns. */
static void make_by_turns(const struct family *family, struct random *random, char *label)
{
	unsigned length = length_of(family, random);
	unsigned first = random_below(random, 2);

	for (unsigned i = 0; i < length; i++)
		label[i] = pick(random, (i + first) % 2 ? vowels : consonants);
	label[length] = 0;
}

/* Pushdo, Kraken, Pykspa: as by turns, but one turn in some is missed. */
static void make_syllables(const struct family *family, struct random *random, char *label)
{
	unsigned length = length_of(family, random);
	unsigned vowel = random_below(random, 2);

	for (unsigned i = 0; i < length; i++) {
		label[i] = pick(random, vowel ? vowels : consonants);
		vowel = random_below(random, 4) ? !vowel : vowel;
	}
	label[length] = 0;
}

/* Banjori: four letters of a long word are changed, each by the others. */
static void make_banjori(const struct family *family, struct random *random, char *label)
{
	static const char *const tails[] = { "nessbasementlight", "estorganiclan", "ingmathemagic",
		                             "ablegarnetstone", "ionisationsurf", "mentalharvester",
		                             "lessbridgewater", "ousinventory", "wardlanternfish" };
	unsigned rounds = 1 + random_below(random, 64);
	int v[4];

	(void)family;
	for (int i = 0; i < 4; i++)
		v[i] = (int)random_below(random, 26);
	for (; rounds; rounds--) {
		v[0] = (v[0] + v[3] + 19) % 26;
		v[1] = (v[0] + 2 * v[1] + 12) % 26;
		v[2] = (v[0] + v[2] + 18) % 26;
		v[3] = (v[1] + v[2] + v[3] + 12) % 26;
	}
	for (int i = 0; i < 4; i++)
		label[i] = (char)('a' + v[i]);
	strcpy(label + 4, tails[random_below(random, sizeof tails / sizeof *tails)]);
}

/* Murofet's third kind: letters with two-digit numbers between them. */
static void make_numbered(const struct family *family, struct random *random, char *label)
{
	unsigned length = length_of(family, random), at = 0;

	while (at < length) {
		label[at++] = pick(random, "abcdefghijklmnopqrstuvwxyz");
		if (at + 2 <= length && random_below(random, 2)) {
			label[at++] = pick(random, "1234567890");
			label[at++] = pick(random, "1234567890");
		}
	}
	label[length] = 0;
}

/* CCleaner's: "ab" and the hexadecimal of what the month gives. Dyre's: a letter first. */
static void make_hex(const struct family *family, struct random *random, char *label)
{
	unsigned prefix = (unsigned)strlen(family->alphabet) > 2 ? 0 : (unsigned)strlen(family->alphabet);
	unsigned length = length_of(family, random);

	memcpy(label, family->alphabet, prefix);
	if (family->alphabet[0] == '?')
		label[0] = pick(random, "abcdefghijklmnopqrstuvwxyz");
	for (unsigned i = prefix; i < length; i++)
		label[i] = pick(random, "0123456789abcdef");
	label[length] = 0;
}

/* Suppobox, Matsnu, Nymaim's second kind: words, with what is in `alphabet` between them. */
static void make_words(const struct family *family, struct random *random, char *label)
{
	size_t length = 0;
	const char *between = random_below(random, 2) ? family->alphabet : "";

	do {
		const char *word = words[random_below(random, sizeof words / sizeof *words)];

		if (length) {
			strcpy(label + length, between);
			length += strlen(between);
		}
		strcpy(label + length, word);
		length += strlen(word);
	} while (length < family->least);
}

/* Suppobox's later kind: two given names, the second sometimes a surname made of one. */
static void make_persons(const struct family *family, struct random *random, char *label)
{
	const size_t count = sizeof given_names / sizeof *given_names;

	(void)family;
	strcpy(label, given_names[random_below(random, (uint32_t)count)]);
	strcat(label, given_names[random_below(random, (uint32_t)count)]);
	if (random_below(random, 4) == 0)
		strcat(label, "son");
}

/* Ngioweb: a prefix, syllables by turns and a suffix, two or three of these with hyphens. */
static void make_ngioweb(const struct family *family, struct random *random, char *label)
{
	static const char *const prefixes[] = { "un", "pre", "mono", "anti", "over", "micro", "multi",
		                                "semi", "non", "in", "dis", "re", "mis", "inter", "ultra" };
	static const char *const suffixes[] = { "able", "ation", "ity", "ness", "ism", "ship", "ous",
		                                "ward", "ly", "ment", "ing", "ful", "ated", "al" };
	unsigned parts = 1 + random_below(random, 3);
	size_t length = 0;

	for (unsigned i = 0; i < parts; i++) {
		if (i)
			label[length++] = '-';
		strcpy(label + length, prefixes[random_below(random, sizeof prefixes / sizeof *prefixes)]);
		length += strlen(label + length);
		make_by_turns(family, random, label + length);
		length += strlen(label + length);
		strcpy(label + length, suffixes[random_below(random, sizeof suffixes / sizeof *suffixes)]);
		length += strlen(label + length);
	}
}

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define TO_Y "abcdefghijklmnopqrstuvwxy"
#define ALNUM LETTERS "0123456789"
#define COMMON "com net org info biz"

static const struct family families[] = {
	{ "bamital", make_hex, "0123456789", 32, 32, "co.cc cz.cc org info" },
	{ "banjori", make_banjori, "", 0, 0, "com" },
	{ "bazar", make_by_turns, "", 12, 12, "bazar" },
	{ "bumblebee", make_plain, ALNUM, 11, 11, "life" },
	{ "ccleaner", make_hex, "ab", 10, 13, "com" },
	{ "chinad", make_plain, ALNUM, 16, 16, "com org net biz info ru cn" },
	{ "conficker", make_plain, LETTERS, 5, 11, COMMON " cc cn ws" },
	{ "conficker-c", make_plain, LETTERS, 4, 9,
	  "ac ae ag am as at be bo bz ca cc cd ch cl cn cx cz dj dk dm ec es fm fr gd gr gs gy hk hn "
	  "ht hu ie im in ir is kn kz la lc li lu lv ly md me mn ms mu mw my nl no pe pk pl ps ro ru sc "
	  "sg sh sk su tc tj tl tn to tw us vc vn co.id co.il co.in co.kr co.nz co.th co.uk co.za "
	  "com.ag com.ai com.ar com.bo com.br com.bs com.co com.do com.fj com.gh com.gl com.gt com.hn "
	  "com.jm com.ki com.lc com.mt com.mx com.ng com.ni com.pa com.pe com.pr com.pt com.py com.sv "
	  "com.tr com.tt com.tw com.ua com.uy com.ve" },
	{ "corebot", make_plain, "abcdefghijklmnopqrstuvwxy012345678", 12, 23, "ddns.net" },
	{ "cryptolocker", make_cryptolocker, "", 0, 0, "com net biz ru org co.uk info" },
	{ "dircrypt", make_ramnit, LETTERS, 8, 20, "com" },
	{ "dyre", make_hex, "?", 34, 36, "cc ws to in hk cn tk so" },
	{ "emotet", make_plain, TO_Y, 16, 16, "eu" },
	{ "fobber", make_plain, LETTERS, 10, 17, "net com" },
	{ "gameover", make_plain, ALNUM, 20, 28, "com net org biz" },
	{ "gspy", make_hex, "0123456789", 16, 16, "net" },
	{ "hesperbot", make_plain, LETTERS, 8, 24, "com" },
	{ "kraken", make_syllables, "", 6, 12, "dyndns.org yi.org mooo.com dynserv.com com net tv cc" },
	{ "locky", make_plain, TO_Y, 5, 17, "ru pw eu in yt pm us fr de it be uk nl tf info su work biz org xyz" },
	{ "madmax", make_plain, ALNUM, 10, 10, "com org net info" },
	{ "monerodownloader", make_hex, "0123456789", 13, 13, "org tickets blackfriday hosting feedback" },
	{ "murofet", make_plain, LETTERS, 8, 17, COMMON " ru" },
	{ "murofet-3", make_numbered, "", 24, 47, COMMON " ru com" },
	{ "necurs", make_necurs, "", 0, 0,
	  "tj in jp tw ac cm la mn so sh sc nu nf mu ms mx ki im cx cc tv bz me eu de ru co su pw kz sx "
	  "us ug ir to ga com net org biz xxx pro bit" },
	{ "matsnu", make_words, "-", 12, 24, "com" },
	{ "ngioweb", make_ngioweb, "", 3, 7, COMMON " name" },
	{ "nymaim", make_plain, LETTERS, 5, 12, "ru net in com biz info" },
	{ "nymaim-2", make_words, "-", 7, 12,
	  "com net org info biz pro mv sc sk ps me cz li la ph ro si no nl pw in tv ru cc eu us" },
	{ "oderoor", make_syllables, "", 7, 13, "com net tv cc" },
	{ "padcrypt", make_plain, "abcdnfolmk", 16, 24, "com co.uk de org net eu info online co cc website" },
	{ "proslikefan", make_plain, LETTERS, 6, 12, "eu biz se info com net org ru in name" },
	{ "pushdo", make_syllables, "", 8, 12, "kz com ru" },
	{ "pykspa", make_syllables, "", 6, 15, COMMON " cc" },
	{ "qadars", make_plain, ALNUM, 12, 12, "com org net top" },
	{ "qakbot", make_plain, LETTERS, 8, 25, COMMON },
	{ "qsnatch", make_plain, ALNUM, 5, 8, "com net cc tv ws info biz org name mobi bid rocks" },
	{ "ramdo", make_plain, "acegikmoqsuwy", 16, 16, "org" },
	{ "ramnit", make_ramnit, TO_Y, 8, 19, "com eu bid click" },
	{ "ranbyus", make_ranbyus, "", 0, 0, "in me cc su tw net com pw org" },
	{ "reconyc", make_plain, ALNUM LETTERS, 10, 10, "com net" },
	{ "shifu", make_plain, TO_Y, 7, 7, "info" },
	{ "shiotob", make_plain, LETTERS "123945678", 10, 20, "net com" },
	{ "simda", make_by_turns, "", 7, 11, "eu com info" },
	{ "sphinx", make_plain, TO_Y, 16, 16, "com" },
	{ "suppobox", make_words, "", 7, 7, "net ru" },
	{ "suppobox-3", make_persons, "", 0, 0, "net ru" },
	{ "symmi", make_by_turns, "", 8, 15, "ddns.net" },
	{ "tempedreve", make_plain, LETTERS, 7, 11, "com net org info" },
	{ "tinba", make_plain, TO_Y, 12, 12, "com net ru in cc pw ru us space" },
	{ "torpig", make_plain, "abcdefghijk", 6, 9, "com net biz org" },
	{ "tufik", make_plain, LETTERS, 5, 8, "com net org" },
	{ "vawtrak", make_by_turns, "", 7, 12, "com top" },
	{ "vidro", make_plain, LETTERS, 7, 12, "dyndns.org com net" },
	{ "virut", make_syllables, "", 6, 6, "com at" },
	{ "zloader", make_plain, TO_Y, 20, 20, "com" },
};

size_t family_count(void)
{
	return sizeof families / sizeof *families;
}

const struct family *family_at(size_t index)
{
	return &families[index];
}

void family_make(const struct family *family, struct random *random, char name[NAME_SIZE])
{
	const char *at = family->suffixes;
	uint32_t blanks = 0, which;
	size_t length;

	family->make(family, random, name);
	for (const char *c = at; *c; c++)
		blanks += *c == ' ';
	for (which = random_below(random, blanks + 1); which; which--)
		at = strchr(at, ' ') + 1;
	length = strlen(name);
	name[length++] = '.';
	memcpy(name + length, at, strcspn(at, " "));
	name[length + strcspn(at, " ")] = 0;
}
