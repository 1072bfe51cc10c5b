/* SPDX-License-Identifier: Apache-2.0 */
/* A verdict from a chain. */
#include "analytic/analytic.h"

#include <inttypes.h>
#include <stdlib.h>

struct filling {
	schain__model *model;
	const schain__chain *chain;
	const schain__delivery *delivery;
	const schain__item *item;
	const schain__host *host;
	schain__arena *arena;
	schain_verdict *verdict;
	int failed;
};

static void *take(struct filling *filling, size_t count, size_t size)
{
	void *block = count ? schain__arena_take(filling->arena, count, size) : NULL;

	if (count && !block)
		filling->failed = 1;
	return block;
}

/* ATT&CK names its analytics by platform; release 19.1. */
static void fill_attack(struct filling *filling)
{
	static const struct {
		const char *technique, *strategy, *analytics[4];
	} strategies[] = {
		{ "T1195.002", "DET0309", { "AN0862", "AN0862", "AN0863", "AN0864" } },
		{ "T1195.001", "DET0009", { "AN0021", "AN0021", "AN0022", "AN0023" } },
		{ "T1195", "DET0537", { "AN1480", "AN1480", "AN1481", "AN1482" } },
	};
	uint32_t os = filling->chain->os < 4 ? filling->chain->os : 0;
	size_t i = 0;

	if (filling->item->flags & SCHAIN__ITEM_DEVELOPER ||
	    filling->delivery->classes & SCHAIN__IMAGE_DEVELOPER_MANAGER)
		i = 1;
	else if (!schain__is_installing(filling->delivery->classes))
		i = 2;
	filling->verdict->technique = schain_string_of(strategies[i].technique);
	filling->verdict->strategy = schain_string_of(strategies[i].strategy);
	filling->verdict->analytic = schain_string_of(strategies[i].analytics[os]);
}

/*
 * Order of evidence: by time, then stage, name and subject, so that it never
 * depends on the order in which equal times were found.
 */
static int by_time(const void *a, const void *b)
{
	const schain__signal *left = *(schain__signal *const *)a, *right = *(schain__signal *const *)b;

	if (left->time != right->time)
		return left->time < right->time ? -1 : 1;
	if (left->id != right->id)
		return left->id < right->id ? -1 : 1;
	return schain__compare(schain__interned_string(left->subject),
	                       schain__interned_string(right->subject));
}

schain_signal *schain__verdict_signals(schain__arena *arena, const schain__chain *chain,
                                       const schain__signal ***ret_order)
{
	const schain__signal **order = schain__arena_take(arena, chain->signal_count + 1, sizeof *order);
	schain_signal *signals = schain__arena_take(arena, chain->signal_count + 1, sizeof *signals);

	if (!order || !signals)
		return NULL;
	for (size_t i = 0; i < chain->signal_count; i++)
		order[i] = &chain->signals[i];
	qsort(order, chain->signal_count, sizeof *order, by_time);
	for (size_t i = 0; i < chain->signal_count; i++) {
		const schain__signal *from = order[i];
		schain_signal *to = &signals[i];
		char buffer[SCHAIN__RECORD_TEXT_SIZE];

		to->struct_size = sizeof *to;
		to->stage = schain__signal_kinds[from->id].stage;
		to->weight = from->share;
		to->full_weight = from->weight;
		to->occurrences = from->occurrences;
		to->time = from->time;
		to->record = from->record.form == SCHAIN__RECORD_HASH ? 0 : from->record.number;
		to->line = from->record.line;
		to->name = schain_string_of(schain__signal_kinds[from->id].name);
		to->text = schain__explain_signal(arena, from);
		to->event = schain_string_of(schain_event_type_get_name(from->record.event_type));
		to->source = schain_string_of(schain_source_get_name(from->record.source_kind));
		to->record_id = schain__arena_copy(arena, schain__record_text(&from->record, buffer));
		to->origin = schain__interned_string(from->record.origin);
	}
	*ret_order = order;
	return signals;
}

static void fill_signals(struct filling *filling)
{
	const schain__chain *chain = filling->chain;
	const schain__signal **order;
	schain_signal *signals = schain__verdict_signals(filling->arena, chain, &order);

	if (!signals) {
		filling->failed = 1;
		return;
	}
	for (size_t i = 0; i < chain->signal_count; i++) {
		const schain__signal *from = order[i];
		schain_signal *to = &signals[i];

		for (size_t p = 0; from->process_key && p < chain->process_count; p++)
			if (chain->processes[p].key == from->process_key)
				to->process = (uint32_t)p + 2; /* behind the installer, from 1 */
		if (from->weight >= 0 && !filling->verdict->stage_times[to->stage])
			filling->verdict->stage_times[to->stage] = from->time;
	}
	filling->verdict->signals = signals;
	filling->verdict->signal_count = chain->signal_count;
	filling->verdict->first_time = signals[0].time;
	filling->verdict->last_time = signals[chain->signal_count - 1].time;
}

/* The installer first, then the chain's processes as they started. */
static void fill_processes(struct filling *filling)
{
	const schain__chain *chain = filling->chain;
	const schain__delivery *delivery = filling->delivery;
	schain_verdict_process *processes = take(filling, chain->process_count + 1, sizeof *processes);

	if (!processes)
		return;
	processes[0].struct_size = sizeof *processes;
	processes[0].role = SCHAIN_ROLE_INSTALLER;
	processes[0].pid = delivery->pid;
	processes[0].time = delivery->installer_started;
	processes[0].parent = UINT32_MAX;
	processes[0].guid = schain__interned_string(delivery->guid);
	processes[0].image = schain__interned_string(delivery->installer);
	processes[0].command_line = schain__interned_string(delivery->command);
	processes[0].user = schain__interned_string(delivery->user);
	for (size_t i = 0; i < chain->process_count; i++) {
		const schain__chain_process *from = &chain->processes[i];
		schain_verdict_process *to = &processes[i + 1];

		to->struct_size = sizeof *to;
		to->role = from->role;
		to->pid = from->pid;
		to->time = from->time;
		to->parent = UINT32_MAX;
		to->distance = from->distance;
		to->guid = schain__interned_string(from->guid);
		to->image = schain__interned_string(from->image);
		to->command_line = schain__interned_string(from->command);
		to->user = schain__interned_string(from->user);
		/* The newest image of the parent's process before this one. */
		for (size_t p = 0; p < i; p++)
			if (chain->processes[p].key == from->parent_key)
				to->parent = (uint32_t)p + 1;
	}
	filling->verdict->processes = processes;
	filling->verdict->process_count = chain->process_count + 1;
}

static const char *signature_name(uint32_t state)
{
	static const char *const names[] = { "",        "valid",   "unsigned", "invalid", "untrusted",
		                             "expired", "revoked", "ad-hoc" };

	return state < sizeof names / sizeof *names ? names[state] : "";
}

static void fill_files(struct filling *filling)
{
	const schain__chain *chain = filling->chain;
	schain_verdict_file *files = take(filling, chain->file_count, sizeof *files);

	for (size_t i = 0; files && i < chain->file_count; i++) {
		const schain__chain_file *from = &chain->files[i];

		files[i].struct_size = sizeof *files;
		files[i].content = from->content;
		files[i].process = 1; /* the installer */
		files[i].time = from->time;
		files[i].path = schain__interned_string(from->path);
		files[i].sha256 = schain__interned_string(from->sha256);
		files[i].sha1 = schain__interned_string(from->sha1);
		files[i].md5 = schain__interned_string(from->md5);
		files[i].signature = schain_string_of(signature_name(from->signature));
		files[i].signer = schain__interned_string(from->signer);
	}
	filling->verdict->files = files;
	filling->verdict->file_count = files ? chain->file_count : 0;
}

static void fill_destinations(struct filling *filling)
{
	static const char *const judgements[] = { "approved", "internal", "customary",
		                                  "vendor",   "common",   "unapproved" };
	const schain__chain *chain = filling->chain;
	schain_verdict_destination *list = take(filling, chain->destination_count, sizeof *list);

	for (size_t i = 0; list && i < chain->destination_count; i++) {
		const schain__chain_destination *from = &chain->destinations[i];

		list[i].struct_size = sizeof *list;
		list[i].port = from->port;
		list[i].protocol = from->protocol;
		list[i].connections = from->connections;
		list[i].time = from->time;
		list[i].host_name = schain__interned_string(from->name);
		list[i].address = schain__interned_string(from->address);
		list[i].judgement = schain_string_of(judgements[from->judgement]);
		for (size_t p = 0; p < chain->process_count; p++)
			if (chain->processes[p].key == from->process_key)
				list[i].process = (uint32_t)p + 2;
	}
	filling->verdict->destinations = list;
	filling->verdict->destination_count = list ? chain->destination_count : 0;
}

/* What a host's sensors have to show for full confidence, and what each is worth of it. */
static const struct {
	uint64_t seen;
	uint32_t worth; /* per cent */
	uint32_t stage;
	const char *source, *text;
} sources[] = {
	{ SCHAIN__SEEN_EVENT(SCHAIN_EVENT_PROCESS_START), 20, SCHAIN_STAGE_FIRST_RUN, "process_start",
	  "which programs ran, and who started them" },
	{ SCHAIN__SEEN_EVENT(SCHAIN_EVENT_FILE_WRITE) | SCHAIN__SEEN_EVENT(SCHAIN_EVENT_FILE_RENAME), 20,
	  SCHAIN_STAGE_WRITE, "file_write", "which files the installer wrote" },
	{ SCHAIN__SEEN_EVENT(SCHAIN_EVENT_CONNECTION), 20, SCHAIN_STAGE_EGRESS, "connection",
	  "where the software connected" },
	{ SCHAIN__SEEN_NAMES, 10, SCHAIN_STAGE_EGRESS, "dns", "the host names behind addresses" },
	{ SCHAIN__SEEN_EVENT(SCHAIN_EVENT_MODULE_LOAD), 10, SCHAIN_STAGE_CHILD, "module_load",
	  "libraries loaded into programs that were there before" },
	{ SCHAIN__SEEN_SIGNATURES, 15, SCHAIN_STAGE_TRUST, "signature",
	  "whether the files are signed, and by whom" },
	{ SCHAIN__SEEN_HASHES, 5, SCHAIN_STAGE_TRUST, "hash", "the files' hashes, to look them up" },
};

static void fill_gaps(struct filling *filling)
{
	size_t count = sizeof sources / sizeof *sources;
	schain_verdict_gap *gaps = take(filling, count, sizeof *gaps);
	size_t missing = 0;

	filling->verdict->confidence = 100;
	for (size_t i = 0; gaps && i < count; i++) {
		if (filling->host->seen & sources[i].seen)
			continue;
		filling->verdict->confidence -= sources[i].worth;
		gaps[missing].struct_size = sizeof *gaps;
		gaps[missing].stage = sources[i].stage;
		gaps[missing].source = schain_string_of(sources[i].source);
		gaps[missing].text = schain_string_of(sources[i].text);
		missing++;
	}
	if (filling->host->lost && filling->verdict->confidence > 10)
		filling->verdict->confidence -= 10;
	filling->verdict->gaps = gaps;
	filling->verdict->gap_count = missing;
}

static void add_line(schain_string *lines, size_t *count, schain_string line)
{
	if (line.data)
		lines[(*count)++] = line;
}

/* What to contain: the host, the destinations, the files; only where it is worth it. */
static void fill_isolate(struct filling *filling)
{
	const schain__chain *chain = filling->chain;
	schain_verdict *verdict = filling->verdict;
	schain_string *lines;
	size_t count = 0;

	if (verdict->level < SCHAIN_LEVEL_MEDIUM)
		return;
	lines = take(filling, 1 + verdict->destination_count + verdict->file_count, sizeof *lines);
	if (!lines)
		return;
	add_line(lines, &count, schain__arena_printf(filling->arena, "host %.*s",
	                                             verdict->host.length ? (int)verdict->host.length : 9,
	                                             verdict->host.length ? verdict->host.data : "(unnamed)"));
	for (size_t i = 0; i < verdict->destination_count; i++) {
		const schain_verdict_destination *to = &verdict->destinations[i];
		schain_string name = to->host_name.length ? to->host_name : to->address;

		if (chain->destinations[i].judgement >= SCHAIN__COMMON)
			add_line(lines, &count,
			         schain__arena_printf(filling->arena, "destination %.*s port %" PRIu32,
			                              (int)name.length, name.data, to->port));
	}
	for (size_t i = 0; i < verdict->file_count; i++)
		add_line(lines, &count,
		         schain__arena_printf(filling->arena, "file %.*s", (int)verdict->files[i].path.length,
		                              verdict->files[i].path.data));
	verdict->isolate = lines;
	verdict->isolate_count = count;
}

static void fill_preserve(struct filling *filling)
{
	schain_verdict *verdict = filling->verdict;
	schain_string *lines;
	size_t count = 0;

	if (verdict->level < SCHAIN_LEVEL_MEDIUM)
		return;
	lines = take(filling, verdict->process_count + verdict->file_count + 1, sizeof *lines);
	if (!lines)
		return;
	for (size_t i = 1; i < verdict->process_count; i++) {
		const schain_verdict_process *process = &verdict->processes[i];

		if (process->role == SCHAIN_ROLE_SUBJECT || process->role == SCHAIN_ROLE_LOADER)
			add_line(lines, &count,
			         schain__arena_printf(filling->arena, "memory of process %" PRIu64 " (%.*s)",
			                              process->pid, (int)process->image.length,
			                              process->image.length ? process->image.data : ""));
	}
	for (size_t i = 0; i < verdict->file_count; i++)
		add_line(lines, &count,
		         schain__arena_printf(filling->arena, "copy of %.*s", (int)verdict->files[i].path.length,
		                              verdict->files[i].path.data));
	add_line(lines, &count,
	         schain__arena_printf(filling->arena, "installer's package, cache and log (%.*s)",
	                              verdict->installer.length ? (int)verdict->installer.length : 7,
	                              verdict->installer.length ? verdict->installer.data : "unknown"));
	verdict->preserve = lines;
	verdict->preserve_count = count;
}

static void fill_head(struct filling *filling)
{
	const schain__chain *chain = filling->chain;
	const schain__package *package = filling->item->package;
	schain_verdict *verdict = filling->verdict;

	memset(verdict, 0, sizeof *verdict);
	verdict->struct_size = sizeof *verdict;
	verdict->revision = chain->revision + chain->is_dirty;
	verdict->level = chain->level;
	verdict->score = chain->score;
	verdict->stages = chain->stages;
	verdict->os = chain->os;
	verdict->omitted_count = chain->omitted;
	verdict->forgotten_since = filling->host->forgotten.since;
	verdict->forgotten_processes = filling->host->forgotten.processes;
	verdict->forgotten_files = filling->host->forgotten.files;
	verdict->forgotten_deliveries = filling->host->forgotten.deliveries;
	verdict->forgotten_chains = filling->host->forgotten.chains;
	verdict->unread_since = filling->host->unread.since;
	verdict->unread = filling->host->unread.deliveries;
	verdict->id = schain__arena_printf(filling->arena, "sc-%016" PRIx64, chain->id);
	verdict->host = schain__interned_string(filling->host->name);
	verdict->product = schain__interned_string(filling->item->name ? filling->item->name
	                                           : chain->title      ? chain->title
	                                                               : chain->product);
	verdict->version = schain__interned_string(package && package->version ? package->version
	                                                                       : chain->version);
	if (package)
		verdict->previous_version = schain__interned_string(package->old_version);
	verdict->installer = schain__interned_string(filling->delivery->script ? filling->delivery->script
	                                                                       : filling->delivery->installer);
	if (!verdict->id.data)
		filling->failed = 1;
}

int schain__verdict_fill(schain__model *model, const schain__chain *chain, schain__arena *arena,
                         schain_verdict *verdict)
{
	struct filling filling = { model, chain, NULL, NULL, NULL, arena, verdict, 0 };

	filling.delivery = schain__slab_get(&model->deliveries, chain->delivery);
	filling.host = schain__slab_get(&model->hosts, chain->host);
	if (!filling.delivery || !filling.host || chain->item >= filling.delivery->item_count ||
	    !chain->signal_count)
		return -1;
	filling.item = &filling.delivery->items[chain->item];
	fill_head(&filling);
	fill_attack(&filling);
	fill_processes(&filling);
	fill_signals(&filling);
	fill_files(&filling);
	fill_destinations(&filling);
	fill_gaps(&filling);
	fill_isolate(&filling);
	fill_preserve(&filling);
	verdict->explanation = schain__explain_chain(arena, model, chain, verdict);
	return filling.failed ? -1 : 0;
}
