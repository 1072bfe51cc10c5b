/* SPDX-License-Identifier: Apache-2.0 */
/* The face of an import: options, files and folders, and what a reader hands over. */
#include "reputation/import.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <zlib.h>

#define DAY (86400 * SCHAIN_SECOND)
#define DEFAULT_MEMORY (UINT64_C(128) << 20)

enum {
	DEFAULT_CONFIDENCE = 75,
	GZIP_BUFFER = 1 << 17,
};

void schain_reputation_import_options_init(schain_reputation_import_options *options, size_t size)
{
	if (!options || size < sizeof(uint32_t))
		return;
	memset(options, 0, size);
	options->struct_size = (uint32_t)size;
}

/* Checks sizes, and copies what this version knows. */
static schain_status take_options(schain_reputation_import_options *to,
                                  const schain_reputation_import_options *from, schain_error *error)
{
	const unsigned char *tail = (const unsigned char *)from + sizeof *to;

	if (from->struct_size < sizeof *to)
		return schain__rep_error(error, SCHAIN_E_TOO_SMALL, NULL, 0, "struct_size is too small");
	for (size_t i = 0; i < from->struct_size - sizeof *to; i++)
		if (tail[i])
			return schain__rep_error(error, SCHAIN_E_TOO_NEW, NULL, 0, "options that this version does not know");
	memcpy(to, from, sizeof *to);
	if (!to->store || !to->now)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "a store and the time are needed");
	if (to->source && !*to->source)
		return schain__rep_error(error, SCHAIN_E_VALUE, NULL, 0, "a source has to have a name");
	if (to->standing > SCHAIN_REPUTATION_COMMON || to->confidence > 100 ||
	    to->flags & ~SCHAIN_REPUTATION_STRICT)
		return schain__rep_error(error, SCHAIN_E_VALUE, NULL, 0, "a standing, confidence or flag that does not exist");
	return SCHAIN_OK;
}

/* The caller's texts may go once the import has begun. */
static int copy_texts(schain_reputation_import *import)
{
	schain_reputation_import_options *options = &import->options;
	const char **texts[] = { &options->store, &options->source, &options->licence,
		                     &options->ecosystem, &options->format, &options->public_suffixes };
	char *to;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		import->texts_size += *texts[i] ? strlen(*texts[i]) + 1 : 0;
	to = import->texts = schain__rep_alloc(&import->memory, import->texts_size);
	for (size_t i = 0; to && i < sizeof texts / sizeof *texts; i++) {
		size_t size = *texts[i] ? strlen(*texts[i]) + 1 : 0;

		if (size)
			*texts[i] = memcpy(to, *texts[i], size);
		to += size;
	}
	return to ? 0 : -1;
}

static const schain__feed_format *format_of(const char *name)
{
	for (size_t i = 0; schain__feed_formats[i]; i++)
		if (!strcmp(schain__feed_formats[i]->name, name))
			return schain__feed_formats[i];
	return NULL;
}

static schain_status begin(schain_reputation_import *import, schain_error *error)
{
	if (copy_texts(import))
		return schain__rep_no_memory(error);
	if (import->options.format && !format_of(import->options.format))
		return schain__rep_error(error, SCHAIN_E_FORMAT, NULL, 0, "no feed format of the name '%s'",
		                         import->options.format);
	if (import->options.public_suffixes) {
		schain_status status = schain__suffix_load(import, error);

		if (status != SCHAIN_OK)
			return status;
	}
	return schain__spool_open(import, error);
}

schain_status schain_reputation_import_new(const schain_reputation_import_options *options,
                                           schain_reputation_import **ret_import, schain_error *error)
{
	schain_reputation_import_options taken;
	schain_reputation_import *import;
	schain__rep_memory memory;
	schain_status status;

	if (!options || !ret_import)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "options are needed");
	status = take_options(&taken, options, error);
	if (status != SCHAIN_OK)
		return status;
	schain__rep_memory_init(&memory, taken.allocator);
	import = schain__rep_alloc(&memory, sizeof *import);
	if (!import)
		return schain__rep_no_memory(error);
	memset(import, 0, sizeof *import);
	import->memory = memory;
	import->options = taken;
	import->lock = -1;
	status = begin(import, error);
	if (status != SCHAIN_OK) {
		schain_reputation_import_free(import);
		return status;
	}
	*ret_import = import;
	return SCHAIN_OK;
}

void schain_reputation_import_free(schain_reputation_import *import)
{
	schain__rep_memory memory;

	if (!import)
		return;
	memory = import->memory;
	schain__spool_close(import, import->is_finished);
	schain__suffix_free(import);
	for (size_t i = 0; i < import->run_count; i++)
		schain__rep_release(&memory, import->runs[i].path, import->runs[i].path_size);
	for (size_t i = 0; i < import->forgotten_count; i++)
		schain__rep_release(&memory, import->forgotten[i].name, import->forgotten[i].size);
	schain__rep_release(&memory, import->runs, import->run_capacity * sizeof *import->runs);
	schain__rep_release(&memory, import->forgotten,
	                    import->forgotten_capacity * sizeof *import->forgotten);
	schain__rep_release(&memory, import->texts, import->texts_size);
	schain__rep_release(&memory, import, sizeof *import);
}

static uint16_t day_of(int64_t time)
{
	int64_t day = time > 0 ? time / DAY : 0;

	return day > UINT16_MAX ? UINT16_MAX : (uint16_t)day;
}

static schain_status report(schain__feed *feed, schain_status code, schain_error *problem,
                            schain_error *error)
{
	feed->malformed++;
	problem->offset = feed->offset;
	if (feed->options->problem && feed->options->problem(feed->import->options.context, problem))
		return schain__rep_error(error, SCHAIN_E_CANCELLED, feed->path, 0, "the caller stopped it");
	if (!(feed->options->flags & SCHAIN_REPUTATION_STRICT))
		return SCHAIN_OK;
	if (error)
		memcpy(error, problem, sizeof *problem);
	return code;
}

schain_status schain__feed_malformed(schain__feed *feed, schain_error *error, const char *format, ...)
{
	schain_error problem = SCHAIN_ERROR_INIT;
	va_list arguments;

	schain__rep_error(&problem, SCHAIN_E_DAMAGED, feed->path, feed->line, "%s", "");
	va_start(arguments, format);
	vsnprintf(problem.message, sizeof problem.message, format, arguments);
	va_end(arguments);
	return report(feed, SCHAIN_E_DAMAGED, &problem, error);
}

void schain__feed_set(char *to, size_t size, schain_string text)
{
	size_t length = 0;

	text = schain__rep_trim(text);
	for (size_t i = 0; i < text.length && length + 1 < size; i++) {
		unsigned char c = (unsigned char)text.data[i];

		to[length++] = (char)(c < ' ' || c == 0x7f ? ' ' : c);
	}
	/* Not in the middle of a character. */
	while (length && length + 1 == size && ((unsigned char)to[length - 1] & 0xc0) == 0x80)
		length--;
	if (length && length + 1 >= size - 3 && (unsigned char)to[length - 1] >= 0xc0)
		length--;
	to[length] = 0;
}

static schain_status flush_batch(schain__feed *feed, schain_error *error)
{
	uint64_t limit = feed->options->memory_limit ? feed->options->memory_limit : DEFAULT_MEMORY;

	if (schain__rep_batch_used(&feed->batch) < limit)
		return SCHAIN_OK;
	return schain__spool_write(feed->import, feed, 0, error);
}

static int is_place(uint32_t kind)
{
	return kind == SCHAIN_REPUTATION_DOMAIN || kind == SCHAIN_REPUTATION_ADDRESS ||
	       kind == SCHAIN_REPUTATION_URL;
}

static int is_digest(uint32_t kind)
{
	return kind == SCHAIN_REPUTATION_MD5 || kind == SCHAIN_REPUTATION_SHA1 || kind == SCHAIN_REPUTATION_SHA256;
}

/*
 * Feeds take places for one another, a bare name for a URL say, and digests in
 * the column of another: the text shows what was meant.
 */
static int read_subject(schain__feed *feed, schain__feed_item *item, char *buffer, size_t size)
{
	item->text = schain__feed_trim(item->text);
	if (!schain__rep_subject_read(&feed->subject, item->kind, item->text))
		return 0;
	if (is_digest(item->kind)) {
		item->kind = schain_reputation_guess(item->text);
		return is_digest(item->kind) ? schain__rep_subject_read(&feed->subject, item->kind, item->text) : -1;
	}
	if (!is_place(item->kind))
		return -1;
	item->kind = schain__feed_guess(item->text, buffer, size, &item->text);
	item->flags &= ~(uint32_t)SCHAIN_REPUTATION_BELOW;
	return is_place(item->kind) ? schain__rep_subject_read(&feed->subject, item->kind, item->text) : -1;
}

schain_status schain__feed_put(schain__feed *feed, const schain__feed_item *given, schain_error *error)
{
	const schain_reputation_import_options *options = feed->options;
	schain__feed_item taken = *given;
	const schain__feed_item *item = &taken;
	schain__rep_claim claim = { 0 };
	char remark[SCHAIN__FEED_REMARK], buffer[SCHAIN__REP_SUBJECT];
	schain_string scope = given->scope;

	if (read_subject(feed, &taken, buffer, sizeof buffer))
		return schain__feed_malformed(feed, error, "not a %s: '%.*s'",
		                              schain_reputation_kind_get_name(given->kind),
		                              (int)(given->text.length < 100 ? given->text.length : 100),
		                              given->text.data ? given->text.data : "");
	schain__feed_set(remark, sizeof remark, item->remark);
	if (item->kind == SCHAIN_REPUTATION_ADDRESS)
		scope = schain__rep_trim(item->text);
	else if (item->kind == SCHAIN_REPUTATION_PACKAGE && !scope.length)
		scope = feed->subject.version;
	claim.standing = (uint8_t)(options->standing ? options->standing
	                           : item->standing  ? item->standing
	                                             : SCHAIN_REPUTATION_BAD);
	claim.confidence = (uint8_t)(item->confidence      ? item->confidence
	                             : options->confidence ? options->confidence
	                                                   : DEFAULT_CONFIDENCE);
	claim.flags = (uint8_t)(item->flags | feed->subject.flags);
	if (claim.flags & SCHAIN_REPUTATION_BELOW &&
	    !schain__suffix_allows(feed->import, feed->subject.text, claim.standing))
		claim.flags &= (uint8_t)~SCHAIN_REPUTATION_BELOW;
	claim.seen = day_of(item->seen);
	claim.until = day_of(item->until);
	claim.remark = schain__rep_pool_text(&feed->batch.pool, schain_string_of(remark));
	claim.scope = schain__rep_pool_text(&feed->batch.pool, scope);
	if (claim.remark == UINT32_MAX || claim.scope == UINT32_MAX ||
	    schain__rep_batch_add(&feed->batch, &feed->subject, &claim))
		return schain__rep_no_memory(error);
	feed->entries++;
	feed->by_kind[item->kind]++;
	return flush_batch(feed, error);
}

schain_status schain__feed_progress(schain__feed *feed, schain_error *error)
{
	schain_reputation_progress progress = { 0 };

	if (!feed->options->progress)
		return SCHAIN_OK;
	progress.struct_size = sizeof progress;
	progress.total = feed->total;
	progress.entries = feed->import->statistics.entries + feed->entries;
	progress.path = feed->path;
	if (feed->input) {
		z_off_t offset = gzoffset(feed->input);

		progress.done = offset > 0 ? (uint64_t)offset : 0;
	}
	if (feed->options->progress(feed->import->options.context, &progress))
		return schain__rep_error(error, SCHAIN_E_CANCELLED, feed->path, 0, "the caller stopped it");
	return SCHAIN_OK;
}

/* Text that nobody named has to look like a list: a folder has readmes and scripts too. */
static const schain__feed_format *recognise(const schain__feed *feed)
{
	schain_string head = { feed->head, feed->head_size };
	size_t i = 0;

	if (head.length >= 3 && !memcmp(head.data, "\xef\xbb\xbf", 3))
		head = schain__rep_string(head.data + 3, head.length - 3);
	while (schain__feed_formats[i] && !schain__feed_formats[i]->is(head, feed->path))
		i++;
	if (schain__feed_formats[i] == &schain__feed_text && feed->is_in_folder &&
	    !schain__feed_is_list(head))
		return NULL;
	return schain__feed_formats[i];
}

/* Where a feed names none: scopes such as "@name/" are npm's alone. */
static const char *default_ecosystem(const schain__feed *feed)
{
	if (feed->options->ecosystem)
		return feed->options->ecosystem;
	for (size_t i = 1; i < feed->head_size; i++)
		if (feed->head[i] == '@' && strchr("\n\",", feed->head[i - 1]) && feed->head[i - 1])
			return "npm";
	return NULL;
}

static schain_status open_feed(schain__feed *feed, const struct stat *status, schain_error *error)
{
	long count;

	feed->total = (uint64_t)status->st_size;
	feed->head = schain__rep_alloc(feed->memory, SCHAIN__FEED_HEAD);
	if (!feed->head || schain__rep_batch_init(&feed->batch, feed->memory))
		return schain__rep_no_memory(error);
	feed->input = gzopen(feed->path, "rbe");
	if (!feed->input)
		return schain__rep_io_error(error, feed->path, "cannot open");
	gzbuffer(feed->input, GZIP_BUFFER);
	count = schain__feed_read(feed, feed->head, SCHAIN__FEED_HEAD);
	if (count < 0)
		return schain__rep_error(error, SCHAIN_E_IO, feed->path, 0, "cannot be read, or its gzip data is damaged");
	feed->head_size = (size_t)count;
	feed->ecosystem = default_ecosystem(feed);
	return SCHAIN_OK;
}

static schain_status read_feed(schain__feed *feed, schain_error *error)
{
	const schain__feed_format *format = feed->options->format ? format_of(feed->options->format)
	                                                          : recognise(feed);
	schain_status status;

	if (!format)
		return schain__rep_error(error, SCHAIN_E_FORMAT, feed->path, 0, "not a feed of a known format");
	feed->format = format->name;
	status = format->read(feed, error);
	if (status == SCHAIN_OK)
		status = schain__spool_write(feed->import, feed, 1, error);
	return status;
}

static schain_status add_file(schain_reputation_import *import, const char *path,
                              const struct stat *status, int is_in_folder, schain_error *error)
{
	schain__feed *feed = schain__rep_alloc(&import->memory, sizeof *feed);
	schain_status result;

	if (!feed)
		return schain__rep_no_memory(error);
	memset(feed, 0, sizeof *feed);
	feed->import = import;
	feed->memory = &import->memory;
	feed->options = &import->options;
	feed->path = path;
	feed->is_in_folder = is_in_folder;
	result = open_feed(feed, status, error);
	if (result == SCHAIN_OK)
		result = read_feed(feed, error);
	if (result == SCHAIN_OK) {
		import->statistics.files++;
		import->statistics.entries += feed->entries;
		import->statistics.ignored += feed->ignored;
		import->statistics.malformed += feed->malformed;
		for (size_t i = 0; i < 16; i++)
			import->statistics.by_kind[i] += feed->by_kind[i];
	} else {
		/* A document damaged as a whole: counts where it is passed over. */
		import->statistics.malformed += result == SCHAIN_E_FORMAT && feed->format;
		schain__spool_undo(import, import->first_run);
	}
	if (feed->input)
		gzclose(feed->input);
	if (feed->bloom)
		munmap((void *)(uintptr_t)feed->bloom, (size_t)feed->bloom_size);
	schain__rep_batch_dispose(&feed->batch);
	schain__rep_release(&import->memory, feed->head, SCHAIN__FEED_HEAD);
	schain__rep_release(&import->memory, feed, sizeof *feed);
	return result;
}

/* Of a folder, what is no feed, or is damaged as a whole, is told of and passed over. */
static schain_status add_found(schain_reputation_import *import, const char *path,
                               const struct stat *status, schain_error *error)
{
	const schain_reputation_import_options *options = &import->options;
	schain_error found = SCHAIN_ERROR_INIT, told = SCHAIN_ERROR_INIT;
	schain_status result = add_file(import, path, status, 1, &found);

	if (result != SCHAIN_E_FORMAT || options->flags & SCHAIN_REPUTATION_STRICT) {
		if (result != SCHAIN_OK && error)
			memcpy(error, &found, sizeof found);
		return result;
	}
	schain__rep_error(&told, result, path, found.line, "passed over: %s", found.message);
	told.column = found.column;
	told.offset = found.offset;
	if (options->problem && options->problem(options->context, &told))
		return schain__rep_error(error, SCHAIN_E_CANCELLED, path, 0, "the caller stopped it");
	return SCHAIN_OK;
}

static schain_status add_listed(schain_reputation_import *import, const char *path, int is_in_folder,
                                schain_error *error)
{
	struct stat status;
	schain_status result;

	if (stat(path, &status))
		return schain__rep_io_error(error, path, "cannot open");
	result = schain__group_begin(import, (uint64_t)status.st_size, error);
	if (result != SCHAIN_OK)
		return result;
	if (schain__spool_begin(import, path))
		return schain__rep_io_error(error, path, "cannot open");
	result = is_in_folder ? add_found(import, path, &status, error)
	                      : add_file(import, path, &status, 0, error);
	return result == SCHAIN_OK ? schain__group_add(import, error) : result;
}

static schain_status add_all(schain_reputation_import *import, const schain__import_files *list, int is_in_folder,
                             schain_error *error)
{
	schain_status status = SCHAIN_OK;

	for (size_t i = 0, known = 0; status == SCHAIN_OK && i < list->count; i += known ? known : 1) {
		status = schain__group_resume(import, list->files + i, list->count - i, &known, error);
		if (status == SCHAIN_OK && !known)
			status = add_listed(import, list->files[i].name, is_in_folder, error);
	}
	return status == SCHAIN_OK ? schain__group_end(import, error) : status;
}

schain_status schain_reputation_import_add(schain_reputation_import *import, const char *path,
                                           schain_error *error)
{
	char folder[SCHAIN__FEED_TITLE];
	schain__import_files list = { 0 };
	struct stat there;
	schain_status status;
	int is_folder;

	if (!import || !path || import->is_finished)
		return schain__rep_error(error, import && path ? SCHAIN_E_STATE : SCHAIN_E_ARGUMENT, NULL, 0,
		                         "an import that is not finished and a path are needed");
	is_folder = !stat(path, &there) && S_ISDIR(there.st_mode);
	list.memory = &import->memory;
	import->folder = is_folder ? schain__files_folder(path, folder) : NULL;
	status = schain__files_list(&list, path, error);
	if (status == SCHAIN_OK)
		status = add_all(import, &list, is_folder, error);
	/* What was read of a group that failed counts no more. */
	import->group.count = 0;
	import->folder = NULL;
	schain__files_dispose(&list);
	return status;
}

schain_status schain_reputation_import_forget(schain_reputation_import *import, const char *source,
                                              schain_error *error)
{
	schain_reputation *store = NULL;
	schain__import_name *name;
	schain_status status;
	size_t i;

	if (!import || !source)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "a source is needed");
	status = schain_reputation_open(import->options.store, &import->memory.allocator, &store, error);
	if (status != SCHAIN_OK)
		return status;
	for (i = 0; i < store->source_count; i++)
		if (schain__rep_equal(store->sources[i].name, schain_string_of(source)))
			break;
	status = i < store->source_count
	                 ? SCHAIN_OK
	                 : schain__rep_error(error, SCHAIN_E_KEY, import->options.store, 0,
	                                     "it has no source '%s'", source);
	schain_reputation_close(store);
	if (status != SCHAIN_OK)
		return status;
	if (schain__rep_grow(&import->memory, (void **)&import->forgotten, &import->forgotten_capacity,
	                     import->forgotten_count + 1, sizeof *name))
		return schain__rep_no_memory(error);
	name = &import->forgotten[import->forgotten_count];
	name->size = strlen(source) + 1;
	name->name = schain__rep_alloc(&import->memory, name->size);
	if (!name->name)
		return schain__rep_no_memory(error);
	memcpy(name->name, source, name->size);
	import->forgotten_count++;
	return SCHAIN_OK;
}

schain_status schain_reputation_import_expire(schain_reputation_import *import, schain_time now,
                                              schain_time before, schain_error *error)
{
	if (!import)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "an import is needed");
	import->expire_now = now;
	import->expire_before = before;
	return SCHAIN_OK;
}

schain_status schain_reputation_import_finish(schain_reputation_import *import, schain_error *error)
{
	schain_status status;

	if (!import || import->is_finished)
		return schain__rep_error(error, import ? SCHAIN_E_STATE : SCHAIN_E_ARGUMENT, NULL, 0,
		                         "an import that is not finished is needed");
	status = schain__import_commit(import, error);
	import->is_finished = status == SCHAIN_OK;
	return status;
}

schain_status schain_reputation_import_get_statistics(const schain_reputation_import *import,
                                                      schain_reputation_import_statistics *ret_statistics,
                                                      schain_error *error)
{
	uint32_t size;

	if (!import || !ret_statistics)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "an import is needed");
	size = ret_statistics->struct_size;
	if (size < sizeof *ret_statistics)
		return schain__rep_error(error, SCHAIN_E_TOO_SMALL, NULL, 0, "struct_size is too small");
	memcpy(ret_statistics, &import->statistics, sizeof *ret_statistics);
	ret_statistics->struct_size = size;
	return SCHAIN_OK;
}

const char *schain_reputation_format_at(size_t index)
{
	for (size_t i = 0; schain__feed_formats[i]; i++)
		if (i == index)
			return schain__feed_formats[i]->name;
	return NULL;
}
