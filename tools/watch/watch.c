/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain watch */
#include "options.h"
#include "sensor_socket.h"
#include "terminal.h"
#include "view.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>

enum { OPTION_SOCKET = 256, OPTION_JSON, OPTION_ONCE, OPTION_COLOR, OPTION_ASCII };
enum { ONCE_WIDTH = 110 /* of the view where there is no terminal */ };

static const struct command_option options_known[] = {
	{ "socket", OPTION_SOCKET, "PATH", "the sensor's socket; by default\n" SENSOR_SOCKET },
	{ "json", OPTION_JSON, NULL, "what the sensor says, line by line; the default where\n"
	                             "standard output is no terminal" },
	{ "once", OPTION_ONCE, NULL, "show how it stands once, as text, and end" },
	{ "color", OPTION_COLOR, "WHEN", "auto (the default), always or never" },
	{ "ascii", OPTION_ASCII, NULL, "no characters beyond ASCII in the view" },
	{ NULL, 0, NULL, NULL },
};

struct watch {
	const char *path;
	int is_json, is_once, is_ascii;
	enum when color;
	struct sensor_socket socket;
	struct view view;
	struct screen screen;
	struct picture picture;
	size_t width, height;
	int is_due; /* to be drawn: while it is paused, after a key only */
};

/* Signals only come while pselect() waits. */
static volatile sig_atomic_t is_resized, is_ended;

static void on_signal(int number)
{
	if (number == SIGWINCH)
		is_resized = 1;
	else
		is_ended = 1;
}

static void catch_signals(sigset_t *ret_waiting)
{
	static const int numbers[] = { SIGWINCH, SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t caught;

	sigemptyset(&action.sa_mask);
	sigemptyset(&caught);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		sigaction(numbers[i], &action, NULL);
		sigaddset(&caught, numbers[i]);
	}
	sigprocmask(SIG_BLOCK, &caught, ret_waiting);
}

/* After the terminal is as it was. */
static int give_up(struct watch *watch, const char *reason)
{
	screen_close(&watch->screen);
	complain("%s: %s", watch->path, *reason ? reason : "out of memory");
	return EXIT_INPUT;
}

/* Waits for more lines. Returns 0 or an exit status. */
static int receive(struct watch *watch)
{
	const char *reason = sensor_socket_receive(&watch->socket);

	return reason ? give_up(watch, reason) : 0;
}

/* Lines as they come: a reader of them learns of each at once. */
static int pass_on(struct watch *watch)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int kind = SENSOR_OTHER;
	schain_string line;

	for (;;) {
		while (sensor_socket_line(&watch->socket, &line)) {
			kind = view_take(&watch->view, line, &error);
			if (kind < 0)
				return give_up(watch, error.message);
			fwrite(line.data, 1, line.length, stdout);
			putc('\n', stdout);
			if (fflush(stdout) || (watch->is_once && kind == SENSOR_STATUS))
				return finish_output(stdout, "standard output", EXIT_QUIET);
		}
		if (receive(watch))
			return EXIT_INPUT;
	}
}

static int show_once(struct watch *watch)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int kind = SENSOR_OTHER;
	schain_string line;

	while (kind != SENSOR_STATUS) {
		if (!sensor_socket_line(&watch->socket, &line)) {
			if (receive(watch))
				return EXIT_INPUT;
			continue;
		}
		kind = view_take(&watch->view, line, &error);
		if (kind < 0)
			return give_up(watch, error.message);
	}
	watch->width = terminal_width(stdout);
	picture_begin(&watch->picture, watch->width ? watch->width : ONCE_WIDTH, 0, watch->is_ascii);
	view_draw(&watch->view, &watch->picture);
	picture_print(&watch->picture, stdout);
	return finish_output(stdout, "standard output", EXIT_QUIET);
}

static void measure(struct watch *watch)
{
	struct winsize size;

	watch->width = 80;
	watch->height = 24;
	if (!ioctl(fileno(stdout), TIOCGWINSZ, &size) && size.ws_col && size.ws_row) {
		watch->width = size.ws_col;
		watch->height = size.ws_row;
	}
}

static void draw(struct watch *watch)
{
	picture_begin(&watch->picture, watch->width, watch->height, watch->is_ascii);
	view_draw(&watch->view, &watch->picture);
	screen_show(&watch->screen, &watch->picture);
}

/* The key at the front of what was read; *ret_size is what it takes up. */
static enum view_key key_of(const char *data, size_t size, size_t *ret_size)
{
	static const struct {
		const char *bytes;
		enum view_key key;
	} keys[] = {
		{ "\033[A", KEY_UP }, { "\033OA", KEY_UP }, { "k", KEY_UP },
		{ "\033[B", KEY_DOWN }, { "\033OB", KEY_DOWN }, { "j", KEY_DOWN },
		{ "\033[5~", KEY_PAGE_UP }, { "b", KEY_PAGE_UP }, { "\033[6~", KEY_PAGE_DOWN },
		{ " ", KEY_PAGE_DOWN }, { "\n", KEY_OPEN }, { "\r", KEY_OPEN },
		{ "p", KEY_PAUSE }, { "q", KEY_QUIT },
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		*ret_size = strlen(keys[i].bytes);
		if (*ret_size <= size && !memcmp(keys[i].bytes, data, *ret_size))
			return keys[i].key;
	}
	*ret_size = 1;
	if (*data != '\033')
		return KEY_OTHER;
	/* Alone it goes back; what else begins with it is no key of ours. */
	if (size > 1)
		*ret_size = size;
	return size > 1 ? KEY_OTHER : KEY_BACK;
}

/* Returns 1 to quit. */
static int take_keys(struct watch *watch)
{
	char data[64];
	ssize_t size = read(0, data, sizeof data);
	size_t used;

	if (size <= 0)
		return !size || errno != EINTR;
	for (size_t at = 0; at < (size_t)size; at += used)
		if (view_press(&watch->view, key_of(data + at, (size_t)size - at, &used), watch->width,
		               watch->height, watch->is_ascii))
			return 1;
	return 0;
}

/* All lines that have come. Returns an exit status, or -1 to go on. */
static int take_lines(struct watch *watch)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_string line;

	while (sensor_socket_line(&watch->socket, &line))
		if (view_take(&watch->view, line, &error) < 0)
			return give_up(watch, error.message);
	return -1;
}

/* Returns an exit status, or -1 to go on. */
static int turn(struct watch *watch, const sigset_t *waiting)
{
	fd_set ready;

	FD_ZERO(&ready);
	FD_SET(0, &ready);
	FD_SET(watch->socket.descriptor, &ready);
	if (pselect(watch->socket.descriptor + 1, &ready, NULL, NULL, NULL, waiting) < 0) {
		FD_ZERO(&ready);
		if (errno != EINTR)
			return EXIT_INPUT;
	}
	if (is_ended)
		return EXIT_QUIET;
	watch->is_due |= !watch->view.is_paused;
	if (FD_ISSET(0, &ready)) {
		watch->is_due = 1;
		if (take_keys(watch))
			return EXIT_QUIET;
	}
	if (!FD_ISSET(watch->socket.descriptor, &ready))
		return -1;
	return receive(watch) ? EXIT_INPUT : take_lines(watch);
}

static int show(struct watch *watch)
{
	sigset_t waiting;
	int status;

	if (watch->socket.descriptor >= FD_SETSIZE ||
	    screen_open(&watch->screen, stdout, wants_color(watch->color, stdout))) {
		complain("standard input is no terminal to take keys from; --json or --once needs none");
		return EXIT_INPUT;
	}
	catch_signals(&waiting);
	measure(watch);
	draw(watch);
	while ((status = turn(watch, &waiting)) < 0) {
		if (is_resized) {
			is_resized = 0;
			measure(watch);
			watch->is_due = 1;
		}
		if (watch->is_due)
			draw(watch);
		watch->is_due = 0;
	}
	screen_close(&watch->screen);
	return status;
}

static int watch_sensor(struct watch *watch)
{
	int status = EXIT_INPUT;

	if (view_init(&watch->view))
		complain("out of memory");
	else if (!sensor_socket_open(&watch->socket, watch->path))
		status = watch->is_json ? pass_on(watch) : watch->is_once ? show_once(watch) : show(watch);
	sensor_socket_close(&watch->socket);
	picture_free(&watch->picture);
	view_free(&watch->view);
	return status;
}

static int run(int argc, char **argv)
{
	struct watch *watch = calloc(1, sizeof *watch);
	struct options options;
	const char *value;
	int id, status;

	if (!watch) {
		complain("out of memory");
		return EXIT_INPUT;
	}
	watch->path = SENSOR_SOCKET;
	watch->socket.descriptor = -1;
	options_init(&options, &command_watch, argc, argv);
	while ((id = options_next(&options, &value)) > OPTIONS_END) {
		if (id == OPTION_SOCKET)
			watch->path = value;
		else if (id == OPTION_JSON)
			watch->is_json = 1;
		else if (id == OPTION_ONCE)
			watch->is_once = 1;
		else if (id == OPTION_ASCII)
			watch->is_ascii = 1;
		else if (parse_when(value, &watch->color)) {
			id = OPTIONS_STOP;
			options.status = usage_error(&command_watch, "--color: '%s' is not auto, always or never", value);
			break;
		}
	}
	status = options.status;
	if (id == OPTIONS_END && optind < argc) {
		status = usage_error(&command_watch, "unexpected argument '%s'", argv[optind]);
	} else if (id == OPTIONS_END) {
		watch->is_json |= !watch->is_once && !isatty(fileno(stdout));
		watch->is_ascii |= MB_CUR_MAX == 1;
		status = watch_sensor(watch);
	}
	free(watch);
	return status;
}

const struct command command_watch = {
	.name = "watch",
	.synopsis = "[--socket=PATH] [--json | --once]",
	.summary = "look on at a sensor that is running on this machine",
	.description = "Shows the verdicts of a running supplychain-sensor, its worst open chains and how\n"
	               "many events it sees, as they change. Keys: j, k and the arrows choose a verdict,\n"
	               "Enter tells why, p holds the picture still, q quits.",
	.options = options_known,
	.examples = "supplychain watch\n"
	            "supplychain watch --json | jq 'select(.type == \"verdict\").verdict.explanation'",
	.run = run,
};
