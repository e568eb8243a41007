/*
 * The help: every key on one screen, in as many columns as its height asks for. With less room
 * effects are cut, then only the first name of each key is told, at last names alone.
 */
#include "wall/frame.h"

#include <stdio.h>
#include <string.h>

/* A way to tell the keys: rows of a column, columns, and what of each key is told. */
struct form {
	size_t rows, columns;
	bool whole;   /* effects are told to their end */
	bool aliases; /* all the names of a key, not the first alone */
};

/* Columns that a name takes. */
static int name_width(const struct key_info *key, bool aliases)
{
	return (int)(aliases ? strlen(key->keys) : strcspn(key->keys, " "));
}

/* Widths of one column of the help: keys, effect. */
static void measure(const struct form *f, size_t column, int *keys, int *effect)
{
	*keys = *effect = 0;
	for (size_t i = column * f->rows; i < (column + 1) * f->rows && i < key_count; i++) {
		int k = name_width(&key_table[i], f->aliases), e = (int)strlen(key_table[i].effect);
		*keys = k > *keys ? k : *keys;
		*effect = e > *effect ? e : *effect;
	}
}

/* Columns that an effect gets when it is cut. */
enum { EFFECT_LEAST = 2 };

/* Whether the form fits the width; where effects are cut, columns are equal. */
static bool fits(const struct form *f, int width)
{
	int total = -2, keys, effect;
	for (size_t i = 0; i < f->columns; i++) {
		measure(f, i, &keys, &effect);
		total += keys + 1 + effect + 2;
		if (!f->whole && keys + 1 + EFFECT_LEAST + 1 > width / (int)f->columns)
			return false;
	}
	return !f->whole || total <= width;
}

/* As many of the effect's words as fit, or what fits of the first. */
static int words_in(const char *effect, int room)
{
	int n = (int)strlen(effect), at = room;
	if (n <= room)
		return n;
	while (at > 0 && effect[at] != ' ')
		at--;
	while (at > 0 && strchr(" :;,", effect[at - 1]))
		at--;
	return at ? at : room;
}

static void paint_column(struct canvas *c, int x, int y, int width, const struct form *f,
			 size_t column)
{
	int keys, effect;
	measure(f, column, &keys, &effect);
	for (size_t i = 0; i < f->rows && column * f->rows + i < key_count; i++) {
		const struct key_info *key = &key_table[column * f->rows + i];
		int name = name_width(key, f->aliases), at = f->whole ? keys + 1 : name + 1;
		canvas_text(c, x, y + (int)i, name, key->keys, ROLE_KEY);
		canvas_text(c, x + at, y + (int)i, words_in(key->effect, width - at), key->effect,
			    ROLE_TEXT);
	}
}

static void paint_form(struct canvas *c, int y, const struct form *f)
{
	int x = 0, share = c->width / (int)f->columns, keys, effect;
	for (size_t i = 0; i < f->columns; i++) {
		measure(f, i, &keys, &effect);
		int width = f->whole ? keys + 1 + effect : share - 1;
		paint_column(c, x, y, width, f, i);
		x += f->whole ? width + 2 : share;
	}
}

/* The first names of as many keys as there is room for, one after the other. */
static void paint_names(struct canvas *c)
{
	int x = 0, y = 0;
	for (size_t i = 0; i < key_count; i++) {
		int width = name_width(&key_table[i], false);
		if (x && x + width > c->width)
			x = 0, y++;
		canvas_text(c, x, y, width, key_table[i].keys, ROLE_KEY);
		x += width + 1;
	}
}

void frame_help(const struct wall *w, struct canvas *c)
{
	static const struct form forms[] = { { .whole = true, .aliases = true },
					     { .aliases = true },
					     { .aliases = false } };
	(void)w;
	for (size_t i = 0; i < 2 * sizeof forms / sizeof forms[0]; i++) {
		struct form f = forms[i / 2];
		int title = i % 2 ? 0 : 2, room = c->height - title;
		if (room < 1)
			continue;
		f.columns = (key_count + (size_t)room - 1) / (size_t)room;
		f.rows = (key_count + f.columns - 1) / f.columns;
		if (!fits(&f, c->width))
			continue;
		if (title)
			canvas_text(c, 0, 0, c->width, "corewall: keys (any key goes back)",
				    ROLE_STRONG);
		paint_form(c, title, &f);
		return;
	}
	paint_names(c);
}
