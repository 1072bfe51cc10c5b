/* SPDX-License-Identifier: Apache-2.0 */
/* wcwidth() is of X/Open. */
#define _XOPEN_SOURCE 700
#include "picture.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

void picture_begin(struct picture *picture, size_t width, size_t height, int is_ascii)
{
	picture_free(picture);
	picture->width = width;
	picture->height = height < PICTURE_LINES ? height : PICTURE_LINES;
	picture->is_ascii = is_ascii;
}

void picture_free(struct picture *picture)
{
	while (picture->count)
		free(picture->lines[--picture->count].text);
}

/* As much of `text` as fits, made printable; columns are the locale's. NULL without memory. */
static char *fit(const struct picture *picture, schain_string text)
{
	char *plain = NULL, *line = NULL;
	size_t size, length = 0, columns = 0;
	FILE *stream = open_memstream(&plain, &size);
	mbstate_t state = { 0 };

	if (!stream)
		return NULL;
	put_plain(stream, text);
	if (fclose(stream) || !(line = malloc(size + 1))) {
		free(plain);
		return NULL;
	}
	for (size_t at = 0; at < size;) {
		wchar_t character;
		size_t bytes = mbrtowc(&character, plain + at, size - at, &state);
		int is_odd = bytes == 0 || bytes > size - at || (picture->is_ascii && plain[at] & 0x80);
		int width = is_odd ? 1 : wcwidth(character);

		if (is_odd) {
			state = (mbstate_t){ 0 };
			bytes = 1;
			while (at + bytes < size && (plain[at + bytes] & 0xc0) == 0x80)
				bytes++;
		}
		if (width < 0 || columns + (size_t)width > picture->width)
			break;
		if (is_odd) {
			line[length++] = '?';
		} else {
			memcpy(line + length, plain + at, bytes);
			length += bytes;
		}
		columns += (size_t)width;
		at += bytes;
	}
	line[length] = 0;
	free(plain);
	return line;
}

void picture_add(struct picture *picture, enum style style, int is_chosen, schain_string text)
{
	struct picture_line *line = &picture->lines[picture->count];

	if (picture->count == (picture->height ? picture->height : PICTURE_LINES))
		return;
	*line = (struct picture_line){ fit(picture, text), style, is_chosen };
	if (line->text)
		picture->count++;
}

void picture_print(const struct picture *picture, FILE *stream)
{
	for (size_t i = 0; i < picture->count; i++)
		fprintf(stream, "%s\n", picture->lines[i].text);
}

int screen_open(struct screen *screen, FILE *stream, int has_color)
{
	struct termios raw;

	*screen = (struct screen){ .stream = stream, .has_color = has_color };
	if (tcgetattr(0, &screen->saved))
		return -1;
	raw = screen->saved;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	raw.c_cc[VSUSP] = _POSIX_VDISABLE; /* a stopped one would leave the terminal taken */
	if (tcsetattr(0, TCSANOW, &raw))
		return -1;
	screen->is_open = 1;
	fputs("\033[?1049h\033[?25l", stream); /* the other screen, no cursor */
	return fflush(stream);
}

static int is_same(const struct picture_line *a, const struct picture_line *b)
{
	return a->style == b->style && a->is_chosen == b->is_chosen && !strcmp(a->text, b->text);
}

static void write_line(const struct screen *screen, size_t row, const struct picture_line *line)
{
	static const char *const codes[STYLE_COUNT] = { "", "\033[1m", "\033[2m", "\033[31m", "\033[33m" };

	fprintf(screen->stream, "\033[%zu;1H%s%s%s\033[K\033[0m", row + 1,
	        screen->has_color || line->style == STYLE_TITLE ? codes[line->style] : "",
	        line->is_chosen ? "\033[7m" : "", line->text);
}

void screen_show(struct screen *screen, struct picture *picture)
{
	const struct picture_line empty = { (char[]){ "" }, STYLE_PLAIN, 0 };
	int is_resized = picture->width != screen->shown.width || picture->height != screen->shown.height;

	if (is_resized)
		fputs("\033[2J", screen->stream);
	for (size_t row = 0; row < picture->height; row++) {
		const struct picture_line *line = row < picture->count ? &picture->lines[row] : &empty;
		const struct picture_line *old =
		    row < screen->shown.count && !is_resized ? &screen->shown.lines[row] : &empty;

		if (!is_same(line, old))
			write_line(screen, row, line);
	}
	fflush(screen->stream);
	picture_free(&screen->shown);
	screen->shown = *picture;
	picture->count = 0;
}

void screen_close(struct screen *screen)
{
	if (!screen->is_open)
		return;
	fputs("\033[0m\033[?25h\033[?1049l", screen->stream);
	fflush(screen->stream);
	tcsetattr(0, TCSANOW, &screen->saved);
	picture_free(&screen->shown);
	screen->is_open = 0;
}
