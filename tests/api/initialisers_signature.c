/* SPDX-License-Identifier: Apache-2.0 */
/* Initialisers of verification. */
#include <supplychain/signature.h>

#include "initialisers.h"

int main(void)
{
	CHECK(verifier_options, SCHAIN_VERIFIER_OPTIONS_INIT);
	CHECK(verify_request, SCHAIN_VERIFY_REQUEST_INIT);
	CHECK(verifier_statistics, SCHAIN_VERIFIER_STATISTICS_INIT);
	return expect_failures != 0;
}
