/* The detail panel: one cpu, or one group, in full. */
#ifndef COREWALL_PANELS_DETAIL_H
#define COREWALL_PANELS_DETAIL_H

#include "panels/surroundings.h"
#include "wall/wall.h"

/* Of what the cursor is on, in the region that the settings leave for it. */
void detail_draw(const struct wall *w, const struct machine *m, const struct surroundings *s,
		 struct canvas *c);

#endif
