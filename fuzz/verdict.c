/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of JSON as verdicts, and verdicts as reports. What is read must be
 * written such that it is read again as the same; a report keeps to its width
 * and holds nothing that acts on a terminal.
 */
#include "fuzz.h"

#include <supplychain/report.h>
#include <verdict_json.h>

#include <string.h>

struct text {
	char *data;
	size_t size;
};

static int append(void *context, const char *data, size_t size)
{
	struct text *text = context;
	char *larger = realloc(text->data, text->size + size + 1);

	MUST(larger);
	memcpy(larger + text->size, data, size);
	text->data = larger;
	text->size += size;
	return 0;
}

static struct text json_of(const schain_verdict *verdict)
{
	struct text text = { NULL, 0 };

	MUST(schain_report_write_json(verdict, SCHAIN_REPORT_LINES, append, &text, NULL) == SCHAIN_OK);
	MUST(text.size && text.data[text.size - 1] == '\n');
	return text;
}

/* ASCII only, so that bytes are columns. */
static void check_report(const schain_verdict *verdict, uint32_t width)
{
	struct text text = { NULL, 0 };
	size_t columns = 0;

	MUST(schain_report_write_text(verdict, SCHAIN_REPORT_ASCII | SCHAIN_REPORT_LINES, width, append,
	                              &text, NULL) == SCHAIN_OK);
	for (size_t i = 0; i < text.size; i++) {
		columns = text.data[i] == '\n' ? 0 : columns + 1;
		MUST(columns <= width);
		MUST(text.data[i] == '\n' || (text.data[i] >= ' ' && text.data[i] <= '~'));
	}
	free(text.data);
}

static void check(struct verdict_reader *reader, const char *data, size_t size)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_verdict verdict;
	struct text first, second;

	if (verdict_reader_read(reader, data, size, &verdict, &error)) {
		MUST(error.code < 0);
		return;
	}
	check_report(&verdict, 48);
	check_report(&verdict, 100);
	first = json_of(&verdict);
	MUST(verdict_reader_read(reader, first.data, first.size - 1, &verdict, &error) == SCHAIN_OK);
	second = json_of(&verdict);
	MUST(first.size == second.size && !memcmp(first.data, second.data, first.size));
	free(first.data);
	free(second.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct verdict_reader *reader = verdict_reader_new();

	MUST(reader);
	check(reader, (const char *)data, size);
	verdict_reader_free(reader);
	return 0;
}
