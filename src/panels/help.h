/* The help: what each key does, and what each colour, mark and word on the screen means. */
#ifndef COREWALL_PANELS_HELP_H
#define COREWALL_PANELS_HELP_H

#include "wall/wall.h"

/* On the whole canvas; where there are pages, the one that the navigation wants, or the last. */
void help_draw(struct wall *w, struct canvas *c);

#endif
