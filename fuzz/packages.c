/* SPDX-License-Identifier: Apache-2.0 */
/* Databases of package managers. The first byte says which the rest is. */
#include <string.h>

#include "fuzz.h"
#include "signature/apt.h"
#include "signature/dpkg.h"
#include "signature/rpm_installed.h"

static schain__sig_crypto crypto;
static schain_allocator allocator;

static void feed_dpkg(schain__installed *installed, schain__bytes text, uint8_t kind)
{
	static const char list[] = "/.\n/bin/tool\n/etc/tool.conf\n";
	schain__bytes fixed = { (const uint8_t *)list, sizeof list - 1 };
	schain__dpkg *dpkg = schain__dpkg_new(installed, &allocator);

	MUST(dpkg);
	if (kind == 'v')
		schain__dpkg_take_diversions(dpkg, text);
	MUST(schain__dpkg_take_package(dpkg, SCHAIN_STRING("tool"), kind == 'l' ? text : fixed,
	                               kind == 'm' ? text : fixed) == SCHAIN_OK);
	MUST(schain__dpkg_take_status(dpkg, text) == SCHAIN_OK);
	schain__dpkg_free(dpkg);
}

static void feed_apt(schain__bytes text)
{
	static const schain__openpgp_result result = { .count = 1 };
	schain__apt *apt = schain__apt_new(&crypto, &allocator);
	schain__apt_package package;
	uint8_t digest[32] = { 0 };

	MUST(apt && schain__apt_begin_list(apt, "list", text, &result) == SCHAIN_OK);
	MUST(schain__apt_take_index(apt, text) == SCHAIN_OK);
	schain__apt_seal(apt);
	schain__apt_find(apt, digest, SCHAIN_STRING("tool_1_all.deb"), &package);
	schain__apt_free(apt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain__installed_file file;
	schain__installed *installed;
	schain__bytes text = { data + 1, size - 1 };

	if (!size)
		return 0;
	if (!crypto.context) {
		allocator = schain__sig_allocator(NULL);
		MUST(schain__sig_crypto_open(&crypto) == SCHAIN_OK);
	}
	installed = schain__installed_new(&crypto, &allocator);
	MUST(installed);
	if (data[0] == 'r')
		schain__rpm_installed_take(installed, text);
	else if (data[0] == 'a')
		feed_apt(text);
	else
		feed_dpkg(installed, text, data[0]);
	schain__installed_sort(installed, 0);
	schain__installed_find(installed, SCHAIN_STRING("/usr/bin/tool"), &file);
	schain__installed_free(installed);
	return 0;
}
