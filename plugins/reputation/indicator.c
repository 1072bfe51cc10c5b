/* SPDX-License-Identifier: Apache-2.0 */
/* Indicators as people write them, and the words that feeds use for their types. */
#include "reputation/feed.h"
#include "reputation/version.h"

/* Spellings that keep mail programs from making links. */
static const struct {
	const char *written;
	const char *meant;
} defanged[] = {
	{ "[://]", "://" }, { "[:]", ":" }, { "[.]", "." }, { "(.)", "." }, { "{.}", "." },
	{ "[dot]", "." }, { "(dot)", "." }, { "{dot}", "." }, { "[/]", "/" }, { "[@]", "@" },
	{ "[at]", "@" }, { "\\.", "." },
};

static size_t refang_at(schain_string text, const char **ret_meant)
{
	for (size_t i = 0; i < sizeof defanged / sizeof *defanged; i++)
		if (schain__rep_begins(text, defanged[i].written)) {
			*ret_meant = defanged[i].meant;
			return strlen(defanged[i].written);
		}
	return 0;
}

/* Spreadsheets leave blanks that no eye sees: no-break space, zero-width space, byte order mark. */
schain_string schain__feed_trim(schain_string text)
{
	static const char *const blanks[] = { "\xc2\xa0", "\xe2\x80\x8b", "\xef\xbb\xbf" };

	text = schain__rep_trim(text);
	for (size_t i = 0; i < sizeof blanks / sizeof *blanks;) {
		size_t size = strlen(blanks[i]);

		if (text.length >= size && !memcmp(text.data, blanks[i], size)) {
			text = schain__rep_trim(schain__rep_string(text.data + size, text.length - size));
			i = 0;
		} else if (text.length >= size && !memcmp(text.data + text.length - size, blanks[i], size)) {
			text = schain__rep_trim(schain__rep_string(text.data, text.length - size));
			i = 0;
		} else {
			i++;
		}
	}
	return text;
}

static schain_string unquote(schain_string text)
{
	static const char pairs[] = "\"\"''<>``";

	text = schain__feed_trim(text);
	for (size_t i = 0; text.length >= 2 && pairs[i]; i += 2)
		if (text.data[0] == pairs[i] && text.data[text.length - 1] == pairs[i + 1])
			text = schain__rep_trim(schain__rep_string(text.data + 1, text.length - 2));
	return text;
}

size_t schain__feed_refang(schain_string text, char *to, size_t size)
{
	static const char *const schemes[] = { "hxxp", "hXXp", "h**p", "meow", "httx" };
	size_t length = 0;

	text = unquote(text);
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (text.length > 4 && size > 4 && !memcmp(text.data, schemes[i], 4) &&
		    strchr("s:[", text.data[4])) {
			memcpy(to, "http", 4);
			length = 4;
			text = schain__rep_string(text.data + 4, text.length - 4);
			break;
		}
	while (text.length) {
		const char *meant = NULL;
		size_t used = strchr("[({\\", text.data[0]) && text.data[0] ? refang_at(text, &meant) : 0;

		for (; used && *meant; meant++) {
			if (length == size)
				return 0;
			to[length++] = *meant;
		}
		if (!used) {
			if (length == size)
				return 0;
			to[length++] = text.data[0];
			used = 1;
		}
		text = schain__rep_string(text.data + used, text.length - used);
	}
	return length;
}

/* "host:port" or "[address]:port" without the port; the text as it is otherwise. */
static schain_string without_port(schain_string text)
{
	const char *colon = memchr(text.data, ':', text.length);
	size_t length = colon ? (size_t)(colon - text.data) : 0;

	if (text.length > 2 && text.data[0] == '[') {
		const char *end = memchr(text.data, ']', text.length);

		return end ? schain__rep_string(text.data + 1, (size_t)(end - text.data) - 1) : text;
	}
	if (!length || length + 1 == text.length || text.length - length > 6)
		return text;
	for (size_t i = length + 1; i < text.length; i++)
		if (!schain__rep_is_digit(text.data[i]))
			return text;
	return schain__rep_string(text.data, length);
}

/* The host of a URL that names nothing but a host; the URL itself otherwise. */
static schain_string bare_host(schain_string text)
{
	size_t from = 0, end;

	while (from + 3 <= text.length && memcmp(text.data + from, "://", 3))
		from++;
	if (from + 3 >= text.length)
		return text;
	from += 3;
	for (end = from; end < text.length && text.data[end] != '/'; end++)
		continue;
	return end + 1 < text.length ? text
	                             : without_port(schain__rep_string(text.data + from, end - from));
}

uint32_t schain__feed_guess(schain_string text, char *buffer, size_t size, schain_string *ret_text)
{
	size_t length = schain__feed_refang(text, buffer, size);
	uint32_t kind;

	if (!length)
		return 0;
	text = schain__rep_string(buffer, length);
	kind = schain_reputation_guess(text);
	if (kind == SCHAIN_REPUTATION_URL) {
		schain_string host = bare_host(text);

		if (host.data != text.data) {
			uint32_t host_kind = schain_reputation_guess(host);

			if (host_kind) {
				kind = host_kind;
				text = host;
			}
		}
	} else if (!kind) {
		text = without_port(text);
		kind = schain_reputation_guess(text);
	}
	*ret_text = text;
	return kind;
}

uint32_t schain__feed_kind_of(schain_string type)
{
	static const struct {
		const char *name;
		uint32_t kind;
	} types[] = {
		{ "md5", SCHAIN_REPUTATION_MD5 }, { "md5_hash", SCHAIN_REPUTATION_MD5 },
		{ "hash_md5", SCHAIN_REPUTATION_MD5 }, { "filehash-md5", SCHAIN_REPUTATION_MD5 },
		{ "sha1", SCHAIN_REPUTATION_SHA1 }, { "sha-1", SCHAIN_REPUTATION_SHA1 },
		{ "sha1_hash", SCHAIN_REPUTATION_SHA1 }, { "hash_sha1", SCHAIN_REPUTATION_SHA1 },
		{ "filehash-sha1", SCHAIN_REPUTATION_SHA1 }, { "sha_1", SCHAIN_REPUTATION_SHA1 },
		{ "sha256", SCHAIN_REPUTATION_SHA256 }, { "sha-256", SCHAIN_REPUTATION_SHA256 },
		{ "sha256_hash", SCHAIN_REPUTATION_SHA256 }, { "hash_sha256", SCHAIN_REPUTATION_SHA256 },
		{ "filehash-sha256", SCHAIN_REPUTATION_SHA256 }, { "sha_256", SCHAIN_REPUTATION_SHA256 },
		{ "imphash", SCHAIN_REPUTATION_IMPHASH },
		{ "domain", SCHAIN_REPUTATION_DOMAIN }, { "domain_name", SCHAIN_REPUTATION_DOMAIN },
		{ "domain-name", SCHAIN_REPUTATION_DOMAIN }, { "domainname", SCHAIN_REPUTATION_DOMAIN },
		{ "hostname", SCHAIN_REPUTATION_DOMAIN }, { "fqdn", SCHAIN_REPUTATION_DOMAIN },
		{ "host", SCHAIN_REPUTATION_DOMAIN }, { "dns", SCHAIN_REPUTATION_DOMAIN },
		{ "domain_port", SCHAIN_REPUTATION_DOMAIN },
		{ "ip", SCHAIN_REPUTATION_ADDRESS }, { "ipv4", SCHAIN_REPUTATION_ADDRESS },
		{ "ipv6", SCHAIN_REPUTATION_ADDRESS }, { "ip_address", SCHAIN_REPUTATION_ADDRESS },
		{ "ipaddress", SCHAIN_REPUTATION_ADDRESS }, { "ip address", SCHAIN_REPUTATION_ADDRESS },
		{ "ip:port", SCHAIN_REPUTATION_ADDRESS }, { "ip_port", SCHAIN_REPUTATION_ADDRESS },
		{ "ip-dst", SCHAIN_REPUTATION_ADDRESS }, { "ip-src", SCHAIN_REPUTATION_ADDRESS },
		{ "dst_ip", SCHAIN_REPUTATION_ADDRESS }, { "src_ip", SCHAIN_REPUTATION_ADDRESS },
		{ "ipv4-addr", SCHAIN_REPUTATION_ADDRESS }, { "ipv6-addr", SCHAIN_REPUTATION_ADDRESS },
		{ "cidr", SCHAIN_REPUTATION_ADDRESS }, { "network", SCHAIN_REPUTATION_ADDRESS },
		{ "url", SCHAIN_REPUTATION_URL }, { "uri", SCHAIN_REPUTATION_URL },
		{ "thumbprint", SCHAIN_REPUTATION_CERTIFICATE },
		{ "certificate", SCHAIN_REPUTATION_CERTIFICATE },
		{ "x509-fingerprint-md5", SCHAIN_REPUTATION_CERTIFICATE },
		{ "x509-fingerprint-sha1", SCHAIN_REPUTATION_CERTIFICATE },
		{ "x509-fingerprint-sha256", SCHAIN_REPUTATION_CERTIFICATE },
		{ "tbs", SCHAIN_REPUTATION_TBS }, { "tbs_hash", SCHAIN_REPUTATION_TBS },
		{ "serial", SCHAIN_REPUTATION_SERIAL }, { "serial_number", SCHAIN_REPUTATION_SERIAL },
		{ "serial number", SCHAIN_REPUTATION_SERIAL },
		{ "certificate_serial", SCHAIN_REPUTATION_SERIAL },
		{ "signer", SCHAIN_REPUTATION_SIGNER }, { "publisher", SCHAIN_REPUTATION_SIGNER },
		{ "purl", SCHAIN_REPUTATION_PACKAGE }, { "package_url", SCHAIN_REPUTATION_PACKAGE },
	};

	type = schain__rep_trim(type);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (schain__rep_is(type, types[i].name))
			return types[i].kind;
	return 0;
}

uint32_t schain__feed_standing_of(schain_string word)
{
	static const char *const good[] = { "benign", "clean", "good", "known good", "trusted",
		                                "whitelist", "whitelisted", "allowlist", "false positive" };
	static const char *const suspicious[] = { "suspicious", "grayware", "greyware", "pua", "pup",
		                                      "anomalous-activity", "unknown", "compromised",
		                                      "anonymization" };
	static const char *const bad[] = { "malicious", "malware", "bad", "known bad",
		                               "malicious-activity" };

	word = schain__rep_trim(word);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (schain__rep_is(word, good[i]))
			return SCHAIN_REPUTATION_GOOD;
	for (size_t i = 0; i < sizeof suspicious / sizeof *suspicious; i++)
		if (schain__rep_is(word, suspicious[i]))
			return SCHAIN_REPUTATION_SUSPICIOUS;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (schain__rep_is(word, bad[i]))
			return SCHAIN_REPUTATION_BAD;
	/* "Legitimate code-signing certificate": a good thing in bad hands. */
	return schain__rep_begins(word, "legitimate") ? SCHAIN_REPUTATION_SUSPICIOUS : 0;
}

size_t schain__feed_purl(schain_string ecosystem, schain_string name, char *to, size_t size)
{
	const char *type = schain__rep_package_type(ecosystem);
	size_t length;

	name = schain__rep_trim(name);
	if (!type || !name.length || name.length > size / 2)
		return 0;
	/* Maven coordinates, which a package URL has as namespace and name. */
	length = (size_t)snprintf(to, size, "pkg:%s/%.*s", type, (int)name.length, name.data);
	if (length >= size)
		return 0;
	for (size_t i = 4; !strcmp(type, "maven") && i < length; i++)
		if (to[i] == ':')
			to[i] = '/';
	return length;
}

schain_status schain__feed_put_package(schain__feed *feed, schain__feed_item *item,
                                       schain_string ecosystem, schain_string name,
                                       schain_string versions, schain_error *error)
{
	char purl[SCHAIN__REP_SUBJECT], scope[SCHAIN__FEED_SCOPE];
	size_t length, at;

	name = schain__rep_trim(name);
	versions = schain__rep_trim(versions);
	if (!ecosystem.length)
		ecosystem = schain_string_of(feed->ecosystem);
	/* "name@version", where the '@' does not open a scope. */
	for (at = name.length; at > 1 && name.data[at - 1] != '@'; at--)
		continue;
	if (!versions.length && at > 1) {
		versions = schain__rep_string(name.data + at, name.length - at);
		name.length = at - 1;
	}
	length = schain__feed_purl(ecosystem, name, purl, sizeof purl);
	if (!length)
		return schain__feed_malformed(feed, error, ecosystem.length
		                                                   ? "not a package of a known ecosystem: '%.*s'"
		                                                   : "a package of no named ecosystem: '%.*s'",
		                              (int)(name.length < 100 ? name.length : 100),
		                              name.data ? name.data : "");
	item->kind = SCHAIN_REPUTATION_PACKAGE;
	item->text = schain__rep_string(purl, length);
	item->scope = schain__rep_string(NULL, 0);
	if (versions.length && !schain__rep_is(versions, "*")) {
		length = schain__rep_version_set_read(versions, scope, sizeof scope);
		if (!length)
			return schain__feed_malformed(feed, error, "versions that are not understood: '%.*s'",
			                              (int)(versions.length < 100 ? versions.length : 100),
			                              versions.data);
		item->scope = schain__rep_string(scope, length);
	}
	return schain__feed_put(feed, item, error);
}
