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

/* A character that says what each half is, in the colour of the hotter one. */
static void draw_sign(const struct drawing *d, int x, int y, unsigned upper, unsigned lower)
{
	unsigned hottest = upper < HEATS && (lower >= HEATS || upper > lower) ? upper : lower;
	uint32_t glyph = d->glyphs->half[kind_of(upper)][kind_of(lower)];
	if (d->colour && hottest)
		put(d, x, y, glyph, ROLE_INK, GROUND_HEAT + hottest);
	else
		put(d, x, y, glyph, ROLE_HEAT + hottest, GROUND_NONE);
}

/* The colour of half a cell. An idle cpu is dark but visible. */
static unsigned half_role(unsigned half)
{
	return half ? ROLE_HEAT + half : ROLE_EMPTY;
}

void half_cell_draw(const struct drawing *d, int x, int y, unsigned upper, unsigned lower)
{
	const struct glyphs *g = d->glyphs;
	if (upper >= HEATS && lower >= HEATS)
		draw_without_numbers(d, x, y, upper, lower);
	else if (!d->colour || g->upper < 0x80)
		draw_sign(d, x, y, upper, lower);
	else if (lower >= HEATS)
		put(d, x, y, g->upper, half_role(upper), GROUND_NONE);
	else if (upper >= HEATS)
		put(d, x, y, g->lower, half_role(lower), GROUND_NONE);
	else if (!upper && !lower)
		put(d, x, y, g->body, ROLE_EMPTY, GROUND_NONE);
	else if (lower)
		put(d, x, y, g->upper, half_role(upper), GROUND_HEAT + lower);
	else
		put(d, x, y, g->lower, half_role(lower), GROUND_HEAT + upper);
}
