/* Lines of parts. Invariant: what is drawn stays within its width. */
#include "panels/priority_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void priority_line_begin(struct priority_line *l, const char *separator)
{
	l->separator = separator;
	l->count = 0;
}

struct priority_part *priority_line_add(struct priority_line *l, int weight, enum role role,
					const char *format, ...)
{
	struct priority_part *part = &l->part[l->count];
	l->count += l->count < PARTS_MOST;
	*part = (struct priority_part){ .role = role, .weight = weight };
	va_list args;
	va_start(args, format);
	vsnprintf(part->text, sizeof part->text, format, args);
	va_end(args);
	part->width = text_width(part->text);
	return part;
}

/* Columns between the part before and this one. */
static int gap_before(const struct priority_line *l, const struct priority_part *part)
{
	if (part->joined)
		return 1;
	return l->separator[0] ? 2 + text_width(l->separator) : 2;
}

/* Columns that one end takes. */
static int end_width(const struct priority_line *l, bool right)
{
	int width = 0;
	for (int i = 0; i < l->count; i++) {
		const struct priority_part *part = &l->part[i];
		if (part->gone || part->right != right)
			continue;
		width += (width ? gap_before(l, part) : 0) + part->width;
	}
	return width;
}

static int total_width(const struct priority_line *l)
{
	int left = end_width(l, false), right = end_width(l, true);
	return left + right + (left && right ? 2 : 0);
}

enum { CUT_LEAST = 12 };

/* Takes so many columns off the text's end, and puts a tilde there. False when that is too much. */
static bool shorten(struct priority_part *part, int columns)
{
	int keep = part->width - columns - 1;
	const char *at = part->text;
	if (!part->cut || keep < CUT_LEAST)
		return false;
	part->width = keep + 1;
	while (keep-- > 0)
		text_next(&at);
	memcpy(part->text + (at - part->text), "~", 2);
	return true;
}

/* False when it has no shorter form. */
static bool make_terse(struct priority_part *part)
{
	if (!part->terse[0])
		return false;
	memcpy(part->text, part->terse, sizeof part->terse);
	part->terse[0] = '\0';
	part->width = text_width(part->text);
	part->weight = part->terse_weight;
	part->cut = false;
	return true;
}

/*
 * Shortens or drops the lightest part, among equals the last, until the rest fits. A part that is
 * alone stays and is cut.
 */
static void fit(struct priority_line *l, int width)
{
	while (total_width(l) > width) {
		int lightest = -1, left = 0;
		for (int i = 0; i < l->count; i++) {
			if (l->part[i].gone)
				continue;
			left++;
			if (lightest < 0 || l->part[i].weight <= l->part[lightest].weight)
				lightest = i;
		}
		if (lightest >= 0 && (shorten(&l->part[lightest], total_width(l) - width) ||
				      make_terse(&l->part[lightest])))
			continue;
		if (left < 2)
			return;
		l->part[lightest].gone = true;
	}
}

static void draw_end(const struct priority_line *l, struct canvas *c, int x, int y, int limit,
		     bool right)
{
	bool first = true;
	for (int i = 0; i < l->count; i++) {
		const struct priority_part *part = &l->part[i];
		if (part->gone || part->right != right)
			continue;
		int gap = first ? 0 : gap_before(l, part);
		if (gap > 2)
			canvas_text(c, x + 1, y, limit - x - 1, l->separator, ROLE_LABEL);
		x += gap;
		x += canvas_text(c, x, y, limit - x, part->text, part->role);
		first = false;
	}
}

void priority_line_draw(struct priority_line *l, struct canvas *c, int x, int y, int width)
{
	fit(l, width);
	draw_end(l, c, x, y, x + width, false);
	int right = end_width(l, true);
	if (right && right <= width)
		draw_end(l, c, x + width - right, y, x + width, true);
	else if (right)
		draw_end(l, c, x, y, x + width, true);
}
