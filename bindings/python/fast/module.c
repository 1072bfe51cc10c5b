/* SPDX-License-Identifier: Apache-2.0 */
/* The extension module supplychain._fast: what would be slow as one call from Python for each field. */
#include "module.h"

static PyObject *own(PyObject *names, const char *text)
{
	PyObject *name = PyUnicode_InternFromString(text);

	if (name && PyDict_SetItem(names, name, name))
		Py_CLEAR(name);
	return name;
}

static PyObject **names_of(struct state *state, const struct field *field)
{
	PyObject **names = PyMem_Calloc(CHOICE_LIMIT, sizeof *names);

	for (uint32_t i = 0; names && i < CHOICE_LIMIT; i++) {
		const char *name = field->name_of(field->kind == KIND_FLAGS ? 1u << i : i);

		if (name && !(names[i] = own(state->names, name))) {
			PyMem_Free(names);
			return NULL;
		}
	}
	return names ? names : (PyObject **)PyErr_NoMemory();
}

static int add_field(struct state *state, unsigned shape, const struct field *field)
{
	PyObject *key = own(state->names, field->name);
	size_t at = slot_of(key);

	if (!key)
		return 0;
	while (state->slots[shape][at % SLOTS].key)
		at++;
	state->slots[shape][at % SLOTS] = (struct slot){ key, field, NULL };
	return !field->name_of || (state->slots[shape][at % SLOTS].names = names_of(state, field));
}

static int set_names(struct state *state)
{
	if (!(state->names = PyDict_New()))
		return 0;
	for (unsigned i = 0; i < SHAPE_COUNT; i++)
		for (size_t j = 0; j < shapes[i]->count; j++)
			if (!add_field(state, i, &shapes[i]->fields[j]))
				return 0;
	return (state->fields_name = PyUnicode_InternFromString("__dataclass_fields__")) &&
	       (state->tzinfo_name = PyUnicode_InternFromString("tzinfo")) &&
	       (state->days_name = PyUnicode_InternFromString("days")) &&
	       (state->seconds_name = PyUnicode_InternFromString("seconds")) &&
	       (state->microseconds_name = PyUnicode_InternFromString("microseconds"));
}

static int set_epochs(struct state *state)
{
	PyObject *module = PyImport_ImportModule("datetime"), *zones = NULL, *utc = NULL;

	if (module && (state->datetime = PyObject_GetAttrString(module, "datetime")) &&
	    (zones = PyObject_GetAttrString(module, "timezone")) && (utc = PyObject_GetAttrString(zones, "utc"))) {
		state->naive_epoch = PyObject_CallFunction(state->datetime, "iii", 1970, 1, 1);
		state->epoch = PyObject_CallFunction(state->datetime, "iiiiiiiO", 1970, 1, 1, 0, 0, 0, 0, utc);
	}
	Py_XDECREF(utc);
	Py_XDECREF(zones);
	Py_XDECREF(module);
	return state->naive_epoch && state->epoch;
}

static void release(void *module)
{
	struct state *state = PyModule_GetState(module);

	for (unsigned i = 0; i < SHAPE_COUNT; i++)
		for (unsigned j = 0; j < SLOTS; j++) {
			struct slot *slot = &state->slots[i][j];

			for (uint32_t k = 0; slot->names && k < CHOICE_LIMIT; k++)
				Py_XDECREF(slot->names[k]);
			PyMem_Free(slot->names);
			Py_XDECREF(slot->key);
		}
	Py_XDECREF(state->names);
	Py_XDECREF(state->datetime);
	Py_XDECREF(state->epoch);
	Py_XDECREF(state->naive_epoch);
	Py_XDECREF(state->fields_name);
	Py_XDECREF(state->tzinfo_name);
	Py_XDECREF(state->days_name);
	Py_XDECREF(state->seconds_name);
	Py_XDECREF(state->microseconds_name);
}

static PyMethodDef methods[] = {
	{ "feed", feed_events, METH_VARARGS, "feed(engine, error, events) -> (status, taken)" },
	{ "table", new_table, METH_VARARGS, "table(is_of_verdicts, names, batch_rows) -> capsule" },
	{ "decode", decode_table, METH_VARARGS,
	  "decode(table, error, chunks, format, origin, host, mapping, is_strict) -> status" },
	{ "collect", collect_table, METH_VARARGS, "collect(table, events)" },
	{ "judge", judge_table, METH_VARARGS, "judge(table, engine, error) -> status" },
	{ "finish", finish_table, METH_VARARGS, "finish(table, without_empty) -> (names, rows, batches)" },
	{ "stream", stream_table, METH_O, "stream(table) -> capsule of an ArrowArrayStream" },
	{ "schema", schema_table, METH_O, "schema(table) -> capsule of an ArrowSchema" },
	{ NULL, NULL, 0, NULL },
};

static struct PyModuleDef definition = {
	PyModuleDef_HEAD_INIT, "supplychain._fast", NULL, sizeof(struct state), methods, NULL, NULL, NULL, release,
};

PyMODINIT_FUNC PyInit__fast(void);

PyMODINIT_FUNC PyInit__fast(void)
{
	PyObject *module = PyModule_Create(&definition);

	if (!module)
		return NULL;
	memset(PyModule_GetState(module), 0, sizeof(struct state));
	if (!set_names(PyModule_GetState(module)) || !set_epochs(PyModule_GetState(module)))
		Py_CLEAR(module);
	return module;
}
