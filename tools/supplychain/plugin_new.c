/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain plugin new NAME: the project of a small plugin, to begin with. */
#include "plugins.h"
#include "options.h"
#include "template.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_SIZE = 32 /* as schain_plugin::name, with its NUL */, WORDS = 11 };

static const struct {
	const char *name;
	const char *source;   /* the example that becomes the plugin */
	const char *example;  /* its name, replaced by the new one */
	const char *test;
	const char *packages; /* of pkg-config, for the test */
	const char *config;   /* options it cannot do without, of "plugins check" */
	const char *options;  /* and of --plugin */
} kinds[] = {
	{ "enricher", "enricher.c", "example-enricher", "test-enricher.c", "libsupplychain-1 >= 1.0",
	  "--config=list=/etc/hosts ", ":list=/etc/hosts" },
	{ "decoder", "decoder.c", "example-decoder", "test-decoder.c",
	  "libsupplychain-decode-1 >= 1.0 libsupplychain-1 >= 1.0", "", "" },
	{ "sink", "sink.c", "example-sink", "test-sink.c", "libsupplychain-1 >= 1.0",
	  "--config=file=/tmp/verdicts ", ":file=/tmp/verdicts" },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* What is replaced in the templates, and by what. */
struct word {
	const char *from, *to;
};

struct writer {
	const char *directory;
	struct word words[WORDS];
	char identifier[NAME_SIZE];
};

static const struct template *template_of(const char *name)
{
	for (size_t i = 0; templates[i].name; i++)
		if (!strcmp(templates[i].name, name))
			return &templates[i];
	return NULL;
}

static const struct word *word_at(const struct writer *writer, const char *text)
{
	for (size_t i = 0; writer->words[i].from; i++)
		if (!strncmp(text, writer->words[i].from, strlen(writer->words[i].from)))
			return &writer->words[i];
	return NULL;
}

static void write_lines(const struct writer *writer, FILE *file, const struct template *template);

static void write_line(const struct writer *writer, FILE *file, const char *line)
{
	const struct template *part = !strcmp(line, "@HOST@")    ? template_of("host.c")
	                              : !strcmp(line, "@SCENE@") ? template_of("scene.c")
	                                                         : NULL;

	if (part) {
		write_lines(writer, file, part);
		return;
	}
	while (*line) {
		const struct word *word = word_at(writer, line);

		if (word) {
			fputs(word->to, file);
			line += strlen(word->from);
		} else {
			putc(*line++, file);
		}
	}
	putc('\n', file);
}

static void write_lines(const struct writer *writer, FILE *file, const struct template *template)
{
	for (size_t i = 0; template->lines[i]; i++)
		write_line(writer, file, template->lines[i]);
}

/* Returns 0, or an exit status. */
static int write_file(const struct writer *writer, const char *name, const char *template)
{
	char path[4096];
	FILE *file;
	int failed;

	snprintf(path, sizeof path, "%s/%s", writer->directory, name);
	file = fopen(path, "wx"); /* never over another */
	if (!file) {
		complain("%s: %s", path, strerror(errno));
		return EXIT_INPUT;
	}
	write_lines(writer, file, template_of(template));
	failed = ferror(file);
	if (fclose(file) || failed) {
		complain("%s: cannot write: %s", path, strerror(errno));
		return EXIT_INPUT;
	}
	printf("  %s\n", path);
	return 0;
}

static int is_name(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length && length < NAME_SIZE && !name[length] && name[0] >= 'a' && name[0] <= 'z';
}

/* Goes into C strings and comments as it is. */
static int is_plain(const char *text)
{
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f || *at == '"' || *at == '\\' || *at == '*' ||
		    *at == '[' || *at == ']')
			return 0;
	return *text && strlen(text) < 256;
}

static int find_kind(const char *name, size_t *ret_kind)
{
	const char *names[KINDS + 1] = { NULL }, *near;

	for (size_t i = 0; i < KINDS; i++) {
		names[i] = kinds[i].name;
		if (!strcmp(name, kinds[i].name)) {
			*ret_kind = i;
			return 0;
		}
	}
	near = nearest_word(name, names);
	if (near)
		return usage_error(&command_plugins, "--kind: there is no kind '%s'; did you mean '%s'?", name,
		                   near);
	return usage_error(&command_plugins, "--kind: expected enricher, decoder or sink, not '%s'", name);
}

static int check_project(const struct new_plugin *project)
{
	if (!is_name(project->name))
		return usage_error(&command_plugins,
		                   "new: '%s' is not a name of lower-case letters, digits and '-', a letter "
		                   "first, %d at most",
		                   project->name, NAME_SIZE - 1);
	if (!strcmp(project->name, "test"))
		return usage_error(&command_plugins, "new: 'test' is the name of the plugin's test");
	if (!is_plain(project->author) || !is_plain(project->licence))
		return usage_error(&command_plugins,
		                   "--author, --licence: a text without quotes, brackets, '*' and '\\'");
	return 0;
}

static void choose_words(struct writer *writer, const struct new_plugin *project, size_t kind)
{
	const struct word words[WORDS] = {
		{ "@NAME@", project->name },
		{ "@IDENTIFIER@", writer->identifier },
		{ "@KIND@", kinds[kind].name },
		{ "@LICENCE@", project->licence },
		{ "@PACKAGES@", kinds[kind].packages },
		{ "@CONFIG@", kinds[kind].config },
		{ "@OPTIONS@", kinds[kind].options },
		/* Of the example: */
		{ kinds[kind].example, project->name },
		{ "The libsupplychain authors", project->author },
		{ "Apache-2.0", project->licence },
	};

	memcpy(writer->words, words, sizeof words);
	snprintf(writer->identifier, sizeof writer->identifier, "%s", project->name);
	for (char *at = writer->identifier; *at; at++)
		if (*at == '-')
			*at = '_';
}

static int write_project(const struct writer *writer, const char *name, size_t kind)
{
	char source[NAME_SIZE + 2];
	int status;

	snprintf(source, sizeof source, "%s.c", name);
	status = write_file(writer, source, kinds[kind].source);
	if (!status)
		status = write_file(writer, "test.c", kinds[kind].test);
	if (!status)
		status = write_file(writer, "configure.ac", "configure.ac");
	if (!status)
		status = write_file(writer, "Makefile.am", "Makefile.am");
	if (!status)
		status = write_file(writer, "README.md", "README.md");
	return status ? status : write_file(writer, ".gitignore", "gitignore");
}

int plugin_new(const struct new_plugin *project)
{
	struct writer writer = { .directory = project->directory ? project->directory : project->name };
	size_t kind = 0;
	int status = check_project(project);

	if (!status)
		status = find_kind(project->kind, &kind);
	if (status)
		return status;
	if (mkdir(writer.directory, 0755)) {
		complain("%s: %s", writer.directory, strerror(errno));
		return EXIT_INPUT;
	}
	choose_words(&writer, project, kind);
	status = write_project(&writer, project->name, kind);
	if (!status)
		printf("Next: cd %s && autoreconf -fi && ./configure && make check\n", writer.directory);
	return status;
}
