/* SPDX-License-Identifier: Apache-2.0 */
/* The life of an isolated plugin's child: start, loss, the next start, end. */
#include "plugin/remote.h"

#include <supplychain/engine.h>

#include <stdio.h>

enum { MOST_DOUBLINGS = 8 };

#define FAREWELL SCHAIN_SECOND /* for the plugin's close */

void schain__remote_log(schain__remote *remote, uint32_t level, const char *format, ...)
{
	const schain_plugins_options *options = &remote->plugins->options;
	char line[SCHAIN__MESSAGE_WORDS + 128];
	va_list arguments;
	int length;

	if (!options->log)
		return;
	length = snprintf(line, sizeof line, "%.100s: ",
	                  remote->instance ? remote->instance->name : remote->path);
	va_start(arguments, format);
	vsnprintf(line + length, sizeof line - (size_t)length, format, arguments);
	va_end(arguments);
	options->log(options->context, level, line);
}

void schain__remote_count(const schain__remote *remote, schain_plugin_statistics *statistics)
{
	statistics->is_isolated = 1;
	statistics->isolation = remote->steps;
	statistics->is_running = remote->state == SCHAIN__REMOTE_READY;
	statistics->starts = remote->starts;
	statistics->crashes = remote->crashes;
	statistics->kills = remote->kills;
	statistics->missed = remote->missed;
}

void schain__remote_enter(schain__remote *remote, enum schain__remote_state state)
{
	remote->state = state;
	remote->changed_at = schain__plugins_now(remote->plugins);
	remote->progress_at = remote->changed_at;
}

/* What it was asked is given up, and the next one waits for its time. */
static void lose(schain__remote *remote)
{
	int was_ready = remote->state == SCHAIN__REMOTE_READY;
	int64_t lasted = schain__plugins_now(remote->plugins) - remote->changed_at;

	schain__child_kill(&remote->child);
	remote->losses = was_ready && lasted > remote->delay ? 1 : remote->losses + 1;
	remote->delay = remote->isolation.backoff;
	for (uint32_t i = 1; i < remote->losses && i <= MOST_DOUBLINGS && remote->delay < INT64_MAX / 2; i++)
		remote->delay *= 2;
	schain__remote_enter(remote, SCHAIN__REMOTE_DOWN);
	remote->first_out = remote->next_out;
	if (remote->instance && remote->instance->is_open)
		schain__questions_cancel(remote->instance);
}

void schain__remote_ended(schain__remote *remote)
{
	remote->crashes++;
	remote->tells_end = 1;
	lose(remote);
}

void schain__remote_give_up(schain__remote *remote, schain_status status, const char *why)
{
	schain__fail(&remote->error, status, "%s", why);
	lose(remote);
	/* While it is being opened the caller is told. */
	if (remote->instance && remote->instance->is_open)
		schain__remote_log(remote, SCHAIN_LOG_WARNING, "%s; next start in %lld ms",
		                   *why ? why : schain_status_get_text(status),
		                   (long long)(remote->delay / 1000000));
}

void schain__remote_blame(schain__remote *remote, const char *why)
{
	char line[256];

	remote->kills++;
	snprintf(line, sizeof line, "its process was ended: %s", why);
	schain__remote_give_up(remote, SCHAIN_E_STATE, line);
}

static void describe_end(const schain__child_end *end, char *text, size_t size)
{
	if (!end->is_known)
		snprintf(text, size, "its process ended");
	else if (end->signal)
		snprintf(text, size, "its process ended by signal %d", end->signal);
	else
		snprintf(text, size, "its process ended with status %d", end->status);
}

/* A copy that stays, so that every child runs what was checked, whoever it runs as. */
static schain_status open_code(schain__remote *remote, const schain__object_terms *terms,
                               schain_error *error)
{
	uint8_t digest[SCHAIN__SHA256_SIZE];
	schain_status status = schain__object_open(remote->path, terms, &remote->code, digest, error);
	char why[256] = "";

	if (status == SCHAIN_OK && !remote->code.is_sealed &&
	    schain__code_seal(&remote->code, why, sizeof why))
		status = schain__fail(error, SCHAIN_E_IO, "%s", why);
	if (status != SCHAIN_OK)
		schain__fail_at(error, remote->path, 0, 0, 0);
	return status;
}

static schain_status start(schain__remote *remote, schain_error *error)
{
	schain_status status = schain_path_check(remote->helper, error);
	char why[256] = "";

	if (status != SCHAIN_OK)
		return status;
	if (schain__child_start(&remote->child, remote->helper, remote->code.descriptor, why,
	                        sizeof why)) {
		status = schain__fail(error, SCHAIN_E_IO, "%s", why);
		schain__fail_at(error, remote->helper, 0, 0, 0);
		return status;
	}
	remote->starts++;
	remote->steps = 0;
	remote->tells_end = 0;
	remote->credit = SCHAIN__CREDIT;
	schain__remote_enter(remote, SCHAIN__REMOTE_STARTING);
	remote->credit_at = remote->changed_at;
	/* Into an empty socket; if it does not get there the start limit tells. */
	schain__child_send(&remote->child, remote->start.data, remote->start.size);
	return SCHAIN_OK;
}

/* Until the child has got as far as that. */
static schain_status wait_for(schain__remote *remote, enum schain__remote_state state,
                              schain_error *error)
{
	int64_t left = remote->isolation.start_limit;
	schain__child_end end = { 0, 0, 0 };
	char text[80];

	schain__remote_receive(remote);
	while (remote->state != state && remote->state != SCHAIN__REMOTE_DOWN && left > 0) {
		schain__child_wait(&remote->child, &left);
		schain__remote_receive(remote);
	}
	if (remote->state == state)
		return SCHAIN_OK;
	if (remote->state != SCHAIN__REMOTE_DOWN) {
		schain__remote_blame(remote, "it did not start and open the plugin in time");
		remote->error.code = SCHAIN_E_LIMIT;
	}
	schain__child_finish(&remote->child, 0, &end);
	if (remote->tells_end) {
		describe_end(&end, text, sizeof text);
		schain__fail(&remote->error, SCHAIN_E_STATE, "%s before the plugin was open", text);
	}
	schain__fail(error, remote->error.code, "%s", remote->error.message);
	schain__fail_at(error, remote->path, 0, 0, 0);
	return remote->error.code;
}

schain_status schain__remote_start(schain__remote *remote, const schain__object_terms *terms,
                                   schain_error *error)
{
	schain_status status = open_code(remote, terms, error);

	if (status == SCHAIN_OK)
		status = start(remote, error);
	return status == SCHAIN_OK ? wait_for(remote, SCHAIN__REMOTE_WAITING, error) : status;
}

schain_status schain__remote_open(schain__remote *remote, schain_error *error)
{
	if (remote->state == SCHAIN__REMOTE_WAITING) {
		schain__remote_enter(remote, SCHAIN__REMOTE_OPENING);
		schain__child_send(&remote->child, remote->open.data, remote->open.size);
	}
	return wait_for(remote, SCHAIN__REMOTE_READY, error);
}

void schain__remote_close(schain__remote *remote)
{
	schain__child_end end;
	schain__writer writer;

	if (remote->state == SCHAIN__REMOTE_READY) {
		schain__frame_begin(&writer, remote->frame, SCHAIN__FRAME_CLOSE);
		if (schain__child_send(&remote->child, writer.data, writer.size) == SCHAIN__CHILD_DONE)
			schain__child_finish(&remote->child, FAREWELL, &end);
	}
	schain__child_finish(&remote->child, 0, &end);
	remote->state = SCHAIN__REMOTE_DOWN;
	remote->tells_end = 0;
}

/* Is its place free for the next? Says how the last one ended. */
static int is_gone(schain__remote *remote)
{
	schain__child_end end = { 0, 0, 0 };
	char text[80];

	if (!schain__child_reap(&remote->child, &end))
		return 0;
	if (remote->tells_end) {
		describe_end(&end, text, sizeof text);
		schain__remote_log(remote, SCHAIN_LOG_WARNING, "%s; next start in %lld ms", text,
		                   (long long)(remote->delay / 1000000));
	}
	remote->tells_end = 0;
	return 1;
}

static void start_again(schain__remote *remote)
{
	schain_error error = SCHAIN_ERROR_INIT;

	if (start(remote, &error) == SCHAIN_OK)
		return;
	lose(remote);
	schain__remote_log(remote, SCHAIN_LOG_ERROR, "cannot be started again: %s", error.message);
}

void schain__remote_earn(schain__remote *remote, uint64_t credit)
{
	credit += remote->credit;
	remote->credit = credit > SCHAIN__CREDIT_LIMIT ? SCHAIN__CREDIT_LIMIT : (uint32_t)credit;
}

static void look_at_ready(schain__remote *remote, int64_t now)
{
	int64_t seconds = (now - remote->credit_at) / SCHAIN_SECOND;

	if (seconds > 0) {
		schain__remote_earn(remote, (uint64_t)seconds * SCHAIN__CREDIT_A_SECOND);
		remote->credit_at = now;
	}
	if (remote->first_out == remote->next_out ||
	    now - remote->progress_at < remote->plugins->options.deadline)
		return;
	/* It may have returned while nobody looked. */
	schain__remote_receive(remote);
	if (remote->state == SCHAIN__REMOTE_READY && remote->first_out < remote->next_out &&
	    now - remote->progress_at >= remote->plugins->options.deadline)
		schain__remote_blame(remote, "ask did not return within the deadline");
}

void schain__remote_look_at_clock(schain__remote *remote, int64_t now)
{
	switch (remote->state) {
	case SCHAIN__REMOTE_READY:
		look_at_ready(remote, now);
		break;
	case SCHAIN__REMOTE_DOWN:
		if (is_gone(remote) && now - remote->changed_at >= remote->delay)
			start_again(remote);
		break;
	default:
		schain__remote_receive(remote);
		if (remote->state != SCHAIN__REMOTE_READY && remote->state != SCHAIN__REMOTE_DOWN &&
		    now - remote->changed_at >= remote->isolation.start_limit)
			schain__remote_blame(remote, "it did not start and open the plugin in time");
	}
}

static int keep_paths(schain__remote *remote, const char *helper, const char *path)
{
	size_t first = strlen(helper) + 1, second = strlen(path) + 1;

	remote->paths.data = schain__alloc(&remote->plugins->memory, first + second);
	if (!remote->paths.data)
		return -1;
	remote->paths.size = first + second;
	memcpy(remote->paths.data, helper, first);
	memcpy(remote->paths.data + first, path, second);
	remote->helper = (const char *)remote->paths.data;
	remote->path = (const char *)remote->paths.data + first;
	return 0;
}

static schain_status make_start(schain__remote *remote, const schain_plugin_isolation *known,
                                schain_error *error)
{
	schain__writer writer;
	schain__start start_message;

	memset(&start_message, 0, sizeof start_message);
	start_message.isolation = *known;
	start_message.question_limit = remote->plugins->options.question_limit;
	start_message.grant_count = (uint32_t)known->grant_count;
	for (uint32_t i = 0; i < start_message.grant_count; i++) {
		start_message.grants[i].path = schain_string_of(schain__grant_at(known, i)->path);
		start_message.grants[i].access = schain__grant_at(known, i)->access;
	}
	schain__frame_begin(&writer, remote->frame, SCHAIN__FRAME_START);
	schain__put_start(&writer, &start_message);
	if (writer.is_full)
		return schain__fail(error, SCHAIN_E_LIMIT, "the paths of its grants are too long together");
	return schain__block_keep(remote, &remote->start, writer.data, writer.size)
	           ? schain__fail_memory(error)
	           : SCHAIN_OK;
}

schain_status schain__remote_new(schain_plugins *plugins, const char *path,
                                 const schain_plugin_isolation *known, schain__remote **ret_remote,
                                 schain_error *error)
{
	schain__remote *remote = schain__alloc_zero(&plugins->memory, 1, sizeof *remote);
	schain_status status;

	if (!remote)
		return schain__fail_memory(error);
	remote->plugins = plugins;
	remote->isolation = *known;
	remote->child.socket = -1;
	remote->child.pidfd = -1;
	remote->code.descriptor = -1;
	schain_error_init(&remote->error, sizeof remote->error);
	status = keep_paths(remote, known->helper, path) ? schain__fail_memory(error)
	                                                 : make_start(remote, known, error);
	if (status == SCHAIN_OK)
		*ret_remote = remote;
	else
		schain__remote_free(remote);
	return status;
}

void schain__remote_free(schain__remote *remote)
{
	schain__child_end end;

	if (!remote)
		return;
	schain__child_finish(&remote->child, 0, &end);
	if (remote->code.descriptor >= 0)
		schain__code_close(&remote->code);
	schain__block_free(remote, &remote->paths);
	schain__block_free(remote, &remote->texts);
	schain__block_free(remote, &remote->start);
	schain__block_free(remote, &remote->open);
	schain__block_free(remote, &remote->description);
	schain__free(&remote->plugins->memory, remote, sizeof *remote);
}
