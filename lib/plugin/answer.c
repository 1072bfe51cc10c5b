/* SPDX-License-Identifier: Apache-2.0 */
/* What was posted, held against what was asked. */
#include "plugin/remote.h"

static int is_subject(const schain__asked *asked, const schain__posted *posted)
{
	schain_string subject = schain__posted_string(posted, SCHAIN__POSTED_SUBJECT);
	uint32_t other_kind = asked->subject_kind == SCHAIN_SUBJECT_FILE ? SCHAIN_SUBJECT_HASH
	                                                                 : SCHAIN_SUBJECT_ADDRESS;

	if (!posted->subject_kind || posted->subject_kind == asked->subject_kind)
		return !subject.length || schain__equal(subject, asked->subject);
	return posted->subject_kind == other_kind && asked->other.length &&
	       (!subject.length || schain__equal_nocase(subject, asked->other));
}

/* The question that the claim answers, or part of it. Counts what is none. */
static schain__asked *question_of(schain__instance *instance, const schain__posted *posted)
{
	schain__asked *asked = schain__question_of(instance, posted->question);

	if (!asked) {
		instance->statistics.claims_unasked += posted->is_claim;
		return NULL;
	}
	if (asked->state == SCHAIN__QUESTION_ANSWERED && asked->answer != posted->answer) {
		instance->statistics.claims_repeated += posted->is_claim;
		return NULL;
	}
	schain__question_answered(instance, asked, posted->answer);
	if (!posted->is_claim)
		return NULL;
	if (!is_subject(asked, posted)) {
		instance->statistics.claims_unasked++;
		return NULL;
	}
	return asked;
}

static char *put(char *to, schain_string *text)
{
	if (!text->length)
		return to;
	memcpy(to, text->data, text->length);
	text->data = to;
	return to + text->length;
}

static void fill(schain__reply *reply, const schain__asked *asked, const schain__posted *posted)
{
	schain_claim *claim = &reply->claim;
	schain_signature *signature = &reply->signature;
	uint32_t kind = posted->subject_kind ? posted->subject_kind : asked->subject_kind;

	reply->number = asked->number;
	reply->key = asked->key;
	reply->host = asked->host;
	schain_claim_init(claim, sizeof *claim);
	claim->subject_kind = kind;
	claim->subject = kind == asked->subject_kind ? asked->subject : asked->other;
	claim->finding = posted->finding;
	claim->reasons = posted->reasons;
	claim->lifetime = posted->lifetime;
	claim->claimant = schain_string_of(reply->from->name);
	claim->reason = schain__posted_string(posted, SCHAIN__POSTED_REASON);
	schain_signature_init(signature, sizeof *signature);
	if (!posted->has_signature)
		return;
	signature->state = posted->signature_state;
	signature->flags = posted->signature_flags;
	signature->signer = schain__posted_string(posted, SCHAIN__POSTED_SIGNER);
	signature->issuer = schain__posted_string(posted, SCHAIN__POSTED_ISSUER);
	signature->thumbprint = schain__posted_string(posted, SCHAIN__POSTED_THUMBPRINT);
	signature->team_id = schain__posted_string(posted, SCHAIN__POSTED_TEAM_ID);
	signature->signing_id = schain__posted_string(posted, SCHAIN__POSTED_SIGNING_ID);
	signature->identity = schain__posted_string(posted, SCHAIN__POSTED_IDENTITY);
	claim->signature = signature;
}

/* Copies the texts behind the struct. */
static void pack(schain__reply *reply)
{
	schain_signature *signature = &reply->signature;
	char *to = (char *)(reply + 1);

	to = put(to, &reply->host);
	to = put(to, &reply->claim.subject);
	to = put(to, &reply->claim.reason);
	to = put(to, &signature->signer);
	to = put(to, &signature->issuer);
	to = put(to, &signature->thumbprint);
	to = put(to, &signature->team_id);
	to = put(to, &signature->signing_id);
	put(to, &signature->identity);
}

static schain__reply *new_reply(schain__instance *instance, const schain__asked *asked,
                                const schain__posted *posted)
{
	schain__reply *reply, local;
	const schain_signature *signature = &local.signature;
	size_t size;

	memset(&local, 0, sizeof local);
	local.from = instance;
	fill(&local, asked, posted);
	size = sizeof local + local.host.length + local.claim.subject.length +
	       local.claim.reason.length + signature->signer.length + signature->issuer.length +
	       signature->thumbprint.length + signature->team_id.length + signature->signing_id.length +
	       signature->identity.length;
	reply = schain__alloc(&instance->plugins->memory, size);
	if (!reply)
		return NULL;
	*reply = local;
	reply->size = size;
	if (reply->claim.signature)
		reply->claim.signature = &reply->signature;
	pack(reply);
	return reply;
}

static void append(schain_plugins *plugins, schain__reply *reply)
{
	if (plugins->last_reply)
		plugins->last_reply->next = reply;
	else
		plugins->first_reply = reply;
	plugins->last_reply = reply;
}

void schain__instance_collect(schain__instance *instance, int wait)
{
	/* No more than waited at first: a thread that goes on posting keeps nobody here. */
	uint32_t count = atomic_load_explicit(&instance->mailbox.count, memory_order_relaxed);

	for (; count && schain__mailbox_take(&instance->mailbox, wait, instance->posted); count--) {
		schain__asked *asked = question_of(instance, instance->posted);
		schain__reply *reply = asked ? new_reply(instance, asked, instance->posted) : NULL;

		if (reply) {
			instance->statistics.claims++;
			append(instance->plugins, reply);
		} else if (asked) {
			instance->statistics.claims_flooded++; /* memory is out */
		}
	}
}

void schain__plugins_collect(schain_plugins *plugins, int wait)
{
	for (size_t i = 0; i < plugins->instance_count; i++) {
		schain__instance *instance = plugins->instances[i];

		if (instance->is_open && instance->remote)
			schain__remote_glance(instance->remote, wait);
		if (instance->is_open)
			schain__instance_collect(instance, wait);
	}
}

static void drop_taken(schain_plugins *plugins)
{
	if (plugins->taken)
		schain__free(&plugins->memory, plugins->taken, plugins->taken->size);
	plugins->taken = NULL;
}

const schain__reply *schain__plugins_take(schain_plugins *plugins)
{
	schain__reply *reply = plugins->first_reply;

	drop_taken(plugins);
	if (!reply)
		return NULL;
	plugins->first_reply = reply->next;
	if (!plugins->first_reply)
		plugins->last_reply = NULL;
	plugins->taken = reply;
	return reply;
}

void schain__replies_drop(schain_plugins *plugins)
{
	while (schain__plugins_take(plugins))
		continue;
}

void schain__plugins_taken_at(const schain__reply *reply, schain_time time)
{
	int64_t lifetime = reply->claim.lifetime;
	schain__known *known = lifetime ? schain__recent_peek(&reply->from->known, reply->key) : NULL;

	if (known && time <= INT64_MAX - lifetime)
		known->until = time + lifetime;
}
