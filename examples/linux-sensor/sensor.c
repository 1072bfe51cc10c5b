/* SPDX-License-Identifier: Apache-2.0 */
/* The loop: what a source tells is fed, what the engine says is written. */
#include "sensor.h"

#include <supplychain/decode.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "keep.h"
#include "snapshot.h"
#include "source.h"

enum { PAUSE = 100 /* milliseconds between two looks */ };

int sensor_complain(const schain_error *error)
{
	fprintf(stderr, "supplychain-sensor: %s\n", error->message);
	return EXIT_SENSOR;
}

static schain_time real_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (schain_time)now.tv_sec * SCHAIN_SECOND + now.tv_nsec;
}

static int write_piece(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

static void tell_watchers(struct sensor *sensor, struct line *line)
{
	if (line->length && !line->is_failed)
		watchers_tell_all(sensor->watchers, line->data, line->length);
	line_free(line);
}

static int take_verdict(void *context, const schain_verdict *verdict)
{
	struct sensor *sensor = context;
	struct line line = { NULL, 0, 0, 0 };

	if (verdict->level < sensor->least)
		return 0;
	if (sensor->watchers && watchers_count(sensor->watchers)) {
		status_verdict(verdict, &line);
		tell_watchers(sensor, &line);
	}
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

	status_count(&sensor->status, event);
	if (schain_engine_feed(sensor->engine, event, sizeof *event, 1, NULL, &error) >= 0)
		return 0;
	sensor_complain(&error);
	return -1;
}

struct greeting {
	struct sensor *sensor;
	struct watcher *watcher;
};

static int greet_with(void *context, const schain_verdict *verdict)
{
	struct greeting *greeting = context;
	struct line line = { NULL, 0, 0, 0 };
	int status;

	if (verdict->level < greeting->sensor->least)
		return 0;
	status_verdict(verdict, &line);
	status = line.is_failed || watcher_tell(greeting->watcher, line.data, line.length);
	line_free(&line);
	return status;
}

/* Who comes is told what there is already. */
static void greet(void *context, struct watcher *watcher)
{
	struct greeting greeting = { context, watcher };
	struct line line = { NULL, 0, 0, 0 };

	status_greet(&greeting.sensor->status, greeting.sensor->host, &line);
	if (!line.is_failed && !watcher_tell(watcher, line.data, line.length))
		schain_engine_each_verdict(greeting.sensor->engine, greet_with, &greeting, NULL);
	line_free(&line);
}

static void attend(struct sensor *sensor, schain_time now)
{
	struct line line = { NULL, 0, 0, 0 };

	watchers_turn(sensor->watchers);
	status_tell(&sensor->status, sensor->engine, sensor->watchers, now, &line);
	tell_watchers(sensor, &line);
}

/* Until a signal ends it. */
static int watch(struct sensor *sensor, struct source *source, int signals)
{
	struct pollfd waits[] = { { signals, POLLIN, 0 },
		                  { source_descriptor(source), POLLIN, 0 },
		                  { sensor->watchers ? watchers_descriptor(sensor->watchers) : -1, POLLIN, 0 } };
	schain_error error = SCHAIN_ERROR_INIT;

	for (;;) {
		schain_time now;

		if (poll(waits, sizeof waits / sizeof *waits, PAUSE) < 0 && errno != EINTR)
			return EXIT_SENSOR;
		if (source_read(source))
			return EXIT_SENSOR;
		now = real_time();
		if (schain_engine_advance(sensor->engine, now, &error) < 0)
			return sensor_complain(&error);
		if (sensor->record && fflush(sensor->record))
			return EXIT_SENSOR;
		if (sensor->watchers)
			attend(sensor, now);
		if (waits[0].revents)
			return 0;
	}
}

static int open_engine(struct sensor *sensor)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	options.policy = sensor->policy;
	options.verdict = take_verdict;
	options.taken = sensor->record ? take_taken : NULL;
	options.context = sensor;
	if (schain_engine_new(&options, &sensor->engine, &error) < 0)
		return sensor_complain(&error);
	if (sensor->state_path)
		sensor->store = keep_open(sensor->engine, sensor->state_path);
	return 0;
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What ran before comes first: a start that the source tells of as well is later. */
static int begin(struct sensor *sensor, struct source **ret_source)
{
	schain_time now = real_time();

	status_begin(&sensor->status, now);
	sensor->names = identity_new(sensor->host);
	if (sensor->socket_path)
		sensor->watchers = watchers_open(sensor->socket_path, greet, sensor);
	if (!sensor->names || (sensor->socket_path && !sensor->watchers))
		return EXIT_SENSOR;
	*ret_source = source_open(sensor->host, sensor->names, take_event, sensor);
	if (!*ret_source || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    snapshot_take(sensor->names, now, take_event, sensor))
		return EXIT_SENSOR;
	return 0;
}

static int end(struct sensor *sensor)
{
	schain_error error = SCHAIN_ERROR_INIT;

	if (schain_engine_flush(sensor->engine, &error) < 0)
		return sensor_complain(&error);
	if (sensor->store)
		keep_now(sensor->engine);
	return 0;
}

int sensor_run(struct sensor *sensor)
{
	struct source *source = NULL;
	int signals = open_signals(), status = signals < 0 ? EXIT_SENSOR : open_engine(sensor);

	gethostname(sensor->host, sizeof sensor->host - 1);
	if (!status)
		status = begin(sensor, &source);
	if (!status) {
		fputs("supplychain-sensor: watching\n", stderr);
		status = watch(sensor, source, signals);
	}
	source_close(source);
	if (!status)
		status = end(sensor);
	watchers_close(sensor->watchers);
	schain_engine_free(sensor->engine);
	schain_store_free(sensor->store);
	identity_free(sensor->names);
	return status;
}
