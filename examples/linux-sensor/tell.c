/* SPDX-License-Identifier: Apache-2.0 */
#include "tell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "line.h"

static int write_piece(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

static int priority_of(const schain_verdict *verdict)
{
	static const int priorities[] = { LOG_INFO, LOG_NOTICE, LOG_WARNING, LOG_ERR, LOG_CRIT };

	return verdict->level < sizeof priorities / sizeof *priorities ? priorities[verdict->level] : LOG_CRIT;
}

/* One line for a person, without its line feed. */
static int put_brief(struct line *line, const schain_verdict *verdict)
{
	if (schain_report_write_text(verdict, SCHAIN_REPORT_BRIEF | SCHAIN_REPORT_ASCII, 200, line_sink, line,
	                             NULL) < 0 ||
	    line->is_failed)
		return -1;
	while (line->length && line->data[line->length - 1] == '\n')
		line->length--;
	return 0;
}

static void to_syslog(const schain_verdict *verdict)
{
	struct line line = { NULL, 0, 0, 0 };

	if (!put_brief(&line, verdict))
		syslog(LOG_AUTHPRIV | priority_of(verdict), "%.*s", (int)line.length, line.data);
	line_free(&line);
}

/* A field of the journal's own protocol: its size makes line feeds in it harmless. */
static void put_field(struct line *line, const char *name, const char *data, size_t size)
{
	unsigned char count[8];

	for (size_t i = 0; i < sizeof count; i++)
		count[i] = (unsigned char)((uint64_t)size >> 8 * i);
	line_print(line, "%s\n", name);
	line_add(line, (const char *)count, sizeof count);
	line_add(line, data, size);
	line_add(line, "\n", 1);
}

static int send_datagram(const struct line *line)
{
	static const struct sockaddr_un journal = { AF_UNIX, "/run/systemd/journal/socket" };
	int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ssize_t sent = -1;

	if (descriptor < 0)
		return -1;
	if (!line->is_failed)
		sent = sendto(descriptor, line->data, line->length, MSG_NOSIGNAL | MSG_DONTWAIT,
		              (const struct sockaddr *)&journal, sizeof journal);
	close(descriptor);
	return sent < 0 ? -1 : 0;
}

/* With all of the verdict where a datagram takes it. */
static int to_journal(const schain_verdict *verdict)
{
	struct line line = { NULL, 0, 0, 0 }, text = { NULL, 0, 0, 0 }, json = { NULL, 0, 0, 0 };
	int status = put_brief(&text, verdict);
	size_t head;

	if (!status) {
		line_print(&line, "PRIORITY=%d\nSYSLOG_IDENTIFIER=supplychain-sensor\n", priority_of(verdict));
		line_print(&line, "SUPPLYCHAIN_LEVEL=%s\nSUPPLYCHAIN_SCORE=%" PRId32 "\n",
		           schain_level_get_name(verdict->level), verdict->score);
		put_field(&line, "MESSAGE", text.data, text.length);
		put_field(&line, "SUPPLYCHAIN_ID", verdict->id.data, verdict->id.length);
		head = line.length;
		if (schain_report_write_json(verdict, 0, line_sink, &json, NULL) >= 0 && !json.is_failed)
			put_field(&line, "SUPPLYCHAIN_VERDICT", json.data, json.length - 1);
		status = send_datagram(&line);
		if (status) {
			line.length = head;
			status = send_datagram(&line);
		}
	}
	line_free(&line);
	line_free(&text);
	line_free(&json);
	return status;
}

int tell_verdict(enum tell_place place, const schain_verdict *verdict)
{
	if (place == TELL_SYSLOG) {
		to_syslog(verdict);
		return 0;
	}
	/* A verdict that a full journal does not take goes to standard output: it is not lost. */
	if (place == TELL_JOURNAL && !to_journal(verdict))
		return 0;
	if ((place == TELL_TEXT ? schain_report_write_text(verdict, 0, 80, write_piece, stdout, NULL)
	                        : schain_report_write_json(verdict, 0, write_piece, stdout, NULL)) < 0)
		return -1;
	return fflush(stdout) ? -1 : 0;
}
