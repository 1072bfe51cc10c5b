/* SPDX-License-Identifier: Apache-2.0 */
/* Plugin configurations in YAML: what is there, and what of it is none. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#ifdef HAVE_YAML
#include "plugin/config.h"

#include "base/nearest.h"
#include "policy/object.h"

typedef struct reader {
	schain__config *config;
	schain__yaml *yaml;
	schain__config_instance *instance; /* that is being read */
	const char *key;                   /* whose value is being read */
} reader;

/* A key of a mapping; what reads its value finds it as the current node. */
typedef struct key {
	const char *name;
	schain_status (*read)(reader *read);
} key;

static int shown(schain_string text)
{
	return text.length > SCHAIN__WORD_LENGTH ? SCHAIN__WORD_LENGTH : (int)text.length;
}

static schain_status fail_value(reader *read, const char *why)
{
	schain_string text = read->yaml->text;

	return schain__yaml_fail(read->yaml,
	                         schain__fail(read->yaml->error, SCHAIN_E_VALUE, "%s: \"%.*s\" %s",
	                                      read->key, shown(text), text.data, why));
}

static schain_status fail_unknown(reader *read, const key *keys, size_t count)
{
	schain_string text = read->yaml->text;
	size_t best = SIZE_MAX, apart;
	const char *nearest = NULL;

	for (size_t i = 0; text.length <= SCHAIN__WORD_LENGTH && i < count; i++) {
		apart = schain__distance(text, schain_string_of(keys[i].name));
		if (apart < best) {
			best = apart;
			nearest = keys[i].name;
		}
	}
	if (!nearest || schain__is_other_word(text, best))
		return schain__yaml_fail(read->yaml,
		                         schain__fail(read->yaml->error, SCHAIN_E_KEY,
		                                      "unknown key \"%.*s\"", shown(text), text.data));
	return schain__yaml_fail(
		read->yaml, schain__fail(read->yaml->error, SCHAIN_E_KEY,
	                             "unknown key \"%.*s\"; did you mean \"%s\"?", shown(text),
	                             text.data, nearest));
}

static schain_status fail_twice(reader *read, schain_string name)
{
	return schain__yaml_fail(read->yaml, schain__fail(read->yaml->error, SCHAIN_E_SYNTAX,
	                                                  "\"%.*s\" is there twice", shown(name),
	                                                  name.data));
}

static schain_status enter(reader *read)
{
	if (!schain__yaml_is_scalar(read->yaml))
		return schain__yaml_fail_kind(read->yaml, "key", "a name");
	read->yaml->key_at = schain__yaml_at(read->yaml);
	return SCHAIN_OK;
}

/* A mapping of these keys, each at most once; the current event is its start, then its end. */
static schain_status read_keys(reader *read, const char *what, const key *keys, size_t count)
{
	schain_status status;
	uint32_t seen = 0;

	if (!schain__yaml_is_mapping(read->yaml))
		return schain__yaml_fail_kind(read->yaml, what, "a mapping of keys");
	for (;;) {
		size_t i = 0;

		status = schain__yaml_next(read->yaml);
		if (status || schain__yaml_is_end(read->yaml))
			return status;
		status = enter(read);
		if (status)
			return status;
		while (i < count && !schain__equal(read->yaml->text, schain_string_of(keys[i].name)))
			i++;
		if (i == count)
			return fail_unknown(read, keys, count);
		if (seen & 1u << i)
			return fail_twice(read, read->yaml->text);
		seen |= 1u << i;
		read->key = keys[i].name;
		status = schain__yaml_next(read->yaml);
		if (!status)
			status = keys[i].read(read);
		if (status)
			return status;
	}
}

/* The items of a list; the current event is its start, then its end. */
static schain_status read_list(reader *read, const char *expected,
                               schain_status (*read_item)(reader *read))
{
	const char *name = read->key;
	schain_status status = SCHAIN_OK;

	if (!schain__yaml_is_list(read->yaml))
		return schain__yaml_fail_kind(read->yaml, name, expected);
	while (!status) {
		status = schain__yaml_next(read->yaml);
		if (status || schain__yaml_is_end(read->yaml))
			return status;
		read->key = name;
		status = read_item(read);
	}
	return status;
}

static schain_status take_text(reader *read, schain_string *ret_text)
{
	if (!schain__yaml_is_scalar(read->yaml))
		return schain__yaml_fail_kind(read->yaml, read->key, "one value");
	*ret_text = schain__arena_copy(&read->config->pool, read->yaml->text);
	return ret_text->data ? SCHAIN_OK : schain__fail_memory(read->yaml->error);
}

static schain_status take_present(reader *read, schain_string *ret_text)
{
	if (schain__yaml_is_empty(read->yaml))
		return schain__yaml_fail_kind(read->yaml, read->key, "one value");
	return take_text(read, ret_text);
}

static schain_status take_path(reader *read, schain_string *ret_text)
{
	schain_status status = take_present(read, ret_text);

	return status || ret_text->data[0] == '/' ? status
	                                          : fail_value(read, "is not an absolute path");
}

static schain_status take_truth(reader *read, uint32_t *ret_truth)
{
	*ret_truth = schain__equal(read->yaml->text, SCHAIN_STRING("true"));
	if (!schain__yaml_is_scalar(read->yaml))
		return schain__yaml_fail_kind(read->yaml, read->key, "true or false");
	return *ret_truth || schain__equal(read->yaml->text, SCHAIN_STRING("false"))
	           ? SCHAIN_OK
	           : fail_value(read, "is neither true nor false");
}

/* As the same kind of a policy's value is written. */
static schain_status take_number(reader *read, uint32_t kind, int64_t maximum, int64_t *ret_number)
{
	schain_policy_key bounds = { sizeof bounds, kind, 1, maximum, read->key, "", "", "" };
	schain_status status;

	if (!schain__yaml_is_scalar(read->yaml))
		return schain__yaml_fail_kind(read->yaml, read->key, "one value");
	status = schain__value_parse(&bounds, read->yaml->text, ret_number, read->yaml->error);
	return status ? schain__yaml_fail(read->yaml, status) : SCHAIN_OK;
}

static schain_status take_digest(reader *read, uint8_t *digest)
{
	if (!schain__yaml_is_scalar(read->yaml))
		return schain__yaml_fail_kind(read->yaml, read->key, "a SHA-256");
	return schain__sha256_parse(read->yaml->text, digest)
	           ? fail_value(read, "is not the 64 hexadecimal digits of a SHA-256")
	           : SCHAIN_OK;
}

static schain_status fail_many(reader *read, int limit)
{
	return schain__yaml_fail(read->yaml, schain__fail(read->yaml->error, SCHAIN_E_LIMIT,
	                                                  "%s: more than %d", read->key, limit));
}

/* isolation: */

static schain_status read_helper(reader *read)
{
	schain_string text;
	schain_status status = take_path(read, &text);

	read->instance->isolation.helper = text.data;
	return status;
}

static schain_status read_network(reader *read)
{
	uint32_t truth;
	schain_status status = take_truth(read, &truth);

	if (!status && truth)
		read->instance->isolation.flags |= SCHAIN_ISOLATION_NETWORK;
	return status;
}

static schain_status read_step(reader *read)
{
	static const struct {
		const char *name;
		uint32_t bits;
	} steps[] = {
		{ "privileges", SCHAIN_ISOLATION_PRIVILEGES },
		{ "limits", SCHAIN_ISOLATION_LIMITS },
		{ "files", SCHAIN_ISOLATION_FILES },
		{ "calls", SCHAIN_ISOLATION_CALLS },
		{ "all", SCHAIN_ISOLATION_ALL },
	};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (schain__yaml_is_scalar(read->yaml) &&
		    schain__equal(read->yaml->text, schain_string_of(steps[i].name))) {
			read->instance->isolation.required |= steps[i].bits;
			return SCHAIN_OK;
		}
	return schain__yaml_is_scalar(read->yaml)
	           ? fail_value(read, "is none of privileges, limits, files, calls and all")
	           : schain__yaml_fail_kind(read->yaml, read->key, "the name of a step");
}

static schain_status read_required(reader *read)
{
	return schain__yaml_is_scalar(read->yaml) ? read_step(read)
	                                          : read_list(read, "a list of steps", read_step);
}

static schain_status read_grant(reader *read, uint32_t access)
{
	schain__config_instance *instance = read->instance;
	schain_plugin_grant *grant;
	schain_string path;
	schain_status status = take_path(read, &path);

	if (status)
		return status;
	if (instance->isolation.grant_count == SCHAIN__CONFIG_GRANTS)
		return fail_many(read, SCHAIN__CONFIG_GRANTS);
	if (!instance->grants)
		instance->grants = schain__arena_take(&read->config->pool, SCHAIN__CONFIG_GRANTS,
		                                      sizeof *instance->grants);
	if (!instance->grants)
		return schain__fail_memory(read->yaml->error);
	grant = &instance->grants[instance->isolation.grant_count++];
	grant->path = path.data;
	grant->access = access;
	instance->isolation.grants = instance->grants;
	instance->isolation.grant_size = sizeof *grant;
	return SCHAIN_OK;
}

static schain_status read_readable(reader *read)
{
	return read_grant(read, SCHAIN_GRANT_READ);
}

static schain_status read_writable(reader *read)
{
	return read_grant(read, SCHAIN_GRANT_READ | SCHAIN_GRANT_WRITE);
}

static schain_status read_readables(reader *read)
{
	return read_list(read, "a list of paths", read_readable);
}

static schain_status read_writables(reader *read)
{
	return read_list(read, "a list of paths", read_writable);
}

static schain_status read_memory(reader *read)
{
	int64_t number = 0;
	schain_status status = take_number(read, SCHAIN_POLICY_SIZE, INT64_MAX, &number);

	read->instance->isolation.memory_limit = (uint64_t)number;
	return status;
}

static schain_status read_file_size(reader *read)
{
	int64_t number = 0;
	schain_status status = take_number(read, SCHAIN_POLICY_SIZE, INT64_MAX, &number);

	read->instance->isolation.write_limit = (uint64_t)number;
	return status;
}

static schain_status read_files(reader *read)
{
	int64_t number = 0;
	schain_status status = take_number(read, SCHAIN_POLICY_INTEGER, 4096, &number);

	read->instance->isolation.file_limit = (uint32_t)number;
	return status;
}

static schain_status read_cpu(reader *read)
{
	return take_number(read, SCHAIN_POLICY_DURATION, INT64_MAX,
	                   &read->instance->isolation.cpu_limit);
}

static schain_status read_start(reader *read)
{
	return take_number(read, SCHAIN_POLICY_DURATION, INT64_MAX,
	                   &read->instance->isolation.start_limit);
}

static schain_status read_backoff(reader *read)
{
	return take_number(read, SCHAIN_POLICY_DURATION, INT64_MAX, &read->instance->isolation.backoff);
}

static schain_status read_patience(reader *read)
{
	return take_number(read, SCHAIN_POLICY_DURATION, INT64_MAX,
	                   &read->instance->isolation.patience);
}

static schain_status read_uid(reader *read)
{
	int64_t number = 0;
	schain_status status = take_number(read, SCHAIN_POLICY_INTEGER, UINT32_MAX - 1, &number);

	read->instance->isolation.uid = (uint32_t)number;
	return status;
}

static schain_status read_gid(reader *read)
{
	int64_t number = 0;
	schain_status status = take_number(read, SCHAIN_POLICY_INTEGER, UINT32_MAX - 1, &number);

	read->instance->isolation.gid = (uint32_t)number;
	return status;
}

static schain_status read_isolation(reader *read)
{
	static const key keys[] = {
		{ "helper", read_helper },       { "network", read_network },
		{ "required", read_required },   { "read", read_readables },
		{ "write", read_writables },     { "memory_limit", read_memory },
		{ "write_limit", read_file_size }, { "file_limit", read_files },
		{ "cpu_limit", read_cpu },       { "start_limit", read_start },
		{ "backoff", read_backoff },     { "patience", read_patience },
		{ "uid", read_uid },             { "gid", read_gid },
	};

	return read_keys(read, "isolation", keys, sizeof keys / sizeof *keys);
}

/* An instance: */

static schain_status read_file(reader *read)
{
	read->instance->file_at = schain__yaml_at(read->yaml);
	return take_path(read, &read->instance->file);
}

static schain_status read_plugin(reader *read)
{
	read->instance->file_at = schain__yaml_at(read->yaml);
	return take_present(read, &read->instance->plugin);
}

static schain_status read_sha256(reader *read)
{
	read->instance->has_sha256 = 1;
	return take_digest(read, read->instance->sha256);
}

static schain_status read_name(reader *read)
{
	schain_status status = take_present(read, &read->instance->name);

	read->instance->name_at = schain__yaml_at(read->yaml);
	if (!status && (read->instance->name.length >= SCHAIN__PLUGIN_NAME ||
	                !schain__plugin_is_name(read->instance->name.data)))
		return fail_value(read, "is not a name of lower-case letters, digits and '-', 31 at most");
	return status;
}

static schain_status read_isolated(reader *read)
{
	return take_truth(read, &read->instance->is_isolated);
}

static schain_status make_room_for_options(reader *read)
{
	schain__config_instance *instance = read->instance;
	schain__arena *pool = &read->config->pool;

	if (instance->value_count == SCHAIN__PLUGIN_OPTIONS)
		return fail_many(read, SCHAIN__PLUGIN_OPTIONS);
	if (!instance->values) {
		instance->values =
			schain__arena_take(pool, SCHAIN__PLUGIN_OPTIONS, sizeof *instance->values);
		instance->places =
			schain__arena_take(pool, SCHAIN__PLUGIN_OPTIONS, sizeof *instance->places);
	}
	return instance->values && instance->places ? SCHAIN_OK
	                                            : schain__fail_memory(read->yaml->error);
}

static schain_status read_option(reader *read)
{
	schain__config_instance *instance = read->instance;
	schain__config_place *place;
	schain_plugin_value *value;
	schain_status status = make_room_for_options(read);

	if (status)
		return status;
	value = &instance->values[instance->value_count];
	status = enter(read);
	if (!status)
		status = take_present(read, &value->key);
	for (size_t i = 0; !status && i < instance->value_count; i++)
		if (schain__equal(instance->values[i].key, value->key))
			return fail_twice(read, value->key);
	if (status)
		return status;
	status = schain__yaml_next(read->yaml);
	if (status)
		return status;
	read->key = value->key.data;
	place = &instance->places[instance->value_count++];
	place->key = read->yaml->key_at;
	place->value = schain__yaml_is_empty(read->yaml) ? place->key : schain__yaml_at(read->yaml);
	return take_text(read, &value->value);
}

static schain_status read_options(reader *read)
{
	schain_status status = SCHAIN_OK;

	if (!schain__yaml_is_mapping(read->yaml))
		return schain__yaml_fail_kind(read->yaml, "options", "a mapping of the plugin's options");
	while (!status) {
		status = schain__yaml_next(read->yaml);
		if (status || schain__yaml_is_end(read->yaml))
			return status;
		read->key = "options";
		status = read_option(read);
	}
	return status;
}

static schain_status fail_instance(reader *read, const char *why)
{
	return schain__yaml_fail_at(read->yaml,
	                            schain__fail(read->yaml->error, SCHAIN_E_VALUE, "%s", why),
	                            read->instance->at);
}

static schain_status check_instance(reader *read)
{
	const schain__config_instance *instance = read->instance;

	if (!instance->file.data && !instance->plugin.data)
		return fail_instance(read, "an instance needs a file, or a plugin that the product brings");
	if (instance->file.data && instance->plugin.data)
		return fail_instance(read, "an instance has a file or a plugin, not both");
	if (instance->has_sha256 && !instance->file.data)
		return fail_instance(read, "sha256: there is no file that it is of");
	if (instance->is_isolated && !instance->file.data)
		return fail_instance(read, "isolated: only a plugin in a file runs in a process of its own");
	if (!instance->is_isolated && instance->isolation.struct_size)
		return fail_instance(read, "isolation: needs isolated: true");
	return SCHAIN_OK;
}

static schain_status read_isolation_of(reader *read)
{
	schain_plugin_isolation_init(&read->instance->isolation, sizeof read->instance->isolation);
	return read_isolation(read);
}

static schain_status read_instance(reader *read)
{
	static const key keys[] = {
		{ "file", read_file },         { "plugin", read_plugin },
		{ "sha256", read_sha256 },     { "name", read_name },
		{ "options", read_options },   { "isolated", read_isolated },
		{ "isolation", read_isolation_of },
	};
	schain__config *config = read->config;
	schain_status status;

	if (config->instance_count == SCHAIN__CONFIG_INSTANCES)
		return fail_many(read, SCHAIN__CONFIG_INSTANCES);
	if (schain__grow(config->pool.memory, (void **)&config->instances, &config->instance_capacity,
	                 config->instance_count, sizeof *config->instances))
		return schain__fail_memory(read->yaml->error);
	read->instance = &config->instances[config->instance_count++];
	memset(read->instance, 0, sizeof *read->instance);
	read->instance->at = schain__yaml_at(read->yaml);
	status = read_keys(read, "instance", keys, sizeof keys / sizeof *keys);
	return status ? status : check_instance(read);
}

/* The file: */

static schain_status read_allowed_one(reader *read)
{
	schain__config *config = read->config;

	if (config->allowed_count == SCHAIN__CONFIG_ALLOWED)
		return fail_many(read, SCHAIN__CONFIG_ALLOWED);
	if (schain__grow(config->pool.memory, (void **)&config->allowed, &config->allowed_capacity,
	                 config->allowed_count, sizeof *config->allowed))
		return schain__fail_memory(read->yaml->error);
	return take_digest(read, config->allowed[config->allowed_count++]);
}

static schain_status read_allowed(reader *read)
{
	schain_status status = read_list(read, "a list of SHA-256", read_allowed_one);

	/* Nothing would mean anything, and is what a list edited to the end looks like. */
	if (!status && !read->config->allowed_count)
		status = schain__yaml_fail(read->yaml, schain__fail(read->yaml->error, SCHAIN_E_VALUE,
		                                                    "allow: names no SHA-256"));
	return status;
}

static schain_status read_default_helper(reader *read)
{
	return take_path(read, &read->config->helper);
}

static schain_status read_instances(reader *read)
{
	return read_list(read, "a list of instances", read_instance);
}

static schain_status read_document(void *context)
{
	static const key keys[] = {
		{ "allow", read_allowed },
		{ "helper", read_default_helper },
		{ "instances", read_instances },
	};

	return read_keys(context, "plugin configuration", keys, sizeof keys / sizeof *keys);
}

schain_status schain__config_read(schain__config *config, schain__yaml *yaml)
{
	reader read = { config, yaml, NULL, "" };
	schain_status status;

	if (yaml->document.length > SCHAIN__CONFIG_LIMIT) {
		status = schain__fail(yaml->error, SCHAIN_E_LIMIT, "larger than %zu KiB",
		                      SCHAIN__CONFIG_LIMIT >> 10);
		return schain__yaml_fail_at(yaml, status, SCHAIN__CONFIG_LIMIT);
	}
	return schain__yaml_read(yaml, read_document, &read);
}
#endif
