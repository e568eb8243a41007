/* Bars whose parts are the fields, from user time to iowait; idle is the empty rest. */
#ifndef COREWALL_VIEWS_STACKED_BAR_H
#define COREWALL_VIEWS_STACKED_BAR_H

#include "views/drawing.h"

/*
 * A bar of `width` columns, in which each field has its share of total; total > 0. Its end is exact
 * to an eighth of a column where glyphs for that exist.
 */
void stacked_bar_draw(struct canvas *c, const struct glyphs *g, int x, int y, int width,
		      const uint64_t ticks[FIELDS], uint64_t total);

/* A bar of which only the percentage is known, and not what it is made of. */
void stacked_bar_draw_busy(struct canvas *c, const struct glyphs *g, int x, int y, int width,
			   double busy, enum role role);

/*
 * The bar of one cpu with the mark of its recent peak; without numbers, "offline" or empty.
 * `below`: a row of the bar other than its first.
 */
void stacked_bar_draw_cpu(const struct drawing *d, int x, int y, int width, uint32_t row,
			  bool below);

/* What the colours of the parts mean, in row y, in at most STACKED_BAR_KEY columns. */
enum { STACKED_BAR_KEY = 70 };
void stacked_bar_draw_key(const struct drawing *d, int y);

/* The role of a field in bars; ROLE_LABEL for idle, which is no part of them. */
enum role stacked_bar_role(enum field field);

/* The ticks of one row, for stacked_bar_draw(). */
void stacked_bar_ticks(const struct usage *u, size_t row, uint64_t ticks[FIELDS]);

#endif
