/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/catalogs.h"

#include <string.h>

void schain__sig_catalogs_init(schain__sig_catalogs *catalogs, const schain_allocator *allocator)
{
	memset(catalogs, 0, sizeof *catalogs);
	schain__sig_pool_init(&catalogs->pool, allocator);
}

void schain__sig_catalogs_clear(schain__sig_catalogs *catalogs)
{
	schain__sig_release(&catalogs->pool.allocator, catalogs->catalogs,
	                    catalogs->capacity * sizeof *catalogs->catalogs);
	schain__sig_release(&catalogs->pool.allocator, catalogs->members,
	                    catalogs->member_capacity * sizeof *catalogs->members);
	schain__sig_pool_clear(&catalogs->pool);
}
