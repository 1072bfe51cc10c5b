/* SPDX-License-Identifier: Apache-2.0 */
/* Conformance: bytes, most of them of no format, and the events made of them. */
#include "check.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_SIZE = 65536, RANDOM_RECORDS = 400, ALLOCATIONS = 100 };

/* One input, with the host's side of it. */
struct reading {
	struct trial *trial;
	struct host *host;
	struct ledger ledger;
	schain_decoder_host table;
	void *input;
	const char *call;      /* that is running; NULL: none */
	schain_status emitted; /* what emit returns */
	schain_status told;    /* the last error that the call in progress was given */
	uint64_t events;
};

static int is_struct(const void *part, size_t least)
{
	uint32_t size;

	if (!part)
		return 1;
	memcpy(&size, part, sizeof size);
	return size >= least && size <= 4096;
}

static int is_process(const schain_process *process)
{
	return is_struct(process, sizeof *process) &&
	       (!process || is_struct(process->image, sizeof *process->image));
}

static const char *wrong_event(const schain_event *event)
{
	if (!event || !is_struct(event, sizeof *event))
		return "its struct_size is not right (use SCHAIN_EVENT_INIT)";
	if (!event->type)
		return "it has no type";
	if (!event->time)
		return "it has no time";
	if (!is_process(event->process) || !is_process(event->parent) || !is_process(event->target) ||
	    !is_struct(event->file, sizeof *event->file) ||
	    !is_struct(event->connection, sizeof *event->connection) ||
	    !is_struct(event->dns, sizeof *event->dns) ||
	    !is_struct(event->registry, sizeof *event->registry) ||
	    !is_struct(event->package, sizeof *event->package) ||
	    !is_struct(event->integrity, sizeof *event->integrity))
		return "the struct_size of a part is not right (use its initialiser)";
	return NULL;
}

static schain_status take_event(void *context, const schain_event *event)
{
	struct reading *reading = context;
	const char *wrong = wrong_event(event);

	if (wrong)
		trial_found(reading->trial, "the library refuses such an event: fill in what event.h asks for",
		            "emits an event that is none: %s", wrong);
	if (!reading->call || (strcmp(reading->call, "record") && strcmp(reading->call, "finish")))
		trial_found(reading->trial, "emit in record and finish only", "emits an event inside %s",
		            reading->call ? reading->call : "no call");
	reading->events++;
	if (reading->emitted != SCHAIN_OK)
		reading->told = reading->emitted;
	return reading->emitted;
}

static schain_status take_problem(void *context, uint64_t column, const char *message)
{
	struct reading *reading = context;

	(void)column;
	if (!message || !*message)
		trial_found(reading->trial, "say what was wrong and what was expected",
		            "calls a record damaged without a word");
	return reading->told = SCHAIN_E_DAMAGED;
}

static void take_ignore(void *context)
{
	(void)context;
}

static void *lend(void *context, size_t size)
{
	return ledger_allocate(&((struct reading *)context)->ledger, size);
}

static void take_back(void *context, void *memory, size_t size)
{
	ledger_release(&((struct reading *)context)->ledger, memory, size);
}

static schain_status begin(struct reading *reading, struct trial *trial, struct host *host,
                           size_t fail_at)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_status status;

	memset(reading, 0, sizeof *reading);
	reading->trial = trial;
	reading->host = host;
	reading->ledger.trial = trial;
	reading->ledger.fail_at = fail_at;
	reading->table.struct_size = sizeof reading->table;
	reading->table.context = reading;
	reading->table.emit = take_event;
	reading->table.problem = take_problem;
	reading->table.ignore = take_ignore;
	reading->table.allocate = lend;
	reading->table.release = take_back;
	reading->call = "begin";
	status = trial->decoder->begin(host_instance(host), &reading->table, &reading->input, &error);
	reading->call = NULL;
	if (status > 0)
		trial_found(trial, "begin returns SCHAIN_OK or a negative status", "begin returned %d",
		            (int)status);
	else if (status != SCHAIN_OK && status != SCHAIN_E_MEMORY)
		trial_found(trial, "begin can refuse an input only for want of memory here",
		            "begin fails: %.200s", error.message);
	if (status != SCHAIN_OK)
		ledger_settle(&reading->ledger, "the begin that failed");
	return status;
}

/* What the host's functions said has to be handed on. */
static void check_told(struct reading *reading, const char *call, schain_status status)
{
	if (status > 0)
		trial_found(reading->trial, "return SCHAIN_OK or a negative status", "%s returned %d", call,
		            (int)status);
	if (reading->told != SCHAIN_OK && status == SCHAIN_OK)
		trial_found(reading->trial, "return at once what a function of the host returned",
		            "%s returned SCHAIN_OK, though the host had said %s", call,
		            schain_status_get_name(reading->told));
}

static schain_status give_record(struct reading *reading, const char *data, size_t size)
{
	/* In a block of its own, so that a reader that goes past the end meets a tool that looks. */
	char *copy = malloc(size ? size : 1);
	schain_status status;

	if (!copy)
		abort();
	if (size)
		memcpy(copy, data, size);
	reading->told = SCHAIN_OK;
	reading->call = "record";
	status = reading->trial->decoder->record(reading->input, copy, size);
	reading->call = NULL;
	check_told(reading, "record", status);
	memset(copy, 0x5a, size); /* lent no longer */
	free(copy);
	return status;
}

static void finish(struct reading *reading)
{
	schain_status status;

	if (!reading->trial->decoder->finish)
		return;
	reading->told = SCHAIN_OK;
	reading->call = "finish";
	status = reading->trial->decoder->finish(reading->input);
	reading->call = NULL;
	check_told(reading, "finish", status);
}

static void end(struct reading *reading)
{
	reading->call = "end";
	reading->trial->decoder->end(reading->input);
	reading->call = NULL;
	ledger_settle(&reading->ledger, "end");
}

/* Records that trip readers up, whatever their format. */
static const char *const odd[] = {
	"", "x", "\xff", "\xed\xa0\x80", ",,,,,,,,,,,,,,,", "\"", "\"\"\"", "'\\", "{", "{}", "[[[[[[[[",
	"{\"a\":{\"a\":{\"a\":[", "{\"a\":1e999,\"b\":-0}", "<Event>", "<Event/>", "<Event a='b' c=></Event>",
	"&#x0;&amp;", "%s%n%d", "=", "a=", "a=b=c", "-1", "99999999999999999999999999",
	"1970-01-01T00:00:00Z", "9999-99-99T99:99:99.999999999999Z", "\r", "\t\t\t\t", "\\u0000\\ud800",
};
enum { ODD = sizeof odd / sizeof *odd };

/* Bytes of one kind for a record: text, separators, or anything. */
static size_t make_random(char *record, uint64_t *state)
{
	static const char marks[] = ",;:=\"'{}[]<>/\\ \t0123456789.-";
	size_t size = (size_t)(check_random(state) % 512);
	uint64_t kind = check_random(state) % 3;

	for (size_t i = 0; i < size; i++) {
		uint64_t value = check_random(state);

		record[i] = kind == 0   ? (char)(' ' + value % 95)
		            : kind == 1 ? marks[value % (sizeof marks - 1)]
		                        : (char)value;
	}
	return size;
}

static void give_garbage(struct reading *reading, char *record, uint64_t seed, int tells)
{
	uint64_t state = seed;

	for (size_t i = 0; i < ODD; i++) {
		if (tells)
			trial_step(reading->trial, "record \"%s\"", odd[i]);
		give_record(reading, odd[i], strlen(odd[i]));
	}
	for (int i = 0; i < RANDOM_RECORDS; i++) {
		size_t size = make_random(record, &state);

		if (tells)
			trial_step(reading->trial, "record number %d of random bytes (%zu)", i + 1, size);
		give_record(reading, record, size);
	}
	memset(record, 'x', RECORD_SIZE);
	if (tells)
		trial_step(reading->trial, "record of 64 KiB");
	give_record(reading, record, RECORD_SIZE);
}

static char *new_record(void)
{
	char *record = malloc(RECORD_SIZE);

	if (!record)
		abort();
	return record;
}

static void check_probe_of(struct trial *trial, void *instance, const char *data, size_t size,
                           uint32_t is_all)
{
	int32_t sure = trial->decoder->probe(instance, data, size, is_all);

	if (sure < -1 || sure > 100)
		trial_found(trial, "probe returns 0 to 100, or -1 if more bytes may tell",
		            "probe returned %d", (int)sure);
	if (sure == -1 && is_all)
		trial_found(trial, "with is_all there are no more bytes: decide",
		            "probe asks for more bytes where there are none");
	if (sure == 100 && size == 0)
		trial_found(trial, "an empty input is of no format", "probe is certain of an empty input");
	if (sure != trial->decoder->probe(instance, data, size, is_all))
		trial_found(trial, "let probe depend on its arguments only",
		            "probe says something else when asked again");
}

static void check_probe(struct trial *trial)
{
	struct host *host;
	char *record = new_record();
	uint64_t state = 1;

	if (!trial->decoder->probe) {
		trial_skip(trial, "it has no probe: its format has to be asked for by name");
		return;
	}
	host = host_new_open(trial);
	if (!host)
		return;
	for (int i = 0; i < RANDOM_RECORDS + (int)ODD; i++) {
		size_t size = i < (int)ODD ? strlen(odd[i]) : make_random(record, &state);

		if (i < (int)ODD)
			memcpy(record, odd[i], size);
		trial_step(trial, "probe of %zu bytes", size);
		check_probe_of(trial, host_instance(host), record, size, 0);
		check_probe_of(trial, host_instance(host), record, size, 1);
	}
	trial_step(trial, "close");
	host_close(host);
	free(record);
}

static void check_garbage(struct trial *trial)
{
	struct host *host = host_new_open(trial);
	char *record = new_record();
	struct reading reading;

	if (!host)
		return;
	trial_step(trial, "begin");
	if (begin(&reading, trial, host, 0) != SCHAIN_OK)
		return;
	give_garbage(&reading, record, 1, 1);
	trial_step(trial, "finish");
	finish(&reading);
	trial_step(trial, "end");
	end(&reading);
	trial_step(trial, "close");
	host_close(host);
	host_settle(host);
	free(record);
}

/* Two at once, of which one is ended in the middle. */
static void check_inputs(struct trial *trial)
{
	struct host *host = host_new_open(trial);
	char *record = new_record();
	struct reading first, second;

	if (!host)
		return;
	trial_step(trial, "begin of two inputs");
	if (begin(&first, trial, host, 0) != SCHAIN_OK || begin(&second, trial, host, 0) != SCHAIN_OK)
		return;
	if (first.input && first.input == second.input)
		trial_found(trial, "keep what belongs to an input in an object that begin allocates",
		            "two inputs are the same object");
	trial_step(trial, "records of the first of two inputs");
	give_garbage(&first, record, 2, 0);
	trial_step(trial, "end of the first of two inputs, without finish");
	end(&first);
	trial_step(trial, "records of the second of two inputs");
	give_garbage(&second, record, 3, 0);
	finish(&second);
	end(&second);
	trial_step(trial, "an input without a record");
	if (begin(&first, trial, host, 0) == SCHAIN_OK) {
		finish(&first);
		end(&first);
	}
	host_close(host);
	host_settle(host);
	free(record);
}

/* Every event is met with a request to stop. */
static void check_stop(struct trial *trial)
{
	struct host *host = host_new_open(trial);
	char *record = new_record();
	struct reading reading;

	if (!host)
		return;
	trial_step(trial, "begin");
	if (begin(&reading, trial, host, 0) != SCHAIN_OK)
		return;
	reading.emitted = SCHAIN_E_CANCELLED;
	trial_step(trial, "records whose events are refused");
	give_garbage(&reading, record, 4, 0);
	finish(&reading);
	end(&reading);
	host_close(host);
	free(record);
}

static void check_memory(struct trial *trial)
{
	char *record = new_record();

	for (size_t nth = 1; nth <= ALLOCATIONS; nth++) {
		struct host *host = host_new_open(trial);
		struct reading reading;
		size_t made;

		if (!host)
			return;
		trial_step(trial, "an input without memory from allocation %zu on", nth);
		if (begin(&reading, trial, host, nth) == SCHAIN_OK) {
			give_garbage(&reading, record, 5, 0);
			finish(&reading);
			end(&reading);
		}
		made = reading.ledger.allocations;
		host_close(host);
		host_settle(host);
		if (made < nth)
			break;
	}
	free(record);
}

static void *read_in_thread(void *context)
{
	struct reading *reading = context;
	char *record = new_record();

	give_garbage(reading, record, 6, 0);
	finish(reading);
	free(record);
	return NULL;
}

static void check_threads_of(struct trial *trial)
{
	enum { THREADS = 4 };
	struct reading readings[THREADS];
	pthread_t threads[THREADS];
	struct host *host;
	int count = 0;

	if (!(trial->decoder->flags & SCHAIN_DECODER_REENTRANT)) {
		trial_skip(trial, "it does not say that it is re-entrant");
		return;
	}
	host = host_new_open(trial);
	if (!host)
		return;
	trial_step(trial, "%d inputs in as many threads", THREADS);
	while (count < THREADS && begin(&readings[count], trial, host, 0) == SCHAIN_OK)
		count++;
	for (int i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, read_in_thread, &readings[i]))
			abort();
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < count; i++)
		end(&readings[i]);
	host_close(host);
	host_settle(host);
}

const struct check decoder_checks[] = {
	{ "probe", SCHAIN_INTERFACE_DECODER, "probe says how sure it is", check_probe },
	{ "records", SCHAIN_INTERFACE_DECODER, "records of no format are told from events",
	  check_garbage },
	{ "inputs", SCHAIN_INTERFACE_DECODER, "inputs do not meet, and may end early", check_inputs },
	{ "stop", SCHAIN_INTERFACE_DECODER, "what emit returns is handed on", check_stop },
	{ "input-memory", SCHAIN_INTERFACE_DECODER, "each allocation of an input may fail",
	  check_memory },
	{ "threads", SCHAIN_INTERFACE_DECODER, "one that is re-entrant reads in several threads",
	  check_threads_of },
	{ NULL, NULL, NULL, NULL },
};
