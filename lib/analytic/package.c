/* SPDX-License-Identifier: Apache-2.0 */
/* Stage "delivery": what package managers say of their own work. */
#include "analytic/analytic.h"

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

static void describe(schain__scene *scene, schain__item *item, const schain_package *package)
{
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
	if (known->time)
		return;
	schain__record_give(intern, &known->record); /* of an event without a time */
	known->record = schain__record_of(intern, scene->event);
	known->time = scene->event->time;
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

	if (!package || !package->name.length || package->operation == SCHAIN_PACKAGE_REMOVE)
		return;
	delivery = delivery_of(scene);
	if (!delivery)
		return;
	schain__delivery_touch(scene->model, delivery);
	current = delivery->current;
	item = schain__delivery_item(scene->model, delivery, package->name);
	if (!item)
		return;
	describe(scene, item, package);
	if (package->operation == SCHAIN_PACKAGE_FINISH)
		item->flags |= SCHAIN__ITEM_CLOSED;
	else if (scene->process)
		item->flags &= ~SCHAIN__ITEM_CLOSED;
	if (!scene->process && current < delivery->item_count)
		delivery->current = current;
}
