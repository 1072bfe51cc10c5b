/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_CHECK_H
#define SCHAIN_TOOLS_CHECK_H
/*
 * The conformance checks of "supplychain plugin check". Each runs in a process
 * of its own, where the plugin is loaded anew and called by a host that watches
 * it: plugin_check.c runs them, check_host.c is that host, check_life.c,
 * check_enricher.c, check_decoder.c and check_sink.c are the checks.
 */
#include "command.h"

/* The plugin, its configuration, and where findings go. */
struct trial {
	const schain_plugin *plugin;
	schain_plugin_query_function query;
	const schain_enricher *enricher; /* NULL, as the two below: it has none */
	const schain_plugin_decoder *decoder;
	const schain_plugin_sink *sink;
	const schain_plugin_value *values; /* as given on the command line */
	size_t value_count;
	schain_plugin_setting *settings; /* what the library makes of them */
	int results; /* descriptor that plugin_check.c reads */
	size_t open_hosts;
	size_t threads, descriptors; /* of the process, when no instance was open */
};

struct check {
	const char *name;
	const char *interface; /* that the plugin needs for it; NULL: none */
	const char *what;      /* is looked at */
	void (*run)(struct trial *trial);
};
extern const struct check life_checks[], enricher_checks[], decoder_checks[], sink_checks[];

/* Tells what is wrong and what to do. The first of each check is shown. */
void trial_found(struct trial *trial, const char *remedy, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* What is done now, for the message should it crash or hang. */
void trial_step(struct trial *trial, const char *format, ...) PRINTF_LIKE(2, 3);
/* It has come to its end: what ends the process before is a finding. */
void trial_done(struct trial *trial);
/* Nothing to check here. */
void trial_skip(struct trial *trial, const char *why);

/*
 * Has the library check and complete a configuration. Returns settings for
 * open, or NULL if it refuses it.
 */
schain_plugin_setting *trial_configure(struct trial *trial, const schain_plugin_value *values,
                                       size_t count);

/* Memory as a host lends it, and what is wrong with how it comes back. */
struct ledger {
	struct trial *trial;
	size_t held, blocks; /* not given back */
	size_t allocations;
	size_t fail_at; /* that many, and all after it, fail, counted from 1; 0: none */
};
void *ledger_allocate(struct ledger *ledger, size_t size);
void ledger_release(struct ledger *ledger, void *memory, size_t size);
/* Reports what was not given back; `when` it should have been. */
void ledger_settle(const struct ledger *ledger, const char *when);

/* A host that notes what an instance does wrong. */
struct host;
struct host *host_new(struct trial *trial);
/* Reports what was not given back. */
void host_settle(struct host *host);
struct ledger *host_ledger(struct host *host);

/* The calls of a plugin. host_open() reports a failure unless `may_fail`; returns its status. */
schain_status host_open(struct host *host, const schain_plugin_setting *settings, int may_fail);
/* With the configuration given: for checks that need an instance. Returns NULL after reporting. */
struct host *host_new_open(struct trial *trial);
void *host_instance(const struct host *host);
/* The next question's number is filled in. *ret_spent: nanoseconds it took. */
schain_status host_ask(struct host *host, schain_question *question, int64_t *ret_spent);
schain_status host_deliver(struct host *host, const schain_verdict *verdict, int64_t *ret_spent);
/* Questions without an answer yet. */
size_t host_pending(struct host *host);
void host_close(struct host *host);

/* Monotonic, in nanoseconds. */
int64_t check_clock(void);
/* The next of a row of numbers that is the same in every run. */
uint64_t check_random(uint64_t *state);
/* Reports if half of the calls took longer than a feed can bear. */
void check_prompt(struct trial *trial, const char *call, int64_t *spent, size_t count);
/* How many threads and open descriptors this process has; 0 where the system does not tell. */
size_t check_threads(void);
size_t check_descriptors(void);
void check_sleep(int64_t nanoseconds);
#endif
