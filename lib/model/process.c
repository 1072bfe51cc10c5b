/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"
#include "model/script.h"

/* How long an exited process can still be named by late events and children. */
#define EXITED_KEPT (60 * SCHAIN_SECOND)

/* How far apart two sensors of one host date the same start: one clock, but stamps of their own. */
#define RETOLD (2 * SCHAIN_SECOND)
/* The same where the parent is one too: some collectors date records when they take them. */
#define RETOLD_BY_PARENT (60 * SCHAIN_SECOND)

static uint64_t pid_key(const schain__model *model, const schain__host *host, uint64_t pid,
                        int64_t start)
{
	struct {
		uint64_t host[2], pid;
		int64_t start;
	} key = { { host->key.part[0], host->key.part[1] }, pid, start };

	return schain__hash(&model->key, &key, sizeof key);
}

/* By the sensor's identity if it has one, else by pid and start. 0: neither. */
static uint64_t identity_key(const schain__model *model, const schain__host *host,
                             const schain_process *process)
{
	if (process->guid.length)
		return schain__model_key(model, 'g', host->key.part[0], process->guid);
	if (process->pid && process->start_time)
		return pid_key(model, host, process->pid, process->start_time);
	return 0;
}

static schain__process *at_key(const schain__model *model, uint64_t key)
{
	uint32_t index = key ? schain__map_get(&model->process_index, key) : SCHAIN__MAP_NONE;

	return index == SCHAIN__MAP_NONE ? NULL : schain__slab_at(&model->processes, index);
}

schain__process *schain__process_find(schain__model *model, schain__host *host,
                                      const schain_process *process)
{
	uint64_t identity;
	schain__process *found;

	if (!process)
		return NULL;
	identity = identity_key(model, host, process);
	if (identity) {
		found = at_key(model, identity);
		if (found || !process->pid)
			return found;
		/* An entry made by a source that knows pids only may be the same one. */
		found = at_key(model, pid_key(model, host, process->pid, 0));
		return found && !found->identity_key ? found : NULL;
	}
	return process->pid ? at_key(model, pid_key(model, host, process->pid, 0)) : NULL;
}

static void release_texts(schain__model *model, schain__process *process)
{
	schain__intern *intern = &model->intern;

	schain__intern_give(intern, process->image);
	schain__intern_give(intern, process->script);
	schain__intern_give(intern, process->command);
	schain__intern_give(intern, process->directory);
	schain__intern_give(intern, process->user);
	schain__record_give(intern, &process->start);
	process->image = process->script = process->command = process->directory = process->user = NULL;
}

static void unindex(schain__model *model, uint64_t key, const schain__process *process)
{
	if (key && schain__map_get(&model->process_index, key) == process->header.index)
		schain__map_remove(&model->process_index, key);
}

static schain__process_list *list_of(schain__host *host, const schain__process *process)
{
	return process->exited ? &host->exited : &host->living;
}

static void append(schain__host *host, schain__process *process)
{
	schain__process_list *list = list_of(host, process);

	process->previous = list->last;
	process->next = NULL;
	if (list->last)
		list->last->next = process;
	else
		list->first = process;
	list->last = process;
}

static void take_out(schain__host *host, schain__process *process)
{
	schain__process_list *list = list_of(host, process);

	if (process->previous)
		process->previous->next = process->next;
	else
		list->first = process->next;
	if (process->next)
		process->next->previous = process->previous;
	else
		list->last = process->previous;
}

void schain__process_drop(schain__model *model, schain__process *process)
{
	take_out(schain__slab_get(&model->hosts, process->host), process);
	unindex(model, process->identity_key, process);
	unindex(model, process->pid_key, process);
	release_texts(model, process);
	schain__intern_give(&model->intern, process->guid);
	schain__slab_give(&model->processes, process);
}

static schain__process *add(schain__model *model, schain__host *host,
                            const schain_process *process, schain_time time)
{
	schain__process *entry = schain__slab_take(&model->processes);

	if (!entry)
		return NULL;
	entry->host = schain__slab_ref(host);
	append(host, entry);
	entry->serial = ++host->processes_made;
	entry->pid = process->pid;
	entry->start_time = process->start_time;
	entry->started = time;
	entry->guid = schain__intern_take(&model->intern, process->guid);
	entry->identity_key = identity_key(model, host, process);
	entry->pid_key = process->pid ? pid_key(model, host, process->pid, 0) : 0;
	if ((entry->identity_key &&
	     schain__map_set(&model->process_index, entry->identity_key, entry->header.index)) ||
	    (entry->pid_key &&
	     schain__map_set(&model->process_index, entry->pid_key, entry->header.index))) {
		schain__process_drop(model, entry);
		return NULL;
	}
	return entry;
}

static void set_parent(schain__process *process, const schain__process *parent)
{
	process->parent = schain__slab_ref(parent);
	process->parent_serial = parent ? parent->serial : 0;
}

/* "<unknown process>" and the like are no paths. */
static schain_string image_path(const schain_process *process)
{
	schain_string none = { NULL, 0 };

	if (!process->image || (process->image->path.length && process->image->path.data[0] == '<'))
		return none;
	return process->image->path;
}

/* Windows names the kernel "System"; what it writes came over the network or from drivers. */
static int is_kernel(const schain__process *process, schain_string image)
{
	return schain__equal_nocase(image, SCHAIN_STRING("System")) ||
	       (process->pid == 4 && schain__equal_nocase(image, SCHAIN_STRING("ntoskrnl.exe")));
}

uint64_t schain__process_classes(schain__model *model, schain__interned *image,
                                 schain__interned *script)
{
	/* What the script is (npm, pip) counts; that it has an interpreter's ending does not. */
	return schain__model_classes(model, image) |
	       (schain__model_classes(model, script) & UINT32_MAX &
	        ~(SCHAIN__IMAGE_SHELL | SCHAIN__IMAGE_INTERPRETER));
}

/* The script that its interpreter runs, and the command line, which may tell it. */
static void set_script(schain__model *model, schain__process *entry, const schain_process *process)
{
	schain_string script = process->script;
	char buffer[SCHAIN__PATH_SIZE];

	schain__intern_give(&model->intern, entry->script);
	if (!script.length)
		script = schain__script_of(process->command_line, schain__model_classes(model, entry->image));
	if (script.length)
		script = schain__path_join(process->working_directory, script, buffer);
	entry->script = schain__intern_take(&model->intern, script);
	entry->classes = schain__process_classes(model, entry->image, entry->script);
	if (!entry->command)
		entry->command = schain__intern_take(&model->intern,
		                                     schain__cut(process->command_line, 0,
		                                                 SCHAIN__COMMAND_LIMIT));
}

static void set_image(schain__model *model, schain__process *entry, const schain_process *process)
{
	schain_string image = image_path(process);

	schain__intern_give(&model->intern, entry->image);
	entry->image = schain__intern_take(&model->intern, image);
	set_script(model, entry, process);
	entry->is_remote = (uint8_t)is_kernel(entry, image);
	if (process->image && process->image->signature)
		entry->image_signature = (uint8_t)process->image->signature->state;
}

schain__process *schain__process_of(schain__model *model, schain__host *host,
                                    const schain_process *process, schain_time time)
{
	schain__process *entry;

	if (!process || (!process->pid && !process->guid.length))
		return NULL;
	entry = schain__process_find(model, host, process);
	if (!entry) {
		entry = add(model, host, process, time);
		if (entry)
			set_image(model, entry, process);
	} else if (!entry->image && image_path(process).length) {
		set_image(model, entry, process);
	}
	return entry;
}

schain__process *schain__process_parent(schain__model *model, const schain__process *process)
{
	return schain__slab_get(&model->processes, process->parent);
}

/* The parent, from the event's parent or from what the process says of it. */
static schain__process *parent_of(schain__model *model, schain__host *host,
                                  const schain_event *event)
{
	schain_process parent = SCHAIN_PROCESS_INIT;

	if (event->parent)
		return schain__process_of(model, host, event->parent, event->time);
	parent.guid = event->process->parent_guid;
	parent.pid = event->process->parent_pid;
	if (!parent.guid.length && !parent.pid)
		return NULL;
	return schain__process_of(model, host, &parent, event->time);
}

/*
 * Is a start of a process already in the table an execve of it, or a new
 * process under a pid used again?
 */
static int is_same_process(const schain__process *entry, const schain_process *process,
                           const schain__process *parent)
{
	if (entry->exited)
		return 0;
	if (process->guid.length || process->start_time)
		return entry->identity_key != 0 || !entry->is_started;
	/* By pid alone: an execve keeps its parent, a pid used again rarely has the same. */
	return !entry->is_started || entry->is_clone ||
	       (parent && entry->parent == schain__slab_ref(parent));
}

/*
 * The start that the entry has, told by another sensor: Sysmon's event 1 and
 * the Security log's 4688, audit and eBPF.
 */
static int is_retold(const schain__process *entry, const schain_event *event,
                     const schain__process *parent)
{
	int64_t most = parent && !entry->exited && entry->parent == schain__slab_ref(parent)
	                       ? RETOLD_BY_PARENT
	                       : RETOLD;
	schain_string image = image_path(event->process);
	schain_time gap = schain__elapsed(entry->started, event->time);

	if (gap < 0)
		gap = schain__elapsed(event->time, entry->started);
	return entry->is_started && entry->start.source_kind != event->source_kind && gap <= most &&
	       (!image.length || !entry->image ||
	        schain__equal_nocase(schain__interned_string(entry->image), image));
}

/*
 * Marks that a process hands on. Not those a shell or service manager has from
 * its own file. One that came with a module stops at an installer: what a
 * marked service's installer brings is a delivery of its own.
 */
static int is_handed_on(const schain__process *from, const schain__carry *carry, uint64_t classes)
{
	if (carry->origin == SCHAIN__CARRY_MODULE && schain__is_installing(classes))
		return 0;
	if (carry->kind == SCHAIN__CARRY_INHERITED || carry->kind == SCHAIN__CARRY_HOOK ||
	    carry->kind == SCHAIN__CARRY_SCRIPT)
		return 1;
	return !(from->classes & (SCHAIN__IMAGE_CARRIER | SCHAIN__IMAGE_SHELL));
}

/* `classes`: of the image that inherits. `from` may be `entry` itself. */
static void inherit(schain__process *entry, const schain__process *from, uint64_t classes)
{
	schain__process source = *from;

	entry->carry_count = 0;
	for (uint32_t i = 0; i < source.carry_count; i++) {
		schain__carry *carry;

		if (!is_handed_on(&source, &source.carries[i], classes))
			continue;
		carry = schain__process_carry(entry, source.carries[i].chain, SCHAIN__CARRY_INHERITED,
		                              (uint32_t)source.carries[i].distance + 1);
		if (carry)
			carry->origin = source.carries[i].origin;
	}
}

/*
 * Room for a mark of that kind: a program that lives long loads modules of many
 * deliveries, and must not be blind to the latest. What it runs itself stays,
 * and a module does not push out what it inherited.
 */
static int make_room(schain__process *process, enum schain__carry_kind kind)
{
	int own = kind != SCHAIN__CARRY_MODULE && kind != SCHAIN__CARRY_INHERITED;
	uint32_t victim = SCHAIN__CARRIES;

	for (uint32_t i = process->carry_count; i-- > 0;) {
		const schain__carry *carry = &process->carries[i];

		if (carry->kind == SCHAIN__CARRY_MODULE)
			victim = i;
		else if (own && carry->kind == SCHAIN__CARRY_INHERITED &&
		         (victim == SCHAIN__CARRIES ||
		          (process->carries[victim].kind == SCHAIN__CARRY_INHERITED &&
		           carry->distance >= process->carries[victim].distance)))
			victim = i;
	}
	if (victim == SCHAIN__CARRIES)
		return -1;
	process->carry_count--;
	memmove(&process->carries[victim], &process->carries[victim + 1],
	        (process->carry_count - victim) * sizeof *process->carries);
	return 0;
}

void schain__process_shed(schain__model *model, schain__process *process)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < process->carry_count; i++)
		if (schain__slab_get(&model->chains, process->carries[i].chain))
			process->carries[kept++] = process->carries[i];
	process->carry_count = kept;
}

schain__carry *schain__process_carry(schain__process *process, schain__ref chain,
                                     enum schain__carry_kind kind, uint32_t distance)
{
	schain__carry *carry;

	for (uint32_t i = 0; i < process->carry_count; i++) {
		carry = &process->carries[i];
		if (carry->chain != chain)
			continue;
		if (distance < carry->distance || kind != SCHAIN__CARRY_INHERITED) {
			carry->kind = carry->origin = (uint8_t)kind;
			carry->distance = (uint16_t)distance;
		}
		return carry;
	}
	if (process->carry_count == SCHAIN__CARRIES && make_room(process, kind))
		return NULL;
	carry = &process->carries[process->carry_count++];
	carry->chain = chain;
	carry->kind = carry->origin = (uint8_t)kind;
	carry->distance = (uint16_t)(distance > UINT16_MAX ? UINT16_MAX : distance);
	return carry;
}

schain__process *schain__process_fork(schain__model *model, schain__host *host,
                                      const schain_event *event)
{
	schain__process *parent, *entry;

	if (!event->process)
		return NULL;
	parent = parent_of(model, host, event);
	entry = schain__process_find(model, host, event->process);
	/* A start that came with the same time stamp is the better knowledge. */
	if (entry && !entry->exited && entry->started >= event->time)
		return entry;
	entry = add(model, host, event->process, event->time);
	if (!entry)
		return NULL;
	set_parent(entry, parent);
	entry->is_clone = 1;
	if (!parent)
		return entry;
	entry->image = schain__intern_share(parent->image);
	entry->script = schain__intern_share(parent->script);
	entry->command = schain__intern_share(parent->command);
	entry->directory = schain__intern_share(parent->directory);
	entry->user = schain__intern_share(parent->user);
	entry->classes = parent->classes;
	entry->image_signature = parent->image_signature;
	memcpy(entry->carries, parent->carries, sizeof entry->carries);
	entry->carry_count = parent->carry_count;
	return entry;
}

static void describe(schain__model *model, schain__process *entry, const schain_event *event)
{
	const schain_process *process = event->process;
	schain__intern *intern = &model->intern;

	release_texts(model, entry);
	entry->image_signature = 0;
	set_image(model, entry, process);
	entry->directory = schain__intern_take(intern, process->working_directory);
	entry->user = schain__intern_take(intern, process->user);
	entry->start = schain__record_of(intern, event);
	entry->started = event->time;
	entry->is_started = 1;
	entry->is_clone = 0;
}

/* The entry a start is of: an execve of what is there, or a new process. */
static schain__process *entry_of_start(schain__model *model, schain__host *host,
                                       const schain_event *event, const schain__process *parent,
                                       const schain__process **ret_from)
{
	schain__process *entry = schain__process_find(model, host, event->process);

	*ret_from = parent;
	if (!entry || !is_same_process(entry, event->process, parent))
		return add(model, host, event->process, event->time);
	if (entry->is_started || entry->is_clone)
		*ret_from = entry;
	return entry;
}

/* An entry that was made for a mention by pid alone gets the identity its start tells. */
static void adopt_identity(schain__model *model, schain__host *host, schain__process *entry,
                           const schain_process *process)
{
	uint64_t key = identity_key(model, host, process);

	if (entry->identity_key || !key ||
	    schain__map_set(&model->process_index, key, entry->header.index))
		return;
	entry->identity_key = key;
	entry->start_time = process->start_time;
	entry->guid = schain__intern_take(&model->intern, process->guid);
}

/* What another sensor knows beyond the one that told of the start first. */
static void complete(schain__model *model, schain__host *host, schain__process *entry,
                     const schain_event *event, const schain__process *parent)
{
	const schain_process *process = event->process;

	if (!entry->parent && parent)
		set_parent(entry, parent);
	adopt_identity(model, host, entry, process);
	if (!entry->directory)
		entry->directory = schain__intern_take(&model->intern, process->working_directory);
	if (!entry->user)
		entry->user = schain__intern_take(&model->intern, process->user);
	if (!entry->image && image_path(process).length)
		set_image(model, entry, process);
	else if (!entry->command && process->command_line.length)
		set_script(model, entry, process);
	if (!entry->image_signature && process->image && process->image->signature)
		entry->image_signature = (uint8_t)process->image->signature->state;
}

schain__process *schain__process_start(schain__model *model, schain__host *host,
                                       const schain_event *event)
{
	const schain__process *from;
	schain__process *parent, *entry, before;

	if (!event->process || (!event->process->pid && !event->process->guid.length))
		return NULL;
	parent = parent_of(model, host, event);
	entry = schain__process_find(model, host, event->process);
	if (entry && is_retold(entry, event, parent)) {
		complete(model, host, entry, event, parent);
		return entry;
	}
	entry = entry_of_start(model, host, event, parent, &from);
	if (!entry)
		return NULL;
	if (from)
		before = *from;
	if (parent)
		set_parent(entry, parent);
	adopt_identity(model, host, entry, event->process);
	describe(model, entry, event);
	if (from)
		inherit(entry, &before, entry->classes);
	return entry;
}

int schain__process_has_identity(const schain__model *model, const schain__process *process)
{
	return at_key(model, process->identity_key) == process;
}

int schain__process_has_pid(const schain__model *model, const schain__process *process)
{
	return at_key(model, process->pid_key) == process;
}

int schain__process_restore(schain__model *model, schain__host *host, schain__process *process,
                            int has_identity, int has_pid)
{
	uint32_t index = process->header.index;

	process->host = schain__slab_ref(host);
	process->classes = schain__process_classes(model, process->image, process->script);
	append(host, process);
	process->pid_key = process->pid ? pid_key(model, host, process->pid, 0) : 0;
	if (process->guid)
		process->identity_key = schain__model_key(model, 'g', host->key.part[0],
		                                          schain__interned_string(process->guid));
	else if (process->pid && process->start_time)
		process->identity_key = pid_key(model, host, process->pid, process->start_time);
	if (has_identity && process->identity_key &&
	    schain__map_set(&model->process_index, process->identity_key, index))
		return -1;
	return has_pid && process->pid_key ? schain__map_set(&model->process_index, process->pid_key, index)
	                                   : 0;
}

void schain__process_exit(schain__model *model, schain__process *process, schain_time time)
{
	schain__host *host = schain__slab_get(&model->hosts, process->host);

	if (process->exited)
		return;
	take_out(host, process);
	process->exited = time ? time : 1;
	append(host, process);
	while (host->exited.first && host->exited.first->exited < schain__before(time, EXITED_KEPT))
		schain__process_drop(model, host->exited.first);
}
