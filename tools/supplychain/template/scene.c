/* What happens: an updater writes a program, which starts and connects to a host. */
static void feed(schain_engine *engine, schain_event *event, uint32_t type)
{
	schain_error error = SCHAIN_ERROR_INIT;

	event->type = type;
	event->time += SCHAIN_SECOND;
	must(schain_engine_feed(engine, event, sizeof *event, 1, NULL, &error), &error);
}

static void tell_story(schain_engine *engine)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process updater = SCHAIN_PROCESS_INIT, agent = SCHAIN_PROCESS_INIT;
	schain_file updater_image = SCHAIN_FILE_INIT, agent_image = SCHAIN_FILE_INIT;
	schain_connection connection = SCHAIN_CONNECTION_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	event.time = INT64_C(1767225600) * SCHAIN_SECOND; /* 2026-01-01 */
	event.os = SCHAIN_OS_LINUX;
	event.source_kind = SCHAIN_SOURCE_HOST_PRODUCT;
	event.host = SCHAIN_STRING("desk.example");
	updater.pid = 100;
	updater.image = &updater_image;
	updater_image.path = SCHAIN_STRING("/opt/vendor/updater");
	agent.pid = 200;
	agent.image = &agent_image;
	agent_image.path = SCHAIN_STRING("/opt/vendor/bin/agent");
	agent_image.content = SCHAIN_CONTENT_ELF;
	connection.host_name = SCHAIN_STRING("cdn.attacker.example");
	connection.address = SCHAIN_STRING("192.0.2.7");
	connection.port = 443;

	event.process = &updater;
	feed(engine, &event, SCHAIN_EVENT_PROCESS_START);
	event.file = &agent_image;
	feed(engine, &event, SCHAIN_EVENT_FILE_WRITE);
	event.file = NULL;
	event.process = &agent;
	feed(engine, &event, SCHAIN_EVENT_PROCESS_START);
	event.connection = &connection;
	feed(engine, &event, SCHAIN_EVENT_CONNECTION);
	must(schain_engine_flush(engine, &error), &error);
}
