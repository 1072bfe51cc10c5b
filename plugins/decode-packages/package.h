/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_PACKAGES_PACKAGE_H
#define SCHAIN_DECODE_PACKAGES_PACKAGE_H
/* What the logs of package managers have in common. */
#include "decode/decoder.h"

#include <string.h>

static inline schain_string schain__package_string(const char *data, size_t length)
{
	schain_string string = { data, length };

	return string;
}

int schain__package_is(schain_string string, const char *text);
int schain__package_starts(schain_string string, const char *text);
/* Takes what precedes `separator` off `rest`, and the separator; all of it if there is none. */
schain_string schain__package_take(schain_string *rest, const char *separator);
/* "name-epoch:version-release.architecture" of RPM into its fields; -1 if it is none. */
int schain__package_nevra(schain_string text, schain_package *package);
/* Local time, "2019-07-10  16:38:08", read as UTC; 0 if it is none. */
schain_time schain__package_time(schain_string text);
/*
 * A slot with a package event. `package` is "name:architecture"; the strings
 * are borrowed and must live as long as the batch.
 */
schain__slot *schain__package_slot(schain__decode *decode, schain_time time, uint32_t operation,
                                   const char *manager, schain_string package);
#endif
