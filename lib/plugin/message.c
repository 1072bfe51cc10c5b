/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/message.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const schain__field limits[] = {
	SCHAIN__U32(schain_plugin_isolation, flags),
	SCHAIN__U32(schain_plugin_isolation, required),
	SCHAIN__U32(schain_plugin_isolation, file_limit),
	SCHAIN__U64(schain_plugin_isolation, memory_limit),
	SCHAIN__U64(schain_plugin_isolation, write_limit),
	SCHAIN__U64(schain_plugin_isolation, cpu_limit),
	SCHAIN__U32(schain_plugin_isolation, uid),
	SCHAIN__U32(schain_plugin_isolation, gid),
};
static const schain__field question_fields[] = {
	SCHAIN__U32(schain_question, subject_kind), SCHAIN__U64(schain_question, number),
	SCHAIN__U64(schain_question, time),         SCHAIN__U32(schain_question, os),
	SCHAIN__TEXT(schain_question, subject),     SCHAIN__TEXT(schain_question, host),
	SCHAIN__TEXT(schain_question, product),     SCHAIN__TEXT(schain_question, vendor),
	SCHAIN__TEXT(schain_question, version),
};
static const schain__field file_fields[] = {
	SCHAIN__U32(schain_file, flags),         SCHAIN__U64(schain_file, inode),
	SCHAIN__U64(schain_file, device),        SCHAIN__U64(schain_file, size),
	SCHAIN__U32(schain_file, mode),          SCHAIN__U32(schain_file, content),
	SCHAIN__TEXT(schain_file, path),         SCHAIN__TEXT(schain_file, old_path),
	SCHAIN__TEXT(schain_file, sha256),       SCHAIN__TEXT(schain_file, sha1),
	SCHAIN__TEXT(schain_file, md5),          SCHAIN__TEXT(schain_file, origin_url),
	SCHAIN__TEXT(schain_file, product),      SCHAIN__TEXT(schain_file, company),
	SCHAIN__TEXT(schain_file, version),      SCHAIN__TEXT(schain_file, original_name),
};
static const schain__field signature_fields[] = {
	SCHAIN__U32(schain_signature, state),       SCHAIN__U32(schain_signature, flags),
	SCHAIN__TEXT(schain_signature, signer),     SCHAIN__TEXT(schain_signature, issuer),
	SCHAIN__TEXT(schain_signature, thumbprint), SCHAIN__TEXT(schain_signature, team_id),
	SCHAIN__TEXT(schain_signature, signing_id), SCHAIN__TEXT(schain_signature, identity),
};
static const schain__field connection_fields[] = {
	SCHAIN__U32(schain_connection, flags),      SCHAIN__U32(schain_connection, protocol),
	SCHAIN__U32(schain_connection, port),       SCHAIN__U32(schain_connection, local_port),
	SCHAIN__U64(schain_connection, bytes_sent), SCHAIN__TEXT(schain_connection, address),
	SCHAIN__TEXT(schain_connection, local_address), SCHAIN__TEXT(schain_connection, host_name),
	SCHAIN__TEXT(schain_connection, server_name),
};
/* The command line apart, which alone may be of any length. */
static const schain__field process_fields[] = {
	SCHAIN__U32(schain_process, flags),             SCHAIN__U64(schain_process, pid),
	SCHAIN__U64(schain_process, parent_pid),        SCHAIN__U64(schain_process, start_time),
	SCHAIN__TEXT(schain_process, guid),             SCHAIN__TEXT(schain_process, parent_guid),
	SCHAIN__TEXT(schain_process, script),           SCHAIN__TEXT(schain_process, working_directory),
	SCHAIN__TEXT(schain_process, user),
};
static const schain__field claim_fields[] = {
	SCHAIN__U32(schain_claim, subject_kind),
	SCHAIN__U32(schain_claim, finding),
	SCHAIN__U64(schain_claim, lifetime),
	SCHAIN__U32(schain_claim, reasons),
};

/* Whoever adds a field puts it into its list above, and its size here. */
#if UINTPTR_MAX > UINT32_MAX
_Static_assert(sizeof(schain_question) == 144 && sizeof(schain_file) == 216 &&
                       sizeof(schain_signature) == 112 && sizeof(schain_connection) == 96 &&
                       sizeof(schain_process) == 144 && sizeof(schain_claim) == 96,
               "a struct has a field that no frame has");
#endif

#define PUT(writer, fields, from, limit) \
	schain__put_fields(writer, fields, COUNT(fields), from, limit)
#define TAKE(reader, fields, to, limit) schain__take_fields(reader, fields, COUNT(fields), to, limit)

/* Is it there? Anything but 0 and 1 is bad. */
static int take_presence(schain__reader *reader)
{
	uint32_t value = schain__take_u32(reader);

	if (value > 1)
		reader->is_bad = 1;
	return value == 1;
}

static int is_refused(const schain__reader *reader)
{
	return schain__frame_is_whole(reader) ? 0 : -1;
}

void schain__put_start(schain__writer *writer, const schain__start *start)
{
	PUT(writer, limits, &start->isolation, 0);
	schain__put_u32(writer, start->question_limit);
	schain__put_u32(writer, start->grant_count);
	for (uint32_t i = 0; i < start->grant_count; i++) {
		schain__put_u32(writer, start->grants[i].access);
		schain__put_text(writer, start->grants[i].path, SCHAIN__MESSAGE_PATH);
	}
}

int schain__take_start(schain__reader *reader, schain__start *ret_start)
{
	memset(ret_start, 0, sizeof *ret_start);
	TAKE(reader, limits, &ret_start->isolation, 0);
	ret_start->question_limit = schain__take_u32(reader);
	ret_start->grant_count = schain__take_u32(reader);
	if (ret_start->grant_count > SCHAIN__GRANTS)
		return -1;
	for (uint32_t i = 0; i < ret_start->grant_count; i++) {
		ret_start->grants[i].access = schain__take_u32(reader);
		ret_start->grants[i].path = schain__take_text(reader, SCHAIN__MESSAGE_PATH);
	}
	return is_refused(reader);
}

/* Of a text without an end as much as shows that it is too long. */
static void put_words(schain__writer *writer, const char *text)
{
	size_t length = 0;

	while (text && length < SCHAIN__MESSAGE_WORDS && text[length])
		length++;
	schain__put_text(writer, schain__string(text, length), SCHAIN__MESSAGE_WORDS);
}

static void put_options(schain__writer *writer, const schain_plugin *plugin)
{
	uint32_t count = plugin->options && plugin->option_size >= sizeof *plugin->options &&
	                         plugin->option_count <= SCHAIN__PLUGIN_OPTIONS
	                     ? (uint32_t)plugin->option_count
	                     : 0;

	/* What is wrong with it otherwise is for the host to say: it gets the number. */
	schain__put_u32(writer, count == plugin->option_count ? count : SCHAIN__PLUGIN_OPTIONS + 1);
	for (uint32_t i = 0; i < count; i++) {
		const schain_plugin_option *option = schain__plugin_option_at(plugin, i);

		schain__put_u32(writer, option->type);
		schain__put_u32(writer, option->flags);
		schain__put_u64(writer, (uint64_t)option->minimum);
		schain__put_u64(writer, (uint64_t)option->maximum);
		put_words(writer, option->name);
		put_words(writer, option->fallback);
		put_words(writer, option->summary);
	}
}

void schain__put_description(schain__writer *writer, const schain_plugin *plugin, int is_known,
                             uint32_t subjects)
{
	schain__put_u32(writer, plugin->struct_size);
	schain__put_u32(writer, plugin->abi_major);
	schain__put_u32(writer, plugin->abi_minor);
	schain__put_u32(writer, plugin->event_schema);
	schain__put_u32(writer, subjects);
	schain__put_u32(writer, is_known != 0);
	if (!is_known)
		return;
	put_words(writer, plugin->name);
	put_words(writer, plugin->version);
	put_words(writer, plugin->author);
	put_words(writer, plugin->licence);
	put_words(writer, plugin->summary);
	put_options(writer, plugin);
}

int schain__take_description(schain__reader *reader, schain__description *ret_description)
{
	schain__description *description = ret_description;

	memset(description, 0, sizeof *description);
	description->struct_size = schain__take_u32(reader);
	description->abi_major = schain__take_u32(reader);
	description->abi_minor = schain__take_u32(reader);
	description->event_schema = schain__take_u32(reader);
	description->subjects = schain__take_u32(reader);
	if (!take_presence(reader))
		return is_refused(reader);
	for (size_t i = 0; i < COUNT(description->texts); i++)
		description->texts[i] = schain__take_text(reader, SCHAIN__MESSAGE_WORDS);
	description->option_count = schain__take_u32(reader);
	for (uint32_t i = 0; description->option_count <= SCHAIN__PLUGIN_OPTIONS &&
	                     i < description->option_count; i++) {
		description->options[i].type = schain__take_u32(reader);
		description->options[i].flags = schain__take_u32(reader);
		description->options[i].minimum = (int64_t)schain__take_u64(reader);
		description->options[i].maximum = (int64_t)schain__take_u64(reader);
		description->options[i].name = schain__take_text(reader, SCHAIN__MESSAGE_WORDS);
		description->options[i].fallback = schain__take_text(reader, SCHAIN__MESSAGE_WORDS);
		description->options[i].summary = schain__take_text(reader, SCHAIN__MESSAGE_WORDS);
	}
	return is_refused(reader);
}

void schain__put_settings(schain__writer *writer, const schain_plugin_setting *settings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		schain__put_u32(writer, settings[i].is_given);
		schain__put_u64(writer, (uint64_t)settings[i].number);
		schain__put_text(writer, settings[i].text, SCHAIN__FRAME_SIZE);
	}
}

int schain__take_settings(schain__reader *reader, schain_plugin_setting *ret_settings, size_t count)
{
	memset(ret_settings, 0, count * sizeof *ret_settings);
	for (size_t i = 0; i < count; i++) {
		ret_settings[i].is_given = (uint32_t)take_presence(reader);
		ret_settings[i].number = (int64_t)schain__take_u64(reader);
		ret_settings[i].text = schain__take_text(reader, SCHAIN__FRAME_SIZE);
	}
	return is_refused(reader);
}

static void put_file(schain__writer *writer, const schain_file *file)
{
	schain__put_u32(writer, file != NULL);
	if (!file)
		return;
	PUT(writer, file_fields, file, SCHAIN__FRAME_SIZE);
	schain__put_u32(writer, file->signature != NULL);
	if (file->signature)
		PUT(writer, signature_fields, file->signature, SCHAIN__FRAME_SIZE);
}

static const schain_file *take_file(schain__reader *reader, schain_file *file,
                                    schain_signature *signature)
{
	if (!take_presence(reader))
		return NULL;
	schain_file_init(file, sizeof *file);
	schain_signature_init(signature, sizeof *signature);
	TAKE(reader, file_fields, file, SCHAIN__FRAME_SIZE);
	if (take_presence(reader)) {
		TAKE(reader, signature_fields, signature, SCHAIN__FRAME_SIZE);
		file->signature = signature;
	}
	return file;
}

void schain__put_question(schain__writer *writer, const schain_question *question)
{
	const schain_process *process = question->process;

	PUT(writer, question_fields, question, SCHAIN__FRAME_SIZE);
	put_file(writer, question->file);
	schain__put_u32(writer, question->connection != NULL);
	if (question->connection)
		PUT(writer, connection_fields, question->connection, SCHAIN__FRAME_SIZE);
	schain__put_u32(writer, process != NULL);
	if (!process)
		return;
	PUT(writer, process_fields, process, SCHAIN__FRAME_SIZE);
	schain__put_text(writer, process->command_line, SCHAIN__MESSAGE_COMMAND);
	put_file(writer, process->image);
}

int schain__take_question(schain__reader *reader, schain__question_room *ret_room)
{
	schain__question_room *room = ret_room;
	schain_question *question = &room->question;

	memset(room, 0, sizeof *room);
	question->struct_size = sizeof *question;
	TAKE(reader, question_fields, question, SCHAIN__FRAME_SIZE);
	question->file = take_file(reader, &room->file, &room->file_signature);
	if (take_presence(reader)) {
		schain_connection_init(&room->connection, sizeof room->connection);
		TAKE(reader, connection_fields, &room->connection, SCHAIN__FRAME_SIZE);
		question->connection = &room->connection;
	}
	if (take_presence(reader)) {
		schain_process_init(&room->process, sizeof room->process);
		TAKE(reader, process_fields, &room->process, SCHAIN__FRAME_SIZE);
		room->process.command_line = schain__take_text(reader, SCHAIN__MESSAGE_COMMAND);
		room->process.image = take_file(reader, &room->image, &room->image_signature);
		question->process = &room->process;
	}
	return is_refused(reader);
}

static void put_claim(schain__writer *writer, const schain_claim *claim)
{
	PUT(writer, claim_fields, claim, 0);
	schain__put_text(writer, claim->subject, SCHAIN__PLUGIN_SUBJECT);
	schain__put_text(writer, claim->reason, SCHAIN__PLUGIN_TEXT);
	schain__put_u32(writer, claim->signature != NULL);
	if (claim->signature)
		PUT(writer, signature_fields, claim->signature, SCHAIN__PLUGIN_TEXT);
}

void schain__put_answer(schain__writer *writer, uint64_t question, const schain_claim *claims,
                        size_t claim_size, size_t count)
{
	schain__put_u64(writer, question);
	schain__put_u32(writer, (uint32_t)count);
	for (size_t i = 0; i < count; i++)
		put_claim(writer, (const void *)((const char *)claims + i * claim_size));
}

int schain__take_answer(schain__reader *reader, schain__answer_room *ret_room)
{
	ret_room->question = schain__take_u64(reader);
	ret_room->count = schain__take_u32(reader);
	if (ret_room->count > SCHAIN__PLUGIN_CLAIMS)
		return -1;
	for (uint32_t i = 0; i < ret_room->count; i++) {
		schain_claim *claim = &ret_room->claims[i];
		schain_signature *signature = &ret_room->signatures[i];

		schain_claim_init(claim, sizeof *claim);
		TAKE(reader, claim_fields, claim, 0);
		claim->subject = schain__take_text(reader, SCHAIN__PLUGIN_SUBJECT);
		claim->reason = schain__take_text(reader, SCHAIN__PLUGIN_TEXT);
		if (!take_presence(reader))
			continue;
		schain_signature_init(signature, sizeof *signature);
		TAKE(reader, signature_fields, signature, SCHAIN__PLUGIN_TEXT);
		claim->signature = signature;
	}
	return is_refused(reader);
}
