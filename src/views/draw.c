/*
 * What painters share: text and numbers in their place, stacked bars, what stands for an unknown.
 * Invariant: nothing is written outside the room that is given.
 */
#include "views/draw.h"

#include "base/brief.h"
#include "base/whole.h"

#include <stdlib.h>
#include <string.h>

const enum role draw_part_role[PARTS] = {
	[PART_USR] = ROLE_USR,       [PART_NICE] = ROLE_NICE,           [PART_GUEST] = ROLE_GUEST,
	[PART_SYS] = ROLE_SYS,       [PART_INTERRUPT] = ROLE_INTERRUPT, [PART_STEAL] = ROLE_STEAL,
	[PART_IOWAIT] = ROLE_IOWAIT,
};

const uint8_t draw_field_part[FIELDS] = {
	[FIELD_USR] = PART_USR,       [FIELD_NICE] = PART_NICE,     [FIELD_SYS] = PART_SYS,
	[FIELD_IOWAIT] = PART_IOWAIT, [FIELD_IRQ] = PART_INTERRUPT, [FIELD_SOFT] = PART_INTERRUPT,
	[FIELD_STEAL] = PART_STEAL,   [FIELD_GUEST] = PART_GUEST,   [FIELD_GNICE] = PART_GUEST,
	[FIELD_IDLE] = PARTS,
};

void paint_row_ticks(const struct usage *u, size_t row, uint64_t ticks[FIELDS])
{
	for (int f = 0; f < FIELDS; f++)
		ticks[f] = u->ticks[f][row];
}

/* Boundaries are rounded cumulatively, so that the bar is as long as its sum. */
void paint_stack(struct canvas *c, const struct glyphs *g, int x, int y, int width,
		 const uint64_t *ticks, uint64_t total)
{
	uint64_t part[PARTS + 1] = { 0 }, sum = 0;
	for (int f = 0; f < FIELDS; f++)
		part[draw_field_part[f]] += ticks[f];
	int at = 0;
	for (int i = 0; i < PARTS; i++) {
		sum += part[i];
		int end = (int)((sum * (uint64_t)width * 2 + total) / (total * 2));
		for (; at < end; at++)
			canvas_put(c, x + at, y, g->part[i], draw_part_role[i], GROUND_NONE);
	}
	for (; at < width; at++)
		canvas_put(c, x + at, y, g->empty, ROLE_EMPTY, GROUND_NONE);
}

void draw_text(const struct drawing *p, int x, int y, int room, const char *s, enum role role)
{
	canvas_text(p->canvas, x, y, room, s, role);
}

/* Right-aligned in `width` columns; what does not fit is cut at the left end of its room. */
void draw_right(const struct drawing *p, int x, int y, int width, const char *s, enum role role)
{
	int n = text_width(s);
	draw_text(p, n < width ? x + width - n : x, y, width, s, role);
}

int draw_digits(const struct drawing *p, int x, int y, int width, uint32_t n, enum role role,
		 unsigned ground)
{
	int digits = whole_width(n), at = x + width;
	for (; digits > width && width > 0; digits--)
		n /= 10;
	for (; at > x && digits; digits--, n /= 10)
		canvas_put(p->canvas, --at, y, '0' + n % 10, role, ground);
	return at;
}

void draw_number(const struct drawing *p, int x, int y, int width, uint32_t n, enum role role)
{
	draw_digits(p, x, y, width, n, role, GROUND_NONE);
}

bool draw_known(const struct drawing *p, uint32_t row)
{
	return p->usage->state[row] == USAGE_OK;
}

/* What stands instead of a number. */
uint32_t draw_absent(const struct drawing *p, uint32_t row)
{
	bool offline = p->usage->state[row] == USAGE_OFFLINE;
	return offline ? p->glyphs->offline : p->glyphs->unknown;
}

enum role draw_absent_role(const struct drawing *p, uint32_t row)
{
	return p->usage->state[row] == USAGE_OFFLINE ? ROLE_OFFLINE : ROLE_UNKNOWN;
}

/* The percentage of the row in `width` columns, or what stands instead of it. */
void draw_percent(const struct drawing *p, int x, int y, int width, uint32_t row)
{
	if (!draw_known(p, row)) {
		canvas_put(p->canvas, x + width - 1, y, draw_absent(p, row),
			   draw_absent_role(p, row), GROUND_NONE);
		return;
	}
	draw_number(p, x, y, width, p->steady->number[row],
		     (enum role)(ROLE_HEAT + p->steady->level[row]));
}

/* Marks the column of the percentage in a bar, where the bar is empty. */
void draw_peak(const struct drawing *p, int x, int y, int width, int filled, unsigned peak)
{
	int at = (int)((peak * (unsigned)width + 50) / 100) - 1;
	if (at >= filled && at >= 0 && at < width && peak >= 5)
		canvas_put(p->canvas, x + at, y, p->glyphs->peak, ROLE_LABEL, GROUND_NONE);
}

int draw_id_width(const struct drawing *p)
{
	return whole_width(p->usage->rows ? p->usage->cpu[p->usage->rows - 1] : 0);
}

void paint_spread(struct canvas *c, const struct glyphs *g, int x, int y, const struct spread *s)
{
	for (int b = 0; b < SPREAD_BUCKETS; b++)
		if (s->count[b])
			canvas_put(c, x + b, y, g->count[s->step[b]],
				   (enum role)(ROLE_HEAT + heat_of(b * 10 + 5)), GROUND_NONE);
}

const struct group *draw_group(const struct drawing *p, const struct line *line)
{
	return &p->tree->group[line->group];
}

/* The ids of the group's members as a list, cut to the room with a tilde at its end. */
static void write_ids(const struct drawing *p, const struct group *g, char *out, size_t room)
{
	struct cpulist list = { 0 };
	struct buf b = { 0 };
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t cpu = p->usage->cpu[p->shown[p->tree->order[g->first + i]]];
		cpulist_add(&list, cpu, cpu);
	}
	cpulist_format(&list, &b);
	brief(out, room, "%s", b.data);
	if (b.used >= room && room > 2)
		out[room - 2] = '~';
	buf_free(&b);
	cpulist_free(&list);
}

const char *draw_ids(const struct drawing *p, const struct line *line, size_t room)
{
	uint32_t at = line->group % IDS_KEPT;
	if (p->memory->ids[at].group != line->group || p->memory->ids[at].room != room) {
		write_ids(p, draw_group(p, line), p->memory->ids[at].text, room);
		p->memory->ids[at].group = line->group;
		p->memory->ids[at].room = (uint32_t)room;
	}
	return p->memory->ids[at].text;
}

void paint_forget(struct paint_memory *memory)
{
	memory->glyphs = NULL;
	memory->painted = false;
	for (int i = 0; i < IDS_KEPT; i++)
		memory->ids[i].group = TREE_NONE;
}

void paint_memory_free(struct paint_memory *memory)
{
	free(memory->slot);
	*memory = (struct paint_memory){ 0 };
}
