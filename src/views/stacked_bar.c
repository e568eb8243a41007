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

/* Columns that the share takes, rounded. */
static int columns_of(uint64_t share, uint64_t total, int width)
{
	return (int)((share * (uint64_t)width * 2 + total) / (total * 2));
}

void stacked_bar_draw(struct canvas *c, const struct glyphs *g, int x, int y, int width,
		      const uint64_t ticks[FIELDS], uint64_t total)
{
	uint64_t part[PARTS + 1] = { 0 }, sum = 0;
	for (int f = 0; f < FIELDS; f++)
		part[part_of[f]] += ticks[f];
	int at = 0;
	for (int i = 0; i < PARTS; i++) {
		sum += part[i];
		for (int end = columns_of(sum, total, width); at < end; at++)
			canvas_put(c, x + at, y, g->part[i], part_role[i], GROUND_NONE);
	}
	for (; at < width; at++)
		canvas_put(c, x + at, y, g->empty, ROLE_EMPTY, GROUND_NONE);
}

static void draw_without_numbers(const struct drawing *d, int x, int y, int width, uint32_t row)
{
	bool offline = d->usage->state[row] == USAGE_OFFLINE;
	for (int i = 0; i < width; i++)
		canvas_put(d->canvas, x + i, y, offline ? ' ' : d->glyphs->empty, ROLE_EMPTY,
			   GROUND_NONE);
	if (offline)
		draw_text(d, x, y, width, "offline", ROLE_OFFLINE);
}

void stacked_bar_draw_cpu(const struct drawing *d, int x, int y, int width, uint32_t row)
{
	uint64_t ticks[FIELDS], total = d->usage->total[row];
	if (!draw_is_known(d, row)) {
		draw_without_numbers(d, x, y, width, row);
		return;
	}
	stacked_bar_ticks(d->usage, row, ticks);
	stacked_bar_draw(d->canvas, d->glyphs, x, y, width, ticks, total);
	if (row < d->history->cpus.count)
		draw_peak(d, x, y, width, columns_of(total - ticks[FIELD_IDLE], total, width),
			  d->history->recent[row]);
}
