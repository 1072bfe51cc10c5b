/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_VIEW_H
#define SCHAIN_TOOLS_VIEW_H
/* What "supplychain watch" knows of a sensor, what is chosen, and how it is drawn. */
#include "picture.h"
#include "sensor_line.h"
#include "verdict_list.h"

struct view {
	struct sensor_reader *readers[2]; /* the last status lives in one while the other reads */
	struct sensor_line status;        /* kind SENSOR_OTHER: none yet */
	char host[256], version[64];
	schain_time start;
	struct verdict_list verdicts;
	char *chosen; /* id of a verdict; NULL: the first */
	char *why;    /* the report on the chosen one, while it is open */
	size_t top;   /* lines that are scrolled away */
	int is_paused;
};

enum view_key {
	KEY_OTHER,
	KEY_UP,
	KEY_DOWN,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_OPEN, /* or close */
	KEY_BACK,
	KEY_PAUSE,
	KEY_QUIT,
};

/* Returns 0, or -1 without memory. */
int view_init(struct view *view);
void view_free(struct view *view);
/* A line of the sensor. Returns its kind, or -1 and why. */
int view_take(struct view *view, schain_string line, schain_error *error);
/* `height`: of the terminal. Returns 1 to quit. */
int view_press(struct view *view, enum view_key key, size_t width, size_t height, int is_ascii);
/* `picture` was begun. */
void view_draw(struct view *view, struct picture *picture);
#endif
