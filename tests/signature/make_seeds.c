/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes the seeds of the fuzzers pe, pkcs7 and cat anew, with keys that are
 * thrown away: tests/signature/make_seeds fuzz/seeds
 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *seeds;

static void write_seed(const char *fuzzer, const char *name, made_bytes bytes)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s/%s", seeds, fuzzer, name);
	file = fopen(path, "wb");
	if (!file || fwrite(bytes.data, 1, bytes.size, file) != bytes.size || fclose(file) != 0) {
		perror(path);
		exit(1);
	}
	made_free(&bytes);
}

static made_sign_spec spec_of(void)
{
	return (made_sign_spec){ .signer = &world.signer,
		                     .others = &world.authority,
		                     .other_count = 1,
		                     .name = "Seed",
		                     .url = "https://www.example.org/" };
}

static void write_signatures(void)
{
	made_bytes pe = made_pe(&(made_pe_spec){ .is_64 = 1 }), pages = made_pages(&pe, "SHA256", 4096);
	made_sign_spec spec = spec_of();
	made_bytes inner;

	write_seed("pkcs7", "plain", made_signature(&pe, &spec));
	inner = made_signature(&pe, &spec);
	spec.nested = &inner;
	spec.digest = "SHA1";
	write_seed("pkcs7", "nested", made_signature(&pe, &spec));
	spec = spec_of();
	spec.pages = &pages;
	write_seed("pkcs7", "page-hashes", made_signature(&pe, &spec));
	spec = spec_of();
	spec.stamper = &world.stamper;
	spec.stamped = DURING;
	spec.stamp = MADE_STAMP_RFC3161;
	write_seed("pkcs7", "rfc3161", made_signature(&pe, &spec));
	spec.stamp = MADE_STAMP_LEGACY;
	write_seed("pkcs7", "countersigned", made_signature(&pe, &spec));
	spec = spec_of();
	spec.blob = 40;
	spec.second = &world.stranger;
	write_seed("pkcs7", "two-signers-and-a-blob", made_signature(&pe, &spec));
	spec = spec_of();
	spec.is_cms = 1;
	write_seed("pkcs7", "cms", made_signature(&pe, &spec));
	made_free(&inner);
	made_free(&pages);
	made_free(&pe);
}

static void write_files(void)
{
	made_sign_spec spec = spec_of();
	made_bytes pe = made_pe(&(made_pe_spec){ .is_64 = 0 });
	made_entry entries[2];

	write_seed("pe", "unsigned-pe32", made_copy(pe.data, pe.size));
	entries[0] = (made_entry){ made_signature(&pe, &spec), 16, 0 };
	entries[1] = (made_entry){ made_signature(&pe, &spec), 0, 0 };
	made_pe_attach(&pe, entries, 2);
	write_seed("pe", "two-entries-and-padding", made_join(pe, made_copy("behind", 6)));
	write_seed("pe", "signed-pe64", world_signed(&spec));
	made_free(&entries[0].signature);
	made_free(&entries[1].signature);
}

int main(int argc, char **argv)
{
	unsigned char digests[64];
	made_sign_spec spec;

	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	seeds = argv[1];
	world_make();
	spec = spec_of();
	write_files();
	write_signatures();
	memset(digests, 0x5a, sizeof digests);
	digests[0] = 1;
	write_seed("cat", "sha256-members", made_catalog(digests, 32, 2, &spec));
	write_seed("cat", "sha1-member", made_catalog(digests, 20, 1, &spec));
	write_seed("cat", "empty", made_catalog(digests, 32, 0, &spec));
	world_free();
	return 0;
}
