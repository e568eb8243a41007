/*
 * The commands of keys and mouse. Each returns what is needed to show its effect; one that has no
 * effect here says why in the status line.
 */
#include "wall/commands.h"

#include "wall/cursor.h"
#include "wall/go_to.h"
#include "wall/keys.h"

static struct position find_cursor(const struct wall *w, const struct machine *m)
{
	return cursor_find(&w->navigation.cursor, &w->arrangement, m);
}

static void put_cursor(struct wall *w, const struct machine *m, struct position at)
{
	cursor_put(&w->navigation.cursor, &w->arrangement, m, at);
}

static enum verdict move_cursor(struct wall *w, const struct machine *m, enum action action)
{
	struct position at = cursor_move(&w->arrangement.plan, find_cursor(w, m), action);
	if (at.line == SIZE_MAX)
		return VERDICT_NONE;
	put_cursor(w, m, at);
	wall_scroll_to(w, at.line);
	return VERDICT_FRAME;
}

/* A screen up or down: the window moves as far as the cursor. */
static enum verdict move_page(struct wall *w, const struct machine *m, enum action action)
{
	const struct plan *p = &w->arrangement.plan;
	struct position at = find_cursor(w, m);
	size_t by = p->rows > 0 ? (size_t)p->rows : 1, top = p->top;
	if (at.line == SIZE_MAX)
		return VERDICT_NONE;
	at = cursor_move(p, at, action);
	put_cursor(w, m, at);
	if (p->overflow != OVERFLOW_PAGE) {
		top = action == ACTION_PAGE_DOWN ? top + by : top > by ? top - by : 0;
		w->navigation.top = top;
		w->arrangement.stale = true;
		wall_refresh(w, m);
		at = find_cursor(w, m);
	}
	wall_scroll_to(w, at.line);
	return VERDICT_FRAME;
}

/* Opens or closes the group; the cursor stays on it. */
static enum verdict open_group(struct wall *w, const struct machine *m, uint32_t group, bool open)
{
	expanded_set(&w->navigation.expanded, &w->arrangement.tree, group, open);
	go_to_keep_ranges(w);
	w->arrangement.stale = true;
	wall_keep_in_sight(w, m);
	return VERDICT_FRAME;
}

/* Left on the first cpu of a group closes the group. */
static enum verdict leave_group(struct wall *w, const struct machine *m, struct position at)
{
	const struct arrangement *a = &w->arrangement;
	const struct line *line = &a->plan.line[at.line];
	if (at.member != a->plan.seg[line->seg].first)
		return VERDICT_NONE;
	w->navigation.cursor.on_group = true;
	w->navigation.cursor.group = expanded_key(&a->tree, line->group);
	return open_group(w, m, line->group, false);
}

static enum verdict go_to_parent(struct wall *w, const struct machine *m, uint32_t group)
{
	const struct tree *t = &w->arrangement.tree;
	uint32_t parent = t->group[group].parent;
	if (parent == TREE_NONE || !parent)
		return VERDICT_FRAME;
	w->navigation.cursor.group = expanded_key(t, parent);
	struct position up = find_cursor(w, m);
	put_cursor(w, m, up);
	wall_scroll_to(w, up.line);
	return VERDICT_FRAME;
}

/* Enter, left and right where groups are; VERDICT_NONE when the key means a movement. */
static enum verdict press_group(struct wall *w, const struct machine *m, enum action action)
{
	const struct plan *p = &w->arrangement.plan;
	struct position at = find_cursor(w, m);
	if (!plan_has_groups(p) || at.line == SIZE_MAX)
		return VERDICT_NONE;
	struct line line = p->line[at.line];
	if (line.kind == LINE_CPUS)
		return action == ACTION_LEFT ? leave_group(w, m, at) : VERDICT_NONE;
	put_cursor(w, m, at);
	if (action == ACTION_OPEN)
		return open_group(w, m, line.group, !line.open);
	if (action == ACTION_RIGHT && !line.open)
		return open_group(w, m, line.group, true);
	if (action == ACTION_RIGHT)
		return move_cursor(w, m, ACTION_DOWN);
	if (line.open)
		return open_group(w, m, line.group, false);
	return go_to_parent(w, m, line.group);
}

/* Makes the plan again after a change of settings. */
static enum verdict arrange_again(struct wall *w, const struct machine *m)
{
	w->arrangement.stale = true;
	wall_keep_in_sight(w, m);
	return VERDICT_FRAME;
}

static enum verdict choose_view(struct wall *w, const struct machine *m, unsigned view)
{
	const struct view_info *info = w->arrangement.views[view];
	w->settings.view = (enum view)view;
	arrange_again(w, m);
	wall_note(w, "%s: %s", info->name, info->summary);
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
	enum overflow next = (enum overflow)((w->settings.overflow + 1) % OVERFLOWS);
	w->settings.overflow = next;
	arrange_again(w, m);
	bool fits = w->arrangement.plan.overflow == OVERFLOW_AUTO;
	wall_note(w, "overflow %s: %s%s", overflow_name[next], effect[next],
		  fits ? " (all cpus fit now)" : "");
	return VERDICT_FRAME;
}

static enum verdict choose_order(struct wall *w, const struct machine *m)
{
	static const char *const effect[ORDERS] = { "as numbered", "siblings adjacent",
						    "hottest first" };
	enum order next = (enum order)((w->settings.order + 1) % ORDERS);
	w->settings.order = next;
	w->navigation.top = 0;
	w->arrangement.stale = true;
	/* Show the hottest cpus, which are at the top, not the one under the cursor. */
	if (next != ORDER_LOAD)
		wall_keep_in_sight(w, m);
	wall_note(w, "order %s: %s", order_name[next], effect[next]);
	return VERDICT_FRAME;
}

/* Halves or doubles the range. */
static void choose_range(struct wall *w, bool finer)
{
	const struct arrangement *a = &w->arrangement;
	uint32_t size = finer ? a->range_in_use / 2 : a->range_in_use * 2;
	if (!finer && a->tree.count < 3)
		wall_note(w, "one range already holds all");
	else if (!size)
		wall_note(w, "no finer ranges");
	else
		w->settings.range_size = size;
	expanded_reset(&w->navigation.expanded);
}

/* Opens or closes all groups by one level. */
static void choose_depth(struct wall *w, bool finer)
{
	struct expanded *e = &w->navigation.expanded;
	if (finer ? e->depth > w->arrangement.tree.depth : e->depth <= 1) {
		wall_note(w, finer ? "no finer groups" : "no coarser groups");
		return;
	}
	/* Where groups skip to their cpus, finer means the groups between. */
	if (!finer || !e->cpus_depth)
		e->depth += finer ? 1u : -1u;
	e->cpus_depth = 0;
	w->navigation.depth_by_hand = true;
	expanded_reset(e);
}

/* From single cpus to the coarsest groups. */
static void leave_flat(struct wall *w, bool finer)
{
	if (finer) {
		wall_note(w, "no finer groups");
		return;
	}
	w->navigation.depth_by_hand = true;
	w->navigation.expanded.depth = 1;
}

static enum verdict choose_groups(struct wall *w, const struct machine *m, bool finer)
{
	if (w->arrangement.plan.flat)
		leave_flat(w, finer);
	else if (!plan_has_groups(&w->arrangement.plan))
		wall_note(w, "no groups in this view; 6 shows groups");
	else if (w->arrangement.range_in_use)
		choose_range(w, finer);
	else
		choose_depth(w, finer);
	return arrange_again(w, m);
}

static enum verdict choose_interval(struct wall *w, bool faster)
{
	static const double steps[] = { 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 3600 };
	enum { STEPS = sizeof steps / sizeof steps[0] };
	double now = w->settings.interval;
	int i = 0;
	while (i < STEPS - 1 && steps[i] < now)
		i++;
	if (faster && i > 0)
		i--;
	else if (!faster && i < STEPS - 1 && steps[i] <= now)
		i++;
	w->settings.interval = steps[i];
	wall_note(w, "interval %gs", steps[i]);
	return VERDICT_INTERVAL;
}

static enum verdict choose_theme(struct wall *w)
{
	enum theme next = (enum theme)((w->settings.theme + 1) % THEMES);
	w->settings.theme = next;
	wall_note(w, w->settings.colour ? "theme %s" : "theme %s (no colours here)",
		  theme_name[next]);
	return VERDICT_STYLE;
}

static enum verdict choose_glyphs(struct wall *w)
{
	struct settings *s = &w->settings;
	if (s->best_glyphs == GLYPHS_ASCII)
		wall_note(w, "this terminal or locale has only ASCII");
	else
		s->glyphs = s->glyphs == GLYPHS_ASCII ? s->best_glyphs : GLYPHS_ASCII;
	return VERDICT_STYLE;
}

/* Enter: opens or closes a group, or the detail of a cpu. */
static enum verdict open_item(struct wall *w, const struct machine *m)
{
	const struct arrangement *a = &w->arrangement;
	uint32_t hottest = cursor_hottest(a);
	if (!w->navigation.cursor.set && hottest != UINT32_MAX)
		w->navigation.cursor = (struct cursor){ .set = true, .cpu = m->usage.cpu[hottest] };
	struct position at = find_cursor(w, m);
	if (at.line == SIZE_MAX)
		return VERDICT_NONE;
	wall_scroll_to(w, at.line);
	if (a->plan.line[at.line].kind == LINE_GROUP)
		return press_group(w, m, ACTION_OPEN);
	if (!w->navigation.cursor.set)
		put_cursor(w, m, at);
	if (!w->settings.detail && regions_of(a->width, a->height, true).detail.height < 1) {
		wall_note(w, "no room for the detail panel");
		return VERDICT_FRAME;
	}
	w->settings.detail = !w->settings.detail;
	return arrange_again(w, m);
}

static void set_filter(struct wall *w, const struct machine *m)
{
	struct filter filter;
	char why[sizeof w->navigation.note];
	if (!filter_parse(&m->hosts, w->navigation.prompt.text, &filter, why, sizeof why)) {
		wall_note(w, "%s", why);
		return;
	}
	filter_free(&w->settings.filter);
	w->settings.filter = filter;
	arrangement_filter_again(&w->arrangement, &w->settings, m);
	wall_keep_in_sight(w, m);
}

/* Escape: closes the detail, then clears the filter. */
static enum verdict cancel(struct wall *w, const struct machine *m)
{
	struct settings *s = &w->settings;
	if (s->detail) {
		s->detail = false;
	} else if (filter_is_set(&s->filter)) {
		filter_free(&s->filter);
		wall_note(w, "the filter is cleared");
	} else {
		return VERDICT_NONE;
	}
	return arrange_again(w, m);
}

/* Opens a prompt. The filter's holds the filter in force, unless that is too long. */
static enum verdict open_prompt(struct wall *w, enum prompt_kind kind)
{
	struct buf text = { 0 };
	go_to_begin(w);
	if (kind == PROMPT_FILTER)
		filter_format(w->arrangement.hosts, &w->settings.filter, &text);
	prompt_open(&w->navigation.prompt, kind, text.used < PROMPT_ROOM ? text.data : NULL);
	buf_free(&text);
	return VERDICT_FRAME;
}

static enum verdict press_prompt(struct wall *w, const struct machine *m, uint32_t press)
{
	enum prompt_kind kind = w->navigation.prompt.kind;
	switch (prompt_press(&w->navigation.prompt, press)) {
	case PROMPT_EDITED:
		if (kind == PROMPT_JUMP)
			go_to_found(w, m);
		break;
	case PROMPT_ACCEPTED:
		if (kind == PROMPT_JUMP)
			go_to_found(w, m);
		else
			set_filter(w, m);
		break;
	case PROMPT_CANCELLED:
		w->navigation.note[0] = '\0';
		if (kind == PROMPT_JUMP)
			go_to_back(w, m);
		break;
	default:
		return press == PRESS_UNKNOWN ? VERDICT_NONE : VERDICT_FRAME;
	}
	return VERDICT_FRAME;
}

enum { FAR_LEAST = 10, FAR_SHARE = 10 };

static enum verdict show_moment(struct wall *w, const struct machine *live)
{
	wall_follow_past(w, live);
	wall_keep_in_sight(w, wall_machine(w, live));
	return VERDICT_FRAME;
}

/* Moves through the history of a live machine. */
static enum verdict move_in_time(struct wall *w, const struct machine *live, long by)
{
	const struct history *h = &w->arrangement.history;
	if (!past_move(&w->past, h, by))
		wall_note(w, by < 0 ? "this is the oldest moment that is kept" : "this is now");
	return show_moment(w, live);
}

static enum verdict return_to_now(struct wall *w, const struct machine *live)
{
	past_leave(&w->past);
	return show_moment(w, live);
}

static enum verdict choose_zoom(struct wall *w, int by)
{
	unsigned zoom = w->settings.zoom + (unsigned)by;
	if (zoom >= TIME_ZOOMS)
		wall_note(w, by > 0 ? "no more time fits a column" : "a column is one sample");
	else
		w->settings.zoom = zoom;
	return VERDICT_FRAME;
}

/* Keys that move in time; VERDICT_NONE when the key means something else here. */
static enum verdict press_time(struct wall *w, const struct machine *live, enum action action,
			       uint32_t press)
{
	const struct plan *p = &w->arrangement.plan;
	bool of_time = p->views[p->view]->of_time;
	long filled = (long)w->arrangement.history.filled;
	long far = filled / FAR_SHARE > FAR_LEAST ? filled / FAR_SHARE : FAR_LEAST;
	if (action == ACTION_STEP_BACK || action == ACTION_STEP)
		return move_in_time(w, live, action == ACTION_STEP ? 1 : -1);
	if (action == ACTION_PLAY_SLOWER || action == ACTION_PLAY_FASTER)
		return move_in_time(w, live, action == ACTION_PLAY_FASTER ? far : -far);
	if (action == ACTION_LONGER || action == ACTION_SHORTER)
		return choose_zoom(w, action == ACTION_LONGER ? 1 : -1);
	if (press == PRESS_HOME && of_time) {
		past_move(&w->past, &w->arrangement.history, -filled);
		return show_moment(w, live);
	}
	if (w->past.on && (action == ACTION_PAUSE || press == PRESS_END))
		return return_to_now(w, live);
	return press == PRESS_END && of_time ? VERDICT_FRAME : VERDICT_NONE;
}

/* Switches the rows of the detail between threads and processes. */
static enum verdict choose_rows(struct wall *w)
{
	struct settings *s = &w->settings;
	s->by_process = !s->by_process;
	wall_note(w, "the detail lists %s", s->by_process ? "processes" : "threads");
	return VERDICT_FRAME;
}

static enum verdict run_action(struct wall *w, const struct machine *m, enum action action,
			       uint32_t press)
{
	switch (action) {
	case ACTION_QUIT:
		return VERDICT_QUIT;
	case ACTION_HELP:
		w->navigation.help = true;
		w->navigation.help_page = 0;
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
	case ACTION_HOME:
	case ACTION_END:
		return move_cursor(w, m, action);
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		return move_page(w, m, action);
	case ACTION_NEXT_VIEW:
		return choose_view(w, m, (w->settings.view + 1) % VIEWS);
	case ACTION_PREVIOUS_VIEW:
		return choose_view(w, m, (w->settings.view + VIEWS - 1) % VIEWS);
	case ACTION_VIEW:
		return choose_view(w, m, press - '0');
	case ACTION_OVERFLOW:
		return choose_overflow(w, m);
	case ACTION_ORDER:
		return choose_order(w, m);
	case ACTION_FINER:
	case ACTION_COARSER:
		return choose_groups(w, m, action == ACTION_FINER);
	case ACTION_JUMP:
		return open_prompt(w, PROMPT_JUMP);
	case ACTION_FILTER:
		return open_prompt(w, PROMPT_FILTER);
	case ACTION_HOTTEST:
	case ACTION_HOTTER:
		if (go_to_is_at_match(&w->navigation))
			go_to_next_match(w, m, action == ACTION_HOTTER);
		else
			go_to_extreme(w, m, EXTREME_HOTTEST, action == ACTION_HOTTER);
		return VERDICT_FRAME;
	case ACTION_COOLEST:
		go_to_extreme(w, m, EXTREME_COOLEST, false);
		return VERDICT_FRAME;
	case ACTION_CANCEL:
		return cancel(w, m);
	case ACTION_PAUSE:
		w->settings.paused = !w->settings.paused;
		return VERDICT_FRAME;
	case ACTION_RESET_PEAKS:
		history_reset(&w->arrangement.history);
		wall_note(w, "peaks reset");
		return VERDICT_FRAME;
	case ACTION_COST:
		w->settings.cost = !w->settings.cost;
		return VERDICT_FRAME;
	case ACTION_PROCESSES:
		return choose_rows(w);
	case ACTION_SLOWER:
	case ACTION_FASTER:
		return choose_interval(w, action == ACTION_FASTER);
	case ACTION_THEME:
		return choose_theme(w);
	case ACTION_ASCII:
		return choose_glyphs(w);
	case ACTION_SAVE:
		return VERDICT_SAVE;
	case ACTION_REDRAW:
		return VERDICT_REDRAW;
	default:
		return VERDICT_NONE;
	}
}

/* Keys in the help. A page beyond the last one is corrected when it is drawn. */
static enum verdict press_help(struct navigation *n, enum action action)
{
	switch (action) {
	case ACTION_PAGE_DOWN:
	case ACTION_DOWN:
	case ACTION_RIGHT:
		n->help_page++;
		return VERDICT_FRAME;
	case ACTION_PAGE_UP:
	case ACTION_UP:
	case ACTION_LEFT:
		n->help_page -= n->help_page > 0;
		return VERDICT_FRAME;
	case ACTION_HELP:
	case ACTION_OPEN:
	case ACTION_QUIT:
	case ACTION_CANCEL:
		n->help = false;
		return VERDICT_FRAME;
	default:
		return VERDICT_NONE;
	}
}

enum verdict wall_press(struct wall *w, const struct machine *live, uint32_t press)
{
	const struct machine *m = wall_machine(w, live);
	struct navigation *n = &w->navigation;
	enum action action = key_action(press);
	/* Keys act on the current plan, even if no frame was drawn since it changed. */
	wall_refresh(w, m);
	if (n->prompt.kind != PROMPT_NONE && action != ACTION_REDRAW)
		return press_prompt(w, m, press);
	if (n->help && action != ACTION_REDRAW)
		return press_help(n, action);
	if (action == ACTION_NONE && (press <= ' ' || press >= 0x7f))
		return VERDICT_NONE;
	if (action == ACTION_NONE) {
		wall_note(w, "%c does nothing here; ? shows the keys", (char)press);
		return VERDICT_FRAME;
	}
	n->note[0] = '\0';
	enum verdict verdict = press_time(w, live, action, press);
	return verdict == VERDICT_NONE ? run_action(w, m, action, press) : verdict;
}

/* The member of the line whose slot is at the column, TREE_NONE when none is. */
static uint32_t member_at(const struct plan *p, size_t line, int x)
{
	for (uint32_t s = p->line[line].seg; s < p->line[line].seg + p->line[line].segs; s++) {
		const struct seg *seg = &p->seg[s];
		for (uint32_t k = seg->first; k < seg->first + seg->count; k++) {
			struct slot slot = plan_slot(p, line, seg, k);
			if (x >= slot.x && x < slot.x + slot.width)
				return k;
		}
	}
	return TREE_NONE;
}

/* The position at that place of the screen, or nowhere. */
static struct position position_at(const struct wall *w, int x, int y)
{
	const struct plan *p = &w->arrangement.plan;
	const struct position none = { SIZE_MAX, TREE_NONE };
	size_t line = plan_line_at(p, y - wall_first_row(w));
	if (line == SIZE_MAX || x >= p->width - p->scrollbar)
		return none;
	struct position at = { line, TREE_NONE };
	if (p->line[at.line].kind == LINE_GROUP)
		return at;
	at.member = member_at(p, at.line, x);
	return at.member == TREE_NONE ? none : at;
}

/* Whether the column is that of the sign before a group's name, or the blank after it. */
static bool is_sign(const struct plan *p, struct position at, int x)
{
	int depth = p->line[at.line].depth;
	return at.member == TREE_NONE && x >= depth && x < 2 * depth + 2;
}

enum verdict wall_click(struct wall *w, const struct machine *live, int x, int y, bool open)
{
	const struct machine *m = wall_machine(w, live);
	struct navigation *n = &w->navigation;
	if (n->help || n->prompt.kind != PROMPT_NONE) {
		n->help = false;
		return VERDICT_FRAME;
	}
	wall_refresh(w, m);
	struct position at = position_at(w, x, y);
	if (at.line == SIZE_MAX)
		return VERDICT_NONE;
	put_cursor(w, m, at);
	/* One click on the sign is enough; the second of a double click would undo it. */
	return open != is_sign(&w->arrangement.plan, at, x) ? open_item(w, m) : VERDICT_FRAME;
}

enum verdict wall_wheel(struct wall *w, const struct machine *live, int lines)
{
	const struct machine *m = wall_machine(w, live);
	struct arrangement *a = &w->arrangement;
	size_t by = (size_t)(lines < 0 ? -lines : lines), top = a->plan.top;
	if (a->plan.overflow == OVERFLOW_PAGE)
		by = a->plan.rows > 0 ? (size_t)a->plan.rows : 1;
	w->navigation.top = lines > 0 ? top + by : top > by ? top - by : 0;
	a->stale = true;
	wall_refresh(w, m);
	return VERDICT_FRAME;
}
