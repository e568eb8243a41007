/* Paints a plan: its heading, its lines, its scrollbar. */
#include "views/draw.h"

#include "base/mem.h"

#include <string.h>

/* Names a group and its members: "node1  64-127". */
static void paint_label(const struct drawing *p, int y, const struct line *line)
{
	int limit = p->x + p->plan->width - p->plan->scrollbar, x = p->x + p->plan->margin;
	const struct group *g = draw_group(p, line);
	uint32_t above[LEVELS] = { 0 }, n = 0;
	uint32_t up = g->parent;
	for (; up != TREE_NONE && up && n < LEVELS; up = p->tree->group[up].parent)
		above[n++] = up;
	while (n--) {
		const char *name = p->tree->group[above[n]].name;
		x += canvas_text(p->canvas, x, y, limit - x, name, ROLE_LABEL) + 1;
	}
	x += canvas_text(p->canvas, x, y, limit - x, g->name, ROLE_STRONG) + 2;
	draw_text(p, x, y, limit - x, draw_ids(p, line, IDS_MOST + 1), ROLE_LABEL);
}

/* After the first row of a group whose slots tell no ids: which they are. */
static void paint_row_ids(const struct drawing *p, int y, const struct line *line)
{
	const struct plan *plan = p->plan;
	const struct view_info *v = plan->views[plan->form];
	int cells = (plan->columns - 1) / (v->gap_every ? v->gap_every : plan->columns);
	int x = plan->margin + plan->label + plan->columns * plan->slot + cells + 2;
	int room = plan->width - plan->scrollbar - x;
	const char *ids = draw_ids(p, line, IDS_MOST + 1);
	if ((int)strlen(ids) <= room)
		draw_text(p, p->x + x, y, room, ids, ROLE_LABEL);
}

static struct slot slot_of(const struct drawing *p, size_t line, const struct seg *seg, uint32_t m)
{
	struct slot slot = plan_slot(p->plan, line, seg, m);
	slot.x += p->x;
	slot.y += p->y;
	return slot;
}

/* All that a slot of a calm view is painted from. */
static uint16_t load_of(const struct drawing *p, uint32_t row)
{
	unsigned state = p->usage->state[row];
	unsigned number = (unsigned)p->steady->level[row] << 8 | p->steady->number[row];
	unsigned known = 0u - (state == USAGE_OK);
	return (uint16_t)(state << 12 | (number & known));
}

_Static_assert(HEATS <= 1 << 4 && USAGE_STATES < 1 << 4, "a load has room, and is not SLOT_ANEW");

static void remember_slots(const struct drawing *p, const struct seg *seg)
{
	for (uint32_t m = seg->first; m < seg->first + seg->count; m++)
		p->memory->slot[m] = load_of(p, p->plan->member[m]);
}

static void paint_cores(const struct drawing *p, size_t index, const struct line *line)
{
	const struct plan *plan = p->plan;
	const struct view_info *v = plan->views[plan->form];
	for (uint32_t s = line->seg; s < line->seg + line->segs; s++) {
		const struct seg *seg = &plan->seg[s];
		int y = p->y + plan->heading + (int)(index - plan->top);
		int x = p->x + seg->x - plan->label;
		if (plan->label && seg->group != TREE_NONE) {
			draw_text(p, x, y, plan->label - 1, p->tree->group[seg->group].name,
				  ROLE_LABEL);
			paint_row_ids(p, y, line);
		}
		if (plan->label && plan->by_id)
			draw_number(p, x, y, plan->label - 1, seg->base, ROLE_LABEL);
		for (uint32_t m = seg->first; m < seg->first + seg->count; m++) {
			struct slot slot = slot_of(p, index, seg, m);
			v->draw_slot(p, &slot, plan->member[m]);
		}
		if (p->memory->painted)
			remember_slots(p, seg);
	}
}

/* A thumb as long as the window's share of the lines, where the window stands. */
static void paint_scrollbar(const struct drawing *p)
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

/* A plan that is calm has no groups, and its heading and labels stay as they are. */
static void begin_slots(const struct drawing *p)
{
	const struct plan *plan = p->plan;
	struct paint_memory *memory = p->memory;
	memory->painted = plan->views[plan->view]->calm;
	if (!memory->painted)
		return;
	memory->glyphs = p->glyphs;
	memory->slot =
		mem_grow(memory->slot, &memory->slot_room, plan->members, sizeof *memory->slot);
}

bool paint_is_calm(const struct drawing *p)
{
	const struct paint_memory *memory = p->memory;
	return memory->painted && memory->glyphs == p->glyphs;
}

void paint_again(struct paint_memory *memory, uint32_t member)
{
	if (memory->painted)
		memory->slot[member] = SLOT_ANEW;
}

static void paint_slot_again(const struct drawing *p, size_t line, const struct seg *seg,
			     uint32_t m)
{
	const struct plan *plan = p->plan;
	struct slot slot = slot_of(p, line, seg, m);
	struct cell *cell = canvas_cells(p->canvas, slot.x, slot.y, slot.width);
	for (int i = 0; cell && i < slot.width; i++)
		cell[i] = (struct cell){ .glyph = ' ' };
	p->memory->slot[m] = load_of(p, plan->member[m]);
	plan->views[plan->form]->draw_slot(p, &slot, plan->member[m]);
}

enum { SLOTS_AT_ONCE = 64 };

/* First which they are: whether the next one has changed nobody can foresee. */
static void paint_changed_slots(const struct drawing *p, size_t line, const struct seg *seg)
{
	const uint32_t *member = p->plan->member;
	const uint16_t *painted = p->memory->slot;
	uint32_t end = seg->first + seg->count;
	for (uint32_t from = seg->first; from < end; from += SLOTS_AT_ONCE) {
		uint64_t changed = 0;
		for (uint32_t m = from; m < end && m < from + SLOTS_AT_ONCE; m++)
			changed |= (uint64_t)(load_of(p, member[m]) != painted[m]) << (m - from);
		for (; changed; changed &= changed - 1)
			paint_slot_again(p, line, seg, from + (uint32_t)__builtin_ctzll(changed));
	}
}

void paint_changes(const struct drawing *p)
{
	const struct plan *plan = p->plan;
	for (size_t i = plan->top; i < plan->lines && plan_shows(plan, i); i++)
		for (uint32_t s = 0; s < plan->line[i].segs; s++)
			paint_changed_slots(p, i, &plan->seg[plan->line[i].seg + s]);
}

void paint_plan(const struct drawing *p)
{
	const struct plan *plan = p->plan;
	struct group_columns columns = { 0 };
	begin_slots(p);
	if (!plan->lines)
		return;
	if (plan->heading && plan->views[plan->view]->draw_heading)
		plan->views[plan->view]->draw_heading(p, p->y);
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
