/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host product in a few files: takes what the kernel tells, feeds it to an
 * engine, and writes each verdict as a line of JSON. supplychain-sensor(8).
 */
#include "sensor.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

static const char usage[] =
	"Usage: supplychain-sensor [OPTION]...\n"
	"Watches this machine and writes a line of JSON for each new or revised verdict.\n\n"
	"  --policy=FILE     layer a policy file on the default; may be repeated\n"
	"  --approve=HOST    add to approved_update_hosts; may be repeated\n"
	"  --min-level=LEVEL show verdicts of this level and above (default medium)\n"
	"  --text            write verdicts for people\n"
	"  --record=FILE     write all events to FILE, for 'supplychain replay'\n"
	"  --socket=PATH     tell 'supplychain watch' there how things stand\n"
	"  --state=DIR       remember across restarts, in DIR\n"
	"  --help            print this text\n";

static int take_option(struct sensor *sensor, int option, schain_error *error)
{
	switch (option) {
	case 'p':
		return schain_policy_load_file(sensor->policy, optarg, error) < 0 ? sensor_complain(error) : 0;
	case 'a':
		return schain_policy_add(sensor->policy, "approved_update_hosts", schain_string_of(optarg),
		                         error) < 0
		           ? sensor_complain(error)
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
	case 's':
		sensor->socket_path = optarg;
		return 0;
	case 'd':
		sensor->state_path = optarg;
		return 0;
	default:
		return EXIT_USAGE;
	}
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "policy", required_argument, NULL, 'p' }, { "approve", required_argument, NULL, 'a' },
		{ "min-level", required_argument, NULL, 'm' }, { "text", no_argument, NULL, 't' },
		{ "record", required_argument, NULL, 'r' }, { "socket", required_argument, NULL, 's' },
		{ "state", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	struct sensor sensor = { .least = SCHAIN_LEVEL_MEDIUM };
	schain_error error = SCHAIN_ERROR_INIT;
	int option, status = 0;

	/* Its own events come nearly in order: half a second is enough, and soon enough. */
	if (schain_policy_new(NULL, &sensor.policy, &error) < 0 ||
	    schain_policy_set(sensor.policy, "ordering.lateness", SCHAIN_STRING("500ms"), &error) < 0)
		return sensor_complain(&error);
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
		status = sensor_run(&sensor);
	schain_policy_free(sensor.policy);
	if (sensor.record && fclose(sensor.record) && !status)
		status = EXIT_SENSOR;
	return status;
}
