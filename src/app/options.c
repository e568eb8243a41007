/*
 * The table of options and its parser. Invariant: whatever the arguments, either every value is in
 * range or `why` names the argument and what would be right.
 */
#include "app/options.h"

#include "app/clock_time.h"
#include "base/mem.h"
#include "report/formats.h"
#include "views/views.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the reason of a failure goes, and what it begins with. */
struct complaint {
	char *text;
	size_t room;
	const char *origin; /* "COREWALL: ", or "" for the command line */
	bool saved;         /* parsing saved settings: only lasting options are allowed */
};

static bool complain(struct complaint *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool complain(struct complaint *c, const char *format, ...)
{
	va_list args;
	size_t n = (size_t)snprintf(c->text, c->room, "%s", c->origin);
	va_start(args, format);
	if (n < c->room)
		vsnprintf(c->text + n, c->room - n, format, args);
	va_end(args);
	/* A value may hold anything. */
	for (char *p = c->text; *p; p++)
		if (iscntrl((unsigned char)*p))
			*p = '?';
	return false;
}

/* The i-th name that an option takes, or NULL. */
typedef const char *name_list(unsigned i);

struct option_info {
	char letter; /* 0: only the long form */
	const char *name;
	const char *argument; /* NULL: takes none; "[…]" is optional */
	const char *effect;   /* "@" becomes the names */
	bool (*apply)(struct options *o, const char *value, struct complaint *c);
	name_list *names; /* NULL: it takes no names */
};

static bool read_number(const char *text, double least, double most, double *out)
{
	char *end;
	errno = 0;
	double n = strtod(text, &end);
	if (end == text || *end || errno || !(n >= least && n <= most))
		return false;
	*out = n;
	return true;
}

static bool set_interval(struct options *o, const char *value, struct complaint *c)
{
	if (!read_number(value, 0.05, 3600, &o->interval))
		return complain(c, "interval '%.40s': give seconds from 0.05 to 3600", value);
	o->interval_given = true;
	return true;
}

static bool set_iterations(struct options *o, const char *value, struct complaint *c)
{
	double n;
	if (!read_number(value, 1, 1e9, &n) || n != (double)(long)n)
		return complain(c, "iterations '%.40s': give a whole number from 1", value);
	o->iterations = (long)n;
	return true;
}

static const char *view_names(unsigned i)
{
	return i < VIEWS ? view_table[i]->name : NULL;
}

static const char *overflow_names(unsigned i)
{
	return i < OVERFLOWS ? overflow_name[i] : NULL;
}

static const char *level_names(unsigned i)
{
	if (i == LEVELS_NAMED)
		return "set";
	return i < LEVELS_NAMED ? level_table[LEVEL_HOST + i].name : NULL;
}

static const char *order_names(unsigned i)
{
	return i < ORDERS ? order_name[i] : NULL;
}

static const char *theme_names(unsigned i)
{
	return i < THEMES ? theme_name[i] : NULL;
}

static const char *when_names(unsigned i)
{
	static const char *const names[WHENS] = { "auto", "always", "never" };
	return i < WHENS ? names[i] : NULL;
}

static const char *format_names(unsigned i)
{
	return i < format_count ? format_table[i].name : NULL;
}

static void add_list(struct buf *out, name_list *names)
{
	for (unsigned i = 0; names(i); i++)
		buf_printf(out, "%s%s", i ? " " : "", names(i));
}

/* Finds the value among the names; complains when it is not there. */
static bool find_name(name_list *names, const char *what, const char *value, unsigned *out,
		      struct complaint *c)
{
	struct buf all = { 0 };
	for (*out = 0; names(*out); ++*out)
		if (!strcmp(names(*out), value))
			return true;
	add_list(&all, names);
	complain(c, "%s '%.40s': must be one of %s", what, value, all.data);
	buf_free(&all);
	return false;
}

static bool set_view(struct options *o, const char *value, struct complaint *c)
{
	unsigned n;
	if (!find_name(view_names, "view", value, &n, c))
		return false;
	o->view = (enum view)n;
	return true;
}

static bool set_overflow(struct options *o, const char *value, struct complaint *c)
{
	unsigned n;
	if (!find_name(overflow_names, "overflow", value, &n, c))
		return false;
	o->overflow = (enum overflow)n;
	return true;
}

static bool set_sort(struct options *o, const char *value, struct complaint *c)
{
	unsigned n;
	if (!find_name(order_names, "sort", value, &n, c))
		return false;
	o->order = (enum order)n;
	return true;
}

static bool complain_of_group(const char *value, struct complaint *c)
{
	struct buf all = { 0 };
	add_list(&all, level_names);
	complain(c, "group '%.40s': give %s, or a number of ids per range", value, all.data);
	buf_free(&all);
	return false;
}

static bool set_group(struct options *o, const char *value, struct complaint *c)
{
	double n;
	o->level = level_find(value, strlen(value));
	o->range_size = 0;
	o->sets = !strcmp(value, "set");
	if (o->sets)
		return true;
	if (o->level != LEVELS && o->level != LEVEL_ALL && o->level != LEVEL_RANGE)
		return true;
	o->level = strcmp(value, "machine") == 0 ? LEVEL_ALL : LEVELS;
	if (o->level == LEVEL_ALL)
		return true;
	if (!read_number(value, 1, 1 << 30, &n) || n != (double)(uint32_t)n)
		return complain_of_group(value, c);
	o->range_size = (uint32_t)n;
	return true;
}

static bool set_cpus(struct options *o, const char *value, struct complaint *c)
{
	/* A list of names is kept as text, but the text of saved settings is freed too early. */
	bool names = !c->saved &&
		     (strpbrk(value, ":*?") || strspn(value, "0123456789-,/ ") < strlen(value));
	bool list = cpulist_parse(&o->only, value, strlen(value)) && o->only.count;
	o->only_hosts = !list && names ? value : NULL;
	if (!list && !names)
		return complain(c, "cpus '%.40s': give a list such as 0-63,128", value);
	return true;
}

static bool set_min(struct options *o, const char *value, struct complaint *c)
{
	if (!read_number(value, 0, 100, &o->min))
		return complain(c, "min '%.40s': give percent from 0 to 100", value);
	return true;
}

static bool set_hot(struct options *o, const char *value, struct complaint *c)
{
	double n;
	if (!read_number(value, 1, 100, &n) || n != (double)(int)n)
		return complain(c, "hot '%.40s': give whole percent from 1 to 100", value);
	o->hot = n;
	return true;
}

static bool set_mouse(struct options *o, const char *value, struct complaint *c)
{
	(void)value, (void)c;
	return o->mouse = true;
}

static bool set_batch(struct options *o, const char *value, struct complaint *c)
{
	(void)value, (void)c;
	return o->batch = true;
}

static bool set_once(struct options *o, const char *value, struct complaint *c)
{
	(void)value, (void)c;
	o->iterations = 1;
	o->once |= !o->batch;
	return o->batch = true;
}

static bool set_format(struct options *o, const char *value, struct complaint *c)
{
	unsigned n;
	o->format = value;
	return find_name(format_names, "format", value, &n, c);
}

enum { MOST_CELLS = 1000 }; /* in a row or column of a snapshot */

/* Reads a number at *at and moves it past its digits; 0 when there is none, or it is too large. */
static int read_length(const char **at)
{
	int n = 0;
	for (; isdigit((unsigned char)**at); ++*at)
		n = n > MOST_CELLS ? n : n * 10 + (**at - '0');
	return n > MOST_CELLS ? 0 : n;
}

static bool read_size(const char *text, int *width, int *height)
{
	*width = read_length(&text);
	if (*text++ != 'x')
		return false;
	*height = read_length(&text);
	return !*text && *width && *height;
}

static bool set_snapshot(struct options *o, const char *value, struct complaint *c)
{
	int width = 80, height = 24;
	if (value && !read_size(value, &width, &height))
		return complain(c,
				"snapshot '%.40s': give columns and rows such as 80x24, up to %d",
				value, MOST_CELLS);
	o->snapshot = true;
	o->snapshot_width = width;
	o->snapshot_height = height;
	return true;
}

static bool set_at(struct options *o, const char *value, struct complaint *c)
{
	struct clock_time m;
	if (!clock_time_parse(&m, value))
		return complain(c, "at '%.40s': give a time such as 12:03:41 or 2026-11-22T12:03",
				value);
	o->at = value;
	return true;
}

static bool set_output(struct options *o, const char *value, struct complaint *c)
{
	if (!*value)
		return complain(c, "output '': give a file, or - for standard output");
	o->output = strcmp(value, "-") != 0 ? value : NULL;
	return true;
}

static bool set_condition(struct condition *out, bool *given, const char *what, const char *value,
			  struct complaint *c)
{
	char why[320];
	*given = condition_parse(out, value, why, sizeof why);
	return *given || complain(c, "%s: %s", what, why);
}

static bool set_check(struct options *o, const char *value, struct complaint *c)
{
	return set_condition(&o->check, &o->checks, "--check", value, c);
}

static bool set_warn(struct options *o, const char *value, struct complaint *c)
{
	return set_condition(&o->warn, &o->warns, "--warn", value, c);
}

static bool set_until(struct options *o, const char *value, struct complaint *c)
{
	return set_condition(&o->until, &o->waits, "--until", value, c);
}

static bool set_replay(struct options *o, const char *value, struct complaint *c)
{
	(void)c;
	o->replay = value;
	return true;
}

static bool set_record(struct options *o, const char *value, struct complaint *c)
{
	(void)c;
	o->record = value;
	return true;
}

static bool set_report(struct options *o, const char *value, struct complaint *c)
{
	(void)c;
	o->report = value;
	return true;
}

static bool set_sysroot(struct options *o, const char *value, struct complaint *c)
{
	if (!*value)
		return complain(c, "sysroot '': give a directory that holds proc and sys");
	o->sysroot = value;
	return true;
}

static bool add_word(struct word_list *l, const char *word)
{
	l->word = mem_grow(l->word, &l->room, l->count + 1, sizeof *l->word);
	l->word[l->count++] = word;
	return true;
}

static bool add_from(struct options *o, const char *value, struct complaint *c)
{
	if (!value[strspn(value, " \t")])
		return complain(c, "from '': give a command that prints samples");
	return add_word(&o->from, value);
}

static bool add_hosts(struct options *o, const char *value, struct complaint *c)
{
	if (!*value || !strcmp(value, "@"))
		return complain(c, "hosts '%s': give names such as web1,web2, or @FILE", value);
	return add_word(&o->hosts, value);
}

static bool set_ascii(struct options *o, const char *value, struct complaint *c)
{
	(void)value, (void)c;
	o->utf8 = false;
	return o->ascii = true;
}

static bool set_utf8(struct options *o, const char *value, struct complaint *c)
{
	(void)value, (void)c;
	o->ascii = false;
	return o->utf8 = true;
}

static bool set_no_config(struct options *o, const char *value, struct complaint *c)
{
	(void)value, (void)c;
	return o->no_config = true;
}

static bool set_colour(struct options *o, const char *value, struct complaint *c)
{
	unsigned n;
	if (!find_name(when_names, "color", value, &n, c))
		return false;
	o->colour = (enum when)n;
	return true;
}

static bool set_theme(struct options *o, const char *value, struct complaint *c)
{
	unsigned n;
	if (!find_name(theme_names, "theme", value, &n, c))
		return false;
	o->theme = (enum theme)n;
	return true;
}

static bool set_help(struct options *o, const char *value, struct complaint *c)
{
	(void)value, (void)c;
	return o->help = true;
}

static bool set_version(struct options *o, const char *value, struct complaint *c)
{
	(void)value, (void)c;
	return o->version = true;
}

static const struct option_info option_table[] = {
	{ 'd', "interval", "SECS", "time between samples, 0.05 to 3600; default 1", set_interval,
	  NULL },
	{ 'n', "iterations", "N", "stop after N intervals", set_iterations, NULL },
	{ 'v', "view", "NAME", "@", set_view, view_names },
	{ 'o', "overflow", "NAME", "@", set_overflow, overflow_names },
	{ 'g', "group", "LEVEL", "@, N", set_group, level_names },
	{ 's', "sort", "KEY", "@", set_sort, order_names },
	{ 'c', "cpus", "LIST", "such as 0-63,128", set_cpus, NULL },
	{ 0, "min", "PCT", "cpus at least PCT busy", set_min, NULL },
	{ 0, "hot", "PCT", "hot: PCT or more", set_hot, NULL },
	{ 'b', "batch", NULL, "reports, no screen", set_batch, NULL },
	{ 0, "once", NULL, "one report: -b -n 1", set_once, NULL },
	{ 0, "format", "NAME", "@", set_format, format_names },
	{ 0, "output", "FILE", "write each report to FILE", set_output, NULL },
	{ 0, "snapshot", "[=WxH]", "one frame; default 80x24", set_snapshot, NULL },
	{ 0, "at", "TIME", "a recorded time", set_at, NULL },
	{ 0, "record", "FILE", "save samples; - is stdout", set_record, NULL },
	{ 0, "replay", "FILE", "play FILE", set_replay, NULL },
	{ 'H', "hosts", "HOST,...", "over ssh; or @FILE", add_hosts, NULL },
	{ 0, "from", "COMMAND", "hosts it prints", add_from, NULL },
	{ 0, "check", "EXPR", "be a monitoring plugin", set_check, NULL },
	{ 0, "warn", "EXPR", "for a warning", set_warn, NULL },
	{ 0, "until", "EXPR", "wait until 'avg<10 for 30' holds", set_until, NULL },
	{ 0, "report", "FILE", "report on COMMAND", set_report, NULL },
	{ 0, "sysroot", "DIR", "DIR/proc, DIR/sys", set_sysroot, NULL },
	{ 0, "ascii", NULL, "ASCII only", set_ascii, NULL },
	{ 0, "utf8", NULL, "UTF-8 in any locale", set_utf8, NULL },
	{ 0, "color", "WHEN", "@", set_colour, when_names },
	{ 0, "mouse", NULL, "use the mouse", set_mouse, NULL },
	{ 0, "theme", "NAME", "@", set_theme, theme_names },
	{ 'V', "version", NULL, "show version", set_version, NULL },
	{ 0, "no-config", NULL, "ignore saved settings", set_no_config, NULL },
	{ 'h', "help", NULL, "print this text", set_help, NULL },
};

/* Whether the option is a habit that may be saved, not a wish for one run. */
static bool lasts(const struct option_info *info)
{
	static const char *const lasting[] = { "interval", "view",  "overflow", "group", "sort",
					       "cpus",     "min",   "hot",      "ascii", "utf8",
					       "color",    "theme", "mouse" };
	for (size_t i = 0; i < sizeof lasting / sizeof lasting[0]; i++)
		if (!strcmp(info->name, lasting[i]))
			return true;
	return false;
}

enum { OPTIONS = sizeof option_table / sizeof option_table[0], LONG_ONLY = 256 };
enum { HELP_WIDTH = 80, HELP_INDENT = 27 };

static void add_effect(struct buf *out, const struct option_info *info)
{
	size_t before = strcspn(info->effect, "@");
	buf_add(out, info->effect, info->names ? before : strlen(info->effect));
	if (!info->names)
		return;
	add_list(out, info->names);
	buf_puts(out, info->effect + before + 1);
}

static void add_names(struct buf *out, const struct option_info *info)
{
	const char *argument = info->argument ? info->argument : "";
	if (info->letter)
		buf_printf(out, "-%c, ", info->letter);
	buf_printf(out, "--%s%s%s", info->name, *argument && *argument != '[' ? " " : "", argument);
}

/* Length of the option when it follows another one on the line. */
static size_t appended_length(const struct option_info *info)
{
	struct buf text = { 0 };
	add_names(&text, info);
	add_effect(&text, info);
	size_t n = 3 + text.used + 2;
	buf_free(&text);
	return n;
}

/* Breaks the line that begins there at a blank, if it is too long. */
static void break_line(struct buf *out, size_t line)
{
	size_t at = line + HELP_WIDTH, end = out->used;
	if (end - line <= HELP_WIDTH)
		return;
	while (at > line + HELP_INDENT && out->data[at] != ' ')
		at--;
	buf_printf(out, "%*s", HELP_INDENT, "");
	memmove(out->data + at + HELP_INDENT, out->data + at, end - at);
	memset(out->data + at, ' ', HELP_INDENT);
	out->data[at] = '\n';
}

/* Options share a line where two are short, so that all fit 80x24. */
void options_help(struct buf *out)
{
	buf_puts(out,
		 "Usage: corewall [OPTIONS] [-- COMMAND [ARG...]]\n"
		 "Watch the load of every cpu, or report on COMMAND. $COREWALL holds defaults.\n");
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct option_info *info = &option_table[i];
		size_t line = out->used;
		buf_puts(out, info->letter ? "  " : "      ");
		add_names(out, info);
		buf_printf(out, "%*s", (int)(line + HELP_INDENT - out->used), "");
		add_effect(out, info);
		break_line(out, line);
		while (i + 1 < OPTIONS &&
		       out->used - line + appended_length(info + 1) <= HELP_WIDTH) {
			info = &option_table[++i];
			buf_puts(out, "   ");
			add_names(out, info);
			buf_puts(out, "  ");
			add_effect(out, info);
		}
		buf_puts(out, "\n");
	}
}

bool options_describe(size_t i, struct option_text *out)
{
	if (i >= OPTIONS)
		return false;
	const struct option_info *info = &option_table[i];
	struct buf effect = { 0 };
	*out = (struct option_text){
		.letter = info->letter,
		.name = info->name,
		.argument = info->argument,
	};
	add_effect(&effect, info);
	snprintf(out->effect, sizeof out->effect, "%s", effect.data);
	buf_free(&effect);
	return true;
}

/* The tables of getopt. */
static void make_tables(char *letters, struct option *longs)
{
	/* "+": stop at the first word that is not an option; ":": report a missing value as ':'. */
	*letters++ = '+';
	*letters++ = ':';
	for (int i = 0; i < OPTIONS; i++) {
		const struct option_info *info = &option_table[i];
		bool optional = info->argument && info->argument[0] == '[';
		if (info->letter) {
			*letters++ = info->letter;
			if (info->argument)
				*letters++ = ':';
		}
		longs[i] = (struct option){
			.name = info->name,
			.has_arg = !info->argument ? no_argument
				   : optional      ? optional_argument
						   : required_argument,
			.val = LONG_ONLY + i,
		};
	}
	*letters = '\0';
	longs[OPTIONS] = (struct option){ 0 };
}

static const struct option_info *find_letter(int letter)
{
	for (int i = 0; i < OPTIONS; i++)
		if (option_table[i].letter == letter)
			return &option_table[i];
	return NULL;
}

/* The words after "--". */
static bool take_command(struct options *o, char **words, struct complaint *c)
{
	if (*c->origin)
		return complain(c, "--: give the command on the command line");
	if (!words[0])
		return complain(c, "--: give a command after it, such as make -j");
	o->command = words;
	return true;
}

/* Formats of frames imply --snapshot, those of reports --batch. */
static bool combine_format(struct options *o, struct complaint *c)
{
	const struct format_info *format = format_find(o->format);
	if (o->command && !format->write_command)
		return complain(c, "--format %s: not for the report on a command", o->format);
	if (o->format && !format->write && o->batch)
		return complain(c, "--format %s: of frames, not of --batch", o->format);
	if (o->snapshot && format->write && format != format_find(NULL))
		return complain(c, "--format %s: of reports, not of --snapshot", o->format);
	if (o->format && !format->write && !o->snapshot)
		set_snapshot(o, NULL, c);
	if (o->format && format->write && !o->command && !o->snapshot)
		o->batch = true;
	return true;
}

/* The option that makes a run of another kind, or NULL. */
static const char *other_kind(const struct options *o)
{
	return o->command    ? "a command"
	       : o->once     ? "--once"
	       : o->format   ? "--format"
	       : o->batch    ? "--batch"
	       : o->snapshot ? "--snapshot"
	       : o->output   ? "--output"
			     : NULL;
}

static bool combine_conditions(const struct options *o, struct complaint *c)
{
	const char *name = o->checks ? "--check" : o->waits ? "--until" : NULL;
	if (o->warns && !o->checks)
		return complain(c, "--warn: needs --check");
	if (o->checks && o->waits)
		return complain(c, "--check: cannot be used with --until");
	if (name && other_kind(o))
		return complain(c, "%s: cannot be used with %s", name, other_kind(o));
	return true;
}

static bool combine_files(const struct options *o, struct complaint *c)
{
	bool metrics = o->batch && o->format && !strcmp(o->format, "openmetrics");
	if (o->level == LEVEL_ALL && !metrics)
		return complain(c, "--group machine: needs --format openmetrics");
	if (o->output && !o->batch && !o->snapshot)
		return complain(c, "--output: needs --batch or --snapshot");
	if (o->only_hosts && !o->hosts.count && !o->from.count && !o->replay)
		return complain(c, "cpus '%.40s': give a list such as 0-63,128", o->only_hosts);
	if ((o->hosts.count || o->from.count) && (o->command || o->replay || *o->sysroot))
		return complain(c, "%s: cannot be used with %s",
				o->hosts.count ? "--hosts" : "--from",
				o->command  ? "a command"
				: o->replay ? "--replay"
					    : "--sysroot");
	if (o->at && (!o->replay || !o->snapshot))
		return complain(c, "--at: needs --replay and --snapshot");
	return true;
}

/* Applies what options imply, and rejects those that exclude each other. */
static bool combine(struct options *o, struct complaint *c)
{
	bool to_output = o->record && !strcmp(o->record, "-");
	if (o->report && !o->command)
		return complain(c, "--report: needs a command after --");
	if (o->command && (o->batch || o->snapshot || o->replay))
		return complain(c, "%s: cannot be used with a command",
				o->once       ? "--once"
				: o->batch    ? "--batch"
				: o->snapshot ? "--snapshot"
					      : "--replay");
	if (!combine_conditions(o, c) || !combine_format(o, c) || !combine_files(o, c))
		return false;
	if (o->sets && !o->batch)
		return complain(c, "--group set: needs --batch");
	o->screen = !o->batch && !o->snapshot && !o->command && !o->checks && !o->waits;
	if (to_output && (!o->batch || o->command))
		return complain(c, "--record -: needs --batch");
	return true;
}

/* Lists the options that begin with the word. */
static void list_matches(const char *word, struct buf *out)
{
	size_t n = strcspn(word, "=");
	for (int i = 0; n && i < OPTIONS; i++)
		if (!strncmp(option_table[i].name, word, n))
			buf_printf(out, " --%s", option_table[i].name);
}

/* An option without its value. */
static void complain_missing(struct complaint *c, const char *word)
{
	const struct option_info *info =
		optopt >= LONG_ONLY ? &option_table[optopt - LONG_ONLY] : find_letter(optopt);
	struct buf effect = { 0 };
	add_effect(&effect, info);
	complain(c, "%.60s: needs a value, %s: %s", word, info->argument, effect.data);
	buf_free(&effect);
}

/* A word that getopt rejects; `found` and optopt say why. */
static void complain_word(struct complaint *c, const char *word, int found)
{
	struct buf matches = { 0 };
	bool is_long = !strncmp(word, "--", 2);
	if (is_long)
		list_matches(word + 2, &matches);
	if (found == ':')
		complain_missing(c, word);
	else if (is_long && optopt >= LONG_ONLY)
		complain(c, "%.60s: takes no value; see --help", word);
	else if (matches.used)
		complain(c, "%.60s: may be%s", word, matches.data);
	else if (!is_long && strlen(word) > 2 && isgraph(optopt))
		complain(c, "%.60s: no such option as -%c; --help lists them", word, optopt);
	else
		complain(c, "%.60s: no such option; --help lists them", word);
	buf_free(&matches);
}

static enum parsed parse_words(struct options *o, int argc, char **argv, struct complaint *c)
{
	char letters[2 * OPTIONS + 3];
	struct option longs[OPTIONS + 1];
	make_tables(letters, longs);
	bool command = false;
	opterr = 0;
	optind = 0;
	for (;;) {
		int before = optind ? optind : 1;
		int found = getopt_long(argc, argv, letters, longs, NULL);
		if (found < 0) {
			/* getopt moves past "--" only if that is not the value of an option. */
			command = optind > before;
			break;
		}
		if (found == ':' || found == '?') {
			complain_word(c, before < argc ? argv[before] : argv[argc - 1], found);
			return PARSED_WRONG;
		}
		const struct option_info *info =
			found >= LONG_ONLY ? &option_table[found - LONG_ONLY] : find_letter(found);
		if (c->saved && !lasts(info)) {
			complain(c, "--%s: cannot be among saved settings", info->name);
			return PARSED_WRONG;
		}
		if (!info->apply(o, optarg, c))
			return PARSED_WRONG;
	}
	if (command)
		return take_command(o, argv + optind, c) ? PARSED_OK : PARSED_WRONG;
	if (optind < argc) {
		complain(c,
			 "%.60s: not an option; a command goes after --, and --help lists options",
			 argv[optind]);
		return PARSED_WRONG;
	}
	return PARSED_OK;
}

/* Splits the text into an argument vector, which the caller frees. */
static int split_words(char *text, char ***out)
{
	size_t room = 0;
	int n = 1;
	char **words = mem_grow(NULL, &room, 2, sizeof *words);
	words[0] = text;
	for (char *word = strtok(text, " \t\n"); word; word = strtok(NULL, " \t\n")) {
		words = mem_grow(words, &room, (size_t)n + 2, sizeof *words);
		words[n++] = word;
	}
	words[n] = NULL;
	*out = words;
	return n;
}

/* Parses the words of a text, which is changed and must last as long as `o`. */
static enum parsed parse_text(struct options *o, char *text, struct complaint *c)
{
	char **words;
	int n = split_words(text, &words);
	enum parsed parsed = parse_words(o, n, words, c);
	free(words);
	return parsed;
}

/* Applies the line only if all of it is right: a trial run on other options comes first. */
static bool apply_line(struct options *o, const char *line, struct complaint *c)
{
	struct options trial = { 0 };
	bool given = o->interval_given;
	char *text = mem_string(line);
	bool right = parse_text(&trial, text, c) == PARSED_OK;
	options_free(&trial);
	memcpy(text, line, strlen(line) + 1);
	if (right)
		parse_text(o, text, c);
	/* A habit, not a wish for this run. */
	o->interval_given = given;
	free(text);
	return right;
}

/* Applies each line by itself. Skips blank lines and those that begin with '#'. */
static void apply_saved(struct options *o, const char *saved)
{
	char *text = mem_string(saved), *rest = text, *line;
	for (int n = 1; (line = strsep(&rest, "\n")); n++) {
		char origin[40], why[sizeof o->bad_setting] = "";
		struct complaint c = {
			.text = why, .room = sizeof why, .origin = origin, .saved = true
		};
		line += strspn(line, " \t\r");
		line[strcspn(line, "\r")] = '\0';
		snprintf(origin, sizeof origin, "saved settings, line %d: ", n);
		if (*line && *line != '#' && !apply_line(o, line, &c) && !o->bad_setting[0])
			memcpy(o->bad_setting, why, sizeof why);
	}
	free(text);
}

enum parsed options_parse(struct options *o, const char *saved, const char *environment, int argc,
			  char **argv, char *why, size_t room)
{
	struct complaint c = { .text = why, .room = room, .origin = "COREWALL: " };
	*o = (struct options){
		.interval = 1,
		.iterations = -1,
		.level = LEVELS,
		.hot = 90,
		.sysroot = "",
	};
	if (saved)
		apply_saved(o, saved);
	if (environment && *environment) {
		o->environment = mem_string(environment);
		if (parse_text(o, o->environment, &c) != PARSED_OK)
			return PARSED_WRONG;
	}
	c.origin = "";
	if (parse_words(o, argc, argv, &c) != PARSED_OK || !combine(o, &c))
		return PARSED_WRONG;
	return PARSED_OK;
}

/* getopt takes abbreviations too, and no other option begins with "--ch". */
static bool is_check(const char *word)
{
	size_t n = strcspn(word, "= \t\n");
	return n >= strlen("--ch") && n <= strlen("--check") && !strncmp("--check", word, n);
}

bool options_ask_check(const char *environment, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (is_check(argv[i]))
			return true;
	for (const char *at = environment; at && *at; at += strcspn(at, " \t\n")) {
		at += strspn(at, " \t\n");
		if (is_check(at))
			return true;
	}
	return false;
}

void options_free(struct options *o)
{
	cpulist_free(&o->only);
	free(o->from.word);
	free(o->hosts.word);
	o->from = o->hosts = (struct word_list){ 0 };
	free(o->environment);
	o->environment = NULL;
}
