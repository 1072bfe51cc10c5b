/* SPDX-License-Identifier: Apache-2.0 */
/* What programs in the kernel put into a ring buffer. */
#include "source.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "record.h"
#include <sensor_bpf.skel.h>

enum { RING_BYTES = 4 << 20 };

struct bpf_source {
	struct source face;
	struct sensor_bpf *program;
	struct ring_buffer *ring;
	struct record_reader reader;
	uint64_t lost;
};

static int take_record(void *context, void *data, size_t size)
{
	struct bpf_source *source = context;

	return record_read(&source->reader, data, size, source->face.take, source->face.context);
}

/* Which root directory is the sensor's own, by the kernel's numbers. */
static void learn_home(struct bpf_source *source)
{
	struct identity_root home = { 0 };

	home.device = source->program->bss->home_device;
	home.inode = source->program->bss->home_inode;
	identity_add_home(source->face.names, &home);
	source->reader.names = source->face.names;
}

static int read_all(struct source *face)
{
	struct bpf_source *source = (struct bpf_source *)face;
	uint64_t before = source->lost;
	int status;

	if (!source->reader.names)
		learn_home(source);
	source->reader.offset = source_clock(CLOCK_REALTIME) - source_clock(CLOCK_BOOTTIME);
	status = ring_buffer__consume(source->ring);
	source->lost = source->program->bss->lost;
	if (status < 0 || source->lost == before)
		return status < 0 ? status : 0;
	return source_lost(face, source->lost - before);
}

static int descriptor(const struct source *face)
{
	return ring_buffer__epoll_fd(((const struct bpf_source *)face)->ring);
}

static void close_all(struct source *face)
{
	struct bpf_source *source = (struct bpf_source *)face;

	ring_buffer__free(source->ring);
	sensor_bpf__destroy(source->program);
	free(source);
}

static int load(struct bpf_source *source)
{
	LIBBPF_OPTS(bpf_test_run_opts, once);

	source->program = sensor_bpf__open();
	if (!source->program)
		return -1;
	source->program->rodata->own_pid = (unsigned int)getpid();
	if (bpf_map__set_max_entries(source->program->maps.records, RING_BYTES) ||
	    sensor_bpf__load(source->program) ||
	    bpf_prog_test_run_opts(bpf_program__fd(source->program->progs.home), &once) ||
	    sensor_bpf__attach(source->program))
		return -1;
	source->ring = ring_buffer__new(bpf_map__fd(source->program->maps.records), take_record, source, NULL);
	return source->ring ? 0 : -1;
}

struct source *source_bpf_open(void)
{
	struct bpf_source *source = calloc(1, sizeof *source);
	int error;

	if (!source)
		return NULL;
	source->face.read = read_all;
	source->face.descriptor = descriptor;
	source->face.close = close_all;
	if (!load(source))
		return &source->face;
	error = errno;
	close_all(&source->face);
	errno = error;
	return NULL;
}
