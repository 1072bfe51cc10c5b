/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deliveries of which nothing can come any more: each file was overwritten or
 * removed before it ever ran, so there is no chain, and nothing in memory is on
 * the way to one. Once a chain is there it stays for as long as marks live: what
 * is learnt later of a file that ran, such as a hash in a list, is of interest
 * however soon its vendor replaced it.
 */
#include "model/model.h"

/* Longer than any sensor is late, and than the built-in `delivery.quiet`. */
#define CLOSING (2 * 3600 * SCHAIN_SECOND)

int schain__delivery_is_empty(const schain__delivery *delivery)
{
	return delivery->emptied && !delivery->chain_count;
}

static schain_time last_use(const schain__delivery *delivery)
{
	return delivery->emptied > delivery->last_write ? delivery->emptied : delivery->last_write;
}

int schain__closing_is_due(const schain__model *model, schain_time last, schain_time now)
{
	int64_t quiet = schain__policy_value(model->policy, SCHAIN__KEY_DELIVERY_QUIET);

	return schain__elapsed(last, now) > (quiet > CLOSING ? quiet : CLOSING);
}

void schain__delivery_emptied(schain__host *host, schain__delivery *delivery, schain_time time)
{
	delivery->emptied = time ? time : 1;
	if (!host->emptied || delivery->emptied < host->emptied)
		host->emptied = delivery->emptied;
}

static void need(schain__model *model, schain__ref reference)
{
	schain__delivery *delivery = schain__slab_get(&model->deliveries, reference);

	if (delivery)
		delivery->is_needed = 1;
}

/* By what still writes to it, or might make a program of what it wrote. */
static void find_needed(schain__model *model, const schain__host *host)
{
	const schain__process_list *const lists[] = { &host->living, &host->exited };
	const schain__recent_header *at;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const schain__process *process = lists[i]->first; process; process = process->next)
			need(model, process->delivery);
	for (at = schain__recent_oldest(&model->candidates, host->header.index); at; at = at->newer)
		need(model, ((const schain__candidate *)(const void *)at)->delivery);
}

/* Is any due? `*ret_next`: the earliest of those that will be, 0 if none. */
static int look(const schain__model *model, schain__host *host, schain_time now, schain_time *ret_next)
{
	schain_time next = 0;
	int is_any_due = 0;

	for (schain__delivery *one = host->oldest_delivery; one; one = one->newer) {
		if (!schain__delivery_is_empty(one))
			continue;
		one->is_needed = 0;
		if (schain__closing_is_due(model, last_use(one), now))
			is_any_due = 1;
		else if (!next || last_use(one) < next)
			next = last_use(one);
	}
	*ret_next = next;
	return is_any_due;
}

void schain__delivery_close(schain__model *model, schain__host *host, schain_time now)
{
	schain__delivery *delivery, *newer;
	schain_time next;

	if (!host->emptied || !schain__closing_is_due(model, host->emptied, now))
		return;
	if (look(model, host, now, &next)) {
		find_needed(model, host);
		for (delivery = host->oldest_delivery; delivery; delivery = newer) {
			newer = delivery->newer;
			if (!schain__delivery_is_empty(delivery) ||
			    !schain__closing_is_due(model, last_use(delivery), now))
				continue;
			if (!delivery->is_needed)
				schain__delivery_drop(model, delivery);
			else if (!next) /* looked at again when as much time has passed */
				next = now;
		}
	}
	host->emptied = next;
}
