/* The table of views. */
#include "views/views.h"

#include "views/drawing.h"

/* Never drawn: a plan has the view that was chosen. */
static const struct view_info view_auto = {
	.name = "auto",
	.summary = "the richest view in which every cpu fits",
};

const struct view_info *const view_table[VIEWS] = {
	[VIEW_AUTO] = &view_auto,           [VIEW_BARS] = &view_bars,
	[VIEW_METERS] = &view_meters,       [VIEW_NUMBERS] = &view_numbers,
	[VIEW_BLOCKS] = &view_blocks,       [VIEW_HALVES] = &view_halves,
	[VIEW_GROUPS] = &view_groups,       [VIEW_TIMELINE] = &view_timeline,
	[VIEW_WATERFALL] = &view_waterfall, [VIEW_HEATMAP] = &view_heatmap,
};

void views_draw(const struct drawing *d)
{
	if (d->plan->lines)
		d->plan->views[d->plan->view]->draw(d);
}
