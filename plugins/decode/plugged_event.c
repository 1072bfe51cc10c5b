/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin's event, checked and copied into the batch. */
#include "decode/plugged.h"

#include <supplychain/claim.h>

#include <string.h>

/* No struct of the library is larger; more is garbage, not a newer version. */
#define STRUCT_SIZE_LIMIT 4096

/* A struct by its own account, of a size that was ever right; absent is right too. */
static int is_struct(const void *part, size_t least)
{
	uint32_t size;

	if (!part)
		return 1;
	memcpy(&size, part, sizeof size);
	return size >= least && size <= STRUCT_SIZE_LIMIT;
}

/* The texts of a struct lie side by side, from `first` to `last`. */
static int are_texts(const schain_string *first, const schain_string *last)
{
	for (; first <= last; first++)
		if (!first->data && first->length)
			return 0;
	return 1;
}

#define IS_PART(part, first, last) \
	(!(part) || (is_struct((part), sizeof *(part)) && are_texts(&(part)->first, &(part)->last)))

static int is_file(const schain_file *file)
{
	return IS_PART(file, path, original_name) &&
	       (!file || IS_PART(file->signature, signer, identity));
}

static int is_process(const schain_process *process)
{
	return IS_PART(process, guid, user) && (!process || is_file(process->image));
}

static int is_dns(const schain_dns *dns)
{
	return IS_PART(dns, query, query) &&
	       (!dns || !dns->answer_count ||
	        (dns->answers && dns->answer_count <= SIZE_MAX / sizeof *dns->answers &&
	         are_texts(dns->answers, dns->answers + dns->answer_count - 1)));
}

int schain__plugged_is_event(const schain_event *event)
{
	return event && event->type && IS_PART(event, host, origin) && is_process(event->process) &&
	       is_process(event->parent) && is_process(event->target) && is_file(event->file) &&
	       IS_PART(event->connection, address, server_name) && is_dns(event->dns) &&
	       IS_PART(event->registry, key, value) && IS_PART(event->package, manager, publisher) &&
	       IS_PART(event->integrity, policy, reason) &&
	       IS_PART(event->claim, subject, reason) &&
	       (!event->claim || IS_PART(event->claim->signature, signer, identity));
}

/* Copies out of the plugin's memory; text of the record at hand stays where it is. */
static int keep_texts(schain__decode *decode, schain_string *first, const schain_string *last)
{
	const char *begin = decode->record, *end = begin + decode->record_size;

	for (; first <= last; first++) {
		if (!first->data || (first->data >= begin && first->data < end &&
		                     first->length <= (size_t)(end - first->data)))
			continue;
		*first = schain__decode_copy(decode, first->data, first->length);
		if (!first->data)
			return 0;
	}
	return 1;
}

/* A part without parts of its own, into its place. */
#define KEEP(part, place, first, last) \
	(!(part) || ((place) = *(part), (part) = &(place), \
	             keep_texts(decode, &(place).first, &(place).last)))

static int keep_file(schain__decode *decode, const schain_file **file, schain_file *to,
                     schain_signature *signature)
{
	return KEEP(*file, *to, path, original_name) &&
	       (!*file || KEEP(to->signature, *signature, signer, identity));
}

static int keep_process(schain__decode *decode, const schain_process **process, schain_process *to,
                        schain_file *image, schain_signature *signature)
{
	return KEEP(*process, *to, guid, user) &&
	       (!*process || keep_file(decode, &to->image, image, signature));
}

static int keep_dns(schain__decode *decode, const schain_dns **dns, schain_dns *to)
{
	schain_string *answers;
	size_t size;

	if (!KEEP(*dns, *to, query, query))
		return 0;
	if (!*dns || !to->answer_count)
		return 1;
	size = to->answer_count * sizeof *answers;
	answers = schain__decode_alloc(decode, size);
	if (!answers)
		return 0;
	to->answers = memcpy(answers, to->answers, size);
	return keep_texts(decode, answers, answers + to->answer_count - 1);
}

static int keep_claim(schain__decode *decode, const schain_claim **claim)
{
	struct {
		schain_claim claim;
		schain_signature signature;
	} *to;

	if (!*claim)
		return 1;
	to = schain__decode_alloc(decode, sizeof *to);
	return to && KEEP(*claim, to->claim, subject, reason) &&
	       KEEP(to->claim.signature, to->signature, signer, identity);
}

static int keep_parts(schain__decode *decode, schain__slot *slot, schain_event *event)
{
	/* Of parent and target, for which a slot has none. */
	schain_signature *signature = schain__decode_alloc(decode, 2 * sizeof *signature);

	return signature && keep_texts(decode, &event->host, &event->origin) &&
	       keep_process(decode, &event->process, &slot->process, &slot->process_image,
	                    &slot->process_signature) &&
	       keep_process(decode, &event->parent, &slot->parent, &slot->parent_image, signature) &&
	       keep_process(decode, &event->target, &slot->target, &slot->target_image, signature + 1) &&
	       keep_file(decode, &event->file, &slot->file, &slot->file_signature) &&
	       KEEP(event->connection, slot->connection, address, server_name) &&
	       keep_dns(decode, &event->dns, &slot->dns) &&
	       KEEP(event->registry, slot->registry, key, value) &&
	       KEEP(event->package, slot->package, manager, publisher) &&
	       KEEP(event->integrity, slot->integrity, policy, reason) &&
	       keep_claim(decode, &event->claim);
}

schain_status schain__plugged_keep(schain__decode *decode, const schain_event *event)
{
	schain__slot *slot;
	schain_event kept = *event;

	decode->batch.slot_ready = 0; /* of an event that could not be kept */
	slot = schain__decode_slot(decode);
	kept.struct_size = sizeof kept;
	if (!kept.line)
		kept.line = slot->event.line;
	if (!kept.origin.data)
		kept.origin = slot->event.origin;
	if (!kept.host.data)
		kept.host = slot->event.host;
	if (!keep_parts(decode, slot, &kept))
		return schain__decode_fail_memory(decode);
	slot->event = kept;
	return schain__decode_commit(decode);
}
