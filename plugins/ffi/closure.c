/* SPDX-License-Identifier: Apache-2.0 */
/* Callbacks: functions that libffi makes, which a library calls with results. */
#include "ffi/run.h"

#include <string.h>

struct schain__ffi_closure {
	ffi_closure *writable;
	void *code;
	schain__ffi_runner *runner;
	const schain__ffi_call *call;
	const schain__ffi_callback *callback;
};

/* A struct that is pointed to is copied: it may be gone when it is looked at. */
static void keep_argument(const schain__ffi_callback *callback, uint32_t index, void *from,
                          unsigned char *frame)
{
	const schain__ffi_type *type = &callback->arguments[index];
	unsigned char *to = frame + callback->offsets[index];
	size_t size = schain__ffi_size(type);
	const void *pointed;

	if (type->kind != SCHAIN__FFI_STRUCT || callback->ffi[index]->type == FFI_TYPE_STRUCT) {
		memcpy(to, from, size);
		return;
	}
	memcpy(&pointed, from, sizeof pointed);
	if (pointed)
		memcpy(to, pointed, size);
	else
		memset(to, 0, size);
}

static void listen(const struct schain__ffi_closure *closure, void **arguments)
{
	const schain__ffi_callback *callback = closure->callback;
	schain__ffi_runner *runner = closure->runner;
	uint32_t count;

	memcpy(&count, runner->frame + callback->count_offset, sizeof count);
	if (count == UINT32_MAX)
		return;
	count++;
	memcpy(runner->frame + callback->count_offset, &count, sizeof count);
	if (count > SCHAIN__FFI_CALLED_BACK)
		return;
	for (uint32_t i = 0; i < callback->argument_count; i++)
		if (callback->offsets[i])
			keep_argument(callback, i, arguments[i], runner->frame);
	schain__ffi_judge(&callback->rules, runner->frame, runner->question, &runner->answer);
}

/* libffi wants what is smaller than a register widened to one. */
static void put_result(const schain__ffi_callback *callback, void *result)
{
	size_t size = schain__ffi_size(&callback->returns);
	ffi_arg wide;

	if (schain__ffi_is_integer(callback->returns.kind) && size <= sizeof wide) {
		wide = (ffi_arg)callback->result.integer;
		memcpy(result, &wide, sizeof wide);
	} else {
		schain__ffi_put(&callback->returns, result, callback->result);
	}
}

static void called_back(ffi_cif *cif, void *result, void **arguments, void *context)
{
	const struct schain__ffi_closure *closure = context;

	(void)cif;
	pthread_mutex_lock(&closure->runner->lock);
	/* Its call may be over: a library that keeps the pointer calls into the void. */
	if (closure->runner->current == closure->call)
		listen(closure, arguments);
	pthread_mutex_unlock(&closure->runner->lock);
	put_result(closure->callback, result);
}

void *schain__ffi_closure_code(const struct schain__ffi_closure *closure)
{
	return closure->code;
}

static int make_closure(schain__ffi_runner *runner, schain__ffi_description *description,
                        schain__ffi_call *call, uint32_t index, struct schain__ffi_closure **place)
{
	struct schain__ffi_closure *closure = schain__ffi_alloc(description, sizeof *closure);

	if (!closure)
		return -1;
	closure->runner = runner;
	closure->call = call;
	closure->callback = call->callbacks[index];
	closure->writable = ffi_closure_alloc(sizeof *closure->writable, &closure->code);
	if (!closure->writable)
		return -1;
	*place = closure;
	return ffi_prep_closure_loc(closure->writable, &call->callbacks[index]->cif, called_back,
	                            closure, closure->code) == FFI_OK ? 0 : -1;
}

int schain__ffi_make_closures(schain__ffi_runner *runner, schain__ffi_description *description)
{
	for (uint32_t i = 0; i < description->call_count; i++)
		for (uint32_t k = 0; k < description->calls[i]->callback_count; k++)
			if (make_closure(runner, description, description->calls[i], k,
			                 &runner->closures[i][k]))
				return -1;
	return 0;
}

void schain__ffi_free_closures(schain__ffi_runner *runner)
{
	for (uint32_t i = 0; i < SCHAIN__FFI_CALLS; i++)
		for (uint32_t k = 0; k < SCHAIN__FFI_CALLBACKS; k++)
			if (runner->closures[i][k])
				ffi_closure_free(runner->closures[i][k]->writable);
}
