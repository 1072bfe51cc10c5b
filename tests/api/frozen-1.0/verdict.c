/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/verdict.h>

#include "frozen.h"

struct frozen_1_0_signal {
	uint32_t struct_size;
	uint32_t stage;
	int32_t weight;
	uint32_t occurrences;
	uint32_t process;
	int32_t full_weight;
	schain_time time;
	uint64_t record;
	uint64_t line;
	schain_string name;
	schain_string text;
	schain_string event;
	schain_string source;
	schain_string record_id;
	schain_string origin;
};

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

struct frozen_1_0_verdict_process {
	uint32_t struct_size;
	uint32_t role;
	uint64_t pid;
	schain_time time;
	uint32_t parent;
	uint32_t distance;
	schain_string guid;
	schain_string image;
	schain_string command_line;
	schain_string user;
};

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

struct frozen_1_0_verdict_file {
	uint32_t struct_size;
	uint32_t content;
	uint32_t process;
	uint32_t reserved;
	schain_time time;
	schain_string path;
	schain_string sha256;
	schain_string sha1;
	schain_string md5;
	schain_string signature;
	schain_string signer;
};

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

struct frozen_1_0_verdict_destination {
	uint32_t struct_size;
	uint32_t port;
	uint32_t protocol;
	uint32_t connections;
	uint32_t process;
	uint32_t reserved;
	schain_time time;
	schain_string host_name;
	schain_string address;
	schain_string judgement;
};

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

struct frozen_1_0_verdict_gap {
	uint32_t struct_size;
	uint32_t stage;
	schain_string source;
	schain_string text;
};

SIZE(verdict_gap, 40, 24);
FIELD(verdict_gap, struct_size);
FIELD(verdict_gap, stage);
FIELD(verdict_gap, source);
FIELD(verdict_gap, text);

struct frozen_1_0_verdict {
	uint32_t struct_size;
	uint32_t revision;
	uint32_t level;
	int32_t score;
	uint32_t confidence;
	uint32_t stages;
	uint32_t os;
	uint32_t is_final;
	schain_time first_time;
	schain_time last_time;
	schain_time stage_times[8];
	schain_string id;
	schain_string host;
	schain_string product;
	schain_string version;
	schain_string previous_version;
	schain_string installer;
	schain_string technique;
	schain_string strategy;
	schain_string analytic;
	schain_string explanation;
	const schain_signal *signals;
	const schain_verdict_file *files;
	const schain_verdict_process *processes;
	const schain_verdict_destination *destinations;
	const schain_verdict_gap *gaps;
	const schain_string *isolate;
	const schain_string *preserve;
	const void *reserved;
	size_t signal_count;
	size_t file_count;
	size_t process_count;
	size_t destination_count;
	size_t gap_count;
	size_t isolate_count;
	size_t preserve_count;
	size_t omitted_count;
	uint64_t number;
	schain_time forgotten_since;
	uint64_t forgotten_processes;
	uint64_t forgotten_files;
	uint64_t forgotten_deliveries;
	uint64_t forgotten_chains;
};

SIZE(verdict, 448, 304);
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
FIELD(verdict, number);
FIELD(verdict, forgotten_since);
FIELD(verdict, forgotten_processes);
FIELD(verdict, forgotten_files);
FIELD(verdict, forgotten_deliveries);
FIELD(verdict, forgotten_chains);

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
