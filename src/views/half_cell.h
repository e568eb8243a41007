/* Two loads in one character, one in its upper and one in its lower half. */
#ifndef COREWALL_VIEWS_HALF_CELL_H
#define COREWALL_VIEWS_HALF_CELL_H

#include "views/drawing.h"

/* What is in half a cell: a level of heat, or one of these. */
enum { HALF_UNKNOWN = HEATS, HALF_OFFLINE, HALF_ABSENT };

void half_cell_draw(const struct drawing *d, int x, int y, unsigned upper, unsigned lower);

#endif
