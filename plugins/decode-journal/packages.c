/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What package managers say in the journal, each in its own words: RPM's
 * plugin "syslog" (rpm, plugins/syslog.c), PackageKit (pk-transaction.c),
 * snapd (daemon/api_snaps.go), Flatpak (flatpak-history(1)).
 */
#include "decode-journal/journal.h"
#include "decode-packages/package.h"

/* Messages of Flatpak, whichever of its programs sent them. */
#define FLATPAK_ID "c7b39b1e006b464599465e105b361485"

/* "Transaction ID 5f1 started", "install NEVRA: success", "erase NEVRA: failure", "Transaction ID 5f1 finished: 0" */
static int rpm(schain_string message, schain_package *package)
{
	schain_string nevra;

	package->manager = SCHAIN_STRING("rpm");
	if (schain__package_starts(message, "Transaction ID ")) {
		schain__package_take(&message, "Transaction ID ");
		schain__package_take(&message, " ");
		if (schain__package_is(message, "started")) {
			package->operation = SCHAIN_PACKAGE_BEGIN;
			return 1;
		}
		if (!schain__package_starts(message, "finished: "))
			return 0;
		package->operation = SCHAIN_PACKAGE_FINISH;
		package->succeeded = schain__package_is(message, "finished: 0") ? SCHAIN_YES : SCHAIN_NO;
		return 1;
	}
	if (schain__package_starts(message, "install "))
		package->operation = SCHAIN_PACKAGE_INSTALL;
	else if (schain__package_starts(message, "erase "))
		package->operation = SCHAIN_PACKAGE_REMOVE;
	else
		return 0;
	schain__package_take(&message, " ");
	nevra = schain__package_take(&message, ": ");
	package->succeeded = schain__package_is(message, "success") ? SCHAIN_YES : SCHAIN_NO;
	return !schain__package_nevra(nevra, package);
}

/* "in /12_abc for install-packages package gvtool;1.3-1;x86_64;fedora was installing for uid 1000" */
static int packagekit(schain_string message, schain_package *package)
{
	schain_string id;

	if (!schain__package_starts(message, "in /"))
		return 0;
	schain__package_take(&message, " package ");
	id = schain__package_take(&message, " was ");
	package->manager = SCHAIN_STRING("packagekit");
	if (schain__package_starts(message, "installing "))
		package->operation = SCHAIN_PACKAGE_INSTALL;
	else if (schain__package_starts(message, "updating "))
		package->operation = SCHAIN_PACKAGE_UPDATE;
	else if (schain__package_starts(message, "removing "))
		package->operation = SCHAIN_PACKAGE_REMOVE;
	else
		return 0;
	package->name = schain__package_take(&id, ";");
	package->version = schain__package_take(&id, ";");
	package->architecture = schain__package_take(&id, ";");
	package->repository = id.length ? id : SCHAIN_STRING_NONE;
	return package->name.length && package->version.length;
}

/* "api_snaps.go:277: Installing snap \"gvtool\" revision unset" */
static int snapd(schain_string message, schain_package *package)
{
	size_t before = message.length;

	schain__package_take(&message, "Installing snap \"");
	if (!message.length || message.length == before)
		return 0;
	package->manager = SCHAIN_STRING("snap");
	package->operation = SCHAIN_PACKAGE_INSTALL;
	package->name = schain__package_take(&message, "\" revision ");
	if (message.length && !schain__package_is(message, "unset"))
		package->version = message;
	return package->name.length != 0;
}

/* REF is "app/org.example.Tool/x86_64/stable"; versions are commits. */
static int flatpak(const schain__journal_entry *entry, schain_package *package)
{
	static const struct {
		const char *name;
		uint32_t operation;
	} operations[] = {
		{ "deploy install", SCHAIN_PACKAGE_INSTALL },
		{ "deploy update", SCHAIN_PACKAGE_UPDATE },
		{ "uninstall", SCHAIN_PACKAGE_REMOVE },
	};
	schain_string ref = entry->values[JOURNAL_REF];
	size_t i = 0;

	while (i < 3 && !schain__package_is(entry->values[JOURNAL_OPERATION], operations[i].name))
		i++;
	if (i == 3 || !ref.length)
		return 0;
	schain__package_take(&ref, "/");
	package->manager = SCHAIN_STRING("flatpak");
	package->operation = operations[i].operation;
	package->name = schain__package_take(&ref, "/");
	package->architecture = schain__package_take(&ref, "/");
	package->version = entry->values[JOURNAL_COMMIT];
	package->old_version = entry->values[JOURNAL_OLD_COMMIT];
	package->repository = entry->values[entry->values[JOURNAL_URL].length ? JOURNAL_URL
	                                                                     : JOURNAL_REMOTE];
	return package->name.length != 0;
}

int schain__journal_package(const schain__journal_entry *entry, schain_package *package)
{
	static const struct {
		const char *identifier;
		int (*read)(schain_string message, schain_package *package);
	} speakers[] = {
		{ "[RPM]", rpm },
		{ "PackageKit", packagekit },
		{ "packagekitd", packagekit },
		{ "snapd", snapd },
	};
	schain_string identifier = entry->values[JOURNAL_IDENTIFIER];

	if (schain__package_is(entry->values[JOURNAL_MESSAGE_ID], FLATPAK_ID))
		return flatpak(entry, package);
	for (size_t i = 0; i < sizeof speakers / sizeof *speakers; i++)
		if (schain__package_is(identifier, speakers[i].identifier))
			return speakers[i].read(entry->values[JOURNAL_MESSAGE], package);
	return 0;
}
