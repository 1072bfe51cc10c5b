/* SPDX-License-Identifier: Apache-2.0 */
/* APT's directory of lists (/var/lib/apt/lists): each InRelease with its indexes. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "signature/apt.h"
#include "signature/error.h"
#include "signature/line.h"
#include "signature/source.h"
#include "signature/verifier.h"

#define PATH_LIMIT 4096
#define RELEASE "InRelease"

struct loading {
	schain_verifier *verifier;
	schain__apt *apt;
	const char *directory;
	schain_error *error;
};

/* "main/binary-amd64/Packages" lies beside its list as "..._main_binary-amd64_Packages". */
static int index_path(const struct loading *self, const char *release, schain_string name,
                      char *ret_path)
{
	size_t stem = strlen(release) - (sizeof RELEASE - 1), at;
	int size = snprintf(ret_path, PATH_LIMIT, "%s/%.*s%.*s", self->directory, (int)stem, release,
	                    (int)name.length, name.data);

	if (size < 0 || size >= PATH_LIMIT)
		return 0;
	for (at = strlen(self->directory) + 1 + stem; ret_path[at]; at++)
		if (ret_path[at] == '/')
			ret_path[at] = '_';
	return 1;
}

static int ends_with(schain_string text, const char *end)
{
	size_t size = strlen(end);

	return text.length >= size && !memcmp(text.data + text.length - size, end, size);
}

static schain_status load_index(struct loading *self, const char *path, const uint8_t sha256[32])
{
	const schain_allocator *allocator = &self->verifier->allocator;
	uint8_t actual[EVP_MAX_MD_SIZE];
	schain_status status;
	schain__bytes bytes;
	unsigned char *data;
	size_t size;

	status = schain__sig_read_file(allocator, path, &data, &size, self->error);
	if (status)
		return status;
	bytes.data = data;
	bytes.size = size;
	if (schain__sig_hash(&self->verifier->crypto, SCHAIN__SIG_SHA256, data, size, actual))
		status = SCHAIN_E_MEMORY;
	/* Another index than the list signs counts for nothing. */
	else if (!memcmp(actual, sha256, 32))
		status = schain__apt_take_index(self->apt, bytes);
	schain__sig_release(allocator, data, size + 1);
	return status;
}

/* The lines behind "SHA256:", " digest size name". */
static schain_status load_indexes(struct loading *self, const char *release, schain__bytes text)
{
	schain_status status = SCHAIN_OK;
	int in_digests = 0;
	schain_string line, value, digest, name;
	char path[PATH_LIMIT];
	uint8_t sha256[32];
	struct stat found;

	while (!status && (line = schain__line_next(&text)).data) {
		if (!line.length || line.data[0] != ' ') {
			in_digests = schain__line_field(line, "SHA256:", &value);
			continue;
		}
		digest = schain__line_word(&line);
		schain__line_word(&line);
		name = schain__line_word(&line);
		if (in_digests && name.data && digest.length == 64 && ends_with(name, "/Packages") &&
		    schain__line_hex(digest, sha256, sizeof sha256) &&
		    index_path(self, release, name, path) && stat(path, &found) == 0)
			status = load_index(self, path, sha256);
	}
	return status;
}

static schain_status load_release(struct loading *self, const char *name)
{
	schain_verifier *verifier = self->verifier;
	schain__openpgp_result result = { 0 };
	schain__bytes message, text = { NULL, 0 };
	char path[PATH_LIMIT];
	schain_status status;
	unsigned char *data;
	size_t size;

	if (snprintf(path, sizeof path, "%s/%s", self->directory, name) >= (int)sizeof path)
		return SCHAIN_OK;
	status = schain__sig_read_file(&verifier->allocator, path, &data, &size, self->error);
	if (status)
		return status;
	message.data = data;
	message.size = size;
	status = schain__openpgp_cleartext(verifier->keys.openpgp, message, &verifier->allocator,
	                                   verifier->options.at ? verifier->options.at
	                                                        : schain__sig_clock(),
	                                   &result, &text);
	if (!status)
		status = schain__apt_begin_list(self->apt, name, text, &result);
	if (!status)
		status = load_indexes(self, name, text);
	schain__source_release(&verifier->allocator, text);
	schain__sig_release(&verifier->allocator, data, size + 1);
	/* What is no signed list is none of APT's. */
	return status == SCHAIN_E_DAMAGED ? SCHAIN_OK : status;
}

static schain_status load(struct loading *self)
{
	schain_status status = SCHAIN_OK;
	struct dirent *entry;
	DIR *directory = opendir(self->directory);

	if (!directory)
		return schain__sig_fail(self->error, SCHAIN_E_IO, "%s", strerror(errno));
	while (!status && (entry = readdir(directory))) {
		schain_string name = schain_string_of(entry->d_name);

		if (ends_with(name, "_" RELEASE))
			status = load_release(self, entry->d_name);
	}
	closedir(directory);
	if (status == SCHAIN_E_MEMORY)
		return schain__sig_fail_memory(self->error);
	return status == SCHAIN_E_LIMIT
	               ? schain__sig_fail(self->error, status, "too many lists or packages")
	               : status;
}

schain_status schain_verifier_add_repositories(schain_verifier *verifier, const char *directory,
                                               size_t *ret_count, schain_error *error)
{
	struct loading self = { verifier, NULL, directory, error };
	schain_status status;

	if (!verifier || !directory)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no verifier or directory");
	status = schain__sig_keys_openpgp(&verifier->keys);
	if (status == SCHAIN_E_UNSUPPORTED)
		return schain__sig_fail(error, status, "this build does not know OpenPGP");
	if (status || !(self.apt = schain__apt_new(&verifier->crypto, &verifier->allocator)))
		return schain__sig_fail_memory(error);
	status = load(&self);
	if (status) {
		schain__apt_free(self.apt);
		return schain__sig_fail_at(error, directory, 0, status);
	}
	schain__apt_seal(self.apt);
	schain__apt_free(verifier->apt);
	verifier->apt = self.apt;
	schain__sig_cache_forget(&verifier->cache);
	if (ret_count)
		*ret_count = schain__apt_count(self.apt);
	return SCHAIN_OK;
}
