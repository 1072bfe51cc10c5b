/* SPDX-License-Identifier: Apache-2.0 */
/* Signals and chains in words. */
#include "analytic/analytic.h"
#include "base/clock.h"

#define TEXT(string) (int)(string).length, (string).length ? (string).data : ""

enum { DETAIL_LIMIT = 160 };

schain_string schain__explain_signal(schain__arena *arena, const schain__signal *signal)
{
	schain_string subject = schain__interned_string(signal->subject);
	schain_string detail = schain__cut(schain__interned_string(signal->detail), 0, DETAIL_LIMIT);
	const char *summary = schain__signal_kinds[signal->id].summary;

	if (!subject.length)
		return schain_string_of(summary);
	if (!detail.length)
		return schain__arena_printf(arena, "%s: %.*s", summary, TEXT(subject));
	return schain__arena_printf(arena, "%s: %.*s (%.*s)", summary, TEXT(subject), TEXT(detail));
}

static const schain_signal *first_of(const schain_verdict *verdict, const char *name)
{
	for (size_t i = 0; i < verdict->signal_count; i++)
		if (schain__equal(verdict->signals[i].name, schain_string_of(name)))
			return &verdict->signals[i];
	return NULL;
}

/* "a", "a and b", "a, b and c": up to four, then "and others". */
static void add_name(schain__buffer *text, size_t *count, schain_string name)
{
	if (*count >= 4)
		return;
	if (*count)
		schain__buffer_text(text, ", ");
	schain__buffer_add(text, name);
	(*count)++;
}

static void say_delivery(schain__buffer *text, const schain_verdict *verdict)
{
	char when[SCHAIN__TIME_TEXT];
	schain_string installer = schain__basename(verdict->installer);

	schain__time_format(verdict->first_time, when);
	if (installer.length)
		schain__buffer_printf(text, "%.*s", TEXT(installer));
	else
		schain__buffer_text(text, "An unseen process");
	schain__buffer_printf(text, " delivered %.*s", TEXT(verdict->product));
	if (verdict->version.length)
		schain__buffer_printf(text, " %.*s", TEXT(verdict->version));
	if (verdict->previous_version.length)
		schain__buffer_printf(text, " (before: %.*s)", TEXT(verdict->previous_version));
	if (verdict->host.length)
		schain__buffer_printf(text, " on %.*s", TEXT(verdict->host));
	schain__buffer_printf(text, " at %s. ", when);
}

/* Who delivers was delivered itself: the story may begin there. */
static void say_parent(schain__buffer *text, schain__model *model, const schain__chain *chain,
                       const schain_verdict *verdict)
{
	const schain__delivery *delivery = schain__slab_get(&model->deliveries, chain->delivery);
	const schain__delivery *parent = NULL;
	schain_string by;
	char when[SCHAIN__TIME_TEXT];

	if (delivery)
		parent = schain__delivery_at(model, schain__slab_get(&model->hosts, delivery->host),
		                             delivery->parent);
	if (!parent)
		return;
	by = schain__basename(schain__interned_string(parent->script ? parent->script
	                                                             : parent->installer));
	schain__time_format(parent->first_write, when);
	schain__buffer_printf(text, "The installer, %.*s, was itself delivered",
	                      TEXT(schain__basename(verdict->installer)));
	if (by.length)
		schain__buffer_printf(text, " by %.*s", TEXT(by));
	schain__buffer_printf(text, " at %s. ", when);
}

static void say_first_run(schain__buffer *text, const schain_verdict *verdict)
{
	char span[SCHAIN__TIME_TEXT];
	schain_time written = verdict->stage_times[SCHAIN_STAGE_WRITE];
	schain_time run = verdict->stage_times[SCHAIN_STAGE_FIRST_RUN];

	if (!run)
		return;
	if (written && run >= written) {
		schain__span_format(schain__elapsed(written, run), span);
		schain__buffer_printf(text, "%s after it was written it ran for the first time", span);
	} else {
		schain__buffer_text(text, "It ran");
	}
	if (first_of(verdict, "first_run.module"))
		schain__buffer_text(text, ", inside a program of another origin");
	schain__buffer_text(text, ". ");
}

static void say_children(schain__buffer *text, const schain_verdict *verdict)
{
	size_t named = 0;

	for (size_t i = 0; i < verdict->process_count; i++) {
		schain_string name = schain__basename(verdict->processes[i].image);
		int seen = 0;

		if (verdict->processes[i].role != SCHAIN_ROLE_CHILD || !name.length)
			continue;
		for (size_t before = 0; before < i && !seen; before++)
			seen = verdict->processes[before].role == SCHAIN_ROLE_CHILD &&
			       schain__equal(schain__basename(verdict->processes[before].image), name);
		if (seen)
			continue;
		if (!named)
			schain__buffer_text(text, "It started ");
		add_name(text, &named, name);
	}
	if (named)
		schain__buffer_text(text, ". ");
}

static void say_trust(schain__buffer *text, const schain_verdict *verdict)
{
	for (size_t i = 0; i < verdict->signal_count; i++) {
		const schain_signal *signal = &verdict->signals[i];

		if (signal->stage == SCHAIN_STAGE_TRUST && signal->weight > 0) {
			schain__buffer_printf(text, "Trust: %.*s. ", TEXT(signal->text));
			return;
		}
	}
}

/* What is known of where it goes when no connection was seen. */
static void say_asked(schain__buffer *text, const schain__chain *chain)
{
	size_t named = 0;

	for (size_t i = 0; i < chain->signal_count; i++) {
		if (chain->signals[i].id != SCHAIN__SIGNAL_EGRESS_ASKED)
			continue;
		if (!named)
			schain__buffer_text(text, "It asked for the name ");
		add_name(text, &named, schain__interned_string(chain->signals[i].subject));
	}
	if (named)
		schain__buffer_text(text, named == 1 ? ", which is not that of an approved host. "
		                                     : ", which are not those of approved hosts. ");
}

static void say_egress(schain__buffer *text, const schain_verdict *verdict,
                       const schain__chain *chain)
{
	char span[SCHAIN__TIME_TEXT];
	size_t named = 0;
	schain_time run = verdict->stage_times[SCHAIN_STAGE_FIRST_RUN];
	schain_time egress = verdict->stage_times[SCHAIN_STAGE_EGRESS];

	for (size_t i = 0; i < verdict->destination_count; i++) {
		const schain_verdict_destination *to = &verdict->destinations[i];

		if (chain->destinations[i].judgement < SCHAIN__CUSTOMARY)
			continue;
		if (!named)
			schain__buffer_text(text, "It connected to ");
		add_name(text, &named, to->host_name.length ? to->host_name : to->address);
	}
	if (!named) {
		say_asked(text, chain);
		return;
	}
	schain__buffer_text(text, named == 1 ? ", which is not an approved host"
	                                     : ", which are not approved hosts");
	if (run && schain__elapsed(run, egress) > 60 * 60 * SCHAIN_SECOND) {
		schain__span_format(schain__elapsed(run, egress), span);
		schain__buffer_printf(text, ", %s after its first run", span);
	}
	schain__buffer_text(text, ". ");
}

static void say_gaps(schain__buffer *text, const schain_verdict *verdict)
{
	size_t named = 0;

	for (size_t i = 0; i < verdict->gap_count; i++) {
		if (!named)
			schain__buffer_text(text, "Not seen by any sensor: ");
		add_name(text, &named, verdict->gaps[i].source);
	}
	if (named)
		schain__buffer_text(text, ".");
}

schain_string schain__explain_chain(schain__arena *arena, schain__model *model,
                                    const schain__chain *chain, const schain_verdict *verdict)
{
	schain__buffer text;
	schain_string result;

	schain__buffer_init(&text, model->memory);
	say_delivery(&text, verdict);
	say_first_run(&text, verdict);
	say_children(&text, verdict);
	say_trust(&text, verdict);
	say_egress(&text, verdict, chain);
	say_parent(&text, model, chain, verdict);
	say_gaps(&text, verdict);
	result = schain__arena_copy(arena, schain__trim(schain__buffer_string(&text)));
	schain__buffer_dispose(&text);
	return result;
}
