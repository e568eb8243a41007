/* Numbers: for each cpu its busy percentage, on the colour of its heat. */
#include "views/draw.h"
#include "views/ruler.h"
#include "views/slots.h"
#include "views/views.h"

#include <stdio.h>

enum { WIDTH = 4 };

/* An idle cpu has no ground. */
static void draw_slot(const struct drawing *d, const struct slot *slot, uint32_t row)
{
	char text[16];
	if (!draw_is_known(d, row) || !d->smooth->level[row]) {
		draw_percent(d, slot->x, slot->y, WIDTH, row);
		return;
	}
	snprintf(text, sizeof text, "%*u", WIDTH, d->smooth->number[row]);
	for (int i = 0; text[i]; i++)
		canvas_put(d->canvas, slot->x + i, slot->y, (unsigned char)text[i], ROLE_INK,
			   GROUND_HEAT + d->smooth->level[row]);
}

const struct view_info view_numbers = {
	.name = "numbers",
	.summary = "busy in percent on its heat colour",
	.slot_least = WIDTH,
	.slot_most = WIDTH,
	.columns_most = 1024,
	.per_cell = 1,
	.gap_every = 8,
	.labels = true,
	.heading = HEADING_ALWAYS,
	.draw = slots_draw,
	.draw_slot = draw_slot,
	.draw_heading = ruler_draw,
};
