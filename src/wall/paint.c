/* Paints a plan: its heading, its lines, its scrollbar. */
#include "wall/brush.h"

#include <string.h>

/* Names a group and its members: "node1  64-127". */
static void paint_label(const struct painter *p, int y, const struct line *line)
{
	int limit = p->x + p->plan->width - p->plan->scrollbar, x = p->x + p->plan->margin;
	const struct group *g = brush_group(p, line);
	uint32_t above[LEVELS] = { 0 }, n = 0;
	uint32_t up = g->parent;
	for (; up != TREE_NONE && up && n < LEVELS; up = p->tree->group[up].parent)
		above[n++] = up;
	while (n--) {
		const char *name = p->tree->group[above[n]].name;
		x += canvas_text(p->canvas, x, y, limit - x, name, ROLE_LABEL) + 1;
	}
	x += canvas_text(p->canvas, x, y, limit - x, g->name, ROLE_STRONG) + 2;
	brush_text(p, x, y, limit - x, brush_ids(p, line, IDS_MOST + 1), ROLE_LABEL);
}

/* After the first row of a group whose slots tell no ids: which they are. */
static void paint_row_ids(const struct painter *p, int y, const struct line *line)
{
	const struct plan *plan = p->plan;
	const struct view_info *v = &view_table[plan->form];
	int cells = (plan->columns - 1) / (v->gap_every ? v->gap_every : plan->columns);
	int x = plan->margin + plan->label + plan->columns * plan->slot + cells + 2;
	int room = plan->width - plan->scrollbar - x;
	const char *ids = brush_ids(p, line, IDS_MOST + 1);
	if ((int)strlen(ids) <= room)
		brush_text(p, p->x + x, y, room, ids, ROLE_LABEL);
}

static void paint_cores(const struct painter *p, size_t index, const struct line *line)
{
	const struct plan *plan = p->plan;
	const struct view_info *v = &view_table[plan->form];
	for (uint32_t s = line->seg; s < line->seg + line->segs; s++) {
		const struct seg *seg = &plan->seg[s];
		int y = p->y + plan->heading + (int)(index - plan->top);
		int x = p->x + seg->x - plan->label;
		if (plan->label && seg->group != TREE_NONE) {
			brush_text(p, x, y, plan->label - 1, p->tree->group[seg->group].name,
				   ROLE_LABEL);
			paint_row_ids(p, y, line);
		}
		if (plan->label && plan->by_id)
			brush_number(p, x, y, plan->label - 1, seg->base, ROLE_LABEL);
		for (uint32_t m = seg->first; m < seg->first + seg->count; m++) {
			struct slot slot = plan_slot(plan, index, seg, m);
			slot.x += p->x;
			slot.y += p->y;
			v->paint(p, &slot, plan->member[m]);
		}
	}
}

/* A thumb as long as the window's share of the lines, where the window stands. */
static void paint_scrollbar(const struct painter *p)
{
	const struct plan *plan = p->plan;
	int rows = plan->rows, x = p->x + plan->width - 1;
	if (rows < 1 || plan->lines <= (size_t)rows)
		return;
	int thumb = (int)((size_t)rows * (size_t)rows / plan->lines);
	thumb = thumb < 1 ? 1 : thumb;
	size_t most = plan->lines - (size_t)rows, top = plan->top < most ? plan->top : most;
	int from = (int)(top * (size_t)(rows - thumb) / most);
	for (int i = 0; i < rows; i++) {
		bool on = i >= from && i < from + thumb;
		canvas_put(p->canvas, x, p->y + plan->heading + i,
			   on ? p->glyphs->thumb : p->glyphs->track, on ? ROLE_SCROLL : ROLE_EMPTY,
			   GROUND_NONE);
	}
}

void paint_plan(const struct painter *p)
{
	const struct plan *plan = p->plan;
	struct group_columns columns = { 0 };
	if (!plan->lines)
		return;
	if (plan->heading && view_table[plan->view].paint_heading)
		view_table[plan->view].paint_heading(p, p->y);
	if (plan->view == VIEW_GROUPS)
		columns = paint_group_columns(p);
	for (size_t i = plan->top; i < plan->lines && plan_shows(plan, i); i++) {
		const struct line *line = &plan->line[i];
		int y = p->y + plan->heading + (int)(i - plan->top);
		if (line->kind == LINE_GROUP)
			paint_group_row(p, y, line, &columns);
		else if (line->kind == LINE_LABEL)
			paint_label(p, y, line);
		else
			paint_cores(p, i, line);
	}
	if (plan->scrollbar)
		paint_scrollbar(p);
}
