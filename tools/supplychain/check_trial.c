/* SPDX-License-Identifier: Apache-2.0 */
/* A trial's side of the pipe to plugin_check.c, and its configuration. */
#include "check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One line, written at once so that threads do not mix. */
static void tell(struct trial *trial, char kind, const char *text)
{
	char line[1024];
	size_t length = (size_t)snprintf(line, sizeof line - 1, "%c%s", kind, text);
	const char *at = line;

	if (length > sizeof line - 2)
		length = sizeof line - 2;
	for (size_t i = 0; i < length; i++)
		if (line[i] == '\n')
			line[i] = ' ';
	line[length++] = '\n';
	while (length) {
		ssize_t written = write(trial->results, at, length);

		if (written < 0 && errno != EINTR)
			return;
		if (written > 0) {
			at += written;
			length -= (size_t)written;
		}
	}
}

void trial_found(struct trial *trial, const char *remedy, const char *format, ...)
{
	char text[768], both[1000];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	for (char *at = text; *at; at++)
		if (*at == '\t')
			*at = ' ';
	snprintf(both, sizeof both, "%s\t%s", text, remedy);
	tell(trial, 'F', both);
}

void trial_step(struct trial *trial, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	tell(trial, 'S', text);
}

void trial_done(struct trial *trial)
{
	tell(trial, 'D', "");
}

void trial_skip(struct trial *trial, const char *why)
{
	tell(trial, 'K', why);
}

/*
 * The library completes a configuration for its own call of open: one of ours
 * takes the plugin's place and keeps what it is given.
 */
static schain_plugin_setting *captured;

static schain_status capture(const schain_plugin_host *host, const schain_plugin_setting *settings,
                             size_t setting_count, void **ret_instance, schain_error *error)
{
	(void)host;
	(void)ret_instance;
	(void)error;
	captured = calloc(setting_count + 1, sizeof *captured);
	for (size_t i = 0; captured && i < setting_count; i++) {
		char *text;

		captured[i] = settings[i];
		if (!settings[i].text.data)
			continue;
		text = malloc(settings[i].text.length + 1);
		if (!text)
			return SCHAIN_E_MEMORY;
		memcpy(text, settings[i].text.data, settings[i].text.length);
		text[settings[i].text.length] = 0;
		captured[i].text.data = text;
	}
	return captured ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

static void let_go(void *instance)
{
	(void)instance;
}

schain_plugin_setting *trial_configure(struct trial *trial, const schain_plugin_value *values,
                                       size_t count)
{
	schain_plugin stand_in = *trial->plugin;
	schain_plugins *plugins = NULL;
	schain_error error = SCHAIN_ERROR_INIT;

	stand_in.open = capture;
	stand_in.close = let_go;
	captured = NULL;
	if (schain_plugins_new(NULL, &plugins, &error) == SCHAIN_OK &&
	    schain_plugins_add(plugins, &stand_in, &error) == SCHAIN_OK)
		schain_plugins_open(plugins, stand_in.name, NULL, values, sizeof *values, count, &error);
	schain_plugins_free(plugins);
	return captured;
}
