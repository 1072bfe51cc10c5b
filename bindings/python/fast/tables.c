/* SPDX-License-Identifier: Apache-2.0 */
/* Tables as Python holds them: capsules of columns.h, filled here. */
#include "encode.h"
#include "rows.h"

#include <supplychain/decode.h>

#include <stdlib.h>
#include <string.h>

static const char table_capsule[] = "supplychain.table";

static void free_table(PyObject *capsule)
{
	table_unref(PyCapsule_GetPointer(capsule, table_capsule));
}

static struct table *table_of(PyObject *capsule)
{
	return PyCapsule_GetPointer(capsule, table_capsule);
}

/* Wants these columns and no others. */
static int choose(struct table *table, PyObject *names)
{
	PyObject *list = PySequence_Tuple(names);

	if (!list)
		return 0;
	for (size_t i = 0; i < table_count_columns(table); i++)
		table_want(table, i, 0);
	for (Py_ssize_t i = 0; i < PyTuple_Size(list); i++) {
		PyObject *name = PyTuple_GetItem(list, i);
		size_t at = 0, count = table_count_columns(table);

		while (PyUnicode_Check(name) && at < count &&
		       PyUnicode_CompareWithASCIIString(name, table_get_name(table, at)))
			at++;
		if (!PyUnicode_Check(name) || at == count) {
			PyErr_Format(PyExc_ValueError, "there is no column %R", name);
			Py_DECREF(list);
			return 0;
		}
		table_want(table, at, 1);
	}
	Py_DECREF(list);
	return 1;
}

PyObject *new_table(PyObject *module, PyObject *arguments)
{
	int is_of_verdicts;
	Py_ssize_t batch_rows;
	PyObject *names, *capsule;
	struct table *table;

	(void)module;
	if (!PyArg_ParseTuple(arguments, "pOn:table", &is_of_verdicts, &names, &batch_rows))
		return NULL;
	if (batch_rows < 1) {
		PyErr_SetString(PyExc_ValueError, "a batch has one row at least");
		return NULL;
	}
	table = table_new((size_t)batch_rows);
	if (!table || !(is_of_verdicts ? rows_of_verdicts(table) : rows_of_events(table))) {
		table_unref(table);
		return PyErr_NoMemory();
	}
	if ((names != Py_None && !choose(table, names)) || !(capsule = PyCapsule_New(table, table_capsule, free_table))) {
		table_unref(table);
		return NULL;
	}
	return capsule;
}

/* What fills a table from C. */
struct filling {
	struct table *table;
	schain_error *error;
	int is_strict, is_out_of_memory, is_damaged;
};

static int take_events(void *context, const schain_event *events, size_t count)
{
	struct filling *filling = context;

	for (size_t i = 0; i < count; i++)
		if (!rows_add_event(filling->table, &events[i])) {
			filling->is_out_of_memory = 1;
			return 1;
		}
	return 0;
}

static int take_problem(void *context, const schain_error *problem)
{
	struct filling *filling = context;

	if (!filling->is_strict)
		return 0;
	*filling->error = *problem;
	filling->is_damaged = 1;
	return 1;
}

static int take_verdict(void *context, const schain_verdict *verdict)
{
	struct filling *filling = context;

	filling->is_out_of_memory = !rows_add_verdict(filling->table, verdict);
	return filling->is_out_of_memory;
}

static schain_status status_of(const struct filling *filling, schain_status status)
{
	return filling->is_out_of_memory ? SCHAIN_E_MEMORY : filling->is_damaged ? SCHAIN_E_DAMAGED : status;
}

static schain_status decode_chunks(schain_decoder *decoder, PyObject *iterator, struct filling *filling)
{
	schain_error *error = filling->error;
	schain_status status = SCHAIN_OK;
	PyObject *chunk;
	Py_ssize_t length;
	char *data;

	while (status >= 0 && (chunk = PyIter_Next(iterator))) {
		if (!PyBytes_AsStringAndSize(chunk, &data, &length)) {
			schain_error scratch = SCHAIN_ERROR_INIT;

			Py_BEGIN_ALLOW_THREADS
			status = schain_decoder_feed(decoder, data, (size_t)length, &scratch);
			Py_END_ALLOW_THREADS
			if (status < 0 && !filling->is_damaged)
				*error = scratch;
		}
		Py_DECREF(chunk);
		if (PyErr_Occurred() || PyErr_CheckSignals())
			break;
	}
	if (!PyErr_Occurred() && status >= 0) {
		schain_error scratch = SCHAIN_ERROR_INIT;

		status = schain_decoder_finish(decoder, &scratch);
		if (status < 0 && !filling->is_damaged)
			*error = scratch;
	}
	return status_of(filling, status);
}

PyObject *decode_table(PyObject *module, PyObject *arguments)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	struct filling filling = { NULL, NULL, 0, 0, 0 };
	unsigned long long error;
	PyObject *capsule, *chunks, *iterator;
	schain_decoder *decoder;
	schain_status status;

	(void)module;
	if (!PyArg_ParseTuple(arguments, "OKOzzzzp:decode", &capsule, &error, &chunks, &options.format, &options.origin,
	                      &options.host, &options.mapping, &filling.is_strict) ||
	    !(filling.table = table_of(capsule)) || !(iterator = PyObject_GetIter(chunks)))
		return NULL;
	filling.error = (schain_error *)(uintptr_t)error;
	options.events = take_events;
	options.problem = take_problem;
	options.context = &filling;
	status = schain_decoder_new(&options, &decoder, filling.error);
	if (status >= 0) {
		status = decode_chunks(decoder, iterator, &filling);
		schain_decoder_free(decoder);
	}
	Py_DECREF(iterator);
	return PyErr_Occurred() ? NULL : PyLong_FromLong(status);
}

PyObject *collect_table(PyObject *module, PyObject *arguments)
{
	struct filling filling = { NULL, NULL, 0, 0, 0 };
	PyObject *capsule, *events;

	if (!PyArg_ParseTuple(arguments, "OO:collect", &capsule, &events) || !(filling.table = table_of(capsule)))
		return NULL;
	if (!encode_each(PyModule_GetState(module), events, take_events, &filling))
		return filling.is_out_of_memory ? PyErr_NoMemory() : NULL;
	Py_RETURN_NONE;
}

PyObject *judge_table(PyObject *module, PyObject *arguments)
{
	struct filling filling = { NULL, NULL, 0, 0, 0 };
	unsigned long long engine, error;
	PyObject *capsule;
	schain_status status;

	(void)module;
	if (!PyArg_ParseTuple(arguments, "OKK:judge", &capsule, &engine, &error) || !(filling.table = table_of(capsule)))
		return NULL;
	Py_BEGIN_ALLOW_THREADS
	status = schain_engine_each_verdict((schain_engine *)(uintptr_t)engine, take_verdict, &filling,
	                                    (schain_error *)(uintptr_t)error);
	Py_END_ALLOW_THREADS
	return PyLong_FromLong(status_of(&filling, status));
}

/* Ends filling: names of the columns, rows, batches. `without_empty`: type, time and host stay all the same. */
PyObject *finish_table(PyObject *module, PyObject *arguments)
{
	PyObject *capsule, *names, *name;
	struct table *table;
	int without_empty;

	(void)module;
	if (!PyArg_ParseTuple(arguments, "Op:finish", &capsule, &without_empty) || !(table = table_of(capsule)))
		return NULL;
	if (!table_finish(table, without_empty ? EVENT_BASE : SIZE_MAX))
		return PyErr_NoMemory();
	if (!(names = PyList_New(0)))
		return NULL;
	for (size_t i = 0; i < table_count_columns(table); i++) {
		if (!table_is_wanted(table, i))
			continue;
		name = PyUnicode_FromString(table_get_name(table, i));
		if (!name || PyList_Append(names, name)) {
			Py_XDECREF(name);
			Py_DECREF(names);
			return NULL;
		}
		Py_DECREF(name);
	}
	return Py_BuildValue("NKn", names, (unsigned long long)table_count_rows(table),
	                     (Py_ssize_t)table_count_batches(table));
}

/* A consumer that took the content over has set `release` to NULL, and the struct is left. */
static void free_stream(PyObject *capsule)
{
	struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, "arrow_array_stream");

	if (stream->release)
		stream->release(stream);
	free(stream);
}

static void free_schema(PyObject *capsule)
{
	struct ArrowSchema *schema = PyCapsule_GetPointer(capsule, "arrow_schema");

	if (schema->release)
		schema->release(schema);
	free(schema);
}

PyObject *stream_table(PyObject *module, PyObject *capsule)
{
	struct table *table = table_of(capsule);
	struct ArrowArrayStream *stream;
	PyObject *made;

	(void)module;
	if (!table)
		return NULL;
	if (!(stream = malloc(sizeof *stream)))
		return PyErr_NoMemory();
	if (table_export_stream(table, stream)) {
		free(stream);
		return PyErr_NoMemory();
	}
	if (!(made = PyCapsule_New(stream, "arrow_array_stream", free_stream))) {
		stream->release(stream);
		free(stream);
	}
	return made;
}

PyObject *schema_table(PyObject *module, PyObject *capsule)
{
	struct table *table = table_of(capsule);
	struct ArrowSchema *schema;
	PyObject *made;

	(void)module;
	if (!table)
		return NULL;
	if (!(schema = malloc(sizeof *schema)))
		return PyErr_NoMemory();
	if (table_export_schema(table, schema)) {
		free(schema);
		return PyErr_NoMemory();
	}
	if (!(made = PyCapsule_New(schema, "arrow_schema", free_schema))) {
		schema->release(schema);
		free(schema);
	}
	return made;
}
