/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct schain__sig_pool_block {
	schain__sig_pool_block *next;
	size_t size; /* of all of it */
	size_t used; /* of the room */
	max_align_t room[];
};

enum { BLOCK_SIZE = 1024 };

static void *take(void *context, size_t size)
{
	(void)context;
	return malloc(size);
}

static void *take_again(void *context, void *memory, size_t old_size, size_t size)
{
	(void)context;
	(void)old_size;
	return realloc(memory, size);
}

static void give_back(void *context, void *memory, size_t size)
{
	(void)context;
	(void)size;
	free(memory);
}

schain_allocator schain__sig_allocator(const schain_allocator *allocator)
{
	schain_allocator by_libc = { sizeof by_libc, 0, take, take_again, give_back, NULL };

	return allocator ? *allocator : by_libc;
}

void *schain__sig_alloc(const schain_allocator *allocator, size_t size)
{
	void *memory = allocator->allocate(allocator->context, size ? size : 1);

	return memory ? memset(memory, 0, size ? size : 1) : NULL;
}

void schain__sig_release(const schain_allocator *allocator, void *memory, size_t size)
{
	if (memory)
		allocator->release(allocator->context, memory, size ? size : 1);
}

int schain__sig_grow(const schain_allocator *allocator, void **array, size_t *capacity,
                     size_t count, size_t element_size)
{
	size_t larger = *capacity ? *capacity * 2 : 8;
	void *memory;

	if (count < *capacity)
		return 0;
	if (larger > SIZE_MAX / element_size)
		return -1;
	memory = *array ? allocator->reallocate(allocator->context, *array, *capacity * element_size,
	                                        larger * element_size)
	                : allocator->allocate(allocator->context, larger * element_size);
	if (!memory)
		return -1;
	*array = memory;
	*capacity = larger;
	return 0;
}

void schain__sig_pool_init(schain__sig_pool *pool, const schain_allocator *allocator)
{
	pool->allocator = *allocator;
	pool->blocks = NULL;
	pool->size = 0;
	pool->has_failed = 0;
}

void schain__sig_pool_clear(schain__sig_pool *pool)
{
	while (pool->blocks) {
		schain__sig_pool_block *block = pool->blocks;

		pool->blocks = block->next;
		schain__sig_release(&pool->allocator, block, block->size);
	}
}

static schain__sig_pool_block *add_block(schain__sig_pool *pool, size_t room)
{
	size_t size = sizeof(schain__sig_pool_block) + (room > BLOCK_SIZE ? room : BLOCK_SIZE);
	schain__sig_pool_block *block = schain__sig_alloc(&pool->allocator, size);

	if (!block) {
		pool->has_failed = 1;
		return NULL;
	}
	block->size = size;
	block->next = pool->blocks;
	pool->blocks = block;
	pool->size += size;
	return block;
}

void *schain__sig_pool_alloc(schain__sig_pool *pool, size_t size)
{
	schain__sig_pool_block *block = pool->blocks;
	size_t step;
	char *memory;

	if (size > SIZE_MAX / 2) {
		pool->has_failed = 1;
		return NULL;
	}
	step = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	if (!block || block->size - sizeof *block - block->used < step)
		block = add_block(pool, step);
	if (!block)
		return NULL;
	memory = (char *)block->room + block->used;
	block->used += step;
	return memory;
}

schain_string schain__sig_pool_copy(schain__sig_pool *pool, const void *data, size_t size)
{
	char *copy = schain__sig_pool_alloc(pool, size + 1);
	schain_string string = { copy, copy ? size : 0 };

	if (copy && size)
		memcpy(copy, data, size);
	return string;
}

schain_string schain__sig_pool_text(schain__sig_pool *pool, const char *text)
{
	return schain__sig_pool_copy(pool, text, strlen(text));
}

schain_string schain__sig_pool_hex(schain__sig_pool *pool, const void *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *bytes = data;
	char *text = size < SIZE_MAX / 4 ? schain__sig_pool_alloc(pool, 2 * size + 1) : NULL;
	schain_string string = { text, text ? 2 * size : 0 };

	for (size_t i = 0; text && i < size; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	return string;
}

schain_string schain__sig_pool_format(schain__sig_pool *pool, const char *format, ...)
{
	char text[1024];
	va_list list;
	int length;

	va_start(list, format);
	length = vsnprintf(text, sizeof text, format, list);
	va_end(list);
	if (length < 0)
		length = 0;
	return schain__sig_pool_copy(pool, text,
	                             (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}
