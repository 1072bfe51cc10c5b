/* SPDX-License-Identifier: Apache-2.0 */
/* Initialisers of the core. */
#include <supplychain/supplychain.h>

#include "initialisers.h"

int main(void)
{
	CHECK(error, SCHAIN_ERROR_INIT);
	CHECK(event, SCHAIN_EVENT_INIT);
	CHECK(process, SCHAIN_PROCESS_INIT);
	CHECK(file, SCHAIN_FILE_INIT);
	CHECK(signature, SCHAIN_SIGNATURE_INIT);
	CHECK(connection, SCHAIN_CONNECTION_INIT);
	CHECK(dns, SCHAIN_DNS_INIT);
	CHECK(registry, SCHAIN_REGISTRY_INIT);
	CHECK(package, SCHAIN_PACKAGE_INIT);
	CHECK(integrity, SCHAIN_INTEGRITY_INIT);
	CHECK(claim, SCHAIN_CLAIM_INIT);
	CHECK(engine_options, SCHAIN_ENGINE_OPTIONS_INIT);
	CHECK(store, SCHAIN_STORE_INIT);
	CHECK(store_options, SCHAIN_STORE_OPTIONS_INIT);
	CHECK(plugins_options, SCHAIN_PLUGINS_OPTIONS_INIT);
	CHECK(plugin_isolation, SCHAIN_PLUGIN_ISOLATION_INIT);
	return expect_failures != 0;
}
