/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain egress beacons: regular connections in a flow log, with RITA's scores beside. */
#include "egress.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

struct pair {
	char *key; /* "FROM\tTO\tPORT\tPROTOCOL", the identity */
	char *from, *to;
	uint32_t port;
	uint64_t number;
};

struct point {
	uint64_t pair;
	schain_time time;
	uint64_t bytes_sent;
};

/* What is told of a pair. */
struct finding {
	const struct pair *pair;
	schain_beacon beacon;
	schain_rita rita;
	int has_rita;
};

struct beaconing {
	const struct egress_request *request;
	schain_flow_reader *reader;
	void *tree; /* of pairs, by key */
	struct pair **pairs;
	struct point *points;
	struct finding *findings;
	size_t pair_count, pair_capacity, point_count, point_capacity;
	int is_out_of_memory;
};

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct pair *)a)->key, ((const struct pair *)b)->key);
}

static int grow(void **array, size_t *capacity, size_t count, size_t size)
{
	size_t larger = *capacity ? *capacity * 2 : 1024;
	void *fresh;

	if (count < *capacity)
		return 0;
	fresh = realloc(*array, larger * size);
	if (!fresh)
		return -1;
	*array = fresh;
	*capacity = larger;
	return 0;
}

static void pair_free(struct pair *pair)
{
	if (!pair)
		return;
	free(pair->key);
	free(pair->from);
	free(pair->to);
	free(pair);
}

static struct pair *pair_new(const schain_flow *flow)
{
	size_t size = flow->from.length + flow->to.length + 32;
	struct pair *pair = calloc(1, sizeof *pair);

	if (!pair)
		return NULL;
	pair->key = malloc(size);
	pair->from = strndup(flow->from.data, flow->from.length);
	pair->to = strndup(flow->to.data, flow->to.length);
	pair->port = flow->port;
	if (!pair->key || !pair->from || !pair->to) {
		pair_free(pair);
		return NULL;
	}
	snprintf(pair->key, size, "%s\t%s\t%u\t%u", pair->from, pair->to, flow->port, flow->protocol);
	return pair;
}

/* The pair of a flow, made if it is the first; NULL when memory is out. */
static struct pair *pair_of(struct beaconing *it, const schain_flow *flow)
{
	struct pair *pair = pair_new(flow), **found;
	void *pairs = it->pairs;

	if (!pair || grow(&pairs, &it->pair_capacity, it->pair_count, sizeof *it->pairs)) {
		pair_free(pair);
		return NULL;
	}
	it->pairs = pairs;
	found = tsearch(pair, &it->tree, by_key);
	if (!found || *found != pair) {
		pair_free(pair);
		return found ? *found : NULL;
	}
	pair->number = it->pair_count;
	it->pairs[it->pair_count++] = pair;
	return pair;
}

static int flow_line(void *context, schain_string line, schain_error *error)
{
	struct beaconing *it = context;
	struct pair *pair;
	schain_flow flow;
	schain_status status;
	void *points = it->points;

	if (it->is_out_of_memory)
		return 0;
	status = schain_flow_reader_read(it->reader, line, &flow, error);
	if (status)
		return status < 0 ? -1 : 0;
	pair = pair_of(it, &flow);
	if (!pair || grow(&points, &it->point_capacity, it->point_count, sizeof *it->points)) {
		it->is_out_of_memory = 1;
		return 0;
	}
	it->points = points;
	it->points[it->point_count++] = (struct point){ pair->number, flow.time, flow.bytes_sent };
	return 0;
}

static int by_pair_and_time(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	if (x->pair != y->pair)
		return x->pair < y->pair ? -1 : 1;
	return (x->time > y->time) - (x->time < y->time);
}

/* Ours and RITA's of one pair's connections, in order of time. */
static int judge(struct beaconing *it, const struct point *points, size_t count, int64_t begin,
                 int64_t end, struct finding *finding)
{
	schain_rita_point *seconds = malloc(count * sizeof *seconds);
	schain_beacons *beacons = NULL;
	schain_flow flow = SCHAIN_FLOW_INIT;
	int status = -1;

	finding->pair = it->pairs[points->pair];
	if (!seconds || schain_beacons_new(NULL, 1, &beacons, NULL) < 0)
		goto out;
	flow.port = finding->pair->port;
	for (size_t i = 0; i < count; i++) {
		seconds[i].second = points[i].time / SCHAIN_SECOND;
		seconds[i].bytes_sent = points[i].bytes_sent;
		flow.time = points[i].time;
		flow.bytes_sent = points[i].bytes_sent;
		if (schain_beacons_add(beacons, &flow, i + 1 == count ? &finding->beacon : NULL, NULL) < 0)
			goto out;
	}
	finding->has_rita = schain_rita_score(NULL, seconds, count, begin, end, &finding->rita, NULL) ==
	                    SCHAIN_OK;
	status = 0;
out:
	schain_beacons_free(beacons);
	free(seconds);
	return status;
}

static int by_score(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->beacon.score != y->beacon.score)
		return x->beacon.score < y->beacon.score ? 1 : -1;
	return strcmp(x->pair->key, y->pair->key);
}

static void print_finding(const struct finding *finding, int is_json)
{
	const schain_beacon *beacon = &finding->beacon;
	const schain_rita *rita = &finding->rita;

	if (is_json) {
		printf("{\"score\":%.4f,\"is_beacon\":%s,\"period\":%.3f,\"jitter\":%.4f,\"connections\":%llu,"
		       "\"port\":%u", beacon->score / 1e4,
		       beacon->flags & SCHAIN_BEACON_REGULAR ? "true" : "false", (double)beacon->period / 1e9,
		       beacon->jitter / 1e4, (unsigned long long)beacon->connections, finding->pair->port);
		if (finding->has_rita)
			printf(",\"rita\":{\"score\":%.4f,\"timestamps\":%.4f,\"sizes\":%.4f,\"histogram\":%.4f,"
			       "\"duration\":%.4f}", rita->score / 1e4, rita->timestamps / 1e4, rita->sizes / 1e4,
			       rita->histogram / 1e4, rita->duration / 1e4);
		egress_json_member("from", schain_string_of(finding->pair->from));
		egress_json_member("to", schain_string_of(finding->pair->to));
		puts("}");
		return;
	}
	printf("%5.3f %9.1f %5.1f %% %7llu ", beacon->score / 1e4, (double)beacon->period / 1e9,
	       beacon->jitter / 100.0, (unsigned long long)beacon->connections);
	if (finding->has_rita)
		printf(" %5.3f %5.3f %5.3f %5.3f %5.3f  ", rita->score / 1e4, rita->timestamps / 1e4,
		       rita->sizes / 1e4, rita->histogram / 1e4, rita->duration / 1e4);
	else
		printf(" %5s %5s %5s %5s %5s  ", "-", "-", "-", "-", "-");
	egress_print(schain_string_of(finding->pair->from));
	fputs(" -> ", stdout);
	egress_print(schain_string_of(finding->pair->to));
	printf(":%u\n", finding->pair->port);
}

enum which { OURS, RITA, RITA_TIMES, RITA_SIZES, RITA_HISTOGRAM, RITA_DURATION };

static double score_of(const struct finding *finding, enum which which)
{
	switch (which) {
	case OURS:
		return finding->beacon.score;
	case RITA:
		return finding->rita.score;
	case RITA_TIMES:
		return finding->rita.timestamps;
	case RITA_SIZES:
		return finding->rita.sizes;
	case RITA_HISTOGRAM:
		return finding->rita.histogram;
	default:
		return finding->rita.duration;
	}
}

/* Mean rank of those of the same score. */
static double rank_of(const struct finding *findings, size_t count, size_t at, enum which which)
{
	double score = score_of(&findings[at], which), below = 0, same = 0;

	for (size_t i = 0; i < count; i++) {
		below += score_of(&findings[i], which) < score;
		same += score_of(&findings[i], which) == score;
	}
	return below + (same - 1) / 2;
}

/* Spearman's: the correlation of the ranks. */
static double correlation(const struct finding *findings, size_t count, enum which which)
{
	double mean = ((double)count - 1) / 2, covariance = 0, ours = 0, theirs = 0;

	for (size_t i = 0; i < count; i++) {
		double a = rank_of(findings, count, i, OURS) - mean;
		double b = rank_of(findings, count, i, which) - mean;

		covariance += a * b;
		ours += a * a;
		theirs += b * b;
	}
	return ours > 0 && theirs > 0 ? covariance / sqrt(ours * theirs) : 0;
}

/* Of some thousand pairs at most: each is compared with each. */
static void print_correlation(const struct finding *findings, size_t count, const char *which)
{
	enum { MOST = 5000 };

	if (count < 3 || count > MOST)
		return;
	printf("# %zu pairs of %s: rank correlation of the score with RITA's %.3f; with its parts: "
	       "timestamps %.3f, sizes %.3f, histogram %.3f, duration %.3f\n", count, which,
	       correlation(findings, count, RITA), correlation(findings, count, RITA_TIMES),
	       correlation(findings, count, RITA_SIZES), correlation(findings, count, RITA_HISTOGRAM),
	       correlation(findings, count, RITA_DURATION));
}

static void print_agreement(const struct finding *findings, size_t count)
{
	enum { HIGH = 7000 }; /* of RITA's score */
	size_t both = 0, ours = 0, theirs = 0;

	for (size_t i = 0; i < count; i++) {
		int is_ours = findings[i].beacon.flags & SCHAIN_BEACON_REGULAR, is_theirs = findings[i].rita.score >= HIGH;

		both += is_ours && is_theirs;
		ours += is_ours && !is_theirs;
		theirs += !is_ours && is_theirs;
	}
	if (count)
		printf("# %zu regular and 0.7 or more by RITA, %zu regular only, %zu by RITA only\n", both, ours,
		       theirs);
}

/* Beside the reference: of all that it has scores of, and of those that scores rest on more of. */
static void compare(struct beaconing *it, size_t count)
{
	enum { MANY = 24 };
	size_t compared = 0, many = 0;

	for (size_t i = 0; i < count; i++)
		if (it->findings[i].has_rita)
			it->findings[compared++] = it->findings[i];
	print_correlation(it->findings, compared, "four seconds or more");
	print_agreement(it->findings, compared);
	for (size_t i = 0; i < compared; i++)
		if (it->findings[i].beacon.connections >= MANY)
			it->findings[many++] = it->findings[i];
	print_correlation(it->findings, many, "24 connections or more");
}

static int print_findings(struct beaconing *it, size_t count)
{
	qsort(it->findings, count, sizeof *it->findings, by_score);
	if (!it->request->is_json && count)
		puts("score    period  jitter   conns   RITA    ts    ds  hist   dur");
	for (size_t i = 0; i < count; i++)
		if (it->request->is_all || it->findings[i].beacon.flags & SCHAIN_BEACON_REGULAR)
			print_finding(&it->findings[i], it->request->is_json);
	if (!it->request->is_json && it->request->is_all)
		compare(it, count);
	return EXIT_QUIET;
}

static int judge_all(struct beaconing *it)
{
	int64_t begin = INT64_MAX, end = INT64_MIN;
	size_t found = 0;

	it->findings = calloc(it->pair_count + 1, sizeof *it->findings);
	if (!it->findings)
		return -1;
	for (size_t i = 0; i < it->point_count; i++) {
		int64_t second = it->points[i].time / SCHAIN_SECOND;

		begin = second < begin ? second : begin;
		end = second > end ? second : end;
	}
	if (it->point_count)
		qsort(it->points, it->point_count, sizeof *it->points, by_pair_and_time);
	for (size_t from = 0, to; from < it->point_count; from = to) {
		for (to = from; to < it->point_count && it->points[to].pair == it->points[from].pair;)
			to++;
		if (judge(it, it->points + from, to - from, begin, end, &it->findings[found++]))
			return -1;
	}
	print_findings(it, found);
	return 0;
}

int egress_beacons(const struct egress_request *request)
{
	struct beaconing it = { .request = request };
	schain_error error = SCHAIN_ERROR_INIT;
	int status;

	if (schain_flow_reader_new(NULL, &it.reader, &error) < 0)
		return egress_failed(&error);
	status = egress_each_line(request, flow_line, &it);
	if (!status && (it.is_out_of_memory || judge_all(&it))) {
		complain("out of memory");
		status = EXIT_INPUT;
	}
	for (size_t i = 0; i < it.pair_count; i++) {
		tdelete(it.pairs[i], &it.tree, by_key);
		pair_free(it.pairs[i]);
	}
	free(it.pairs);
	free(it.points);
	free(it.findings);
	schain_flow_reader_free(it.reader);
	return status;
}
