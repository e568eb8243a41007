/* How many cpus had which load, over time: a view of its own, and a band below others. */
#ifndef COREWALL_VIEWS_HEATMAP_H
#define COREWALL_VIEWS_HEATMAP_H

#include "views/drawing.h"

/*
 * Draws it into that part of the canvas, its axes included: rows of load from 0 % at the bottom to
 * 100 %, columns of time, the newest at the right, and in each cell a shade for the number of cpus
 * on a logarithmic scale, so that one among thousands is seen. Nothing where there is no room.
 */
void heatmap_draw_band(const struct drawing *d, int x, int y, int width, int height);

#endif
