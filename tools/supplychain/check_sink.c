/* SPDX-License-Identifier: Apache-2.0 */
/* Conformance: verdicts, from a bare one to one with every part at its longest. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS = 1000, TEXT_SIZE = 65536, PROMPT_CALLS = 11, BURST = 2000 };

/* A verdict with room for all it points to. */
struct sentence {
	schain_verdict verdict;
	schain_signal signals[PARTS];
	schain_verdict_file files[PARTS];
	schain_verdict_process processes[PARTS];
	schain_verdict_destination destinations[PARTS];
	schain_verdict_gap gaps[PARTS];
	schain_string texts[PARTS];
};

static void fill(schain_string *first, const schain_string *last, schain_string text)
{
	for (; first <= last; first++)
		*first = text;
}

static void init_bare(schain_verdict *verdict)
{
	memset(verdict, 0, sizeof *verdict);
	verdict->struct_size = sizeof *verdict;
	verdict->revision = 1;
	verdict->level = SCHAIN_LEVEL_CRITICAL;
	verdict->first_time = verdict->last_time = INT64_C(1767225600) * SCHAIN_SECOND;
}

/* `count` of each part, every text the same. */
static void init_full(struct sentence *sentence, size_t count, schain_string text)
{
	schain_verdict *verdict = &sentence->verdict;

	memset(sentence, 0, sizeof *sentence);
	init_bare(verdict);
	verdict->score = 120;
	verdict->stages = 0xff;
	fill(&verdict->id, &verdict->explanation, text);
	for (size_t i = 0; i < count; i++) {
		sentence->signals[i].struct_size = sizeof *sentence->signals;
		fill(&sentence->signals[i].name, &sentence->signals[i].origin, text);
		sentence->files[i].struct_size = sizeof *sentence->files;
		fill(&sentence->files[i].path, &sentence->files[i].signer, text);
		sentence->processes[i].struct_size = sizeof *sentence->processes;
		sentence->processes[i].parent = i ? (uint32_t)i - 1 : UINT32_MAX;
		fill(&sentence->processes[i].guid, &sentence->processes[i].user, text);
		sentence->destinations[i].struct_size = sizeof *sentence->destinations;
		fill(&sentence->destinations[i].host_name, &sentence->destinations[i].judgement, text);
		sentence->gaps[i].struct_size = sizeof *sentence->gaps;
		fill(&sentence->gaps[i].source, &sentence->gaps[i].text, text);
		sentence->texts[i] = text;
	}
	verdict->signals = sentence->signals;
	verdict->files = sentence->files;
	verdict->processes = sentence->processes;
	verdict->destinations = sentence->destinations;
	verdict->gaps = sentence->gaps;
	verdict->isolate = verdict->preserve = sentence->texts;
	verdict->signal_count = verdict->file_count = verdict->process_count = count;
	verdict->destination_count = verdict->gap_count = count;
	verdict->isolate_count = verdict->preserve_count = count;
}

static struct sentence *new_sentence(void)
{
	struct sentence *sentence = malloc(sizeof *sentence);

	if (!sentence)
		abort();
	return sentence;
}

static void deliver(struct trial *trial, struct host *host, const schain_verdict *verdict,
                    const char *what)
{
	trial_step(trial, "deliver of %s", what);
	host_deliver(host, verdict, NULL);
}

static void deliver_odd(struct trial *trial, struct host *host, struct sentence *sentence)
{
	char *text = malloc(TEXT_SIZE);

	if (!text)
		abort();
	memset(text, 'x', TEXT_SIZE);
	init_bare(&sentence->verdict);
	deliver(trial, host, &sentence->verdict, "a verdict with nothing in it");
	init_full(sentence, 3, SCHAIN_STRING("a word"));
	deliver(trial, host, &sentence->verdict, "an ordinary verdict");
	sentence->verdict.level = 77;
	deliver(trial, host, &sentence->verdict, "a verdict of an unknown level");
	init_full(sentence, 3, SCHAIN_STRING("\xff\xfe\x80%s%n\033[31m\r\n\"\\\0'"));
	deliver(trial, host, &sentence->verdict, "a verdict of bytes that are no text");
	init_full(sentence, PARTS, (schain_string){ text, TEXT_SIZE });
	deliver(trial, host, &sentence->verdict, "a verdict of 1000 parts and texts of 64 KiB");
	sentence->verdict.is_final = 1;
	deliver(trial, host, &sentence->verdict, "a final verdict");
	free(text);
}

static void check_verdicts(struct trial *trial)
{
	struct host *host = host_new_open(trial);
	struct sentence *sentence = new_sentence();

	if (!host)
		return;
	deliver_odd(trial, host, sentence);
	init_full(sentence, 3, SCHAIN_STRING("a word"));
	trial_step(trial, "deliver of %d verdicts in a row", BURST);
	for (uint32_t i = 0; i < BURST; i++) {
		sentence->verdict.revision = i + 1;
		host_deliver(host, &sentence->verdict, NULL);
	}
	trial_step(trial, "close");
	/* What was lent has gone by then. */
	memset(sentence, 0xa5, sizeof *sentence);
	host_close(host);
	host_settle(host);
	free(sentence);
}

static void check_speed(struct trial *trial)
{
	struct host *host = host_new_open(trial);
	struct sentence *sentence = new_sentence();
	int64_t spent[PROMPT_CALLS];

	if (!host)
		return;
	init_full(sentence, 10, SCHAIN_STRING("a word"));
	trial_step(trial, "deliver");
	for (int i = 0; i < PROMPT_CALLS; i++)
		host_deliver(host, &sentence->verdict, &spent[i]);
	check_prompt(trial, "deliver", spent, PROMPT_CALLS);
	trial_step(trial, "close");
	host_close(host);
	free(sentence);
}

static void check_memory(struct trial *trial)
{
	struct sentence *sentence = new_sentence();

	init_full(sentence, 3, SCHAIN_STRING("a word"));
	for (size_t nth = 1; nth <= 100; nth++) {
		struct host *host = host_new_open(trial);
		size_t before;
		int has_failed;

		if (!host)
			return;
		before = host_ledger(host)->allocations;
		trial_step(trial, "deliver without memory from allocation %zu on", nth);
		host_ledger(host)->fail_at = before + nth;
		host_deliver(host, &sentence->verdict, NULL);
		has_failed = host_ledger(host)->allocations >= before + nth;
		host_ledger(host)->fail_at = 0;
		host_close(host);
		host_settle(host);
		if (!has_failed)
			break;
	}
	free(sentence);
}

const struct check sink_checks[] = {
	{ "verdicts", SCHAIN_INTERFACE_SINK, "ordinary and odd verdicts are taken", check_verdicts },
	{ "deliver-prompt", SCHAIN_INTERFACE_SINK, "deliver returns at once", check_speed },
	{ "deliver-memory", SCHAIN_INTERFACE_SINK, "each allocation of deliver may fail", check_memory },
	{ NULL, NULL, NULL, NULL },
};
