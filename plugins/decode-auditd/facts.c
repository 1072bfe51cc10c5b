/* SPDX-License-Identifier: Apache-2.0 */
/* What the records of one event say, put together. */
#include "decode-auditd/audit.h"

static int compare_records(const schain__audit_group *group, const schain__audit_record *a,
                           const schain__audit_record *b)
{
	uint32_t shorter = a->length < b->length ? a->length : b->length;
	int order;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	for (int i = 0; i < 2; i++)
		if (a->order[i] != b->order[i])
			return a->order[i] < b->order[i] ? -1 : 1;
	order = shorter ? memcmp(group->text + a->offset, group->text + b->offset, shorter) : 0;
	if (order)
		return order;
	return a->length == b->length ? 0 : a->length < b->length ? -1 : 1;
}

/* By insertion: there are few, and they come nearly sorted. */
void schain__audit_sort(schain__audit_group *group)
{
	schain__audit_record *records = group->records;
	uint32_t kept = 0;

	for (uint32_t i = 1; i < group->count; i++) {
		schain__audit_record moved = records[i];
		uint32_t at = i;

		while (at && compare_records(group, &moved, &records[at - 1]) < 0) {
			records[at] = records[at - 1];
			at--;
		}
		records[at] = moved;
	}
	for (uint32_t i = 0; i < group->count; i++) {
		if (kept && !compare_records(group, &records[kept - 1], &records[i])) {
			if (records[i].line < records[kept - 1].line)
				records[kept - 1] = records[i];
			continue;
		}
		records[kept++] = records[i];
	}
	group->count = kept;
}

static int64_t signed_number(schain_string text)
{
	uint64_t number = 0;
	int is_negative = text.length && text.data[0] == '-';

	if (is_negative)
		text = schain__audit_string(text.data + 1, text.length - 1);
	if (!schain__audit_decimal(text, &number) || number > INT64_MAX)
		return 0;
	return is_negative ? -(int64_t)number : (int64_t)number;
}

static void read_call_field(schain__audit_facts *facts, const schain__audit_field *field)
{
	schain_string key = field->key, value = field->value;
	uint64_t number = 0;

	switch (key.length ? key.data[0] : 0) {
	case 'a':
		if (key.length == 2 && key.data[1] >= '0' && key.data[1] < '0' + AUDIT_CALL_ARGUMENTS)
			schain__audit_hexadecimal(value, &facts->argument[key.data[1] - '0']);
		else if (schain__audit_is(key, "arch") && schain__audit_hexadecimal(value, &number))
			facts->architecture = (uint32_t)number;
		break;
	case 'e':
		if (schain__audit_is(key, "exe"))
			facts->image_field = *field;
		else if (schain__audit_is(key, "exit"))
			facts->result = signed_number(value);
		break;
	case 'i':
		if (schain__audit_is(key, "items"))
			schain__audit_decimal(value, &facts->expected_paths);
		break;
	case 'p':
		if (schain__audit_is(key, "pid") && !facts->pid)
			schain__audit_decimal(value, &facts->pid);
		else if (schain__audit_is(key, "ppid") && !facts->parent_pid)
			schain__audit_decimal(value, &facts->parent_pid);
		break;
	case 's':
		if (schain__audit_is(key, "syscall"))
			schain__audit_decimal(value, &facts->number);
		else if (schain__audit_is(key, "success"))
			facts->succeeded = schain__audit_is(value, "yes");
		break;
	case 'S':
		if (schain__audit_is(key, "SYSCALL"))
			facts->name = value;
		break;
	case 'u':
		if (schain__audit_is(key, "uid") && !facts->user.data)
			facts->user = value;
		break;
	case 'U': /* its name, behind the number */
		if (schain__audit_is(key, "UID"))
			facts->user = value;
		break;
	default:
		break;
	}
}

void schain__audit_read_call(const schain__audit_group *group, schain__audit_facts *ret_facts)
{
	memset(ret_facts, 0, sizeof *ret_facts);
	ret_facts->group = group;
	ret_facts->succeeded = -1;
	ret_facts->is_incomplete = group->overflowed;
	for (uint32_t i = 0; i < group->count && !ret_facts->has_syscall; i++) {
		const schain__audit_record *record = &group->records[i];
		schain_string rest = schain__audit_body(group, record);
		schain__audit_field field;

		if (record->type != AUDIT_TYPE_SYSCALL)
			continue;
		ret_facts->has_syscall = 1;
		ret_facts->line = record->line;
		while (schain__audit_next(&rest, &field))
			read_call_field(ret_facts, &field);
	}
	if (ret_facts->has_syscall)
		ret_facts->call = schain__audit_call_find(ret_facts->architecture, ret_facts->number,
		                                          ret_facts->name);
}

static enum schain__audit_role role_of(schain_string name)
{
	if (schain__audit_is(name, "NORMAL"))
		return AUDIT_PATH_NORMAL;
	if (schain__audit_is(name, "CREATE"))
		return AUDIT_PATH_CREATE;
	if (schain__audit_is(name, "DELETE"))
		return AUDIT_PATH_DELETE;
	return schain__audit_is(name, "PARENT") ? AUDIT_PATH_PARENT : AUDIT_PATH_OTHER;
}

/* "fe:00", both parts in hex. */
static uint64_t device_of(schain_string text)
{
	const char *colon = text.length ? memchr(text.data, ':', text.length) : NULL;
	size_t at = colon ? (size_t)(colon - text.data) : 0;
	uint64_t major, minor;

	if (!colon || !schain__audit_hexadecimal(schain__audit_string(text.data, at), &major) ||
	    !schain__audit_hexadecimal(schain__audit_string(colon + 1, text.length - at - 1), &minor))
		return 0;
	return (major & 0xfff) << 20 | (minor & 0xfffff);
}

static void read_path(schain__audit *audit, schain__audit_facts *facts, schain_string rest)
{
	schain__audit_path *path;
	schain__audit_field field;
	uint64_t number;

	if (facts->path_count == AUDIT_MOST_PATHS) {
		facts->is_incomplete = 1;
		return;
	}
	path = &facts->paths[facts->path_count++];
	memset(path, 0, sizeof *path);
	while (schain__audit_next(&rest, &field)) {
		if (schain__audit_is(field.key, "name"))
			path->name = schain__audit_keep_value(audit, &field);
		else if (schain__audit_is(field.key, "inode"))
			schain__audit_decimal(field.value, &path->inode);
		else if (schain__audit_is(field.key, "dev"))
			path->device = device_of(field.value);
		else if (schain__audit_is(field.key, "mode") && schain__audit_octal(field.value, &number))
			path->mode = (uint32_t)number;
		/* Named objtype before Linux 3.13. */
		else if (schain__audit_is(field.key, "nametype") || schain__audit_is(field.key, "objtype"))
			path->role = role_of(field.value);
	}
}

/* An argument's number: aN, aN[piece]. Returns -1 for argc, aN_len and others. */
static int64_t argument_of(schain_string key, int *ret_is_piece)
{
	size_t at = 1;
	uint64_t number;

	if (key.length < 2 || key.data[0] != 'a')
		return -1;
	while (at < key.length && key.data[at] >= '0' && key.data[at] <= '9')
		at++;
	if (!schain__audit_decimal(schain__audit_string(key.data + 1, at - 1), &number))
		return -1;
	*ret_is_piece = at < key.length;
	if (*ret_is_piece && key.data[at] != '[')
		return -1;
	return number < UINT32_MAX ? (int64_t)number : -1;
}

/* The command line as it grows in one block of the batch's memory. */
struct command {
	char *text;
	size_t length;
	size_t begin; /* of the last argument */
	int64_t last; /* its number */
	uint64_t expected;
	uint64_t seen;
};

static void end_argument(schain__audit_facts *facts, const struct command *command)
{
	if (command->last >= 0 && command->last == (int64_t)facts->argument_count &&
	    facts->argument_count < AUDIT_MOST_ARGUMENTS)
		facts->arguments[facts->argument_count++] = schain__audit_string(
			command->text + command->begin, command->length - command->begin);
}

static void add_argument(schain__audit_facts *facts, struct command *command,
                         const schain__audit_field *field)
{
	int is_piece = 0;
	int64_t number = argument_of(field->key, &is_piece);
	char *out;
	size_t length;

	if (number < 0)
		return;
	if (!is_piece || number != command->last) {
		end_argument(facts, command);
		if (command->length)
			command->text[command->length++] = ' ';
		command->begin = command->length;
		command->seen++;
	}
	command->last = number;
	out = command->text + command->length;
	length = field->value.length;
	if (!field->is_quoted && schain__audit_unhex(field->value, out))
		length /= 2;
	else if (length)
		memcpy(out, field->value.data, length);
	/* An argument ends at NUL, so this is a damaged one. */
	for (size_t i = 0; i < length; i++)
		if (!out[i])
			out[i] = ' ';
	command->length += length;
}

static void read_arguments(schain__audit *audit, schain__audit_facts *facts)
{
	const schain__audit_group *group = facts->group;
	struct command command = { NULL, 0, 0, -1, 0, 0 };
	size_t room = 0;

	for (uint32_t i = 0; i < group->count; i++)
		if (group->records[i].type == AUDIT_TYPE_EXECVE)
			room += group->records[i].length;
	if (!room)
		return;
	/* No value is longer than its field, nor does a space exceed the key it stands for. */
	command.text = schain__decode_alloc(audit->decode, room);
	if (!command.text) {
		audit->failed = 1;
		return;
	}
	for (uint32_t i = 0; i < group->count; i++) {
		schain_string rest = schain__audit_body(group, &group->records[i]);
		schain__audit_field field;

		if (group->records[i].type != AUDIT_TYPE_EXECVE)
			continue;
		while (schain__audit_next(&rest, &field)) {
			if (schain__audit_is(field.key, "argc"))
				schain__audit_decimal(field.value, &command.expected);
			else
				add_argument(facts, &command, &field);
		}
	}
	end_argument(facts, &command);
	if (command.seen < command.expected)
		facts->is_incomplete = 1;
	facts->command_line = schain__audit_string(command.text, command.length);
}

static void read_record(schain__audit *audit, schain__audit_facts *facts, uint32_t type,
                        schain_string rest)
{
	schain__audit_field field;

	if (type == AUDIT_TYPE_PATH) {
		read_path(audit, facts, rest);
		return;
	}
	while (schain__audit_next(&rest, &field)) {
		if (type == AUDIT_TYPE_CWD && schain__audit_is(field.key, "cwd"))
			facts->directory = schain__audit_keep_value(audit, &field);
		else if (type == AUDIT_TYPE_SOCKADDR && schain__audit_is(field.key, "saddr"))
			facts->address = field.value;
		else if (type == AUDIT_TYPE_SOCKADDR && schain__audit_is(field.key, "SADDR"))
			facts->address_text = field.value;
		else if (type == AUDIT_TYPE_OPENAT2 && schain__audit_is(field.key, "oflag"))
			schain__audit_octal(field.value, &facts->open_flags);
		else if (type == AUDIT_TYPE_KERN_MODULE && schain__audit_is(field.key, "name"))
			facts->module_field = field;
	}
}

/* d_path() appends this once the file's name is gone. */
static schain_string without_deleted(schain_string path)
{
	static const char mark[] = " (deleted)";
	size_t length = sizeof mark - 1;

	if (path.length > length && !memcmp(path.data + path.length - length, mark, length))
		path.length -= length;
	return path;
}

void schain__audit_read_rest(schain__audit *audit, schain__audit_facts *facts)
{
	const schain__audit_group *group = facts->group;

	facts->image = without_deleted(schain__audit_keep_value(audit, &facts->image_field));
	if (!facts->image.length)
		facts->image = SCHAIN_STRING_NONE;
	for (uint32_t i = 0; i < group->count; i++)
		if (group->records[i].type != AUDIT_TYPE_SYSCALL &&
		    group->records[i].type != AUDIT_TYPE_EXECVE)
			read_record(audit, facts, group->records[i].type,
			            schain__audit_body(group, &group->records[i]));
	if (facts->call->operation == AUDIT_CALL_EXEC)
		read_arguments(audit, facts);
	else if (facts->call->operation == AUDIT_CALL_OPEN)
		facts->open_flags = facts->argument[facts->call->detail];
	if (facts->path_count < facts->expected_paths)
		facts->is_incomplete = 1;
}
