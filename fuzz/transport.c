/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames of a hostile child: the host's side of an isolated plugin takes them
 * from a socket without a process behind it. An input is a row of frames, each
 * of two bytes of length, low one first, and so many bytes. Each is also read as
 * every frame that a host sends.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "plugin/remote.h"

enum { QUESTIONS = 3 };

struct input {
	const uint8_t *data;
	size_t size;
	int socket; /* the child's end */
	schain_plugins *plugins;
	schain__remote *remote;
};

static const char *const subjects[QUESTIONS] = { "/opt/a", "/opt/b", "/opt/c" };

static void read_as_child(const uint8_t *data, size_t size)
{
	static schain__start start;
	static schain__question_room question;
	static schain_plugin_setting settings[SCHAIN__PLUGIN_OPTIONS];
	schain__reader reader;

	if (!schain__frame_open(&reader, data, size))
		return;
	if (!schain__take_start(&reader, &start))
		MUST(start.grant_count <= SCHAIN__GRANTS);
	schain__frame_open(&reader, data, size);
	if (!schain__take_question(&reader, &question) && question.question.subject.length)
		MUST((const uint8_t *)question.question.subject.data + question.question.subject.length <=
		     data + size);
	schain__frame_open(&reader, data, size);
	(void)schain__take_settings(&reader, settings, 2);
}

/* Puts the next frame into the socket. Returns 0 at the end of the input. */
static int send_next(struct input *input)
{
	size_t length;

	if (input->size < 2)
		return 0;
	length = input->data[0] | (size_t)input->data[1] << 8;
	input->data += 2;
	input->size -= 2;
	length = length < input->size ? length : input->size;
	read_as_child(input->data, length);
	if (length)
		send(input->socket, input->data, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	input->data += length;
	input->size -= length;
	return 1;
}

static void ask(schain_plugins *plugins, const char *subject)
{
	schain_question question;

	memset(&question, 0, sizeof question);
	question.struct_size = sizeof question;
	question.subject_kind = SCHAIN_SUBJECT_FILE;
	question.subject = schain_string_of(subject);
	question.host = SCHAIN_STRING("desk.example");
	schain__plugins_ask(plugins, &question, 1);
}

/* What counts was asked for, whatever was sent. */
static void take_all(struct input *input)
{
	const schain__reply *reply;
	size_t asked;

	schain__plugins_collect(input->plugins, 1);
	while ((reply = schain__plugins_take(input->plugins))) {
		MUST(reply->number >= 1 && reply->number <= QUESTIONS);
		for (asked = 0; asked < QUESTIONS; asked++)
			if (schain__equal(reply->claim.subject, schain_string_of(subjects[asked])))
				break;
		MUST(asked == reply->number - 1);
		MUST(schain__equal(reply->host, SCHAIN_STRING("desk.example")));
	}
}

static void converse(struct input *input)
{
	schain_plugin_statistics now = { .struct_size = sizeof now };

	for (size_t i = 0; i < QUESTIONS; i++)
		ask(input->plugins, subjects[i]);
	while (send_next(input)) {
		schain__remote_receive(input->remote);
		take_all(input);
	}
	MUST(schain_plugins_get_statistics(input->plugins, 0, &now, NULL) == SCHAIN_OK);
	MUST(now.answered + now.waiting + now.forgotten == now.asked && now.asked <= QUESTIONS);
}

/* The child's first words, up to where it waits to be opened. Returns 0 if it got there. */
static int begin(struct input *input, int pair[2])
{
	schain_plugin_isolation isolation = SCHAIN_PLUGIN_ISOLATION_INIT, known;

	isolation.helper = "/nowhere";
	isolation.start_limit = 1;
	MUST(schain__isolation_read(&isolation, &known, NULL) == SCHAIN_OK);
	MUST(schain__remote_new(input->plugins, "/nowhere", &known, &input->remote, NULL) == SCHAIN_OK);
	input->remote->child.socket = pair[0];
	input->remote->credit = 100;
	schain__remote_enter(input->remote, SCHAIN__REMOTE_STARTING);
	while (input->remote->state == SCHAIN__REMOTE_STARTING && send_next(input))
		schain__remote_receive(input->remote);
	return input->remote->state == SCHAIN__REMOTE_WAITING ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size, -1, NULL, NULL };
	int pair[2];

	MUST(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
	input.socket = pair[1];
	MUST(schain_plugins_new(NULL, &input.plugins, NULL) == SCHAIN_OK);
	if (begin(&input, pair)) {
		schain__remote_free(input.remote);
	} else {
		send_next(&input); /* the answer to being opened */
		if (schain__instance_open(input.plugins, &input.remote->plugin, input.remote, NULL, NULL, 0, 0,
		                          NULL) == SCHAIN_OK)
			converse(&input);
	}
	close(pair[1]);
	schain_plugins_free(input.plugins);
	return 0;
}
