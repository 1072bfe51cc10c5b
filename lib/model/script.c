/* SPDX-License-Identifier: Apache-2.0 */
#include "model/script.h"

#include "policy/policy.h"

enum { WORD_LIMIT = 32 };

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * The next argument, without the quotes around it. Good enough to find a path
 * in either system's quoting; escapes inside are left as they are.
 */
static int next_argument(schain_string command, size_t *from, schain_string *ret_argument)
{
	size_t start, to;
	char quote;

	while (*from < command.length && is_blank(command.data[*from]))
		(*from)++;
	if (*from >= command.length)
		return 0;
	quote = command.data[*from];
	if (quote == '"' || quote == '\'') {
		start = *from + 1;
		to = schain__find(command, quote, start);
		if (to == SIZE_MAX)
			to = command.length;
		*from = to + 1;
	} else {
		start = *from;
		for (to = start; to < command.length && !is_blank(command.data[to]); to++)
			;
		*from = to;
	}
	*ret_argument = schain__cut(command, start, to);
	return 1;
}

static int is_one_of(schain_string argument, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (schain__equal_nocase(argument, schain_string_of(names[i])))
			return 1;
	return 0;
}

/* Options whose next argument is the script, or the module: python(1), java(1), powershell.exe. */
static int names_script(schain_string option)
{
	static const char *const names[] = { "-m", "-jar", "-file" };

	return is_one_of(option, names, sizeof names / sizeof *names);
}

/* Options behind which there is code, not a file: python, perl, ruby, node, powershell. */
static int brings_code(schain_string option)
{
	static const char *const names[] = { "-c",    "-e",       "-p",       "-r",
		                             "--eval", "--print", "-command", "-encodedcommand",
		                             "-enc",   "-ec" };

	return is_one_of(option, names, sizeof names / sizeof *names);
}

/* Options of cmd.exe behind which there is a command line. */
static int brings_command(schain_string option)
{
	static const char *const names[] = { "/c", "/k", "/r" };

	return is_one_of(option, names, sizeof names / sizeof *names);
}

/* An option of either system: "-x", "/c", and "//B" of wscript.exe; "/opt/x" is a path. */
static int is_option(schain_string argument)
{
	if (argument.data[0] == '-')
		return 1;
	if (argument.data[0] != '/')
		return 0;
	return argument.length <= 3 || argument.data[1] == '/';
}

/* A path, or a name with an ending. */
static int looks_like_file(schain_string argument)
{
	return schain__find(argument, '/', 0) != SIZE_MAX || schain__find(argument, '\\', 0) != SIZE_MAX ||
	       schain__find(argument, '.', 0) != SIZE_MAX;
}

/* A command line's script is the program that it starts with, if that is a file: not `ping 192.0.2.1`. */
static schain_string script_of_command(schain_string argument)
{
	size_t end = 0;

	while (end < argument.length && !is_blank(argument.data[end]))
		end++;
	return looks_like_file(schain__cut(argument, 0, end)) ? argument : schain__string(NULL, 0);
}

int schain__runs_modules(schain_string image)
{
	static const char *const names[] = { "rundll32", "rundll32.exe", "regsvr32", "regsvr32.exe" };

	return is_one_of(schain__basename(image), names, sizeof names / sizeof *names);
}

/* `rundll32 C:\x.dll,Entry` and `regsvr32 /s C:\x.dll`: what runs is the module. */
static schain_string module_of(schain_string command, size_t from)
{
	schain_string argument;

	for (int words = 0; words < WORD_LIMIT && next_argument(command, &from, &argument); words++)
		if (argument.length && !is_option(argument))
			return schain__cut(argument, 0, schain__find(argument, ',', 0));
	return schain__string(NULL, 0);
}

schain_string schain__script_of(schain_string command, uint64_t classes)
{
	schain_string none = { NULL, 0 }, argument;
	size_t from = 0;

	if (!(classes & (SCHAIN__IMAGE_INTERPRETER | SCHAIN__IMAGE_SCRIPT_HOST | SCHAIN__IMAGE_SHELL |
	                 SCHAIN__IMAGE_LOLBIN)) ||
	    !next_argument(command, &from, &argument))
		return none;
	if (schain__runs_modules(argument))
		return module_of(command, from);
	if (!(classes & (SCHAIN__IMAGE_INTERPRETER | SCHAIN__IMAGE_SCRIPT_HOST | SCHAIN__IMAGE_SHELL)))
		return none;
	for (int words = 0; words < WORD_LIMIT && next_argument(command, &from, &argument); words++) {
		if (!argument.length)
			continue;
		if (names_script(argument))
			return next_argument(command, &from, &argument) ? argument : none;
		if (brings_code(argument))
			return none;
		if (brings_command(argument))
			return next_argument(command, &from, &argument) ? script_of_command(argument) : none;
		if (is_option(argument))
			continue;
		if (looks_like_file(argument))
			return argument;
		/* The first word of `node server` is its script; that of `powershell Get-Date` is code. */
		if (classes & SCHAIN__IMAGE_INTERPRETER && !(classes & SCHAIN__IMAGE_SCRIPT_HOST))
			return argument;
	}
	return none;
}
