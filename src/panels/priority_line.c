/* Lines of parts. Invariant: what is painted stays within its width. */
#include "panels/priority_line.h"

#include "base/brief.h"

#include <stdarg.h>
#include <string.h>

void priority_line_begin(struct priority_line *p, const char *separator)
{
	p->separator = separator;
	p->count = 0;
}

struct priority_part *priority_line_add(struct priority_line *p, int weight, enum role role, const char *format, ...)
{
	if (p->count == PARTS_MOST)
		return NULL;
	struct priority_part *part = &p->part[p->count++];
	va_list args;
	va_start(args, format);
	vbrief(part->text, sizeof part->text, format, args);
	va_end(args);
	part->width = text_width(part->text);
	part->role = role;
	part->weight = weight;
	part->right = part->joined = part->cut = part->gone = false;
	return part;
}

/* Columns between the part before and this one. */
static int gap_before(const struct priority_line *p, const struct priority_part *part)
{
	if (part->joined)
		return 1;
	return p->separator[0] ? 2 + text_width(p->separator) : 2;
}

/* Columns that one end takes. */
static int end_width(const struct priority_line *p, bool right)
{
	int width = 0;
	for (int i = 0; i < p->count; i++) {
		const struct priority_part *part = &p->part[i];
		if (part->gone || part->right != right)
			continue;
		width += (width ? gap_before(p, part) : 0) + part->width;
	}
	return width;
}

static int total_width(const struct priority_line *p)
{
	int left = end_width(p, false), right = end_width(p, true);
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

/* Drops the lightest part (of equals the last) until the rest fits; the last one stays, cut. */
static void fit(struct priority_line *p, int width)
{
	while (total_width(p) > width) {
		int lightest = -1, left = 0;
		for (int i = 0; i < p->count; i++) {
			if (p->part[i].gone)
				continue;
			left++;
			if (lightest < 0 || p->part[i].weight <= p->part[lightest].weight)
				lightest = i;
		}
		if (left < 2)
			return;
		if (!shorten(&p->part[lightest], total_width(p) - width))
			p->part[lightest].gone = true;
	}
}

static void paint_end(const struct priority_line *p, struct canvas *c, int x, int y, int limit, bool right)
{
	bool first = true;
	for (int i = 0; i < p->count; i++) {
		const struct priority_part *part = &p->part[i];
		if (part->gone || part->right != right)
			continue;
		int gap = first ? 0 : gap_before(p, part);
		if (gap > 2)
			canvas_text(c, x + 1, y, limit - x - 1, p->separator, ROLE_LABEL);
		x += gap;
		x += canvas_text(c, x, y, limit - x, part->text, part->role);
		first = false;
	}
}

void priority_line_paint(struct priority_line *p, struct canvas *c, int x, int y, int width)
{
	fit(p, width);
	paint_end(p, c, x, y, x + width, false);
	int right = end_width(p, true);
	if (right && right <= width)
		paint_end(p, c, x + width - right, y, x + width, true);
	else if (right)
		paint_end(p, c, x, y, x + width, true);
}
