/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/judge.h"

/* What this event shows that the host's sensors can see. */
static void note_sensor(schain__host *host, const schain_event *event)
{
	const schain_file *file = event->file ? event->file
	                                      : event->process ? event->process->image : NULL;

	host->seen |= SCHAIN__SEEN_EVENT(event->type);
	if (event->type == SCHAIN_EVENT_DNS ||
	    (event->connection && (event->connection->host_name.length || event->connection->server_name.length)))
		host->seen |= SCHAIN__SEEN_NAMES;
	if (file && file->signature && file->signature->state)
		host->seen |= SCHAIN__SEEN_SIGNATURES;
	if (file && (file->sha256.length || file->sha1.length || file->md5.length))
		host->seen |= SCHAIN__SEEN_HASHES;
	if (event->os)
		host->os = event->os;
	else if (!host->os && file && file->path.length)
		host->os = schain__path_is_windows(file->path) ? SCHAIN_OS_WINDOWS
		           : schain__starts(file->path, SCHAIN_STRING("/Applications/")) ||
		                           schain__starts(file->path, SCHAIN_STRING("/System/"))
		                   ? SCHAIN_OS_MACOS
		                   : SCHAIN_OS_LINUX;
}

static int judge_process(schain__scene *scene)
{
	const schain_event *event = scene->event;

	switch (event->type) {
	case SCHAIN_EVENT_PROCESS_FORK:
		scene->process = schain__process_fork(scene->model, scene->host, event);
		return scene->process ? 0 : -1;
	case SCHAIN_EVENT_PROCESS_START:
		scene->process = schain__process_start(scene->model, scene->host, event);
		if (!scene->process)
			return -1;
		schain__process_shed(scene->model, scene->process);
		schain__see_start(scene);
		return 0;
	default:
		scene->process = schain__process_find(scene->model, scene->host, event->process);
		if (scene->process)
			schain__process_exit(scene->model, scene->process, event->time);
		return 0;
	}
}

static void (*const stages[])(schain__scene *scene) = {
	[SCHAIN_EVENT_FILE_WRITE] = schain__see_write,
	[SCHAIN_EVENT_FILE_RENAME] = schain__see_rename,
	[SCHAIN_EVENT_FILE_DELETE] = schain__see_delete,
	[SCHAIN_EVENT_FILE_ATTRIBUTE] = schain__see_attribute,
	[SCHAIN_EVENT_FILE_READ] = schain__see_read,
	[SCHAIN_EVENT_MODULE_LOAD] = schain__see_module,
	[SCHAIN_EVENT_DRIVER_LOAD] = schain__see_driver,
	[SCHAIN_EVENT_REGISTRY] = schain__see_registry,
	[SCHAIN_EVENT_PERSISTENCE] = schain__see_persistence,
	[SCHAIN_EVENT_CONNECTION] = schain__see_connection,
	[SCHAIN_EVENT_DNS] = schain__see_dns,
	[SCHAIN_EVENT_PACKAGE] = schain__see_package,
	[SCHAIN_EVENT_INTEGRITY] = schain__see_integrity,
	[SCHAIN_EVENT_CLAIM] = schain__see_claim,
	[SCHAIN_EVENT_INJECTION] = schain__see_injection,
};

int schain__judge(schain__scene *scene)
{
	const schain_event *event = scene->event;

	scene->process = NULL;
	if (event->type == SCHAIN_EVENT_NONE || event->type > SCHAIN_EVENT_LOSS)
		return -1;
	note_sensor(scene->host, event);
	if (event->type >= SCHAIN_EVENT_PROCESS_FORK && event->type <= SCHAIN_EVENT_PROCESS_EXIT)
		return event->process ? judge_process(scene) : -1;
	if (event->type == SCHAIN_EVENT_LOSS) {
		scene->host->lost += event->count;
		return 0;
	}
	if (event->process)
		scene->process = schain__process_of(scene->model, scene->host, event->process, event->time);
	if (scene->process)
		schain__process_shed(scene->model, scene->process);
	stages[event->type](scene);
	return 0;
}
