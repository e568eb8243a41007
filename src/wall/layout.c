/*
 * Layout. Invariant of a plan: slots are disjoint and within the region; every row of the request
 * is the member of exactly one segment, or belongs to exactly one closed group's line.
 */
#include "wall/layout.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2, BETWEEN_SEGS = 2, HEADING_FROM = 8 };

void plan_free(struct plan *p)
{
	free(p->line);
	free(p->seg);
	free(p->member);
	free(p->place);
	*p = (struct plan){ 0 };
}

/* A grid of slots: how wide, how many in a row, and how many lines all cpus make of it. */
struct grid {
	int columns; /* 0: not even one fits */
	int slot, label, margin;
	enum level level; /* at which it breaks in the order by topology */
	bool names;       /* rows begin with a label; else lines of their own name groups */
	size_t lines;
};

static int grid_width(const struct view_info *v, int columns, int slot)
{
	int gaps = v->gap_every ? (columns - 1) / v->gap_every : 0;
	return columns * slot + gaps;
}

/* The largest power of two of slots that fits the width. */
static int columns_in(const struct view_info *v, int width)
{
	int columns = 0;
	for (int next = 1; next <= v->columns_most; next *= 2)
		if (grid_width(v, next, v->slot_least) <= width)
			columns = next;
	return columns;
}

static const uint32_t *rows_in_order(const struct layout_request *r)
{
	return r->ordered ? r->ordered : r->shown;
}

/*
 * Whether grids break at this group in the order by topology: the finest group not finer than the
 * level. Each cpu is in one of these groups.
 */
static bool breaks_at(const struct tree *t, uint32_t group, enum level level)
{
	const struct group *g = &t->group[group];
	bool leaf = g->next == group + 1;
	size_t most = tree_rank(t, level);
	return tree_rank(t, g->level) <= most &&
	       (leaf || tree_rank(t, t->group[group + 1].level) > most);
}

/*
 * Whether a line that names it goes before the group at which a grid breaks: its own name where
 * rows have no labels, else its parent's, when that is another one than before.
 */
static bool is_labelled(const struct tree *t, uint32_t group, bool labels, uint32_t *parent)
{
	uint32_t above = t->group[group].parent, before = *parent;
	if (!group)
		return false;
	*parent = above;
	return !labels || (above && above != before);
}

/* Lines that the cpus make at so many per line, in a grid that breaks at the level. */
static size_t count_lines(const struct layout_request *r, uint32_t per_line, bool labels,
			  enum level level)
{
	if (r->order == ORDER_LOAD || !r->count)
		return (r->count + per_line - 1) / per_line;
	size_t lines = 0;
	if (r->order == ORDER_TOPOLOGY && r->tree) {
		for (uint32_t g = 0, parent = 0; g < r->tree->count; g++) {
			if (!breaks_at(r->tree, g, level))
				continue;
			lines += (r->tree->group[g].count + per_line - 1) / per_line;
			lines += is_labelled(r->tree, g, labels, &parent);
		}
		return lines;
	}
	uint32_t last = 0;
	for (size_t i = 0; i < r->count; i++) {
		uint32_t base = r->cpu[r->shown[i]] / per_line;
		lines += !i || base != last;
		last = base;
	}
	return lines;
}

static int digits_of(uint32_t id)
{
	return snprintf(NULL, 0, "%u", id);
}

/* Width of the widest label: the names of groups, or the largest id; and a blank. */
static int label_width(const struct layout_request *r, const struct view_info *v, enum level level)
{
	if (!v->labels || r->order == ORDER_LOAD)
		return 0;
	if (r->order == ORDER_ID || !r->tree)
		return digits_of(r->cpu[r->shown[r->count - 1]]) + 1;
	int widest = 1;
	for (uint32_t g = 0; g < r->tree->count; g++) {
		int n = breaks_at(r->tree, g, level) ? (int)strlen(r->tree->group[g].name) : 0;
		widest = n > widest ? n : widest;
	}
	return widest + 1;
}

static size_t lines_at(const struct layout_request *r, const struct view_info *v,
		       const struct grid *g, int columns)
{
	return count_lines(r, (uint32_t)columns * (uint32_t)v->per_cell, g->names, g->level);
}

static struct grid grid_at(const struct layout_request *r, const struct view_info *v, int width,
			   int height, enum level level, bool names)
{
	struct grid g = { .level = level, .names = names };
	if (names)
		g.label = label_width(r, v, level);
	g.columns = columns_in(v, width - g.label);
	if (!g.columns)
		return g;
	g.lines = lines_at(r, v, &g, g.columns);
	/* No wider than it helps: as many columns as it takes, and the slots as wide as they may.
	 */
	while (g.columns > 1) {
		size_t lines = lines_at(r, v, &g, g.columns / 2);
		bool tight = width / g.columns < v->slot_most;
		bool roomy = v->slot_most > v->slot_least && lines <= (size_t)height && tight;
		if (lines != g.lines && !roomy)
			break;
		g.columns /= 2;
		g.lines = lines;
	}
	g.slot = (width - g.label) / g.columns;
	if (g.slot > v->slot_most)
		g.slot = v->slot_most;
	g.margin = v->labels && g.label + grid_width(v, g.columns, g.slot) < width;
	return g;
}

/*
 * In the order by topology grids break at last level caches, or where those are too many for the
 * height, at the finest coarser level at which all fits.
 */
static struct grid grid_of(const struct layout_request *r, enum view view, int width, int height)
{
	const struct view_info *v = r->views[view];
	struct grid finest = grid_at(r, v, width, height, LEVEL_LLC, v->labels);
	if (r->order != ORDER_TOPOLOGY || !r->tree)
		return finest;
	for (size_t i = tree_rank(r->tree, LEVEL_LLC); i > 0; i--)
		for (int names = v->labels; names >= 0; names--) {
			struct grid g = grid_at(r, v, width, height, r->tree->level[i], names != 0);
			if (g.columns && g.lines <= (size_t)(height > 0 ? height : 0))
				return g;
		}
	return finest;
}

/* Rulers hold only where a slot's column is its id's offset. */
static enum heading heading_of(const struct layout_request *r, enum view view)
{
	bool ruler = r->views[view]->labels && r->order != ORDER_ID;
	return ruler ? HEADING_NEVER : r->views[view]->heading;
}

static bool fits(const struct layout_request *r, enum view view)
{
	struct grid g = grid_of(r, view, r->width, r->height);
	size_t heading = heading_of(r, view) == HEADING_ALWAYS;
	return g.columns && g.lines + heading <= (size_t)r->height;
}

enum view layout_choose(const struct layout_request *r, enum overflow *overflow)
{
	*overflow = r->overflow;
	if (r->view == VIEW_GROUPS || r->width < 1 || r->height < 1 || !r->count)
		return VIEW_GROUPS;
	bool denser = r->view == VIEW_AUTO || r->overflow == OVERFLOW_AUTO;
	/* By load, what scrolls off is the coolest, and only slots with an id in them show which
	 * cpu it is.
	 */
	bool ranked =
		r->order == ORDER_LOAD && r->view == VIEW_AUTO && r->overflow == OVERFLOW_AUTO;
	unsigned first = r->view == VIEW_AUTO ? VIEW_BARS : r->view;
	unsigned last = ranked ? VIEW_METERS : denser ? VIEW_HALVES : first;
	for (unsigned v = first; v <= last; v++) {
		if (fits(r, (enum view)v)) {
			*overflow = OVERFLOW_AUTO;
			return (enum view)v;
		}
	}
	enum view view = ranked ? VIEW_METERS : r->view == VIEW_AUTO ? VIEW_BLOCKS : r->view;
	bool whole = ranked || r->overflow == OVERFLOW_SCROLL || r->overflow == OVERFLOW_PAGE;
	if (whole && r->counts && grid_of(r, view, r->width - 1, r->height).columns &&
	    r->height > (heading_of(r, view) == HEADING_ALWAYS)) {
		*overflow = ranked ? OVERFLOW_SCROLL : r->overflow;
		return view;
	}
	*overflow = OVERFLOW_COLLAPSE;
	return VIEW_GROUPS;
}

static struct line *add_line(struct plan *p, enum line_kind kind)
{
	p->line = mem_grow(p->line, &p->line_room, p->lines + 1, sizeof *p->line);
	p->line[p->lines] = (struct line){ .kind = (uint8_t)kind, .seg = (uint32_t)p->segs };
	return &p->line[p->lines++];
}

static struct seg *add_seg(struct plan *p, struct line *line, int x, uint32_t base)
{
	p->seg = mem_grow(p->seg, &p->seg_room, p->segs + 1, sizeof *p->seg);
	line->segs++;
	p->seg[p->segs] = (struct seg){
		.first = (uint32_t)p->members, .base = base, .group = TREE_NONE, .x = x
	};
	return &p->seg[p->segs++];
}

static void add_member(struct plan *p, struct seg *s, uint32_t row, uint32_t place)
{
	p->member = mem_grow(p->member, &p->member_room, p->members + 1, sizeof *p->member);
	p->place = mem_grow(p->place, &p->place_room, p->members + 1, sizeof *p->place);
	p->member[p->members] = row;
	p->place[p->members++] = place;
	s->count++;
}

/* Lines of cpus, n of them in the order given, each line from a round id. */
static void add_rows_by_id(struct plan *p, const struct layout_request *r, uint32_t per_line)
{
	struct seg *s = NULL;
	for (size_t i = 0; i < r->count; i++) {
		uint32_t row = r->shown[i], cpu = r->cpu[row], base = cpu - cpu % per_line;
		if (!s || s->base != base)
			s = add_seg(p, add_line(p, LINE_CPUS), p->margin + p->label, base);
		add_member(p, s, row, cpu - base);
	}
}

/* Lines of cores in the order given, `group` naming the first. */
static void add_rows_in_order(struct plan *p, const struct layout_request *r, size_t first,
			      size_t count, uint32_t per_line, uint32_t group)
{
	struct seg *s = NULL;
	for (size_t i = 0; i < count; i++) {
		uint32_t row = rows_in_order(r)[first + i];
		if (i % per_line == 0) {
			struct line *line = add_line(p, LINE_CPUS);
			s = add_seg(p, line, p->margin + p->label, r->cpu[row]);
			s->group = i ? TREE_NONE : group;
			line->group = group;
		}
		add_member(p, s, row, (uint32_t)(i % per_line));
	}
}

static void add_rows_by_topology(struct plan *p, const struct layout_request *r, uint32_t per_line,
				 const struct grid *grid)
{
	const struct tree *t = r->tree;
	bool labels = grid->names;
	for (uint32_t g = 0, parent = 0; g < t->count; g++) {
		if (!breaks_at(t, g, grid->level))
			continue;
		if (is_labelled(t, g, labels, &parent))
			add_line(p, LINE_LABEL)->group = labels ? parent : g;
		add_rows_in_order(p, r, t->group[g].first, t->group[g].count, per_line, g);
	}
}

static void add_grid(struct plan *p, const struct layout_request *r, const struct grid *grid)
{
	uint32_t per_line = (uint32_t)p->columns * (uint32_t)p->views[p->view]->per_cell;
	if (!per_line)
		return; /* layout_choose() takes no view of which not one slot fits */
	if (r->order == ORDER_TOPOLOGY && r->tree)
		add_rows_by_topology(p, r, per_line, grid);
	else if (r->order == ORDER_LOAD)
		add_rows_in_order(p, r, 0, r->count, per_line, TREE_NONE);
	else
		add_rows_by_id(p, r, per_line);
}

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

/* The cpus of an open group without children, as blocks, several short runs to a line. */
static void add_group_cpus(struct plan *p, const struct layout_request *r, uint32_t group)
{
	const struct group *g = &r->tree->group[group];
	uint32_t *rows = mem_zero(g->count, sizeof *rows);
	for (uint32_t i = 0; i < g->count; i++)
		rows[i] = r->shown[r->tree->order[g->first + i]];
	qsort(rows, g->count, sizeof *rows, compare_rows);

	const struct view_info *v = p->views[p->form];
	int x0 = INDENT * (int)g->depth, width = p->width - p->scrollbar - x0;
	if (width < p->label + 1)
		x0 = 0, width = p->width - p->scrollbar;
	int columns = columns_in(v, width - p->label), run = run_width(r, rows, g->count);
	columns = columns < 1 ? 1 : columns > run ? run : columns;
	int seg_width = p->label + grid_width(v, columns, 1);
	int per_line = (width + BETWEEN_SEGS) / (seg_width + BETWEEN_SEGS);
	struct line *line = NULL;
	struct seg *s = NULL;
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t cpu = r->cpu[rows[i]], base = cpu - cpu % (uint32_t)columns;
		if (!s || s->base != base) {
			if (!line || (int)line->segs >= per_line) {
				line = add_line(p, LINE_CPUS);
				line->depth = (uint16_t)g->depth;
				line->group = group;
			}
			int nth = (int)line->segs;
			s = add_seg(p, line, x0 + p->label + nth * (seg_width + BETWEEN_SEGS),
				    base);
		}
		add_member(p, s, rows[i], cpu - base);
	}
	free(rows);
}

static void add_group(struct plan *p, const struct layout_request *r, uint32_t group)
{
	const struct tree *t = r->tree;
	const struct group *g = &t->group[group];
	bool open = expanded_is_open(r->expanded, t, group);
	if (group || !open) {
		struct line *line = add_line(p, LINE_GROUP);
		line->group = group;
		line->open = open;
		line->depth = (uint16_t)(g->depth ? g->depth - 1 : 0);
	}
	if (!open)
		return;
	/* Opened by hand, a group of SMT cores shows its cpus at once, not a row per pair. */
	bool by_hand = g->depth >= r->expanded->depth;
	if (g->next == group + 1 || (by_hand && t->group[group + 1].level == LEVEL_CORE)) {
		add_group_cpus(p, r, group);
		return;
	}
	for (uint32_t child = group + 1; child < g->next; child = t->group[child].next)
		add_group(p, r, child);
}

int layout_group_rows(int height, size_t lines)
{
	bool heading = lines < (size_t)height || (lines > (size_t)height && height >= HEADING_FROM);
	return height - heading;
}

static int heading_rows(const struct layout_request *r, size_t lines)
{
	enum heading heading = heading_of(r, r->view);
	if (heading == HEADING_IF_ROOM)
		return r->height - layout_group_rows(r->height, lines);
	return heading == HEADING_ALWAYS;
}

/* Chooses the window: which lines of all are shown. */
static void place_window(struct plan *p, const struct layout_request *r)
{
	size_t rows = p->rows > 0 ? (size_t)p->rows : 1;
	p->pages = p->lines ? (p->lines + rows - 1) / rows : 1;
	size_t most = p->lines > rows ? p->lines - rows : 0;
	p->top = r->top < most ? r->top : most;
	if (p->overflow == OVERFLOW_PAGE) {
		p->page = r->top / rows < p->pages ? r->top / rows : p->pages - 1;
		p->top = p->page * rows;
	}
}

static void make_grid(struct plan *p, const struct layout_request *r)
{
	struct grid g = grid_of(r, r->view, r->width, r->height);
	p->scrollbar = r->overflow != OVERFLOW_AUTO;
	if (p->scrollbar)
		g = grid_of(r, r->view, r->width - 1, r->height);
	p->form = r->view;
	p->columns = g.columns;
	p->slot = g.slot;
	p->label = g.label;
	p->margin = g.margin;
	p->by_id = r->order == ORDER_ID || (r->order == ORDER_TOPOLOGY && !r->tree);
	add_grid(p, r, &g);
	p->heading = heading_rows(r, p->lines);
}

static void make_groups(struct plan *p, const struct layout_request *r)
{
	p->form = VIEW_BLOCKS;
	p->slot = 1;
	p->by_id = true;
	p->columns = 1;
	p->label = digits_of(r->cpu[r->shown[r->count - 1]]) + 1;
	/* A label, a cpu and the scrollbar; in less, cpus have no labels. */
	if (p->width < p->label + 2)
		p->label = 0;
	add_group(p, r, 0);
	p->heading = heading_rows(r, p->lines);
	if (p->lines <= (size_t)(p->height - p->heading))
		return;
	/* The scrollbar takes a column, which may change how the cpus of open groups break. */
	p->scrollbar = p->width > 1;
	p->lines = p->segs = p->members = 0;
	add_group(p, r, 0);
	p->heading = heading_rows(r, p->lines);
}

void layout_make(struct plan *p, const struct layout_request *r)
{
	p->views = r->views;
	p->view = r->view;
	p->overflow = r->overflow;
	p->width = r->width;
	p->height = r->height;
	p->lines = p->segs = p->members = p->page = 0;
	p->scrollbar = false;
	p->heading = p->margin = p->label = 0;
	if (r->width > 0 && r->height > 0 && r->count) {
		if (r->view == VIEW_GROUPS)
			make_groups(p, r);
		else
			make_grid(p, r);
	}
	p->rows = p->height - p->heading;
	place_window(p, r);
}

struct slot plan_slot(const struct plan *p, size_t line, const struct seg *s, uint32_t m)
{
	const struct view_info *v = p->views[p->form];
	int column = (int)p->place[m], half = 0;
	if (v->per_cell == 2 && p->by_id) {
		half = column / p->columns;
		column %= p->columns;
	} else if (v->per_cell == 2) {
		half = column & 1;
		column >>= 1;
	}
	int gap = v->gap_every ? column / v->gap_every : 0;
	return (struct slot){
		.x = s->x + column * p->slot + gap,
		.y = p->heading + (int)(line - p->top),
		.width = p->slot,
		.half = half,
		.seg = s,
		.member = m,
	};
}

size_t plan_find(const struct plan *p, uint32_t row, uint32_t *m)
{
	for (size_t i = 0; i < p->lines; i++) {
		const struct line *line = &p->line[i];
		for (uint32_t s = line->seg; s < line->seg + line->segs; s++) {
			const struct seg *seg = &p->seg[s];
			for (*m = seg->first; *m < seg->first + seg->count; ++*m)
				if (p->member[*m] == row)
					return i;
		}
	}
	return SIZE_MAX;
}

bool plan_shows(const struct plan *p, size_t line)
{
	return line >= p->top && line < p->top + (size_t)(p->rows > 0 ? p->rows : 0);
}
