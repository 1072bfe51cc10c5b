/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/pathname.h"

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int is_separator(char c)
{
	return c == '/' || c == '\\';
}

static int has_drive(schain_string path)
{
	return path.length >= 2 && is_letter(path.data[0]) && path.data[1] == ':' &&
	       (path.length == 2 || is_separator(path.data[2]));
}

int schain__path_is_windows(schain_string path)
{
	if (!path.length || path.data[0] == '/')
		return 0; /* a backslash is an ordinary byte of Unix names */
	return has_drive(path) || schain__find(path, '\\', 0) != SIZE_MAX;
}

/* What Windows, its kernel and its sensors write before the path proper; the first that fits. */
static const struct {
	const char *given;
	const char *canonical;
} prefixes[] = {
	{ "\\\\?\\unc\\", "unc:/" },
	{ "\\\\?\\globalroot\\systemroot\\", "@:/windows/" },
	{ "\\??\\unc\\", "unc:/" },
	{ "\\device\\mup\\", "unc:/" },
	{ "\\device\\lanmanredirector\\", "unc:/" },
	{ "\\device\\bootdevice\\", "@:/" },
	{ "\\systemroot\\", "@:/windows/" },
	{ "%systemroot%\\", "@:/windows/" },
	{ "%windir%\\", "@:/windows/" },
	{ "system32\\", "@:/windows/system32/" },
	{ "\\windows\\", "@:/windows/" },
	{ "\\registry\\machine\\", "hklm/" },
	{ "\\registry\\user\\", "hku/" },
	{ "hkey_local_machine\\", "hklm/" },
	{ "hkey_users\\", "hku/" },
	{ "hkey_current_user\\", "hkcu/" },
	{ "hkey_classes_root\\", "hkcr/" },
	{ "\\\\", "unc:/" },
};

/* Length of a prefix whose next component varies, such as \Device\HarddiskVolume3\; 0: none. */
static size_t device_prefix(schain_string path)
{
	static const char *const devices[] = { "\\device\\harddiskvolume", "\\\\?\\volume{",
		                                   "\\??\\volume{",
		                                   "\\\\?\\globalroot\\device\\harddiskvolume" };

	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
		size_t end = strlen(devices[i]);

		if (!schain__starts_nocase(path, schain_string_of(devices[i])))
			continue;
		while (end < path.length && !is_separator(path.data[end]))
			end++;
		return end;
	}
	return 0;
}

static schain_string put_prefix(schain_string path, char *room, size_t *written)
{
	size_t device = device_prefix(path);

	*written = 0;
	if (device) {
		memcpy(room, "@:/", 3);
		*written = 3;
		return schain__cut(path, device, path.length);
	}
	if (schain__starts(path, SCHAIN_STRING("\\\\?\\")) ||
	    schain__starts(path, SCHAIN_STRING("\\??\\"))) {
		schain_string inner = schain__cut(path, 4, path.length);

		if (has_drive(inner))
			return inner;
	}
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		schain_string given = schain_string_of(prefixes[i].given);

		if (!schain__starts_nocase(path, given))
			continue;
		*written = strlen(prefixes[i].canonical);
		memcpy(room, prefixes[i].canonical, *written);
		return schain__cut(path, given.length, path.length);
	}
	return path;
}

/* Drops the last component of `room`, but nothing before `floor`. */
static size_t parent_of(const char *room, size_t length, size_t floor)
{
	while (length > floor && room[length - 1] == '/')
		length--;
	while (length > floor && room[length - 1] != '/')
		length--;
	return length;
}

static int is_parent(schain_string component)
{
	return component.length == 2 && component.data[0] == '.' && component.data[1] == '.';
}

static schain_string canonical_windows(schain_string path, char *room)
{
	size_t length, floor;
	schain_string rest = put_prefix(path, room, &length);

	if (has_drive(rest)) {
		room[length++] = schain__lower(rest.data[0]);
		room[length++] = ':';
		room[length++] = '/';
		rest = schain__cut(rest, 3, rest.length);
	}
	floor = length;
	for (size_t i = 0, end; i < rest.length; i = end + 1) {
		schain_string part;

		for (end = i; end < rest.length && !is_separator(rest.data[end]); end++)
			;
		part = schain__cut(rest, i, end);
		if (is_parent(part)) {
			length = parent_of(room, length, floor);
			continue;
		}
		/* Windows itself drops these, so "x.exe ." is x.exe. */
		while (part.length && (part.data[part.length - 1] == '.' ||
		                       part.data[part.length - 1] == ' '))
			part.length--;
		if (!part.length)
			continue;
		for (size_t k = 0; k < part.length; k++)
			room[length++] = schain__lower(part.data[k]);
		if (end < rest.length)
			room[length++] = '/';
	}
	return schain__string(room, length);
}

/* May there be a ".." component? Dots are rarer than slashes. */
static int has_parent(schain_string path)
{
	for (size_t dot = schain__find(path, '.', 0); dot != SIZE_MAX;
	     dot = schain__find(path, '.', dot + 1))
		if (dot + 1 < path.length && path.data[dot + 1] == '.' &&
		    (!dot || path.data[dot - 1] == '/'))
			return 1;
	return 0;
}

static schain_string canonical_unix(schain_string path, char *room)
{
	static const schain_string moved[] = { { "/tmp/", 5 }, { "/var/", 5 }, { "/etc/", 5 } };
	const schain_string data_volume = SCHAIN_STRING("/System/Volumes/Data/");
	const schain_string private = SCHAIN_STRING("/private/");
	schain_string rest, part;
	size_t length = 0;

	if (schain__starts(path, data_volume))
		path = schain__cut(path, data_volume.length - 1, path.length);
	if (schain__starts(path, private)) {
		rest = schain__cut(path, private.length - 1, path.length);
		for (size_t i = 0; i < sizeof moved / sizeof *moved; i++)
			if (schain__starts(rest, moved[i]))
				path = rest;
	}
	if (!has_parent(path))
		return path;
	rest = path;
	while (schain__path_next(&rest, &part)) {
		if (is_parent(part)) {
			length = parent_of(room, length, 0);
			continue;
		}
		if (!length && path.data[0] == '/')
			room[length++] = '/';
		memcpy(room + length, part.data, part.length);
		length += part.length;
		room[length++] = '/';
	}
	if (length > 1)
		length--;
	return schain__string(room, length);
}

schain_string schain__path_canonical(schain_string path, int windows, char *room)
{
	return windows ? canonical_windows(path, room) : canonical_unix(path, room);
}

int schain__path_next(schain_string *rest, schain_string *ret_component)
{
	const char *at = rest->data;
	const char *end = at + rest->length;

	while (at < end) {
		const char *start;

		while (at < end && *at == '/')
			at++;
		for (start = at; at < end && *at != '/';)
			at++;
		if (at - start > 1 || (at - start == 1 && *start != '.')) {
			*ret_component = schain__string(start, (size_t)(at - start));
			*rest = schain__string(at, (size_t)(end - at));
			return 1;
		}
	}
	*rest = schain__string(end, 0);
	return 0;
}

int schain__path_is_merged(schain_string first)
{
	static const schain_string merged[] = { { "bin", 3 },   { "sbin", 4 },  { "lib", 3 },
		                                { "lib64", 5 }, { "lib32", 5 }, { "libx32", 6 } };

	for (size_t i = 0; i < sizeof merged / sizeof *merged; i++)
		if (schain__equal(first, merged[i]))
			return 1;
	return 0;
}
