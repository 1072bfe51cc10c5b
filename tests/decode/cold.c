/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bundled recordings, judged with all that can be in the store only before
 * each batch, and without a store: what is told is the same, byte for byte.
 */
#include "engine/engine.h"

#include <supplychain/decode.h>
#include <supplychain/supplychain.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct run {
	schain_engine *engine;
	schain_store *store; /* NULL: none */
	char *told;
	size_t length;
} run;

static int append(void *context, const char *data, size_t size)
{
	run *to = context;

	to->told = realloc(to->told, to->length + size + 1);
	memcpy(to->told + to->length, data, size);
	to->length += size;
	to->told[to->length] = 0;
	return 0;
}

static int receive(void *context, const schain_verdict *verdict)
{
	return schain_report_write_json(verdict, 0, append, context, NULL) != SCHAIN_OK;
}

static int take(void *context, const schain_event *events, size_t count)
{
	run *it = context;

	ck_assert_int_eq(schain_engine_feed(it->engine, events, sizeof *events, count, NULL, NULL), SCHAIN_OK);
	if (!it->store)
		return 0;
	ck_assert_int_eq(schain_engine_checkpoint(it->engine, schain_string_of(NULL), NULL), SCHAIN_OK);
	schain__model_put_away(&it->engine->model, 0);
	return 0;
}

static void feed_file(run *it, const char *name)
{
	const char *source = getenv("SCHAIN_SRCDIR");
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_decoder *decoder;
	char path[4096], piece[4096];
	size_t size;
	FILE *file;

	snprintf(path, sizeof path, "%s/examples/telemetry/%s", source ? source : ".", name);
	file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "cannot read %s", path);
	options.events = take;
	options.context = it;
	ck_assert_int_eq(schain_decoder_new(&options, &decoder, NULL), SCHAIN_OK);
	while ((size = fread(piece, 1, sizeof piece, file)))
		ck_assert_int_eq(schain_decoder_feed(decoder, piece, size, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_finish(decoder, NULL), SCHAIN_OK);
	schain_decoder_free(decoder);
	fclose(file);
}

/* What was told; `ret_put_away`: how often something left memory. */
static char *judge(const char *name, int is_cold, uint64_t *ret_put_away)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	run it = { NULL, NULL, NULL, 0 };

	options.verdict = receive;
	options.context = &it;
	ck_assert_int_eq(schain_engine_new(&options, &it.engine, NULL), SCHAIN_OK);
	if (is_cold) {
		ck_assert_int_eq(schain_store_new_memory(NULL, &it.store, NULL), SCHAIN_OK);
		ck_assert_int_eq(schain_engine_attach_store(it.engine, it.store, NULL, NULL), SCHAIN_OK);
	}
	feed_file(&it, name);
	ck_assert_int_eq(schain_engine_flush(it.engine, NULL), SCHAIN_OK);
	*ret_put_away = it.engine->model.put_away;
	schain_engine_free(it.engine);
	schain_store_free(it.store);
	ck_assert_ptr_nonnull(it.told);
	return it.told;
}

START_TEST(recordings_are_judged_alike)
{
	static const char *const names[] = { "linux/recorded-installs/ebpf.jsonl.gz",
		                             "windows/voip-update/sysmon.xml.gz",
		                             "macos/voip-update/events.jsonl.gz" };
	uint64_t all = 0;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		uint64_t put_away;
		char *warm = judge(names[i], 0, &put_away), *cold = judge(names[i], 1, &put_away);

		ck_assert_msg(!strcmp(warm, cold), "%s", names[i]);
		all += put_away;
		free(warm);
		free(cold);
	}
	ck_assert_uint_gt(all, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recordings in the store only");
	TCase *tests = tcase_create("verdicts");
	SRunner *runner = srunner_create(suite);
	int failures;

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, recordings_are_judged_alike);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures != 0;
}
