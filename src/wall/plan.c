/* Building and reading a plan. Invariant: where it says something is, it is in the window and in
 * the region. */
#include "wall/plan.h"

#include "base/mem.h"

#include <stdlib.h>

void plan_free(struct plan *p)
{
	free(p->line);
	free(p->seg);
	free(p->member);
	free(p->place);
	*p = (struct plan){ 0 };
}

struct line *plan_add_line(struct plan *p, enum line_kind kind)
{
	p->line = mem_grow(p->line, &p->line_room, p->lines + 1, sizeof *p->line);
	p->line[p->lines] = (struct line){
		.kind = (uint8_t)kind, .seg = (uint32_t)p->segs, .y = (uint32_t)p->lines, .rows = 1
	};
	return &p->line[p->lines++];
}

struct seg *plan_add_seg(struct plan *p, struct line *line, int x, uint32_t base)
{
	p->seg = mem_grow(p->seg, &p->seg_room, p->segs + 1, sizeof *p->seg);
	line->segs++;
	p->seg[p->segs] = (struct seg){
		.first = (uint32_t)p->members, .base = base, .group = TREE_NONE, .x = x
	};
	return &p->seg[p->segs++];
}

void plan_add_member(struct plan *p, struct seg *s, uint32_t row, uint32_t place)
{
	p->member = mem_grow(p->member, &p->member_room, p->members + 1, sizeof *p->member);
	p->place = mem_grow(p->place, &p->place_room, p->members + 1, sizeof *p->place);
	p->member[p->members] = row;
	p->place[p->members++] = place;
	s->count++;
}

const uint32_t *request_rows(const struct layout_request *r)
{
	return r->ordered ? r->ordered : r->shown;
}

int request_id_width(const struct layout_request *r, bool local)
{
	int widest = 1;
	if (!cpu_name_has_host(r->hosts))
		return cpu_name_width(r->hosts, &r->cpu[r->shown[r->count - 1]], 1);
	for (size_t i = 0; i < r->count; i++) {
		uint32_t cpu = r->cpu[r->shown[i]];
		/* Within a host the last one has the widest name. */
		if (i + 1 < r->count && host_of(cpu) == host_of(r->cpu[r->shown[i + 1]]))
			continue;
		int width = local ? cpu_name_id_width(r->hosts, &cpu, 1)
				  : cpu_name_width(r->hosts, &cpu, 1);
		widest = width > widest ? width : widest;
	}
	return widest < PLAN_NAME_MOST ? widest : PLAN_NAME_MOST;
}

int plan_y(const struct plan *p, size_t line)
{
	return p->heading + (int)(p->line[line].y - p->line[p->top].y);
}

size_t plan_line_at(const struct plan *p, int y)
{
	for (size_t i = p->top; i < p->lines && plan_shows(p, i); i++)
		if (y >= plan_y(p, i) && y < plan_y(p, i) + (int)p->line[i].rows)
			return i;
	return SIZE_MAX;
}

struct slot plan_slot(const struct plan *p, size_t line, const struct seg *s, uint32_t m)
{
	const struct view_info *v = p->views[p->form];
	int column = (int)p->place[m], half = 0;
	if (v->per_cell == 2 && p->by_id) {
		half = column / p->columns;
		column %= p->columns;
	} else if (v->per_cell == 2) {
		half = column & 1;
		column >>= 1;
	}
	int gaps = v->gap_every ? column / v->gap_every : 0;
	int x = p->span ? column * p->span / p->columns : column * p->slot + gaps;
	return (struct slot){
		.x = s->x + x,
		.y = plan_y(p, line),
		.width = p->slot,
		.height = (int)p->line[line].rows,
		.half = half,
		.seg = s,
		.member = m,
	};
}

int plan_value_row(const struct plan *p, const struct slot *s)
{
	const struct view_info *v = p->views[p->form];
	if (v->per_cell == 2)
		return s->half ? s->height - 1 : 0;
	return v->growth == GROWTH_TALL ? s->height - 1 : (s->height - 1) / 2;
}

size_t plan_find(const struct plan *p, uint32_t row, uint32_t *m)
{
	for (size_t i = 0; i < p->lines; i++) {
		const struct line *line = &p->line[i];
		for (uint32_t s = line->seg; s < line->seg + line->segs; s++) {
			const struct seg *seg = &p->seg[s];
			for (*m = seg->first; *m < seg->first + seg->count; ++*m)
				if (p->member[*m] == row)
					return i;
		}
	}
	return SIZE_MAX;
}

bool plan_has_groups(const struct plan *p)
{
	return p->views[p->view]->arrange == ARRANGE_TREE && !p->flat;
}

bool plan_shows(const struct plan *p, size_t line)
{
	if (line < p->top || line >= p->lines || p->rows < 1)
		return false;
	const struct line *l = &p->line[line];
	return l->y + l->rows <= p->line[p->top].y + (uint32_t)p->rows;
}
