/* SPDX-License-Identifier: Apache-2.0 */
/* A host product that keeps the engine's state in a place of its own: here one file,
   written anew at each commit. It stops in the middle of a compromised installation,
   starts again, feeds what the state does not have yet, and gets the verdict once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <supplychain/supplychain.h>

enum { ROWS = 256, HOST_SIZE = 64, EVENTS = 6 };

struct row {
	char host[HOST_SIZE];
	size_t host_length;
	uint32_t kind;
	uint64_t id;
	size_t size;
	char *data;
};

struct table {
	struct row rows[ROWS]; /* by host, kind and id */
	size_t count;
};

struct own_store {
	const char *path;
	struct table now, before; /* of the transaction, if there is one */
};

static schain_status fail(schain_error *error, schain_status status, const char *message)
{
	if (error) {
		error->code = status;
		snprintf(error->message, sizeof error->message, "%s", message);
	}
	return status;
}

static void empty(struct table *table)
{
	while (table->count)
		free(table->rows[--table->count].data);
}

static int compare(const struct row *row, schain_string host, uint32_t kind, uint64_t id)
{
	size_t least = row->host_length < host.length ? row->host_length : host.length;
	int order = least ? memcmp(row->host, host.data, least) : 0;

	if (order || row->host_length != host.length)
		return order ? order : row->host_length < host.length ? -1 : 1;
	if (row->kind != kind)
		return row->kind < kind ? -1 : 1;
	return row->id < id ? -1 : row->id > id;
}

static size_t place_of(const struct table *table, schain_string host, uint32_t kind, uint64_t id)
{
	size_t at = 0;

	while (at < table->count && compare(&table->rows[at], host, kind, id) < 0)
		at++;
	return at;
}

/* Returns 0, -1 without room. */
static int set(struct table *table, schain_string host, uint32_t kind, uint64_t id, const void *data,
               size_t size)
{
	size_t at = place_of(table, host, kind, id);
	struct row *row = &table->rows[at];
	char *copy = malloc(size + 1);
	int is_there = at < table->count && !compare(row, host, kind, id);

	if (!copy || host.length >= HOST_SIZE || (!is_there && table->count == ROWS)) {
		free(copy);
		return -1;
	}
	if (is_there) {
		free(row->data);
	} else {
		memmove(row + 1, row, (table->count++ - at) * sizeof *row);
		memset(row, 0, sizeof *row);
	}
	if (host.length)
		memcpy(row->host, host.data, host.length);
	if (size)
		memcpy(copy, data, size);
	row->host_length = host.length;
	row->kind = kind;
	row->id = id;
	row->data = copy;
	row->size = size;
	return 0;
}

static schain_status begin(void *context, schain_error *error)
{
	struct own_store *store = context;

	for (size_t i = 0; i < store->now.count; i++) {
		const struct row *row = &store->now.rows[i];

		if (set(&store->before, (schain_string){ row->host, row->host_length }, row->kind, row->id,
		        row->data, row->size)) {
			empty(&store->before);
			return fail(error, SCHAIN_E_MEMORY, "out of memory");
		}
	}
	return SCHAIN_OK;
}

static void rollback(void *context)
{
	struct own_store *store = context;

	empty(&store->now);
	store->now = store->before;
	store->before.count = 0;
}

/* A new file, then its name: a crash leaves the old one or the new one. (A product would fsync() too.) */
static int write_all(const struct own_store *store)
{
	char path[256];
	FILE *file;
	int failed = 0;

	snprintf(path, sizeof path, "%s.new", store->path);
	file = fopen(path, "wb");
	if (!file)
		return -1;
	for (size_t i = 0; i < store->now.count; i++) {
		const struct row *row = &store->now.rows[i];

		failed |= fwrite(row, sizeof *row, 1, file) != 1 ||
		          fwrite(row->data, 1, row->size, file) != row->size;
	}
	failed |= fclose(file) != 0;
#ifdef _WIN32
	remove(store->path); /* rename() does not replace there */
#endif
	return failed || rename(path, store->path) ? -1 : 0;
}

static schain_status commit(void *context, schain_error *error)
{
	struct own_store *store = context;

	if (write_all(store)) {
		rollback(store);
		return fail(error, SCHAIN_E_IO, "the state cannot be written");
	}
	empty(&store->before);
	return SCHAIN_OK;
}

static schain_status put(void *context, schain_string host, uint32_t kind, uint64_t id, const void *data,
                         size_t size, schain_error *error)
{
	struct own_store *store = context;

	return set(&store->now, host, kind, id, data, size) ? fail(error, SCHAIN_E_LIMIT, "no room")
	                                                    : SCHAIN_OK;
}

static schain_status take_out(void *context, schain_string host, uint32_t kind, uint64_t id,
                              schain_error *error)
{
	struct table *table = &((struct own_store *)context)->now;
	size_t at = kind ? place_of(table, host, kind, id) : 0;

	(void)error;
	while (at < table->count) {
		struct row *row = &table->rows[at];

		/* Kind 0: all of that host. */
		if (compare(row, host, kind ? kind : row->kind, kind ? id : row->id)) {
			if (kind)
				break;
			at++;
			continue;
		}
		free(row->data);
		memmove(row, row + 1, (--table->count - at) * sizeof *row);
	}
	return SCHAIN_OK;
}

static schain_status get(void *context, schain_string host, uint32_t kind, uint64_t id,
                         schain_status (*take)(void *to, const void *data, size_t size), void *to,
                         schain_error *error)
{
	struct table *table = &((struct own_store *)context)->now;
	size_t at = place_of(table, host, kind, id);

	(void)error;
	if (at == table->count || compare(&table->rows[at], host, kind, id))
		return SCHAIN_END;
	return take(to, table->rows[at].data, table->rows[at].size);
}

static schain_status each(void *context, const schain_string *host, uint32_t kind,
                          schain_status (*take)(void *to, schain_string host, uint64_t id,
                                                const void *data, size_t size),
                          void *to, schain_error *error)
{
	struct table *table = &((struct own_store *)context)->now;
	schain_status status = SCHAIN_OK;

	(void)error;
	for (size_t i = 0; i < table->count && status == SCHAIN_OK; i++) {
		const struct row *row = &table->rows[i];

		if (row->kind == kind && (!host || !compare(row, *host, kind, row->id)))
			status = take(to, (schain_string){ row->host, row->host_length }, row->id, row->data,
			              row->size);
	}
	return status;
}

/* What an earlier run wrote; nothing, if there was none. */
static void read_all(struct own_store *store)
{
	FILE *file = fopen(store->path, "rb");
	struct row row;
	char *data;

	while (file && fread(&row, sizeof row, 1, file) == 1 && (data = malloc(row.size + 1)) != NULL) {
		if (fread(data, 1, row.size, file) == row.size)
			set(&store->now, (schain_string){ row.host, row.host_length }, row.kind, row.id, data,
			    row.size);
		free(data);
	}
	if (file)
		fclose(file);
}

/* dpkg writes gvtool, which starts sh, which starts curl, which connects. */
static void make_events(schain_event *events, schain_process *processes, schain_file *files,
                        schain_connection *connection)
{
	static const char *const images[] = { "/usr/bin/dpkg", "/usr/bin/gvtool", "/bin/sh", "/usr/bin/curl" };
	static const uint32_t types[] = { SCHAIN_EVENT_PROCESS_START, SCHAIN_EVENT_FILE_WRITE,
		                              SCHAIN_EVENT_PROCESS_START, SCHAIN_EVENT_PROCESS_START,
		                              SCHAIN_EVENT_PROCESS_START, SCHAIN_EVENT_CONNECTION };
	static const uint32_t actors[] = { 0, 0, 1, 2, 3, 3 };

	schain_connection_init(connection, sizeof *connection);
	connection->port = 443;
	connection->address = schain_string_of("203.0.113.70");
	connection->host_name = schain_string_of("cdn.statmetric.example");
	for (uint32_t i = 0; i < 4; i++) {
		schain_file_init(&files[i], sizeof files[i]);
		files[i].path = schain_string_of(images[i]);
		schain_process_init(&processes[i], sizeof processes[i]);
		processes[i].pid = 100 + i;
		processes[i].parent_pid = i > 1 ? 99 + i : 1;
		processes[i].image = &files[i];
	}
	for (uint32_t i = 0; i < EVENTS; i++) {
		schain_event_init(&events[i], sizeof events[i]);
		events[i].type = types[i];
		events[i].time = (1767225600 + 20 * i) * SCHAIN_SECOND; /* from 2026-01-01 00:00:00 on */
		events[i].process = &processes[actors[i]];
	}
	events[1].file = &files[1];
	events[5].connection = connection;
}

static int print(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

/* Feeds what the state does not have, up to `until`; then everything is judged and told if that is all. */
static schain_status go_on(schain_engine *engine, uint64_t until, unsigned *verdicts, schain_error *error)
{
	schain_checkpoint checkpoint = { .struct_size = sizeof checkpoint };
	schain_event events[EVENTS];
	schain_process processes[4];
	schain_file files[4];
	schain_connection connection;
	const schain_verdict *verdict;
	schain_status status = schain_engine_get_checkpoint(engine, &checkpoint, error);

	make_events(events, processes, files, &connection);
	printf("%u of %d events are in the state\n", (unsigned)checkpoint.sequence, (int)EVENTS);
	if (status == SCHAIN_OK && checkpoint.sequence < until)
		status = schain_engine_feed(engine, events + checkpoint.sequence, sizeof *events,
		                            (size_t)(until - checkpoint.sequence), NULL, error);
	if (status == SCHAIN_OK && until == EVENTS)
		status = schain_engine_flush(engine, error);
	while (status == SCHAIN_OK &&
	       (status = schain_engine_next_verdict(engine, &verdict, error)) == SCHAIN_OK) {
		++*verdicts;
		status = schain_report_write_text(verdict, 0, 80, print, stdout, error);
	}
	return status < 0 ? status : schain_engine_checkpoint(engine, SCHAIN_STRING(""), error);
}

/* One life of the process. */
static schain_status live(const char *path, uint64_t until, unsigned *verdicts, schain_error *error)
{
	struct own_store *own = calloc(1, sizeof *own);
	schain_store store = SCHAIN_STORE_INIT;
	schain_engine *engine = NULL;
	schain_status status;

	if (!own)
		return fail(error, SCHAIN_E_MEMORY, "out of memory");
	own->path = path;
	read_all(own);
	store.context = own;
	store.begin = begin;
	store.commit = commit;
	store.rollback = rollback;
	store.put = put;
	store.remove = take_out;
	store.get = get;
	store.each = each;
	status = schain_engine_new(NULL, &engine, error);
	if (status == SCHAIN_OK)
		status = schain_engine_attach_store(engine, &store, NULL, error);
	if (status == SCHAIN_OK)
		status = go_on(engine, until, verdicts, error);
	schain_engine_free(engine);
	empty(&own->now);
	free(own);
	return status;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "store-example.state";
	schain_error error = SCHAIN_ERROR_INIT;
	unsigned verdicts = 0;
	schain_status status;

	remove(path);
	status = live(path, 3, &verdicts, &error);
	for (int i = 0; i < 2 && status == SCHAIN_OK; i++)
		status = live(path, EVENTS, &verdicts, &error);
	if (status < 0)
		fprintf(stderr, "store: %s\n", error.message);
	printf("%u verdict%s\n", verdicts, verdicts == 1 ? "" : "s");
	remove(path);
	return status < 0 || verdicts != 1;
}
