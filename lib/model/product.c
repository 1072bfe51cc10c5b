/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* Folders whose children are products. Canonical spelling; `depth` components more are the product's own. */
static const struct {
	const char *prefix;
	int depth;
} homes[] = {
	{ "/opt/homebrew/cellar/", 1 }, { "/opt/homebrew/", 2 },      { "/opt/", 1 },
	{ "/snap/", 1 },                { "/applications/", 1 },      { "/library/application support/", 1 },
	{ "/program files/", 2 },       { "/program files (x86)/", 2 }, { "/programdata/", 2 },
	{ "/usr/lib/", 1 },             { "/usr/share/", 1 },         { "/usr/libexec/", 1 },
	{ "/usr/local/lib/", 1 },       { "/var/lib/", 1 },
};

/* Folders in a user's own tree that hold products. */
static const char *const inner_homes[] = { "/appdata/local/programs/", "/appdata/local/",
	                                   "/appdata/roaming/", "/.local/share/",
	                                   "/.local/lib/", "/library/application support/" };

static size_t components(schain_string path, size_t from, int count)
{
	for (; from < path.length; from++)
		if (path.data[from] == '/' && --count == 0)
			return from;
	return path.length;
}

/* "/usr/lib/x86_64-linux-gnu": a folder of everybody's. */
static int is_shared_folder(schain_string folder)
{
	return schain__search(schain__basename(folder), SCHAIN_STRING("-linux-")) != SIZE_MAX;
}

static size_t last_slash(schain_string path)
{
	return schain__find_last(path, '/');
}

/* The folder that holds the product, or an empty string if `path` lies in no such folder. */
static schain_string product_folder(schain_string path)
{
	schain_string package = schain__path_package(path);
	schain_string none = { NULL, 0 };

	if (package.length)
		return package;
	for (size_t i = 0; i < sizeof homes / sizeof *homes; i++) {
		schain_string prefix = schain_string_of(homes[i].prefix);
		size_t end;

		if (!schain__starts_nocase(path, prefix))
			continue;
		end = components(path, prefix.length, homes[i].depth);
		/* A file right in the folder is its own product. */
		if (end == path.length)
			end = last_slash(path);
		if (end <= prefix.length || is_shared_folder(schain__cut(path, 0, end)))
			return none;
		return schain__cut(path, 0, end);
	}
	for (size_t i = 0; i < sizeof inner_homes / sizeof *inner_homes; i++) {
		schain_string inner = schain_string_of(inner_homes[i]);
		size_t at = schain__search_nocase(path, inner);
		size_t end;

		if (at == SIZE_MAX)
			continue;
		end = components(path, at + inner.length, 1);
		if (end == path.length ||
		    schain__equal_nocase(schain__cut(path, at + inner.length, end), SCHAIN_STRING("temp")))
			return none;
		return schain__cut(path, 0, end);
	}
	return none;
}

schain_string schain__product_of_path(schain_string path, char buffer[SCHAIN__PRODUCT_SIZE])
{
	char canonical[SCHAIN__PATH_SIZE];
	schain_string name, folder;
	size_t dot;

	path = schain__path_identity(path, canonical);
	folder = product_folder(path);
	name = folder.length ? folder : schain__basename(path);
	if (!folder.length) {
		dot = schain__find_last(name, '.');
		if (dot != SIZE_MAX && dot > 0 && schain__equal(schain__cut(name, dot, name.length),
		                                                SCHAIN_STRING(".exe")))
			name.length = dot;
	}
	name = schain__cut(name, name.length > SCHAIN__PRODUCT_SIZE ? name.length - SCHAIN__PRODUCT_SIZE : 0,
	                   name.length);
	memcpy(buffer, name.data, name.length);
	return schain__string(buffer, name.length);
}

static uint64_t name_key(schain_string product)
{
	return schain__hash_stable(product.data, product.length, 0) | 1;
}

/* The name's own hash, then the host's: an image keeps the first with its path. */
static uint64_t key_on(const schain__host *host, uint64_t name)
{
	schain__hash_key key = host->key;

	key.part[0] += 'I';
	return schain__hash_lasting_number(&key, name);
}

uint64_t schain__product_key(const schain__host *host, schain_string product)
{
	return key_on(host, name_key(product));
}

uint64_t schain__product_key_of_image(const schain__host *host, schain__interned *image)
{
	char buffer[SCHAIN__PRODUCT_SIZE];

	if (!image)
		return 0;
	if (!image->key)
		image->key = name_key(schain__product_of_path(schain__interned_string(image), buffer));
	return key_on(host, image->key);
}

/* What the latest delivery had, if it taught any, is of earlier ones now. */
static void learn_signer(schain__profile *profile)
{
	if (profile->signer_now)
		profile->signer_hash = profile->signer_now;
	if (profile->identity_now) {
		profile->identity_hash = profile->identity_now;
		profile->issuer_hash = profile->issuer_now;
	}
	schain__profile_forget_signer(profile);
}

void schain__profile_forget_signer(schain__profile *profile)
{
	profile->signer_now = profile->identity_now = profile->issuer_now = 0;
}

schain__profile *schain__profile_of(schain__model *model, schain__host *host,
                                    uint64_t product_key, uint64_t delivery_serial)
{
	schain__profile *profile = schain__recent_put(&model->products, host->header.index,
	                                              product_key);

	if (!profile)
		return NULL;
	if (profile->last_delivery != delivery_serial && delivery_serial) {
		profile->behaviour |= profile->behaviour_now;
		profile->behaviour_now = 0;
		profile->standing |= profile->standing_now;
		profile->standing_now = 0;
		learn_signer(profile);
		profile->last_delivery = delivery_serial;
		profile->deliveries++;
	}
	return profile;
}

int schain__profile_has_habit(const schain__model *model, const schain__profile *profile,
                              schain_time delivered)
{
	int64_t maturity = schain__policy_value(model->policy, SCHAIN__KEY_PROFILE_MATURITY);
	int64_t narrow = schain__policy_value(model->policy, SCHAIN__KEY_PROFILE_DESTINATIONS);

	return profile && profile->first_contact && profile->first_contact < delivered &&
	       delivered - profile->first_contact >= maturity && profile->places <= narrow;
}

void schain__profile_see(schain__model *model, schain__profile *profile, schain_string name,
                         schain_string version, schain_time time)
{
	if (!profile->name)
		profile->name = schain__intern_take(&model->intern, name);
	if (version.length && !schain__equal(schain__interned_string(profile->version), version)) {
		schain__intern_give(&model->intern, profile->version);
		profile->version = schain__intern_take(&model->intern, version);
	}
	if (!profile->first_seen)
		profile->first_seen = time;
	if (time > profile->last_seen)
		profile->last_seen = time;
}

/* Deliveries before the one at hand from which on a change means something. */
enum { EARLIER_DELIVERIES = 2 };

int schain__profile_is_mature(const schain__model *model, const schain__profile *profile,
                              schain_time delivered)
{
	return profile->deliveries > EARLIER_DELIVERIES && profile->first_seen &&
	       schain__elapsed(profile->first_seen, delivered) >=
	               schain__policy_value(model->policy, SCHAIN__KEY_PROFILE_MATURITY);
}

void schain__profile_dropped(void *context, void *element)
{
	schain__model *model = context;
	schain__profile *profile = element;

	while (profile->traits)
		schain__recent_remove(&model->traits, profile->traits);
	schain__intern_give(&model->intern, profile->name);
	schain__intern_give(&model->intern, profile->version);
}
