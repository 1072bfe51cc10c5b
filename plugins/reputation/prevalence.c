/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Local prevalence: on which hosts and days a subject was seen. Two sets of
 * rows, so that merging files of many hosts is a union and doing it twice
 * changes nothing. Both are cut off: beyond a few dozen the number is of no
 * interest, and the file stays bounded.
 */
#include <config.h>

#include "reputation/prevalence.h"

#include <stdio.h>
#include <sys/stat.h>

#ifdef HAVE_SQLITE
#include <sqlite3.h>

#define DEFAULT_LIMIT 1000000u

enum { PENDING = 1024 };

enum question { OF_SUBJECT, OF_HOST, OF_DAY, HOLD, LET_GO, QUESTIONS };

struct schain_prevalence {
	schain__rep_memory memory;
	void *database;
	void *questions[QUESTIONS]; /* prepared; NULL not yet */
	uint64_t limit;
	size_t count;
	schain__sighting pending[PENDING];
};

void schain__prevalence_key(uint32_t kind, schain_string subject, unsigned char *key)
{
	char text[1024];
	size_t length = 0;

	text[length++] = (char)('0' + kind);
	for (size_t i = 0; i < subject.length && length < sizeof text; i++)
		text[length++] = schain__rep_lower(subject.data[i]);
	schain__rep_key_of_text(schain__rep_string(text, length), key);
}

static schain_status fail(const schain_prevalence *prevalence, schain_error *error)
{
	const char *path = sqlite3_db_filename(prevalence->database, "main");

	return schain__rep_error(error, sqlite3_errcode(prevalence->database) == SQLITE_NOTADB ? SCHAIN_E_FORMAT : SCHAIN_E_IO,
	                         path, 0, "%s", sqlite3_errmsg(prevalence->database));
}

static schain_status run(const schain_prevalence *prevalence, const char *statements, schain_error *error)
{
	return sqlite3_exec(prevalence->database, statements, NULL, NULL, NULL) == SQLITE_OK
	               ? SCHAIN_OK
	               : fail(prevalence, error);
}

schain_status schain_prevalence_open(const char *path, uint64_t limit, const schain_allocator *allocator,
                                     schain_prevalence **ret_prevalence, schain_error *error)
{
	static const char tables[] =
		"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
		"CREATE TABLE IF NOT EXISTS subject(key BLOB PRIMARY KEY, first INT, last INT) WITHOUT ROWID;"
		"CREATE INDEX IF NOT EXISTS subject_last ON subject(last);"
		"CREATE TABLE IF NOT EXISTS host(key BLOB, host BLOB, PRIMARY KEY(key, host)) WITHOUT ROWID;"
		"CREATE TABLE IF NOT EXISTS day(key BLOB, day INT, PRIMARY KEY(key, day)) WITHOUT ROWID;";
	schain_prevalence *prevalence;
	schain__rep_memory memory;
	sqlite3 *database = NULL;
	schain_status status = SCHAIN_OK;

	if (!path || !ret_prevalence)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "a path is needed");
	schain__rep_memory_init(&memory, allocator);
	prevalence = schain__rep_alloc(&memory, sizeof *prevalence);
	if (!prevalence)
		return schain__rep_no_memory(error);
	memset(prevalence, 0, sizeof *prevalence);
	prevalence->memory = memory;
	prevalence->limit = limit ? limit : DEFAULT_LIMIT;
	if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		status = schain__rep_error(error, SCHAIN_E_IO, path, 0, "%s", database ? sqlite3_errmsg(database) : "out of memory");
	prevalence->database = database;
	if (status == SCHAIN_OK) {
		sqlite3_busy_timeout(database, 5000);
		status = run(prevalence, tables, error);
	}
	if (status != SCHAIN_OK) {
		schain_prevalence_close(prevalence);
		return status;
	}
	*ret_prevalence = prevalence;
	return SCHAIN_OK;
}

void schain_prevalence_close(schain_prevalence *prevalence)
{
	schain__rep_memory memory;

	if (!prevalence)
		return;
	memory = prevalence->memory;
	for (size_t i = 0; i < sizeof prevalence->questions / sizeof *prevalence->questions; i++)
		sqlite3_finalize(prevalence->questions[i]);
	sqlite3_close(prevalence->database);
	schain__rep_release(&memory, prevalence, sizeof *prevalence);
}

/* Batches are mostly of one host: a sighting of anything need not be put in again and again. */
static void note(schain_prevalence *prevalence, const schain__sighting *seen)
{
	for (size_t i = prevalence->count; i-- > 0;)
		if (!memcmp(&prevalence->pending[i], seen, sizeof *seen))
			return;
	prevalence->pending[prevalence->count++] = *seen;
}

int schain__sighting_init(schain__sighting *seen, uint32_t kind, schain_string subject, schain_string host,
                          schain_time time)
{
	int is_any = kind == SCHAIN_PREVALENCE_ANY;

	if (!kind || kind > SCHAIN_PREVALENCE_ANY || is_any != !subject.length || !host.length || time <= 0)
		return -1;
	schain__prevalence_key(kind, subject, seen->key);
	schain__prevalence_key(0, host, seen->host);
	seen->day = time / SCHAIN__DAY;
	return 0;
}

schain_status schain_prevalence_note(schain_prevalence *prevalence, uint32_t kind, schain_string subject,
                                     schain_string host, schain_time time, schain_error *error)
{
	schain__sighting seen, any;

	if (!prevalence || schain__sighting_init(&seen, kind, subject, host, time))
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "a kind, subject, host and time are needed");
	schain__sighting_init(&any, SCHAIN_PREVALENCE_ANY, schain_string_of(NULL), host, time);
	if (prevalence->count + 2 > PENDING) {
		schain_status status = schain_prevalence_flush(prevalence, error);

		if (status != SCHAIN_OK)
			return status;
	}
	note(prevalence, &any);
	note(prevalence, &seen);
	return SCHAIN_OK;
}

/* Puts one sighting in by prepared statements; each set is cut off at its limit. */
static int put(sqlite3_stmt **statements, const schain__sighting *seen)
{
	for (size_t i = 0; i < 3; i++) {
		sqlite3_bind_blob(statements[i], 1, seen->key, SCHAIN__REP_KEY, SQLITE_STATIC);
		if (i == 1)
			sqlite3_bind_blob(statements[i], 2, seen->host, SCHAIN__REP_KEY, SQLITE_STATIC);
		else
			sqlite3_bind_int64(statements[i], 2, seen->day);
		if (sqlite3_step(statements[i]) != SQLITE_DONE)
			return -1;
		sqlite3_reset(statements[i]);
	}
	return 0;
}

/* What was not seen for longest goes when there are too many. */
static schain_status forget(const schain_prevalence *prevalence, schain_error *error)
{
	char statement[512];

	snprintf(statement, sizeof statement,
	         "DELETE FROM subject WHERE key IN (SELECT key FROM subject ORDER BY last, key LIMIT "
	         "max(0, (SELECT count(*) FROM subject) - %llu));"
	         "DELETE FROM host WHERE key NOT IN (SELECT key FROM subject);"
	         "DELETE FROM day WHERE key NOT IN (SELECT key FROM subject);",
	         (unsigned long long)prevalence->limit);
	return run(prevalence, statement, error);
}

static int64_t count_subjects(const schain_prevalence *prevalence)
{
	sqlite3_stmt *statement = NULL;
	int64_t count = 0;

	if (sqlite3_prepare_v2(prevalence->database, "SELECT count(*) FROM subject", -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		count = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return count;
}

/* A tenth of room is made at once, so that it is not made for every batch. */
static schain_status keep_limit(const schain_prevalence *prevalence, schain_error *error)
{
	return (uint64_t)count_subjects(prevalence) > prevalence->limit + prevalence->limit / 10
	               ? forget(prevalence, error)
	               : SCHAIN_OK;
}

schain_status schain__prevalence_write(schain_prevalence *prevalence, const schain__sighting *seen, size_t count,
                                       schain_error *error)
{
	static const char *const texts[] = {
		"INSERT INTO subject VALUES(?1, ?2, ?2) ON CONFLICT(key) DO UPDATE SET "
		"first = min(first, ?2), last = max(last, ?2)",
		"INSERT OR IGNORE INTO host SELECT ?1, ?2 WHERE (SELECT count(*) FROM host WHERE key = ?1) < 64",
		"INSERT OR IGNORE INTO day SELECT ?1, ?2 WHERE (SELECT count(*) FROM day WHERE key = ?1) < 64",
	};
	sqlite3_stmt *statements[3] = { NULL };
	schain_status status = run(prevalence, "BEGIN IMMEDIATE", error);

	if (status != SCHAIN_OK)
		return status;
	for (size_t i = 0; i < 3 && status == SCHAIN_OK; i++)
		if (sqlite3_prepare_v2(prevalence->database, texts[i], -1, &statements[i], NULL) != SQLITE_OK)
			status = fail(prevalence, error);
	for (size_t i = 0; i < count && status == SCHAIN_OK; i++)
		if (put(statements, &seen[i]))
			status = fail(prevalence, error);
	for (size_t i = 0; i < 3; i++)
		sqlite3_finalize(statements[i]);
	if (status == SCHAIN_OK)
		status = keep_limit(prevalence, error);
	if (status == SCHAIN_OK)
		status = run(prevalence, "COMMIT", error);
	if (status != SCHAIN_OK)
		run(prevalence, "ROLLBACK", NULL);
	return status;
}

schain_status schain_prevalence_flush(schain_prevalence *prevalence, schain_error *error)
{
	schain_status status;

	if (!prevalence)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "an open file is needed");
	if (!prevalence->count)
		return SCHAIN_OK;
	status = schain__prevalence_write(prevalence, prevalence->pending, prevalence->count, error);
	if (status == SCHAIN_OK)
		prevalence->count = 0;
	return status;
}

/* Prepared once; NULL if that fails. */
static sqlite3_stmt *question_of(schain_prevalence *prevalence, enum question which)
{
	static const char *const texts[] = {
		"SELECT first, last, (SELECT count(*) FROM host WHERE key = ?1), "
		"(SELECT count(*) FROM day WHERE key = ?1) FROM subject WHERE key = ?1",
		"SELECT 1 FROM host WHERE key = ?1 AND host = ?2",
		"SELECT 1 FROM day WHERE key = ?1 AND day = ?2",
		"BEGIN",
		"COMMIT",
	};

	if (!prevalence->questions[which]) {
		sqlite3_stmt *statement = NULL;

		sqlite3_prepare_v3(prevalence->database, texts[which], -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
		prevalence->questions[which] = statement;
	}
	return prevalence->questions[which];
}

static sqlite3_stmt *question_on(schain_prevalence *prevalence, enum question which, const unsigned char *key)
{
	sqlite3_stmt *statement = question_of(prevalence, which);

	if (statement)
		sqlite3_bind_blob(statement, 1, key, SCHAIN__REP_KEY, SQLITE_STATIC);
	return statement;
}

static void step(schain_prevalence *prevalence, enum question which)
{
	sqlite3_stmt *statement = question_of(prevalence, which);

	if (!statement)
		return;
	sqlite3_step(statement);
	sqlite3_reset(statement);
}

void schain__prevalence_hold(schain_prevalence *prevalence)
{
	step(prevalence, HOLD);
}

void schain__prevalence_let_go(schain_prevalence *prevalence)
{
	step(prevalence, LET_GO);
}

static void take_row(sqlite3_stmt *statement, schain_prevalence_record *record)
{
	record->first = sqlite3_column_int64(statement, 0) * SCHAIN__DAY;
	record->last = sqlite3_column_int64(statement, 1) * SCHAIN__DAY;
	record->hosts = (uint32_t)sqlite3_column_int64(statement, 2);
	record->days = (uint32_t)sqlite3_column_int64(statement, 3);
}

schain_status schain__prevalence_read(schain_prevalence *prevalence, const unsigned char *key,
                                      schain_prevalence_record *ret_record, schain_error *error)
{
	sqlite3_stmt *statement = question_on(prevalence, OF_SUBJECT, key);
	schain_status status = SCHAIN_OK;
	int result;

	if (!statement)
		return fail(prevalence, error);
	ret_record->first = ret_record->last = 0;
	ret_record->hosts = ret_record->days = 0;
	result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		take_row(statement, ret_record);
	else if (result != SQLITE_DONE)
		status = fail(prevalence, error);
	sqlite3_reset(statement);
	return status;
}

static int is_there(schain_prevalence *prevalence, enum question which, const schain__sighting *seen)
{
	sqlite3_stmt *statement = question_on(prevalence, which, seen->key);
	int result;

	if (!statement)
		return 0;
	if (which == OF_HOST)
		sqlite3_bind_blob(statement, 2, seen->host, SCHAIN__REP_KEY, SQLITE_STATIC);
	else
		sqlite3_bind_int64(statement, 2, seen->day);
	result = sqlite3_step(statement);
	sqlite3_reset(statement);
	return result == SQLITE_ROW;
}

int schain__prevalence_has_host(schain_prevalence *prevalence, const schain__sighting *seen)
{
	return is_there(prevalence, OF_HOST, seen);
}

int schain__prevalence_has_day(schain_prevalence *prevalence, const schain__sighting *seen)
{
	return is_there(prevalence, OF_DAY, seen);
}

schain_status schain_prevalence_get(schain_prevalence *prevalence, uint32_t kind, schain_string subject,
                                    schain_prevalence_record *ret_record, schain_error *error)
{
	unsigned char key[SCHAIN__REP_KEY];
	schain_status status;

	if (!prevalence || !ret_record || !kind || kind > SCHAIN_PREVALENCE_ANY ||
	    (kind == SCHAIN_PREVALENCE_ANY) != !subject.length)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "a kind and subject are needed");
	if (ret_record->struct_size < sizeof *ret_record)
		return schain__rep_error(error, SCHAIN_E_TOO_SMALL, NULL, 0, "struct_size is too small");
	status = schain_prevalence_flush(prevalence, error);
	if (status != SCHAIN_OK)
		return status;
	schain__prevalence_key(kind, subject, key);
	return schain__prevalence_read(prevalence, key, ret_record, error);
}

static schain_status attach(const schain_prevalence *prevalence, const char *path, schain_error *error)
{
	sqlite3_stmt *statement = NULL;
	struct stat status;
	int result;

	if (stat(path, &status))
		return schain__rep_io_error(error, path, "cannot open");
	if (sqlite3_prepare_v2(prevalence->database, "ATTACH ?1 AS other", -1, &statement, NULL) != SQLITE_OK)
		return fail(prevalence, error);
	sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC);
	result = sqlite3_step(statement);
	sqlite3_finalize(statement);
	return result == SQLITE_DONE ? SCHAIN_OK
	                             : schain__rep_error(error, SCHAIN_E_FORMAT, path, 0, "%s",
	                                                 sqlite3_errmsg(prevalence->database));
}

schain_status schain_prevalence_merge(schain_prevalence *prevalence, const char *path, schain_error *error)
{
	/* The rows beyond what is kept are cut off by their order. */
	static const char statements[] =
		"BEGIN IMMEDIATE;"
		"INSERT INTO subject SELECT key, first, last FROM other.subject WHERE 1 ON CONFLICT(key) DO UPDATE SET "
		"first = min(first, excluded.first), last = max(last, excluded.last);"
		"INSERT OR IGNORE INTO host SELECT key, host FROM other.host;"
		"INSERT OR IGNORE INTO day SELECT key, day FROM other.day;"
		"DELETE FROM host WHERE (key, host) IN (SELECT key, host FROM (SELECT key, host, row_number() OVER "
		"(PARTITION BY key ORDER BY host) AS n FROM host) WHERE n > 64);"
		"DELETE FROM day WHERE (key, day) IN (SELECT key, day FROM (SELECT key, day, row_number() OVER "
		"(PARTITION BY key ORDER BY day) AS n FROM day) WHERE n > 64);";
	schain_status status;

	if (!prevalence || !path)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "a path is needed");
	status = schain_prevalence_flush(prevalence, error);
	if (status == SCHAIN_OK)
		status = attach(prevalence, path, error);
	if (status != SCHAIN_OK)
		return status;
	if (sqlite3_exec(prevalence->database, statements, NULL, NULL, NULL) != SQLITE_OK) {
		status = schain__rep_error(error, SCHAIN_E_FORMAT, path, 0, "no file of prevalence: %s",
		                           sqlite3_errmsg(prevalence->database));
		run(prevalence, "ROLLBACK", NULL);
	} else {
		status = keep_limit(prevalence, error);
		if (status == SCHAIN_OK)
			status = run(prevalence, "COMMIT", error);
	}
	run(prevalence, "DETACH other", NULL);
	return status;
}
#else
static schain_status unsupported(schain_error *error)
{
	return schain__rep_error(error, SCHAIN_E_UNSUPPORTED, NULL, 0, "this library was built without SQLite");
}

schain_status schain_prevalence_open(const char *path, uint64_t limit, const schain_allocator *allocator,
                                     schain_prevalence **ret_prevalence, schain_error *error)
{
	(void)path, (void)limit, (void)allocator, (void)ret_prevalence;
	return unsupported(error);
}

void schain_prevalence_close(schain_prevalence *prevalence)
{
	(void)prevalence;
}

schain_status schain_prevalence_note(schain_prevalence *prevalence, uint32_t kind, schain_string subject,
                                     schain_string host, schain_time time, schain_error *error)
{
	(void)prevalence, (void)kind, (void)subject, (void)host, (void)time;
	return unsupported(error);
}

schain_status schain_prevalence_flush(schain_prevalence *prevalence, schain_error *error)
{
	(void)prevalence;
	return unsupported(error);
}

schain_status schain_prevalence_get(schain_prevalence *prevalence, uint32_t kind, schain_string subject,
                                    schain_prevalence_record *ret_record, schain_error *error)
{
	(void)prevalence, (void)kind, (void)subject, (void)ret_record;
	return unsupported(error);
}

schain_status schain_prevalence_merge(schain_prevalence *prevalence, const char *path, schain_error *error)
{
	(void)prevalence, (void)path;
	return unsupported(error);
}
#endif
