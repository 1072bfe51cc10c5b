#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int append(struct glue_text *text, const char *data, size_t size)
{
	if (size > text->capacity - text->length) {
		size_t capacity = text->capacity ? text->capacity : 4096;
		char *grown;

		while (capacity - text->length < size) {
			if (capacity > SIZE_MAX / 2)
				return 1;
			capacity *= 2;
		}
		grown = realloc(text->data, capacity);
		if (!grown)
			return 1;
		text->data = grown;
		text->capacity = capacity;
	}
	memcpy(text->data + text->length, data, size);
	text->length += size;
	return 0;
}

static int append_verdicts(void *context, const char *data, size_t size)
{
	struct glue *glue = context;

	return append(&glue->verdicts, data, size);
}

static int append_written(void *context, const char *data, size_t size)
{
	struct glue *glue = context;

	return append(&glue->written, data, size);
}

static int take_verdict(void *context, const schain_verdict *verdict)
{
	struct glue *glue = context;

	return schain_report_write_json(verdict, glue->flags, append_verdicts, glue, NULL) != SCHAIN_OK;
}

static int take_events(void *context, const schain_event *events, size_t count)
{
	struct glue *glue = context;
	/* A batch may still come after the problem that ends the log. */
	int failed = glue->status < 0;
	schain_status status = schain_engine_feed(glue->engine, events, sizeof *events, count, NULL,
	                                          failed ? NULL : &glue->error);

	if (!failed)
		glue->status = status;
	return status < 0;
}

static int take_problem(void *context, const schain_error *problem)
{
	struct glue *glue = context;
	char text[1024];
	int length;

	glue->problem_count++;
	if (glue->problem_count <= glue->problem_limit) {
		length = snprintf(text, sizeof text, "%llu\t%llu\t%llu\t%s\n", (unsigned long long)problem->line,
		                  (unsigned long long)problem->column, (unsigned long long)problem->offset,
		                  problem->message);
		append(&glue->problems, text, length < (int)sizeof text ? (size_t)length : sizeof text - 1);
	}
	if (!glue->is_strict)
		return 0;
	glue->status = SCHAIN_E_DAMAGED;
	glue->error = *problem;
	return 1;
}

struct glue *glue_new(void)
{
	struct glue *glue = calloc(1, sizeof *glue);

	if (glue) {
		schain_error_init(&glue->error, sizeof glue->error);
		glue->problem_limit = 1000;
	}
	return glue;
}

void glue_clear(struct glue_text *text)
{
	free(text->data);
	memset(text, 0, sizeof *text);
}

void glue_free(struct glue *glue)
{
	if (!glue)
		return;
	schain_engine_free(glue->engine);
	schain_store_free(glue->store);
	glue_clear(&glue->verdicts);
	glue_clear(&glue->problems);
	glue_clear(&glue->written);
	free(glue);
}

schain_status glue_engine(struct glue *glue, const schain_policy *policy, uint64_t memory_limit,
                          schain_plugins *plugins, schain_error *error)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;

	options.policy = policy;
	options.memory_limit = memory_limit;
	options.plugins = plugins;
	options.verdict = take_verdict;
	options.context = glue;
	return schain_engine_new(&options, &glue->engine, error);
}

schain_status glue_decoder(struct glue *glue, const char *format, const char *origin, const char *host,
                           const char *mapping, schain_decoder **ret_decoder, schain_error *error)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;

	options.format = format;
	options.origin = origin;
	options.host = host;
	options.mapping = mapping;
	options.events = take_events;
	options.problem = take_problem;
	options.context = glue;
	return schain_decoder_new(&options, ret_decoder, error);
}

schain_status glue_each(struct glue *glue, schain_error *error)
{
	return schain_engine_each_verdict(glue->engine, take_verdict, glue, error);
}

schain_status glue_export(struct glue *glue, schain_string host, schain_error *error)
{
	return schain_engine_export_host(glue->engine, host, append_written, glue, error);
}

schain_status glue_policy_write(struct glue *glue, const schain_policy *policy, const schain_policy *base,
                                schain_error *error)
{
	return schain_policy_write(policy, base, append_written, glue, error);
}

