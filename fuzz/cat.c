/* SPDX-License-Identifier: Apache-2.0 */
/* A catalog: as a file to be verified, as an index of others, and as a list of roots. */
#include "verify.h"

#include <string.h>

static char folder[] = "/tmp/schain-fuzz-XXXXXX";
static char path[64];

static void remove_folder(void)
{
	unlink(path);
	rmdir(folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_verifier *verifier;
	FILE *file;

	if (!*path) {
		MUST(mkdtemp(folder));
		snprintf(path, sizeof path, "%s/one.cat", folder);
		MUST(atexit(remove_folder) == 0);
	}
	verify_bytes(data, size);
	file = fopen(path, "wb");
	MUST(file && fwrite(data, 1, size, file) == size && fclose(file) == 0);
	MUST(schain_verifier_new(NULL, &verifier, NULL) == SCHAIN_OK);
	MUST(schain_verifier_add_catalogs(verifier, folder, NULL, NULL) == SCHAIN_OK);
	schain_verifier_apply_trust_list(verifier, path, NULL);
	schain_verifier_free(verifier);
	return 0;
}
