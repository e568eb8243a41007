/* Meters: for each cpu its id, a short stacked bar and its busy percentage, side by side. */
#include "views/draw.h"
#include "views/slots.h"
#include "views/stacked_bar.h"
#include "views/views.h"

/* There is a blank after the percentage, and one before it as soon as the slot is wide enough. */
static void draw_slot(const struct drawing *d, const struct slot *slot, uint32_t row)
{
	int id = draw_id_width(d), x = slot->x, percent = slot->width >= id + 10 ? 4 : 3;
	int bar = slot->width - id - 2 - percent;
	bar = bar < 0 ? 0 : bar;
	draw_number(d, x, slot->y, id, d->usage->cpu[row], ROLE_LABEL);
	x += id + 1;
	stacked_bar_draw_cpu(d, x, slot->y, bar, row);
	draw_percent(d, x + bar, slot->y, percent, row);
}

const struct view_info view_meters = {
	.name = "meters",
	.summary = "a short stacked bar and busy per cpu",
	.slot_least = 10,
	.slot_most = 30,
	.columns_most = 1024,
	.per_cell = 1,
	.heading = HEADING_NEVER,
	.draw = slots_draw,
	.draw_slot = draw_slot,
};
