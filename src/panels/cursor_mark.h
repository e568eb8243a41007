/* The cursor on the screen: the same in every view, and never over what it marks. */
#ifndef COREWALL_PANELS_CURSOR_MARK_H
#define COREWALL_PANELS_CURSOR_MARK_H

#include "wall/wall.h"

/*
 * Marks what the cursor is on, in a wall that is drawn from row y on, and sends the terminal's own
 * cursor there. Does nothing until the user has moved the cursor.
 */
void cursor_mark_draw(const struct wall *w, const struct machine *m, struct canvas *c, int y);

#endif
