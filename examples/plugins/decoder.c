/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A decoder: process events as CSV, a line each, with the columns
 *
 *     time,event,pid,parent,image,detail
 *
 * `time` is in seconds since 1970. `event` is start (detail: command line),
 * exit, write (detail: path) or connect (detail: HOST:PORT). A field may stand
 * in double quotes, and a double quote in it is doubled. The first line names the
 * columns, by which the format is recognised.
 */
#include <supplychain/plugin.h>
#include <supplychain/version.h>

#include <string.h>

#define HEADER "time,event,pid,parent,image,detail"

enum column { TIME, EVENT, PID, PARENT, IMAGE, DETAIL, COLUMNS };

/* One input. Lines stand alone, so there is little to keep. */
struct input {
	const schain_decoder_host *host;
	uint32_t os;
	uint32_t reserved;
};

/* An instance; only read once it is open, so inputs may share it. */
struct csv {
	const schain_plugin_host *host;
	uint32_t os;
	uint32_t reserved;
};

/* Takes the next field off `line`, squeezing its quotes out in place. */
static schain_string take_field(char **line, const char *end)
{
	schain_string field = { *line, 0 };
	char *from = *line, *to = *line;
	int is_quoted = 0;

	for (; from < end && (is_quoted || *from != ','); from++) {
		if (*from != '"')
			*to++ = *from;
		else if (is_quoted && from + 1 < end && from[1] == '"')
			*to++ = *from++;
		else
			is_quoted = !is_quoted;
	}
	field.length = (size_t)(to - field.data);
	*line = from < end ? from + 1 : NULL;
	return field;
}

/* A decimal number of at most 18 digits, up to `stop` or the end; -1 if it is none. */
static int64_t number_of(schain_string text, char stop, size_t *ret_used)
{
	int64_t number = 0;
	size_t i = 0;

	for (; i < text.length && text.data[i] != stop; i++) {
		if (text.data[i] < '0' || text.data[i] > '9' || i >= 18)
			return -1;
		number = 10 * number + (text.data[i] - '0');
	}
	*ret_used = i;
	return i ? number : -1;
}

/* Seconds with up to nine decimals; 0 if it is none. */
static schain_time time_of(schain_string text)
{
	size_t used;
	int64_t unit = SCHAIN_SECOND, seconds = number_of(text, '.', &used);
	schain_time time;

	if (seconds < 0 || seconds > INT64_MAX / SCHAIN_SECOND - 1)
		return 0;
	time = seconds * SCHAIN_SECOND;
	for (size_t i = used + 1; i < text.length; i++) {
		if (text.data[i] < '0' || text.data[i] > '9' || !(unit /= 10))
			return 0;
		time += unit * (text.data[i] - '0');
	}
	return time;
}

static int is(schain_string text, const char *word)
{
	return text.length == strlen(word) && !memcmp(text.data, word, text.length);
}

/* "HOST:PORT", where the host may be an IPv6 address, which has colons too. */
static int set_peer(schain_connection *connection, schain_string detail)
{
	size_t colon = detail.length, used;
	schain_string port;
	int64_t number;

	while (colon && detail.data[colon - 1] != ':')
		colon--;
	if (colon < 2)
		return 0;
	port.data = detail.data + colon;
	port.length = detail.length - colon;
	number = number_of(port, 0, &used);
	if (number < 1 || number > 65535)
		return 0;
	connection->port = (uint32_t)number;
	connection->host_name.data = detail.data;
	connection->host_name.length = colon - 1;
	return 1;
}

static schain_status emit_event(struct input *input, const schain_string *field)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT, parent = SCHAIN_PROCESS_INIT;
	schain_file image = SCHAIN_FILE_INIT, file = SCHAIN_FILE_INIT;
	schain_connection connection = SCHAIN_CONNECTION_INIT;
	size_t used;
	int64_t pid = number_of(field[PID], 0, &used), parent_pid = number_of(field[PARENT], 0, &used);

	event.time = time_of(field[TIME]);
	event.source_kind = SCHAIN_SOURCE_HOST_PRODUCT;
	event.os = input->os;
	if (!event.time)
		return input->host->problem(input->host->context, 1, "time: expected seconds since 1970");
	if (pid < 0)
		return input->host->problem(input->host->context, 0, "pid: expected a number");
	process.pid = (uint64_t)pid;
	process.image = &image;
	image.path = field[IMAGE];
	event.process = &process;
	if (parent_pid > 0) {
		process.parent_pid = (uint64_t)parent_pid;
		parent.pid = (uint64_t)parent_pid;
	}
	if (is(field[EVENT], "start")) {
		event.type = SCHAIN_EVENT_PROCESS_START;
		process.command_line = field[DETAIL];
		event.parent = parent.pid ? &parent : NULL;
	} else if (is(field[EVENT], "exit")) {
		event.type = SCHAIN_EVENT_PROCESS_EXIT;
	} else if (is(field[EVENT], "write")) {
		event.type = SCHAIN_EVENT_FILE_WRITE;
		file.path = field[DETAIL];
		event.file = &file;
	} else if (is(field[EVENT], "connect") && set_peer(&connection, field[DETAIL])) {
		event.type = SCHAIN_EVENT_CONNECTION;
		event.connection = &connection;
	} else {
		return input->host->problem(input->host->context, 0,
		                            "event: expected start, exit, write, or connect with HOST:PORT");
	}
	return input->host->emit(input->host->context, &event);
}

static schain_status read_line(struct input *input, char *line, size_t size)
{
	schain_string field[COLUMNS];
	const char *end = line + size;

	for (int i = 0; i < COLUMNS; i++) {
		if (!line)
			return input->host->problem(input->host->context, size + 1, "expected six fields");
		field[i] = take_field(&line, end);
	}
	if (line)
		return input->host->problem(input->host->context, 0, "there are more than six fields");
	return emit_event(input, field);
}

static schain_status record(void *opened, const char *data, size_t size)
{
	struct input *input = opened;
	schain_status status;
	char *copy;

	if (size == strlen(HEADER) && !memcmp(data, HEADER, size)) {
		input->host->ignore(input->host->context);
		return SCHAIN_OK;
	}
	copy = input->host->allocate(input->host->context, size + 1);
	if (!copy)
		return SCHAIN_E_MEMORY;
	if (size)
		memcpy(copy, data, size);
	status = read_line(input, copy, size);
	input->host->release(input->host->context, copy, size + 1);
	return status;
}

static int32_t probe(void *instance, const char *data, size_t size, uint32_t is_all)
{
	size_t length = strlen(HEADER);

	(void)instance;
	if (size < length)
		return is_all || memcmp(data, HEADER, size) ? 0 : -1;
	return memcmp(data, HEADER, length) ? 0 : 100;
}

static schain_status begin(void *instance, const schain_decoder_host *host, void **ret_input,
                           schain_error *error)
{
	struct input *input = host->allocate(host->context, sizeof *input);

	(void)error; /* the status says it all */
	if (!input)
		return SCHAIN_E_MEMORY;
	memset(input, 0, sizeof *input);
	input->host = host;
	input->os = ((const struct csv *)instance)->os;
	*ret_input = input;
	return SCHAIN_OK;
}

static void end(void *opened)
{
	struct input *input = opened;

	input->host->release(input->host->context, input, sizeof *input);
}

static schain_status open_csv(const schain_plugin_host *host, const schain_plugin_setting *settings,
                              size_t setting_count, void **ret_instance, schain_error *error)
{
	static const struct {
		const char *name;
		uint32_t os;
	} systems[] = {
		{ "guess", SCHAIN_OS_UNKNOWN },
		{ "linux", SCHAIN_OS_LINUX },
		{ "macos", SCHAIN_OS_MACOS },
		{ "windows", SCHAIN_OS_WINDOWS },
	};
	struct csv *csv;
	size_t i = 0, count = sizeof systems / sizeof *systems;

	(void)setting_count;
	while (i < count && !is(settings[0].text, systems[i].name))
		i++;
	if (i == count) {
		strcpy(error->message, "os: expected guess, linux, macos or windows");
		return SCHAIN_E_VALUE;
	}
	csv = host->allocate(host->context, sizeof *csv);
	if (!csv)
		return SCHAIN_E_MEMORY;
	csv->host = host;
	csv->os = systems[i].os;
	*ret_instance = csv;
	return SCHAIN_OK;
}

static void close_csv(void *instance)
{
	struct csv *csv = instance;

	csv->host->release(csv->host->context, csv, sizeof *csv);
}

static const void *get_interface(const char *name)
{
	static const schain_format format = {
		.struct_size = sizeof format,
		.name = "example-decoder",
		.summary = "Process events as CSV.",
		.fields = "start, exit, write and connect: pid, parent, image, command line, path, HOST:PORT",
		.missing = "hashes, signatures, users; the address behind a name",
	};
	static const schain_plugin_decoder decoder = {
		.struct_size = sizeof decoder,
		.flags = SCHAIN_DECODER_REENTRANT,
		.framing = SCHAIN_FRAMING_LINES,
		.format = &format,
		.probe = probe,
		.begin = begin,
		.record = record,
		.end = end,
	};

	return strcmp(name, SCHAIN_INTERFACE_DECODER) ? NULL : &decoder;
}

static const schain_plugin_option options[] = {
	{ .type = SCHAIN_OPTION_TEXT,
	  .name = "os",
	  .fallback = "guess",
	  .summary = "System that the events are from: linux, macos, windows, or guess by the paths." },
};

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = 0,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "example-decoder",
	.version = "1.0",
	.author = "The libsupplychain authors",
	.licence = "Apache-2.0",
	.summary = "Reads process events as CSV.",
	.options = options,
	.option_size = sizeof *options,
	.option_count = sizeof options / sizeof *options,
	.open = open_csv,
	.close = close_csv,
	.get_interface = get_interface,
};

const schain_plugin *schain_plugin_query(uint32_t abi_major, uint32_t abi_minor)
{
	(void)abi_minor;
	return abi_major == SCHAIN_PLUGIN_ABI_MAJOR ? &plugin : NULL;
}
