/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events from Python objects: dictionaries, or instances of data classes with
 * the same names. What they hold is copied, so that the interpreter's lock can
 * be released while a batch is fed.
 */
#include "encode.h"

#include <string.h>

#define BATCH 64 /* what of it C has made stays in a processor's nearer caches */
#define DEPTH 8 /* more than shapes nest */

struct encoder {
	const struct state *state;
	struct arena memory;
	size_t index; /* of the event in the call, from 0 */
	unsigned depth;
	const char *path[DEPTH];
	schain_event events[BATCH];
};

/* Raises, naming the place; returns 0. */
static int refuse(struct encoder *encoder, PyObject *kind, const char *what)
{
	char place[256];
	size_t length = 0;

	place[0] = 0;
	for (unsigned i = 0; i < encoder->depth; i++)
		length += (size_t)PyOS_snprintf(place + length, sizeof place - length, "%s%s", i ? "." : ": ",
		                                encoder->path[i]);
	PyErr_Format(kind, "event %zu%s: %s", encoder->index, place, what);
	return 0;
}

static void *take(struct encoder *encoder, size_t size)
{
	void *memory = arena_take(&encoder->memory, size);

	if (!memory)
		PyErr_NoMemory();
	return memory;
}

static int copy(struct encoder *encoder, const char *data, Py_ssize_t length, schain_string *to)
{
	char *memory;

	if (!length)
		return 1;
	if (!(memory = take(encoder, (size_t)length)))
		return 0;
	memcpy(memory, data, (size_t)length);
	to->data = memory;
	to->length = (size_t)length;
	return 1;
}

/* Text, as UTF-8, in which surrogates stand for bytes that are none; or bytes. */
static int encode_text(struct encoder *encoder, PyObject *value, schain_string *to)
{
	const char *data;
	char *bytes;
	Py_ssize_t length;
	int is_done;

	if (PyUnicode_CheckExact(value) || PyUnicode_Check(value)) {
		if ((data = PyUnicode_AsUTF8AndSize(value, &length)))
			return copy(encoder, data, length, to);
		PyErr_Clear();
		if (!(value = PyUnicode_AsEncodedString(value, "utf-8", "surrogateescape")))
			return 0;
	} else if (PyBytes_Check(value)) {
		Py_INCREF(value);
	} else {
		return refuse(encoder, PyExc_TypeError, "text is wanted");
	}
	is_done = !PyBytes_AsStringAndSize(value, &bytes, &length) && copy(encoder, bytes, length, to);
	Py_DECREF(value);
	return is_done;
}

/* "0x" and hexadecimal digits, or decimal ones. */
static int number_of_text(PyObject *value, uint64_t *ret_number)
{
	Py_ssize_t length;
	const char *at = PyUnicode_AsUTF8AndSize(value, &length), *end;
	uint64_t number = 0, base = 10, digit;

	if (!at) {
		PyErr_Clear();
		return 0;
	}
	end = at + length;
	if (length > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
		base = 16;
		at += 2;
	}
	if (at == end)
		return 0;
	for (; at < end; at++) {
		if (*at >= '0' && *at <= '9')
			digit = (uint64_t)(*at - '0');
		else if (base == 16 && ((*at >= 'a' && *at <= 'f') || (*at >= 'A' && *at <= 'F')))
			digit = (uint64_t)((*at | 0x20) - 'a' + 10);
		else
			return 0;
		if (number > (UINT64_MAX - digit) / base)
			return 0;
		number = number * base + digit;
	}
	*ret_number = number;
	return 1;
}

/* As PyNumber_Index(), at once for what is one already. */
static PyObject *whole_of(PyObject *value)
{
	if (!PyLong_CheckExact(value))
		return PyNumber_Index(value);
	Py_INCREF(value);
	return value;
}

static int encode_number(struct encoder *encoder, PyObject *value, uint64_t limit, uint64_t *ret_number)
{
	uint64_t number;

	if (!PyLong_CheckExact(value) && PyUnicode_Check(value)) {
		if (!number_of_text(value, &number))
			return refuse(encoder, PyExc_ValueError, "a whole number is wanted");
	} else {
		PyObject *whole = whole_of(value);

		if (!whole) {
			PyErr_Clear();
			return refuse(encoder, PyExc_TypeError, "a whole number is wanted");
		}
		number = PyLong_AsUnsignedLongLong(whole);
		Py_DECREF(whole);
		if (number == UINT64_MAX && PyErr_Occurred()) {
			PyErr_Clear();
			return refuse(encoder, PyExc_ValueError, "the number does not fit");
		}
	}
	if (number > limit)
		return refuse(encoder, PyExc_ValueError, "the number does not fit");
	*ret_number = number;
	return 1;
}

static int encode_signed(struct encoder *encoder, PyObject *value, int64_t *to)
{
	PyObject *whole = whole_of(value);

	if (!whole) {
		PyErr_Clear();
		return refuse(encoder, PyExc_TypeError, "a whole number is wanted");
	}
	*to = PyLong_AsLongLong(whole);
	Py_DECREF(whole);
	if (*to == -1 && PyErr_Occurred()) {
		PyErr_Clear();
		return refuse(encoder, PyExc_ValueError, "the number does not fit");
	}
	return 1;
}

static int part_of(PyObject *delta, PyObject *name, int64_t *ret_number)
{
	PyObject *part = PyObject_GetAttr(delta, name);

	if (!part)
		return 0;
	*ret_number = PyLong_AsLongLong(part);
	Py_DECREF(part);
	return *ret_number != -1 || !PyErr_Occurred();
}

/* One without a zone is in UTC. */
static int encode_datetime(struct encoder *encoder, PyObject *value, schain_time *to)
{
	const struct state *state = encoder->state;
	PyObject *zone = PyObject_GetAttr(value, state->tzinfo_name), *delta;
	int64_t days, seconds, microseconds;
	int is_done;

	if (!zone)
		return 0;
	delta = PyNumber_Subtract(value, zone == Py_None ? state->naive_epoch : state->epoch);
	Py_DECREF(zone);
	if (!delta)
		return 0;
	is_done = part_of(delta, state->days_name, &days) && part_of(delta, state->seconds_name, &seconds) &&
	          part_of(delta, state->microseconds_name, &microseconds);
	Py_DECREF(delta);
	if (!is_done)
		return 0;
	/* What 64 bits of nanoseconds hold: 106751 days and a part of one. */
	if (days < -106751 || days > 106750)
		return refuse(encoder, PyExc_ValueError, "the time does not fit");
	*to = ((days * 86400 + seconds) * 1000000 + microseconds) * 1000;
	return 1;
}

static int encode_time(struct encoder *encoder, PyObject *value, schain_time *to)
{
	const char *text;
	Py_ssize_t length;
	int is_datetime;

	if (!PyLong_CheckExact(value) && PyUnicode_Check(value)) {
		if ((text = PyUnicode_AsUTF8AndSize(value, &length)) && parse_time(text, (size_t)length, to))
			return 1;
		PyErr_Clear();
		return refuse(encoder, PyExc_ValueError, "no such time");
	}
	if (PyLong_CheckExact(value) || PyLong_Check(value))
		return encode_signed(encoder, value, to);
	is_datetime = PyObject_IsInstance(value, encoder->state->datetime);
	if (is_datetime < 0)
		return 0;
	return is_datetime ? encode_datetime(encoder, value, to) :
	                     refuse(encoder, PyExc_TypeError, "a datetime, nanoseconds or text is wanted");
}

/* The like of a text among the module's own ones, borrowed; NULL, perhaps with an error, if there is none. */
static PyObject *own_name(const struct state *state, PyObject *text)
{
	return PyDict_GetItemWithError(state->names, text);
}

static int find_name(const struct encoder *encoder, const struct slot *slot, PyObject *text, uint32_t *ret_index)
{
	for (int pass = 0; text; text = pass++ ? NULL : own_name(encoder->state, text))
		for (uint32_t i = 0; i < CHOICE_LIMIT; i++)
			if (slot->names[i] == text) {
				*ret_index = i;
				return 1;
			}
	PyErr_Clear();
	return 0;
}

static int encode_choice(struct encoder *encoder, const struct slot *slot, PyObject *value, uint32_t *to)
{
	uint64_t number;

	if (PyUnicode_Check(value)) {
		return find_name(encoder, slot, value, to) ? 1 : refuse(encoder, PyExc_ValueError, "no such name");
	}
	if (!encode_number(encoder, value, UINT32_MAX, &number))
		return 0;
	*to = (uint32_t)number;
	return 1;
}

/* The engine counts and skips an event of a type that is newer than it. */
static int encode_type(struct encoder *encoder, const struct slot *slot, PyObject *value, uint32_t *to)
{
	if (PyUnicode_Check(value) && !find_name(encoder, slot, value, to)) {
		*to = UINT32_MAX;
		return 1;
	}
	return encode_choice(encoder, slot, value, to);
}

static int encode_flags(struct encoder *encoder, const struct slot *slot, PyObject *value, uint32_t *to)
{
	PyObject *iterator, *item;
	uint64_t number;
	uint32_t bit;

	if (PyLong_Check(value)) {
		if (!encode_number(encoder, value, UINT32_MAX, &number))
			return 0;
		*to = (uint32_t)number;
		return 1;
	}
	if (PyUnicode_Check(value) || !(iterator = PyObject_GetIter(value))) {
		PyErr_Clear();
		return refuse(encoder, PyExc_TypeError, "names or their sum are wanted");
	}
	while ((item = PyIter_Next(iterator))) {
		int is_known = PyUnicode_Check(item) && find_name(encoder, slot, item, &bit);

		Py_DECREF(item);
		if (!is_known) {
			Py_DECREF(iterator);
			return refuse(encoder, PyExc_ValueError, "no such name");
		}
		*to |= 1u << bit;
	}
	Py_DECREF(iterator);
	return !PyErr_Occurred();
}

static int encode_truth(struct encoder *encoder, PyObject *value, uint32_t *to)
{
	if (value != Py_True && value != Py_False)
		return refuse(encoder, PyExc_TypeError, "True or False is wanted");
	*to = value == Py_True ? SCHAIN_YES : SCHAIN_NO;
	return 1;
}

static int encode_texts(struct encoder *encoder, PyObject *value, schain_dns *dns)
{
	PyObject *list;
	schain_string *texts;
	Py_ssize_t count;
	int is_done = 1;

	if (PyUnicode_Check(value) || !(list = PySequence_Tuple(value))) {
		PyErr_Clear();
		return refuse(encoder, PyExc_TypeError, "a list of texts is wanted");
	}
	count = PyTuple_Size(list);
	texts = count ? take(encoder, (size_t)count * sizeof *texts) : NULL;
	if (count && !texts)
		is_done = 0;
	for (Py_ssize_t i = 0; is_done && i < count; i++) {
		texts[i] = (schain_string){ NULL, 0 };
		is_done = encode_text(encoder, PyTuple_GetItem(list, i), &texts[i]);
	}
	Py_DECREF(list);
	dns->answers = texts;
	dns->answer_count = (size_t)count;
	return is_done;
}

static int encode_object(struct encoder *encoder, const struct shape *shape, PyObject *value, void *to);

static int encode_shape(struct encoder *encoder, const struct shape *shape, PyObject *value, void **to)
{
	void *memory = take(encoder, shape->size);

	if (!memory)
		return 0;
	*to = memory;
	return encode_object(encoder, shape, value, memory);
}

static int encode_value(struct encoder *encoder, const struct slot *slot, PyObject *value, void *owner)
{
	const struct field *field = slot->field;
	void *to = (char *)owner + field->offset;
	uint64_t number;

	switch (field->kind) {
	case KIND_TEXT:
		return encode_text(encoder, value, to);
	case KIND_U32:
		if (!encode_number(encoder, value, UINT32_MAX, &number))
			return 0;
		*(uint32_t *)to = (uint32_t)number;
		return 1;
	case KIND_U64:
		return encode_number(encoder, value, UINT64_MAX, to);
	case KIND_I64:
		return encode_signed(encoder, value, to);
	case KIND_TIME:
		return encode_time(encoder, value, to);
	case KIND_TYPE:
		return encode_type(encoder, slot, value, to);
	case KIND_CHOICE:
		return encode_choice(encoder, slot, value, to);
	case KIND_FLAGS:
		return encode_flags(encoder, slot, value, to);
	case KIND_TRUTH:
		return encode_truth(encoder, value, to);
	case KIND_TEXTS:
		return encode_texts(encoder, value, owner);
	default:
		return encode_shape(encoder, field->shape, value, to);
	}
}

static const struct slot *find_slot(const struct state *state, const struct shape *shape, PyObject *key)
{
	const struct slot *slots = state->slots[shape->index];

	for (int pass = 0; key; key = pass++ ? NULL : own_name(state, key))
		for (size_t at = slot_of(key);; at++) {
			const struct slot *slot = &slots[at % SLOTS];

			if (slot->key == key)
				return slot;
			if (!slot->key)
				break;
		}
	return NULL;
}

/* Keeps the value alive meanwhile: the object's attribute, or the one given. */
static int encode_held(struct encoder *encoder, const struct slot *slot, PyObject *object, PyObject *value, void *to)
{
	int is_done;

	if (object)
		value = PyObject_GetAttr(object, slot->key);
	else
		Py_INCREF(value);
	if (!value)
		return 0;
	is_done = value == Py_None || encode_value(encoder, slot, value, to);
	Py_DECREF(value);
	return is_done;
}

/* `fields` has the names; the values too, unless there is an object that has them. */
static int encode_fields(struct encoder *encoder, const struct shape *shape, PyObject *fields, PyObject *object, void *to)
{
	PyObject *key, *value;
	Py_ssize_t at = 0;
	int is_done = 1;

	while (is_done && PyDict_Next(fields, &at, &key, &value)) {
		const struct slot *slot = find_slot(encoder->state, shape, key);

		if (!slot) {
			if (PyErr_Occurred())
				return 0;
			continue; /* of a later version, or the caller's own */
		}
		if (value == Py_None && !object)
			continue;
		encoder->path[encoder->depth++] = slot->field->name;
		if (!object && (PyUnicode_CheckExact(value) || PyLong_CheckExact(value)))
			is_done = encode_value(encoder, slot, value, to); /* runs nothing that could free it */
		else
			is_done = encode_held(encoder, slot, object, value, to);
		encoder->depth--;
	}
	return is_done;
}

static int encode_object(struct encoder *encoder, const struct shape *shape, PyObject *value, void *to)
{
	PyObject *fields, *items;
	int is_done;

	memset(to, 0, shape->size);
	*(uint32_t *)to = (uint32_t)shape->size;
	if (PyDict_CheckExact(value) || PyDict_Check(value))
		return encode_fields(encoder, shape, value, NULL, to);
	if ((fields = PyObject_GetAttr(value, encoder->state->fields_name)) && PyDict_Check(fields)) {
		is_done = encode_fields(encoder, shape, fields, value, to);
		Py_DECREF(fields);
		return is_done;
	}
	Py_XDECREF(fields);
	PyErr_Clear();
	if (!PyMapping_Check(value) || !(items = PyDict_New()))
		return refuse(encoder, PyExc_TypeError, "a dictionary or a data class is wanted");
	is_done = PyDict_Update(items, value) ? refuse(encoder, PyExc_TypeError, "a dictionary is wanted") :
	                                        encode_fields(encoder, shape, items, NULL, to);
	Py_DECREF(items);
	return is_done;
}

static int encode_event(struct encoder *encoder, PyObject *value, schain_event *event)
{
	if (!encode_object(encoder, &event_shape, value, event))
		return 0;
	if (!event->type)
		return refuse(encoder, PyExc_ValueError, "it has no type");
	if (!event->time && event->type != SCHAIN_EVENT_FLUSH)
		return refuse(encoder, PyExc_ValueError, "it has no time");
	return 1;
}

/* Fills a batch; fewer than BATCH at the end, or with an error set. */
static size_t encode_batch(struct encoder *encoder, PyObject *iterator)
{
	PyObject *item;
	size_t count = 0;

	arena_reset(&encoder->memory);
	while (count < BATCH && (item = PyIter_Next(iterator))) {
		int is_done = encode_event(encoder, item, &encoder->events[count]);

		Py_DECREF(item);
		if (!is_done)
			break;
		encoder->index++;
		count++;
	}
	return count;
}

static int hand_out(struct encoder *encoder, PyObject *iterator,
                    int (*take)(void *context, const schain_event *events, size_t count), void *context)
{
	PyObject *kind, *value, *trace;
	size_t count;
	int is_ended;

	do {
		if (!(count = encode_batch(encoder, iterator)))
			break;
		PyErr_Fetch(&kind, &value, &trace);
		Py_BEGIN_ALLOW_THREADS
		is_ended = take(context, encoder->events, count);
		Py_END_ALLOW_THREADS
		PyErr_Restore(kind, value, trace);
		if (is_ended || PyErr_Occurred() || PyErr_CheckSignals())
			return 0;
	} while (count == BATCH);
	return !PyErr_Occurred();
}

int encode_each(const struct state *state, PyObject *events,
                int (*take)(void *context, const schain_event *events, size_t count), void *context)
{
	PyObject *iterator = PyObject_GetIter(events);
	struct encoder *encoder;
	int is_done;

	if (!iterator)
		return 0;
	if (!(encoder = PyMem_Malloc(sizeof *encoder))) {
		Py_DECREF(iterator);
		PyErr_NoMemory();
		return 0;
	}
	encoder->state = state;
	encoder->memory.blocks = NULL;
	encoder->index = 0;
	encoder->depth = 0;
	is_done = hand_out(encoder, iterator, take, context);
	arena_free(&encoder->memory);
	PyMem_Free(encoder);
	Py_DECREF(iterator);
	return is_done;
}

struct feeding {
	schain_engine *engine;
	schain_error *error;
	schain_status status;
	size_t taken;
};

static int feed_batch(void *context, const schain_event *events, size_t count)
{
	struct feeding *feeding = context;
	size_t consumed = 0;

	feeding->status = schain_engine_feed(feeding->engine, events, sizeof *events, count, &consumed, feeding->error);
	feeding->taken += consumed;
	return feeding->status < 0;
}

PyObject *feed_events(PyObject *module, PyObject *arguments)
{
	struct feeding feeding = { NULL, NULL, SCHAIN_OK, 0 };
	unsigned long long engine, error;
	PyObject *events;

	if (!PyArg_ParseTuple(arguments, "KKO:feed", &engine, &error, &events))
		return NULL;
	feeding.engine = (schain_engine *)(uintptr_t)engine;
	feeding.error = (schain_error *)(uintptr_t)error;
	encode_each(PyModule_GetState(module), events, feed_batch, &feeding);
	return PyErr_Occurred() ? NULL : Py_BuildValue("in", (int)feeding.status, (Py_ssize_t)feeding.taken);
}
