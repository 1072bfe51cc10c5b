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

static uint64_t hash_of(schain_string text)
{
	return text.length ? schain__hash_stable(text.data, text.length, 0) : 0;
}

/* The first signer of a delivery stands for it beside the traits, which age. */
static void learn_signer(schain__profile *profile, int has_identity, uint64_t hash, uint64_t issuer)
{
	uint64_t *now = has_identity ? &profile->identity_now : &profile->signer_now;

	if (*now)
		return;
	*now = hash;
	if (has_identity)
		profile->issuer_now = issuer;
}

/* Another signer than all that earlier deliveries had, or the same by another authority. */
static void judge_signer(schain__scene *scene, schain__chain *chain, schain_string path,
                         const schain_signature *signature)
{
	schain__profile *profile = schain__profile_of(scene->model, scene->host, chain->product_key, 0);
	/* Sensors name signers in their own ways: what one says is compared with its like only. */
	int has_identity = signature->identity.length != 0;
	uint32_t kind = has_identity ? SCHAIN_TRAIT_IDENTITY : SCHAIN_TRAIT_SIGNER;
	schain_string value = has_identity ? signature->identity : signature->signer;
	uint64_t hash = hash_of(value);
	uint64_t issuer = has_identity ? hash_of(signature->issuer) : 0, known;

	if (!profile || !hash)
		return;
	known = has_identity ? profile->identity_hash : profile->signer_hash;
	if (known && known != hash && !schain__habit_is_earlier(scene, chain, kind, value))
		add(scene, chain, SCHAIN__SIGNAL_TRUST_SIGNER_CHANGED, path, signature->signer);
	else if (known == hash && issuer && profile->issuer_hash && profile->issuer_hash != issuer)
		add(scene, chain, SCHAIN__SIGNAL_TRUST_ISSUER_CHANGED, path, signature->issuer);
	if (!chain->is_bad)
		learn_signer(profile, has_identity, hash, issuer);
	schain__habit_is_new(scene, chain, SCHAIN_TRAIT_SIGNER, signature->signer);
	schain__habit_is_new(scene, chain, SCHAIN_TRAIT_IDENTITY, signature->identity);
}

/* All that the product's earlier deliveries brought was trusted, and this is not. */
static void judge_standing(schain__scene *scene, schain__chain *chain, schain_string path,
                           uint32_t standing)
{
	schain__profile *profile = schain__profile_of(scene->model, scene->host, chain->product_key, 0);

	if (!profile)
		return;
	if (standing == SCHAIN__STANDING_UNTRUSTED && profile->standing == SCHAIN__STANDING_TRUSTED)
		add(scene, chain, SCHAIN__SIGNAL_TRUST_DOWNGRADED, path, schain__string(NULL, 0));
	if (!chain->is_bad)
		profile->standing_now |= standing;
}

/* A signed program of this chain runs code that its maker did not sign. */
static void judge_parent(schain__scene *scene, schain__chain *chain, schain_string path)
{
	const schain__process *parent = scene->process
	                                        ? schain__process_parent(scene->model, scene->process)
	                                        : NULL;

	if (!parent || parent->image_signature != SCHAIN_SIGNATURE_VALID)
		return;
	for (uint32_t i = 0; i < parent->carry_count; i++)
		if (parent->carries[i].chain == schain__slab_ref(chain) &&
		    parent->carries[i].kind == SCHAIN__CARRY_IMAGE) {
			add(scene, chain, SCHAIN__SIGNAL_TRUST_UNSIGNED_IN_SIGNED, path,
			    schain__interned_string(parent->image));
			return;
		}
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
		judge_parent(scene, chain, path);
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
	judge_signer(scene, chain, path, signature);
	judge_standing(scene, chain, path, SCHAIN__STANDING_TRUSTED);
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
		judge_standing(scene, chain, path, SCHAIN__STANDING_UNTRUSTED);
		break;
	case SCHAIN_SIGNATURE_UNTRUSTED:
		judge_standing(scene, chain, path, SCHAIN__STANDING_UNTRUSTED);
		add(scene, chain, SCHAIN__SIGNAL_TRUST_INVALID, path, signature->signer);
		break;
	case SCHAIN_SIGNATURE_INVALID:
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

/* What a verdict says of the file. */
static void note_signature(schain__scene *scene, schain__chain *chain, schain_string path,
                           const schain_signature *signature)
{
	for (size_t i = 0; signature->state && i < chain->file_count; i++) {
		schain__chain_file *entry = &chain->files[i];

		if (!schain__equal(schain__interned_string(entry->path), path))
			continue;
		entry->signature = signature->state;
		if (!entry->signer)
			entry->signer = schain__intern_take(&scene->model->intern, signature->signer);
	}
}

/* That a signer is known as good is no more than an approved signer, and needs a valid signature. */
void schain__signer_claim(schain__scene *scene, schain__chain *chain, schain_string path,
                          uint32_t signature, const schain__held_claim *claim)
{
	schain_string reason = schain__interned_string(claim->reason);

	if (claim->finding == SCHAIN_FINDING_KNOWN_BAD)
		add(scene, chain, SCHAIN__SIGNAL_TRUST_KNOWN_BAD, path, reason);
	else if (claim->finding == SCHAIN_FINDING_UNCOMMON)
		add(scene, chain, SCHAIN__SIGNAL_TRUST_UNCOMMON, path, reason);
	else if (claim->finding == SCHAIN_FINDING_KNOWN_GOOD && signature == SCHAIN_SIGNATURE_VALID)
		add(scene, chain, SCHAIN__SIGNAL_TRUST_APPROVED_SIGNER, path, reason);
}

static void ask(schain__scene *scene, const schain__chain *chain, uint32_t kind, schain_string subject,
                schain_time written, const schain_file *file)
{
	schain__matter matter = { chain, kind, subject, file, written };

	if (scene->ask && subject.length)
		scene->ask(scene->context, scene, &matter);
}

static void apply_signer(schain__scene *scene, schain__chain *chain, schain_string path,
                         const schain_signature *signature)
{
	static const uint32_t parts[] = { 0, SCHAIN__SUBJECT_GOOD, SCHAIN__SUBJECT_RARE };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		schain__held_claim *claim = schain__claim_on(scene->model, scene->host,
		                                             SCHAIN_SUBJECT_SIGNER | parts[i],
		                                             signature->signer, scene->event->time);

		if (claim)
			schain__signer_claim(scene, chain, path, signature->state, claim);
	}
}

/* Who signed a file is a subject of its own, whoever found it out. */
static void see_signer(schain__scene *scene, schain__chain *chain, schain_string path,
                       const schain_signature *signature)
{
	schain_file file = SCHAIN_FILE_INIT;

	apply_signer(scene, chain, path, signature);
	file.path = path;
	file.signature = signature;
	ask(scene, chain, SCHAIN_SUBJECT_SIGNER, signature->signer, 0, &file);
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
		signature.issuer = schain__interned_string(claim->issuer);
		signature.thumbprint = schain__interned_string(claim->thumbprint);
		signature.team_id = schain__interned_string(claim->team_id);
		signature.identity = schain__interned_string(claim->identity);
		/* Whoever claims it sees what sensors do not. */
		if (signature.state)
			scene->host->seen |= SCHAIN__SEEN_SIGNATURES;
		note_signature(scene, chain, path, &signature);
		schain__trust_judge(scene, chain, path, &signature, 0, 0);
		see_signer(scene, chain, path, &signature);
		break;
	default:
		break;
	}
}

/* Of the bytes in the file, not of its name. */
static int is_of_content(const schain__held_claim *claim)
{
	return claim->finding == SCHAIN_FINDING_SIGNATURE || claim->finding == SCHAIN_FINDING_MODIFIED ||
	       claim->finding == SCHAIN_FINDING_UNMODIFIED;
}

/* Findings of all kinds on one name of a file; of its bytes only what came after `written`. */
static void apply(schain__scene *scene, schain__chain *chain, schain_string path, uint32_t kind,
                  schain_string subject, schain_time written)
{
	static const uint32_t parts[] = { 0, SCHAIN__SUBJECT_GOOD, SCHAIN__SUBJECT_SIGNATURE,
		                              SCHAIN__SUBJECT_CONTENT, SCHAIN__SUBJECT_RARE };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		schain__held_claim *claim = schain__claim_on(scene->model, scene->host, kind | parts[i],
		                                             subject, scene->event->time);

		if (claim && !(is_of_content(claim) && claim->time < written))
			schain__trust_claim(scene, chain, path, claim);
	}
}

void schain__trust_claims(schain__scene *scene, schain__chain *chain, schain_string path,
                          schain_time written, const schain_file *file)
{
	const schain_signature *signature = file ? file->signature : NULL;

	apply(scene, chain, path, SCHAIN_SUBJECT_FILE, path, written);
	if (file)
		apply(scene, chain, path, SCHAIN_SUBJECT_HASH, file->sha256, INT64_MIN);
	if (signature)
		apply_signer(scene, chain, path, signature);
	ask(scene, chain, SCHAIN_SUBJECT_FILE, path, written, file);
	if (signature)
		ask(scene, chain, SCHAIN_SUBJECT_SIGNER, signature->signer, 0, file);
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
