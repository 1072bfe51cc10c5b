/* SPDX-License-Identifier: Apache-2.0 */
/* The buffer that puts events in order, and the copies it holds. */
#include "engine/copy.h"
#include "engine/reorder.h"

#include <check.h>
#include <stdlib.h>

#include "base/text.h"

static schain__memory memory;
static uint64_t held, generator;

static uint32_t random_below(uint32_t limit)
{
	generator = generator * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(generator >> 33) % limit;
}

static void setup(void)
{
	schain__memory_init(&memory, NULL);
	held = 0;
	generator = 5;
}

static void teardown(void)
{
	ck_assert_uint_eq(memory.used, 0);
	ck_assert_uint_eq(held, 0);
}

START_TEST(what_goes_in_anyhow_comes_out_in_order)
{
	schain__reorder *reorder = schain__reorder_new(&memory, &held);
	schain_time last = INT64_MIN;
	size_t in = 0, out = 0;

	for (int step = 0; step < 20000; step++) {
		schain_event event = SCHAIN_EVENT_INIT;
		const schain_event *first;

		if (random_below(3)) {
			event.type = SCHAIN_EVENT_LOSS;
			/* Mostly rising, as from a sensor; never before what came out. */
			event.time = (last == INT64_MIN ? 0 : last) + random_below(1000);
			event.record = (uint64_t)step;
			ck_assert_int_eq(schain__reorder_put(reorder, &event), 0);
			in++;
			continue;
		}
		first = schain__reorder_first(reorder);
		if (!first)
			continue;
		ck_assert_int_ge(first->time, last);
		last = first->time;
		schain__reorder_drop_first(reorder);
		out++;
		ck_assert_uint_eq(schain__reorder_count(reorder), in - out);
	}
	while (schain__reorder_first(reorder)) {
		ck_assert_int_ge(schain__reorder_first(reorder)->time, last);
		last = schain__reorder_first(reorder)->time;
		schain__reorder_drop_first(reorder);
		out++;
	}
	ck_assert_uint_eq(in, out);
	schain__reorder_free(reorder);
}
END_TEST

START_TEST(equal_times_go_by_record_then_by_cause)
{
	schain_event a = SCHAIN_EVENT_INIT, b = SCHAIN_EVENT_INIT;

	a.time = b.time = 5;
	a.record = 1;
	b.record = 2;
	a.type = SCHAIN_EVENT_CONNECTION;
	b.type = SCHAIN_EVENT_PROCESS_START;
	ck_assert_int_lt(schain__reorder_compare(&a, &b), 0);
	b.record = 1;
	ck_assert_int_gt(schain__reorder_compare(&a, &b), 0); /* a process exists before it connects */
	ck_assert_int_eq(schain__reorder_compare(&a, &a), 0);
	b.time = 4;
	ck_assert_int_gt(schain__reorder_compare(&a, &b), 0);
}
END_TEST

/* Fills every byte behind struct_size, pointers apart, so that a field left out shows. */
#define FILL(variable) \
	do { \
		memset(&(variable), 0x5a, sizeof(variable)); \
		(variable).struct_size = (uint32_t)sizeof(variable); \
	} while (0)

static char letters[64];

static schain_string text_of(int number)
{
	return schain__string(letters + number, (size_t)(1 + number % 7));
}

START_TEST(a_copy_has_every_field_and_nothing_of_the_original)
{
	schain_event event, *copy = NULL;
	schain_process process[3];
	schain_file file[4];
	schain_signature signature;
	schain_connection connection;
	schain_dns dns;
	schain_registry registry;
	schain_package package;
	schain_integrity report;
	schain_claim claim;
	schain_string answers[2];
	size_t size;
	void *block;

	for (size_t i = 0; i < sizeof letters; i++)
		letters[i] = (char)('A' + i);
	FILL(signature);
	signature.signer = text_of(1);
	signature.issuer = text_of(2);
	signature.thumbprint = text_of(3);
	signature.team_id = text_of(4);
	signature.signing_id = text_of(5);
	signature.identity = text_of(6);
	for (int i = 0; i < 4; i++) {
		FILL(file[i]);
		file[i].path = text_of(6);
		file[i].old_path = text_of(7);
		file[i].sha256 = text_of(8);
		file[i].sha1 = text_of(9);
		file[i].md5 = text_of(10);
		file[i].origin_url = text_of(11);
		file[i].product = text_of(12);
		file[i].company = text_of(13);
		file[i].version = text_of(14);
		file[i].original_name = text_of(15);
		file[i].signature = &signature;
		file[i].reserved = NULL;
	}
	for (int i = 0; i < 3; i++) {
		FILL(process[i]);
		process[i].guid = text_of(16);
		process[i].parent_guid = text_of(17);
		process[i].command_line = text_of(18);
		process[i].script = text_of(19);
		process[i].working_directory = text_of(20);
		process[i].user = text_of(21);
		process[i].image = &file[i];
		process[i].reserved = NULL;
	}
	FILL(connection);
	connection.address = text_of(22);
	connection.local_address = text_of(23);
	connection.host_name = text_of(24);
	connection.server_name = text_of(25);
	FILL(dns);
	answers[0] = text_of(26);
	answers[1] = text_of(27);
	dns.query = text_of(28);
	dns.answers = answers;
	dns.answer_count = 2;
	FILL(registry);
	registry.key = text_of(29);
	registry.value = text_of(30);
	FILL(package);
	package.manager = text_of(31);
	package.name = text_of(32);
	package.version = text_of(33);
	package.old_version = text_of(34);
	package.architecture = text_of(35);
	package.repository = text_of(36);
	package.key = text_of(37);
	package.publisher = text_of(38);
	FILL(report);
	report.policy = text_of(39);
	report.reason = text_of(40);
	FILL(claim);
	claim.subject = text_of(41);
	claim.claimant = text_of(42);
	claim.reason = text_of(43);
	claim.signature = &signature;
	claim.reserved = NULL;
	FILL(event);
	event.host = text_of(44);
	event.record_id = text_of(45);
	event.origin = SCHAIN_STRING("");
	event.process = &process[0];
	event.parent = &process[1];
	event.target = &process[2];
	event.file = &file[3];
	event.connection = &connection;
	event.dns = &dns;
	event.registry = &registry;
	event.package = &package;
	event.integrity = &report;
	event.claim = &claim;

	size = schain__event_copy(NULL, 0, &event, &copy);
	ck_assert_ptr_null(copy);
	block = malloc(size);
	ck_assert_uint_eq(schain__event_copy(block, size - 8, &event, &copy), size);
	ck_assert_ptr_null(copy); /* a little too small */
	ck_assert_uint_eq(schain__event_copy(block, size, &event, &copy), size);
	ck_assert_ptr_nonnull(copy);

	/* Structs are equal but for what points elsewhere; texts are equal and elsewhere. */
#define INSIDE(pointer) \
	ck_assert((const char *)(pointer) >= (const char *)block && \
	          (const char *)(pointer) < (const char *)block + size)
#define TEXT(part, original, field) \
	do { \
		ck_assert(schain__equal((part)->field, (original)->field)); \
		INSIDE((part)->field.data); \
	} while (0)
	ck_assert_uint_eq(copy->type, event.type);
	ck_assert_int_eq(copy->time, event.time);
	ck_assert_uint_eq(copy->record, event.record);
	ck_assert_uint_eq(copy->line, event.line);
	ck_assert_uint_eq(copy->count, event.count);
	ck_assert_uint_eq(copy->source_kind, event.source_kind);
	ck_assert_uint_eq(copy->os, event.os);
	TEXT(copy, &event, host);
	TEXT(copy, &event, record_id);
	ck_assert_ptr_nonnull(copy->origin.data); /* empty is not absent */
	ck_assert_uint_eq(copy->origin.length, 0);
	{
		const schain_process *parts[3] = { copy->process, copy->parent, copy->target };
		const schain_file *files[4] = { parts[0]->image, parts[1]->image, parts[2]->image, copy->file };

		for (int i = 0; i < 3; i++) {
			INSIDE(parts[i]);
			ck_assert_uint_eq(parts[i]->flags, process[i].flags);
			ck_assert_uint_eq(parts[i]->pid, process[i].pid);
			ck_assert_uint_eq(parts[i]->parent_pid, process[i].parent_pid);
			ck_assert_int_eq(parts[i]->start_time, process[i].start_time);
			TEXT(parts[i], &process[i], guid);
			TEXT(parts[i], &process[i], parent_guid);
			TEXT(parts[i], &process[i], command_line);
			TEXT(parts[i], &process[i], script);
			TEXT(parts[i], &process[i], working_directory);
			TEXT(parts[i], &process[i], user);
		}
		for (int i = 0; i < 4; i++) {
			INSIDE(files[i]);
			ck_assert_uint_eq(files[i]->inode, file[i].inode);
			ck_assert_uint_eq(files[i]->device, file[i].device);
			ck_assert_uint_eq(files[i]->size, file[i].size);
			ck_assert_uint_eq(files[i]->mode, file[i].mode);
			ck_assert_uint_eq(files[i]->content, file[i].content);
			TEXT(files[i], &file[i], path);
			TEXT(files[i], &file[i], old_path);
			TEXT(files[i], &file[i], sha256);
			TEXT(files[i], &file[i], sha1);
			TEXT(files[i], &file[i], md5);
			TEXT(files[i], &file[i], origin_url);
			TEXT(files[i], &file[i], product);
			TEXT(files[i], &file[i], company);
			TEXT(files[i], &file[i], version);
			TEXT(files[i], &file[i], original_name);
			INSIDE(files[i]->signature);
			ck_assert_uint_eq(files[i]->signature->state, signature.state);
			TEXT(files[i]->signature, &signature, signer);
			TEXT(files[i]->signature, &signature, issuer);
			TEXT(files[i]->signature, &signature, thumbprint);
			TEXT(files[i]->signature, &signature, team_id);
			TEXT(files[i]->signature, &signature, signing_id);
			TEXT(files[i]->signature, &signature, identity);
		}
	}
	INSIDE(copy->connection);
	ck_assert_uint_eq(copy->connection->port, connection.port);
	ck_assert_uint_eq(copy->connection->bytes_sent, connection.bytes_sent);
	TEXT(copy->connection, &connection, address);
	TEXT(copy->connection, &connection, local_address);
	TEXT(copy->connection, &connection, host_name);
	TEXT(copy->connection, &connection, server_name);
	INSIDE(copy->dns->answers);
	for (int i = 0; i < 2; i++) {
		ck_assert(schain__equal(copy->dns->answers[i], answers[i]));
		INSIDE(copy->dns->answers[i].data);
	}
	TEXT(copy->dns, &dns, query);
	TEXT(copy->registry, &registry, key);
	TEXT(copy->registry, &registry, value);
	TEXT(copy->package, &package, manager);
	TEXT(copy->package, &package, name);
	TEXT(copy->package, &package, version);
	TEXT(copy->package, &package, old_version);
	TEXT(copy->package, &package, architecture);
	TEXT(copy->package, &package, repository);
	TEXT(copy->package, &package, key);
	TEXT(copy->package, &package, publisher);
	ck_assert_uint_eq(copy->package->operation, package.operation);
	TEXT(copy->integrity, &report, policy);
	TEXT(copy->integrity, &report, reason);
	TEXT(copy->claim, &claim, subject);
	TEXT(copy->claim, &claim, claimant);
	TEXT(copy->claim, &claim, reason);
	ck_assert_int_eq(copy->claim->lifetime, claim.lifetime);
	INSIDE(copy->claim->signature);
	free(block);
}
END_TEST

START_TEST(a_text_is_kept_up_to_its_limit)
{
	enum { SIZE = 1 << 20 };
	schain_event event = SCHAIN_EVENT_INIT, *copy;
	char *text = calloc(1, SIZE), *block;
	size_t size;

	event.host = schain__string(text, SIZE);
	size = schain__event_copy(NULL, 0, &event, &copy);
	ck_assert_uint_lt(size, SCHAIN__EVENT_TEXT + 4096);
	block = malloc(size);
	schain__event_copy(block, size, &event, &copy);
	ck_assert_uint_eq(copy->host.length, SCHAIN__EVENT_TEXT);
	free(block);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("waiting events");
	TCase *tests = tcase_create("waiting events");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, what_goes_in_anyhow_comes_out_in_order);
	tcase_add_test(tests, equal_times_go_by_record_then_by_cause);
	tcase_add_test(tests, a_copy_has_every_field_and_nothing_of_the_original);
	tcase_add_test(tests, a_text_is_kept_up_to_its_limit);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
