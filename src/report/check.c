/* Makes and prints verdicts. A condition that is decided gets no more intervals. */
#include "report/check.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const status_name[] = {
	[CHECK_OK] = "OK",
	[CHECK_WARNING] = "WARNING",
	[CHECK_CRITICAL] = "CRITICAL",
	[CHECK_UNKNOWN] = "UNKNOWN",
};

void check_begin(struct check *k)
{
	condition_watch_begin(&k->critical_watch, &k->critical);
	condition_watch_begin(&k->warning_watch, &k->warning);
	k->why[0] = '\0';
}

void check_free(struct check *k)
{
	condition_watch_free(&k->critical_watch);
	condition_watch_free(&k->warning_watch);
}

static bool is_decided(const struct condition_watch *w)
{
	return w->begun && (w->answer == ANSWER_YES || w->missing || !w->possible ||
			    w->now_ns - w->begin_ns >= w->condition->for_ns);
}

static enum check_status verdict(const struct check *k)
{
	const struct condition_watch *c = &k->critical_watch, *w = &k->warning_watch;
	bool c_decided = is_decided(c), w_decided = !k->warns || is_decided(w);
	if (c_decided && c->answer == ANSWER_YES)
		return CHECK_CRITICAL;
	if (!c_decided || !w_decided)
		return CHECK_UNDECIDED;
	if (k->warns && w->answer == ANSWER_YES)
		return CHECK_WARNING;
	if (c->answer == ANSWER_UNKNOWN || (k->warns && w->answer == ANSWER_UNKNOWN))
		return CHECK_UNKNOWN;
	return CHECK_OK;
}

enum check_status check_add(struct check *k, const struct usage *u, const struct tree *critical,
			    const struct tree *warning, const uint32_t *row, int64_t boot_ns)
{
	if (!is_decided(&k->critical_watch))
		condition_watch_add(&k->critical_watch, u, critical, row, boot_ns);
	if (k->warns && !is_decided(&k->warning_watch))
		condition_watch_add(&k->warning_watch, u, warning, row, boot_ns);
	return verdict(k);
}

enum check_status check_end(struct check *k, const char *why)
{
	enum check_status status = verdict(k);
	if (status != CHECK_UNDECIDED)
		return status;
	/* A warning that is certain stays. */
	if (k->warns && k->warning_watch.answer == ANSWER_YES)
		return CHECK_WARNING;
	snprintf(k->why, sizeof k->why, "%s", why);
	return CHECK_UNKNOWN;
}

static bool same_subject(const struct condition *a, const struct condition *b)
{
	return a->subject == b->subject && a->level == b->level && !strcmp(a->name, b->name);
}

/* --- Performance data --- */

/* The range without an alert: "95": up to 95; "10:": from 10 on; "@0:0": all but 0. */
static void print_range(const struct condition *c, struct buf *out)
{
	if (c->comparison == COMPARE_EQ)
		buf_printf(out, "@%.12g:%.12g", c->number, c->number);
	else
		buf_printf(out, "%.12g%s", c->number,
			   c->comparison == COMPARE_LE || c->comparison == COMPARE_LT ? ":" : "");
}

/* Labels with blanks are quoted, and hold no quotes and no '='. */
static void print_label(const struct condition *c, enum quantity quantity, struct buf *out)
{
	size_t from = out->used + 1;
	bool blanks = c->subject == SUBJECT_GROUP && strpbrk(c->name, " \t'=");
	buf_puts(out, blanks ? " '" : " ");
	condition_print_subject(c, out);
	buf_puts(out, quantity_name[quantity]);
	for (size_t i = from + blanks; i < out->used; i++)
		if (out->data[i] == '\'' || out->data[i] == '=')
			out->data[i] = '_';
	buf_puts(out, blanks ? "'=" : "=");
}

static void print_datum(const struct condition_watch *w, enum quantity quantity,
			const struct condition *warning, const struct condition *critical,
			struct buf *out)
{
	print_label(w->condition, quantity, out);
	condition_print_value(quantity, w->measured.value[quantity], out);
	if (warning || critical)
		buf_putc(out, ';');
	if (warning)
		print_range(warning, out);
	if (critical) {
		buf_putc(out, ';');
		print_range(critical, out);
	}
}

/* Prints the quantities of the conditions, with thresholds; then max, avg and hot. */
static void print_data(const struct check *k, struct buf *out)
{
	const struct condition *c = &k->critical;
	const struct condition *same =
		k->warns && same_subject(c, &k->warning) ? &k->warning : NULL;
	bool also = same && same->quantity != c->quantity;
	const struct condition_watch *w = &k->critical_watch;
	if (w->measured.known) {
		print_datum(w, c->quantity, also ? NULL : same, c, out);
		if (also)
			print_datum(w, same->quantity, same, NULL, out);
		for (enum quantity q = 0; q <= QUANTITY_HOT; q++)
			if (q != QUANTITY_MIN && q != c->quantity && !(also && q == same->quantity))
				print_datum(w, q, NULL, NULL, out);
	}
	if (k->warns && !same && k->warning_watch.measured.known)
		print_datum(&k->warning_watch, k->warning.quantity, &k->warning, NULL, out);
}

/* --- The line --- */

static const struct condition_watch *watch_of(const struct check *k, enum check_status status)
{
	bool warning = status == CHECK_WARNING ||
		       (status == CHECK_UNKNOWN && k->critical_watch.answer != ANSWER_UNKNOWN);
	return warning && k->warns ? &k->warning_watch : &k->critical_watch;
}

static void print_text(const struct check *k, enum check_status status, struct buf *out)
{
	if (k->why[0]) {
		buf_puts(out, k->why);
		return;
	}
	condition_watch_print(watch_of(k, status), out);
	bool other = status == CHECK_OK && k->warns &&
		     (!same_subject(&k->critical, &k->warning) ||
		      k->critical.quantity != k->warning.quantity);
	if (other) {
		buf_puts(out, ", ");
		condition_watch_print(&k->warning_watch, out);
	}
}

/* Replaces control characters, and bars: only the one before the data has a meaning. */
static void clean(struct buf *out, size_t from)
{
	for (size_t i = from; i < out->used; i++)
		if (iscntrl((unsigned char)out->data[i]) || out->data[i] == '|')
			out->data[i] = '?';
}

void check_print(const struct check *k, enum check_status status, struct buf *out)
{
	size_t from = out->used;
	buf_printf(out, "%s: ", status_name[status]);
	print_text(k, status, out);
	clean(out, from);
	from = out->used;
	buf_puts(out, " |");
	print_data(k, out);
	clean(out, from + 2);
	if (out->used == from + 2)
		out->used = from;
	buf_putc(out, '\n');
}
