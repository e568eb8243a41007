/* The past of one cpu or of a group as a plot: load upwards, time to the right. */
#ifndef COREWALL_VIEWS_HISTORY_PLOT_H
#define COREWALL_VIEWS_HISTORY_PLOT_H

#include "views/drawing.h"

/*
 * Draws the load of these usage rows, or the highest load of several, over as much time as fits,
 * the newest at the right. With three rows or more it has both axes; with less it says how long ago
 * the oldest column was. Of the drawing it needs the canvas, glyphs, smooth, history, ago, zoom and
 * clock.
 */
void history_plot_draw(const struct drawing *d, int x, int y, int width, int height,
		       const uint32_t *row, size_t rows);

#endif
