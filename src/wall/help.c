/* The help: every key on one screen, in as many columns as its height asks for. */
#include "wall/frame.h"

#include <stdio.h>
#include <string.h>

/* Widths of one column of the help: keys, effect. */
static void measure(size_t first, size_t rows, int *keys, int *effect)
{
	*keys = *effect = 0;
	for (size_t i = first; i < first + rows && i < key_count; i++) {
		int k = (int)strlen(key_table[i].keys), e = (int)strlen(key_table[i].effect);
		*keys = k > *keys ? k : *keys;
		*effect = e > *effect ? e : *effect;
	}
}

static int total_width(size_t columns, size_t rows)
{
	int width = -2, keys, effect;
	for (size_t i = 0; i < columns; i++) {
		measure(i * rows, rows, &keys, &effect);
		width += keys + 1 + effect + 2;
	}
	return width;
}

/* Effects give way first: with too little width only keys are told in full. */
static void paint_columns(struct canvas *c, int y, size_t columns, size_t rows)
{
	int x = 0, width = total_width(columns, rows), keys, effect;
	for (size_t column = 0; column < columns; column++) {
		measure(column * rows, rows, &keys, &effect);
		int share = c->width / (int)columns * (int)(column + 1);
		int end = width <= c->width ? x + keys + 1 + effect : share - 1;
		for (size_t i = 0; i < rows && column * rows + i < key_count; i++) {
			const struct key_info *key = &key_table[column * rows + i];
			int at = x + canvas_text(c, x, y + (int)i, end - x, key->keys, ROLE_KEY) + 1;
			if (width <= c->width)
				at = x + keys + 1;
			canvas_text(c, at, y + (int)i, end - at, key->effect, ROLE_TEXT);
		}
		x = width <= c->width ? end + 2 : share;
	}
}

/* Columns that all keys make at so many rows. */
static size_t columns_in(int rows)
{
	return (key_count + (size_t)rows - 1) / (size_t)rows;
}

void frame_help(const struct wall *w, struct canvas *c)
{
	(void)w;
	int widest, effect;
	measure(0, key_count, &widest, &effect);
	/* The title gives way where without it fewer columns leave all keys their room. */
	bool titled = c->height > 4 && c->width / (int)columns_in(c->height - 2) > widest;
	int y = titled ? 2 : 0, room = c->height - y;
	size_t columns = columns_in(room);
	size_t rows = (key_count + columns - 1) / columns;
	if (titled)
		canvas_text(c, 0, 0, c->width, "corewall: keys (any key goes back)", ROLE_STRONG);
	paint_columns(c, y, columns, rows);
}
