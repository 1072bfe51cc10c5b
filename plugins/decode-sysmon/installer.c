/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What installs on Windows says of itself: MsiInstaller in the Application log
 * (https://learn.microsoft.com/windows/win32/msi/event-logging) and
 * Microsoft-Windows-WindowsUpdateClient.
 */
#include "sysmon.h"

#include "text.h"

/* MsiInstaller writes this where a value is missing. */
static const char nothing[] = "(NULL)";

static schain_string value_of(const schain__winlog *record, enum schain__winlog_field field)
{
	schain_string value = schain__strip(schain__winlog_text(record, field));

	return schain__is(value, nothing) ? SCHAIN_STRING_NONE : value;
}

/* What stands between two texts of a rendered message; absent where either is missing. */
static schain_string between(schain_string message, const char *before, const char *after)
{
	size_t at = schain__position(message, before), end;
	schain_string rest;

	if (at == SIZE_MAX)
		return SCHAIN_STRING_NONE;
	rest = schain__from(message, at + strlen(before));
	end = schain__position(rest, after);
	if (end == SIZE_MAX)
		return SCHAIN_STRING_NONE;
	rest.length = end;
	return schain__strip(rest);
}

static schain_status commit(schain__decode *decode, schain__slot *slot, uint32_t operation,
                            const char *manager)
{
	slot->package.operation = operation;
	slot->package.manager = schain_string_of(manager);
	slot->event.package = &slot->package;
	slot->event.type = SCHAIN_EVENT_PACKAGE;
	return schain__decode_commit(decode);
}

static schain_status msi(schain__decode *decode, schain__slot *slot, uint32_t operation)
{
	return commit(decode, slot, operation, "msi");
}

/* 0 is ERROR_SUCCESS, 1641 and 3010 success with a restart begun or needed (winerror.h). */
static uint32_t succeeded(schain_string status)
{
	if (!status.length)
		return SCHAIN_UNKNOWN;
	return schain__is(status, "0") || schain__is(status, "1641") || schain__is(status, "3010")
	               ? SCHAIN_YES
	               : SCHAIN_NO;
}

/* 1033 and 1034: name, version, language, status, manufacturer. */
static schain_status product(schain__decode *decode, const schain__winlog *record,
                             schain__slot *slot, uint32_t operation)
{
	schain_string message = schain__winlog_text(record, SCHAIN__WINLOG_MESSAGE);
	schain_package *package = &slot->package;
	schain_string status = value_of(record, SCHAIN__WINLOG_DATA_4);

	package->name = value_of(record, SCHAIN__WINLOG_DATA_1);
	package->version = value_of(record, SCHAIN__WINLOG_DATA_2);
	package->publisher = value_of(record, SCHAIN__WINLOG_DATA_5);
	if (!package->name.length) {
		package->name = between(message, "Product Name: ", ". Product Version: ");
		package->version = between(message, "Product Version: ", ". Product Language: ");
		package->publisher = between(message, "Manufacturer: ", ". Installation success");
		status = between(message, "error status: ", ".");
	}
	if (!package->name.length)
		return schain__decode_problem(decode, 0, "an installation that names no product");
	package->succeeded = succeeded(status);
	return msi(decode, slot, operation);
}

/* "Product: NAME -- what became of it"; a name may hold either separator. */
static schain_string product_of(schain_string text)
{
	size_t begin = schain__position(text, ": ");

	if (begin == SIZE_MAX)
		return SCHAIN_STRING_NONE;
	text = schain__from(text, begin + 2);
	for (size_t end = text.length; end >= 4; end--)
		if (!memcmp(text.data + end - 4, " -- ", 4)) {
			text.length = end - 4;
			return schain__strip(text);
		}
	return SCHAIN_STRING_NONE;
}

/* 11707, 11708, 11724; what is around the name is in the installer's language. */
static schain_status outcome(schain__decode *decode, const schain__winlog *record,
                             schain__slot *slot, uint32_t operation, uint32_t has_succeeded)
{
	schain_string text = value_of(record, SCHAIN__WINLOG_DATA_1);

	if (!text.length)
		text = schain__winlog_text(record, SCHAIN__WINLOG_MESSAGE);
	slot->package.name = product_of(text);
	if (!slot->package.name.length)
		return schain__decode_problem(decode, 0, "an installation that names no product");
	slot->package.succeeded = has_succeeded;
	return msi(decode, slot, operation);
}

/* 1040, 1042: the package's file or the product's code, and the pid of who asked for it. */
static schain_status transaction(schain__decode *decode, const schain__winlog *record,
                                 schain__slot *slot, uint32_t operation)
{
	schain_string message = schain__winlog_text(record, SCHAIN__WINLOG_MESSAGE);
	schain_string source = value_of(record, SCHAIN__WINLOG_DATA_1);
	schain_string client = value_of(record, SCHAIN__WINLOG_DATA_2);
	schain_status status = SCHAIN_OK;

	if (!source.length) {
		source = between(message, "transaction: ", ". Client Process Id: ");
		client = between(message, "Client Process Id: ", ".");
	}
	/* A product's code is no file. */
	if (source.length && source.data[0] != '{') {
		status = schain__windows_path(decode, source, &slot->file.path);
		slot->event.file = &slot->file;
	}
	slot->process.pid = client.length
	                            ? schain__decode_number(client.data, client.length, NULL)
	                            : 0;
	if (slot->process.pid)
		slot->event.process = &slot->process;
	return status == SCHAIN_OK ? msi(decode, slot, operation) : status;
}

schain_status schain__msi_translate(schain__translator *translator, const schain__winlog *record,
                                    schain__slot *slot, uint64_t id)
{
	schain__decode *decode = translator->decode;

	switch (id) {
	case 1033:
		return product(decode, record, slot, SCHAIN_PACKAGE_INSTALL);
	case 1034:
		return product(decode, record, slot, SCHAIN_PACKAGE_REMOVE);
	case 1040:
		return transaction(decode, record, slot, SCHAIN_PACKAGE_BEGIN);
	case 1042:
		return transaction(decode, record, slot, SCHAIN_PACKAGE_FINISH);
	case 11707:
		return outcome(decode, record, slot, SCHAIN_PACKAGE_FINISH, SCHAIN_YES);
	case 11708:
		return outcome(decode, record, slot, SCHAIN_PACKAGE_FINISH, SCHAIN_NO);
	case 11724:
		return outcome(decode, record, slot, SCHAIN_PACKAGE_REMOVE, SCHAIN_YES);
	default:
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
}

schain_status schain__update_translate(schain__translator *translator, const schain__winlog *record,
                                       schain__slot *slot, uint64_t id)
{
	schain__decode *decode = translator->decode;
	schain_package *package = &slot->package;
	uint32_t operation;

	switch (id) {
	case 19: /* installed */
		operation = SCHAIN_PACKAGE_FINISH;
		package->succeeded = SCHAIN_YES;
		break;
	case 20: /* failed */
		operation = SCHAIN_PACKAGE_FINISH;
		package->succeeded = SCHAIN_NO;
		break;
	case 43: /* installation started */
		operation = SCHAIN_PACKAGE_INSTALL;
		break;
	case 44: /* download started */
		operation = SCHAIN_PACKAGE_BEGIN;
		break;
	default:
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	package->name = schain__winlog_text(record, SCHAIN__WINLOG_UPDATE_TITLE);
	if (!package->name.length)
		return schain__decode_problem(decode, 0, "an update without updateTitle");
	package->version = between(package->name, "(Version ", ")");
	return commit(decode, slot, operation, "windows-update");
}
