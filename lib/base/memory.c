/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void *malloc_allocate(void *context, size_t size)
{
	(void)context;
	return malloc(size);
}

static void *malloc_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	(void)context;
	(void)old_size;
	return realloc(memory, size);
}

static void malloc_release(void *context, void *memory, size_t size)
{
	(void)context;
	(void)size;
	free(memory);
}

void schain__memory_init(schain__memory *memory, const schain_allocator *allocator)
{
	memset(memory, 0, sizeof *memory);
	if (allocator) {
		memory->allocator = *allocator;
		return;
	}
	memory->allocator.struct_size = sizeof memory->allocator;
	memory->allocator.allocate = malloc_allocate;
	memory->allocator.reallocate = malloc_reallocate;
	memory->allocator.release = malloc_release;
}

static void account(schain__memory *memory, size_t old_size, size_t size)
{
	memory->used += size;
	memory->used -= old_size;
	if (memory->used > memory->peak)
		memory->peak = memory->used;
}

void *schain__alloc(schain__memory *memory, size_t size)
{
	void *block = memory->allocator.allocate(memory->allocator.context, size ? size : 1);

	if (block)
		account(memory, 0, size);
	return block;
}

void *schain__alloc_zero(schain__memory *memory, size_t count, size_t size)
{
	void *block;

	if (size && count > SIZE_MAX / size)
		return NULL;
	block = schain__alloc(memory, count * size);
	if (block)
		memset(block, 0, count * size);
	return block;
}

void *schain__realloc(schain__memory *memory, void *block, size_t old_size, size_t size)
{
	void *fresh;

	if (!block)
		return schain__alloc(memory, size);
	fresh = memory->allocator.reallocate(memory->allocator.context, block, old_size,
	                                     size ? size : 1);
	if (fresh)
		account(memory, old_size, size);
	return fresh;
}

void schain__free(schain__memory *memory, void *block, size_t size)
{
	if (!block)
		return;
	memory->allocator.release(memory->allocator.context, block, size);
	account(memory, size, 0);
}

int schain__grow(schain__memory *memory, void **array, size_t *capacity, size_t count,
                 size_t element_size)
{
	size_t fresh = *capacity ? *capacity * 2 : 4;
	void *block;

	if (count < *capacity)
		return 0;
	if (fresh < *capacity || fresh > SIZE_MAX / element_size)
		return -1;
	block = schain__realloc(memory, *array, *capacity * element_size, fresh * element_size);
	if (!block)
		return -1;
	*array = block;
	*capacity = fresh;
	return 0;
}
