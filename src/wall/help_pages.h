/*
 * How the table of keys is laid out as a help of a given size: in columns on one screen, or where
 * they do not fit, page by page.
 */
#ifndef COREWALL_WALL_HELP_PAGES_H
#define COREWALL_WALL_HELP_PAGES_H

#include <stddef.h>

struct help_pages {
	int title;      /* rows above the keys */
	size_t rows;    /* keys in a column */
	size_t columns; /* 1 where there are pages */
	unsigned pages; /* at least 1 */
};

struct help_pages help_pages_of(int width, int height);

/* Columns of the screen that keys and effects take in that column. */
void help_column_width(const struct help_pages *h, size_t column, int *keys, int *effect);

#endif
