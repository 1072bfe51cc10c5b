/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TESTS_FROZEN_H
#define SCHAIN_TESTS_FROZEN_H
/*
 * Every public struct as version 1.0 released it. Nothing here changes any
 * more; a later version's structs are added beside these.
 */
#include <supplychain/decode.h>
#include <supplychain/signature.h>
#include <supplychain/reputation.h>
#include <supplychain/supplychain.h>

struct frozen_1_0_string {
	const char *data;
	size_t length;
};

struct frozen_1_0_allocator {
	uint32_t struct_size;
	uint32_t flags;
	void *(*allocate)(void *context, size_t size);
	void *(*reallocate)(void *context, void *memory, size_t old_size, size_t size);
	void (*release)(void *context, void *memory, size_t size);
	void *context;
};

struct frozen_1_0_error {
	uint32_t struct_size;
	schain_status code;
	uint64_t line;
	uint64_t column;
	uint64_t offset;
	char where[256];
	char message[512];
};

struct frozen_1_0_signature {
	uint32_t struct_size;
	uint32_t state;
	uint32_t flags;
	uint32_t reserved;
	schain_string signer;
	schain_string issuer;
	schain_string thumbprint;
	schain_string team_id;
	schain_string signing_id;
	schain_string identity;
};

struct frozen_1_0_file {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t inode;
	uint64_t device;
	uint64_t size;
	uint32_t mode;
	uint32_t content;
	schain_string path;
	schain_string old_path;
	schain_string sha256;
	schain_string sha1;
	schain_string md5;
	schain_string origin_url;
	schain_string product;
	schain_string company;
	schain_string version;
	schain_string original_name;
	const schain_signature *signature;
	const void *reserved;
};

struct frozen_1_0_process {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t pid;
	uint64_t parent_pid;
	int64_t start_time;
	schain_string guid;
	schain_string parent_guid;
	schain_string command_line;
	schain_string script;
	schain_string working_directory;
	schain_string user;
	const schain_file *image;
	const void *reserved;
};

struct frozen_1_0_connection {
	uint32_t struct_size;
	uint32_t flags;
	uint32_t protocol;
	uint32_t port;
	uint32_t local_port;
	uint32_t reserved;
	uint64_t bytes_sent;
	schain_string address;
	schain_string local_address;
	schain_string host_name;
	schain_string server_name;
};

struct frozen_1_0_dns {
	uint32_t struct_size;
	uint32_t query_type;
	uint32_t result;
	uint32_t ttl;
	schain_string query;
	const schain_string *answers;
	size_t answer_count;
};

struct frozen_1_0_registry {
	uint32_t struct_size;
	uint32_t operation;
	schain_string key;
	schain_string value;
};

struct frozen_1_0_package {
	uint32_t struct_size;
	uint32_t operation;
	uint32_t is_signed;
	uint32_t succeeded;
	schain_string manager;
	schain_string name;
	schain_string version;
	schain_string old_version;
	schain_string architecture;
	schain_string repository;
	schain_string key;
	schain_string publisher;
};

struct frozen_1_0_integrity {
	uint32_t struct_size;
	uint32_t result;
	schain_string policy;
	schain_string reason;
};

struct frozen_1_0_event {
	uint32_t struct_size;
	uint32_t type;
	schain_time time;
	uint64_t record;
	uint64_t line;
	uint64_t count;
	uint32_t source_kind;
	uint32_t os;
	schain_string host;
	schain_string record_id;
	schain_string origin;
	const schain_process *process;
	const schain_process *parent;
	const schain_process *target;
	const schain_file *file;
	const schain_connection *connection;
	const schain_dns *dns;
	const schain_registry *registry;
	const schain_package *package;
	const schain_integrity *integrity;
	const struct schain_claim *claim;
};

struct frozen_1_0_claim {
	uint32_t struct_size;
	uint32_t subject_kind;
	uint32_t finding;
	uint32_t flags;
	int64_t lifetime;
	schain_string subject;
	schain_string claimant;
	schain_string reason;
	const schain_signature *signature;
	const void *reserved;
	uint32_t reasons;
	uint32_t reserved_bits;
};

struct frozen_1_0_policy_key {
	uint32_t struct_size;
	uint32_t kind;
	int64_t minimum;
	int64_t maximum;
	const char *name;
	const char *summary;
	const char *source;
	const char *pattern;
};

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

struct frozen_1_0_verdict_gap {
	uint32_t struct_size;
	uint32_t stage;
	schain_string source;
	schain_string text;
};

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
};

struct frozen_1_0_engine_options {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t memory_limit;
	uint64_t seed[2];
	const schain_allocator *allocator;
	const schain_policy *policy;
	int (*verdict)(void *context, const schain_verdict *verdict);
	void (*log)(void *context, uint32_t level, const char *message);
	void *context;
	const void *reserved;
	schain_plugins *plugins;
	int (*taken)(void *context, const schain_event *event);
};

struct frozen_1_0_engine_statistics {
	uint32_t struct_size;
	uint32_t hosts;
	uint64_t events;
	uint64_t events_judged;
	uint64_t events_late;
	uint64_t events_unknown;
	uint64_t events_lost;
	uint64_t reorder_overflow;
	uint64_t processes;
	uint64_t files;
	uint64_t deliveries;
	uint64_t chains;
	uint64_t products;
	uint64_t verdicts;
	uint64_t forgotten_processes;
	uint64_t forgotten_files;
	uint64_t forgotten_deliveries;
	uint64_t forgotten_chains;
	uint64_t memory;
	uint64_t memory_peak;
	uint64_t forgotten_hosts;
};

struct frozen_1_0_store {
	uint32_t struct_size;
	uint32_t flags;
	void *context;
	schain_status (*begin)(void *context, schain_error *error);
	schain_status (*commit)(void *context, schain_error *error);
	void (*rollback)(void *context);
	schain_status (*put)(void *context, schain_string host, uint32_t kind, uint64_t id,
	                     const void *data, size_t size, schain_error *error);
	schain_status (*remove)(void *context, schain_string host, uint32_t kind, uint64_t id,
	                        schain_error *error);
	schain_status (*get)(void *context, schain_string host, uint32_t kind, uint64_t id,
	                     schain_status (*take)(void *to, const void *data, size_t size), void *to,
	                     schain_error *error);
	schain_status (*each)(void *context, const schain_string *host, uint32_t kind,
	                      schain_status (*take)(void *to, schain_string host, uint64_t id,
	                                            const void *data, size_t size),
	                      void *to, schain_error *error);
	void (*close)(void *context);
};

struct frozen_1_0_store_options {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t every_events;
	int64_t every_time;
	uint64_t every_bytes;
	uint64_t work;
	schain_string identity;
};

struct frozen_1_0_checkpoint {
	uint32_t struct_size;
	int32_t status;
	uint64_t sequence;
	uint64_t verdicts;
	uint64_t made;
	uint64_t failed;
	uint64_t waiting;
	schain_time time;
	schain_string note;
};

struct frozen_1_0_format {
	uint32_t struct_size;
	uint32_t flags;
	const char *name;
	const char *summary;
	const char *fields;
	const char *missing;
};

struct frozen_1_0_decoder_statistics {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t bytes;
	uint64_t records;
	uint64_t events;
	uint64_t ignored;
	uint64_t damaged;
	uint64_t incomplete;
};

struct frozen_1_0_decoder_options {
	uint32_t struct_size;
	uint32_t flags;
	const schain_allocator *allocator;
	const char *format;
	const char *origin;
	const char *host;
	const char *mapping;
	int (*events)(void *context, const schain_event *events, size_t count);
	int (*problem)(void *context, const schain_error *problem);
	void *context;
	uint64_t record_limit;
	uint64_t reserved;
	struct schain_plugins *plugins;
	const void *reserved_pointer;
};

struct frozen_1_0_plugin_option {
	uint32_t type;
	uint32_t flags;
	int64_t minimum;
	int64_t maximum;
	const char *name;
	const char *fallback;
	const char *summary;
	const void *reserved;
};

struct frozen_1_0_plugin_setting {
	int64_t number;
	schain_string text;
	uint32_t is_given;
	uint32_t reserved;
};

struct frozen_1_0_plugin_host {
	uint32_t struct_size;
	uint32_t flags;
	uint32_t abi_minor;
	uint32_t event_schema;
	void *context;
	void (*log)(void *context, uint32_t level, const char *message);
	void *(*allocate)(void *context, size_t size);
	void (*release)(void *context, void *memory, size_t size);
	schain_status (*post)(void *context, uint64_t question, const schain_claim *claims,
	                      size_t claim_size, size_t count);
	int (*is_wanted)(void *context, uint64_t question);
};

struct frozen_1_0_question {
	uint32_t struct_size;
	uint32_t subject_kind;
	uint64_t number;
	schain_time time;
	uint32_t os;
	uint32_t reserved;
	schain_string subject;
	schain_string host;
	schain_string product;
	schain_string vendor;
	schain_string version;
	const schain_file *file;
	const schain_connection *connection;
	const schain_process *process;
	const void *reserved_pointer;
};

struct frozen_1_0_enricher {
	uint32_t struct_size;
	uint32_t subjects;
	schain_status (*ask)(void *instance, const schain_question *question);
	const void *reserved;
};

struct frozen_1_0_decoder_host {
	uint32_t struct_size;
	uint32_t flags;
	void *context;
	schain_status (*emit)(void *context, const schain_event *event);
	schain_status (*problem)(void *context, uint64_t column, const char *message);
	void (*ignore)(void *context);
	void *(*allocate)(void *context, size_t size);
	void (*release)(void *context, void *memory, size_t size);
};

struct frozen_1_0_plugin_decoder {
	uint32_t struct_size;
	uint32_t flags;
	uint32_t framing;
	uint32_t reserved;
	const schain_format *format;
	int32_t (*probe)(void *instance, const char *data, size_t size, uint32_t is_all);
	schain_status (*begin)(void *instance, const schain_decoder_host *host, void **ret_input,
	                       schain_error *error);
	schain_status (*record)(void *input, const char *data, size_t size);
	schain_status (*finish)(void *input);
	void (*end)(void *input);
	const void *reserved_pointer;
};

struct frozen_1_0_plugin_sink {
	uint32_t struct_size;
	uint32_t flags;
	schain_status (*deliver)(void *instance, const schain_verdict *verdict);
	const void *reserved;
};

struct frozen_1_0_plugin {
	uint32_t struct_size;
	uint32_t abi_major;
	uint32_t abi_minor;
	uint32_t event_schema;
	const char *name;
	const char *version;
	const char *author;
	const char *licence;
	const char *summary;
	const schain_plugin_option *options;
	size_t option_size;
	size_t option_count;
	schain_status (*open)(const schain_plugin_host *host, const schain_plugin_setting *settings,
	                      size_t setting_count, void **ret_instance, schain_error *error);
	void (*close)(void *instance);
	const void *(*get_interface)(const char *name);
	const void *reserved;
};

struct frozen_1_0_plugins_options {
	uint32_t struct_size;
	uint32_t flags;
	int64_t deadline;
	uint32_t question_limit;
	uint32_t claim_limit;
	const schain_allocator *allocator;
	void (*log)(void *context, uint32_t level, const char *message);
	int64_t (*clock)(void *context);
	void *context;
};

struct frozen_1_0_plugin_value {
	schain_string key;
	schain_string value;
};

struct frozen_1_0_plugin_statistics {
	uint32_t struct_size;
	uint32_t is_open;
	const char *name;
	const char *plugin;
	uint64_t asked;
	uint64_t answered;
	uint64_t failed;
	uint64_t waiting;
	uint64_t forgotten;
	uint64_t overdue;
	uint64_t claims;
	uint64_t claims_flooded;
	uint64_t claims_unasked;
	uint64_t claims_repeated;
	uint64_t claims_refused;
	int64_t slowest;
	uint32_t is_isolated;
	uint32_t isolation;
	uint32_t is_running;
	uint32_t reserved;
	uint64_t starts;
	uint64_t crashes;
	uint64_t kills;
	uint64_t missed;
	uint64_t inputs;
	uint64_t records;
	uint64_t events;
	uint64_t problems;
	uint64_t verdicts;
	uint64_t verdicts_failed;
};

struct frozen_1_0_plugin_grant {
	const char *path;
	uint32_t access;
	uint32_t reserved;
};

struct frozen_1_0_plugin_isolation {
	uint32_t struct_size;
	uint32_t flags;
	uint32_t required;
	uint32_t file_limit;
	uint64_t memory_limit;
	uint64_t write_limit;
	int64_t cpu_limit;
	int64_t start_limit;
	int64_t backoff;
	int64_t patience;
	uint32_t uid;
	uint32_t gid;
	const char *helper;
	const schain_plugin_grant *grants;
	size_t grant_size;
	size_t grant_count;
};

struct frozen_1_0_prevalence_record {
	uint32_t struct_size;
	uint32_t flags;
	schain_time first;
	schain_time last;
	uint32_t hosts;
	uint32_t days;
};

struct frozen_1_0_reputation_source {
	uint32_t struct_size;
	uint32_t flags;
	schain_time date;
	schain_time imported;
	uint64_t entries;
	uint64_t ignored;
	uint64_t malformed;
	schain_string name;
	schain_string title;
	schain_string author;
	schain_string licence;
	schain_string format;
};

struct frozen_1_0_reputation_entry {
	uint32_t struct_size;
	uint32_t kind;
	uint32_t standing;
	uint32_t flags;
	uint32_t confidence;
	uint32_t reserved;
	schain_time seen;
	schain_time until;
	schain_string subject;
	schain_string scope;
	schain_string remark;
	const schain_reputation_source *source;
	const void *reserved_pointer;
};

struct frozen_1_0_reputation_statistics {
	uint32_t struct_size;
	uint32_t sources;
	schain_time created;
	uint64_t bytes;
	uint64_t filters;
	uint64_t subjects[16];
};

struct frozen_1_0_reputation_progress {
	uint32_t struct_size;
	uint32_t is_merging;
	uint64_t done;
	uint64_t total;
	uint64_t entries;
	const char *path;
	const void *reserved;
};

struct frozen_1_0_reputation_import_statistics {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t files;
	uint64_t resumed;
	uint64_t entries;
	uint64_t ignored;
	uint64_t malformed;
	uint64_t expired;
	uint64_t by_kind[16];
};

struct frozen_1_0_reputation_import_options {
	uint32_t struct_size;
	uint32_t flags;
	const schain_allocator *allocator;
	const char *store;
	const char *source;
	const char *licence;
	const char *ecosystem;
	const char *format;
	const char *public_suffixes;
	int (*problem)(void *context, const schain_error *problem);
	int (*progress)(void *context, const schain_reputation_progress *progress);
	void *context;
	schain_time now;
	uint64_t memory_limit;
	uint32_t standing;
	uint32_t confidence;
};

/* Verification of signatures: signature.h. */
struct frozen_1_0_certificate {
	uint32_t struct_size;
	uint32_t flags;
	schain_time not_before;
	schain_time not_after;
	uint32_t key_bits;
	uint32_t usages;
	schain_string subject;
	schain_string issuer;
	schain_string common_name;
	schain_string organisation;
	schain_string country;
	schain_string registration;
	schain_string serial;
	schain_string sha1;
	schain_string sha256;
	schain_string tbs_sha256;
	schain_string spki_sha256;
	schain_string key_algorithm;
	schain_string signature_algorithm;
};

struct frozen_1_0_timestamp {
	uint32_t struct_size;
	uint32_t flags;
	uint32_t kind;
	uint32_t status;
	uint32_t remarks;
	uint32_t reserved;
	schain_time time;
	schain_string authority;
	schain_string digest_algorithm;
	schain_string reason;
	const schain_certificate *certificates;
	size_t certificate_count;
};

struct frozen_1_0_signature_detail {
	uint32_t struct_size;
	uint32_t flags;
	uint32_t format;
	uint32_t status;
	uint32_t remarks;
	uint32_t position;
	schain_time judged_at;
	schain_time signed_at;
	schain_string where;
	schain_string identity;
	schain_string signer;
	schain_string team_id;
	schain_string signing_id;
	schain_string program_name;
	schain_string program_url;
	schain_string digest_algorithm;
	schain_string digest_expected;
	schain_string digest_actual;
	schain_string reason;
	const schain_certificate *certificates;
	size_t certificate_count;
	const schain_timestamp *timestamp;
	const void *reserved;
};

struct frozen_1_0_signature_report {
	uint32_t struct_size;
	uint32_t flags;
	uint32_t content;
	uint32_t format;
	uint32_t status;
	uint32_t remarks;
	uint64_t size;
	schain_time judged_at;
	schain_string path;
	schain_string sha256;
	schain_string sha1;
	schain_string reason;
	const schain_signature_detail *chosen;
	size_t signature_size;
	const schain_signature_detail *signatures;
	size_t signature_count;
};

struct frozen_1_0_verifier_options {
	uint32_t struct_size;
	uint32_t flags;
	const schain_allocator *allocator;
	int (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
	const void *reserved;
	schain_time at;
	uint64_t file_limit;
	uint64_t signature_limit;
	uint64_t cache_limit;
	int64_t cache_lifetime;
};

struct frozen_1_0_verify_request {
	uint32_t struct_size;
	uint32_t flags;
	int32_t descriptor;
	uint32_t reserved;
	const char *path;
	const char *signature_path;
};

struct frozen_1_0_verifier_statistics {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t checks;
	uint64_t same_file;
	uint64_t same_content;
	uint64_t bytes;
};
#endif
