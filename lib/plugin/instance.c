/* SPDX-License-Identifier: Apache-2.0 */
/* Instances: their life, and the functions that the host lends each. */
#include "plugin/remote.h"

#include <supplychain/version.h>

static void host_log(void *context, uint32_t level, const char *message)
{
	schain__instance *instance = context;
	const schain_plugins_options *options = &instance->plugins->options;
	schain__buffer line;

	if (!options->log || !message)
		return;
	schain__buffer_init(&line, &instance->plugins->memory);
	schain__buffer_printf(&line, "%s: %s", instance->name, message);
	if (!line.failed)
		options->log(options->context, level, line.data);
	schain__buffer_dispose(&line);
}

static void *host_allocate(void *context, size_t size)
{
	schain__instance *instance = context;

	return schain__alloc(&instance->plugins->memory, size);
}

static void host_release(void *context, void *memory, size_t size)
{
	schain__instance *instance = context;

	schain__free(&instance->plugins->memory, memory, size);
}

static schain_status host_post(void *context, uint64_t question, const schain_claim *claims,
                               size_t claim_size, size_t count)
{
	schain__instance *instance = context;

	return schain__mailbox_post(&instance->mailbox, question, claims, claim_size, count);
}

static int host_is_wanted(void *context, uint64_t question)
{
	schain__instance *instance = context;
	uint32_t limit = instance->plugins->options.question_limit;

	return question && atomic_load(&instance->wanted[question % limit]) == question;
}

int64_t schain__plugins_now(const schain_plugins *plugins)
{
	return plugins->options.clock ? plugins->options.clock(plugins->options.context) : 0;
}

int64_t schain__instance_begin(schain__instance *instance)
{
	int64_t at = schain__plugins_now(instance->plugins);

	instance->is_inside = 1;
	schain__instance_enter(instance);
	return at;
}

void schain__instance_end(schain__instance *instance, int64_t at)
{
	int64_t elapsed;

	schain__instance_leave(instance);
	instance->is_inside = 0;
	elapsed = schain__plugins_now(instance->plugins) - at;
	if (elapsed > instance->statistics.slowest)
		instance->statistics.slowest = elapsed;
}

static void lend_host(schain__instance *instance)
{
	schain_plugin_host *host = &instance->host;

	host->struct_size = sizeof *host;
	host->abi_minor = SCHAIN_PLUGIN_ABI_MINOR;
	host->event_schema = SCHAIN_EVENT_SCHEMA;
	host->context = instance;
	host->log = host_log;
	host->allocate = host_allocate;
	host->release = host_release;
	host->post = host_post;
	host->is_wanted = host_is_wanted;
}

static void free_instance(schain__instance *instance)
{
	schain__memory *memory = &instance->plugins->memory;

	schain__lock_dispose(&instance->lock);
	schain__questions_dispose(instance);
	schain__mailbox_dispose(&instance->mailbox, memory);
	schain__free(memory, instance->posted, sizeof *instance->posted);
	schain__remote_free(instance->remote);
	schain__free(memory, instance, sizeof *instance);
}

/* Owns `remote` if it is made. */
static schain__instance *new_instance(schain_plugins *plugins, const schain_plugin *plugin,
                                      schain__remote *remote, const char *name)
{
	schain__instance *instance = schain__alloc_zero(&plugins->memory, 1, sizeof *instance);

	if (!instance)
		return NULL;
	instance->plugins = plugins;
	instance->plugin = plugin;
	instance->enricher =
		remote ? &remote->enricher : plugin->get_interface(SCHAIN_INTERFACE_ENRICHER);
	instance->sink = plugin->get_interface(SCHAIN_INTERFACE_SINK);
	schain__instance_init_decoder(instance);
	memcpy(instance->name, name, strlen(name) + 1);
	instance->statistics.name = instance->name;
	instance->statistics.plugin = plugin->name;
	lend_host(instance);
	instance->posted = schain__alloc(&plugins->memory, sizeof *instance->posted);
	if (schain__questions_init(instance) || !instance->posted ||
	    schain__mailbox_init(&instance->mailbox, &plugins->memory, plugins->options.claim_limit)) {
		free_instance(instance);
		return NULL;
	}
	instance->remote = remote;
	if (remote)
		remote->instance = instance;
	return instance;
}

static schain__instance *instance_of(const schain_plugins *plugins, const char *name)
{
	for (size_t i = 0; i < plugins->instance_count; i++)
		if (!plugins->instances[i]->is_replaced && !strcmp(plugins->instances[i]->name, name))
			return plugins->instances[i];
	return NULL;
}

schain_status schain__instance_fail(const schain__instance *instance, schain_status status,
                                    schain_error *told, schain_error *error)
{
	told->message[sizeof told->message - 1] = 0;
	return schain__fail(error, status, "%s: %s", instance->name,
	                    told->message[0] ? told->message : schain_status_get_text(status));
}

static schain_status open_instance(schain__instance *instance, const schain_plugin_setting *settings,
                                   schain_error *error)
{
	schain_error told = SCHAIN_ERROR_INIT;
	schain_status status;

	instance->is_inside = 1;
	status = instance->plugin->open(&instance->host, settings, instance->plugin->option_count,
	                                &instance->handle, &told);
	instance->is_inside = 0;
	if (status > 0) /* SCHAIN_AGAIN and the like are no answer to open */
		status = SCHAIN_E_STATE;
	if (status != SCHAIN_OK)
		return schain__instance_fail(instance, status, &told, error);
	instance->is_open = 1;
	return SCHAIN_OK;
}

static schain_status check_open(const schain_plugins *plugins, const char *name, const void *values,
                                size_t value_size, size_t count, schain_error *error)
{
	if (count && (!values || value_size < sizeof(schain_plugin_value)))
		return schain__fail(error, SCHAIN_E_ARGUMENT, "values of %zu bytes each", value_size);
	if (!schain__plugin_is_name(name))
		return schain__fail(
			error, SCHAIN_E_ARGUMENT,
			"\"%.80s\" is not a name of lower-case letters, digits and '-', %d at most", name,
			SCHAIN__PLUGIN_NAME - 1);
	if (instance_of(plugins, name))
		return schain__fail(error, SCHAIN_E_STATE, "there is an instance \"%s\" already", name);
	return SCHAIN_OK;
}

schain_status schain__instance_open(schain_plugins *plugins, const schain_plugin *plugin,
                                    schain__remote *remote, const char *name,
                                    const schain_plugin_value *values, size_t value_size,
                                    size_t count, schain_error *error)
{
	const char *called = name ? name : plugin->name;
	schain_status status = check_open(plugins, called, values, value_size, count, error);
	schain_plugin_setting *settings = NULL;
	schain__instance *instance = NULL;
	size_t size = 0;

	if (status == SCHAIN_OK)
		status = schain__plugin_configure(plugins, plugin, values, value_size, count, &settings,
		                                  &size, error);
	if (status == SCHAIN_OK &&
	    (schain__grow(&plugins->memory, (void **)&plugins->instances, &plugins->instance_capacity,
	                  plugins->instance_count, sizeof *plugins->instances) ||
	     !(instance = new_instance(plugins, plugin, remote, called))))
		status = schain__fail_memory(error);
	if (status == SCHAIN_OK)
		status = open_instance(instance, settings, error);
	schain__free(&plugins->memory, settings, size);
	if (status == SCHAIN_OK)
		plugins->instances[plugins->instance_count++] = instance;
	else if (instance)
		free_instance(instance);
	else
		schain__remote_free(remote);
	return status;
}

schain_status schain_plugins_open(schain_plugins *plugins, const char *plugin, const char *name,
                                  const schain_plugin_value *values, size_t value_size, size_t count,
                                  schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);
	const schain_plugin *found;

	if (status != SCHAIN_OK)
		return status;
	if (!plugin)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no plugin named");
	found = schain__plugin_of(plugins, schain_string_of(plugin));
	if (!found)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "there is no plugin \"%.80s\"", plugin);
	return schain__instance_open(plugins, found, NULL, name, values, value_size, count, error);
}

/*
 * From here on posts are refused. The memory that a post touches stays until
 * the set is freed: a thread that a wrong plugin left behind harms nobody.
 */
void schain__instance_close(schain__instance *instance)
{
	schain__questions_cancel(instance);
	schain__mailbox_close(&instance->mailbox);
	instance->is_open = 0;
	instance->plugin->close(instance->handle);
}

void schain__instance_discard(schain__instance *instance)
{
	schain_plugins *plugins = instance->plugins;

	schain__instance_close(instance);
	instance->next_discarded = plugins->discarded;
	plugins->discarded = instance;
}

schain_status schain_plugins_close(schain_plugins *plugins, const char *name, schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);
	schain__instance *instance;

	if (status != SCHAIN_OK)
		return status;
	instance = name ? instance_of(plugins, name) : NULL;
	if (!instance)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "there is no instance \"%.80s\"",
		                    name ? name : "");
	if (!instance->is_open || instance->is_inside)
		return schain__fail(error, SCHAIN_E_STATE, "instance \"%s\" is %s", name,
		                    instance->is_open ? "inside a call" : "closed already");
	if (atomic_load(&instance->open_inputs))
		return schain__fail(error, SCHAIN_E_STATE,
		                    "instance \"%s\" reads an input; free that decoder first", name);
	schain__instance_close(instance);
	return SCHAIN_OK;
}

void schain_plugins_free(schain_plugins *plugins)
{
	schain__instance *discarded;
	schain__memory memory;

	if (schain__plugins_check(plugins, NULL) != SCHAIN_OK)
		return;
	schain__replies_drop(plugins);
	for (size_t i = 0; i < plugins->instance_count; i++)
		if (plugins->instances[i]->is_open)
			schain__instance_close(plugins->instances[i]);
	for (size_t i = 0; i < plugins->instance_count; i++)
		free_instance(plugins->instances[i]);
	while ((discarded = plugins->discarded)) {
		plugins->discarded = discarded->next_discarded;
		free_instance(discarded);
	}
	schain__free(&plugins->memory, plugins->instances,
	             plugins->instance_capacity * sizeof *plugins->instances);
	schain__free(&plugins->memory, plugins->plugins,
	             plugins->plugin_capacity * sizeof *plugins->plugins);
	schain__plugins_forget_loaded(plugins);
	plugins->magic = 0;
	memory = plugins->memory;
	schain__free(&memory, plugins, sizeof *plugins);
}

schain_status schain_plugins_get_statistics(const schain_plugins *plugins, size_t index,
                                            schain_plugin_statistics *ret_statistics,
                                            schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);
	schain_plugin_statistics statistics;
	schain__instance *instance;
	uint64_t flooded;
	uint32_t size;

	if (status != SCHAIN_OK)
		return status;
	if (!ret_statistics || ret_statistics->struct_size < sizeof(uint32_t))
		return schain__fail(error, SCHAIN_E_TOO_SMALL, "no place for the counters");
	if (index >= plugins->instance_count)
		return SCHAIN_END;
	instance = plugins->instances[index];
	size = ret_statistics->struct_size;
	statistics = instance->statistics;
	schain__mailbox_count(&instance->mailbox, &flooded, &statistics.claims_refused);
	statistics.claims_flooded += flooded;
	statistics.is_open = instance->is_open;
	statistics.inputs = atomic_load(&instance->inputs);
	statistics.records = atomic_load(&instance->records);
	statistics.events = atomic_load(&instance->events);
	statistics.problems = atomic_load(&instance->problems);
	if (instance->remote)
		schain__remote_count(instance->remote, &statistics);
	if (size > sizeof statistics)
		size = sizeof statistics;
	statistics.struct_size = size;
	memcpy(ret_statistics, &statistics, size);
	return SCHAIN_OK;
}
