/*
 * State of the wall. Invariant after arrange(): shown, tree, groups and plan belong to the same
 * set of rows; nothing else reads them before.
 */
#include "wall/wall.h"

#include "base/mem.h"
#include "wall/cursor.h"
#include "wall/frame.h"
#include "wall/paint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_LEAST = 4, NOTE_FRAMES = 3 };

void wall_init(struct wall *w)
{
	*w = (struct wall){
		.level = LEVELS, .interval = 1, .colour = true, .stale = true,
		.glyphs = GLYPHS_BLOCKS, .best_glyphs = GLYPHS_BLOCKS,
	};
}

void wall_free(struct wall *w)
{
	cpulist_free(&w->only);
	fold_free(&w->fold);
	steady_free(&w->steady);
	tree_free(&w->tree);
	plan_free(&w->plan);
	free(w->shown);
	free(w->shown_cpu);
	free(w->ordered);
	free(w->groups);
	*w = (struct wall){ 0 };
}

void wall_note(struct wall *w, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(w->note, sizeof w->note, format, args);
	va_end(args);
	w->note_frames = NOTE_FRAMES;
}

void wall_update(struct wall *w, const struct machine *m)
{
	steady_update(&w->steady, &m->usage);
	if (w->shape != m->shape) {
		w->shape = m->shape;
		w->stale = true;
	}
	if (w->note_frames && !--w->note_frames)
		w->note[0] = '\0';
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

static int region_height(const struct wall *w)
{
	return w->height - wall_header_rows(w->height) - wall_has_status(w->height);
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

static uint32_t deepest(const struct tree *t)
{
	uint32_t depth = 0;
	for (uint32_t g = 0; g < t->count; g++)
		depth = t->group[g].depth > depth ? t->group[g].depth : depth;
	return depth;
}

/* The finest depth at which all rows fit, 0 when none does. */
static uint32_t depth_by_room(const struct wall *w, int height)
{
	for (uint32_t depth = deepest(&w->tree); depth > 0; depth--)
		if (lines_at_depth(&w->tree, depth) <= (size_t)height)
			return depth;
	return 0;
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

static void use_blocks(struct wall *w, uint32_t size)
{
	w->block_in_use = size;
	tree_of_blocks(&w->tree, w->shown_cpu, w->shown_count, size);
	if (!w->fold_by_hand)
		w->fold.depth = 1;
}

/*
 * The depth at which groups of the level are; where the machine lacks it (it would equal a coarser
 * one), of the nearest coarser one. 0 when there is none.
 */
static uint32_t depth_of_level(const struct tree *t, enum level level)
{
	uint32_t depth = 0;
	for (uint32_t g = 0; g < t->count; g++)
		if (t->group[g].level <= level && t->group[g].depth > depth)
			depth = t->group[g].depth;
	return depth;
}

/* Groups by topology where it serves, else blocks; closed at the depth that the room gives. */
static void choose_groups(struct wall *w, const struct machine *m, int height)
{
	if (height < 1)
		height = 1;
	w->block_in_use = 0;
	if (w->block) {
		use_blocks(w, w->block);
		return;
	}
	tree_of_topology(&w->tree, &m->topology, w->shown_cpu, w->shown_count);
	if (w->fold_by_hand && w->tree.count > 1)
		return;
	uint32_t depth = w->level < LEVELS ? depth_of_level(&w->tree, w->level) : 0;
	w->fold.depth = depth ? depth : depth_by_room(w, height);
	if (!w->fold.depth || lines_at_depth(&w->tree, w->fold.depth) < 2)
		use_blocks(w, block_by_room(w, height));
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
			for (uint32_t i = 0; i < group->count; i++)
				aggregate_add(&w->groups[g], &m->usage,
					      w->shown[t->order[group->first + i]]);
		if (group->parent != TREE_NONE)
			aggregate_join(&w->groups[group->parent], &w->groups[g]);
	}
}

static void order_rows(struct wall *w, const struct machine *m)
{
	if (w->order != ORDER_TOPOLOGY)
		return;
	tree_of_topology(&w->tree, &m->topology, w->shown_cpu, w->shown_count);
	w->ordered = mem_grow(w->ordered, &w->ordered_room, w->shown_count, sizeof *w->ordered);
	for (size_t i = 0; i < w->shown_count; i++)
		w->ordered[i] = w->shown[w->tree.order[i]];
}

static void arrange(struct wall *w, const struct machine *m)
{
	choose_rows(w, m);
	order_rows(w, m);
	struct layout_request r = {
		.width = w->width,
		.height = region_height(w),
		.view = w->view,
		.overflow = w->overflow,
		.order = w->order,
		.cpu = m->usage.cpu,
		.shown = w->shown,
		.count = w->shown_count,
		.ordered = w->order == ORDER_TOPOLOGY ? w->ordered : NULL,
		.tree = &w->tree,
		.fold = &w->fold,
		.top = w->top,
		.counts = wall_has_status(w->height),
	};
	r.view = layout_choose(&r, &r.overflow);
	if (r.view == VIEW_GROUPS && r.count)
		choose_groups(w, m, r.height);
	layout_make(&w->plan, &r);
	w->top = w->plan.top;
	w->stale = false;
}

static void refresh(struct wall *w, const struct machine *m)
{
	if (w->stale)
		arrange(w, m);
	if (w->plan.view == VIEW_GROUPS && w->plan.lines)
		sum_groups(w, m);
}

static void paint_region(const struct wall *w, const struct machine *m, struct canvas *c)
{
	const struct painter p = {
		.canvas = c,
		.y = wall_header_rows(w->height),
		.glyphs = &glyph_table[w->glyphs],
		.colour = w->colour && w->theme != THEME_MONO,
		.usage = &m->usage,
		.steady = &w->steady,
		.plan = &w->plan,
		.tree = &w->tree,
		.groups = w->groups,
		.shown = w->shown,
	};
	paint_plan(&p);
}

/* Marks the cells of what the cursor is on. */
static void paint_cursor(const struct wall *w, const struct machine *m, struct canvas *c)
{
	struct spot spot = cursor_find(w, m);
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
		canvas_mark(c, x, y, 2 + text_width(w->tree.group[line->group].name), CELL_CURSOR);
		return;
	}
	for (uint32_t s = line->seg; s < line->seg + line->segs; s++) {
		const struct seg *seg = &plan->seg[s];
		if (spot.member < seg->first || spot.member >= seg->first + seg->count)
			continue;
		struct slot slot = plan_slot(plan, spot.line, seg, spot.member);
		canvas_mark(c, slot.x, y + slot.y, slot.width, CELL_CURSOR);
	}
}

void wall_paint(struct wall *w, const struct machine *m, const struct surroundings *s,
		struct canvas *c, int width, int height)
{
	canvas_reset(c, width, height);
	if (w->width != width || w->height != height) {
		w->width = width;
		w->height = height;
		w->stale = true;
		refresh(w, m);
		struct spot spot = cursor_find(w, m);
		if (w->cursor.set && spot.line != SIZE_MAX)
			cursor_show(w, spot.line);
	}
	refresh(w, m);
	if (w->help) {
		frame_help(w, c);
		return;
	}
	frame_header(w, m, s, c, wall_header_rows(height));
	if (m->usage.rows)
		paint_region(w, m, c);
	paint_cursor(w, m, c);
	if (wall_has_status(height))
		frame_status(w, m, s, c, height - 1);
}

static enum verdict move_cursor(struct wall *w, const struct machine *m, enum action action)
{
	struct spot spot = cursor_move(w, cursor_find(w, m), action);
	if (spot.line == SIZE_MAX)
		return VERDICT_NONE;
	cursor_put(w, m, spot);
	cursor_show(w, spot.line);
	return VERDICT_FRAME;
}

/* Opens or closes the group; the cursor stays on it. */
static enum verdict fold_group(struct wall *w, const struct machine *m, uint32_t group, bool open)
{
	fold_set(&w->fold, &w->tree, group, open);
	w->stale = true;
	refresh(w, m);
	struct spot spot = cursor_find(w, m);
	if (spot.line != SIZE_MAX) {
		cursor_show(w, spot.line);
	}
	return VERDICT_FRAME;
}

/* Enter, left and right where groups are; VERDICT_NONE when the key means a movement. */
static enum verdict press_group(struct wall *w, const struct machine *m, enum action action)
{
	struct spot spot = cursor_find(w, m);
	if (w->plan.view != VIEW_GROUPS || spot.line == SIZE_MAX)
		return VERDICT_NONE;
	const struct line *line = &w->plan.line[spot.line];
	uint32_t group = line->group;
	if (line->kind == LINE_CORES) {
		uint32_t first = w->plan.seg[line->seg].first;
		bool leave = action == ACTION_OPEN || (action == ACTION_LEFT && spot.member == first);
		if (!leave)
			return VERDICT_NONE;
		w->cursor.on_group = true;
		w->cursor.group = fold_key(&w->tree, group);
		return fold_group(w, m, group, false);
	}
	if (!w->cursor.set)
		cursor_put(w, m, spot);
	if (action == ACTION_OPEN)
		return fold_group(w, m, group, !line->open);
	if (action == ACTION_RIGHT && !line->open)
		return fold_group(w, m, group, true);
	if (action == ACTION_RIGHT)
		return move_cursor(w, m, ACTION_DOWN);
	if (line->open)
		return fold_group(w, m, group, false);
	uint32_t parent = w->tree.group[group].parent;
	if (parent != TREE_NONE && parent) {
		w->cursor.group = fold_key(&w->tree, parent);
		struct spot up = cursor_find(w, m);
		cursor_put(w, m, up);
		cursor_show(w, up.line);
	}
	return VERDICT_FRAME;
}

static enum verdict choose_view(struct wall *w, const struct machine *m, unsigned view)
{
	w->view = (enum view)view;
	w->stale = true;
	refresh(w, m);
	struct spot spot = cursor_find(w, m);
	if (w->cursor.set && spot.line != SIZE_MAX)
		cursor_show(w, spot.line);
	if (view != VIEW_AUTO && w->plan.view != w->view)
		wall_note(w, "%zu cpus do not fit as %s; o chooses how to see them all",
			  w->shown_count, view_table[view].name);
	else
		wall_note(w, "%s: %s", view_table[view].name, view_table[view].summary);
	return VERDICT_FRAME;
}

static enum verdict choose_overflow(struct wall *w, const struct machine *m)
{
	static const char *const effect[OVERFLOWS] = {
		"denser views, then groups",
		"line by line",
		"whole screens",
		"rows of groups",
	};
	w->overflow = (enum overflow)((w->overflow + 1) % OVERFLOWS);
	w->stale = true;
	refresh(w, m);
	wall_note(w, "overflow %s: %s%s", overflow_name[w->overflow], effect[w->overflow],
		  w->plan.overflow == OVERFLOW_AUTO ? " (all cpus fit now)" : "");
	return VERDICT_FRAME;
}

/* Finer or coarser groups: a level of the tree, or half and twice the block. */
static enum verdict choose_depth(struct wall *w, int step)
{
	if (w->plan.view != VIEW_GROUPS) {
		wall_note(w, "no groups in this view; 6 shows groups");
		return VERDICT_FRAME;
	}
	w->stale = true;
	if (w->block_in_use) {
		uint32_t size = step > 0 ? w->block_in_use / 2 : w->block_in_use * 2;
		bool whole = step < 0 && count_blocks(w, w->block_in_use) < 2;
		if (!size || whole)
			wall_note(w, whole ? "one block already holds all" : "no finer blocks");
		else
			w->block = size;
		fold_reset(&w->fold);
		return VERDICT_FRAME;
	}
	uint32_t most = deepest(&w->tree) + 1, depth = w->fold.depth;
	if (step > 0 ? depth >= most : depth <= 1) {
		wall_note(w, step > 0 ? "no finer groups" : "no coarser groups");
		return VERDICT_FRAME;
	}
	w->fold.depth = depth + (uint32_t)step;
	w->fold_by_hand = true;
	fold_reset(&w->fold);
	return VERDICT_FRAME;
}

static enum verdict choose_interval(struct wall *w, bool faster)
{
	static const double steps[] = { 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 3600 };
	enum { STEPS = sizeof steps / sizeof steps[0] };
	int i = 0;
	while (i < STEPS - 1 && steps[i] < w->interval)
		i++;
	if (faster && i > 0)
		i--;
	else if (!faster && i < STEPS - 1 && steps[i] <= w->interval)
		i++;
	w->interval = steps[i];
	wall_note(w, "interval %gs", w->interval);
	return VERDICT_INTERVAL;
}

/* Other looks of the same screen. */
static enum verdict choose_style(struct wall *w, enum action action)
{
	if (action == ACTION_THEME) {
		w->theme = (enum theme)((w->theme + 1) % THEMES);
		wall_note(w, w->colour ? "theme %s" : "theme %s (no colours here)",
			  theme_name[w->theme]);
	} else if (w->best_glyphs == GLYPHS_ASCII) {
		wall_note(w, "this terminal or locale has ASCII alone");
	} else {
		w->glyphs = w->glyphs == GLYPHS_ASCII ? w->best_glyphs : GLYPHS_ASCII;
	}
	return VERDICT_STYLE;
}

static enum verdict act(struct wall *w, const struct machine *m, enum action action, uint32_t press)
{
	switch (action) {
	case ACTION_QUIT:
		return VERDICT_QUIT;
	case ACTION_HELP:
		w->help = true;
		return VERDICT_FRAME;
	case ACTION_OPEN:
	case ACTION_LEFT:
	case ACTION_RIGHT: {
		enum verdict verdict = press_group(w, m, action);
		if (verdict == VERDICT_NONE && action == ACTION_OPEN) {
			wall_note(w, "nothing to open here; 6 shows groups");
			verdict = VERDICT_FRAME;
		}
		return verdict == VERDICT_NONE ? move_cursor(w, m, action) : verdict;
	}
	case ACTION_UP:
	case ACTION_DOWN:
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
	case ACTION_HOME:
	case ACTION_END:
		return move_cursor(w, m, action);
	case ACTION_NEXT_VIEW:
		return choose_view(w, m, (w->view + 1) % VIEWS);
	case ACTION_PREVIOUS_VIEW:
		return choose_view(w, m, (w->view + VIEWS - 1) % VIEWS);
	case ACTION_VIEW:
		return choose_view(w, m, press - '0');
	case ACTION_OVERFLOW:
		return choose_overflow(w, m);
	case ACTION_FINER:
		return choose_depth(w, 1);
	case ACTION_COARSER:
		return choose_depth(w, -1);
	case ACTION_PAUSE:
		w->paused = !w->paused;
		return VERDICT_FRAME;
	case ACTION_SLOWER:
	case ACTION_FASTER:
		return choose_interval(w, action == ACTION_FASTER);
	case ACTION_THEME:
	case ACTION_ASCII:
		return choose_style(w, action);
	case ACTION_REDRAW:
		return VERDICT_REDRAW;
	default:
		return VERDICT_NONE;
	}
}

enum verdict wall_press(struct wall *w, const struct machine *m, uint32_t press)
{
	enum action action = key_action(press);
	if (w->help && action != ACTION_QUIT && action != ACTION_REDRAW) {
		w->help = false;
		return VERDICT_FRAME;
	}
	if (action == ACTION_CANCEL)
		return VERDICT_NONE;
	if (action == ACTION_NONE) {
		if (press > ' ' && press < 0x7f)
			wall_note(w, "%c does nothing here; ? shows the keys", (char)press);
		return press > ' ' && press < 0x7f ? VERDICT_FRAME : VERDICT_NONE;
	}
	w->note[0] = '\0';
	return act(w, m, action, press);
}
