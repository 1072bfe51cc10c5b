/* SPDX-License-Identifier: Apache-2.0 */
/* Stage "delivery": what package managers say of their own work. */
#include "analytic/analytic.h"
#include "model/cold.h"

#include <stdio.h>

static schain__delivery *delivery_of(schain__scene *scene)
{
	schain__model *model = scene->model;
	schain__delivery *delivery;

	if (scene->process)
		return schain__delivery_open(model, schain__delivery_root(model, scene->process),
		                             scene->event);
	/* A package log names no process: the latest package manager of the host. */
	delivery = schain__delivery_at(model, scene->host, scene->host->last_delivery);
	if (!delivery || schain__elapsed(delivery->last_write, scene->event->time) >
	                         schain__policy_value(model->policy, SCHAIN__KEY_DELIVERY_QUIET))
		return NULL;
	return delivery;
}

static void replace(schain__intern *intern, schain__interned **slot, schain_string text)
{
	if (!text.length)
		return;
	schain__intern_give(intern, *slot);
	*slot = schain__intern_take(intern, text);
}

/* Of a package's subject; longer names are nobody's. */
enum { SUBJECT_SIZE = 1024 };

/*
 * "pkg:npm/left-pad@1.3.0": a package URL, its type the manager as the sensor
 * calls it. Empty where no manager is told.
 */
static schain_string subject_of(const schain_package *package, schain_string version,
                                char subject[SUBJECT_SIZE])
{
	int length;

	if (!package->manager.length || package->name.length + version.length > SUBJECT_SIZE / 2 ||
	    package->manager.length > SUBJECT_SIZE / 4)
		return schain__string(NULL, 0);
	length = snprintf(subject, SUBJECT_SIZE, "pkg:%.*s/%.*s%s%.*s", (int)package->manager.length,
	                  package->manager.data, (int)package->name.length, package->name.data,
	                  version.length ? "@" : "", (int)version.length,
	                  version.length ? version.data : "");
	return schain__string(subject, (size_t)length);
}

static void describe(schain__scene *scene, schain__item *item, const schain_package *package)
{
	char subject[SUBJECT_SIZE];
	schain__intern *intern = &scene->model->intern;
	schain__package *known = item->package;

	if (package->is_signed == SCHAIN_NO)
		item->flags |= SCHAIN__ITEM_UNSIGNED;
	if (!known)
		known = item->package = schain__alloc_zero(scene->model->memory, 1, sizeof *known);
	if (!known)
		return;
	replace(intern, &known->version, package->version);
	replace(intern, &known->old_version, package->old_version);
	replace(intern, &known->repository, package->repository);
	replace(intern, &known->key, package->key);
	replace(intern, &known->publisher, package->publisher);
	replace(intern, &known->subject,
	        subject_of(package, schain__interned_string(known->version), subject));
	if (known->time)
		return;
	schain__record_give(intern, &known->record); /* of an event without a time */
	known->record = schain__record_of(intern, scene->event);
	known->time = scene->event->time;
}

const schain__item *schain__chain_item(const schain__scene *scene, const schain__chain *chain)
{
	const schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, chain->delivery);

	return delivery && chain->item < delivery->item_count ? &delivery->items[chain->item] : NULL;
}

void schain__package_claim(schain__scene *scene, schain__chain *chain,
                           const schain__held_claim *claim)
{
	enum schain__signal_id id = SCHAIN__SIGNAL_TRUST_KNOWN_BAD;

	if (claim->finding == SCHAIN_FINDING_KNOWN_GOOD)
		id = SCHAIN__SIGNAL_TRUST_KNOWN_GOOD;
	else if (claim->finding == SCHAIN_FINDING_UNCOMMON)
		id = SCHAIN__SIGNAL_TRUST_UNCOMMON;
	else if (claim->finding != SCHAIN_FINDING_KNOWN_BAD)
		return;
	schain__signal_add(scene, chain, id, schain__weight(scene, id),
	                   schain__interned_string(chain->product), schain__interned_string(claim->reason),
	                   scene->process);
}

void schain__package_claims(schain__scene *scene, schain__chain *chain)
{
	static const uint32_t parts[] = { 0, SCHAIN__SUBJECT_GOOD, SCHAIN__SUBJECT_RARE };
	const schain__item *item = schain__chain_item(scene, chain);

	for (size_t i = 0; item && item->package && i < sizeof parts / sizeof *parts; i++) {
		schain__held_claim *claim = schain__claim_on(scene->model, scene->host,
		                                             SCHAIN_SUBJECT_PACKAGE | parts[i],
		                                             schain__interned_string(item->package->subject),
		                                             scene->event->time);

		if (claim)
			schain__package_claim(scene, chain, claim);
	}
}

static void ask(schain__scene *scene, const schain__item *item)
{
	schain__matter matter = { NULL, SCHAIN_SUBJECT_PACKAGE, { NULL, 0 }, NULL, 0 };

	if (!scene->ask || !item->package || !item->package->subject)
		return;
	matter.subject = schain__interned_string(item->package->subject);
	scene->ask(scene->context, scene, &matter);
}

static void drop_marks(schain__model *model, schain__delivery *delivery, size_t item)
{
	schain__file *next;

	for (schain__file *file = delivery->files; file; file = next) {
		next = file->next;
		if (file->item == item)
			schain__file_drop(model, file);
	}
}

/*
 * What a removed package brought is gone: what lies there later is another's.
 * Processes that still run it keep their marks. A log entry is easily forged, so
 * of a chain that was judged bad it closes nothing.
 */
static void close_package(schain__scene *scene, const schain_package *package)
{
	schain__model *model = scene->model;

	schain__cold_wake(model, scene->host,
	                  schain__cold_subject_key(scene->host, SCHAIN__COLD_ITEM, package->name));
	for (schain__delivery *delivery = scene->host->oldest_delivery; delivery; delivery = delivery->newer)
		for (size_t i = 0; i < delivery->item_count; i++) {
			const schain__chain *chain = schain__chain_find(model, delivery, i);

			if (schain__equal(schain__interned_string(delivery->items[i].name), package->name) &&
			    !(chain && chain->is_bad))
				drop_marks(model, delivery, i);
		}
}

/*
 * A sensor that reports as things happen says which package the next files
 * belong to. A log merged from elsewhere only adds to what is known.
 */
void schain__see_package(schain__scene *scene)
{
	const schain_package *package = scene->event->package;
	schain__delivery *delivery;
	schain__item *item;
	size_t current;

	if (!package || !package->name.length)
		return;
	if (package->operation == SCHAIN_PACKAGE_REMOVE) {
		close_package(scene, package);
		return;
	}
	delivery = delivery_of(scene);
	if (!delivery)
		return;
	schain__delivery_touch(scene->model, delivery);
	current = delivery->current;
	item = schain__delivery_item(scene->model, delivery, package->name);
	if (!item)
		return;
	describe(scene, item, package);
	ask(scene, item);
	if (package->operation == SCHAIN_PACKAGE_FINISH)
		item->flags |= SCHAIN__ITEM_CLOSED;
	else if (scene->process)
		item->flags &= ~SCHAIN__ITEM_CLOSED;
	if (!scene->process && current < delivery->item_count)
		delivery->current = current;
}
