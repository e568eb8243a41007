/* Blocks: one character per cpu, as high as its load, in the colour of its heat. */
#include "views/draw.h"
#include "views/ruler.h"
#include "views/slots.h"
#include "views/views.h"

static void draw_slot(const struct drawing *d, const struct slot *slot, uint32_t row)
{
	draw_block(d, slot->x, slot->y, row);
}

const struct view_info view_blocks = {
	.name = "blocks",
	.summary = "one character per cpu",
	.slot_least = 1,
	.slot_most = 1,
	.columns_most = 4096,
	.per_cell = 1,
	.gap_every = 8,
	.labels = true,
	.heading = HEADING_IF_ROOM,
	.draw = slots_draw,
	.draw_slot = draw_slot,
	.draw_heading = ruler_draw,
};
