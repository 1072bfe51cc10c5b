/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host product in small: its own sensor, allocator with a budget, clock, store and two plugins
 * that are part of the program. An agent on an endpoint looks like this, with a driver or eBPF
 * where the table of observations is here.
 *
 * The sensor tells of an update that is installed, runs, and connects to a host which the
 * product's own list of indicators knows. The verdict goes to the product's queue (a sink), and
 * all memory that was taken for it comes from the product and goes back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <supplychain/supplychain.h>

enum { QUEUE = 16, BUDGET = 64 << 20 };

struct product {
	size_t in_use, peak;     /* bytes; counted by the allocator */
	int64_t ticks;           /* of its clock, nanoseconds */
	unsigned alarms;         /* in its queue */
	char queue[QUEUE][128];  /* what its console would show */
};

/* ---- memory: what the agent may use at most; refusing is an error like others, never a crash */

static void *allocate(void *context, size_t size)
{
	struct product *product = context;
	void *memory = size <= BUDGET - product->in_use ? malloc(size) : NULL;

	if (memory) {
		product->in_use += size;
		if (product->in_use > product->peak)
			product->peak = product->in_use;
	}
	return memory;
}

static void release(void *context, void *memory, size_t size)
{
	if (memory)
		((struct product *)context)->in_use -= size;
	free(memory);
}

static void *reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	struct product *product = context;
	void *moved;

	if (size > old_size && size - old_size > BUDGET - product->in_use)
		return NULL;
	moved = realloc(memory, size);
	if (moved)
		product->in_use += size - old_size;
	return moved;
}

/* ---- time: a product has a monotonic clock already; this one stands still between two calls */

static int64_t now(void *context)
{
	return ((struct product *)context)->ticks += 1000;
}

/* ---- an enricher of its own: the list of indicators that the product has anyway */

static schain_status ask(void *instance, const schain_question *question)
{
	const schain_plugin_host *host = instance;
	schain_claim claim = SCHAIN_CLAIM_INIT;
	const schain_string bad = SCHAIN_STRING("cdn.statmetric.example");

	if (question->subject.length != bad.length || memcmp(question->subject.data, bad.data, bad.length))
		return SCHAIN_OK;
	claim.subject_kind = question->subject_kind;
	claim.finding = SCHAIN_FINDING_KNOWN_BAD;
	claim.reason = SCHAIN_STRING("indicator 4711");
	return host->post(host->context, question->number, &claim, sizeof claim, 1);
}

static schain_status open_plugin(const schain_plugin_host *host, const schain_plugin_setting *settings,
                                 size_t count, void **ret_instance, schain_error *error)
{
	(void)settings;
	(void)count;
	(void)error;
	*ret_instance = (void *)(uintptr_t)host; /* all that it needs; stays until it is closed */
	return SCHAIN_OK;
}

static void close_plugin(void *instance)
{
	(void)instance; /* nothing was taken for it */
}

/* ---- a sink: verdicts go to the product's queue. It finds it by a static, as plugins in files
   would find a socket; a program has one queue. */

static struct product *the_product;

static schain_status deliver(void *instance, const schain_verdict *verdict)
{
	(void)instance;
	if (the_product->alarms < QUEUE)
		snprintf(the_product->queue[the_product->alarms], sizeof the_product->queue[0],
		         "%s: %.*s on %.*s", schain_level_get_name(verdict->level),
		         (int)verdict->product.length, verdict->product.data, (int)verdict->host.length,
		         verdict->host.data);
	the_product->alarms++;
	return SCHAIN_OK;
}

static const void *get_enricher(const char *name)
{
	static const schain_enricher enricher = { .struct_size = sizeof enricher,
		                                      .subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_DOMAIN),
		                                      .ask = ask };

	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &enricher;
}

static const void *get_sink(const char *name)
{
	static const schain_plugin_sink sink = { .struct_size = sizeof sink, .deliver = deliver };

	return strcmp(name, SCHAIN_INTERFACE_SINK) ? NULL : &sink;
}

static const schain_plugin indicators = {
	.struct_size = sizeof indicators,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "indicators",
	.version = "1.0",
	.author = "The product's makers",
	.licence = "Apache-2.0",
	.summary = "Knows the hosts on the product's list.",
	.open = open_plugin,
	.close = close_plugin,
	.get_interface = get_enricher,
};

static const schain_plugin console = {
	.struct_size = sizeof console,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "console",
	.version = "1.0",
	.author = "The product's makers",
	.licence = "Apache-2.0",
	.summary = "Puts verdicts into the product's queue.",
	.open = open_plugin,
	.close = close_plugin,
	.get_interface = get_sink,
};

/* ---- the sensor: seconds since it began, who, what, and the file or host that it is about */

static const struct {
	int64_t second;
	uint32_t type, pid, parent;
	const char *image, *about;
} observations[] = {
	{ 0, SCHAIN_EVENT_PROCESS_START, 100, 1, "/usr/bin/dpkg", NULL },
	{ 20, SCHAIN_EVENT_FILE_WRITE, 100, 1, "/usr/bin/dpkg", "/usr/bin/gvtool" },
	{ 40, SCHAIN_EVENT_PROCESS_START, 101, 1, "/usr/bin/gvtool", NULL },
	{ 60, SCHAIN_EVENT_PROCESS_START, 102, 101, "/bin/sh", NULL },
	{ 80, SCHAIN_EVENT_PROCESS_START, 103, 102, "/usr/bin/curl", NULL },
	{ 100, SCHAIN_EVENT_CONNECTION, 103, 102, "/usr/bin/curl", "cdn.statmetric.example" },
};

/* One event at a time, as a sensor has them: everything in it is on this stack, and is copied. */
static schain_status observe(schain_engine *engine, size_t i, schain_error *error)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_file image = SCHAIN_FILE_INIT, file = SCHAIN_FILE_INIT;
	schain_connection connection = SCHAIN_CONNECTION_INIT;

	image.path = schain_string_of(observations[i].image);
	process.pid = observations[i].pid;
	process.parent_pid = observations[i].parent;
	process.image = &image;
	event.type = observations[i].type;
	event.time = (1767225600 + observations[i].second) * SCHAIN_SECOND; /* from 2026-01-01 on */
	event.host = SCHAIN_STRING("ws-17.example");
	event.process = &process;
	if (event.type == SCHAIN_EVENT_FILE_WRITE) {
		file.path = schain_string_of(observations[i].about);
		event.file = &file;
	} else if (event.type == SCHAIN_EVENT_CONNECTION) {
		connection.host_name = schain_string_of(observations[i].about);
		connection.address = SCHAIN_STRING("203.0.113.70");
		connection.port = 443;
		event.connection = &connection;
	}
	return schain_engine_feed(engine, &event, sizeof event, 1, NULL, error);
}

/* The sink is given a verdict right after the product itself, which has nothing left to do. */
static int seen(void *context, const schain_verdict *verdict)
{
	(void)context;
	(void)verdict;
	return 0;
}

static schain_status run(struct product *product, schain_allocator *allocator, schain_error *error)
{
	schain_plugins_options plugin_options = SCHAIN_PLUGINS_OPTIONS_INIT;
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_plugins *plugins = NULL;
	schain_engine *engine = NULL;
	schain_store *store = NULL;
	schain_status status;

	plugin_options.allocator = allocator;
	plugin_options.clock = now;
	plugin_options.context = product;
	status = schain_plugins_new(&plugin_options, &plugins, error);
	if (status == SCHAIN_OK)
		status = schain_plugins_add(plugins, &indicators, error);
	if (status == SCHAIN_OK)
		status = schain_plugins_add(plugins, &console, error);
	if (status == SCHAIN_OK)
		status = schain_plugins_open(plugins, "indicators", NULL, NULL, 0, 0, error);
	if (status == SCHAIN_OK)
		status = schain_plugins_open(plugins, "console", NULL, NULL, 0, 0, error);
	options.allocator = allocator;
	options.memory_limit = BUDGET / 2; /* what is remembered; the rest is for what passes */
	options.plugins = plugins;
	options.verdict = seen;
	if (status == SCHAIN_OK)
		status = schain_engine_new(&options, &engine, error);
	/* Lasts as long as the program; schain_store_open(), or a schain_store of one's own as in
	   store.c, survives it. */
	if (status == SCHAIN_OK)
		status = schain_store_new_memory(allocator, &store, error);
	if (status == SCHAIN_OK)
		status = schain_engine_attach_store(engine, store, NULL, error);
	for (size_t i = 0; status == SCHAIN_OK && i < sizeof observations / sizeof *observations; i++)
		status = observe(engine, i, error);
	if (status == SCHAIN_OK)
		status = schain_engine_flush(engine, error);
	if (status == SCHAIN_OK)
		status = schain_engine_checkpoint(engine, SCHAIN_STRING("shut down"), error);
	schain_engine_free(engine); /* before what it was given */
	schain_store_free(store);
	schain_plugins_free(plugins);
	return status;
}

int main(void)
{
	struct product product = { 0 };
	schain_allocator allocator = { .struct_size = sizeof allocator,
		                           .allocate = allocate,
		                           .reallocate = reallocate,
		                           .release = release,
		                           .context = &product };
	schain_error error = SCHAIN_ERROR_INIT;
	schain_status status;

	the_product = &product;
	status = run(&product, &allocator, &error);
	if (status != SCHAIN_OK)
		fprintf(stderr, "product: %s\n", error.message);
	for (unsigned i = 0; i < product.alarms && i < QUEUE; i++)
		puts(product.queue[i]);
	printf("%u alarms, %zu KiB at most, %zu bytes left\n", product.alarms, product.peak / 1024,
	       product.in_use);
	return status != SCHAIN_OK || !product.alarms || product.in_use;
}
