/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host product in a few files: takes what the kernel tells, feeds it to an
 * engine, and writes each verdict as a line of JSON. supplychain-sensor(8).
 */
#include "sensor.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"Usage: supplychain-sensor [OPTION]...\n"
	"Watches this machine and writes a line of JSON for each new or revised verdict.\n\n"
	"  --policy=FILE     layer a policy file on the default; may be repeated\n"
	"  --approve=HOST    add to approved_update_hosts; may be repeated\n"
	"  --min-level=LEVEL show verdicts of this level and above (default medium)\n"
	"  --source=KIND     watch by 'bpf' or 'proc' (default auto: bpf where the kernel\n"
	"                    has it)\n"
	"  --output=PLACE    write verdicts as json or text to standard output, or to\n"
	"                    syslog or the journal (default json)\n"
	"  --text            the same as --output=text\n"
	"  --record=FILE     write all events to FILE, for 'supplychain replay'\n"
	"  --socket=PATH     tell 'supplychain watch' there how things stand\n"
	"  --state=DIR       remember across restarts, in DIR\n"
	"  --plugins=FILE    ask the plugins that this YAML file names\n"
	"  --package-log=FILE\n"
	"                    read this package manager's log instead of the system's;\n"
	"                    may be repeated\n"
	"  --memory=MIB      remember that much at most (default 64)\n"
	"  --help            print this text\n";

static int misused(const char *value, const char *message)
{
	fprintf(stderr, "supplychain-sensor: %s: %s\n", value, message);
	return EXIT_USAGE;
}

static int take_setting(struct sensor *sensor, int is_file)
{
	if (sensor->setting_count == SETTINGS)
		return misused(optarg, "too many options of the policy");
	sensor->settings[sensor->setting_count++] = (struct setting){ is_file, optarg };
	return 0;
}

static int take_level(struct sensor *sensor)
{
	sensor->least = schain_level_of(schain_string_of(optarg));
	if (sensor->least != UINT32_MAX)
		return 0;
	fprintf(stderr, "supplychain-sensor: there is no level '%s'\n", optarg);
	return EXIT_USAGE;
}

static int take_place(struct sensor *sensor)
{
	static const char *const names[] = { "json", "text", "syslog", "journal" };

	for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
		if (!strcmp(optarg, names[i])) {
			sensor->place = (enum tell_place)i;
			return 0;
		}
	return misused(optarg, "is none of json, text, syslog, journal");
}

static int take_source(struct sensor *sensor)
{
	static const char *const names[] = { "auto", "bpf", "proc" };

	for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
		if (!strcmp(optarg, names[i])) {
			sensor->kind = (enum source_kind)i;
			return 0;
		}
	return misused(optarg, "is none of auto, bpf, proc");
}

static int take_log(struct sensor *sensor)
{
	if (!logs_format(optarg))
		return misused(optarg, "is not called dpkg.log, history.log, dnf.rpm.log or pacman.log");
	if (sensor->log_count == LOGS)
		return misused(optarg, "too many logs");
	sensor->log_paths[sensor->log_count++] = optarg;
	return 0;
}

static int take_memory(struct sensor *sensor)
{
	char *end;
	unsigned long size;

	errno = 0;
	size = strtoul(optarg, &end, 10);
	if (errno || *end || end == optarg || !size || size > 1ul << 20)
		return misused(optarg, "is no number of MiB from 1 to 1048576");
	sensor->memory_limit = (uint64_t)size << 20;
	return 0;
}

static int take_option(struct sensor *sensor, int option)
{
	switch (option) {
	case 'p':
	case 'a':
		return take_setting(sensor, option == 'p');
	case 'm':
		return take_level(sensor);
	case 'o':
		return take_place(sensor);
	case 'S':
		return take_source(sensor);
	case 't':
		sensor->place = TELL_TEXT;
		return 0;
	case 'r':
		sensor->record_path = optarg;
		return 0;
	case 's':
		sensor->socket_path = optarg;
		return 0;
	case 'd':
		sensor->state_path = optarg;
		return 0;
	case 'P':
		sensor->plugin_path = optarg;
		return 0;
	case 'l':
		return take_log(sensor);
	case 'M':
		return take_memory(sensor);
	default:
		return EXIT_USAGE;
	}
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "policy", required_argument, NULL, 'p' }, { "approve", required_argument, NULL, 'a' },
		{ "min-level", required_argument, NULL, 'm' }, { "output", required_argument, NULL, 'o' },
		{ "text", no_argument, NULL, 't' }, { "record", required_argument, NULL, 'r' },
		{ "socket", required_argument, NULL, 's' }, { "state", required_argument, NULL, 'd' },
		{ "plugins", required_argument, NULL, 'P' }, { "package-log", required_argument, NULL, 'l' },
		{ "source", required_argument, NULL, 'S' }, { "memory", required_argument, NULL, 'M' }, { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct sensor sensor = { .least = SCHAIN_LEVEL_MEDIUM };
	int option, status = 0;

	while (!status && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		status = take_option(&sensor, option);
	}
	if (!status && optind < argc) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	}
	return status ? status : sensor_run(&sensor);
}
