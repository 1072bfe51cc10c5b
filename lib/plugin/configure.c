/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration held against a plugin's options. */
#include "plugin/plugin.h"

/* Decimal, with a sign, all of it. Returns 0, -1 if it is none or does not fit. */
static int parse_integer(schain_string text, int64_t *ret_value)
{
	int is_negative = text.length && text.data[0] == '-';
	/* Counted downwards: the least number has no positive twin. */
	int64_t value = 0;

	if (text.length == (size_t)is_negative)
		return -1;
	for (size_t i = (size_t)is_negative; i < text.length; i++) {
		int digit = text.data[i] - '0';

		if (digit < 0 || digit > 9 || value < (INT64_MIN + digit) / 10)
			return -1;
		value = value * 10 - digit;
	}
	if (!is_negative && value == INT64_MIN)
		return -1;
	*ret_value = is_negative ? value : -value;
	return 0;
}

static int is_absolute(schain_string path)
{
	if (!path.length || memchr(path.data, 0, path.length))
		return 0;
	if (path.data[0] == '/')
		return 1;
	/* C:\ and \\server\ */
	return (path.length > 2 && path.data[1] == ':' &&
	        (path.data[2] == '\\' || path.data[2] == '/')) ||
	       schain__starts(path, SCHAIN_STRING("\\\\"));
}

/* NULL if the text is a value of the option, else what was expected. */
static const char *read_value(const schain_plugin_option *option, schain_string text,
                              int64_t *ret_number)
{
	int is_bounded = option->minimum || option->maximum;

	switch (option->type) {
	case SCHAIN_OPTION_INTEGER:
		if (parse_integer(text, ret_number))
			return "is not a whole number";
		if (is_bounded && (*ret_number < option->minimum || *ret_number > option->maximum))
			return "is out of bounds";
		return NULL;
	case SCHAIN_OPTION_BOOLEAN:
		*ret_number = schain__equal(text, SCHAIN_STRING("true"));
		return *ret_number || schain__equal(text, SCHAIN_STRING("false"))
		           ? NULL
		           : "is neither true nor false";
	case SCHAIN_OPTION_PATH:
		return is_absolute(text) ? NULL : "is not an absolute path";
	default:
		for (size_t i = 0; i < text.length;) {
			size_t step = schain__utf8_sequence(text.data + i, text.length - i);

			if (!step || !text.data[i])
				return "is not UTF-8 text without NUL";
			i += step;
		}
		return NULL;
	}
}

static const schain_plugin_value *value_at(const schain_plugin_value *values, size_t value_size,
                                           size_t index)
{
	return (const void *)((const char *)values + index * value_size);
}

size_t schain__plugin_option_of(const schain_plugin *plugin, schain_string key)
{
	for (size_t i = 0; i < plugin->option_count; i++)
		if (schain__equal(schain_string_of(schain__plugin_option_at(plugin, i)->name), key))
			return i;
	return SIZE_MAX;
}

/* As much of it as a message has room for. */
static int shown(schain_string text)
{
	return text.length > 80 ? 80 : (int)text.length;
}

static schain_status check_keys(const schain_plugin *plugin, const schain_plugin_value *values,
                                size_t value_size, size_t count, schain_error *error)
{
	for (size_t i = 0; i < count; i++) {
		schain_string key = value_at(values, value_size, i)->key;

		if (schain__plugin_option_of(plugin, key) == SIZE_MAX)
			return schain__fail(error, SCHAIN_E_KEY, "plugin %s has no option \"%.*s\"",
			                    plugin->name, shown(key), key.length ? key.data : "");
		for (size_t k = 0; k < i; k++)
			if (schain__equal(value_at(values, value_size, k)->key, key))
				return schain__fail(error, SCHAIN_E_VALUE, "%.*s: given twice", shown(key),
				                    key.data);
	}
	return SCHAIN_OK;
}

/* The value of an option: as given, or the default. Absent if there is neither. */
static schain_string text_of(const schain_plugin_option *option, const schain_plugin_value *values,
                             size_t value_size, size_t count, uint32_t *ret_is_given)
{
	for (size_t i = 0; i < count; i++) {
		const schain_plugin_value *value = value_at(values, value_size, i);

		if (!schain__equal(value->key, schain_string_of(option->name)))
			continue;
		*ret_is_given = 1;
		return value->value.data ? value->value : SCHAIN_STRING("");
	}
	*ret_is_given = 0;
	return schain_string_of(option->fallback);
}

schain_status schain__plugin_value_check(const schain_plugin_option *option, schain_string text,
                                         schain_plugin_setting *setting, schain_error *error)
{
	const char *why;

	if (!text.data)
		return option->flags & SCHAIN_OPTION_REQUIRED
		           ? schain__fail(error, SCHAIN_E_VALUE, "%s: has to be given", option->name)
		           : SCHAIN_OK;
	why = read_value(option, text, &setting->number);
	if (!why)
		return SCHAIN_OK;
	if (option->type == SCHAIN_OPTION_INTEGER && (option->minimum || option->maximum))
		return schain__fail(error, SCHAIN_E_VALUE, "%s: \"%.*s\" %s (%lld to %lld)", option->name,
		                    shown(text), text.data, why, (long long)option->minimum,
		                    (long long)option->maximum);
	return schain__fail(error, SCHAIN_E_VALUE, "%s: \"%.*s\" %s", option->name, shown(text),
	                    text.data, why);
}

/* Copies each text behind the settings, with a NUL. */
static void pack(const schain_plugin *plugin, schain_plugin_setting *settings)
{
	char *to = (char *)(settings + plugin->option_count);

	for (size_t i = 0; i < plugin->option_count; i++) {
		schain_string *text = &settings[i].text;

		if (!text->data)
			continue;
		memcpy(to, text->data, text->length);
		to[text->length] = 0;
		text->data = to;
		to += text->length + 1;
	}
}

schain_status schain__plugin_configure(schain_plugins *plugins, const schain_plugin *plugin,
                                       const schain_plugin_value *values, size_t value_size,
                                       size_t count, schain_plugin_setting **ret_settings,
                                       size_t *ret_size, schain_error *error)
{
	schain_plugin_setting read[SCHAIN__PLUGIN_OPTIONS];
	size_t size = plugin->option_count * sizeof *read;
	schain_status status = check_keys(plugin, values, value_size, count, error);

	memset(read, 0, sizeof read);
	for (size_t i = 0; status == SCHAIN_OK && i < plugin->option_count; i++) {
		const schain_plugin_option *option = schain__plugin_option_at(plugin, i);

		read[i].text = text_of(option, values, value_size, count, &read[i].is_given);
		if (read[i].text.length > UINT32_MAX / (2 * SCHAIN__PLUGIN_OPTIONS))
			return schain__fail(error, SCHAIN_E_VALUE, "%s: is too long", option->name);
		size += read[i].text.length + 1;
		status = schain__plugin_value_check(option, read[i].text, &read[i], error);
	}
	if (status != SCHAIN_OK)
		return status;
	*ret_settings = NULL;
	*ret_size = 0;
	if (!plugin->option_count)
		return SCHAIN_OK;
	*ret_settings = schain__alloc(&plugins->memory, size);
	if (!*ret_settings)
		return schain__fail_memory(error);
	*ret_size = size;
	memcpy(*ret_settings, read, plugin->option_count * sizeof *read);
	pack(plugin, *ret_settings);
	return SCHAIN_OK;
}
