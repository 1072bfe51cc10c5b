/* SPDX-License-Identifier: Apache-2.0 */
/* Stage "first run": what was delivered runs; marks go to processes. */
#include "analytic/analytic.h"
#include "model/script.h"

/* Users of macOS drag a bundle from where it was unpacked to where it stays. */
static int is_copied_bundle(const schain__scene *scene, const schain__chain *chain)
{
	schain_string subject = schain__interned_string(chain->subject);

	return chain->os == SCHAIN_OS_MACOS &&
	       schain__search(subject, SCHAIN_STRING(".app/Contents/")) != SIZE_MAX &&
	       schain__policy_classify(scene->model->policy, subject) & SCHAIN__PATH_PROGRAM;
}

/* Was its installer, for the first time, at an address without a name while it brought this? */
static void judge_fetch(schain__scene *scene, schain__chain *chain, const schain__delivery *delivery)
{
	const schain__contact *contact = schain__contact_find(
	        scene->model, scene->host, schain__product_key_of_image(scene->host, delivery->installer),
	        SCHAIN__NAMELESS);
	schain_time since = delivery->installer_started ? delivery->installer_started
	                                                : delivery->first_write;

	if (contact && contact->first >= since && contact->first <= delivery->last_write)
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_DELIVERY_FROM_ADDRESS,
		                   schain__weight(scene, SCHAIN__SIGNAL_DELIVERY_FROM_ADDRESS),
		                   schain__interned_string(delivery->installer), schain__string(NULL, 0),
		                   NULL);
}

static void add_delivery_signals(schain__scene *scene, schain__chain *chain,
                                 schain__delivery *delivery)
{
	enum schain__signal_id id = SCHAIN__SIGNAL_DELIVERY_UNRECOGNISED_WRITER;

	if (schain__is_installing(delivery->classes))
		id = SCHAIN__SIGNAL_DELIVERY_INSTALLER;
	else if (delivery->is_remote)
		id = SCHAIN__SIGNAL_DELIVERY_REMOTE_WRITER;
	else if (is_copied_bundle(scene, chain))
		id = SCHAIN__SIGNAL_DELIVERY_COPIED_BUNDLE;
	schain__signal_add_past(scene, chain, id, schain__interned_string(delivery->installer),
	                        schain__interned_string(delivery->script), &delivery->start,
	                        delivery->installer_started ? delivery->installer_started
	                                                    : delivery->first_write);
}

/* `file` is NULL where a hook started and no delivered file is named. */
static void add_write_signals(schain__scene *scene, schain__chain *chain, const schain__item *item,
                              const schain__file *file, schain_string path)
{
	schain_string none = { NULL, 0 };

	if (!file)
		return;
	schain__signal_add_past(scene, chain, SCHAIN__SIGNAL_WRITE_EXECUTABLE, path, none, &file->record,
	                        file->written);
	if (item->flags & SCHAIN__ITEM_PROGRAM_PATH)
		schain__signal_add_past(scene, chain, SCHAIN__SIGNAL_WRITE_PROGRAM_PATH, path, none,
		                        &file->record, file->written);
	if (item->flags & SCHAIN__ITEM_REPLACED)
		schain__signal_add_past(scene, chain, SCHAIN__SIGNAL_WRITE_REPLACED_FOREIGN, path, none,
		                        &file->record, file->written);
}

/* What the chain is about: the package if its manager told, else what the path tells. */
static void identify(schain__scene *scene, schain__chain *chain, const schain__item *item,
                     schain_string path)
{
	schain__model *model = scene->model;
	schain_string name = schain__interned_string(item->name);
	char buffer[SCHAIN__PRODUCT_SIZE];

	chain->os = scene->event->os ? scene->event->os : scene->host->os;
	chain->subject = schain__intern_take(&model->intern, path);
	if (!name.length)
		name = schain__product_of_path(path, buffer);
	chain->product = schain__intern_take(&model->intern, name);
	chain->vendor = item->package ? schain__intern_share(item->package->publisher) : NULL;
	chain->product_key = schain__product_key(scene->host, name);
}

static void see_product(schain__scene *scene, schain__chain *chain, const schain__item *item)
{
	schain__profile *profile = schain__profile_of(scene->model, scene->host, chain->product_key, 0);
	schain_string version = schain__interned_string(chain->version);

	if (!version.length && item && item->package)
		version = schain__interned_string(item->package->version);
	if (profile)
		schain__profile_see(scene->model, profile, schain__interned_string(chain->product), version,
		                    scene->event->time);
}

static schain__chain *begin(schain__scene *scene, schain__delivery *delivery, size_t index,
                            const schain__file *file, schain_string path)
{
	schain__chain *chain = schain__chain_of(scene->model, delivery, index);
	schain__item *item = &delivery->items[index];

	if (!chain)
		return NULL;
	if (!chain->subject) {
		identify(scene, chain, item, path);
		/* Counts the delivery; what the product does is learnt as it does it. */
		schain__profile_of(scene->model, scene->host, chain->product_key, delivery->serial);
		see_product(scene, chain, item);
		add_delivery_signals(scene, chain, delivery);
		judge_fetch(scene, chain, delivery);
		schain__source_judge(scene, chain, delivery, item);
		schain__package_claims(scene, chain);
	}
	add_write_signals(scene, chain, item, file, path);
	if (!chain->first_run)
		chain->first_run = scene->event->time;
	return chain;
}

schain__chain *schain__chain_begin(schain__scene *scene, schain__file *file, schain_string path)
{
	schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, file->delivery);

	if (!delivery || file->item >= delivery->item_count)
		return NULL;
	return begin(scene, delivery, file->item, file, path);
}

static int64_t run_window(const schain__scene *scene, const schain__chain *chain)
{
	schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, chain->delivery);
	enum schain__key key = SCHAIN__KEY_WRITE_TO_FIRST_RUN;

	if (delivery && delivery->items[chain->item].flags & SCHAIN__ITEM_DEVELOPER)
		key = SCHAIN__KEY_DEVELOPER_WINDOW;
	else if (delivery && !schain__is_installing(delivery->classes))
		key = SCHAIN__KEY_PARENT_WINDOW;
	return schain__policy_value(scene->model->policy, key);
}

static void add_run(schain__scene *scene, schain__chain *chain, const schain__file *file,
                    enum schain__signal_id id, schain_string path)
{
	int32_t weight = schain__weight(scene, id);

	/* Half beyond the window: late first runs are common, and so is dormancy. */
	if (schain__elapsed(file->written, scene->event->time) > run_window(scene, chain))
		weight /= 2;
	schain__signal_add(scene, chain, id, weight, path, schain__string(NULL, 0), scene->process);
	if (schain__policy_classify(scene->model->policy, path) & SCHAIN__PATH_TEMPORARY)
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_FIRST_RUN_TEMPORARY,
		                   schain__weight(scene, SCHAIN__SIGNAL_FIRST_RUN_TEMPORARY), path,
		                   schain__string(NULL, 0), scene->process);
}

/*
 * A shell, download tool or the like that was copied under a name of another
 * kind is still validly signed by the system's maker; only its version resource
 * tells what it is.
 */
static void judge_disguise(schain__scene *scene, schain__chain *chain, schain_string path,
                           const schain_file *image)
{
	const uint64_t tools = SCHAIN__IMAGE_SHELL | SCHAIN__IMAGE_SCRIPT_HOST | SCHAIN__IMAGE_DOWNLOADER |
	                       SCHAIN__IMAGE_LOLBIN;
	const schain_policy *policy = scene->model->policy;

	if (!image->original_name.length ||
	    !(schain__policy_classify(policy, image->original_name) & tools) ||
	    schain__policy_classify(policy, path) & tools)
		return;
	schain__signal_add(scene, chain, SCHAIN__SIGNAL_TRUST_RENAMED_TOOL,
	                   schain__weight(scene, SCHAIN__SIGNAL_TRUST_RENAMED_TOOL), path,
	                   image->original_name, scene->process);
}

/* It came by software that had been delivered itself, and that starts it. */
static void judge_dropped(schain__scene *scene, schain__chain *chain, const schain__file *file,
                          schain_string path)
{
	schain__process *parent = schain__process_parent(scene->model, scene->process);
	schain__ref ref = schain__slab_ref(chain);

	if (!file->is_dropped)
		return;
	for (uint32_t i = 0; parent && i < parent->carry_count; i++)
		if (parent->carries[i].chain == ref) {
			schain__signal_add(scene, chain, SCHAIN__SIGNAL_CHILD_DROPPED,
			                   schain__weight(scene, SCHAIN__SIGNAL_CHILD_DROPPED), path,
			                   schain__interned_string(parent->image), scene->process);
			return;
		}
}

void schain__judge_system_name(schain__scene *scene, schain__chain *chain, schain_string path)
{
	if (schain__policy_classify(scene->model->policy, path) & SCHAIN__PATH_SYSTEM_NAME)
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_TRUST_SYSTEM_NAME,
		                   schain__weight(scene, SCHAIN__SIGNAL_TRUST_SYSTEM_NAME), path,
		                   schain__interned_string(scene->process->image), scene->process);
}

void schain__judge_name(schain__scene *scene, schain__chain *chain, schain_string path)
{
	if (schain__policy_classify(scene->model->policy, path) & SCHAIN__PATH_NOT_EXECUTABLE)
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_TRUST_DISGUISED,
		                   schain__weight(scene, SCHAIN__SIGNAL_TRUST_DISGUISED), path,
		                   schain__interned_string(scene->process->image), scene->process);
	schain__judge_system_name(scene, chain, path);
}

static void run_delivered(schain__scene *scene, schain__file *file, schain_string path,
                          enum schain__carry_kind kind)
{
	const schain_file *image = kind == SCHAIN__CARRY_IMAGE ? scene->event->process->image : NULL;
	schain__chain *chain = schain__chain_begin(scene, file, path);

	if (!chain)
		return;
	schain__process_carry(scene->process, schain__slab_ref(chain), kind, 0);
	schain__chain_process_add(scene->model, chain, scene->process, SCHAIN_ROLE_SUBJECT, 0);
	add_run(scene, chain, file,
	        kind == SCHAIN__CARRY_IMAGE ? SCHAIN__SIGNAL_FIRST_RUN_IMAGE
	                                    : SCHAIN__SIGNAL_FIRST_RUN_SCRIPT,
	        path);
	schain__chain_file_describe(scene, chain, path, file->written, image);
	judge_dropped(scene, chain, file, path);
	if (kind == SCHAIN__CARRY_IMAGE || schain__runs_modules(schain__interned_string(scene->process->image)))
		schain__judge_name(scene, chain, path);
	if (image) {
		if (image->company.length && !chain->vendor)
			chain->vendor = schain__intern_take(&scene->model->intern, image->company);
		if (image->product.length && !chain->title)
			chain->title = schain__intern_take(&scene->model->intern, image->product);
		if (image->version.length && !chain->version)
			chain->version = schain__intern_take(&scene->model->intern, image->version);
		see_product(scene, chain, schain__chain_item(scene, chain));
		schain__trust_judge(scene, chain, path, image->signature, 0, 0);
		judge_disguise(scene, chain, path, image);
	}
	schain__trust_claims(scene, chain, path, file->written, image);
	if (file->integrity)
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_TRUST_INTEGRITY,
		                   schain__weight(scene, SCHAIN__SIGNAL_TRUST_INTEGRITY), path,
		                   schain__string(NULL, 0), scene->process);
	file->has_run = 1;
}

static schain__file *mark_of(schain__scene *scene, schain_string path)
{
	schain__file *file = schain__file_of(scene->model, scene->host, path);

	return file ? file : schain__promote(scene, path);
}

/*
 * What an interpreter is told first may be data that it reads; a tool that runs
 * modules is told a module, whatever its name.
 */
static schain__file *mark_of_script(schain__scene *scene, schain_string script)
{
	schain_string image = schain__interned_string(scene->process->image);

	if (!schain__runs_modules(image) &&
	    schain__policy_classify(scene->model->policy, script) & SCHAIN__PATH_NOT_EXECUTABLE)
		return schain__file_of(scene->model, scene->host, script);
	return mark_of(scene, script);
}

/*
 * A tool that installs packages of a language starts their hooks as a shell
 * command or an interpreter; no delivered file need be named.
 */
static void start_hook(schain__scene *scene)
{
	schain__process *process = scene->process;
	schain__process *parent = schain__process_parent(scene->model, process);
	uint64_t hooks = SCHAIN__IMAGE_SHELL | SCHAIN__IMAGE_INTERPRETER | SCHAIN__IMAGE_SCRIPT_HOST |
	                 SCHAIN__IMAGE_DOWNLOADER;
	schain_string command = schain__interned_string(process->command);
	schain_string folder = schain__path_package(schain__interned_string(process->directory));
	schain__delivery *delivery;
	schain__process *root;
	schain__chain *chain;

	if (!parent || !(parent->classes & SCHAIN__IMAGE_DEVELOPER_MANAGER) ||
	    !(process->classes & hooks) || process->classes & SCHAIN__IMAGE_DEVELOPER_MANAGER)
		return;
	root = schain__delivery_root(scene->model, parent);
	/* Started in a package's folder it is that package's hook, even if no sensor saw the writes. */
	delivery = folder.length ? schain__delivery_open(scene->model, root, scene->event)
	                         : schain__delivery_current(scene->model, root, scene->event->time);
	if (!delivery)
		return;
	if (folder.length && !schain__delivery_item(scene->model, delivery, schain__basename(folder)))
		return;
	if (!delivery->item_count)
		return;
	delivery->items[delivery->current].flags |= SCHAIN__ITEM_DEVELOPER;
	chain = begin(scene, delivery, delivery->current,
	              folder.length ? schain__file_of(scene->model, scene->host, folder) : NULL,
	              folder.length ? folder : schain__interned_string(process->image));
	if (!chain)
		return;
	schain__process_carry(process, schain__slab_ref(chain), SCHAIN__CARRY_HOOK, 0);
	schain__chain_process_add(scene->model, chain, process, SCHAIN_ROLE_SUBJECT, 0);
	schain__signal_add(scene, chain, SCHAIN__SIGNAL_FIRST_RUN_SCRIPT,
	                   schain__weight(scene, SCHAIN__SIGNAL_FIRST_RUN_SCRIPT), command,
	                   schain__string(NULL, 0), process);
}

/*
 * The script is the subject where an interpreter runs it. That a shell, an
 * interpreter or a service manager is itself new says nothing about what it
 * runs.
 */
static int is_subject_by_image(uint64_t classes)
{
	return !(classes & (SCHAIN__IMAGE_SHELL | SCHAIN__IMAGE_CARRIER | SCHAIN__IMAGE_INTERPRETER |
	                    SCHAIN__IMAGE_FILE_TOOL));
}

void schain__see_start(schain__scene *scene)
{
	schain__process *process = scene->process;
	schain_string image = schain__interned_string(process->image);
	schain_string script = schain__interned_string(process->script);
	int any = schain__file_any(scene->model) || scene->model->candidates.pool.count;
	schain__file *file;

	if (any && image.length && is_subject_by_image(process->classes)) {
		file = mark_of(scene, image);
		if (file)
			run_delivered(scene, file, image, SCHAIN__CARRY_IMAGE);
	}
	if (any && script.length) {
		file = mark_of_script(scene, script);
		if (file)
			run_delivered(scene, file, script, SCHAIN__CARRY_SCRIPT);
	}
	if (!process->carry_count || process->carries[0].kind == SCHAIN__CARRY_INHERITED)
		start_hook(scene);
	if (process->carry_count) {
		schain__child_judge(scene, process);
		schain__credential_of_command(scene, process);
		schain__persistence_of_start(scene);
	}
}
