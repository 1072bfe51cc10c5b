/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/paths.h"

#include "policy/pathname.h"
#include "policy/pattern.h"

/* States that always exist; 0 means none. */
enum { NONE, ROOT_UNIX, ROOT_WINDOWS, FIRST_FREE };

/*
 * The places of folders. The Windows ones are the defaults of the known
 * folders (KNOWNFOLDERID), with the short names that Windows makes for the
 * program folders and the profiles that services use.
 */
static const struct {
	unsigned folder;
	int windows;
	const char *place;
} places[] = {
	{ SCHAIN__FOLDER_HOME, 0, "/home/*" },
	{ SCHAIN__FOLDER_HOME, 0, "/root" },
	{ SCHAIN__FOLDER_HOME, 0, "/Users/*" },
	{ SCHAIN__FOLDER_HOME, 0, "/var/root" },
	{ SCHAIN__FOLDER_HOME, 1, "?:/users/*" },
	{ SCHAIN__FOLDER_HOME, 1, "?:/windows/system32/config/systemprofile" },
	{ SCHAIN__FOLDER_PROGRAMS, 1, "?:/program files" },
	{ SCHAIN__FOLDER_PROGRAMS, 1, "?:/progra~1" },
	{ SCHAIN__FOLDER_PROGRAMS_X86, 1, "?:/program files (x86)" },
	{ SCHAIN__FOLDER_PROGRAMS_X86, 1, "?:/progra~2" },
	{ SCHAIN__FOLDER_COMMON, 1, "?:/program files/common files" },
	{ SCHAIN__FOLDER_COMMON, 1, "?:/program files (x86)/common files" },
	{ SCHAIN__FOLDER_DATA, 1, "?:/programdata" },
	{ SCHAIN__FOLDER_DATA, 1, "?:/progra~3" },
	{ SCHAIN__FOLDER_LOCAL, 1, "?:/users/*/appdata/local" },
	{ SCHAIN__FOLDER_LOCAL, 1, "?:/windows/system32/config/systemprofile/appdata/local" },
	{ SCHAIN__FOLDER_LOCAL, 1, "?:/windows/syswow64/config/systemprofile/appdata/local" },
	{ SCHAIN__FOLDER_LOCAL, 1, "?:/windows/serviceprofiles/*/appdata/local" },
	{ SCHAIN__FOLDER_ROAMING, 1, "?:/users/*/appdata/roaming" },
	{ SCHAIN__FOLDER_ROAMING, 1, "?:/windows/system32/config/systemprofile/appdata/roaming" },
	{ SCHAIN__FOLDER_ROAMING, 1, "?:/windows/serviceprofiles/*/appdata/roaming" },
	{ SCHAIN__FOLDER_TEMP, 1, "?:/users/*/appdata/local/temp" },
	{ SCHAIN__FOLDER_TEMP, 1, "?:/windows/temp" },
	{ SCHAIN__FOLDER_TEMP, 1, "?:/windows/systemtemp" },
	{ SCHAIN__FOLDER_TEMP, 1, "?:/windows/serviceprofiles/*/appdata/local/temp" },
};

/* What a pattern may begin with. */
static const struct {
	const char *given;
	const char *spelling; /* NULL: the folder */
	unsigned folder;
} beginnings[] = {
	{ "~/", NULL, SCHAIN__FOLDER_HOME },
	{ "%programfiles%/", NULL, SCHAIN__FOLDER_PROGRAMS },
	{ "%programfiles(x86)%/", NULL, SCHAIN__FOLDER_PROGRAMS_X86 },
	{ "%commonprogramfiles%/", NULL, SCHAIN__FOLDER_COMMON },
	{ "%programdata%/", NULL, SCHAIN__FOLDER_DATA },
	{ "%allusersprofile%/", NULL, SCHAIN__FOLDER_DATA },
	{ "%localappdata%/", NULL, SCHAIN__FOLDER_LOCAL },
	{ "%appdata%/", NULL, SCHAIN__FOLDER_ROAMING },
	{ "%temp%/", NULL, SCHAIN__FOLDER_TEMP },
	{ "%tmp%/", NULL, SCHAIN__FOLDER_TEMP },
	{ "%systemroot%/", "?:/windows/", 0 },
	{ "%windir%/", "?:/windows/", 0 },
	{ "%userprofile%/", "?:/users/*/", 0 },
	{ "%public%/", "?:/users/public/", 0 },
	{ "%systemdrive%/", "?:/", 0 },
};

void schain__paths_init(schain__paths *paths, schain__memory *memory, schain__arena *pool)
{
	memset(paths, 0, sizeof *paths);
	paths->memory = memory;
	paths->pool = pool;
	schain__table_init(&paths->edges, memory);
}

static size_t scratch_size(size_t capacity)
{
	return capacity * 3 * sizeof(uint32_t);
}

void schain__paths_dispose(schain__paths *paths)
{
	schain__table_dispose(&paths->edges);
	schain__free(paths->memory, paths->states, paths->state_capacity * sizeof *paths->states);
	schain__free(paths->memory, paths->wilds, paths->wild_capacity * sizeof *paths->wilds);
	schain__free(paths->memory, paths->scratch, scratch_size(paths->state_capacity));
	schain__paths_init(paths, paths->memory, paths->pool);
}

/* Doubles states and scratch together, so that a walk never needs memory. */
static int grow_states(schain__paths *paths)
{
	size_t old = paths->state_capacity;
	size_t fresh = old ? old * 2 : 64;
	schain__path_state *states;
	uint32_t *scratch;

	if (paths->state_count < old)
		return 0;
	if (fresh > UINT32_MAX / 2)
		return -1;
	scratch = schain__alloc(paths->memory, scratch_size(fresh));
	if (!scratch)
		return -1;
	states = schain__realloc(paths->memory, paths->states, old * sizeof *states,
	                         fresh * sizeof *states);
	if (!states) {
		schain__free(paths->memory, scratch, scratch_size(fresh));
		return -1;
	}
	schain__free(paths->memory, paths->scratch, scratch_size(old));
	memset(states + old, 0, (fresh - old) * sizeof *states);
	paths->states = states;
	paths->scratch = scratch;
	paths->state_capacity = fresh;
	if (!paths->state_count)
		paths->state_count = FIRST_FREE;
	return 0;
}

static uint32_t new_state(schain__paths *paths)
{
	return grow_states(paths) ? NONE : (uint32_t)paths->state_count++;
}

static void filter_add(schain__path_state *state, uint64_t hash)
{
	state->filter[hash >> 62] |= (uint64_t)1 << (hash >> 56 & 63);
}

static int filter_has(const schain__path_state *state, uint64_t hash)
{
	return (int)(state->filter[hash >> 62] >> (hash >> 56 & 63) & 1);
}

static uint32_t literal_edge(schain__paths *paths, uint32_t from, schain_string component)
{
	uint64_t hash = schain__text_hash(component.data, component.length);
	schain__entry *entry =
		schain__table_find(&paths->edges, hash, from, component.data, component.length);
	schain_string copy;
	uint32_t to;

	if (entry)
		return (uint32_t)entry->value;
	copy = schain__arena_copy(paths->pool, component);
	to = copy.data ? new_state(paths) : NONE;
	entry = to ? schain__table_put(&paths->edges, from, copy) : NULL;
	if (!entry)
		return NONE;
	entry->value = to;
	filter_add(&paths->states[from], hash);
	paths->states[from].children++;
	return to;
}

static char fixed_byte(char c)
{
	return c == '*' || c == '?' ? 0 : c;
}

/* A wildcard may stand for any byte. */
static uint64_t first_bit(char c)
{
	return fixed_byte(c) ? (uint64_t)1 << ((unsigned char)c & 63) : UINT64_MAX;
}

static uint32_t wild_edge(schain__paths *paths, uint32_t from, schain_string component)
{
	void *wilds = paths->wilds;
	schain__path_wild wild;

	for (uint32_t i = paths->states[from].wild; i; i = paths->wilds[i].next)
		if (schain__equal(paths->wilds[i].glob, component))
			return paths->wilds[i].state;
	if (!paths->wild_count)
		paths->wild_count = 1; /* 0 means none */
	if (schain__grow(paths->memory, &wilds, &paths->wild_capacity, paths->wild_count,
	                 sizeof *paths->wilds))
		return NONE;
	paths->wilds = wilds;
	wild.glob = schain__arena_copy(paths->pool, component);
	wild.state = wild.glob.data ? new_state(paths) : NONE;
	if (!wild.state)
		return NONE;
	paths->states[from].firsts |= first_bit(component.data[0]);
	wild.next = paths->states[from].wild;
	wild.first = fixed_byte(component.data[0]);
	wild.last = fixed_byte(component.data[component.length - 1]);
	paths->wilds[paths->wild_count] = wild;
	paths->states[from].wild = (uint32_t)paths->wild_count++;
	return wild.state;
}

static uint32_t any_edge(schain__paths *paths, uint32_t from)
{
	uint32_t to = paths->states[from].any;

	if (to)
		return to;
	to = new_state(paths);
	if (to) {
		paths->states[from].any = to;
		paths->states[to].any = to; /* a second `**` leads nowhere else */
	}
	return to;
}

static int is_any(schain_string component)
{
	return component.length == 2 && component.data[0] == '*' && component.data[1] == '*';
}

/* Lays the way of `rest` from a state on; NONE when memory is out. */
static uint32_t lay(schain__paths *paths, uint32_t state, schain_string rest)
{
	schain_string component, ahead;
	int first = state == ROOT_UNIX && rest.data[0] == '/';

	while (state && schain__path_next(&rest, &component)) {
		ahead = rest;
		if (first && schain__path_is_merged(component))
			state = literal_edge(paths, state, SCHAIN_STRING("usr"));
		first = 0;
		if (!state)
			break;
		if (is_any(component) && schain__path_next(&ahead, &component))
			state = any_edge(paths, state);
		else if (is_any(component))
			state = wild_edge(paths, state, SCHAIN_STRING("*"));
		else if (schain__has_wildcard(component))
			state = wild_edge(paths, state, component);
		else
			state = literal_edge(paths, state, component);
	}
	return state;
}

static schain_status check_components(schain_string pattern, schain_error *error)
{
	schain_string rest = pattern, component;
	size_t count = 0;

	while (schain__path_next(&rest, &component)) {
		count++;
		if (component.length == 2 && component.data[0] == '.' && component.data[1] == '.')
			return schain__fail(error, SCHAIN_E_VALUE, "\"..\" in a path pattern");
		if (!is_any(component) &&
		    schain__search(component, SCHAIN_STRING("**")) != SIZE_MAX)
			return schain__fail(error, SCHAIN_E_VALUE,
			                    "\"**\" must be a whole component, as in \"/opt/**/bin\"");
	}
	if (!count)
		return schain__fail(error, SCHAIN_E_VALUE, "path pattern without a component");
	return SCHAIN_OK;
}

/* Where the spellings of one pattern end. */
typedef struct spellings {
	uint32_t ends[2];
	size_t count;
} spellings;

/* Lays `beginning` followed by `rest`; Windows ones in lower case. */
static int spell(schain__paths *paths, spellings *all, const char *beginning, schain_string rest,
                 int windows)
{
	char text[SCHAIN__PATTERN_LIMIT + 64];
	size_t length = strlen(beginning);
	uint32_t end;

	memcpy(text, beginning, length);
	memcpy(text + length, rest.data, rest.length);
	length += rest.length;
	if (windows)
		schain__lower_copy(text, schain__string(text, length));
	end = lay(paths, windows ? ROOT_WINDOWS : ROOT_UNIX, schain__string(text, length));
	if (!end)
		return -1;
	all->ends[all->count++] = end;
	return 0;
}

/* The state that all places of a folder lead to. */
static uint32_t folder_state(schain__paths *paths, unsigned folder)
{
	uint32_t state = paths->folders[folder];

	if (state)
		return state;
	state = new_state(paths);
	for (size_t i = 0; state && i < sizeof places / sizeof *places; i++) {
		uint32_t place;

		if (places[i].folder != folder)
			continue;
		place = lay(paths, places[i].windows ? ROOT_WINDOWS : ROOT_UNIX,
		            schain_string_of(places[i].place));
		if (!place)
			return NONE;
		paths->states[place].folder = state;
	}
	paths->folders[folder] = state;
	return state;
}

/*
 * Below a folder that exists on Unix and on Windows both spellings of `rest`
 * are laid, as Windows paths come in lower case.
 */
static int spell_folder(schain__paths *paths, spellings *all, unsigned folder, schain_string rest)
{
	char lower[SCHAIN__PATTERN_LIMIT];
	uint32_t state = folder_state(paths, folder);

	schain__lower_copy(lower, rest);
	all->ends[0] = state ? lay(paths, state, rest) : NONE;
	all->ends[1] = all->ends[0] ? lay(paths, state, schain__string(lower, rest.length)) : NONE;
	all->count = 2;
	return all->ends[1] ? 0 : -1;
}

static schain_status spell_beginning(schain__paths *paths, spellings *all, schain_string pattern,
                                     schain_error *error)
{
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		schain_string given = schain_string_of(beginnings[i].given);
		schain_string rest = schain__cut(pattern, given.length, pattern.length);
		int failed;

		if (!schain__starts_nocase(pattern, given))
			continue;
		if (!rest.length)
			return schain__fail(error, SCHAIN_E_VALUE,
			                    "nothing follows the folder in \"%.*s\"",
			                    (int)pattern.length, pattern.data);
		failed = beginnings[i].spelling
		         ? spell(paths, all, beginnings[i].spelling, rest, 1)
		         : spell_folder(paths, all, beginnings[i].folder, rest);
		return failed ? schain__fail_memory(error) : SCHAIN_OK;
	}
	return schain__fail(error, SCHAIN_E_VALUE,
	                    "unknown folder at the start of \"%.*s\": expected %%ProgramFiles%%, "
	                    "%%ProgramData%%, %%LOCALAPPDATA%%, %%APPDATA%%, %%TEMP%%, "
	                    "%%SystemRoot%%, %%USERPROFILE%%, %%PUBLIC%% or ~/",
	                    (int)(pattern.length < 60 ? pattern.length : 60), pattern.data);
}

/* Does a canonical Windows spelling say where it begins? */
static int is_anchored(schain_string canonical)
{
	schain_string rest = canonical, first;

	if (!schain__path_next(&rest, &first))
		return 0;
	return is_any(first) || first.data[first.length - 1] == ':' ||
	       schain__equal(first, SCHAIN_STRING("hklm")) ||
	       schain__equal(first, SCHAIN_STRING("hku")) ||
	       schain__equal(first, SCHAIN_STRING("hkcu")) ||
	       schain__equal(first, SCHAIN_STRING("hkcr"));
}

/* A pattern of a drive also holds where the sensor names only a device. */
static int spell_windows(schain__paths *paths, spellings *all, schain_string pattern)
{
	char room[SCHAIN__PATTERN_LIMIT + SCHAIN__PATH_SLACK];
	schain_string canonical = schain__path_canonical(pattern, 1, room);

	schain_string rest = schain__cut(canonical, 2, canonical.length);

	if (!is_anchored(canonical))
		return spell(paths, all, "**/", canonical, 1);
	if (canonical.length < 2 || canonical.data[1] != ':')
		return spell(paths, all, "", canonical, 1);
	if (canonical.data[0] == '@')
		return spell(paths, all, "?:", rest, 1);
	return spell(paths, all, "", canonical, 1) || spell(paths, all, "@:", rest, 1);
}

static int spell_unix(schain__paths *paths, spellings *all, schain_string pattern)
{
	char room[SCHAIN__PATTERN_LIMIT + SCHAIN__PATH_SLACK];

	return spell(paths, all, "", schain__path_canonical(pattern, 0, room), 0);
}

static schain_status spell_all(schain__paths *paths, spellings *all, schain_string pattern,
                               int windows, schain_error *error)
{
	const char *anywhere = schain__starts(pattern, SCHAIN_STRING("**/")) ? "" : "**/";
	int failed;

	if (pattern.data[0] == '~' || pattern.data[0] == '%')
		return spell_beginning(paths, all, pattern, error);
	if (pattern.data[0] == '/')
		failed = spell_unix(paths, all, pattern);
	else if (windows)
		failed = spell_windows(paths, all, pattern);
	else
		failed = spell(paths, all, anywhere, pattern, 0) ||
		         spell(paths, all, anywhere, pattern, 1);
	return failed ? schain__fail_memory(error) : SCHAIN_OK;
}

schain_status schain__paths_add(schain__paths *paths, schain_string pattern, uint64_t bits,
                                schain_error *error)
{
	char slashed[SCHAIN__PATTERN_LIMIT];
	int windows = schain__path_is_windows(pattern);
	schain_string text = schain__string(slashed, pattern.length);
	schain_status status;
	spellings all;

	for (size_t i = 0; i < pattern.length; i++)
		slashed[i] = pattern.data[i] == '\\' && pattern.data[0] != '/' ? '/' : pattern.data[i];
	status = check_components(text, error);
	if (status)
		return status;
	if (grow_states(paths))
		return schain__fail_memory(error);
	all.count = 0;
	status = spell_all(paths, &all, windows && pattern.data[0] != '~' && pattern.data[0] != '%'
	                                        ? pattern : text, windows, error);
	if (status)
		return status;
	for (size_t i = 0; i < all.count; i++)
		paths->states[all.ends[i]].bits |= bits;
	return SCHAIN_OK;
}

/* One walk of one path. */
typedef struct walk {
	const schain__paths *paths;
	uint32_t *now, *next, *staying;
	size_t now_count, next_count, staying_count;
	uint64_t bits;
} walk;

static void stay(walk *w, uint32_t state)
{
	if (!state)
		return;
	for (size_t i = 0; i < w->staying_count; i++)
		if (w->staying[i] == state)
			return;
	w->staying[w->staying_count++] = state;
}

/* Several places may lead to one folder, but a walk goes on from it once. */
static int is_next(const walk *w, uint32_t number)
{
	for (size_t i = 0; i < w->next_count; i++)
		if (w->next[i] == number)
			return 1;
	return 0;
}

static void reach(walk *w, uint32_t number)
{
	const schain__path_state *state = &w->paths->states[number];

	w->bits |= state->bits;
	if (state->children || state->wild)
		w->next[w->next_count++] = number;
	stay(w, state->any);
	if (state->folder && !is_next(w, state->folder))
		reach(w, state->folder);
}

static int may_match(const schain__path_wild *wild, schain_string component)
{
	return (!wild->first || wild->first == component.data[0]) &&
	       (!wild->last || wild->last == component.data[component.length - 1]);
}

static void leave(walk *w, uint32_t number, schain_string component, uint64_t hash)
{
	const schain__path_state *state = &w->paths->states[number];

	if (filter_has(state, hash)) {
		const schain__entry *edge = schain__table_find(&w->paths->edges, hash, number,
		                                               component.data, component.length);

		if (edge)
			reach(w, (uint32_t)edge->value);
	}
	if (!(state->firsts >> ((unsigned char)component.data[0] & 63) & 1))
		return;
	for (uint32_t i = state->wild; i; i = w->paths->wilds[i].next)
		if (may_match(&w->paths->wilds[i], component) &&
		    schain__glob(w->paths->wilds[i].glob, component))
			reach(w, w->paths->wilds[i].state);
}

static void step(walk *w, schain_string component)
{
	uint64_t hash = schain__text_hash(component.data, component.length);
	size_t staying = w->staying_count;
	uint32_t *swap = w->now;

	w->next_count = 0;
	for (size_t i = 0; i < w->now_count; i++)
		leave(w, w->now[i], component, hash);
	for (size_t i = 0; i < staying; i++)
		leave(w, w->staying[i], component, hash);
	w->now = w->next;
	w->next = swap;
	w->now_count = w->next_count;
}

uint64_t schain__paths_match(const schain__paths *paths, schain_string path, int windows)
{
	uint32_t root = windows ? ROOT_WINDOWS : ROOT_UNIX;
	int absolute = windows || (path.length && path.data[0] == '/');
	int first = absolute && !windows;
	schain_string component;
	walk w;

	if (!paths->state_count)
		return 0;
	memset(&w, 0, sizeof w);
	w.paths = paths;
	w.now = paths->scratch;
	w.next = w.now + paths->state_capacity;
	w.staying = w.next + paths->state_capacity;
	if (absolute)
		w.now[w.now_count++] = root;
	stay(&w, paths->states[root].any);
	while (schain__path_next(&path, &component)) {
		if (first && schain__path_is_merged(component))
			step(&w, SCHAIN_STRING("usr"));
		first = 0;
		step(&w, component);
	}
	return w.bits;
}
