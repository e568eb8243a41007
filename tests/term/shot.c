/*
 * shot: runs a command on a terminal of a given size, waits, types, and prints what is on the
 * screen. For looking at, for documents, and for a quick question to a program. Owns the command
 * line and the order of events; drawing is in shot_draw.c.
 */
#include "base/mem.h"
#include "term/shot_draw.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"shot [OPTIONS] -- COMMAND [ARG…]\n"
	"Runs COMMAND on a terminal and prints its screen.\n"
	"  -r, --rows N        24\n"
	"  -c, --cols N        80\n"
	"  -T, --term TERM     xterm-256color\n"
	"  -L, --locale NAME   C.UTF-8\n"
	"  -e, --env NAME=VAL  more environment; may be repeated\n"
	"  -w, --wait TEXT     wait for this text; otherwise for the first output and a still screen\n"
	"  -k, --keys KEYS     then type these, waiting for a still screen after each: characters,\n"
	"                      \\n \\r \\t \\e \\\\ \\< \\xHH, <PgDn> <F1> <C-l> (names of keys),\n"
	"                      <40x10> (a new size, columns x rows), <2.5s> (let time pass)\n"
	"  -W, --wait-after TEXT  then wait for this text\n"
	"  -s, --show FORMAT   text (as it is), ansi (with colours), svg, print (framed, with state)\n"
	"  -l, --light         svg on a light background\n"
	"  -t, --timeout SECS  give up waiting for a text, default 10\n"
	"      --settle MS     how long a screen is still before it counts as such, default 100\n"
	"Exit: 0; 1 when a text did not come (the screen is printed all the same); 2 usage.\n"
	"A PNG: shot -s svg … | rsvg-convert -o FILE.png\n";

static void draw_print(struct term *t, bool light, struct buf *out)
{
	(void)light;
	(void)out;
	term_print(t, stdout);
}

static const struct format {
	const char *name;
	void (*draw)(struct term *t, bool light, struct buf *out);
} formats[] = {
	{ "text", shot_draw_text },
	{ "ansi", draw_ansi },
	{ "svg", draw_svg },
	{ "print", draw_print },
};

struct shot {
	struct term_options options;
	const char **environment; /* NULL at the end */
	size_t environment_count, environment_room;
	const char *wait, *keys, *wait_after;
	const struct format *format;
	bool light;
	int timeout_ms, settle_ms;
	char **command;
};

/* --- The command line --- */

static void usage_error(const char *what, const char *value)
{
	fprintf(stderr, "shot: %s: %s\n", what, value);
	exit(2);
}

static double number(const char *text, double least, double most)
{
	char *end;
	double n = strtod(text, &end);
	if (end == text || *end || !(n >= least && n <= most))
		usage_error("not a number it can use", text);
	return n;
}

static const struct format *format_named(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (!strcmp(name, formats[i].name))
			return &formats[i];
	usage_error("no such format", name);
	return NULL;
}

static void add_environment(struct shot *s, const char *entry)
{
	s->environment = mem_grow(s->environment, &s->environment_room, s->environment_count + 2,
				  sizeof *s->environment);
	s->environment[s->environment_count++] = entry;
	s->environment[s->environment_count] = NULL;
	s->options.environment = s->environment;
}

static const struct option options[] = {
	{ "rows", required_argument, NULL, 'r' },    { "cols", required_argument, NULL, 'c' },
	{ "term", required_argument, NULL, 'T' },    { "locale", required_argument, NULL, 'L' },
	{ "env", required_argument, NULL, 'e' },     { "wait", required_argument, NULL, 'w' },
	{ "keys", required_argument, NULL, 'k' },    { "wait-after", required_argument, NULL, 'W' },
	{ "show", required_argument, NULL, 's' },    { "light", no_argument, NULL, 'l' },
	{ "timeout", required_argument, NULL, 't' }, { "settle", required_argument, NULL, 'S' },
	{ "help", no_argument, NULL, 'h' },          { 0 },
};

static void take_option(struct shot *s, int option)
{
	switch (option) {
	case 'r':
		s->options.rows = (int)number(optarg, 1, 2000);
		break;
	case 'c':
		s->options.cols = (int)number(optarg, 1, 2000);
		break;
	case 'T':
		s->options.type = optarg;
		break;
	case 'L':
		s->options.locale = optarg;
		break;
	case 'e':
		add_environment(s, optarg);
		break;
	case 'w':
		s->wait = optarg;
		break;
	case 'k':
		s->keys = optarg;
		break;
	case 'W':
		s->wait_after = optarg;
		break;
	case 's':
		s->format = format_named(optarg);
		break;
	case 'l':
		s->light = true;
		break;
	case 't':
		s->timeout_ms = (int)(1000 * number(optarg, 0, 86400));
		break;
	case 'S':
		s->settle_ms = (int)number(optarg, 0, 86400e3);
		break;
	case 'h':
		fputs(help, stdout);
		exit(0);
	default:
		exit(2);
	}
}

static void take_options(struct shot *s, int argc, char **argv)
{
	int option;
	while ((option = getopt_long(argc, argv, "+r:c:T:L:e:w:k:W:s:lt:h", options, NULL)) != -1)
		take_option(s, option);
	if (optind == argc) {
		fputs(help, stderr);
		exit(2);
	}
	s->command = argv + optind;
}

/* --- Events --- */

/* Until the program waits and its screen has been still; a screen that never is gets as long. */
static void settle(const struct shot *s, struct term *t)
{
	term_wait_idle(t, s->timeout_ms < 1000 ? s->timeout_ms : 1000);
	term_wait_quiet(t, s->settle_ms, 10 * s->settle_ms);
}

static bool await_text(const struct shot *s, struct term *t, const char *text)
{
	if (term_wait_text(t, text, s->timeout_ms))
		return true;
	fprintf(stderr, "shot: did not come: %s\n", text);
	return false;
}

static bool never(struct term *t, void *context)
{
	(void)t;
	(void)context;
	return false;
}

/* What stands between < and >. */
static void press(struct term *t, const char *name)
{
	int cols, rows, end = 0;
	double pause;
	if (sscanf(name, "%dx%d%n", &cols, &rows, &end) == 2 && !name[end] && cols > 0 && rows > 0)
		term_resize(t, rows, cols);
	else if (sscanf(name, "%lfs%n", &pause, &end) == 1 && end && !name[end])
		term_wait(t, never, NULL, (int)(pause * 1000));
	else if (!term_key(t, name))
		usage_error("no such key", name);
}

/* Types what a backslash introduces; returns what follows it. */
static const char *type_escape(struct term *t, const char *at)
{
	static const char from[] = "nrte", to[] = "\n\r\t\033";
	const char *named = *at ? strchr(from, *at) : NULL;
	unsigned byte;
	char text[2] = { *at, '\0' };
	if (*at == 'x' && sscanf(at + 1, "%2x", &byte) == 1 && byte) {
		text[0] = (char)byte;
		at += strspn(at + 1, "0123456789abcdefABCDEF") > 1 ? 2 : 1;
	} else if (named) {
		text[0] = to[named - from];
	}
	term_type(t, text);
	return *at ? at + 1 : at;
}

/* Types one character or key; returns what follows it. */
static const char *type_next(struct term *t, const char *at)
{
	char name[64];
	size_t n = *at == '<' ? strcspn(at, ">") : 0;
	if (*at == '\\')
		return type_escape(t, at + 1);
	if (n > 1 && at[n] && n < sizeof name) {
		memcpy(name, at + 1, n - 1);
		name[n - 1] = '\0';
		press(t, name);
		return at + n + 1;
	}
	n = 1;
	while (n < 4 && (at[n] & 0xc0) == 0x80)
		n++;
	memcpy(name, at, n);
	name[n] = '\0';
	term_type(t, name);
	return at + n;
}

static bool play(const struct shot *s, struct term *t)
{
	bool came = true;
	if (s->wait)
		came = await_text(s, t, s->wait);
	else
		term_wait_bytes(t, 1, s->timeout_ms);
	settle(s, t);
	for (const char *at = s->keys; at && *at;) {
		at = type_next(t, at);
		settle(s, t);
	}
	if (s->wait_after) {
		came = await_text(s, t, s->wait_after) && came;
		settle(s, t);
	}
	return came;
}

int main(int argc, char **argv)
{
	struct shot s = { .format = formats, .timeout_ms = 10000, .settle_ms = 100 };
	struct buf out = { 0 };
	take_options(&s, argc, argv);
	struct term *t = term_start(&s.options, s.command);
	bool came = play(&s, t);
	s.format->draw(t, s.light, &out);
	if (out.used)
		fwrite(out.data, 1, out.used, stdout);
	buf_free(&out);
	term_free(t);
	free(s.environment);
	return fflush(stdout) || !came;
}
