/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "signature/rpm_installed.h"

#include <supplychain/signature.h>

#include "signature/error.h"
#include "signature/line.h"
#include "signature/rpm_header.h"

#define TAG_NAME 1000u
#define TAG_ARCH 1022u
#define TAG_DIGESTS 1035u
#define TAG_FLAGS 1037u
#define TAG_DIRECTORY_INDEXES 1116u
#define TAG_BASE_NAMES 1117u
#define TAG_DIRECTORY_NAMES 1118u
#define TAG_DIGEST_ALGORITHM 5011u
#define FLAG_CONFIGURATION 1u
#define FLAG_GHOST 64u /* the package knows of it, but did not bring it */
/* Folders of one package. */
#define DIRECTORIES_LIMIT 65536u

static enum schain__sig_digest algorithm_of(const schain__rpm_header *header)
{
	uint32_t number = 1; /* MD5, in packages of before 2009 */

	schain__rpm_header_number(header, TAG_DIGEST_ALGORITHM, 0, &number);
	return schain__rpm_digest_of(number);
}

static void set_digest(schain__installed_entry *entry, enum schain__sig_digest algorithm,
                       schain_string hex)
{
	size_t size = schain__sig_digest_size(algorithm);

	/* Folders and links have an empty one. */
	if (size && size <= sizeof entry->digest && hex.length == size * 2 &&
	    schain__line_hex(hex, entry->digest, size))
		entry->algorithm = (uint8_t)algorithm;
}

/* Names lie in order of their folders, so one walk over the folders serves all. */
static schain_status take_files(schain__installed *installed, const schain__rpm_header *header,
                                const schain_string *directories, uint32_t directory_count)
{
	schain__rpm_strings names = schain__rpm_header_strings(header, TAG_BASE_NAMES);
	schain__rpm_strings digests = schain__rpm_header_strings(header, TAG_DIGESTS);
	enum schain__sig_digest algorithm = algorithm_of(header);
	schain_status status = SCHAIN_OK;
	schain_string name, digest;

	for (uint32_t i = 0; !status && (name = schain__rpm_strings_next(&names)).data; i++) {
		uint32_t directory = 0, flags = 0;
		schain__installed_entry *entry;

		digest = schain__rpm_strings_next(&digests);
		schain__rpm_header_number(header, TAG_FLAGS, i, &flags);
		if (!schain__rpm_header_number(header, TAG_DIRECTORY_INDEXES, i, &directory) ||
		    directory >= directory_count)
			return SCHAIN_E_DAMAGED;
		if (flags & FLAG_GHOST)
			continue;
		status = schain__installed_add(installed, directories[directory], name, &entry);
		if (status)
			break;
		entry->is_configuration = flags & FLAG_CONFIGURATION ? 1 : 0;
		if (digest.data)
			set_digest(entry, algorithm, digest);
	}
	return status;
}

schain_status schain__rpm_installed_take(schain__installed *installed, schain__bytes bytes)
{
	const schain_allocator *memory = schain__installed_allocator(installed);
	schain__rpm_header header;
	schain__rpm_strings strings;
	schain_string *directories, name;
	schain_status status;
	uint32_t count = 0;
	size_t size;

	if (schain__rpm_header_read(bytes, &header))
		return SCHAIN_E_DAMAGED;
	name = schain__rpm_header_string(&header, TAG_NAME);
	strings = schain__rpm_header_strings(&header, TAG_DIRECTORY_NAMES);
	if (!name.data || strings.left > DIRECTORIES_LIMIT)
		return SCHAIN_E_DAMAGED;
	size = (strings.left + (size_t)1) * sizeof *directories;
	directories = schain__sig_alloc(memory, size);
	if (!directories)
		return SCHAIN_E_MEMORY;
	while ((directories[count] = schain__rpm_strings_next(&strings)).data)
		count++;
	status = schain__installed_begin_package(installed, name, SCHAIN_SIGNED_AS_RPM);
	if (!status)
		status = take_files(installed, &header, directories, count);
	schain__sig_release(memory, directories, size);
	return status;
}

#ifdef HAVE_SQLITE
#include <sqlite3.h>
#include <stdio.h>

schain_status schain__rpm_installed_load(schain__installed *installed, const char *path,
                                         schain_error *error)
{
	schain_status status = SCHAIN_OK;
	sqlite3_stmt *statement = NULL;
	sqlite3 *database = NULL;
	int result;

	result = sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_prepare_v2(database, "SELECT blob FROM Packages ORDER BY hnum", -1,
		                            &statement, NULL);
	while (result == SQLITE_OK || result == SQLITE_ROW) {
		schain__bytes header;

		result = sqlite3_step(statement);
		if (result != SQLITE_ROW)
			break;
		header.data = sqlite3_column_blob(statement, 0);
		header.size = (size_t)sqlite3_column_bytes(statement, 0);
		status = header.data ? schain__rpm_installed_take(installed, header) : SCHAIN_E_DAMAGED;
		if (status)
			break;
	}
	if (status)
		status = schain__sig_fail(error, status, "a package's header in RPM's database is damaged");
	else if (result == SQLITE_NOMEM)
		status = schain__sig_fail_memory(error);
	else if (result != SQLITE_DONE)
		status = schain__sig_fail(error, SCHAIN_E_IO, "%s",
		                          database ? sqlite3_errmsg(database) : sqlite3_errstr(result));
	sqlite3_finalize(statement);
	sqlite3_close(database);
	return status ? schain__sig_fail_at(error, path, 0, status) : status;
}
#else
schain_status schain__rpm_installed_load(schain__installed *installed, const char *path,
                                         schain_error *error)
{
	(void)installed;
	return schain__sig_fail_at(error, path, 0,
	                           schain__sig_fail(error, SCHAIN_E_UNSUPPORTED,
	                                            "this build does not know SQLite"));
}
#endif
