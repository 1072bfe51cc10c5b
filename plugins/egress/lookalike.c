/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names that imitate others. Everything is looked up by hash: the label itself,
 * its skeleton (what it looks like), the label with letters left out (the
 * method of symmetric deletion: two words one change apart have a form in
 * common that lacks at most one letter of each), and its pieces. So the time
 * does not grow with the number of names that may be imitated.
 */
#include "egress/lookalike.h"

#include "egress/skeleton.h"
#include "egress/words.h"

#include <string.h>

enum {
	LEAST = 4,       /* letters of a word that is worth imitating */
	LEAST_EDIT = 6,  /* and of one of which an edit means anything: "yahoo" and "yahoi" are both words */
	LABEL = 63,      /* RFC 1035, 2.3.4 */
	NONE = -1,
};

/*
 * A label as a number to the base BASE, modulo 2^64, so that the hash of any
 * piece of it, and of it without a letter, is a subtraction and a
 * multiplication. Of the kind of form, then spread by the end of Steele's
 * SplitMix (2014). A name that collides on purpose gains being called a
 * look-alike.
 */
#define BASE UINT64_C(0x9e3779b97f4a7c15) /* odd: 2^64 by the golden ratio */

struct digits {
	uint64_t before[LABEL + 1]; /* the number that the first letters are */
	uint64_t power[LABEL + 1];  /* of BASE */
};

static void digits_of(struct digits *digits, const char *text, size_t length)
{
	digits->before[0] = 0;
	digits->power[0] = 1;
	for (size_t i = 0; i < length; i++) {
		digits->before[i + 1] = digits->before[i] * BASE + (unsigned char)text[i];
		digits->power[i + 1] = digits->power[i] * BASE;
	}
}

static uint64_t piece_of(const struct digits *digits, size_t from, size_t to)
{
	return digits->before[to] - digits->before[from] * digits->power[to - from];
}

static uint64_t key_of(char kind, uint64_t number)
{
	number += (unsigned char)kind * BASE;
	number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
	return (number ^ number >> 31) | 1;
}

static uint64_t hash_of(char kind, const char *text, size_t length)
{
	uint64_t number = 0;

	for (size_t i = 0; i < length; i++)
		number = number * BASE + (unsigned char)text[i];
	return key_of(kind, number);
}

/* Of the label without one letter. */
static uint64_t hash_without(const struct digits *digits, size_t length, size_t at)
{
	return key_of('d', digits->before[at] * digits->power[length - at - 1] +
	                           piece_of(digits, at + 1, length));
}

static struct slot *slot_of(const schain_lookalikes *all, uint64_t key)
{
	size_t at = (size_t)key & (all->capacity - 1);

	while (all->slots[at].key && all->slots[at].key != key)
		at = (at + 1) & (all->capacity - 1);
	return &all->slots[at];
}

static unsigned char bit_of(uint64_t key)
{
	return (unsigned char)(1u << (key >> 61));
}

static unsigned char *byte_of(const schain_lookalikes *all, uint64_t key)
{
	return &all->filter[(size_t)(key >> 20) & (all->capacity - 1)];
}

static int32_t find_key(const schain_lookalikes *all, uint64_t key)
{
	const struct slot *slot;

	if (!all->capacity || !(*byte_of(all, key) & bit_of(key)))
		return NONE;
	slot = slot_of(all, key);
	return slot->key ? slot->brand : NONE;
}

static int32_t find(const schain_lookalikes *all, char kind, const char *text, size_t length)
{
	return find_key(all, hash_of(kind, text, length));
}

static void give_index(schain_lookalikes *all)
{
	schain__eg_give(&all->allocator, all->slots, all->capacity, sizeof *all->slots);
	schain__eg_give(&all->allocator, all->filter, all->capacity, 1);
}

static int grow(schain_lookalikes *all)
{
	schain_lookalikes larger = *all;

	if (all->capacity && all->count * 2 < all->capacity)
		return 0;
	larger.capacity = all->capacity ? all->capacity * 2 : 256;
	larger.slots = schain__eg_take(&all->allocator, larger.capacity, sizeof *larger.slots);
	larger.filter = schain__eg_take(&all->allocator, larger.capacity, 1);
	if (!larger.slots || !larger.filter) {
		give_index(&larger);
		return -1;
	}
	for (size_t i = 0; i < all->capacity; i++) {
		uint64_t key = all->slots[i].key;

		if (!key)
			continue;
		*slot_of(&larger, key) = all->slots[i];
		*byte_of(&larger, key) |= bit_of(key);
	}
	give_index(all);
	*all = larger;
	return 0;
}

/* The first to have a form keeps it. */
static int put(schain_lookalikes *all, uint64_t key, int32_t brand)
{
	struct slot *slot;

	if (grow(all))
		return -1;
	slot = slot_of(all, key);
	all->count += !slot->key;
	if (!slot->key)
		slot->brand = brand;
	slot->key = key;
	*byte_of(all, key) |= bit_of(key);
	return 0;
}

schain_status schain_lookalikes_new(const schain_allocator *allocator,
                                    schain_lookalikes **ret_lookalikes, schain_error *error)
{
	schain_allocator memory;
	schain_lookalikes *all;
	schain_status status;

	if (!ret_lookalikes)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "ret_lookalikes: NULL");
	schain__eg_allocator(&memory, allocator);
	all = schain__eg_take(&memory, 1, sizeof *all);
	if (!all)
		return schain__eg_fail_memory(error);
	all->allocator = memory;
	status = schain__eg_suffixes_new(NULL, &all->own_suffixes, error);
	if (status < 0) {
		schain_lookalikes_free(all);
		return status;
	}
	all->suffixes = all->own_suffixes;
	*ret_lookalikes = all;
	return SCHAIN_OK;
}

void schain__eg_lookalikes_dispose(schain_lookalikes *all)
{
	const schain_allocator *memory = &all->allocator;

	for (int32_t i = 0; i < all->brand_count; i++)
		schain__eg_give(memory, all->brands[i].text, all->brands[i].length + 1, 1);
	schain__eg_give(memory, all->brands, (size_t)all->brand_capacity, sizeof *all->brands);
	give_index(all);
}

void schain_lookalikes_free(schain_lookalikes *all)
{
	schain_allocator memory;

	if (!all)
		return;
	memory = all->allocator;
	schain__eg_lookalikes_dispose(all);
	schain__eg_suffixes_free(all->own_suffixes);
	schain__eg_give(&memory, all, 1, sizeof *all);
}

static int32_t add_brand(schain_lookalikes *all, const char *text, size_t length)
{
	struct brand *brands = all->brands;
	int32_t capacity = all->brand_capacity;

	if (all->brand_count == capacity) {
		capacity = capacity ? capacity * 2 : 32;
		brands = schain__eg_take(&all->allocator, (size_t)capacity, sizeof *brands);
		if (!brands)
			return NONE;
		if (all->brands)
			memcpy(brands, all->brands, (size_t)all->brand_count * sizeof *brands);
		schain__eg_give(&all->allocator, all->brands, (size_t)all->brand_capacity, sizeof *brands);
		all->brands = brands;
		all->brand_capacity = capacity;
	}
	brands[all->brand_count].text = schain__eg_take(&all->allocator, length + 1, 1);
	if (!brands[all->brand_count].text)
		return NONE;
	memcpy(brands[all->brand_count].text, text, length);
	brands[all->brand_count].length = length;
	return all->brand_count++;
}

size_t schain__eg_squeeze(schain_string given, char word[LABEL + 1])
{
	size_t length = 0;

	for (size_t i = 0; i < given.length && length < LABEL; i++) {
		char c = schain__eg_lower(given.data[i]);

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			word[length++] = c;
	}
	word[length] = 0;
	return length;
}

/* A plausible word, or one with a letter more ("icloud"): words one change apart imitate nobody. */
static int is_near_a_word(const char *label, size_t length)
{
	char shorter[LABEL + 1];

	if (schain__eg_is_word(label, length))
		return 1;
	for (size_t i = 0; i < length; i++) {
		memcpy(shorter, label, i);
		memcpy(shorter + i, label + i + 1, length - i - 1);
		if (schain__eg_is_word(shorter, length - 1))
			return 1;
	}
	return 0;
}

static int index_label(schain_lookalikes *all, const char *label, size_t length, int32_t brand)
{
	char shown[LABEL * 4 + 1], form[LABEL * 4 + 1];
	struct digits digits;
	size_t size = schain__eg_show(label, length, shown);

	if (put(all, hash_of('l', label, length), brand) ||
	    put(all, hash_of('s', form, schain__eg_skeleton(shown, size, form)), brand))
		return -1;
	all->sizes |= UINT64_C(1) << length;
	if (length < LEAST_EDIT || is_near_a_word(label, length))
		return 0;
	if (put(all, hash_of('d', label, length), brand))
		return -1;
	digits_of(&digits, label, length);
	for (size_t i = 0; i < length; i++)
		if (put(all, hash_without(&digits, length, i), brand))
			return -1;
	return 0;
}

schain_status schain_lookalikes_add(schain_lookalikes *all, schain_string given, schain_error *error)
{
	char name[SCHAIN__EG_NAME];
	size_t length, domain, end;
	int32_t brand;

	if (!all)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "lookalikes: NULL");
	length = given.length && memchr(given.data, '.', given.length) ? schain__eg_name(given, name) : 0;
	domain = length ? schain__eg_registrable(all->suffixes, name, length) : SIZE_MAX;
	if (domain != SIZE_MAX) {
		if (put(all, hash_of('n', name + domain, length - domain), 0))
			return schain__eg_fail_memory(error);
		end = domain + strcspn(name + domain, ".");
	} else {
		domain = 0;
		end = length = schain__eg_squeeze(given, name);
	}
	if (end - domain < LEAST)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "\"%.*s\" is too short to be imitated",
		                       (int)(given.length < 80 ? given.length : 80),
		                       given.data ? given.data : "");
	brand = add_brand(all, name + domain, length - domain);
	if (brand == NONE || index_label(all, name + domain, end - domain, brand))
		return schain__eg_fail_memory(error);
	return SCHAIN_OK;
}

schain_status schain_lookalikes_add_known(schain_lookalikes *all, schain_error *error)
{
	static const char *const words[] = {
#define IMITATED(word) word,
#include "egress/imitated.def"
#undef IMITATED
	};
	schain_status status = SCHAIN_OK;

	for (size_t i = 0; i < sizeof words / sizeof *words && status == SCHAIN_OK; i++) {
		schain_string word = { words[i], strlen(words[i]) };

		status = schain_lookalikes_add(all, word, error);
	}
	return status;
}

/* Are two labels one change or one exchange of neighbours apart? */
static int is_one_edit(const char *a, size_t m, const char *b, size_t n)
{
	size_t head = 0, tail = 0, least = m < n ? m : n;

	while (head < least && a[head] == b[head])
		head++;
	while (tail < least - head && a[m - 1 - tail] == b[n - 1 - tail])
		tail++;
	m -= head + tail;
	n -= head + tail;
	return (m <= 1 && n <= 1 && m + n > 0) ||
	       (m == 2 && n == 2 && a[head] == b[head + 1] && a[head + 1] == b[head]);
}

static int32_t find_edit(const schain_lookalikes *all, const char *label, size_t length,
                         const struct digits *digits)
{
	int32_t brand;

	if (length + 1 < LEAST_EDIT)
		return NONE;
	brand = find_key(all, key_of('d', digits->before[length]));
	for (size_t i = 0; i <= length; i++) {
		const struct brand *of;

		if (brand != NONE) {
			of = &all->brands[brand];
			if (is_one_edit(label, length, of->text, strcspn(of->text, ".")))
				return brand;
		}
		if (i < length)
			brand = find_key(all, hash_without(digits, length, i));
	}
	return NONE;
}

static int is_lure_or_nothing(const char *text, size_t length)
{
	/* reach[i]: the first i characters are words and hyphens. */
	unsigned char reach[LABEL + 1] = { 1 };

	for (size_t i = 0; i < length; i++) {
		if (!reach[i])
			continue;
		if (text[i] == '-' || (text[i] >= '0' && text[i] <= '9'))
			reach[i + 1] = 1;
		for (size_t n = 2; n <= SCHAIN__EG_WORD && i + n <= length; n++)
			if (schain__eg_is_word(text + i, n))
				reach[i + n] = 1;
	}
	return reach[length];
}

/* A brand among plausible words: at the start, at the end, or between. The longest. */
static int32_t find_token(const schain_lookalikes *all, const char *label, size_t length,
                          const struct digits *digits)
{
	for (size_t size = length; size-- > LEAST;) {
		if (!(all->sizes >> size & 1))
			continue;
		for (size_t from = 0; from + size <= length; from++) {
			int32_t brand = find_key(all, key_of('l', piece_of(digits, from, from + size)));

			if (brand != NONE && is_lure_or_nothing(label, from) &&
			    is_lure_or_nothing(label + from + size, length - from - size))
				return brand;
		}
	}
	return NONE;
}

static int looks_the_same(const char *label, size_t length, const char *word, size_t size)
{
	char shown[LABEL * 4 + 1], form[LABEL * 4 + 1], wanted[LABEL * 4 + 1];
	size_t form_size = schain__eg_show(label, length, shown);

	form_size = schain__eg_skeleton(shown, form_size, form);
	return form_size == schain__eg_skeleton(word, size, wanted) && !memcmp(form, wanted, form_size);
}

/* By how the first letter looks: most words need no more. */
static int may_look_the_same(const char *label, size_t length, const char *word, size_t size)
{
	enum { FIRST = 3 }; /* octets that the first letter of a skeleton comes from, such as "rn" */
	char form[FIRST], wanted[FIRST];

	if ((unsigned char)label[0] >= 0x80 || !memcmp(label, "xn--", 4))
		return 1;
	schain__eg_skeleton(label, length < FIRST ? length : FIRST, form);
	schain__eg_skeleton(word, size < FIRST ? size : FIRST, wanted);
	return form[0] == wanted[0];
}

uint32_t schain__eg_imitates(const char *label, size_t length, const char *word, size_t size)
{
	if (size < LEAST || length < LEAST - 1 || length > LABEL ||
	    (length == size && !memcmp(label, word, size)))
		return 0;
	if (may_look_the_same(label, length, word, size) && looks_the_same(label, length, word, size))
		return SCHAIN_LOOKALIKE_HOMOGLYPH;
	if (size >= LEAST_EDIT && is_one_edit(label, length, word, size) && !is_near_a_word(word, size))
		return SCHAIN_LOOKALIKE_EDIT;
	for (size_t from = 0; from + size <= length; from++)
		if (label[from] == word[0] && !memcmp(label + from, word, size) &&
		    is_lure_or_nothing(label, from) &&
		    is_lure_or_nothing(label + from + size, length - from - size))
			return SCHAIN_LOOKALIKE_TOKEN;
	return 0;
}

static void found(const schain_lookalikes *all, uint32_t kind, int32_t brand,
                  schain_lookalike *ret_found)
{
	ret_found->kind = kind;
	ret_found->distance = kind == SCHAIN_LOOKALIKE_EDIT;
	ret_found->imitated.data = all->brands[brand].text;
	ret_found->imitated.length = all->brands[brand].length;
}

void schain__eg_lookalike(const schain_lookalikes *all, const char *name, size_t domain,
                          size_t length, schain_lookalike *ret_found)
{
	char decoded[LABEL * 4 + 1], form[LABEL * 4 + 1];
	struct digits digits;
	const char *label = name + domain;
	size_t size = strcspn(label, "."), shown;
	int32_t brand;

	memset(ret_found, 0, sizeof *ret_found);
	ret_found->struct_size = (uint32_t)sizeof *ret_found;
	if (size > LABEL || find(all, 'n', label, length - domain) != NONE)
		return;
	brand = find(all, 'l', label, size);
	if (brand != NONE) {
		/* Of a word any domain may be the owner's. */
		if (strchr(all->brands[brand].text, '.'))
			found(all, SCHAIN_LOOKALIKE_SUFFIX, brand, ret_found);
		return;
	}
	shown = schain__eg_show(label, size, decoded);
	brand = find(all, 's', form, schain__eg_skeleton(decoded, shown, form));
	if (brand != NONE) {
		found(all, SCHAIN_LOOKALIKE_HOMOGLYPH, brand, ret_found);
		return;
	}
	digits_of(&digits, label, size);
	brand = find_edit(all, label, size, &digits);
	if (brand != NONE) {
		found(all, SCHAIN_LOOKALIKE_EDIT, brand, ret_found);
		return;
	}
	brand = find_token(all, label, size, &digits);
	if (brand != NONE)
		found(all, SCHAIN_LOOKALIKE_TOKEN, brand, ret_found);
}

schain_status schain_lookalikes_find(const schain_lookalikes *all, schain_string given,
                                     schain_lookalike *ret_found, schain_error *error)
{
	char name[SCHAIN__EG_NAME];
	unsigned char address[16];
	size_t length, domain = SIZE_MAX;

	if (!all || !ret_found)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "NULL");
	length = schain__eg_address(given, address) ? 0 : schain__eg_name(given, name);
	if (length)
		domain = schain__eg_registrable(all->suffixes, name, length);
	if (domain == SIZE_MAX)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "no name with a registrable domain");
	schain__eg_lookalike(all, name, domain, length, ret_found);
	return SCHAIN_OK;
}
