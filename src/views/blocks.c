/*
 * Blocks: one column per cpu, as high as its load, in the colour of its heat: an equalizer where
 * lines have several rows.
 */
#include "views/draw.h"
#include "views/ruler.h"
#include "views/slots.h"
#include "views/views.h"

/* Wide columns are parted by a blank. */
static void draw_slot(const struct drawing *d, const struct slot *slot, uint32_t row)
{
	int width = slot->width > 1 ? slot->width - 1 : 1;
	for (int i = 0; i < width; i++)
		draw_column(d, slot->x + i, slot->y, slot->height, row);
}

static void draw_key(const struct drawing *d, int y)
{
	draw_heat_key(d, y, true);
}

const struct view_info view_blocks = {
	.name = "blocks",
	.summary = "one character per cpu, as high as there is room",
	.slot_least = 1,
	.slot_most = 16,
	.rows_most = 4096,
	.columns_most = 4096,
	.per_cell = 1,
	.gap_every = 8,
	.growth = GROWTH_TALL,
	.labels = true,
	.rows_apart = true,
	.axis = true,
	.key_width = DRAW_KEY_WIDTH,
	.heading = HEADING_IF_ROOM,
	.draw = slots_draw,
	.draw_slot = draw_slot,
	.draw_heading = ruler_draw,
	.draw_key = draw_key,
};
