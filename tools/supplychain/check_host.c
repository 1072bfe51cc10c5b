/* SPDX-License-Identifier: Apache-2.0 */
/* The host of a conformance check: keeps the books on one instance. */
#include "check.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTIONS = 512, CLAIMS = 8 /* of an answer, as plugin.h says */ };

/* Before each block that the plugin is given. */
struct block {
	uint64_t magic;
	uint64_t size;
};
#define MAGIC UINT64_C(0x626c6f636b736368)

enum answer { UNASKED, PENDING, ANSWERED, CLOSED };

struct host {
	struct trial *trial;
	schain_plugin_host table;
	void *instance;
	pthread_mutex_t lock; /* of all below */
	pthread_t caller;     /* thread of the call in progress */
	const char *call;     /* its name; NULL: none is */
	enum answer answers[QUESTIONS + 1]; /* by number */
	uint64_t next;
	struct ledger ledger;
	int is_closed;
};

void *ledger_allocate(struct ledger *ledger, size_t size)
{
	struct block *block;

	ledger->allocations++;
	if (ledger->fail_at && ledger->allocations >= ledger->fail_at)
		return NULL;
	block = size < SIZE_MAX / 2 ? malloc(sizeof *block + size) : NULL;
	if (!block)
		return NULL;
	block->magic = MAGIC;
	block->size = size;
	memset(block + 1, 0xa5, size); /* what counts on zeros shows */
	ledger->held += size;
	ledger->blocks++;
	return block + 1;
}

void ledger_release(struct ledger *ledger, void *memory, size_t size)
{
	struct block *block = (struct block *)memory - 1;

	if (!memory)
		return;
	if (block->magic != MAGIC) {
		trial_found(ledger->trial, "give back each block once, and nothing else",
		            "releases what it was not given, or has given back before");
		return;
	}
	if (block->size != size)
		trial_found(ledger->trial, "release takes the size that allocate was asked for",
		            "releases a block of %zu bytes as one of %zu", (size_t)block->size, size);
	ledger->held -= (size_t)block->size;
	ledger->blocks--;
	block->magic = 0;
	free(block);
}

void ledger_settle(const struct ledger *ledger, const char *when)
{
	if (ledger->blocks)
		trial_found(ledger->trial, "give back what was allocated, also where something failed",
		            "%zu blocks of the host's memory (%zu bytes) were not given back by %s",
		            ledger->blocks, ledger->held, when);
}

/* Is this the thread, and the time, for memory and messages? */
static void check_call(struct host *host, const char *function)
{
	if (!host->call)
		trial_found(host->trial,
		            "a thread of the plugin's own may call post and is_wanted, nothing else",
		            "calls %s while no call of the instance is running", function);
	else if (!pthread_equal(host->caller, pthread_self()))
		trial_found(host->trial,
		            "a thread of the plugin's own may call post and is_wanted, nothing else",
		            "calls %s in another thread than the one that is inside %s", function, host->call);
}

static void take_log(void *context, uint32_t level, const char *message)
{
	struct host *host = context;

	pthread_mutex_lock(&host->lock);
	check_call(host, "log");
	if (level > SCHAIN_LOG_DEBUG || !message)
		trial_found(host->trial, "levels are 0 (error) to 3 (for developers), and there is a text",
		            "logs with level %u", (unsigned)level);
	pthread_mutex_unlock(&host->lock);
}

static void *lend(void *context, size_t size)
{
	struct host *host = context;
	void *memory;

	pthread_mutex_lock(&host->lock);
	check_call(host, "allocate");
	memory = ledger_allocate(&host->ledger, size);
	pthread_mutex_unlock(&host->lock);
	return memory;
}

static void take_back(void *context, void *memory, size_t size)
{
	struct host *host = context;

	pthread_mutex_lock(&host->lock);
	check_call(host, "release");
	ledger_release(&host->ledger, memory, size);
	pthread_mutex_unlock(&host->lock);
}

static const char *wrong_claim(const schain_claim *claim, size_t claim_size)
{
	if (claim->struct_size < sizeof *claim || claim->struct_size > claim_size)
		return "its struct_size is not right (use SCHAIN_CLAIM_INIT)";
	if (!claim->finding || claim->finding > SCHAIN_FINDING_DESTINATION)
		return "it has no finding, or an unknown one";
	if (claim->subject_kind > SCHAIN_SUBJECT_PACKAGE || claim->lifetime < 0)
		return "its subject's kind is unknown, or its lifetime below 0";
	if (claim->finding == SCHAIN_FINDING_SIGNATURE && !claim->signature)
		return "it finds a signature, and has none";
	if (claim->subject.length && !claim->subject.data)
		return "its subject has a length, and no text";
	return NULL;
}

static schain_status check_claims(struct host *host, const schain_claim *claims, size_t claim_size,
                                  size_t count)
{
	const char *wrong = NULL;

	if (count > CLAIMS) {
		trial_found(host->trial, "post at most eight claims in one answer",
		            "posts %zu claims in one answer", count);
		return SCHAIN_E_LIMIT;
	}
	if (count && (!claims || claim_size < sizeof *claims))
		wrong = "their size is not right (use sizeof(schain_claim))";
	for (size_t i = 0; i < count && !wrong; i++)
		wrong = wrong_claim((const void *)((const char *)claims + i * claim_size), claim_size);
	if (!wrong)
		return SCHAIN_OK;
	trial_found(host->trial, "the library refuses such an answer: post what claim.h describes",
	            "posts a claim that is none: %s", wrong);
	return SCHAIN_E_ARGUMENT;
}

static schain_status check_answer(struct host *host, uint64_t question)
{
	enum answer state = question <= QUESTIONS ? host->answers[question] : UNASKED;

	if (host->is_closed) {
		trial_found(host->trial, "end your threads before close returns",
		            "posts after close has returned");
		return SCHAIN_E_STATE;
	}
	if (state == UNASKED)
		trial_found(host->trial, "answer by schain_question.number",
		            "answers question %llu, which was never asked", (unsigned long long)question);
	else if (state == ANSWERED)
		trial_found(host->trial, "post once for a question, with all claims together",
		            "answers question %llu twice", (unsigned long long)question);
	else if (state == CLOSED)
		trial_found(host->trial, "return SCHAIN_AGAIN from ask if the answer comes later",
		            "answers question %llu after ask had returned SCHAIN_OK or an error",
		            (unsigned long long)question);
	return SCHAIN_OK;
}

static schain_status take_post(void *context, uint64_t question, const schain_claim *claims,
                               size_t claim_size, size_t count)
{
	struct host *host = context;
	schain_status status;

	pthread_mutex_lock(&host->lock);
	status = check_answer(host, question);
	if (status == SCHAIN_OK)
		status = check_claims(host, claims, claim_size, count);
	if (status == SCHAIN_OK && question <= QUESTIONS)
		host->answers[question] = ANSWERED;
	pthread_mutex_unlock(&host->lock);
	return status;
}

static int take_is_wanted(void *context, uint64_t question)
{
	struct host *host = context;
	int is_wanted;

	pthread_mutex_lock(&host->lock);
	is_wanted = !host->is_closed && question <= QUESTIONS && host->answers[question] == PENDING;
	pthread_mutex_unlock(&host->lock);
	return is_wanted;
}

struct host *host_new(struct trial *trial)
{
	struct host *host = calloc(1, sizeof *host);

	if (!host)
		abort(); /* this process is the check's own */
	host->trial = trial;
	host->ledger.trial = trial;
	pthread_mutex_init(&host->lock, NULL);
	host->next = 1;
	host->table.struct_size = sizeof host->table;
	host->table.abi_minor = SCHAIN_PLUGIN_ABI_MINOR;
	host->table.event_schema = SCHAIN_EVENT_SCHEMA;
	host->table.context = host;
	host->table.log = take_log;
	host->table.allocate = lend;
	host->table.release = take_back;
	host->table.post = take_post;
	host->table.is_wanted = take_is_wanted;
	return host;
}

void host_settle(struct host *host)
{
	ledger_settle(&host->ledger, "close");
	/* The host is not freed: a thread that was left behind may still call. */
}

struct ledger *host_ledger(struct host *host)
{
	return &host->ledger;
}

static void enter(struct host *host, const char *call)
{
	pthread_mutex_lock(&host->lock);
	host->caller = pthread_self();
	host->call = call;
	pthread_mutex_unlock(&host->lock);
}

static void leave(struct host *host)
{
	pthread_mutex_lock(&host->lock);
	host->call = NULL;
	pthread_mutex_unlock(&host->lock);
}

schain_status host_open(struct host *host, const schain_plugin_setting *settings, int may_fail)
{
	const schain_plugin *plugin = host->trial->plugin;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_status status;

	if (!host->trial->open_hosts) {
		host->trial->threads = check_threads();
		host->trial->descriptors = check_descriptors();
	}
	enter(host, "open");
	status = plugin->open(&host->table, settings, plugin->option_count, &host->instance, &error);
	leave(host);
	host->trial->open_hosts += status == SCHAIN_OK;
	if (status > 0)
		trial_found(host->trial, "open returns SCHAIN_OK or a negative status",
		            "open returned %d, which is no answer", (int)status);
	else if (status != SCHAIN_OK && !may_fail)
		trial_found(host->trial, "give a configuration that works: --config KEY=VALUE",
		            "open fails: %.200s",
		            error.message[0] ? error.message : schain_status_get_text(status));
	else if (status != SCHAIN_OK && status != SCHAIN_E_MEMORY && !error.message[0])
		trial_found(host->trial, "write to error->message what was wrong and what was expected",
		            "open fails with %s and does not say why", schain_status_get_name(status));
	return status;
}

struct host *host_new_open(struct trial *trial)
{
	struct host *host = host_new(trial);

	return host_open(host, trial->settings, 0) == SCHAIN_OK ? host : NULL;
}

void *host_instance(const struct host *host)
{
	return host->instance;
}

/* A call that a feed waits for. */
static int64_t begin_call(struct host *host, const char *call)
{
	enter(host, call);
	return check_clock();
}

static void end_call(struct host *host, int64_t begin, int64_t *ret_spent)
{
	if (ret_spent)
		*ret_spent = check_clock() - begin;
	leave(host);
}

schain_status host_ask(struct host *host, schain_question *question, int64_t *ret_spent)
{
	uint64_t number = host->next;
	schain_status status;
	int64_t begin;

	if (number > QUESTIONS)
		abort();
	host->next++;
	question->number = number;
	pthread_mutex_lock(&host->lock);
	host->answers[number] = PENDING;
	pthread_mutex_unlock(&host->lock);
	begin = begin_call(host, "ask");
	status = host->trial->enricher->ask(host->instance, question);
	end_call(host, begin, ret_spent);
	pthread_mutex_lock(&host->lock);
	if (status != SCHAIN_AGAIN && host->answers[number] == PENDING)
		host->answers[number] = CLOSED;
	pthread_mutex_unlock(&host->lock);
	if (status > 0 && status != SCHAIN_AGAIN)
		trial_found(host->trial, "ask returns SCHAIN_OK, SCHAIN_AGAIN or a negative status",
		            "ask returned %d", (int)status);
	return status;
}

schain_status host_deliver(struct host *host, const schain_verdict *verdict, int64_t *ret_spent)
{
	int64_t begin = begin_call(host, "deliver");
	schain_status status = host->trial->sink->deliver(host->instance, verdict);

	end_call(host, begin, ret_spent);
	if (status > 0)
		trial_found(host->trial, "deliver returns SCHAIN_OK or a negative status",
		            "deliver returned %d", (int)status);
	return status;
}

size_t host_pending(struct host *host)
{
	size_t count = 0;

	pthread_mutex_lock(&host->lock);
	for (size_t i = 1; i < host->next; i++)
		count += host->answers[i] == PENDING;
	pthread_mutex_unlock(&host->lock);
	return count;
}

/* What the last instance left behind. */
static void check_leftovers(struct trial *trial)
{
	size_t threads = check_threads(), descriptors = check_descriptors();

	/* The system takes a moment to forget a thread that was joined. */
	for (int i = 0; i < 40 && threads > trial->threads; i++) {
		check_sleep(5000000);
		threads = check_threads();
	}
	if (threads > trial->threads)
		trial_found(trial, "join in close every thread that the instance started",
		            "leaves threads running after close: %zu", threads - trial->threads);
	if (descriptors > trial->descriptors)
		trial_found(trial, "close in close every file that the instance opened",
		            "leaves file descriptors open after close: %zu",
		            descriptors - trial->descriptors);
}

void host_close(struct host *host)
{
	enter(host, "close");
	host->trial->plugin->close(host->instance);
	pthread_mutex_lock(&host->lock);
	host->is_closed = 1;
	host->call = NULL;
	pthread_mutex_unlock(&host->lock);
	if (!--host->trial->open_hosts)
		check_leftovers(host->trial);
}
