static void must(schain_status status, const schain_error *error)
{
	char text[1024];

	if (status >= 0)
		return;
	schain_error_format(error, text, sizeof text);
	fprintf(stderr, "%s\n", text);
	exit(1);
}

/* Loads the plugin from where it was built, and opens it with these options. */
static schain_plugins *open_plugin(const schain_plugin_value *values, size_t count)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_plugins *plugins;
	const char *path = getenv("PLUGIN");

	options.flags = SCHAIN_PLUGINS_LOAD_FILES;
	must(schain_plugins_new(&options, &plugins, &error), &error);
	must(schain_plugins_load(plugins, path ? path : "", &error), &error);
	must(schain_plugins_open(plugins, schain_plugins_at(plugins, 0)->name, NULL, values,
	                         sizeof *values, count, &error),
	     &error);
	return plugins;
}

static schain_plugin_statistics statistics_of(const schain_plugins *plugins)
{
	schain_plugin_statistics statistics = { .struct_size = sizeof statistics };
	schain_error error = SCHAIN_ERROR_INIT;

	must(schain_plugins_get_statistics(plugins, 0, &statistics, &error), &error);
	return statistics;
}
