/* Numbers: for each cpu its busy percentage, on the colour of its heat. */
#include "views/draw.h"
#include "views/ruler.h"
#include "views/slots.h"
#include "views/views.h"

static void draw_slot(const struct drawing *d, const struct slot *slot, uint32_t row)
{
	draw_tile(d, slot->x, slot->y, slot->width, slot->height, row);
}

static void draw_key(const struct drawing *d, int y)
{
	draw_heat_key(d, y, false);
}

const struct view_info view_numbers = {
	.name = "numbers",
	.summary = "busy in percent on its heat colour",
	.slot_least = 4,
	.slot_most = 24,
	.rows_most = 12,
	.columns_most = 4096,
	.per_cell = 1,
	.gap_every = 8,
	.growth = GROWTH_SQUARE,
	.labels = true,
	.key_width = DRAW_KEY_WIDTH,
	.heading = HEADING_ALWAYS,
	.draw = slots_draw,
	.draw_slot = draw_slot,
	.draw_heading = ruler_draw,
	.draw_key = draw_key,
};
