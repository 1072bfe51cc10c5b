/* SPDX-License-Identifier: Apache-2.0 */
/* Names and sentences of the numbers in signature.h, and its initialisers. */
#include <supplychain/signature.h>

#include <string.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

struct word {
	const char *name;
	const char *text;
};

static const struct word statuses[] = {
	{ "none", "It was not looked at." },
	{ "valid", "It matches the content and leads to a trusted root or key." },
	{ "unsigned", "There is no signature." },
	{ "adhoc", "It is sealed, but by nobody." },
	{ "bad_digest", "The content is not what was signed." },
	{ "bad_signature", "The signature was not made by the certificate or key it names." },
	{ "malformed", "The signature or its container is broken." },
	{ "untrusted_root", "It leads to no trusted root or key." },
	{ "expired", "A certificate was not valid at that time, and no timestamp saves it." },
	{ "revoked", "A certificate had been revoked when it signed." },
	{ "bad_usage", "A certificate is not meant for signing such files." },
	{ "unsupported", "This kind of signature cannot be judged by this build." },
};

static const struct word remarks[] = {
	{ "weak_algorithm", "An algorithm or key is too weak to rely on." },
	{ "cert_padding", "Bytes that nobody signed lie behind the signature, inside its entry." },
	{ "extra_wincert", "The certificate table has more than one entry." },
	{ "unauth_blob", "Unsigned attributes or unused certificates carry data." },
	{ "trailing_data", "Data lies behind the signature." },
	{ "multi_signer", "One signature has several signers; the first was judged." },
	{ "timestamp_missing", "There is no timestamp: it ends with its certificate." },
	{ "timestamp_invalid", "A timestamp is there and does not verify." },
	{ "timestamp_future", "A timestamp is later than the time judged at." },
	{ "known_abused", "A certificate is on the list of abused ones." },
	{ "revocation_unknown", "No current revocation list covers all certificates." },
	{ "revoked_later", "A certificate was revoked from a time after the signature on." },
	{ "partial_slices", "Not every architecture's code has the same standing." },
};

static const char *const formats[] = {
	"unknown", "authenticode", "catalog", "msi",      "macho",   "xar",      "dpkg", "rpm",
	"apt",     "openpgp",      "sigstore", "minisign", "signify", "fsverity", "ima",
};
static const char *const signed_flags[] = { "nested",   "catalog",  "page_hashes", "detached",
	                                        "hardened", "stapled", "linker_signed",
	                                        "unseen_parts", "debuggable", "any_library",
	                                        "dyld_environment", "jit", "unsigned_memory",
	                                        "unprotected_pages", "debugger", "sandboxed",
	                                        "logged", "promised", "certificate_logged" };
static const char *const packaged[] = { "unknown",  "no",         "unmodified",
	                                    "modified", "configured", "unchecked" };
static const char *const usages[] = { "code", "timestamp", "uefi", "apple", "package", "sigstore" };
static const char *const history[] = { "signer_changed", "issuer_changed", "downgraded",
	                                   "first_seen" };

/* Index of the only bit set, or `count`. */
static uint32_t index_of(uint32_t bit, uint32_t count)
{
	uint32_t i = 0;

	while (i < count && bit != UINT32_C(1) << i)
		i++;
	return i;
}

static const char *bit_name(const char *const *names, uint32_t count, uint32_t bit)
{
	uint32_t i = index_of(bit, count);

	return i < count ? names[i] : NULL;
}

const char *schain_verify_status_get_name(uint32_t status)
{
	return status < COUNT(statuses) ? statuses[status].name : "unknown";
}

const char *schain_verify_status_get_text(uint32_t status)
{
	return status < COUNT(statuses) ? statuses[status].text : "A status of a newer version.";
}

const char *schain_remark_get_name(uint32_t remark)
{
	uint32_t i = index_of(remark, COUNT(remarks));

	return i < COUNT(remarks) ? remarks[i].name : NULL;
}

const char *schain_remark_get_text(uint32_t remark)
{
	uint32_t i = index_of(remark, COUNT(remarks));

	return i < COUNT(remarks) ? remarks[i].text : NULL;
}

const char *schain_history_get_name(uint32_t bit)
{
	return bit_name(history, COUNT(history), bit);
}

const char *schain_signed_as_get_name(uint32_t format)
{
	return format < COUNT(formats) ? formats[format] : "unknown";
}

const char *schain_signed_get_name(uint32_t bit)
{
	return bit_name(signed_flags, COUNT(signed_flags), bit);
}

const char *schain_packaged_get_name(uint32_t state)
{
	return state < COUNT(packaged) ? packaged[state] : packaged[0];
}

const char *schain_usage_get_name(uint32_t usage)
{
	return bit_name(usages, COUNT(usages), usage);
}

uint32_t schain_usage_of(schain_string name)
{
	for (uint32_t i = 0; i < COUNT(usages); i++)
		if (strlen(usages[i]) == name.length && !memcmp(usages[i], name.data, name.length))
			return UINT32_C(1) << i;
	return 0;
}

void schain_verifier_options_init(schain_verifier_options *options, size_t size)
{
	if (!options || size < sizeof(uint32_t))
		return;
	memset(options, 0, size);
	options->struct_size = (uint32_t)size;
}

void schain_verify_request_init(schain_verify_request *request, size_t size)
{
	if (!request || size < sizeof *request)
		return;
	memset(request, 0, size);
	request->struct_size = (uint32_t)size;
	request->descriptor = -1;
}

void schain_verifier_statistics_init(schain_verifier_statistics *statistics, size_t size)
{
	if (!statistics || size < sizeof(uint32_t))
		return;
	memset(statistics, 0, size);
	statistics->struct_size = (uint32_t)size;
}
