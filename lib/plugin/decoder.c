/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoders as the host calls them: the plugin's table behind one of the
 * library's own, which keeps calls of an instance apart and counts them. Unlike
 * the rest of a set these are called from any thread.
 */
#include "plugin/plugin.h"

/* One input, between the host's functions for it and the plugin's. */
struct input {
	schain__instance *instance;
	void *input; /* the plugin's */
	const schain_decoder_host *outer;
	schain_decoder_host host; /* as lent to the plugin */
};

static void count(_Atomic uint64_t *counter)
{
	atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

void schain__instance_enter(schain__instance *instance)
{
	if (instance->is_shared)
		schain__lock_take(&instance->lock);
}

void schain__instance_leave(schain__instance *instance)
{
	if (instance->is_shared)
		schain__lock_give(&instance->lock);
}

/*
 * The instance is free while the host works: an event may wait for one of
 * another input, or lead to a question to this very instance.
 */
static schain_status emit(void *context, const schain_event *event)
{
	struct input *input = context;
	schain_status status;

	schain__instance_leave(input->instance);
	status = input->outer->emit(input->outer->context, event);
	schain__instance_enter(input->instance);
	if (status == SCHAIN_OK)
		count(&input->instance->events);
	return status;
}

static schain_status problem(void *context, uint64_t column, const char *message)
{
	struct input *input = context;
	schain_status status;

	count(&input->instance->problems);
	schain__instance_leave(input->instance);
	status = input->outer->problem(input->outer->context, column, message);
	schain__instance_enter(input->instance);
	return status;
}

static void ignore(void *context)
{
	struct input *input = context;

	input->outer->ignore(input->outer->context);
}

static void *allocate(void *context, size_t size)
{
	struct input *input = context;

	return input->outer->allocate(input->outer->context, size);
}

static void release(void *context, void *memory, size_t size)
{
	struct input *input = context;

	input->outer->release(input->outer->context, memory, size);
}

static int32_t probe(void *context, const char *data, size_t size, uint32_t is_all)
{
	schain__instance *instance = context;
	int32_t sure;

	schain__instance_enter(instance);
	sure = instance->decoder->probe(instance->handle, data, size, is_all);
	schain__instance_leave(instance);
	return sure < 0 ? -1 : sure > 100 ? 100 : sure;
}

static void lend_host(struct input *input)
{
	schain_decoder_host *host = &input->host;

	memset(host, 0, sizeof *host);
	host->struct_size = sizeof *host;
	host->context = input;
	host->emit = emit;
	host->problem = problem;
	host->ignore = ignore;
	host->allocate = allocate;
	host->release = release;
}

/* Counts what was not told of by problem(); a success with a remark is not theirs to return. */
static schain_status settle(schain__instance *instance, schain_status status)
{
	if (status > 0)
		status = SCHAIN_E_STATE;
	if (status < 0 && status != SCHAIN_E_DAMAGED && status != SCHAIN_E_CANCELLED)
		count(&instance->problems);
	return status;
}

static schain_status begin(void *context, const schain_decoder_host *outer, void **ret_input,
                           schain_error *error)
{
	schain__instance *instance = context;
	struct input *input = outer->allocate(outer->context, sizeof *input);
	schain_error told = SCHAIN_ERROR_INIT;
	schain_status status;

	if (!input)
		return schain__fail_memory(error);
	input->instance = instance;
	input->input = NULL;
	input->outer = outer;
	lend_host(input);
	schain__instance_enter(instance);
	status = settle(instance, instance->decoder->begin(instance->handle, &input->host,
	                                                   &input->input, &told));
	schain__instance_leave(instance);
	if (status != SCHAIN_OK) {
		outer->release(outer->context, input, sizeof *input);
		return schain__instance_fail(instance, status, &told, error);
	}
	atomic_fetch_add(&instance->open_inputs, 1);
	count(&instance->inputs);
	*ret_input = input;
	return SCHAIN_OK;
}

static schain_status record(void *context, const char *data, size_t size)
{
	struct input *input = context;
	schain_status status;

	count(&input->instance->records);
	schain__instance_enter(input->instance);
	status = input->instance->decoder->record(input->input, data, size);
	schain__instance_leave(input->instance);
	return settle(input->instance, status);
}

static schain_status finish(void *context)
{
	struct input *input = context;
	schain_status status;

	schain__instance_enter(input->instance);
	status = input->instance->decoder->finish(input->input);
	schain__instance_leave(input->instance);
	return settle(input->instance, status);
}

static void end(void *context)
{
	struct input *input = context;
	schain__instance *instance = input->instance;
	const schain_decoder_host *outer = input->outer;

	schain__instance_enter(instance);
	instance->decoder->end(input->input);
	schain__instance_leave(instance);
	outer->release(outer->context, input, sizeof *input);
	atomic_fetch_sub(&instance->open_inputs, 1);
}

void schain__instance_init_decoder(schain__instance *instance)
{
	schain_plugin_decoder *guard = &instance->guard;

	instance->decoder = instance->plugin->get_interface(SCHAIN_INTERFACE_DECODER);
	atomic_init(&instance->open_inputs, 0);
	atomic_init(&instance->inputs, 0);
	atomic_init(&instance->records, 0);
	atomic_init(&instance->events, 0);
	atomic_init(&instance->problems, 0);
	schain__lock_init(&instance->lock);
	if (!instance->decoder)
		return;
	instance->is_shared = !(instance->decoder->flags & SCHAIN_DECODER_REENTRANT);
	guard->struct_size = sizeof *guard;
	guard->flags = instance->decoder->flags;
	guard->framing = instance->decoder->framing;
	guard->format = instance->decoder->format;
	guard->probe = instance->decoder->probe ? probe : NULL;
	guard->begin = begin;
	guard->record = record;
	guard->finish = instance->decoder->finish ? finish : NULL;
	guard->end = end;
}

schain_status schain_plugins_get_decoder(schain_plugins *plugins, size_t index,
                                         const schain_plugin_decoder **ret_decoder,
                                         void **ret_instance, schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);
	schain__instance *instance;
	int is_there;

	if (status != SCHAIN_OK)
		return status;
	if (!ret_decoder || !ret_instance)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no place for the decoder");
	if (index >= plugins->instance_count)
		return SCHAIN_END;
	instance = plugins->instances[index];
	is_there = instance->is_open && instance->decoder;
	*ret_decoder = is_there ? &instance->guard : NULL;
	*ret_instance = is_there ? instance : NULL;
	return SCHAIN_OK;
}
