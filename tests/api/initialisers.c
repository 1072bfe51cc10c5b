/* SPDX-License-Identifier: Apache-2.0 */
/* Each initialiser function leaves what its macro does, byte for byte. */
#include <supplychain/supplychain.h>

#include <string.h>

#include "expect.h"

/* The function is also given a longer, newer struct: it must fill all of it. */
#define CHECK(noun, NOUN) \
	do { \
		const schain_##noun by_macro = NOUN; \
		struct { \
			schain_##noun known; \
			unsigned char tail[16]; \
		} by_call; \
		memset(&by_call, 0xa5, sizeof by_call); \
		schain_##noun##_init(&by_call.known, sizeof by_call.known); \
		EXPECT(!memcmp(&by_macro, &by_call.known, sizeof by_macro)); \
		EXPECT(by_macro.struct_size == sizeof by_macro); \
		EXPECT(by_call.tail[0] == 0xa5); \
		schain_##noun##_init(&by_call.known, sizeof by_call); \
		EXPECT(by_call.known.struct_size == sizeof by_call); \
		EXPECT(by_call.tail[0] == 0 && by_call.tail[15] == 0); \
	} while (0)

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
