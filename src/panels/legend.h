/* The one-line key of the wall's colours. */
#ifndef COREWALL_PANELS_LEGEND_H
#define COREWALL_PANELS_LEGEND_H

#include "wall/wall.h"

/* In row y, of what the view in force shows by colours; nothing if that does not fit. */
void legend_draw_line(const struct wall *w, struct canvas *c, int y, int width);

#endif
