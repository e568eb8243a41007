/* The line at the bottom: what the cursor is on, what the frame does not show, what is typed. */
#ifndef COREWALL_PANELS_STATUS_LINE_H
#define COREWALL_PANELS_STATUS_LINE_H

#include "panels/surroundings.h"
#include "wall/wall.h"

/* In row y. */
void status_line_draw(const struct wall *w, const struct machine *m, const struct surroundings *s,
		      struct canvas *c, int y);

#endif
