/* SPDX-License-Identifier: Apache-2.0 */
/* Conformance: questions, sensible and odd, and answers by the rules. */
#include "check.h"

#include <supplychain/claim.h>

#include <stdlib.h>
#include <string.h>

#define SHA256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define PATIENCE SCHAIN_SECOND             /* for answers that come later */
#define AFTERMATH (SCHAIN_SECOND / 10)     /* for what comes after close */
enum { TEXT_SIZE = 65536, PROMPT_CALLS = 11 };

/* A question with all its parts, to be changed. */
struct inquiry {
	schain_question question;
	schain_file file, image;
	schain_signature signature;
	schain_connection connection;
	schain_process process;
	char *text; /* TEXT_SIZE bytes of 'x' */
};

static const uint32_t kinds[] = { SCHAIN_SUBJECT_FILE, SCHAIN_SUBJECT_DOMAIN,
	                              SCHAIN_SUBJECT_ADDRESS };
enum { KINDS = sizeof kinds / sizeof *kinds };

static int wants(const struct trial *trial, uint32_t kind)
{
	return (trial->enricher->subjects & SCHAIN_SUBJECT_BIT(kind)) != 0;
}

static const char *kind_name(uint32_t kind)
{
	return kind == SCHAIN_SUBJECT_FILE ? "file" : kind == SCHAIN_SUBJECT_DOMAIN ? "domain" : "address";
}

static void init_question(struct inquiry *inquiry, uint32_t kind)
{
	schain_question *question = &inquiry->question;

	memset(question, 0, sizeof *question);
	question->struct_size = sizeof *question;
	question->subject_kind = kind;
	question->time = INT64_C(1767225600) * SCHAIN_SECOND;
	question->os = SCHAIN_OS_LINUX;
	question->host = SCHAIN_STRING("desk.example");
	question->product = SCHAIN_STRING("acme");
	question->vendor = SCHAIN_STRING("Acme Inc.");
	question->version = SCHAIN_STRING("1.2.3");
	question->process = &inquiry->process;
	question->subject = kind == SCHAIN_SUBJECT_FILE     ? SCHAIN_STRING("/opt/acme/agent")
	                    : kind == SCHAIN_SUBJECT_DOMAIN ? SCHAIN_STRING("cdn.acme.example")
	                                                    : SCHAIN_STRING("192.0.2.7");
	if (kind == SCHAIN_SUBJECT_FILE)
		question->file = &inquiry->file;
	else
		question->connection = &inquiry->connection;
}

static void init_inquiry(struct inquiry *inquiry, uint32_t kind)
{
	schain_file_init(&inquiry->file, sizeof inquiry->file);
	schain_file_init(&inquiry->image, sizeof inquiry->image);
	schain_signature_init(&inquiry->signature, sizeof inquiry->signature);
	schain_connection_init(&inquiry->connection, sizeof inquiry->connection);
	schain_process_init(&inquiry->process, sizeof inquiry->process);
	init_question(inquiry, kind);
	inquiry->file.path = SCHAIN_STRING("/opt/acme/agent");
	inquiry->file.sha256 = SCHAIN_STRING(SHA256);
	inquiry->file.signature = &inquiry->signature;
	inquiry->signature.state = SCHAIN_SIGNATURE_VALID;
	inquiry->signature.signer = inquiry->question.vendor;
	inquiry->connection.address = SCHAIN_STRING("192.0.2.7");
	inquiry->connection.port = 443;
	if (kind == SCHAIN_SUBJECT_DOMAIN)
		inquiry->connection.host_name = inquiry->question.subject;
	inquiry->process.pid = 4711;
	inquiry->process.image = &inquiry->image;
	inquiry->image.path = inquiry->file.path;
}

/* Ways in which a question may be odd. */
static const char *const oddities[] = {
	"as sensors tell it",
	"the subject and nothing else",
	"an empty subject",
	"a subject of 64 KiB",
	"bytes that are no UTF-8",
	"a subject with a NUL in it",
	"texts of 64 KiB throughout",
	"control characters and format directives",
};
enum { ODDITIES = sizeof oddities / sizeof *oddities };

static void fill(schain_string *first, const schain_string *last, schain_string text)
{
	for (; first <= last; first++)
		*first = text;
}

static void make_odd(struct inquiry *inquiry, size_t oddity)
{
	schain_question *question = &inquiry->question;
	const schain_string text = { inquiry->text, TEXT_SIZE };

	switch (oddity) {
	case 1:
		question->file = NULL;
		question->connection = NULL;
		question->process = NULL;
		question->host = question->product = question->vendor = question->version =
			schain_string_of(NULL);
		break;
	case 2:
		question->subject.length = 0;
		break;
	case 3:
		question->subject = text;
		break;
	case 4:
		question->subject = SCHAIN_STRING("\xff\xfe\x80/\xc3\xed\xa0\x80");
		break;
	case 5:
		question->subject = SCHAIN_STRING("/opt/acme\0/agent");
		break;
	case 6:
		fill(&question->subject, &question->version, text);
		fill(&inquiry->file.path, &inquiry->file.original_name, text);
		fill(&inquiry->connection.address, &inquiry->connection.server_name, text);
		fill(&inquiry->process.guid, &inquiry->process.user, text);
		break;
	case 7:
		question->subject = SCHAIN_STRING("%s%n\033[31m\r\n'\"\\;$(true)");
		break;
	default:
		break;
	}
}

/* Asks in every way. Returns how many questions. */
static size_t ask_all(struct trial *trial, struct host *host, char *text, int64_t *spent)
{
	size_t count = 0;

	for (size_t i = 0; i < KINDS; i++) {
		for (size_t oddity = 0; wants(trial, kinds[i]) && oddity < ODDITIES; oddity++) {
			struct inquiry inquiry;

			inquiry.text = text;
			init_inquiry(&inquiry, kinds[i]);
			make_odd(&inquiry, oddity);
			trial_step(trial, "ask about a %s: %s", kind_name(kinds[i]), oddities[oddity]);
			host_ask(host, &inquiry.question, &spent[count++]);
		}
	}
	return count;
}

static void await_answers(struct trial *trial, struct host *host)
{
	int64_t end = check_clock() + PATIENCE;
	size_t pending;

	trial_step(trial, "waiting for answers");
	while ((pending = host_pending(host)) && check_clock() < end)
		check_sleep(2000000);
	if (pending)
		trial_found(trial, "post for every question that ask returned SCHAIN_AGAIN for, also to say nothing",
		            "%zu questions got no answer within %d s", pending, (int)(PATIENCE / SCHAIN_SECOND));
}

static char *new_text(void)
{
	char *text = malloc(TEXT_SIZE);

	if (!text)
		abort();
	return memset(text, 'x', TEXT_SIZE);
}

static void check_questions(struct trial *trial)
{
	int64_t spent[KINDS * ODDITIES];
	struct host *host = host_new_open(trial);
	char *text = new_text();

	if (!host)
		return;
	ask_all(trial, host, text, spent);
	await_answers(trial, host);
	trial_step(trial, "close");
	host_close(host);
	check_sleep(AFTERMATH);
	host_settle(host);
	free(text);
}

static void ask_one(struct trial *trial, struct host *host, int64_t *ret_spent)
{
	struct inquiry inquiry;
	size_t i = 0;

	while (!wants(trial, kinds[i]) && i + 1 < KINDS)
		i++;
	init_inquiry(&inquiry, kinds[i]);
	trial_step(trial, "ask about a %s", kind_name(kinds[i]));
	host_ask(host, &inquiry.question, ret_spent);
}

static void check_speed(struct trial *trial)
{
	int64_t spent[PROMPT_CALLS];
	struct host *host = host_new_open(trial);

	if (!host)
		return;
	for (int i = 0; i < PROMPT_CALLS; i++)
		ask_one(trial, host, &spent[i]);
	check_prompt(trial, "ask", spent, PROMPT_CALLS);
	trial_step(trial, "close");
	host_close(host);
}

/* Closed at once, with questions open. */
static void check_cancel(struct trial *trial)
{
	struct host *host = host_new_open(trial);

	if (!host)
		return;
	for (int i = 0; i < 16; i++)
		ask_one(trial, host, NULL);
	trial_step(trial, "close with questions pending");
	host_close(host);
	trial_step(trial, "after close");
	check_sleep(AFTERMATH);
	host_settle(host);
}

static void check_memory(struct trial *trial)
{
	for (size_t nth = 1; nth <= 100; nth++) {
		struct host *host = host_new_open(trial);
		size_t before;
		int has_failed;

		if (!host)
			return;
		before = host_ledger(host)->allocations;
		trial_step(trial, "ask without memory from allocation %zu on", nth);
		host_ledger(host)->fail_at = before + nth;
		ask_one(trial, host, NULL);
		has_failed = host_ledger(host)->allocations >= before + nth;
		host_ledger(host)->fail_at = 0;
		host_close(host);
		host_settle(host);
		if (!has_failed)
			return;
	}
}

const struct check enricher_checks[] = {
	{ "questions", SCHAIN_INTERFACE_ENRICHER, "sensible and odd questions are answered by the rules",
	  check_questions },
	{ "ask-prompt", SCHAIN_INTERFACE_ENRICHER, "ask returns at once", check_speed },
	{ "ask-close", SCHAIN_INTERFACE_ENRICHER, "closed with questions pending, it falls silent",
	  check_cancel },
	{ "ask-memory", SCHAIN_INTERFACE_ENRICHER, "each allocation of ask may fail", check_memory },
	{ NULL, NULL, NULL, NULL },
};
