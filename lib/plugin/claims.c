/* SPDX-License-Identifier: Apache-2.0 */
/* What a plugin may post, in its own process or in the host's. */
#include "plugin/plugin.h"

/* Is it a claim, of a size that can be kept? */
static schain_status check_claim(const schain_claim *claim, size_t claim_size)
{
	if (claim->struct_size < sizeof *claim || claim->struct_size > claim_size ||
	    claim->subject_kind > SCHAIN_SUBJECT_PACKAGE || !claim->finding ||
	    claim->finding > SCHAIN_FINDING_DESTINATION || claim->lifetime < 0)
		return SCHAIN_E_ARGUMENT;
	if (claim->signature && (claim->signature->struct_size < sizeof *claim->signature ||
	                         claim->signature->state > SCHAIN_SIGNATURE_ADHOC))
		return SCHAIN_E_ARGUMENT;
	if (claim->finding == SCHAIN_FINDING_SIGNATURE && !claim->signature)
		return SCHAIN_E_ARGUMENT;
	if (claim->finding == SCHAIN_FINDING_DESTINATION && !claim->reasons)
		return SCHAIN_E_ARGUMENT;
	if (claim->subject.length && !claim->subject.data)
		return SCHAIN_E_ARGUMENT;
	return claim->subject.length > SCHAIN__PLUGIN_SUBJECT ? SCHAIN_E_LIMIT : SCHAIN_OK;
}

schain_status schain__claims_check(const schain_claim *claims, size_t claim_size, size_t count)
{
	schain_status status = SCHAIN_OK;

	if (count && (!claims || claim_size < sizeof *claims))
		return SCHAIN_E_ARGUMENT;
	if (count > SCHAIN__PLUGIN_CLAIMS)
		return SCHAIN_E_LIMIT;
	for (size_t i = 0; status == SCHAIN_OK && i < count; i++)
		status = check_claim((const void *)((const char *)claims + i * claim_size), claim_size);
	return status;
}
