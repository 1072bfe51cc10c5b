/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPORT_TREE_H
#define SCHAIN_REPORT_TREE_H
/*
 * The chain drawn as a tree: processes below those that started them, and in
 * order of time the files each wrote, the destinations it connected to, and
 * what else was found on it.
 */
#include "report/page.h"

void schain__tree_write(schain__page *page, const schain_verdict *verdict);
/* Name for people of a schain_file::content, such as "Mach-O", or NULL. */
const char *schain__content_get_title(uint32_t content);
/* The product with its versions; the host product's word for it if it has none. */
void schain__tree_write_product(schain__page *page, const schain_verdict *verdict);
#endif
