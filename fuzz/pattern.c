/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes the reader of STIX patterns: what it finds lies in the pattern. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "reputation/pattern.h"

static void lies_in(schain_string part, const char *text, size_t size)
{
	MUST(!part.length || (part.data >= text && part.data + part.length <= text + size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static schain__pattern_term terms[SCHAIN__PATTERN_TERMS];
	char *text = malloc(size ? size : 1), value[256];
	size_t count = 0, at = 0;
	const char *wrong;

	MUST(text != NULL);
	memcpy(text, data, size);
	wrong = schain__pattern_read((schain_string){ text, size }, terms, &count, &at);
	MUST(count <= SCHAIN__PATTERN_TERMS && (!wrong || !count) && at <= size + 1);
	for (size_t i = 0; i < count; i++) {
		lies_in(terms[i].path, text, size);
		lies_in(terms[i].value, text, size);
		MUST(schain__pattern_unescape(terms[i].value, value, sizeof value) <= sizeof value);
	}
	free(text);
	return 0;
}
