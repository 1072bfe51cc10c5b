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
static int is_merged(schain_string path)
{
	static const schain_string merged[] = {
		{ "/bin/", 5 }, { "/sbin/", 6 }, { "/lib/", 5 }, { "/lib64/", 7 }, { "/lib32/", 7 },
	};

	/* Cheap for the many paths of /usr, /opt, /home and /var. */
	if (path.length < 2 || (path.data[1] != 'b' && path.data[1] != 's' && path.data[1] != 'l'))
		return 0;
	for (size_t i = 0; i < sizeof merged / sizeof *merged; i++)
		if (schain__starts(path, merged[i]))
			return 1;
	return 0;
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

/* Is a '/' at `at` followed by another, or by "./"? */
static int is_doubled(schain_string path, size_t at)
{
	if (at + 1 >= path.length)
		return 0;
	return path.data[at + 1] == '/' ||
	       (path.data[at + 1] == '.' && at + 2 < path.length && path.data[at + 2] == '/');
}

static int is_plain_unix(schain_string path)
{
	if (is_merged(path))
		return 0;
	for (size_t at = schain__find(path, '/', 0); at != SIZE_MAX; at = schain__find(path, '/', at + 1))
		if (is_doubled(path, at))
			return 0;
	return 1;
}

static schain_string rewrite(schain_string path, int windows, char *buffer, size_t length)
{
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

schain_string schain__path_identity(schain_string path, char buffer[SCHAIN__PATH_SIZE])
{
	if (path.length > SCHAIN__PATH_SIZE)
		path.length = SCHAIN__PATH_SIZE;
	if (path.length && path.data[0] == '/') {
		if (is_plain_unix(path))
			return path;
		if (!is_merged(path))
			return rewrite(path, 0, buffer, 0);
		memcpy(buffer, "/usr", 4);
		return rewrite(path, 0, buffer, 4);
	}
	path = strip_prefix(path);
	return rewrite(strip_volume(path), schain__path_is_windows(path), buffer, 0);
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

/* Folders whose children are packages of a language. By length first: most components have another. */
static int is_package_root(const char *component, size_t length)
{
	switch (length) {
	case 4:
		return !memcmp(component, "gems", 4);
	case 12:
		return !memcmp(component, "node_modules", 12);
	case 13:
		return !memcmp(component, "site-packages", 13) || !memcmp(component, "dist-packages", 13);
	default:
		return 0;
	}
}

/* End of the package's own component behind a root that ends at `root`; 0 if it is none. */
static size_t package_end(schain_string path, size_t root)
{
	size_t end = component_end(path, root + 1);

	/* npm scopes: node_modules/@scope/name */
	if (path.data[root + 1] == '@' && end < path.length)
		end = component_end(path, end + 1);
	/* node_modules/.bin holds links of every package. */
	return schain__equal(schain__cut(path, root + 1, end), SCHAIN_STRING(".bin")) ? 0 : end;
}

schain_string schain__path_package(schain_string path)
{
	size_t package = 0;

	for (size_t from = 0, to; from < path.length; from = to + 1) {
		to = component_end(path, from);
		if (to + 1 < path.length && is_package_root(path.data + from, to - from)) {
			size_t end = package_end(path, to);

			if (end)
				package = end;
		}
	}
	return package ? schain__cut(path, 0, package) : schain__string(NULL, 0);
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
