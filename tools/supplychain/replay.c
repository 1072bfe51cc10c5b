/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain replay FILE...: logs in, verdicts out. */
#include "merge.h"
#include "options.h"
#include "plugin_choice.h"
#include "plugin_set.h"
#include "progress.h"
#include "record.h"
#include "resume.h"
#include "results.h"
#include "summary.h"
#include "terminal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
	OPTION_JSON = 256,
	OPTION_FAIL_ON,
	OPTION_MIN_LEVEL,
	OPTION_POLICY,
	OPTION_SET,
	OPTION_APPROVE,
	OPTION_IMPORT_HOST,
	OPTION_FORMAT,
	OPTION_MAPPING,
	OPTION_HOST,
	OPTION_SKEW,
	OPTION_TIMEZONE,
	OPTION_STRICT,
	OPTION_LINES,
	OPTION_REVISIONS,
	OPTION_BRIEF,
	OPTION_COLOR,
	OPTION_ASCII,
	OPTION_STATISTICS,
	OPTION_MEMORY_LIMIT,
	OPTION_SORT,
	OPTION_PLUGIN,
	OPTION_PLUGINS,
	OPTION_ISOLATED,
	OPTION_GRANT,
	OPTION_PLUGIN_HOST,
	OPTION_RECORD,
	OPTION_STATE,
	OPTION_STATE_OPTIONAL,
	OPTION_CHECKPOINT_EVERY,
};

static const struct command_option replay_options[] = {
	{ "json", OPTION_JSON, NULL, "one verdict a line as JSON" },
	{ "brief", OPTION_BRIEF, NULL, "one line a verdict" },
	{ "min-level", OPTION_MIN_LEVEL, "LEVEL",
	  "show verdicts of this level and above: info, low,\n"
	  "medium, high, critical (default medium)" },
	{ "fail-on", OPTION_FAIL_ON, "LEVEL",
	  "exit with 1 if there is a verdict of this level or\n"
	  "above (default medium)" },
	{ "revisions", OPTION_REVISIONS, NULL,
	  "show every revision of a verdict as it comes, not the\n"
	  "last one at the end" },
	{ "lines", OPTION_LINES, NULL, "name the input line of each piece of evidence" },
	{ "output", 'o', "FILE", "write verdicts to FILE" },
	{ "policy", OPTION_POLICY, "FILE", "layer a policy file on the default; may be repeated" },
	{ "set", OPTION_SET, "KEY=VALUE", "set one policy key; may be repeated" },
	{ "approve", OPTION_APPROVE, "HOST", "add to approved_update_hosts; may be repeated" },
	{ "import-host", OPTION_IMPORT_HOST, "ROOT",
	  "take approved repositories and registries from the\n"
	  "configuration of the host whose file system is at ROOT" },
	{ "format", OPTION_FORMAT, "NAME", "do not recognise the format, take this one" },
	{ "mapping", OPTION_MAPPING, "FILE", "mapping of the format mapped-json" },
	{ "host", OPTION_HOST, "NAME", "host of records that name none" },
	{ "skew", OPTION_SKEW, "SOURCE=SECONDS",
	  "add so much to the times of SOURCE, a FILE or a kind\n"
	  "of source such as sysmon; may be repeated" },
	{ "timezone", OPTION_TIMEZONE, "SOURCE=+HH:MM",
	  "the times of SOURCE are local, so far ahead of UTC;\n"
	  "may be repeated" },
	{ "strict", OPTION_STRICT, NULL, "stop at the first damaged record, with exit status 3" },
	{ "sort", OPTION_SORT, NULL,
	  "put all events in order of time first; for exports\n"
	  "with the newest on top, held in memory as a whole" },
	{ "plugin", OPTION_PLUGIN, "FILE[:KEY=VALUE,...]",
	  "use the plugin in this shared object, with these\n"
	  "options: ask it about files and destinations, read\n"
	  "its format, give it verdicts; may be repeated" },
	{ "plugins", OPTION_PLUGINS, "FILE",
	  "open the plugins that this YAML file names" },
	PLUGIN_CHOICE_OPTIONS(OPTION_ISOLATED, OPTION_GRANT, OPTION_PLUGIN_HOST),
	{ "record", OPTION_RECORD, "FILE",
	  "write all events and the plugins' claims to FILE; it\n"
	  "gives the same verdicts without the plugins" },
	{ "state", OPTION_STATE, "DIR",
	  "keep what is remembered in DIR and go on where the last\n"
	  "replay with it stopped; shows new and revised verdicts" },
	{ "state-optional", OPTION_STATE_OPTIONAL, NULL,
	  "where DIR cannot be used, leave it as it is and judge\n"
	  "all the input in memory" },
	{ "checkpoint-every", OPTION_CHECKPOINT_EVERY, "NUMBER",
	  "events between two writes to DIR (default 50000)" },
	{ "memory-limit", OPTION_MEMORY_LIMIT, "SIZE",
	  "most memory for what the engine remembers, such as\n"
	  "256MiB (default 64MiB)" },
	{ "color", OPTION_COLOR, "WHEN", "always, never or auto (default: on a terminal)" },
	{ "ascii", OPTION_ASCII, NULL, "draw and write with ASCII only" },
	{ "statistics", OPTION_STATISTICS, NULL, "print counters on standard error at the end" },
	{ "quiet", 'q', NULL, "no progress, no summary; errors only" },
	{ NULL, 0, NULL, NULL },
};

struct replay {
	schain_policy *policy;
	struct plugin_choice choice;
	const char *plugin_file; /* of --plugins */
	schain_plugins *plugins; /* NULL: none */
	schain_engine *engine;
	struct record record;
	struct resume resume;
	struct input_settings input_settings;
	struct results_settings results_settings;
	struct results results;
	struct progress progress;
	struct input *inputs;
	size_t input_count;
	char *mapping;
	const char *output;
	uint64_t memory_limit;
	uint64_t events;
	uint32_t fail_on;
	int min_level_given;
	int wants_sort;
	int is_quiet, wants_statistics;
	enum when color;
	int status; /* worst so far of EXIT_QUIET, EXIT_INPUT */
	int failed; /* the engine failed: nothing more can be said */
};

static int parse_level(const char *option, const char *text, uint32_t *ret_level)
{
	static const char *const names[] = { "info", "low", "medium", "high", "critical", NULL };
	uint32_t level = schain_level_of(schain_string_of(text));
	const char *near = nearest_word(text, names);

	if (level != UINT32_MAX) {
		*ret_level = level;
		return 0;
	}
	if (near)
		return usage_error(&command_replay, "--%s: there is no level '%s'; did you mean '%s'?",
		                   option, text, near);
	return usage_error(&command_replay,
	                   "--%s: there is no level '%s'; levels are info, low, medium, high, critical",
	                   option, text);
}

static int set_key(struct replay *replay, const char *text)
{
	schain_error error = SCHAIN_ERROR_INIT;
	const char *equals = strchr(text, '=');
	char key[128];

	if (!equals || equals == text || (size_t)(equals - text) >= sizeof key)
		return usage_error(&command_replay, "--set: expected KEY=VALUE, not '%s'", text);
	memcpy(key, text, (size_t)(equals - text));
	key[equals - text] = 0;
	if (schain_policy_set(replay->policy, key, schain_string_of(equals + 1), &error) < 0) {
		complain_error(&error);
		return EXIT_USAGE;
	}
	return 0;
}

static int change_policy(struct replay *replay, int option, const char *value)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_status status;
	size_t added = 0;

	switch (option) {
	case OPTION_POLICY:
		status = schain_policy_load_file(replay->policy, value, &error);
		break;
	case OPTION_APPROVE:
		status = schain_policy_add(replay->policy, "approved_update_hosts", schain_string_of(value),
		                           &error);
		break;
	default:
		status = schain_policy_import_host(replay->policy, value, &added, &error);
		break;
	}
	if (status >= 0)
		return 0;
	complain_error(&error);
	return status == SCHAIN_E_IO ? EXIT_INPUT : EXIT_USAGE;
}

/* Once all plugins are there: one may read it. */
static int check_format(const struct replay *replay)
{
	const char *names[64] = { NULL }, *name = replay->input_settings.format, *near;
	size_t count = sizeof names / sizeof *names - 1;

	if (!name)
		return 0;
	count = plugin_set_formats(replay->plugins, names, count);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return 0;
	near = nearest_word(name, names);
	if (near)
		return usage_error(&command_replay, "there is no format '%s'; did you mean '%s'?", name,
		                   near);
	return usage_error(&command_replay, "there is no format '%s'; 'supplychain formats' lists them",
	                   name);
}

static int load_mapping(struct replay *replay, const char *path)
{
	free(replay->mapping);
	replay->mapping = read_file(path, MAPPING_LIMIT);
	if (!replay->mapping)
		return EXIT_INPUT;
	replay->input_settings.mapping = replay->mapping;
	replay->input_settings.mapping_path = path;
	return 0;
}

/* Once all of the command line is read: how they run may be said behind them. */
static int open_plugins(struct replay *replay)
{
	struct plugin_choice *choice = &replay->choice;
	int status = choice->count || replay->plugin_file ? plugin_set_new(&replay->plugins) : 0;

	for (size_t i = 0; !status && i < choice->count; i++)
		status = plugin_set_add(replay->plugins, choice->texts[i], plugin_choice_isolation(choice), 1);
	if (!status && replay->plugin_file)
		status = plugin_set_configure(replay->plugins, replay->plugin_file);
	return status;
}

static int take_option(struct replay *replay, int option, const char *value)
{
	struct results_settings *shown = &replay->results_settings;

	switch (option) {
	case OPTION_JSON:
		shown->is_json = 1;
		return 0;
	case OPTION_BRIEF:
		shown->flags |= SCHAIN_REPORT_BRIEF;
		return 0;
	case OPTION_LINES:
		shown->flags |= SCHAIN_REPORT_LINES;
		return 0;
	case OPTION_ASCII:
		shown->flags |= SCHAIN_REPORT_ASCII;
		return 0;
	case OPTION_REVISIONS:
		shown->every_revision = 1;
		return 0;
	case OPTION_MIN_LEVEL:
		replay->min_level_given = 1;
		return parse_level("min-level", value, &shown->least);
	case OPTION_FAIL_ON:
		return parse_level("fail-on", value, &replay->fail_on);
	case OPTION_COLOR:
		return parse_when(value, &replay->color)
		           ? usage_error(&command_replay,
		                         "--color: expected always, never or auto, not '%s'", value)
		           : 0;
	case OPTION_POLICY:
	case OPTION_APPROVE:
	case OPTION_IMPORT_HOST:
		return change_policy(replay, option, value);
	case OPTION_SET:
		return set_key(replay, value);
	case OPTION_FORMAT:
		replay->input_settings.format = value;
		return 0;
	case OPTION_MAPPING:
		return load_mapping(replay, value);
	case OPTION_HOST:
		replay->input_settings.host = value;
		return 0;
	case OPTION_SKEW:
		if (clock_shifts_add_skew(&replay->input_settings.clocks, value))
			return usage_error(&command_replay, "--skew: '%s' is not SOURCE=SECONDS", value);
		return 0;
	case OPTION_TIMEZONE:
		if (clock_shifts_add_zone(&replay->input_settings.clocks, value))
			return usage_error(&command_replay, "--timezone: '%s' is not SOURCE=+HH:MM", value);
		return 0;
	case OPTION_STRICT:
		replay->input_settings.is_strict = 1;
		return 0;
	case OPTION_SORT:
		replay->wants_sort = 1;
		return 0;
	case OPTION_PLUGINS:
		if (replay->plugin_file)
			return usage_error(&command_replay, "--plugins can be given only once");
		replay->plugin_file = value;
		return 0;
	case OPTION_PLUGIN:
		return plugin_choice_add(&replay->choice, value);
	case OPTION_ISOLATED:
		return plugin_choice_isolate(&replay->choice);
	case OPTION_GRANT:
		return plugin_choice_grant(&replay->choice, value);
	case OPTION_PLUGIN_HOST:
		return plugin_choice_host(&replay->choice, value);
	case OPTION_RECORD:
		return replay->record.stream
		           ? usage_error(&command_replay, "--record can be given only once")
		           : record_open(&replay->record, value);
	case OPTION_MEMORY_LIMIT:
		return parse_size(value, &replay->memory_limit) || !replay->memory_limit
		           ? usage_error(&command_replay,
		                         "--memory-limit: expected a size such as 256MiB, not '%s'", value)
		           : 0;
	case OPTION_STATE:
		replay->resume.directory = value;
		return 0;
	case OPTION_STATE_OPTIONAL:
		replay->resume.is_optional = 1;
		return 0;
	case OPTION_CHECKPOINT_EVERY:
		return parse_size(value, &replay->resume.every) || !replay->resume.every
		           ? usage_error(&command_replay, "--checkpoint-every: expected a number, not '%s'", value)
		           : 0;
	case OPTION_STATISTICS:
		replay->wants_statistics = 1;
		return 0;
	case 'o':
		replay->output = value;
		return 0;
	default:
		replay->is_quiet = 1;
		return 0;
	}
}

static int fail(struct replay *replay, const schain_error *error)
{
	/* What our own callback stopped for has had its message. */
	if (error->code != SCHAIN_E_CANCELLED && !replay->failed) {
		progress_clear(&replay->progress);
		complain_error(error);
	}
	replay->failed = 1;
	return 1;
}

static int keep_verdict(void *context, const schain_verdict *verdict)
{
	static const schain_error no_memory = { .struct_size = sizeof no_memory,
		                                    .code = SCHAIN_E_MEMORY };
	struct replay *replay = context;

	return results_keep(&replay->results, verdict) ? fail(replay, &no_memory) : 0;
}

/* A final revision is the last chance: the engine forgets the chain after it. */
static int take_verdict(void *context, const schain_verdict *verdict)
{
	struct replay *replay = context;

	if (replay->resume.directory && resume_log(&replay->resume, verdict))
		return replay->failed = 1;
	if (replay->results_settings.every_revision) {
		progress_clear(&replay->progress);
		if (results_write(&replay->results, verdict))
			return replay->failed = 1;
	}
	/* With a state, what is open at the end may have been told by an earlier replay. */
	return verdict->is_final || replay->resume.directory ? keep_verdict(replay, verdict) : 0;
}

static int take_record(void *context, const schain_event *event)
{
	struct replay *replay = context;

	if (!record_event(&replay->record, event))
		return 0;
	return replay->failed = 1;
}

static int take_events(void *context, struct input *input, const schain_event *events, size_t count)
{
	struct replay *replay = context;
	schain_error error = SCHAIN_ERROR_INIT;
	size_t at = resume_skip(&replay->resume, input, events, count);

	while (at < count) {
		size_t room = resume_room(&replay->resume, count - at);

		if (schain_engine_feed(replay->engine, events + at, sizeof *events, room, NULL, &error) < 0)
			return fail(replay, &error);
		replay->events += room;
		at += room;
		if (resume_fed(&replay->resume, replay->engine, input, room))
			return replay->failed = 1;
	}
	return 0;
}

static void take_progress(void *context, struct input *input)
{
	struct replay *replay = context;
	uint64_t bytes = 0;

	if (input->problems_shown < INPUT_PROBLEMS_SHOWN && input->problems > input->problems_shown) {
		progress_clear(&replay->progress);
		input_tell_problems(input);
	}
	if (!replay->progress.is_wanted)
		return;
	for (size_t i = 0; i < replay->input_count; i++)
		bytes += atomic_load_explicit(&replay->inputs[i].position, memory_order_relaxed);
	progress_update(&replay->progress, bytes, replay->events);
}

/* Nothing is judged before the input ends: the engine's own ordering does the rest. */
static schain_status hold_everything(struct replay *replay, schain_error *error)
{
	const schain_policy_key *buffer = schain_policy_key_of("ordering.buffer_events");
	char most[24];
	schain_status status;

	snprintf(most, sizeof most, "%" PRId64, buffer->maximum);
	status = schain_policy_set(replay->policy, buffer->name, schain_string_of(most), error);
	if (status == SCHAIN_OK)
		status = schain_policy_set(replay->policy, "ordering.lateness", SCHAIN_STRING("36500d"), error);
	if (!replay->memory_limit)
		replay->memory_limit = UINT64_C(1) << 40; /* as much as there is */
	return status;
}

static int make_engine(struct replay *replay)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	options.policy = replay->policy;
	options.memory_limit = replay->memory_limit;
	options.verdict = take_verdict;
	options.plugins = replay->plugins;
	if (replay->record.stream)
		options.taken = take_record;
	options.context = replay;
	if (schain_engine_new(&options, &replay->engine, &error) >= 0)
		return 0;
	complain_error(&error);
	return EXIT_INPUT;
}

/* With what the directory holds; or, where it cannot be used and need not be, without. */
static int attach_state(struct replay *replay)
{
	struct resume *resume = &replay->resume;
	int status = resume_open(resume);

	if (!status)
		status = resume_attach(resume, replay->engine);
	if (!status)
		return 0;
	schain_engine_free(replay->engine);
	replay->engine = NULL;
	status = resume_excuse(resume);
	if (!status)
		status = make_engine(replay);
	if (!status)
		schain_engine_go_without_store(replay->engine, &resume->reason, NULL);
	return status;
}

static int open_engine(struct replay *replay)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int status;

	if (replay->wants_sort && hold_everything(replay, &error) < 0) {
		complain_error(&error);
		return EXIT_INPUT;
	}
	status = make_engine(replay);
	if (!status && replay->resume.directory)
		status = attach_state(replay);
	schain_policy_free(replay->policy); /* the engine has its copy */
	replay->policy = NULL;
	return status;
}

static int open_output(struct replay *replay)
{
	struct results_settings *shown = &replay->results_settings;

	shown->stream = stdout;
	shown->stream_name = "standard output";
	if (replay->output && strcmp(replay->output, "-") != 0) {
		shown->stream = fopen(replay->output, "w");
		shown->stream_name = replay->output;
		if (!shown->stream) {
			complain("%s: %s", replay->output, strerror(errno));
			return EXIT_INPUT;
		}
	}
	if (wants_color(replay->color, shown->stream) && !shown->is_json)
		shown->flags |= SCHAIN_REPORT_COLOR;
	if (wants_ascii(shown->stream))
		shown->flags |= SCHAIN_REPORT_ASCII;
	shown->width = terminal_width(shown->stream);
	if (!replay->min_level_given)
		shown->least = SCHAIN_LEVEL_MEDIUM;
	return 0;
}

/* All inputs are open at once; the usual limit of 1024 may be raised by anyone up to the hard one. */
static void allow_open_files(size_t count)
{
	enum { OTHERS = 32 }; /* standard streams, output, libraries */
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= count + OTHERS)
		return;
	limit.rlim_cur = count + OTHERS < limit.rlim_max ? (rlim_t)count + OTHERS : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit); /* if not, opening says so */
}

static int open_inputs(struct replay *replay, char **paths, size_t count)
{
	uint64_t total = 0;
	int is_known = 1, standard_inputs = 0;

	for (size_t i = 0; i < count; i++)
		standard_inputs += !strcmp(paths[i], "-");
	if (standard_inputs > 1)
		return usage_error(&command_replay, "standard input can be read only once");
	replay->inputs = calloc(count, sizeof *replay->inputs);
	if (!replay->inputs) {
		complain("out of memory");
		return EXIT_INPUT;
	}
	replay->input_count = count;
	allow_open_files(count);
	for (size_t i = 0; i < count; i++) {
		if (input_open(&replay->inputs[i], paths[i], &replay->input_settings))
			replay->status = EXIT_INPUT;
		else if (!replay->inputs[i].size)
			is_known = 0;
		total += replay->inputs[i].size;
	}
	progress_begin(&replay->progress, !replay->is_quiet, is_known ? total : 0);
	return 0;
}

/* Feeds all inputs and takes what the engine makes of them. */
static void run_engine(struct replay *replay)
{
	struct merge_sink sink = { take_events, take_progress, replay };
	schain_error error = SCHAIN_ERROR_INIT;

	if (merge_run(replay->inputs, replay->input_count, &sink)) {
		complain("cannot start another thread, or out of memory; replay fewer files at once");
		replay->failed = 1;
	}
	progress_clear(&replay->progress);
	for (size_t i = 0; i < replay->input_count; i++) {
		struct input *input = &replay->inputs[i];

		input_tell_outcome(input);
		if (input->outcome == INPUT_UNREADABLE || input->outcome == INPUT_DAMAGED)
			replay->status = EXIT_INPUT;
		if (input->outcome == INPUT_DAMAGED)
			replay->failed = 1;
	}
	if (replay->failed)
		return;
	if (plugin_set_settle(replay->plugins, replay->engine, &error) < 0 ||
	    (!replay->resume.directory &&
	     schain_engine_each_verdict(replay->engine, keep_verdict, replay, &error) < 0))
		fail(replay, &error);
	else if (replay->resume.directory && resume_checkpoint(&replay->resume, replay->engine))
		replay->failed = 1;
}

/* A log exported with the newest on top is judged badly, and its owner should know why. */
static void tell_late(const struct replay *replay)
{
	schain_engine_statistics counters = { .struct_size = sizeof counters };

	if (schain_engine_get_statistics(replay->engine, &counters, NULL) < 0 ||
	    counters.events_late <= counters.events / 100)
		return;
	complain("%" PRIu64 " of %" PRIu64 " events came after much later ones;"
	         " --sort puts them in order first",
	         counters.events_late, counters.events);
}

static int close_output(struct replay *replay, int status)
{
	struct results_settings *shown = &replay->results_settings;

	status = finish_output(shown->stream, shown->stream_name, status);
	if (shown->stream != stdout && fclose(shown->stream)) {
		complain("%s: cannot write: %s", shown->stream_name, strerror(errno));
		status = EXIT_INPUT;
	}
	return status;
}

static int replay_files(struct replay *replay, char **paths, size_t count)
{
	int status = open_plugins(replay);

	if (!status)
		status = check_format(replay);
	replay->input_settings.plugins = replay->plugins;
	if (!status)
		status = open_inputs(replay, paths, count);
	if (!status)
		status = open_engine(replay);
	if (!status)
		status = open_output(replay);
	if (status)
		return status;
	results_init(&replay->results, &replay->results_settings);
	run_engine(replay);
	if (replay->failed)
		return close_output(replay, EXIT_INPUT);
	results_settle(&replay->results);
	status = replay->status;
	if (!status && results_reach(&replay->results, replay->fail_on))
		status = EXIT_FOUND;
	status = record_close(&replay->record, close_output(replay, status));
	if (!replay->is_quiet)
		summary_print(replay->inputs, replay->input_count, replay->events, &replay->results);
	if (!replay->is_quiet)
		tell_late(replay);
	resume_tell_unread(&replay->resume, replay->engine);
	if (replay->wants_statistics)
		summary_print_statistics(replay->inputs, replay->input_count, replay->engine);
	if (replay->wants_statistics && replay->plugins)
		plugin_set_print_statistics(replay->plugins);
	return status;
}

static void dispose(struct replay *replay)
{
	for (size_t i = 0; i < replay->input_count; i++)
		input_close(&replay->inputs[i]);
	free(replay->inputs);
	results_dispose(&replay->results);
	record_close(&replay->record, 0);
	schain_engine_free(replay->engine);
	resume_close(&replay->resume);
	schain_plugins_free(replay->plugins);
	plugin_choice_dispose(&replay->choice);
	schain_policy_free(replay->policy);
	free(replay->mapping);
}

static int run(int argc, char **argv)
{
	struct replay replay = { .fail_on = SCHAIN_LEVEL_MEDIUM, .resume = { .every = 50000 } };
	schain_error error = SCHAIN_ERROR_INIT;
	struct options options;
	const char *value;
	int status = 0, option;

	if (schain_policy_new(NULL, &replay.policy, &error) < 0) {
		complain_error(&error);
		return EXIT_INPUT;
	}
	options_init(&options, &command_replay, argc, argv);
	while (!status && (option = options_next(&options, &value)) != OPTIONS_END) {
		if (option == OPTIONS_STOP) {
			dispose(&replay);
			return options.status;
		}
		status = take_option(&replay, option, value);
	}
	if (!status && replay.resume.directory && replay.wants_sort)
		status = usage_error(&command_replay, "--sort needs all events at once; it does not go with --state");
	if (!status && replay.resume.is_optional && !replay.resume.directory)
		status = usage_error(&command_replay, "--state-optional needs --state");
	if (!status && optind == argc)
		status = usage_error(&command_replay, "a file to replay is needed, or - for standard input");
	if (!status)
		status = replay_files(&replay, argv + optind, (size_t)(argc - optind));
	dispose(&replay);
	return status;
}

const struct command command_replay = {
	.name = "replay",
	.synopsis = "[OPTION]... FILE...",
	.summary = "find compromised chains in logs",
	.description = "Reads logs, follows what was delivered onto each host, and shows the verdicts.\n"
				   "The format is recognised from the content, compressed or not; - is standard\n"
				   "input. Several files are read as one stream in order of time.",
	.options = replay_options,
	.examples = "supplychain replay /var/log/audit/audit.log\n"
				"supplychain replay --json Sysmon.evtx CodeIntegrity.evtx >verdicts.json\n"
				"supplychain replay --approve=updates.example --min-level=low host.jsonl.zst\n"
				"zcat audit.log.*.gz | supplychain replay --fail-on=high --quiet -",
	.run = run,
};
