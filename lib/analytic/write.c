/* SPDX-License-Identifier: Apache-2.0 */
/* Stage "write": which writes are deliveries, and the marks they leave. */
#include "analytic/analytic.h"

static int is_native(uint32_t content)
{
	return content == SCHAIN_CONTENT_PE || content == SCHAIN_CONTENT_ELF ||
	       content == SCHAIN_CONTENT_MACHO;
}

enum executable {
	EXECUTABLE_NO,
	EXECUTABLE_MAYBE, /* nothing says so yet, or only its name denies it; its mode or its first run may */
	EXECUTABLE_SCRIPT,
	EXECUTABLE_NATIVE,
};

static enum executable executable_kind(const schain_file *file, uint64_t classes)
{
	if (is_native(file->content))
		return EXECUTABLE_NATIVE;
	if (file->content == SCHAIN_CONTENT_SCRIPT)
		return EXECUTABLE_SCRIPT;
	if (file->content == SCHAIN_CONTENT_DATA || classes & SCHAIN__PATH_IGNORED)
		return EXECUTABLE_NO;
	if (classes & SCHAIN__PATH_SCRIPT)
		return EXECUTABLE_SCRIPT;
	if (classes & (SCHAIN__PATH_EXECUTABLE | SCHAIN__PATH_MODULE))
		return EXECUTABLE_NATIVE;
	/* A sensor that looked at neither content nor mode knows the name alone, and names lie. */
	if (classes & SCHAIN__PATH_NOT_EXECUTABLE)
		return file->mode ? EXECUTABLE_NO : EXECUTABLE_MAYBE;
	return file->mode & 0111 ? EXECUTABLE_NATIVE : EXECUTABLE_MAYBE;
}

/*
 * A known installer delivers whatever it writes. Anyone else only where
 * programs live, or with a native program: editors and build steps write
 * scripts all day.
 */
static int is_delivery(const schain__process *root, enum executable kind, uint64_t classes)
{
	if (kind == EXECUTABLE_NO || kind == EXECUTABLE_MAYBE)
		return 0;
	if (schain__is_installing(root->classes))
		return 1;
	return kind == EXECUTABLE_NATIVE || classes & SCHAIN__PATH_PROGRAM;
}

/*
 * MinBinarySize of AN1480, Windows. A size of 0 is what sensors report at
 * creation, before there is content.
 */
static int is_too_small(const schain__scene *scene, const schain_file *file)
{
	return file->content == SCHAIN_CONTENT_PE && file->size &&
	       (int64_t)file->size < schain__policy_value(scene->model->policy, SCHAIN__KEY_MIN_BINARY_SIZE);
}

/* The chain whose own process, once delivered, writes: what it drops belongs to it. */
static schain__chain *dropping_chain(const schain__scene *scene)
{
	const schain__process *process = scene->process;

	if (schain__is_installing(process->classes))
		return NULL;
	for (uint32_t i = 0; i < process->carry_count; i++)
		if (process->carries[i].kind != SCHAIN__CARRY_HOOK &&
		    process->carries[i].kind != SCHAIN__CARRY_MODULE) {
			schain__chain *chain = schain__carried(scene, &process->carries[i]);

			if (chain)
				return chain;
		}
	return NULL;
}

/* Which package of a delivery a file belongs to. */
static schain__item *item_of(schain__scene *scene, schain__delivery *delivery, schain_string path)
{
	schain_string package = schain__path_package(path);
	char buffer[SCHAIN__PRODUCT_SIZE];
	schain__item *item;

	if (package.length) {
		item = schain__delivery_item(scene->model, delivery, schain__basename(package));
		if (item)
			item->flags |= SCHAIN__ITEM_DEVELOPER;
		return item;
	}
	/* What a shell, browser or unknown program brings are separate products. */
	if (!schain__is_installing(delivery->classes))
		return schain__delivery_item(scene->model, delivery, schain__product_of_path(path, buffer));
	if (delivery->item_count && !(delivery->items[delivery->current].flags & SCHAIN__ITEM_CLOSED))
		return &delivery->items[delivery->current];
	return schain__delivery_item(scene->model, delivery, schain__string(NULL, 0));
}

static void note_write(schain__item *item, schain_string path, uint64_t classes)
{
	if (!item->executables++)
		item->first_path = schain__hash_stable(path.data, path.length, 0);
	if (classes & (SCHAIN__PATH_PROGRAM | SCHAIN__PATH_DEVELOPER))
		item->flags |= SCHAIN__ITEM_PROGRAM_PATH;
}

/* Overwriting what another delivery brought, by someone who is no installer. */
static void note_replaced(schain__scene *scene, schain__delivery *delivery, schain__item *item,
                          schain_string path)
{
	schain__file *old = schain__file_of(scene->model, scene->host, path);

	if (old && old->delivery != schain__slab_ref(delivery) &&
	    !schain__is_installing(delivery->classes))
		item->flags |= SCHAIN__ITEM_REPLACED;
}

/*
 * Software unpacks helpers where it lies; what it puts elsewhere is another's.
 * An installer is meant to.
 */
static int is_elsewhere(schain__scene *scene, const schain__chain *chain, schain_string path)
{
	char own[SCHAIN__PRODUCT_SIZE], other[SCHAIN__PRODUCT_SIZE];
	schain_string subject = schain__interned_string(chain->subject);

	if (schain__is_installing(schain__policy_classify(scene->model->policy, subject)))
		return 0;
	return !schain__equal_nocase(schain__product_of_path(subject, own),
	                             schain__product_of_path(path, other));
}

static schain__file *mark(schain__scene *scene, schain__delivery *delivery, schain_string path,
                          const schain_file *file, uint64_t classes)
{
	schain__chain *chain = dropping_chain(scene);
	schain__item *item;
	schain__file *marked;

	if (chain && chain->delivery == schain__slab_ref(delivery))
		item = &delivery->items[chain->item];
	else
		item = item_of(scene, delivery, path);
	if (!item)
		return NULL;
	schain__delivery_touch(scene->model, delivery);
	note_replaced(scene, delivery, item, path);
	marked = schain__file_mark(scene->model, scene->host, delivery, (size_t)(item - delivery->items),
	                           path, scene->event);
	if (!marked)
		return NULL;
	if (file && file->content)
		marked->content = (uint16_t)file->content;
	if (chain && chain->delivery == marked->delivery)
		marked->is_dropped = (uint32_t)is_elsewhere(scene, chain, path);
	note_write(item, path, classes);
	if (scene->event->time > delivery->last_write)
		delivery->last_write = scene->event->time;
	return marked;
}

static schain__delivery *delivery_for(schain__scene *scene, schain__process *root)
{
	schain__chain *chain = dropping_chain(scene);
	schain__delivery *delivery = chain ? schain__slab_get(&scene->model->deliveries, chain->delivery)
	                                   : NULL;

	if (delivery)
		return delivery;
	delivery = schain__delivery_open(scene->model, root, scene->event);
	if (delivery && root->classes & SCHAIN__IMAGE_PACKAGE_MANAGER)
		scene->host->last_delivery = delivery->serial;
	return delivery;
}

static void keep_candidate(schain__scene *scene, schain__process *root, schain_string path)
{
	schain__model *model = scene->model;
	schain__candidate *candidate = schain__recent_put(&model->candidates, scene->host->header.index,
	                                                  schain__file_key(model, scene->host, path));

	if (!candidate)
		return;
	schain__record_give(&model->intern, &candidate->record);
	candidate->delivery = schain__slab_ref(schain__delivery_current(model, root, scene->event->time));
	candidate->writer = schain__slab_ref(root);
	candidate->record = schain__record_of(&model->intern, scene->event);
	candidate->written = scene->event->time;
}

/* The file is gone from there: what is found under that path later is another. */
static void forget_candidate(schain__scene *scene, schain_string path)
{
	schain__model *model = scene->model;
	schain__candidate *candidate;

	if (!model->candidates.pool.count || !path.length)
		return;
	candidate = schain__recent_peek(&model->candidates, schain__file_key(model, scene->host, path));
	if (candidate)
		schain__recent_remove(&model->candidates, candidate);
}

/*
 * One more file of a language package that this delivery is writing: the mark
 * of the package's folder says it already. Such packages have thousands.
 */
static schain__file *same_package(schain__scene *scene, schain__process *root, schain_string package)
{
	schain__delivery *delivery = schain__delivery_current(scene->model, root, scene->event->time);
	schain__file *marked = delivery ? schain__file_of(scene->model, scene->host, package) : NULL;

	if (!marked || marked->delivery != schain__slab_ref(delivery) ||
	    marked->item >= delivery->item_count)
		return NULL;
	delivery->current = marked->item;
	if (scene->event->time > delivery->last_write)
		delivery->last_write = scene->event->time;
	return marked;
}

schain__file *schain__deliver(schain__scene *scene, schain_string path, const schain_file *file)
{
	uint64_t unwanted = SCHAIN__IMAGE_COMPILER | SCHAIN__IMAGE_SECURITY;
	schain_string package;
	schain__file *marked;
	schain__process *root;
	schain__delivery *delivery;
	enum executable kind;
	uint64_t classes;

	if (!scene->process || scene->process->classes & unwanted || is_too_small(scene, file))
		return NULL;
	root = schain__delivery_root(scene->model, scene->process);
	package = schain__path_package(path);
	if (package.length && (marked = same_package(scene, root, package)))
		return marked;
	classes = schain__policy_classify(scene->model->policy, path);
	if (package.length)
		classes |= SCHAIN__PATH_DEVELOPER;
	kind = executable_kind(file, classes);
	if (kind == EXECUTABLE_NO)
		return NULL;
	if (!is_delivery(root, kind, classes)) {
		keep_candidate(scene, root, path);
		return NULL;
	}
	delivery = delivery_for(scene, root);
	return delivery ? mark(scene, delivery, path, file, classes) : NULL;
}

/* The writer may be gone by now; then whoever makes it executable delivers it. */
schain__file *schain__promote(schain__scene *scene, schain_string path)
{
	schain__model *model = scene->model;
	schain__candidate *candidate;
	schain__process *root;
	schain__delivery *delivery;
	schain__file *file;

	if (!model->candidates.pool.count)
		return NULL;
	candidate = schain__recent_peek(&model->candidates, schain__file_key(model, scene->host, path));
	if (!candidate)
		return NULL;
	if (schain__elapsed(candidate->written, scene->event->time) >
	    schain__policy_value(model->policy, SCHAIN__KEY_DORMANCY)) {
		schain__recent_remove(&model->candidates, candidate);
		return NULL;
	}
	delivery = schain__slab_get(&model->deliveries, candidate->delivery);
	root = schain__slab_get(&model->processes, candidate->writer);
	if (!root && scene->process)
		root = schain__delivery_root(model, scene->process);
	if (!delivery && root)
		delivery = delivery_for(scene, root);
	if (!delivery)
		return NULL;
	file = mark(scene, delivery, path, NULL, schain__policy_classify(model->policy, path));
	if (file) {
		schain__record_give(&model->intern, &file->record);
		file->record = schain__record_share(&candidate->record);
		file->written = candidate->written;
	}
	schain__recent_remove(&model->candidates, candidate);
	return file;
}

void schain__see_write(schain__scene *scene)
{
	const schain_file *file = scene->event->file;

	if (!file || !file->path.length)
		return;
	if (scene->process && scene->process->carry_count)
		schain__persistence_of_write(scene, file->path);
	if (file->content != SCHAIN_CONTENT_DATA)
		schain__deliver(scene, file->path, file);
}

/*
 * dpkg puts each package's file list in place when its files are: the name of
 * the package whose files came before (dpkg, src/main/unpack.c's order of work).
 */
static schain_string dpkg_package(schain_string path)
{
	static const schain_string folder = { "/var/lib/dpkg/info/", 19 };
	static const schain_string ending = { ".list", 5 };
	schain_string name;
	size_t colon;

	if (!schain__starts(path, folder) || !schain__ends(path, ending))
		return schain__string(NULL, 0);
	name = schain__cut(path, folder.length, path.length - ending.length);
	colon = schain__find(name, ':', 0);
	return colon == SIZE_MAX ? name : schain__cut(name, 0, colon);
}

static void name_item(schain__scene *scene, schain_string package)
{
	schain__process *root = schain__delivery_root(scene->model, scene->process);
	schain__delivery *delivery = schain__delivery_current(scene->model, root, scene->event->time);

	if (delivery)
		schain__delivery_name_item(scene->model, delivery, package);
}

static void move_mark(schain__scene *scene, schain__file *file, schain_string path)
{
	schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, file->delivery);
	schain__item *item = schain__file_item(scene->model, file);

	if (item && delivery) {
		note_replaced(scene, delivery, item, path);
		if (schain__policy_classify(scene->model->policy, path) & SCHAIN__PATH_PROGRAM)
			item->flags |= SCHAIN__ITEM_PROGRAM_PATH;
	}
	schain__file_move(scene->model, scene->host, file, path);
}

void schain__see_rename(schain__scene *scene)
{
	const schain_file *file = scene->event->file;
	schain__file *marked;
	schain_string package;

	if (!file || !file->path.length)
		return;
	package = dpkg_package(file->path);
	if (package.length && scene->process) {
		name_item(scene, package);
		return;
	}
	if (scene->process && scene->process->carry_count)
		schain__persistence_of_write(scene, file->path);
	marked = schain__file_of(scene->model, scene->host, file->old_path);
	if (marked && marked->key == schain__file_key(scene->model, scene->host, file->old_path)) {
		if (file->flags & SCHAIN_FILE_LINKED)
			schain__deliver(scene, file->path, file);
		else
			move_mark(scene, marked, file->path);
		return;
	}
	if (!(file->flags & SCHAIN_FILE_LINKED))
		forget_candidate(scene, file->old_path);
	if (file->content != SCHAIN_CONTENT_DATA)
		schain__deliver(scene, file->path, file);
}

void schain__see_delete(schain__scene *scene)
{
	const schain_file *file = scene->event->file;
	schain__file *marked;

	if (!file)
		return;
	forget_candidate(scene, file->path);
	marked = schain__file_of(scene->model, scene->host, file->path);
	/* Removing one file of a package does not remove the package. */
	if (marked && marked->key == schain__file_key(scene->model, scene->host, file->path))
		schain__file_drop(scene->model, marked);
}

void schain__see_attribute(schain__scene *scene)
{
	const schain_file *file = scene->event->file;

	if (file && file->mode & 0111)
		schain__promote(scene, file->path);
}
