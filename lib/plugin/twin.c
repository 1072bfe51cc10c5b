/* SPDX-License-Identifier: Apache-2.0 */
/* An isolated plugin as the host sees it: a descriptor like its, whose functions talk to the child. */
#include "plugin/remote.h"

int schain__block_keep(schain__remote *remote, schain__block *block, const void *data, size_t size)
{
	schain__block_free(remote, block);
	block->data = schain__alloc(&remote->plugins->memory, size);
	if (!block->data)
		return -1;
	memcpy(block->data, data, size);
	block->size = size;
	return 0;
}

void schain__block_free(schain__remote *remote, schain__block *block)
{
	schain__free(&remote->plugins->memory, block->data, block->size);
	block->data = NULL;
	block->size = 0;
}

static schain_status twin_open(const schain_plugin_host *host, const schain_plugin_setting *settings,
                               size_t setting_count, void **ret_instance, schain_error *error)
{
	schain__instance *instance = host->context;
	schain__remote *remote = instance->remote;
	schain__writer writer;

	schain__frame_begin(&writer, remote->frame, SCHAIN__FRAME_OPEN);
	schain__put_settings(&writer, settings, setting_count);
	if (writer.is_full)
		return schain__fail(error, SCHAIN_E_LIMIT, "its options are of more than %d bytes together",
		                    SCHAIN__FRAME_SIZE);
	if (schain__block_keep(remote, &remote->open, writer.data, writer.size))
		return schain__fail_memory(error);
	*ret_instance = remote;
	return schain__remote_open(remote, error);
}

static void twin_close(void *instance)
{
	schain__remote_close(instance);
}

/* Until ask has returned in the child, for as long as the host has patience. */
static schain_status wait_for_answer(schain__remote *remote, uint64_t number)
{
	int64_t left = remote->isolation.patience;

	remote->waited_for = number;
	while (remote->state == SCHAIN__REMOTE_READY && remote->first_out <= number && left > 0) {
		schain__child_wait(&remote->child, &left);
		schain__remote_receive(remote);
	}
	remote->waited_for = 0;
	if (remote->state != SCHAIN__REMOTE_READY)
		return SCHAIN_E_IO;
	return remote->first_out <= number ? SCHAIN_AGAIN : remote->returned;
}

static schain_status twin_ask(void *instance, const schain_question *question)
{
	schain__remote *remote = instance;
	schain__writer writer;
	enum schain__child_result result;

	schain__frame_begin(&writer, remote->frame, SCHAIN__FRAME_QUESTION);
	schain__put_question(&writer, question);
	if (writer.is_full)
		return SCHAIN_E_LIMIT;
	result = schain__child_send(&remote->child, writer.data, writer.size);
	if (result == SCHAIN__CHILD_GONE)
		schain__remote_ended(remote);
	if (result != SCHAIN__CHILD_DONE)
		return SCHAIN_E_LIMIT;
	if (remote->first_out == remote->next_out) {
		remote->first_out = question->number;
		remote->progress_at = schain__plugins_now(remote->plugins);
	}
	remote->next_out = question->number + 1;
	return remote->isolation.patience ? wait_for_answer(remote, question->number) : SCHAIN_AGAIN;
}

int schain__remote_has_put(const schain__remote *remote, uint64_t number)
{
	return remote->next_out == number + 1;
}

/* What every twin could be asked; what its plugin wants is in remote->enricher. */
static const schain_enricher any_enricher = {
	.struct_size = sizeof any_enricher,
	.subjects = UINT32_MAX,
	.ask = twin_ask,
};

static const void *twin_get_interface(const char *name)
{
	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &any_enricher;
}

/* Bytes of the twin's texts; 0 if one has a NUL in it. */
static size_t measure(const schain__description *description)
{
	size_t size = description->option_count * sizeof(schain_plugin_option);
	schain_string all[5 + 3 * SCHAIN__PLUGIN_OPTIONS];
	size_t count = 0;

	for (size_t i = 0; i < 5; i++)
		all[count++] = description->texts[i];
	for (size_t i = 0; i < description->option_count; i++) {
		all[count++] = description->options[i].name;
		all[count++] = description->options[i].fallback;
		all[count++] = description->options[i].summary;
	}
	for (size_t i = 0; i < count; i++) {
		if (all[i].length && memchr(all[i].data, 0, all[i].length))
			return 0;
		size += all[i].length + 1;
	}
	return size;
}

static const char *keep_text(char **to, schain_string text)
{
	char *at = *to;

	if (!text.data)
		return NULL;
	if (text.length)
		memcpy(at, text.data, text.length);
	at[text.length] = 0;
	*to += text.length + 1;
	return at;
}

static void copy_options(schain__remote *remote, const schain__description *description, char **to)
{
	schain_plugin_option *options = (schain_plugin_option *)(void *)remote->texts.data;

	for (uint32_t i = 0; i < description->option_count; i++) {
		memset(&options[i], 0, sizeof options[i]);
		options[i].type = description->options[i].type;
		options[i].flags = description->options[i].flags;
		options[i].minimum = description->options[i].minimum;
		options[i].maximum = description->options[i].maximum;
		options[i].name = keep_text(to, description->options[i].name);
		options[i].fallback = keep_text(to, description->options[i].fallback);
		options[i].summary = keep_text(to, description->options[i].summary);
	}
	remote->plugin.options = description->option_count ? options : NULL;
	remote->plugin.option_size = sizeof *options;
	remote->plugin.option_count = description->option_count;
}

schain_status schain__twin_describe(schain__remote *remote, const schain__description *description,
                                    schain_error *error)
{
	schain_plugin *plugin = &remote->plugin;
	size_t size;
	char *to;

	plugin->struct_size = description->struct_size < sizeof *plugin ? description->struct_size
	                                                                : (uint32_t)sizeof *plugin;
	plugin->abi_major = description->abi_major;
	plugin->abi_minor = description->abi_minor;
	plugin->event_schema = description->event_schema;
	plugin->open = twin_open;
	plugin->close = twin_close;
	plugin->get_interface = twin_get_interface;
	if (description->option_count > SCHAIN__PLUGIN_OPTIONS)
		return schain__fail(error, SCHAIN_E_FORMAT, "has more than %d options, or none where it says so",
		                    SCHAIN__PLUGIN_OPTIONS);
	size = measure(description);
	if (!size)
		return schain__fail(error, SCHAIN_E_FORMAT, "a text of its descriptor has a NUL in it");
	remote->texts.data = schain__alloc(&remote->plugins->memory, size);
	if (!remote->texts.data)
		return schain__fail_memory(error);
	remote->texts.size = size;
	to = (char *)remote->texts.data + description->option_count * sizeof(schain_plugin_option);
	copy_options(remote, description, &to);
	plugin->name = keep_text(&to, description->texts[0]);
	plugin->version = keep_text(&to, description->texts[1]);
	plugin->author = keep_text(&to, description->texts[2]);
	plugin->licence = keep_text(&to, description->texts[3]);
	plugin->summary = keep_text(&to, description->texts[4]);
	remote->enricher = any_enricher;
	remote->enricher.subjects = description->subjects;
	if (!description->subjects)
		return schain__fail(error, SCHAIN_E_FORMAT,
		                    "only enrichers are isolated, and it is none: no %s, no function in it, "
		                    "or no subjects to ask it about",
		                    SCHAIN_INTERFACE_ENRICHER);
	return schain__plugin_check(plugin, error);
}
