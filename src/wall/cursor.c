/*
 * The cursor on lines of slots and of groups. Invariant: a position returned is one that the plan
 * holds, or nowhere when the plan is empty.
 */
#include "wall/cursor.h"

#include <stdlib.h>

static bool holds(const struct line *line)
{
	return line->kind == LINE_GROUP || line->segs;
}

/* First and last + 1 member of a line of cpus; segments of a line follow each other. */
static void members_of(const struct plan *p, size_t index, uint32_t *first, uint32_t *end)
{
	const struct line *line = &p->line[index];
	const struct seg *last = &p->seg[line->seg + line->segs - 1];
	*first = p->seg[line->seg].first;
	*end = last->first + last->count;
}

static struct position first_of(const struct plan *p, size_t line)
{
	struct position at = { line, TREE_NONE };
	uint32_t end;
	if (p->line[line].kind == LINE_CPUS)
		members_of(p, line, &at.member, &end);
	return at;
}

static struct position last_of(const struct plan *p, size_t line)
{
	struct position at = { line, TREE_NONE };
	uint32_t first;
	if (p->line[line].kind == LINE_CPUS) {
		members_of(p, line, &first, &at.member);
		at.member--;
	}
	return at;
}

static bool group_has(const struct arrangement *a, uint32_t group, uint32_t row)
{
	for (uint32_t i = 0; i < a->tree.group[group].count; i++)
		if (arrangement_group_row(a, group, i) == row)
			return true;
	return false;
}

/* The line of the group with that key. */
static size_t find_group(const struct arrangement *a, uint64_t key)
{
	for (size_t i = 0; i < a->plan.lines; i++) {
		const struct line *line = &a->plan.line[i];
		if (line->kind == LINE_GROUP && expanded_key(&a->tree, line->group) == key)
			return i;
	}
	return SIZE_MAX;
}

/* The line of the closed group that holds the row. */
static size_t find_closed(const struct arrangement *a, uint32_t row)
{
	for (size_t i = 0; i < a->plan.lines; i++) {
		const struct line *line = &a->plan.line[i];
		if (line->kind == LINE_GROUP && !line->open && group_has(a, line->group, row))
			return i;
	}
	return SIZE_MAX;
}

static struct position find_row(const struct arrangement *a, uint32_t row)
{
	struct position at;
	at.line = plan_find(&a->plan, row, &at.member);
	if (at.line == SIZE_MAX)
		at = (struct position){ find_closed(a, row), TREE_NONE };
	return at;
}

struct position cursor_find(const struct cursor *c, const struct arrangement *a,
			    const struct machine *m)
{
	const struct plan *p = &a->plan;
	struct position at = { SIZE_MAX, TREE_NONE };
	size_t row = c->set ? usage_row(&m->usage, c->cpu) : SIZE_MAX;
	if (c->set && c->on_group)
		at.line = find_group(a, c->group);
	if (at.line == SIZE_MAX && row != SIZE_MAX)
		at = find_row(a, (uint32_t)row);
	for (size_t i = p->top; i < p->lines && at.line == SIZE_MAX; i++)
		if (holds(&p->line[i]))
			at = first_of(p, i);
	return at;
}

uint32_t cursor_row(const struct arrangement *a, struct position at)
{
	if (at.member != TREE_NONE)
		return a->plan.member[at.member];
	return arrangement_group_row(a, a->plan.line[at.line].group, 0);
}

void cursor_put(struct cursor *c, const struct arrangement *a, const struct machine *m,
		struct position at)
{
	if (at.line == SIZE_MAX)
		return;
	c->set = true;
	c->on_group = at.member == TREE_NONE;
	if (!c->on_group || a->tree.group[a->plan.line[at.line].group].count)
		c->cpu = m->usage.cpu[cursor_row(a, at)];
	if (c->on_group)
		c->group = expanded_key(&a->tree, a->plan.line[at.line].group);
}

static const struct seg *seg_of(const struct plan *p, struct position at)
{
	const struct seg *seg = &p->seg[p->line[at.line].seg];
	while (at.member >= seg->first + seg->count)
		seg++;
	return seg;
}

/* The member of the line closest to the column, in the wanted half if possible. */
static struct position closest(const struct plan *p, size_t line, int x, int half)
{
	struct position best = first_of(p, line);
	if (best.member == TREE_NONE)
		return best;
	uint32_t first, end;
	int least = -1;
	members_of(p, line, &first, &end);
	for (uint32_t m = first; m < end; m++) {
		struct position at = { line, m };
		struct slot slot = plan_slot(p, line, seg_of(p, at), m);
		int off = 2 * abs(slot.x - x) + (slot.half != half);
		if (least < 0 || off < least) {
			least = off;
			best = at;
		}
	}
	return best;
}

/* The other cpu of the same cell, when there is one. */
static bool other_half(const struct plan *p, struct position *at, const struct slot *slot, int half)
{
	if (p->views[p->form]->per_cell < 2 || slot->half == half)
		return false;
	struct position other = closest(p, at->line, slot->x, half);
	struct slot found = plan_slot(p, at->line, seg_of(p, other), other.member);
	if (found.x != slot->x || found.half != half)
		return false;
	*at = other;
	return true;
}

/* The next line in that direction on which the cursor can be, SIZE_MAX when there is none. */
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

/* To the next or the previous cpu; at the end of its line to the neighbouring one. */
static struct position move_cpu(const struct plan *p, struct position from, int step)
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

struct position cursor_move(const struct plan *p, struct position from, enum action action)
{
	if (from.line == SIZE_MAX)
		return from;
	size_t line = 0;
	switch (action) {
	case ACTION_UP:
		return move_line(p, from, -1);
	case ACTION_DOWN:
		return move_line(p, from, 1);
	case ACTION_LEFT:
		return move_cpu(p, from, -1);
	case ACTION_RIGHT:
		return move_cpu(p, from, 1);
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

uint32_t cursor_hottest(const struct arrangement *a)
{
	const struct smooth *s = &a->smooth;
	uint32_t hottest = UINT32_MAX;
	for (size_t i = 0; i < a->shown_count; i++) {
		uint32_t row = a->shown[i];
		if (s->number[row] != SMOOTH_UNKNOWN &&
		    (hottest == UINT32_MAX || s->number[row] > s->number[hottest]))
			hottest = row;
	}
	return hottest;
}

size_t cursor_window(const struct plan *p, size_t line)
{
	size_t rows = p->rows > 0 ? (size_t)p->rows : 1;
	if (p->overflow == OVERFLOW_PAGE)
		return line / rows * rows;
	if (line < p->top)
		return line;
	return line >= p->top + rows ? line - rows + 1 : p->top;
}
