/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measures a reputation store of N made-up SHA-256, and SQLite and LMDB doing
 * the same:
 *
 *   bench/reputation list N FILE      writes the list
 *   bench/reputation store N FILE     lookups in a store imported from it
 *   bench/reputation sqlite N FILE    makes a database of the same keys, and looks up
 *   bench/reputation lmdb N FOLDER
 *
 * Compare ratios of one run: the machine is shared.
 */
#include <config.h>

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <supplychain/reputation.h>
#ifdef HAVE_SQLITE
#include <sqlite3.h>
#endif
#ifdef HAVE_LMDB
#include <lmdb.h>
#endif

enum {
	HEX = 64,
	KEY = 32,
	LOOKUPS = 2000000,
	CHUNK = 4000, /* keys made at a time: they stay in the cache, as those of an event do */
	BLOCK = 32,   /* bytes of a store's filter that a lookup reads, */
	SHARE = 2,    /* of so many bytes a key in all */
};

/* Seconds of processor time. */
static double now(void)
{
	struct timespec time;

	/* Of this process: what else the machine does is left out. */
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static void key_of(uint64_t index, unsigned char *key)
{
	for (uint64_t i = 0; i < 4; i++) {
		uint64_t part = mix(index * 4 + i);

		memcpy(key + 8 * i, &part, sizeof part);
	}
}

static void hex_of(uint64_t index, char *hex)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char key[KEY];

	key_of(index, key);
	for (size_t i = 0; i < KEY; i++) {
		hex[2 * i] = digits[key[i] >> 4];
		hex[2 * i + 1] = digits[key[i] & 15];
	}
}

static int write_list(uint64_t count, const char *path)
{
	FILE *file = fopen(path, "w");
	char line[HEX + 1];

	if (!file)
		return 1;
	line[HEX] = '\n';
	for (uint64_t i = 0; i < count; i++) {
		hex_of(i, line);
		fwrite(line, 1, sizeof line, file);
	}
	return fclose(file) != 0;
}

static double size_of(const char *path)
{
	struct stat status;

	return stat(path, &status) ? 0 : (double)status.st_size;
}

/* Keys that are looked up, made beforehand: index below `count` is a hit. */
static uint64_t chosen(uint64_t i, uint64_t count, int is_miss)
{
	return mix(i) % count + (is_miss ? count : 0);
}

static void tell(const char *what, uint64_t count, double hit, double miss, double bytes, double opened)
{
	printf("%-8s %10" PRIu64 " keys: hit %6.0f ns, miss %6.0f ns, %5.1f bytes a key, open %.2f ms\n", what,
	       count, hit / LOOKUPS * 1e9, miss / LOOKUPS * 1e9, bytes / (double)count, opened * 1e3);
}

/* Looks up hits or misses, and adds how many entries were found. Returns seconds. */
static double look_up(const schain_reputation *store, uint64_t count, int is_miss, size_t *ret_found)
{
	static char keys[CHUNK * HEX];
	schain_reputation_entry entry;
	double spent = 0, began;
	size_t found;

	*ret_found = 0;
	for (uint64_t from = 0; from < LOOKUPS; from += CHUNK) {
		for (uint64_t i = 0; i < CHUNK; i++)
			hex_of(chosen(from + i, count, is_miss), keys + i * HEX);
		began = now();
		for (uint64_t i = 0; i < CHUNK; i++) {
			schain_string key = { keys + i * HEX, HEX };

			schain_reputation_find(store, SCHAIN_REPUTATION_SHA256, key, 0, &entry, sizeof entry, 1,
			                       &found);
			*ret_found += found;
		}
		spent += now() - began;
	}
	return spent;
}

/*
 * What one read costs anyhow: of a block somewhere in a part of the file as
 * large as the filter, each where the one before says. Returns seconds.
 */
static double read_blocks(uint64_t count, const char *path)
{
	uint64_t blocks = count * SHARE / BLOCK, at = 0;
	size_t size = (size_t)(blocks * BLOCK);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	const unsigned char *map = file < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
	double began = 0;

	if (file >= 0)
		close(file);
	if (map == MAP_FAILED)
		return 0;
	for (int round = 0; round < 2; round++) {
		began = now();
		for (uint64_t i = 0; i < LOOKUPS; i++) {
			uint64_t word;

			memcpy(&word, map + mix(at ^ i) % blocks * BLOCK, sizeof word);
			at = word;
		}
	}
	began = now() - began;
	munmap((void *)(uintptr_t)map, size);
	/* So that the reads are made. */
	return at == UINT64_MAX ? began + 1e-9 : began;
}

static int measure_store(uint64_t count, const char *path)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_reputation *store = NULL;
	double began = now(), opened, times[2], bare;
	size_t found[2];

	if (schain_reputation_open(path, NULL, &store, &error) != SCHAIN_OK) {
		fprintf(stderr, "%s: %s\n", path, error.message);
		return 1;
	}
	opened = now() - began;
	for (int is_miss = 0; is_miss < 2; is_miss++)
		/* Once to have what is looked up in memory. */
		for (int round = 0; round < 2; round++)
			times[is_miss] = look_up(store, count, is_miss, &found[is_miss]);
	bare = read_blocks(count, path);
	tell("store", count, times[0], times[1], size_of(path), opened);
	printf("store    %10" PRIu64 " keys: a bare read of as many bytes %.0f ns, a miss %.1f times that\n", count,
	       bare / LOOKUPS * 1e9, bare > 0 ? times[1] / bare : 0);
	if (found[0] != LOOKUPS || found[1])
		fprintf(stderr, "wrong: %zu of %d hits, %zu misses found\n", found[0], LOOKUPS, found[1]);
	schain_reputation_close(store);
	return found[0] != LOOKUPS || found[1];
}

#ifdef HAVE_SQLITE
static int fill_sqlite(sqlite3 *database, uint64_t count)
{
	sqlite3_stmt *insert = NULL;
	unsigned char key[KEY];

	sqlite3_exec(database, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF;"
	                       "CREATE TABLE hash(key BLOB PRIMARY KEY, note INT) WITHOUT ROWID; BEGIN",
	             NULL, NULL, NULL);
	if (sqlite3_prepare_v2(database, "INSERT INTO hash VALUES(?,1)", -1, &insert, NULL) != SQLITE_OK)
		return 1;
	for (uint64_t i = 0; i < count; i++) {
		key_of(i, key);
		sqlite3_bind_blob(insert, 1, key, KEY, SQLITE_STATIC);
		sqlite3_step(insert);
		sqlite3_reset(insert);
	}
	sqlite3_finalize(insert);
	return sqlite3_exec(database, "COMMIT; PRAGMA mmap_size=8589934592", NULL, NULL, NULL) != SQLITE_OK;
}

static int measure_sqlite(uint64_t count, const char *path)
{
	sqlite3 *database = NULL;
	sqlite3_stmt *select = NULL;
	unsigned char key[KEY];
	double began = now(), times[2];

	remove(path);
	if (sqlite3_open(path, &database) != SQLITE_OK || fill_sqlite(database, count) ||
	    sqlite3_prepare_v2(database, "SELECT note FROM hash WHERE key=?", -1, &select, NULL) != SQLITE_OK)
		return 1;
	printf("sqlite   %10" PRIu64 " keys: made in %.1f s\n", count, now() - began);
	for (int is_miss = 0; is_miss < 2; is_miss++) {
		began = now();
		for (uint64_t i = 0; i < LOOKUPS; i++) {
			key_of(chosen(i, count, is_miss), key);
			sqlite3_bind_blob(select, 1, key, KEY, SQLITE_STATIC);
			sqlite3_step(select);
			sqlite3_reset(select);
		}
		times[is_miss] = now() - began;
	}
	tell("sqlite", count, times[0], times[1], size_of(path), 0);
	sqlite3_finalize(select);
	sqlite3_close(database);
	return 0;
}
#endif

#ifdef HAVE_LMDB
static int fill_lmdb(MDB_env *environment, uint64_t count, MDB_dbi *ret_table)
{
	/* Keys come in no order, each on a page of its own; a transaction takes 2^17 pages. */
	enum { BATCH = 1 << 16 };
	MDB_txn *change = NULL;
	unsigned char key[KEY];
	uint16_t note = 1;

	for (uint64_t i = 0; i < count; i++) {
		MDB_val name = { sizeof key, key }, value = { sizeof note, &note };

		if (i % BATCH == 0 && ((change && mdb_txn_commit(change)) ||
		                       mdb_txn_begin(environment, NULL, 0, &change) ||
		                       mdb_dbi_open(change, NULL, 0, ret_table)))
			return 1;
		key_of(i, key);
		if (mdb_put(change, *ret_table, &name, &value, 0))
			return 1;
	}
	return change && mdb_txn_commit(change);
}

static int measure_lmdb(uint64_t count, const char *path)
{
	MDB_env *environment = NULL;
	MDB_txn *reader = NULL;
	MDB_dbi table = 0;
	unsigned char key[KEY];
	char data[4096];
	double began = now(), times[2];

	mkdir(path, 0755);
	snprintf(data, sizeof data, "%s/data.mdb", path);
	remove(data);
	if (mdb_env_create(&environment) || mdb_env_set_mapsize(environment, count * 256 + (1 << 26)) ||
	    mdb_env_open(environment, path, MDB_NOSYNC, 0644) || fill_lmdb(environment, count, &table) ||
	    mdb_txn_begin(environment, NULL, MDB_RDONLY, &reader)) {
		fprintf(stderr, "reputation: LMDB cannot hold %" PRIu64 " keys in %s\n", count, path);
		return 1;
	}
	printf("lmdb     %10" PRIu64 " keys: made in %.1f s\n", count, now() - began);
	for (int is_miss = 0; is_miss < 2; is_miss++) {
		began = now();
		for (uint64_t i = 0; i < LOOKUPS; i++) {
			MDB_val name = { sizeof key, key }, value;

			key_of(chosen(i, count, is_miss), key);
			mdb_get(reader, table, &name, &value);
		}
		times[is_miss] = now() - began;
	}
	tell("lmdb", count, times[0], times[1], size_of(data), 0);
	mdb_txn_abort(reader);
	mdb_env_close(environment);
	return 0;
}
#endif

int main(int argc, char **argv)
{
	uint64_t count = argc == 4 ? strtoull(argv[2], NULL, 10) : 0;

	if (!count) {
		fprintf(stderr, "usage: reputation list|store|sqlite|lmdb N PATH\n");
		return 2;
	}
	if (!strcmp(argv[1], "list"))
		return write_list(count, argv[3]);
	if (!strcmp(argv[1], "store"))
		return measure_store(count, argv[3]);
#ifdef HAVE_SQLITE
	if (!strcmp(argv[1], "sqlite"))
		return measure_sqlite(count, argv[3]);
#endif
#ifdef HAVE_LMDB
	if (!strcmp(argv[1], "lmdb"))
		return measure_lmdb(count, argv[3]);
#endif
	fprintf(stderr, "%s is not in this build\n", argv[1]);
	return 0;
}
