/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: the frame filled, the function called, the result narrowed. */
#include "ffi/run.h"

#include <stdio.h>
#include <string.h>

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int write_digest(schain_string text, uint32_t digits, unsigned char *to)
{
	if (text.length != digits)
		return -1;
	for (size_t i = 0; i < digits / 2; i++) {
		int high = digit_of(text.data[2 * i]), low = digit_of(text.data[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		to[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

/* What is there of a fact in the type that is wanted. Returns 0, or -1 if that is nothing. */
static int put_fact(const schain__ffi_input *input, const schain__ffi_fact *fact,
                    unsigned char *frame)
{
	schain__ffi_number number = { 0 };

	if (!fact->is_known)
		return -1;
	if (schain__ffi_fields[input->field].is_number) {
		if (!schain__ffi_fits(input->type.kind, fact->number, fact->number < 0))
			return -1;
		number.integer = fact->number;
	} else if (input->type.kind == SCHAIN__FFI_DIGEST) {
		if (write_digest(fact->text, schain__ffi_fields[input->field].digits, frame + input->from))
			return -1;
		number.text = (const char *)frame + input->from;
	} else if (input->type.kind == SCHAIN__FFI_BYTES) {
		number.text = fact->text.data;
	} else {
		if (memchr(fact->text.data, 0, fact->text.length))
			return -1;
		number.text = fact->text.data;
		if (input->type.kind == SCHAIN__FFI_ARRAY) {
			if (fact->text.length >= input->type.length)
				return -1;
			memcpy(frame + input->offset, fact->text.data, fact->text.length);
			return 0;
		}
	}
	schain__ffi_put(&input->type, frame + input->offset, number);
	return 0;
}

static int put_length(const schain__ffi_input *input, const schain__ffi_fact *fact,
                      unsigned char *frame)
{
	schain__ffi_number number = { 0 };

	number.integer = (int64_t)fact->text.length;
	if (!fact->is_known || !schain__ffi_fits(input->type.kind, number.integer, 0))
		return -1;
	schain__ffi_put(&input->type, frame + input->offset, number);
	return 0;
}

/* The frame is all zeros, which is null and 0. Returns 0, or -1 if there is no call. */
static int put_absent(const schain__ffi_input *input, unsigned char *frame)
{
	schain__ffi_number empty = { 0 };

	if (input->absent == SCHAIN__FFI_EMPTY && (input->type.kind == SCHAIN__FFI_STRING ||
	                                           input->type.kind == SCHAIN__FFI_BYTES)) {
		empty.text = "";
		schain__ffi_put(&input->type, frame + input->offset, empty);
	}
	return input->absent == SCHAIN__FFI_SKIP ? -1 : 0;
}

static void put_constant(const schain__ffi_input *input, unsigned char *frame)
{
	if (input->type.kind == SCHAIN__FFI_ARRAY)
		memcpy(frame + input->offset, input->constant.text, strlen(input->constant.text));
	else
		schain__ffi_put(&input->type, frame + input->offset, input->constant);
}

/* Returns 0, or -1 if something that is needed is not known. */
static int fill(const schain__ffi_call *call, const schain__ffi_question *question,
                const unsigned char *context, struct schain__ffi_closure *const *closures,
                unsigned char *frame)
{
	schain__ffi_number number = { 0 };

	memset(frame, 0, call->frame_size);
	for (uint32_t i = 0; i < call->input_count; i++) {
		const schain__ffi_input *input = &call->inputs[i];
		int is_absent = 0;

		switch (input->source) {
		case SCHAIN__FFI_FROM_FIELD:
			is_absent = put_fact(input, &question->facts[input->field], frame);
			break;
		case SCHAIN__FFI_FROM_LENGTH:
			is_absent = put_length(input, &question->facts[input->field], frame);
			break;
		case SCHAIN__FFI_FROM_CONSTANT:
			put_constant(input, frame);
			break;
		case SCHAIN__FFI_FROM_CONTEXT:
			schain__ffi_put(&input->type, frame + input->offset,
			                schain__ffi_get(&input->type, context + input->from));
			break;
		case SCHAIN__FFI_FROM_CONTEXT_ADDRESS:
			number.text = (const char *)context + input->from;
			schain__ffi_put(&input->type, frame + input->offset, number);
			break;
		case SCHAIN__FFI_FROM_FRAME:
			number.text = (const char *)frame + input->from;
			schain__ffi_put(&input->type, frame + input->offset, number);
			break;
		case SCHAIN__FFI_FROM_CALLBACK:
			number.text = schain__ffi_closure_code(closures[input->index]);
			schain__ffi_put(&input->type, frame + input->offset, number);
			break;
		}
		if (is_absent && put_absent(input, frame))
			return -1;
	}
	return 0;
}

/* libffi widens what is smaller than a register. */
static void narrow(const schain__ffi_call *call, unsigned char *frame)
{
	schain__ffi_number number = { 0 };
	ffi_arg wide;

	if (!schain__ffi_is_integer(call->returns.kind) ||
	    schain__ffi_size(&call->returns) > sizeof wide)
		return;
	memcpy(&wide, frame + call->return_offset, sizeof wide);
	number.integer = (int64_t)wide;
	schain__ffi_put(&call->returns, frame + call->return_offset, number);
}

static void make_call(const schain__ffi_call *call, schain_function function, unsigned char *frame)
{
	void *arguments[SCHAIN__FFI_ARGUMENTS];
	/* libffi reads the description of a call only, but takes it as writable. */
	ffi_cif cif = call->cif;

	for (uint32_t i = 0; i < call->argument_count; i++)
		arguments[i] = frame + call->cells[i];
	ffi_call(&cif, function, frame + call->return_offset, arguments);
	narrow(call, frame);
}

void schain__ffi_call_once(const schain__ffi_call *call, schain_function function,
                           unsigned char *frame, const unsigned char *context)
{
	fill(call, NULL, context, NULL, frame);
	make_call(call, function, frame);
}

static void set_current(schain__ffi_runner *runner, const schain__ffi_call *call)
{
	pthread_mutex_lock(&runner->lock);
	runner->current = call;
	pthread_mutex_unlock(&runner->lock);
}

void schain__ffi_run(schain__ffi_runner *runner, const schain__ffi_question *question)
{
	const schain__ffi_description *description = runner->description;

	runner->answer.count = 0;
	runner->question = question;
	for (uint32_t i = 0; i < description->call_count; i++) {
		const schain__ffi_call *call = description->calls[i];

		if (!(call->subjects & SCHAIN_SUBJECT_BIT(question->subject_kind)) ||
		    fill(call, question, runner->functions->context, runner->closures[i], runner->frame))
			continue;
		set_current(runner, call);
		make_call(call, runner->functions->calls[i], runner->frame);
		set_current(runner, NULL);
		schain__ffi_judge(&call->rules, runner->frame, question, &runner->answer);
	}
}

schain__ffi_runner *schain__ffi_runner_new(schain__ffi_description *description,
                                           const schain__ffi_functions *functions,
                                           schain_error *error)
{
	schain__ffi_runner *runner = schain__ffi_alloc(description, sizeof *runner);
	size_t size = 0;

	for (uint32_t i = 0; i < description->call_count; i++)
		if (description->calls[i]->frame_size > size)
			size = description->calls[i]->frame_size;
	if (runner)
		runner->frame = schain__ffi_alloc(description, size);
	if (!runner || !runner->frame) {
		snprintf(error->message, sizeof error->message, "out of memory");
		error->code = SCHAIN_E_MEMORY;
		return NULL;
	}
	runner->description = description;
	runner->functions = functions;
	runner->has_lock = !pthread_mutex_init(&runner->lock, NULL);
	if (runner->has_lock && !schain__ffi_make_closures(runner, description))
		return runner;
	schain__ffi_runner_dispose(runner);
	snprintf(error->message, sizeof error->message,
	         "out of memory, or the system allows no code to be made for callbacks");
	error->code = SCHAIN_E_MEMORY;
	return NULL;
}

void schain__ffi_runner_dispose(schain__ffi_runner *runner)
{
	schain__ffi_free_closures(runner);
	if (runner->has_lock)
		pthread_mutex_destroy(&runner->lock);
}
