/* SPDX-License-Identifier: Apache-2.0 */
/* The public suffix list, by libpsl where it is. */
#include "config.h"

#include "egress/suffix.h"
#include "egress/support.h"

#include <errno.h>
#include <string.h>

#ifdef HAVE_PSL
#include <libpsl.h>

/* libpsl's context is the object; the built-in one belongs to libpsl. */
static psl_ctx_t *context_of(const struct schain__eg_suffixes *suffixes)
{
	union {
		const struct schain__eg_suffixes *ours;
		psl_ctx_t *theirs;
	} either = { suffixes };

	return either.theirs;
}

static struct schain__eg_suffixes *suffixes_of(const psl_ctx_t *context)
{
	union {
		const psl_ctx_t *theirs;
		struct schain__eg_suffixes *ours;
	} either = { context };

	return either.ours;
}

schain_status schain__eg_suffixes_new(const char *path, struct schain__eg_suffixes **ret_suffixes,
                                      schain_error *error)
{
	const psl_ctx_t *context = path ? psl_load_file(path) : psl_builtin();

	if (path && (!context || !psl_suffix_count(context))) {
		int reason = context ? 0 : errno;

		schain__eg_suffixes_free(suffixes_of(context));
		return schain__eg_fail(error, SCHAIN_E_IO, "%s: %s", path,
		                       reason ? strerror(reason) : "no public suffixes in it");
	}
	*ret_suffixes = suffixes_of(context);
	return SCHAIN_OK;
}

void schain__eg_suffixes_free(struct schain__eg_suffixes *suffixes)
{
	psl_free(context_of(suffixes));
}

size_t schain__eg_registrable(const struct schain__eg_suffixes *suffixes, const char *name,
                              size_t length)
{
	const char *domain;
	size_t suffix;

	if (suffixes) {
		domain = psl_registrable_domain(context_of(suffixes), name);
		return domain ? (size_t)(domain - name) : SIZE_MAX;
	}
	suffix = schain__suffix_guess(name, length);
	return suffix > 1 ? schain__label_before(name, suffix) : SIZE_MAX;
}
#else
schain_status schain__eg_suffixes_new(const char *path, struct schain__eg_suffixes **ret_suffixes,
                                      schain_error *error)
{
	if (path)
		return schain__eg_fail(error, SCHAIN_E_UNSUPPORTED,
		                       "%s: this build reads no public suffix list", path);
	*ret_suffixes = NULL;
	return SCHAIN_OK;
}

void schain__eg_suffixes_free(struct schain__eg_suffixes *suffixes)
{
	(void)suffixes;
}

size_t schain__eg_registrable(const struct schain__eg_suffixes *suffixes, const char *name,
                              size_t length)
{
	size_t suffix = schain__suffix_guess(name, length);

	(void)suffixes;
	return suffix > 1 ? schain__label_before(name, suffix) : SIZE_MAX;
}
#endif
