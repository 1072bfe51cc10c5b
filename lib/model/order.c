/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cold deliveries of a host by age: a pairing heap (Fredman, Sedgewick,
 * Sleator, Tarjan 1986) through links of the entries, so that it takes no memory
 * of its own and what is over is found without looking at the rest. Links are
 * indexes that count from 1; 0 leads nowhere.
 */
#include "model/model.h"

static schain__cold *at(const schain__model *model, uint32_t link)
{
	return link ? schain__slab_at(&model->cold, link - 1) : NULL;
}

static uint32_t link_of(const schain__cold *cold)
{
	return cold->header.index + 1;
}

static int is_older(const schain__cold *a, const schain__cold *b)
{
	return a->last_write != b->last_write ? a->last_write < b->last_write : a->serial < b->serial;
}

/* Two heaps into one; the first is not NULL. */
static schain__cold *meld(const schain__model *model, schain__cold *top, schain__cold *other)
{
	schain__cold *child;

	if (!other)
		return top;
	if (is_older(other, top)) {
		schain__cold *older = other;

		other = top;
		top = older;
	}
	child = at(model, top->child);
	other->sibling = top->child;
	other->previous = link_of(top);
	if (child)
		child->previous = link_of(other);
	top->child = link_of(other);
	top->sibling = top->previous = 0;
	return top;
}

/* What a heap leaves that lost its top: its children in pairs, then the pairs from the last to the first. */
static schain__cold *combine(const schain__model *model, uint32_t first)
{
	schain__cold *pairs = NULL, *one, *top = NULL;

	while ((one = at(model, first))) {
		schain__cold *other = at(model, one->sibling);

		first = other ? other->sibling : 0;
		one = meld(model, one, other);
		one->previous = 0;
		one->sibling = pairs ? link_of(pairs) : 0;
		pairs = one;
	}
	while ((one = pairs)) {
		pairs = at(model, one->sibling);
		one->sibling = 0;
		top = meld(model, one, top);
	}
	return top;
}

static uint32_t *top_of(schain__host *host, const schain__cold *cold)
{
	return cold->is_closing ? &host->oldest_closing : &host->oldest_cold;
}

void schain__cold_order_add(schain__model *model, schain__host *host, schain__cold *cold)
{
	uint32_t *top = top_of(host, cold);

	cold->child = cold->sibling = cold->previous = 0;
	*top = link_of(meld(model, cold, at(model, *top)));
}

void schain__cold_order_remove(schain__model *model, schain__host *host, schain__cold *cold)
{
	uint32_t *link = top_of(host, cold);
	schain__cold *rest = combine(model, cold->child), *top = at(model, *link);

	if (cold == top) {
		top = rest;
	} else {
		schain__cold *previous = at(model, cold->previous), *sibling = at(model, cold->sibling);

		if (previous->child == link_of(cold))
			previous->child = cold->sibling;
		else
			previous->sibling = cold->sibling;
		if (sibling)
			sibling->previous = cold->previous;
		top = meld(model, top, rest);
	}
	*link = top ? link_of(top) : 0;
}

schain__cold *schain__cold_oldest(const schain__model *model, const schain__host *host)
{
	return at(model, host->oldest_cold);
}

schain__cold *schain__cold_oldest_closing(const schain__model *model, const schain__host *host)
{
	return at(model, host->oldest_closing);
}

schain__cold *schain__cold_first(const schain__model *model, const schain__host *host)
{
	return at(model, host->oldest_cold ? host->oldest_cold : host->oldest_closing);
}

/* Behind the last of one order, the first of the other. */
static schain__cold *change_over(const schain__model *model, const schain__cold *cold)
{
	const schain__host *host = schain__slab_get(&model->hosts, cold->host);

	return cold->is_closing ? NULL : at(model, host->oldest_closing);
}

schain__cold *schain__cold_next(const schain__model *model, const schain__cold *cold)
{
	if (cold->child)
		return at(model, cold->child);
	while (!cold->sibling) {
		const schain__cold *previous = at(model, cold->previous);

		/* Back to the first of these, and up from there. */
		while (previous && previous->child != link_of(cold)) {
			cold = previous;
			previous = at(model, cold->previous);
		}
		if (!previous)
			return change_over(model, cold);
		cold = previous;
	}
	return at(model, cold->sibling);
}
