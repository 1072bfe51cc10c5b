/* SPDX-License-Identifier: Apache-2.0 */
/* Claims: kept for what comes, and told to the open chains that used their subject already. */
#include "analytic/analytic.h"

/* Has another delivery written the file since? Then the claim is not on what this chain brought. */
static int is_replaced(const schain__scene *scene, const schain__chain *chain, schain_string path)
{
	const schain__file *file = schain__file_of(scene->model, scene->host, path);

	return file && file->delivery != chain->delivery;
}

static void tell_of_file(schain__scene *scene, schain__chain *chain, uint64_t key,
                         const schain__held_claim *held)
{
	if (is_replaced(scene, chain, scene->event->claim->subject))
		return;
	for (size_t i = 0; i < chain->file_count; i++)
		if (chain->files[i].key == key)
			schain__trust_claim(scene, chain, schain__interned_string(chain->files[i].path), held);
}

/* A chain lists so many of its files and no more; the mark of the file knows its chain too. */
static void tell_by_mark(schain__scene *scene, schain_string path, const schain__held_claim *held)
{
	schain__file *file = schain__file_of(scene->model, scene->host, path);
	schain__chain *chain = file && file->has_run ? schain__chain_begin(scene, file, path) : NULL;

	if (chain && chain->file_count == SCHAIN__CHAIN_FILES)
		schain__trust_claim(scene, chain, path, held);
}

static void tell_of_hash(schain__scene *scene, schain__chain *chain, schain_string hash,
                         const schain__held_claim *held)
{
	for (size_t i = 0; i < chain->file_count; i++)
		if (schain__equal_nocase(schain__interned_string(chain->files[i].sha256), hash))
			schain__trust_claim(scene, chain, schain__interned_string(chain->files[i].path), held);
}

static void tell_of_place(schain__scene *scene, schain__chain *chain, const schain_claim *claim,
                          const schain__held_claim *held)
{
	int is_domain = claim->subject_kind == SCHAIN_SUBJECT_DOMAIN;

	for (size_t i = 0; i < chain->destination_count; i++) {
		schain__chain_destination *to = &chain->destinations[i];

		if (schain__equal_nocase(schain__interned_string(is_domain ? to->name : to->address),
		                         claim->subject))
			schain__egress_claim(scene, chain, to, held);
	}
}

static int carries(const schain__scene *scene, const schain__process *process,
                   const schain__chain *chain)
{
	for (uint32_t i = 0; i < process->carry_count; i++)
		if (schain__carried(scene, &process->carries[i]) == chain)
			return 1;
	return 0;
}

static void tell_of_name_asked(schain__scene *scene, schain__chain *chain,
                               const schain_claim *claim, const schain__held_claim *held)
{
	uint64_t key = schain__asker_of(scene->model, scene->host, claim->subject);
	const schain__process *process = key ? schain__slab_get(&scene->model->processes, key) : NULL;

	if (process && carries(scene, process, chain))
		schain__egress_claim_asked(scene, chain, process->serial, claim->subject, held);
}

static void tell_of_signer(schain__scene *scene, schain__chain *chain, schain_string signer,
                           const schain__held_claim *held)
{
	for (size_t i = 0; i < chain->file_count; i++)
		if (schain__equal_nocase(schain__interned_string(chain->files[i].signer), signer))
			schain__signer_claim(scene, chain, schain__interned_string(chain->files[i].path),
			                     chain->files[i].signature, held);
}

static void tell_of_package(schain__scene *scene, schain__chain *chain, schain_string package,
                            const schain__held_claim *held)
{
	const schain__item *item = schain__chain_item(scene, chain);

	if (item && item->package &&
	    schain__equal_nocase(schain__interned_string(item->package->subject), package))
		schain__package_claim(scene, chain, held);
}

static void tell(schain__scene *scene, schain__chain *chain, const schain_claim *claim,
                 uint64_t file_key, const schain__held_claim *held)
{
	switch (claim->subject_kind) {
	case SCHAIN_SUBJECT_FILE:
		tell_of_file(scene, chain, file_key, held);
		break;
	case SCHAIN_SUBJECT_HASH:
		tell_of_hash(scene, chain, claim->subject, held);
		break;
	case SCHAIN_SUBJECT_DOMAIN:
		tell_of_name_asked(scene, chain, claim, held);
		tell_of_place(scene, chain, claim, held);
		break;
	case SCHAIN_SUBJECT_ADDRESS:
		tell_of_place(scene, chain, claim, held);
		break;
	case SCHAIN_SUBJECT_SIGNER:
		tell_of_signer(scene, chain, claim->subject, held);
		break;
	case SCHAIN_SUBJECT_PACKAGE:
		tell_of_package(scene, chain, claim->subject, held);
		break;
	default:
		break;
	}
}

/* By which chains that are in the store only are found. */
static uint64_t cold_key(const schain__host *host, const schain_claim *claim, uint64_t file_key)
{
	return claim->subject_kind == SCHAIN_SUBJECT_FILE
	               ? schain__cold_path_key(host, file_key)
	               : schain__cold_subject_key(host, claim->subject_kind, claim->subject);
}

static void tell_all(schain__scene *scene, const schain__held_claim *held)
{
	const schain_claim *claim = scene->event->claim;
	uint64_t file_key = claim->subject_kind == SCHAIN_SUBJECT_FILE
	                            ? schain__file_key(scene->model, scene->host, claim->subject)
	                            : 0;
	schain__scene there = *scene;
	schain__host *host;
	schain__chain *chain;

	/* What happened there is not what the claimant's host did. */
	there.process = NULL;
	for (host = scene->model->first_host; host; host = host->next) {
		there.host = host;
		if (claim->subject_kind == SCHAIN_SUBJECT_FILE && host != scene->host)
			continue;
		schain__cold_wake(scene->model, host, cold_key(host, claim, file_key));
		for (chain = host->first_chain; chain; chain = chain->newer)
			tell(&there, chain, claim, file_key, held);
	}
	there.host = scene->host;
	if (claim->subject_kind == SCHAIN_SUBJECT_FILE)
		tell_by_mark(&there, claim->subject, held);
}

void schain__see_claim(schain__scene *scene)
{
	const schain_claim *claim = scene->event->claim;
	uint32_t kind;
	schain__held_claim *held;

	if (!claim || !claim->subject.length)
		return;
	kind = schain__claim_kind(claim->subject_kind, claim->finding);
	schain__claim_keep(scene->model, scene->host, scene->event);
	held = schain__claim_on(scene->model, scene->host, kind, claim->subject, scene->event->time);
	if (held)
		tell_all(scene, held);
}
