/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/subject.h"

#include <arpa/inet.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Value of a hex digit + 1; 0: it is none. */
static const unsigned char hex_values[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8,
	['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
	['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static int hex_digit(char c)
{
	return hex_values[(unsigned char)c] - 1;
}

#define EACH_BYTE UINT64_C(0x0101010101010101)

/* The high bit of each byte that is at least `least`; all are below 128. */
static uint64_t at_least(uint64_t bytes, unsigned least)
{
	return bytes + (128 - least) * EACH_BYTE;
}

/* Four bytes of eight hex digits, together instead of one by one. Sets the high bits of *wrong that are no digits. */
static uint64_t read_hex(const char *hex, uint64_t *wrong)
{
	uint64_t text = schain__rep_bytes((const unsigned char *)hex), low = text & 0x7f * EACH_BYTE;
	uint64_t lower = low | 0x20 * EACH_BYTE, digits, letters;

	digits = at_least(low, '0') & ~at_least(low, '9' + 1);
	letters = at_least(lower, 'a') & ~at_least(lower, 'f' + 1);
	*wrong |= ~(digits | letters) | text;
	/* Of letters bit 6 is set, and the lower four bits are 9 less than their value. */
	text = (low & 0x0f * EACH_BYTE) + 9 * (low >> 6 & EACH_BYTE);
	text = (text << 4 | text >> 8) & UINT64_C(0x00ff00ff00ff00ff);
	text = (text | text >> 8) & UINT64_C(0x0000ffff0000ffff);
	return (text | text >> 16) & UINT32_MAX;
}

int schain__rep_key_of_hex(const char *hex, unsigned char *key)
{
	uint64_t wrong = 0;

	for (size_t i = 0; i < SCHAIN__REP_KEY; i += 8)
		schain__rep_put_bytes(key + i, read_hex(hex + 2 * i, &wrong) | read_hex(hex + 2 * i + 8, &wrong) << 32);
	return wrong & 0x80 * EACH_BYTE ? -1 : 0;
}

size_t schain__rep_digest_size(schain_string text)
{
	if (text.length != 32 && text.length != 40 && text.length != 64)
		return 0;
	for (size_t i = 0; i < text.length; i++)
		if (hex_digit(text.data[i]) < 0)
			return 0;
	return text.length / 2;
}

void schain__rep_key_of_text(schain_string text, unsigned char *key)
{
	XXH128_canonical_t canonical;

	XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.data, text.length));
	memcpy(key, canonical.digest, SCHAIN__REP_KEY);
}

static int read_digest(schain__rep_subject *subject, schain_string text, size_t size)
{
	size_t found = schain__rep_digest_size(text);

	if (!found || (size && found != size))
		return -1;
	return schain__rep_key_of_hex(text.data, subject->key);
}

/* A thumbprint may be written with colons or blanks between its bytes. */
static int read_thumbprint(schain__rep_subject *subject, schain_string text)
{
	char digits[65];
	size_t length = 0;

	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] == ':' || text.data[i] == ' ')
			continue;
		if (length == sizeof digits)
			return -1;
		digits[length++] = text.data[i];
	}
	return read_digest(subject, schain__rep_string(digits, length), 0);
}

/* RFC 1035 limits; '_' is in use for service names. */
enum { LABEL_LIMIT = 63, NAME_LIMIT = 253 };

/* Checks lower-case letters, digits, '-' and '_' in labels, the last not a number. Returns labels, 0: none. */
static size_t count_labels(const char *name, size_t length)
{
	size_t labels = 1, label = 0;
	int has_letter = 0;

	for (size_t i = 0; i < length; i++) {
		char c = name[i];

		if (c == '.') {
			if (!label)
				return 0;
			labels++;
			label = 0;
			has_letter = 0;
			continue;
		}
		if (!(c >= 'a' && c <= 'z') && !schain__rep_is_digit(c) && c != '-' && c != '_')
			return 0;
		has_letter |= !schain__rep_is_digit(c);
		if (++label > LABEL_LIMIT)
			return 0;
	}
	return label && has_letter ? labels : 0;
}

static int read_domain(schain__rep_subject *subject, schain_string text)
{
	if (text.length > 2 && text.data[0] == '*' && text.data[1] == '.') {
		text = schain__rep_string(text.data + 2, text.length - 2);
		subject->flags |= SCHAIN_REPUTATION_BELOW;
	} else if (text.length > 1 && text.data[0] == '.') {
		text = schain__rep_string(text.data + 1, text.length - 1);
		subject->flags |= SCHAIN_REPUTATION_BELOW;
	}
	if (text.length && text.data[text.length - 1] == '.')
		text.length--;
	if (!text.length || text.length > NAME_LIMIT)
		return -1;
	for (size_t i = 0; i < text.length; i++)
		subject->buffer[i] = schain__rep_lower(text.data[i]);
	if (!count_labels(subject->buffer, text.length))
		return -1;
	subject->text = schain__rep_string(subject->buffer, text.length);
	return 0;
}

static int read_one_address(schain_string text, unsigned char *address, unsigned *ret_bits)
{
	char buffer[INET6_ADDRSTRLEN];

	if (!text.length || text.length >= sizeof buffer)
		return -1;
	memcpy(buffer, text.data, text.length);
	buffer[text.length] = 0;
	*ret_bits = 128;
	if (inet_pton(AF_INET6, buffer, address) == 1)
		return 0;
	*ret_bits = 32;
	memset(address, 0, 10);
	memset(address + 10, 0xff, 2);
	return inet_pton(AF_INET, buffer, address + 12) == 1 ? 0 : -1;
}

static int read_bits(schain_string text, unsigned *ret_bits)
{
	unsigned bits = 0;

	if (!text.length || text.length > 3)
		return -1;
	for (size_t i = 0; i < text.length; i++) {
		if (!schain__rep_is_digit(text.data[i]))
			return -1;
		bits = bits * 10 + (unsigned)(text.data[i] - '0');
	}
	*ret_bits = bits;
	return 0;
}

static void mask(unsigned char *first, unsigned char *last, unsigned bits)
{
	memcpy(last, first, SCHAIN__REP_KEY);
	for (unsigned i = bits; i < 128; i++) {
		first[i / 8] &= (unsigned char)~(0x80u >> i % 8);
		last[i / 8] |= (unsigned char)(0x80u >> i % 8);
	}
}

int schain__rep_address_read(schain_string text, unsigned char *first, unsigned char *last)
{
	const char *slash = memchr(text.data, '/', text.length);
	const char *dash = memchr(text.data, '-', text.length);
	const char *mark = slash ? slash : dash;
	size_t length = mark ? (size_t)(mark - text.data) : text.length;
	schain_string rest = mark ? schain__rep_string(mark + 1, text.length - length - 1)
	                          : schain__rep_string(NULL, 0);
	unsigned width, bits;

	if (read_one_address(schain__rep_trim(schain__rep_string(text.data, length)), first, &width))
		return -1;
	bits = width;
	if (slash) {
		if (read_bits(rest, &bits) || bits > width)
			return -1;
	} else if (dash) {
		if (read_one_address(schain__rep_trim(rest), last, &bits) || bits != width)
			return -1;
		return memcmp(first, last, SCHAIN__REP_KEY) <= 0 ? 0 : -1;
	}
	mask(first, last, bits + (128 - width));
	return 0;
}

/* The host, lower case, with its port where that is not the scheme's own. Returns the bytes written, 0 if there is none. */
static size_t put_authority(char *to, schain_string text, const char *own_port)
{
	const char *at = memchr(text.data, '@', text.length);
	size_t length = 0, port = strlen(own_port);

	if (at)
		text = schain__rep_string(at + 1, text.length - (size_t)(at + 1 - text.data));
	if (port && text.length > port && !memcmp(text.data + text.length - port, own_port, port))
		text.length -= port;
	for (; length < text.length; length++) {
		unsigned char c = (unsigned char)text.data[length];

		if (c <= ' ' || strchr("\"<>\\|^`{}", c))
			return 0;
		to[length] = schain__rep_lower((char)c);
	}
	return length;
}

/* Bytes of "scheme://"; 0: there is none. */
static size_t scheme_size(schain_string text)
{
	size_t size = 0;

	for (; size < text.length && text.data[size] != ':'; size++) {
		char c = schain__rep_lower(text.data[size]);

		if (!(c >= 'a' && c <= 'z') && !(size && (schain__rep_is_digit(c) || strchr("+-.", c))))
			return 0;
	}
	return size && size <= 16 && size + 3 < text.length && !memcmp(text.data + size, "://", 3) ? size + 3 : 0;
}

/* Without a scheme it takes a name with a dot, or an address, and a path. */
static int is_host(const char *host, size_t length)
{
	unsigned char first[SCHAIN__REP_KEY], last[SCHAIN__REP_KEY];
	const char *colon = memchr(host, ':', length);
	size_t name = colon ? (size_t)(colon - host) : length;

	return count_labels(host, name) > 1 ||
	       !schain__rep_address_read(schain__rep_string(host, name), first, last);
}

/*
 * "host/path?query". http and https are left out: what is served by one is
 * served by the other, and lists often name neither. Other schemes stay.
 */
static int read_url(schain__rep_subject *subject, schain_string text)
{
	size_t from = scheme_size(text), length, end, kept = 0;
	int is_https = schain__rep_begins(text, "https://"), is_http = schain__rep_begins(text, "http://");
	char *to = subject->buffer;

	if (text.length > SCHAIN__REP_SUBJECT - 1)
		return -1;
	for (; from && !is_http && !is_https && kept < from; kept++)
		to[kept] = schain__rep_lower(text.data[kept]);
	for (end = from; end < text.length && !strchr("/?#", text.data[end]); end++)
		continue;
	length = put_authority(to + kept, schain__rep_string(text.data + from, end - from),
	                       is_https ? ":443" : is_http ? ":80" : "");
	if (!length || (!from && (end == text.length || text.data[end] != '/' || !is_host(to, length))))
		return -1;
	length += kept;
	if (end == text.length || text.data[end] != '/')
		to[length++] = '/';
	for (; end < text.length && text.data[end] != '#'; end++)
		to[length++] = text.data[end];
	subject->text = schain__rep_string(to, length);
	return 0;
}

static int read_serial(schain__rep_subject *subject, schain_string text)
{
	size_t length = 0;

	if (text.length > 2 && text.data[0] == '0' && schain__rep_lower(text.data[1]) == 'x')
		text = schain__rep_string(text.data + 2, text.length - 2);
	for (size_t i = 0; i < text.length; i++) {
		char c = schain__rep_lower(text.data[i]);

		if (c == ':' || c == ' ' || (c == '0' && !length))
			continue;
		/* RFC 5280: 20 octets at most; some issuers' are longer. */
		if (hex_digit(c) < 0 || length == 128)
			return -1;
		subject->buffer[length++] = c;
	}
	subject->text = schain__rep_string(subject->buffer, length);
	return length ? 0 : -1;
}

static int read_signer(schain__rep_subject *subject, schain_string text)
{
	size_t length = 0;

	if (text.length > 512)
		return -1;
	for (size_t i = 0; i < text.length; i++) {
		char c = schain__rep_lower(text.data[i]);

		if ((unsigned char)c < ' ')
			return -1;
		if (c != ' ' || (length && subject->buffer[length - 1] != ' '))
			subject->buffer[length++] = c;
	}
	subject->text = schain__rep_string(subject->buffer, length);
	return length ? 0 : -1;
}

/* Ecosystems and package managers under the types of package URLs. */
const char *schain__rep_package_type(schain_string ecosystem)
{
	static const struct {
		const char *name;
		const char *type;
	} types[] = {
		{ "npm", "npm" }, { "yarn", "npm" }, { "pnpm", "npm" }, { "npm package", "npm" },
		{ "pypi", "pypi" }, { "pip", "pypi" }, { "pypi package", "pypi" }, { "python", "pypi" },
		{ "rubygems", "gem" }, { "gem", "gem" }, { "ruby", "gem" },
		{ "crates", "cargo" }, { "cargo", "cargo" }, { "rust", "cargo" },
		{ "go", "golang" }, { "golang", "golang" }, { "nuget", "nuget" }, { "maven", "maven" },
		{ "packagist", "composer" }, { "composer", "composer" }, { "php", "composer" },
		{ "debian", "deb" }, { "ubuntu", "deb" }, { "deb", "deb" }, { "dpkg", "deb" }, { "apt", "deb" },
		{ "rpm", "rpm" }, { "dnf", "rpm" }, { "yum", "rpm" }, { "zypper", "rpm" },
		{ "alpine", "apk" }, { "apk", "apk" }, { "pacman", "alpm" }, { "alpm", "alpm" },
		{ "brew", "brew" }, { "homebrew", "brew" }, { "docker", "docker" },
		{ "docker image", "docker" }, { "github action", "githubactions" },
		{ "github actions", "githubactions" }, { "githubactions", "githubactions" },
		{ "openvsx extension", "vscode-extension" }, { "openvsx", "vscode-extension" },
		{ "vscode", "vscode-extension" }, { "vscode extension", "vscode-extension" },
		{ "vscode-extension", "vscode-extension" }, { "msi", "msi" }, { "pkg", "pkg" },
		{ "hex", "hex" }, { "pub", "pub" }, { "conda", "conda" }, { "generic", "generic" },
	};
	const char *colon = ecosystem.length ? memchr(ecosystem.data, ':', ecosystem.length) : NULL;
	const char *dot;

	/* OSV writes a release behind a name ("Debian:12"), and one registry with its domain. */
	if (colon)
		ecosystem.length = (size_t)(colon - ecosystem.data);
	dot = ecosystem.length ? memchr(ecosystem.data, '.', ecosystem.length) : NULL;
	if (dot)
		ecosystem.length = (size_t)(dot - ecosystem.data);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (schain__rep_is(ecosystem, types[i].name))
			return types[i].type;
	return NULL;
}

/* One byte of a package URL with %XX resolved; returns the bytes read, 0 if it is no text. */
static size_t unescape(schain_string text, size_t at, char *ret_c)
{
	if (text.data[at] == '%' && at + 2 < text.length && hex_digit(text.data[at + 1]) >= 0 &&
	    hex_digit(text.data[at + 2]) >= 0) {
		*ret_c = (char)(hex_digit(text.data[at + 1]) << 4 | hex_digit(text.data[at + 2]));
		return (unsigned char)*ret_c > ' ' ? 3 : 0;
	}
	*ret_c = text.data[at];
	return (unsigned char)*ret_c > ' ' ? 1 : 0;
}

/* "pkg:TYPE/", the type under its own name where it is another's. Returns where the rest begins, 0: no type. */
static size_t read_package_type(schain__rep_subject *subject, schain_string text, size_t *ret_length)
{
	size_t start, end;
	const char *known;
	schain_string type;

	for (start = 4; start < text.length && text.data[start] == '/'; start++)
		continue;
	for (end = start; end < text.length && text.data[end] != '/'; end++)
		continue;
	type = schain__rep_string(text.data + start, end - start);
	if (!type.length || end == text.length || type.length > 64)
		return 0;
	known = schain__rep_package_type(type);
	if (known)
		type = schain_string_of(known);
	memcpy(subject->buffer, "pkg:", 4);
	for (size_t i = 0; i < type.length; i++)
		subject->buffer[4 + i] = schain__rep_lower(type.data[i]);
	subject->buffer[4 + type.length] = '/';
	*ret_length = 5 + type.length;
	return end + 1;
}

/* Namespace and name, up to a version or qualifiers. Returns where they end, 0: malformed. */
static size_t read_package_name(char *to, schain_string text, size_t from, size_t *ret_length)
{
	int is_pypi = !strncmp(to, "pkg:pypi/", 9);
	size_t length = *ret_length, read;
	char c;

	for (; from < text.length; from += read) {
		/* The '@' of a scope opens a part; that of a version does not. */
		if (text.data[from] == '?' || text.data[from] == '#' ||
		    (text.data[from] == '@' && to[length - 1] != '/'))
			break;
		read = unescape(text, from, &c);
		if (!read)
			return 0;
		c = schain__rep_lower(c);
		if (is_pypi && (c == '_' || c == '.'))
			c = '-';
		if (is_pypi && c == '-' && to[length - 1] == '-')
			continue;
		to[length++] = c;
	}
	if (length == *ret_length || to[length - 1] == '/')
		return 0;
	*ret_length = length;
	return from;
}

/*
 * "pkg:TYPE/NAMESPACE/NAME@VERSION?...#..." in lower case, as most types want
 * it; for PyPI with '-' for runs of '-', '_' and '.' (PEP 503).
 */
static int read_package(schain__rep_subject *subject, schain_string text)
{
	char *to = subject->buffer;
	size_t length, at, read;

	/* The type may become longer: by as much as the longest has. */
	if (!schain__rep_begins(text, "pkg:") || text.length > SCHAIN__REP_SUBJECT - 64)
		return -1;
	at = read_package_type(subject, text, &length);
	if (at)
		at = read_package_name(to, text, at, &length);
	if (!at)
		return -1;
	subject->text = schain__rep_string(to, length);
	if (at >= text.length || text.data[at] != '@')
		return 0;
	to += length;
	length = 0;
	for (at++; at < text.length && text.data[at] != '?' && text.data[at] != '#'; at += read) {
		read = unescape(text, at, &to[length++]);
		if (!read)
			return -1;
	}
	subject->version = schain__rep_string(to, length);
	return 0;
}

static int read_kind(schain__rep_subject *subject, uint32_t kind, schain_string text)
{
	switch (kind) {
	case SCHAIN_REPUTATION_MD5:
	case SCHAIN_REPUTATION_IMPHASH:
		return read_digest(subject, text, 16);
	case SCHAIN_REPUTATION_SHA1:
		return read_digest(subject, text, 20);
	case SCHAIN_REPUTATION_SHA256:
		return read_digest(subject, text, 32);
	case SCHAIN_REPUTATION_CERTIFICATE:
	case SCHAIN_REPUTATION_TBS:
		return read_thumbprint(subject, text);
	case SCHAIN_REPUTATION_DOMAIN:
		return read_domain(subject, text);
	case SCHAIN_REPUTATION_ADDRESS:
		return schain__rep_address_read(text, subject->key, subject->last);
	case SCHAIN_REPUTATION_URL:
		return read_url(subject, text);
	case SCHAIN_REPUTATION_SERIAL:
		return read_serial(subject, text);
	case SCHAIN_REPUTATION_SIGNER:
		return read_signer(subject, text);
	case SCHAIN_REPUTATION_PACKAGE:
		return read_package(subject, text);
	default:
		return -1;
	}
}

int schain__rep_subject_read(schain__rep_subject *subject, uint32_t kind, schain_string text)
{
	text = schain__rep_trim(text);
	subject->kind = kind;
	subject->flags = 0;
	subject->text = schain__rep_string(NULL, 0);
	subject->version = schain__rep_string(NULL, 0);
	if (!text.length || read_kind(subject, kind, text))
		return -1;
	if (schain__rep_keeps_text(kind))
		schain__rep_key_of_text(subject->text, subject->key);
	return 0;
}
