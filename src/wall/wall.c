/*
 * State of the wall. Invariant after arrange(): shown, tree, groups and plan belong to the same
 * set of rows; nothing else reads them before.
 */
#include "wall/wall.h"

#include "base/brief.h"
#include "base/mem.h"
#include "wall/cursor.h"
#include "panels/frame.h"
#include "views/plan.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_LEAST = 4, NOTE_FRAMES = 3 };

void wall_init(struct wall *w)
{
	*w = (struct wall){
		.level = LEVELS,
		.interval = 1,
		.colour = true,
		.stale = true,
		.glyphs = GLYPHS_BLOCKS,
		.best_glyphs = GLYPHS_BLOCKS,
	};
}

void wall_free(struct wall *w)
{
	history_free(&w->history);
	ranking_free(&w->ranking);
	free(w->below);
	cpulist_free(&w->only);
	expanded_free(&w->fold);
	expanded_free(&w->fold_before);
	smooth_free(&w->steady);
	tree_free(&w->tree);
	plan_free(&w->plan);
	free(w->shown);
	free(w->shown_cpu);
	free(w->ordered);
	free(w->groups);
	free(w->run);
	paint_memory_free(&w->memory);
	*w = (struct wall){ 0 };
}

void wall_note(struct wall *w, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vbrief(w->note, sizeof w->note, format, args);
	va_end(args);
	w->note_frames = NOTE_FRAMES;
}

/* A cpu that passed the threshold stays for so many samples below it: rows that do not flicker. */
enum { MIN_PATIENCE = 3 };

/* Counts for each cpu how long it has been below the threshold; true when that lets one in or out.
 */
static bool sift(struct wall *w, const struct usage *u)
{
	bool changed = w->below_rows != u->rows;
	if (changed) {
		w->below = mem_grow(w->below, &w->below_room, u->rows, sizeof *w->below);
		memset(w->below, MIN_PATIENCE, u->rows);
		w->below_rows = u->rows;
	}
	for (size_t i = 0; i < u->rows; i++) {
		bool passed = w->below[i] < MIN_PATIENCE;
		bool above = u->state[i] == USAGE_OK && (double)u->busy[i] >= w->min;
		if (above)
			w->below[i] = 0;
		else if (passed)
			w->below[i]++;
		changed |= passed != (w->below[i] < MIN_PATIENCE);
	}
	return changed;
}

void wall_sift(struct wall *w, const struct machine *m)
{
	if (w->min > 0)
		w->stale |= sift(w, &m->usage);
}

/* A new interval, once. */
static void take_interval(struct wall *w, const struct machine *m)
{
	w->intervals = m->intervals;
	history_update(&w->history, &m->usage, machine_sample(m)->boot_ns);
	if (w->order == ORDER_LOAD)
		w->stale |= ranking_update(&w->ranking, &m->usage);
	wall_sift(w, m);
	if (w->note_frames && !--w->note_frames)
		w->note[0] = '\0';
}

/* Twice as many as are seen: whoever takes a place that becomes free has waited behind. */
static void list_hottest(struct wall *w, const struct machine *m)
{
	int most = w->width ? 2 * frame_hottest_room(w, m) : HOTTEST_MOST;
	hottest_update(&w->hottest, &w->steady, most);
}

void wall_update(struct wall *w, const struct machine *m)
{
	uint32_t count[SPREAD_BUCKETS];
	bool anew = w->shape != m->shape;
	smooth_update(&w->steady, &m->usage);
	smooth_spread(&w->steady, 0, w->steady.rows, count);
	spread_update(&w->spread, count, anew);
	if (anew) {
		w->shape = m->shape;
		w->stale = true;
		w->hottest.count = 0;
	}
	list_hottest(w, m);
	if (w->intervals != m->intervals)
		take_interval(w, m);
	else if (w->order == ORDER_LOAD && w->ranking.count != m->usage.rows)
		ranking_update(&w->ranking, &m->usage);
}

int wall_header_rows(int height)
{
	static const int from[] = { 4, 12, 18 };
	int rows = 0;
	while (rows < 3 && height >= from[rows])
		rows++;
	return rows;
}

bool wall_has_status(int height)
{
	return height >= 3;
}

void wall_region(const struct wall *w, int *width, int *height)
{
	*width = w->width;
	*height = w->height - wall_header_rows(w->height) - wall_has_status(w->height);
	if (!w->detail)
		return;
	*width -= frame_detail_columns(w->width);
	*height -= frame_detail_rows(w->width, *height);
}

/* The rows that pass the filter. */
static void choose_rows(struct wall *w, const struct machine *m)
{
	size_t rows = m->usage.rows;
	w->shown = mem_grow(w->shown, &w->shown_room, rows, sizeof *w->shown);
	w->shown_cpu = mem_grow(w->shown_cpu, &w->shown_cpu_room, rows, sizeof *w->shown_cpu);
	w->shown_count = 0;
	for (uint32_t i = 0; i < rows; i++) {
		if (w->only.count && !cpulist_has(&w->only, m->usage.cpu[i]))
			continue;
		if (w->min > 0 && i < w->below_rows && w->below[i] >= MIN_PATIENCE)
			continue;
		w->shown_cpu[w->shown_count] = m->usage.cpu[i];
		w->shown[w->shown_count++] = i;
	}
}

/* How many lines the tree makes when groups of that depth are closed and coarser ones open. */
static size_t lines_at_depth(const struct tree *t, uint32_t depth)
{
	size_t lines = 0;
	for (uint32_t g = 0; g < t->count; g++)
		lines += t->group[g].depth <= depth && (t->group[g].depth > 0 || !depth);
	return lines;
}

/* The finest depth at which all rows fit, 0 when none does. */
static uint32_t depth_by_room(const struct wall *w, int height)
{
	for (uint32_t depth = tree_depth(&w->tree); depth > 0; depth--)
		if (lines_at_depth(&w->tree, depth) <= (size_t)height)
			return depth;
	return 0;
}

static uint32_t last_id(const struct machine *m)
{
	return m->usage.rows ? m->usage.cpu[m->usage.rows - 1] : 0;
}

static size_t count_blocks(const struct wall *w, uint32_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < w->shown_count; i++)
		n += !i || w->shown_cpu[i] / size != w->shown_cpu[i - 1] / size;
	return n;
}

/* The smallest round block whose rows fit. */
static uint32_t block_by_room(const struct wall *w, int height)
{
	uint32_t size = BLOCK_LEAST;
	while (size < 1u << 30 && count_blocks(w, size) > (size_t)height)
		size *= 2;
	return size;
}

static void use_blocks(struct wall *w, uint32_t size, uint32_t last)
{
	w->block_in_use = size;
	tree_of_ranges(&w->tree, w->shown_cpu, w->shown_count, size, last);
	if (!w->fold_by_hand)
		w->fold.depth = 1;
}

/* Groups by topology where it serves, else blocks; closed at the depth that the room gives. */
static void choose_groups(struct wall *w, const struct machine *m, int height)
{
	if (height < 1)
		height = 1;
	w->block_in_use = 0;
	if (w->block) {
		use_blocks(w, w->block, last_id(m));
		return;
	}
	uint32_t depth = 0;
	if (w->level == LEVELS)
		tree_of_topology(&w->tree, &m->topology, w->shown_cpu, w->shown_count);
	else if (tree_of_level(&w->tree, &m->topology, w->level, w->shown_cpu, w->shown_count))
		depth = (uint32_t)tree_rank(&w->tree, w->level);
	if (w->fold_by_hand && w->tree.count > 1)
		return;
	w->fold.depth = depth ? depth : depth_by_room(w, height);
	size_t lines = w->fold.depth ? lines_at_depth(&w->tree, w->fold.depth) : 0;
	uint32_t block = block_by_room(w, height);
	/* Nobody asked for groups, and two packages say less in seven rows than six blocks. */
	bool few = w->view == VIEW_AUTO && 2 * lines < count_blocks(w, block);
	if (!depth && (lines < 2 || few))
		use_blocks(w, block, last_id(m));
}

/* How many of the group's members from the i-th on are rows one behind the other. */
static uint32_t run_length(const struct wall *w, const struct group *g, uint32_t i)
{
	const uint32_t *order = w->tree.order + g->first;
	uint32_t row = w->shown[order[i]], n = 1;
	while (i + n < g->count && w->shown[order[i + n]] == row + n)
		n++;
	return n;
}

/* Follows from the tree, and is asked for with every sample. */
static void find_runs(struct wall *w)
{
	w->run = mem_grow(w->run, &w->run_room, w->tree.count, sizeof *w->run);
	for (uint32_t i = 0; i < w->tree.count; i++) {
		const struct group *g = &w->tree.group[i];
		bool is_run = g->count && run_length(w, g, 0) == g->count;
		w->run[i] = is_run ? w->shown[w->tree.order[g->first]] : TREE_NONE;
	}
}

/* Adds the members of the group, runs of neighbouring rows at once. */
static void sum_members(struct wall *w, const struct machine *m, uint32_t group)
{
	const struct group *g = &w->tree.group[group];
	if (w->run[group] != TREE_NONE) {
		machine_add_rows(m, &w->groups[group], w->run[group], g->count);
		return;
	}
	for (uint32_t i = 0, n; i < g->count; i += n) {
		n = run_length(w, g, i);
		machine_add_rows(m, &w->groups[group], w->shown[w->tree.order[g->first + i]], n);
	}
}

/* Ticks of every group: leaves from their members, the others from their children. */
static void sum_groups(struct wall *w, const struct machine *m)
{
	const struct tree *t = &w->tree;
	w->groups = mem_grow(w->groups, &w->groups_room, t->count, sizeof *w->groups);
	for (uint32_t g = 0; g < t->count; g++)
		aggregate_clear(&w->groups[g]);
	for (uint32_t g = (uint32_t)t->count; g-- > 0;) {
		const struct group *group = &t->group[g];
		if (group->next == g + 1)
			sum_members(w, m, g);
		if (group->parent != TREE_NONE)
			aggregate_join(&w->groups[group->parent], &w->groups[g]);
	}
}

static void order_by_topology(struct wall *w, const struct machine *m)
{
	tree_of_topology(&w->tree, &m->topology, w->shown_cpu, w->shown_count);
	for (size_t i = 0; i < w->shown_count; i++)
		w->ordered[i] = w->shown[w->tree.order[i]];
}

/* The ranking's order, of the rows that pass the filter. */
static void order_by_load(struct wall *w, const struct machine *m)
{
	size_t n = 0;
	if (w->ranking.count != m->usage.rows)
		ranking_sort(&w->ranking, &m->usage);
	for (size_t i = 0; i < w->ranking.count; i++) {
		uint32_t row = (uint32_t)usage_row(&m->usage, w->ranking.cpu[i]);
		bool in = !w->only.count || cpulist_has(&w->only, w->ranking.cpu[i]);
		in &= !(w->min > 0 && row < w->below_rows && w->below[row] >= MIN_PATIENCE);
		if (in && n < w->shown_count)
			w->ordered[n++] = row;
	}
}

static void order_rows(struct wall *w, const struct machine *m)
{
	if (w->order == ORDER_ID)
		return;
	w->ordered = mem_grow(w->ordered, &w->ordered_room, w->shown_count, sizeof *w->ordered);
	if (w->order == ORDER_TOPOLOGY)
		order_by_topology(w, m);
	else
		order_by_load(w, m);
}

/* Without a line to count what is hidden nothing is: blocks as large as it takes, all closed. */
static void make_uncounted(struct wall *w, const struct machine *m, struct layout_request *r)
{
	static const struct expanded closed = { .depth = 1 };
	w->block_in_use = block_by_room(w, r->height);
	tree_of_ranges(&w->tree, w->shown_cpu, w->shown_count, w->block_in_use, last_id(m));
	r->fold = &closed;
	layout_make(&w->plan, r);
}

static void arrange(struct wall *w, const struct machine *m)
{
	int width, height;
	choose_rows(w, m);
	order_rows(w, m);
	wall_region(w, &width, &height);
	struct layout_request r = {
		.width = width,
		.height = height,
		.view = w->view,
		.overflow = w->overflow,
		.order = w->order,
		.cpu = m->usage.cpu,
		.shown = w->shown,
		.count = w->shown_count,
		.ordered = w->order == ORDER_ID ? NULL : w->ordered,
		.tree = &w->tree,
		.fold = &w->fold,
		.top = w->top,
		.counts = wall_has_status(w->height),
	};
	r.view = layout_choose(&r, &r.overflow);
	if (r.view == VIEW_GROUPS && r.count)
		choose_groups(w, m, r.height);
	layout_make(&w->plan, &r);
	if (!r.counts && w->plan.lines > (size_t)(w->plan.rows > 0 ? w->plan.rows : 0))
		make_uncounted(w, m, &r);
	if (w->plan.view == VIEW_GROUPS)
		find_runs(w);
	w->stale = false;
	paint_forget(&w->memory);
}

void wall_refresh(struct wall *w, const struct machine *m)
{
	if (w->stale)
		arrange(w, m);
	if (w->plan.view == VIEW_GROUPS && w->plan.lines)
		sum_groups(w, m);
}

static struct drawing painter_of(struct wall *w, const struct machine *m, struct canvas *c)
{
	return (struct drawing){
		.canvas = c,
		.y = wall_header_rows(w->height),
		.glyphs = &glyph_table[w->glyphs],
		.colour = w->colour && w->theme != THEME_MONO,
		.usage = &m->usage,
		.steady = &w->steady,
		.plan = &w->plan,
		.tree = &w->tree,
		.groups = w->groups,
		.run = w->run,
		.shown = w->shown,
		.history = &w->history,
		.memory = &w->memory,
	};
}

/* Whether the canvas holds the frame before this one, of which only loads have changed since. */
static bool goes_on(const struct wall *w, const struct drawing *p, const struct canvas *c)
{
	return c->owner == w && c->frame == w->frames && c->width == w->width &&
	       c->height == w->height && !w->help && !w->detail && p->usage->rows &&
	       paint_is_calm(p);
}

/* In reverse the parts of a bar would say the contrary. */
static bool is_bar(const struct cell *cell)
{
	return cell->role >= ROLE_USR && cell->role <= ROLE_MARK;
}

/*
 * Marks a core's slot. Where that is a block, a full one in reverse would be an empty one: instead
 * it says its tens of percent, on the colour of its heat; and before anyone moved the cursor a wall
 * of blocks is shown as it is.
 */
static void mark_slot(const struct wall *w, struct canvas *c, const struct slot *slot, uint32_t row,
		      int y)
{
	const struct cell *cell = &c->cell[y * c->width + slot->x];
	unsigned tens = w->steady.number[row] / 10u;
	if (slot->width == 1 && !w->cursor.set)
		return;
	if (w->plan.form == VIEW_BLOCKS && cell->role >= ROLE_HEAT)
		canvas_put(c, slot->x, y, '0' + (tens > 9 ? 9 : tens),
			   (enum role)(ROLE_HEAT + w->steady.level[row]), GROUND_NONE);
	for (int i = 0; i < slot->width; i++)
		if (!is_bar(cell + i))
			canvas_mark(c, slot->x + i, y, 1);
}

/* Marks the cells of what the cursor is on. */
static void paint_cursor(struct wall *w, const struct machine *m, struct canvas *c)
{
	struct position spot = cursor_find(w, m);
	const struct plan *plan = &w->plan;
	if (spot.line == SIZE_MAX || !plan_shows(plan, spot.line))
		return;
	int y = wall_header_rows(w->height);
	const struct line *line = &plan->line[spot.line];
	if (spot.member == TREE_NONE) {
		/* Only the name: the row's colours say something. */
		int x = 2 * line->depth;
		x = x + 4 < plan->width ? x : 0;
		y += plan->heading + (int)(spot.line - plan->top);
		canvas_mark(c, x, y, 2 + text_width(w->tree.group[line->group].name));
		return;
	}
	for (uint32_t s = line->seg; s < line->seg + line->segs; s++) {
		const struct seg *seg = &plan->seg[s];
		if (spot.member < seg->first || spot.member >= seg->first + seg->count)
			continue;
		struct slot slot = plan_slot(plan, spot.line, seg, spot.member);
		if (y + slot.y < c->height && slot.x + slot.width <= c->width) {
			mark_slot(w, c, &slot, cursor_row(w, spot), y + slot.y);
			paint_again(&w->memory, spot.member);
		}
	}
}

/* Fits the plan to the size, with the cursor in sight if it was. */
static void take_size(struct wall *w, const struct machine *m, int width, int height)
{
	w->width = width;
	w->height = height;
	w->stale = true;
	list_hottest(w, m);
	wall_refresh(w, m);
	struct position spot = cursor_find(w, m);
	if (w->cursor.set && spot.line != SIZE_MAX)
		cursor_show(w, spot.line);
}

void wall_paint(struct wall *w, const struct machine *m, const struct surroundings *s,
		struct canvas *c, int width, int height)
{
	int header = wall_header_rows(height);
	if (w->width != width || w->height != height)
		take_size(w, m, width, height);
	wall_refresh(w, m);
	const struct drawing p = painter_of(w, m, c);
	bool on = goes_on(w, &p, c);
	if (on) {
		canvas_blank_rows(c, 0, header);
		canvas_blank_rows(c, height - wall_has_status(height), wall_has_status(height));
	} else {
		canvas_reset(c, width, height);
	}
	c->ascii = w->glyphs == GLYPHS_ASCII;
	if (w->help) {
		frame_help(w, c);
		return;
	}
	frame_header(w, m, s, c, header);
	if (on)
		paint_changes(&p);
	else if (m->usage.rows)
		paint_plan(&p);
	paint_cursor(w, m, c);
	if (w->detail)
		frame_detail(w, m, s, c);
	if (wall_has_status(height))
		frame_status(w, m, s, c, height - 1);
	c->owner = w;
	c->frame = ++w->frames;
}
