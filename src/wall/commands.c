/*
 * What keys and the mouse do to the wall. Each action returns what it takes to show it; one that
 * has no effect here says why in the status line.
 */
#include "wall/wall.h"

#include "wall/cursor.h"
#include "wall/search.h"
#include "panels/frame.h"

#include <stdio.h>
#include <string.h>

static enum verdict move_cursor(struct wall *w, const struct machine *m, enum action action)
{
	struct position spot = cursor_move(w, cursor_find(w, m), action);
	if (spot.line == SIZE_MAX)
		return VERDICT_NONE;
	cursor_put(w, m, spot);
	cursor_show(w, spot.line);
	return VERDICT_FRAME;
}

/* Keeps the cursor's line in the window after the plan changed. */
static void keep_in_sight(struct wall *w, const struct machine *m)
{
	wall_refresh(w, m);
	struct position spot = cursor_find(w, m);
	if (w->cursor.set && spot.line != SIZE_MAX)
		cursor_show(w, spot.line);
}

/* Blocks chosen by room stay: of another size, what is open would be shut. */
static void keep_blocks(struct wall *w)
{
	if (w->block_in_use)
		w->block = w->block_in_use;
}

/* Opens or closes the group; the cursor stays on it. */
static enum verdict fold_group(struct wall *w, const struct machine *m, uint32_t group, bool open)
{
	expanded_set(&w->fold, &w->tree, group, open);
	keep_blocks(w);
	w->stale = true;
	wall_refresh(w, m);
	struct position spot = cursor_find(w, m);
	if (spot.line != SIZE_MAX)
		cursor_show(w, spot.line);
	return VERDICT_FRAME;
}

/* Enter, left and right where groups are; VERDICT_NONE when the key means a movement. */
static enum verdict press_group(struct wall *w, const struct machine *m, enum action action)
{
	struct position spot = cursor_find(w, m);
	if (w->plan.view != VIEW_GROUPS || spot.line == SIZE_MAX)
		return VERDICT_NONE;
	const struct line *line = &w->plan.line[spot.line];
	uint32_t group = line->group;
	if (line->kind == LINE_CORES) {
		uint32_t first = w->plan.seg[line->seg].first;
		if (action != ACTION_LEFT || spot.member != first)
			return VERDICT_NONE;
		w->cursor.on_group = true;
		w->cursor.group = expanded_key(&w->tree, group);
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
		w->cursor.group = expanded_key(&w->tree, parent);
		struct position up = cursor_find(w, m);
		cursor_put(w, m, up);
		cursor_show(w, up.line);
	}
	return VERDICT_FRAME;
}

static enum verdict choose_view(struct wall *w, const struct machine *m, unsigned view)
{
	w->view = (enum view)view;
	w->stale = true;
	keep_in_sight(w, m);
	if (view != VIEW_AUTO && w->plan.view != w->view)
		wall_note(w, "%zu cpus do not fit as %s; o chooses how to see them all",
			  w->shown_count, w->views[view]->name);
	else
		wall_note(w, "%s: %s", w->views[view]->name, w->views[view]->summary);
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
	keep_in_sight(w, m);
	wall_note(w, "overflow %s: %s%s", overflow_name[w->overflow], effect[w->overflow],
		  w->plan.overflow == OVERFLOW_AUTO ? " (all cpus fit now)" : "");
	return VERDICT_FRAME;
}

/* Finer or coarser groups: a level of the tree, or half and twice the block. */
static void choose_depth(struct wall *w, int step)
{
	if (w->plan.view != VIEW_GROUPS) {
		wall_note(w, "no groups in this view; 6 shows groups");
		return;
	}
	w->stale = true;
	if (w->block_in_use) {
		uint32_t size = step > 0 ? w->block_in_use / 2 : w->block_in_use * 2;
		bool whole = step < 0 && w->tree.count < 3;
		if (!size || whole)
			wall_note(w, whole ? "one block already holds all" : "no finer blocks");
		else
			w->block = size;
		expanded_reset(&w->fold);
		return;
	}
	uint32_t most = tree_depth(&w->tree) + 1, depth = w->fold.depth;
	if (step > 0 ? depth >= most : depth <= 1) {
		wall_note(w, step > 0 ? "no finer groups" : "no coarser groups");
		return;
	}
	w->fold.depth = depth + (uint32_t)step;
	w->fold_by_hand = true;
	expanded_reset(&w->fold);
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

static enum verdict choose_order(struct wall *w, const struct machine *m)
{
	static const char *const effect[ORDERS] = { "as numbered", "siblings adjacent",
						    "hottest first" };
	w->order = (enum order)((w->order + 1) % ORDERS);
	if (w->order == ORDER_LOAD)
		load_order_sort(&w->load_order, &m->usage, &w->steady);
	w->stale = true;
	w->top = 0;
	/* By load, what is wanted is at the top, wherever the cursor's core is. */
	if (w->order != ORDER_LOAD)
		keep_in_sight(w, m);
	wall_note(w, "order %s: %s", order_name[w->order], effect[w->order]);
	return VERDICT_FRAME;
}

/* Enter: groups open and close, a core's detail comes and goes. */
static enum verdict open_item(struct wall *w, const struct machine *m)
{
	struct position spot = cursor_find(w, m);
	if (spot.line == SIZE_MAX)
		return VERDICT_NONE;
	if (w->plan.line[spot.line].kind == LINE_GROUP)
		return press_group(w, m, ACTION_OPEN);
	if (!w->cursor.set)
		cursor_put(w, m, spot);
	if (!w->detail && !frame_has_detail(w->width, w->height)) {
		wall_note(w, "no room to tell more");
		return VERDICT_FRAME;
	}
	w->detail = !w->detail;
	w->stale = true;
	keep_in_sight(w, m);
	return VERDICT_FRAME;
}

/* Opens the group (not itself, when `above`) and all that it is in. */
static void open_path(struct wall *w, uint32_t group, bool above)
{
	uint32_t g = above ? w->tree.group[group].parent : group;
	for (; g != TREE_NONE && g; g = w->tree.group[g].parent)
		expanded_set(&w->fold, &w->tree, g, true);
	keep_blocks(w);
	w->stale = true;
}

/* Opens all that hides the row, and puts the cursor on it. */
static void reveal(struct wall *w, const struct machine *m, uint32_t row)
{
	w->cursor = (struct cursor){ .set = true, .cpu = m->usage.cpu[row] };
	for (uint32_t i = 0; w->plan.view == VIEW_GROUPS && i < w->tree.rows; i++)
		if (w->shown[i] == row)
			open_path(w, tree_leaf_of(&w->tree, i), false);
	keep_in_sight(w, m);
}

/* Whether row a comes before row b, from hot to cool, as the header lists the hottest. */
static bool precedes(const struct wall *w, uint32_t a, uint32_t b)
{
	unsigned x = w->steady.number[a], y = w->steady.number[b];
	return x != y ? x > y : a < b;
}

/*
 * From the row that was hunted last the nearest one that is cooler, or hotter; the hottest of all
 * when there is none such, or when the cursor went elsewhere meanwhile. UINT32_MAX without numbers.
 */
static uint32_t next_hot(const struct wall *w, const struct machine *m, bool hotter)
{
	bool on = w->hunting && w->cursor.set && !w->cursor.on_group && w->cursor.cpu == w->hunted;
	size_t at = on ? usage_row(&m->usage, w->hunted) : SIZE_MAX;
	uint32_t next = UINT32_MAX, first = UINT32_MAX;
	for (size_t i = 0; i < w->shown_count; i++) {
		uint32_t row = w->shown[i];
		if (m->usage.state[row] != USAGE_OK)
			continue;
		if (first == UINT32_MAX || precedes(w, row, first))
			first = row;
		if (at == SIZE_MAX || row == at || precedes(w, row, (uint32_t)at) != hotter)
			continue;
		if (next == UINT32_MAX || precedes(w, row, next) != hotter)
			next = row;
	}
	return next != UINT32_MAX ? next : first;
}

/* Like less's n: each press leads to the next one. */
static enum verdict hunt(struct wall *w, const struct machine *m, bool hotter)
{
	uint32_t row = next_hot(w, m, hotter);
	if (row == UINT32_MAX) {
		wall_note(w, "no cpu has a number yet");
		return VERDICT_FRAME;
	}
	w->hunting = true;
	w->hunted = m->usage.cpu[row];
	reveal(w, m, row);
	return VERDICT_FRAME;
}

/* Puts the cursor on the group's row. */
static void go_to_group(struct wall *w, const struct machine *m, const struct target *target)
{
	open_path(w, target->group, true);
	w->cursor = (struct cursor){ .set = true,
				     .on_group = true,
				     .cpu = m->usage.cpu[target->row],
				     .group = expanded_key(&w->tree, target->group) };
	keep_in_sight(w, m);
}

/* All as it was when the prompt opened. */
static void jump_back(struct wall *w, const struct machine *m)
{
	w->cursor = w->cursor_before;
	expanded_copy(&w->fold, &w->fold_before);
	w->block = w->block_before;
	w->top = w->top_before;
	w->note[0] = '\0';
	w->stale = true;
	wall_refresh(w, m);
}

/* Goes where the prompt's text says; where that is nowhere, stays where it was opened. */
static void jump(struct wall *w, const struct machine *m)
{
	struct target target;
	char why[sizeof w->note];
	jump_back(w, m);
	if (!w->prompt.length)
		return;
	if (!search_target(w, m, w->prompt.text, &target, why, sizeof why))
		wall_note(w, "%s", why);
	else if (target.group != TREE_NONE)
		go_to_group(w, m, &target);
	else
		reveal(w, m, target.row);
}

static void set_filter(struct wall *w, const struct machine *m)
{
	struct cpulist only = { 0 };
	double min;
	char why[sizeof w->note];
	if (filter_parse(w->prompt.text, &only, &min, why, sizeof why)) {
		cpulist_copy(&w->only, &only);
		w->min = min;
		w->below_rows = 0;
		wall_sift(w, m);
		w->stale = true;
		keep_in_sight(w, m);
	} else {
		wall_note(w, "%s", why);
	}
	cpulist_free(&only);
}

static enum verdict open_prompt(struct wall *w, enum prompt_kind kind)
{
	w->cursor_before = w->cursor;
	w->top_before = w->top;
	expanded_copy(&w->fold_before, &w->fold);
	w->block_before = w->block;
	prompt_open(&w->prompt, kind);
	return VERDICT_FRAME;
}

static enum verdict press_prompt(struct wall *w, const struct machine *m, uint32_t press)
{
	enum prompt_kind kind = w->prompt.kind;
	switch (prompt_press(&w->prompt, press)) {
	case PROMPT_EDITED:
		if (kind == PROMPT_JUMP)
			jump(w, m);
		break;
	case PROMPT_ACCEPTED:
		if (kind == PROMPT_JUMP)
			jump(w, m);
		else
			set_filter(w, m);
		break;
	case PROMPT_CANCELLED:
		w->note[0] = '\0';
		if (kind == PROMPT_JUMP)
			jump_back(w, m);
		break;
	default:
		return press == PRESS_UNKNOWN ? VERDICT_NONE : VERDICT_FRAME;
	}
	return VERDICT_FRAME;
}

/* Escape: the detail first, then the filter. */
static enum verdict cancel(struct wall *w, const struct machine *m)
{
	if (w->detail) {
		w->detail = false;
	} else if (w->only.count || w->min > 0) {
		cpulist_clear(&w->only);
		w->min = 0;
		wall_note(w, "the filter is cleared");
	} else {
		return VERDICT_NONE;
	}
	w->stale = true;
	keep_in_sight(w, m);
	return VERDICT_FRAME;
}

static enum verdict act(struct wall *w, const struct machine *m, enum action action, uint32_t press)
{
	switch (action) {
	case ACTION_QUIT:
		return VERDICT_QUIT;
	case ACTION_HELP:
		w->help = true;
		w->help_page = 0;
		return VERDICT_FRAME;
	case ACTION_OPEN:
		return open_item(w, m);
	case ACTION_LEFT:
	case ACTION_RIGHT: {
		enum verdict verdict = press_group(w, m, action);
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
	case ACTION_ORDER:
		return choose_order(w, m);
	case ACTION_FINER:
	case ACTION_COARSER:
		choose_depth(w, action == ACTION_FINER ? 1 : -1);
		keep_in_sight(w, m);
		return VERDICT_FRAME;
	case ACTION_JUMP:
		return open_prompt(w, PROMPT_JUMP);
	case ACTION_FILTER:
		return open_prompt(w, PROMPT_FILTER);
	case ACTION_HOTTEST:
	case ACTION_HOTTER:
		return hunt(w, m, action == ACTION_HOTTER);
	case ACTION_CANCEL:
		return cancel(w, m);
	case ACTION_PAUSE:
		w->paused = !w->paused;
		return VERDICT_FRAME;
	case ACTION_RESET_PEAKS:
		history_reset(&w->history);
		wall_note(w, "peaks count anew");
		return VERDICT_FRAME;
	case ACTION_COST:
		w->cost = !w->cost;
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

/* Of a help that has pages; any other key leaves it. */
static void turn_page(struct wall *w, enum action action)
{
	unsigned pages = frame_help_pages(w->width, w->height);
	unsigned page = w->help_page < pages ? w->help_page : pages - 1;
	bool on = action == ACTION_PAGE_DOWN || action == ACTION_DOWN;
	bool back = action == ACTION_PAGE_UP || action == ACTION_UP;
	if (on && page + 1 < pages)
		w->help_page = page + 1;
	else if (back && page > 0)
		w->help_page = page - 1;
	else
		w->help = false;
}

enum verdict wall_press(struct wall *w, const struct machine *m, uint32_t press)
{
	enum action action = key_action(press);
	/* What is on the screen is what keys act on, also when no frame was drawn since. */
	wall_refresh(w, m);
	if (w->prompt.kind != PROMPT_NONE && action != ACTION_REDRAW)
		return press_prompt(w, m, press);
	if (w->help && action != ACTION_QUIT && action != ACTION_REDRAW) {
		turn_page(w, action);
		return VERDICT_FRAME;
	}
	if (action == ACTION_NONE) {
		if (press > ' ' && press < 0x7f)
			wall_note(w, "%c does nothing here; ? shows the keys", (char)press);
		return press > ' ' && press < 0x7f ? VERDICT_FRAME : VERDICT_NONE;
	}
	w->note[0] = '\0';
	return act(w, m, action, press);
}

/* The spot that is drawn at the place, nowhere when there is none. */
static struct position spot_at(const struct wall *w, int x, int y)
{
	const struct plan *p = &w->plan;
	struct position none = { SIZE_MAX, TREE_NONE };
	int row = y - wall_header_rows(w->height) - p->heading;
	if (row < 0 || row >= p->rows || p->top + (size_t)row >= p->lines ||
	    x >= p->width - p->scrollbar)
		return none;
	size_t line = p->top + (size_t)row;
	if (p->line[line].kind == LINE_GROUP)
		return (struct position){ line, TREE_NONE };
	for (uint32_t s = p->line[line].seg; s < p->line[line].seg + p->line[line].segs; s++) {
		const struct seg *seg = &p->seg[s];
		for (uint32_t k = seg->first; k < seg->first + seg->count; k++) {
			struct slot slot = plan_slot(p, line, seg, k);
			if (x >= slot.x && x < slot.x + slot.width)
				return (struct position){ line, k };
		}
	}
	return none;
}

enum verdict wall_click(struct wall *w, const struct machine *m, int x, int y, bool open)
{
	if (w->help || w->prompt.kind != PROMPT_NONE) {
		w->help = false;
		return VERDICT_FRAME;
	}
	wall_refresh(w, m);
	struct position spot = spot_at(w, x, y);
	if (spot.line == SIZE_MAX)
		return VERDICT_NONE;
	cursor_put(w, m, spot);
	return open ? open_item(w, m) : VERDICT_FRAME;
}

enum verdict wall_wheel(struct wall *w, const struct machine *m, int lines)
{
	size_t by = (size_t)(lines < 0 ? -lines : lines);
	if (w->plan.overflow == OVERFLOW_PAGE)
		by = w->plan.rows > 0 ? (size_t)w->plan.rows : 1;
	size_t top = w->plan.top;
	w->top = lines > 0 ? top + by : top > by ? top - by : 0;
	w->stale = true;
	wall_refresh(w, m);
	return VERDICT_FRAME;
}
