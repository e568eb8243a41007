/* Puts a frame together. Invariant: every cell of the canvas is drawn in every frame. */
#include "panels/frame.h"

#include "panels/detail.h"
#include "panels/header.h"
#include "panels/help.h"
#include "panels/status_line.h"
#include "views/drawing.h"
#include "views/views.h"
#include "wall/cursor.h"

static void draw_wall(const struct wall *w, const struct machine *m, struct canvas *c, int y)
{
	const struct arrangement *a = &w->arrangement;
	const struct drawing d = {
		.canvas = c,
		.y = y,
		.glyphs = wall_glyphs(w),
		.colour = w->settings.colour && w->settings.theme != THEME_MONO,
		.usage = &m->usage,
		.smooth = &a->smooth,
		.plan = &a->plan,
		.tree = &a->tree,
		.groups = a->groups,
		.shown = a->shown,
		.history = &a->history,
	};
	if (m->usage.rows)
		views_draw(&d);
}

/* In reverse the parts of a bar would say the contrary. */
static bool is_bar(const struct cell *cell)
{
	return cell->role >= ROLE_USR && cell->role <= ROLE_MARK;
}

/*
 * Marks a cpu's slot. Where that is a block, a full one in reverse would be an empty one: instead
 * it shows its tens of percent, in the colour of its heat. Until the user moves the cursor, a wall
 * of blocks is shown as it is.
 */
static void mark_slot(const struct wall *w, struct canvas *c, const struct slot *slot, uint32_t row)
{
	const struct smooth *s = &w->arrangement.smooth;
	const struct cell *cell = &c->cell[slot->y * c->width + slot->x];
	unsigned tens = s->number[row] / 10u;
	if (slot->width == 1 && !w->navigation.cursor.set)
		return;
	if (w->arrangement.plan.form == VIEW_BLOCKS && cell->role >= ROLE_HEAT)
		canvas_put(c, slot->x, slot->y, '0' + (tens > 9 ? 9 : tens),
			   (enum role)(ROLE_HEAT + s->level[row]), GROUND_NONE);
	for (int i = 0; i < slot->width; i++)
		if (!is_bar(cell + i))
			canvas_mark(c, slot->x + i, slot->y, 1);
}

/* Marks the name of a group alone: the colours of its row say something. */
static void mark_group(const struct arrangement *a, struct canvas *c, const struct line *line,
		       int y)
{
	int x = 2 * line->depth;
	x = x + 4 < a->plan.width ? x : 0;
	canvas_mark(c, x, y, 2 + text_width(a->tree.group[line->group].name));
}

/* Marks what the cursor is on, in a wall that begins in row y. */
static void mark_cursor(const struct wall *w, const struct machine *m, struct canvas *c, int y)
{
	const struct arrangement *a = &w->arrangement;
	const struct plan *p = &a->plan;
	struct position at = cursor_find(&w->navigation.cursor, a, m);
	if (at.line == SIZE_MAX || !plan_shows(p, at.line))
		return;
	const struct line *line = &p->line[at.line];
	if (at.member == TREE_NONE) {
		mark_group(a, c, line, y + plan_y(p, at.line));
		return;
	}
	const struct seg *seg = &p->seg[line->seg];
	while (at.member >= seg->first + seg->count)
		seg++;
	struct slot slot = plan_slot(p, at.line, seg, at.member);
	slot.y += y;
	if (slot.y < c->height && slot.x + slot.width <= c->width)
		mark_slot(w, c, &slot, cursor_row(a, at));
}

void frame_draw(struct wall *w, const struct machine *m, const struct surroundings *s,
		struct canvas *c, int width, int height)
{
	struct regions r = regions_of(width, height, w->settings.detail);
	wall_resize(w, m, width, height);
	canvas_reset(c, width, height);
	c->ascii = w->settings.glyphs == GLYPHS_ASCII;
	if (w->navigation.help) {
		help_draw(c, w->navigation.help_page);
		return;
	}
	header_draw(w, m, s, c, r.header);
	draw_wall(w, m, c, r.header);
	mark_cursor(w, m, c, r.header);
	if (w->settings.detail)
		detail_draw(w, m, s, c);
	if (r.status)
		status_line_draw(w, m, s, c, height - 1);
}
