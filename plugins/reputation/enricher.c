/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin: answers from a store, at once, and takes up a new one when it is there. */
#include <supplychain/plugin.h>
#include <supplychain/version.h>

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "reputation/memory.h"
#include "reputation/opinion.h"
#include "reputation/rarity.h"

#define HOUR (3600 * SCHAIN_SECOND)
#define DAY (24 * HOUR)

enum option {
	OPTION_STORE,
	OPTION_CONFIDENCE,
	OPTION_COMMON,
	OPTION_LIFETIME,
	OPTION_PREVALENCE,
	OPTION_LEARN,
	OPTION_LEARNING,
	OPTION_RARE,
	OPTION_SUBJECTS,
};

static const schain_plugin_option options[] = {
	{ SCHAIN_OPTION_PATH, SCHAIN_OPTION_REQUIRED, 0, 0, "store", NULL,
	  "The reputation store, as supplychain reputation import makes it.", NULL },
	{ SCHAIN_OPTION_INTEGER, 0, 0, 100, "confidence", "50",
	  "How sure a source has to be for a claim.", NULL },
	{ SCHAIN_OPTION_INTEGER, 0, 0, 101, "common_confidence", "90",
	  "How sure where another source calls the name or address common; 101: never.", NULL },
	{ SCHAIN_OPTION_INTEGER, 0, 0, 87600, "lifetime_hours", "24",
	  "When to ask again; 0: never.", NULL },
	{ SCHAIN_OPTION_PATH, 0, 0, 0, "prevalence", NULL,
	  "The file that counts how often things are seen here; made where there is none.", NULL },
	{ SCHAIN_OPTION_BOOLEAN, 0, 0, 0, "learn", "true",
	  "Whether what is asked about is counted.", NULL },
	{ SCHAIN_OPTION_INTEGER, 0, 0, 3650, "learning_days", "14",
	  "How long has to be counted before anything is called uncommon.", NULL },
	{ SCHAIN_OPTION_INTEGER, 0, 0, 63, "rare_hosts", "2",
	  "On how many hosts at most a thing is uncommon, of ten or more; 0: only what is new is.", NULL },
	{ SCHAIN_OPTION_INTEGER, 0, 1000, 100000000, "subjects", "1000000",
	  "How many things are counted at most.", NULL },
};

typedef struct enricher {
	const schain_plugin_host *host;
	schain_reputation *store;
	char *path;
	size_t path_size;
	schain__opinion_limits limits;
	int64_t lifetime;
	int64_t looked_at; /* seconds of the monotonic clock */
	struct stat seen;
	int has_failed;    /* a new store that cannot be opened is told of once */
	schain__rarity rarity;
} enricher;

/* Entries of all spellings of a subject. */
typedef struct finds {
	schain_reputation_entry entries[SCHAIN__OPINION_ENTRIES];
	size_t count;
} finds;

static schain_status open_store(const enricher *self, schain_reputation **ret_store,
                                struct stat *ret_seen, schain_error *error)
{
	if (stat(self->path, ret_seen))
		return schain__rep_io_error(error, self->path, "cannot open the store");
	/* Whoever can write to it can end this process by cutting it short. */
	if (ret_seen->st_mode & (S_IWGRP | S_IWOTH))
		return schain__rep_error(error, SCHAIN_E_STATE, self->path, 0,
		                         "others than its owner may write to the store");
	return schain_reputation_open(self->path, NULL, ret_store, error);
}

static int64_t seconds_now(void)
{
	struct timespec time;

	return clock_gettime(CLOCK_MONOTONIC, &time) ? 0 : (int64_t)time.tv_sec;
}

static int is_same(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void tell_of_store(const enricher *self, const schain_error *error)
{
	char message[sizeof error->where + sizeof error->message + 64];

	snprintf(message, sizeof message, "%s: %s; the store before it answers on", error->where, error->message);
	self->host->log(self->host->context, 1, message);
}

/* Once a second at most: has another store taken the name? */
static void take_up(enricher *self)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_reputation *store = NULL;
	int64_t now = seconds_now();
	struct stat seen;

	if (now == self->looked_at)
		return;
	self->looked_at = now;
	if (stat(self->path, &seen) || is_same(&seen, &self->seen))
		return;
	if (open_store(self, &store, &seen, &error) != SCHAIN_OK) {
		if (!self->has_failed)
			tell_of_store(self, &error);
		self->has_failed = 1;
		return;
	}
	schain_reputation_close(self->store);
	self->store = store;
	self->seen = seen;
	self->has_failed = 0;
}

static void find(const enricher *self, finds *found, uint32_t kind, schain_string subject, schain_time now)
{
	size_t count = 0, room = SCHAIN__OPINION_ENTRIES - found->count;

	if (!subject.length ||
	    schain_reputation_find(self->store, kind, subject, now, found->entries + found->count,
	                           sizeof *found->entries, room, &count) != SCHAIN_OK)
		return;
	found->count += count < room ? count : room;
}

static int64_t lifetime_of(const enricher *self, const schain__opinion *opinion, schain_time now)
{
	int64_t left = opinion->until > now ? opinion->until - now : 0;

	return left && (!self->lifetime || left < self->lifetime) ? left : self->lifetime;
}

/* Adds up to two claims. */
static size_t claim(const enricher *self, const schain__opinion *opinion, uint32_t kind,
                    schain_string subject, schain_time now, schain_claim *claims)
{
	const uint32_t findings[] = { SCHAIN_FINDING_KNOWN_BAD, SCHAIN_FINDING_KNOWN_GOOD };
	const int wanted[] = { opinion->is_bad, opinion->is_good };
	const char *const reasons[] = { opinion->bad, opinion->good };
	size_t count = 0;

	for (size_t i = 0; i < 2; i++) {
		if (!wanted[i])
			continue;
		memset(&claims[count], 0, sizeof claims[count]);
		claims[count].struct_size = sizeof claims[count];
		claims[count].subject_kind = kind;
		claims[count].subject = subject;
		claims[count].finding = findings[i];
		claims[count].lifetime = lifetime_of(self, opinion, now);
		claims[count++].reason = schain_string_of(reasons[i]);
	}
	return count;
}

static void find_file(const enricher *self, finds *found, const schain_question *question)
{
	const schain_file *file = question->file;

	if (!file)
		return;
	find(self, found, SCHAIN_REPUTATION_SHA256, file->sha256, question->time);
	find(self, found, SCHAIN_REPUTATION_SHA1, file->sha1, question->time);
	find(self, found, SCHAIN_REPUTATION_MD5, file->md5, question->time);
	find(self, found, SCHAIN_REPUTATION_URL, file->origin_url, question->time);
}

static void find_signer(const enricher *self, finds *found, const schain_question *question)
{
	find(self, found, SCHAIN_REPUTATION_SIGNER, question->subject, question->time);
	if (question->file && question->file->signature)
		find(self, found, SCHAIN_REPUTATION_CERTIFICATE, question->file->signature->thumbprint,
		     question->time);
}

/*
 * The address behind a name is someone else's too where it belongs to a
 * network that many share: then a bad one says nothing of the name.
 */
static size_t claim_address(const enricher *self, const schain_question *question,
                            schain__opinion *opinion, schain_claim *claims)
{
	finds found;

	found.count = 0;
	find(self, &found, SCHAIN_REPUTATION_ADDRESS, question->connection->address, question->time);
	schain__opinion_form(opinion, found.entries, found.count, &self->limits);
	opinion->is_good = 0;
	if (opinion->is_common)
		opinion->is_bad = 0;
	return claim(self, opinion, SCHAIN_SUBJECT_ADDRESS, question->connection->address, question->time,
	             claims);
}

static void claim_rarity(const enricher *self, const char *reason, schain_claim *claim)
{
	memset(claim, 0, sizeof *claim);
	claim->struct_size = sizeof *claim;
	claim->finding = SCHAIN_FINDING_UNCOMMON;
	claim->lifetime = self->lifetime;
	claim->reason = schain_string_of(reason);
}

/* That the disk is full is told once, until it is not. */
static void tell_failure(const enricher *self)
{
	char message[sizeof ((schain_error *)0)->message];

	if (self->rarity.census && schain__census_failure(self->rarity.census, message, sizeof message))
		self->host->log(self->host->context, 1, message);
}

static schain_status ask(void *instance, const schain_question *question)
{
	enricher *self = instance;
	schain__opinion opinion, of_address;
	schain_claim claims[5];
	char rarity[SCHAIN__RARITY_REASON];
	size_t count;
	finds found;

	take_up(self);
	tell_failure(self);
	found.count = 0;
	switch (question->subject_kind) {
	case SCHAIN_SUBJECT_FILE:
		find_file(self, &found, question);
		break;
	case SCHAIN_SUBJECT_DOMAIN:
		find(self, &found, SCHAIN_REPUTATION_DOMAIN, question->subject, question->time);
		break;
	case SCHAIN_SUBJECT_ADDRESS:
		find(self, &found, SCHAIN_REPUTATION_ADDRESS, question->subject, question->time);
		break;
	case SCHAIN_SUBJECT_SIGNER:
		find_signer(self, &found, question);
		break;
	case SCHAIN_SUBJECT_PACKAGE:
		find(self, &found, SCHAIN_REPUTATION_PACKAGE, question->subject, question->time);
		break;
	default:
		break;
	}
	schain__opinion_form(&opinion, found.entries, found.count, &self->limits);
	count = claim(self, &opinion, 0, schain_string_of(NULL), question->time, claims);
	if (question->subject_kind == SCHAIN_SUBJECT_DOMAIN && question->connection &&
	    question->connection->address.length && !opinion.is_good)
		count += claim_address(self, question, &of_address, claims + count);
	if (schain__rarity_judge(&self->rarity, question, &opinion, rarity))
		claim_rarity(self, rarity, &claims[count++]);
	return count ? self->host->post(self->host->context, question->number, claims, sizeof *claims, count)
	             : SCHAIN_OK;
}

static void close_instance(void *instance)
{
	enricher *self = instance;

	schain__census_close(self->rarity.census);
	schain_reputation_close(self->store);
	self->host->release(self->host->context, self->path, self->path_size);
	self->host->release(self->host->context, self, sizeof *self);
}

static schain_status open_instance(const schain_plugin_host *host, const schain_plugin_setting *settings,
                                   size_t setting_count, void **ret_instance, schain_error *error)
{
	enricher *self = host->allocate(host->context, sizeof *self);
	schain_string path = settings[OPTION_STORE].text;
	schain_status status = SCHAIN_E_MEMORY;

	(void)setting_count;
	if (!self)
		return schain__rep_no_memory(error);
	memset(self, 0, sizeof *self);
	self->host = host;
	self->limits.least = (uint32_t)settings[OPTION_CONFIDENCE].number;
	self->limits.common = (uint32_t)settings[OPTION_COMMON].number;
	self->lifetime = settings[OPTION_LIFETIME].number * HOUR;
	self->rarity.learning = settings[OPTION_LEARNING].number * DAY;
	self->rarity.most = (uint32_t)settings[OPTION_RARE].number;
	self->looked_at = seconds_now();
	self->path_size = path.length + 1;
	self->path = host->allocate(host->context, self->path_size);
	if (self->path) {
		memcpy(self->path, path.data, self->path_size);
		status = open_store(self, &self->store, &self->seen, error);
	} else {
		schain__rep_no_memory(error);
	}
	if (status == SCHAIN_OK && settings[OPTION_PREVALENCE].text.length)
		status = schain__census_open(settings[OPTION_PREVALENCE].text.data,
		                             (uint64_t)settings[OPTION_SUBJECTS].number,
		                             settings[OPTION_LEARN].number != 0, &self->rarity.census, error);
	if (status != SCHAIN_OK) {
		close_instance(self);
		return status;
	}
	*ret_instance = self;
	return SCHAIN_OK;
}

static const void *get_interface(const char *name)
{
	static const schain_enricher interface = {
		sizeof interface,
		SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE) | SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_DOMAIN) |
		        SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_ADDRESS) | SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_SIGNER) |
		        SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_PACKAGE),
		ask,
		NULL,
	};

	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &interface;
}

const schain_plugin *schain_reputation_get_plugin(void)
{
	static const schain_plugin plugin = {
		.struct_size = sizeof plugin,
		.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
		.abi_minor = SCHAIN_PLUGIN_ABI_MINOR,
		.event_schema = SCHAIN_EVENT_SCHEMA,
		.name = "reputation",
		.version = "1.0.0",
		.author = "libsupplychain",
		.licence = "Apache-2.0",
		.summary = "what imported feeds say of files, destinations, signers and packages",
		.options = options,
		.option_size = sizeof *options,
		.option_count = sizeof options / sizeof *options,
		.open = open_instance,
		.close = close_instance,
		.get_interface = get_interface,
	};

	return &plugin;
}
