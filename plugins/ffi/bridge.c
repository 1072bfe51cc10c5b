/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin: a description opened, its library loaded, questions handed on. */
#include "ffi/run.h"

#include <supplychain/ffi.h>
#include <supplychain/version.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of one instance; in the description's memory. */
struct bridge {
	schain__ffi_description *description;
	schain__ffi_functions functions;
	schain__ffi_runner *runner;         /* inline; else NULL */
	schain__ffi_question *question;     /* of that runner */
	struct schain__ffi_workers *workers; /* else this */
	unsigned char *last_frame;           /* of fini, once it is due */
};

/* Puts what a call of the library said behind a name. */
static schain_status fail(schain_error *error, schain_status status, const char *about,
                          const schain_error *said)
{
	error->code = status;
	snprintf(error->message, sizeof error->message, "%.240s: %.240s", about, said->message);
	return status;
}

static schain_status fail_text(schain_error *error, schain_status status, const char *about,
                               const char *text)
{
	error->code = status;
	snprintf(error->message, sizeof error->message, "%.240s: %.240s", about, text);
	return status;
}

static schain_status fail_place(schain_error *error, const char *path, const schain_error *said)
{
	error->code = said->code;
	if (said->line)
		snprintf(error->message, sizeof error->message, "%.200s:%llu:%llu: %.240s", path,
		         (unsigned long long)said->line, (unsigned long long)said->column, said->message);
	else
		snprintf(error->message, sizeof error->message, "%.240s: %.240s", path, said->message);
	return said->code;
}

/* One byte more than a description may have, so that a longer one is told from it. */
static schain_status read_file(schain__ffi_description *description, const char *path,
                               schain_error *error)
{
	const schain_plugin_host *host = description->host;
	size_t room = SCHAIN__FFI_DOCUMENT + 1, size = 0;
	schain_error said = SCHAIN_ERROR_INIT;
	schain_status status = schain_path_check(path, &said);
	FILE *file;
	char *text;
	int code = 0;

	if (status != SCHAIN_OK)
		return fail(error, status, path, &said);
	text = host->allocate(host->context, room);
	if (!text)
		return fail_text(error, SCHAIN_E_MEMORY, path, "out of memory");
	file = fopen(path, "rb");
	if (file)
		size = fread(text, 1, room, file);
	if (!file || ferror(file))
		code = errno;
	if (file)
		fclose(file);
	if (code) {
		status = fail_text(error, SCHAIN_E_IO, path, strerror(code));
	} else if (schain__ffi_read(description, text, size, &said) != SCHAIN_OK) {
		status = fail_place(error, path, &said);
	}
	host->release(host->context, text, room);
	return status;
}

static schain_status find(const struct bridge *bridge, schain_object *object,
                          const schain__ffi_call *call, schain_function *ret_function,
                          schain_error *error)
{
	schain_error said = SCHAIN_ERROR_INIT;
	schain_status status = schain_object_get_function(object, call->function, ret_function, &said);

	return status == SCHAIN_OK ? status
	                           : fail(error, status, bridge->description->library, &said);
}

static schain_status load(struct bridge *bridge, schain_error *error)
{
	const schain__ffi_description *description = bridge->description;
	schain_error said = SCHAIN_ERROR_INIT;
	schain_object *object;
	schain_status status =
		schain_object_load(description->library, description->sha256, &object, &said);

	if (status != SCHAIN_OK)
		return fail(error, status, description->library, &said);
	if (description->init)
		status = find(bridge, object, description->init, &bridge->functions.init, error);
	if (status == SCHAIN_OK && description->fini)
		status = find(bridge, object, description->fini, &bridge->functions.fini, error);
	for (uint32_t i = 0; status == SCHAIN_OK && i < description->call_count; i++)
		status = find(bridge, object, description->calls[i], &bridge->functions.calls[i], error);
	return status;
}

/* All memory is there before init is called, so that fini can always follow. */
static schain_status begin(struct bridge *bridge, schain_error *error)
{
	const schain__ffi_call *init = bridge->description->init, *fini = bridge->description->fini;
	unsigned char *frame = NULL, *last = NULL;
	char shown[80];

	if (init)
		frame = schain__ffi_alloc(bridge->description, init->frame_size);
	if (fini)
		last = schain__ffi_alloc(bridge->description, fini->frame_size);
	if ((init && !frame) || (fini && !last))
		return fail_text(error, SCHAIN_E_MEMORY, bridge->description->library, "out of memory");
	if (!init) {
		bridge->last_frame = last;
		return SCHAIN_OK;
	}
	schain__ffi_call_once(init, bridge->functions.init, frame, NULL);
	for (uint32_t i = 0; i < init->succeeds_count; i++)
		if (!schain__ffi_holds(&init->succeeds[i], frame)) {
			schain__ffi_show(&init->succeeds[i].value, frame, shown, sizeof shown);
			error->code = SCHAIN_E_IO;
			snprintf(error->message, sizeof error->message, "%s did not succeed: %s is %s",
			         init->function, init->succeeds[i].value.name, shown);
			return SCHAIN_E_IO;
		}
	bridge->functions.context = frame;
	bridge->last_frame = last;
	return SCHAIN_OK;
}

static schain_status start(struct bridge *bridge, schain_error *error)
{
	schain__ffi_description *description = bridge->description;

	error->code = SCHAIN_E_MEMORY;
	if (!description->is_inline) {
		bridge->workers = schain__ffi_workers_new(description, &bridge->functions, error);
		return bridge->workers ? SCHAIN_OK : error->code;
	}
	bridge->question = schain__ffi_alloc(description, sizeof *bridge->question);
	if (!bridge->question)
		return fail_text(error, SCHAIN_E_MEMORY, description->library, "out of memory");
	bridge->runner = schain__ffi_runner_new(description, &bridge->functions, error);
	return bridge->runner ? SCHAIN_OK : error->code;
}

static void end(struct bridge *bridge)
{
	if (bridge->workers)
		schain__ffi_workers_stop(bridge->workers);
	if (bridge->runner)
		schain__ffi_runner_dispose(bridge->runner);
	if (bridge->last_frame)
		schain__ffi_call_once(bridge->description->fini, bridge->functions.fini,
		                      bridge->last_frame, bridge->functions.context);
	schain__ffi_free(bridge->description);
}

static schain_status open_bridge(const schain_plugin_host *host,
                                 const schain_plugin_setting *settings, size_t setting_count,
                                 void **ret_instance, schain_error *error)
{
	schain__ffi_description *description = schain__ffi_new(host);
	struct bridge *bridge = description ? schain__ffi_alloc(description, sizeof *bridge) : NULL;
	schain_status status;

	(void)setting_count;
	if (!bridge) {
		schain__ffi_free(description);
		return fail_text(error, SCHAIN_E_MEMORY, settings[0].text.data, "out of memory");
	}
	bridge->description = description;
	status = read_file(description, settings[0].text.data, error);
	if (status == SCHAIN_OK)
		status = load(bridge, error);
	if (status == SCHAIN_OK)
		status = begin(bridge, error);
	if (status == SCHAIN_OK)
		status = start(bridge, error);
	if (status == SCHAIN_OK)
		*ret_instance = bridge;
	else
		end(bridge);
	return status;
}

static void close_bridge(void *instance)
{
	end(instance);
}

static int is_asked(const schain__ffi_description *description, uint32_t kind)
{
	for (uint32_t i = 0; i < description->call_count; i++)
		if (description->calls[i]->subjects & SCHAIN_SUBJECT_BIT(kind))
			return 1;
	return 0;
}

static schain_status ask(void *instance, const schain_question *question)
{
	struct bridge *bridge = instance;
	const schain_plugin_host *host = bridge->description->host;
	schain__ffi_runner *runner = bridge->runner;

	if (!is_asked(bridge->description, question->subject_kind))
		return SCHAIN_OK;
	if (bridge->workers)
		return schain__ffi_workers_ask(bridge->workers, question);
	if (schain__ffi_take_question(bridge->description, question, bridge->question))
		return SCHAIN_E_LIMIT;
	schain__ffi_run(runner, bridge->question);
	return host->post(host->context, question->number, runner->answer.claims,
	                  sizeof *runner->answer.claims, runner->answer.count);
}

static const void *get_interface(const char *name)
{
	static const schain_enricher enricher = {
		.struct_size = sizeof enricher,
		.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE) |
		            SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_DOMAIN) |
		            SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_ADDRESS),
		.ask = ask,
	};

	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &enricher;
}

static const schain_plugin_option options[] = {
	{ .type = SCHAIN_OPTION_PATH,
	  .flags = SCHAIN_OPTION_REQUIRED,
	  .name = "description",
	  .summary = "YAML file that says which functions are called, with what, and what it means." },
};

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = 0,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "ffi",
	.version = SCHAIN_VERSION,
	.author = "The libsupplychain authors",
	.licence = "Apache-2.0",
	.summary = "Asks existing C functions, as a description says.",
	.options = options,
	.option_size = sizeof *options,
	.option_count = sizeof options / sizeof *options,
	.open = open_bridge,
	.close = close_bridge,
	.get_interface = get_interface,
};

const schain_plugin *schain_ffi_plugin(void)
{
	return &plugin;
}
