/* SPDX-License-Identifier: Apache-2.0 */
/* The lists of patterns and their indexes. */
#include "policy/object.h"

const schain__catalogue schain__catalogues[SCHAIN__KEY_COUNT] = {
#define IMAGES(id, bit) \
	[SCHAIN__KEY_##id] = { SCHAIN__PATTERN_IMAGE, SCHAIN__IMAGE_##bit, SCHAIN__IMAGE_##bit, 0, 0 }
	IMAGES(INSTALLERS, INSTALLER),
	IMAGES(UPDATERS, UPDATER),
	IMAGES(PACKAGE_MANAGERS, PACKAGE_MANAGER),
	IMAGES(DEVELOPER_MANAGERS, DEVELOPER_MANAGER),
	IMAGES(BUILD_TOOLS, BUILD_TOOL),
	IMAGES(COMPILERS, COMPILER),
	IMAGES(FILE_TOOLS, FILE_TOOL),
	IMAGES(SHELLS, SHELL),
	IMAGES(SCRIPT_HOSTS, SCRIPT_HOST),
	IMAGES(INTERPRETERS, INTERPRETER),
	IMAGES(DOWNLOADERS, DOWNLOADER),
	IMAGES(LOLBINS, LOLBIN),
	IMAGES(DISCOVERY, DISCOVERY),
	IMAGES(CARRIERS, CARRIER),
	IMAGES(BROWSERS, BROWSER),
	IMAGES(SECURITY_TOOLS, SECURITY),
	IMAGES(PERSISTENCE_TOOLS, PERSISTENCE),
#undef IMAGES
#define PATHS(id, bits, own) [SCHAIN__KEY_##id] = { SCHAIN__PATTERN_PATH, (bits) | (own), own, 0, 0 }
	PATHS(PROGRAM_PATHS, SCHAIN__PATH_PROGRAM, SCHAIN__OWN_PROGRAM_PATHS),
	PATHS(PATH_SCOPE, SCHAIN__PATH_PROGRAM, SCHAIN__OWN_PATH_SCOPE),
	PATHS(PERSISTENCE_PATHS, SCHAIN__PATH_PERSISTENCE, SCHAIN__OWN_PERSISTENCE_PATHS),
	PATHS(PERSISTENCE_KEYS, SCHAIN__PATH_PERSISTENCE, SCHAIN__OWN_PERSISTENCE_KEYS),
	PATHS(CREDENTIAL_PATHS, 0, SCHAIN__PATH_CREDENTIAL),
	PATHS(TEMPORARY_PATHS, 0, SCHAIN__PATH_TEMPORARY),
	PATHS(SYSTEM_PATHS, 0, SCHAIN__PATH_SYSTEM),
	PATHS(DEVELOPER_PATHS, 0, SCHAIN__PATH_DEVELOPER),
	PATHS(IGNORED_PATHS, 0, SCHAIN__PATH_IGNORED),
	PATHS(TRUSTED_DMGS, 0, SCHAIN__OWN_TRUSTED_DMGS),
#undef PATHS
#define NAMES(id, bits, own) [SCHAIN__KEY_##id] = { SCHAIN__PATTERN_NAME, (bits) | (own), own, 0, 0 }
	NAMES(EXECUTABLE_NAMES, SCHAIN__PATH_EXECUTABLE, SCHAIN__OWN_EXECUTABLE_NAMES),
	NAMES(MODULE_NAMES, SCHAIN__PATH_EXECUTABLE, SCHAIN__PATH_MODULE),
	NAMES(SCRIPT_NAMES, SCHAIN__PATH_EXECUTABLE, SCHAIN__PATH_SCRIPT),
	NAMES(DATA_NAMES, 0, SCHAIN__PATH_NOT_EXECUTABLE),
	NAMES(TEMPORARY_NAMES, 0, SCHAIN__OWN_TEMPORARY_NAMES),
	NAMES(SYSTEM_NAMES, 0, SCHAIN__PATH_SYSTEM_NAME),
#undef NAMES
/* The low half is what is given out, the high half the list's own bit. */
#define HOSTS(id, kind, bits, number) \
	[SCHAIN__KEY_##id] = { SCHAIN__PATTERN_##kind, 0, 0, (bits) | 1u << (number), 1u << (number) }
	HOSTS(APPROVED_UPDATE_HOSTS, HOST, SCHAIN__HOST_APPROVED, 16),
	HOSTS(TRUSTED_UPDATE_HOSTS, HOST, SCHAIN__HOST_APPROVED, 17),
	HOSTS(APPROVED_REPOS, URL, SCHAIN__HOST_APPROVED, 18),
	HOSTS(APPROVED_REGISTRIES, HOST, SCHAIN__HOST_REGISTRY, 19),
	HOSTS(INTERNAL_NETWORKS, HOST, SCHAIN__HOST_INTERNAL, 20),
	HOSTS(INTERNAL_DOMAINS, HOST, SCHAIN__HOST_INTERNAL, 21),
	HOSTS(METADATA_SERVICES, HOST, SCHAIN__HOST_METADATA | SCHAIN__HOST_INTERNAL, 22),
#undef HOSTS
	[SCHAIN__KEY_APPROVED_SIGNERS] = { SCHAIN__PATTERN_SIGNER, 0, 0, 0, 0 },
	[SCHAIN__KEY_TRUSTED_PUBLISHERS] = { SCHAIN__PATTERN_SIGNER, 0, 0, 0, 0 },
	[SCHAIN__KEY_APPROVED_REPO_KEYS] = { SCHAIN__PATTERN_WORD, 0, 0, 0, 0 },
	[SCHAIN__KEY_DEV_HOSTS] = { SCHAIN__PATTERN_WORD, 0, 0, 0, 0 },
	[SCHAIN__KEY_PERSISTENCE_VERBS] = { SCHAIN__PATTERN_WORD, 0, 0, 0, 0 },
	[SCHAIN__KEY_ALLOWED_TEAM_IDS] = { SCHAIN__PATTERN_WORD, 0, 0, 0, 0 },
	[SCHAIN__KEY_BREW_TAPS_ALLOW_LIST] = { SCHAIN__PATTERN_WORD, 0, 0, 0, 0 },
};

void schain__lists_init(schain__lists *lists, schain__memory *memory)
{
	memset(lists, 0, sizeof *lists);
	schain__arena_init(&lists->pool, memory);
	schain__table_init(&lists->items, memory);
	schain__names_init(&lists->names, memory);
	schain__paths_init(&lists->paths, memory, &lists->pool);
	schain__hosts_init(&lists->hosts, memory, &lists->pool);
	schain__words_init(&lists->words, memory);
}

void schain__lists_dispose(schain__lists *lists)
{
	schain__memory *memory = lists->pool.memory;

	for (size_t i = 0; i < SCHAIN__KEY_COUNT; i++)
		schain__free(memory, lists->list[i].items,
		             lists->list[i].capacity * sizeof *lists->list[i].items);
	schain__table_dispose(&lists->items);
	schain__names_dispose(&lists->names);
	schain__paths_dispose(&lists->paths);
	schain__hosts_dispose(&lists->hosts);
	schain__words_dispose(&lists->words);
	schain__arena_dispose(&lists->pool);
}

void schain__lists_replace(schain__lists *lists, schain__lists *fresh)
{
	schain__lists_dispose(lists);
	*lists = *fresh;
	lists->paths.pool = &lists->pool; /* both lie in the struct that moved */
	lists->hosts.pool = &lists->pool;
}

int schain__lists_has(const schain__lists *lists, enum schain__key key, schain_string pattern)
{
	return schain__table_get(&lists->items, (uint32_t)key, pattern) != 0;
}

static schain_string lower_copy(schain__lists *lists, schain_string pattern, schain_error *error)
{
	schain_string copy = schain__arena_copy(&lists->pool, pattern);
	char *room = copy.data ? schain__arena_bytes(&lists->pool, pattern.length + 1) : NULL;

	if (!room) {
		schain__fail_memory(error);
		return schain__string(NULL, 0);
	}
	schain__lower_copy(room, pattern);
	room[pattern.length] = 0;
	return schain__string(room, pattern.length);
}

static int has_separator(schain_string pattern)
{
	return schain__find(pattern, '/', 0) != SIZE_MAX ||
	       schain__find(pattern, '\\', 0) != SIZE_MAX;
}

/* The host of a pattern that is a URL; other patterns are hosts themselves. */
static schain_status url_host(schain_string pattern, schain_string *ret_host, schain_error *error)
{
	schain_string host;
	size_t scheme = schain__search(pattern, SCHAIN_STRING("://"));

	if (scheme == SIZE_MAX) {
		*ret_host = pattern;
		return SCHAIN_OK;
	}
	host = schain__url_host(pattern);
	if (!scheme || !host.length)
		return schain__fail(error, SCHAIN_E_VALUE, "\"%.*s\" is not a URL with a host",
		                    (int)pattern.length, pattern.data);
	*ret_host = host;
	return SCHAIN_OK;
}

static schain_status index_host(schain__lists *lists, const schain__catalogue *catalogue,
                                schain_string pattern, schain_error *error)
{
	uint32_t sibling = catalogue->host_bits & SCHAIN__HOST_APPROVED ? SCHAIN__HOST_SIBLING : 0;
	uint32_t bits = catalogue->host_bits;
	schain_status status = SCHAIN_OK;
	schain_string host = pattern;

	if (catalogue->kind == SCHAIN__PATTERN_URL)
		status = url_host(pattern, &host, error);
	/* The list's own bit promises the whole URL, which is compared elsewhere. */
	if (host.length != pattern.length)
		bits &= ~catalogue->host_own;
	if (!status)
		status = schain__host_check(host, error);
	return status ? status : schain__hosts_add(&lists->hosts, host, bits, sibling, error);
}

static schain_status index_pattern(schain__lists *lists, enum schain__key key,
                                   schain_string pattern, schain_error *error)
{
	const schain__catalogue *catalogue = &schain__catalogues[key];
	schain_string lower;
	int failed;

	switch (catalogue->kind) {
	case SCHAIN__PATTERN_HOST:
	case SCHAIN__PATTERN_URL:
		return index_host(lists, catalogue, pattern, error);
	case SCHAIN__PATTERN_NAME:
		if (has_separator(pattern))
			return schain__fail(error, SCHAIN_E_VALUE,
			                    "a name pattern has no path separator");
		break;
	case SCHAIN__PATTERN_IMAGE:
	case SCHAIN__PATTERN_PATH:
		if (has_separator(pattern))
			return schain__paths_add(&lists->paths, pattern, catalogue->bits, error);
		break;
	default:
		break;
	}
	lower = lower_copy(lists, pattern, error);
	if (!lower.data)
		return SCHAIN_E_MEMORY;
	if (catalogue->bits)
		failed = schain__names_add(&lists->names, lower, catalogue->bits,
		                           catalogue->kind != SCHAIN__PATTERN_IMAGE);
	else
		failed = schain__words_add(&lists->words, (uint32_t)key, lower);
	return failed ? schain__fail_memory(error) : SCHAIN_OK;
}

/* A temporary name is cut where its first fixed character is, so it must have one. */
static schain_status check_temporary(schain_string pattern, schain_error *error)
{
	if (pattern.length < 2 || pattern.data[0] != '*' || pattern.data[1] == '*' ||
	    pattern.data[1] == '?')
		return schain__fail(error, SCHAIN_E_VALUE,
		                    "\"%.*s\" is not \"*\" followed by a suffix such as \".part\"",
		                    (int)pattern.length, pattern.data);
	return SCHAIN_OK;
}

schain_status schain__lists_add(schain__lists *lists, enum schain__key key, schain_string pattern,
                                schain_error *error)
{
	schain__list *list = &lists->list[key];
	schain__memory *memory = lists->pool.memory;
	void *items = list->items;
	schain_status status = schain__pattern_check(pattern, error);
	schain_string copy;
	schain__entry *entry;

	if (!status && key == SCHAIN__KEY_TEMPORARY_NAMES)
		status = check_temporary(pattern, error);
	if (status)
		return status;
	if (schain__lists_has(lists, key, pattern))
		return SCHAIN_END;
	copy = schain__arena_copy(&lists->pool, pattern);
	if (!copy.data || schain__grow(memory, &items, &list->capacity, list->count,
	                               sizeof *list->items))
		return schain__fail_memory(error);
	list->items = items;
	entry = schain__table_put(&lists->items, (uint32_t)key, copy);
	if (!entry)
		return schain__fail_memory(error);
	status = index_pattern(lists, key, copy, error);
	if (status)
		return status;
	entry->value = 1;
	list->items[list->count++] = copy;
	return SCHAIN_OK;
}

void schain__lists_empty(schain__lists *lists, enum schain__key key)
{
	schain__list *list = &lists->list[key];

	while (list->count)
		schain__lists_forget(lists, key, list->items[list->count - 1]);
}

int schain__lists_forget(schain__lists *lists, enum schain__key key, schain_string pattern)
{
	schain__list *list = &lists->list[key];
	schain__entry *entry = schain__table_find(
		&lists->items, schain__text_hash(pattern.data, pattern.length), (uint32_t)key,
		pattern.data, pattern.length);
	size_t at = list->count;

	if (!entry || !entry->value)
		return 0;
	entry->value = 0;
	while (at-- > 0 && !schain__equal(list->items[at], pattern))
		;
	list->count--;
	memmove(list->items + at, list->items + at + 1, (list->count - at) * sizeof *list->items);
	return 1;
}

schain_status schain__lists_copy(const schain__lists *from, schain__lists *to,
                                 enum schain__key without, schain_error *error)
{
	for (size_t key = 0; key < SCHAIN__KEY_COUNT; key++) {
		const schain__list *list = &from->list[key];

		for (size_t i = 0; i < list->count && key != (size_t)without; i++) {
			schain_status status = schain__lists_add(to, (enum schain__key)key,
			                                         list->items[i], error);

			if (status < 0)
				return status;
		}
	}
	return SCHAIN_OK;
}
