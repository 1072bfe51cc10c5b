/* SPDX-License-Identifier: Apache-2.0 */
#include "html.h"
#include "text.h"

#include <inttypes.h>

void html_words(FILE *stream, const char *name)
{
	for (; *name; name++)
		putc(*name == '_' ? ' ' : *name, stream);
}

void html_or_dash(FILE *stream, schain_string text)
{
	if (text.length)
		put_html(stream, text);
	else
		fputs("<span class=\"none\">not known</span>", stream);
}

void html_scroll(FILE *stream, const char *what, size_t number)
{
	fprintf(stream, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s of verdict %zu\">\n", what,
	        number);
}

static void put_process_rows(FILE *stream, const schain_verdict *verdict)
{
	fputs("<table><caption>Processes</caption><thead><tr><th scope=\"col\">Start</th><th scope=\"col\">Role</th>"
	      "<th scope=\"col\">pid</th><th scope=\"col\">Image</th><th scope=\"col\">Command line</th>"
	      "<th scope=\"col\">User</th></tr></thead><tbody>\n", stream);
	for (size_t i = 0; i < verdict->process_count; i++) {
		const schain_verdict_process *process = &verdict->processes[i];

		fputs("<tr><td class=\"when\">", stream);
		put_time(stream, process->time, 1);
		fprintf(stream, "</td><td>%s</td><td class=\"number\">%" PRIu64 "</td><td>",
		        schain_role_get_name(process->role), process->pid);
		html_or_dash(stream, process->image);
		fputs("</td><td><code>", stream);
		put_html(stream, process->command_line);
		fputs("</code></td><td>", stream);
		put_html(stream, process->user);
		fputs("</td></tr>\n", stream);
	}
	fputs("</tbody></table>\n", stream);
}

static void put_file_rows(FILE *stream, const schain_verdict *verdict)
{
	fputs("<table><caption>Files</caption><thead><tr><th scope=\"col\">Written</th><th scope=\"col\">Path</th>"
	      "<th scope=\"col\">SHA-256</th><th scope=\"col\">Signature</th><th scope=\"col\">Signer</th></tr></thead>"
	      "<tbody>\n", stream);
	for (size_t i = 0; i < verdict->file_count; i++) {
		const schain_verdict_file *file = &verdict->files[i];

		fputs("<tr><td class=\"when\">", stream);
		put_time(stream, file->time, 1);
		fputs("</td><td>", stream);
		put_html(stream, file->path);
		fputs("</td><td><code>", stream);
		put_html(stream, file->sha256);
		fputs("</code></td><td>", stream);
		put_html(stream, file->signature);
		fputs("</td><td>", stream);
		put_html(stream, file->signer);
		fputs("</td></tr>\n", stream);
	}
	fputs("</tbody></table>\n", stream);
}

static void put_destination_rows(FILE *stream, const schain_verdict *verdict)
{
	fputs("<table><caption>Destinations</caption><thead><tr><th scope=\"col\">First</th><th scope=\"col\">Host</th>"
	      "<th scope=\"col\">Address</th><th scope=\"col\">Port</th><th scope=\"col\">Connections</th>"
	      "<th scope=\"col\">Judgement</th></tr></thead><tbody>\n", stream);
	for (size_t i = 0; i < verdict->destination_count; i++) {
		const schain_verdict_destination *destination = &verdict->destinations[i];

		fputs("<tr><td class=\"when\">", stream);
		put_time(stream, destination->time, 1);
		fputs("</td><td>", stream);
		html_or_dash(stream, destination->host_name);
		fputs("</td><td>", stream);
		html_or_dash(stream, destination->address);
		fprintf(stream, "</td><td class=\"number\">%" PRIu32 "</td><td class=\"number\">%" PRIu32 "</td><td>",
		        destination->port, destination->connections);
		put_html(stream, destination->judgement);
		fputs("</td></tr>\n", stream);
	}
	fputs("</tbody></table>\n", stream);
}

void html_lists(FILE *stream, const schain_verdict *verdict, size_t number)
{
	fprintf(stream, "<details class=\"lists\"><summary>All %zu processes, %zu files and %zu destinations</summary>\n",
	        verdict->process_count, verdict->file_count, verdict->destination_count);
	html_scroll(stream, "Lists", number);
	if (verdict->process_count)
		put_process_rows(stream, verdict);
	if (verdict->file_count)
		put_file_rows(stream, verdict);
	if (verdict->destination_count)
		put_destination_rows(stream, verdict);
	fputs("</div></details>\n", stream);
}
