/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supplychain plugin check FILE: runs each conformance check in a process of
 * its own, so that a crash is a finding, and what is printed is noticed.
 */
#include "check.h"
#include "plugins.h"
#include "plugin_set.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT = 1024, TICK = 20 /* ms between two looks at a process */ };

enum result { PASSED, FAILED, SKIPPED };

/* What became of a check. */
struct verdict {
	enum result result;
	int is_done; /* it came to its end */
	char why[TEXT], remedy[TEXT], step[TEXT];
};

/* The checks of one file. */
struct session {
	const struct check_settings *settings;
	const char *file; /* with its configuration */
	char name[64], version[64];
	uint32_t kinds; /* bits: it is an enricher, a decoder, a sink */
	char printed[64]; /* the first bytes that it wrote to a standard stream */
	char printed_in[32]; /* in which check */
	unsigned counts[3]; /* by result */
	int status;
};

/* A child that runs one check, and the pipes to it. */
struct child {
	pid_t pid;
	int results, output;
	char line[2 * TEXT];
	size_t length;
};

static int load(struct trial *trial, schain_plugins **ret_plugins, const char *file, char *path,
                schain_plugin_value *values)
{
	schain_plugins *plugins;
	int status = plugin_set_new(&plugins);

	if (!status)
		status = plugin_set_load(plugins, file, path, values, &trial->value_count);
	if (status)
		return status;
	trial->plugin = schain_plugins_at(plugins, 0);
	trial->values = values;
	trial->enricher = trial->plugin->get_interface(SCHAIN_INTERFACE_ENRICHER);
	trial->decoder = trial->plugin->get_interface(SCHAIN_INTERFACE_DECODER);
	trial->sink = trial->plugin->get_interface(SCHAIN_INTERFACE_SINK);
	*ret_plugins = plugins;
	return 0;
}

/* In the first child: is it let in at all, and does it open? Says who it is. */
static int try_load(struct trial *trial, const char *file)
{
	schain_plugin_value values[PLUGIN_VALUES];
	char path[PLUGIN_PATH_SIZE];
	schain_plugins *plugins;
	int status;

	trial_step(trial, "loading");
	status = load(trial, &plugins, file, path, values);
	if (status) {
		trial_done(trial);
		return status;
	}
	trial_step(trial, "open and close with the configuration given");
	dprintf(trial->results, "N%s\t%s\t%d\n", trial->plugin->name, trial->plugin->version,
	        (trial->enricher ? 1 : 0) | (trial->decoder ? 2 : 0) | (trial->sink ? 4 : 0));
	status = plugin_set_open(plugins, values, trial->value_count);
	schain_plugins_free(plugins);
	trial_done(trial);
	return status;
}

static int find_query(struct trial *trial, const char *path)
{
	schain_object *object;
	schain_function function;

	if (schain_object_load(path, schain_string_of(NULL), &object, NULL) != SCHAIN_OK ||
	    schain_object_get_function(object, "schain_plugin_query", &function, NULL) != SCHAIN_OK)
		return -1;
	trial->query = (schain_plugin_query_function)function;
	return 0;
}

static int try_check(struct trial *trial, const char *file, const struct check *check)
{
	schain_plugin_value values[PLUGIN_VALUES];
	char path[PLUGIN_PATH_SIZE];
	schain_plugins *plugins;

	trial_step(trial, "loading");
	if (load(trial, &plugins, file, path, values) || find_query(trial, path))
		return EXIT_INPUT;
	trial->settings = trial_configure(trial, values, trial->value_count);
	if (!trial->settings)
		return EXIT_USAGE;
	check->run(trial);
	trial_done(trial);
	return 0;
}

/* `check` NULL: loading. Its standard error is the caller's then, for the refusal. */
static int start(struct child *child, const char *file, const struct check *check)
{
	int results[2], output[2];

	memset(child, 0, sizeof *child);
	if (pipe(results))
		return -1;
	if (pipe(output)) {
		close(results[0]);
		close(results[1]);
		return -1;
	}
	fflush(NULL);
	child->pid = fork();
	if (child->pid == 0) {
		struct trial trial = { .results = results[1] };

		setpgid(0, 0);
		close(results[0]);
		close(output[0]);
		dup2(output[1], STDOUT_FILENO);
		if (check)
			dup2(output[1], STDERR_FILENO);
		close(output[1]);
		_exit(check ? try_check(&trial, file, check) : try_load(&trial, file));
	}
	close(results[1]);
	close(output[1]);
	child->results = results[0];
	child->output = output[0];
	return child->pid < 0 ? -1 : 0;
}

/* As much as there is room for. */
static void put(char *to, size_t size, const char *text)
{
	size_t length = strlen(text);

	if (length >= size)
		length = size - 1;
	memcpy(to, text, length);
	to[length] = 0;
}

static void take_line(struct session *session, struct verdict *verdict, char *line)
{
	char *tab = strchr(line, '\t'), *second;

	switch (line[0]) {
	case 'S':
		put(verdict->step, sizeof verdict->step, line + 1);
		break;
	case 'D':
		verdict->is_done = 1;
		break;
	case 'K':
		if (verdict->result == PASSED)
			verdict->result = SKIPPED;
		put(verdict->why, sizeof verdict->why, line + 1);
		break;
	case 'F':
		if (verdict->result == FAILED || !tab)
			break;
		*tab = 0;
		verdict->result = FAILED;
		put(verdict->why, sizeof verdict->why, line + 1);
		put(verdict->remedy, sizeof verdict->remedy, tab + 1);
		break;
	case 'N':
		second = tab ? strchr(tab + 1, '\t') : NULL;
		if (!second)
			break;
		*tab = *second = 0;
		put(session->name, sizeof session->name, line + 1);
		put(session->version, sizeof session->version, tab + 1);
		session->kinds = (uint32_t)atoi(second + 1);
		break;
	default:
		break;
	}
}

/* Returns 0 at the end of the pipe. */
static int take_results(struct session *session, struct child *child, struct verdict *verdict)
{
	ssize_t size = read(child->results, child->line + child->length,
	                    sizeof child->line - child->length - 1);
	char *newline;

	if (size <= 0)
		return size < 0 && errno == EINTR;
	child->length += (size_t)size;
	child->line[child->length] = 0;
	while ((newline = strchr(child->line, '\n'))) {
		*newline = 0;
		take_line(session, verdict, child->line);
		child->length -= (size_t)(newline + 1 - child->line);
		memmove(child->line, newline + 1, child->length + 1);
	}
	if (child->length == sizeof child->line - 1)
		child->length = 0; /* not one of ours */
	return 1;
}

static int take_output(struct session *session, struct child *child, const char *check)
{
	char bytes[256];
	ssize_t size = read(child->output, bytes, sizeof bytes);

	if (size <= 0)
		return size < 0 && errno == EINTR;
	if (session->printed_in[0])
		return 1;
	put(session->printed_in, sizeof session->printed_in, check);
	snprintf(session->printed, sizeof session->printed, "%.*s", (int)(size < 40 ? size : 40), bytes);
	for (char *at = session->printed; *at; at++)
		if ((unsigned char)*at < ' ' || (unsigned char)*at > '~')
			*at = '?';
	return 1;
}

/* Reads both pipes until the child has ended. Returns its status, or -1 if it had to be killed. */
static int watch(struct session *session, struct child *child, const char *check,
                 struct verdict *verdict)
{
	int64_t end = check_clock() + session->settings->timeout;
	int results_open = 1, output_open = 1, status = 0, has_ended = 0;

	for (;;) {
		struct pollfd pipes[2] = { { results_open ? child->results : -1, POLLIN, 0 },
			                       { output_open ? child->output : -1, POLLIN, 0 } };
		int ready = poll(pipes, 2, has_ended ? 0 : results_open ? TICK : 1);

		if (ready > 0 && pipes[0].revents)
			results_open = take_results(session, child, verdict);
		if (ready > 0 && pipes[1].revents)
			output_open = take_output(session, child, check);
		/* A process that it left behind may hold the pipes open. */
		if (has_ended && ready <= 0)
			return status;
		if (has_ended && !results_open && !output_open)
			return status;
		if (!has_ended && waitpid(child->pid, &status, WNOHANG) == child->pid)
			has_ended = 1;
		if (!has_ended && check_clock() > end)
			return -1;
	}
}

static void judge_end(struct session *session, struct verdict *verdict, int status)
{
	if (status == -1) {
		verdict->result = FAILED;
		snprintf(verdict->why, sizeof verdict->why, "is not done after %lld s, at: %.800s",
		         (long long)(session->settings->timeout / SCHAIN_SECOND), verdict->step);
		put(verdict->remedy, sizeof verdict->remedy, "every call returns; what waits belongs into a thread");
	} else if (WIFSIGNALED(status)) {
		verdict->result = FAILED;
		snprintf(verdict->why, sizeof verdict->why, "crashes (%s), at: %.800s",
		         strsignal(WTERMSIG(status)), verdict->step);
		put(verdict->remedy, sizeof verdict->remedy, "run it under a debugger or AddressSanitizer with this call");
	} else if (!verdict->is_done && verdict->result != FAILED) {
		verdict->result = FAILED;
		snprintf(verdict->why, sizeof verdict->why, "ends the process with status %d, at: %.800s",
		         WEXITSTATUS(status), verdict->step);
		put(verdict->remedy, sizeof verdict->remedy, "never call exit: return an error");
	}
}

/* Returns the child's status as waitpid gives it, or -1. */
static int run_child(struct session *session, const struct check *check, struct verdict *verdict)
{
	struct child child;
	int status;

	memset(verdict, 0, sizeof *verdict);
	if (start(&child, session->file, check)) {
		complain("cannot start a process: %s", strerror(errno));
		return -1;
	}
	status = watch(session, &child, check ? check->name : "load", verdict);
	kill(-child.pid, SIGKILL); /* and what it left behind */
	if (status == -1)
		waitpid(child.pid, NULL, 0);
	close(child.results);
	close(child.output);
	return status;
}

static void tell_json(const struct session *session, const char *check, const struct verdict *verdict)
{
	static const char *const names[] = { "pass", "fail", "skip" };

	print_json_text("{\"plugin\":", session->name);
	print_json_text(",\"version\":", session->version);
	print_json_text(",\"check\":", check);
	print_json_text(",\"result\":", names[verdict->result]);
	if (verdict->result != PASSED)
		print_json_text(",\"why\":", verdict->why);
	if (verdict->result == FAILED) {
		print_json_text(",\"at\":", verdict->step);
		print_json_text(",\"remedy\":", verdict->remedy);
	}
	puts("}");
}

static void tell(struct session *session, const char *check, const char *what,
                 const struct verdict *verdict)
{
	static const char *const marks[] = { "ok", "FAIL", "-" };

	session->counts[verdict->result]++;
	if (session->settings->is_json) {
		tell_json(session, check, verdict);
		return;
	}
	printf("  %-5s %-14s  %s\n", marks[verdict->result], check,
	       verdict->result == PASSED ? what : verdict->why);
	if (verdict->result == FAILED)
		printf("  %-5s %-14s  do: %s\n", "", "", verdict->remedy);
}

static void run_checks(struct session *session, const struct check *checks)
{
	struct verdict verdict;

	for (; checks->name; checks++) {
		judge_end(session, &verdict, run_child(session, checks, &verdict));
		tell(session, checks->name, checks->what, &verdict);
	}
}

static void tell_output(struct session *session)
{
	struct verdict verdict = { .result = PASSED };

	if (session->printed_in[0]) {
		verdict.result = FAILED;
		snprintf(verdict.why, sizeof verdict.why,
		         "writes to standard output or standard error, first in %s: \"%s\"",
		         session->printed_in, session->printed);
		put(verdict.remedy, sizeof verdict.remedy, "tell people by the host's log");
	}
	tell(session, "output", "standard output and standard error are left alone", &verdict);
}

/* Returns 0 when it loads, opens and closes; else what the process ends with. */
static int check_load(struct session *session)
{
	struct verdict verdict;
	int status = run_child(session, NULL, &verdict);

	if (status != -1 && WIFEXITED(status) && WEXITSTATUS(status) && verdict.is_done)
		return WEXITSTATUS(status); /* it has said why */
	judge_end(session, &verdict, status);
	if (!session->name[0])
		put(session->name, sizeof session->name, "plugin");
	if (!session->settings->is_json)
		printf("%s %s\n", session->name, session->version);
	tell(session, "load", "loads, and opens with this configuration", &verdict);
	return verdict.result == FAILED ? EXIT_FOUND : 0;
}

int plugin_check(const struct check_settings *settings, const char *file)
{
	static const struct check *const of_kind[] = { enricher_checks, decoder_checks, sink_checks };
	struct session session = { .settings = settings, .file = file };
	int status = check_load(&session);

	if (status && !session.counts[FAILED])
		return status;
	if (!status) {
		run_checks(&session, life_checks);
		for (size_t i = 0; i < sizeof of_kind / sizeof *of_kind; i++)
			if (session.kinds & 1u << i)
				run_checks(&session, of_kind[i]);
		tell_output(&session);
	}
	if (!settings->is_json)
		printf("%s %s: %u checks passed, %u failed, %u not applicable\n", session.name,
		       session.version, session.counts[PASSED], session.counts[FAILED],
		       session.counts[SKIPPED]);
	return session.counts[FAILED] ? EXIT_FOUND : EXIT_QUIET;
}
