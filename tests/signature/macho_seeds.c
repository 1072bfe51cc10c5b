/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the Mach-O files that the fuzzer starts from: macho_seeds DIRECTORY. */
#include "made_macho.h"

#include <stdio.h>
#include <stdlib.h>

static void put(const char *directory, const char *name, made_bytes bytes)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	file = fopen(path, "wb");
	if (!file || fwrite(bytes.data, 1, bytes.size, file) != bytes.size || fclose(file))
		abort();
	made_free(&bytes);
}

/* Small, since the fuzzer changes no byte behind the 16384th. */
int main(int argc, char **argv)
{
	static const uint32_t cpus[] = { MADE_X86_64, MADE_ARM64 };
	made_cert signer = made_certificate(&(made_cert_spec){
	        .name = "Example", .team = "ABCDE12345", .usage = "codeSigning" });
	made_macho_spec sealed = { .code = 1024, .room = 1024, .plist = "<plist><dict/></plist>" };
	made_macho_spec whole = { .code = 2100, /* three pages, for the scatter table */
		                      .shift = 10,
		                      .room = 4608,
		                      .signer = &signer,
		                      .team = "ABCDE12345",
		                      .digest = "SHA1",
		                      .alternate = "SHA256",
		                      .names_alternate = 1,
		                      .scatter = 1,
		                      .entitlements = "com.apple.security.get-task-allow" };
	made_macho_spec plain = { .code = 1000, .cpu = MADE_X86_64, .is_unsigned = 1 };
	made_macho_spec odd = { .code = 1024,
		                    .room = 4096,
		                    .shift = MADE_MACHO_NO_PAGES,
		                    .digest = "SHA384",
		                    .signer = &signer,
		                    .outer_plist = "<plist/>",
		                    .outer_resources = "<plist/>",
		                    .raw_entitlements = "<plist><dict><key>a</key><string>b</string>"
		                                        "<key>c</key><array><true/></array></dict></plist>",
		                    .trailing = 8,
		                    .padding = 1 };
	made_bytes slices[2];

	if (argc != 2)
		return EXIT_FAILURE;
	put(argv[1], "sealed", made_macho(&sealed));
	put(argv[1], "signed", made_macho(&whole));
	put(argv[1], "odd", made_macho(&odd));
	slices[0] = made_macho(&plain);
	slices[1] = made_macho(&sealed);
	put(argv[1], "universal", made_universal(slices, cpus, 2));
	made_cert_free(&signer);
	return EXIT_SUCCESS;
}
