/*
 * The detail panel: one core, in full. Beside the cores on a wide screen, below them on a narrow
 * one; the layout gives the room, so that nothing is covered without being counted.
 */
#include "wall/frame.h"

#include "wall/cursor.h"
#include "wall/paint.h"
#include "wall/parts.h"

#include <stdio.h>

enum { BESIDE_FROM = 100, BESIDE_COLUMNS = 44, BELOW_ROWS = 11, FIELD_NAME = 7, FIELD_VALUE = 6 };

int frame_detail_columns(int width)
{
	return width >= BESIDE_FROM ? BESIDE_COLUMNS : 0;
}

int frame_detail_rows(int width, int height)
{
	if (width >= BESIDE_FROM || height < 2)
		return 0;
	return height >= 2 * BELOW_ROWS ? BELOW_ROWS : height / 2;
}

/* Where the next line goes. */
struct panel {
	struct canvas *canvas;
	const struct glyphs *glyphs;
	const struct machine *machine;
	const struct wall *wall;
	uint32_t row;
	int x, y, width, end;
};

static bool known(const struct panel *p)
{
	return p->machine->usage.state[p->row] == USAGE_OK;
}

static void add_title(struct panel *p)
{
	struct parts parts = { .separator = p->glyphs->dot };
	const struct usage *u = &p->machine->usage;
	uint32_t cpu = u->cpu[p->row];
	parts_add(&parts, 9, ROLE_STRONG, "cpu%u", cpu);
	if (known(p))
		parts_add(&parts, 8, ROLE_HEAT + p->wall->steady.level[p->row], "busy %.1f%%",
			  (double)u->busy[p->row]);
	else
		parts_add(&parts, 8, ROLE_UNKNOWN, "%s",
			  u->state[p->row] == USAGE_OFFLINE ? "offline" : p->glyphs->dash);
	for (unsigned l = LEVEL_ALL + 1; l < LEVEL_BLOCK; l++) {
		const struct topology_set *set =
			topology_set_of(&p->machine->topology, (enum level)l, cpu);
		char name[32];
		if (!set)
			continue;
		snprintf(name, sizeof name, level_table[l].format, set->id);
		parts_add(&parts, 7 - (int)l % 5, ROLE_TEXT, "%s", name);
	}
	parts_paint(&parts, p->canvas, p->x, p->y++, p->width);
}

/* The last samples, the newest at the right. */
static void add_sparkline(struct panel *p)
{
	const struct glyphs *g = p->glyphs;
	for (int i = 0; i < p->width; i++) {
		unsigned ago = (unsigned)(p->width - 1 - i);
		uint8_t percent = history_at(&p->wall->history, p->row, ago);
		if (percent == HISTORY_UNKNOWN)
			continue;
		unsigned heat = heat_of(percent), tens = percent / 10 > 8 ? 8 : percent / 10;
		uint32_t glyph = g->height[!g->tens ? heat : percent >= USAGE_HOT ? 9 : tens];
		canvas_put(p->canvas, p->x + i, p->y, glyph, ROLE_HEAT + heat, GROUND_NONE);
	}
	p->y++;
}

static void add_facts(struct panel *p, const struct surroundings *s)
{
	struct parts parts = { .separator = p->glyphs->dot };
	const struct history *h = &p->wall->history;
	uint32_t cpu = p->machine->usage.cpu[p->row];
	if (p->row < h->rows) {
		int64_t since = h->hot_from_ns[p->row];
		long long seconds =
			(machine_sample(p->machine)->boot_ns - since) / 1000000000;
		parts_add(&parts, 5, ROLE_TEXT, "peak %u%%", h->most[p->row]);
		if (since)
			parts_add(&parts, 6, ROLE_HEAT + HEATS - 1, "%s90%% for %lldm%02llds",
				  p->glyphs->at_least, seconds / 60, seconds % 60);
	}
	if (s->khz > 0 && s->clock_cpu == cpu && s->khz_most > 0)
		parts_add(&parts, 4, ROLE_TEXT, "%.2f of %.2f GHz", (double)s->khz / 1e6,
			  (double)s->khz_most / 1e6);
	else if (s->khz > 0 && s->clock_cpu == cpu)
		parts_add(&parts, 4, ROLE_TEXT, "%.2f GHz", (double)s->khz / 1e6);
	parts_paint(&parts, p->canvas, p->x, p->y++, p->width);
}

/* The other threads of the same core, and how busy they are. */
static void add_siblings(struct panel *p)
{
	const struct usage *u = &p->machine->usage;
	uint32_t cpu = u->cpu[p->row];
	const struct topology_set *core =
		topology_set_of(&p->machine->topology, LEVEL_CORE, cpu);
	if (!core || cpulist_weight(&core->cpus) < 2)
		return;
	int x = p->x, end = p->x + p->width;
	x += canvas_text(p->canvas, x, p->y, end - x, "siblings", ROLE_LABEL) + 1;
	for (size_t i = 0; i < core->cpus.count; i++)
		for (uint64_t c = core->cpus.range[i].first; c <= core->cpus.range[i].last; c++) {
			size_t row = usage_row(u, (uint32_t)c);
			char text[32];
			if (c == cpu || row == SIZE_MAX || x + 12 > end)
				continue;
			bool ok = u->state[row] == USAGE_OK;
			snprintf(text, sizeof text, ok ? "cpu%u %.0f%%" : "cpu%u -", (unsigned)c,
				 (double)u->busy[row]);
			x += canvas_text(p->canvas, x, p->y, end - x, text,
					 ok ? ROLE_HEAT + p->wall->steady.level[row] :
					      ROLE_UNKNOWN) +
			     2;
		}
	p->y++;
}

/* One field as name, bar, percentage in `width` columns. */
static void paint_field(const struct panel *p, int x, int y, int width, enum field f)
{
	const struct usage *u = &p->machine->usage;
	uint64_t ticks[FIELDS] = { 0 };
	char value[16];
	int bar = width - FIELD_NAME - FIELD_VALUE - 1;
	canvas_text(p->canvas, x, y, FIELD_NAME, field_table[f].name, ROLE_LABEL);
	if (!known(p)) {
		canvas_text(p->canvas, x + width - 1, y, 1, p->glyphs->dash, ROLE_UNKNOWN);
		return;
	}
	ticks[f] = u->ticks[f][p->row];
	if (bar > 0)
		paint_stack(p->canvas, p->glyphs, x + FIELD_NAME, y, bar, ticks, u->total[p->row]);
	snprintf(value, sizeof value, "%*.1f", FIELD_VALUE, usage_percent(u, f, p->row));
	canvas_text(p->canvas, x + width - FIELD_VALUE, y, FIELD_VALUE, value, ROLE_TEXT);
}

/* As many columns of fields as it takes to show them all, or at least the first of them. */
static void add_fields(struct panel *p)
{
	int rows = p->end - p->y;
	if (rows < 1)
		return;
	int columns = (FIELD_IDLE + 1 + rows - 1) / rows;
	while (columns > 1 && p->width / columns < FIELD_NAME + FIELD_VALUE + 2)
		columns--;
	int width = p->width / columns;
	for (int f = 0; f <= FIELD_IDLE && f < columns * rows; f++)
		paint_field(p, p->x + f / rows * width, p->y + f % rows, width - (columns > 1),
			    (enum field)f);
}

void frame_detail(const struct wall *w, const struct machine *m, const struct surroundings *s,
		  struct canvas *c)
{
	int width, height, top = wall_header_rows(w->height);
	struct spot spot = cursor_find(w, m);
	wall_region(w, &width, &height);
	if (spot.line == SIZE_MAX)
		return;
	struct panel p = {
		.canvas = c,
		.glyphs = &glyph_table[w->glyphs],
		.machine = m,
		.wall = w,
		.row = cursor_row(w, spot),
		.x = 0,
		.y = top + height,
		.width = c->width,
		.end = c->height - wall_has_status(c->height),
	};
	if (width < c->width) {
		for (int y = top; y < p.end; y++)
			canvas_put(c, width, y, p.glyphs->track, ROLE_EMPTY, GROUND_NONE);
		p.x = width + 2;
		p.width = c->width - p.x;
		p.y = top;
	}
	if (p.y < p.end)
		add_title(&p);
	if (p.y < p.end)
		add_sparkline(&p);
	if (p.y < p.end)
		add_facts(&p, s);
	if (p.y < p.end)
		add_siblings(&p);
	add_fields(&p);
}
