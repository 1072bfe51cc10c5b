/* SPDX-License-Identifier: Apache-2.0 */
/* The states of very many hosts, exported and imported, and one that floods the others. */
#include "endpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct bytes {
	char *data;
	size_t size, capacity;
} bytes;

static int keep(void *context, const char *data, size_t size)
{
	bytes *to = context;

	if (size > to->capacity) {
		free(to->data);
		to->data = malloc(size);
		to->capacity = size;
	}
	if (!to->data)
		return -1;
	memcpy(to->data, data, size);
	to->size = size;
	return 0;
}

/* Some software delivered and used, and what a host does all day. */
static void live(endpoint *it, unsigned packages)
{
	char name[64], address[32];

	for (unsigned i = 0; i < packages; i++) {
		endpoint_install(it, i, 6);
		endpoint_use(it, i, 1);
	}
	for (unsigned i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "n%u.example.org", i);
		snprintf(address, sizeof address, "198.51.100.%u", i);
		endpoint_start(it, 1, 100 + i, "/usr/sbin/worker");
		endpoint_answer(it, 100 + i, name, address);
		endpoint_connect(it, 100 + i, name, address, 443);
		if (i % 2)
			endpoint_exit(it, 100 + i);
	}
}

int state_hosts(uint64_t hosts, uint64_t memory)
{
	const struct {
		const char *name;
		unsigned packages;
	} kinds[] = { { "hardly used", 0 }, { "ordinary", 3 }, { "developer's", 40 } };
	schain_error error = SCHAIN_ERROR_INIT;
	bytes state = { NULL, 0, 0 };

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		uint64_t count = k == 1 ? hosts : hosts / 10, total = 0;
		double exporting = 0, importing = 0;
		schain_engine *other = endpoint_engine(memory, NULL, NULL);
		endpoint it = { endpoint_engine(memory, NULL, NULL), NULL, ENDPOINT_EPOCH, SCHAIN_SECOND / 10, 0 };
		char name[64];

		for (uint64_t i = 0; i < count; i++) {
			double began;

			snprintf(name, sizeof name, "host-%" PRIu64 ".example", i);
			it.host = name;
			live(&it, kinds[k].packages);
			endpoint_check(schain_engine_flush(it.engine, &error), &error);
			began = endpoint_cpu();
			endpoint_check(schain_engine_export_host(it.engine, schain_string_of(name), keep, &state,
			                                         &error),
			               &error);
			exporting += endpoint_cpu() - began;
			total += state.size;
			began = endpoint_cpu();
			endpoint_check(schain_engine_import_host(other, state.data, state.size, &error), &error);
			importing += endpoint_cpu() - began;
			endpoint_check(schain_engine_forget_host(it.engine, schain_string_of(name), &error), &error);
			endpoint_check(schain_engine_forget_host(other, schain_string_of(name), &error), &error);
		}
		printf("hosts        %9" PRIu64 " %s: %8.1f bytes a host, export %6.1f us, import %6.1f us\n", count,
		       kinds[k].name, (double)total / (double)count, exporting * 1e6 / (double)count,
		       importing * 1e6 / (double)count);
		schain_engine_free(other);
		schain_engine_free(it.engine);
	}
	free(state.data);
	return 0;
}

typedef struct flood {
	const char *name;
	void (*one)(endpoint *it, uint64_t number);
} flood;

static void flood_nothing(endpoint *it, uint64_t number)
{
	endpoint_start(it, 1, 100 + number % 50, "/usr/sbin/worker");
}

static void flood_files(endpoint *it, uint64_t number)
{
	char path[64];

	snprintf(path, sizeof path, "/srv/cache/%" PRIu64 ".so", number);
	endpoint_write(it, 700, path);
}

static void flood_forks(endpoint *it, uint64_t number)
{
	char image[64];

	snprintf(image, sizeof image, "/srv/bin/%" PRIu64, number % 5000);
	endpoint_start(it, 1, 1000 + number % 4000000, image);
}

static void flood_names(endpoint *it, uint64_t number)
{
	char name[64], address[32];

	snprintf(name, sizeof name, "n%" PRIu64 ".flood.example", number);
	snprintf(address, sizeof address, "198.%u.%u.%u", 18 + (unsigned)(number >> 16 & 1),
	         (unsigned)(number >> 8 & 255), (unsigned)(number & 255));
	if (number % 2)
		endpoint_answer(it, 700, name, address);
	else
		endpoint_connect(it, 700, name, address, 443);
}

static void flood_deliveries(endpoint *it, uint64_t number)
{
	if (number % 8 == 0) {
		endpoint_install(it, number, 3);
		endpoint_use(it, number, 1);
	}
}

enum { OTHERS = 20 };

static void work(endpoint *it, uint64_t pid)
{
	endpoint_start(it, 1, pid, "/usr/sbin/worker");
	endpoint_connect(it, pid, "updates.vendor.example", "203.0.113.77", 443);
	endpoint_exit(it, pid);
}

/* CPU seconds that the others' events took while one host floods; each is fed as often. */
static double others(const flood *how, uint64_t events, uint64_t memory, endpoint_told *told,
                     uint64_t *ret_peak)
{
	schain_error error = SCHAIN_ERROR_INIT;
	endpoint noisy = { endpoint_engine(memory, endpoint_tell, told), "noisy.example", ENDPOINT_EPOCH,
		           SCHAIN_SECOND / 1000, 0 };
	endpoint quiet[OTHERS];
	char names[OTHERS][32];
	double spent = 0;

	for (unsigned i = 0; i < OTHERS; i++) {
		quiet[i] = noisy;
		quiet[i].step = SCHAIN_SECOND / 50;
		snprintf(names[i], sizeof names[i], "quiet-%u.example", i);
		quiet[i].host = names[i];
	}
	for (uint64_t done = 0; done < events;) {
		double began;

		for (unsigned i = 0; i < 10000; i++)
			how->one(&noisy, done + i);
		began = endpoint_cpu();
		for (unsigned i = 0; i < 10000 / (3 * OTHERS); i++)
			for (unsigned j = 0; j < OTHERS; j++)
				work(&quiet[j], 100 + (done + i) % 200);
		spent += endpoint_cpu() - began;
		done += 10000;
	}
	endpoint_check(schain_engine_flush(noisy.engine, &error), &error);
	*ret_peak = endpoint_statistics(noisy.engine).memory_peak;
	schain_engine_free(noisy.engine);
	return spent;
}

int state_flood(uint64_t events, uint64_t memory)
{
	static const flood floods[] = {
		{ "nothing new", flood_nothing }, { "files", flood_files },           { "processes", flood_forks },
		{ "names", flood_names },         { "deliveries", flood_deliveries },
	};
	double alone = 0;
	int failed = 0;

	for (size_t i = 0; i < sizeof floods / sizeof *floods; i++) {
		endpoint_told told = { "", 0, 0, 0, 0 };
		uint64_t peak;
		double spent = others(&floods[i], events, memory, &told, &peak);

		if (!i)
			alone = spent;
		printf("flood        %9" PRIu64 " events of %-11s others at %5.2f of their speed, memory %.1f MiB at most\n",
		       events, floods[i].name, alone / spent, (double)peak / 1048576);
		failed |= alone / spent < 0.5 || peak > memory;
	}
	return failed;
}
