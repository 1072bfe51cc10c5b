/* SPDX-License-Identifier: Apache-2.0 */
/* The profiles of a host's products as bytes, for other hosts. */
#include <supplychain/known.h>

#include "engine/keep.h"


/* doc/state-format.md has the layout. */
static const char magic[4] = { 'S', 'C', 'H', 'P' };
enum { LAYOUT = 1 };

static const uint8_t nouns[] = { SCHAIN__NOUN_PROFILE, SCHAIN__NOUN_TRAIT };

/* A fuzzer would not get past the checksum. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
enum { IS_FUZZED = 1 };
#else
enum { IS_FUZZED = 0 };
#endif

static const schain__profile *named(const schain__recent_header *element)
{
	const schain__profile *profile = (const schain__profile *)element;

	return profile->name ? profile : NULL;
}

static void write_traits(schain__form *writer, const schain__profile *profile)
{
	uint64_t count = 0;

	for (const schain__trait *trait = profile->traits; trait; trait = trait->next)
		count++;
	schain__form_number(writer, count);
	for (const schain__trait *trait = profile->traits; trait; trait = trait->next) {
		schain__form_number(writer, trait->kind);
		schain__form_noun(writer, SCHAIN__NOUN_TRAIT, trait);
	}
}

static void write_profiles(schain__form *writer, const schain__model *model, const schain__host *host)
{
	const schain__recent_header *oldest = schain__recent_oldest(&model->products, host->header.index);
	uint64_t count = 0;

	for (const schain__recent_header *at = oldest; at; at = at->newer)
		count += named(at) != NULL;
	schain__form_begin(writer, nouns, sizeof nouns, host->now);
	schain__form_number(writer, count);
	for (const schain__recent_header *at = oldest; at; at = at->newer) {
		if (!named(at))
			continue;
		schain__form_noun(writer, SCHAIN__NOUN_PROFILE, at);
		write_traits(writer, named(at));
	}
}

schain_status schain_engine_export_profiles(schain_engine *engine, schain_string host,
                                            int (*write)(void *context, const char *data, size_t size),
                                            void *context, schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);
	schain__host *known;
	schain__form writer;
	schain__buffer out;

	if (status == SCHAIN_OK && !write)
		status = schain__fail(error, SCHAIN_E_ARGUMENT, "nowhere to write to");
	if (status != SCHAIN_OK)
		return status;
	known = schain__host_find(&engine->model, host);
	if (!known)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no such host");
	schain__form_init(&writer, &engine->memory, &engine->model.key);
	schain__buffer_init(&out, &engine->memory);
	write_profiles(&writer, &engine->model, known);
	schain__buffer_append(&out, magic, sizeof magic);
	schain__bytes_number(&out, LAYOUT);
	schain__buffer_add(&out, schain__buffer_string(&writer.bytes));
	schain__bytes_hash(&out, schain__hash_stable(out.data, out.length, 0));
	if (out.failed || schain__form_failed(&writer))
		status = schain__fail_memory(error);
	else if (write(context, out.data, out.length))
		status = schain__fail(error, SCHAIN_E_CANCELLED, "the writer asked to stop");
	schain__buffer_dispose(&out);
	schain__form_dispose(&writer);
	return status;
}

static schain_time earlier(schain_time a, schain_time b)
{
	if (!a || !b)
		return a ? a : b;
	return a < b ? a : b;
}

static void merge_signer(schain__profile *known, const schain__profile *told)
{
	if (!known->signer_hash)
		known->signer_hash = told->signer_now ? told->signer_now : told->signer_hash;
	if (known->identity_hash)
		return;
	known->identity_hash = told->identity_now ? told->identity_now : told->identity_hash;
	known->issuer_hash = told->identity_now ? told->issuer_now : told->issuer_hash;
}

/* What the host's own past has, it keeps; what another's has beside it is added. */
static void merge(schain__profile *known, const schain__profile *told)
{
	known->behaviour |= told->behaviour | told->behaviour_now;
	known->standing |= told->standing | told->standing_now;
	if (told->deliveries > known->deliveries)
		known->deliveries = told->deliveries;
	merge_signer(known, told);
	known->first_seen = earlier(known->first_seen, told->first_seen);
	known->first_contact = earlier(known->first_contact, told->first_contact);
	if (told->last_seen > known->last_seen)
		known->last_seen = told->last_seen;
	if (!known->name)
		known->name = schain__intern_share(told->name);
	if (!known->version)
		known->version = schain__intern_share(told->version);
}

struct adding {
	schain_engine *engine;
	schain__host *host; /* NULL: only to see whether all of it can be read */
	schain__form_reader reader;
};

static void add_trait(struct adding *adding, uint64_t product_key, uint32_t kind,
                      const schain__trait *told)
{
	schain__model *model = &adding->engine->model;
	schain_string value = schain__interned_string(told->value);

	/* Teachers are of the other host. */
	if (kind == SCHAIN_TRAIT_DOMAIN)
		schain__product_contact_learn(model, adding->host, product_key, value, 0, told->first);
	schain__trait_learn(model, adding->host, product_key, kind, value, 0, told->first);
	schain__trait_learn(model, adding->host, product_key, kind, value, 0, told->last);
}

static void read_traits(struct adding *adding, uint64_t product_key)
{
	schain__reader *bytes = &adding->reader.bytes;
	size_t count = schain__read_count(bytes, SCHAIN_TRAIT_COUNT * SCHAIN__TRAITS_OF_A_KIND);

	for (size_t i = 0; i < count && bytes->status == SCHAIN_OK; i++) {
		uint32_t kind = (uint32_t)schain__read_limited(bytes, SCHAIN_TRAIT_COUNT - 1);
		schain__trait told;

		memset(&told, 0, sizeof told);
		schain__read_noun(&adding->reader, SCHAIN__NOUN_TRAIT, &told);
		if (adding->host && bytes->status == SCHAIN_OK)
			add_trait(adding, product_key, kind, &told);
		schain__intern_give(&adding->engine->model.intern, told.value);
	}
}

static void read_profile(struct adding *adding)
{
	schain__model *model = &adding->engine->model;
	schain__profile told, *known;
	uint64_t key = 0;

	memset(&told, 0, sizeof told);
	schain__read_noun(&adding->reader, SCHAIN__NOUN_PROFILE, &told);
	if (adding->reader.bytes.status == SCHAIN_OK && !told.name)
		schain__reader_fail(&adding->reader.bytes, SCHAIN_E_DAMAGED);
	if (adding->reader.bytes.status == SCHAIN_OK && adding->host) {
		key = schain__product_key(adding->host, schain__interned_string(told.name));
		known = schain__profile_of(model, adding->host, key, 0);
		if (known)
			merge(known, &told);
		else
			schain__reader_fail(&adding->reader.bytes, SCHAIN_E_MEMORY);
	}
	schain__intern_give(&model->intern, told.name);
	schain__intern_give(&model->intern, told.version);
	read_traits(adding, key);
}

/* All of it; with a host, adds it. */
static schain_status read_profiles(schain_engine *engine, schain__host *host, schain_string body)
{
	struct adding adding = { .engine = engine, .host = host };
	schain__reader *bytes = &adding.reader.bytes;
	schain_status status;
	size_t count;

	schain__form_reader_init(&adding.reader, &engine->memory, &engine->model.intern, body.data,
	                         body.length);
	adding.reader.limit = engine->options.memory_limit;
	schain__form_reader_begin(&adding.reader, nouns, sizeof nouns);
	count = schain__read_count(bytes, UINT32_MAX);
	for (size_t i = 0; i < count && bytes->status == SCHAIN_OK; i++)
		read_profile(&adding);
	if (bytes->at != bytes->end)
		schain__reader_fail(bytes, SCHAIN_E_DAMAGED);
	status = bytes->status;
	schain__form_reader_dispose(&adding.reader);
	return status;
}

static schain_status fail(schain_error *error, schain_status status)
{
	switch (status) {
	case SCHAIN_E_MEMORY:
		return schain__fail_memory(error);
	case SCHAIN_E_TOO_NEW:
		return schain__fail(error, status, "the profiles were written by a newer version");
	case SCHAIN_E_LIMIT:
		return schain__fail(error, status, "the profiles do not fit into the memory limit");
	default:
		return schain__fail(error, SCHAIN_E_DAMAGED, "the profiles are damaged");
	}
}

static schain_status check_frame(const char *data, size_t size, schain_string *ret_body,
                                 schain_error *error)
{
	schain__reader start, end;

	if (size < sizeof magic + 9 || memcmp(data, magic, sizeof magic))
		return schain__fail(error, SCHAIN_E_FORMAT, "no profiles");
	schain__reader_init(&end, data + size - 8, 8);
	schain__reader_init(&start, data + sizeof magic, size - sizeof magic - 8);
	if (schain__read_number(&start) > LAYOUT)
		return fail(error, SCHAIN_E_TOO_NEW);
	if (schain__read_hash(&end) != schain__hash_stable(data, size - 8, 0) && !IS_FUZZED)
		return schain__fail(error, SCHAIN_E_DAMAGED,
		                    "the profiles are damaged: their checksum does not match");
	*ret_body = schain__string((const char *)start.at, schain__reader_left(&start));
	return SCHAIN_OK;
}

schain_status schain_engine_import_profiles(schain_engine *engine, schain_string host,
                                            const void *data, size_t size, schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);
	schain_string body;
	schain__host *known;

	if (status == SCHAIN_OK && !data)
		status = schain__fail(error, SCHAIN_E_ARGUMENT, "no profiles");
	if (status == SCHAIN_OK)
		status = check_frame(data, size, &body, error);
	if (status != SCHAIN_OK)
		return status;
	status = read_profiles(engine, NULL, body);
	if (status != SCHAIN_OK)
		return fail(error, status);
	known = schain__turn_host(engine, host);
	if (!known)
		return schain__fail_memory(error);
	schain__keep_touch(engine, known);
	status = read_profiles(engine, known, body);
	return status == SCHAIN_OK ? status : fail(error, status);
}
