/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/feed.h"

/* In the order in which they are tried; text takes whatever is left. */
const schain__feed_format *const schain__feed_formats[] = {
	&schain__feed_nsrl, &schain__feed_bloom, &schain__feed_openioc, &schain__feed_misp,
	&schain__feed_stix, &schain__feed_osv,   &schain__feed_warninglist,
	&schain__feed_csv,  &schain__feed_text,  NULL,
};
