/* SPDX-License-Identifier: Apache-2.0 */
#include "analytic/analytic.h"

/* Is `a` ahead of `b` in the order in which a stage's signals are counted? */
static int is_ahead(const schain__signal *a, const schain__signal *b)
{
	if (a->weight != b->weight)
		return a->weight > b->weight;
	if (a->id != b->id)
		return a->id < b->id;
	if (a->time != b->time)
		return a->time < b->time;
	return schain__compare(schain__interned_string(a->subject),
	                       schain__interned_string(b->subject)) < 0;
}

/* Does another subject of the same signal stand for it? */
static int is_represented(const schain__chain *chain, const schain__signal *signal)
{
	for (size_t i = 0; i < chain->signal_count; i++)
		if (chain->signals[i].id == signal->id && is_ahead(&chain->signals[i], signal))
			return 1;
	return 0;
}

static schain__signal *next_in_order(schain__chain *chain, uint32_t stage,
                                     const schain__signal *before)
{
	schain__signal *next = NULL;

	for (size_t i = 0; i < chain->signal_count; i++) {
		schain__signal *signal = &chain->signals[i];

		if (schain__signal_kinds[signal->id].stage != stage ||
		    (before && (signal == before || !is_ahead(before, signal))))
			continue;
		if (!next || is_ahead(signal, next))
			next = signal;
	}
	return next;
}

/*
 * That hardly anyone has it is true of each update on its first host: it adds to
 * a score, but is no finding, and outweighs no good news.
 */
static int is_finding(const schain__signal *signal)
{
	return signal->id != SCHAIN__SIGNAL_TRUST_UNCOMMON;
}

/*
 * Signals of one stage lean on each other (a shell and the download tool it
 * starts are one act), so beyond the strongest they count half. A signal found
 * on several subjects counts once. Where a stage has findings, good news of the
 * same stage does not cancel them: a signed program does not vouch for the
 * unsigned module in it.
 */
static int32_t stage_score(schain__chain *chain, uint32_t stage, int *ret_reached)
{
	int32_t strongest = 0, rest = 0, worst = 0;
	schain__signal *signal = NULL, *good = NULL, *rare = NULL;
	int has_finding = 0;

	*ret_reached = 0;
	while ((signal = next_in_order(chain, stage, signal))) {
		signal->share = 0;
		if (signal->weight >= 0 && is_finding(signal))
			*ret_reached = 1;
		if (signal->weight > 0 && !is_represented(chain, signal)) {
			if (is_finding(signal))
				has_finding = 1;
			else
				rare = signal;
			if (!strongest) {
				signal->share = strongest = signal->weight;
				continue;
			}
			signal->share = (rest + signal->weight) / 2 - rest / 2;
			rest += signal->weight;
		} else if (signal->weight < worst) {
			worst = signal->weight;
			good = signal;
		}
	}
	if (!good || has_finding)
		return strongest + rest / 2;
	if (rare)
		rare->share = 0;
	good->share = worst;
	return worst;
}

/*
 * A signature says who made a file, not what it does: compromised updates were
 * signed as ever. It speaks for a file only while nothing that it did speaks
 * louder. Approval of a signer is the administrator's word and counts always.
 */
static int32_t without_signature(schain__chain *chain, int32_t trust, int32_t deeds)
{
	for (size_t i = 0; i < chain->signal_count; i++) {
		schain__signal *signal = &chain->signals[i];

		if (signal->id == SCHAIN__SIGNAL_TRUST_SIGNED && signal->share < 0 && deeds > -signal->share) {
			trust -= signal->share;
			signal->share = 0;
		}
	}
	return trust;
}

static uint32_t count_bits(uint32_t bits)
{
	uint32_t count = 0;

	for (; bits; bits &= bits - 1)
		count++;
	return count;
}

/*
 * Installing, running and starting helpers is what every product does. What
 * makes a chain worth waking someone is a finding on trust, destination or
 * secrets.
 */
#define DECISIVE \
	(1u << SCHAIN_STAGE_TRUST | 1u << SCHAIN_STAGE_EGRESS | 1u << SCHAIN_STAGE_CREDENTIAL)

/* `adding`: those of `stages` that add to the score. */
static uint32_t level_of(const schain_policy *policy, int32_t score, uint32_t stages,
                         uint32_t adding)
{
	static const struct {
		uint32_t level;
		enum schain__key score, stages;
	} levels[] = {
		{ SCHAIN_LEVEL_CRITICAL, SCHAIN__KEY_LEVEL_CRITICAL, SCHAIN__KEY_STAGES_CRITICAL },
		{ SCHAIN_LEVEL_HIGH, SCHAIN__KEY_LEVEL_HIGH, SCHAIN__KEY_STAGES_HIGH },
		{ SCHAIN_LEVEL_MEDIUM, SCHAIN__KEY_LEVEL_MEDIUM, SCHAIN__KEY_STAGES_MEDIUM },
	};
	uint32_t reached = count_bits(stages);
	/* Whatever the weight of one finding, it takes another stage's to raise an alarm. */
	int alone = count_bits(adding) < 2;

	for (size_t i = 0; stages & DECISIVE && !alone && i < sizeof levels / sizeof *levels; i++)
		if (score >= schain__policy_value(policy, levels[i].score) &&
		    reached >= schain__policy_value(policy, levels[i].stages))
			return levels[i].level;
	return score >= schain__policy_value(policy, SCHAIN__KEY_LEVEL_LOW) ? SCHAIN_LEVEL_LOW
	                                                                     : SCHAIN_LEVEL_INFO;
}

void schain__score(const schain__model *model, schain__chain *chain)
{
	int32_t score = (int32_t)schain__policy_value(model->policy, SCHAIN__KEY_WEIGHT_PRIOR);
	int32_t added[SCHAIN_STAGE_COUNT];
	uint32_t stages = 0, adding = 0;

	for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++) {
		int reached;

		added[stage] = stage_score(chain, stage, &reached);
		if (reached)
			stages |= 1u << stage;
	}
	added[SCHAIN_STAGE_TRUST] = without_signature(chain, added[SCHAIN_STAGE_TRUST],
	                                              added[SCHAIN_STAGE_EGRESS] +
	                                                      added[SCHAIN_STAGE_CREDENTIAL]);
	for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++) {
		score += added[stage];
		if (added[stage] > 0)
			adding |= 1u << stage;
	}
	chain->score = score;
	chain->stages = stages;
	chain->level = level_of(model->policy, score, stages, adding);
}
