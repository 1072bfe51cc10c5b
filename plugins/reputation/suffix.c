/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Domains that many share: an entry on one of them speaks for that name alone,
 * lest a list that names a hosting service condemn all its customers.
 */
#include <config.h>

#include "reputation/import.h"

#ifdef HAVE_PSL
#include <libpsl.h>

schain_status schain__suffix_load(schain_reputation_import *import, schain_error *error)
{
	import->suffixes = psl_load_file(import->options.public_suffixes);
	return import->suffixes ? SCHAIN_OK
	                        : schain__rep_error(error, SCHAIN_E_IO, import->options.public_suffixes, 0,
	                                            "cannot be read as a public suffix list");
}

void schain__suffix_free(schain_reputation_import *import)
{
	psl_free(import->suffixes);
	import->suffixes = NULL;
}

static int is_suffix(const schain_reputation_import *import, const char *name, int type)
{
	const psl_ctx_t *list = import->suffixes ? import->suffixes : psl_builtin();

	return list && psl_is_public_suffix2(list, name, type);
}

int schain__suffix_allows(const schain_reputation_import *import, schain_string domain,
                          uint32_t standing)
{
	char name[256];

	if (!memchr(domain.data, '.', domain.length) || domain.length >= sizeof name)
		return 0;
	memcpy(name, domain.data, domain.length);
	name[domain.length] = 0;
	/* A list of such services means what lies below them; any other means one of them. */
	if (standing == SCHAIN_REPUTATION_COMMON)
		return !is_suffix(import, name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
	return !is_suffix(import, name, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE);
}
#else
schain_status schain__suffix_load(schain_reputation_import *import, schain_error *error)
{
	return schain__rep_error(error, SCHAIN_E_UNSUPPORTED, import->options.public_suffixes, 0,
	                         "this library was built without libpsl");
}

void schain__suffix_free(schain_reputation_import *import)
{
	(void)import;
}

int schain__suffix_allows(const schain_reputation_import *import, schain_string domain,
                          uint32_t standing)
{
	(void)import;
	(void)standing;
	return memchr(domain.data, '.', domain.length) != NULL;
}
#endif
