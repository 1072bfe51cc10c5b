/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* Of each text that goes with a claim: a table of them stays small whatever a claimant says. */
enum { CLAIM_TEXT = 256 };

static schain__interned *take_text(schain__model *model, schain_string text)
{
	return schain__intern_take(&model->intern, schain__cut(text, 0, CLAIM_TEXT));
}

static schain_string canonical_of(uint32_t kind, schain_string subject,
                                  char canonical[SCHAIN__PATH_SIZE])
{
	if (kind == SCHAIN_SUBJECT_FILE)
		return schain__path_identity(subject, canonical);
	subject = schain__cut(subject, 0, SCHAIN__PATH_SIZE);
	for (size_t i = 0; i < subject.length; i++)
		canonical[i] = schain__lower(subject.data[i]);
	return schain__string(canonical, subject.length);
}

static uint64_t claim_key(const schain__model *model, const schain__host *host, uint32_t kind,
                          schain_string canonical)
{
	/* What is known of a hash, a domain or a signer is known on every host. */
	uint64_t scope = (kind & 7u) == SCHAIN_SUBJECT_FILE ? host->key.part[0] : 0;

	return schain__model_key(model, (char)('0' + kind), scope, canonical);
}

schain__held_claim *schain__claim_put(schain__model *model, schain__host *host, uint32_t kind,
                                      schain_string canonical)
{
	return schain__recent_put(&model->claims, host->header.index,
	                          claim_key(model, host, kind, canonical));
}

void schain__claim_give(schain__intern *intern, schain__held_claim *claim)
{
	schain__intern_give(intern, claim->signer);
	schain__intern_give(intern, claim->issuer);
	schain__intern_give(intern, claim->thumbprint);
	schain__intern_give(intern, claim->team_id);
	schain__intern_give(intern, claim->identity);
	schain__intern_give(intern, claim->claimant);
	schain__intern_give(intern, claim->reason);
	schain__record_give(intern, &claim->record);
}

static void take_signature(schain__model *model, schain__held_claim *held,
                           const schain_signature *signature)
{
	held->signature_state = signature ? signature->state : SCHAIN_SIGNATURE_UNKNOWN;
	held->signer = signature ? take_text(model, signature->signer) : NULL;
	held->issuer = signature ? take_text(model, signature->issuer) : NULL;
	held->thumbprint = signature ? take_text(model, signature->thumbprint) : NULL;
	held->team_id = signature ? take_text(model, signature->team_id) : NULL;
	held->identity = signature ? take_text(model, signature->identity) : NULL;
}

uint32_t schain__claim_kind(uint32_t subject_kind, uint32_t finding)
{
	switch (finding) {
	case SCHAIN_FINDING_KNOWN_GOOD:
		return subject_kind | SCHAIN__SUBJECT_GOOD;
	case SCHAIN_FINDING_DESTINATION:
		return subject_kind | SCHAIN__SUBJECT_KIND;
	case SCHAIN_FINDING_SIGNATURE:
		return subject_kind | SCHAIN__SUBJECT_SIGNATURE;
	case SCHAIN_FINDING_MODIFIED:
	case SCHAIN_FINDING_UNMODIFIED:
		return subject_kind | SCHAIN__SUBJECT_CONTENT;
	case SCHAIN_FINDING_UNCOMMON:
		return subject_kind | SCHAIN__SUBJECT_RARE;
	default:
		return subject_kind;
	}
}

void schain__claim_keep(schain__model *model, schain__host *host, const schain_event *event)
{
	const schain_claim *claim = event->claim;
	schain__intern *intern = &model->intern;
	char buffer[SCHAIN__PATH_SIZE];
	schain_string canonical = canonical_of(claim->subject_kind, claim->subject, buffer);
	uint32_t kind = schain__claim_kind(claim->subject_kind, claim->finding);
	schain__held_claim *held = schain__claim_put(model, host, kind, canonical);

	if (!held)
		return;
	if (!held->subject)
		held->subject = schain__intern_take(intern, canonical);
	held->subject_kind = kind;
	held->reasons = claim->reasons;
	schain__claim_give(intern, held);
	held->finding = claim->finding;
	held->time = event->time;
	held->until = claim->lifetime > 0 && event->time <= INT64_MAX - claim->lifetime
	                      ? event->time + claim->lifetime
	                      : 0;
	take_signature(model, held, claim->signature);
	held->claimant = take_text(model, claim->claimant);
	held->reason = take_text(model, claim->reason);
	held->record = schain__record_of(intern, event);
}

schain__held_claim *schain__claim_on(schain__model *model, schain__host *host,
                                     uint32_t subject_kind, schain_string subject, schain_time now)
{
	/* A path is spelt in its own way, whatever was found. */
	uint32_t plain = subject_kind & 7u;
	char buffer[SCHAIN__PATH_SIZE];
	schain__held_claim *held;

	if (!model->claims.pool.count || !subject.length)
		return NULL;
	held = schain__recent_peek(&model->claims,
	                           claim_key(model, host, subject_kind,
	                                     canonical_of(plain, subject, buffer)));
	return held && (!held->until || now < held->until) ? held : NULL;
}
