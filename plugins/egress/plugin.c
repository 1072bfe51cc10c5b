/* SPDX-License-Identifier: Apache-2.0 */
/* The enricher "egress": says of destinations what kind of place they are. */
#include <supplychain/egress.h>
#include <supplychain/plugin.h>
#include <supplychain/version.h>

#include <string.h>

enum {
	SUFFIXES,
	NETWORKS,
	IMITATED,
	MEMORY,
	OPTION_COUNT,
	TOLD = 8192, /* destinations whose last answer is remembered */
};

static const schain_plugin_option options[OPTION_COUNT] = {
	[SUFFIXES] = { SCHAIN_OPTION_PATH, 0, 0, 0, "public_suffixes", NULL,
	               "A newer public suffix list than the built-in one.", NULL },
	[NETWORKS] = { SCHAIN_OPTION_PATH, 0, 0, 0, "networks", NULL,
	               "An MMDB with the owners (ASN) of addresses.", NULL },
	[IMITATED] = { SCHAIN_OPTION_TEXT, 0, 0, 0, "imitated", NULL,
	               "Domains and words that others may imitate, with blanks between them.", NULL },
	[MEMORY] = { SCHAIN_OPTION_INTEGER, 0, 1024, 16777216, "memory", "65536",
	             "Destinations remembered.", NULL },
};

struct told {
	uint64_t subject;
	uint32_t reasons;
	uint32_t unused;
};

struct instance {
	const schain_plugin_host *host;
	schain_allocator allocator;
	schain_egress *egress;
	struct told told[TOLD];
};

static void *allocate(void *context, size_t size)
{
	struct instance *instance = context;

	return instance->host->allocate(instance->host->context, size);
}

static void release(void *context, void *memory, size_t size)
{
	struct instance *instance = context;

	instance->host->release(instance->host->context, memory, size);
}

static void *reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	void *fresh = allocate(context, size);

	if (fresh && memory)
		memcpy(fresh, memory, old_size < size ? old_size : size);
	if (fresh)
		release(context, memory, old_size);
	return fresh;
}

static schain_status add_imitated(struct instance *instance, schain_string text, schain_error *error)
{
	schain_status status = SCHAIN_OK;

	while (text.length && status == SCHAIN_OK) {
		const char *blank = memchr(text.data, ' ', text.length);
		schain_string word = { text.data, blank ? (size_t)(blank - text.data) : text.length };
		size_t used = word.length + (blank != NULL);

		if (word.length)
			status = schain_egress_add_imitated(instance->egress, word, error);
		text.data += used;
		text.length -= used;
	}
	return status;
}

static void close_instance(void *handle)
{
	struct instance *instance = handle;
	const schain_plugin_host *host = instance->host;

	schain_egress_free(instance->egress);
	host->release(host->context, instance, sizeof *instance);
}

static schain_status open_instance(const schain_plugin_host *host,
                                   const schain_plugin_setting *settings, size_t setting_count,
                                   void **ret_instance, schain_error *error)
{
	struct instance *instance = host->allocate(host->context, sizeof *instance);
	schain_egress_options how = SCHAIN_EGRESS_OPTIONS_INIT;
	schain_status status;

	(void)setting_count;
	if (!instance)
		return SCHAIN_E_MEMORY;
	memset(instance, 0, sizeof *instance);
	instance->host = host;
	instance->allocator = (schain_allocator){ (uint32_t)sizeof instance->allocator, 0, allocate,
		                                  reallocate, release, instance };
	how.allocator = &instance->allocator;
	how.suffix_list = settings[SUFFIXES].text.data;
	how.network_file = settings[NETWORKS].text.data;
	how.memory = (uint32_t)settings[MEMORY].number;
	status = schain_egress_new(&how, &instance->egress, error);
	if (status == SCHAIN_OK)
		status = add_imitated(instance, settings[IMITATED].text, error);
	if (status < 0) {
		close_instance(instance);
		return status;
	}
	*ret_instance = instance;
	return SCHAIN_OK;
}

/* FNV-1a, of the host and the subject. */
static uint64_t subject_of(const schain_question *question)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < question->host.length; i++)
		hash = (hash ^ (unsigned char)question->host.data[i]) * UINT64_C(1099511628211);
	hash = (hash ^ 0xff) * UINT64_C(1099511628211);
	for (size_t i = 0; i < question->subject.length; i++)
		hash = (hash ^ (unsigned char)question->subject.data[i]) * UINT64_C(1099511628211);
	return hash | 1;
}

/* What was said before stays: the reasons so far, and 1 in *ret_is_news if these add to them. */
static uint32_t add_to(struct instance *instance, const schain_question *question, uint32_t reasons,
                       int *ret_is_news)
{
	uint64_t subject = subject_of(question);
	struct told *told = &instance->told[subject % TOLD];

	if (told->subject != subject) {
		told->subject = subject;
		told->reasons = 0;
	}
	*ret_is_news = (reasons & ~told->reasons) != 0;
	told->reasons |= reasons;
	return told->reasons;
}

static schain_status look(struct instance *instance, const schain_question *question,
                          schain_destination_kind *ret_kind)
{
	const schain_connection *connection = question->connection;
	schain_destination destination = SCHAIN_DESTINATION_INIT;

	if (question->subject_kind == SCHAIN_SUBJECT_DOMAIN)
		destination.name = question->subject;
	if (connection) {
		destination.address = connection->address;
		destination.protocol = connection->protocol;
		destination.port = connection->port;
		destination.bytes_sent = connection->bytes_sent;
	} else {
		destination.flags = SCHAIN_DESTINATION_ASKED;
	}
	destination.time = question->time;
	destination.host = question->host;
	destination.product = question->product;
	destination.vendor = question->vendor;
	if (question->process && question->process->image) {
		destination.program = question->process->image->path;
		if (question->process->image->signature)
			destination.signer = question->process->image->signature->signer;
	}
	return schain_egress_classify(instance->egress, &destination, ret_kind, NULL);
}

static schain_status ask(void *handle, const schain_question *question)
{
	struct instance *instance = handle;
	schain_claim claim = SCHAIN_CLAIM_INIT;
	schain_destination_kind kind;
	char text[256];
	schain_status status = look(instance, question, &kind);
	int is_news;

	if (status == SCHAIN_E_ARGUMENT) /* no name, no address: nothing is known of it */
		return SCHAIN_OK;
	if (status < 0)
		return status;
	kind.reasons = add_to(instance, question, kind.reasons, &is_news);
	if (!is_news)
		return SCHAIN_OK;
	schain_destination_kind_format(&kind, text, sizeof text);
	claim.finding = SCHAIN_FINDING_DESTINATION;
	claim.reasons = kind.reasons;
	claim.reason = (schain_string){ text, strlen(text) };
	return instance->host->post(instance->host->context, question->number, &claim, sizeof claim, 1);
}

static const schain_enricher enricher = {
	.struct_size = sizeof enricher,
	.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_DOMAIN) | SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_ADDRESS) |
	            SCHAIN_SUBJECT_EACH_USE,
	.ask = ask,
};

static const void *get_interface(const char *name)
{
	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &enricher;
}

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = SCHAIN_PLUGIN_ABI_MINOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "egress",
	.version = "1.0",
	.author = "libsupplychain",
	.licence = "Apache-2.0",
	.summary = "Says what kind of place software connects to.",
	.options = options,
	.option_size = sizeof *options,
	.option_count = OPTION_COUNT,
	.open = open_instance,
	.close = close_instance,
	.get_interface = get_interface,
};

const schain_plugin *schain_plugin_query(uint32_t abi_major, uint32_t abi_minor)
{
	(void)abi_minor;
	return abi_major == SCHAIN_PLUGIN_ABI_MAJOR ? &plugin : NULL;
}
