/* SPDX-License-Identifier: Apache-2.0 */
/* Calls into each library that embed.test says is there (HAVE_...), so that a program of
   nothing else must find all that these libraries link. */
#include <stdio.h>
#include <supplychain/supplychain.h>
#ifdef HAVE_DECODE
#include <supplychain/decode.h>
#endif
#ifdef HAVE_EGRESS
#include <supplychain/egress.h>
#endif
#ifdef HAVE_REPUTATION
#include <supplychain/reputation.h>
#endif
#ifdef HAVE_SIGNATURE
#include <supplychain/signature.h>
#endif

int main(void)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_status status = SCHAIN_OK;

	printf("core %s\n", schain_version());
#ifdef HAVE_DECODE
	{
		schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
		schain_decoder *decoder = NULL;

		status = schain_decoder_new(&options, &decoder, &error);
		schain_decoder_free(decoder);
		printf("decode %d\n", status);
	}
#endif
#ifdef HAVE_EGRESS
	if (status == SCHAIN_OK) {
		schain_egress_options options = SCHAIN_EGRESS_OPTIONS_INIT;
		schain_egress *egress = NULL;

		status = schain_egress_new(&options, &egress, &error);
		schain_egress_free(egress);
		printf("egress %d\n", status);
	}
#endif
#ifdef HAVE_REPUTATION
	if (status == SCHAIN_OK) {
		schain_reputation *store = NULL;

		printf("reputation %d\n", schain_reputation_open("/nonexistent", NULL, &store, &error));
	}
#endif
#ifdef HAVE_SIGNATURE
	if (status == SCHAIN_OK) {
		schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
		schain_verifier *verifier = NULL;

		status = schain_verifier_new(&options, &verifier, &error);
		schain_verifier_free(verifier);
		printf("signature %d\n", status);
	}
#endif
	if (status != SCHAIN_OK)
		fprintf(stderr, "%s\n", error.message);
	return status != SCHAIN_OK;
}
