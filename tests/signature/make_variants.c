/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files for peers.sh that osslsigncode does not make, from one that it signed:
 * bytes inside the entry, the entry twice, and, signed by a new certificate of
 * the root's, a countersignature over a bare hash.
 *
 *   make_variants SIGNED PADDED TWICE COUNTERSIGNED ROOT.PEM ROOT.KEY
 */
#include "world.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static made_bytes read_all(const char *path)
{
	FILE *file = fopen(path, "rb");
	made_bytes bytes = { malloc(1 << 20), 0 };

	if (!file || !bytes.data) {
		perror(path);
		exit(1);
	}
	bytes.size = fread(bytes.data, 1, 1 << 20, file);
	fclose(file);
	return bytes;
}

static void write_all(const char *path, made_bytes bytes)
{
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(bytes.data, 1, bytes.size, file) != bytes.size || fclose(file) != 0) {
		perror(path);
		exit(1);
	}
	made_free(&bytes);
}

static uint32_t load32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

int main(int argc, char **argv)
{
	made_bytes file, pe, signature;
	made_entry entries[2];
	made_cert root, signer;
	made_sign_spec spec = { .stamp = MADE_STAMP_BARE_HASH };
	uint32_t directory, begin;
	FILE *pem;

	if (argc != 7)
		return 2;
	file = read_all(argv[1]);
	directory = load32(file.data + 0x3c) + 24 + 96 + 32; /* of a PE32 file */
	begin = load32(file.data + directory);
	signature = made_copy(file.data + begin + 8, load32(file.data + begin) - 8);
	pe = made_copy(file.data, begin);
	entries[0] = (made_entry){ signature, 64, 0 };
	entries[1] = (made_entry){ signature, 0, 0 };
	file = made_copy(pe.data, pe.size);
	made_pe_attach(&file, entries, 1);
	write_all(argv[2], file);
	entries[0].padding = 0;
	file = made_copy(pe.data, pe.size);
	made_pe_attach(&file, entries, 2);
	write_all(argv[3], file);

	pem = fopen(argv[5], "r");
	root.x509 = pem ? PEM_read_X509(pem, NULL, NULL, NULL) : NULL;
	if (pem)
		fclose(pem);
	pem = fopen(argv[6], "r");
	root.key = pem ? PEM_read_PrivateKey(pem, NULL, NULL, NULL) : NULL;
	if (pem)
		fclose(pem);
	if (!root.x509 || !root.key)
		return 1;
	signer = made_certificate(&(made_cert_spec){ .name = "signer", .organisation = "Example",
	                                             .issuer = &root, .is_rsa = 1, .bits = 2048,
	                                             .from = time(NULL) - 86400, .to = time(NULL) + 86400,
	                                             .usage = "codeSigning" });
	spec.signer = &signer;
	world.stamper = made_certificate(&(made_cert_spec){ .name = "old stamper", .organisation = "Example",
	                                                    .issuer = &root, .is_rsa = 1, .bits = 2048,
	                                                    .from = time(NULL) - 86400,
	                                                    .to = time(NULL) + 86400,
	                                                    .usage = "timeStamping" });
	spec.stamper = &world.stamper;
	spec.stamped = time(NULL);
	/* The directory's entry is not hashed, but a file without a table has none. */
	memset(pe.data + directory, 0, 8);
	entries[0] = (made_entry){ made_signature(&pe, &spec), 0, 0 };
	made_pe_attach(&pe, entries, 1);
	write_all(argv[4], pe);
	return 0;
}
