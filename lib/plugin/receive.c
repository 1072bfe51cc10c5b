/* SPDX-License-Identifier: Apache-2.0 */
/* What the child of an isolated plugin says, none of which is trusted. */
#include "plugin/remote.h"

#include <supplychain/engine.h>

/* Frames taken at one look: what one call of the host may cost. */
enum { FRAMES = 32 };
/* Looks between those that are taken where no ask is on its way. */
enum { GLANCES = 16 };

static const char *const is_no_frame = "it sent what is no frame of the protocol";

/* For people: what could do something to a terminal or a log is left out. */
static void make_plain(char *to, size_t size, schain_string text)
{
	size_t length = 0;

	for (size_t i = 0; i < text.length && length + 5 < size;) {
		size_t step = schain__utf8_sequence(text.data + i, text.length - i);
		unsigned char first = (unsigned char)text.data[i];

		if (!step || first < ' ' || first == 0x7f) {
			to[length++] = '?';
			i += step ? step : 1;
			continue;
		}
		memcpy(to + length, text.data + i, step);
		length += step;
		i += step;
	}
	to[length] = 0;
}

static void take_log(schain__remote *remote, schain__reader *reader)
{
	uint32_t level = schain__take_u32(reader);
	schain_string text = schain__take_text(reader, SCHAIN__MESSAGE_WORDS);
	char line[SCHAIN__MESSAGE_WORDS + 8];

	if (!schain__frame_is_whole(reader)) {
		schain__remote_blame(remote, is_no_frame);
		return;
	}
	make_plain(line, sizeof line, text);
	schain__remote_log(remote, level > SCHAIN_LOG_DEBUG ? SCHAIN_LOG_DEBUG : level, "%s", line);
}

static void take_started(schain__remote *remote, schain__reader *reader)
{
	uint32_t steps = schain__take_u32(reader);
	schain_string missing = schain__take_text(reader, SCHAIN__MESSAGE_WORDS);
	char line[SCHAIN__MESSAGE_WORDS + 8];

	if (!schain__frame_is_whole(reader) || steps & ~SCHAIN_ISOLATION_ALL || remote->steps) {
		schain__remote_blame(remote, is_no_frame);
		return;
	}
	remote->steps = steps;
	make_plain(line, sizeof line, missing);
	if (missing.length)
		schain__remote_log(remote, SCHAIN_LOG_WARNING, "isolated in part: %s", line);
}

static void take_refused(schain__remote *remote, schain__reader *reader)
{
	schain_status status = (schain_status)schain__take_u32(reader);
	schain_string text = schain__take_text(reader, SCHAIN__MESSAGE_WORDS);
	char line[256];

	if (!schain__frame_is_whole(reader) || status >= 0) {
		schain__remote_blame(remote, is_no_frame);
		return;
	}
	make_plain(line, sizeof line, text);
	schain__remote_give_up(remote, status, line);
}

/* The first child's is kept; that of each later one has to be the same. */
static void take_described(schain__remote *remote, schain__reader *reader)
{
	schain__description description;
	schain_status status;

	if (schain__take_description(reader, &description)) {
		schain__remote_blame(remote, is_no_frame);
		return;
	}
	if (!remote->description.data) {
		status = schain__twin_describe(remote, &description, &remote->error);
		if (status == SCHAIN_OK &&
		    schain__block_keep(remote, &remote->description, reader->data, reader->size))
			status = schain__fail_memory(&remote->error);
		if (status == SCHAIN_OK)
			schain__remote_enter(remote, SCHAIN__REMOTE_WAITING);
		else
			schain__remote_enter(remote, SCHAIN__REMOTE_DOWN);
		return;
	}
	if (remote->description.size != reader->size ||
	    memcmp(remote->description.data, reader->data, reader->size)) {
		schain__remote_blame(remote, "its file holds another plugin now; open that anew");
		return;
	}
	schain__remote_enter(remote, SCHAIN__REMOTE_OPENING);
	schain__child_send(&remote->child, remote->open.data, remote->open.size);
}

static void take_answer(schain__remote *remote, schain__reader *reader)
{
	schain__answer_room room;
	schain__instance *instance = remote->instance;

	if (schain__take_answer(reader, &room)) {
		schain__remote_blame(remote, is_no_frame);
		return;
	}
	schain__mailbox_post(&instance->mailbox, room.question, room.claims, sizeof *room.claims,
	                     room.count);
	schain__instance_collect(instance, 1);
}

/* Posts that the child refused on the host's behalf. */
static void take_dropped(schain__remote *remote, schain__reader *reader)
{
	uint32_t count = schain__take_u32(reader);

	if (!schain__frame_is_whole(reader)) {
		schain__remote_blame(remote, is_no_frame);
		return;
	}
	schain__mailbox_refuse(&remote->instance->mailbox, count);
}

static void take_returned(schain__remote *remote, schain__reader *reader)
{
	uint64_t number = schain__take_u64(reader);
	schain_status status = (schain_status)schain__take_u32(reader);

	/* Asks return in their order, each once. */
	if (!schain__frame_is_whole(reader) || remote->first_out == remote->next_out ||
	    number != remote->first_out) {
		schain__remote_blame(remote, is_no_frame);
		return;
	}
	remote->first_out++;
	remote->progress_at = schain__plugins_now(remote->plugins);
	schain__remote_earn(remote, SCHAIN__CREDIT_A_QUESTION);
	if (number == remote->waited_for)
		remote->returned = status;
	else
		schain__question_returned(remote->instance, number, status);
}

static void take_when_ready(schain__remote *remote, uint32_t kind, schain__reader *reader)
{
	if (kind == SCHAIN__FRAME_ANSWER)
		take_answer(remote, reader);
	else if (kind == SCHAIN__FRAME_RETURNED)
		take_returned(remote, reader);
	else if (kind == SCHAIN__FRAME_DROPPED)
		take_dropped(remote, reader);
	else
		schain__remote_blame(remote, is_no_frame);
}

static void take_before(schain__remote *remote, uint32_t kind, schain__reader *reader)
{
	if (kind == SCHAIN__FRAME_REFUSED)
		take_refused(remote, reader);
	else if (kind == SCHAIN__FRAME_STARTED && remote->state == SCHAIN__REMOTE_STARTING)
		take_started(remote, reader);
	else if (kind == SCHAIN__FRAME_DESCRIBED && remote->state == SCHAIN__REMOTE_STARTING)
		take_described(remote, reader);
	else if (kind == SCHAIN__FRAME_OPENED && remote->state == SCHAIN__REMOTE_OPENING)
		schain__remote_enter(remote, SCHAIN__REMOTE_READY);
	/* Its threads may be early: nothing was asked yet, so nothing is answered. */
	else if (kind == SCHAIN__FRAME_ANSWER && remote->state == SCHAIN__REMOTE_OPENING)
		take_answer(remote, reader);
	else
		schain__remote_blame(remote, is_no_frame);
}

static void take_frame(schain__remote *remote, size_t size)
{
	schain__reader reader;
	/* A longer one was cut, and opens as none. */
	uint32_t kind = schain__frame_open(&reader, remote->frame, size);

	if (kind != SCHAIN__FRAME_RETURNED && !remote->credit) {
		schain__remote_blame(remote, "it floods its host with answers and messages");
	} else if (kind == SCHAIN__FRAME_LOG) {
		take_log(remote, &reader);
	} else if (remote->state == SCHAIN__REMOTE_READY) {
		take_when_ready(remote, kind, &reader);
	} else {
		take_before(remote, kind, &reader);
	}
	remote->credit -= kind != SCHAIN__FRAME_RETURNED && remote->credit;
}

void schain__remote_receive(schain__remote *remote)
{
	size_t size = 0;

	for (int i = 0; i < FRAMES && remote->state != SCHAIN__REMOTE_DOWN; i++) {
		enum schain__child_result result =
			schain__child_receive(&remote->child, remote->frame, sizeof remote->frame, &size);

		if (result == SCHAIN__CHILD_AGAIN)
			return;
		if (result == SCHAIN__CHILD_DONE)
			take_frame(remote, size);
		else
			schain__remote_ended(remote);
	}
}

void schain__remote_glance(schain__remote *remote, int wait)
{
	int is_asked = remote->first_out != remote->next_out;

	if (remote->state == SCHAIN__REMOTE_DOWN)
		return;
	if (!wait && remote->skipped++ % (is_asked ? 2 : GLANCES))
		return;
	schain__remote_receive(remote);
}
