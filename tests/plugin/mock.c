/* SPDX-License-Identifier: Apache-2.0 */
#include "mock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

mock mock_state;

static void *budget_allocate(void *context, size_t size)
{
	mock_budget *self = context;

	if (!self->left)
		return NULL;
	self->left--;
	self->held += size;
	return malloc(size);
}

static void *budget_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	mock_budget *self = context;

	if (!self->left)
		return NULL;
	self->left--;
	self->held += size - old_size;
	return realloc(memory, size);
}

static void budget_release(void *context, void *memory, size_t size)
{
	mock_budget *self = context;

	if (memory)
		self->held -= size;
	free(memory);
}

schain_allocator mock_allocator(mock_budget *budget)
{
	schain_allocator allocator = { sizeof allocator, 0, budget_allocate, budget_reallocate,
		                       budget_release, budget };

	return allocator;
}

void mock_reset(void)
{
	memset(&mock_state, 0, sizeof mock_state);
	mock_state.count = 1;
	mock_state.times = 1;
	mock_state.claim = mock_claim(SCHAIN_FINDING_KNOWN_BAD, "said the mock");
}

schain_claim mock_claim(uint32_t finding, const char *reason)
{
	schain_claim claim = SCHAIN_CLAIM_INIT;

	claim.finding = finding;
	claim.reason = schain_string_of(reason);
	return claim;
}

schain_status mock_post(uint64_t number, size_t count)
{
	schain_claim claims[16];

	for (size_t i = 0; i < 16; i++)
		claims[i] = mock_state.claim;
	mock_state.post_status = mock_state.host->post(mock_state.host->context, number, claims,
	                                               sizeof *claims, count);
	return mock_state.post_status;
}

static void keep(char *to, size_t size, schain_string text)
{
	snprintf(to, size, "%.*s", (int)text.length, text.length ? text.data : "");
}

static schain_status ask(void *instance, const schain_question *question)
{
	mock *self = instance;

	self->asked++;
	self->number = question->number;
	self->subject_kind = question->subject_kind;
	self->pid = question->process ? question->process->pid : 0;
	keep(self->subject, sizeof self->subject, question->subject);
	keep(self->product, sizeof self->product, question->product);
	keep(self->asked_host, sizeof self->asked_host, question->host);
	if (question->process && question->process->image)
		keep(self->image, sizeof self->image, question->process->image->path);
	if (question->file)
		keep(self->other, sizeof self->other, question->file->sha256);
	if (question->connection)
		keep(self->other, sizeof self->other, question->connection->address);
	switch (self->manner) {
	case MOCK_AT_ONCE:
		for (uint32_t i = 0; i < self->times; i++)
			mock_post(question->number + self->number_off, self->count);
		return SCHAIN_OK;
	case MOCK_LATER:
		return SCHAIN_AGAIN;
	case MOCK_FAILING:
		return SCHAIN_E_IO;
	default:
		return SCHAIN_OK;
	}
}

static schain_status open_mock(const schain_plugin_host *host, const schain_plugin_setting *settings,
                               size_t setting_count, void **ret_instance, schain_error *error)
{
	mock *self = &mock_state;

	self->host = host;
	for (size_t i = 0; i < setting_count; i++) {
		self->numbers[i] = settings[i].number;
		keep(self->texts[i], sizeof self->texts[i], settings[i].text);
		self->is_given |= settings[i].is_given << i;
	}
	if (self->open_message)
		snprintf(error->message, sizeof error->message, "%s", self->open_message);
	if (self->open_status != SCHAIN_OK)
		return self->open_status;
	self->opened++;
	*ret_instance = self;
	return SCHAIN_OK;
}

static void close_mock(void *instance)
{
	((mock *)instance)->closed++;
}

const schain_enricher mock_enricher = {
	.struct_size = sizeof mock_enricher,
	.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE) | SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_DOMAIN) |
	            SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_ADDRESS),
	.ask = ask,
};

static const void *get_interface(const char *name)
{
	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &mock_enricher;
}

const schain_plugin_option mock_options[4] = {
	{ .type = SCHAIN_OPTION_TEXT, .name = "word", .fallback = "none", .summary = "A word." },
	{ .type = SCHAIN_OPTION_INTEGER, .name = "count", .fallback = "3", .minimum = -5, .maximum = 9,
	  .summary = "A number." },
	{ .type = SCHAIN_OPTION_BOOLEAN, .name = "strict", .fallback = "false", .summary = "A choice." },
	{ .type = SCHAIN_OPTION_PATH, .name = "list", .summary = "A file." },
};

const schain_plugin mock_plugin = {
	.struct_size = sizeof mock_plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = SCHAIN_PLUGIN_ABI_MINOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "mock",
	.version = "1",
	.author = "Someone",
	.licence = "CC0-1.0",
	.summary = "Does what a test tells it.",
	.options = mock_options,
	.option_size = sizeof *mock_options,
	.option_count = 4,
	.open = open_mock,
	.close = close_mock,
	.get_interface = get_interface,
};
