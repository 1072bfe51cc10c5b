/* SPDX-License-Identifier: Apache-2.0 */
/* Delivered modules in programs of another origin, and drivers. */
#include "analytic/analytic.h"

/*
 * A library that very many processes load (a C library after an update) is
 * everybody's; marking them all would say nothing. Trust anomalies still count.
 */
enum { COMMON_LIBRARY_LOADS = 64 };

static int is_anomalous(const schain_signature *signature)
{
	return signature && signature->state != SCHAIN_SIGNATURE_UNKNOWN &&
	       signature->state != SCHAIN_SIGNATURE_VALID;
}

/* Does the process run what this delivery brought, or is it its installer? */
static int is_own(schain__scene *scene, const schain__file *file)
{
	const schain__process *process = scene->process;
	schain__file *image;

	if (process->delivery == file->delivery)
		return 1;
	for (uint32_t i = 0; i < process->carry_count; i++) {
		schain__chain *chain = schain__carried(scene, &process->carries[i]);

		/* A program of another origin below it stays one. */
		if (chain && chain->delivery == file->delivery &&
		    process->carries[i].kind != SCHAIN__CARRY_MODULE &&
		    process->carries[i].kind != SCHAIN__CARRY_INHERITED)
			return 1;
	}
	image = schain__file_of(scene->model, scene->host, schain__interned_string(process->image));
	return image && image->delivery == file->delivery;
}

static int is_beside(const schain__process *process, schain_string path)
{
	char left[SCHAIN__PATH_SIZE], right[SCHAIN__PATH_SIZE];
	schain_string image = schain__interned_string(process->image);

	return image.length &&
	       schain__equal(schain__dirname(schain__path_identity(image, left)),
	                     schain__dirname(schain__path_identity(path, right)));
}

/* What a module in a trusted program's place says beyond its signature. */
static void judge_foreign(schain__scene *scene, schain__chain *chain, const schain__file *file,
                          schain_string path)
{
	schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, file->delivery);
	schain_string image = schain__interned_string(scene->process->image);

	schain__signal_add(scene, chain, SCHAIN__SIGNAL_FIRST_RUN_MODULE,
	                   schain__weight(scene, SCHAIN__SIGNAL_FIRST_RUN_MODULE), path, image,
	                   scene->process);
	if (delivery && !schain__is_installing(delivery->classes) && is_beside(scene->process, path))
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_CHILD_SIDELOAD,
		                   schain__weight(scene, SCHAIN__SIGNAL_CHILD_SIDELOAD), path, image,
		                   scene->process);
}

/* Vendors update their modules, and seldom let others sign them. */
static void judge_habit(schain__scene *scene, schain__chain *chain, schain_string path)
{
	const schain_signature *signature = scene->event->file->signature;
	char buffer[SCHAIN__TRAIT_SIZE];

	schain__habit_is_new(scene, chain, SCHAIN_TRAIT_MODULE,
	                     schain__lowered(schain__basename(path), buffer));
	if (signature && signature->state == SCHAIN_SIGNATURE_VALID &&
	    schain__habit_is_new(scene, chain, SCHAIN_TRAIT_SIGNER, signature->signer))
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_TRUST_NEW_MODULE_SIGNER,
		                   schain__weight(scene, SCHAIN__SIGNAL_TRUST_NEW_MODULE_SIGNER), path,
		                   signature->signer, scene->process);
}

/*
 * A product loads its own modules: no finding by itself, but the responder wants
 * them with their hashes, and somebody may know them.
 */
static void note_own(schain__scene *scene, const schain__file *file, schain_string path)
{
	const schain__process *process = scene->process;

	for (uint32_t i = 0; i < process->carry_count; i++) {
		schain__chain *chain = schain__carried(scene, &process->carries[i]);

		if (!chain || chain->delivery != file->delivery || chain->item != file->item)
			continue;
		schain__chain_file_describe(scene, chain, path, file->written, scene->event->file);
		schain__judge_system_name(scene, chain, path);
		judge_habit(scene, chain, path);
		schain__trust_claims(scene, chain, path, file->written, scene->event->file);
	}
}

static void load_delivered(schain__scene *scene, schain__file *file, schain_string path)
{
	const schain_signature *signature = scene->event->file->signature;
	int anomalous = is_anomalous(signature) || file->integrity;
	int own = is_own(scene, file);
	uint64_t plain = SCHAIN__IMAGE_SHELL | SCHAIN__IMAGE_CARRIER | SCHAIN__IMAGE_FILE_TOOL;
	schain__chain *chain;

	if (own && !anomalous) {
		note_own(scene, file, path);
		return;
	}
	if (!anomalous && (scene->process->classes & plain || file->has_run >= COMMON_LIBRARY_LOADS))
		return;
	chain = schain__chain_begin(scene, file, path);
	if (!chain)
		return;
	if (!own) {
		if (file->has_run < COMMON_LIBRARY_LOADS)
			file->has_run++;
		schain__process_carry(scene->process, schain__slab_ref(chain), SCHAIN__CARRY_MODULE, 0);
		schain__chain_process_add(scene->model, chain, scene->process, SCHAIN_ROLE_LOADER, 0);
		judge_foreign(scene, chain, file, path);
		schain__judge_name(scene, chain, path);
	} else {
		schain__judge_system_name(scene, chain, path);
	}
	schain__chain_file_describe(scene, chain, path, file->written, scene->event->file);
	schain__trust_judge(scene, chain, path, signature, 1, !own);
	schain__trust_claims(scene, chain, path, file->written, scene->event->file);
	if (file->integrity)
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_TRUST_INTEGRITY,
		                   schain__weight(scene, SCHAIN__SIGNAL_TRUST_INTEGRITY), path,
		                   schain__interned_string(scene->process->image), scene->process);
}

/* Windows reports a program's own image as its first module, with its signature. */
static int is_own_image(const schain__process *process, schain_string path)
{
	return schain__equal_nocase(schain__interned_string(process->image), path);
}

static void learn_image_signature(schain__scene *scene, schain_string path)
{
	const schain_signature *signature = scene->event->file->signature;
	schain__process *process = scene->process;

	process->image_signature = (uint8_t)signature->state;
	for (uint32_t i = 0; i < process->carry_count; i++) {
		schain__chain *chain = schain__carried(scene, &process->carries[i]);

		if (!chain || process->carries[i].kind != SCHAIN__CARRY_IMAGE)
			continue;
		schain__chain_file_describe(scene, chain, path, 0, scene->event->file);
		schain__trust_judge(scene, chain, path, signature, 0, 0);
	}
}

void schain__see_module(schain__scene *scene)
{
	const schain_file *file = scene->event->file;
	schain__file *marked;

	if (!file || !scene->process || !file->path.length)
		return;
	if (file->signature && is_own_image(scene->process, file->path)) {
		learn_image_signature(scene, file->path);
		return;
	}
	marked = schain__file_of(scene->model, scene->host, file->path);
	if (marked)
		load_delivered(scene, marked, file->path);
}

void schain__see_driver(schain__scene *scene)
{
	const schain_file *file = scene->event->file;
	schain__file *marked = file ? schain__file_of(scene->model, scene->host, file->path) : NULL;
	schain__chain *chain = marked ? schain__chain_begin(scene, marked, file->path) : NULL;

	if (!chain)
		return;
	schain__signal_add(scene, chain, SCHAIN__SIGNAL_FIRST_RUN_DRIVER,
	                   schain__weight(scene, SCHAIN__SIGNAL_FIRST_RUN_DRIVER), file->path,
	                   schain__string(NULL, 0), scene->process);
	schain__chain_file_describe(scene, chain, file->path, marked->written, file);
	schain__trust_judge(scene, chain, file->path, file->signature, 1, 1);
	schain__trust_claims(scene, chain, file->path, marked->written, file);
}
