/*
 * Layout. Invariant of a plan: slots are disjoint and within the region; every row of the request
 * is the member of exactly one segment, or belongs to exactly one closed group's line.
 */
#include "wall/layout.h"

#include "base/mem.h"
#include "wall/grid.h"
#include "wall/time_layout.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	INDENT = 2,
	HEADING_FROM = 8,    /* rows of a region of groups that has labels of columns */
	METER_BESIDE_ID = 6, /* columns of the narrowest slot with an id */
	METER_MOST = 32      /* columns that are enough for a cpu of a group */
};

/* --- Choice of the view --- */

static bool can_scroll(const struct layout_request *r, enum view view)
{
	struct grid g = grid_choose(r, view, r->width - 1, r->height);
	return r->counts && g.columns && r->height > g.heading;
}

/* The richest view that can show every cpu in full, VIEW_AUTO when there is none. */
static enum view choose_richest(const struct layout_request *r)
{
	for (unsigned v = VIEW_BARS; v <= VIEW_HALVES; v++) {
		/* In the order by load, only slots with ids tell which cpu they show. */
		bool readable = r->order != ORDER_LOAD || r->views[v]->ids;
		struct grid g = grid_choose(r, (enum view)v, r->width, r->height);
		if (readable && g.fits && g.full)
			return (enum view)v;
	}
	return VIEW_AUTO;
}

/* The view that is wanted, whether or not all cpus fit; *scrolls: it may show a part of them. */
static enum view wanted_view(const struct layout_request *r, bool *scrolls)
{
	bool by_load = r->order == ORDER_LOAD;
	*scrolls = r->overflow != OVERFLOW_COLLAPSE;
	if (r->view != VIEW_AUTO)
		return by_load && !r->views[r->view]->ids ? VIEW_METERS : r->view;
	enum view richest = choose_richest(r);
	*scrolls &= by_load || r->overflow != OVERFLOW_AUTO;
	if (richest == VIEW_AUTO)
		return by_load ? VIEW_METERS : VIEW_BLOCKS;
	return richest;
}

enum view layout_choose(const struct layout_request *r, enum overflow *overflow)
{
	const enum overflow asked = r->overflow; /* `overflow` may point to it */
	bool scrolls = false, any = r->width > 0 && r->height > 0 && r->count;
	enum view view = any ? wanted_view(r, &scrolls) : VIEW_GROUPS;
	if (!grid_is(r->views[view])) {
		*overflow = asked;
	} else if (grid_choose(r, view, r->width, r->height).fits) {
		*overflow = OVERFLOW_AUTO;
	} else if (scrolls && can_scroll(r, view)) {
		*overflow = asked == OVERFLOW_PAGE ? OVERFLOW_PAGE : OVERFLOW_SCROLL;
	} else {
		*overflow = OVERFLOW_COLLAPSE;
		return VIEW_GROUPS;
	}
	return view;
}

/* --- Grids --- */

/* Segments begin at round ids. */
static void add_rows_by_id(struct plan *p, const struct layout_request *r, const struct grid *g,
			   uint32_t per_segment)
{
	int pitch = p->label + grid_width(p->views[p->view], p->columns, p->slot) + GRID_BETWEEN;
	struct line *line = NULL;
	struct seg *s = NULL;
	for (size_t i = 0; i < r->count; i++) {
		uint32_t row = r->shown[i], cpu = r->cpu[row];
		uint32_t base = grid_base(r, cpu, per_segment);
		if (!s || s->base != base) {
			if (!line || line->segs == (uint32_t)g->across)
				line = plan_add_line(p, LINE_CPUS);
			int x = p->margin + p->label + (int)line->segs * pitch;
			bool begins = !s || host_of(s->base) != host_of(base);
			s = plan_add_seg(p, line, x, base);
			s->begins_host = begins;
		}
		plan_add_member(p, s, row, cpu - base);
	}
}

/* Views without a ruler: each host begins a new line. */
static void add_rows_by_host(struct plan *p, const struct layout_request *r, uint32_t per_line)
{
	struct seg *s = NULL;
	for (size_t i = 0; i < r->count; i++) {
		uint32_t row = r->shown[i], cpu = r->cpu[row];
		bool begins = !s || host_of(s->base) != host_of(cpu);
		if (begins || s->count == per_line) {
			struct line *line = plan_add_line(p, LINE_CPUS);
			line->group = TREE_NONE;
			s = plan_add_seg(p, line, p->margin + p->label, cpu);
			s->begins_host = begins;
		}
		plan_add_member(p, s, row, s->count);
	}
}

/* Fills one line after the other, in the order given. */
static void add_rows_in_order(struct plan *p, const struct layout_request *r, uint32_t per_line)
{
	struct seg *s = NULL;
	for (size_t i = 0; i < r->count; i++) {
		uint32_t row = request_rows(r)[i];
		if (i % per_line == 0) {
			struct line *line = plan_add_line(p, LINE_CPUS);
			line->group = TREE_NONE;
			s = plan_add_seg(p, line, p->margin + p->label, r->cpu[row]);
		}
		plan_add_member(p, s, row, (uint32_t)(i % per_line));
	}
}

/* Adds the segments of a group, the first one with its name, to *line while that has room. */
static void add_group_segments(struct plan *p, const struct layout_request *r,
			       const struct grid *grid, uint32_t group, struct line **line)
{
	const struct view_info *v = p->views[p->view];
	const struct group *g = &r->tree->group[group];
	uint32_t per_segment = (uint32_t)(p->columns * v->per_cell);
	int pitch = p->label + grid_width(v, p->columns, p->slot) + GRID_BETWEEN;
	struct seg *s = NULL;
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t row = request_rows(r)[g->first + i];
		if (i % per_segment == 0) {
			if (!*line || (*line)->segs == (uint32_t)grid->across) {
				*line = plan_add_line(p, LINE_CPUS);
				(*line)->group = group;
			}
			int x = p->margin + p->label + (int)(*line)->segs * pitch;
			s = plan_add_seg(p, *line, x, r->cpu[row]);
			s->group = i || !grid->names ? TREE_NONE : group;
		}
		plan_add_member(p, s, row, i % per_segment);
	}
}

static void add_rows_by_topology(struct plan *p, const struct layout_request *r,
				 const struct grid *grid)
{
	const struct tree *t = r->tree;
	struct line *line = NULL;
	for (uint32_t g = 0, parent = 0; g < t->count; g++) {
		if (!grid_breaks_at(t, g, grid->level))
			continue;
		if (grid_is_named(t, g, grid->names, &parent)) {
			plan_add_line(p, LINE_LABEL)->group = grid->names ? parent : g;
			line = NULL;
		}
		add_group_segments(p, r, grid, g, &line);
	}
}

/* Gives the lines their heights. */
static void place_lines(struct plan *p, const struct grid *g)
{
	uint32_t y = 0;
	for (size_t i = 0; i < p->lines; i++) {
		struct line *line = &p->line[i];
		bool label = line->kind == LINE_LABEL;
		line->y = y;
		line->rows = label ? 1 : (uint32_t)g->rise;
		y += label ? 1 : (uint32_t)g->pitch;
		y += g->every && (i + 1) % (size_t)g->every == 0;
	}
}

static void make_grid(struct plan *p, const struct layout_request *r)
{
	const struct view_info *v = r->views[r->view];
	p->scrollbar = r->overflow != OVERFLOW_AUTO;
	int width = r->width - p->scrollbar;
	struct grid g = grid_choose(r, r->view, width, r->height);
	if (!g.columns)
		return; /* layout_choose() never takes a view if not one slot of it fits */
	p->form = r->view;
	p->columns = g.columns;
	p->slot = g.slot;
	p->label = g.label;
	p->margin = g.margin;
	p->axis = g.axis;
	p->span = v->labels || g.slot == v->slot_most ? 0 : width - g.label;
	p->by_id = grid_by_id(r, v);
	p->by_host = p->local_ids = grid_by_host(r);
	p->heading = g.axis ? 0 : g.heading;
	p->free = g.free;
	uint32_t per_line = (uint32_t)(g.columns * v->per_cell);
	if (r->order == ORDER_TOPOLOGY && r->tree)
		add_rows_by_topology(p, r, &g);
	else if (p->by_id)
		add_rows_by_id(p, r, &g, per_line);
	else if (p->by_host)
		add_rows_by_host(p, r, per_line);
	else
		add_rows_in_order(p, r, per_line);
	place_lines(p, &g);
	if (g.axis)
		p->ids_below = g.rise;
	if (g.key)
		p->key = r->band ? p->height - 1 - g.free : p->height - 1;
	p->rows = r->height - g.heading - g.key - (r->band ? g.free : 0);
}

/* --- Groups --- */

static int compare_rows(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

/* The smallest power of two that holds the longest run of consecutive ids. */
static int run_width(const struct layout_request *r, const uint32_t *rows, size_t n)
{
	uint32_t longest = 1, run = 1;
	for (size_t i = 1; i < n; i++) {
		run = r->cpu[rows[i]] == r->cpu[rows[i - 1]] + 1 ? run + 1 : 1;
		longest = run > longest ? run : longest;
	}
	int width = 1;
	while ((uint32_t)width < longest && width < 4096)
		width *= 2;
	return width;
}

/* Where the cpus of an open group go. */
struct stretch {
	int x, width;
	const uint32_t *rows;
	uint32_t count, group;
	uint16_t depth;
};

static struct line *add_stretch_line(struct plan *p, const struct stretch *s)
{
	struct line *line = plan_add_line(p, LINE_CPUS);
	line->depth = s->depth;
	line->group = s->group;
	return line;
}

/* Adds slots in runs that begin at round ids, several short runs to a line. */
static void add_runs(struct plan *p, const struct layout_request *r, const struct stretch *at)
{
	const struct view_info *v = p->views[p->form];
	int columns = grid_columns(v, p->slot, at->width - p->label);
	int run = run_width(r, at->rows, at->count);
	columns = columns < 1 ? 1 : columns > run ? run : columns;
	int seg_width = p->label + grid_width(v, columns, p->slot);
	int per_line = (at->width + GRID_BETWEEN) / (seg_width + GRID_BETWEEN);
	struct line *line = NULL;
	struct seg *s = NULL;
	for (uint32_t i = 0; i < at->count; i++) {
		uint32_t cpu = r->cpu[at->rows[i]], base = grid_base(r, cpu, (uint32_t)columns);
		if (!s || s->base != base) {
			if (!line || (int)line->segs >= per_line)
				line = add_stretch_line(p, at);
			int nth = (int)line->segs;
			s = plan_add_seg(p, line,
					 at->x + p->label + nth * (seg_width + GRID_BETWEEN), base);
		}
		plan_add_member(p, s, at->rows[i], cpu - base);
	}
}

/* Adds slots with ids in them, one after the other. */
static void add_slots(struct plan *p, const struct layout_request *r, const struct stretch *at)
{
	uint32_t per_line = (uint32_t)(at->width / p->slot);
	struct seg *s = NULL;
	for (uint32_t i = 0; i < at->count; i++) {
		if (i % per_line == 0)
			s = plan_add_seg(p, add_stretch_line(p, at), at->x, r->cpu[at->rows[i]]);
		plan_add_member(p, s, at->rows[i], i % per_line);
	}
}

/* The cpus of an open group without children. */
static void add_group_cpus(struct plan *p, const struct layout_request *r, uint32_t group)
{
	const struct group *g = &r->tree->group[group];
	uint32_t *rows = mem_zero(g->count, sizeof *rows);
	for (uint32_t i = 0; i < g->count; i++)
		rows[i] = r->shown[r->tree->order[g->first + i]];
	qsort(rows, g->count, sizeof *rows, compare_rows);
	if (p->views[p->form]->of_time) {
		time_layout_cpus(p, r, rows, g->count, group);
		free(rows);
		return;
	}
	struct stretch s = { .x = INDENT * (int)g->depth, .rows = rows, .count = g->count };
	s.width = p->width - p->scrollbar - s.x;
	s.group = group;
	s.depth = (uint16_t)g->depth;
	if (s.width < p->label + p->slot)
		s.x = 0, s.width = p->width - p->scrollbar;
	if (p->form == VIEW_METERS)
		add_slots(p, r, &s);
	else
		add_runs(p, r, &s);
	free(rows);
}

/*
 * Whether an open group shows cpus, not groups. A group of SMT cores that was opened by hand, or to
 * the full depth, shows its cpus at once, not a row for each core.
 */
static bool shows_cpus(const struct layout_request *r, uint32_t group)
{
	const struct tree *t = r->tree;
	const struct group *g = &t->group[group];
	const struct expanded *e = r->expanded;
	if (g->next == group + 1 || (g->depth && g->depth == e->cpus_depth))
		return true;
	bool skips = g->depth >= e->depth || e->depth > t->depth;
	return skips && t->group[group + 1].level == LEVEL_CORE;
}

static void add_group(struct plan *p, const struct layout_request *r, uint32_t group)
{
	const struct tree *t = r->tree;
	const struct group *g = &t->group[group];
	bool open = g->count && expanded_is_open(r->expanded, t, group);
	if (group || !open) {
		struct line *line = plan_add_line(p, LINE_GROUP);
		line->group = group;
		line->open = open;
		line->depth = (uint16_t)(g->depth ? g->depth - 1 : 0);
	}
	if (!open)
		return;
	if (shows_cpus(r, group)) {
		add_group_cpus(p, r, group);
		return;
	}
	for (uint32_t child = group + 1; child < g->next; child = t->group[child].next)
		add_group(p, r, child);
}

/* All lines of the tree, with cpus in slots of that form and width. */
static void add_tree(struct plan *p, const struct layout_request *r, enum view form, int slot)
{
	size_t rows = (size_t)p->height;
	p->lines = p->segs = p->members = 0;
	p->form = form;
	p->slot = slot;
	p->label = form == VIEW_METERS ? 0 : request_id_width(r, p->local_ids) + 1;
	/* With no room for a label, a cpu and the scrollbar, cpus have no labels. */
	if (p->width < p->label + slot + 1)
		p->label = 0;
	add_group(p, r, 0);
	p->heading = p->lines < rows || p->height >= HEADING_FROM;
}

static bool tree_fits(const struct plan *p)
{
	return p->lines <= (size_t)(p->height - p->heading);
}

/* Shows cpus as blocks, as wide as possible without more lines. */
static void add_tree_of_blocks(struct plan *p, const struct layout_request *r)
{
	int most = r->views[VIEW_BLOCKS]->slot_most;
	add_tree(p, r, VIEW_BLOCKS, 1);
	size_t lines = p->lines;
	int room = p->width - p->label - INDENT * (int)r->tree->depth;
	most = most < room ? most : room;
	if (!p->members || !tree_fits(p))
		return;
	for (int slot = 2; slot <= most && p->lines == lines; slot++)
		add_tree(p, r, VIEW_BLOCKS, slot);
	if (p->lines != lines)
		add_tree(p, r, VIEW_BLOCKS, p->slot - 1);
}

/* Shows cpus of open groups as meters if they fit, as wide as possible, else as blocks. */
static void choose_form(struct plan *p, const struct layout_request *r)
{
	int least = METER_BESIDE_ID + request_id_width(r, p->local_ids);
	int width = p->width - INDENT * (int)r->tree->depth, slot = 0;
	add_tree_of_blocks(p, r);
	if (!p->members || !tree_fits(p))
		return;
	for (int slots = width / least; slots > 0 && slot < METER_MOST; slots--) {
		add_tree(p, r, VIEW_METERS, width / slots);
		if (!tree_fits(p))
			break;
		slot = p->slot;
	}
	if (slot)
		add_tree(p, r, VIEW_METERS, slot);
	else
		add_tree_of_blocks(p, r);
}

/* Whether a line grows if there is room: lines of cpus, or closed groups if no cpus are shown. */
static bool grows(const struct plan *p, size_t line)
{
	const struct line *l = &p->line[line];
	return l->kind == LINE_CPUS || (!p->members && !l->open);
}

/* What is left of the height goes to the lines that grow. */
static void grow_tree(struct plan *p)
{
	uint32_t room = (uint32_t)p->rows, growing = 0, y = 0;
	for (size_t i = 0; i < p->lines; i++)
		growing += grows(p, i);
	if (!growing || p->lines > room)
		return;
	/* Below the last line no blank row is needed. */
	uint32_t fixed = (uint32_t)p->lines - growing;
	uint32_t pitch = (room + grows(p, p->lines - 1) - fixed) / growing;
	if (p->members && p->form == VIEW_METERS && pitch > 2)
		pitch = 2;
	uint32_t rows = pitch > 2 || fixed + growing * pitch > room ? pitch - 1 : pitch;
	for (size_t i = 0; i < p->lines; i++) {
		p->line[i].y = y;
		p->line[i].rows = grows(p, i) ? rows : 1;
		y += grows(p, i) ? pitch : 1;
	}
	p->free = room > y ? (int)(room - y) : 0;
}

/* Whether rows name the hosts, so that the ids below them need not. */
static bool names_hosts(const struct layout_request *r)
{
	return cpu_name_has_host(r->hosts) && !r->flat && tree_has_level(r->tree, LEVEL_HOST);
}

static void make_groups(struct plan *p, const struct layout_request *r)
{
	p->by_id = true;
	p->local_ids = names_hosts(r);
	p->columns = 1;
	choose_form(p, r);
	if (!tree_fits(p)) {
		/* The scrollbar takes a column, which may change how the cpus break. */
		p->scrollbar = p->width > 1;
		add_tree(p, r, VIEW_BLOCKS, 1);
	}
	p->rows = p->height - p->heading;
	grow_tree(p);
}

/* Rows of the tree, or of the cpus alone, with their past. */
static void make_timeline(struct plan *p, const struct layout_request *r)
{
	p->local_ids = names_hosts(r);
	time_layout_begin_rows(p, r);
	if (r->flat)
		time_layout_cpus(p, r, request_rows(r), r->count, TREE_NONE);
	else
		add_group(p, r, 0);
	time_layout_end_rows(p, r);
}

/* --- All of it --- */

static void make_lines(struct plan *p, const struct layout_request *r)
{
	const struct view_info *v = r->views[r->view];
	if (v->arrange == ARRANGE_COLUMNS)
		time_layout_columns(p, r);
	else if (v->arrange == ARRANGE_ONE)
		time_layout_one(p, r);
	else if (v->of_time)
		make_timeline(p, r);
	else if (v->arrange == ARRANGE_TREE)
		make_groups(p, r);
	else
		make_grid(p, r);
}

/* Chooses the window: which lines of all are shown. */
static void place_window(struct plan *p, const struct layout_request *r)
{
	size_t rows = p->rows > 0 ? (size_t)p->rows : 1;
	const struct line *last = p->line + (p->lines ? p->lines - 1 : 0);
	p->pages = 1;
	p->top = 0;
	if (!p->lines || last->y + last->rows <= rows)
		return;
	p->pages = (p->lines + rows - 1) / rows;
	size_t most = p->lines - rows;
	p->top = r->top < most ? r->top : most;
	if (p->overflow == OVERFLOW_PAGE) {
		p->page = r->top / rows < p->pages ? r->top / rows : p->pages - 1;
		p->top = p->page * rows;
	}
}

void layout_make(struct plan *p, const struct layout_request *r)
{
	p->views = r->views;
	p->view = r->view;
	p->overflow = r->overflow;
	p->width = r->width;
	p->height = p->rows = r->height;
	p->lines = p->segs = p->members = p->page = 0;
	p->scrollbar = p->by_id = p->by_host = p->local_ids = p->axis = p->for_load = false;
	p->heading = p->margin = p->label = p->span = p->free = 0;
	p->key = p->ids_below = -1;
	p->names = 0;
	p->share = 1;
	p->flat = r->flat;
	p->form = r->view;
	if (r->width > 0 && r->height > 0 && r->count)
		make_lines(p, r);
	p->band = r->band && p->free >= r->band;
	place_window(p, r);
}
