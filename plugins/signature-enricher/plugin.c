/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The enricher "signature": verifies delivered files in a thread of its own and
 * claims what it found. See doc/signature.md.
 */
#include "queue.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <supplychain/plugin.h>
#include <supplychain/signature.h>
#include <supplychain/version.h>
#include <unistd.h>

enum option { OPTION_TRUST, OPTION_KEYS, OPTION_CRL, OPTION_ABUSED, OPTION_CATALOGS, OPTION_PACKAGES,
	          OPTION_LISTS, OPTION_ROOT, OPTION_QUEUE, OPTION_FILE_LIMIT, OPTION_COUNT };

enum { MOST_CLAIMS = 3, FOLDERS = 3, REMARK_SIZE = 1024 };

static const schain_plugin_option options[OPTION_COUNT] = {
	[OPTION_TRUST] = { .type = SCHAIN_OPTION_PATH,
	                   .name = "trust",
	                   .summary = "Trusted roots, as `supplychain trust import` writes them." },
	[OPTION_KEYS] = { .type = SCHAIN_OPTION_PATH,
	                  .name = "keys",
	                  .summary = "Trusted keys: OpenPGP, minisign, signify, PEM, or Sigstore's root." },
	[OPTION_CRL] = { .type = SCHAIN_OPTION_PATH, .name = "crl", .summary = "Revocation lists." },
	[OPTION_ABUSED] = { .type = SCHAIN_OPTION_PATH,
	                    .name = "abused",
	                    .summary = "Certificates known to be abused." },
	[OPTION_CATALOGS] = { .type = SCHAIN_OPTION_PATH,
	                      .name = "catalogs",
	                      .summary = "Folder of Windows catalogs." },
	[OPTION_PACKAGES] = { .type = SCHAIN_OPTION_PATH,
	                      .name = "packages",
	                      .summary = "Folder whose files dpkg or RPM installed, such as /." },
	[OPTION_LISTS] = { .type = SCHAIN_OPTION_PATH,
	                   .name = "lists",
	                   .summary = "APT's signed lists, such as /var/lib/apt/lists." },
	[OPTION_ROOT] = { .type = SCHAIN_OPTION_PATH,
	                  .name = "root",
	                  .summary = "Folder that the endpoint's files lie below; default: none." },
	[OPTION_QUEUE] = { .type = SCHAIN_OPTION_INTEGER,
	                   .name = "queue",
	                   .minimum = 1,
	                   .maximum = 1000000,
	                   .fallback = "1024",
	                   .summary = "Files that may wait; beyond them questions stay unanswered." },
	[OPTION_FILE_LIMIT] = { .type = SCHAIN_OPTION_INTEGER,
	                        .name = "file_limit",
	                        .minimum = 1,
	                        .maximum = INT64_MAX,
	                        .fallback = "1073741824",
	                        .summary = "Longest file that is read, in bytes." },
};

struct enricher {
	const schain_plugin_host *host;
	schain_verifier *verifier; /* the thread's, once it runs */
	struct queue queue;
	pthread_t thread;
	char *root, *catalogs, *packages, *lists; /* may be NULL */
	/* The thread's on folders, for the engine's to tell: a plugin's thread may not. */
	char remarks[FOLDERS][REMARK_SIZE];
	atomic_uint remark_count;
	unsigned told;
};

static int stop_when_closed(void *context, uint64_t done, uint64_t total)
{
	struct enricher *enricher = context;

	(void)done;
	(void)total;
	return queue_is_closed(&enricher->queue);
}

static schain_string reason_of(const schain_signature_report *report)
{
	return report->reason.length ? report->reason
	                             : schain_string_of(schain_verify_status_get_text(report->status));
}

static const schain_signature_report *check(struct enricher *enricher, const char *path)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	const schain_signature_report *report;

	request.path = path;
	return schain_verifier_check(enricher->verifier, &request, &report, NULL) == SCHAIN_OK ? report
	                                                                                      : NULL;
}

/*
 * A file that can carry no signature is no unsigned one: that most programs of
 * Linux are not signed says nothing of any of them.
 */
static int has_standing(const schain_signature_report *report)
{
	if (report->format == SCHAIN_SIGNED_AS_IMA && (report->status == SCHAIN_VERIFY_ADHOC ||
	                                               report->status == SCHAIN_VERIFY_UNTRUSTED_ROOT))
		return 0; /* a digest, or a key of nobody we know: no less than other files have */
	return report->format != SCHAIN_SIGNED_AS_UNKNOWN && report->status != SCHAIN_VERIFY_UNSUPPORTED;
}

/* Up to three claims: on the signature, on the package's file, on an abused certificate. */
static size_t make_claims(const schain_signature_report *report, schain_signature *signature,
                          schain_claim claims[MOST_CLAIMS])
{
	size_t count = 0;

	for (size_t i = 0; i < MOST_CLAIMS; i++)
		schain_claim_init(&claims[i], sizeof claims[i]);
	if (has_standing(report)) {
		claims[count].subject_kind = SCHAIN_SUBJECT_FILE;
		claims[count].reason = reason_of(report);
		claims[count].finding = SCHAIN_FINDING_SIGNATURE;
		claims[count].signature = signature;
		count++;
	}
	if (report->package_state == SCHAIN_PACKAGED_MODIFIED ||
	    report->package_state == SCHAIN_PACKAGED_UNMODIFIED) {
		claims[count].subject_kind = SCHAIN_SUBJECT_FILE;
		claims[count].finding = report->package_state == SCHAIN_PACKAGED_MODIFIED
		                                ? SCHAIN_FINDING_MODIFIED
		                                : SCHAIN_FINDING_UNMODIFIED;
		claims[count].reason = report->package;
		count++;
	}
	if (report->remarks & SCHAIN_REMARK_KNOWN_ABUSED) {
		claims[count].subject_kind = SCHAIN_SUBJECT_FILE;
		claims[count].finding = SCHAIN_FINDING_KNOWN_BAD;
		claims[count].reason = schain_string_of(schain_remark_get_text(SCHAIN_REMARK_KNOWN_ABUSED));
		count++;
	}
	return count;
}

/* What cannot be read, or changed meanwhile, is answered by nothing: the question is closed. */
static void answer(struct enricher *enricher, const struct question *question)
{
	const schain_plugin_host *host = enricher->host;
	const schain_signature_report *report = check(enricher, question->path);
	schain_signature signature = SCHAIN_SIGNATURE_INIT;
	schain_claim claims[MOST_CLAIMS];
	size_t count = 0;

	if (report && schain_signature_report_get_signature(report, &signature, NULL) == SCHAIN_OK)
		count = make_claims(report, &signature, claims);
	host->post(host->context, question->number, claims, sizeof *claims, count);
	schain_signature_report_unref(report);
}

typedef schain_status (*read_function)(schain_verifier *verifier, const char *path,
                                       size_t *ret_count, schain_error *error);

static void read_folder(struct enricher *enricher, const char *name, const char *path, read_function read)
{
	schain_error error = SCHAIN_ERROR_INIT;
	unsigned at = atomic_load(&enricher->remark_count);
	char why[REMARK_SIZE - 64] = "nothing there that can be read";
	size_t count = 0;

	if (!path)
		return;
	if (read(enricher->verifier, path, &count, &error) != SCHAIN_OK)
		schain_error_format(&error, why, sizeof why);
	else if (count)
		return;
	snprintf(enricher->remarks[at], REMARK_SIZE, "%s: %s", name, why);
	atomic_store(&enricher->remark_count, at + 1);
}

static void tell(struct enricher *enricher)
{
	for (; enricher->told < atomic_load(&enricher->remark_count); enricher->told++)
		enricher->host->log(enricher->host->context, 1, enricher->remarks[enricher->told]);
}

static void *work(void *context)
{
	struct enricher *enricher = context;
	struct question question;

	read_folder(enricher, "catalogs", enricher->catalogs, schain_verifier_add_catalogs);
	read_folder(enricher, "packages", enricher->packages, schain_verifier_add_packages);
	read_folder(enricher, "lists", enricher->lists, schain_verifier_add_repositories);
	while (queue_take(&enricher->queue, &question) == 0) {
		if (enricher->host->is_wanted(enricher->host->context, question.number))
			answer(enricher, &question);
		free(question.path);
	}
	return NULL;
}

static schain_status ask(void *instance, const schain_question *asked)
{
	struct enricher *enricher = instance;
	size_t root = enricher->root ? strlen(enricher->root) : 0;
	struct question question = { asked->number, NULL };

	tell(enricher);
	/* A path of another system's has no file here, and one with a NUL names none. */
	if (asked->subject_kind != SCHAIN_SUBJECT_FILE || !asked->subject.length ||
	    asked->subject.data[0] != '/' || memchr(asked->subject.data, 0, asked->subject.length))
		return SCHAIN_OK;
	question.path = malloc(root + asked->subject.length + 1);
	if (!question.path)
		return SCHAIN_E_MEMORY;
	if (root)
		memcpy(question.path, enricher->root, root);
	memcpy(question.path + root, asked->subject.data, asked->subject.length);
	question.path[root + asked->subject.length] = 0;
	if (queue_put(&enricher->queue, question) == 0)
		return SCHAIN_AGAIN;
	free(question.path);
	return SCHAIN_E_LIMIT;
}

typedef schain_status (*add_function)(schain_verifier *verifier, const char *path,
                                      schain_error *error);

static schain_status add_trust(schain_verifier *verifier, const char *path, schain_error *error)
{
	return schain_verifier_add_trust(verifier, path, SCHAIN_USAGE_CODE | SCHAIN_USAGE_TIMESTAMP, error);
}

static schain_status configure(struct enricher *enricher, const schain_plugin_setting *settings,
                               schain_error *error)
{
	static const add_function add[] = {
		[OPTION_TRUST] = add_trust,
		[OPTION_KEYS] = schain_verifier_add_keys,
		[OPTION_CRL] = schain_verifier_add_revocations,
		[OPTION_ABUSED] = schain_verifier_add_abused,
	};
	schain_verifier_options how = SCHAIN_VERIFIER_OPTIONS_INIT;
	schain_status status;

	how.file_limit = (uint64_t)settings[OPTION_FILE_LIMIT].number;
	how.progress = stop_when_closed;
	how.context = enricher;
	status = schain_verifier_new(&how, &enricher->verifier, error);
	for (size_t i = 0; status == SCHAIN_OK && i < sizeof add / sizeof *add; i++)
		if (settings[i].text.data)
			status = add[i](enricher->verifier, settings[i].text.data, error);
	return status;
}

/* Reading these folders takes long: the thread does it, but what is not there is told now. */
static schain_status take_folder(const char *name, schain_string path, char **ret_folder,
                                 schain_error *error)
{
	if (!path.data)
		return SCHAIN_OK;
	if (access(path.data, R_OK | X_OK) != 0) {
		snprintf(error->message, sizeof error->message, "%s: %s: %s", name, path.data,
		         strerror(errno));
		return SCHAIN_E_IO;
	}
	*ret_folder = strdup(path.data);
	return *ret_folder ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

static schain_status take_folders(struct enricher *enricher, const schain_plugin_setting *settings,
                                  schain_error *error)
{
	schain_status status = take_folder("catalogs", settings[OPTION_CATALOGS].text,
	                                   &enricher->catalogs, error);

	if (status == SCHAIN_OK)
		status = take_folder("packages", settings[OPTION_PACKAGES].text, &enricher->packages, error);
	if (status == SCHAIN_OK)
		status = take_folder("lists", settings[OPTION_LISTS].text, &enricher->lists, error);
	return status;
}

/* The host product's signals are none of this thread's business. */
static int start(struct enricher *enricher)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&enricher->thread, NULL, work, enricher);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

static void free_enricher(struct enricher *enricher)
{
	queue_free(&enricher->queue);
	schain_verifier_free(enricher->verifier);
	free(enricher->root);
	free(enricher->catalogs);
	free(enricher->packages);
	free(enricher->lists);
	free(enricher);
}

static schain_status open_enricher(const schain_plugin_host *host,
                                   const schain_plugin_setting *settings, size_t setting_count,
                                   void **ret_instance, schain_error *error)
{
	struct enricher *enricher = calloc(1, sizeof *enricher);
	schain_status status;

	(void)setting_count;
	if (enricher && queue_open(&enricher->queue, (size_t)settings[OPTION_QUEUE].number) != 0) {
		free(enricher);
		enricher = NULL;
	}
	if (!enricher)
		return SCHAIN_E_MEMORY;
	enricher->host = host;
	status = configure(enricher, settings, error);
	if (status == SCHAIN_OK)
		status = take_folders(enricher, settings, error);
	if (status == SCHAIN_OK && settings[OPTION_ROOT].text.data) {
		enricher->root = strdup(settings[OPTION_ROOT].text.data);
		if (!enricher->root)
			status = SCHAIN_E_MEMORY;
	}
	if (status == SCHAIN_OK && start(enricher) != 0) {
		snprintf(error->message, sizeof error->message, "no thread can be started");
		status = SCHAIN_E_LIMIT;
	}
	if (status != SCHAIN_OK) {
		free_enricher(enricher);
		return status;
	}
	*ret_instance = enricher;
	return SCHAIN_OK;
}

static void close_enricher(void *instance)
{
	struct enricher *enricher = instance;

	queue_close(&enricher->queue);
	pthread_join(enricher->thread, NULL);
	tell(enricher);
	free_enricher(enricher);
}

static const void *get_interface(const char *name)
{
	static const schain_enricher enricher = {
		.struct_size = sizeof enricher,
		.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE),
		.ask = ask,
	};

	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &enricher;
}

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = 0,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "signature",
	.version = "1.0",
	.author = "The libsupplychain authors",
	.licence = "Apache-2.0",
	.summary = "Verifies the signatures of delivered files.",
	.options = options,
	.option_size = sizeof *options,
	.option_count = OPTION_COUNT,
	.open = open_enricher,
	.close = close_enricher,
	.get_interface = get_interface,
};

const schain_plugin *schain_plugin_query(uint32_t abi_major, uint32_t abi_minor)
{
	(void)abi_minor;
	return abi_major == SCHAIN_PLUGIN_ABI_MAJOR ? &plugin : NULL;
}
