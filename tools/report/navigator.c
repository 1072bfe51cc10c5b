/* SPDX-License-Identifier: Apache-2.0 */
/* A layer of the ATT&CK Navigator, in layer format 4.5: the technique of each verdict, and what its
 * signals say of others. */
#include "format.h"
#include "text.h"

#include <supplychain/version.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * Techniques that a signal shows by itself, in ATT&CK 19.1 (attack.mitre.org).
 * A signal that is only context, or fits no one technique, shows none.
 */
static const struct shown {
	const char *stage, *technique, *tactic;
} shown_by_stage[] = {
	{ "persistence", "T1547", "persistence" },
	{ "credential", "T1552", "credential-access" },
	{ "egress", "T1071", "command-and-control" },
	{ "child", "T1059", "execution" },
};

enum { TECHNIQUES = 64 };

struct technique {
	char id[32];
	const char *tactic;
	int32_t score; /* the highest of its verdicts */
	size_t verdicts;
};

struct layer {
	struct technique techniques[TECHNIQUES];
	size_t count;
};

static void add(struct layer *layer, schain_string id, const char *tactic, int32_t score)
{
	size_t i = 0;

	while (i < layer->count && !is_same_text(schain_string_of(layer->techniques[i].id), id))
		i++;
	if (i == TECHNIQUES || !id.length || id.length >= sizeof layer->techniques->id)
		return;
	if (i == layer->count) {
		memset(&layer->techniques[i], 0, sizeof layer->techniques[i]);
		memcpy(layer->techniques[i].id, id.data, id.length);
		layer->techniques[i].tactic = tactic;
		layer->techniques[i].score = score;
		layer->count++;
	}
	layer->techniques[i].verdicts++;
	if (score > layer->techniques[i].score)
		layer->techniques[i].score = score;
}

static int has_finding(const schain_verdict *verdict, const char *stage)
{
	for (size_t i = 0; i < verdict->signal_count; i++) {
		const char *name = schain_stage_get_name(verdict->signals[i].stage);

		if (verdict->signals[i].weight > 0 && name && !strcmp(name, stage))
			return 1;
	}
	return 0;
}

static int collect(struct layer *layer, struct cases *cases)
{
	for (size_t i = 0; i < cases->count; i++) {
		schain_verdict verdict;

		if (cases_read(cases, i, &verdict))
			return -1;
		add(layer, verdict.technique, "initial-access", verdict.score);
		for (size_t k = 0; k < sizeof shown_by_stage / sizeof *shown_by_stage; k++)
			if (has_finding(&verdict, shown_by_stage[k].stage))
				add(layer, schain_string_of(shown_by_stage[k].technique), shown_by_stage[k].tactic,
				    verdict.score);
	}
	return 0;
}

static int write_navigator(FILE *stream, struct report *report)
{
	struct layer *layer = calloc(1, sizeof *layer);
	const char *comma = "\n";

	if (!layer || collect(layer, report->cases)) {
		free(layer);
		return -1;
	}
	fprintf(stream,
	        "{\"name\":\"Software supply chain verdicts\",\"versions\":{\"layer\":\"4.5\",\"navigator\":\"5.1.0\",\"attack\":\"19\"},"
	        "\"domain\":\"enterprise-attack\",\"description\":\"%zu verdicts of libsupplychain %s; a technique's score is the highest "
	        "of its verdicts, in decibans\",\"gradient\":{\"colors\":[\"#fff3d6\",\"#d1462f\"],\"minValue\":0,\"maxValue\":30},"
	        "\"techniques\":[",
	        report->cases->count, schain_version());
	for (size_t i = 0; i < layer->count; i++) {
		const struct technique *technique = &layer->techniques[i];

		fprintf(stream, "%s{\"techniqueID\":", comma);
		put_json(stream, schain_string_of(technique->id));
		fprintf(stream, ",\"tactic\":\"%s\",\"score\":%" PRId32 ",\"enabled\":true,\"comment\":\"%zu verdict%s\"}",
		        technique->tactic, technique->score, technique->verdicts, technique->verdicts == 1 ? "" : "s");
		comma = ",\n";
	}
	fputs("]}\n", stream);
	free(layer);
	return 0;
}

const struct report_format report_navigator = { "navigator", "a layer of the ATT&CK Navigator", write_navigator };
