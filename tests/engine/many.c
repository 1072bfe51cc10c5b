/* SPDX-License-Identifier: Apache-2.0 */
/* Engines made and freed by the thousand, and a process that forks with one in use: nothing is
   left behind, and both processes go on to the same verdict. SCHAIN_TEST_HEAVY=1: ten thousand. */
#include <supplychain/supplychain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EVENTS = 6 };

struct balance {
	size_t blocks, bytes;
};

static void *allocate(void *context, size_t size)
{
	struct balance *balance = context;
	void *memory = malloc(size);

	balance->blocks += memory != NULL;
	balance->bytes += memory ? size : 0;
	return memory;
}

static void release(void *context, void *memory, size_t size)
{
	struct balance *balance = context;

	balance->blocks -= memory != NULL;
	balance->bytes -= memory ? size : 0;
	free(memory);
}

static void *reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	struct balance *balance = context;
	void *moved = realloc(memory, size);

	if (moved) {
		balance->blocks += memory == NULL;
		balance->bytes += size - old_size;
	}
	return moved;
}

/* dpkg writes gvtool, which starts sh, which starts curl, which connects. */
static schain_status feed(schain_engine *engine, size_t from, size_t to, schain_error *error)
{
	static const char *const images[] = { "/usr/bin/dpkg", "/usr/bin/gvtool", "/bin/sh", "/usr/bin/curl" };
	static const uint32_t types[EVENTS] = { SCHAIN_EVENT_PROCESS_START, SCHAIN_EVENT_FILE_WRITE,
		                                    SCHAIN_EVENT_PROCESS_START, SCHAIN_EVENT_PROCESS_START,
		                                    SCHAIN_EVENT_PROCESS_START, SCHAIN_EVENT_CONNECTION };
	static const uint32_t actors[EVENTS] = { 0, 0, 1, 2, 3, 3 };
	schain_status status = SCHAIN_OK;

	for (size_t i = from; i < to && status == SCHAIN_OK; i++) {
		schain_event event = SCHAIN_EVENT_INIT;
		schain_process process = SCHAIN_PROCESS_INIT;
		schain_file image = SCHAIN_FILE_INIT, written = SCHAIN_FILE_INIT;
		schain_connection connection = SCHAIN_CONNECTION_INIT;

		image.path = schain_string_of(images[actors[i]]);
		written.path = schain_string_of(images[1]);
		connection.port = 443;
		connection.address = SCHAIN_STRING("203.0.113.70");
		connection.host_name = SCHAIN_STRING("cdn.statmetric.example");
		process.pid = 100 + actors[i];
		process.parent_pid = actors[i] > 1 ? 99 + actors[i] : 1;
		process.image = &image;
		event.type = types[i];
		event.time = (1767225600 + 20 * (int64_t)i) * SCHAIN_SECOND;
		event.process = &process;
		event.file = event.type == SCHAIN_EVENT_FILE_WRITE ? &written : NULL;
		event.connection = event.type == SCHAIN_EVENT_CONNECTION ? &connection : NULL;
		status = schain_engine_feed(engine, &event, sizeof event, 1, NULL, error);
	}
	return status;
}

/* 1 if the next verdict, after everything is judged, is a high one on gvtool. */
static int finds_it(schain_engine *engine, schain_error *error)
{
	const schain_verdict *verdict;

	return schain_engine_flush(engine, error) == SCHAIN_OK &&
	       schain_engine_next_verdict(engine, &verdict, error) == SCHAIN_OK &&
	       verdict->level == SCHAIN_LEVEL_HIGH && verdict->product.length == 6 &&
	       !memcmp(verdict->product.data, "gvtool", 6);
}

static int fail(const char *what, const schain_error *error)
{
	fprintf(stderr, "%s: %s\n", what, error->message);
	return 1;
}

/* Some are freed in the middle of what they were fed. */
static int make_and_free(const schain_allocator *allocator, unsigned count)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	const struct balance *balance = allocator->context;
	schain_error error = SCHAIN_ERROR_INIT;

	options.allocator = allocator;
	for (unsigned i = 0; i < count; i++) {
		schain_engine *engine = NULL;
		size_t fed = i % (EVENTS + 1);

		if (schain_engine_new(&options, &engine, &error) != SCHAIN_OK ||
		    feed(engine, 0, fed, &error) != SCHAIN_OK || (fed == EVENTS && !finds_it(engine, &error)))
			return fail("engine", &error);
		schain_engine_free(engine);
		if (balance->blocks || balance->bytes) {
			fprintf(stderr, "engine %u left %zu blocks, %zu bytes\n", i, balance->blocks, balance->bytes);
			return 1;
		}
	}
	return 0;
}

/* The child's copy and the parent's each go on from where both were. */
static int fork_in_use(const schain_allocator *allocator)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	const struct balance *balance = allocator->context;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_engine *engine = NULL;
	int status = -1, failed;
	pid_t child;

	options.allocator = allocator;
	if (schain_engine_new(&options, &engine, &error) != SCHAIN_OK ||
	    feed(engine, 0, 3, &error) != SCHAIN_OK)
		return fail("before the fork", &error);
	child = fork();
	failed = child < 0 || feed(engine, 3, EVENTS, &error) != SCHAIN_OK || !finds_it(engine, &error);
	schain_engine_free(engine);
	failed |= balance->blocks != 0;
	if (!child)
		_exit(failed);
	if (failed)
		return fail("after the fork, the parent", &error);
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "after the fork, the child: status %d\n", status);
		return 1;
	}
	return 0;
}

int main(void)
{
	struct balance balance = { 0, 0 };
	const schain_allocator allocator = { .struct_size = sizeof allocator,
		                                 .allocate = allocate,
		                                 .reallocate = reallocate,
		                                 .release = release,
		                                 .context = &balance };
	unsigned count = getenv("SCHAIN_TEST_HEAVY") ? 10000 : 200;

	printf("%u engines\n", count);
	return make_and_free(&allocator, count) || fork_in_use(&allocator);
}
