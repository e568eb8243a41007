/* The histogram of loads: height is the number of cpus, colour the load. */
#include "views/load_histogram.h"

void load_histogram_draw(struct canvas *c, const struct glyphs *g, int x, int y,
			 const struct spread *s)
{
	for (int b = 0; b < SPREAD_BUCKETS; b++)
		if (s->count[b])
			canvas_put(c, x + b, y, g->count[s->step[b]],
				   (enum role)(ROLE_HEAT + smooth_bucket_heat((unsigned)b)),
				   GROUND_NONE);
}
