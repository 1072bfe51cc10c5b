/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trains the model of generated names and writes its tables.
 *
 *   train BENIGN OUTPUT [EXAMPLES]
 *
 * BENIGN has one host name a line; its names are taken for honest ones. The
 * generated ones come from families.c, and from EXAMPLES ("family,name" a line)
 * where that is given. Nine tenths of the names train; the rest sets the
 * threshold and gives the figures on standard error.
 */
#include "../grams.h"
#include "../suffix.h"
#include "families.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OF_A_FAMILY = 4000, EPOCHS = 6, HELD_OUT = 10 };

struct sample {
	char name[NAME_SIZE];
	float wanted; /* 1: generated */
	float weight;
	int is_held;
};

struct set {
	struct sample *samples;
	size_t count, capacity;
};

static float weights[SCHAIN__GRAM_TABLE], squares[SCHAIN__GRAM_TABLE], bias;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t hash_of(const char *text)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */

	while (*text)
		hash = (hash ^ (unsigned char)*text++) * UINT64_C(1099511628211);
	return hash ^ hash >> 29;
}

static void add(struct set *set, const char *name, float wanted)
{
	struct sample *sample;

	if (strlen(name) >= NAME_SIZE)
		return;
	if (set->count == set->capacity) {
		set->capacity = set->capacity ? 2 * set->capacity : 1 << 16;
		set->samples = realloc(set->samples, set->capacity * sizeof *set->samples);
		if (!set->samples)
			die("train");
	}
	sample = &set->samples[set->count++];
	strcpy(sample->name, name);
	sample->wanted = wanted;
	sample->is_held = hash_of(name) % HELD_OUT == 0;
}

/* The registrable domain alone: what stands before it is for zones. */
static void read_benign(struct set *set, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[512];

	if (!file)
		die(path);
	while (fgets(line, sizeof line, file)) {
		size_t length = strcspn(line, "\r\n"), suffix, from;

		line[length] = 0;
		suffix = schain__suffix_guess(line, length);
		if (suffix < 2)
			continue;
		from = schain__label_before(line, suffix);
		add(set, line + from, 0);
	}
	fclose(file);
}

static void read_examples(struct set *set, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[512];

	if (!file)
		die(path);
	while (fgets(line, sizeof line, file)) {
		char *comma = strchr(line, ',');

		line[strcspn(line, "\r\n")] = 0;
		if (comma && strchr(comma, '.'))
			add(set, comma + 1, 1);
	}
	fclose(file);
}

static int by_name(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void unite(struct set *set)
{
	size_t kept = 0;

	qsort(set->samples, set->count, sizeof *set->samples, by_name);
	for (size_t i = 0; i < set->count; i++)
		if (!kept || strcmp(set->samples[kept - 1].name, set->samples[i].name))
			set->samples[kept++] = set->samples[i];
	set->count = kept;
}

static void shuffle(struct set *set, struct random *random)
{
	for (size_t i = set->count; i > 1; i--) {
		size_t j = (size_t)(random_next(random) % i);
		struct sample swap = set->samples[i - 1];

		set->samples[i - 1] = set->samples[j];
		set->samples[j] = swap;
	}
}

/* A generated name is one label under a suffix, which may be a service's domain. */
static size_t features(const struct sample *sample, uint32_t index[SCHAIN__GRAMS])
{
	const char *name = sample->name;
	size_t length = strlen(name), from = 0, suffix;

	if (sample->wanted > 0) {
		suffix = strcspn(name, ".") + 1;
	} else {
		suffix = schain__suffix_guess(name, length);
		from = schain__label_before(name, suffix);
	}
	return schain__grams(name + from, suffix - 1 - from, name + suffix, length - suffix, index);
}

static float margin(const uint32_t *index, size_t count)
{
	float sum = bias;

	for (size_t i = 0; i < count; i++)
		sum += weights[index[i]];
	return sum;
}

/* Logistic regression by AdaGrad (Duchi, Hazan, Singer 2011) with a little decay. */
static void learn(const struct sample *sample)
{
	const float rate = 0.06f, decay = 1e-5f;
	uint32_t index[SCHAIN__GRAMS];
	size_t count = features(sample, index);
	float error = sample->wanted - 1 / (1 + expf(-margin(index, count)));

	error *= sample->weight;
	bias += 0.002f * error;
	for (size_t i = 0; i < count; i++) {
		float slope = error - decay * weights[index[i]];

		squares[index[i]] += slope * slope;
		weights[index[i]] += rate * slope / sqrtf(squares[index[i]] + 1e-6f);
	}
}

/* What the library adds up: weights as integers, `scale` of them in a natural unit. */
static float quantize(signed char *table)
{
	float most = 0, scale;

	for (size_t i = 0; i < SCHAIN__GRAM_TABLE; i++)
		most = fmaxf(most, fabsf(weights[i]));
	most = fminf(most, 2.5f);
	scale = 127 / most;
	for (size_t i = 0; i < SCHAIN__GRAM_TABLE; i++) {
		float value = roundf(weights[i] * scale);

		table[i] = (signed char)(value > 127 ? 127 : value < -127 ? -127 : value);
	}
	return scale;
}

struct result {
	int score;
	int is_generated;
};

static int by_score(const void *a, const void *b)
{
	const struct result *x = a, *y = b;

	return (x->score < y->score) - (x->score > y->score);
}

/* Scores of the names held out, highest first. */
static struct result *score_held(const struct set *set, const signed char *table, int offset,
                                 size_t *ret_count)
{
	struct result *results = calloc(set->count, sizeof *results);
	size_t held = 0;

	if (!results)
		die("train");
	for (size_t i = 0; i < set->count; i++) {
		uint32_t index[SCHAIN__GRAMS];
		size_t count;
		int sum = offset;

		if (!set->samples[i].is_held)
			continue;
		count = features(&set->samples[i], index);
		for (size_t k = 0; k < count; k++)
			sum += table[index[k]];
		results[held].score = sum;
		results[held++].is_generated = set->samples[i].wanted > 0;
	}
	qsort(results, held, sizeof *results, by_score);
	*ret_count = held;
	return results;
}

/* Least score at which no more than `share` of the honest names held out are taken. */
static int threshold_for(const struct result *results, size_t count, double share)
{
	size_t honest = 0, generated = 0, wrong = 0, right = 0;

	for (size_t i = 0; i < count; i++)
		*(results[i].is_generated ? &generated : &honest) += 1;
	for (size_t i = 0; i < count; i++) {
		if (!results[i].is_generated && (double)(wrong + 1) > share * (double)honest) {
			fprintf(stderr, "%.3f %% of %zu honest, %.1f %% of %zu generated names from %d on\n",
			        100.0 * (double)wrong / (double)honest, honest,
			        100.0 * (double)right / (double)generated, generated, results[i].score + 1);
			return results[i].score + 1;
		}
		*(results[i].is_generated ? &right : &wrong) += 1;
	}
	return results[count - 1].score;
}

static void write_tables(const char *path, const signed char *table, int offset, float scale,
                         int certain)
{
	FILE *file = fopen(path, "w");

	if (!file)
		die(path);
	fputs("/* SPDX-License-Identifier: Apache-2.0 */\n"
	      "/* Written by plugins/egress/training/train.c: \"make egress-model\". */\n", file);
	fprintf(file, "#define NAMES_OFFSET %d\n#define NAMES_SCALE %d /* hundredths of a natural unit */\n"
	              "#define NAMES_CERTAIN %d\n",
	        offset, (int)lroundf(scale * 100), certain);
	fputs("static const signed char names_weights[] = {", file);
	for (size_t i = 0; i < SCHAIN__GRAM_TABLE; i++)
		fprintf(file, "%s%d,", i % 64 ? "" : "\n", table[i]);
	fputs("\n};\n", file);
	if (fclose(file))
		die(path);
}

int main(int argc, char **argv)
{
	static signed char table[SCHAIN__GRAM_TABLE];
	struct set set = { NULL, 0, 0 };
	struct random random = { 20240417 };
	size_t generated = 0, held;
	struct result *results;
	char name[NAME_SIZE];
	float scale;

	if (argc != 3 && argc != 4) {
		fputs("usage: train BENIGN OUTPUT [EXAMPLES]\n", stderr);
		return 2;
	}
	read_benign(&set, argv[1]);
	for (size_t f = 0; f < family_count(); f++)
		for (unsigned i = 0; i < OF_A_FAMILY; i++) {
			family_make(family_at(f), &random, name);
			add(&set, name, 1);
		}
	if (argc == 4)
		read_examples(&set, argv[3]);
	unite(&set);
	for (size_t i = 0; i < set.count; i++)
		generated += set.samples[i].wanted > 0;
	/* Honest and generated names count alike in sum. */
	for (size_t i = 0; i < set.count; i++)
		set.samples[i].weight = set.samples[i].wanted > 0
		                            ? (float)(set.count - generated) / (float)generated
		                            : 1;
	fprintf(stderr, "%zu generated, %zu honest names\n", generated, set.count - generated);
	for (int epoch = 0; epoch < EPOCHS; epoch++) {
		shuffle(&set, &random);
		for (size_t i = 0; i < set.count; i++)
			if (!set.samples[i].is_held)
				learn(&set.samples[i]);
	}
	scale = quantize(table);
	results = score_held(&set, table, (int)lroundf(bias * scale), &held);
	threshold_for(results, held, 0.0089);
	write_tables(argv[2], table, (int)lroundf(bias * scale), scale,
	             threshold_for(results, held, 0.0009));
	free(results);
	free(set.samples);
	return 0;
}
