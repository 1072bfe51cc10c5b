/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/xar.h"

#include <zlib.h>

#include "signature/pool.h"
#include "signature/xar_table.h"

#define MAGIC 0x78617221u /* "xar!" */
#define HEAD_SIZE 28u
/* Unpacked; the table of a package that installs a whole desktop has some 100 KiB. */
#define TABLE_LIMIT (UINT64_C(64) << 20)
#define CHUNK 65536u
/* What stapler(1) appends: ticket, then 16 bytes about it, little-endian. */
#define TRAILER_MAGIC 0x726c3874u /* "t8lr" */
#define TRAILER_SIZE 16u
#define TRAILER_TICKET 2u
#define TICKET_LIMIT (UINT64_C(1) << 20)

int schain__xar_probe(schain__bytes head)
{
	return head.size >= HEAD_SIZE && schain__get_be32(head.data) == MAGIC &&
	       schain__get_be16(head.data + 4) >= HEAD_SIZE;
}

/* Unpacks the table into the parser, a chunk at a time. */
static schain_status unpack(schain__xar *self, uint64_t offset, uint64_t packed, uint64_t unpacked,
                            schain__xar_table *table, const char **ret_damage)
{
	uint8_t in[4096], out[16384];
	uint64_t done = 0, produced = 0;
	schain_status status = SCHAIN_OK;
	int result = Z_OK;
	z_stream stream;

	memset(&stream, 0, sizeof stream);
	if (inflateInit(&stream) != Z_OK)
		return SCHAIN_E_MEMORY;
	while (!status && result != Z_STREAM_END) {
		if (!stream.avail_in && done < packed) {
			size_t piece = packed - done < sizeof in ? (size_t)(packed - done) : sizeof in;

			status = schain__source_read(self->source, offset + done, in, piece);
			stream.next_in = in;
			stream.avail_in = (uInt)piece;
			done += piece;
		}
		if (status)
			break;
		stream.next_out = out;
		stream.avail_out = sizeof out;
		result = inflate(&stream, Z_NO_FLUSH);
		produced += sizeof out - stream.avail_out;
		if ((result != Z_OK && result != Z_STREAM_END) || produced > unpacked) {
			*ret_damage = "the table of contents cannot be unpacked";
			status = result == Z_MEM_ERROR ? SCHAIN_E_MEMORY : SCHAIN_E_DAMAGED;
			break;
		}
		status = schain__xar_table_feed(table, (const char *)out, sizeof out - stream.avail_out,
		                                result == Z_STREAM_END, ret_damage);
	}
	inflateEnd(&stream);
	if (!status && (produced != unpacked || done != packed || stream.avail_in)) {
		*ret_damage = "the table of contents has another size than the header says";
		status = SCHAIN_E_DAMAGED;
	}
	return status;
}

static schain_status hash_range(schain__xar *self, const char *digest_name, OSSL_LIB_CTX *library,
                                uint64_t offset, uint64_t size, uint8_t *ret_hash,
                                unsigned *ret_size)
{
	EVP_MD *digest = EVP_MD_fetch(library, digest_name, NULL);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t *chunk = schain__sig_alloc(self->memory, CHUNK);
	schain_status status = SCHAIN_OK;

	if (!digest || !context || !chunk || !EVP_DigestInit_ex2(context, digest, NULL))
		status = SCHAIN_E_MEMORY;
	for (uint64_t done = 0; !status && done < size;) {
		size_t piece = size - done < CHUNK ? (size_t)(size - done) : CHUNK;

		status = schain__source_read(self->source, offset + done, chunk, piece);
		if (!status && !EVP_DigestUpdate(context, chunk, piece))
			status = SCHAIN_E_MEMORY;
		done += piece;
	}
	if (!status && !EVP_DigestFinal_ex(context, ret_hash, ret_size))
		status = SCHAIN_E_MEMORY;
	schain__sig_release(self->memory, chunk, CHUNK);
	EVP_MD_CTX_free(context);
	EVP_MD_free(digest);
	return status;
}

/* Makes an offset in the heap one in the file; 0 if it does not lie inside. */
static int place(schain__xar *self, uint64_t *offset, uint64_t size)
{
	uint64_t room = self->source->size - self->heap;

	if (*offset > room || size > room - *offset)
		return 0;
	*offset += self->heap;
	if (*offset + size > self->end)
		self->end = *offset + size;
	return 1;
}

static schain_status place_all(schain__xar *self, const char **ret_damage)
{
	int inside = 1;

	for (uint32_t i = 0; i < self->signature_count; i++)
		inside = inside && place(self, &self->signatures[i].offset, self->signatures[i].size);
	for (size_t i = 0; i < self->piece_count; i++)
		inside = inside && place(self, &self->pieces[i].offset, self->pieces[i].size);
	if (!inside)
		*ret_damage = "the table of contents points outside the file";
	return inside ? SCHAIN_OK : SCHAIN_E_DAMAGED;
}

/* The table's checksum: its kind by header and table alike, its value by the heap. */
static schain_status hash_table(schain__xar *self, schain__xar_table *table, uint64_t offset,
                                uint64_t size, OSSL_LIB_CTX *library, const char **ret_damage)
{
	uint64_t stored_offset, stored_size;
	uint8_t stored[64];
	unsigned hash_size;
	schain_status status;

	schain__xar_table_checksum(table, &stored_offset, &stored_size, &self->digest_name,
	                           &self->name);
	if (!self->digest_name || !stored_size || stored_size > sizeof stored ||
	    !place(self, &stored_offset, stored_size)) {
		*ret_damage = "the table of contents names no checksum of a known kind";
		return SCHAIN_E_DAMAGED;
	}
	status = hash_range(self, self->digest_name, library, offset, size, self->checksum, &hash_size);
	if (!status)
		status = schain__source_read(self->source, stored_offset, stored, (size_t)stored_size);
	if (status)
		return status;
	self->checksum_size = hash_size;
	self->checksum_matches = stored_size == hash_size && !memcmp(stored, self->checksum, hash_size);
	return SCHAIN_OK;
}

static schain_status read_ticket(schain__xar *self)
{
	uint8_t trailer[TRAILER_SIZE];
	uint64_t behind = self->source->size - self->end, size;
	schain_status status;

	if (behind < TRAILER_SIZE)
		return SCHAIN_OK;
	status = schain__source_read(self->source, self->source->size - TRAILER_SIZE, trailer,
	                             sizeof trailer);
	if (status || schain__get_le32(trailer) != TRAILER_MAGIC ||
	    schain__get_le16(trailer + 6) != TRAILER_TICKET)
		return status;
	size = schain__get_le32(trailer + 8);
	if (size > TICKET_LIMIT || size > behind - TRAILER_SIZE)
		return SCHAIN_OK;
	status = schain__source_load(self->source, self->memory,
	                             self->source->size - TRAILER_SIZE - size, size, &self->ticket);
	return status;
}

schain_status schain__xar_open(schain__xar *xar, const schain__source *source,
                               const schain_allocator *memory, OSSL_LIB_CTX *library,
                               const char **ret_damage)
{
	uint8_t head[HEAD_SIZE];
	uint64_t head_size, packed, unpacked;
	schain__xar_table *table;
	schain_status status = SCHAIN_E_DAMAGED;

	memset(xar, 0, sizeof *xar);
	xar->source = source;
	xar->memory = memory;
	*ret_damage = "an impossible header of a xar archive";
	if (source->size < HEAD_SIZE)
		return SCHAIN_E_DAMAGED;
	status = schain__source_read(source, 0, head, sizeof head);
	if (status)
		return status;
	head_size = schain__get_be16(head + 4);
	packed = schain__get_be64(head + 8);
	unpacked = schain__get_be64(head + 16);
	if (!schain__xar_probe((schain__bytes){ head, sizeof head }) || head_size > source->size ||
	    packed > source->size - head_size || unpacked > TABLE_LIMIT)
		return SCHAIN_E_DAMAGED;
	xar->heap = xar->end = head_size + packed;
	table = schain__xar_table_new(xar);
	if (!table)
		return SCHAIN_E_MEMORY;
	status = unpack(xar, head_size, packed, unpacked, table, ret_damage);
	if (!status)
		status = place_all(xar, ret_damage);
	if (!status)
		status = hash_table(xar, table, head_size, packed, library, ret_damage);
	if (!status)
		status = read_ticket(xar);
	schain__xar_table_free(table);
	if (status)
		schain__xar_close(xar);
	return status;
}

void schain__xar_close(schain__xar *xar)
{
	for (uint32_t i = 0; i < xar->signature_count; i++)
		for (uint32_t j = 0; j < xar->signatures[i].certificate_count; j++)
			schain__source_release(xar->memory, xar->signatures[i].certificates[j]);
	schain__source_release(xar->memory, xar->ticket);
	if (xar->pieces)
		schain__sig_release(xar->memory, xar->pieces, xar->piece_capacity * sizeof *xar->pieces);
	memset(xar, 0, sizeof *xar);
}

schain_status schain__xar_check(schain__xar *xar, OSSL_LIB_CTX *library, size_t *ret_bad,
                                size_t *ret_unsealed)
{
	/* Pieces may share data (hard links), yet not so that the work outgrows the file. */
	uint64_t budget = xar->source->size * 2;
	schain_status status = SCHAIN_OK;
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned size;

	*ret_bad = *ret_unsealed = 0;
	for (size_t i = 0; !status && i < xar->piece_count; i++) {
		schain__xar_piece *piece = &xar->pieces[i];

		if (!piece->digest_name) {
			++*ret_unsealed;
			continue;
		}
		if (piece->size > budget)
			return SCHAIN_E_DAMAGED;
		budget -= piece->size;
		status = hash_range(xar, piece->digest_name, library, piece->offset, piece->size, hash,
		                    &size);
		if (!status && (size != piece->checksum_size || memcmp(hash, piece->checksum, size) != 0))
			++*ret_bad;
	}
	return status;
}
