/* The lines at the top: the host, the total, the hottest cpus. */
#ifndef COREWALL_PANELS_HEADER_H
#define COREWALL_PANELS_HEADER_H

#include "panels/surroundings.h"
#include "wall/wall.h"

/* Whether a header of so many rows says how many cpus are hot; if not, the status line does. */
bool header_has_hot(int width, int rows);

/* In so many rows, 0 to 3. */
void header_draw(const struct wall *w, const struct machine *m, const struct surroundings *s,
		 struct canvas *c, int rows);

#endif
