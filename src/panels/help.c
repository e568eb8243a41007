/*
 * The help: every key on one screen, in as many columns as its height asks for. Where they do not
 * fit with all that they do, page by page.
 */
#include "panels/frame.h"

#include <stdio.h>
#include <string.h>

/* A way to tell the keys: rows of a column, and columns. */
struct form {
	size_t rows, columns;
};

/* Widths of one column of the help: keys, effect. */
static void measure(const struct form *f, size_t column, int *keys, int *effect)
{
	*keys = *effect = 0;
	for (size_t i = column * f->rows; i < (column + 1) * f->rows && i < key_count; i++) {
		int k = (int)strlen(key_table[i].keys), e = (int)strlen(key_table[i].effect);
		*keys = k > *keys ? k : *keys;
		*effect = e > *effect ? e : *effect;
	}
}

static bool fits(const struct form *f, int width)
{
	int total = -2, keys, effect;
	for (size_t i = 0; i < f->columns; i++) {
		measure(f, i, &keys, &effect);
		total += keys + 1 + effect + 2;
	}
	return total <= width;
}

/* All of it under so many lines of title; false when that does not fit. */
static bool choose_form(struct form *f, int width, int height, int title)
{
	int room = height - title;
	if (room < 1)
		return false;
	f->columns = (key_count + (size_t)room - 1) / (size_t)room;
	f->rows = (key_count + f->columns - 1) / f->columns;
	return fits(f, width);
}

static void paint_form(struct canvas *c, int y, const struct form *f)
{
	int x = 0, keys, effect;
	for (size_t column = 0; column < f->columns; column++) {
		measure(f, column, &keys, &effect);
		for (size_t i = 0; i < f->rows && column * f->rows + i < key_count; i++) {
			const struct key_info *key = &key_table[column * f->rows + i];
			canvas_text(c, x, y + (int)i, keys, key->keys, ROLE_KEY);
			canvas_text(c, x + keys + 1, y + (int)i, effect, key->effect, ROLE_TEXT);
		}
		x += keys + 1 + effect + 2;
	}
}

/* Keys on a page, a line each, below a line that tells which these are. */
static size_t page_rows(int height)
{
	return height > 2 ? (size_t)height - 1 : 1;
}

unsigned frame_help_pages(int width, int height)
{
	struct form f;
	size_t rows = page_rows(height);
	bool whole = choose_form(&f, width, height, 2) || choose_form(&f, width, height, 0);
	return whole ? 1 : (unsigned)((key_count + rows - 1) / rows);
}

enum { ALIASES_FROM = 40, NAMES_WIDTH = 11, NAME_WIDTH = 7 };

static void paint_page(struct canvas *c, unsigned page)
{
	size_t rows = page_rows(c->height), first = page * rows, end = first + rows;
	bool aliases = c->width >= ALIASES_FROM;
	int names = aliases ? NAMES_WIDTH : NAME_WIDTH, y = 0;
	char title[64];
	end = end < key_count ? end : key_count;
	snprintf(title, sizeof title, "keys %zu-%zu of %zu%s", first + 1, end, key_count,
		 end < key_count ? "; Space: more" : "");
	if (c->height > 2)
		canvas_text(c, 0, y++, c->width, title, ROLE_STRONG);
	for (size_t i = first; i < end; i++, y++) {
		const struct key_info *key = &key_table[i];
		int name = (int)(aliases ? strlen(key->keys) : strcspn(key->keys, " "));
		canvas_text(c, 0, y, name, key->keys, ROLE_KEY);
		canvas_text(c, names, y, c->width - names, key->effect, ROLE_TEXT);
	}
}

void frame_help(const struct wall *w, struct canvas *c)
{
	struct form f;
	unsigned pages = frame_help_pages(c->width, c->height);
	if (choose_form(&f, c->width, c->height, 2)) {
		canvas_text(c, 0, 0, c->width, "corewall: keys (any key goes back)", ROLE_STRONG);
		paint_form(c, 2, &f);
	} else if (choose_form(&f, c->width, c->height, 0)) {
		paint_form(c, 0, &f);
	} else {
		paint_page(c, w->help_page < pages ? w->help_page : pages - 1);
	}
}
