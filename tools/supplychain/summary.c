/* SPDX-License-Identifier: Apache-2.0 */
#include "summary.h"

#include <inttypes.h>

static void format_count(uint64_t number, char text[32])
{
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%" PRIu64, number);
	size_t at = 0;

	for (int i = 0; i < length; i++) {
		text[at++] = digits[i];
		if ((length - i) % 3 == 1 && i + 1 < length)
			text[at++] = ',';
	}
	text[at] = 0;
}

static void print_levels(const struct results *results)
{
	uint64_t shown = 0, hidden = 0;

	for (uint32_t level = LEVEL_COUNT; level-- > 0;) {
		uint64_t count = results->levels[level];

		if (!count)
			continue;
		if (level < results->settings.least) {
			hidden += count;
			continue;
		}
		fprintf(stderr, "%s%" PRIu64 " %s", shown ? ", " : "", count, schain_level_get_name(level));
		shown += count;
	}
	if (!shown)
		fprintf(stderr, "no verdict of level %s or above",
		        schain_level_get_name(results->settings.least));
	if (hidden)
		fprintf(stderr, " (%" PRIu64 " lower: --min-level=info shows them)", hidden);
}

void summary_print(const struct input *inputs, size_t count, uint64_t events,
                   const struct results *results)
{
	uint64_t records = 0, damaged = 0;
	char number[3][32];

	for (size_t i = 0; i < count; i++) {
		records += inputs[i].statistics.records;
		damaged += inputs[i].statistics.damaged;
	}
	format_count(records, number[0]);
	format_count(events, number[1]);
	format_count(damaged, number[2]);
	fprintf(stderr, "%s record%s, %s event%s, %s damaged; ", number[0], records == 1 ? "" : "s",
	        number[1], events == 1 ? "" : "s", number[2]);
	print_levels(results);
	fputc('\n', stderr);
}

static void print_counter(const char *name, uint64_t value)
{
	fprintf(stderr, "  %-22s %20" PRIu64 "\n", name, value);
}

static void print_input_statistics(const struct input *input)
{
	const schain_decoder_statistics *s = &input->statistics;

	fprintf(stderr, "%s (%s)\n", input->name, input->format ? input->format->name : "no format");
	print_counter("bytes", s->bytes);
	print_counter("records", s->records);
	print_counter("events", s->events);
	print_counter("ignored", s->ignored);
	print_counter("damaged", s->damaged);
	print_counter("incomplete", s->incomplete);
}

void summary_print_statistics(const struct input *inputs, size_t count, const schain_engine *engine)
{
	schain_engine_statistics s = { .struct_size = sizeof s };
	schain_checkpoint checkpoint = { .struct_size = sizeof checkpoint };

	for (size_t i = 0; i < count; i++)
		print_input_statistics(&inputs[i]);
	if (schain_engine_get_statistics(engine, &s, NULL) < 0)
		return;
	fputs("engine\n", stderr);
	print_counter("hosts", s.hosts);
	print_counter("events", s.events);
	print_counter("events judged", s.events_judged);
	print_counter("events late", s.events_late);
	print_counter("events unknown", s.events_unknown);
	print_counter("events lost", s.events_lost);
	print_counter("reorder overflow", s.reorder_overflow);
	print_counter("processes", s.processes);
	print_counter("files", s.files);
	print_counter("deliveries", s.deliveries);
	print_counter("chains", s.chains);
	print_counter("products", s.products);
	print_counter("verdicts", s.verdicts);
	print_counter("forgotten processes", s.forgotten_processes);
	print_counter("forgotten files", s.forgotten_files);
	print_counter("forgotten deliveries", s.forgotten_deliveries);
	print_counter("forgotten chains", s.forgotten_chains);
	print_counter("memory", s.memory);
	print_counter("memory peak", s.memory_peak);
	print_counter("forgotten hosts", s.forgotten_hosts);
	print_counter("cold deliveries", s.cold_deliveries);
	print_counter("cold files", s.cold_files);
	print_counter("put away", s.put_away);
	print_counter("woken", s.woken);
	print_counter("unread", s.unread);
	if (schain_engine_get_checkpoint(engine, &checkpoint, NULL) < 0)
		return;
	fputs("state\n", stderr);
	print_counter("checkpoints", checkpoint.made);
	print_counter("checkpoints failed", checkpoint.failed);
	print_counter("events not saved", checkpoint.waiting);
}
