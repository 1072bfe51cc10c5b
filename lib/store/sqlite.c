/* SPDX-License-Identifier: Apache-2.0 */
/* The store in SQLite: one table of parts, each with a checksum. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "store/store.h"

#ifdef HAVE_SQLITE
#include "base/hash.h"

#include <sqlite3.h>

enum {
	APPLICATION = 0x53434853, /* "SCHS", for file(1) and for us */
	HOST_LIMIT = 32767,
	/*
	 * SQLite gives what is longer than a quarter of a page, as packages of some
	 * 20 files are with its 4096, pages of its own: most of the file is unused then.
	 */
	PAGE_BYTES = 8192,
};

enum statement {
	BEGIN,
	COMMIT,
	ROLLBACK,
	ADD_HOST,
	PUT,
	REMOVE,
	REMOVE_HOST,
	GET,
	EACH,
	EACH_OF_ALL,
	STATEMENTS,
};

static const char *const texts[STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[ADD_HOST] = "INSERT OR IGNORE INTO host(name) VALUES(?1)",
	[PUT] = "INSERT OR REPLACE INTO part(host, kind, id, sum, data)"
	        " SELECT id, ?2, ?3, ?4, ?5 FROM host WHERE name = ?1",
	[REMOVE] = "DELETE FROM part WHERE host = (SELECT id FROM host WHERE name = ?1)"
	           " AND kind = ?2 AND id = ?3",
	[REMOVE_HOST] = "DELETE FROM host WHERE name = ?1",
	[GET] = "SELECT data, sum FROM part WHERE host = (SELECT id FROM host WHERE name = ?1)"
	        " AND kind = ?2 AND id = ?3",
	[EACH] = "SELECT data, sum, id FROM part WHERE host = (SELECT id FROM host WHERE name = ?1)"
	         " AND kind = ?2 ORDER BY id",
	[EACH_OF_ALL] = "SELECT part.data, part.sum, part.id, host.name FROM host JOIN part"
	                " ON part.host = host.id WHERE part.kind = ?2 ORDER BY host.id, part.id",
};

/* From each version of the tables to the next. */
static const char *const migrations[] = {
	"CREATE TABLE host(id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE);"
	"CREATE TABLE part(host INTEGER NOT NULL REFERENCES host ON DELETE CASCADE,"
	" kind INTEGER NOT NULL, id INTEGER NOT NULL, sum INTEGER NOT NULL, data BLOB NOT NULL,"
	" PRIMARY KEY(host, kind, id)) WITHOUT ROWID;",
};
_Static_assert(sizeof migrations / sizeof *migrations == SCHAIN__STORE_VERSION,
               "a migration for each version");

struct sqlite_store {
	schain__own_store own;
	sqlite3 *database;
	sqlite3_stmt *statements[STATEMENTS];
};

static schain_status fail(struct sqlite_store *store, schain_error *error)
{
	int code = sqlite3_errcode(store->database);

	switch (code & 0xff) {
	case SQLITE_NOMEM:
		return schain__fail_memory(error);
	case SQLITE_NOTADB:
		return schain__fail(error, SCHAIN_E_FORMAT, "the store is not an SQLite file");
	case SQLITE_CORRUPT:
		return schain__fail(error, SCHAIN_E_DAMAGED, "the store is damaged: %s",
		                    sqlite3_errmsg(store->database));
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return schain__fail(error, SCHAIN_E_IO, "the store is locked by another process");
	case SQLITE_FULL:
		return schain__fail(error, SCHAIN_E_IO, "no space left for the store");
	case SQLITE_READONLY:
		return schain__fail(error, SCHAIN_E_IO, "the store cannot be written to");
	default:
		return schain__fail(error, SCHAIN_E_IO, "the store: %s", sqlite3_errmsg(store->database));
	}
}

/* Ready to bind; NULL if it cannot be prepared. */
static sqlite3_stmt *statement(struct sqlite_store *store, enum statement which)
{
	sqlite3_stmt **prepared = &store->statements[which];

	if (!*prepared)
		sqlite3_prepare_v3(store->database, texts[which], -1, SQLITE_PREPARE_PERSISTENT, prepared, NULL);
	return *prepared;
}

/* Runs to its end one that gives no rows. */
static schain_status run(struct sqlite_store *store, sqlite3_stmt *prepared, schain_error *error)
{
	int code = prepared ? sqlite3_step(prepared) : SQLITE_ERROR;
	schain_status status = code == SQLITE_DONE ? SCHAIN_OK : fail(store, error);

	if (prepared) {
		sqlite3_reset(prepared);
		sqlite3_clear_bindings(prepared);
	}
	return status;
}

static void bind_key(sqlite3_stmt *prepared, schain_string host, uint32_t kind, uint64_t id)
{
	sqlite3_bind_blob(prepared, 1, host.length ? host.data : "", (int)host.length, SQLITE_STATIC);
	if (sqlite3_bind_parameter_count(prepared) > 1)
		sqlite3_bind_int64(prepared, 2, kind);
	if (sqlite3_bind_parameter_count(prepared) > 2)
		sqlite3_bind_int64(prepared, 3, (sqlite3_int64)id);
}

static schain_status begin(void *context, schain_error *error)
{
	return run(context, statement(context, BEGIN), error);
}

static void rollback(void *context)
{
	struct sqlite_store *store = context;

	/* Some failures end the transaction themselves. */
	if (!sqlite3_get_autocommit(store->database))
		run(store, statement(store, ROLLBACK), NULL);
}

static schain_status commit(void *context, schain_error *error)
{
	schain_status status = run(context, statement(context, COMMIT), error);

	if (status != SCHAIN_OK)
		rollback(context);
	return status;
}

/* Under the key, so that a part found under another's is noticed too. */
static sqlite3_int64 sum_of(schain_string host, uint32_t kind, uint64_t id, const void *data, size_t size)
{
	uint64_t seed = schain__hash_stable(host.data, host.length, kind);

	return (sqlite3_int64)schain__hash_stable(data, size, schain__hash_stable_number(id, seed));
}

static schain_status check_key(schain_string host, schain_error *error)
{
	if (host.length <= HOST_LIMIT)
		return SCHAIN_OK;
	return schain__fail(error, SCHAIN_E_LIMIT, "a host's name of %zu bytes", host.length);
}

static schain_status put(void *context, schain_string host, uint32_t kind, uint64_t id,
                         const void *data, size_t size, schain_error *error)
{
	struct sqlite_store *store = context;
	schain_status status = check_key(host, error);
	sqlite3_stmt *prepared;

	if (status == SCHAIN_OK && size > INT32_MAX)
		status = schain__fail(error, SCHAIN_E_LIMIT, "a part of %zu bytes", size);
	prepared = statement(store, ADD_HOST);
	if (status == SCHAIN_OK && prepared) {
		bind_key(prepared, host, 0, 0);
		status = run(store, prepared, error);
	}
	if (status != SCHAIN_OK)
		return status;
	prepared = statement(store, PUT);
	if (prepared) {
		bind_key(prepared, host, kind, id);
		sqlite3_bind_int64(prepared, 4, sum_of(host, kind, id, data, size));
		sqlite3_bind_blob64(prepared, 5, size ? data : "", size, SQLITE_STATIC);
	}
	return run(store, prepared, error);
}

static schain_status take_out(void *context, schain_string host, uint32_t kind, uint64_t id,
                              schain_error *error)
{
	struct sqlite_store *store = context;
	schain_status status = check_key(host, error);
	sqlite3_stmt *prepared = statement(store, kind ? REMOVE : REMOVE_HOST);

	if (status != SCHAIN_OK)
		return status;
	if (prepared)
		bind_key(prepared, host, kind, id);
	return run(store, prepared, error);
}

/* The part of a row, once its checksum holds. */
static schain_status check_row(sqlite3_stmt *prepared, schain_string host, uint32_t kind, uint64_t id,
                               const void **ret_data, size_t *ret_size, schain_error *error)
{
	const void *data = sqlite3_column_blob(prepared, 0);
	size_t size = (size_t)sqlite3_column_bytes(prepared, 0);

	if (sqlite3_column_int64(prepared, 1) != sum_of(host, kind, id, data, size))
		return schain__fail(error, SCHAIN_E_DAMAGED,
		                    "the store is damaged: part %u of host '%.*s' does not match its checksum",
		                    (unsigned)kind, (int)(host.length > 255 ? 255 : host.length),
		                    host.length ? host.data : "");
	*ret_data = data;
	*ret_size = size;
	return SCHAIN_OK;
}

static schain_status get(void *context, schain_string host, uint32_t kind, uint64_t id,
                         schain_status (*take)(void *to, const void *data, size_t size), void *to,
                         schain_error *error)
{
	struct sqlite_store *store = context;
	schain_status status = check_key(host, error);
	sqlite3_stmt *prepared = statement(store, GET);
	const void *data;
	size_t size;
	int code;

	if (status != SCHAIN_OK || !prepared)
		return status != SCHAIN_OK ? status : fail(store, error);
	bind_key(prepared, host, kind, id);
	code = sqlite3_step(prepared);
	if (code == SQLITE_ROW) {
		status = check_row(prepared, host, kind, id, &data, &size, error);
		if (status == SCHAIN_OK)
			status = take(to, data, size);
	} else {
		status = code == SQLITE_DONE ? SCHAIN_END : fail(store, error);
	}
	sqlite3_reset(prepared);
	sqlite3_clear_bindings(prepared);
	return status;
}

static schain_status each(void *context, const schain_string *host, uint32_t kind,
                          schain_status (*take)(void *to, schain_string host, uint64_t id,
                                                const void *data, size_t size),
                          void *to, schain_error *error)
{
	struct sqlite_store *store = context;
	schain_status status = host ? check_key(*host, error) : SCHAIN_OK;
	sqlite3_stmt *prepared = statement(store, host ? EACH : EACH_OF_ALL);
	int code = SQLITE_DONE;

	if (status != SCHAIN_OK || !prepared)
		return status != SCHAIN_OK ? status : fail(store, error);
	bind_key(prepared, host ? *host : schain__string(NULL, 0), kind, 0);
	while (status == SCHAIN_OK && (code = sqlite3_step(prepared)) == SQLITE_ROW) {
		uint64_t id = (uint64_t)sqlite3_column_int64(prepared, 2);
		schain_string name = host ? *host
		                          : schain__string(sqlite3_column_blob(prepared, 3),
		                                           (size_t)sqlite3_column_bytes(prepared, 3));
		const void *data;
		size_t size;

		status = check_row(prepared, name, kind, id, &data, &size, error);
		if (status == SCHAIN_OK)
			status = take(to, name, id, data, size);
	}
	if (status == SCHAIN_OK && code != SQLITE_DONE)
		status = fail(store, error);
	sqlite3_reset(prepared);
	sqlite3_clear_bindings(prepared);
	return status;
}

static void close(void *context)
{
	struct sqlite_store *store = context;
	schain__memory memory = store->own.memory;

	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(store->statements[i]);
	sqlite3_close(store->database);
	schain__free(&memory, store, sizeof *store);
}

static schain_status ask_number(struct sqlite_store *store, const char *text, sqlite3_int64 *ret_number,
                                schain_error *error)
{
	sqlite3_stmt *prepared = NULL;
	schain_status status = SCHAIN_OK;

	if (sqlite3_prepare_v2(store->database, text, -1, &prepared, NULL) != SQLITE_OK ||
	    sqlite3_step(prepared) != SQLITE_ROW)
		status = fail(store, error);
	else
		*ret_number = sqlite3_column_int64(prepared, 0);
	sqlite3_finalize(prepared);
	return status;
}

static schain_status execute(struct sqlite_store *store, const char *text, schain_error *error)
{
	return sqlite3_exec(store->database, text, NULL, NULL, NULL) == SQLITE_OK ? SCHAIN_OK
	                                                                          : fail(store, error);
}

/* What the log beside the file holds goes into it, and the file is written anew. */
static schain_status compact(void *context, schain_error *error)
{
	static const char empty_log[] = "PRAGMA wal_checkpoint(TRUNCATE)";
	struct sqlite_store *store = context;
	sqlite3_int64 is_busy = 0;
	schain_status status;

	if (!sqlite3_get_autocommit(store->database))
		return schain__fail(error, SCHAIN_E_STATE, "a checkpoint is being written");
	status = execute(store, "VACUUM", error);
	if (status == SCHAIN_OK)
		status = ask_number(store, empty_log, &is_busy, error);
	if (status == SCHAIN_OK && is_busy)
		status = schain__fail(error, SCHAIN_E_IO, "the store is locked by another process");
	return status;
}

/* The tables as this version has them, made or brought forward in one transaction. */
static schain_status bring_forward(struct sqlite_store *store, sqlite3_int64 version,
                                   schain_error *error)
{
	char text[80];
	schain_status status = SCHAIN_OK;

	if (!version) { /* the file is empty yet, and no transaction begun */
		sqlite3_snprintf(sizeof text, text, "PRAGMA page_size = %d", PAGE_BYTES);
		status = execute(store, text, error);
	}
	if (status == SCHAIN_OK)
		status = execute(store, texts[BEGIN], error);
	for (sqlite3_int64 i = version; status == SCHAIN_OK && i < SCHAIN__STORE_VERSION; i++)
		status = execute(store, migrations[i], error);
	sqlite3_snprintf(sizeof text, text, "PRAGMA user_version = %d; PRAGMA application_id = %d",
	                 SCHAIN__STORE_VERSION, APPLICATION);
	if (status == SCHAIN_OK)
		status = execute(store, text, error);
	if (status == SCHAIN_OK)
		return commit(store, error);
	rollback(store);
	return status;
}

static schain_status check_version(struct sqlite_store *store, uint32_t flags, schain_error *error)
{
	sqlite3_int64 version = 0, application = 0, tables = 0;
	schain_status status = ask_number(store, "PRAGMA user_version", &version, error);

	if (status == SCHAIN_OK)
		status = ask_number(store, "PRAGMA application_id", &application, error);
	if (status == SCHAIN_OK)
		status = ask_number(store, "SELECT count(*) FROM sqlite_schema", &tables, error);
	if (status != SCHAIN_OK)
		return status;
	if (application != APPLICATION && (application || version || tables))
		return schain__fail(error, SCHAIN_E_FORMAT, "the file is of another program, not a store");
	if (version > SCHAIN__STORE_VERSION)
		return schain__fail(error, SCHAIN_E_TOO_NEW,
		                    "the store is of version %lld; this library knows up to %d", version,
		                    SCHAIN__STORE_VERSION);
	if (version == SCHAIN__STORE_VERSION)
		return SCHAIN_OK;
	if (flags & SCHAIN_STORE_READ_ONLY)
		return schain__fail(error, SCHAIN_E_STATE,
		                    "the store is of version %lld and has to be brought forward first", version);
	return bring_forward(store, version, error);
}

static schain_status set_up(struct sqlite_store *store, const char *path, uint32_t flags,
                            schain_error *error)
{
	/*
	 * Also to read only: what a killed process left half done has to be taken
	 * back first. Where the file cannot be written to, SQLite opens it to read.
	 */
	int is_existing = (flags & (SCHAIN_STORE_READ_ONLY | SCHAIN_STORE_EXISTING)) != 0;
	int mode = SQLITE_OPEN_READWRITE | (is_existing ? 0 : SQLITE_OPEN_CREATE);
	schain_status status;

	if (sqlite3_open_v2(path, &store->database, mode | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		if (!store->database)
			return schain__fail_memory(error);
		return schain__fail(error, SCHAIN_E_IO, "%s: %s", path, sqlite3_errmsg(store->database));
	}
	sqlite3_extended_result_codes(store->database, 1);
	if (flags & SCHAIN_STORE_READ_ONLY) {
		status = execute(store, "PRAGMA query_only = ON", error);
		if (status != SCHAIN_OK)
			return status;
	}
	status = check_version(store, flags, error);
	if (status == SCHAIN_OK && !(flags & SCHAIN_STORE_READ_ONLY))
		status = execute(store,
		                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		                 "PRAGMA foreign_keys = ON; PRAGMA secure_delete = OFF",
		                 error);
	return status;
}

schain_status schain_store_open(const char *path, uint32_t flags, const schain_allocator *allocator,
                                schain_store **ret_store, schain_error *error)
{
	const schain_store face = { sizeof face, 0, NULL, begin, commit, rollback, put, take_out, get, each,
		                    close };
	struct sqlite_store *store;
	schain__memory memory;
	schain_status status;

	if (!path || !ret_store)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no path, or no place for the store");
	schain__memory_init(&memory, allocator);
	store = schain__alloc_zero(&memory, 1, sizeof *store);
	if (!store)
		return schain__fail_memory(error);
	store->own.memory = memory;
	store->own.face = face;
	store->own.compact = compact;
	store->own.face.context = store;
	status = set_up(store, path, flags, error);
	if (status != SCHAIN_OK) {
		close(store);
		return status;
	}
	*ret_store = &store->own.face;
	return SCHAIN_OK;
}

#else

schain_status schain_store_open(const char *path, uint32_t flags, const schain_allocator *allocator,
                                schain_store **ret_store, schain_error *error)
{
	(void)path;
	(void)flags;
	(void)allocator;
	(void)ret_store;
	return schain__fail(error, SCHAIN_E_UNSUPPORTED, "this build has no SQLite");
}
#endif
