/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policy documents and host configuration files. The first byte says which of
 * them the rest is; what loads must be written such that it loads again to the
 * same policy.
 */
#include <string.h>
#include <supplychain/policy.h>
#include <supplychain/version.h>

#include "fuzz.h"

typedef struct text {
	char *data;
	size_t size;
} text;

static int append(void *context, const char *data, size_t size)
{
	text *self = context;
	char *larger = realloc(self->data, self->size + size + 1);

	MUST(larger);
	memcpy(larger + self->size, data, size);
	self->data = larger;
	self->size += size;
	return 0;
}

static text written(const schain_policy *policy)
{
	text self = { NULL, 0 };

	MUST(schain_policy_write(policy, NULL, append, &self, NULL) == SCHAIN_OK);
	MUST(self.size);
	return self;
}

static void round_trip(const schain_policy *policy)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_policy *again;
	text first, second;

	if (!schain_supports("yaml"))
		return;
	first = written(policy);
	MUST(schain_policy_new(NULL, &again, NULL) == SCHAIN_OK);
	MUST(schain_policy_load(again, (schain_string){ first.data, first.size }, "again", &error) ==
	     SCHAIN_OK);
	second = written(again);
	MUST(first.size == second.size && !memcmp(first.data, second.data, first.size));
	schain_policy_free(again);
	free(first.data);
	free(second.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_policy *policy;
	schain_string document;
	schain_status status;
	uint32_t kind;

	if (!size)
		return 0;
	kind = data[0] >= '1' && data[0] <= '5' ? (uint32_t)(data[0] - '0') : 0;
	document.data = (const char *)data + 1;
	document.length = size - 1;
	MUST(schain_policy_new(NULL, &policy, NULL) == SCHAIN_OK);
	if (kind)
		status = schain_policy_import(policy, kind, document, "input", NULL, &error);
	else
		status = schain_policy_load(policy, document, "input", &error);
	if (status == SCHAIN_OK)
		round_trip(policy);
	else
		MUST(status == error.code && error.message[0]);
	schain_policy_free(policy);
	return 0;
}
