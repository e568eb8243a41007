/*
 * The grammar of conditions. A parser is at a place in the text; each step either moves it on or
 * says what it expected there, once.
 */
#include "report/condition.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const quantity_name[QUANTITIES] = {
	[QUANTITY_MAX] = "max", [QUANTITY_AVG] = "avg",     [QUANTITY_MIN] = "min",
	[QUANTITY_HOT] = "hot", [QUANTITY_STEAL] = "steal", [QUANTITY_IOWAIT] = "iowait",
};

const char *const comparison_sign[COMPARISONS] = {
	[COMPARE_GE] = ">=", [COMPARE_GT] = ">",  [COMPARE_LE] = "<=",
	[COMPARE_LT] = "<",  [COMPARE_EQ] = "==",
};

/* A longer time is a mistake: a year. */
static const double longest_seconds = 366.0 * 86400;

struct parser {
	const char *text, *at;
	char *why;
	size_t room;
};

static bool expected(const struct parser *p, const char *at, const char *what)
{
	if (*at)
		snprintf(p->why, p->room, "'%.80s': expected %s at '%.40s'", p->text, what, at);
	else
		snprintf(p->why, p->room, "'%.80s': expected %s at the end", p->text, what);
	return false;
}

static void skip_blanks(struct parser *p)
{
	while (isblank((unsigned char)*p->at))
		p->at++;
}

static size_t word_length(const char *at)
{
	size_t n = 0;
	while (isalpha((unsigned char)at[n]))
		n++;
	return n;
}

static bool is_word(const char *at, size_t n, const char *word)
{
	return strlen(word) == n && !memcmp(at, word, n);
}

/* Moves past the word, if it is the next one. */
static bool take_word(struct parser *p, const char *word)
{
	size_t n = word_length(p->at);
	if (!is_word(p->at, n, word))
		return false;
	p->at += n;
	return true;
}

/* The levels that have a name on the command line, for a message. */
static bool expected_level(const struct parser *p)
{
	char what[160] = "a level (";
	for (enum level l = LEVEL_ALL + 1; l < LEVELS; l++) {
		size_t used = strlen(what);
		if (l != LEVEL_RANGE)
			snprintf(what + used, sizeof what - used, "%s%s",
				 l == LEVEL_ALL + 1 ? "" : " ", level_table[l].name);
	}
	strncat(what, ")", sizeof what - strlen(what) - 1);
	return expected(p, p->at, what);
}

static bool parse_level(struct parser *p, struct condition *c)
{
	size_t n;
	skip_blanks(p);
	n = word_length(p->at);
	c->subject = SUBJECT_ANY;
	c->level = level_find(p->at, n);
	if (c->level == LEVELS || c->level == LEVEL_ALL || c->level == LEVEL_RANGE)
		return expected_level(p);
	p->at += n;
	skip_blanks(p);
	if (*p->at != '.')
		return expected(p, p->at, "'.' and a quantity");
	p->at++;
	return true;
}

/* Finds the level of a group by the last part of its name, which names the level. */
static enum level level_of_name(const char *name)
{
	const char *part = strrchr(name, '/');
	part = part ? part + 1 : name;
	part += strspn(part, " \t");
	enum level level = level_find(part, word_length(part));
	return level == LEVEL_ALL || level == LEVEL_RANGE ? LEVELS : level;
}

/* A name ends at the last dot before the comparison. */
static bool parse_name(struct parser *p, struct condition *c, const char *dot)
{
	size_t n = (size_t)(dot - p->at);
	while (n && isblank((unsigned char)p->at[n - 1]))
		n--;
	if (!n || n >= sizeof c->name)
		return expected(p, p->at, "the name of a group");
	c->subject = SUBJECT_GROUP;
	memcpy(c->name, p->at, n);
	c->name[n] = '\0';
	c->level = level_of_name(c->name);
	p->at = dot + 1;
	return true;
}

static bool parse_subject(struct parser *p, struct condition *c)
{
	const char *dot = NULL;
	skip_blanks(p);
	if (is_word(p->at, word_length(p->at), "any")) {
		p->at += strlen("any");
		return parse_level(p, c);
	}
	for (const char *at = p->at; *at && !strchr("<>=!", *at); at++)
		dot = *at == '.' ? at : dot;
	c->subject = SUBJECT_MACHINE;
	c->level = LEVEL_ALL;
	return !dot || parse_name(p, c, dot);
}

static bool parse_quantity(struct parser *p, struct condition *c)
{
	skip_blanks(p);
	for (c->quantity = 0; c->quantity < QUANTITIES; c->quantity++)
		if (take_word(p, quantity_name[c->quantity]))
			return true;
	return expected(p, p->at, "max, avg, min, hot, steal or iowait");
}

static bool parse_comparison(struct parser *p, struct condition *c)
{
	skip_blanks(p);
	for (c->comparison = 0; c->comparison < COMPARISONS; c->comparison++) {
		size_t n = strlen(comparison_sign[c->comparison]);
		if (!strncmp(p->at, comparison_sign[c->comparison], n)) {
			p->at += n;
			return true;
		}
	}
	return expected(p, p->at, ">=, >, <=, < or ==");
}

/* Reads digits, perhaps with decimals; returns how many decimals, or -1 without a number. */
static int take_number(struct parser *p, double *number)
{
	const char *from = p->at;
	size_t n = strspn(from, "0123456789"), decimals = 0;
	if (from[n] == '.')
		decimals = strspn(from + n + 1, "0123456789");
	if (!n && !decimals)
		return -1;
	*number = strtod(from, NULL);
	p->at = from + n + (decimals || from[n] == '.' ? decimals + 1 : 0);
	return (int)decimals;
}

static bool parse_number(struct parser *p, struct condition *c)
{
	const char *from;
	skip_blanks(p);
	from = p->at;
	int decimals = take_number(p, &c->number);
	if (decimals < 0)
		return expected(p, from, "a number");
	c->step = 1;
	for (int i = 0; i < decimals; i++)
		c->step /= 10;
	if (c->quantity == QUANTITY_HOT)
		return (!decimals && c->number < UINT32_MAX) ||
		       expected(p, from, "a whole number of cpus");
	if (c->number > 100)
		return expected(p, from, "percent from 0 to 100");
	skip_blanks(p);
	p->at += *p->at == '%';
	return true;
}

static double unit_seconds(struct parser *p)
{
	static const struct {
		const char *name;
		double seconds;
	} unit[] = { { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "min", 60 } };
	skip_blanks(p);
	for (size_t i = 0; i < sizeof unit / sizeof *unit; i++)
		if (take_word(p, unit[i].name))
			return unit[i].seconds;
	return 1;
}

static bool parse_time(struct parser *p, struct condition *c)
{
	const char *from;
	double n;
	skip_blanks(p);
	c->for_ns = 0;
	if (!*p->at)
		return true;
	if (!take_word(p, "for"))
		return expected(p, p->at, "'for' or the end");
	skip_blanks(p);
	from = p->at;
	if (take_number(p, &n) < 0)
		return expected(p, from, "seconds, or a time such as 5m or 1h");
	n *= unit_seconds(p);
	if (!(n > 0 && n <= longest_seconds))
		return expected(p, from, "a time above 0, up to a year");
	c->for_ns = (int64_t)(n * 1e9 + 0.5);
	skip_blanks(p);
	return !*p->at || expected(p, p->at, "the end");
}

bool condition_parse(struct condition *c, const char *text, char *why, size_t room)
{
	struct parser p = { .text = text, .at = text, .why = why, .room = room };
	*c = (struct condition){ 0 };
	return parse_subject(&p, c) && parse_quantity(&p, c) && parse_comparison(&p, c) &&
	       parse_number(&p, c) && parse_time(&p, c);
}

bool condition_compare(const struct condition *c, double value)
{
	switch (c->comparison) {
	case COMPARE_GE:
		return value >= c->number;
	case COMPARE_GT:
		return value > c->number;
	case COMPARE_LE:
		return value <= c->number;
	case COMPARE_LT:
		return value < c->number;
	default:
		return fabs(value - c->number) < c->step / 2;
	}
}

bool condition_is_of_cpus(const struct condition *c)
{
	bool up = c->comparison == COMPARE_GE || c->comparison == COMPARE_GT;
	bool down = c->comparison == COMPARE_LE || c->comparison == COMPARE_LT;
	return (c->quantity == QUANTITY_MAX && !down) || (c->quantity == QUANTITY_MIN && !up);
}

/* --- Names of groups --- */

/* Whether n bytes are the name, blanks and case aside: "Package0" is "package 0". */
static bool same_name(const char *given, size_t n, const char *name)
{
	const char *end = given + n;
	for (;; given++, name++) {
		while (given < end && isblank((unsigned char)*given))
			given++;
		while (isblank((unsigned char)*name))
			name++;
		if (given == end || !*name)
			return given == end && !*name;
		if (tolower((unsigned char)*given) != tolower((unsigned char)*name))
			return false;
	}
}

/* Matches parts from last to first; groups between the named ones may be left out. */
bool condition_names(const struct condition *c, const struct tree *t, uint32_t group)
{
	const char *end = c->name + strlen(c->name);
	for (bool last = true; group != TREE_NONE; group = t->group[group].parent) {
		const char *part = end;
		while (part > c->name && part[-1] != '/')
			part--;
		bool same = same_name(part, (size_t)(end - part), t->group[group].name);
		if (same && part == c->name)
			return true;
		if (same)
			end = part - 1;
		else if (last)
			return false;
		last = false;
	}
	return false;
}

/* --- Text --- */

void condition_print_subject(const struct condition *c, struct buf *out)
{
	if (c->subject != SUBJECT_MACHINE)
		buf_printf(out, "%s.",
			   c->subject == SUBJECT_ANY ? level_table[c->level].name : c->name);
}

void condition_print(const struct condition *c, struct buf *out)
{
	buf_puts(out, c->subject == SUBJECT_ANY ? "any " : "");
	condition_print_subject(c, out);
	buf_printf(out, "%s%s%.12g", quantity_name[c->quantity], comparison_sign[c->comparison],
		   c->number);
	if (c->for_ns)
		buf_printf(out, " for %.12gs", (double)c->for_ns / 1e9);
}

void condition_print_value(enum quantity quantity, double value, struct buf *out)
{
	char text[32];
	snprintf(text, sizeof text, "%.2f", value);
	size_t n = strlen(text);
	while (text[n - 1] == '0')
		n--;
	n -= text[n - 1] == '.';
	buf_add(out, text, n);
	if (quantity != QUANTITY_HOT)
		buf_putc(out, '%');
}
