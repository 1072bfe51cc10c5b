/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#ifdef HAVE_YAML
#include "base/yaml.h"

#include "base/file.h"

schain_status schain__yaml_fail_at(schain__yaml *yaml, schain_status status, size_t byte)
{
	uint64_t line = 1, start = 0;

	if (byte > yaml->document.length)
		byte = yaml->document.length;
	for (size_t i = 0; i < byte; i++)
		if (yaml->document.data[i] == '\n') {
			line++;
			start = i + 1;
		}
	if (status != SCHAIN_E_MEMORY)
		schain__fail_at(yaml->error, yaml->name, line, byte - start + 1, byte);
	return status;
}

size_t schain__yaml_at(const schain__yaml *yaml)
{
	const struct fy_mark *mark = fy_event_start_mark(yaml->event);

	return mark ? mark->input_pos : yaml->document.length;
}

schain_status schain__yaml_fail(schain__yaml *yaml, schain_status status)
{
	return schain__yaml_fail_at(yaml, status, schain__yaml_at(yaml));
}

/* What the parser itself says of a document that is no YAML. */
static schain_status fail_syntax(schain__yaml *yaml)
{
	struct fy_diag_error *first;
	void *iterator = NULL;
	schain_status status;

	first = fy_diag_errors_iterate(yaml->diag, &iterator);
	if (!first)
		return schain__fail_memory(yaml->error);
	status = schain__fail(yaml->error, SCHAIN_E_SYNTAX, "not YAML: %s",
	                      first->msg ? first->msg : "cannot be parsed");
	schain__fail_at(yaml->error, yaml->name, first->line > 0 ? (uint64_t)first->line : 1,
	                first->column > 0 ? (uint64_t)first->column : 1, 0);
	return status;
}

static schain_status next(schain__yaml *yaml)
{
	if (yaml->event)
		fy_parser_event_free(yaml->parser, yaml->event);
	yaml->event = fy_parser_parse(yaml->parser);
	if (!yaml->event)
		return fail_syntax(yaml);
	return SCHAIN_OK;
}

int schain__yaml_is_scalar(const schain__yaml *yaml)
{
	return yaml->event->type == FYET_SCALAR;
}

int schain__yaml_is_list(const schain__yaml *yaml)
{
	return yaml->event->type == FYET_SEQUENCE_START;
}

int schain__yaml_is_mapping(const schain__yaml *yaml)
{
	return yaml->event->type == FYET_MAPPING_START;
}

int schain__yaml_is_end(const schain__yaml *yaml)
{
	return yaml->event->type == FYET_SEQUENCE_END || yaml->event->type == FYET_MAPPING_END;
}

int schain__yaml_is_empty(const schain__yaml *yaml)
{
	return schain__yaml_is_scalar(yaml) && !yaml->text.length;
}

static int is_single_quoted(const schain__yaml *yaml)
{
	return schain__yaml_is_scalar(yaml) && yaml->event->scalar.value &&
	       fy_token_scalar_style(yaml->event->scalar.value) == FYSS_SINGLE_QUOTED;
}

/*
 * A single-quoted scalar, read from the document itself: libfyaml 0.7 leaks
 * memory on those with several doubled quotes in a row. Its mark lies behind
 * the opening quote.
 */
static schain_status unquote(schain__yaml *yaml)
{
	size_t at = schain__yaml_at(yaml);

	schain__buffer_clear(&yaml->unquoted);
	for (; at < yaml->document.length; at++) {
		char c = yaml->document.data[at];

		if (c == '\n' || c == '\r')
			return schain__yaml_fail_at(yaml,
			                            schain__fail(yaml->error, SCHAIN_E_SYNTAX,
			                                         "a quoted text must end on its line"),
			                            at);
		if (c == '\'' && (++at == yaml->document.length || yaml->document.data[at] != '\''))
			break;
		schain__buffer_append(&yaml->unquoted, &c, 1);
	}
	if (yaml->unquoted.failed)
		return schain__fail_memory(yaml->error);
	yaml->text = schain__buffer_string(&yaml->unquoted);
	return SCHAIN_OK;
}

static schain_status read_text(schain__yaml *yaml)
{
	const char *text = NULL;
	size_t length = 0;

	if (is_single_quoted(yaml))
		return unquote(yaml);
	if (schain__yaml_is_scalar(yaml) && yaml->event->scalar.value)
		text = fy_token_get_text(yaml->event->scalar.value, &length);
	yaml->text = schain__string(text ? text : "", text ? length : 0);
	return SCHAIN_OK;
}

/* Refuses what no document may have, whatever is expected. */
static schain_status check_node(schain__yaml *yaml)
{
	const struct fy_event *event = yaml->event;
	struct fy_token *anchor = NULL, *tag = NULL;
	schain_status status;

	switch (event->type) {
	case FYET_SCALAR:
		anchor = event->scalar.anchor;
		tag = event->scalar.tag;
		break;
	case FYET_SEQUENCE_START:
		anchor = event->sequence_start.anchor;
		tag = event->sequence_start.tag;
		break;
	case FYET_MAPPING_START:
		anchor = event->mapping_start.anchor;
		tag = event->mapping_start.tag;
		break;
	case FYET_ALIAS:
		anchor = event->alias.anchor;
		break;
	default:
		break;
	}
	if (!anchor && !tag && event->type != FYET_ALIAS)
		return SCHAIN_OK;
	status = schain__fail(yaml->error, SCHAIN_E_SYNTAX,
	                      tag ? "tags have no meaning in a %s"
	                          : "anchors and aliases are not allowed in a %s",
	                      yaml->what);
	return schain__yaml_fail(yaml, status);
}

schain_status schain__yaml_next(schain__yaml *yaml)
{
	schain_status status = next(yaml);

	if (!status)
		status = check_node(yaml);
	return status ? status : read_text(yaml);
}

static const char *event_kind(const schain__yaml *yaml)
{
	if (schain__yaml_is_scalar(yaml))
		return schain__yaml_is_empty(yaml) ? "nothing" : "one value";
	if (schain__yaml_is_list(yaml))
		return "a list";
	return schain__yaml_is_mapping(yaml) ? "a mapping" : "nothing";
}

schain_status schain__yaml_fail_kind(schain__yaml *yaml, const char *what, const char *expected)
{
	schain_status status = schain__fail(yaml->error, SCHAIN_E_VALUE, "%s: expected %s, found %s",
	                                    what, expected, event_kind(yaml));

	/* An absent value has no place of its own. */
	return schain__yaml_is_empty(yaml) ? schain__yaml_fail_at(yaml, status, yaml->key_at)
	                                   : schain__yaml_fail(yaml, status);
}

static schain_status read_document(schain__yaml *yaml, schain_status (*read)(void *context),
                                   void *context)
{
	schain_status status = schain__yaml_next(yaml);

	return status || schain__yaml_is_empty(yaml) ? status : read(context);
}

schain_status schain__yaml_read(schain__yaml *yaml, schain_status (*read)(void *context),
                                void *context)
{
	schain_status status;
	int documents = 0;

	if (!yaml->parser)
		return SCHAIN_OK;
	status = next(yaml);
	while (!status && yaml->event->type != FYET_STREAM_END) {
		if (yaml->event->type == FYET_DOCUMENT_START && documents++)
			return schain__yaml_fail(yaml, schain__fail(yaml->error, SCHAIN_E_SYNTAX,
			                                            "a %s is one document, this is another",
			                                            yaml->what));
		if (yaml->event->type == FYET_DOCUMENT_START)
			status = read_document(yaml, read, context);
		if (!status)
			status = next(yaml);
	}
	return status;
}

/* Before the parser sees it: UTF-8 without control characters. */
static schain_status check_text(schain__yaml *yaml)
{
	schain_string text = yaml->document;
	schain_status status;
	size_t step;

	if (text.length > SCHAIN__FILE_LIMIT) {
		status = schain__fail(yaml->error, SCHAIN_E_LIMIT, "larger than %zu MiB",
		                      SCHAIN__FILE_LIMIT >> 20);
		return schain__yaml_fail_at(yaml, status, SCHAIN__FILE_LIMIT);
	}
	for (size_t i = 0; i < text.length; i += step) {
		unsigned char c = (unsigned char)text.data[i];

		step = schain__utf8_sequence(text.data + i, text.length - i);
		if (!step)
			return schain__yaml_fail_at(yaml, schain__fail(yaml->error, SCHAIN_E_SYNTAX,
			                                               "not UTF-8: byte 0x%02x", (unsigned)c),
			                            i);
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return schain__yaml_fail_at(yaml,
			                            schain__fail(yaml->error, SCHAIN_E_SYNTAX,
			                                         "control character 0x%02x", (unsigned)c),
			                            i);
	}
	return SCHAIN_OK;
}

static schain_status open_parser(schain__yaml *yaml)
{
	struct fy_diag_cfg diag;
	struct fy_parse_cfg parse;

	memset(&diag, 0, sizeof diag);
	diag.level = FYET_ERROR;
	diag.module_mask = ~0u;
	yaml->diag = fy_diag_create(&diag);
	if (!yaml->diag)
		return schain__fail_memory(yaml->error);
	fy_diag_set_collect_errors(yaml->diag, true);
	memset(&parse, 0, sizeof parse);
	parse.search_path = "";
	parse.flags = (enum fy_parse_cfg_flags)(FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 |
	                                        FYPCF_JSON_NONE);
	parse.diag = yaml->diag;
	yaml->parser = fy_parser_create(&parse);
	if (!yaml->parser ||
	    fy_parser_set_string(yaml->parser, yaml->document.data, yaml->document.length))
		return schain__fail_memory(yaml->error);
	return SCHAIN_OK;
}

schain_status schain__yaml_open(schain__yaml *yaml, schain__memory *memory, schain_string document,
                                const char *name, const char *what, schain_error *error)
{
	schain_status status;

	memset(yaml, 0, sizeof *yaml);
	schain__buffer_init(&yaml->unquoted, memory);
	/* A byte order mark may begin UTF-8 (Unicode, 23.8). */
	yaml->document = schain__starts(document, SCHAIN_STRING("\xef\xbb\xbf"))
	                     ? schain__cut(document, 3, document.length) : document;
	yaml->name = name;
	yaml->what = what;
	yaml->error = error;
	status = check_text(yaml);
	return status || !yaml->document.length ? status : open_parser(yaml);
}

void schain__yaml_close(schain__yaml *yaml)
{
	if (yaml->event)
		fy_parser_event_free(yaml->parser, yaml->event);
	if (yaml->parser)
		fy_parser_destroy(yaml->parser);
	if (yaml->diag)
		fy_diag_destroy(yaml->diag);
	schain__buffer_dispose(&yaml->unquoted);
}
#endif
