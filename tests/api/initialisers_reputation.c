/* SPDX-License-Identifier: Apache-2.0 */
/* Initialisers of reputation. */
#include <supplychain/reputation.h>

#include "initialisers.h"

int main(void)
{
	CHECK(reputation_import_options, SCHAIN_REPUTATION_IMPORT_OPTIONS_INIT);
	return expect_failures != 0;
}
