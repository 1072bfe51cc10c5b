/* SPDX-License-Identifier: Apache-2.0 */
#include "store/noun.h"

#include "analytic/analytic.h"
#include "store/part.h"

/* States hold these by number, so they may only be added to at their end. */
_Static_assert(SCHAIN__CARRY_HOOK == 4, "enum schain__carry_kind is in states");
_Static_assert(SCHAIN__RECORD_TEXT == 3, "enum schain__record_form is in states");
_Static_assert(SCHAIN__APPROVED == 0 && SCHAIN__UNAPPROVED == 5, "enum schain__judgement is in states");

#define SIZE(type, member) sizeof(((type *)NULL)->member)
#define LIMITED(type, member, kind, limit) \
	{ #member, offsetof(type, member), SIZE(type, member), SCHAIN__FIELD_##kind, limit }
#define FIELD(type, member, kind) LIMITED(type, member, kind, 0)
#define OUT(type, member) LIMITED(type, member, OUT, 0)

static const schain__field record[] = {
	FIELD(schain__record, number, NUMBER),
	FIELD(schain__record, line, NUMBER),
	FIELD(schain__record, id, TEXT),
	FIELD(schain__record, origin, TEXT),
	FIELD(schain__record, event_type, NUMBER),
	FIELD(schain__record, source_kind, NUMBER),
	LIMITED(schain__record, form, NUMBER, SCHAIN__RECORD_TEXT),
};

static const schain__field host[] = {
	OUT(schain__host, header),
	OUT(schain__host, name),
	FIELD(schain__host, key.part[0], HASH),
	FIELD(schain__host, key.part[1], HASH),
	OUT(schain__host, reorder),
	OUT(schain__host, clock),
	FIELD(schain__host, now, TIME),
	FIELD(schain__host, aged, TIME),
	FIELD(schain__host, seen, NUMBER),
	FIELD(schain__host, os, NUMBER),
	OUT(schain__host, living),
	OUT(schain__host, exited),
	OUT(schain__host, oldest_delivery),
	OUT(schain__host, newest_delivery),
	FIELD(schain__host, lost, NUMBER),
	FIELD(schain__host, last_delivery, NUMBER),
	FIELD(schain__host, processes_made, NUMBER),
	FIELD(schain__host, deliveries_made, NUMBER),
	FIELD(schain__host, chains_made, NUMBER),
	FIELD(schain__host, number, NUMBER),
	FIELD(schain__host, heard, TIME),
	FIELD(schain__host, forgotten.since, SIGNED),
	FIELD(schain__host, forgotten.last, SIGNED),
	FIELD(schain__host, forgotten.processes, NUMBER),
	FIELD(schain__host, forgotten.files, NUMBER),
	FIELD(schain__host, forgotten.deliveries, NUMBER),
	FIELD(schain__host, forgotten.chains, NUMBER),
	FIELD(schain__host, unread.since, SIGNED),
	FIELD(schain__host, unread.last, SIGNED),
	FIELD(schain__host, unread.deliveries, NUMBER),
	OUT(schain__host, first_chain),
	OUT(schain__host, last_chain),
	OUT(schain__host, previous),
	OUT(schain__host, next),
	OUT(schain__host, cold_count),
	OUT(schain__host, oldest_cold),
	OUT(schain__host, oldest_closing),
	OUT(schain__host, emptied),
	OUT(schain__host, unused),
	OUT(schain__host, weight),
	OUT(schain__host, is_touched),
	OUT(schain__host, is_pending),
	OUT(schain__host, is_whole),
	OUT(schain__host, is_stored),
};

static const schain__field clock[] = {
	FIELD(schain__clock, latest, TIME),
	FIELD(schain__clock, judged, TIME),
	FIELD(schain__clock, leap, TIME),
	FIELD(schain__clock, witnesses, NUMBER),
	OUT(schain__clock, unused),
};

static const schain__field process[] = {
	OUT(schain__process, header),
	OUT(schain__process, identity_key),
	OUT(schain__process, pid_key),
	FIELD(schain__process, pid, NUMBER),
	FIELD(schain__process, start_time, SIGNED),
	FIELD(schain__process, started, TIME),
	FIELD(schain__process, exited, SIGNED),
	FIELD(schain__process, serial, NUMBER),
	FIELD(schain__process, parent_serial, NUMBER),
	OUT(schain__process, host),
	OUT(schain__process, parent),
	OUT(schain__process, delivery),
	FIELD(schain__process, image, TEXT),
	FIELD(schain__process, script, TEXT),
	FIELD(schain__process, command, TEXT),
	FIELD(schain__process, directory, TEXT),
	FIELD(schain__process, user, TEXT),
	FIELD(schain__process, guid, TEXT),
	OUT(schain__process, classes),
	FIELD(schain__process, start, RECORD),
	OUT(schain__process, previous),
	OUT(schain__process, next),
	OUT(schain__process, carries),
	OUT(schain__process, carry_count),
	FIELD(schain__process, is_started, NUMBER),
	FIELD(schain__process, is_clone, NUMBER),
	FIELD(schain__process, is_remote, NUMBER),
	FIELD(schain__process, image_signature, NUMBER),
};

static const schain__field carry[] = {
	OUT(schain__carry, chain),
	LIMITED(schain__carry, kind, NUMBER, SCHAIN__CARRY_HOOK),
	LIMITED(schain__carry, origin, NUMBER, SCHAIN__CARRY_HOOK),
	FIELD(schain__carry, distance, NUMBER),
	OUT(schain__carry, unused),
};

static const schain__field delivery[] = {
	OUT(schain__delivery, header),
	OUT(schain__delivery, older),
	OUT(schain__delivery, newer),
	OUT(schain__delivery, files),
	OUT(schain__delivery, host),
	FIELD(schain__delivery, parent, NUMBER),
	FIELD(schain__delivery, installer, TEXT),
	FIELD(schain__delivery, script, TEXT),
	FIELD(schain__delivery, command, TEXT),
	FIELD(schain__delivery, user, TEXT),
	FIELD(schain__delivery, guid, TEXT),
	FIELD(schain__delivery, pid, NUMBER),
	OUT(schain__delivery, classes),
	FIELD(schain__delivery, installer_started, TIME),
	FIELD(schain__delivery, first_write, TIME),
	FIELD(schain__delivery, last_write, TIME),
	FIELD(schain__delivery, start, RECORD),
	OUT(schain__delivery, items),
	OUT(schain__delivery, item_count),
	OUT(schain__delivery, item_capacity),
	FIELD(schain__delivery, current, NUMBER),
	OUT(schain__delivery, serial),
	FIELD(schain__delivery, best_score, SIGNED),
	FIELD(schain__delivery, is_remote, NUMBER),
	OUT(schain__delivery, file_count),
	OUT(schain__delivery, chain_count),
	OUT(schain__delivery, is_touched),
	OUT(schain__delivery, is_pending),
	OUT(schain__delivery, is_stored),
	OUT(schain__delivery, is_used),
	OUT(schain__delivery, is_needed),
	OUT(schain__delivery, unused),
	FIELD(schain__delivery, emptied, SIGNED),
};

static const schain__field item[] = {
	FIELD(schain__item, name, TEXT),
	OUT(schain__item, package),
	FIELD(schain__item, first_path, HASH),
	FIELD(schain__item, flags, NUMBER),
	FIELD(schain__item, executables, NUMBER),
};

static const schain__field package[] = {
	FIELD(schain__package, version, TEXT),
	FIELD(schain__package, old_version, TEXT),
	FIELD(schain__package, repository, TEXT),
	FIELD(schain__package, key, TEXT),
	FIELD(schain__package, publisher, TEXT),
	FIELD(schain__package, subject, TEXT),
	FIELD(schain__package, record, RECORD),
	FIELD(schain__package, time, SIGNED),
};

static const schain__field file[] = {
	OUT(schain__file, header),
	OUT(schain__file, key),
	OUT(schain__file, coarse_key),
	OUT(schain__file, previous),
	OUT(schain__file, next),
	OUT(schain__file, delivery),
	FIELD(schain__file, written, TIME),
	FIELD(schain__file, record, RECORD),
	FIELD(schain__file, item, NUMBER),
	FIELD(schain__file, content, NUMBER),
	FIELD(schain__file, has_run, NUMBER),
	FIELD(schain__file, integrity, NUMBER),
	FIELD(schain__file, is_dropped, NUMBER),
	OUT(schain__file, unused),
};

static const schain__field chain[] = {
	OUT(schain__chain, header),
	OUT(schain__chain, delivery),
	OUT(schain__chain, host),
	OUT(schain__chain, key),
	FIELD(schain__chain, id, HASH),
	OUT(schain__chain, item),
	FIELD(schain__chain, os, NUMBER),
	FIELD(schain__chain, revision, NUMBER),
	FIELD(schain__chain, score, SIGNED),
	LIMITED(schain__chain, level, NUMBER, SCHAIN_LEVEL_CRITICAL),
	FIELD(schain__chain, stages, NUMBER),
	FIELD(schain__chain, is_dirty, NUMBER),
	OUT(schain__chain, is_queued),
	FIELD(schain__chain, is_bad, NUMBER),
	FIELD(schain__chain, behaviour, NUMBER),
	FIELD(schain__chain, omitted, NUMBER),
	OUT(schain__chain, unused),
	FIELD(schain__chain, first_run, SIGNED),
	FIELD(schain__chain, last_time, SIGNED),
	FIELD(schain__chain, product_key, HASH),
	FIELD(schain__chain, subject, TEXT),
	FIELD(schain__chain, product, TEXT),
	FIELD(schain__chain, title, TEXT),
	FIELD(schain__chain, vendor, TEXT),
	FIELD(schain__chain, version, TEXT),
	FIELD(schain__chain, serial, NUMBER),
	OUT(schain__chain, older),
	OUT(schain__chain, newer),
	OUT(schain__chain, signals),
	OUT(schain__chain, processes),
	OUT(schain__chain, files),
	OUT(schain__chain, destinations),
	OUT(schain__chain, signal_count),
	OUT(schain__chain, signal_capacity),
	OUT(schain__chain, process_count),
	OUT(schain__chain, process_capacity),
	OUT(schain__chain, file_count),
	OUT(schain__chain, file_capacity),
	OUT(schain__chain, destination_count),
	OUT(schain__chain, destination_capacity),
};

static const schain__field signal[] = {
	FIELD(schain__signal, id, SIGNAL),
	FIELD(schain__signal, weight, SIGNED),
	FIELD(schain__signal, share, SIGNED),
	FIELD(schain__signal, occurrences, NUMBER),
	FIELD(schain__signal, time, TIME),
	FIELD(schain__signal, subject, TEXT),
	FIELD(schain__signal, detail, TEXT),
	FIELD(schain__signal, process_key, NUMBER),
	FIELD(schain__signal, record, RECORD),
};

static const schain__field chain_process[] = {
	FIELD(schain__chain_process, pid, NUMBER),
	FIELD(schain__chain_process, time, TIME),
	FIELD(schain__chain_process, key, NUMBER),
	FIELD(schain__chain_process, parent_key, NUMBER),
	FIELD(schain__chain_process, guid, TEXT),
	FIELD(schain__chain_process, image, TEXT),
	FIELD(schain__chain_process, command, TEXT),
	FIELD(schain__chain_process, user, TEXT),
	FIELD(schain__chain_process, role, NUMBER),
	FIELD(schain__chain_process, distance, NUMBER),
};

static const schain__field chain_file[] = {
	FIELD(schain__chain_file, time, TIME),
	FIELD(schain__chain_file, key, HASH),
	FIELD(schain__chain_file, path, TEXT),
	FIELD(schain__chain_file, sha256, TEXT),
	FIELD(schain__chain_file, sha1, TEXT),
	FIELD(schain__chain_file, md5, TEXT),
	FIELD(schain__chain_file, signer, TEXT),
	FIELD(schain__chain_file, content, NUMBER),
	FIELD(schain__chain_file, signature, NUMBER),
};

static const schain__field chain_destination[] = {
	FIELD(schain__chain_destination, time, TIME),
	FIELD(schain__chain_destination, name, TEXT),
	FIELD(schain__chain_destination, address, TEXT),
	FIELD(schain__chain_destination, port, NUMBER),
	FIELD(schain__chain_destination, protocol, NUMBER),
	FIELD(schain__chain_destination, connections, NUMBER),
	LIMITED(schain__chain_destination, judgement, NUMBER, SCHAIN__UNAPPROVED),
	FIELD(schain__chain_destination, process_key, NUMBER),
};

static const schain__field candidate[] = {
	OUT(schain__candidate, header),
	OUT(schain__candidate, delivery),
	OUT(schain__candidate, writer),
	FIELD(schain__candidate, record, RECORD),
	FIELD(schain__candidate, written, TIME),
};

static const schain__field profile[] = {
	OUT(schain__profile, header),
	FIELD(schain__profile, last_delivery, NUMBER),
	FIELD(schain__profile, signer_hash, HASH),
	FIELD(schain__profile, deliveries, NUMBER),
	FIELD(schain__profile, behaviour, NUMBER),
	FIELD(schain__profile, behaviour_now, NUMBER),
	FIELD(schain__profile, places, NUMBER),
	FIELD(schain__profile, first_contact, SIGNED),
	FIELD(schain__profile, identity_hash, HASH),
	FIELD(schain__profile, issuer_hash, HASH),
	FIELD(schain__profile, issuer_now, HASH),
	FIELD(schain__profile, standing, NUMBER),
	FIELD(schain__profile, standing_now, NUMBER),
	FIELD(schain__profile, name, TEXT),
	FIELD(schain__profile, version, TEXT),
	FIELD(schain__profile, first_seen, SIGNED),
	FIELD(schain__profile, last_seen, SIGNED),
	OUT(schain__profile, traits),
	OUT(schain__profile, trait_counts),
	OUT(schain__profile, unused),
	FIELD(schain__profile, identity_now, HASH),
	FIELD(schain__profile, signer_now, HASH),
};

static const schain__field name[] = {
	OUT(schain__name, header),
	FIELD(schain__name, name, TEXT),
	FIELD(schain__name, time, TIME),
	FIELD(schain__name, ttl, NUMBER),
	OUT(schain__name, unused),
};

static const schain__field contact[] = {
	OUT(schain__contact, header),
	FIELD(schain__contact, teacher, NUMBER),
	FIELD(schain__contact, first, TIME),
};

static const schain__field claim[] = {
	OUT(schain__held_claim, header),
	OUT(schain__held_claim, subject),
	OUT(schain__held_claim, subject_kind),
	FIELD(schain__held_claim, until, SIGNED),
	FIELD(schain__held_claim, time, SIGNED),
	FIELD(schain__held_claim, finding, NUMBER),
	FIELD(schain__held_claim, signature_state, NUMBER),
	FIELD(schain__held_claim, signer, TEXT),
	FIELD(schain__held_claim, issuer, TEXT),
	FIELD(schain__held_claim, team_id, TEXT),
	FIELD(schain__held_claim, identity, TEXT),
	FIELD(schain__held_claim, claimant, TEXT),
	FIELD(schain__held_claim, reason, TEXT),
	FIELD(schain__held_claim, record, RECORD),
	FIELD(schain__held_claim, reasons, NUMBER),
	FIELD(schain__held_claim, thumbprint, TEXT),
};

static const schain__field asker[] = {
	OUT(schain__asker, header),
	OUT(schain__asker, process),
};

static const schain__field flow[] = {
	OUT(schain__flow, header),
	OUT(schain__flow, process),
	FIELD(schain__flow, time, TIME),
};

static const schain__field trait[] = {
	OUT(schain__trait, header),
	OUT(schain__trait, profile),
	OUT(schain__trait, previous),
	OUT(schain__trait, next),
	OUT(schain__trait, kind),
	OUT(schain__trait, unused),
	FIELD(schain__trait, teacher, NUMBER),
	FIELD(schain__trait, value, TEXT),
	FIELD(schain__trait, first, TIME),
	FIELD(schain__trait, last, TIME),
};

static const schain__field place[] = {
	FIELD(schain__place, generation, NUMBER),
	FIELD(schain__place, sequence, NUMBER),
	FIELD(schain__place, verdicts, NUMBER),
	FIELD(schain__place, time, TIME),
	FIELD(schain__place, keys, NUMBER),
};

static const schain__field cold[] = {
	OUT(schain__cold, header),
	OUT(schain__cold, host),
	OUT(schain__cold, serial),
	FIELD(schain__cold, first_write, TIME),
	FIELD(schain__cold, last_write, TIME),
	FIELD(schain__cold, best_score, SIGNED),
	FIELD(schain__cold, file_count, NUMBER),
	FIELD(schain__cold, chain_count, NUMBER),
	OUT(schain__cold, key_count),
	LIMITED(schain__cold, is_told, NUMBER, 1),
	OUT(schain__cold, is_gone),
	OUT(schain__cold, child),
	OUT(schain__cold, sibling),
	OUT(schain__cold, previous),
	OUT(schain__cold, unused),
	LIMITED(schain__cold, is_closing, NUMBER, 1),
};

static const schain__field event[] = {
	OUT(schain_event, struct_size),
	FIELD(schain_event, type, NUMBER),
	FIELD(schain_event, time, TIME),
	FIELD(schain_event, record, NUMBER),
	FIELD(schain_event, line, NUMBER),
	FIELD(schain_event, count, NUMBER),
	FIELD(schain_event, source_kind, NUMBER),
	FIELD(schain_event, os, NUMBER),
	OUT(schain_event, host),
	FIELD(schain_event, record_id, STRING),
	FIELD(schain_event, origin, STRING),
	OUT(schain_event, process),
	OUT(schain_event, parent),
	OUT(schain_event, target),
	OUT(schain_event, file),
	OUT(schain_event, connection),
	OUT(schain_event, dns),
	OUT(schain_event, registry),
	OUT(schain_event, package),
	OUT(schain_event, integrity),
	OUT(schain_event, claim),
};

static const schain__field event_process[] = {
	OUT(schain_process, struct_size),
	FIELD(schain_process, flags, NUMBER),
	FIELD(schain_process, pid, NUMBER),
	FIELD(schain_process, parent_pid, NUMBER),
	FIELD(schain_process, start_time, SIGNED),
	FIELD(schain_process, guid, STRING),
	FIELD(schain_process, parent_guid, STRING),
	FIELD(schain_process, command_line, STRING),
	FIELD(schain_process, script, STRING),
	FIELD(schain_process, working_directory, STRING),
	FIELD(schain_process, user, STRING),
	OUT(schain_process, image),
	OUT(schain_process, reserved),
};

static const schain__field event_file[] = {
	OUT(schain_file, struct_size),
	FIELD(schain_file, flags, NUMBER),
	FIELD(schain_file, inode, NUMBER),
	FIELD(schain_file, device, NUMBER),
	FIELD(schain_file, size, NUMBER),
	FIELD(schain_file, mode, NUMBER),
	FIELD(schain_file, content, NUMBER),
	FIELD(schain_file, path, STRING),
	FIELD(schain_file, old_path, STRING),
	FIELD(schain_file, sha256, STRING),
	FIELD(schain_file, sha1, STRING),
	FIELD(schain_file, md5, STRING),
	FIELD(schain_file, origin_url, STRING),
	FIELD(schain_file, product, STRING),
	FIELD(schain_file, company, STRING),
	FIELD(schain_file, version, STRING),
	FIELD(schain_file, original_name, STRING),
	OUT(schain_file, signature),
	OUT(schain_file, reserved),
};

static const schain__field event_signature[] = {
	OUT(schain_signature, struct_size),
	FIELD(schain_signature, state, NUMBER),
	FIELD(schain_signature, flags, NUMBER),
	OUT(schain_signature, reserved),
	FIELD(schain_signature, signer, STRING),
	FIELD(schain_signature, issuer, STRING),
	FIELD(schain_signature, thumbprint, STRING),
	FIELD(schain_signature, team_id, STRING),
	FIELD(schain_signature, signing_id, STRING),
	FIELD(schain_signature, identity, STRING),
};

static const schain__field event_connection[] = {
	OUT(schain_connection, struct_size),
	FIELD(schain_connection, flags, NUMBER),
	FIELD(schain_connection, protocol, NUMBER),
	FIELD(schain_connection, port, NUMBER),
	FIELD(schain_connection, local_port, NUMBER),
	OUT(schain_connection, reserved),
	FIELD(schain_connection, bytes_sent, NUMBER),
	FIELD(schain_connection, address, STRING),
	FIELD(schain_connection, local_address, STRING),
	FIELD(schain_connection, host_name, STRING),
	FIELD(schain_connection, server_name, STRING),
};

static const schain__field event_dns[] = {
	OUT(schain_dns, struct_size),
	FIELD(schain_dns, query_type, NUMBER),
	FIELD(schain_dns, result, NUMBER),
	FIELD(schain_dns, ttl, NUMBER),
	FIELD(schain_dns, query, STRING),
	OUT(schain_dns, answers),
	OUT(schain_dns, answer_count),
};

static const schain__field event_registry[] = {
	OUT(schain_registry, struct_size),
	FIELD(schain_registry, operation, NUMBER),
	FIELD(schain_registry, key, STRING),
	FIELD(schain_registry, value, STRING),
};

static const schain__field event_package[] = {
	OUT(schain_package, struct_size),
	FIELD(schain_package, operation, NUMBER),
	FIELD(schain_package, is_signed, NUMBER),
	FIELD(schain_package, succeeded, NUMBER),
	FIELD(schain_package, manager, STRING),
	FIELD(schain_package, name, STRING),
	FIELD(schain_package, version, STRING),
	FIELD(schain_package, old_version, STRING),
	FIELD(schain_package, architecture, STRING),
	FIELD(schain_package, repository, STRING),
	FIELD(schain_package, key, STRING),
	FIELD(schain_package, publisher, STRING),
};

static const schain__field event_integrity[] = {
	OUT(schain_integrity, struct_size),
	FIELD(schain_integrity, result, NUMBER),
	FIELD(schain_integrity, policy, STRING),
	FIELD(schain_integrity, reason, STRING),
};

static const schain__field event_claim[] = {
	OUT(schain_claim, struct_size),
	FIELD(schain_claim, subject_kind, NUMBER),
	FIELD(schain_claim, finding, NUMBER),
	FIELD(schain_claim, flags, NUMBER),
	FIELD(schain_claim, lifetime, SIGNED),
	FIELD(schain_claim, subject, STRING),
	FIELD(schain_claim, claimant, STRING),
	FIELD(schain_claim, reason, STRING),
	OUT(schain_claim, signature),
	OUT(schain_claim, reserved),
	FIELD(schain_claim, reasons, NUMBER),
	OUT(schain_claim, reserved_bits),
};

#define NOUN(fields, type) { #fields, fields, sizeof fields / sizeof *fields, sizeof(type) }

const schain__noun schain__nouns[SCHAIN__NOUN_COUNT] = {
	[SCHAIN__NOUN_RECORD] = NOUN(record, schain__record),
	[SCHAIN__NOUN_HOST] = NOUN(host, schain__host),
	[SCHAIN__NOUN_CLOCK] = NOUN(clock, schain__clock),
	[SCHAIN__NOUN_PROCESS] = NOUN(process, schain__process),
	[SCHAIN__NOUN_CARRY] = NOUN(carry, schain__carry),
	[SCHAIN__NOUN_DELIVERY] = NOUN(delivery, schain__delivery),
	[SCHAIN__NOUN_ITEM] = NOUN(item, schain__item),
	[SCHAIN__NOUN_PACKAGE] = NOUN(package, schain__package),
	[SCHAIN__NOUN_FILE] = NOUN(file, schain__file),
	[SCHAIN__NOUN_CHAIN] = NOUN(chain, schain__chain),
	[SCHAIN__NOUN_SIGNAL] = NOUN(signal, schain__signal),
	[SCHAIN__NOUN_CHAIN_PROCESS] = NOUN(chain_process, schain__chain_process),
	[SCHAIN__NOUN_CHAIN_FILE] = NOUN(chain_file, schain__chain_file),
	[SCHAIN__NOUN_CHAIN_DESTINATION] = NOUN(chain_destination, schain__chain_destination),
	[SCHAIN__NOUN_CANDIDATE] = NOUN(candidate, schain__candidate),
	[SCHAIN__NOUN_PROFILE] = NOUN(profile, schain__profile),
	[SCHAIN__NOUN_NAME] = NOUN(name, schain__name),
	[SCHAIN__NOUN_CONTACT] = NOUN(contact, schain__contact),
	[SCHAIN__NOUN_CLAIM] = NOUN(claim, schain__held_claim),
	[SCHAIN__NOUN_ASKER] = NOUN(asker, schain__asker),
	[SCHAIN__NOUN_TRAIT] = NOUN(trait, schain__trait),
	[SCHAIN__NOUN_FLOW] = NOUN(flow, schain__flow),
	[SCHAIN__NOUN_PLACE] = NOUN(place, schain__place),
	[SCHAIN__NOUN_COLD] = NOUN(cold, schain__cold),
	[SCHAIN__NOUN_EVENT] = NOUN(event, schain_event),
	[SCHAIN__NOUN_EVENT_PROCESS] = NOUN(event_process, schain_process),
	[SCHAIN__NOUN_EVENT_FILE] = NOUN(event_file, schain_file),
	[SCHAIN__NOUN_EVENT_SIGNATURE] = NOUN(event_signature, schain_signature),
	[SCHAIN__NOUN_EVENT_CONNECTION] = NOUN(event_connection, schain_connection),
	[SCHAIN__NOUN_EVENT_DNS] = NOUN(event_dns, schain_dns),
	[SCHAIN__NOUN_EVENT_REGISTRY] = NOUN(event_registry, schain_registry),
	[SCHAIN__NOUN_EVENT_PACKAGE] = NOUN(event_package, schain_package),
	[SCHAIN__NOUN_EVENT_INTEGRITY] = NOUN(event_integrity, schain_integrity),
	[SCHAIN__NOUN_EVENT_CLAIM] = NOUN(event_claim, schain_claim),
};

uint32_t schain__noun_written(enum schain__noun_id id)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < schain__nouns[id].field_count; i++)
		count += schain__nouns[id].fields[i].kind != SCHAIN__FIELD_OUT;
	return count;
}
