/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which script an interpreter runs. Python, node or sh itself says nothing
 * about what was installed; its script does. Where a sensor gives only the
 * arguments, they are read here as the interpreter would.
 */
#include "decode/decoder.h"

#include <string.h>

/* How an interpreter reads single-letter options; each from its manual page. */
struct interpreter {
	const char *name;
	const char *none;     /* the code is not in a file: given here, a module, standard input */
	const char *argument; /* takes the rest of the word, or else the next one */
	const char *rest;     /* takes the rest of the word only */
	const char *file;     /* its argument is the script */
};

static const struct interpreter interpreters[] = {
	{ "sh", "cs", "oO", "", "" },      { "bash", "cs", "oO", "", "" },
	{ "dash", "cs", "o", "", "" },     { "ash", "cs", "o", "", "" },
	{ "ksh", "cs", "o", "", "" },      { "zsh", "cs", "o", "", "" },
	{ "python", "cm", "WX", "", "" },  { "pypy", "cm", "WX", "", "" },
	{ "perl", "eE", "I", "MmdDFilx0CV", "" },
	{ "ruby", "e", "ICEr", "KFTWx0i", "" },
	{ "node", "ep", "rC", "", "" },    { "nodejs", "ep", "rC", "", "" },
	{ "php", "rRBE", "cdz", "", "f" }, { "lua", "e", "l", "", "" },
	{ "Rscript", "e", "", "", "" },    { "tclsh", "", "", "", "" },
};

/* Long options whose value is the next word. */
static const char *const long_with_value[] = {
	"--rcfile", "--init-file", "--require", "--import", "--loader", "--experimental-loader",
	"--conditions", "--check-hash-based-pycs",
};

static const char *const long_without_script[] = { "--eval", "--print", "--version", "--help" };

static int is_one_of(schain_string word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(words[i]) == word.length && !memcmp(words[i], word.data, word.length))
			return 1;
	return 0;
}

static int is_word(schain_string word, const char *text)
{
	return is_one_of(word, &text, 1);
}

/* "/usr/bin/python3.11" is python. */
static schain_string program_of(schain_string image)
{
	size_t begin, end = image.length;

	if (!end)
		return image;
	while (end && ((image.data[end - 1] >= '0' && image.data[end - 1] <= '9') ||
	               image.data[end - 1] == '.'))
		end--;
	for (begin = end; begin && image.data[begin - 1] != '/'; begin--)
		;
	image.data += begin;
	image.length = end - begin;
	return image;
}

static const struct interpreter *interpreter_of(schain_string program)
{
	for (size_t i = 0; i < sizeof interpreters / sizeof *interpreters; i++)
		if (is_word(program, interpreters[i].name))
			return &interpreters[i];
	return NULL;
}

/* The archive behind -jar; what follows a class's name is the class's own. */
static schain_string jar_of(const schain_string *arguments, size_t count)
{
	static const char *const with_value[] = { "-cp", "-classpath", "--class-path", "-p",
	                                          "--module-path", "--add-modules" };

	for (size_t i = 1; i + 1 < count && arguments[i].length && arguments[i].data[0] == '-'; i++) {
		if (is_word(arguments[i], "-jar"))
			return arguments[i + 1];
		i += is_one_of(arguments[i], with_value, sizeof with_value / sizeof *with_value);
	}
	return SCHAIN_STRING_NONE;
}

static int has(const char *letters, char letter)
{
	return letter && strchr(letters, letter);
}

enum option { OPTION_ALONE, OPTION_WITH_NEXT, OPTION_NO_SCRIPT, OPTION_SCRIPT_NEXT };

static enum option short_option(const struct interpreter *interpreter, schain_string word)
{
	for (size_t i = 1; i < word.length; i++) {
		char letter = word.data[i];

		if (has(interpreter->none, letter))
			return OPTION_NO_SCRIPT;
		if (has(interpreter->file, letter))
			return OPTION_SCRIPT_NEXT;
		if (has(interpreter->rest, letter))
			return OPTION_ALONE;
		if (has(interpreter->argument, letter))
			return i + 1 == word.length ? OPTION_WITH_NEXT : OPTION_ALONE;
	}
	return OPTION_ALONE;
}

static enum option long_option(schain_string word)
{
	if (is_one_of(word, long_without_script,
	              sizeof long_without_script / sizeof *long_without_script))
		return OPTION_NO_SCRIPT;
	return is_one_of(word, long_with_value, sizeof long_with_value / sizeof *long_with_value)
	               ? OPTION_WITH_NEXT : OPTION_ALONE;
}

schain_string schain__decode_script(schain__decode *decode, schain_string image,
                                    const schain_string *arguments, size_t count,
                                    schain_string directory)
{
	schain_string program = program_of(image);
	const struct interpreter *interpreter;
	enum option option;

	if (is_word(program, "java"))
		return schain__decode_resolve(decode, jar_of(arguments, count), directory);
	/* One image of many names: the one it was called by says which it is. */
	if (count && is_word(program, "busybox"))
		program = program_of(arguments[0]);
	interpreter = interpreter_of(program);
	for (size_t i = 1; interpreter && i < count; i++) {
		schain_string word = arguments[i];

		if (word.length < 2 || (word.data[0] != '-' && word.data[0] != '+')) {
			if (!word.length || (word.length == 1 && word.data[0] == '-'))
				break;
			return schain__decode_resolve(decode, word, directory);
		}
		if (word.length == 2 && word.data[1] == '-')
			option = OPTION_SCRIPT_NEXT;
		else
			option = word.data[1] == '-' ? long_option(word) : short_option(interpreter, word);
		if (option == OPTION_NO_SCRIPT)
			break;
		if (option == OPTION_SCRIPT_NEXT && i + 1 < count)
			return schain__decode_resolve(decode, arguments[i + 1], directory);
		i += option == OPTION_WITH_NEXT;
	}
	return SCHAIN_STRING_NONE;
}

static int is_clean(schain_string path)
{
	if (!path.length || path.data[0] != '/')
		return 0;
	for (size_t i = 1; i < path.length; i++)
		if (path.data[i - 1] == '/' && (path.data[i] == '/' || path.data[i] == '.'))
			return 0;
	return 1;
}

/* Appends the parts of `path` to an absolute path of `length` bytes. */
static size_t append_parts(char *out, size_t length, schain_string path)
{
	size_t end;

	for (size_t at = 0; at < path.length; at = end + 1) {
		const char *slash = memchr(path.data + at, '/', path.length - at);
		size_t size;

		end = slash ? (size_t)(slash - path.data) : path.length;
		size = end - at;
		if (!size || (size == 1 && path.data[at] == '.'))
			continue;
		if (size == 2 && path.data[at] == '.' && path.data[at + 1] == '.') {
			while (length && out[--length] != '/')
				;
			continue;
		}
		out[length++] = '/';
		memcpy(out + length, path.data + at, size);
		length += size;
	}
	return length;
}

schain_string schain__decode_resolve(schain__decode *decode, schain_string path,
                                     schain_string directory)
{
	schain_string resolved = SCHAIN_STRING_NONE;
	size_t length = 0;
	char *out;

	if (is_clean(path) || !path.length)
		return path;
	/* Relative to nobody knows where: better as it is than wrong. */
	if (path.data[0] != '/' && (!directory.length || directory.data[0] != '/'))
		return path;
	out = schain__decode_alloc(decode, directory.length + path.length + 2);
	if (!out)
		return resolved;
	if (path.data[0] != '/')
		length = append_parts(out, 0, directory);
	length = append_parts(out, length, path);
	if (!length)
		out[length++] = '/';
	resolved.data = out;
	resolved.length = length;
	return resolved;
}
