/* SPDX-License-Identifier: Apache-2.0 */
/* The loop: what a source tells is fed, what the engine says is written. */
#include "sensor.h"

#include <supplychain/decode.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "ask.h"
#include "confine.h"
#include "keep.h"
#include "snapshot.h"

enum { PAUSE = 100 /* milliseconds between two looks */ };

int sensor_complain(const schain_error *error)
{
	char text[1024];

	schain_error_format(error, text, sizeof text);
	fprintf(stderr, "supplychain-sensor: %s\n", text);
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
	return tell_verdict(sensor->place, verdict);
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

static int look(struct sensor *sensor)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_time now;

	if (source_read(sensor->source))
		return EXIT_SENSOR;
	now = real_time();
	if (logs_read(sensor->logs, now))
		return EXIT_SENSOR;
	if (schain_engine_advance(sensor->engine, now, &error) < 0)
		return sensor_complain(&error);
	if (sensor->record && fflush(sensor->record))
		return EXIT_SENSOR;
	if (sensor->watchers)
		attend(sensor, now);
	return 0;
}

/* The built-in policy with what the command line says of it. NULL after a message on standard error. */
static schain_policy *make_policy(const struct sensor *sensor)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_policy *policy = NULL;
	/* Its own events come nearly in order: half a second is enough, and soon enough. */
	int failed = schain_policy_new(NULL, &policy, &error) < 0 ||
	             schain_policy_set(policy, "ordering.lateness", SCHAIN_STRING("500ms"), &error) < 0;

	for (size_t i = 0; i < sensor->setting_count && !failed; i++) {
		const struct setting *setting = &sensor->settings[i];

		failed = setting->is_file
		             ? schain_policy_load_file(policy, setting->value, &error) < 0
		             : schain_policy_add(policy, "approved_update_hosts", schain_string_of(setting->value),
		                                 &error) < 0;
	}
	if (!failed)
		return policy;
	sensor_complain(&error);
	schain_policy_free(policy);
	return NULL;
}

static int open_record(struct sensor *sensor, const char *mode)
{
	FILE *record = fopen(sensor->record_path, mode);

	if (!record) {
		fprintf(stderr, "supplychain-sensor: %s: %s\n", sensor->record_path, strerror(errno));
		return EXIT_SENSOR;
	}
	if (sensor->record)
		fclose(sensor->record);
	sensor->record = record;
	return 0;
}

/* SIGHUP: the policy as its files are now, and the recording where a rotated one was. What fails stays as it was. */
static void reload(struct sensor *sensor)
{
	schain_policy *policy = make_policy(sensor);
	schain_error error = SCHAIN_ERROR_INIT;

	if (policy && schain_engine_set_policy(sensor->engine, policy, &error) < 0)
		sensor_complain(&error);
	else if (policy)
		fputs("supplychain-sensor: the policy was read again\n", stderr);
	schain_policy_free(policy);
	if (sensor->record)
		open_record(sensor, "ae");
}

/* Takes the signals that came. Returns 1 if one of them ends it. */
static int take_signals(struct sensor *sensor, int signals)
{
	struct signalfd_siginfo signal;
	int is_over = 0;

	while (read(signals, &signal, sizeof signal) == (ssize_t)sizeof signal)
		if (signal.ssi_signo == SIGHUP)
			reload(sensor);
		else
			is_over = 1;
	return is_over;
}

/* Until a signal ends it. */
static int watch(struct sensor *sensor, int signals)
{
	struct pollfd waits[] = { { signals, POLLIN, 0 },
		                  { source_descriptor(sensor->source), POLLIN, 0 },
		                  { sensor->watchers ? watchers_descriptor(sensor->watchers) : -1, POLLIN, 0 } };
	int status = 0;

	do {
		if (poll(waits, sizeof waits / sizeof *waits, PAUSE) < 0 && errno != EINTR)
			return EXIT_SENSOR;
		status = look(sensor);
	} while (!status && !take_signals(sensor, signals));
	return status;
}

static int open_engine(struct sensor *sensor)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_policy *policy = make_policy(sensor);
	schain_status status;

	if (!policy)
		return EXIT_SENSOR;
	options.policy = policy;
	options.memory_limit = sensor->memory_limit;
	options.verdict = take_verdict;
	options.taken = sensor->record ? take_taken : NULL;
	options.context = sensor;
	options.plugins = sensor->plugins;
	status = schain_engine_new(&options, &sensor->engine, &error);
	schain_policy_free(policy);
	if (status < 0)
		return sensor_complain(&error);
	if (sensor->state_path)
		sensor->store = keep_open(sensor->engine, sensor->state_path);
	return 0;
}

/* Files and plugins of the command line. */
static int open_all(struct sensor *sensor)
{
	if (sensor->record_path && open_record(sensor, "we"))
		return EXIT_SENSOR;
	if (sensor->plugin_path) {
		sensor->plugins = ask_open(sensor->plugin_path);
		if (!sensor->plugins)
			return EXIT_SENSOR;
	}
	return open_engine(sensor);
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What ran before comes first: a start that the source tells of as well is later. */
static int begin(struct sensor *sensor)
{
	schain_time now = real_time();

	status_begin(&sensor->status, now);
	sensor->names = identity_new(sensor->host);
	if (sensor->socket_path)
		sensor->watchers = watchers_open(sensor->socket_path, greet, sensor);
	if (!sensor->names || (sensor->socket_path && !sensor->watchers))
		return EXIT_SENSOR;
	sensor->source = source_open(sensor->kind, sensor->host, sensor->names, take_event, sensor);
	sensor->logs = logs_open(sensor->log_paths, sensor->log_count, sensor->host, take_event, sensor);
	if (!sensor->source || !sensor->logs || snapshot_take(sensor->names, now, take_event, sensor) ||
	    confine(sensor->plugins != NULL, sensor->source->kind == SOURCE_PROC))
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
	int signals = open_signals(), status = signals < 0 ? EXIT_SENSOR : open_all(sensor);

	gethostname(sensor->host, sizeof sensor->host - 1);
	if (!status)
		status = begin(sensor);
	if (!status) {
		fputs("supplychain-sensor: watching\n", stderr);
		status = watch(sensor, signals);
	}
	source_close(sensor->source);
	logs_close(sensor->logs);
	if (!status)
		status = end(sensor);
	watchers_close(sensor->watchers);
	schain_engine_free(sensor->engine);
	schain_plugins_free(sensor->plugins);
	schain_store_free(sensor->store);
	identity_free(sensor->names);
	if (sensor->record && fclose(sensor->record) && !status)
		status = EXIT_SENSOR;
	return status;
}
