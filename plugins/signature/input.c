/* SPDX-License-Identifier: Apache-2.0 */
#include <config.h>

#include "signature/error.h"
#include "signature/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* macOS names the same fields otherwise. */
#ifdef __APPLE__
#define MODIFIED(s) ((s)->st_mtimespec)
#define CHANGED(s) ((s)->st_ctimespec)
#else
#define MODIFIED(s) ((s)->st_mtim)
#define CHANGED(s) ((s)->st_ctim)
#endif

static int64_t nanoseconds(struct timespec time)
{
	return (int64_t)time.tv_sec * SCHAIN_SECOND + time.tv_nsec;
}

int64_t schain__sig_modified(const struct stat *stat)
{
	return nanoseconds(MODIFIED(stat));
}

static schain__sig_file_key key_of(const struct stat *stat)
{
	schain__sig_file_key key = {
		(uint64_t)stat->st_dev,          (uint64_t)stat->st_ino,
		(uint64_t)stat->st_size,         nanoseconds(MODIFIED(stat)),
		nanoseconds(CHANGED(stat)),
	};

	return key;
}

static schain_status refuse_kind(const struct stat *stat, schain_error *error)
{
	if (S_ISREG(stat->st_mode))
		return SCHAIN_OK;
	return schain__sig_fail(error, SCHAIN_E_IO, "not a regular file but %s",
	                        S_ISDIR(stat->st_mode)    ? "a directory"
	                        : S_ISLNK(stat->st_mode)  ? "a symbolic link"
	                        : S_ISFIFO(stat->st_mode) ? "a FIFO"
	                                                  : "a device or socket");
}

/* Looked at before it is opened: opening a device may already do something. */
static schain_status open_path(const char *path, int follow, int *ret_descriptor,
                               schain_error *error)
{
	struct stat before;
	schain_status status;
	int descriptor;

	if ((follow ? stat(path, &before) : lstat(path, &before)) != 0)
		return schain__sig_fail(error, SCHAIN_E_IO, "%s", strerror(errno));
	status = refuse_kind(&before, error);
	if (status != SCHAIN_OK)
		return status;
	/* O_NONBLOCK: it may have been made a FIFO since. */
	descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
	if (descriptor < 0)
		return schain__sig_fail(error, SCHAIN_E_IO, "%s", strerror(errno));
	*ret_descriptor = descriptor;
	return SCHAIN_OK;
}

schain_status schain__sig_input_open(schain__sig_input *input, const schain_verify_request *request,
                                     uint64_t limit, schain_error *error)
{
	struct stat stat;
	schain_status status = SCHAIN_OK;

	memset(input, 0, offsetof(schain__sig_input, head));
	input->bytes = 0;
	input->descriptor = request->descriptor;
	if (request->descriptor < 0) {
		status = open_path(request->path, (request->flags & SCHAIN_REQUEST_FOLLOW) != 0,
		                   &input->descriptor, error);
		input->is_owned = status == SCHAIN_OK;
	}
	if (status == SCHAIN_OK && fstat(input->descriptor, &stat) != 0)
		status = schain__sig_fail(error, SCHAIN_E_IO, "%s", strerror(errno));
	if (status == SCHAIN_OK)
		status = refuse_kind(&stat, error);
	if (status == SCHAIN_OK && (uint64_t)stat.st_size > limit)
		status = schain__sig_fail(error, SCHAIN_E_LIMIT, "%llu bytes are more than the limit of %llu",
		                          (unsigned long long)stat.st_size, (unsigned long long)limit);
	if (status != SCHAIN_OK) {
		schain__sig_input_close(input);
		return status;
	}
	input->size = (uint64_t)stat.st_size;
	input->key = key_of(&stat);
	return SCHAIN_OK;
}

void schain__sig_input_close(schain__sig_input *input)
{
	if (input->is_owned)
		close(input->descriptor);
	input->is_owned = 0;
}

schain_status schain__sig_input_begin(schain__sig_input *input, schain_error *error)
{
	input->head_size = input->size < SCHAIN__SIG_HEAD ? (size_t)input->size : SCHAIN__SIG_HEAD;
	return schain__sig_input_read(input, 0, input->head, input->head_size, error);
}

schain_status schain__sig_input_read(schain__sig_input *input, uint64_t offset, void *buffer,
                                     size_t size, schain_error *error)
{
	size_t done = 0;

	if (offset > input->size || size > input->size - offset)
		return schain__sig_fail(error, SCHAIN_E_IO, "it ends before byte %llu",
		                        (unsigned long long)offset + size);
	while (done < size) {
		ssize_t got = pread(input->descriptor, (char *)buffer + done, size - done,
		                    (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return schain__sig_fail(error, SCHAIN_E_IO, "%s", strerror(errno));
		if (!got)
			return schain__sig_fail(error, SCHAIN_E_IO, "it became shorter while it was read");
		done += (size_t)got;
	}
	input->bytes += done;
	return SCHAIN_OK;
}

schain_status schain__sig_input_scan(schain__sig_input *input, schain__sig_sink *sinks, void *buffer,
                                     const schain_verifier_options *options, schain_error *error)
{
	for (uint64_t at = 0; at < input->size;) {
		uint64_t left = input->size - at;
		size_t size = left < SCHAIN__SIG_CHUNK ? (size_t)left : SCHAIN__SIG_CHUNK;
		schain_status status = schain__sig_input_read(input, at, buffer, size, error);

		if (status != SCHAIN_OK)
			return status;
		for (schain__sig_sink *sink = sinks; sink; sink = sink->next)
			sink->take(sink, at, buffer, size);
		at += size;
		if (options->progress && options->progress(options->context, at, input->size))
			return schain__sig_fail(error, SCHAIN_E_CANCELLED, "stopped by the caller");
	}
	return SCHAIN_OK;
}

schain_status schain__sig_input_finish(schain__sig_input *input, schain_error *error)
{
	struct stat stat;
	schain__sig_file_key key;

	if (fstat(input->descriptor, &stat) != 0)
		return schain__sig_fail(error, SCHAIN_E_IO, "%s", strerror(errno));
	key = key_of(&stat);
	/* A new name or a removed one changes ctime; what was read stays true. */
	if (key.size != input->key.size || key.modified != input->key.modified)
		return schain__sig_fail(error, SCHAIN_E_IO, "it changed while it was read");
	return SCHAIN_OK;
}

static void take_ranges(schain__sig_sink *sink, uint64_t offset, const unsigned char *data,
                        size_t size)
{
	schain__sig_range_digest *self = (schain__sig_range_digest *)sink;
	uint64_t end = offset + size;

	while (self->at < self->count && self->ranges[self->at].begin < end) {
		schain__sig_range *range = &self->ranges[self->at];
		uint64_t from = range->begin > offset ? range->begin : offset;
		uint64_t to = range->end < end ? range->end : end;

		if (from < to && EVP_DigestUpdate(self->context, data + (from - offset), (size_t)(to - from)) != 1)
			self->has_failed = 1;
		if (range->end > end)
			return;
		self->at++;
	}
}

int schain__sig_range_digest_init(schain__sig_range_digest *self, const schain__sig_crypto *crypto,
                                  enum schain__sig_digest digest, const schain__sig_range *ranges,
                                  size_t count, size_t zeros)
{
	memset(self, 0, sizeof *self);
	self->sink.take = take_ranges;
	self->digest = digest;
	self->zeros = zeros;
	for (size_t i = 0; i < count && self->count < SCHAIN__SIG_RANGES; i++)
		if (ranges[i].begin < ranges[i].end)
			self->ranges[self->count++] = ranges[i];
	self->context = EVP_MD_CTX_new();
	if (!self->context || digest >= SCHAIN__SIG_DIGESTS || !crypto->digests[digest] ||
	    EVP_DigestInit_ex2(self->context, crypto->digests[digest], NULL) != 1) {
		schain__sig_range_digest_clear(self);
		return -1;
	}
	return 0;
}

int schain__sig_range_digest_finish(schain__sig_range_digest *self,
                                    unsigned char ret_value[EVP_MAX_MD_SIZE])
{
	static const unsigned char zeros[64];
	size_t left = self->zeros;

	while (left && !self->has_failed) {
		size_t piece = left < sizeof zeros ? left : sizeof zeros;

		self->has_failed = EVP_DigestUpdate(self->context, zeros, piece) != 1;
		left -= piece;
	}
	return !self->has_failed && EVP_DigestFinal_ex(self->context, ret_value, NULL) == 1 ? 0 : -1;
}

void schain__sig_range_digest_clear(schain__sig_range_digest *self)
{
	EVP_MD_CTX_free(self->context);
	self->context = NULL;
}
