/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NSRL RDSv3: an SQLite database whose view FILE has the digests and PKG what
 * they are of. It lists known software, not good software: what it calls
 * hacking tools and the like says nothing.
 */
#include <config.h>

#include "reputation/feed.h"

#ifdef HAVE_SQLITE
#include <sqlite3.h>
#endif

static int is_nsrl(schain_string head, const char *path)
{
	(void)path;
	return head.length >= 16 && !memcmp(head.data, "SQLite format 3", 16);
}

#ifdef HAVE_SQLITE
enum { PROGRESS_ROWS = 65536 };

static schain_status fail(const schain__feed *feed, sqlite3 *database, schain_error *error)
{
	return schain__rep_error(error, SCHAIN_E_FORMAT, feed->path, 0, "not an NSRL RDSv3 database: %s",
	                         database ? sqlite3_errmsg(database) : "out of memory");
}

static schain_string column(sqlite3_stmt *statement, int index)
{
	const void *text = sqlite3_column_text(statement, index);

	return schain__rep_string(text, text ? (size_t)sqlite3_column_bytes(statement, index) : 0);
}

/* Types of application that the library itself sets apart. */
static int is_tool_of_attackers(schain_string type)
{
	static const char *const words[] = { "hack", "keylog", "steganography", "password crack",
		                                 "encryption crack", "malware", "virus creat", "wiping" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (schain__rep_has(type, words[i]))
			return 1;
	return 0;
}

static schain_status put_row(schain__feed *feed, sqlite3_stmt *statement, schain_error *error)
{
	static const uint32_t kinds[] = { SCHAIN_REPUTATION_SHA256, SCHAIN_REPUTATION_SHA1,
		                              SCHAIN_REPUTATION_MD5 };
	schain__feed_item item = { 0 };
	schain_status status = SCHAIN_OK;

	item.standing = is_tool_of_attackers(column(statement, 3)) ? SCHAIN_REPUTATION_SUSPICIOUS
	                                                           : SCHAIN_REPUTATION_GOOD;
	for (int i = 0; i < 3 && status == SCHAIN_OK; i++) {
		item.kind = kinds[i];
		item.text = column(statement, i);
		if (item.text.length)
			status = schain__feed_put(feed, &item, error);
	}
	return status;
}

static void describe(schain__feed *feed, sqlite3 *database)
{
	sqlite3_stmt *statement = NULL;

	schain__feed_set(feed->author, SCHAIN__FEED_TITLE, schain_string_of("NIST"));
	if (sqlite3_prepare_v2(database, "SELECT description, version, release_date FROM VERSION", -1,
	                       &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW) {
		char title[SCHAIN__FEED_TITLE];
		schain_string description = column(statement, 0), version = column(statement, 1);

		snprintf(title, sizeof title, "NSRL %.*s %.*s", (int)description.length,
		         description.length ? description.data : "", (int)version.length,
		         version.length ? version.data : "");
		schain__feed_set(feed->title, SCHAIN__FEED_TITLE, schain_string_of(title));
		feed->date = schain__feed_time(column(statement, 2));
	}
	sqlite3_finalize(statement);
}

static schain_status read_rows(schain__feed *feed, sqlite3 *database, schain_error *error)
{
	/*
	 * A digest is in as many rows as packages have the file: repeated ones are united later. A
	 * package is in PKG once for each system, maker, language and type: its types are taken together.
	 */
	static const char query[] = "SELECT f.sha256, f.sha1, f.md5, p.types FROM FILE f LEFT JOIN "
	                            "(SELECT package_id, group_concat(application_type) AS types "
	                            "FROM PKG GROUP BY package_id) p ON p.package_id = f.package_id";
	sqlite3_stmt *statement = NULL;
	schain_status status = SCHAIN_OK;
	int result;

	if (sqlite3_prepare_v2(database, query, -1, &statement, NULL) != SQLITE_OK)
		return fail(feed, database, error);
	while (status == SCHAIN_OK && (result = sqlite3_step(statement)) == SQLITE_ROW) {
		status = put_row(feed, statement, error);
		if (status == SCHAIN_OK && ++feed->line % PROGRESS_ROWS == 0)
			status = schain__feed_progress(feed, error);
	}
	if (status == SCHAIN_OK && result != SQLITE_DONE)
		status = fail(feed, database, error);
	sqlite3_finalize(statement);
	return status;
}

static schain_status read_nsrl(schain__feed *feed, schain_error *error)
{
	sqlite3 *database = NULL;
	schain_status status;

	if (sqlite3_open_v2(feed->path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		status = fail(feed, database, error);
	else
		status = read_rows(feed, database, error);
	if (status == SCHAIN_OK)
		describe(feed, database);
	sqlite3_close(database);
	return status;
}
#else
static schain_status read_nsrl(schain__feed *feed, schain_error *error)
{
	return schain__rep_error(error, SCHAIN_E_UNSUPPORTED, feed->path, 0,
	                         "an SQLite database: this library was built without SQLite");
}
#endif

const schain__feed_format schain__feed_nsrl = { "nsrl", is_nsrl, read_nsrl };
