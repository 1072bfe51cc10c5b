/* SPDX-License-Identifier: Apache-2.0 */
/* A description as a whole: its library, its structs, its calls. */
#include "ffi/argument.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	ffi_abi abi;
} abis[] = {
	{ "default", FFI_DEFAULT_ABI },
#if defined(__x86_64__) && !defined(_WIN32) && !defined(__ILP32__)
	{ "sysv", FFI_UNIX64 },
	{ "win64", FFI_WIN64 },
#endif
#if defined(__i386__)
	{ "sysv", FFI_SYSV },
	{ "stdcall", FFI_STDCALL },
	{ "fastcall", FFI_FASTCALL },
#endif
};

static void read_abi(schain__ffi_reader *reader, struct fy_node *node)
{
	const char *names[sizeof abis / sizeof *abis + 1];

	for (size_t i = 0; i < sizeof abis / sizeof *abis; i++)
		names[i] = abis[i].name;
	names[sizeof abis / sizeof *abis] = NULL;
	reader->description->abi =
		node ? abis[schain__ffi_choice(reader, node, "abi", names)].abi : FFI_DEFAULT_ABI;
}

/* "returns: type", or "returns: {name: type}". */
static void read_returns(schain__ffi_reader *reader, struct fy_node *node, schain__ffi_call *call)
{
	struct fy_node_pair *pair = NULL;
	struct fy_node *type = node;
	void *next = NULL;
	size_t size;

	if (!node || reader->status)
		return;
	if (fy_node_is_mapping(node)) {
		if (!schain__ffi_is_mapping(reader, node, NULL, "returns", NULL))
			return;
		pair = fy_node_mapping_iterate(node, &next);
		if (!pair || fy_node_mapping_iterate(node, &next)) {
			schain__ffi_fail(reader, node, "returns: a type, or one name and its type");
			return;
		}
		type = fy_node_pair_value(pair);
	}
	call->returns = schain__ffi_read_type(reader, type, SCHAIN__FFI_AS_RESULT);
	if (reader->status)
		return;
	size = schain__ffi_size(&call->returns);
	/* libffi widens what is smaller. */
	call->return_offset = schain__ffi_room(call, size > sizeof(ffi_arg) ? size : sizeof(ffi_arg));
	if (pair)
		schain__ffi_add_value(reader, type, &call->values,
		                      schain__ffi_name(reader, fy_node_pair_key(pair)), &call->returns,
		                      call->return_offset);
}

/* "type", "name: type", or "name: {points_to: struct type}". */
static void read_parameter(schain__ffi_reader *reader, struct fy_node *node, schain__ffi_call *call,
                           schain__ffi_callback *callback)
{
	static const char *const keys[] = { "points_to", NULL };
	uint32_t index = callback->argument_count;
	schain__ffi_type *type = &callback->arguments[index];
	struct fy_node_pair *pair;
	struct fy_node *value;
	void *next = NULL;

	if (fy_node_is_scalar(node)) {
		*type = schain__ffi_read_type(reader, node, SCHAIN__FFI_AS_ARGUMENT);
		callback->ffi[index] = schain__ffi_of(type);
		callback->argument_count++;
		return;
	}
	if (!schain__ffi_is_mapping(reader, node, NULL, "argument", NULL))
		return;
	pair = fy_node_mapping_iterate(node, &next);
	if (!pair || fy_node_mapping_iterate(node, &next)) {
		schain__ffi_fail(reader, node, "an argument is one name and its type");
		return;
	}
	value = fy_node_pair_value(pair);
	callback->ffi[index] = &ffi_type_pointer;
	if (value && fy_node_is_mapping(value)) {
		if (!schain__ffi_is_mapping(reader, value, NULL, "argument", keys))
			return;
		*type = schain__ffi_read_type(reader, schain__ffi_need(reader, value, node, "points_to"),
		                              SCHAIN__FFI_AS_STORAGE);
		if (type->kind != SCHAIN__FFI_STRUCT)
			schain__ffi_fail(reader, value, "points_to is for a struct");
	} else {
		*type = schain__ffi_read_type(reader, value, SCHAIN__FFI_AS_ARGUMENT);
		callback->ffi[index] = schain__ffi_of(type);
	}
	if (reader->status)
		return;
	if (type->kind == SCHAIN__FFI_BYTES || type->kind == SCHAIN__FFI_DIGEST)
		schain__ffi_fail(reader, node, "what a callback is given is a pointer, a string or a number");
	callback->offsets[index] = schain__ffi_room(call, schain__ffi_size(type));
	schain__ffi_add_value(reader, node, &callback->values,
	                      schain__ffi_name(reader, fy_node_pair_key(pair)), type,
	                      callback->offsets[index]);
	callback->argument_count++;
}

static void read_parameters(schain__ffi_reader *reader, struct fy_node *node,
                            schain__ffi_call *call, schain__ffi_callback *callback)
{
	struct fy_node *item;
	void *next = NULL;

	if (!node || !schain__ffi_is_list(reader, node, NULL, "arguments"))
		return;
	while (!reader->status && (item = fy_node_sequence_iterate(node, &next))) {
		if (callback->argument_count == SCHAIN__FFI_ARGUMENTS)
			schain__ffi_fail(reader, item, "there are %d arguments at most", SCHAIN__FFI_ARGUMENTS);
		else
			read_parameter(reader, item, call, callback);
	}
}

static void read_callback_result(schain__ffi_reader *reader, struct fy_node *node,
                                 schain__ffi_callback *callback)
{
	struct fy_node *returns = schain__ffi_find(node, "returns");
	struct fy_node *result = schain__ffi_find(node, "result");

	if (returns)
		callback->returns = schain__ffi_read_type(reader, returns, SCHAIN__FFI_AS_RESULT);
	if (callback->returns.kind == SCHAIN__FFI_STRUCT)
		schain__ffi_fail(reader, returns, "a callback returns no struct");
	if (result)
		callback->result = schain__ffi_constant(reader, result, &callback->returns);
}

static void read_callback(schain__ffi_reader *reader, struct fy_node *key, struct fy_node *node,
                          schain__ffi_call *call)
{
	static const char *const keys[] = { "returns", "result", "arguments", "claims", NULL };
	static const schain__ffi_type number = { SCHAIN__FFI_UINT32, 0, NULL };
	schain__ffi_callback *callback = schain__ffi_alloc(reader->description, sizeof *callback);
	char name[SCHAIN__FFI_NAME + 8];
	schain__ffi_word count = { name, 0 };

	if (!callback) {
		schain__ffi_fail_memory(reader);
		return;
	}
	if (call->callback_count == SCHAIN__FFI_CALLBACKS) {
		schain__ffi_fail(reader, key, "there are %d callbacks at most", SCHAIN__FFI_CALLBACKS);
		return;
	}
	call->callbacks[call->callback_count++] = callback;
	callback->name = schain__ffi_name(reader, key);
	if (!schain__ffi_is_mapping(reader, node, key, "callback", keys))
		return;
	read_callback_result(reader, node, callback);
	read_parameters(reader, schain__ffi_find(node, "arguments"), call, callback);
	schain__ffi_read_rules(reader, node, &callback->values, &callback->rules);
	callback->count_offset = schain__ffi_room(call, sizeof(uint32_t));
	count.length = (size_t)snprintf(name, sizeof name, "%s.count", callback->name);
	schain__ffi_add_value(reader, key, &call->values, schain__ffi_keep(reader, count), &number,
	                      callback->count_offset);
	if (!reader->status &&
	    ffi_prep_cif(&callback->cif, reader->description->abi, callback->argument_count,
	                 schain__ffi_of(&callback->returns), callback->ffi) != FFI_OK)
		schain__ffi_fail(reader, key, "libffi knows no such callback");
}

static void read_callbacks(schain__ffi_reader *reader, struct fy_node *node, schain__ffi_call *call)
{
	struct fy_node_pair *pair;
	void *next = NULL;

	if (!node || !schain__ffi_is_mapping(reader, node, NULL, "callbacks", NULL))
		return;
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next)))
		read_callback(reader, fy_node_pair_key(pair), fy_node_pair_value(pair), call);
}

static void prepare(schain__ffi_reader *reader, struct fy_node *node, schain__ffi_call *call)
{
	ffi_type *returns = schain__ffi_of(&call->returns);
	ffi_abi abi = reader->description->abi;
	struct fy_node *fixed = schain__ffi_find(node, "fixed");
	ffi_status status;

	if (fixed)
		call->fixed = (uint32_t)schain__ffi_whole(reader, fixed, 1, call->argument_count);
	if (reader->status)
		return;
	status = call->fixed ? ffi_prep_cif_var(&call->cif, abi, call->fixed, call->argument_count,
	                                        returns, call->ffi)
	                     : ffi_prep_cif(&call->cif, abi, call->argument_count, returns, call->ffi);
	if (status != FFI_OK)
		schain__ffi_fail(reader, node, "libffi cannot make this call");
}

schain__ffi_call *schain__ffi_read_call(schain__ffi_reader *reader, struct fy_node *node,
                                        struct fy_node *at, const char *const *keys)
{
	schain__ffi_call *call = schain__ffi_alloc(reader->description, sizeof *call);

	if (!call)
		schain__ffi_fail_memory(reader);
	if (!schain__ffi_is_mapping(reader, node, at, "call", keys))
		return NULL;
	/* 0 is no place of the frame's. */
	call->frame_size = SCHAIN__FFI_CELL;
	call->function = schain__ffi_name(reader, schain__ffi_need(reader, node, at, "function"));
	read_returns(reader, schain__ffi_find(node, "returns"), call);
	read_callbacks(reader, schain__ffi_find(node, "callbacks"), call);
	schain__ffi_read_arguments(reader, schain__ffi_find(node, "arguments"), call);
	prepare(reader, node, call);
	return call;
}

static void read_subjects(schain__ffi_reader *reader, struct fy_node *key, struct fy_node *node,
                          schain__ffi_call *call)
{
	static const char *const words[] = { "file", "domain", "address", NULL };
	static const uint32_t kinds[] = { SCHAIN_SUBJECT_FILE, SCHAIN_SUBJECT_DOMAIN,
		                              SCHAIN_SUBJECT_ADDRESS };
	struct fy_node *item;
	void *next = NULL;

	if (!schain__ffi_is_list(reader, node, key, "subjects"))
		return;
	while (!reader->status && (item = fy_node_sequence_iterate(node, &next)))
		call->subjects |=
			SCHAIN_SUBJECT_BIT(kinds[schain__ffi_choice(reader, item, "subjects", words)]);
	if (!call->subjects)
		schain__ffi_fail(reader, key, "subjects: names none");
}

static void read_calls(schain__ffi_reader *reader, struct fy_node *key, struct fy_node *node)
{
	static const char *const keys[] = { "function",  "subjects", "returns", "callbacks",
		                                "arguments", "fixed",    "claims",  NULL };
	schain__ffi_description *description = reader->description;
	struct fy_node *item;
	void *next = NULL;

	if (!schain__ffi_is_list(reader, node, key, "calls"))
		return;
	while (!reader->status && (item = fy_node_sequence_iterate(node, &next))) {
		schain__ffi_call *call;

		if (description->call_count == SCHAIN__FFI_CALLS) {
			schain__ffi_fail(reader, item, "there are %d calls at most", SCHAIN__FFI_CALLS);
			return;
		}
		call = schain__ffi_read_call(reader, item, NULL, keys);
		if (reader->status)
			return;
		description->calls[description->call_count++] = call;
		read_subjects(reader, schain__ffi_find_key(item, "subjects"),
		              schain__ffi_need(reader, item, NULL, "subjects"), call);
		if (!reader->status)
			schain__ffi_read_rules(reader, item, &call->values, &call->rules);
	}
	if (!reader->status && !description->call_count)
		schain__ffi_fail(reader, key, "calls: there is none");
}

/* What init and fini are given cannot depend on a question. */
static void check_inputs(schain__ffi_reader *reader, struct fy_node *node,
                         const schain__ffi_call *call)
{
	for (uint32_t i = 0; !reader->status && i < call->input_count; i++)
		if (call->inputs[i].source <= SCHAIN__FFI_FROM_LENGTH)
			schain__ffi_fail(reader, node, "%s is not about a question, and has no fields",
			                 call->function);
}

static void read_life(schain__ffi_reader *reader, struct fy_node *root)
{
	static const char *const init_keys[] = { "function", "returns", "arguments", "succeeds", NULL };
	static const char *const fini_keys[] = { "function", "returns", "arguments", NULL };
	struct fy_node *init = schain__ffi_find(root, "init"), *fini = schain__ffi_find(root, "fini");
	schain__ffi_call *call;

	if (init && !reader->status) {
		call = schain__ffi_read_call(reader, init, init, init_keys);
		if (!reader->status) {
			check_inputs(reader, init, call);
			schain__ffi_read_conditions(reader, schain__ffi_find(init, "succeeds"), &call->values,
			                            call->succeeds, &call->succeeds_count);
			reader->description->init = call;
		}
	}
	if (fini && !reader->status) {
		call = schain__ffi_read_call(reader, fini, fini, fini_keys);
		if (!reader->status)
			check_inputs(reader, fini, call);
		reader->description->fini = call;
	}
}

static void read_library(schain__ffi_reader *reader, struct fy_node *root)
{
	struct fy_node *node = schain__ffi_need(reader, root, NULL, "library");
	schain__ffi_word word = schain__ffi_scalar(reader, node);

	reader->description->library = schain__ffi_keep(reader, word);
	if (word.data && (!word.length || word.data[0] != '/' || memchr(word.data, 0, word.length)))
		schain__ffi_fail(reader, node, "library: \"%.*s\" is not an absolute path",
		                 schain__ffi_shown(word), word.data);
	node = reader->status ? NULL : schain__ffi_find(root, "sha256");
	if (!node)
		return;
	word = schain__ffi_scalar(reader, node);
	if (word.data && word.length != 64)
		schain__ffi_fail(reader, node, "sha256: has %zu digits, not 64", word.length);
	reader->description->sha256.data = schain__ffi_keep(reader, word);
	reader->description->sha256.length = word.length;
}

static void read_running(schain__ffi_reader *reader, struct fy_node *root)
{
	static const char *const ways[] = { "worker", "inline", NULL };
	schain__ffi_description *description = reader->description;
	struct fy_node *run = schain__ffi_find(root, "run");
	struct fy_node *threads = schain__ffi_find(root, "threads");
	struct fy_node *queue = schain__ffi_find(root, "queue");

	description->is_inline = run && schain__ffi_choice(reader, run, "run", ways) == 1;
	description->threads =
		threads ? (uint32_t)schain__ffi_whole(reader, threads, 1, SCHAIN__FFI_THREADS) : 1;
	description->queue =
		queue ? (uint32_t)schain__ffi_whole(reader, queue, 1, SCHAIN__FFI_QUEUE) : 64;
	if (description->is_inline && (threads || queue))
		schain__ffi_fail(reader, run, "run: inline has no threads and no queue");
}

static void read_root(schain__ffi_reader *reader, struct fy_node *root)
{
	static const char *const keys[] = { "library", "sha256", "abi",  "run",   "threads", "queue",
		                                "structs", "init",   "fini", "calls", NULL };

	if (!schain__ffi_is_mapping(reader, root, NULL, "description", keys))
		return;
	read_library(reader, root);
	read_abi(reader, schain__ffi_find(root, "abi"));
	read_running(reader, root);
	schain__ffi_read_layouts(reader, schain__ffi_find(root, "structs"));
	read_life(reader, root);
	read_calls(reader, schain__ffi_find_key(root, "calls"),
	           schain__ffi_need(reader, root, NULL, "calls"));
}

static void keep_quiet(struct fy_diag *diag, void *user, const char *text, size_t size)
{
	(void)diag;
	(void)user;
	(void)text;
	(void)size;
}

static void fail_syntax(schain__ffi_reader *reader, struct fy_diag *diag)
{
	void *next = NULL;
	struct fy_diag_error *found = fy_diag_errors_iterate(diag, &next);

	schain__ffi_fail(reader, NULL, "not YAML: %s",
	                 found && found->msg ? found->msg : "there is nothing in it");
	if (!found)
		return;
	reader->error->line = found->line > 0 ? (uint64_t)found->line : 1;
	reader->error->column = found->column > 0 ? (uint64_t)found->column : 1;
}

/* libfyaml 0.7 leaks memory on a single-quoted text with doubled quotes in a row. */
static void check_quotes(schain__ffi_reader *reader, const char *yaml, size_t size)
{
	uint64_t line = 1;
	size_t run = 0;

	for (size_t i = 0; i < size && !reader->status; i++) {
		line += yaml[i] == '\n';
		run = yaml[i] == '\'' ? run + 1 : 0;
		if (run < 4)
			continue;
		schain__ffi_fail(reader, NULL, "four single quotes in a row: use double quotes around them");
		reader->error->line = line;
	}
}

/*
 * libfyaml 0.7 does not come back from a directive with bytes in it that are no
 * UTF-8. Nothing that a description says needs directives.
 */
static void check_directives(schain__ffi_reader *reader, const char *yaml, size_t size)
{
	uint64_t line = 1;

	for (size_t i = 0; i < size && !reader->status; i++) {
		if (yaml[i] == '%' && (!i || yaml[i - 1] == '\n' || yaml[i - 1] == '\r')) {
			schain__ffi_fail(reader, NULL, "a YAML directive: not used here");
			reader->error->line = line;
		}
		line += yaml[i] == '\n';
	}
}

schain_status schain__ffi_read(schain__ffi_description *description, const char *yaml, size_t size,
                               schain_error *error)
{
	schain__ffi_reader reader = { description, error, SCHAIN_OK, NULL };
	struct fy_diag_cfg quiet;
	struct fy_parse_cfg config;
	struct fy_document *document;

	if (size > SCHAIN__FFI_DOCUMENT) {
		schain__ffi_fail(&reader, NULL, "larger than %d KiB", SCHAIN__FFI_DOCUMENT / 1024);
		return reader.status;
	}
	check_quotes(&reader, yaml, size);
	if (!reader.status)
		check_directives(&reader, yaml, size);
	if (reader.status)
		return reader.status;
	fy_diag_cfg_default(&quiet);
	quiet.fp = NULL;
	quiet.output_fn = keep_quiet;
	memset(&config, 0, sizeof config);
	/* Aliases stay unresolved, and are refused as no value: nothing can multiply. */
	config.flags = FYPCF_QUIET;
	config.diag = fy_diag_create(&quiet);
	if (!config.diag) {
		schain__ffi_fail_memory(&reader);
		return reader.status;
	}
	fy_diag_set_collect_errors(config.diag, true);
	document = fy_document_build_from_string(&config, yaml, size);
	if (document)
		read_root(&reader, fy_document_root(document));
	else
		fail_syntax(&reader, config.diag);
	fy_document_destroy(document);
	fy_diag_destroy(config.diag);
	return reader.status;
}
