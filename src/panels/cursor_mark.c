/*
 * Marks. What is under the cursor is underlined, and its labels are in reverse: its id or name, the
 * label of its row, and its column in the ruler. Invariant: glyphs, roles and grounds stay.
 */
#include "panels/cursor_mark.h"

#include "wall/cursor.h"

static const struct cell *cell_at(const struct canvas *c, int x, int y)
{
	return &c->cell[y * c->width + x];
}

static bool is_label(const struct cell *cell)
{
	return cell->ground == GROUND_NONE && cell->glyph != ' ' &&
	       (cell->role == ROLE_LABEL || cell->role == ROLE_TEXT || cell->role == ROLE_STRONG);
}

/* Marks the label that a row or slot begins with, if any. Returns the column after it. */
static int mark_label(struct canvas *c, int x, int y, int end)
{
	int from = x;
	while (from < end && cell_at(c, from, y)->glyph == ' ')
		from++;
	if (from == end || !is_label(cell_at(c, from, y)))
		return x;
	for (x = from; x < end && is_label(cell_at(c, x, y)); x++)
		canvas_mark(c, x, y, 1, CURSOR_LABEL);
	return x;
}

static void park(struct canvas *c, int x, int y)
{
	c->cursor_x = x;
	c->cursor_y = y;
}

static void mark_slot(const struct plan *p, struct canvas *c, const struct slot *slot, int top)
{
	int x = slot->x, y = slot->y + plan_value_row(p, slot), end = x + slot->width;
	if (p->label && !p->axis)
		mark_label(c, slot->seg->x - p->label, slot->y + (slot->height - 1) / 2,
			   slot->seg->x - 1);
	if (p->ids_below >= 0)
		canvas_mark(c, x, top + p->ids_below, slot->width, CURSOR_LABEL);
	if (p->heading && p->by_id && p->view == p->form)
		canvas_mark(c, x, top, slot->width, CURSOR_LABEL);
	while (end > x + 1 && cell_at(c, end - 1, y)->glyph == ' ')
		end--;
	int value = mark_label(c, x, y, end);
	canvas_mark(c, value, y, end - value, CURSOR_VALUE);
	park(c, value > x ? value - 1 : end - 1, y);
}

/* Marks the name as a label and the rest of the row as a value; without columns, all as a value. */
static void mark_group(const struct arrangement *a, struct canvas *c, const struct line *line,
		       int y)
{
	int end = a->plan.width - a->plan.scrollbar, depth = line->depth;
	int x = 2 * depth + 2, name = text_width(a->tree.group[line->group].name);
	if (x < end && is_label(cell_at(c, x, y))) {
		canvas_mark(c, x, y, name, CURSOR_LABEL);
		x += name;
	} else {
		x = 0;
	}
	canvas_mark(c, x, y, end - x, CURSOR_VALUE);
	park(c, 2 * depth < end ? 2 * depth : 0, y);
}

void cursor_mark_draw(const struct wall *w, const struct machine *m, struct canvas *c, int y)
{
	const struct arrangement *a = &w->arrangement;
	const struct plan *p = &a->plan;
	struct position at = cursor_find(&w->navigation.cursor, a, m);
	if (!w->navigation.cursor.set || at.line == SIZE_MAX || !plan_shows(p, at.line))
		return;
	const struct line *line = &p->line[at.line];
	if (at.member == TREE_NONE) {
		int row = y + plan_y(p, at.line) + (int)(line->rows - 1) / 2;
		if (row < c->height)
			mark_group(a, c, line, row);
		return;
	}
	const struct seg *seg = &p->seg[line->seg];
	while (at.member >= seg->first + seg->count)
		seg++;
	struct slot slot = plan_slot(p, at.line, seg, at.member);
	slot.y += y;
	if (slot.y < c->height && slot.x + slot.width <= c->width)
		mark_slot(p, c, &slot, y);
}
