/* SPDX-License-Identifier: Apache-2.0 */
/* Conformance: the descriptor, and an instance from open to close. */
#include "check.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 50, ALLOCATIONS = 200, PATH_SIZE = 4096 };

static void check_query(struct trial *trial)
{
	trial_step(trial, "schain_plugin_query(%u, 0)", SCHAIN_PLUGIN_ABI_MAJOR + 1);
	if (trial->query(SCHAIN_PLUGIN_ABI_MAJOR + 1, 0))
		trial_found(trial, "return NULL unless abi_major is SCHAIN_PLUGIN_ABI_MAJOR",
		            "gives a descriptor to a host of another major ABI");
	trial_step(trial, "schain_plugin_query() again");
	if (trial->query(SCHAIN_PLUGIN_ABI_MAJOR, SCHAIN_PLUGIN_ABI_MINOR) != trial->plugin)
		trial_found(trial, "return a pointer to one constant descriptor",
		            "gives another descriptor when asked again");
}

static void check_interfaces(struct trial *trial)
{
	static const char *const unknown[] = { "schain.nothing/1", "", "schain.enricher/9" };
	static const char *const known[] = { SCHAIN_INTERFACE_ENRICHER, SCHAIN_INTERFACE_DECODER,
		                                 SCHAIN_INTERFACE_SINK };

	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		trial_step(trial, "get_interface(\"%s\")", unknown[i]);
		if (trial->plugin->get_interface(unknown[i]))
			trial_found(trial, "compare the name, and return NULL for any other",
			            "gives an interface for the name \"%s\"", unknown[i]);
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (trial->plugin->get_interface(known[i]) != trial->plugin->get_interface(known[i]))
			trial_found(trial, "return a pointer to one constant table",
			            "gives another table for \"%s\" when asked again", known[i]);
}

static void check_rounds(struct trial *trial)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct host *host;

		trial_step(trial, "open number %d", i + 1);
		host = host_new_open(trial);
		if (!host)
			return;
		trial_step(trial, "close number %d", i + 1);
		host_close(host);
		host_settle(host);
	}
}

static void check_instances(struct trial *trial)
{
	for (int order = 0; order < 2; order++) {
		struct host *first, *second;

		trial_step(trial, "open of a second instance");
		first = host_new_open(trial);
		second = first ? host_new_open(trial) : NULL;
		if (!second)
			return;
		if (host_instance(first) && host_instance(first) == host_instance(second))
			trial_found(trial, "keep nothing in static variables; allocate it in open",
			            "two instances are the same object");
		trial_step(trial, "close of the %s of two instances", order ? "second" : "first");
		host_close(order ? second : first);
		host_settle(order ? second : first);
		trial_step(trial, "close of the other of two instances");
		host_close(order ? first : second);
		host_settle(order ? first : second);
	}
}

/* One option with that value, the others as given. */
static void try_value(struct trial *trial, const schain_plugin_option *option, const char *value)
{
	schain_plugin_value values[65];
	schain_plugin_setting *settings;
	struct host *host;
	size_t count = 0;

	for (size_t i = 0; i < trial->value_count && count < 64; i++)
		if (trial->values[i].key.length != strlen(option->name) ||
		    memcmp(trial->values[i].key.data, option->name, trial->values[i].key.length))
			values[count++] = trial->values[i];
	values[count].key = schain_string_of(option->name);
	values[count++].value = schain_string_of(value);
	settings = trial_configure(trial, values, count);
	if (!settings)
		return; /* the library refused it: the plugin never sees it */
	trial_step(trial, "open with %s=%.40s%s", option->name, value, strlen(value) > 40 ? "..." : "");
	host = host_new(trial);
	if (host_open(host, settings, 1) == SCHAIN_OK)
		host_close(host);
	host_settle(host);
}

static void check_options(struct trial *trial)
{
	char long_text[2048], long_path[1024];
	const char *odd[] = { "", "0", "-1", "9223372036854775807", "true", "/", "/nowhere/at/all",
		                  "/dev/null", "%s%n%s", "\xc3\xa9\xe2\x82\xac", long_text, long_path };

	memset(long_text, 'x', sizeof long_text);
	long_text[sizeof long_text - 1] = 0;
	memset(long_path, 'y', sizeof long_path);
	long_path[0] = '/';
	long_path[sizeof long_path - 1] = 0;
	if (!trial->plugin->option_count) {
		trial_skip(trial, "it has no options");
		return;
	}
	for (size_t i = 0; i < trial->plugin->option_count; i++) {
		const schain_plugin_option *option =
			(const void *)((const char *)trial->plugin->options + i * trial->plugin->option_size);

		for (size_t k = 0; k < sizeof odd / sizeof *odd; k++)
			try_value(trial, option, odd[k]);
	}
}

static void check_allocation(struct trial *trial)
{
	for (size_t nth = 1; nth <= ALLOCATIONS; nth++) {
		struct host *host = host_new(trial);
		schain_status status;
		int has_failed;

		trial_step(trial, "open without memory from allocation %zu on", nth);
		host_ledger(host)->fail_at = nth;
		status = host_open(host, trial->settings, 1);
		has_failed = host_ledger(host)->allocations >= nth;
		host_ledger(host)->fail_at = 0;
		if (status == SCHAIN_OK) {
			trial_step(trial, "close after an allocation failed");
			host_close(host);
		}
		host_settle(host);
		if (!has_failed)
			return;
	}
}

static size_t environment_size(void)
{
	extern char **environ;
	size_t size = 0;

	for (char **at = environ; at && *at; at++)
		size += strlen(*at) + 1;
	return size;
}

/* What belongs to the process, and with it to the product. */
struct surroundings {
	char directory[PATH_SIZE], locale[256];
	struct sigaction actions[32];
	sigset_t blocked;
	mode_t mask;
	size_t environment;
};

static void look_around(struct surroundings *now)
{
	const char *locale = setlocale(LC_ALL, NULL);

	memset(now, 0, sizeof *now);
	if (!getcwd(now->directory, sizeof now->directory))
		now->directory[0] = 0;
	snprintf(now->locale, sizeof now->locale, "%s", locale ? locale : "");
	for (int i = 1; i < 32; i++)
		sigaction(i, NULL, &now->actions[i]);
	sigprocmask(SIG_SETMASK, NULL, &now->blocked);
	now->mask = umask(0);
	umask(now->mask);
	now->environment = environment_size();
}

static void compare(struct trial *trial, const struct surroundings *before,
                    const struct surroundings *after)
{
	static const char remedy[] = "leave alone what belongs to the whole process";

	if (strcmp(before->directory, after->directory) != 0)
		trial_found(trial, remedy, "changes the current directory");
	if (strcmp(before->locale, after->locale) != 0)
		trial_found(trial, remedy, "changes the locale");
	for (int i = 1; i < 32; i++)
		if (before->actions[i].sa_handler != after->actions[i].sa_handler)
			trial_found(trial, remedy, "changes how the process takes signal %d", i);
	for (int i = 1; i < 32; i++)
		if (sigismember(&before->blocked, i) != sigismember(&after->blocked, i))
			trial_found(trial, remedy, "blocks or unblocks signal %d", i);
	if (before->mask != after->mask)
		trial_found(trial, remedy, "changes the file mode creation mask");
	if (before->environment != after->environment)
		trial_found(trial, remedy, "changes the environment");
}

static void check_surroundings(struct trial *trial)
{
	struct surroundings before, after;
	struct host *host;

	look_around(&before);
	trial_step(trial, "open");
	host = host_new_open(trial);
	if (!host)
		return;
	look_around(&after);
	compare(trial, &before, &after);
	trial_step(trial, "close");
	host_close(host);
	host_settle(host);
	look_around(&after);
	compare(trial, &before, &after);
	if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
		trial_found(trial, "start no processes: a product waits for its own only",
		            "starts a process");
}

const struct check life_checks[] = {
	{ "query", NULL, "schain_plugin_query knows which host it can work with", check_query },
	{ "interfaces", NULL, "get_interface knows its names and no others", check_interfaces },
	{ "open", NULL, "opened and closed many times, it leaves nothing behind", check_rounds },
	{ "instances", NULL, "two instances do not meet", check_instances },
	{ "options", NULL, "odd values of options are refused with a reason, or work", check_options },
	{ "allocation", NULL, "each allocation of open may fail", check_allocation },
	{ "surroundings", NULL, "directory, locale, signals and processes are left alone",
	  check_surroundings },
	{ NULL, NULL, NULL, NULL },
};
