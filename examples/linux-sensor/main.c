/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host product in three files: takes what the kernel tells, feeds it to an
 * engine, and writes each verdict as a line of JSON. supplychain-sensor(8).
 */
#include "source.h"

#include <supplychain/decode.h>

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum { PAUSE = 100 /* milliseconds between two looks */, EXIT_USAGE = 2, EXIT_SENSOR = 3 };

struct sensor {
	schain_policy *policy;
	schain_engine *engine;
	FILE *record; /* NULL: none */
	uint32_t least;
	int is_text;
};

static const char usage[] =
	"Usage: supplychain-sensor [OPTION]...\n"
	"Watches this machine and writes a line of JSON for each new or revised verdict.\n\n"
	"  --policy=FILE     layer a policy file on the default; may be repeated\n"
	"  --approve=HOST    add to approved_update_hosts; may be repeated\n"
	"  --min-level=LEVEL show verdicts of this level and above (default medium)\n"
	"  --text            write verdicts for people\n"
	"  --record=FILE     write all events to FILE, for 'supplychain replay'\n"
	"  --help            print this text\n";

static int complain(const schain_error *error)
{
	fprintf(stderr, "supplychain-sensor: %s\n", error->message);
	return EXIT_SENSOR;
}

static int write_piece(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

static int take_verdict(void *context, const schain_verdict *verdict)
{
	const struct sensor *sensor = context;

	if (verdict->level < sensor->least)
		return 0;
	if ((sensor->is_text ? schain_report_write_text(verdict, 0, 80, write_piece, stdout, NULL)
	                     : schain_report_write_json(verdict, 0, write_piece, stdout, NULL)) < 0)
		return 1;
	return fflush(stdout);
}

static int take_taken(void *context, const schain_event *event)
{
	const struct sensor *sensor = context;

	return schain_event_write_json(event, write_piece, sensor->record, NULL) < 0;
}

static int take_event(void *context, const schain_event *event)
{
	struct sensor *sensor = context;
	schain_error error = SCHAIN_ERROR_INIT;

	if (schain_engine_feed(sensor->engine, event, sizeof *event, 1, NULL, &error) >= 0)
		return 0;
	complain(&error);
	return -1;
}

/* Until a signal ends it. */
static int watch(struct sensor *sensor, struct source *source, int signals)
{
	struct pollfd waits[] = { { signals, POLLIN, 0 }, { source_descriptor(source), POLLIN, 0 } };
	schain_error error = SCHAIN_ERROR_INIT;
	struct timespec now;

	for (;;) {
		if (poll(waits, 2, PAUSE) < 0 && errno != EINTR)
			return EXIT_SENSOR;
		if (source_read(source))
			return EXIT_SENSOR;
		clock_gettime(CLOCK_REALTIME, &now);
		if (schain_engine_advance(sensor->engine, (schain_time)now.tv_sec * SCHAIN_SECOND + now.tv_nsec,
		                          &error) < 0)
			return complain(&error);
		if (sensor->record && fflush(sensor->record))
			return EXIT_SENSOR;
		if (waits[0].revents)
			return 0;
	}
}

static int run(struct sensor *sensor)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	struct source *source;
	char host[256] = "localhost";
	sigset_t set;
	int signals, status;

	gethostname(host, sizeof host - 1);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	options.policy = sensor->policy;
	options.verdict = take_verdict;
	options.taken = sensor->record ? take_taken : NULL;
	options.context = sensor;
	if (signals < 0 || schain_engine_new(&options, &sensor->engine, &error) < 0)
		return complain(&error);
	source = source_open(host, take_event, sensor);
	if (!source || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		source_close(source);
		return EXIT_SENSOR;
	}
	fputs("supplychain-sensor: watching\n", stderr);
	status = watch(sensor, source, signals);
	source_close(source);
	if (!status && schain_engine_flush(sensor->engine, &error) < 0)
		status = complain(&error);
	return status;
}

static int take_option(struct sensor *sensor, int option, schain_error *error)
{
	switch (option) {
	case 'p':
		return schain_policy_load_file(sensor->policy, optarg, error) < 0 ? complain(error) : 0;
	case 'a':
		return schain_policy_add(sensor->policy, "approved_update_hosts", schain_string_of(optarg),
		                         error) < 0
		           ? complain(error)
		           : 0;
	case 'm':
		sensor->least = schain_level_of(schain_string_of(optarg));
		if (sensor->least != UINT32_MAX)
			return 0;
		fprintf(stderr, "supplychain-sensor: there is no level '%s'\n", optarg);
		return EXIT_USAGE;
	case 't':
		sensor->is_text = 1;
		return 0;
	case 'r':
		sensor->record = fopen(optarg, "we");
		if (sensor->record)
			return 0;
		fprintf(stderr, "supplychain-sensor: %s: %s\n", optarg, strerror(errno));
		return EXIT_SENSOR;
	default:
		return EXIT_USAGE;
	}
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "policy", required_argument, NULL, 'p' }, { "approve", required_argument, NULL, 'a' },
		{ "min-level", required_argument, NULL, 'm' }, { "text", no_argument, NULL, 't' },
		{ "record", required_argument, NULL, 'r' }, { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct sensor sensor = { .least = SCHAIN_LEVEL_MEDIUM };
	schain_error error = SCHAIN_ERROR_INIT;
	int option, status = 0;

	/* Its own events come nearly in order: half a second is enough, and soon enough. */
	if (schain_policy_new(NULL, &sensor.policy, &error) < 0 ||
	    schain_policy_set(sensor.policy, "ordering.lateness", SCHAIN_STRING("500ms"), &error) < 0)
		return complain(&error);
	while (!status && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			schain_policy_free(sensor.policy);
			return 0;
		}
		status = take_option(&sensor, option, &error);
	}
	if (!status && optind < argc) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	}
	if (!status)
		status = run(&sensor);
	schain_engine_free(sensor.engine);
	schain_policy_free(sensor.policy);
	if (sensor.record && fclose(sensor.record) && !status)
		status = EXIT_SENSOR;
	return status;
}
