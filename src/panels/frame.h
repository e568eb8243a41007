/* A whole frame: header, wall, cursor, detail, status line; or the help. */
#ifndef COREWALL_PANELS_FRAME_H
#define COREWALL_PANELS_FRAME_H

#include "panels/surroundings.h"
#include "wall/wall.h"

/* Fits the wall to the size, and draws it and what surrounds it. The canvas gets that size. */
void frame_draw(struct wall *w, const struct machine *m, const struct surroundings *s,
		struct canvas *c, int width, int height);

#endif
