/* SPDX-License-Identifier: Apache-2.0 */
/* Stage "child": what delivered software starts. */
#include "analytic/analytic.h"

static const struct {
	uint64_t classes;
	enum schain__signal_id id;
} kinds[] = {
	{ SCHAIN__IMAGE_DOWNLOADER, SCHAIN__SIGNAL_CHILD_DOWNLOADER },
	{ SCHAIN__IMAGE_SCRIPT_HOST, SCHAIN__SIGNAL_CHILD_SCRIPT_HOST },
	{ SCHAIN__IMAGE_LOLBIN, SCHAIN__SIGNAL_CHILD_LOLBIN },
	{ SCHAIN__IMAGE_SHELL, SCHAIN__SIGNAL_CHILD_SHELL },
	{ SCHAIN__IMAGE_DISCOVERY, SCHAIN__SIGNAL_CHILD_DISCOVERY },
};

/* An installer runs helpers as a matter of course. */
enum { INSTALLER_ALLOWANCE = 3 };

static int subject_is_installing(schain__scene *scene, const schain__chain *chain)
{
	for (size_t i = 0; i < chain->process_count; i++)
		if (chain->processes[i].role == SCHAIN_ROLE_SUBJECT &&
		    schain__is_installing(schain__model_classes(scene->model, chain->processes[i].image)))
			return 1;
	return 0;
}

int schain__is_maintenance(const schain__scene *scene, const schain__chain *chain,
                           schain__process *process)
{
	enum { GENERATIONS = 16 };

	for (int i = 0; i < GENERATIONS; i++) {
		process = schain__process_parent(scene->model, process);
		if (!process)
			return 0;
		if (process->classes & SCHAIN__IMAGE_PACKAGE_MANAGER)
			return !(process->classes & SCHAIN__IMAGE_DEVELOPER_MANAGER) &&
			       schain__delivery_root(scene->model, process)->delivery ==
			               chain->delivery;
	}
	return 0;
}

/* Returns whether it said that the product never did so. */
static int add(schain__scene *scene, schain__chain *chain, schain__process *process, size_t kind)
{
	schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, chain->delivery);
	schain__profile *profile = schain__profile_of(scene->model, scene->host, chain->product_key, 0);
	schain_string image = schain__interned_string(process->image);
	schain_string command = schain__interned_string(process->command);
	enum schain__signal_id id = kinds[kind].id;
	int32_t weight = schain__weight(scene, id);
	uint32_t bit = 1u << kind;
	int is_known = profile && profile->behaviour & bit;

	if (subject_is_installing(scene, chain))
		weight -= INSTALLER_ALLOWANCE;
	if (schain__is_maintenance(scene, chain, process)) {
		weight += schain__weight(scene, SCHAIN__SIGNAL_CHILD_MAINTAINER);
		id = SCHAIN__SIGNAL_CHILD_MAINTAINER;
	}
	if (is_known) {
		weight += schain__weight(scene, SCHAIN__SIGNAL_CHILD_CUSTOMARY);
		id = SCHAIN__SIGNAL_CHILD_CUSTOMARY;
	}
	if (profile && delivery && profile->last_delivery == delivery->serial && !chain->is_bad)
		profile->behaviour_now |= bit;
	if (weight <= 0)
		return 0;
	schain__signal_add(scene, chain, id, weight, image, command, process);
	/* Two deliveries before this one make a habit whose change is worth a word. */
	if (is_known || !profile || profile->deliveries <= 2)
		return 0;
	schain__signal_add(scene, chain, SCHAIN__SIGNAL_CHILD_NEW_BEHAVIOUR,
	                   schain__weight(scene, SCHAIN__SIGNAL_CHILD_NEW_BEHAVIOUR), image, command,
	                   process);
	return 1;
}

/* A shell that starts a shell is one finding, not two. */
static int is_repeated(schain__scene *scene, const schain__process *process, uint64_t classes)
{
	const schain__process *parent = schain__process_parent(scene->model, process);

	return parent && classes & (SCHAIN__IMAGE_SHELL | SCHAIN__IMAGE_SCRIPT_HOST) &&
	       parent->classes & classes;
}

static void judge(schain__scene *scene, schain__chain *chain, schain__process *process,
                  uint32_t distance)
{
	char buffer[SCHAIN__TRAIT_SIZE];
	schain_string image = schain__interned_string(process->image);
	int is_new = schain__habit_is_new(scene, chain, SCHAIN_TRAIT_CHILD,
	                                  schain__lowered(schain__basename(image), buffer));
	int is_said = 0;

	schain__chain_process_add(scene->model, chain, process, SCHAIN_ROLE_CHILD, distance);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (process->classes & kinds[i].classes) {
			if (!is_repeated(scene, process, kinds[i].classes))
				is_said = add(scene, chain, process, i);
			break;
		}
	/* A new kind says it already. */
	if (is_new && !is_said)
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_CHILD_NEW_PROGRAM,
		                   schain__weight(scene, SCHAIN__SIGNAL_CHILD_NEW_PROGRAM), image,
		                   schain__interned_string(process->command), process);
}

void schain__child_judge(schain__scene *scene, schain__process *process)
{
	for (uint32_t i = 0; i < process->carry_count; i++) {
		schain__chain *chain = schain__carried(scene, &process->carries[i]);

		if (chain && process->carries[i].kind == SCHAIN__CARRY_INHERITED)
			judge(scene, chain, process, process->carries[i].distance);
	}
}

void schain__see_injection(schain__scene *scene)
{
	const schain_event *event = scene->event;
	schain__process *process = scene->process, *target;

	if (!process || !process->carry_count || !event->target)
		return;
	target = schain__process_of(scene->model, scene->host, event->target, event->time);
	if (target)
		schain__process_shed(scene->model, target);
	for (uint32_t i = 0; target && i < process->carry_count; i++) {
		schain__chain *chain = schain__carried(scene, &process->carries[i]);

		if (!chain)
			continue;
		schain__process_carry(target, schain__slab_ref(chain), SCHAIN__CARRY_INHERITED,
		                      process->carries[i].distance + 1u);
		schain__chain_process_add(scene->model, chain, target, SCHAIN_ROLE_CHILD,
		                          process->carries[i].distance + 1u);
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_CHILD_INJECTION,
		                   schain__weight(scene, SCHAIN__SIGNAL_CHILD_INJECTION),
		                   schain__interned_string(target->image),
		                   schain__interned_string(process->image), process);
	}
}
