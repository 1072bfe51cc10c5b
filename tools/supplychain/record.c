/* SPDX-License-Identifier: Apache-2.0 */
#include "record.h"

#include <supplychain/decode.h>

#include <errno.h>
#include <string.h>

int record_open(struct record *record, const char *path)
{
	record->path = path;
	record->stream = fopen(path, "w");
	if (record->stream)
		return 0;
	complain("%s: %s", path, strerror(errno));
	return EXIT_INPUT;
}

static int write_piece(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

int record_event(struct record *record, const schain_event *event)
{
	schain_error error = SCHAIN_ERROR_INIT;

	if (schain_event_write_json(event, write_piece, record->stream, &error) >= 0)
		return 0;
	if (!record->failed)
		complain("%s: cannot write: %s", record->path, strerror(errno));
	record->failed = 1;
	return 1;
}

int record_close(struct record *record, int status)
{
	if (!record->stream)
		return status;
	if (fclose(record->stream) && !record->failed) {
		complain("%s: cannot write: %s", record->path, strerror(errno));
		record->failed = 1;
	}
	record->stream = NULL;
	return record->failed ? EXIT_INPUT : status;
}
