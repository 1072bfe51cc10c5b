/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stands for a library that a product has already: what it thinks of a file by
 * its SHA-256. It knows nothing of libsupplychain; reputation.yaml makes a
 * plugin of it.
 *
 *     cc -shared -fPIC -o libreputation.so reputation.c
 */
#include <string.h>

int vendor_reputation(const char *sha256, double *score);

/* 0 if the file is known, with a score from 0 (good) to 1 (bad); -1 if it is not. */
int vendor_reputation(const char *sha256, double *score)
{
	static const struct {
		const char *sha256;
		double score;
	} known[] = {
		{ "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c", 0.97 },
		{ "7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730", 0.01 },
	};

	for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].sha256, sha256)) {
			*score = known[i].score;
			return 0;
		}
	return -1;
}
