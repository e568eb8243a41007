/*
 * Stacked bars. Invariant: a bar is as long as the sum of its parts, rounded once; ends of parts
 * are rounded sums, not sums of rounded parts.
 */
#include "views/stacked_bar.h"

#include "views/draw.h"

static const enum role part_role[PARTS] = {
	[PART_USR] = ROLE_USR,       [PART_NICE] = ROLE_NICE,           [PART_GUEST] = ROLE_GUEST,
	[PART_SYS] = ROLE_SYS,       [PART_INTERRUPT] = ROLE_INTERRUPT, [PART_STEAL] = ROLE_STEAL,
	[PART_IOWAIT] = ROLE_IOWAIT,
};

/* PARTS: no part. */
static const enum part part_of[FIELDS] = {
	[FIELD_USR] = PART_USR,       [FIELD_NICE] = PART_NICE,     [FIELD_SYS] = PART_SYS,
	[FIELD_IOWAIT] = PART_IOWAIT, [FIELD_IRQ] = PART_INTERRUPT, [FIELD_SOFT] = PART_INTERRUPT,
	[FIELD_STEAL] = PART_STEAL,   [FIELD_GUEST] = PART_GUEST,   [FIELD_GNICE] = PART_GUEST,
	[FIELD_IDLE] = PARTS,
};

enum role stacked_bar_role(enum field field)
{
	return part_of[field] < PARTS ? part_role[part_of[field]] : ROLE_LABEL;
}

void stacked_bar_ticks(const struct usage *u, size_t row, uint64_t ticks[FIELDS])
{
	for (int f = 0; f < FIELDS; f++)
		ticks[f] = u->ticks[f][row];
}

/* The share in so many steps, rounded. */
static uint64_t steps_of(uint64_t share, uint64_t total, uint64_t steps)
{
	return (share * steps * 2 + total) / (total * 2);
}

/* Eighths of columns that are filled, whole columns where there are no glyphs for less. */
static int filled_eighths(const struct glyphs *g, uint64_t share, uint64_t total, int width)
{
	unsigned each = g->eighth[1] ? 1 : 8;
	return (int)(steps_of(share, total, (uint64_t)width * 8 / each) * each);
}

/* The part at the place, which is in sixteenths of a column. */
static enum part part_at(const uint64_t part[PARTS], uint64_t total, int width, int place)
{
	uint64_t sum = 0;
	int i = -1, last = 0;
	while (++i < PARTS) {
		sum += part[i];
		last = part[i] ? i : last;
		if (sum * (uint64_t)width * 16 > (uint64_t)place * total)
			return (enum part)i;
	}
	return (enum part)last;
}

static void draw_bar(struct canvas *c, const struct glyphs *g, int x, int y, int width,
		     const uint64_t ticks[FIELDS], uint64_t total, bool below)
{
	uint64_t part[PARTS + 1] = { 0 }, sum = 0;
	for (int f = 0; f < FIELDS; f++)
		part[part_of[f]] += ticks[f];
	for (int i = 0; i < PARTS; i++)
		sum += part[i];
	int filled = filled_eighths(g, sum, total, width);
	for (int at = 0; at < width; at++) {
		int eighths = filled - 8 * at < 8 ? filled - 8 * at : 8;
		if (eighths <= 0) {
			canvas_put(c, x + at, y, g->empty, ROLE_EMPTY, GROUND_NONE);
			continue;
		}
		/* A column has the colour of what is in its middle. */
		enum part p = part_at(part, total, width, 16 * at + eighths);
		uint32_t whole = below && g->part[p] == g->bar ? g->body : g->part[p];
		uint32_t glyph = eighths < 8 ? g->eighth[eighths] : whole;
		canvas_put(c, x + at, y, glyph, part_role[p], GROUND_NONE);
	}
}

void stacked_bar_draw(struct canvas *c, const struct glyphs *g, int x, int y, int width,
		      const uint64_t ticks[FIELDS], uint64_t total)
{
	draw_bar(c, g, x, y, width, ticks, total, false);
}

void stacked_bar_draw_busy(struct canvas *c, const struct glyphs *g, int x, int y, int width,
			   double busy, enum role role)
{
	int filled = (int)(busy * width / 100 + 0.5);
	for (int i = 0; i < width; i++)
		canvas_put(c, x + i, y, i < filled ? g->fill : g->empty,
			   i < filled ? role : ROLE_EMPTY, GROUND_NONE);
}

/* Draws "offline" as a whole or not at all; the place of the number has a mark, too. */
static void draw_without_numbers(const struct drawing *d, int x, int y, int width, uint32_t row)
{
	bool offline = d->usage->state[row] == USAGE_OFFLINE;
	for (int i = 0; i < width; i++)
		canvas_put(d->canvas, x + i, y, offline ? ' ' : d->glyphs->empty, ROLE_EMPTY,
			   GROUND_NONE);
	if (offline && width >= text_width("offline"))
		draw_text(d, x, y, width, "offline", ROLE_OFFLINE);
}

void stacked_bar_draw_cpu(const struct drawing *d, int x, int y, int width, uint32_t row,
			  bool below)
{
	uint64_t ticks[FIELDS], total = d->usage->total[row];
	if (!draw_is_known(d, row)) {
		if (!below)
			draw_without_numbers(d, x, y, width, row);
		return;
	}
	stacked_bar_ticks(d->usage, row, ticks);
	if (d->usage->busy_only) {
		stacked_bar_draw_busy(d->canvas, d->glyphs, x, y, width,
				      (double)d->usage->busy[row], draw_heat(d, row));
		return;
	}
	draw_bar(d->canvas, d->glyphs, x, y, width, ticks, total, below);
	int filled = filled_eighths(d->glyphs, total - ticks[FIELD_IDLE], total, width);
	draw_peak(d, x, y, width, (filled + 7) / 8, draw_recent(d, row));
}

void stacked_bar_draw_key(const struct drawing *d, int y)
{
	static const char *const name[PARTS] = {
		[PART_USR] = "usr",       [PART_NICE] = "nice",           [PART_GUEST] = "guest",
		[PART_SYS] = "sys",       [PART_INTERRUPT] = "irq, soft", [PART_STEAL] = "steal",
		[PART_IOWAIT] = "iowait",
	};
	int x = d->x;
	for (int i = 0; i < PARTS; i++) {
		canvas_put(d->canvas, x, y, d->glyphs->part[i], part_role[i], GROUND_NONE);
		draw_text(d, x + 2, y, 10, name[i], ROLE_LABEL);
		x += 4 + text_width(name[i]);
	}
	canvas_put(d->canvas, x, y, d->glyphs->empty, ROLE_EMPTY, GROUND_NONE);
	draw_text(d, x + 2, y, 4, "idle", ROLE_LABEL);
}
