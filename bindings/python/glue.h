/*
 * What stands between an engine and Python so that nothing in between is done
 * in Python: a log's bytes become events, and verdicts lines of JSON, in one
 * call that runs without the interpreter's lock.
 */
struct glue_text {
	char *data;
	size_t length, capacity;
};

struct glue {
	schain_engine *engine;
	schain_store *store;      /* attached to it; or NULL */
	schain_error error;       /* of the engine, inside a decoder's call */
	schain_status status;
	uint32_t flags;           /* of schain_report_write_json() */
	struct glue_text verdicts; /* lines */
	struct glue_text problems; /* "line\tcolumn\toffset\tmessage\n" */
	struct glue_text written; /* what an export writes */
	uint64_t problem_count;
	size_t problem_limit;
	int is_strict;
};

/* The calls of a plugin, by names that a closure can be made of. */
typedef schain_status glue_open(const schain_plugin_host *host, const schain_plugin_setting *settings,
                                size_t setting_count, void **ret_instance, schain_error *error);
typedef void glue_close(void *instance);
typedef schain_status glue_ask(void *instance, const schain_question *question);
typedef const void *glue_interface(const char *name);

struct glue *glue_new(void);
void glue_free(struct glue *glue);
schain_status glue_engine(struct glue *glue, const schain_policy *policy, uint64_t memory_limit,
                          schain_plugins *plugins, schain_error *error);
schain_status glue_decoder(struct glue *glue, const char *format, const char *origin, const char *host,
                           const char *mapping, schain_decoder **ret_decoder, schain_error *error);
schain_status glue_each(struct glue *glue, schain_error *error);
schain_status glue_export(struct glue *glue, schain_string host, schain_error *error);
schain_status glue_policy_write(struct glue *glue, const schain_policy *policy, const schain_policy *base,
                                schain_error *error);
void glue_clear(struct glue_text *text);
