/* SPDX-License-Identifier: Apache-2.0 */
/* macOS's unified log, `log show --style ndjson` or `json`: doc/formats/macos-logs.md. */
#include "decode-macos/drivers.h"
#include "decode-macos/message.h"

#include <string.h>

enum path { PATH_MESSAGE, PATH_IMAGE, PATH_LOST };

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }

static const schain__shape_path paths[] = {
	LOOK("eventMessage"), LOOK("processImagePath"), LOOK("lossCount.count"),
	INTO("timestamp", TIME, event.time),
	INTO("processID", UNSIGNED, process.pid),
	INTO("userID", TEXT, process.user),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = { "eventMessage", "timestamp", "machTimestamp", NULL };

	return schain__shape_probe(data, size, is_all, keys, NULL, 85);
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	schain_string image = schain__shape_text(shape, PATH_IMAGE), name = image;
	uint64_t lost = schain__shape_number(shape, PATH_LOST);

	slot->event.source_kind = SCHAIN_SOURCE_UNIFIED_LOG;
	slot->event.os = SCHAIN_OS_MACOS;
	if (lost) {
		slot->event.count = lost;
		slot->event.process = NULL;
		return SCHAIN_EVENT_LOSS;
	}
	slot->process_image.path = image;
	if (image.length)
		schain__shape_link_process(slot, &slot->process, &slot->process_image);
	for (size_t i = 0; i < image.length; i++)
		if (image.data[i] == '/') {
			name.data = image.data + i + 1;
			name.length = image.length - i - 1;
		}
	return schain__macos_message(slot, name, schain__shape_text(shape, PATH_MESSAGE));
}

static void *open_log(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_unified_log = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "macos-unified-log",
		.summary = "macOS's unified log (log show --style ndjson, or json)",
		.fields = "what installd, system_installd, installer, softwareupdated, amfid, the kernel's "
		          "AMFI and syspolicyd say of packages, signatures and Gatekeeper; lost messages",
		.missing = "processes, files and connections; what the log hides as <private>",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_log,
	.record = schain__shape_record,
	.close = schain__shape_close,
};
