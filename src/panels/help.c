/* The help, as wall/help_pages.h lays it out. */
#include "panels/help.h"

#include "wall/help_pages.h"
#include "wall/keys.h"

#include <stdio.h>
#include <string.h>

static void draw_columns(struct canvas *c, const struct help_pages *h)
{
	int x = 0, keys, effect;
	for (size_t column = 0; column < h->columns; column++) {
		help_column_width(h, column, &keys, &effect);
		for (size_t i = 0; i < h->rows && column * h->rows + i < key_count; i++) {
			const struct key_info *key = &key_table[column * h->rows + i];
			int y = h->title + (int)i;
			canvas_text(c, x, y, keys, key->keys, ROLE_KEY);
			canvas_text(c, x + keys + 1, y, effect, key->effect, ROLE_TEXT);
		}
		x += keys + 1 + effect + 2;
	}
}

enum { ALIASES_FROM = 40, NAMES_WIDTH = 11, NAME_WIDTH = 7 };

static void draw_page(struct canvas *c, const struct help_pages *h, unsigned page)
{
	size_t first = page * h->rows, end = first + h->rows;
	bool aliases = c->width >= ALIASES_FROM;
	int names = aliases ? NAMES_WIDTH : NAME_WIDTH;
	char title[64];
	end = end < key_count ? end : key_count;
	snprintf(title, sizeof title, "keys %zu-%zu of %zu%s", first + 1, end, key_count,
		 end < key_count ? "; Space: more" : "");
	if (h->title)
		canvas_text(c, 0, 0, c->width, title, ROLE_STRONG);
	for (size_t i = first; i < end; i++) {
		const struct key_info *key = &key_table[i];
		int y = h->title + (int)(i - first);
		int name = (int)(aliases ? strlen(key->keys) : strcspn(key->keys, " "));
		canvas_text(c, 0, y, name, key->keys, ROLE_KEY);
		canvas_text(c, names, y, c->width - names, key->effect, ROLE_TEXT);
	}
}

void help_draw(struct canvas *c, unsigned page)
{
	struct help_pages h = help_pages_of(c->width, c->height);
	if (h.pages > 1) {
		draw_page(c, &h, page < h.pages ? page : h.pages - 1);
		return;
	}
	if (h.title)
		canvas_text(c, 0, 0, c->width, "corewall: keys (any key goes back)", ROLE_STRONG);
	draw_columns(c, &h);
}
