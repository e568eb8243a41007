/*
 * The heatmap. Heat colours mean the load here as everywhere: they go up the rows, and the shade of
 * a cell says how many cpus were there.
 */
#include "views/heatmap.h"

#include "base/mem.h"
#include "views/draw.h"
#include "views/time_axis.h"
#include "views/views.h"

#include <stdio.h>
#include <stdlib.h>

enum { LABEL = 5, ROWS_MOST = 50, SHADES = 4, LEAST_WIDTH = 16 };

/* The fewest cpus for each shade: from 1 to half of all, in equal ratios. */
struct scale {
	uint32_t from[SHADES];
};

/* The largest number whose third power is not above n. */
static uint32_t cube_root(uint32_t n)
{
	uint32_t root = 1;
	while ((uint64_t)(root + 1) * (root + 1) * (root + 1) <= n)
		root++;
	return root;
}

static struct scale scale_of(uint32_t cpus)
{
	uint32_t step = cube_root(cpus / 2 ? cpus / 2 : 1);
	if (step < 2)
		step = 2;
	return (struct scale){ { 1, step, step * step, step * step * step } };
}

static int shade_of(const struct scale *s, uint32_t cpus)
{
	int shade = SHADES - 1;
	while (shade > 0 && cpus < s->from[shade])
		shade--;
	return shade;
}

/* The row of a load, from 0 at the bottom. Only hot loads are in the topmost row. */
static int row_of(const struct smooth *s, unsigned percent, int rows)
{
	int row = (int)percent * rows / 101;
	bool hot = smooth_heat(s, percent) == HEATS - 1;
	return hot ? row : row < rows - 1 || rows < 2 ? row : rows - 2;
}

/* The middle of a row, in percent. */
static unsigned percent_of(int row, int rows)
{
	return row == rows - 1 ? 100 : ((unsigned)row * 2 + 1) * 50 / (unsigned)rows;
}

/* The most cpus that were in each row at any of the column's moments. */
static void count_column(const struct drawing *d, const struct time_axis *t, int column, int rows,
			 uint32_t most[ROWS_MOST])
{
	const struct time_span *span = &t->span[column];
	const struct plan *p = d->plan;
	for (unsigned i = 0; i < span->count; i++) {
		uint32_t count[ROWS_MOST] = { 0 };
		const uint8_t *percent = history_moment(d->history, span->first + i)->percent;
		for (size_t m = 0; m < p->members; m++)
			if (percent[p->member[m]] != HISTORY_UNKNOWN)
				count[row_of(d->smooth, percent[p->member[m]], rows)]++;
		for (int row = 0; row < rows; row++)
			most[row] = count[row] > most[row] ? count[row] : most[row];
	}
}

static void draw_loads(const struct drawing *d, int y, int rows)
{
	char text[16];
	for (int row = 0; row < rows; row++) {
		bool top = row == rows - 1, middle = rows > 4 && row == rows / 2;
		if (row && !top && !middle)
			continue;
		snprintf(text, sizeof text, "%d%%", top ? 100 : middle ? 50 : 0);
		draw_right(d, d->x, y + rows - 1 - row, LABEL - 1, text, ROLE_LABEL);
	}
}

/* "░ 1  ▒ 16 …  cpus": what the shades mean, at the right end of the row. */
static void draw_key(const struct drawing *d, const struct scale *s, int x, int y, int width)
{
	char text[SHADES][16];
	int n = text_width("cpus"), shades = 1;
	while (shades < SHADES && s->from[shades] <= d->plan->members)
		shades++;
	for (int i = 0; i < shades; i++) {
		snprintf(text[i], sizeof text[i], "%u%s ", s->from[i], i == SHADES - 1 ? "+" : "");
		n += 2 + text_width(text[i]);
	}
	if (n > width)
		return;
	x += width - n;
	for (int i = 0; i < shades; i++) {
		canvas_put(d->canvas, x, y, d->glyphs->amount[i], ROLE_TEXT, GROUND_NONE);
		x += 2 + canvas_text(d->canvas, x + 2, y, 16, text[i], ROLE_LABEL);
	}
	canvas_text(d->canvas, x, y, 4, "cpus", ROLE_LABEL);
}

static void draw_counts(const struct drawing *d, const struct time_axis *t, int column, int x,
			int bottom, int rows, const struct scale *scale)
{
	uint32_t count[ROWS_MOST] = { 0 };
	count_column(d, t, column, rows, count);
	for (int row = 0; row < rows; row++)
		if (count[row])
			canvas_put(d->canvas, x, bottom - row,
				   d->glyphs->amount[shade_of(scale, count[row])],
				   ROLE_HEAT + smooth_heat(d->smooth, percent_of(row, rows)),
				   GROUND_NONE);
}

void heatmap_draw_band(const struct drawing *d, int x, int y, int width, int height)
{
	struct drawing at = *d;
	struct time_axis t;
	struct scale scale = scale_of((uint32_t)d->plan->members);
	int axis = height > 2, key = height > 7, label = width >= LEAST_WIDTH ? LABEL : 0;
	int rows = height - axis - key;
	at.x = x;
	if (rows < 1 || width < 1)
		return;
	rows = rows < ROWS_MOST ? rows : ROWS_MOST;
	time_axis_make(&t, d->history, d->ago, d->zoom, width - label, d->clock);
	if (key)
		draw_key(&at, &scale, x, y, width);
	if (label)
		draw_loads(&at, y + key, rows);
	for (int i = 0; i < t.columns; i++)
		draw_counts(&at, &t, i, x + width - 1 - i, y + key + rows - 1, rows, &scale);
	if (axis)
		time_axis_draw(&t, d->canvas, x + width - 1, y + key + rows);
	time_axis_free(&t);
}

static void draw_heatmap(const struct drawing *d)
{
	heatmap_draw_band(d, d->x, d->y, d->plan->width, d->plan->height);
}

const struct view_info view_heatmap = {
	.name = "heatmap",
	.summary = "how many cpus had which load, over time",
	.arrange = ARRANGE_ONE,
	.of_time = true,
	.draw = draw_heatmap,
};
