/*
 * Layouts of the views of time. Invariant: every cpu is a member of the plan, or of a closed
 * group's line; where columns are shared, of one column.
 */
#include "wall/time_layout.h"

#include "wall/grid.h"

#include <stdio.h>
#include <string.h>

enum { INDENT = 2 };

/* --- Rows --- */

enum { NAME_SHARE = 3, NAME_LEAST = 4 };

void time_layout_begin_rows(struct plan *p, const struct layout_request *r)
{
	bool bare = p->local_ids || !cpu_name_has_host(r->hosts);
	int id = request_id_width(r, p->local_ids) + (bare ? (int)strlen("cpu") : 0);
	p->form = r->view;
	p->names = p->width / NAME_SHARE;
	p->slot = id < p->names ? id : p->names;
	if (p->names < NAME_LEAST) {
		p->names = 0;
		p->slot = 1;
	}
	p->columns = 1;
	p->heading = p->height > 2;
	p->rows = p->height - p->heading;
}

/* Rows of one cpu each, at that indent. */
void time_layout_cpus(struct plan *p, const struct layout_request *r, const uint32_t *rows,
		      size_t n, uint32_t group)
{
	uint32_t depth = r->flat ? 0 : r->tree->group[group].depth;
	int most = p->names - p->slot, x = INDENT * (int)depth;
	for (size_t i = 0; i < n; i++) {
		struct line *line = plan_add_line(p, LINE_CPUS);
		line->depth = (uint16_t)depth;
		line->group = group;
		plan_add_member(p,
				plan_add_seg(p, line,
					     x < most   ? x
					     : most < 0 ? 0
							: most,
					     r->cpu[rows[i]]),
				rows[i], 0);
	}
}

/* The width of the widest name, with its sign and its indent. */
static int widest_name(const struct plan *p, const struct layout_request *r)
{
	int widest = 0;
	for (size_t i = 0; i < p->lines; i++) {
		const struct line *line = &p->line[i];
		int n = line->segs ? p->seg[line->seg].x + p->slot : 0;
		if (line->kind == LINE_GROUP)
			n = INDENT * line->depth + 2 +
			    (int)strlen(r->tree->group[line->group].name);
		widest = n > widest ? n : widest;
	}
	return widest;
}

void time_layout_end_rows(struct plan *p, const struct layout_request *r)
{
	size_t room = (size_t)p->rows;
	int names = widest_name(p, r);
	p->names = names < p->names ? names : p->names;
	p->scrollbar = p->width > 1 && p->lines > room;
	if (!p->lines || p->lines > room)
		return;
	/* If lines are high, a blank row follows each but the last. */
	bool apart = (room + 1) / p->lines > 2;
	size_t pitch = (room + apart) / p->lines;
	for (size_t i = 0; i < p->lines; i++) {
		p->line[i].y = (uint32_t)(i * pitch);
		p->line[i].rows = (uint32_t)(pitch - apart);
	}
	p->free = (int)(room + apart - pitch * p->lines);
}

/* --- Columns --- */

/* Columns that so many cpus take, `share` of them in each. */
static uint32_t columns_of(size_t cpus, uint32_t share)
{
	return (uint32_t)((cpus + share - 1) / share);
}

/* Whether the group's columns stand apart: grids break at the same groups. */
static bool is_apart(const struct layout_request *r, uint32_t group)
{
	return grid_breaks_at(r->tree, group, LEVEL_LLC);
}

/* From the i-th cpu that is shown on, how many are of the same host. */
static size_t count_of_host(const struct layout_request *r, size_t i)
{
	uint32_t host = host_of(r->cpu[r->shown[i]]);
	size_t n = 1;
	while (i + n < r->count && host_of(r->cpu[r->shown[i + n]]) == host)
		n++;
	return n;
}

/* Columns that all cpus take, with a blank one between groups or hosts if they stand apart. */
static uint32_t count_columns(const struct layout_request *r, uint32_t share, bool apart)
{
	if (!apart)
		return columns_of(r->count, share);
	uint32_t columns = 0;
	for (size_t i = 0, n; grid_by_host(r) && i < r->count; i += n) {
		n = count_of_host(r, i);
		columns += columns_of(n, share) + (columns > 0);
	}
	if (grid_by_host(r))
		return columns;
	for (uint32_t g = 0; g < r->tree->count; g++)
		if (is_apart(r, g))
			columns += columns_of(r->tree->group[g].count, share) + (columns > 0);
	return columns;
}

/* The next of 1 2 3 4 5 6 8 10 12 16 20 24 … */
static uint32_t next_share(uint32_t share)
{
	uint32_t unit = 1;
	while (8 * unit <= share)
		unit *= 2;
	return share < 6 * unit ? share + unit : 8 * unit;
}

/* A run of cpus in columns from x on; returns the column after it. */
static int add_columns(struct plan *p, struct line *line, const uint32_t *rows, size_t n, int x,
		       uint32_t base)
{
	struct seg *s = plan_add_seg(p, line, x, base);
	for (size_t i = 0; i < n; i++)
		plan_add_member(p, s, rows[i], (uint32_t)i / p->share);
	return x + (int)columns_of(n, p->share);
}

/* A share with which no column has cpus of two hosts, if there are enough columns for that. */
static uint32_t share_of_hosts(const struct layout_request *r, uint32_t share, uint32_t room)
{
	uint32_t more = share;
	while (count_columns(r, more, true) > room && more < r->count)
		more = next_share(more);
	return count_columns(r, more, true) <= room ? more : share;
}

enum { RULER_FROM = 3, CAPTION_FROM = 8, TIMES_FROM = 30, TIMES = 9 };

/* All cpus side by side, after the times of the rows. */
void time_layout_columns(struct plan *p, const struct layout_request *r)
{
	bool apart =
		(r->order == ORDER_TOPOLOGY && r->tree && r->tree->count > 1) || grid_by_host(r);
	struct line *line = plan_add_line(p, LINE_CPUS);
	p->form = r->view;
	p->slot = 1;
	p->names = p->width >= TIMES_FROM ? TIMES : 0;
	p->heading = (p->height >= RULER_FROM) + (p->height >= CAPTION_FROM);
	uint32_t room = (uint32_t)(p->width - p->names);
	for (p->share = 1; count_columns(r, p->share, false) > room;)
		p->share = next_share(p->share);
	if (grid_by_host(r))
		p->share = share_of_hosts(r, p->share, room);
	apart = apart && count_columns(r, p->share, true) <= room;
	int x = p->names;
	for (size_t i = 0, n; apart && grid_by_host(r) && i < r->count; i += n) {
		n = count_of_host(r, i);
		x = add_columns(p, line, r->shown + i, n, x + (x > p->names), r->cpu[r->shown[i]]);
	}
	for (uint32_t g = 0; apart && !grid_by_host(r) && g < r->tree->count; g++) {
		const struct group *group = &r->tree->group[g];
		const uint32_t *rows = request_rows(r) + group->first;
		if (!is_apart(r, g))
			continue;
		x = add_columns(p, line, rows, group->count, x + (x > p->names), r->cpu[rows[0]]);
		p->seg[p->segs - 1].group = g;
	}
	if (!apart)
		x = add_columns(p, line, request_rows(r), r->count, x, r->cpu[r->shown[0]]);
	p->columns = x - p->names;
	p->by_host = grid_by_host(r);
	p->slot = apart ? 1 : (int)room / p->columns;
	p->rows = p->height - p->heading;
	p->line[0].rows = (uint32_t)(p->rows > 0 ? p->rows : 0);
}

/* All cpus in one line, in no slots. */
void time_layout_one(struct plan *p, const struct layout_request *r)
{
	p->form = r->view;
	p->share = (uint32_t)r->count;
	p->slot = p->columns = 0;
	add_columns(p, plan_add_line(p, LINE_CPUS), r->shown, r->count, 0, r->cpu[r->shown[0]]);
}
