/* The help's layout. */
#include "wall/help_pages.h"

#include "wall/keys.h"

#include <stdbool.h>
#include <string.h>

void help_column_width(const struct help_pages *h, size_t column, int *keys, int *effect)
{
	*keys = *effect = 0;
	for (size_t i = column * h->rows; i < (column + 1) * h->rows && i < key_count; i++) {
		int k = (int)strlen(key_table[i].keys), e = (int)strlen(key_table[i].effect);
		*keys = k > *keys ? k : *keys;
		*effect = e > *effect ? e : *effect;
	}
}

/* On one screen, under so many rows of title. False when that does not fit. */
static bool one_screen(struct help_pages *h, int width, int height, int title)
{
	int room = height - title, total = -2, keys, effect;
	if (room < 1)
		return false;
	h->title = title;
	h->pages = 1;
	h->columns = (key_count + (size_t)room - 1) / (size_t)room;
	h->rows = (key_count + h->columns - 1) / h->columns;
	for (size_t i = 0; i < h->columns; i++) {
		help_column_width(h, i, &keys, &effect);
		total += keys + 1 + effect + 2;
	}
	return total <= width;
}

struct help_pages help_pages_of(int width, int height)
{
	struct help_pages h;
	if (one_screen(&h, width, height, 2) || one_screen(&h, width, height, 0))
		return h;
	h.title = height > 2;
	h.rows = height > 2 ? (size_t)height - 1 : 1;
	h.columns = 1;
	h.pages = (unsigned)((key_count + h.rows - 1) / h.rows);
	return h;
}
