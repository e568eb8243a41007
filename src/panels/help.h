/* The help: what each key does. */
#ifndef COREWALL_PANELS_HELP_H
#define COREWALL_PANELS_HELP_H

#include "canvas/canvas.h"

/* On the whole canvas; where there are pages, that page or the last one. */
void help_draw(struct canvas *c, unsigned page);

#endif
