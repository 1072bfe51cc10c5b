/* SPDX-License-Identifier: Apache-2.0 */
#include "model/path.h"

static int is_separator(char c)
{
	return c == '/' || c == '\\';
}

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind "\\?\", "\??\", "\\.\" or "\Device\HarddiskVolumeN". */
static schain_string strip_prefix(schain_string path)
{
	static const char *const prefixes[] = { "\\\\?\\", "\\??\\", "\\\\.\\" };

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (schain__starts(path, schain_string_of(prefixes[i])))
			return schain__cut(path, 4, path.length);
	return path;
}

int schain__path_is_absolute(schain_string path)
{
	if (!path.length)
		return 0;
	if (path.length >= 3 && is_letter(path.data[0]) && path.data[1] == ':')
		return is_separator(path.data[2]);
	return is_separator(path.data[0]);
}

/* Debian and Fedora keep one /usr tree; sensors report either spelling. */
static schain_string unmerge(schain_string path, char *buffer, size_t *length)
{
	static const char *const merged[] = { "/bin/", "/sbin/", "/lib/", "/lib64/", "/lib32/" };

	for (size_t i = 0; i < sizeof merged / sizeof *merged; i++)
		if (schain__starts(path, schain_string_of(merged[i]))) {
			memcpy(buffer, "/usr", 4);
			*length = 4;
			break;
		}
	return path;
}

/*
 * "\Device\HarddiskVolume3\x" names a volume, "C:\x" a drive: without the
 * volume both are "/x", which can only confuse equal paths of two drives.
 */
static schain_string strip_volume(schain_string path)
{
	static const schain_string device = { "\\device\\harddiskvolume", 22 };
	size_t at;

	if (path.length >= 3 && is_letter(path.data[0]) && path.data[1] == ':')
		return schain__cut(path, 2, path.length);
	if (!schain__starts_nocase(path, device))
		return path;
	for (at = device.length; at < path.length && !is_separator(path.data[at]); at++)
		;
	return schain__cut(path, at, path.length);
}

schain_string schain__path_identity(schain_string path, char buffer[SCHAIN__PATH_SIZE])
{
	size_t length = 0;
	int windows;

	path = strip_prefix(path);
	windows = schain__path_is_windows(path);
	path = windows ? strip_volume(path) : unmerge(path, buffer, &length);
	for (size_t i = 0; i < path.length && length < SCHAIN__PATH_SIZE; i++) {
		char c = path.data[i];

		if (windows)
			c = c == '\\' ? '/' : schain__lower(c);
		if (c == '/') {
			while (i + 1 < path.length &&
			       ((windows ? is_separator(path.data[i + 1]) : path.data[i + 1] == '/') ||
			        (path.data[i + 1] == '.' && i + 2 < path.length && is_separator(path.data[i + 2]))))
				i += is_separator(path.data[i + 1]) ? 1 : 2;
		}
		buffer[length++] = c;
	}
	return schain__string(buffer, length);
}

schain_string schain__path_join(schain_string directory, schain_string path,
                                char buffer[SCHAIN__PATH_SIZE])
{
	size_t length = directory.length;
	char separator = schain__path_is_windows(directory) ? '\\' : '/';

	if (schain__path_is_absolute(path) || !length)
		return path;
	while (path.length >= 2 && path.data[0] == '.' && is_separator(path.data[1]))
		path = schain__cut(path, 2, path.length);
	if (length + 1 + path.length > SCHAIN__PATH_SIZE)
		return path;
	memcpy(buffer, directory.data, length);
	if (!is_separator(buffer[length - 1]))
		buffer[length++] = separator;
	memcpy(buffer + length, path.data, path.length);
	return schain__string(buffer, length + path.length);
}

static size_t component_end(schain_string path, size_t from)
{
	while (from < path.length && !is_separator(path.data[from]))
		from++;
	return from;
}

schain_string schain__path_package(schain_string path)
{
	static const schain_string roots[] = {
		{ "node_modules", 12 }, { "site-packages", 13 }, { "dist-packages", 13 }, { "gems", 4 },
	};
	schain_string package = { NULL, 0 };

	for (size_t from = 0, to; from < path.length; from = to + 1) {
		schain_string component;
		int is_root = 0;

		to = component_end(path, from);
		component = schain__cut(path, from, to);
		for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
			is_root |= schain__equal(component, roots[i]);
		if (is_root && to + 1 < path.length) {
			size_t end = component_end(path, to + 1);

			/* npm scopes: node_modules/@scope/name */
			if (path.data[to + 1] == '@' && end < path.length)
				end = component_end(path, end + 1);
			/* node_modules/.bin holds links of every package. */
			if (!schain__equal(schain__cut(path, to + 1, end), SCHAIN_STRING(".bin")))
				package = schain__cut(path, 0, end);
		}
	}
	return package;
}

int schain__path_has_short_name(schain_string path)
{
	size_t at = schain__find(path, '~', 0);

	return at != SIZE_MAX && at + 1 < path.length && path.data[at + 1] >= '1' &&
	       path.data[at + 1] <= '9';
}

static int is_kept(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

schain_string schain__path_coarse(schain_string canonical, char buffer[SCHAIN__PATH_SIZE])
{
	size_t length = 0, kept = 0;
	int behind = 0;

	for (size_t i = 0; i < canonical.length; i++) {
		char c = canonical.data[i];

		if (c == '/') {
			kept = 0;
			behind = 0;
			buffer[length++] = c;
		} else if (c == '~') {
			behind = 1;
		} else if (!behind && kept < 6 && is_kept(c)) {
			buffer[length++] = c;
			kept++;
		}
	}
	return schain__string(buffer, length);
}
