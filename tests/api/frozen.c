/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What version 1.0 promised, checked by the compiler: each struct still begins
 * with all fields of its frozen copy, each at its place and of its size, and
 * each constant has its value. Sizes are counted by hand from the fields, for
 * pointers of 8 and of 4 bytes; there is no padding to depend on the target.
 */
#include "frozen.h"

#define SIZE(noun, with_64, with_32) \
	_Static_assert(sizeof(struct frozen_1_0_##noun) == (sizeof(void *) == 8 ? with_64 : with_32), \
	               "frozen copy of " #noun); \
	_Static_assert(sizeof(schain_##noun) >= sizeof(struct frozen_1_0_##noun), #noun " shrank")
#define FIELD(noun, field) \
	_Static_assert(offsetof(schain_##noun, field) == offsetof(struct frozen_1_0_##noun, field), \
	               #noun "." #field " moved"); \
	_Static_assert(sizeof(((schain_##noun *)0)->field) == \
	                       sizeof(((struct frozen_1_0_##noun *)0)->field), \
	               #noun "." #field " has another size")
#define VALUE(name, value) _Static_assert(name == value, #name " has another value")

SIZE(string, 16, 8);
FIELD(string, data);
FIELD(string, length);

SIZE(allocator, 40, 24);
FIELD(allocator, struct_size);
FIELD(allocator, flags);
FIELD(allocator, allocate);
FIELD(allocator, reallocate);
FIELD(allocator, release);
FIELD(allocator, context);

SIZE(error, 800, 800);
FIELD(error, struct_size);
FIELD(error, code);
FIELD(error, line);
FIELD(error, column);
FIELD(error, offset);
FIELD(error, where);
FIELD(error, message);

SIZE(signature, 96, 56);
FIELD(signature, struct_size);
FIELD(signature, state);
FIELD(signature, flags);
FIELD(signature, reserved);
FIELD(signature, signer);
FIELD(signature, issuer);
FIELD(signature, thumbprint);
FIELD(signature, team_id);
FIELD(signature, signing_id);

SIZE(file, 216, 128);
FIELD(file, struct_size);
FIELD(file, flags);
FIELD(file, inode);
FIELD(file, device);
FIELD(file, size);
FIELD(file, mode);
FIELD(file, content);
FIELD(file, path);
FIELD(file, old_path);
FIELD(file, sha256);
FIELD(file, sha1);
FIELD(file, md5);
FIELD(file, origin_url);
FIELD(file, product);
FIELD(file, company);
FIELD(file, version);
FIELD(file, original_name);
FIELD(file, signature);
FIELD(file, reserved);

SIZE(process, 144, 88);
FIELD(process, struct_size);
FIELD(process, flags);
FIELD(process, pid);
FIELD(process, parent_pid);
FIELD(process, start_time);
FIELD(process, guid);
FIELD(process, parent_guid);
FIELD(process, command_line);
FIELD(process, script);
FIELD(process, working_directory);
FIELD(process, user);
FIELD(process, image);
FIELD(process, reserved);

SIZE(connection, 96, 64);
FIELD(connection, struct_size);
FIELD(connection, flags);
FIELD(connection, protocol);
FIELD(connection, port);
FIELD(connection, local_port);
FIELD(connection, reserved);
FIELD(connection, bytes_sent);
FIELD(connection, address);
FIELD(connection, local_address);
FIELD(connection, host_name);
FIELD(connection, server_name);

SIZE(dns, 48, 32);
FIELD(dns, struct_size);
FIELD(dns, query_type);
FIELD(dns, result);
FIELD(dns, reserved);
FIELD(dns, query);
FIELD(dns, answers);
FIELD(dns, answer_count);

SIZE(registry, 40, 24);
FIELD(registry, struct_size);
FIELD(registry, operation);
FIELD(registry, key);
FIELD(registry, value);

SIZE(package, 144, 80);
FIELD(package, struct_size);
FIELD(package, operation);
FIELD(package, is_signed);
FIELD(package, succeeded);
FIELD(package, manager);
FIELD(package, name);
FIELD(package, version);
FIELD(package, old_version);
FIELD(package, architecture);
FIELD(package, repository);
FIELD(package, key);
FIELD(package, publisher);

SIZE(integrity, 40, 24);
FIELD(integrity, struct_size);
FIELD(integrity, result);
FIELD(integrity, policy);
FIELD(integrity, reason);

SIZE(event, 176, 112);
FIELD(event, struct_size);
FIELD(event, type);
FIELD(event, time);
FIELD(event, record);
FIELD(event, line);
FIELD(event, count);
FIELD(event, source_kind);
FIELD(event, os);
FIELD(event, host);
FIELD(event, record_id);
FIELD(event, origin);
FIELD(event, process);
FIELD(event, parent);
FIELD(event, target);
FIELD(event, file);
FIELD(event, connection);
FIELD(event, dns);
FIELD(event, registry);
FIELD(event, package);
FIELD(event, integrity);
FIELD(event, claim);

SIZE(claim, 88, 56);
FIELD(claim, struct_size);
FIELD(claim, subject_kind);
FIELD(claim, finding);
FIELD(claim, flags);
FIELD(claim, lifetime);
FIELD(claim, subject);
FIELD(claim, claimant);
FIELD(claim, reason);
FIELD(claim, signature);
FIELD(claim, reserved);

SIZE(policy_key, 56, 40);
FIELD(policy_key, struct_size);
FIELD(policy_key, kind);
FIELD(policy_key, minimum);
FIELD(policy_key, maximum);
FIELD(policy_key, name);
FIELD(policy_key, summary);
FIELD(policy_key, source);
FIELD(policy_key, pattern);

SIZE(signal, 144, 96);
FIELD(signal, struct_size);
FIELD(signal, stage);
FIELD(signal, weight);
FIELD(signal, occurrences);
FIELD(signal, process);
FIELD(signal, full_weight);
FIELD(signal, time);
FIELD(signal, record);
FIELD(signal, line);
FIELD(signal, name);
FIELD(signal, text);
FIELD(signal, event);
FIELD(signal, source);
FIELD(signal, record_id);
FIELD(signal, origin);

SIZE(verdict_process, 96, 64);
FIELD(verdict_process, struct_size);
FIELD(verdict_process, role);
FIELD(verdict_process, pid);
FIELD(verdict_process, time);
FIELD(verdict_process, parent);
FIELD(verdict_process, distance);
FIELD(verdict_process, guid);
FIELD(verdict_process, image);
FIELD(verdict_process, command_line);
FIELD(verdict_process, user);

SIZE(verdict_file, 120, 72);
FIELD(verdict_file, struct_size);
FIELD(verdict_file, content);
FIELD(verdict_file, process);
FIELD(verdict_file, reserved);
FIELD(verdict_file, time);
FIELD(verdict_file, path);
FIELD(verdict_file, sha256);
FIELD(verdict_file, sha1);
FIELD(verdict_file, md5);
FIELD(verdict_file, signature);
FIELD(verdict_file, signer);

SIZE(verdict_destination, 80, 56);
FIELD(verdict_destination, struct_size);
FIELD(verdict_destination, port);
FIELD(verdict_destination, protocol);
FIELD(verdict_destination, connections);
FIELD(verdict_destination, process);
FIELD(verdict_destination, reserved);
FIELD(verdict_destination, time);
FIELD(verdict_destination, host_name);
FIELD(verdict_destination, address);
FIELD(verdict_destination, judgement);

SIZE(verdict_gap, 40, 24);
FIELD(verdict_gap, struct_size);
FIELD(verdict_gap, stage);
FIELD(verdict_gap, source);
FIELD(verdict_gap, text);

SIZE(verdict, 400, 256);
FIELD(verdict, struct_size);
FIELD(verdict, revision);
FIELD(verdict, level);
FIELD(verdict, score);
FIELD(verdict, confidence);
FIELD(verdict, stages);
FIELD(verdict, os);
FIELD(verdict, is_final);
FIELD(verdict, first_time);
FIELD(verdict, last_time);
FIELD(verdict, stage_times);
FIELD(verdict, id);
FIELD(verdict, host);
FIELD(verdict, product);
FIELD(verdict, version);
FIELD(verdict, previous_version);
FIELD(verdict, installer);
FIELD(verdict, technique);
FIELD(verdict, strategy);
FIELD(verdict, analytic);
FIELD(verdict, explanation);
FIELD(verdict, signals);
FIELD(verdict, files);
FIELD(verdict, processes);
FIELD(verdict, destinations);
FIELD(verdict, gaps);
FIELD(verdict, isolate);
FIELD(verdict, preserve);
FIELD(verdict, reserved);
FIELD(verdict, signal_count);
FIELD(verdict, file_count);
FIELD(verdict, process_count);
FIELD(verdict, destination_count);
FIELD(verdict, gap_count);
FIELD(verdict, isolate_count);
FIELD(verdict, preserve_count);
FIELD(verdict, omitted_count);

SIZE(engine_options, 80, 56);
FIELD(engine_options, struct_size);
FIELD(engine_options, flags);
FIELD(engine_options, memory_limit);
FIELD(engine_options, seed);
FIELD(engine_options, allocator);
FIELD(engine_options, policy);
FIELD(engine_options, verdict);
FIELD(engine_options, log);
FIELD(engine_options, context);
FIELD(engine_options, reserved);

SIZE(engine_statistics, 152, 152);
FIELD(engine_statistics, struct_size);
FIELD(engine_statistics, hosts);
FIELD(engine_statistics, events);
FIELD(engine_statistics, events_judged);
FIELD(engine_statistics, events_late);
FIELD(engine_statistics, events_unknown);
FIELD(engine_statistics, events_lost);
FIELD(engine_statistics, reorder_overflow);
FIELD(engine_statistics, processes);
FIELD(engine_statistics, files);
FIELD(engine_statistics, deliveries);
FIELD(engine_statistics, chains);
FIELD(engine_statistics, products);
FIELD(engine_statistics, verdicts);
FIELD(engine_statistics, forgotten_processes);
FIELD(engine_statistics, forgotten_files);
FIELD(engine_statistics, forgotten_deliveries);
FIELD(engine_statistics, forgotten_chains);
FIELD(engine_statistics, memory);
FIELD(engine_statistics, memory_peak);

SIZE(format, 40, 24);
FIELD(format, struct_size);
FIELD(format, flags);
FIELD(format, name);
FIELD(format, summary);
FIELD(format, fields);
FIELD(format, missing);

SIZE(decoder_statistics, 56, 56);
FIELD(decoder_statistics, struct_size);
FIELD(decoder_statistics, flags);
FIELD(decoder_statistics, bytes);
FIELD(decoder_statistics, records);
FIELD(decoder_statistics, events);
FIELD(decoder_statistics, ignored);
FIELD(decoder_statistics, damaged);
FIELD(decoder_statistics, incomplete);

SIZE(decoder_options, 88, 56);
FIELD(decoder_options, struct_size);
FIELD(decoder_options, flags);
FIELD(decoder_options, allocator);
FIELD(decoder_options, format);
FIELD(decoder_options, origin);
FIELD(decoder_options, host);
FIELD(decoder_options, mapping);
FIELD(decoder_options, events);
FIELD(decoder_options, problem);
FIELD(decoder_options, context);
FIELD(decoder_options, record_limit);
FIELD(decoder_options, reserved);

VALUE(SCHAIN_OK, 0);
VALUE(SCHAIN_END, 1);
VALUE(SCHAIN_AGAIN, 2);
VALUE(SCHAIN_E_ARGUMENT, (-1));
VALUE(SCHAIN_E_MEMORY, (-2));
VALUE(SCHAIN_E_STATE, (-3));
VALUE(SCHAIN_E_TOO_SMALL, (-4));
VALUE(SCHAIN_E_TOO_NEW, (-5));
VALUE(SCHAIN_E_SYNTAX, (-6));
VALUE(SCHAIN_E_KEY, (-7));
VALUE(SCHAIN_E_VALUE, (-8));
VALUE(SCHAIN_E_LIMIT, (-9));
VALUE(SCHAIN_E_IO, (-10));
VALUE(SCHAIN_E_FORMAT, (-11));
VALUE(SCHAIN_E_UNSUPPORTED, (-12));
VALUE(SCHAIN_E_DAMAGED, (-13));
VALUE(SCHAIN_E_CANCELLED, (-14));
VALUE(SCHAIN_EVENT_NONE, 0u);
VALUE(SCHAIN_EVENT_PROCESS_FORK, 1u);
VALUE(SCHAIN_EVENT_PROCESS_START, 2u);
VALUE(SCHAIN_EVENT_PROCESS_EXIT, 3u);
VALUE(SCHAIN_EVENT_FILE_WRITE, 4u);
VALUE(SCHAIN_EVENT_FILE_RENAME, 5u);
VALUE(SCHAIN_EVENT_FILE_DELETE, 6u);
VALUE(SCHAIN_EVENT_FILE_ATTRIBUTE, 7u);
VALUE(SCHAIN_EVENT_FILE_READ, 8u);
VALUE(SCHAIN_EVENT_MODULE_LOAD, 9u);
VALUE(SCHAIN_EVENT_DRIVER_LOAD, 10u);
VALUE(SCHAIN_EVENT_REGISTRY, 11u);
VALUE(SCHAIN_EVENT_PERSISTENCE, 12u);
VALUE(SCHAIN_EVENT_CONNECTION, 13u);
VALUE(SCHAIN_EVENT_DNS, 14u);
VALUE(SCHAIN_EVENT_PACKAGE, 15u);
VALUE(SCHAIN_EVENT_INTEGRITY, 16u);
VALUE(SCHAIN_EVENT_CLAIM, 17u);
VALUE(SCHAIN_EVENT_INJECTION, 18u);
VALUE(SCHAIN_EVENT_LOSS, 19u);
VALUE(SCHAIN_SOURCE_UNKNOWN, 0u);
VALUE(SCHAIN_SOURCE_HOST_PRODUCT, 1u);
VALUE(SCHAIN_SOURCE_SYSMON, 2u);
VALUE(SCHAIN_SOURCE_SYSMON_LINUX, 3u);
VALUE(SCHAIN_SOURCE_CODE_INTEGRITY, 4u);
VALUE(SCHAIN_SOURCE_WINDOWS_SECURITY, 5u);
VALUE(SCHAIN_SOURCE_AUDITD, 6u);
VALUE(SCHAIN_SOURCE_EBPF, 7u);
VALUE(SCHAIN_SOURCE_PACKAGE_LOG, 8u);
VALUE(SCHAIN_SOURCE_ENDPOINT_SECURITY, 9u);
VALUE(SCHAIN_SOURCE_UNIFIED_LOG, 10u);
VALUE(SCHAIN_SOURCE_NETWORK, 11u);
VALUE(SCHAIN_SOURCE_PLUGIN, 12u);
VALUE(SCHAIN_OS_UNKNOWN, 0u);
VALUE(SCHAIN_OS_WINDOWS, 1u);
VALUE(SCHAIN_OS_LINUX, 2u);
VALUE(SCHAIN_OS_MACOS, 3u);
VALUE(SCHAIN_CONTENT_UNKNOWN, 0u);
VALUE(SCHAIN_CONTENT_DATA, 1u);
VALUE(SCHAIN_CONTENT_PE, 2u);
VALUE(SCHAIN_CONTENT_ELF, 3u);
VALUE(SCHAIN_CONTENT_MACHO, 4u);
VALUE(SCHAIN_CONTENT_SCRIPT, 5u);
VALUE(SCHAIN_CONTENT_ARCHIVE, 6u);
VALUE(SCHAIN_SIGNATURE_UNKNOWN, 0u);
VALUE(SCHAIN_SIGNATURE_VALID, 1u);
VALUE(SCHAIN_SIGNATURE_UNSIGNED, 2u);
VALUE(SCHAIN_SIGNATURE_INVALID, 3u);
VALUE(SCHAIN_SIGNATURE_UNTRUSTED, 4u);
VALUE(SCHAIN_SIGNATURE_EXPIRED, 5u);
VALUE(SCHAIN_SIGNATURE_REVOKED, 6u);
VALUE(SCHAIN_SIGNATURE_ADHOC, 7u);
VALUE(SCHAIN_SIGNATURE_NOTARIZED, 1u);
VALUE(SCHAIN_SIGNATURE_NOT_NOTARIZED, 2u);
VALUE(SCHAIN_SIGNATURE_PLATFORM, 4u);
VALUE(SCHAIN_SIGNATURE_CATALOG, 8u);
VALUE(SCHAIN_FILE_LINKED, 1u);
VALUE(SCHAIN_CONNECTION_INBOUND, 1u);
VALUE(SCHAIN_CONNECTION_FAILED, 2u);
VALUE(SCHAIN_CONNECTION_LISTEN, 4u);
VALUE(SCHAIN_REGISTRY_SET, 1u);
VALUE(SCHAIN_REGISTRY_CREATE, 2u);
VALUE(SCHAIN_REGISTRY_DELETE, 3u);
VALUE(SCHAIN_REGISTRY_RENAME, 4u);
VALUE(SCHAIN_PACKAGE_INSTALL, 1u);
VALUE(SCHAIN_PACKAGE_UPDATE, 2u);
VALUE(SCHAIN_PACKAGE_REMOVE, 3u);
VALUE(SCHAIN_PACKAGE_BEGIN, 4u);
VALUE(SCHAIN_PACKAGE_FINISH, 5u);
VALUE(SCHAIN_UNKNOWN, 0u);
VALUE(SCHAIN_YES, 1u);
VALUE(SCHAIN_NO, 2u);
VALUE(SCHAIN_INTEGRITY_BLOCKED, 1u);
VALUE(SCHAIN_INTEGRITY_AUDITED, 2u);
VALUE(SCHAIN_INTEGRITY_SIGNATURE, 3u);
VALUE(SCHAIN_SUBJECT_FILE, 1u);
VALUE(SCHAIN_SUBJECT_HASH, 2u);
VALUE(SCHAIN_SUBJECT_DOMAIN, 3u);
VALUE(SCHAIN_SUBJECT_ADDRESS, 4u);
VALUE(SCHAIN_SUBJECT_SIGNER, 5u);
VALUE(SCHAIN_SUBJECT_PACKAGE, 6u);
VALUE(SCHAIN_FINDING_SIGNATURE, 1u);
VALUE(SCHAIN_FINDING_KNOWN_GOOD, 2u);
VALUE(SCHAIN_FINDING_KNOWN_BAD, 3u);
VALUE(SCHAIN_FINDING_UNCOMMON, 4u);
VALUE(SCHAIN_FINDING_MODIFIED, 5u);
VALUE(SCHAIN_FINDING_UNMODIFIED, 6u);
VALUE(SCHAIN_POLICY_DURATION, 1u);
VALUE(SCHAIN_POLICY_SIZE, 2u);
VALUE(SCHAIN_POLICY_INTEGER, 3u);
VALUE(SCHAIN_POLICY_WEIGHT, 4u);
VALUE(SCHAIN_POLICY_LIST, 5u);
VALUE(SCHAIN_IMPORT_APT_SOURCES, 1u);
VALUE(SCHAIN_IMPORT_YUM_REPO, 2u);
VALUE(SCHAIN_IMPORT_NPMRC, 3u);
VALUE(SCHAIN_IMPORT_PIP_CONF, 4u);
VALUE(SCHAIN_IMPORT_BREW_TAPS, 5u);
VALUE(SCHAIN_LEVEL_INFO, 0u);
VALUE(SCHAIN_LEVEL_LOW, 1u);
VALUE(SCHAIN_LEVEL_MEDIUM, 2u);
VALUE(SCHAIN_LEVEL_HIGH, 3u);
VALUE(SCHAIN_LEVEL_CRITICAL, 4u);
VALUE(SCHAIN_STAGE_DELIVERY, 0u);
VALUE(SCHAIN_STAGE_WRITE, 1u);
VALUE(SCHAIN_STAGE_FIRST_RUN, 2u);
VALUE(SCHAIN_STAGE_CHILD, 3u);
VALUE(SCHAIN_STAGE_TRUST, 4u);
VALUE(SCHAIN_STAGE_EGRESS, 5u);
VALUE(SCHAIN_STAGE_PERSISTENCE, 6u);
VALUE(SCHAIN_STAGE_CREDENTIAL, 7u);
VALUE(SCHAIN_STAGE_COUNT, 8u);
VALUE(SCHAIN_ROLE_INSTALLER, 0u);
VALUE(SCHAIN_ROLE_SUBJECT, 1u);
VALUE(SCHAIN_ROLE_CHILD, 2u);
VALUE(SCHAIN_ROLE_LOADER, 3u);
VALUE(SCHAIN_LOG_ERROR, 0u);
VALUE(SCHAIN_LOG_WARNING, 1u);
VALUE(SCHAIN_LOG_INFO, 2u);
VALUE(SCHAIN_LOG_DEBUG, 3u);
VALUE(SCHAIN_REPORT_COLOR, 1u);
VALUE(SCHAIN_REPORT_LINES, 2u);
VALUE(SCHAIN_REPORT_ASCII, 4u);
VALUE(SCHAIN_REPORT_BRIEF, 8u);

int main(void)
{
	return 0;
}
