/*
 * Chooses a grid: tries each number of columns, and keeps the best. Invariant: no merit of a grid
 * gets less in a larger region, and so neither does the best grid.
 */
#include "wall/grid.h"

#include <stdio.h>
#include <string.h>

enum {
	HEADING_FROM = 8, /* rows of a scrolled region that has labels of columns */
	AXIS_FROM = 5,    /* rows of a line that has a scale */
	AXIS_LABEL = 6,   /* columns of a scale: "100 |" and a blank */
	WIDE_ENOUGH = 40, /* columns of a slot beyond which height is better */
	HIGH_ENOUGH = 16, /* rows of a slot beyond which width is better */
	SQUARE_ENOUGH = 8 /* columns of a square slot beyond which area is better */
};

int grid_width(const struct view_info *v, int columns, int slot)
{
	int gaps = v->gap_every ? (columns - 1) / v->gap_every : 0;
	return columns * slot + gaps;
}

/* The next number of columns to try: 1, 2, 4, 8, and so on in eights; without a ruler, any. */
static int next_columns(const struct view_info *v, int columns)
{
	if (!v->labels)
		return columns + 1;
	return columns < 8 ? 2 * columns : columns + 8;
}

int grid_columns(const struct view_info *v, int slot, int width)
{
	int columns = 0;
	for (int c = 1; c <= v->columns_most && grid_width(v, c, slot) <= width;
	     c = next_columns(v, c))
		columns = c;
	return columns;
}

bool grid_is(const struct view_info *v)
{
	return v->slot_least > 0;
}

static bool by_topology(const struct layout_request *r)
{
	return r->order == ORDER_TOPOLOGY && r->tree;
}

bool grid_by_id(const struct layout_request *r, const struct view_info *v)
{
	return v->labels && r->order != ORDER_LOAD && !by_topology(r);
}

bool grid_by_host(const struct layout_request *r)
{
	return cpu_name_has_host(r->hosts) && r->order == ORDER_ID;
}

uint32_t grid_base(const struct layout_request *r, uint32_t cpu, uint32_t per_segment)
{
	return cpu - cpu_name_id(r->hosts, cpu) % per_segment;
}

bool grid_breaks_at(const struct tree *t, uint32_t group, enum level level)
{
	const struct group *g = &t->group[group];
	bool leaf = g->next == group + 1;
	size_t most = tree_rank(t, level);
	return tree_rank(t, g->level) <= most &&
	       (leaf || tree_rank(t, t->group[group + 1].level) > most);
}

bool grid_is_named(const struct tree *t, uint32_t group, bool names, uint32_t *parent)
{
	uint32_t above = t->group[group].parent, before = *parent;
	if (!group)
		return false;
	*parent = above;
	return !names || (above && above != before);
}

/* --- Lines --- */

static uint32_t cpus_of_segment(const struct view_info *v, const struct grid *g)
{
	return (uint32_t)g->columns * (uint32_t)v->per_cell;
}

/* Lines that begin at round ids. With several segments across, each holds a whole host. */
static size_t lines_by_id(const struct layout_request *r, uint32_t per_segment, size_t across)
{
	size_t segments = 0;
	for (size_t i = 0; i < r->count; i++)
		segments += !i || grid_base(r, r->cpu[r->shown[i]], per_segment) !=
					  grid_base(r, r->cpu[r->shown[i - 1]], per_segment);
	return (segments + across - 1) / across;
}

/* Lines in views without a ruler, where each host begins a new line. */
static size_t lines_by_host(const struct layout_request *r, uint32_t per_line)
{
	size_t lines = 0, used = per_line;
	for (size_t i = 0; i < r->count; i++, used++) {
		bool begins =
			!i || host_of(r->cpu[r->shown[i]]) != host_of(r->cpu[r->shown[i - 1]]);
		if (begins || used == per_line) {
			lines++;
			used = 0;
		}
	}
	return lines;
}

/* Counts the lines of groups; short groups share a line. */
static void count_groups(const struct layout_request *r, struct grid *g, uint32_t per_segment)
{
	const struct tree *t = r->tree;
	size_t across = (size_t)g->across, used = across;
	for (uint32_t i = 0, parent = 0; i < t->count; i++) {
		if (!grid_breaks_at(t, i, g->level))
			continue;
		if (grid_is_named(t, i, g->names, &parent)) {
			g->label_lines++;
			used = across;
		}
		size_t segments = (t->group[i].count + per_segment - 1) / per_segment;
		for (; segments; segments--, used++) {
			if (used == across) {
				g->lines++;
				used = 0;
			}
		}
	}
}

static void count_lines(const struct layout_request *r, const struct view_info *v, struct grid *g)
{
	uint32_t per_segment = cpus_of_segment(v, g);
	g->lines = g->label_lines = 0;
	if (by_topology(r))
		count_groups(r, g, per_segment);
	else if (grid_by_id(r, v))
		g->lines = lines_by_id(r, per_segment, (size_t)g->across);
	else if (grid_by_host(r))
		g->lines = lines_by_host(r, per_segment);
	else
		g->lines = (r->count + per_segment - 1) / per_segment;
}

/* Columns of the widest id. */
static int id_width(const struct layout_request *r)
{
	return request_id_width(r, grid_by_host(r));
}

enum { HOST_NAME_MOST = 15 };

/* Columns of the widest name of a host, or of the widest id if that is wider. */
static int host_width(const struct layout_request *r)
{
	int widest = id_width(r);
	for (size_t i = 0; i < r->count; i++) {
		uint32_t cpu = r->cpu[r->shown[i]];
		if (i && host_of(cpu) == host_of(r->cpu[r->shown[i - 1]]))
			continue;
		int n = (int)strlen(cpu_name_host(r->hosts, cpu));
		widest = n > widest ? n : widest;
	}
	return widest < HOST_NAME_MOST ? widest : HOST_NAME_MOST;
}

/* Width of the widest label: the names of groups, or the largest id; and a blank. */
static int label_width(const struct layout_request *r, const struct view_info *v, enum level level,
		       bool names)
{
	int widest = 1;
	if (grid_by_host(r))
		return host_width(r) + 1;
	if (grid_by_id(r, v))
		return id_width(r) + 1;
	if (!by_topology(r) || !names)
		return 0;
	for (uint32_t g = 0; g < r->tree->count; g++) {
		int n = grid_breaks_at(r->tree, g, level) ? (int)strlen(r->tree->group[g].name) : 0;
		widest = n > widest ? n : widest;
	}
	return widest + 1;
}

/* --- Size --- */

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int greatest(int a, int b)
{
	return a > b ? a : b;
}

enum { NUMBER_BESIDE_ID = 5 /* columns of a slot with an id: a percentage between blanks */ };

/* Columns that a slot needs. Names with hosts may be cut only in a grid of one column. */
static int slot_needs(const struct layout_request *r, const struct view_info *v,
		      const struct grid *g)
{
	if (!v->ids || g->columns == 1 || !cpu_name_has_host(r->hosts))
		return v->slot_least;
	return greatest(v->slot_least, id_width(r) + NUMBER_BESIDE_ID);
}

/* The widest slots with which the grid fits the width, 0 when none do. */
static int slot_width(const struct layout_request *r, const struct view_info *v,
		      const struct grid *g, int width)
{
	int segment = (width + GRID_BETWEEN) / g->across - GRID_BETWEEN - g->label;
	int slot = (segment - grid_width(v, g->columns, 0)) / g->columns;
	return slot < slot_needs(r, v, g) ? 0 : least(slot, v->slot_most);
}

static int heading_rows(const struct view_info *v, size_t lines, int height)
{
	if (v->heading == HEADING_IF_ROOM)
		return lines < (size_t)height || (lines > (size_t)height && height >= HEADING_FROM);
	return v->heading == HEADING_ALWAYS;
}

/* Replaces the label of an only line by a scale, if slots lose no column by that. */
static void use_axis(const struct layout_request *r, const struct view_info *v, struct grid *g,
		     int width)
{
	struct grid with = *g;
	with.label = AXIS_LABEL;
	with.slot = slot_width(r, v, &with, width);
	if (!v->axis || g->lines != 1 || grid_by_host(r) || g->pitch < AXIS_FROM ||
	    !grid_by_id(r, v) || with.slot < g->slot)
		return;
	*g = with;
	g->axis = true;
	g->rise = g->pitch;
}

/* Shares out the height of a region in which all lines fit. */
static void share_height(const struct layout_request *r, const struct view_info *v, struct grid *g,
			 int width, int height)
{
	int lines = greatest((int)g->lines, 1), labels = (int)g->label_lines, all = lines + labels;
	int room = height - g->heading;
	g->key = v->key_width && width >= v->key_width && room > all;
	room -= g->key;
	bool band = r->band && room - all >= r->band;
	int slots = band ? greatest(all, least(room / 2, room - r->band)) : room;
	/* Lines that are apart need no blank row below the last one. */
	g->pitch = least((slots - labels + (v->rows_apart && lines > 1)) / lines, v->rows_most);
	bool over = g->pitch * lines + labels > slots;
	g->rise = g->pitch - ((v->rows_apart && g->pitch > 2) || over);
	int used = g->pitch * lines + labels - over;
	/* Put blank rows between the lines if some are left and all lines are alike. */
	for (int every = 16; !band && !labels && every > 1; every /= 2)
		if ((lines - 1) / every <= room - used)
			g->every = every;
	used += g->every ? (lines - 1) / g->every : 0;
	g->free = room - used;
}

/* The grid with its columns and segments across as given, 0 columns when it is too wide. */
static struct grid measure(const struct layout_request *r, const struct view_info *v, struct grid g,
			   int width, int height)
{
	g.slot = slot_width(r, v, &g, width);
	if (!g.slot) {
		g.columns = 0;
		return g;
	}
	g.full = !v->slot_full || g.slot >= v->slot_full + id_width(r);
	count_lines(r, v, &g);
	size_t all = g.lines + g.label_lines;
	if (grid_by_id(r, v) || !v->labels)
		g.heading = heading_rows(v, all, height);
	g.fits = all + (size_t)g.heading <= (size_t)greatest(height, 0);
	g.pitch = g.rise = 1;
	if (g.fits) {
		share_height(r, v, &g, width, height);
		use_axis(r, v, &g, width);
	}
	int used = g.across * (g.label + grid_width(v, g.columns, g.slot) + GRID_BETWEEN);
	g.margin = v->labels && used - GRID_BETWEEN < width;
	return g;
}

/* --- The best --- */

enum { MERITS = 5 };

/*
 * The merits of a grid, the most important first. None gets less in a larger region. All slots too
 * narrow for what a view shows at its best count the same.
 */
static void judge(const struct layout_request *r, const struct view_info *v, const struct grid *g,
		  int merit[MERITS])
{
	int slot = g->full ? g->slot : v->slot_least;
	int area = slot * g->pitch;
	int extras = g->heading + g->key + (r->band && g->free >= r->band);
	int all = g->columns * g->across;
	merit[0] = g->fits;
	if (!g->fits) {
		merit[1] = g->full;
		merit[2] = all;
		merit[3] = g->slot;
		merit[4] = 0;
		return;
	}
	merit[1] = 4 * g->full + extras;
	merit[4] = all;
	switch (v->growth) {
	case GROWTH_WIDE:
		merit[2] = least(slot, WIDE_ENOUGH);
		merit[3] = area;
		break;
	case GROWTH_TALL:
		merit[2] = least(g->pitch, HIGH_ENOUGH);
		merit[3] = area;
		break;
	case GROWTH_SQUARE:
		/* A row is about as high as two columns are wide. */
		merit[2] = least(least(g->slot, 2 * g->pitch / v->per_cell), SQUARE_ENOUGH);
		merit[3] = area;
		break;
	}
}

static bool is_better(const struct layout_request *r, const struct view_info *v,
		      const struct grid *a, const struct grid *b)
{
	int x[MERITS], y[MERITS], i = 0;
	if (!a->columns || !b->columns)
		return a->columns > 0;
	judge(r, v, a, x);
	judge(r, v, b, y);
	while (i < MERITS - 1 && x[i] == y[i])
		i++;
	return x[i] > y[i];
}

/* Cpus in the largest group at which grids break. */
static uint32_t largest_group(const struct tree *t, enum level level)
{
	uint32_t most = 0;
	for (uint32_t g = 0; g < t->count; g++)
		if (grid_breaks_at(t, g, level) && t->group[g].count > most)
			most = t->group[g].count;
	return most;
}

/* Whether one segment can hold all cpus of each host. */
static bool holds_hosts(const struct layout_request *r, uint32_t per_segment)
{
	for (size_t i = 0; i < r->count; i++)
		if (cpu_name_id(r->hosts, r->cpu[r->shown[i]]) >= per_segment)
			return false;
	return true;
}

/* Segments stand side by side only where each holds a group or a host, and its name. */
static int most_across(const struct layout_request *r, const struct view_info *v,
		       const struct grid *g)
{
	bool whole = by_topology(r) && g->names &&
		     cpus_of_segment(v, g) >= largest_group(r->tree, g->level);
	if (grid_by_host(r) && grid_by_id(r, v))
		whole = holds_hosts(r, cpus_of_segment(v, g));
	return whole ? 4096 : 1;
}

static struct grid best_grid(const struct layout_request *r, const struct view_info *v, int width,
			     int height, enum level level, bool names)
{
	struct grid best = { 0 }, g = { .level = level, .names = names };
	g.label = label_width(r, v, level, names);
	int most =
		greatest(least(v->columns_most, (int)(r->count < 4096 ? r->count + 8 : 4096)), 1);
	bool one_line = false;
	int ids = grid_by_id(r, v) ? v->columns_most : most;
	for (g.columns = 1; g.columns <= ids; g.columns = next_columns(v, g.columns)) {
		int across_most = most_across(r, v, &g);
		for (g.across = 1; g.across <= across_most; g.across++) {
			struct grid one = measure(r, v, g, width, height);
			if (!one.columns)
				break;
			if (is_better(r, v, &one, &best))
				best = one;
			one_line |= one.lines == 1;
		}
		g.across = 1;
		/* More columns than a host has cpus would be blank. */
		bool enough = grid_by_host(r) && grid_by_id(r, v) &&
			      holds_hosts(r, cpus_of_segment(v, &g));
		if (one_line || enough || !slot_width(r, v, &g, width))
			break;
	}
	return best;
}

/*
 * A grid in the order by topology starts a new line for each last level cache. If that takes more
 * rows than there are, it does so for a coarser level: the finest one that fits.
 */
struct grid grid_choose(const struct layout_request *r, enum view view, int width, int height)
{
	const struct view_info *v = r->views[view];
	struct grid finest = best_grid(r, v, width, height, LEVEL_LLC, v->labels);
	if (!by_topology(r))
		return finest;
	for (size_t i = tree_rank(r->tree, LEVEL_LLC); i > 0; i--)
		for (int names = v->labels; names >= 0; names--) {
			struct grid g =
				best_grid(r, v, width, height, r->tree->level[i], names != 0);
			if (g.fits)
				return g;
		}
	return finest;
}
