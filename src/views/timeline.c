/*
 * Timeline: a row per group or cpu, a column per stretch of time, the newest at the right. A cell
 * is as high as the average of the cpus in it, in the heat of the hottest of them; at the right of
 * the rows stand the numbers of the moment that is shown.
 */
#include "views/draw.h"
#include "views/slots.h"
#include "views/time_axis.h"
#include "views/views.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

enum { PERCENT = 5, HOT = 6, TIME_LEAST = 12 };

/* Widths from left to right; 0 for those without room. */
struct columns {
	int name, time, average, max, cpu, hot;
};

static struct columns share_width(const struct drawing *d)
{
	struct columns c = { .name = d->plan->names };
	int width = d->plan->width - d->plan->scrollbar, cpu = 1 + draw_name_width(d);
	int *wanted[] = { &c.max, &c.hot, &c.cpu, &c.average };
	size_t numbers = d->plan->flat ? 2 : 4;
	const int size[] = { PERCENT, HOT, cpu, PERCENT };
	c.time = width - c.name - (c.name > 0);
	for (size_t i = 0; i < numbers; i++) {
		/* Numbers take no more than half of what is there. */
		if (c.time - size[i] < TIME_LEAST || c.time - size[i] < width / 2)
			break;
		*wanted[i] = size[i];
		c.time -= size[i];
	}
	return c;
}

static int time_end(const struct drawing *d, const struct columns *c)
{
	return d->x + c->name + (c->name > 0) + c->time - 1;
}

/* Writes the usage rows of a group to `rows`, which has room for all; returns how many. */
static size_t group_rows(const struct drawing *d, const struct group *g, uint32_t *rows)
{
	for (uint32_t i = 0; i < g->count; i++)
		rows[i] = d->shown[d->tree->order[g->first + i]];
	return g->count;
}

/* Rows of the canvas that a line has. */
struct place {
	int y, rows;
};

static void draw_times(const struct drawing *d, const struct time_axis *t, int x,
		       const struct place *at, const uint32_t *row, size_t rows)
{
	for (int i = 0; i < t->columns; i++) {
		struct past_load load = time_axis_load(t, d->history, i, row, rows);
		if (!load.known)
			continue;
		/* Without colours the hottest is all that a character has room for. */
		unsigned average = (load.sum + load.known / 2) / load.known;
		draw_load(d, x - i, at->y, at->rows, d->colour ? average : load.max, load.max);
	}
}

static void draw_group_numbers(const struct drawing *d, int x, int y, const struct columns *c,
			       const struct aggregate *a)
{
	char text[32], name[CPU_NAME_ROOM];
	enum role heat =
		a->known ? ROLE_HEAT + smooth_heat(d->smooth, (unsigned)a->max) : ROLE_UNKNOWN;
	snprintf(text, sizeof text, "%.0f%%", a->known ? aggregate_busy(a) : 0);
	if (c->average)
		draw_right(d, x, y, c->average, a->known ? text : d->glyphs->dash,
			   a->known ? ROLE_TEXT : ROLE_UNKNOWN);
	x += c->average;
	snprintf(text, sizeof text, "%.0f%%", (double)a->max);
	if (c->max)
		draw_right(d, x, y, c->max, a->known ? text : d->glyphs->dash, heat);
	x += c->max;
	if (c->cpu && a->known)
		draw_text(d, x + 1, y, c->cpu - 1, draw_name(d, a->max_cpu, name), heat);
	x += c->cpu;
	if (c->hot && a->known)
		draw_number(d, x, y, c->hot - 1, a->hot,
			    a->hot ? ROLE_HEAT + HEATS - 1 : ROLE_LABEL);
}

/* For how long, in at most five columns. */
static void write_duration(int64_t ns, char out[16])
{
	unsigned s = (unsigned)((ns + 500000000) / 1000000000);
	if (s < 100)
		snprintf(out, 16, "%us", s);
	else if (s < 6000)
		snprintf(out, 16, "%um", s / 60);
	else
		snprintf(out, 16, "%uh", s / 3600);
}

static void draw_cpu_numbers(const struct drawing *d, int x, int y, const struct columns *c,
			     uint32_t row)
{
	char text[16];
	int64_t hot_ns = history_hot_ns(d->history, row, d->ago);
	x += c->average;
	if (c->max && draw_is_known(d, row)) {
		snprintf(text, sizeof text, "%u%%", d->smooth->number[row]);
		draw_right(d, x, y, c->max, text, draw_heat(d, row));
	} else if (c->max) {
		draw_absent(d, x + c->max - 1, y, row);
	}
	x += c->max + c->cpu;
	if (c->hot && hot_ns > 0) {
		write_duration(hot_ns, text);
		draw_right(d, x, y, c->hot - 1, text, ROLE_HEAT + HEATS - 1);
	}
}

static void draw_group(const struct drawing *d, const struct time_axis *t, const struct columns *c,
		       const struct place *at, const struct line *line, uint32_t *rows)
{
	const struct group *g = &d->tree->group[line->group];
	int x = d->x + 2 * line->depth, y = at->y, end = time_end(d, c);
	char trouble[HOST_STATE_ROOM];
	if (c->name > 2 * line->depth) {
		draw_text(d, x + 2, y, c->name - 2 * line->depth - 2, g->name,
			  line->depth ? ROLE_TEXT : ROLE_STRONG);
		draw_group_sign(d, x, y, line);
	}
	draw_times(d, t, end, at, rows, group_rows(d, g, rows));
	if (!draw_trouble(d, line, trouble)[0])
		draw_group_numbers(d, end + 1, y, c, &d->groups[line->group]);
	else if (!g->count)
		draw_text(d, end - c->time + 1, y, c->time, trouble, ROLE_ALERT);
	else
		draw_right(d, end + 1, y, c->average + c->max,
			   host_state_name[hosts_named(d->hosts, g->name)->state], ROLE_ALERT);
}

static void draw_cpu(const struct drawing *d, const struct time_axis *t, const struct columns *c,
		     const struct place *at, size_t line)
{
	const struct seg *seg = &d->plan->seg[d->plan->line[line].seg];
	uint32_t row = d->plan->member[seg->first];
	int y = at->y;
	char name[CPU_NAME_ROOM];
	draw_text(d, d->x + seg->x, y, c->name - seg->x, draw_name(d, d->usage->cpu[row], name),
		  ROLE_LABEL);
	draw_times(d, t, time_end(d, c), at, &row, 1);
	draw_cpu_numbers(d, time_end(d, c) + 1, y, c, row);
}

static void draw_heading(const struct drawing *d, const struct time_axis *t,
			 const struct columns *c)
{
	int x = time_end(d, c) + 1;
	char step[TIME_LABEL], text[64];
	snprintf(text, sizeof text, "%s each", time_axis_step(t, step));
	if (t->columns && c->name >= text_width(text))
		draw_text(d, d->x, d->y, c->name, text, ROLE_LABEL);
	time_axis_draw(t, d->canvas, x - 1, d->y);
	draw_right(d, x, d->y, c->average, "avg", ROLE_LABEL);
	x += c->average;
	draw_right(d, x, d->y, c->max, d->plan->flat ? "busy" : "max", ROLE_LABEL);
	x += c->max + c->cpu;
	draw_right(d, x, d->y, c->hot - 1, "hot", ROLE_LABEL);
}

static void draw_timeline(const struct drawing *d)
{
	const struct plan *plan = d->plan;
	struct columns c = share_width(d);
	struct time_axis t;
	uint32_t *rows = mem_zero(d->usage->rows, sizeof *rows);
	time_axis_make(&t, d->history, d->ago, d->zoom, c.time, d->clock);
	if (plan->heading)
		draw_heading(d, &t, &c);
	for (size_t i = plan->top; i < plan->lines && plan_shows(plan, i); i++) {
		const struct place at = { d->y + plan_y(plan, i), (int)plan->line[i].rows };
		if (plan->line[i].kind == LINE_GROUP)
			draw_group(d, &t, &c, &at, &plan->line[i], rows);
		else
			draw_cpu(d, &t, &c, &at, i);
	}
	draw_scrollbar(d);
	time_axis_free(&t);
	free(rows);
}

const struct view_info view_timeline = {
	.name = "timeline",
	.summary = "a row per group or cpu, the past to the left",
	.arrange = ARRANGE_TREE,
	.of_time = true,
	.draw = draw_timeline,
};
