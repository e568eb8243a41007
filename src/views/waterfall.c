/*
 * Waterfall: a column per cpu, or per few neighbours of which the hottest is shown, and half a row
 * per stretch of time, the newest on top. Without colours a whole row, with the load as a height.
 */
#include "views/draw.h"
#include "views/half_cell.h"
#include "views/time_axis.h"
#include "views/views.h"

#include <stdio.h>

/* A column of the screen, and its members of the plan. */
struct cpu_column {
	int x;
	const uint32_t *row;
	size_t rows;
};

static bool halves(const struct drawing *d)
{
	return d->colour && d->glyphs->upper >= 0x80;
}

/* The column that begins with member m of the segment. */
static struct cpu_column column_at(const struct drawing *d, const struct seg *seg, uint32_t m)
{
	const struct plan *p = d->plan;
	struct cpu_column c = { d->x + seg->x + (int)p->place[m] * p->slot, &p->member[m], 1 };
	while (m + c.rows < seg->first + seg->count && p->place[m + c.rows] == p->place[m])
		c.rows++;
	return c;
}

/* An idle half stays blank, so that busy ones stand out. */
static unsigned level_of(const struct drawing *d, const struct past_load *load)
{
	unsigned level = load->known ? smooth_heat(d->smooth, load->max) : 0;
	return level ? level : (unsigned)HALF_ABSENT;
}

/* Idle, or not known: nothing to see. */
static bool is_idle(const struct drawing *d, const struct past_load *load)
{
	return !load->known || !smooth_heat(d->smooth, load->max);
}

/* The loads of two stretches of time, or of one in the whole cell. */
static void draw_cell(const struct drawing *d, int x, int y, const struct past_load *load,
		      const struct past_load *older)
{
	bool idle = is_idle(d, load) && is_idle(d, older);
	if (!load->known && !older->known)
		return;
	if (!halves(d))
		draw_load(d, x, y, 1, load->max, load->max);
	else if (idle)
		canvas_put(d->canvas, x, y, d->glyphs->empty, ROLE_HEAT, GROUND_NONE);
	else
		half_cell_draw(d, x, y, level_of(d, load), level_of(d, older));
}

static void draw_cpu_column(const struct drawing *d, const struct time_axis *t,
			    const struct cpu_column *c)
{
	int each = halves(d) ? 2 : 1, width = d->plan->slot;
	for (int i = 0; i < t->columns; i += each) {
		struct past_load load = time_axis_load(t, d->history, i, c->row, c->rows);
		struct past_load older = { 0 };
		if (each > 1)
			older = time_axis_load(t, d->history, i + 1, c->row, c->rows);
		for (int k = 0; k < width - (width > 3); k++)
			draw_cell(d, c->x + k, d->y + d->plan->heading + i / each, &load, &older);
	}
}

enum { LABELS_APART = 6 };

/* The times of the rows at their left. */
static void draw_times(const struct drawing *d, const struct time_axis *t)
{
	int each = halves(d) ? 2 : 1;
	int64_t seconds = time_axis_labels(t, LABELS_APART);
	char text[TIME_LABEL];
	for (int i = 0; d->plan->names && i < t->columns; i++)
		if (time_axis_label(t, seconds, i, text))
			draw_right(d, d->x, d->y + d->plan->heading + i / each, d->plan->names - 1,
				   text, ROLE_LABEL);
}

/* What a column and a row hold, in the fullest words that fit. */
static void draw_caption(const struct drawing *d, const struct time_axis *t)
{
	char step[TIME_LABEL], text[128];
	const char *row = halves(d) ? "half row" : "row";
	uint32_t share = d->plan->share;
	if (!t->columns)
		return; /* there is no history yet */
	time_axis_step(t, step);
	for (int form = 0; form < 2; form++) {
		if (share == 1)
			snprintf(text, sizeof text, "each column a cpu, each %s %s", row, step);
		else if (form == 0)
			snprintf(text, sizeof text,
				 "each column %u cpus, the hottest shown; each %s %s", share, row,
				 step);
		else
			snprintf(text, sizeof text, "%u cpus a column, hottest; %s %s", share, row,
				 step);
		if (text_width(text) <= d->plan->width)
			break;
	}
	draw_text(d, d->x, d->y, d->plan->width, text, ROLE_LABEL);
}

/* Columns between ids of the ruler. */
static int ruler_step(const struct plan *p)
{
	int step = 1, least = p->slot >= 4 ? 4 : p->columns * p->slot >= 128 ? 16 : 8;
	while (step * p->slot < least)
		step *= 2;
	return step;
}

/* Whether the column begins a host, and so has its name in place of an id. */
static bool begins_host(const struct drawing *d, uint32_t m)
{
	const struct plan *p = d->plan;
	return p->by_host && (!m || host_of(d->usage->cpu[p->member[m]]) !=
					    host_of(d->usage->cpu[p->member[m - 1]]));
}

/*
 * An id over the first column of every group, or over every few columns; over the first column of a
 * host its name. None is cut: labels that would overlap or pass the edge are left out.
 */
static void draw_ruler(const struct drawing *d, const struct seg *seg, int y, int *free_from)
{
	const struct plan *p = d->plan;
	int apart = ruler_step(p);
	for (uint32_t m = seg->first; m < seg->first + seg->count; m++) {
		bool begins = m == seg->first || p->place[m] != p->place[m - 1];
		int x = d->x + seg->x + (int)p->place[m] * p->slot;
		char id[CPU_NAME_ROOM];
		uint32_t cpu = d->usage->cpu[p->member[m]];
		bool host = begins_host(d, m);
		int n = host ? snprintf(id, sizeof id, "%s", cpu_name_host(d->hosts, cpu))
			     : snprintf(id, sizeof id, "%u",
					p->by_host ? cpu_name_id(d->hosts, cpu) : cpu);
		if (!begins || (p->place[m] % (uint32_t)apart && !host) || x < *free_from ||
		    x + n > d->x + p->width)
			continue;
		draw_text(d, x, y, n, id, ROLE_LABEL);
		*free_from = x + n + 1;
	}
}

static void draw_headings(const struct drawing *d, const struct time_axis *t)
{
	const struct plan *p = d->plan;
	const struct line *line = &p->line[0];
	int y = d->y + p->heading - 1, free_from = 0;
	char share[16];
	if (p->heading > 1)
		draw_caption(d, t);
	if (!p->heading)
		return;
	/* Without a caption the share stands beside the ruler. */
	snprintf(share, sizeof share, "%u a col", p->share);
	if (p->heading == 1 && p->share > 1 && p->names)
		draw_text(d, d->x, y, p->names - 1, share, ROLE_LABEL);
	for (uint32_t s = line->seg; s < line->seg + line->segs; s++)
		draw_ruler(d, &p->seg[s], y, &free_from);
}

static void draw_waterfall(const struct drawing *d)
{
	const struct plan *p = d->plan;
	const struct line *line = &p->line[0];
	struct time_axis t;
	time_axis_make(&t, d->history, d->ago, d->zoom, p->rows * (halves(d) ? 2 : 1), d->clock);
	draw_headings(d, &t);
	draw_times(d, &t);
	for (uint32_t s = line->seg; s < line->seg + line->segs; s++) {
		const struct seg *seg = &p->seg[s];
		for (uint32_t m = seg->first; m < seg->first + seg->count;) {
			struct cpu_column c = column_at(d, seg, m);
			draw_cpu_column(d, &t, &c);
			m += (uint32_t)c.rows;
		}
	}
	time_axis_free(&t);
}

const struct view_info view_waterfall = {
	.name = "waterfall",
	.summary = "a column per cpu, the past below",
	.arrange = ARRANGE_COLUMNS,
	.of_time = true,
	.draw = draw_waterfall,
};
