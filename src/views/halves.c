/*
 * Halves: two cpus in one character, one in its upper and one in its lower half. Either of the two
 * draws both, since a cell is written as a whole.
 */
#include "views/draw.h"
#include "views/half_cell.h"
#include "views/ruler.h"
#include "views/slots.h"
#include "views/views.h"

#include <stdlib.h>

static unsigned half_of(const struct drawing *d, uint32_t row)
{
	if (draw_is_known(d, row))
		return d->smooth->level[row];
	return d->usage->state[row] == USAGE_OFFLINE ? HALF_OFFLINE : HALF_UNKNOWN;
}

static int compare_places(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* The half that shares the slot's cell. Places ascend within a segment. */
static unsigned other_half(const struct drawing *d, const struct slot *slot)
{
	const struct plan *plan = d->plan;
	uint32_t apart = plan->by_id ? (uint32_t)plan->columns : 1;
	uint32_t place = plan->place[slot->member];
	uint32_t wanted = slot->half ? place - apart : place + apart;
	const uint32_t *found = bsearch(&wanted, plan->place + slot->seg->first, slot->seg->count,
					sizeof wanted, compare_places);
	return found ? half_of(d, plan->member[found - plan->place]) : (unsigned)HALF_ABSENT;
}

/* In a slot of several rows, the upper cpu has the upper half. */
static void draw_slot(const struct drawing *d, const struct slot *slot, uint32_t row)
{
	unsigned half = half_of(d, row), other = other_half(d, slot);
	unsigned upper = slot->half ? other : half, lower = slot->half ? half : other;
	for (int y = 0; y < slot->height; y++)
		for (int x = 0; x < slot->width; x++)
			half_cell_draw(d, slot->x + x, slot->y + y,
				       2 * y < slot->height ? upper : lower,
				       2 * y + 1 < slot->height ? upper : lower);
}

static void draw_key(const struct drawing *d, int y)
{
	draw_heat_key(d, y, false);
}

const struct view_info view_halves = {
	.name = "halves",
	.summary = "two cpus in one character",
	.slot_least = 1,
	.slot_most = 16,
	.rows_most = 16,
	.columns_most = 4096,
	.per_cell = 2,
	.gap_every = 8,
	.growth = GROWTH_SQUARE,
	.labels = true,
	.key_width = DRAW_KEY_WIDTH,
	.heading = HEADING_IF_ROOM,
	.draw = slots_draw,
	.draw_slot = draw_slot,
	.draw_heading = ruler_draw,
	.draw_key = draw_key,
};
