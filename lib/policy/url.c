/* SPDX-License-Identifier: Apache-2.0 */
/* What of a URL a policy compares: scheme, host and the beginning of the path (RFC 3986, 3). */
#include "policy/object.h"

/* Behind "scheme://"; the whole text if there is none. */
static schain_string after_scheme(schain_string url)
{
	size_t scheme = schain__search(url, SCHAIN_STRING("://"));

	return scheme == SIZE_MAX ? url : schain__cut(url, scheme + 3, url.length);
}

static schain_string authority_of(schain_string url)
{
	schain_string rest = after_scheme(url);
	size_t end = 0;

	while (end < rest.length && rest.data[end] != '/' && rest.data[end] != '?' &&
	       rest.data[end] != '#')
		end++;
	return schain__cut(rest, 0, end);
}

schain_string schain__url_host(schain_string url)
{
	schain_string host = authority_of(url);
	size_t at = schain__find_last(host, '@');
	size_t port;

	if (at != SIZE_MAX)
		host = schain__cut(host, at + 1, host.length);
	if (host.length && host.data[0] == '[') {
		size_t end = schain__find(host, ']', 0);

		return end == SIZE_MAX ? schain__string(NULL, 0) : schain__cut(host, 1, end);
	}
	port = schain__find(host, ':', 0);
	/* Two colons: an IPv6 address without its brackets. */
	if (port != SIZE_MAX && schain__find(host, ':', port + 1) == SIZE_MAX)
		host = schain__cut(host, 0, port);
	return host;
}

int schain__url_starts(schain_string url, schain_string prefix)
{
	schain_string host = schain__url_host(url);
	schain_string path = schain__cut(after_scheme(url), authority_of(url).length, url.length);
	schain_string wanted = schain__cut(after_scheme(prefix), authority_of(prefix).length,
	                                   prefix.length);
	size_t scheme = schain__search(prefix, SCHAIN_STRING("://"));

	if (!schain__equal_nocase(host, schain__url_host(prefix)))
		return 0;
	if (schain__search(url, SCHAIN_STRING("://")) == SIZE_MAX && !path.length)
		return 1; /* a bare host: nothing more is known of where it came from */
	if (!schain__starts_nocase(url, schain__cut(prefix, 0, scheme + 3)))
		return 0;
	while (wanted.length && wanted.data[wanted.length - 1] == '/')
		wanted.length--;
	return schain__starts(path, wanted) &&
	       (path.length == wanted.length || path.data[wanted.length] == '/');
}
