/* SPDX-License-Identifier: Apache-2.0 */
/* What a plugin offers by name, and what each interface has to be like. */
#include "plugin/plugin.h"

static schain_status check_enricher(const void *offered, schain_error *error)
{
	schain_enricher enricher;
	schain_status status = schain__import(&enricher, sizeof enricher, sizeof enricher, offered,
	                                      SCHAIN_INTERFACE_ENRICHER, error);

	if (status == SCHAIN_OK && (!enricher.ask || !enricher.subjects))
		status = schain__fail(error, SCHAIN_E_FORMAT, "%s: no function, or no subjects to ask it about",
		                      SCHAIN_INTERFACE_ENRICHER);
	return status;
}

static schain_status check_format(const schain_format *offered, schain_error *error)
{
	schain_format format;
	schain_status status = schain__import(&format, sizeof format, sizeof format, offered,
	                                      SCHAIN_INTERFACE_DECODER ": format", error);

	if (status != SCHAIN_OK)
		return status;
	if (!format.name || !schain__plugin_is_name(format.name))
		return schain__fail(error, SCHAIN_E_FORMAT,
		                    "%s: the format's name is not one of lower-case letters, digits and '-', "
		                    "%d at most",
		                    SCHAIN_INTERFACE_DECODER, SCHAIN__PLUGIN_NAME - 1);
	if (!schain__plugin_is_text(format.summary) || !schain__plugin_is_text(format.fields) ||
	    !schain__plugin_is_text(format.missing))
		return schain__fail(error, SCHAIN_E_FORMAT,
		                    "%s: format %s: its summary, fields or missing is absent, too long or "
		                    "not printable UTF-8",
		                    SCHAIN_INTERFACE_DECODER, format.name);
	return SCHAIN_OK;
}

static schain_status check_decoder(const void *offered, schain_error *error)
{
	schain_plugin_decoder decoder;
	schain_status status = schain__import(&decoder, sizeof decoder, sizeof decoder, offered,
	                                      SCHAIN_INTERFACE_DECODER, error);

	if (status != SCHAIN_OK)
		return status;
	if (decoder.flags & ~SCHAIN_DECODER_REENTRANT || decoder.framing < SCHAIN_FRAMING_LINES ||
	    decoder.framing > SCHAIN_FRAMING_WHOLE)
		return schain__fail(error, SCHAIN_E_FORMAT, "%s: unknown flags %#x, or framing %u",
		                    SCHAIN_INTERFACE_DECODER, (unsigned)decoder.flags,
		                    (unsigned)decoder.framing);
	if (!decoder.begin || !decoder.record || !decoder.end || !decoder.format)
		return schain__fail(error, SCHAIN_E_FORMAT, "%s: lacks begin, record, end or format",
		                    SCHAIN_INTERFACE_DECODER);
	return check_format(decoder.format, error);
}

static schain_status check_sink(const void *offered, schain_error *error)
{
	schain_plugin_sink sink;
	schain_status status =
		schain__import(&sink, sizeof sink, sizeof sink, offered, SCHAIN_INTERFACE_SINK, error);

	if (status == SCHAIN_OK && (!sink.deliver || sink.flags))
		status = schain__fail(error, SCHAIN_E_FORMAT, "%s: no function, or unknown flags",
		                      SCHAIN_INTERFACE_SINK);
	return status;
}

schain_status schain__plugin_check_interfaces(const schain_plugin *plugin, schain_error *error)
{
	static const struct {
		const char *name;
		schain_status (*check)(const void *offered, schain_error *error);
	} kinds[] = {
		{ SCHAIN_INTERFACE_ENRICHER, check_enricher },
		{ SCHAIN_INTERFACE_DECODER, check_decoder },
		{ SCHAIN_INTERFACE_SINK, check_sink },
	};
	int found = 0;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const void *offered = plugin->get_interface(kinds[i].name);
		schain_status status = offered ? kinds[i].check(offered, error) : SCHAIN_OK;

		if (status != SCHAIN_OK)
			return status;
		found |= offered != NULL;
	}
	return found ? SCHAIN_OK
	             : schain__fail(error, SCHAIN_E_FORMAT,
	                            "has no interface that this library knows (%s, %s, %s)",
	                            SCHAIN_INTERFACE_ENRICHER, SCHAIN_INTERFACE_DECODER,
	                            SCHAIN_INTERFACE_SINK);
}
