/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { WORST = 20 /* open chains told of */, SCHEMA = 1 };

void status_begin(struct status *status, schain_time now)
{
	status->start = status->told = now;
}

void status_count(struct status *status, const schain_event *event)
{
	if (event->type < STATUS_TYPES)
		status->counts[event->type]++;
}

void status_greet(const struct status *status, const char *host, struct line *line)
{
	line_print(line, "{\"type\":\"hello\",\"schema\":%d,\"version\":", SCHEMA);
	line_string(line, schain_string_of(schain_version()));
	line_print(line, ",\"host\":");
	line_string(line, schain_string_of(host));
	line_print(line, ",\"pid\":%ld,\"start\":", (long)getpid());
	line_time(line, status->start);
	line_print(line, "}\n");
}

void status_verdict(const schain_verdict *verdict, struct line *line)
{
	line_print(line, "{\"type\":\"verdict\",\"verdict\":");
	if (schain_report_write_json(verdict, 0, line_sink, line, NULL) < 0)
		line->is_failed = 1;
	else
		line->length--; /* its line feed */
	line_print(line, "}\n");
}

/* Bytes in memory. */
static uint64_t resident(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	uint64_t pages = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%*u %" SCNu64, &pages) != 1)
		pages = 0;
	fclose(file);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static int tell_chain(void *context, const schain_known_chain *chain)
{
	struct line *line = context;
	const char *comma = "";

	line_print(line, "%s{\"id\":", line->data[line->length - 1] == '[' ? "" : ",");
	line_string(line, chain->id);
	line_print(line, ",\"host\":");
	line_string(line, chain->host);
	line_print(line, ",\"product\":");
	line_string(line, chain->product);
	line_print(line, ",\"version\":");
	line_string(line, chain->version);
	line_print(line, ",\"level\":\"%s\",\"score\":%" PRId32 ",\"signals\":%" PRIu64 ",\"stages\":[",
	           schain_level_get_name(chain->level), chain->score, chain->signals);
	for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++)
		if (chain->stages & 1u << stage) {
			line_print(line, "%s\"%s\"", comma, schain_stage_get_name(stage));
			comma = ",";
		}
	line_print(line, "],\"first_run\":");
	line_time(line, chain->first_run);
	line_print(line, ",\"last_time\":");
	line_time(line, chain->last_time);
	line_print(line, "}");
	return line->is_failed;
}

static void tell_rates(struct status *status, int64_t elapsed, struct line *line)
{
	const char *comma = "";

	for (uint32_t type = 0; type < STATUS_TYPES; type++) {
		if (!status->counts[type])
			continue;
		line_print(line, "%s\"%s\":%.1f", comma, schain_event_type_get_name(type),
		           (double)status->counts[type] * SCHAIN_SECOND / (double)elapsed);
		status->counts[type] = 0;
		comma = ",";
	}
}

void status_tell(struct status *status, schain_engine *engine, const struct watchers *watchers,
                 schain_time now, struct line *line)
{
	schain_engine_statistics counters = { .struct_size = sizeof counters };
	int64_t elapsed = now - status->told;

	if (elapsed >= 0 && elapsed < SCHAIN_SECOND)
		return;
	status->told = now;
	schain_engine_get_statistics(engine, &counters, NULL);
	line_print(line, "{\"type\":\"status\",\"time\":");
	line_time(line, now);
	line_print(line, ",\"events\":%" PRIu64 ",\"lost\":%" PRIu64 ",\"rates\":{", counters.events,
	           counters.events_lost);
	tell_rates(status, elapsed > 0 ? elapsed : SCHAIN_SECOND, line);
	line_print(line,
	           "},\"memory\":%" PRIu64 ",\"state\":%" PRIu64 ",\"hosts\":%" PRIu32
	           ",\"processes\":%" PRIu64 ",\"files\":%" PRIu64 ",\"deliveries\":%" PRIu64
	           ",\"chains\":%" PRIu64 ",\"verdicts\":%" PRIu64
	           ",\"watchers\":%zu,\"dropped\":%zu,\"worst\":[",
	           resident(), counters.memory, counters.hosts, counters.processes, counters.files,
	           counters.deliveries, counters.chains, counters.verdicts, watchers_count(watchers),
	           watchers_dropped(watchers));
	schain_engine_each_chain(engine, WORST, tell_chain, line, NULL);
	line_print(line, "]}\n");
}
