/*
 * All views by enum view. To add one: its file, its declaration here, its row in the table, and
 * its name in enum view.
 */
#ifndef COREWALL_VIEWS_VIEWS_H
#define COREWALL_VIEWS_VIEWS_H

#include "wall/view.h"

/* Each in the file of its name. */
extern const struct view_info view_bars;
extern const struct view_info view_meters;
extern const struct view_info view_numbers;
extern const struct view_info view_blocks;
extern const struct view_info view_halves;
extern const struct view_info view_groups;
extern const struct view_info view_timeline;
extern const struct view_info view_waterfall;
extern const struct view_info view_heatmap;

extern const struct view_info *const view_table[VIEWS];

/* Draws the plan's view into the region, which is blank; nothing if no cpu is shown. */
void views_draw(const struct drawing *d);

#endif
