/* The row of column labels over rows of slots. */
#ifndef COREWALL_VIEWS_RULER_H
#define COREWALL_VIEWS_RULER_H

#include "views/drawing.h"

/*
 * +0, +1, +2 … over the slots: what to add to the id at the left of a row. By the width of slots,
 * over each one, every second one, or the first one after each gap. Only for a plan by id.
 */
void ruler_draw(const struct drawing *d, int y);

/* Below the only line of a plan with an axis: the ids themselves; and the scale at its left. */
void ruler_draw_ids(const struct drawing *d, int y);
void ruler_draw_scale(const struct drawing *d);

#endif
