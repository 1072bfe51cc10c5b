/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin_choice.h"

#include <stdlib.h>
#include <string.h>

#include "plugin_set.h"

static int too_many(const char *what, int most)
{
	complain("%s can be given %d times at most", what, most);
	return EXIT_USAGE;
}

int plugin_choice_add(struct plugin_choice *choice, const char *text)
{
	if (choice->count == PLUGIN_CHOICES)
		return too_many("--plugin", PLUGIN_CHOICES);
	choice->texts[choice->count++] = text;
	return 0;
}

int plugin_choice_isolate(struct plugin_choice *choice)
{
	choice->is_isolated = 1;
	return 0;
}

static char *absolute(const char *path, int *ret_status)
{
	char buffer[PLUGIN_PATH_SIZE], *copy;

	*ret_status = plugin_set_absolute(path, strlen(path), buffer);
	if (*ret_status)
		return NULL;
	copy = strdup(buffer);
	if (!copy) {
		complain("out of memory");
		*ret_status = EXIT_INPUT;
	}
	return copy;
}

int plugin_choice_grant(struct plugin_choice *choice, const char *path)
{
	schain_plugin_grant *grant = &choice->grants[choice->isolation.grant_count];
	int status;

	if (choice->isolation.grant_count == PLUGIN_GRANTS)
		return too_many("--grant", PLUGIN_GRANTS);
	grant->path = absolute(path, &status);
	grant->access = SCHAIN_GRANT_READ;
	choice->isolation.grant_count += !status;
	return status;
}

int plugin_choice_host(struct plugin_choice *choice, const char *file)
{
	int status;

	free(choice->helper);
	choice->helper = absolute(file, &status);
	return status;
}

const schain_plugin_isolation *plugin_choice_isolation(struct plugin_choice *choice)
{
	schain_plugin_isolation *isolation = &choice->isolation;

	if (!choice->is_isolated)
		return NULL;
	isolation->struct_size = sizeof *isolation;
	isolation->helper = choice->helper;
	isolation->grants = choice->grants;
	isolation->grant_size = sizeof *choice->grants;
	return isolation;
}

void plugin_choice_dispose(struct plugin_choice *choice)
{
	for (size_t i = 0; i < choice->isolation.grant_count; i++)
		free((char *)(uintptr_t)choice->grants[i].path);
	free(choice->helper);
}
