/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A linear model over hashed runs of characters: one addition for each. Its
 * tables come from training/train.c.
 */
#include "egress/names.h"

#include "egress/grams.h"
#include "egress/names-model.inc"
#include "egress/suffix.h"

#include <string.h>

/* Services below whose domains anyone takes a name: the label above them counts. */
#define ONLY(name) name,
#define NOT(name)
#define SERVICE(reason, name) SERVICE_##reason(name)
#define SERVICE_DYNAMIC_DNS ONLY
#define SERVICE_CDN NOT
#define SERVICE_CLOUD NOT
#define SERVICE_CODE_HOST NOT
#define SERVICE_PASTE NOT
#define SERVICE_CHAT NOT
#define SERVICE_WEBHOOK NOT
#define SERVICE_FILE_SHARING NOT
#define SERVICE_DOH NOT
#define SERVICE_TOR NOT
#define SERVICE_RELAY NOT
static const char *const dynamic[] = {
#include "egress/catalogue.def"
};
#undef SERVICE

static int is_dynamic(const char *domain)
{
	for (size_t i = 0; i < sizeof dynamic / sizeof *dynamic; i++)
		if (dynamic[i][0] == domain[0] && !strcmp(dynamic[i], domain))
			return 1;
	return 0;
}

static int32_t millibans(const uint32_t *index, size_t count)
{
	int64_t sum = NAMES_OFFSET;

	for (size_t i = 0; i < count; i++)
		sum += names_weights[index[i]];
	/* 1000 / ln 10 millibans are a natural unit, of which NAMES_SCALE is a hundredth part each. */
	return (int32_t)(sum * 43429 / NAMES_SCALE);
}

int32_t schain__eg_label_score(const char *label, size_t length)
{
	uint32_t index[SCHAIN__GRAMS];

	return millibans(index, schain__grams(label, length, "", 0, index));
}

int32_t schain__eg_name_score(const char *name, size_t length)
{
	uint32_t index[SCHAIN__GRAMS];
	size_t suffix = schain__suffix_guess(name, length), from;

	if (suffix < 2)
		return 0;
	from = schain__label_before(name, suffix);
	if (from && is_dynamic(name + from)) {
		suffix = from;
		from = schain__label_before(name, suffix);
	}
	return millibans(index, schain__grams(name + from, suffix - 1 - from, name + suffix,
	                                      length - suffix, index));
}

/* Punycode and other letters than ASCII's are not what the model knows. */
static int is_plain(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)name[i] >= 0x80)
			return 0;
	return !strstr(name, "xn--");
}

int32_t schain_name_score(schain_string given)
{
	char name[SCHAIN__EG_NAME];
	unsigned char address[16];
	size_t length = schain__eg_name(given, name);

	if (!length || !is_plain(name, length) || schain__eg_address(given, address))
		return 0;
	return schain__eg_name_score(name, length);
}

int32_t schain_label_score(schain_string given)
{
	char label[SCHAIN__EG_NAME];
	size_t length = schain__eg_name(given, label);

	if (!length || !is_plain(label, length) || memchr(label, '.', length))
		return 0;
	return schain__eg_label_score(label, length);
}

int32_t schain_name_threshold(void)
{
	return (int32_t)((int64_t)NAMES_CERTAIN * 43429 / NAMES_SCALE);
}
