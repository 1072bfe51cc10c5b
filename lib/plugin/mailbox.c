/* SPDX-License-Identifier: Apache-2.0 */
/* Claims on their way from any thread to the engine's. */
#include "plugin/plugin.h"

int schain__mailbox_init(schain__mailbox *mailbox, schain__memory *memory, uint32_t capacity)
{
	memset(mailbox, 0, sizeof *mailbox);
	mailbox->ring = schain__alloc_zero(memory, capacity, sizeof *mailbox->ring);
	if (!mailbox->ring)
		return -1;
	mailbox->capacity = capacity;
	atomic_init(&mailbox->count, 0);
	schain__lock_init(&mailbox->lock);
	return 0;
}

void schain__mailbox_dispose(schain__mailbox *mailbox, schain__memory *memory)
{
	if (!mailbox->ring)
		return;
	schain__lock_dispose(&mailbox->lock);
	schain__free(memory, mailbox->ring, mailbox->capacity * sizeof *mailbox->ring);
}

static size_t offset_of(enum schain__posted_text which)
{
	return which == SCHAIN__POSTED_SUBJECT
	           ? 0
	           : SCHAIN__PLUGIN_SUBJECT + ((size_t)which - 1) * SCHAIN__PLUGIN_TEXT;
}

schain_string schain__posted_string(const schain__posted *posted, enum schain__posted_text which)
{
	return posted->length[which]
	           ? schain__string(posted->text + offset_of(which), posted->length[which])
	           : schain__string(NULL, 0);
}

static void put_subject(schain__posted *posted, schain_string subject)
{
	if (subject.length)
		memcpy(posted->text + offset_of(SCHAIN__POSTED_SUBJECT), subject.data, subject.length);
	posted->length[SCHAIN__POSTED_SUBJECT] = (uint32_t)subject.length;
}

/* As much as there is room for of what is UTF-8: a recording has to give back the same. */
static void put_text(schain__posted *posted, enum schain__posted_text which, schain_string text)
{
	size_t length = 0, step;

	while (text.data && length < text.length && text.data[length]) {
		step = schain__utf8_sequence(text.data + length, text.length - length);
		if (!step || length + step >= SCHAIN__PLUGIN_TEXT)
			break;
		length += step;
	}
	if (length)
		memcpy(posted->text + offset_of(which), text.data, length);
	posted->length[which] = (uint32_t)length;
}

static const schain_claim *claim_at(const schain_claim *claims, size_t claim_size, size_t index)
{
	return (const void *)((const char *)claims + index * claim_size);
}

static void put_claim(schain__posted *posted, const schain_claim *claim)
{
	const schain_signature *signature = claim->signature;

	posted->is_claim = 1;
	posted->lifetime = claim->lifetime;
	posted->subject_kind = claim->subject_kind;
	posted->finding = claim->finding;
	posted->reasons = claim->reasons;
	put_subject(posted, claim->subject);
	put_text(posted, SCHAIN__POSTED_REASON, claim->reason);
	posted->has_signature = signature != NULL;
	if (!signature)
		return;
	posted->signature_state = signature->state;
	posted->signature_flags = signature->flags;
	put_text(posted, SCHAIN__POSTED_SIGNER, signature->signer);
	put_text(posted, SCHAIN__POSTED_ISSUER, signature->issuer);
	put_text(posted, SCHAIN__POSTED_THUMBPRINT, signature->thumbprint);
	put_text(posted, SCHAIN__POSTED_TEAM_ID, signature->team_id);
	put_text(posted, SCHAIN__POSTED_SIGNING_ID, signature->signing_id);
	put_text(posted, SCHAIN__POSTED_IDENTITY, signature->identity);
}

/* The next free place; where there is none the oldest claim goes. */
static schain__posted *next_place(schain__mailbox *mailbox)
{
	uint32_t count = atomic_load_explicit(&mailbox->count, memory_order_relaxed);
	schain__posted *posted;

	if (count == mailbox->capacity) {
		mailbox->flooded += mailbox->ring[mailbox->first].is_claim;
		mailbox->first = (mailbox->first + 1) % mailbox->capacity;
		count--;
	}
	posted = &mailbox->ring[(mailbox->first + count) % mailbox->capacity];
	atomic_store_explicit(&mailbox->count, count + 1, memory_order_relaxed);
	memset(posted, 0, offsetof(schain__posted, text));
	return posted;
}

schain_status schain__mailbox_post(schain__mailbox *mailbox, uint64_t question,
                                   const schain_claim *claims, size_t claim_size, size_t count)
{
	schain_status status = schain__claims_check(claims, claim_size, count);

	schain__lock_take(&mailbox->lock);
	if (mailbox->is_closed) {
		status = SCHAIN_E_STATE;
	} else if (status != SCHAIN_OK) {
		mailbox->refused += count;
	} else {
		mailbox->answers++;
		for (size_t i = 0; i < count || !i; i++) {
			schain__posted *posted = next_place(mailbox);

			posted->question = question;
			posted->answer = mailbox->answers;
			if (count)
				put_claim(posted, claim_at(claims, claim_size, i));
		}
	}
	schain__lock_give(&mailbox->lock);
	return status;
}

int schain__mailbox_take(schain__mailbox *mailbox, int wait, schain__posted *ret_posted)
{
	uint32_t count;

	if (!atomic_load_explicit(&mailbox->count, memory_order_relaxed))
		return 0;
	if (wait)
		schain__lock_take(&mailbox->lock);
	else if (!schain__lock_try(&mailbox->lock))
		return 0;
	count = atomic_load_explicit(&mailbox->count, memory_order_relaxed);
	if (count) {
		*ret_posted = mailbox->ring[mailbox->first];
		mailbox->first = (mailbox->first + 1) % mailbox->capacity;
		atomic_store_explicit(&mailbox->count, count - 1, memory_order_relaxed);
	}
	schain__lock_give(&mailbox->lock);
	return count != 0;
}

void schain__mailbox_refuse(schain__mailbox *mailbox, uint32_t count)
{
	schain__lock_take(&mailbox->lock);
	mailbox->refused += count;
	schain__lock_give(&mailbox->lock);
}

void schain__mailbox_close(schain__mailbox *mailbox)
{
	schain__lock_take(&mailbox->lock);
	mailbox->is_closed = 1;
	atomic_store_explicit(&mailbox->count, 0, memory_order_relaxed);
	schain__lock_give(&mailbox->lock);
}

void schain__mailbox_count(schain__mailbox *mailbox, uint64_t *ret_flooded, uint64_t *ret_refused)
{
	schain__lock_take(&mailbox->lock);
	*ret_flooded = mailbox->flooded;
	*ret_refused = mailbox->refused;
	schain__lock_give(&mailbox->lock);
}
