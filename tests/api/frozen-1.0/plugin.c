/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/plugin.h>

#include "frozen.h"

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

SIZE(plugin_option, 56, 40);
FIELD(plugin_option, type);
FIELD(plugin_option, flags);
FIELD(plugin_option, minimum);
FIELD(plugin_option, maximum);
FIELD(plugin_option, name);
FIELD(plugin_option, fallback);
FIELD(plugin_option, summary);
FIELD(plugin_option, reserved);

struct frozen_1_0_plugin_setting {
	int64_t number;
	schain_string text;
	uint32_t is_given;
	uint32_t reserved;
};

SIZE(plugin_setting, 32, 24);
FIELD(plugin_setting, number);
FIELD(plugin_setting, text);
FIELD(plugin_setting, is_given);
FIELD(plugin_setting, reserved);

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

SIZE(plugin_host, 64, 40);
FIELD(plugin_host, struct_size);
FIELD(plugin_host, flags);
FIELD(plugin_host, abi_minor);
FIELD(plugin_host, event_schema);
FIELD(plugin_host, context);
FIELD(plugin_host, log);
FIELD(plugin_host, allocate);
FIELD(plugin_host, release);
FIELD(plugin_host, post);
FIELD(plugin_host, is_wanted);

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

SIZE(question, 144, 88);
FIELD(question, struct_size);
FIELD(question, subject_kind);
FIELD(question, number);
FIELD(question, time);
FIELD(question, os);
FIELD(question, reserved);
FIELD(question, subject);
FIELD(question, host);
FIELD(question, product);
FIELD(question, vendor);
FIELD(question, version);
FIELD(question, file);
FIELD(question, connection);
FIELD(question, process);
FIELD(question, reserved_pointer);

struct frozen_1_0_enricher {
	uint32_t struct_size;
	uint32_t subjects;
	schain_status (*ask)(void *instance, const schain_question *question);
	const void *reserved;
};

SIZE(enricher, 24, 16);
FIELD(enricher, struct_size);
FIELD(enricher, subjects);
FIELD(enricher, ask);
FIELD(enricher, reserved);

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

SIZE(decoder_host, 56, 32);
FIELD(decoder_host, struct_size);
FIELD(decoder_host, flags);
FIELD(decoder_host, context);
FIELD(decoder_host, emit);
FIELD(decoder_host, problem);
FIELD(decoder_host, ignore);
FIELD(decoder_host, allocate);
FIELD(decoder_host, release);

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

SIZE(plugin_decoder, 72, 44);
FIELD(plugin_decoder, struct_size);
FIELD(plugin_decoder, flags);
FIELD(plugin_decoder, framing);
FIELD(plugin_decoder, reserved);
FIELD(plugin_decoder, format);
FIELD(plugin_decoder, probe);
FIELD(plugin_decoder, begin);
FIELD(plugin_decoder, record);
FIELD(plugin_decoder, finish);
FIELD(plugin_decoder, end);
FIELD(plugin_decoder, reserved_pointer);

struct frozen_1_0_plugin_sink {
	uint32_t struct_size;
	uint32_t flags;
	schain_status (*deliver)(void *instance, const schain_verdict *verdict);
	const void *reserved;
};

SIZE(plugin_sink, 24, 16);
FIELD(plugin_sink, struct_size);
FIELD(plugin_sink, flags);
FIELD(plugin_sink, deliver);
FIELD(plugin_sink, reserved);

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

SIZE(plugin, 112, 64);
FIELD(plugin, struct_size);
FIELD(plugin, abi_major);
FIELD(plugin, abi_minor);
FIELD(plugin, event_schema);
FIELD(plugin, name);
FIELD(plugin, version);
FIELD(plugin, author);
FIELD(plugin, licence);
FIELD(plugin, summary);
FIELD(plugin, options);
FIELD(plugin, option_size);
FIELD(plugin, option_count);
FIELD(plugin, open);
FIELD(plugin, close);
FIELD(plugin, get_interface);
FIELD(plugin, reserved);

VALUE(SCHAIN_PLUGIN_ABI_MAJOR, 1u);
VALUE(SCHAIN_OPTION_TEXT, 1u);
VALUE(SCHAIN_OPTION_INTEGER, 2u);
VALUE(SCHAIN_OPTION_BOOLEAN, 3u);
VALUE(SCHAIN_OPTION_PATH, 4u);
VALUE(SCHAIN_OPTION_REQUIRED, 1u);
VALUE(SCHAIN_SUBJECT_EACH_USE, 1u << 31);
VALUE(SCHAIN_DECODER_REENTRANT, 1u);
