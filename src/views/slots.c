/*
 * Draws lines of cpus: the label, and the slots in the form that the plan says. Knows where a slot
 * is, and not what is in it.
 */
#include "views/slots.h"

#include "views/draw.h"
#include "views/ruler.h"

#include <stdio.h>
#include <string.h>

static int row_of_line(const struct drawing *d, size_t line)
{
	return d->y + plan_y(d->plan, line);
}

/* Names a group and its cpus: "package 0 node1  64-127". */
static void draw_group_label(const struct drawing *d, size_t line)
{
	const struct plan *plan = d->plan;
	const struct group *group = d->tree->group, *g = &group[plan->line[line].group];
	int y = row_of_line(d, line), x = d->x + plan->margin;
	int limit = d->x + plan->width - plan->scrollbar;
	uint32_t above[LEVELS], n = 0;
	char ids[DRAW_IDS];
	for (uint32_t i = g->parent; i != TREE_NONE && i && n < LEVELS; i = group[i].parent)
		above[n++] = i;
	while (n--)
		x += canvas_text(d->canvas, x, y, limit - x, group[above[n]].name, ROLE_LABEL) + 1;
	x += canvas_text(d->canvas, x, y, limit - x, g->name, ROLE_STRONG) + 2;
	draw_list_ids(d, g, ids);
	draw_text(d, x, y, limit - x, ids, ROLE_LABEL);
}

/* Draws the ids of the group to the right of its slots, if there is room. */
static void draw_ids_at_right(const struct drawing *d, size_t line, const struct seg *seg)
{
	const struct plan *plan = d->plan;
	const struct view_info *v = plan->views[plan->form];
	int gaps = (plan->columns - 1) / (v->gap_every ? v->gap_every : plan->columns);
	int x = seg->x + plan->columns * plan->slot + gaps + 2;
	int room = plan->width - plan->scrollbar - x;
	char ids[DRAW_IDS];
	draw_list_ids(d, &d->tree->group[seg->group], ids);
	if ((int)strlen(ids) <= room)
		draw_text(d, d->x + x, row_of_line(d, line), room, ids, ROLE_LABEL);
}

/* A name that is too long ends in a tilde. */
static const char *host_name(const struct drawing *d, uint32_t cpu, int room,
			     char out[HOST_NAME_SIZE])
{
	const char *name = cpu_name_host(d->hosts, cpu);
	bool fits = (int)strlen(name) <= room;
	snprintf(out, HOST_NAME_SIZE, "%.*s%s", fits ? room : room - 1, name, fits ? "" : "~");
	return out;
}

/* The name of the group, or the id to which the ruler's offsets are added. */
static void draw_row_label(const struct drawing *d, size_t line, const struct seg *seg)
{
	const struct plan *plan = d->plan;
	int x = d->x + seg->x - plan->label;
	int y = row_of_line(d, line) + (int)(plan->line[line].rows - 1) / 2;
	char host[HOST_NAME_SIZE];
	if (!plan->label)
		return;
	if (seg->group != TREE_NONE) {
		const char *name = d->tree->group[seg->group].name;
		draw_text(d, x, y, plan->label - 1, name, ROLE_LABEL);
		if (plan->line[line].segs == 1)
			draw_ids_at_right(d, line, seg);
	}
	/* The top line of the window also names its host. */
	if (plan->by_host && (seg->begins_host || line == plan->top))
		draw_text(d, x, y, plan->label - 1, host_name(d, seg->base, plan->label - 1, host),
			  ROLE_STRONG);
	else if (plan->by_id && !plan->axis)
		draw_id(d, x, y, plan->label - 1, seg->base);
}

void slots_draw_cpus(const struct drawing *d, size_t line)
{
	const struct plan *plan = d->plan;
	const struct line *l = &plan->line[line];
	for (uint32_t s = l->seg; s < l->seg + l->segs; s++) {
		const struct seg *seg = &plan->seg[s];
		draw_row_label(d, line, seg);
		for (uint32_t m = seg->first; m < seg->first + seg->count; m++) {
			struct slot slot = plan_slot(plan, line, seg, m);
			slot.x += d->x;
			slot.y += d->y;
			plan->views[plan->form]->draw_slot(d, &slot, plan->member[m]);
		}
	}
}

void slots_draw(const struct drawing *d)
{
	const struct plan *plan = d->plan;
	const struct view_info *v = plan->views[plan->view];
	if (plan->heading && v->draw_heading)
		v->draw_heading(d, d->y);
	if (plan->key >= 0 && v->draw_key)
		v->draw_key(d, d->y + plan->key);
	if (plan->axis)
		ruler_draw_scale(d);
	if (plan->ids_below >= 0)
		ruler_draw_ids(d, d->y + plan->ids_below);
	for (size_t i = plan->top; i < plan->lines && plan_shows(plan, i); i++) {
		if (plan->line[i].kind == LINE_LABEL)
			draw_group_label(d, i);
		else
			slots_draw_cpus(d, i);
	}
	draw_scrollbar(d);
}
