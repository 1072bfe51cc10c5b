/* SPDX-License-Identifier: Apache-2.0 */
/* Stage "credential access": delivered software touches secrets. */
#include "analytic/analytic.h"

enum { WORD_LIMIT = 64 };

static void add(schain__scene *scene, schain_string path)
{
	schain__process *process = scene->process;

	for (uint32_t i = 0; i < process->carry_count; i++) {
		schain__chain *chain = schain__carried(scene, &process->carries[i]);

		if (chain)
			schain__signal_add(scene, chain, SCHAIN__SIGNAL_CREDENTIAL_TOUCHED,
			                   schain__weight(scene, SCHAIN__SIGNAL_CREDENTIAL_TOUCHED), path,
			                   schain__interned_string(process->image), process);
	}
}

void schain__see_read(schain__scene *scene)
{
	const schain_file *file = scene->event->file;

	if (!file || !scene->process || !scene->process->carry_count)
		return;
	if (schain__policy_classify(scene->model->policy, file->path) & SCHAIN__PATH_CREDENTIAL)
		add(scene, file->path);
}

static int is_path_byte(char c)
{
	return c != ' ' && c != '\t' && c != '\n' && c != '"' && c != '\'' && c != '@' && c != '=' &&
	       c != ';' && c != '|' && c != '<' && c != '>' && c != '`' && c != ',';
}

void schain__credential_of_command(schain__scene *scene, schain__process *process)
{
	schain_string command = schain__interned_string(process->command);
	size_t from = 0;

	for (int words = 0; from < command.length && words < WORD_LIMIT; words++) {
		size_t to;
		schain_string word;

		while (from < command.length && !is_path_byte(command.data[from]))
			from++;
		for (to = from; to < command.length && is_path_byte(command.data[to]); to++)
			;
		word = schain__cut(command, from, to);
		from = to;
		if (schain__path_is_absolute(word) &&
		    schain__policy_classify(scene->model->policy, word) & SCHAIN__PATH_CREDENTIAL)
			add(scene, word);
	}
}
