/* SPDX-License-Identifier: Apache-2.0 */
/* Shared objects: looked at, held against what they have to be, mapped. */
#include "plugin/object.h"

#include <supplychain/version.h>

#include "base/platform.h"

enum { PIECE = 16384 };

/* An error of the system's is one of reading; all others are refusals. */
static schain_status refuse(int is_refused, const char *why, schain_error *error)
{
	return schain__fail(error, is_refused < 0 ? SCHAIN_E_ARGUMENT : SCHAIN_E_IO, "%s", why);
}

static schain_status check_build(const void *argument, schain_error *error)
{
	if (!argument)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no path");
	if (!schain_supports("load-plugins"))
		return schain__fail(error, SCHAIN_E_UNSUPPORTED, "this build loads no shared objects");
	return SCHAIN_OK;
}

static schain_status at_path(schain_status status, const char *path, schain_error *error)
{
	if (status != SCHAIN_OK && path)
		schain__fail_at(error, path, 0, 0, 0);
	return status;
}

static schain_status check_path(const char *path, schain_error *error)
{
	schain_status status = check_build(path, error);
	char why[256] = "";
	int refused;

	if (status != SCHAIN_OK)
		return status;
	refused = schain__check_path(path, why, sizeof why);
	return refused ? refuse(refused, why, error) : SCHAIN_OK;
}

schain_status schain_path_check(const char *path, schain_error *error)
{
	return at_path(check_path(path, error), path, error);
}

static schain_status hash_file(schain__code *file, uint8_t digest[SCHAIN__SHA256_SIZE],
                               schain_error *error)
{
	uint8_t piece[PIECE];
	schain__sha256 hash;
	uint64_t at = 0;
	int64_t got;

	schain__sha256_init(&hash);
	while ((got = schain__code_piece(file, at, piece, sizeof piece)) > 0) {
		schain__sha256_add(&hash, piece, (size_t)got);
		at += (uint64_t)got;
	}
	if (got < 0)
		return schain__fail(error, SCHAIN_E_IO, "cannot be read");
	schain__sha256_finish(&hash, digest);
	return SCHAIN_OK;
}

static int is_in(const schain__object_list *list, const uint8_t *digest)
{
	for (size_t i = 0; i < list->count; i++)
		if (!memcmp(list->digests[i], digest, SCHAIN__SHA256_SIZE))
			return 1;
	return !list->count;
}

schain_status schain__object_check_digest(const schain__object_terms *terms, const uint8_t *digest,
                                          schain_error *error)
{
	char found[2 * SCHAIN__SHA256_SIZE + 1], wanted[sizeof found];

	schain__sha256_write(digest, found);
	if (terms->wanted && memcmp(terms->wanted, digest, SCHAIN__SHA256_SIZE)) {
		schain__sha256_write(terms->wanted, wanted);
		return schain__fail(error, SCHAIN_E_VALUE, "its SHA-256 is %s, not %s", found, wanted);
	}
	if (!is_in(&terms->allowed[0], digest) || !is_in(&terms->allowed[1], digest))
		return schain__fail(error, SCHAIN_E_VALUE, "its SHA-256 is %s, which is not an allowed one",
		                    found);
	return SCHAIN_OK;
}

static int is_any(const schain__object_terms *terms)
{
	return !terms->wanted && !terms->allowed[0].count && !terms->allowed[1].count;
}

schain_status schain__object_open(const char *path, const schain__object_terms *terms,
                                  schain__code *file, uint8_t digest[SCHAIN__SHA256_SIZE],
                                  schain_error *error)
{
	schain_status status = check_path(path, error);
	char why[256] = "";
	int refused;

	if (status != SCHAIN_OK)
		return status;
	refused = schain__code_open(file, path, why, sizeof why);
	if (refused)
		return refuse(refused, why, error);
	if (!is_any(terms) && schain__code_seal(file, why, sizeof why))
		status = refuse(1, why, error);
	if (status == SCHAIN_OK)
		status = hash_file(file, digest, error);
	if (status == SCHAIN_OK)
		status = schain__object_check_digest(terms, digest, error);
	if (status != SCHAIN_OK)
		schain__code_close(file);
	return status;
}

schain_status schain__object_load(const char *path, const schain__object_terms *terms,
                                  uint8_t digest[SCHAIN__SHA256_SIZE], schain_object **ret_object,
                                  schain_error *error)
{
	schain__code file;
	schain_status status = schain__object_open(path, terms, &file, digest, error);
	char why[256] = "";
	void *object;

	if (status != SCHAIN_OK)
		return at_path(status, path, error);
	object = schain__code_map(&file, path, why, sizeof why);
	if (!object)
		return at_path(refuse(1, why, error), path, error);
	*ret_object = object;
	return SCHAIN_OK;
}

schain_status schain__object_digest(const char *path, const schain__object_terms *terms,
                                    uint8_t digest[SCHAIN__SHA256_SIZE], schain_error *error)
{
	schain__code file;
	schain_status status = schain__object_open(path, terms, &file, digest, error);

	if (status == SCHAIN_OK)
		schain__code_close(&file);
	return at_path(status, path, error);
}

schain_status schain_object_load(const char *path, schain_string sha256, schain_object **ret_object,
                                 schain_error *error)
{
	uint8_t wanted[SCHAIN__SHA256_SIZE], found[SCHAIN__SHA256_SIZE];
	schain__object_terms terms = { 0 };

	if (!ret_object)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no place for the shared object");
	if (sha256.data) {
		if (schain__sha256_parse(sha256, wanted))
			return schain__fail(error, SCHAIN_E_ARGUMENT, "not the 64 digits of a SHA-256");
		terms.wanted = wanted;
	}
	return schain__object_load(path, &terms, found, ret_object, error);
}

schain_status schain_object_get_function(schain_object *object, const char *name,
                                         schain_function *ret_function, schain_error *error)
{
	schain_function function;

	if (!object || !name || !ret_function)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no shared object, name or place");
	function = schain__object_function(object, name);
	if (!function)
		return schain__fail(error, SCHAIN_E_IO, "has no function %.120s", name);
	*ret_function = function;
	return SCHAIN_OK;
}
