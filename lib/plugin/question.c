/* SPDX-License-Identifier: Apache-2.0 */
/* What instances are asked, and which answers are theirs to give. */
#include "plugin/remote.h"

/* Subjects an instance is remembered to have been asked about. */
enum { KNOWN_LIMIT = 8192 };

static schain__asked *slot_of(const schain__instance *instance, uint64_t number)
{
	return &instance->asked[number % instance->plugins->options.question_limit];
}

static _Atomic uint64_t *wanted_of(const schain__instance *instance, uint64_t number)
{
	return &instance->wanted[number % instance->plugins->options.question_limit];
}

int schain__questions_init(schain__instance *instance)
{
	schain__memory *memory = &instance->plugins->memory;
	uint32_t limit = instance->plugins->options.question_limit;

	instance->next = 1;
	instance->oldest = 1;
	schain__recent_init(&instance->known, memory, sizeof(schain__known), KNOWN_LIMIT);
	instance->asked = schain__alloc_zero(memory, limit, sizeof *instance->asked);
	instance->wanted = schain__alloc(memory, limit * sizeof *instance->wanted);
	if (!instance->asked || !instance->wanted)
		return -1;
	for (uint32_t i = 0; i < limit; i++)
		atomic_init(&instance->wanted[i], 0);
	return 0;
}

static int is_waiting(const schain__asked *asked)
{
	return asked->state == SCHAIN__QUESTION_WAITING || asked->state == SCHAIN__QUESTION_OVERDUE;
}

/* Frees the slot; a question without an answer is given up. */
static void forget(schain__instance *instance, schain__asked *asked)
{
	if (is_waiting(asked)) {
		instance->statistics.waiting--;
		instance->statistics.forgotten++;
	}
	if (asked->state != SCHAIN__QUESTION_NONE)
		atomic_store(wanted_of(instance, asked->number), 0);
	schain__free(&instance->plugins->memory, asked->block, asked->block_size);
	memset(asked, 0, sizeof *asked);
}

void schain__questions_cancel(schain__instance *instance)
{
	for (uint32_t i = 0; instance->asked && i < instance->plugins->options.question_limit; i++)
		forget(instance, &instance->asked[i]);
}

void schain__questions_dispose(schain__instance *instance)
{
	schain__memory *memory = &instance->plugins->memory;
	uint32_t limit = instance->plugins->options.question_limit;

	schain__questions_cancel(instance);
	schain__recent_dispose(&instance->known);
	schain__free(memory, instance->asked, limit * sizeof *instance->asked);
	schain__free(memory, instance->wanted, limit * sizeof *instance->wanted);
	instance->asked = NULL;
	instance->wanted = NULL;
}

/* The second name that a claim may use for the subject. */
static schain_string other_name(const schain_question *question)
{
	if (question->subject_kind == SCHAIN_SUBJECT_FILE && question->file)
		return question->file->sha256;
	if (question->subject_kind == SCHAIN_SUBJECT_DOMAIN && question->connection)
		return question->connection->address;
	return schain__string(NULL, 0);
}

static char *put(char *to, schain_string *slot, schain_string text)
{
	if (text.length)
		memcpy(to, text.data, text.length);
	*slot = schain__string(text.length ? to : NULL, text.length);
	return to + text.length;
}

/* Keeps what an answer is checked against. Returns NULL when memory is out. */
static schain__asked *keep(schain__instance *instance, const schain_question *question, uint64_t key)
{
	schain__asked *asked = slot_of(instance, question->number);
	schain_string other = other_name(question);
	size_t size = question->subject.length + question->host.length + other.length;
	char *block = schain__alloc(&instance->plugins->memory, size);
	char *to = block;

	if (!block)
		return NULL;
	forget(instance, asked);
	asked->block = block;
	asked->block_size = size;
	to = put(to, &asked->subject, question->subject);
	to = put(to, &asked->host, question->host);
	put(to, &asked->other, other);
	asked->number = question->number;
	asked->key = key;
	asked->subject_kind = question->subject_kind;
	asked->state = SCHAIN__QUESTION_WAITING;
	atomic_store(wanted_of(instance, question->number), question->number);
	return asked;
}

void schain__question_returned(schain__instance *instance, uint64_t number, schain_status status)
{
	schain__asked *asked = slot_of(instance, number);

	schain__instance_collect(instance, 1);
	if (status < 0)
		instance->statistics.failed++;
	/* Nothing to say, or nothing that could be said. */
	if (status != SCHAIN_AGAIN && asked->number == number)
		schain__question_answered(instance, asked, 0);
}

/* It did not get to the plugin: nobody has it. */
static void take_back(schain__instance *instance, schain__asked *asked)
{
	instance->remote->missed++;
	instance->next--;
	instance->statistics.asked--;
	if (asked->number != instance->next)
		return;
	forget(instance, asked);
	instance->statistics.forgotten--;
}

/* Returns 0, or -1 if it was not asked: memory is out, or the child is not there or busy. */
static int ask(schain__instance *instance, schain_question *question, uint64_t key)
{
	schain__asked *asked;
	schain_status status;

	question->number = instance->next;
	asked = keep(instance, question, key);
	if (!asked)
		return -1;
	instance->next++;
	instance->statistics.asked++;
	instance->statistics.waiting++;
	asked->at = schain__instance_begin(instance);
	status = instance->enricher->ask(instance->handle, question);
	schain__instance_end(instance, asked->at);
	if (instance->remote && !schain__remote_has_put(instance->remote, question->number)) {
		take_back(instance, asked);
		return -1;
	}
	schain__question_returned(instance, question->number, status);
	return 0;
}

void schain__question_answered(schain__instance *instance, schain__asked *asked, uint64_t answer)
{
	if (!is_waiting(asked))
		return;
	asked->state = SCHAIN__QUESTION_ANSWERED;
	asked->answer = answer;
	atomic_store(wanted_of(instance, asked->number), 0);
	instance->statistics.waiting--;
	instance->statistics.answered++;
}

schain__asked *schain__question_of(schain__instance *instance, uint64_t number)
{
	schain__asked *asked = slot_of(instance, number);

	return number && asked->number == number ? asked : NULL;
}

static int is_of_content(uint32_t subject_kind)
{
	return subject_kind == SCHAIN_SUBJECT_FILE || subject_kind == SCHAIN_SUBJECT_SIGNER;
}

static uint64_t key_of(const schain_plugins *plugins, const schain_question *question,
                       uint64_t generation)
{
	schain_string other = other_name(question);
	uint64_t parts[4];

	/* Certificates of one name are several signers: one of them may be stolen. */
	if (question->subject_kind == SCHAIN_SUBJECT_SIGNER && question->file && question->file->signature)
		other = question->file->signature->thumbprint;

	parts[0] = question->subject_kind;
	parts[1] = schain__hash(&plugins->key, question->subject.data, question->subject.length);
	/* Each of a name's addresses is not a new question; each content of a path is. */
	parts[2] = is_of_content(question->subject_kind)
	               ? schain__hash(&plugins->key, other.data, other.length) ^ generation
	               : 0;
	parts[3] = schain__hash(&plugins->key, question->host.data, question->host.length);
	return schain__hash(&plugins->key, parts, sizeof parts);
}

static int is_for_each_use(const schain__instance *instance, const schain_question *question)
{
	return question->connection && instance->enricher->subjects & SCHAIN_SUBJECT_EACH_USE;
}

void schain__plugins_ask(schain_plugins *plugins, schain_question *question, uint64_t generation)
{
	uint64_t key = key_of(plugins, question, generation);

	for (size_t i = 0; i < plugins->instance_count; i++) {
		schain__instance *instance = plugins->instances[i];
		schain__known *known;

		if (!instance->is_open || !instance->enricher ||
		    !(instance->enricher->subjects & SCHAIN_SUBJECT_BIT(question->subject_kind)))
			continue;
		known = schain__recent_get(&instance->known, key);
		if (known && !is_for_each_use(instance, question) && (!known->until || question->time < known->until))
			continue;
		if (instance->remote && instance->remote->state != SCHAIN__REMOTE_READY) {
			instance->remote->missed++;
			continue;
		}
		known = schain__recent_put(&instance->known, 0, key);
		if (!known)
			continue;
		known->until = 0;
		if (ask(instance, question, key))
			schain__recent_remove(&instance->known, known);
	}
}

void schain__plugins_look_at_clock(schain_plugins *plugins)
{
	int64_t now = schain__plugins_now(plugins);

	for (size_t i = 0; plugins->options.clock && i < plugins->instance_count; i++) {
		schain__instance *instance = plugins->instances[i];

		if (instance->is_open && instance->remote)
			schain__remote_look_at_clock(instance->remote, now);
		for (; instance->is_open && instance->oldest < instance->next; instance->oldest++) {
			schain__asked *asked = slot_of(instance, instance->oldest);

			if (asked->number != instance->oldest || asked->state != SCHAIN__QUESTION_WAITING)
				continue;
			if (now - asked->at < plugins->options.deadline)
				break;
			asked->state = SCHAIN__QUESTION_OVERDUE;
			instance->statistics.overdue++;
		}
	}
}
