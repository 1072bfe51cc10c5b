/* SPDX-License-Identifier: Apache-2.0 */
/* Initialisers of decoders. */
#include <supplychain/decode.h>

#include "initialisers.h"

int main(void)
{
	CHECK(decoder_options, SCHAIN_DECODER_OPTIONS_INIT);
	return expect_failures != 0;
}
