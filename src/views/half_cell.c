/* Cells of two halves. Without colours the characters say idle, busy or hot. */
#include "views/half_cell.h"

static int kind_of(unsigned half)
{
	if (half >= HEATS)
		return HALF_NONE;
	return half == HEATS - 1 ? HALF_HOT : half ? HALF_BUSY : HALF_IDLE;
}

static void put(const struct drawing *d, int x, int y, uint32_t glyph, unsigned role,
		unsigned ground)
{
	canvas_put(d->canvas, x, y, glyph, (enum role)role, ground);
}

/* Neither half has a number. */
static void draw_without_numbers(const struct drawing *d, int x, int y, unsigned upper,
				 unsigned lower)
{
	if (upper == HALF_UNKNOWN || lower == HALF_UNKNOWN)
		put(d, x, y, d->glyphs->unknown, ROLE_UNKNOWN, GROUND_NONE);
	else
		put(d, x, y, d->glyphs->offline, ROLE_OFFLINE, GROUND_NONE);
}

void half_cell_draw(const struct drawing *d, int x, int y, unsigned upper, unsigned lower)
{
	const struct glyphs *g = d->glyphs;
	unsigned hottest = upper < HEATS && (lower >= HEATS || upper > lower) ? upper : lower;
	if (upper >= HEATS && lower >= HEATS)
		draw_without_numbers(d, x, y, upper, lower);
	else if (!d->colour || !hottest || g->upper < 0x80)
		put(d, x, y, g->half[kind_of(upper)][kind_of(lower)], ROLE_HEAT + hottest,
		    GROUND_NONE);
	else if (lower >= HEATS || !lower)
		put(d, x, y, g->upper, ROLE_HEAT + upper, GROUND_NONE);
	else if (upper >= HEATS || !upper)
		put(d, x, y, g->lower, ROLE_HEAT + lower, GROUND_NONE);
	else
		put(d, x, y, g->upper, ROLE_HEAT + upper, GROUND_HEAT + lower);
}
