/*
 * Cursor movement over lines of slots and of groups. Invariant: a spot returned is one that the
 * plan holds, or nowhere when the plan is empty.
 */
#include "wall/cursor.h"

#include <stdlib.h>

static bool holds(const struct line *line)
{
	return line->kind == LINE_GROUP || line->segs;
}

/* First and last + 1 member of a line of cores; segments of a line follow each other. */
static void members_of(const struct plan *p, size_t index, uint32_t *first, uint32_t *end)
{
	const struct line *line = &p->line[index];
	const struct seg *last = &p->seg[line->seg + line->segs - 1];
	*first = p->seg[line->seg].first;
	*end = last->first + last->count;
}

static struct position first_of(const struct plan *p, size_t line)
{
	struct position spot = { line, TREE_NONE };
	uint32_t end;
	if (p->line[line].kind == LINE_CORES)
		members_of(p, line, &spot.member, &end);
	return spot;
}

static struct position last_of(const struct plan *p, size_t line)
{
	struct position spot = { line, TREE_NONE };
	uint32_t first;
	if (p->line[line].kind == LINE_CORES) {
		members_of(p, line, &first, &spot.member);
		spot.member--;
	}
	return spot;
}

static bool group_has(const struct wall *w, uint32_t group, uint32_t row)
{
	const struct group *g = &w->tree.group[group];
	for (uint32_t i = 0; i < g->count; i++)
		if (w->shown[w->tree.order[g->first + i]] == row)
			return true;
	return false;
}

/* The line of the group with that key, or the closed one that holds the row. */
static size_t find_group(const struct wall *w, uint64_t key, bool by_key, uint32_t row)
{
	const struct plan *p = &w->plan;
	for (size_t i = 0; i < p->lines; i++) {
		const struct line *line = &p->line[i];
		if (line->kind != LINE_GROUP)
			continue;
		if (by_key ? expanded_key(&w->tree, line->group) == key
			   : !line->open && group_has(w, line->group, row))
			return i;
	}
	return SIZE_MAX;
}

struct position cursor_find(const struct wall *w, const struct machine *m)
{
	const struct plan *p = &w->plan;
	struct position spot = { SIZE_MAX, TREE_NONE };
	size_t row = w->cursor.set ? usage_row(&m->usage, w->cursor.cpu) : SIZE_MAX;
	if (!p->lines)
		return spot;
	if (w->cursor.set && w->cursor.on_group)
		spot.line = find_group(w, w->cursor.group, true, 0);
	if (spot.line == SIZE_MAX && row != SIZE_MAX) {
		spot.line = plan_find(p, (uint32_t)row, &spot.member);
		if (spot.line == SIZE_MAX) {
			spot.member = TREE_NONE;
			spot.line = find_group(w, 0, false, (uint32_t)row);
		}
	}
	for (size_t i = 0; i < p->lines && spot.line == SIZE_MAX; i++)
		if (holds(&p->line[i]))
			spot = first_of(p, i);
	return spot;
}

uint32_t cursor_row(const struct wall *w, struct position spot)
{
	if (spot.member != TREE_NONE)
		return w->plan.member[spot.member];
	const struct group *g = &w->tree.group[w->plan.line[spot.line].group];
	return w->shown[w->tree.order[g->first]];
}

void cursor_put(struct wall *w, const struct machine *m, struct position spot)
{
	if (spot.line == SIZE_MAX)
		return;
	w->cursor.set = true;
	w->cursor.on_group = spot.member == TREE_NONE;
	w->cursor.cpu = m->usage.cpu[cursor_row(w, spot)];
	if (w->cursor.on_group)
		w->cursor.group = expanded_key(&w->tree, w->plan.line[spot.line].group);
}

static const struct seg *seg_of(const struct plan *p, struct position spot)
{
	const struct seg *seg = &p->seg[p->line[spot.line].seg];
	while (spot.member >= seg->first + seg->count)
		seg++;
	return seg;
}

/* The member of the line that stands closest to the column, in the wanted half if it can be had. */
static struct position closest(const struct plan *p, size_t line, int x, int half)
{
	struct position best = first_of(p, line);
	if (best.member == TREE_NONE)
		return best;
	uint32_t first, end;
	int least = -1;
	members_of(p, line, &first, &end);
	for (uint32_t m = first; m < end; m++) {
		struct position spot = { line, m };
		struct slot slot = plan_slot(p, line, seg_of(p, spot), m);
		int off = 2 * abs(slot.x - x) + (slot.half != half);
		if (least < 0 || off < least) {
			least = off;
			best = spot;
		}
	}
	return best;
}

/* The other core of the same cell, when there is one. */
static bool other_half(const struct plan *p, struct position *spot, const struct slot *slot,
		       int half)
{
	if (p->views[p->form]->per_cell < 2 || slot->half == half)
		return false;
	struct position other = closest(p, spot->line, slot->x, half);
	struct slot found = plan_slot(p, spot->line, seg_of(p, other), other.member);
	if (found.x != slot->x || found.half != half)
		return false;
	*spot = other;
	return true;
}

/* The next line in that direction on which the cursor can stand, SIZE_MAX when there is none. */
static size_t next_line(const struct plan *p, size_t line, int step)
{
	do {
		if (step < 0 ? line == 0 : line + 1 >= p->lines)
			return SIZE_MAX;
		line += (size_t)step;
	} while (!holds(&p->line[line]));
	return line;
}

static struct position move_line(const struct plan *p, struct position from, int step)
{
	struct slot slot = { 0 };
	if (from.member != TREE_NONE) {
		slot = plan_slot(p, from.line, seg_of(p, from), from.member);
		if (other_half(p, &from, &slot, step > 0))
			return from;
	}
	size_t line = next_line(p, from.line, step);
	if (line == SIZE_MAX)
		return from;
	return closest(p, line, slot.x, step < 0);
}

static struct position move_lines(const struct plan *p, struct position from, int step, int lines)
{
	struct slot slot = { 0 };
	if (from.member != TREE_NONE)
		slot = plan_slot(p, from.line, seg_of(p, from), from.member);
	size_t line = from.line, last = p->lines - 1;
	size_t far = (size_t)(lines > 1 ? lines : 1);
	line = step < 0 ? (line > far ? line - far : 0) : (line + far < last ? line + far : last);
	while (!holds(&p->line[line]) && line + 1 < p->lines)
		line++;
	return holds(&p->line[line]) ? closest(p, line, slot.x, slot.half) : from;
}

/* To the next or the previous core; at the end of its line to the neighbouring one. */
static struct position move_core(const struct plan *p, struct position from, int step)
{
	uint32_t first, end;
	if (from.member == TREE_NONE)
		return from;
	members_of(p, from.line, &first, &end);
	if (step < 0 ? from.member > first : from.member + 1 < end)
		return (struct position){ from.line, from.member + (uint32_t)step };
	size_t line = next_line(p, from.line, step);
	if (line == SIZE_MAX)
		return from;
	return step < 0 ? last_of(p, line) : first_of(p, line);
}

struct position cursor_move(const struct wall *w, struct position from, enum action action)
{
	const struct plan *p = &w->plan;
	if (from.line == SIZE_MAX)
		return from;
	size_t line = 0;
	switch (action) {
	case ACTION_UP:
		return move_line(p, from, -1);
	case ACTION_DOWN:
		return move_line(p, from, 1);
	case ACTION_LEFT:
		return move_core(p, from, -1);
	case ACTION_RIGHT:
		return move_core(p, from, 1);
	case ACTION_PAGE_UP:
		return move_lines(p, from, -1, p->rows);
	case ACTION_PAGE_DOWN:
		return move_lines(p, from, 1, p->rows);
	case ACTION_HOME:
		while (!holds(&p->line[line]) && line + 1 < p->lines)
			line++;
		return first_of(p, line);
	case ACTION_END:
		line = p->lines - 1;
		while (!holds(&p->line[line]) && line > 0)
			line--;
		return last_of(p, line);
	default:
		return from;
	}
}

void cursor_show(struct wall *w, size_t line)
{
	const struct plan *p = &w->plan;
	size_t rows = p->rows > 0 ? (size_t)p->rows : 1;
	size_t top = p->top;
	if (p->overflow == OVERFLOW_PAGE)
		top = line / rows * rows;
	else if (line < top)
		top = line;
	else if (line >= top + rows)
		top = line - rows + 1;
	if (top == p->top)
		return; /* the wanted place is kept, though a small screen may not give it */
	w->stale = true;
	w->top = top;
}
