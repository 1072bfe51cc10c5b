/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/policy.h>

#include "frozen.h"

struct frozen_1_0_policy_key {
	uint32_t struct_size;
	uint32_t kind;
	int64_t minimum;
	int64_t maximum;
	const char *name;
	const char *summary;
	const char *source;
	const char *pattern;
};

SIZE(policy_key, 56, 40);
FIELD(policy_key, struct_size);
FIELD(policy_key, kind);
FIELD(policy_key, minimum);
FIELD(policy_key, maximum);
FIELD(policy_key, name);
FIELD(policy_key, summary);
FIELD(policy_key, source);
FIELD(policy_key, pattern);

VALUE(SCHAIN_POLICY_DURATION, 1u);
VALUE(SCHAIN_POLICY_SIZE, 2u);
VALUE(SCHAIN_POLICY_INTEGER, 3u);
VALUE(SCHAIN_POLICY_WEIGHT, 4u);
VALUE(SCHAIN_POLICY_LIST, 5u);
VALUE(SCHAIN_IMPORT_APT_SOURCES, 1u);
VALUE(SCHAIN_IMPORT_YUM_REPO, 2u);
VALUE(SCHAIN_IMPORT_NPMRC, 3u);
VALUE(SCHAIN_IMPORT_PIP_CONF, 4u);
VALUE(SCHAIN_IMPORT_BREW_TAPS, 5u);
