/* SPDX-License-Identifier: Apache-2.0 */
/* What reading JSON costs at the least: simdjson's own parse, whose result nobody looks at. */
#include "bench.h"

#include <simdjson.h>

extern "C" size_t bench_padding(void)
{
	return simdjson::SIMDJSON_PADDING;
}

extern "C" size_t bench_baseline(const char *data, size_t size)
{
	simdjson::dom::parser parser;
	simdjson::dom::document_stream stream;
	size_t count = 0;

	if (parser.parse_many(data, size, simdjson::dom::DEFAULT_BATCH_SIZE).get(stream))
		return 0;
	for (auto document : stream)
		count += !document.error();
	return count;
}
