/* SPDX-License-Identifier: Apache-2.0 */
/* Zeek's logs as it writes them by default: columns, named by a head of lines with '#'. */
#include "decode-network/drivers.h"
#include "decode-network/zeek.h"

#include <string.h>

/* More than any log that Zeek ships has; columns beyond are not looked at. */
#define COLUMNS 256

struct column {
	uint32_t path; /* in the shape; UINT32_MAX: not looked at */
	uint32_t is_list;
};

struct driver {
	schain__decode *decode;
	schain__shape *shape;
	struct column columns[COLUMNS];
	size_t count;
	char separator, list_separator;
	char unset[16], empty[16];
	char reserved[6];
};

static const char head[] = "#separator ";

static int probe(const char *data, size_t size, int is_all)
{
	size_t most = size < sizeof head - 1 ? size : sizeof head - 1;

	if (memcmp(data, head, most))
		return 0;
	return most == sizeof head - 1 ? 95 : is_all ? 0 : -1;
}

static void close_log(void *self)
{
	struct driver *driver = self;

	if (driver->shape)
		schain__shape_close(driver->shape);
	schain__decode_release(driver->decode, driver, sizeof *driver);
}

static void *open_log(schain__decode *decode, schain_error *error)
{
	struct driver *driver = schain__decode_reserve(decode, sizeof *driver);

	(void)error; /* memory is all that can fail */
	if (!driver)
		return NULL;
	memset(driver, 0, sizeof *driver);
	driver->decode = decode;
	driver->separator = '\t';
	driver->list_separator = ',';
	strcpy(driver->unset, "-");
	strcpy(driver->empty, "(empty)");
	driver->shape = schain__zeek_open(decode);
	if (driver->shape)
		return driver;
	close_log(driver);
	return NULL;
}

static int digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
	     : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte that "\x09" stands for at `text`; -1 if it is no such escape. */
static int escaped(schain_string text, size_t at)
{
	int high, low;

	if (text.length - at < 4 || text.data[at] != '\\' || text.data[at + 1] != 'x')
		return -1;
	high = digit_of(text.data[at + 2]);
	low = digit_of(text.data[at + 3]);
	return high < 0 || low < 0 ? -1 : 16 * high + low;
}

/* Takes what precedes `separator`, or all there is, off `rest`. Returns 0 at its end. */
static int take(schain_string *rest, char separator, schain_string *ret_part)
{
	const char *end;

	if (!rest->data)
		return 0;
	end = rest->length ? memchr(rest->data, separator, rest->length) : NULL;
	*ret_part = *rest;
	if (!end) {
		rest->data = NULL;
		return 1;
	}
	ret_part->length = (size_t)(end - rest->data);
	rest->data = end + 1;
	rest->length -= ret_part->length + 1;
	return 1;
}

static void keep(char *text, size_t size, schain_string value)
{
	if (value.length >= size)
		return;
	memcpy(text, value.data, value.length);
	text[value.length] = 0;
}

/* Records of the new head may be of another log: files may be concatenated. */
static void read_names(struct driver *driver, schain_string rest)
{
	schain_string name;

	for (driver->count = 0; driver->count < COLUMNS && take(&rest, driver->separator, &name);) {
		driver->columns[driver->count].path = schain__zeek_path_of(name);
		driver->columns[driver->count++].is_list = 0;
	}
}

static void read_types(struct driver *driver, schain_string rest)
{
	schain_string type;

	for (size_t i = 0; i < driver->count && take(&rest, driver->separator, &type); i++)
		driver->columns[i].is_list = type.length > 4 && (!memcmp(type.data, "vect", 4) ||
		                                                 !memcmp(type.data, "set[", 4));
}

static void read_head(struct driver *driver, schain_string line)
{
	schain_string word, rest = line;
	int byte;

	if (line.length > sizeof head - 1 && !memcmp(line.data, head, sizeof head - 1)) {
		byte = escaped(line, sizeof head - 1);
		driver->separator = byte > 0 ? (char)byte : line.data[sizeof head - 1];
		return;
	}
	take(&rest, driver->separator, &word);
	if (!rest.data)
		return;
	if (schain__shape_equal(word, "#fields"))
		read_names(driver, rest);
	else if (schain__shape_equal(word, "#types"))
		read_types(driver, rest);
	else if (schain__shape_equal(word, "#set_separator") && rest.length)
		driver->list_separator = *rest.data;
	else if (schain__shape_equal(word, "#unset_field"))
		keep(driver->unset, sizeof driver->unset, rest);
	else if (schain__shape_equal(word, "#empty_field"))
		keep(driver->empty, sizeof driver->empty, rest);
}

/* Bytes that are escaped, such as a separator within a value. */
static schain_string unescape(struct driver *driver, schain_string cell)
{
	char *copy, *out;
	int byte;

	if (!cell.length || !memchr(cell.data, '\\', cell.length))
		return cell;
	copy = out = schain__decode_alloc(driver->decode, cell.length);
	if (!copy) {
		driver->shape->failed = SCHAIN_E_MEMORY;
		return cell;
	}
	for (size_t i = 0; i < cell.length; i++) {
		byte = escaped(cell, i);
		*out++ = byte < 0 ? cell.data[i] : (char)byte;
		i += byte < 0 ? 0 : 3;
	}
	cell.data = copy;
	cell.length = (size_t)(out - copy);
	return cell;
}

static void set_text(struct driver *driver, schain__json_field *field, schain_string cell)
{
	cell = unescape(driver, cell);
	memset(field, 0, sizeof *field);
	field->kind = SCHAIN__JSON_STRING;
	field->data = cell.data;
	field->size = (uint32_t)cell.length;
}

static int is_truth(schain_string cell)
{
	return cell.length == 1 && *cell.data == 'T';
}

/* The cell as a JSON reader would have given it. Returns how many fields it took. */
static uint32_t put(struct driver *driver, const struct column *column, schain_string cell,
                    schain__json_field *fields, uint32_t at)
{
	uint32_t next = at + 1;
	schain_string part;

	if (column->is_list) {
		memset(&fields[at], 0, sizeof fields[at]);
		fields[at].kind = SCHAIN__JSON_ARRAY;
		while (take(&cell, driver->list_separator, &part)) {
			set_text(driver, &fields[next], part);
			fields[next].next = next + 1;
			next++;
		}
	} else {
		set_text(driver, &fields[at], cell);
		if (is_truth(cell))
			fields[at].kind = SCHAIN__JSON_TRUE;
	}
	fields[at].next = next;
	return next - at;
}

/* Fields that a line takes at the most: its cells and the elements of lists. */
static size_t room_for(const struct driver *driver, schain_string line)
{
	size_t room = 2;

	for (size_t i = 0; i < line.length; i++)
		room += line.data[i] == driver->separator ? 1u : line.data[i] == driver->list_separator;
	return 2 * room;
}

static schain_status read_cells(struct driver *driver, schain_string line)
{
	schain__shape *shape = driver->shape;
	schain__json_field *fields;
	schain_string cell;
	uint32_t used = 0;
	size_t column = 0;

	fields = schain__decode_alloc(driver->decode, room_for(driver, line) * sizeof *fields);
	if (!fields)
		return SCHAIN_E_MEMORY;
	shape->fields = fields;
	shape->failed = SCHAIN_OK;
	schain__shape_gather(shape, 0, 0, 0);
	for (; column < driver->count && take(&line, driver->separator, &cell); column++) {
		const struct column *at = &driver->columns[column];

		if (at->path == UINT32_MAX || schain__shape_equal(cell, driver->unset) ||
		    schain__shape_equal(cell, driver->empty))
			continue;
		shape->value[at->path] = &fields[used];
		used += put(driver, at, cell, fields, used);
	}
	shape->field_count = used;
	if (!column || column < driver->count)
		return schain__decode_problem(driver->decode, 0,
		                              "the line has fewer columns than its head");
	return shape->failed;
}

static schain_status record(void *self, const char *data, size_t size)
{
	struct driver *driver = self;
	schain_string line = { data, size };
	schain_status status;

	if (size && *data == '#') {
		read_head(driver, line);
		schain__decode_ignore(driver->decode);
		return SCHAIN_OK;
	}
	if (!driver->count)
		return schain__decode_problem(driver->decode, 1, "no line \"#fields\" names the columns");
	status = read_cells(driver, line);
	return status ? status : schain__shape_emit(driver->shape);
}

const schain__driver schain__driver_zeek_log = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "zeek-log",
		.summary = "Zeek's logs in columns",
		.fields = "conn, dns, ssl, http",
		.missing = "the process; files, x509 and pe are read over: they name no file of a host",
	},
	.framing = SCHAIN__FRAMING_LINES,
	.probe = probe,
	.open = open_log,
	.record = record,
	.close = close_log,
};
