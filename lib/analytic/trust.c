/* SPDX-License-Identifier: Apache-2.0 */
/* Stage "trust anomaly": signatures, the system's own checks, claims. */
#include "analytic/analytic.h"

static void lower_hex(schain__model *model, schain__interned **slot, schain_string hex)
{
	char buffer[64];

	if (*slot || !hex.length || hex.length > sizeof buffer)
		return;
	for (size_t i = 0; i < hex.length; i++)
		buffer[i] = schain__lower(hex.data[i]);
	*slot = schain__intern_take(&model->intern, schain__string(buffer, hex.length));
}

void schain__chain_file_describe(schain__scene *scene, schain__chain *chain, schain_string path,
                                 schain_time written, const schain_file *file)
{
	schain__chain_file *entry = schain__chain_file_add(scene->model, chain, path, written);

	if (!entry || !file)
		return;
	lower_hex(scene->model, &entry->sha256, file->sha256);
	lower_hex(scene->model, &entry->sha1, file->sha1);
	lower_hex(scene->model, &entry->md5, file->md5);
	if (file->content)
		entry->content = file->content;
	if (file->signature && file->signature->state) {
		entry->signature = file->signature->state;
		if (!entry->signer)
			entry->signer = schain__intern_take(&scene->model->intern, file->signature->signer);
	}
}

static void add(schain__scene *scene, schain__chain *chain, enum schain__signal_id id,
                schain_string subject, schain_string detail)
{
	schain__signal_add(scene, chain, id, schain__weight(scene, id), subject, detail, scene->process);
}

/* Another signer than the product's earlier deliveries had. */
static void judge_signer(schain__scene *scene, schain__chain *chain, schain_string path,
                         schain_string signer)
{
	schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, chain->delivery);
	schain__profile *profile = schain__profile_of(scene->model, scene->host,
	                                              chain->product_key, 0);
	uint64_t hash = schain__hash_stable(signer.data, signer.length, 0);

	if (!profile || !delivery || !signer.length)
		return;
	if (!profile->signer_hash)
		profile->signer_hash = hash;
	else if (profile->signer_hash != hash && profile->deliveries > 1)
		add(scene, chain, SCHAIN__SIGNAL_TRUST_SIGNER_CHANGED, path, signer);
}

static void judge_unsigned(schain__scene *scene, schain__chain *chain, schain_string path,
                           int is_module, int is_foreign)
{
	const schain__process *process = scene->process;
	schain_string image = process ? schain__interned_string(process->image) : schain__string(NULL, 0);
	int in_trusted = process && (process->image_signature == SCHAIN_SIGNATURE_VALID ||
	                             process->classes & SCHAIN__PATH_SYSTEM);

	if (!is_module) {
		add(scene, chain, SCHAIN__SIGNAL_TRUST_UNSIGNED_IMAGE, path, schain__string(NULL, 0));
		return;
	}
	/* An unsigned program with its own unsigned modules was judged by its image. */
	if (!is_foreign && !in_trusted)
		return;
	add(scene, chain, SCHAIN__SIGNAL_TRUST_UNSIGNED_MODULE, path, image);
	if (in_trusted)
		add(scene, chain, SCHAIN__SIGNAL_TRUST_UNSIGNED_IN_SIGNED, path, image);
}

static void judge_valid(schain__scene *scene, schain__chain *chain, schain_string path,
                        const schain_signature *signature)
{
	uint32_t signer = schain__policy_classify_signer(scene->model->policy, signature->signer,
	                                                 signature->team_id);

	add(scene, chain,
	    signer & SCHAIN__SIGNER_APPROVED ? SCHAIN__SIGNAL_TRUST_APPROVED_SIGNER
	                                     : SCHAIN__SIGNAL_TRUST_SIGNED,
	    path, signature->signer);
	if (!chain->vendor)
		chain->vendor = schain__intern_take(&scene->model->intern, signature->signer);
	judge_signer(scene, chain, path, signature->signer);
}

void schain__trust_judge(schain__scene *scene, schain__chain *chain, schain_string path,
                         const schain_signature *signature, int is_module, int is_foreign)
{
	if (!signature)
		return;
	switch (signature->state) {
	case SCHAIN_SIGNATURE_UNSIGNED:
	case SCHAIN_SIGNATURE_ADHOC:
		judge_unsigned(scene, chain, path, is_module, is_foreign);
		break;
	case SCHAIN_SIGNATURE_INVALID:
	case SCHAIN_SIGNATURE_UNTRUSTED:
	case SCHAIN_SIGNATURE_REVOKED:
		add(scene, chain, SCHAIN__SIGNAL_TRUST_INVALID, path, signature->signer);
		break;
	case SCHAIN_SIGNATURE_VALID:
		judge_valid(scene, chain, path, signature);
		break;
	default:
		break;
	}
}

void schain__trust_claim(schain__scene *scene, schain__chain *chain, schain_string path,
                         const schain__held_claim *claim)
{
	schain_signature signature = SCHAIN_SIGNATURE_INIT;
	schain_string reason = schain__interned_string(claim->reason);

	switch (claim->finding) {
	case SCHAIN_FINDING_KNOWN_BAD:
		add(scene, chain, SCHAIN__SIGNAL_TRUST_KNOWN_BAD, path, reason);
		break;
	case SCHAIN_FINDING_KNOWN_GOOD:
		add(scene, chain, SCHAIN__SIGNAL_TRUST_KNOWN_GOOD, path, reason);
		break;
	case SCHAIN_FINDING_UNCOMMON:
		add(scene, chain, SCHAIN__SIGNAL_TRUST_UNCOMMON, path, reason);
		break;
	case SCHAIN_FINDING_MODIFIED:
		add(scene, chain, SCHAIN__SIGNAL_TRUST_MODIFIED, path, reason);
		break;
	case SCHAIN_FINDING_SIGNATURE:
		signature.state = claim->signature_state;
		signature.signer = schain__interned_string(claim->signer);
		schain__trust_judge(scene, chain, path, &signature, 0, 0);
		break;
	default:
		break;
	}
}

static void ask(schain__scene *scene, const schain__chain *chain, schain_string path,
                schain_time written, const schain_file *file)
{
	schain__matter matter = { chain, SCHAIN_SUBJECT_FILE, path, file, written };

	if (scene->ask)
		scene->ask(scene->context, scene, &matter);
}

void schain__trust_claims(schain__scene *scene, schain__chain *chain, schain_string path,
                          schain_time written, const schain_file *file)
{
	schain_time now = scene->event->time;
	schain__held_claim *claim = schain__claim_on(scene->model, scene->host, SCHAIN_SUBJECT_FILE, path,
	                                             now);

	if (claim)
		schain__trust_claim(scene, chain, path, claim);
	claim = file ? schain__claim_on(scene->model, scene->host, SCHAIN_SUBJECT_HASH, file->sha256, now)
	             : NULL;
	if (claim)
		schain__trust_claim(scene, chain, path, claim);
	ask(scene, chain, path, written, file);
}

void schain__see_integrity(schain__scene *scene)
{
	const schain_file *file = scene->event->file;
	schain__file *marked = file ? schain__file_of(scene->model, scene->host, file->path) : NULL;
	schain__chain *chain;

	if (!marked)
		return;
	marked->integrity = 1;
	chain = schain__chain_begin(scene, marked, file->path);
	if (!chain)
		return;
	if (scene->process)
		schain__chain_process_add(scene->model, chain, scene->process, SCHAIN_ROLE_LOADER, 0);
	schain__chain_file_describe(scene, chain, file->path, marked->written, file);
	add(scene, chain, SCHAIN__SIGNAL_TRUST_INTEGRITY, file->path,
	    scene->event->integrity ? scene->event->integrity->policy : schain__string(NULL, 0));
}
