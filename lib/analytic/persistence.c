/* SPDX-License-Identifier: Apache-2.0 */
/* Stage "persistence": delivered software arranges to run again. */
#include "analytic/analytic.h"

/*
 * Installers register services and tasks for a living, and so do the scripts of a
 * system's packages while those are installed. `kind` tells the ways to do so
 * apart: the folder, the registry key above, the tool.
 */
static void add(schain__scene *scene, schain_string what, schain_string detail, schain_string kind)
{
	char buffer[SCHAIN__TRAIT_SIZE];
	schain__process *process = scene->process;

	for (uint32_t i = 0; process && i < process->carry_count; i++) {
		schain__chain *chain = schain__carried(scene, &process->carries[i]);
		int inherited = process->carries[i].kind == SCHAIN__CARRY_INHERITED;

		if (!chain || process->carries[i].kind == SCHAIN__CARRY_HOOK ||
		    schain__is_installing(process->classes))
			continue;
		if (process->carries[i].origin == SCHAIN__CARRY_SCRIPT &&
		    schain__is_maintenance(scene, chain, process))
			continue;
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_PERSISTENCE_NEW,
		                   schain__weight(scene, SCHAIN__SIGNAL_PERSISTENCE_NEW), what, detail, process);
		if (schain__habit_is_new(scene, chain, SCHAIN_TRAIT_PERSISTENCE, schain__lowered(kind, buffer)))
			schain__signal_add(scene, chain, SCHAIN__SIGNAL_PERSISTENCE_NEW_KIND,
			                   schain__weight(scene, SCHAIN__SIGNAL_PERSISTENCE_NEW_KIND), what, detail,
			                   process);
		if (inherited)
			schain__signal_add(scene, chain, SCHAIN__SIGNAL_PERSISTENCE_FOREIGN,
			                   schain__weight(scene, SCHAIN__SIGNAL_PERSISTENCE_FOREIGN), what, detail,
			                   process);
	}
}

void schain__persistence_of_write(schain__scene *scene, schain_string path)
{
	if (schain__policy_classify(scene->model->policy, path) & SCHAIN__PATH_PERSISTENCE)
		add(scene, path, schain__interned_string(scene->process->image), schain__dirname(path));
}

/* Does any word of the command line say that something is changed, not listed? */
static int changes_something(const schain__scene *scene, schain_string command)
{
	size_t from = 0;

	for (int words = 0; from < command.length && words < 32; words++) {
		size_t to = schain__find(command, ' ', from);

		if (to == SIZE_MAX)
			to = command.length;
		if (to > from && schain__policy_matches(scene->model->policy, SCHAIN__KEY_PERSISTENCE_VERBS,
		                                        schain__cut(command, from, to)))
			return 1;
		from = to + 1;
	}
	return 0;
}

void schain__persistence_of_start(schain__scene *scene)
{
	const schain__process *process = scene->process;
	schain_string command = schain__interned_string(process->command);

	if (process->classes & SCHAIN__IMAGE_PERSISTENCE && changes_something(scene, command))
		add(scene, command, schain__interned_string(process->image),
		    schain__basename(schain__interned_string(process->image)));
}

void schain__see_registry(schain__scene *scene)
{
	const schain_registry *registry = scene->event->registry;

	if (!registry || registry->operation == SCHAIN_REGISTRY_DELETE || !scene->process ||
	    !scene->process->carry_count)
		return;
	if (schain__policy_matches(scene->model->policy, SCHAIN__KEY_PERSISTENCE_KEYS, registry->key))
		add(scene, registry->key, registry->value, schain__dirname(registry->key));
}

void schain__see_persistence(schain__scene *scene)
{
	const schain_file *file = scene->event->file;

	if (scene->process && scene->process->carry_count)
		add(scene, file ? file->path : schain__string(NULL, 0),
		    schain__interned_string(scene->process->image),
		    file ? schain__dirname(file->path) : schain__string(NULL, 0));
}
