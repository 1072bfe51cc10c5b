/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nothing changes that was not touched: a delivery which no event touched is
 * still, byte for byte, what the last checkpoint wrote. Else a checkpoint would
 * miss the change.
 */
#include "engine/engine.h"
#include "scene.h"
#include "store/part.h"

#include <stdlib.h>

typedef struct copy {
	uint64_t serial;
	const schain__host *host;
	char *data;
	size_t size;
} copy;

static copy copies[256];
static size_t copy_count;
static schain__form form;

static copy *copy_of(const schain__host *host, uint64_t serial)
{
	for (size_t i = 0; i < copy_count; i++)
		if (copies[i].host == host && copies[i].serial == serial)
			return &copies[i];
	ck_assert_uint_lt(copy_count, sizeof copies / sizeof *copies);
	memset(&copies[copy_count], 0, sizeof *copies);
	copies[copy_count].host = host;
	copies[copy_count].serial = serial;
	return &copies[copy_count++];
}

static void look_at(schain__host *host, schain__delivery *delivery)
{
	schain__part part = { &scene.engine->model, host };
	copy *known = copy_of(host, delivery->serial);

	schain__write_delivery(&form, &part, delivery);
	if (!delivery->is_touched)
		ck_assert_msg(known->size == form.bytes.length &&
		                      !memcmp(known->data, form.bytes.data, known->size),
		              "delivery %u changed and was not touched, before event %u",
		              (unsigned)delivery->serial, (unsigned)scene.record);
	free(known->data);
	known->data = malloc(form.bytes.length);
	memcpy(known->data, form.bytes.data, form.bytes.length);
	known->size = form.bytes.length;
	delivery->is_touched = 0;
}

static int look(void)
{
	for (schain__host *host = scene.engine->model.first_host; host; host = host->next)
		for (schain__delivery *delivery = host->oldest_delivery; delivery; delivery = delivery->newer)
			look_at(host, delivery);
	return 0;
}

static void watch(void (*scenario)(void))
{
	scene.before = look;
	schain__form_init(&form, &scene.engine->memory, &scene.engine->model.key);
	scenario();
	look();
	scene_flush();
	look();
	schain__form_dispose(&form);
	while (copy_count)
		free(copies[--copy_count].data);
}

START_TEST(what_changes_was_touched)
{
	watch(everything);
}
END_TEST

/* Claims on all that a chain has, and a verdict that is revised. */
static void claims(void)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	scene_flush();
	claim_on(SCHAIN_SUBJECT_DOMAIN, "c2.attacker.example", SCHAIN_FINDING_KNOWN_GOOD, 0);
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_KNOWN_BAD, 0);
	claim_on(SCHAIN_SUBJECT_ADDRESS, "203.0.113.9", SCHAIN_FINDING_KNOWN_BAD, 0);
	scene_flush();
	/* A file of one delivery becomes another's. */
	start(1, 300, "/usr/bin/dpkg", NULL);
	write_to(300, "/opt/acme/agent");
	write_to(300, "/home/ann/app/node_modules/left-pad/index.js");
	write_to(300, "/home/ann/app/node_modules/left-pad/lib.js");
	move_to(300, "/opt/acme/agent", "/opt/acme/agent2");
	move_to(300, "/var/lib/dpkg/tmp.ci/acme.list", "/var/lib/dpkg/info/acme.list");
	change_mode(300, "/opt/acme/late", 0755);
}

START_TEST(what_claims_and_moves_change_was_touched)
{
	watch(claims);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "touching", what_changes_was_touched },
		{ "touching", what_claims_and_moves_change_was_touched },
		{ NULL, NULL },
	};

	return scene_run("what changes", tests);
}
