/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/enrich.h"

#include <inttypes.h>
#include <stdio.h>

static void describe_process(const schain__process *from, schain_process *process,
                             schain_file *image)
{
	schain_process_init(process, sizeof *process);
	schain_file_init(image, sizeof *image);
	image->path = schain__interned_string(from->image);
	process->pid = from->pid;
	process->start_time = from->start_time;
	process->guid = schain__interned_string(from->guid);
	process->command_line = schain__interned_string(from->command);
	process->script = schain__interned_string(from->script);
	process->working_directory = schain__interned_string(from->directory);
	process->user = schain__interned_string(from->user);
	process->image = image;
}

void schain__enrich_ask(schain_plugins *plugins, const schain__scene *scene,
                        const schain__matter *matter)
{
	const schain__chain *chain = matter->chain;
	schain_question question;
	schain_process process;
	schain_file image;

	memset(&question, 0, sizeof question);
	question.struct_size = sizeof question;
	question.subject_kind = matter->subject_kind;
	question.subject = matter->subject;
	question.time = scene->event->time;
	question.host = schain__interned_string(scene->host->name);
	if (chain) {
		question.os = chain->os;
		question.product = schain__interned_string(chain->title ? chain->title : chain->product);
		question.vendor = schain__interned_string(chain->vendor);
		question.version = schain__interned_string(chain->version);
	} else {
		question.os = scene->event->os ? scene->event->os : scene->host->os;
		question.product = scene->event->package->name;
		question.vendor = scene->event->package->publisher;
		question.version = scene->event->package->version;
	}
	question.file = matter->file;
	if (matter->subject_kind == SCHAIN_SUBJECT_DOMAIN || matter->subject_kind == SCHAIN_SUBJECT_ADDRESS)
		question.connection = scene->event->connection;
	if (scene->process) {
		describe_process(scene->process, &process, &image);
		question.process = &process;
	}
	schain__plugins_ask(plugins, &question, (uint64_t)matter->written);
}

void schain__enrich_event(const schain__reply *reply, schain_time time,
                          schain__claim_event *ret_event)
{
	schain_event *event = &ret_event->event;
	int length;

	schain_event_init(event, sizeof *event);
	length = snprintf(ret_event->record_id, sizeof ret_event->record_id, "%s:%" PRIu64,
	                  reply->from->name, reply->number);
	event->type = SCHAIN_EVENT_CLAIM;
	event->time = time;
	event->source_kind = SCHAIN_SOURCE_PLUGIN;
	event->host = reply->host;
	event->record_id = schain__string(ret_event->record_id, (size_t)length);
	/* As a line of the plugin's: a recording's own line and name would be no evidence. */
	event->origin = schain_string_of(reply->from->name);
	event->line = reply->number;
	event->claim = &reply->claim;
}
