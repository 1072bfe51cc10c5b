/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/source.h"

#include "signature/input.h"

schain_status schain__source_read(const schain__source *source, uint64_t offset, void *data,
                                  size_t size)
{
	if (offset > source->size || size > source->size - offset)
		return SCHAIN_E_DAMAGED;
	return size ? source->read(source->context, offset, data, size) : SCHAIN_OK;
}

schain_status schain__source_load(const schain__source *source, const schain_allocator *memory,
                                  uint64_t offset, uint64_t size, schain__bytes *ret_bytes)
{
	schain_status status;
	uint8_t *data;

	if (offset > source->size || size > source->size - offset)
		return SCHAIN_E_DAMAGED;
	if (size > SIZE_MAX - 1)
		return SCHAIN_E_MEMORY;
	/* One byte for an empty run: NULL means memory is out. */
	data = memory->allocate(memory->context, (size_t)size + 1);
	if (!data)
		return SCHAIN_E_MEMORY;
	status = schain__source_read(source, offset, data, (size_t)size);
	if (status) {
		memory->release(memory->context, data, (size_t)size + 1);
		return status;
	}
	data[size] = 0;
	ret_bytes->data = data;
	ret_bytes->size = (size_t)size;
	return SCHAIN_OK;
}

void schain__source_release(const schain_allocator *memory, schain__bytes bytes)
{
	if (bytes.data)
		memory->release(memory->context, (void *)(uintptr_t)bytes.data, bytes.size + 1);
}

static schain_status read_bytes(void *context, uint64_t offset, void *data, size_t size)
{
	const schain__bytes *bytes = context;

	memcpy(data, bytes->data + offset, size);
	return SCHAIN_OK;
}

schain__source schain__source_of_bytes(schain__bytes *bytes)
{
	schain__source source = { read_bytes, bytes, bytes->size };

	return source;
}

static schain_status read_input(void *context, uint64_t offset, void *data, size_t size)
{
	struct schain__sig_input *input = context;

	return schain__sig_input_read(input, offset, data, size, input->error);
}

schain__source schain__source_of_input(struct schain__sig_input *input)
{
	schain__source source = { read_input, input, input->size };

	return source;
}
