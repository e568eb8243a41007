/* The past of one cpu or of a group as a plot: load upwards, time to the right. */
#ifndef COREWALL_VIEWS_HISTORY_PLOT_H
#define COREWALL_VIEWS_HISTORY_PLOT_H

#include "views/drawing.h"

/*
 * Draws the loads of these usage rows, of several at once the highest, over as much time as there
 * is room for; the newest is at the right. From three rows on with both axes, below with how long
 * ago the first one was. Of the drawing it needs the canvas, the glyphs, the history, and which
 * moment is shown.
 */
void history_plot_draw(const struct drawing *d, int x, int y, int width, int height,
		       const uint32_t *row, size_t rows);

#endif
