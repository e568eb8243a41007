/* How many cpus have which load, in one row of SPREAD_BUCKETS columns. */
#ifndef COREWALL_VIEWS_LOAD_HISTOGRAM_H
#define COREWALL_VIEWS_LOAD_HISTOGRAM_H

#include "canvas/canvas.h"
#include "canvas/glyphs.h"
#include "wall/smooth.h"

/* From idle at the left to hot at the right (see smooth_bucket()); blank where there is no cpu. */
void load_histogram_draw(struct canvas *c, const struct glyphs *g, int x, int y,
			 const struct spread *s);

#endif
