/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_PICTURE_H
#define SCHAIN_TOOLS_PICTURE_H
/*
 * A picture of lines, and a terminal that shows the last one. Only lines that
 * changed are written, so nothing flickers; no text of telemetry reaches the
 * terminal but through here.
 */
#include <supplychain/base.h>

#include <stddef.h>
#include <stdio.h>
#include <termios.h>

enum style { STYLE_PLAIN, STYLE_TITLE, STYLE_FAINT, STYLE_ALARM, STYLE_WARNING, STYLE_COUNT };
enum { PICTURE_LINES = 512 };

struct picture_line {
	char *text; /* of printable characters, at most as wide as the picture */
	enum style style;
	int is_chosen;
};

struct picture {
	size_t width, height; /* height 0: as many lines as there are, up to PICTURE_LINES */
	int is_ascii;
	size_t count;
	struct picture_line lines[PICTURE_LINES];
};

void picture_begin(struct picture *picture, size_t width, size_t height, int is_ascii);
/* A line of `text`, cut at the width; one beyond the height is dropped. */
void picture_add(struct picture *picture, enum style style, int is_chosen, schain_string text);
void picture_free(struct picture *picture);
/* As plain lines. */
void picture_print(const struct picture *picture, FILE *stream);

struct screen {
	FILE *stream;
	int has_color;
	int is_open;
	struct termios saved;
	struct picture shown;
};

/* Takes the terminal over; keys come one by one from descriptor 0. Returns 0, or -1. */
int screen_open(struct screen *screen, FILE *stream, int has_color);
/* `picture` is the screen's afterwards, and empty. */
void screen_show(struct screen *screen, struct picture *picture);
/* Gives the terminal back as it was. */
void screen_close(struct screen *screen);
#endif
