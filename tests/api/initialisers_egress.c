/* SPDX-License-Identifier: Apache-2.0 */
/* Initialisers of destinations. */
#include <supplychain/egress.h>

#include "initialisers.h"

int main(void)
{
	CHECK(flow, SCHAIN_FLOW_INIT);
	CHECK(egress_options, SCHAIN_EGRESS_OPTIONS_INIT);
	CHECK(destination, SCHAIN_DESTINATION_INIT);
	return expect_failures != 0;
}
