/*
 * Meters: for each cpu its id, a short stacked bar and its busy percentage, side by side. If the
 * bar would be too short to read, the percentage stands on the colour of its heat instead.
 */
#include "views/draw.h"
#include "views/slots.h"
#include "views/stacked_bar.h"
#include "views/views.h"

enum { BAR_LEAST = 5 };

/* There is a blank after the percentage, and one before it as soon as the slot is wide enough. */
static void draw_slot(const struct drawing *d, const struct slot *slot, uint32_t row)
{
	int id = d->id_width, room = slot->width - 5;
	if (cpu_name_has_host(d->hosts) && id > room)
		id = room > 0 ? room : 0;
	int x = slot->x, percent = slot->width >= id + 10 ? 4 : 3;
	int bar = slot->width - id - 2 - percent, middle = slot->y + (slot->height - 1) / 2;
	draw_id(d, x, middle, id, d->usage->cpu[row]);
	x += id + 1;
	if (bar < BAR_LEAST) {
		int width = slot->width - id - 2;
		draw_tile(d, x, slot->y, width > 4 ? 4 : width, slot->height, row);
		return;
	}
	for (int i = 0; i < slot->height; i++)
		stacked_bar_draw_cpu(d, x, slot->y + i, bar, row, i > 0);
	draw_percent(d, x + bar, middle, percent, row);
}

const struct view_info view_meters = {
	.name = "meters",
	.summary = "a short stacked bar and busy per cpu",
	.slot_least = 10,
	.slot_most = 4096,
	.slot_full = BAR_LEAST + 6,
	.rows_most = 4,
	.columns_most = 4096,
	.per_cell = 1,
	.growth = GROWTH_WIDE,
	.ids = true,
	.rows_apart = true,
	.key_width = STACKED_BAR_KEY,
	.heading = HEADING_NEVER,
	.draw = slots_draw,
	.draw_slot = draw_slot,
	.draw_key = stacked_bar_draw_key,
};
